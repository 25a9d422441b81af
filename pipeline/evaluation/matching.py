"""When an answer counts as the one that was asked for: names, titles, stretches of text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Protocol, TypeVar

from pipeline.identifiers import fold


class Located(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


G = TypeVar("G", bound=Located)
P = TypeVar("P", bound=Located)

_MARKER = re.compile(r"^(?:[•\-–*]\s+|\(?[a-z]\)\s+|\(?[ivx]+\)\s+|\d{1,3}\.\s+)+")
_URL_EDGES = re.compile(r"^(https?://)?(www\.)?|/$|\s|%20")


def same_person(a: str, b: str) -> bool:
    """Whether two names are one person's: alike up to accents, spelling slips, and given names left out on one side."""
    a, b = fold(a), fold(b)
    if a == b:
        return True
    x, y = set(a.split()), set(b.split())
    if len(x & y) >= 2 and (x <= y or y <= x):
        return True
    return SequenceMatcher(None, a, b).ratio() >= 0.9


def similar(a: str | None, b: str | None, least: float) -> bool:
    """Whether one of two phrases makes up at least two fifths of the other, or their letters agree to ``least`` or better."""
    first, second = fold(a or ""), fold(b or "")
    short, long = sorted((first, second), key=len)
    if not short:
        return False
    within = short in long and len(short) >= 0.4 * len(long)
    return within or SequenceMatcher(None, first, second).ratio() >= least


def same_text(a: str, b: str) -> bool:
    """Whether two reading texts agree, whatever their case, accents, punctuation and leading enumerators."""
    return fold(_MARKER.sub("", a)) == fold(_MARKER.sub("", b))


def address(text: str | None) -> str:
    """A document symbol or URL without what may be printed one way or another: scheme, ``www.``, spaces, a last slash."""
    return _URL_EDGES.sub("", (text or "").lower())


def overlap(a: Located, b: Located) -> float:
    """Intersection over union of two stretches of the source."""
    shared = min(a.end, b.end) - max(a.start, b.start)
    return 0.0 if shared <= 0 else shared / (max(a.end, b.end) - min(a.start, b.start))


def match_spans(
    wanted: Sequence[G], found: Sequence[P], optional: Sequence[Located]
) -> tuple[list[tuple[G, P]], list[P], list[G]]:
    """Pairs that cover at least half of their union, one to one, best first; then what is spurious and what is missed.

    Something found that touches optional gold is not spurious.
    """
    candidates = sorted(
        ((share, i, j) for i, g in enumerate(wanted) for j, p in enumerate(found) if (share := overlap(g, p)) >= 0.5),
        key=lambda c: (-c[0], c[1], c[2]),
    )
    used_gold: set[int] = set()
    used_found: set[int] = set()
    pairs = []
    for _, i, j in candidates:
        if i not in used_gold and j not in used_found:
            used_gold.add(i)
            used_found.add(j)
            pairs.append((wanted[i], found[j]))
    left = [p for j, p in enumerate(found) if j not in used_found]
    spurious = [p for p in left if not any(overlap(o, p) > 0 for o in optional)]
    return pairs, spurious, [g for i, g in enumerate(wanted) if i not in used_gold]
