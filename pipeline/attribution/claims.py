"""What a reading of one unit says: a claim ties referents to the words by which they are said to express it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.attribution import clauses
from pipeline.attribution.referents import Referent, Source
from pipeline.resources import lexicon

NAMED = ("person", "role", "delegate", "organisation", "anaphor")


class Claim(NamedTuple):
    """``referents`` express the unit, by the words ``text[start:end]``; the source begins at ``source_start``; ``listed``: they
    stand in a bracket; ``turn``: the words are printed under their name."""

    referents: tuple[Referent, ...]
    start: int
    end: int
    source_start: int
    listed: bool = False
    turn: bool = False


class VerbLists(NamedTuple):
    deeds: frozenset[str]
    standing: frozenset[str]
    backing: frozenset[str]
    no_speech: frozenset[str]
    avowing: frozenset[str]
    unspoken: tuple[str, ...]
    outside: tuple[str, ...]
    customary: frozenset[str]


@lru_cache(maxsize=1)
def verb_lists() -> VerbLists:
    data = lexicon("clauses")
    return VerbLists(
        frozenset(data["deeds"]),
        frozenset(data["standing"]),
        frozenset(data["backing"]),
        frozenset(data["no_speech"]),
        frozenset(data["avowing"]),
        tuple(lexicon("collectives")["unspoken"]),
        (*lexicon("collectives")["unspoken"], *lexicon("collectives")["outside"]),
        frozenset(data["customary"]),
    )


def chain(masked: str, sources: Sequence[Source], n: int) -> tuple[Referent, ...]:
    """The referents of source ``n`` and of those joined to it after: `selon le Mali, le Niger et le Tchad`."""
    found = list(sources[n].referents)
    end = sources[n].end
    pending: list[Referent] = []
    for s in sources[n + 1 :]:
        if s.start < end:
            continue
        link = masked[end : s.start].strip()
        if s.referents[0].kind == "pronoun" or not re.fullmatch(
            r"(?:,|et|, et|ainsi que|, ainsi que|de même que)?(?: ?(?:de|du|des|d’|par))?", link
        ):
            break
        if link.startswith(",") and "et" not in link and "ainsi" not in link:
            pending.extend(s.referents)  # counts only if an `et` closes the list
        elif link:
            found.extend([*pending, *s.referents])
            pending = []
        end = s.end
    return tuple(dict.fromkeys(found))


def inside(pronoun: str, masked: str, sources: Sequence[Source], at: int) -> tuple[Referent, ...]:
    """What a pronoun stands for inside its own sentence: the subject before it; else the pronoun itself."""
    plural = pronoun in ("ils", "elles", "eux", "ceux-ci", "celles-ci", "ces derniers", "ces dernières")
    for n, s in enumerate(sources):
        if s.end > at:
            break
        if s.referents[0].kind == "pronoun" or (s.weak and s.referents[0].kind != "organisation"):
            continue
        if plural == (s.plural or len(s.referents) > 1) and clauses.opening(masked, s, sources) in ("start", "break"):
            return chain(masked, sources, n) if plural else s.referents
    return (Referent("pronoun", pronoun),)
