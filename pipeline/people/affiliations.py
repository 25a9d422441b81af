"""The body or country a person is said, right beside the name, to belong to or to speak for.

Texts are the units' ``normalise``d texts; hits are those of each unit, in order.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from pipeline.countries import CountryHit
from pipeline.organisations.reading import OrganisationHit
from pipeline.people.register import NameHit

_FOR = (
    r"(?:(?:s’exprimant|parlant|intervenant|prenant la parole|agissant) )?(?:au nom d(?:e la |e l’|es |e |u |’)"
    r"|représentant (?:la |le |les |l’)?|pour le compte d(?:e la |e l’|es |e |u |’))"
)
_AHEAD = re.compile(r"(?:[Aa]u nom |[Rr]eprésentant(?:e)? |[Pp]our )(?:de la |de l’|du |des |de |d’|la |le |l’)?$")
# A line of a list begins with whom one speaks for: `Pour la Mauritanie : M. X`, `Union africaine : Mme Y`
_LINE_HEAD = re.compile(r"[\W\d]{0,6}(?:Pour )?(?:le |la |les |l’)?", re.I)
_LINE_SIGN = re.compile(
    r"(?: \([^()]{2,60}\))? ?[:–—|] (?:[^\W\d_][\w. ]{0,12} )?| (?:M\.|Mme|Dr) "  # or a column whose gap is lost: `Kenya Mme X`
)
# `Espagne (Mme X, Secrétaire d’État)`
_IN_BRACKET = re.compile(r" ?\((?:M\. |Mme |MM\. |Mmes |S\.E\. (?:M\. |Mme ))?(?:[^().;]{0,60}, )?(?:M\. |Mme )?")
# `la délégation du Pérou, conduite par la Vice-Ministre, Mme X`
_LED = re.compile(
    r"(?: \([^()]{2,60}\))?,?(?: \w+){0,3}"
    r" (?:conduite|dirigée|menée|emmenée|présidée|représentée?|composée) (?:par|de)"
    r" [^.;:]{0,90}(?:M\. |Mme |Dr )?$"
)
# `L’association qu’elle dirige à Sète, la Maison des marins`
_LEADS_IT = re.compile(r"qu’(?:elle|il) (?:dirige|préside|a fondée?|a créée?|anime|coordonne|représente)\b")
_ITS = re.compile(r"(?<!\w)(?:[Ll]eur|[Ss]on|[Ss]a) (?!qualité )[^,;.:()]{4,50}, (?:M\. |Mme |Dr )?$")
_JUST_BEFORE = 4  # units
_TO_NAME = re.compile(r"[^,.;]{0,40}, ?(?:M\. |Mme )?")
_OF = re.compile(
    r",? (?:de la |de l’|du |des |de |d’)(?:(?:ONG|association|organisation|collectif|réseau|syndicat|fondation|mouvement) )?"
    rf"|(?: ?\([^()]{{2,60}}\))?,? \(?{_FOR}|, "
)
# `Dewi Lestari, partie d’Indonésie à vingt ans`, `originaire du Mali`
_FROM = re.compile(
    r",? (?:née?s?|partie?s?|venue?s?|originaires?|arrivée?s?|native|natif)(?: à \w+,?)? (?:du |des |de la |de l’|de |d’|en |au )"
    rf"|(?: ?\([^()]{{2,60}}\))?,? \(?{_FOR}"
)
# `Mme X, du Kenya,`, `M. Y (délégation du Ghana)`, `Mme Z, Japon,`
_DELEGATE_OF = re.compile(
    r", (?:du |des |de la |de l’|de |d’|pour (?:la |le |l’|les )?)?|,? \(?(?:la )?délégation (?:du |des |de la |de l’|de |d’)"
)
_ORIGIN = re.compile(r", (?:\d\d ans, )?")  # `Blessing, 24 ans, Nigériane`
_AFTER_COUNTRY = re.compile(r"[,.;:)]| (?:a|ont|s’est|était) |$")
# `L’Attorney general des Fidji, M. X`: whatever the office is called
_OFFICE_OF = re.compile(r"(?:^|[ ,;])(?:[Ll][ea] |[Ll]’)[^,;.:()]{2,80} (?:du |des |de la |de l’|de |d’)$")
_FOR_STATE = re.compile(r"(?<!\w)[Pp]our (?:la |le |les |l’)?$")  # `Pour l’Autriche, M. X`
_THEN_NAME = re.compile(r", (?:S\.E\. )?(?:M\. |Mme |Dr )")
_NEXT = 6  # names looked at on each side
_BEFORE_NAME = 45
_ORIGIN_WITHIN = 12
_REACH = 110  # characters between a name and what it is said to belong to


def bodies_beside(
    texts: Sequence[str], people: Sequence[Sequence[NameHit]], bodies: Sequence[Sequence[OrganisationHit]]
) -> dict[int, str]:
    """By number of a person the body named beside: `Ana Ruiz et Li Wei de l’Institut des migrations` gives both the institute."""
    out: dict[int, str] = {}
    last: tuple[int, int] | None = None  # (unit, person) named last
    for i, row in enumerate(people):
        previous, last = last, ((i, row[-1].person) if row else last)
        led = _LEADS_IT.search(texts[i])
        if led is not None:
            body = _body_after(bodies[i], led.end(), _REACH)
            before = [h for h in row if h.end <= led.start()]
            person = (
                before[-1].person if before else previous[1] if previous and i - previous[0] <= _JUST_BEFORE else None
            )
            if body is not None and person is not None:
                out.setdefault(person, body.organisation_id)
        for h in row:
            # `Les équipes du Croissant-Rouge ... Leur coordonnateur, X`: the body named just before
            possessive = _ITS.search(texts[i], max(0, h.start - 60), h.start)
            if possessive is not None:
                own = _bodies_before(bodies[i], possessive.start(), possessive.start())[-1:] or (
                    bodies[i - 1] if i else ()
                )
                same = {b.organisation_id for b in own}
                if len(same) == 1:
                    out.setdefault(h.person, same.pop())
        if not bodies[i]:
            continue
        after: OrganisationHit | None = None
        for n in range(len(row) - 1, -1, -1):
            h = row[n]
            joined = n + 1 < len(row) and texts[i][h.end : row[n + 1].start] in (", ", " et ", ", et ")
            if not joined:
                after = _body_after(bodies[i], h.end + 1, _REACH - 1)
                if (after is not None and not _OF.fullmatch(texts[i], h.end, after.text_start)) or (
                    after is not None
                    and texts[i][h.end : after.text_start] == ", "
                    and not _closed(texts[i], after.text_end)
                ):
                    after = None
            if after is not None:
                out.setdefault(h.person, after.organisation_id)
            head = bodies[i][0]
            if (
                n == 0
                and head.text_end < h.start
                and _LINE_HEAD.fullmatch(texts[i], 0, head.text_start)
                and _LINE_SIGN.fullmatch(texts[i], head.text_end, h.start)
            ):
                out.setdefault(h.person, head.organisation_id)
            for ahead in _bodies_before(bodies[i], h.start, _BEFORE_NAME):
                if _AHEAD.search(texts[i], max(0, ahead.text_start - 40), ahead.text_start) and _TO_NAME.fullmatch(
                    texts[i], ahead.text_end, h.start
                ):
                    out.setdefault(h.person, ahead.organisation_id)
    return out


def _body_after(hits: Sequence[OrganisationHit], at: int, within: int) -> OrganisationHit | None:
    """The first body that begins at ``at`` or up to ``within`` characters later."""
    k = bisect_left(hits, at, key=lambda b: b.text_start)
    return hits[k] if k < len(hits) and hits[k].text_start - at <= within else None


def _bodies_before(hits: Sequence[OrganisationHit], at: int, within: int) -> Sequence[OrganisationHit]:
    """The last bodies that end before ``at``, at most ``within`` characters before: `au nom de l’Organisation ... (OMC), X`."""
    k = bisect_right(hits, at, key=lambda b: b.text_end)
    return [b for b in hits[max(0, k - _NEXT) : k] if at - b.text_end <= within]


def _country_after(hits: Sequence[CountryHit], at: int, within: int, form: str) -> CountryHit | None:
    """The first country of this form that begins after ``at``, up to ``within`` characters later."""
    k = bisect_right(hits, at, key=lambda c: c.start)
    return next((c for c in hits[k : k + _NEXT] if c.form == form and c.start - at <= within), None)


def _country_before(hits: Sequence[CountryHit], at: int, form: str = "name") -> CountryHit | None:
    """The last country that ends before ``at``; of any form when ``form`` is empty."""
    k = bisect_right(hits, at, key=lambda c: c.end)
    return next((c for c in reversed(hits[max(0, k - _NEXT) : k]) if form in ("", c.form)), None)


def _closed(text: str, at: int) -> bool:
    """Whether an apposition ends at ``at``: `Awa Diop, Union des pêcheurs, a dit`, not `Awa Diop, l’Union et le Comité`."""
    return text[at : at + 1] in (",", "", ")") or text[at : at + 2] == " ("


def countries_beside(
    texts: Sequence[str], people: Sequence[Sequence[NameHit]], countries: Sequence[Sequence[CountryHit]]
) -> dict[int, str]:
    """By number of a person the country they are said, right after the name, to come from or to speak for."""
    out: dict[int, str] = {}
    for i, row in enumerate(people):
        for h in row:
            after = _country_after(countries[i], h.end, _REACH, "name")
            if after is not None and (
                _FROM.fullmatch(texts[i], h.end, after.start)
                or (_DELEGATE_OF.fullmatch(texts[i], h.end, after.start) and _AFTER_COUNTRY.match(texts[i], after.end))
            ):
                out.setdefault(h.person, after.iso3)
            origin = _country_after(countries[i], h.end, _ORIGIN_WITHIN, "demonym")
            if origin is not None and _ORIGIN.fullmatch(texts[i], h.end, origin.start):
                out.setdefault(h.person, origin.iso3)
            first = countries[i][0] if countries[i] else None
            last = _country_before(countries[i], h.start - 1)
            if (
                first is not None
                and first.end < h.start
                and _LINE_HEAD.fullmatch(texts[i], 0, first.start)
                and _LINE_SIGN.fullmatch(texts[i], first.end, h.start)
            ):
                out.setdefault(h.person, first.iso3)
            if (
                last is not None
                and _THEN_NAME.fullmatch(texts[i], last.end, h.start)
                and (
                    _OFFICE_OF.search(texts[i][max(0, last.start - 100) : last.start])
                    or _FOR_STATE.search(texts[i][max(0, last.start - 12) : last.start])
                )
            ):
                out.setdefault(h.person, last.iso3)
            if last is not None and _IN_BRACKET.fullmatch(texts[i], last.end, h.start):
                out.setdefault(h.person, last.iso3)
            led = _country_before(countries[i], h.start, "")
            if (
                led is not None
                and h.start - led.end <= _REACH
                and ("délégation" in texts[i][max(0, led.start - 25) : led.start] or led.form == "name")
                and _LED.fullmatch(texts[i], led.end, h.start)
            ):
                out.setdefault(h.person, led.iso3)
    return out


def nearest_country(
    texts: Sequence[str],
    blocks: Sequence[int],
    hit: NameHit,
    countries: Sequence[Sequence[CountryHit]],
) -> str | None:
    """The country that a paragraph is about where it names somebody: the one named before in the sentence, or the only one named
    before in the paragraph. For officials whose own country is not said: `Au Ghana, la Ministre des pêches, Mme X`."""
    before = {c.iso3 for c in countries[hit.unit] if c.form == "name" and c.end <= hit.start}
    unit = hit.unit
    while not before and unit > 0 and hit.unit - unit < _JUST_BEFORE and blocks[unit - 1] == blocks[hit.unit]:
        unit -= 1
        before = {c.iso3 for c in countries[unit] if c.form == "name"}
    return before.pop() if len(before) == 1 else None
