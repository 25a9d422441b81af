"""The state a person is said, right beside the name, to speak for or to come from.

Texts are the units' ``normalise``d texts; hits are those of each unit, in order.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from pipeline.countries import CountryHit
from pipeline.people import columns
from pipeline.people.affiliations import LED, LINE_HEAD, LINE_SIGN, SPEAKING_FOR
from pipeline.people.names import honorific_before
from pipeline.people.register import NameHit

_REACH = 110  # characters between a name and what it is said to belong to
_ORIGIN_WITHIN = 30
_NEXT = 6  # countries looked at on each side
_ROW = 400  # characters: a longer unit is no line of a list
_JUST_BEFORE = 4  # units
_OF = r"(?:de la |de l’|des |du |de |d’)"

# ---- after the name
# `Dewi Lestari, partie d’Indonésie à vingt ans`, `originaire du Mali`
_FROM = re.compile(
    r",? (?:née?s?|partie?s?|venue?s?|originaires?|arrivée?s?|native|natif|ressortissante?|citoyen(?:ne)?)(?: à \w+,?)?"
    rf" (?:{_OF}|en |au )"
    rf"|(?: ?\([^()]{{2,60}}\))?,? \(?{SPEAKING_FOR}"
)
# `Mme X, du Kenya,`, `M. Y (délégation du Ghana)`, `Mme Z, Japon,`
_DELEGATE_OF = re.compile(rf", (?:{_OF}|pour (?:la |le |l’|les )?)?|,? \(?(?:la )?délégation {_OF}")
_AFTER_COUNTRY = re.compile(r" ?[,.;:)\]–—/|]| (?:a|ont|s’est|était|qui|et) |$")
# `Mme X, qui dirigeait la délégation du Laos`, `M. Y, à la tête de la délégation lettone`
_SERVING = re.compile(
    r",? (?:qui (?:représent|dirige|condui|présid|parl|s’exprim|interv)[^\W\d_]* |(?:représentant|dirigeant) |à la tête )"
    r"(?:(?:la|le|les|de|du|des|au|nom|pour|délégation|[Gg]ouvernement) |l’|d’){0,5}"
)
# `M. X, de l’Institut des mines de Y (Pérou)`
_OF_A_BODY = re.compile(rf",? (?:{_OF})?[A-ZÀ-ÖØ-Þ][^.;:()]{{2,120}}(?: \([A-Z]{{2,10}}\))? \(")
_BODY_OF = re.compile(
    rf",? {_OF}[A-ZÀ-ÖØ-Þ][^,.;:()]{{2,120}} \([A-Z][\w-]{{1,11}}\) {_OF}"
)  # `de la Direction ... (DM) du Mali`
# `M. X, de la Mission permanente de la Norvège,`, `Mme Y, du Gouvernement roumain,`
_AUTHORITY = (
    r"(?:[Gg]ouvernement|[Dd]élégation|[Mm]ission|[Aa]mbassade|[Pp]arlement|[Pp]résidence|Primature|Chancellerie|Bureau|Cabinet"
    r"|Cour)"
)
_OF_STATE = re.compile(rf",? (?:au nom )?{_OF}{_AUTHORITY} (?:[^,.;:()]{{2,80}} )?{_OF}")
_OF_AUTHORITY = re.compile(rf",? (?:au nom )?{_OF}{_AUTHORITY} ")
# `Blessing, 24 ans, Nigériane`, `M. X, de nationalité ivoirienne`
_ORIGIN = re.compile(r", (?:\d\d ans, )?(?:ressortissante? |de nationalité )?")
# `M. X – Suède – soutient`, `Mme Y / Tonga / Secrétaire`, `M. Z; Conseiller; Tonga`
_COLUMN_AFTER = re.compile(r" ?(?:[–—/|;]|-(?= )) (?:[^–—/|;.]{2,80}? ?[–—/|;] )?|, [A-ZÀ-ÖØ-Þ][^,.;:()]{2,90}, ")
_COLUMN_ENDS = re.compile(r"\.?$| ?[–—/|;]| - ")

# ---- before it
# `Espagne (Mme X, Secrétaire d’État)`, `Philippines [M. Y]`
_IN_BRACKET = re.compile(r" ?[(\[](?:[^().;\[\]]{0,80}(?:, | et ))?")
# `Du côté tunisien, M. X`, `Pour la partie malienne : Mme Y`
_SIDE = re.compile(r"(?:côté|partie|délégation|[Gg]ouvernement|(?:co)?présidence) $", re.I)
_SIDE_OF = re.compile(
    rf"(?:(?:côté|partie|délégation|gouvernement|(?:co)?présidence) (?:{_OF}|:? ?)|(?<!\w)pour (?:la |le |les |l’)?)$",
    re.I,
)
_COLON = re.compile(r"(?: \([^()]{2,60}\))? ?: ")
# `Le Sénégal était représenté par M. X, le Mali par Mme Y`
_REPRESENTED = re.compile(r"(?:représentée?|conduite|dirigée|menée|présidée) par ")
_AND = re.compile(r"(?: \([^()]{2,60}\))?(?:, et |,? et (?:de |d’)?|, )")
_BRACKETED = re.compile(r"\) ?[:–—|] ")  # `Réseau des radios (Niger) : M. X`
# `L’Attorney general des Fidji, M. X`: whatever the office is called
_OFFICE_OF = re.compile(
    rf"(?:^|[ ,;])(?:[Ll][ea]s? |[Ll]’)[^,;.:()]{{2,80}} {_OF}$|(?:^|[ ,;])[Cc]el(?:ui|le) {_OF}$|, et {_OF}$"
)
# `Pour l’Autriche, M. X`, `Au nom du Maroc, Mme Y`
_FOR_STATE = re.compile(rf"(?<!\w)[Pp]our (?:la |le |les |l’)?$|(?:^|[;:] )Au nom {_OF}$")
# The state a sentence is about stands at its head: `Le Chili, a expliqué M. X, ...`, `Au Lesotho, a indiqué Mme Y`
_HEADED = re.compile(
    r"[\W\d]{0,6}(?:Le |La |L’|Les |Au |Aux |À |En |Pour (?:le |la |l’|les )?)?"
    r"(?:(?:[Gg]ouvernement |délégation )(?:du |de la |de l’|des )?)?"
)
_SAID_BY = re.compile(r",? (?:comme |ainsi que )?(?:l’)?(?:a|avait) (?:[^\W\d_]+ ){1,3}")
# `La Slovénie les partage ; sa représentante, Mme X`
_ITS = re.compile(r"(?:^|[;,.:] |et )(?:[Ss]on|[Ss]a) [^,;.:()]{4,60}, (?:l’|le |la )?$")
_WITH = re.compile(
    r",? (?:était |étaient )?(?:accompagnée?s?|assistée?s?|secondée?s?) (?:de |par |d’)(?:[^,.;:()]{2,60}, )?"
)


def countries_beside(
    texts: Sequence[str],
    blocks: Sequence[int],
    people: Sequence[Sequence[NameHit]],
    countries: Sequence[Sequence[CountryHit]],
) -> dict[int, str]:
    """By number of a person the country they are said, right beside the name, to come from or to speak for. ``blocks``: the
    paragraph of each unit."""
    out: dict[int, str] = {}
    for i, row in enumerate(people):
        text = texts[i]
        of_line = _of_line(text, row, countries[i])
        sides = _sides(text, countries[i]) if row else []
        chain: str | None = None
        for n, h in enumerate(row):
            ahead = _before(text, h, countries[i])
            if ahead is None and chain is not None and n and _AND.fullmatch(text, row[n - 1].end, _begin(text, h)):
                ahead = chain  # `pour la France M. X et Mme Y`
            chain = ahead
            found = _after(text, h, countries[i]) or ahead or _side_of(sides, h.start) or of_line
            if found is None:
                at = _begin(text, h)
                its = _ITS.search(text, max(0, at - 80), at)
                if its is not None:
                    found = _headed(text, countries[i], its.start())
                    if found is None and i and blocks[i - 1] == blocks[i] and not countries[i]:
                        found = _headed(texts[i - 1], countries[i - 1], len(texts[i - 1]))
                elif n and _WITH.fullmatch(text, _end_of_description(text, row[n - 1].end, at), at):
                    found = out.get(row[n - 1].person)
            if found is None and columns.is_row(text) and len(row) == 1:
                found = columns.country_in(text, countries[i])
            if found is not None:
                out.setdefault(h.person, found)
    return out


def _begin(text: str, h: NameHit) -> int:
    """Where a name begins with its honorific."""
    _, begin = honorific_before(text, h.start)
    return begin


def _end_of_description(text: str, at: int, until: int) -> int:
    """The last place before ``until`` where what is said of the one named before may end."""
    comma = text.rfind(", accompagn", at, until)
    return comma if comma >= 0 else at


def _after(text: str, h: NameHit, countries: Sequence[CountryHit]) -> str | None:
    k = bisect_left(countries, h.end, key=lambda c: c.start)
    for c in countries[k : k + _NEXT]:
        if c.start - h.end > _REACH:
            break
        if c.form == "demonym":
            if c.start - h.end <= _ORIGIN_WITHIN and _ORIGIN.fullmatch(text, h.end, c.start):
                return c.iso3
            if (_SERVING.fullmatch(text, h.end, c.start) or _OF_AUTHORITY.fullmatch(text, h.end, c.start)) and text[
                : c.start
            ].endswith(("délégation ", "ouvernement ")):
                return c.iso3
            continue
        if (
            _FROM.fullmatch(text, h.end, c.start)
            or (_OF_A_BODY.fullmatch(text, h.end, c.start) and text[c.end : c.end + 1] == ")")
            or _BODY_OF.fullmatch(text, h.end, c.start)
            or (_OF_STATE.fullmatch(text, h.end, c.start) and _AFTER_COUNTRY.match(text, c.end))
            or _SERVING.fullmatch(text, h.end, c.start)
            or (_DELEGATE_OF.fullmatch(text, h.end, c.start) and _AFTER_COUNTRY.match(text, c.end))
            or (len(text) <= _ROW and _COLUMN_AFTER.fullmatch(text, h.end, c.start) and _COLUMN_ENDS.match(text, c.end))
        ):
            return c.iso3
        break
    return None


def _before(text: str, h: NameHit, countries: Sequence[CountryHit]) -> str | None:
    at = _begin(text, h)
    k = bisect_right(countries, at, key=lambda c: c.end)
    near = countries[max(0, k - _NEXT) : k]
    last = next((c for c in reversed(near) if c.form == "name"), None)
    if last is not None:
        ahead = text[max(0, last.start - 100) : last.start]
        if text[last.end : at] == ", " and (_OFFICE_OF.search(ahead) or _FOR_STATE.search(ahead)):
            return last.iso3
        if text[last.end : at] == " " and _FOR_STATE.search(ahead):
            return last.iso3
        if _IN_BRACKET.fullmatch(text, last.end, at) or (
            len(text) <= _ROW and _BRACKETED.fullmatch(text, last.end, at)
        ):
            return last.iso3
        if _SAID_BY.fullmatch(text, last.end, at) and _HEADED.fullmatch(text, 0, last.start):
            return last.iso3
    led = near[-1] if near else None
    if led is not None and led.form == "demonym" and text[led.end : at] == " " and text[led.start].isupper():
        return led.iso3  # `L’Ivoirienne Awa Koné`
    if led is not None and _SIDE.search(text, max(0, led.start - 12), led.start) and text[led.end : at] == ", ":
        return led.iso3
    if (
        led is not None
        and text[led.end : at] == " par "
        and _REPRESENTED.search(text, max(0, led.start - 200), led.start)
    ):
        return led.iso3
    if (
        led is not None
        and at - led.end <= _REACH
        and (led.form == "name" or "délégation" in text[max(0, led.start - 25) : led.start])
        and LED.fullmatch(text, led.end, at)
    ):
        return led.iso3
    return None


def _headed(text: str, countries: Sequence[CountryHit], until: int) -> str | None:
    """The country at the head of a sentence, where no other is named before ``until``."""
    if not countries or countries[0].form != "name" or _HEADED.fullmatch(text, 0, countries[0].start) is None:
        return None
    return countries[0].iso3 if all(c.iso3 == countries[0].iso3 for c in countries if c.start < until) else None


def _of_line(text: str, row: Sequence[NameHit], countries: Sequence[CountryHit]) -> str | None:
    """The country a line of a list begins with, before the first name: `Kenya : Mme X et M. Y`, `KENYA M. X`."""
    if not row or not countries or len(text) > _ROW or countries[0].form != "name":
        return None
    first, at = countries[0], _begin(text, row[0])
    if first.end > at or LINE_HEAD.fullmatch(text, 0, first.start) is None:
        return None
    lost_gap = text[first.end : at] in (" ", "\t") and at < row[0].start
    return first.iso3 if lost_gap or LINE_SIGN.fullmatch(text, first.end, at) else None


def _sides(text: str, countries: Sequence[CountryHit]) -> list[tuple[int, str]]:
    """Where an enumeration by sides opens one, and whose it is: `pour la partie sénégalaise : X ; Y. Pour le Mali : Z`."""
    return [
        (c.end, c.iso3)
        for c in countries
        if _COLON.match(text, c.end)
        and (_SIDE if c.form == "demonym" else _SIDE_OF).search(text, max(0, c.start - 40), c.start)
    ]


def _side_of(sides: Sequence[tuple[int, str]], at: int) -> str | None:
    """The last side opened before ``at``."""
    k = bisect_left(sides, (at, ""))
    return sides[k - 1][1] if k else None


def country_of_paragraph(
    texts: Sequence[str], blocks: Sequence[int], hit: NameHit, countries: Sequence[Sequence[CountryHit]]
) -> str | None:
    """The country that a paragraph is about where it names somebody: the one at the head of the sentence, else of the nearest
    sentence before that names any. For officials whose own country is not said: `Au Ghana, la Ministre des pêches, Mme X`."""
    unit = hit.unit
    if any(c.end <= hit.start for c in countries[unit]):
        return _headed(texts[unit], countries[unit], hit.start)
    while unit > 0 and hit.unit - unit < _JUST_BEFORE and blocks[unit - 1] == blocks[hit.unit]:
        unit -= 1
        if countries[unit]:
            return _headed(texts[unit], countries[unit], len(texts[unit]))
    return None
