"""Finite verbs told by their form or from a list: what states something rather than names it."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.resources import lexicon

_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=1)
def _verbs() -> frozenset[str]:
    return frozenset(lexicon("line_words")["verbs"])


_FINITE = re.compile(r"^\w{2,}(?:eront|iront|èrent|aient|isent|eraient)$")


_REFLEXIVE = re.compile(r"\bs[’']\w+(?:ent|e|aient|ait)\b")


def has_verb(text: str) -> bool:
    """A frequent finite verb or auxiliary stands in ``text``."""
    return _REFLEXIVE.search(text) is not None or any(w in _verbs() or _FINITE.search(w) for w in _WORD.findall(text))
