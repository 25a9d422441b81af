"""The cells of a programme line set in columns, read from the source: its reading text has single spaces."""

from __future__ import annotations

import re

from pipeline.layout.agenda_times import time_range
from pipeline.records import Unit

_BAR = re.compile(r"\s*\|\s*")
_WIDE = re.compile(r"\s{3,}|\t+")
_MOST_LINES = 20


def columns(source: str, unit: Unit) -> list[str]:
    """The cells of ``unit``; what stands below a cell in the lines that follow goes on with it."""
    cells: list[str] = []
    places: list[int] = []
    for n, span in enumerate(unit.spans[:_MOST_LINES]):
        begin = source.rfind("\n", 0, span.start) + 1
        at = span.start
        raw = source[span.start : span.end]
        if n and source.count("\n", unit.spans[n - 1].end, span.start) == 0:
            cells[-1] += " " + raw
            continue
        for cell in _WIDE.split(raw):
            at = source.index(cell, at)
            column = at - begin
            at += len(cell)
            text = " ".join(cell.split())
            if n == 0:
                cells.append(text)
                places.append(column)
            elif text:
                away = [abs(place - column) for place in places]
                nearest = away.index(min(away))
                cells[nearest] = f"{cells[nearest]} {text}".strip()
    return cells


def set_in_columns(source: str, unit: Unit) -> bool:
    """The first line of ``unit`` has cells wide apart."""
    return _WIDE.search(source, unit.spans[0].start, unit.spans[0].end) is not None


def cells_after_time(source: str, unit: Unit, text: str) -> list[str]:
    """The cells of a timed line without its times, ``text`` being what follows these; empty cells of a table are kept."""
    if "|" in text:
        return _BAR.split(text.strip())
    if len(unit.spans) > _MOST_LINES or not set_in_columns(source, unit):
        return [text]
    cells = columns(source, unit)
    timed = time_range(cells[0])
    if timed is None:
        return [text]
    first = cells[0][timed.size :]
    cells = [first, *cells[1:]] if first else cells[1:]
    return cells if len(cells) > 1 else [text]


def laid_out(source: str, unit: Unit, text: str) -> str:
    """``text``, with commas between a name, a function and a body set in columns."""
    if "|" in text:
        return ", ".join(c for c in _BAR.split(text) if c)
    if len(unit.spans) > 1 or not set_in_columns(source, unit):
        return text
    return ", ".join(c for c in columns(source, unit) if c)
