"""Where the cells of a row begin in its reading text, whose spaces no longer tell a gap between columns from one between words."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from pipeline.records import Span

# No gap parts `Présidente :    Mme Diop`, nor a name from its bracket.
# The space comes first, and then what stands before it: what a pattern begins with is found fast.
_GAP = re.compile(r"[^\S\n](?<=[^\s:,;].)(?:[^\S\n]+|(?<=\t))(?=[^\s(\[])")
_BAR = re.compile(r" \| ?(?=\S)")
_NEAR = 2  # characters a line below a cell may stand out of its column
_MOST_LINES = 40


def row_cells(
    source: str, spans: Sequence[Span], text: str, opened: Collection[int] | None = None, wraps: bool = True
) -> tuple[int, ...]:
    """The offsets in ``text``, read from ``spans`` of ``source``, at which cells after the first begin.

    ``opened``: the source offsets of the lines that begin a cell, where the cells of the row stand one below the other; else
    bars or gaps part them, and a line below goes on with the last of them if it stands under it or the unit ``wraps`` no cells.
    """
    if " | " in text:
        return tuple(found.end() for found in _BAR.finditer(text))
    if len(spans) > _MOST_LINES:
        return ()
    # Most lines have neither gap nor tab.
    if opened is None and all(
        source.find("  ", s.start, s.end) < 0 and source.find("\t", s.start, s.end) < 0 for s in spans
    ):
        return ()
    cells: list[int] = []
    at, column, before = 0, 0, -1
    for span in spans:
        raw = source[span.start : span.end]
        if at and text.startswith(" ", at):
            at += 1
        below = before >= 0 and source.find("\n", before, span.start) >= 0
        place = span.start - source.rfind("\n", 0, span.start)
        astray = wraps and bool(cells) and abs(place - column) > _NEAR
        if below and (span.start in opened if opened is not None else astray):
            cells.append(at)
        pieces = [(0, len(raw))]
        if opened is None:
            edges = [(found.start(), found.end()) for found in _GAP.finditer(raw)]
            pieces = list(zip([0, *(b for _, b in edges)], [*(a for a, _ in edges), len(raw)], strict=True))
        for n, (start, end) in enumerate(pieces):
            piece = " ".join(raw[start:end].split())
            if n:
                at += 1
                cells.append(at)
            column = place + start
            if not text.startswith(piece, at):
                return ()
            at += len(piece)
        before = span.end
    return tuple(cells)
