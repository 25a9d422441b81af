"""Verbs no lexicon lists: somebody who is at the meeting, and a verb with the clause of what is said.

`La déléguée du Monténégro a claironné que ...`: whatever the verb, a delegate who does it with `que` has said so. A delegate in
the past needs not even a clause, unless the verb is one of moving about, chairing, signing: delegates are there to speak.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from pipeline.attribution import clauses
from pipeline.attribution.claims import Claim, chain
from pipeline.attribution.referents import Source
from pipeline.resources import lexicon


@lru_cache(maxsize=1)
def _doings() -> frozenset[str]:
    return frozenset(lexicon("clauses")["doings"])


@lru_cache(maxsize=1)
def _compound() -> re.Pattern[str]:
    """A compound past, the words between auxiliary and participle adverbs."""
    between = rf"(?:(?:,? {clauses.adverb()}){{0,3}},? )"
    clitic = r"(?:(?:lui|leur|nous|y|en) |l’)?"
    return re.compile(
        rf"(?P<cue>{clitic}(?:a|ont|avait|avaient|aura|aurait|auraient|eut){between}"
        r"(?P<verb>(?!été\b)[^\W\d_]{2,}(?:é|i|u|is|it|int|ert|ait)))(?![\w’-])"
    )


# ... of what is said: `que la loi passera`, `aux États de publier`, `si`, a colon and a quotation
_CLAUSE = re.compile(
    r"(?: \w+ment| d’emblée| à nouveau)?(?: qu(?:e |’)"
    r"| (?:aux? |à (?:la |l’)?)[^.,;:]{2,60}? (?:d(?:e |’)\w+(?:er|ir|re)\b|qu(?:e |’))"
    r"|(?:,| ?:) ?«| si (?:l|c|d|s)| (?:comment|pourquoi|combien|en quoi|à quel point) )"
)
_FINITE = re.compile(r"(?P<cue>(?P<verb>[^\W\d_]{3,}(?:e|it|ait|ut|a|d)))(?: \w+ment)? qu(?:e |’)(?=\S)")
# These are at the meeting to speak, whatever the verb; a government does other things.
_THERE = re.compile(r"(?:[Ll]’|\w+ )?(?:représentant|délég|observat|porte-parole|membre|partie|celui|celle)", re.I)


def unforeseen(masked: str, sources: Sequence[Source]) -> list[Claim]:
    """The claim of the first source of the unit, by a verb outside the lexicon."""
    for n, s in enumerate(sources[:4]):
        kind = s.referents[0].kind
        if s.weak or kind in ("pronoun", "pair") or clauses.opening(masked, s, sources) != "start":
            continue
        at = s.end
        gap = re.compile(r",? ?(?:[^.;:,]{3,120}, )?").match(masked, at)
        at = gap.end() if gap is not None and clauses.reaches(gap.group(), s) else at
        for start in dict.fromkeys((s.end + (masked[s.end : s.end + 1] == " "), at)):
            compound = _compound().match(masked, start)
            if compound is not None:
                verb = compound.group("verb").casefold()
                if verb in _doings() or masked[start : start + 2] == "n’":
                    return []
                said = _CLAUSE.match(masked, compound.end()) is not None
                if said or (kind in ("delegate", "organisation") and _THERE.match(masked, s.start)):
                    return [Claim(chain(masked, sources, n), compound.start("cue"), compound.end("cue"), s.start)]
                return []
            finite = _FINITE.match(masked, start)
            if finite is not None and finite.group("verb").casefold() not in _doings():
                return [Claim(chain(masked, sources, n), finite.start("cue"), finite.end("cue"), s.start)]
        return []
    return []
