"""Words told beside the main verb: in a relative clause, by a participle or a gerund, by those said to agree."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.attribution import clauses
from pipeline.attribution.claims import NAMED, Claim, chain, verb_lists
from pipeline.attribution.cues import Cue
from pipeline.attribution.referents import Source
from pipeline.attribution.subjects import speaks

# `La parole a été donnée au Kenya, qui a insisté ...`
_WHO = re.compile(
    r" ?,? qui (?:\w+ment |aussi |également |ensuite |en outre |pour sa part |à son tour "
    r"|, [^,;:.]{2,60}, ?)?(?:n’|y |en |lui |leur )?$"
)


def told(masked: str, sources: Sequence[Source], cues: Sequence[Cue]) -> list[Claim]:
    """A relative clause that reports somebody's words: `La parole a été donnée au Kenya, qui a insisté ...`."""
    for cue in cues:
        if cue.voice != "active" or not cue.past:
            continue
        for s in sources:
            if s.end > cue.start:
                break
            if s.referents[0].kind not in NAMED or _WHO.fullmatch(masked, s.end, cue.start) is None:
                continue
            if s.weak and (cue.strength == "evoke" or not speaks(s, cue, "", masked[cue.end :])):
                continue
            return [Claim(s.referents, cue.start, cue.end, s.start)]
    return []


_COMPARED = re.compile(r"(?:, (?:tout )?comme|, à l’instar d[eu]|, de même que|, ainsi que) ?(?:de |du |des |d’)?$")


def compared(masked: str, sources: Sequence[Source], claims: Sequence[Claim]) -> list[Claim]:
    """`X a estimé, comme le Directeur général, que ...`: who is said to have said the same."""
    out: list[Claim] = []
    for claim in claims:
        for s in sources:
            if s.start < claim.end or s.weak or s.referents[0].kind not in NAMED:
                continue
            if _COMPARED.fullmatch(masked[claim.end : s.start]) and re.match(
                r"[^,.;:]{0,60}, ?qu[e’]", masked[s.end :]
            ):
                out.append(Claim(s.referents, claim.start, claim.end, s.start))
    return out


_ABSOLUTE = re.compile(r"(?: [a-zà-ÿ-]+){0,2} ")


def participial(masked: str, sources: Sequence[Source], cues: Sequence[Cue]) -> list[Claim]:
    """`X a été clair à ce sujet, précisant que ...`: a participle with its clause, in a sentence whose subject is a speaker."""
    for cue in cues:
        if cue.past:  # `..., les partenaires africains ayant jugé les crédits insuffisants`
            for n, s in enumerate(sources):
                if (
                    not (s.weak or s.referents[0].kind == "pronoun")
                    and masked[: s.start].rstrip().endswith(",")
                    and _ABSOLUTE.fullmatch(masked, s.end, cue.start)
                ):
                    return [Claim(chain(masked, sources, n), cue.start, cue.end, s.start)]
            continue
        gerund = (
            masked.endswith("en ", 0, cue.start) and cue.strength == "say"
        )  # `a clos la rencontre en remerciant ...`
        if not gerund and not re.match(r"(?: \w+ment)?(?: que? | qu’| à ce propos)", masked[cue.end :]):
            continue
        for n, s in enumerate(sources):
            if s.end > cue.start or s.weak or s.referents[0].kind not in (*NAMED, "collective"):
                continue
            if masked[s.start : s.end].rstrip().endswith(verb_lists().unspoken):
                continue
            if clauses.opening(masked, s, sources) in ("start", "break"):
                return [Claim(chain(masked, sources, n), cue.start, cue.end, s.start)]
    return []
