"""Who does what a sentence says, and when: a cue of practices told without any verb of doing (`ses services délivrent`)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

from pipeline.resources import lexicon

_NAMES = {"‹pays›": "state", "‹org›": "body", "‹nom›": "name", "‹sigle›": "name"}
_HAVE = frozenset(["a", "ont", "avait", "avaient"])
_BE = frozenset(["est", "sont", "était", "étaient", "fut"])
_CLITICS = frozenset(["ne", "n'", "se", "s'", "y", "en", "le", "les", "leur", "lui"])


@cache
def _listed(key: str) -> frozenset[str]:
    return frozenset(lexicon("doers")[key])


@lru_cache(maxsize=20_000)
def _kind(word: str) -> str:
    return _NAMES.get(word) or ("body" if word in _listed("bodies") else "people" if word in _listed("people") else "")


def doers(words: Sequence[str]) -> list[str]:
    """Who does something in the unit, and in which tense: `state+has` in `que le ‹pays› a créé`, `own body+now` in `ses services
    délivrent`. The first three clauses; the verb is told by what stands behind the noun, not known."""
    out: list[str] = []
    for i, word in enumerate(words):
        kind = _kind(word)
        if not kind:
            continue
        first = i
        while first and (words[first - 1] in _listed("articles")):
            first -= 1
        if (words[first - 1] if first else "") not in _listed("before_subject"):
            continue
        if words[first] in _listed("own"):
            kind = "own " + kind
        after = i + 1
        for _ in range(2):  # its complements and adjectives of nationality
            if after + 1 < len(words) and words[after] in ("de", "d'", "du", "des"):
                after += 2 + (words[after + 1] in _listed("articles"))
            elif after < len(words) and words[after] == "‹pays›":
                after += 1
        while after < len(words) and words[after] in _CLITICS:
            after += 1
        verb = words[after] if after < len(words) else ""
        if not verb or verb in _listed("no_verbs") or not verb[0].isalpha():
            continue
        if verb in _HAVE:
            tense = "has"
        elif verb in _BE:
            tense = "is"
        elif verb.endswith(("rait", "raient")):
            tense = "would"
        elif verb.endswith(("ait", "aient")):
            tense = "was"
        elif verb.endswith(("ra", "ront")):
            tense = "will"
        elif verb in ("doit", "doivent", "peut", "peuvent"):
            tense = verb[0]
        else:
            tense = "now"
        out.append(f"{kind}+{tense}")
        if len(out) == 3:
            break
    return out
