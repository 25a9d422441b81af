"""Of a recommendation: how strongly it asks (``strength``)."""

from __future__ import annotations

from functools import cache

from pipeline.labels.cues import cue_lexicon, tokenize
from pipeline.labels.features import standing_asks
from pipeline.records import Strength
from pipeline.resources import lexicon


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(lexicon("addressees")[key])


@cache
def _strengths() -> dict[str, str]:
    return {cue: name for name, cues in lexicon("addressees")["strength"].items() for cue in cues}


_ORDER: tuple[Strength, ...] = ("must", "should", "may")


def strength_of(text: str) -> Strength | None:
    """``must``, ``should`` or ``may`` from the first word that asks; None when no word does."""
    tokens = tokenize(text)
    cues = cue_lexicon()
    found = cues.find(cues.symbols(tokens, text))
    asks = standing_asks(frozenset(name for name, _, _ in found))
    table = _strengths()
    best: tuple[int, int] | None = None
    for name, first, after in found:
        kind = table.get(name)
        if kind is None or (name not in asks and name != "recommend_noun"):
            continue
        if kind == "by_word":
            words = {t.word for t in tokens[first:after]}
            kind = "must" if words & _words("must_words") else "should"
        elif kind == "should" and {t.word for t in tokens[max(0, first - 2) : after + 1]} & {
            "instamment",
            "impérativement",
        }:
            kind = "must"
        rank = (first, _ORDER.index(kind))
        # `recommandations` alone says that something is recommended, any verb beside it says how
        if name == "recommend_noun":
            rank = (len(tokens), 1)
        best = min(best, rank) if best else rank
    return _ORDER[best[1]] if best else None
