"""The reading text of a block of lines and the way back from it to the source.

A ``Reading`` is built line by line. Within a line, cuts (markup, note marks, bullets) are taken out; between lines stands a
space, or nothing where a word was cut. ``extracts`` gives text, spans and omitted pieces of each part of it.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.offsets import clusters
from pipeline.records import Omitted, OmittedKind, Span


class Cut(NamedTuple):
    """A stretch of source that is not read; ``forward`` when it belongs to what follows (a bullet), else to what precedes."""

    start: int
    end: int
    kind: OmittedKind
    forward: bool = False


class Extract(NamedTuple):
    text: str
    spans: tuple[Span, ...]
    omitted: tuple[Omitted, ...]


@dataclass(slots=True)
class _Piece:
    at: int  # offset in the reading text
    size: int
    start: int  # source
    end: int
    starts: list[int] | None  # source start of each character; None when text and source run in step
    ends: list[int] | None


@dataclass(slots=True)
class Reading:
    """The text of some lines of ``source``. Offsets named ``at`` count characters of ``text``."""

    source: str
    text: str = ""
    _parts: list[str] = field(default_factory=list)
    _size: int = 0
    _pieces: list[_Piece] = field(default_factory=list)
    _cuts: list[tuple[int, Cut]] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        return not self._pieces

    def add(self, start: int, end: int, cuts: Sequence[Cut] = (), glue: str = " ", plain: bool = False) -> None:
        """Append the line piece ``start:end`` of the source; ``cuts`` lie inside it, in order and apart.

        ``plain`` says that it is known to read as it stands.
        """
        at = start
        for cut in cuts:
            glue = self._piece(at, cut.start, glue, plain)
            self._cuts.append((self._size, cut))
            at = cut.end
        self._piece(at, end, glue, plain)

    def cut_last_hyphen(self) -> None:
        """Take the hyphen at the end of what was read so far out of the text."""
        piece = self._pieces[-1]
        if piece.size < 2:
            return
        end = piece.end
        piece.size -= 1
        if piece.starts is not None and piece.ends is not None:
            piece.end = piece.ends[-2]
            piece.starts.pop()
            piece.ends.pop()
        else:
            piece.end -= 1
        self._parts[-1] = self._parts[-1][:-1]
        self._size -= 1
        self._cuts.append((self._size, Cut(piece.end, end, "hyphen")))

    def _piece(self, start: int, end: int, glue: str, plain: bool) -> str:
        """Append what stands between two cuts; gives back what joins it to the next piece of the line."""
        raw = self.source[start:end]
        body = raw.strip()
        if not body:
            return " " if raw else glue
        size = len(body)
        begin, stop = start, end
        if size < end - start:
            begin += end - start - len(raw.lstrip())
            stop = begin + size
            if begin > start:
                glue = " "
        starts: list[int] | None = None
        ends: list[int] | None = None
        # Of spaces only the plain one is printable.
        even = plain or (body.isprintable() and "  " not in body) or " ".join(body.split()) == body
        if plain or (even and (body.isascii() or unicodedata.is_normalized("NFC", body))):
            text = body
        else:
            chars: list[str] = []
            starts, ends = [], []
            for char, a, b in clusters(self.source, begin, stop):
                chars.append(char)
                starts.extend([a] * len(char))
                ends.extend([b] * len(char))
            text = "".join(chars)
        if self._pieces:
            if glue == "" and _fuses(self._parts[-1][-1], text[0]):
                glue = " "
            self._parts.append(glue)
            self._size += len(glue)
        self._pieces.append(_Piece(self._size, len(text), begin, stop, starts, ends))
        self._parts.append(text)
        self._size += len(text)
        return " " if stop < end else ""

    def close(self) -> Reading:
        """Finish: ``text`` is now the whole reading text."""
        self.text = "".join(self._parts)
        return self

    def extracts(self, parts: Sequence[tuple[int, int]]) -> list[Extract]:
        """One extract for each part ``(start, end)`` of the text. The parts must together hold all of it but spaces.

        Each omitted piece goes to exactly one part: with what follows it when it says so, else with what precedes it.
        """
        trimmed = [self._trim(a, b) for a, b in parts]
        trimmed = [(a, b) for a, b in trimmed if a < b]
        omitted: list[list[Omitted]] = [[] for _ in trimmed]
        starts, ends = [a for a, _ in trimmed], [b for _, b in trimmed]
        for at, cut in self._cuts:
            if cut.start >= cut.end or not trimmed:
                continue
            i = min(bisect_right(ends, at), len(trimmed) - 1) if cut.forward else max(bisect_left(starts, at) - 1, 0)
            omitted[i].append(Omitted(start=cut.start, end=cut.end, kind=cut.kind))
        return [
            Extract(self.text[a:b], tuple(self._spans(a, b)), tuple(o))
            for (a, b), o in zip(trimmed, omitted, strict=True)
        ]

    def _trim(self, start: int, end: int) -> tuple[int, int]:
        while start < end and self.text[start] == " ":
            start += 1
        while end > start and self.text[end - 1] == " ":
            end -= 1
        return start, end

    def _spans(self, start: int, end: int) -> list[Span]:
        spans: list[Span] = []
        source = self.source
        first = max(bisect_right(self._pieces, start, key=lambda p: p.at) - 1, 0) if start else 0
        for n in range(first, len(self._pieces)):
            piece = self._pieces[n]
            at, stop = piece.at, piece.at + piece.size
            if at >= end:
                break
            a, b = start if start > at else at, end if end < stop else stop
            if a < b:
                s = piece.starts[a - at] if piece.starts is not None else piece.start + a - at
                e = piece.ends[b - 1 - at] if piece.ends is not None else piece.start + b - at
                # A whole piece has no space at its edges.
                if b - a < piece.size and (source[s].isspace() or source[e - 1].isspace()):
                    body = source[s:e]
                    s += len(body) - len(body.lstrip())
                    e = s + len(body.strip())
                spans.append(Span(start=s, end=e))
        return spans


def _fuses(before: str, char: str) -> bool:
    """Joined without a space, the two would compose into other characters."""
    if char.isascii():
        return False
    return bool(unicodedata.combining(char)) or not unicodedata.is_normalized("NFC", before + char)
