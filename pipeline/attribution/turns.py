"""Words printed under a name: turns of a verbatim record, boxes, signed quotations."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.attribution.claims import Claim
from pipeline.attribution.referents import Source

_FIRST_PERSON = re.compile(r" ?: [^.;]{0,80}?\b(?:[Nn]ous|[Jj]e|[Jj]’|[Nn]otre|[Nn]os|[Mm]on|[Mm]a|[Mm]es) ?\w")


def transcribed(text: str, masked: str, sources: Sequence[Source]) -> list[Claim]:
    """A verbatim record: `Mme Awa Diop (Sénégal) : Je remercie ...`."""
    first = next(iter(sources), None)
    if (
        first is None
        or first.referents[0].kind not in ("person", "delegate")
        or (first.weak and not _FIRST_PERSON.match(masked, first.end))
        or masked[: first.start].strip()
    ):
        return []
    colon = re.match(r"\s*[:–—]\s(?=\S.{20})", masked[first.end :])
    if colon is None or "," in masked[: first.start]:
        return []
    at = first.end + colon.group().index(colon.group().strip()[0])
    return [Claim(first.referents, at, at + 1, first.start)] if text[at] == ":" else []


def signed(masked: str, sources: Sequence[Source]) -> list[Claim]:
    """A quotation signed at its end: `... le dialogue. – Awa Diop, Conseil de l’Europe`."""
    for s in sources:
        if s.referents[0].kind == "person" and re.search(r"[.»”!?] ?[–—] $", masked[max(0, s.start - 4) : s.start]):
            return [Claim(s.referents, s.start - 2, s.start - 1, s.start)]
    return []
