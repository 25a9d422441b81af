"""Functions stated of several people at once: `MM. X et Y, respectivement Président et Rapporteur`, `Les coprésidents, X et Y`.

Works on one unit's text (``normalise``d); offsets are its own, end exclusive.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.gazetteer import alternatives
from pipeline.people import names, roles
from pipeline.resources import lexicon


class Group(NamedTuple):
    """``members`` (numbers of names in the unit) hold the function ``text[start:end]``, stated in the plural: ``head`` is its
    noun, ``rest`` what follows it. ``each`` gives every member's own range instead where `respectivement` deals them out.
    ``label``: the plural stands before the names with a colon."""

    members: tuple[int, ...]
    start: int
    end: int
    head: str
    rest: str
    each: tuple[tuple[int, int], ...] = ()
    label: bool = False


@lru_cache(maxsize=1)
def _plurals() -> dict[str, str]:
    """Function nouns in the plural -> singular, lower case."""
    found: dict[str, str] = {}
    for word in sorted(roles.heads()):
        if word.endswith(("s", "x")) or word in (
            "haut",
            "haute",
            "premier",
            "première",
            "second",
            "seconde",
            "deuxième",
        ):
            continue
        found[word.removesuffix("al") + "aux" if word.endswith("al") else word + "s"] = word
    return found


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    words = alternatives(_plurals())
    return re.compile(rf"(?<![\w-])(?P<head>{words})(?![\w-])", re.I)


# Between the names of one enumeration: a bracket with the country, a comma or `et`, an honorific, a function noun.
BETWEEN = re.compile(r"(?: ?\([^()]{2,80}\))?(?:, et | et |, | ainsi que | ou )")
_NEXT_LINE = re.compile(r" ?\([^()]{2,80}\) (?=M\. |Mme |Mmes )")
_AFTER = re.compile(r"(?: ?\([^()]{2,80}\))?,? ")
# `Les coprésidents, X et Y`, `Coordonnateurs : X`, `Les vice-présidents étaient X, Y et Z`
_SIGN = re.compile(r" ?([:,]) ?| (?:étaient|sont|seront|furent|ont été|restent|demeurent) ")
_ELECTED = re.compile(r"(?:élu|désigné|nommé|choisi)e?s? (?:comme |(?:aux (?:fonctions|postes)|au poste) d(?:e |’))?$")
_GAP = re.compile(r"( )")
_EACH = re.compile(r"respectivement,? ")
_AND = re.compile(r"(?:, et | et |, )(?:de |d’)?(?:l’|le |la )?")
_ALONE = re.compile(r" ?\([^()]{2,120}\)\W*")


def office_of(head: str, feminine: bool | None) -> str:
    """One holder of a function named in the plural: `Coordonnateurs` and a woman give `Coordonnatrice`."""
    one = _plurals()[head.casefold()]
    return head[0] + (feminine_of(one) if feminine else one)[1:]


_ADJECTIVES = re.compile(r"(?: (?!des?\b|du\b|aux?\b|à\b|en\b|pour\b|et\b|sous\b|vers\b)[a-zà-öø-ÿ]+[sx])+")


def singular_rest(rest: str, feminine: bool | None) -> str:
    """What follows the noun of a function named in the plural, of one holder: ` municipaux de Lens` gives ` municipal de Lens`."""
    adjectives = _ADJECTIVES.match(rest)
    if adjectives is None:
        return rest
    one = [
        word.removesuffix("aux") + ("ale" if feminine else "al") if word.endswith("aux") else word[:-1]
        for word in adjectives.group().split(" ")[1:]
    ]
    return "".join(f" {word}" for word in one) + rest[adjectives.end() :]


def singular_of(plural: str) -> str | None:
    """The noun of a function named in the plural: `Coprésidents` gives `coprésident`."""
    return _plurals().get(plural.casefold())


def feminine_of(head: str) -> str:
    """The noun of a function held by a woman: `président` gives `présidente`; itself where the lexicon has no such form."""
    for masculine, form in (
        ("teur", "trice"),
        ("teur", "teuse"),
        ("eur", "euse"),
        ("ent", "ente"),
        ("er", "ère"),
        ("é", "ée"),
        ("al", "ale"),
    ):
        candidate = head.removesuffix(masculine) + form
        if head.endswith(masculine) and candidate in roles.heads():
            return candidate
    return head


@lru_cache(maxsize=1)
def _constituent() -> re.Pattern[str]:
    words = alternatives(lexicon("functions")["constituents"])
    return re.compile(rf" ?\((?:(?:pour|au nom) (?:les |des )|groupe des )?(?P<group>{words})(?=[,;)])", re.I)


def for_group(text: str, at: int, feminine: bool | None) -> str:
    """What the bracket after a name adds to an office several hold, each for a group of the meeting: `(employeurs, Finlande)`
    makes a vice-président the ` employeur` one."""
    m = _constituent().match(text, at)
    if m is None:
        return ""
    masculine, feminine_form = lexicon("functions")["constituents"][m.group("group").casefold()]
    return f" {feminine_form if feminine else masculine}"


def continues_label(text: str, start: int, end: int) -> bool:
    """Whether a line holds a name with its honorific, a bracket and no more."""
    return start > 0 and len(text[:start].split()) <= 2 and _ALONE.fullmatch(text, end) is not None


def shared(text: str, spans: Sequence[tuple[int, int]]) -> list[Group]:
    """The functions stated of the people named at ``spans`` (in order) together."""
    out: list[Group] = []
    first = 0
    for n in range(len(spans)):
        if n + 1 < len(spans) and _joined(text, spans[n][1], spans[n + 1][0]):
            continue
        members = tuple(range(first, n + 1))
        group = _before(text, members, spans) or (_after(text, members, spans) if len(members) > 1 else None)
        if group is not None:
            out.append(group)
        first = n + 1
    return out


def _joined(text: str, end: int, start: int) -> bool:
    m = BETWEEN.match(text, end) or _NEXT_LINE.match(text, end)
    return m is not None and m.end() <= start and _leads_to_name(text, m.end(), start)


def _before(text: str, members: tuple[int, ...], spans: Sequence[tuple[int, int]]) -> Group | None:
    """`Les coprésidents, X et Y`, `Coordonnateurs : X`: the plural reaches the first name."""
    start = spans[members[0]][0]
    lo = max(0, start - 200, spans[members[0] - 1][1] if members[0] else 0)
    for m in _pattern().finditer(text, lo, start):
        end = roles.phrase_end(text, m.start(), start)
        sign = _SIGN.match(text, end)
        if sign is None and _ELECTED.search(text, max(0, m.start() - 40), m.start()) is not None:
            end = m.end()
            sign = _GAP.match(text, end)
        if sign is None or not _leads_to_name(text, sign.end(), start):
            continue
        label = sign.group(1) == ":"
        if label or len(members) > 1:
            return Group(members, m.start(), end, m.group("head"), text[m.end() : end], (), label)
    return None


def _leads_to_name(text: str, at: int, start: int) -> bool:
    """Whether nothing but an honorific or a function of a word or two stands between ``at`` and a name."""
    lead = text[at:start]
    if not lead:
        return True
    honorific = names.honorific_pattern().match(text, at)
    if honorific is not None and honorific.end() == start:
        return True
    return len(lead.split()) <= 3 and roles.starts_with_head(text, at)


def _after(text: str, members: tuple[int, ...], spans: Sequence[tuple[int, int]]) -> Group | None:
    """`X et Y, vice-présidentes`, `X et Y, respectivement Président et Rapporteur`."""
    m = _AFTER.match(text, spans[members[-1]][1])
    if m is None:
        return None
    each = _EACH.match(text, m.end())
    if each is not None:
        ranges = _dealt(text, each.end(), len(members))
        return Group(members, each.end(), each.end(), "", "", ranges) if ranges else None
    head = _pattern().match(text, m.end())
    if head is None or "," not in m.group():
        return None
    end = roles.phrase_end(text, head.start())
    return Group(members, head.start(), end, head.group("head"), text[head.end() : end])


def _dealt(text: str, at: int, count: int) -> tuple[tuple[int, int], ...]:
    """The ``count`` functions enumerated from ``at``; none where another number stands there."""
    out: list[tuple[int, int]] = []
    article = re.compile(r"(?:l’|le |la )").match(text, at)
    at = article.end() if article else at
    while len(out) < count and roles.starts_with_head(text, at):
        reach = roles.phrase_end(text, at)
        cut = next((m for m in _AND.finditer(text, at, reach + 4) if roles.starts_with_head(text, m.end())), None)
        if cut is None or len(out) == count - 1:
            out.append((at, reach))
            break
        out.append((at, cut.start()))
        at = cut.end()
    return tuple(out) if len(out) == count else ()
