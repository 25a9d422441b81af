"""The figures everything is measured in: precision, recall, F1, shares, and B-cubed. All are rounded to four decimals."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

Figures = dict[str, int | float]


def calibration(scored: Sequence[tuple[float, bool]]) -> list[dict[str, float]]:
    """Scores against truth in ten bands of equal width: mean ``score`` and share ``right`` of the ``n`` labels ``from`` there.

    Bands without a label are left out.
    """
    bands: dict[int, list[tuple[float, bool]]] = {}
    for score, right in scored:
        bands.setdefault(min(9, int(score * 10)), []).append((score, right))
    return [
        {
            "from": band / 10,
            "score": round(sum(s for s, _ in found) / len(found), 4),
            "right": round(sum(r for _, r in found) / len(found), 4),
            "n": len(found),
        }
        for band, found in sorted(bands.items())
    ]


def calibration_error(bands: Sequence[Mapping[str, float]]) -> float:
    """Expected calibration error: the mean distance between score and truth, each band weighted by its labels."""
    n = sum(band["n"] for band in bands)
    return round(sum(abs(b["score"] - b["right"]) * b["n"] for b in bands) / n, 4) if n else 0.0


def wilson(right: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson, 1927): holds for small samples and shares near 0 or 1. Nothing known: 0 to 1."""
    if not total:
        return 0.0, 1.0
    z, share = 1.959964, right / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z / (1 + z * z / total) * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return round(max(0.0, middle - half), 4), round(min(1.0, middle + half), 4)


@dataclass
class Counts:
    """Right, spurious and missed answers of one task."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def figures(self) -> Figures:
        """``p``, ``r``, ``f1`` and ``n``, the number of answers the gold asks for; 0 where a figure is undefined."""
        precision = self.tp / (self.tp + self.fp) if self.tp + self.fp else 0.0
        recall = self.tp / (self.tp + self.fn) if self.tp + self.fn else 0.0
        return _figures(precision, recall, self.tp + self.fn)


@dataclass
class Share:
    """How many of a number of answers are right."""

    right: int = 0
    total: int = 0

    def add(self, right: bool) -> None:
        self.right += right
        self.total += 1

    def rate(self) -> float:
        return round(self.right / self.total, 4) if self.total else 0.0


def b_cubed(pairs: Sequence[tuple[Hashable, Hashable]]) -> Figures:
    """How well entities found keep gold entities together and apart; ``pairs`` are (gold entity, entity found) of each mention.

    Precision falls when two gold entities are merged into one, recall when one is split into several.
    """
    of_gold: defaultdict[Hashable, set[int]] = defaultdict(set)
    of_found: defaultdict[Hashable, set[int]] = defaultdict(set)
    for i, (gold, found) in enumerate(pairs):
        of_gold[gold].add(i)
        of_found[found].add(i)
    if not pairs:
        return _figures(0.0, 0.0, 0)
    shared = [(len(of_gold[g] & of_found[f]), len(of_gold[g]), len(of_found[f])) for g, f in pairs]
    precision = sum(both / n_found for both, _, n_found in shared) / len(pairs)
    recall = sum(both / n_gold for both, n_gold, _ in shared) / len(pairs)
    return _figures(precision, recall, len(pairs))


def _figures(precision: float, recall: float, n: int) -> Figures:
    both = precision + recall
    return {
        "p": round(precision, 4),
        "r": round(recall, 4),
        "f1": round(2 * precision * recall / both if both else 0.0, 4),
        "n": n,
    }
