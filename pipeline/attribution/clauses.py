"""How a source stands in its clause: whether it opens one, and whether it may be the subject of a verb further on.

No parser: closed classes of words (``configs/lexicons/clauses.yaml``) and commas. Texts are ``normalise``d, with what stands in
brackets blanked out; offsets are theirs.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from pipeline.attribution.referents import Source
from pipeline.gazetteer import alternatives
from pipeline.people.roles import FINITE
from pipeline.resources import lexicon

Opening = Literal["start", "break", "que", "and"]

_WORD = re.compile(r"[^\W\d_]+|[^\w\s]")
_RELATIVE = frozenset(
    [
        "qui",
        "dont",
        "où",
        "lequel",
        "laquelle",
        "lesquels",
        "lesquelles",
        "que",
        "qu",
        "lorsqu",
        "lorsque",
        "comme",
        "si",
        "quand",
        "puisqu",
        "puisque",
    ]
)
_SUBJECT_PRONOUN = re.compile(
    r"(?<![\w’-])(?:ils?|elles?|on|je|j’)(?: (?:ne|n’|y|en|lui|leur|les?|la|l’|se|s’)){0,2} ?$"
)


_FAR = 600  # characters looked back for the opening of a clause


@lru_cache(maxsize=1)
def adverb() -> str:
    """A pattern of one adverb or adverbial phrase."""
    return rf"(?:\w+ment|{alternatives(lexicon('clauses')['adverbs'])})"


@lru_cache(maxsize=1)
def _light() -> re.Pattern[str]:
    return re.compile(rf"(?:[ ,]|(?<!\w)(?:n’|l’|s’|{adverb()}(?!\w))|(?<=’))*")


@lru_cache(maxsize=1)
def _conjunction() -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\s’(«“\"])(?P<word>{alternatives(lexicon('clauses')['conjunctions'])}|qu[’e])$", re.I)


@lru_cache(maxsize=1)
def _adverbial() -> re.Pattern[str]:
    return re.compile(rf"^\W*(?:{alternatives(lexicon('clauses')['adverbial_openings'])})\b[^,;]*$")


@lru_cache(maxsize=1)
def _prepositions() -> frozenset[str]:
    return frozenset(lexicon("clauses")["prepositions"])


def is_light(gap: str) -> bool:
    """Nothing but adverbs, clitics, commas and spaces."""
    rest = re.sub(r"[\s,]+", " ", gap).strip()
    return not rest or _light().fullmatch(rest) is not None


# What the sources at (start, links of the chain behind it) open, as far as it was looked up for one text
Known = dict[tuple[int, int], "Opening | None"]


def opening(
    masked: str, s: Source, sources: Sequence[Source] = (), depth: int = 0, known: Known | None = None
) -> Opening | None:
    """How the clause opens before a source: ``start``, ``break`` (a new main clause), ``and`` (coordinated), ``que``
    (embedded); None when the source is inside a phrase. ``known`` keeps answers between calls on the same ``sources``: without
    it a long chain of names would be followed again from each of its links."""
    known = {} if known is None else known
    if (s.start, depth) not in known:
        known[s.start, depth] = _opening(masked, s, sources, depth, known)
    return known[s.start, depth]


def _opening(masked: str, s: Source, sources: Sequence[Source], depth: int, known: Known) -> Opening | None:
    prefix = masked[max(0, s.start - _FAR) : s.start].rstrip()
    while prefix.endswith(("«", "“", '"', "(", "[")):
        prefix = prefix[:-1].rstrip()
    if not prefix or re.fullmatch(r"[\W\d]*(?:[a-z]\)|[ivx]+\)|\d+\.)?", prefix):
        return "start"
    if prefix[-1] in ";:.":
        return "break"
    if re.search(r"(?:[ ,]mais|tandis que|alors que|, et|cependant)$", prefix):
        return "break"
    if prefix[-1] in ",–—-•»”":
        return "start"
    m = _conjunction().search(prefix)
    if m is not None:
        word = m.group("word").casefold()
        if word in ("que", "qu’"):
            return "start" if re.search(r"(?:ainsi|tels?|telles?|bien|de même) qu[e’]$", prefix) else "que"
        if word in ("et", "ou"):
            return "and" if joined(masked, s, sources, depth, known) is not None else None
        return "start"
    last = re.search(r"[^\W\d_]+(?=’?$)", prefix)
    if last is None:
        return "start"
    low = last.group().casefold()
    if low in _prepositions() or prefix.endswith("’"):
        return None
    if _adverbial().match(prefix) and low not in FINITE:
        return "start"
    return None


_LONGEST_CHAIN = 6  # sources that `et` joins one to the next
_WIDE = 2  # beyond so many joints only the source nearest before is tried


def joined(
    masked: str, s: Source, sources: Sequence[Source], depth: int = 0, known: Known | None = None
) -> Source | None:
    """The source before that an `et` joins to ``s``: next to it, or, when ``s`` names somebody, over complements (`des
    représentants de la société civile et le représentant du Saint-Siège`)."""
    if depth > _LONGEST_CHAIN:
        return None
    known = {} if known is None else known
    low = max(0, s.start - _FAR)
    prefix = re.sub(r"[ ,]*(?:et|ou|ainsi que|de même que) *$", "", masked[low : s.start])
    for n in range(bisect_left(sources, s.start, key=lambda x: x.start) - 1, -1, -1):
        x = sources[n]
        if x.end - low > len(prefix) or x.referents[0].kind == "pronoun":
            continue
        if x.start < low:
            break
        gap = prefix[x.end - low :]
        if not gap.strip() or (
            not s.weak and s.referents[0].kind != "collective" and "," not in gap and reaches(gap, x)
        ):
            if opening(masked, x, sources, depth + 1, known) is not None:
                return x
            if depth >= _WIDE:
                return None
            if not gap.strip() and (s.weak or s.referents[0].kind == "collective"):
                return None
    return None


_ABBREVIATED = re.compile(r"(?<!\w)(?:MM?|Mgr|Dr|Pr|Me|Prof|S|E|n)\.(?= )")


def reaches(gap: str, s: Source) -> bool:
    """Whether what stands between a source and a verb lets the source be its subject."""
    if not gap.strip():
        return True
    gap = _ABBREVIATED.sub(" ", gap)
    if re.search(r"[;?!…•]|[.:](?: |$)", gap):
        return False
    if _SUBJECT_PRONOUN.search(gap):
        return False
    relative = False
    for m in _WORD.finditer(gap):
        word = m.group().casefold()
        if word in _RELATIVE:
            relative = True
        elif word in FINITE and word not in ("n", "ne", "se") and not relative:
            return False
    if relative:
        # The relative clause belongs to the source: it follows it at once or after a comma, and ends before the verb.
        return (
            not s.weak
            or re.match(r" *,? *(?:(?:à|par|avec|pour|chez) )?(?:qui|dont|où|lequel|laquelle|auquel|comme)\b", gap)
            is not None
        )
    return not (s.weak and gap.count(",") % 2 == 1)
