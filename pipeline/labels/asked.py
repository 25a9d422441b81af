"""Of a recommendation: how strongly it asks (``strength``)."""

from __future__ import annotations

from functools import cache

from pipeline.labels.features import Reading, View, read, standing_asks
from pipeline.records import Strength
from pipeline.resources import lexicon


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(lexicon("addressees")[key])


@cache
def _strengths() -> dict[str, str]:
    return {cue: name for name, cues in lexicon("addressees")["strength"].items() for cue in cues}


_ORDER: tuple[Strength, ...] = ("must", "should", "may")
_URGENTLY = frozenset(["instamment", "impérativement"])


def strength_of(text: str) -> Strength | None:
    """``must``, ``should`` or ``may`` from the first word that asks; None when no word does."""
    return strength_in(read(View(text, "sentence")))


def strength_in(reading: Reading) -> Strength | None:
    """The same of a unit already read."""
    asks = standing_asks(reading.names)
    table = _strengths()
    best: tuple[int, int] | None = None
    for name, first, after in reading.cues:
        kind = table.get(name)
        if kind is None or (name not in asks and name != "recommend_noun"):
            continue
        if kind == "by_word":
            kind = "must" if _words("must_words").intersection(reading.plain[first:after]) else "should"
        elif kind == "should" and _URGENTLY.intersection(reading.plain[max(0, first - 2) : after + 1]):
            kind = "must"
        rank = (first, _ORDER.index(kind))
        # `recommandations` alone says that something is recommended, any verb beside it says how
        if name == "recommend_noun":
            rank = (len(reading.plain), 1)
        best = min(best, rank) if best else rank
    return _ORDER[best[1]] if best else None
