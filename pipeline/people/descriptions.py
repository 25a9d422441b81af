"""What stands beside a name: the apposition, parenthesis, label or function phrase that describes its bearer.

Works on one unit's text (``normalise``d); offsets are its own, end exclusive.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from pipeline.gazetteer import keys
from pipeline.organisations.lexicon import is_acronym
from pipeline.people import names, roles
from pipeline.resources import lexicon


def description_after(
    text: str, at: int, agenda: bool, countries: Sequence[tuple[int, int]] = ()
) -> tuple[int, int] | None:
    """The parenthesis or apposition that follows a name ending at ``at``, if it describes a person.

    ``countries``: where the unit names countries; ``agenda``: the unit is a participant line.
    """
    called = names.called_after(text, at)
    at = called.end() if called else at
    m = _BRACKET.match(text, at)
    if m:
        close = _closing(text, m.start(1))
        inside = text[m.end() : close]
        if close > 0 and inside and (_describes(inside) or _places(text, countries, m.end(), close)):
            # `Awa Diop (Mali), Présidente du Comité, ...`: both describe her
            if text[close + 1 : close + 3] == ", " and roles.starts_with_head(text, close + 3):
                return m.end(), _apposition_end(text, close + 3, countries)
            return m.end(), close
        if not _INITIALS.fullmatch(inside):
            return None
        at = close + 1  # `M. Awa Diop (AD), Dir. gén. des ports`
    m = _SEPARATOR.match(text, at) or _IS.match(text, at) or (_COLON.match(text, at) if agenda else None)
    if not m:
        # a row of a table: `Awa Diop | Présidente | Fédération des pêcheurs`
        m = _CELL.match(text, at) or (_COLUMN.match(text, at) if agenda else None)
        contact = _CONTACT.search(text, at, at + 300)
        end = contact.start() if contact else min(len(text), at + 300)
        return (m.end(), end) if m and roles.starts_with_head(text, m.end()) else None
    honorific = names.honorific_pattern().match(text, m.end())
    # `(Mme Awa Diop, Sénégal)`: inside a bracket a country may follow the name.
    place = _PLACE_IN_BRACKET.match(text, m.end())
    if place and text.rfind("(", max(0, at - 80), at) > text.rfind(")", max(0, at - 80), at):
        return m.end(), place.end()
    if agenda:
        end = len(text.rstrip())
        for stop in (_NEXT_PART, _NEXT_PERSON, _SENTENCE, _SAYS, _PLACED, _CONTACT):
            cut = stop.search(text, m.end(), end)
            if cut:
                end = cut.end() if stop is _PLACED else cut.start()
        return (m.end(), end) if end > m.end() else None
    start = m.end()
    now = _NOW.match(text, start)
    start = now.end() if now else start
    quality = _IN_QUALITY_OF.match(text, start)
    if quality:
        start = quality.end()
    elif honorific and not roles.starts_with_head(text, start):
        return None
    if not roles.starts_with_head(text, start):
        return None
    end = _apposition_end(text, start, countries)
    # `Awa Diop, la Ministre du Mali, Fatou Sy, et ...`: the function belongs to the name after it.
    if re.match(r"(?:l’|la |le )", text[start : start + 3]) and re.match(
        r", [A-ZÀ-ÖØ-Þ]\w+ [A-ZÀ-ÖØ-Þ]", text[end : end + 40]
    ):
        return None
    return start, end


_SHORT = 120  # characters of a bracket
_BRACKET = re.compile(r"(?:,? ?|(?: ?\.){4,} ?)([(\[])")
# `Nadège Okou est directrice de recherche au Centre ...`
_IS = re.compile(
    r" (?:est|était) (?:actuellement |aussi |également |désormais )?(?=(?!responsable|juge|premi|haut)[^\W\d_])"
)
_SEPARATOR = re.compile(r" ?[,–—-] ")
_COLUMN = re.compile(r" (?=[A-ZÀ-ÖØ-Þ])")  # `Awa Diop Présidente Union des pêcheurs`: columns whose gaps are lost
_SENTENCE = re.compile(r"(?<=[^\W\d_]{4})[.!?] (?=[A-ZÀ-ÖØ-Þ«])")
_NEXT_PERSON = re.compile(
    r" ?; |(?:,| et|, et| [–—][^–—]{0,60}) (?:M\.|MM\.|Mmes?|Dr|S\. ?E\. ?(?:M\.|Mme)) (?=[A-ZÀ-ÖØ-Þ])"
)
_PLACED = re.compile(
    r" \([^()]{2,60}\)(?= [A-ZÀ-ÖØ-Þ])"
)  # `Conseillère (Mali) Jean Dupont`: the next line, lost its end
_SAYS = re.compile(r",? (?:a|ont|avait|s’est) (?:\w+ment )?[^\W\d_]{2,}(?:é|it|u|is|ert)e?s? ")
_CONTACT = re.compile(r"[ ,;|–-]+(?:\+?\d[\d .]{6,}|[\w.+-]+@|[Tt]él)")  # the column of telephones and addresses
_COLON = re.compile(r" ?: ")
_CELL = re.compile(r" ?\| |\t")
_PLACE_IN_BRACKET = re.compile(r"[A-ZÀ-ÖØ-Þ][\w’ -]{2,60}(?=\))")
_NEXT_PART = re.compile(r"\s(?:Orateurs?|Oratrices?|Modérateurs?|Modératrice|Pour guider|Panélistes?|Intervenants?)\b")
_NOW = re.compile(r"(?:alors|aujourd’hui|actuel|actuelle|désormais|également|(?:lui|elle)-même|(?:tout )?à la fois) ")
_IN_QUALITY_OF = re.compile(
    r"(?:s’exprimant |intervenant |agissant |parlant |siégeant )?(?:en (?:sa |leur |tant que )?qualité d(?:e |’)|en tant que )"
)
# After a comma, a body to which the person belongs goes on with the description; so does the country, last.
_FURTHER = re.compile(r"(?:et |ainsi que |également |aussi )?")
_ENDS = (",", ")", ".", ";", "]", "")


def _places(text: str, countries: Sequence[tuple[int, int]], at: int, close: int) -> bool:
    """Whether a bracket holds a country, alone or after a comma: `(employeurs, Finlande)`."""
    return any(at == a or (close - at <= _SHORT and b == close and text[a - 2 : a] == ", ") for a, b in countries)


def _country_at(countries: Sequence[tuple[int, int]], at: int) -> int | None:
    """The end of the country's name that begins at ``at``."""
    return next((b for a, b in countries if a == at), None)


def _apposition_end(text: str, start: int, countries: Sequence[tuple[int, int]]) -> int:
    """An apposition goes on over commas as long as what follows is again a function, a complement, a body or, last, a country."""
    end = roles.phrase_end(text, start)
    while text[end : end + 2] == ", ":
        rest = end + 2
        further = _FURTHER.match(text, rest)
        rest = further.end() if further else rest
        if roles.starts_with_head(text, rest) and not re.match(r"(?:le|la|l’|un|une) ", text[rest : rest + 4], re.I):
            end = roles.phrase_end(text, rest)
            continue
        place = re.compile(r"(?:en |au |aux |à (?:la |l’)?)?").match(text, rest)
        country = _country_at(countries, place.end() if place else rest)
        if country is not None and text[country : country + 2].lstrip()[:1] in _ENDS:
            return country
        if text[rest : rest + 1].isupper() and _begins_body(text, rest):
            end = roles.phrase_end(text, rest)
            continue
        break
    # `Adjointe au maire de Turin (Italie)`: the bracket belongs to the function.
    bracket = re.compile(r" \([A-ZÀ-ÖØ-Þ][^()]{2,50}\)").match(text, end)
    return bracket.end() if bracket else end


def _begins_body(text: str, at: int) -> bool:
    """Whether a capitalised word at ``at`` begins the name of a body."""
    m = re.compile(r"[\w-]+").match(text, at)
    return m is not None and (
        (keys(m.group()) or ("",))[0] in _body_nouns()
        or (is_acronym(m.group()) and text[m.end() : m.end() + 1] in _ENDS)
    )


@lru_cache(maxsize=1)
def _body_nouns() -> frozenset[str]:
    return frozenset(keys(word)[0] for words in lexicon("organisation_heads")["heads"].values() for word in words)


def _closing(text: str, at: int) -> int:
    """The bracket that closes the one at ``at``, or -1; looks 600 characters ahead at most."""
    pairs = {"(": ")", "[": "]"}
    want = pairs[text[at]]
    depth = 0
    for i in range(at, min(len(text), at + 600)):
        if text[i] == text[at]:
            depth += 1
        elif text[i] == want:
            depth -= 1
            if depth == 0:
                return i
    return -1


_INITIALS = re.compile(r"[A-ZÀ-ÖØ-Þ]{2,4}")
_INNER_BRACKET = re.compile(r" \([^()]*\)")
_COUNTRYLIKE = re.compile(r"^[A-ZÀ-ÖØ-Þ][\w’ -]{2,110}(?:, [A-ZÀ-ÖØ-Þ][\w’ -]{2,60})?$")


def _describes(inside: str) -> bool:
    """Whether a parenthesis may describe a person: a function first, a country, a body, an acronym."""
    first = _INNER_BRACKET.sub("", inside.lstrip())  # `(Bureau international du Travail (BIT))`
    if roles.starts_with_head(first, 0):
        return True
    if re.match(r"\d|voir |cf\.|p\. ", first):
        return False
    return (
        bool(_COUNTRYLIKE.match(first))
        or (is_acronym(first.partition(", ")[0]) and "," in first)
        or any(roles.starts_with_head(part.strip(), 0) for part in first.split(",")[:3])
    )


CHAIR = re.compile(r"[Pp]r[ée]sidence|PR[ÉE]SIDENCE")


_RANK_BEFORE = re.compile(
    r", (?:le |la |l’)(?:générale?|colonel(?:le)?|commandante?|capitaine|lieutenant|docteure?|professeure?|père|abbé|sœur"
    r"|imam|pasteur)$"
)
_LAST_BRACKET = re.compile(r" \([^()]{2,60}\)$")


# `le Secrétaire exécutif de l’IGAD, le` + Dr Abdi
_TO_NAME = re.compile(r"(?: (?:était|est|sera|fut))? ?(?:, (?:le |la |l’)|[,:(]? ?)(?:\n )?$")
_OURS = ("du ", "au ", "de la ", "de l’", "à la ", "à l’", "par ", "mon ", "ma ")


def description_before(text: str, start: int, bound: int) -> tuple[int, int] | None:
    """The function phrase that ends right before a name starting at ``start``: `le Directeur général de l’OIM, ` + name."""
    lo = max(bound, start - 220)
    m = _TO_NAME.search(text, lo, start)
    end = m.start() if m else start
    if end <= lo:
        return None
    chair = re.search(rf"(?:{CHAIR.pattern})(?=(?: d(?:e|’))? ?$)", text[lo:end])
    if chair:
        return lo + chair.start(), lo + chair.end()
    best: int | None = None
    at = lo
    # `le gouverneur de Kayes, le général` + Boubacar Sangaré: a rank is no more than an honorific
    rank = _RANK_BEFORE.search(text, lo, end) if end == start - 1 else None
    if rank is not None:
        held = description_before(text, rank.start() + 2, bound)
        if held is not None:
            return held
    # `Directrice du Trésor (Djibouti) : Mme Awa Diop`
    bracket = _LAST_BRACKET.search(text, lo, end)
    # ... and `Juriste au Secours populaire (Mali), Awa Diop` at the head of a sentence
    opens = bound == 0 and text[end : end + 2] == ", " and roles.starts_with_head(text, 0)
    reach_to = bracket.start() if bracket and (opens or text[end : end + 2].strip() == ":") else end
    for phrase in roles._head_pattern().finditer(text, lo, end):
        if phrase.start() < at:
            continue
        before = text[max(0, phrase.start() - 6) : phrase.start()].casefold()
        if (
            not phrase.group("det").strip()
            and not before.endswith(_OURS)
            and phrase.start() != 0
            and not phrase.group("head")[0].isupper()
        ):
            continue
        reach = roles.phrase_end(text, phrase.start("head"), end)
        at = reach
        if reach >= reach_to - 1:
            best = phrase.start("head")
            break
    if best is None:
        return None
    return best, end
