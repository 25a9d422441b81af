"""The body a person is said, right beside the name, to belong to or to speak for.

Texts are the units' ``normalise``d texts; hits are those of each unit, in order.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from pipeline.organisations.reading import OrganisationHit
from pipeline.people import columns
from pipeline.people.names import honorific_before
from pipeline.people.particulars import PART_OF, is_unit
from pipeline.people.register import NameHit

SPEAKING_FOR = (
    r"(?:(?:s’exprimant|parlant|intervenant|prenant la parole|agissant) )?(?:au nom d(?:e la |e l’|es |e |u |’)"
    r"|représentant (?:la |le |les |l’)?|pour le compte d(?:e la |e l’|es |e |u |’))"
)
_AHEAD = re.compile(r"(?:[Aa]u nom |[Rr]eprésentant(?:e)? |[Pp]our )(?:de la |de l’|du |des |de |d’|la |le |l’)?$")
# A line of a list begins with whom one speaks for: `Pour la Mauritanie : M. X`, `Union africaine : Mme Y`
LINE_HEAD = re.compile(
    r"[\W\d]{0,6}(?:Pour |(?:Intervention|Déclaration|Délégation) (?:de |du |des |d’)?)?(?:le |la |les |l’)?"
    r"(?:(?:gouvernement|délégation) (?:de la |de l’|du |des |de |d’))?",
    re.I,
)
LINE_SIGN = re.compile(r"(?: \([^()]{2,60}\))? ?[:–—|/] (?:[^\W\d_][\w. ]{0,12} )?")
# `la délégation du Pérou, conduite par la Vice-Ministre, Mme X`, `le Chili, par la voix de M. Y`
LED = re.compile(
    r"(?: \([^()]{2,60}\))?,?(?: \w+){0,3}"
    r" (?:(?:conduite|dirigée|menée|emmenée|présidée|représentée?|composée|lue|prononcée) (?:par|de)"
    r"|par la (?:voix|bouche) d(?:e|u|es|’)|par l’(?:intermédiaire|entremise) d(?:e|u|es|’)|par (?:son|sa|leur)"
    r"|se trouvait|figurait)"
    r"(?: [^.;:]{0,90})?"
)
# `L’association qu’elle dirige à Sète, la Maison des marins`
_LEADS_IT = re.compile(r"qu’(?:elle|il) (?:dirige|préside|a fondée?|a créée?|anime|coordonne|représente)\b")
_ITS = re.compile(r"(?<!\w)(?:[Ll]eur|[Ss]on|[Ss]a) (?!qualité )[^,;.:()]{4,50}, $")
_JUST_BEFORE = 4  # units
_TO_NAME = re.compile(r"[^,.;]{0,40}, ?(?:le |la |l’)?|(?: [^\W\d_]+)?, (?:le |la |l’)[^,.;:()]{3,60}, ")
_OF = re.compile(
    r",? (?:de la |de l’|du |des |de |d’)(?:(?:ONG|association|organisation|collectif|réseau|syndicat|fondation|mouvement) )?"
    r"|,? (?:qui (?:dirig|présid|coordonn|anim|représent|command|administr)[^\W\d_]{1,5}(?: (?:à|depuis) [^\W_][\w-]*)?"
    r"|à la tête d(?:e|u|es)) (?:le |la |l’|les )?"
    r"|,? pour (?:la |le |les |l’)"
    rf"|(?: ?\([^()]{{2,60}}\))?,? \(?{SPEAKING_FOR}|(?: \([^()]{{2,60}}\))?, "
    r"| ?[–—|] (?:[^–—|.;:]{2,40} ?[–—|] )?"
)
_OF_WORD = re.compile(r"(?<!\w)(?:d[eu]s?|pour|nom|compte) |’")
_ROW = 200  # characters: a longer unit is no row of a table
_TAIL = re.compile(r"(?: (?:de |du |des |d’)[^,;:]{2,30})?[ .]*")  # the country of a body
_NEXT = 6  # names looked at on each side
_BEFORE_NAME = 60
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
        begins = [honorific_before(texts[i], h.start)[1] for h in row]
        for h, begin in zip(row, begins, strict=True):
            # `Les équipes du Croissant-Rouge ... Leur coordonnateur, X`: the body named just before
            possessive = _ITS.search(texts[i], max(0, begin - 60), begin)
            if possessive is not None:
                own = _bodies_before(bodies[i], possessive.start(), possessive.start())[-1:] or (
                    bodies[i - 1] if i else ()
                )
                same = {b.organisation_id for b in own}
                if len(same) == 1:
                    out.setdefault(h.person, same.pop())
        if not bodies[i]:
            continue
        if columns.is_row(texts[i]) and len(row) == 1:
            starts = {a for a, _ in columns.cells(texts[i])}
            filling = next((b for b in bodies[i] if b.text_start in starts), None)
            if filling is not None:
                out.setdefault(row[0].person, _whole(texts[i], bodies[i], filling).organisation_id)
        after: OrganisationHit | None = None
        for n in range(len(row) - 1, -1, -1):
            h, begin = row[n], begins[n]
            joined = n + 1 < len(row) and texts[i][h.end : row[n + 1].start] in (", ", " et ", ", et ")
            if not joined:
                after = _body_after(bodies[i], h.end + 1, _REACH - 1)
                if after is not None and _in_columns(texts[i], h.end, after):
                    out.setdefault(h.person, after.organisation_id)
                if (after is not None and not _OF.fullmatch(texts[i], h.end, after.text_start)) or (
                    after is not None
                    and texts[i][h.end : after.text_start].endswith(("), ", ", "))
                    and not _OF_WORD.search(texts[i], h.end, after.text_start)
                    and not _closed(texts[i], after.text_end)
                ):
                    after = None
            if after is not None:
                out.setdefault(h.person, _whole(texts[i], bodies[i], after).organisation_id)
            head = bodies[i][0]
            if (
                n == 0
                and head.text_end < begin
                and LINE_HEAD.fullmatch(texts[i], 0, head.text_start)
                and (
                    LINE_SIGN.fullmatch(texts[i], head.text_end, begin)
                    or (
                        texts[i][head.text_end : begin] in (" ", "\t") and begin < h.start
                    )  # a column whose gap is lost
                )
            ):
                out.setdefault(h.person, head.organisation_id)
            for ahead in _bodies_before(bodies[i], h.start, _BEFORE_NAME):
                if (
                    (
                        _AHEAD.search(texts[i], max(0, ahead.text_start - 40), ahead.text_start)
                        and _TO_NAME.fullmatch(texts[i], ahead.text_end, begin)
                    )
                    or (
                        LED.fullmatch(texts[i], ahead.text_end, begin)
                        # `Caritas Liban (Rita Gemayel)`
                        or (texts[i][ahead.text_end : begin] == " (" and texts[i][h.end : h.end + 1] == ")")
                    )
                ):
                    out.setdefault(h.person, ahead.organisation_id)
    return out


def _body_after(hits: Sequence[OrganisationHit], at: int, within: int) -> OrganisationHit | None:
    """The first body that begins at ``at`` or up to ``within`` characters later."""
    k = bisect_left(hits, at, key=lambda b: b.text_start)
    return hits[k] if k < len(hits) and hits[k].text_start - at <= within else None


def _whole(text: str, hits: Sequence[OrganisationHit], body: OrganisationHit) -> OrganisationHit:
    """The body that a part of it is named with: `qui dirige le Service des visas du| Ministère de l’intérieur`."""
    if not is_unit(text[body.text_start : body.text_end]):
        return body
    whole = _body_after(hits, body.text_end, _BEFORE_NAME)
    return whole if whole is not None and PART_OF.fullmatch(text, body.text_end, whole.text_start) else body


def _bodies_before(hits: Sequence[OrganisationHit], at: int, within: int) -> Sequence[OrganisationHit]:
    """The last bodies that end before ``at``, at most ``within`` characters before: `au nom de l’Organisation ... (OMC), X`."""
    k = bisect_right(hits, at, key=lambda b: b.text_end)
    return [b for b in hits[max(0, k - _NEXT) : k] if at - b.text_end <= within]


def _in_columns(text: str, at: int, body: OrganisationHit) -> bool:
    """Whether a body that ends a row stands right after the name, the gap of its column lost: `Togo M. X Conseil des mines`."""
    return (
        len(text) <= _ROW
        and body.text_start == at + 1
        and text[at] in " \t"
        and _TAIL.fullmatch(text, body.text_end) is not None
    )


def _closed(text: str, at: int) -> bool:
    """Whether an apposition ends at ``at``: `Awa Diop, Union des pêcheurs, a dit`, not `Awa Diop, l’Union et le Comité`."""
    return text[at : at + 1] in (",", "", ")") or text[at : at + 2] == " ("
