"""One unit as the readers of organisations see it, and what they give back."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.countries import CountryHit
from pipeline.gazetteer import Token, tokenise
from pipeline.organisations.lexicon import bodies, is_acronym, names
from pipeline.records import MentionForm, ModelSpan, Origin

# An address, with the spaces a line end may have left in it; a document symbol: CMW/C/GC/4.
_ADDRESS = re.compile(
    r"(?:https?://|www\.)(?:[^\n]{0,300}?\.(?:pdf|html?|docx?|aspx?)\b|\S+)|\b(?=[A-Z0-9./]{0,110}\d)[A-Z]{1,6}(?:/[A-Z0-9.]{1,12}){2,8}"
)
_CAPITALS_FROM = 8  # letters; shorter units tell nothing by their case

# Between a body and the country named after it: a comma or a bracket, another body between commas, or `, Gouvernement de`.
_APPOSED = re.compile(
    r"\s?,\s?Gouvernement [^,.;:()]{1,30}|\s?(?:,[^,.;:()]{1,90}){0,2}[,(\[–]\s?(?:de |du |d[’'])?(?:l[’']|la |le |les )?"
)


_CLAUSE = re.compile(r";|\.\s")

# Of two readings of the same letters the lower stands.
DEFINED, LEXICAL, NAMED, FOREIGN, MODEL, SHORT, TENTATIVE = range(7)


class Found(NamedTuple):
    """A reading of ``text[start:end]`` as the entity ``key`` of the register."""

    start: int
    end: int
    source: Origin
    form: MentionForm
    key: str
    rank: int


class UnitText:
    """One unit with its tokens and what is already known of them."""

    def __init__(
        self,
        text: str,
        countries: Sequence[CountryHit],
        people: Sequence[tuple[int, int]],
        spans: Sequence[ModelSpan],
        tokens: Sequence[Token] | None = None,
    ) -> None:
        self.text = text
        self.tokens = _without_notes(text, tokens if tokens is not None else tokenise(text))
        self.starts = [t.start for t in self.tokens]
        self.names = sorted(h for h in countries if h.form == "name")
        self.demonyms = {h.start: h.iso3 for h in countries if h.form == "demonym"}
        self.name_ends = {h.start: (h.end, h.iso3) for h in self.names}
        self.people = people
        self.spans = spans
        letters = [c for c in text[:400] if c.isalpha()]
        self.capitals = len(letters) > _CAPITALS_FROM and sum(c.isupper() for c in letters) > 0.7 * len(letters)
        self.blocked = self._blocked()

    def _blocked(self) -> list[str]:
        """For each token whether it belongs to a ``person``, a ``country``'s name or an ``address``, else an empty string."""
        out = [""] * len(self.tokens)
        spans = [(h.start, h.end, "country") for h in self.names]
        if "/" in self.text or "www." in self.text:
            spans += [(m.start(), m.end(), "address") for m in _ADDRESS.finditer(self.text)]
        spans += [(a, b, "person") for a, b in self.people]
        for start, end, what in spans:
            for k in range(bisect_left(self.starts, start), bisect_left(self.starts, end)):
                out[k] = what
        return out

    def surface(self, first: int, last: int) -> str:
        return self.text[self.tokens[first].start : self.tokens[last - 1].end]

    def country_beside(self, start: int, end: int) -> str | None:
        """The country of a national body that is not its complement: named right after it (``, Kenya``, ``(Kenya)``), else the
        nearest before it in the unit."""
        at = bisect_left(self.names, end, key=lambda h: h.start)
        if at < len(self.names) and _APPOSED.fullmatch(self.text[end : min(self.names[at].start, end + 220)]):
            return self.names[at].iso3
        before = bisect_right(self.names, start, key=lambda h: h.end)
        if before and not _CLAUSE.search(self.text, self.names[before - 1].end, start):
            return self.names[before - 1].iso3
        return None


def _without_notes(text: str, tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens, those that are a known acronym and the mark of a note (`BIT1`) without the mark."""
    marked = [i for i, t in enumerate(tokens) if t.key[-1:].isdigit() and t.key[:1].isalpha()]
    if not marked:
        return tokens
    out = list(tokens)
    for i in marked:
        start, end, key = out[i]
        bare = text[start:end].rstrip("0123456789")
        if (
            len(bare) > 2
            and is_acronym(bare)
            and names().get(text[start:end]) is None
            and names().get(bare) is not None
        ):
            out[i] = Token(start, start + len(bare), key[: len(bare)])
    return out


def outermost(found: Sequence[Found]) -> list[Found]:
    """``found`` in text order without overlap: the longer stands, of equals the lower rank."""
    kept: list[Found] = []
    cluster: list[Found] = []
    reach = -1
    for f in sorted(found):
        if f.start >= reach and cluster:
            kept += _of_cluster(cluster)
            cluster = []
        cluster.append(f)
        reach = max(reach, f.end)
    return kept + _of_cluster(cluster)


def _of_cluster(cluster: Sequence[Found]) -> list[Found]:
    kept: list[Found] = []
    for f in sorted(cluster, key=lambda f: (f.start - f.end, f.rank, f.start)):
        at = bisect_left(kept, f)
        if (at == 0 or kept[at - 1].end <= f.start) and (at == len(kept) or f.end <= kept[at].start):
            insort(kept, f)
    return kept


def spelt(surface: str, name: str) -> bool:
    """Whether the surface has the capitals its entry asks for: an acronym the same letters, a name a capital at its head."""
    if " " not in name:
        if is_acronym(name) or name.isupper():
            return surface == name
        return surface == name or (surface[0].isupper() and not surface.isupper())
    return surface[0].isupper() or name[0].islower() or any(c.isupper() for c in surface) or _is_long(name)


@lru_cache(maxsize=2_000)
def _is_long(name: str) -> bool:
    """A name long enough to be known without a capital: ``l’organisation mondiale de la santé``."""
    match = names().get(name)
    return len(name) > 25 and match is not None and bodies()[match[0]].kind in ("un", "intergovernmental")


def form_of(surface: str) -> MentionForm:
    return "acronym" if is_acronym(surface) else "name"
