"""Who is said to say this unit: cues tied to the source that is their subject, agent or complement.

Works on one unit alone; pronouns and functions are resolved by ``discourse``. Offsets are those of the unit's text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from pipeline.attribution.asides import aside, by_noun
from pipeline.attribution.claims import Claim
from pipeline.attribution.cues import Cue
from pipeline.attribution.passives import passive
from pipeline.attribution.preambles import together
from pipeline.attribution.referents import COLLECTIVE, Source
from pipeline.attribution.secondary import compared, participial, told
from pipeline.attribution.stances import stance
from pipeline.attribution.subjects import active
from pipeline.attribution.turns import signed, transcribed
from pipeline.attribution.unforeseen import unforeseen
from pipeline.attribution.views import nominal, prepositional, relative
from pipeline.resources import lexicon


@lru_cache(maxsize=1)
def _impersonal() -> tuple[re.Pattern[str], ...]:
    """Phrasings by which the room speaks; one by one, since each is looked for by the letters it begins with."""
    return tuple(re.compile(p, re.I) for p in lexicon("collectives")["impersonal"])


_QUOTATION = re.compile(r"«[^«»]{1,2000}»|“[^“”]{1,2000}”")


def _quotations(masked: str) -> list[tuple[int, int]]:
    return [m.span() for m in _QUOTATION.finditer(masked)]


def _of_room(sources: Sequence[Source], claim: Claim) -> bool:
    """Whether the source of the claim is an abstract or a body that stands for the room (`le colloque`)."""
    return any(s.start == claim.source_start and s.weak for s in sources)


def read(text: str, masked: str, sources: Sequence[Source], cues: Sequence[Cue]) -> list[Claim]:
    """The claims of one unit, in order of their cues. ``masked`` is the text with brackets blanked out."""
    turn = transcribed(text, masked, sources, cues)
    if turn:
        return turn
    claims = prepositional(masked, sources)
    handed = aside(text, masked, sources)
    if handed is not None:
        claims.append(handed)
    participles: list[Cue] = []
    quoted = _quotations(masked)
    for cue in cues:
        if masked[cue.start] == " " and text[cue.start] != " ":
            continue
        if claims and any(a < cue.start < b for a, b in quoted):
            continue  # the words of the one who is quoted
        if cue.voice == "participle":
            participles.append(cue)
            continue
        embedded = any(c.end <= cue.start for c in claims)
        if cue.voice == "active":
            claim = active(masked, sources, cue, embedded)
        else:
            claim = None if embedded else passive(masked, sources, cue)
        if claim is not None:
            claims.append(claim)
    if (
        any(c.referents[0].kind in ("person", "pronoun") and c.end < c.source_start + 60 for c in claims)
        and len(claims) > 1
    ):
        claims = [c for c in claims if c.referents != (COLLECTIVE,) or not _of_room(sources, c)]
    claims.extend(compared(masked, sources, claims))
    if not claims:
        claims.extend(
            participial(masked, sources, participles)
            or told(masked, sources, cues)
            or nominal(masked, sources)
            or relative(masked, sources)
            or unforeseen(masked, sources)
        )
    if not claims and (claim := by_noun(masked, sources)) is not None:
        claims.append(claim)
    if not claims:
        m = next((m for p in _impersonal() if (m := p.search(masked)) is not None), None)
        if m is not None:
            claims.append(Claim((COLLECTIVE,), m.start(), m.end(), m.start()))
    if not claims and (ours := together(masked)) is not None:
        claims.append(ours)
    if not claims and (held := stance(masked, sources)) is not None:
        claims.append(held)
    if not claims:
        claims.extend(signed(masked, sources))
    claims.sort(key=lambda c: c.start)
    return claims
