"""Who does what a sentence says, and when: a cue of practices told without any verb of doing (`ses services délivrent`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from pipeline.resources import lexicon

_NAMES = {"‹pays›": "state", "‹org›": "body", "‹nom›": "name", "‹sigle›": "name"}
_KINDS = ("bodies", "people", "measures", "they", "we")
_HAVE = frozenset(["a", "ont", "avait", "avaient"])
_BE = frozenset(["est", "sont", "était", "étaient", "fut"])
_PARTICIPLE = re.compile(r"\w+(?:é|i|u|ert|eint|aint|oint|is|it)e?s?|mort|dû")
_CONDITIONAL = re.compile(r"\w*(?:[deiu]|ev|oi)r(?:ait|aient)")  # not `montrait`, `délivrait`
_CLITICS = frozenset(["ne", "n'", "se", "s'", "y", "en", "le", "les", "leur", "lui"])


@cache
def _listed(key: str) -> frozenset[str]:
    return frozenset(lexicon("doers")[key])


@cache
def _kinds() -> dict[str, str]:
    return {**{word: kind for kind in _KINDS for word in _listed(kind)}, **_NAMES}


def doers(words: Sequence[str]) -> list[str]:
    """Who does something in the unit, and in which tense: `state+done` in `que le ‹pays› a créé`, `own bodies+now` in `ses services
    délivrent`. The first three clauses; the verb is told by what stands behind the noun, not known."""
    out: list[str] = []
    kinds, articles = _kinds(), _listed("articles")
    for i, word in enumerate(words):
        if word not in kinds:
            continue
        first = i
        while first and words[first - 1] in articles:
            first -= 1
        if (words[first - 1] if first else "") not in _listed("before_subject"):
            continue
        tense = _tense(words, _behind(words, i))
        if not tense:
            continue
        out.append(f"{'own ' if words[first] in _listed('own') else ''}{kinds[word]}+{tense}")
        if len(out) == 3:
            break
    return out


def _behind(words: Sequence[str], noun: int) -> int:
    """The first word behind a noun, its complements and adjectives of nationality, and the pronouns before its verb."""
    at = noun + 1
    for _ in range(2):
        if at + 1 < len(words) and words[at] in ("de", "d'", "du", "des"):
            at += 2 + (words[at + 1] in _listed("articles"))
        elif at < len(words) and words[at] == "‹pays›":
            at += 1
    while at < len(words) and words[at] in _CLITICS:
        at += 1
    return at


def _tense(words: Sequence[str], at: int) -> str:
    """When what the word ``at`` tells happens, were it a verb; empty where it is none."""
    verb = words[at] if at < len(words) else ""
    if not verb or verb in _listed("no_verbs") or not verb[0].isalpha():
        return ""
    if verb in _HAVE:
        return "done" if _participle(words, at + 1) else "has"
    if verb in _BE:
        return "been" if _participle(words, at + 1) else "is"
    if _CONDITIONAL.fullmatch(verb):
        return "would"
    if verb.endswith(("ait", "aient")):
        return "was"
    if verb.endswith(("ra", "ront")):
        return "will"
    return verb[0] if verb in ("doit", "doivent", "peut", "peuvent") else "now"


def _participle(words: Sequence[str], at: int) -> bool:
    """Does a participle stand here, behind adverbs or an insertion between commas?"""
    if at < len(words) and words[at] == ",":
        at = next((i + 1 for i in range(at + 1, min(at + 12, len(words))) if words[i] == ","), at)
    adverbs = _adverbs()
    while at < len(words) and (words[at] in adverbs or words[at].endswith("ment") or words[at] == "été"):
        at += 1
    return at < len(words) and _is_participle(words[at])


@lru_cache(maxsize=20_000)
def _is_participle(word: str) -> bool:
    return bool(_PARTICIPLE.fullmatch(word)) and word not in _listed("no_participles")


@cache
def _adverbs() -> frozenset[str]:
    return frozenset(lexicon("cue_words")["classes"]["ADV"])
