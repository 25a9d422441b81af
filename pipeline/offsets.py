"""Between a unit's repaired text and the source it was read from.

A unit's ``text`` is made of its source pieces (``spans``): runs of spaces read as one, NFC, and pieces joined by one space
or by nothing (a word cut at a line end, a note mark taken out). ``align`` finds the source offset of every character of the
text again, from source, spans and text alone, so nothing but these needs to be stored.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol


class SpanLike(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


# A space that is no plain one, or two in a row: what reads as one space but is more in the source.
_WIDE_SPACE = re.compile(r"[^\S ]|  ")


class SourceRange(NamedTuple):
    start: int
    end: int


def read_piece(piece: str) -> str:
    """The reading form of one source piece: NFC, each run of spaces one space."""
    return unicodedata.normalize("NFC", " ".join(piece.split()))


def align(source: str, spans: Iterable[SpanLike], text: str) -> list[tuple[int, int]]:
    """For each character of ``text`` the source range ``(start, end)`` it was read from.

    A space that joins two pieces has an empty range at the end of the first. Raises ``ValueError`` when the pieces do not
    give the text.
    """
    out: list[tuple[int, int]] = []
    at = 0
    for span in spans:
        if out and at < len(text) and text[at] == " ":
            out.append((out[-1][1], out[-1][1]))
            at += 1
        piece = source[span.start : span.end]
        if text.startswith(piece, at) and not _WIDE_SPACE.search(piece):
            # Nearly every piece reads as it stands: character for character.
            out.extend(zip(range(span.start, span.end), range(span.start + 1, span.end + 1), strict=True))
            at += len(piece)
            continue
        for char_text, start, end in clusters(source, span.start, span.end):
            stop = at + len(char_text)
            if text[at:stop] != char_text:
                raise ValueError(f"source {start}:{end} {char_text!r} is not the text's {text[at:stop]!r}")
            out.extend((start, end) for _ in range(at, stop))
            at = stop
    if at != len(text):
        raise ValueError(f"text goes on after its pieces: {text[at:]!r}")
    return out


def clusters(source: str, start: int, end: int) -> Iterable[tuple[str, int, int]]:
    """NFC characters of ``source[start:end]`` with their ranges; a run of spaces is one ``" "``."""
    if source.isascii() or unicodedata.is_normalized("NFC", source[start:end]):
        i = start
        while i < end:
            j = i + 1
            if source[i].isspace():
                while j < end and source[j].isspace():
                    j += 1
                yield " ", i, j
            else:
                yield source[i], i, j
            i = j
        return
    i = start
    while i < end:
        j = i + 1
        if source[i].isspace():
            while j < end and source[j].isspace():
                j += 1
            yield " ", i, j
        else:
            # Grow to the next starter: combining marks, and conjoining jamo that compose with what stands before.
            while j < end and not source[j].isspace() and _joins(source[i:j], source[j]):
                j += 1
            yield unicodedata.normalize("NFC", source[i:j]), i, j
        i = j


def _joins(before: str, char: str) -> bool:
    if unicodedata.combining(char):
        return True
    composed = unicodedata.normalize("NFC", before + char)
    return composed != unicodedata.normalize("NFC", before) + unicodedata.normalize("NFC", char)


def locate(alignment: Sequence[tuple[int, int]], text_start: int, text_end: int) -> SourceRange:
    """Source offsets of the first and after the last character of ``text[text_start:text_end]`` (not empty)."""
    return SourceRange(alignment[text_start][0], alignment[text_end - 1][1])
