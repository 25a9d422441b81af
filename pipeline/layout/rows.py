"""Rows of tables: cells apart by ``|``, by tabs or by wide gaps, one row a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.layout.endings import goes_on, terminal
from pipeline.layout.lines import Line
from pipeline.layout.markers import marker_of

_EDGES = re.compile(r"^[|*_#>\s]*(?:[-–•·+]\s+)?[|*_\s]*")
_WIDE = re.compile(r"\t+\s*|\s{3,}")
_RULE_CELL = re.compile(r":?-{2,}:?")
_LONGEST = 400


def bare(text: str, markup: bool = True) -> str:
    """``text`` without the bullet, the bar and (where the document uses it) the markup it opens with."""
    if not text or text[0].isalnum():
        return text
    return text[found.end() :] if (found := _EDGES.match(text)) and (markup or text[0] not in "*_#") else text


def cells_of(raw: str) -> list[str]:
    """The cells of a line as it stands in the source; one cell when it is no row."""
    body = raw.strip()
    if "|" in body:
        if body.startswith("|"):
            body = body[1:]
        if body.endswith("|"):
            body = body[:-1]
        return [cell.strip() for cell in body.split("|")]
    return [cell.strip() for cell in _WIDE.split(body)]


class Table(NamedTuple):
    """``rows``: indices of the lines that are rows; ``wraps``: of those that go on with a cell of the row above."""

    rows: frozenset[int]
    wraps: frozenset[int]


def table_rows(source: str, lines: Sequence[Line]) -> Table:
    """The rows: two or more in a run with as many cells, or columns that stand one below the other."""
    out: set[int] = set()
    wraps: set[int] = set()
    _flattened(lines, out)
    i = 0
    while i < len(lines):
        kind = _kind(source, lines[i])
        if kind is None:
            i += 1
            continue
        j, columns = i + 1, _columns(source, lines[i])
        run = [i]
        wrapped: list[int] = []
        while j < len(lines) and lines[j].gap <= 1 and not lines[j].turn:
            if _kind(source, lines[j]) == kind:
                run.append(j)
                columns |= _columns(source, lines[j])
            elif kind == " " and lines[j].gap == 0 and lines[j].indent in columns:
                wrapped.append(j)
            else:
                break
            j += 1
        rows = [cells_of(source[lines[n].start : lines[n].end]) for n in run]
        rules = sum(1 for row in rows if all(_RULE_CELL.fullmatch(c) for c in row))
        widths = {len(row) for row in rows}
        bars_alike = kind == "|" and len(rows) >= 2 and (rules > 0 or len(widths) == 1)
        tabs_alike = kind == "\t" and len(rows) >= 2 and min(widths) >= 2 and max(widths) - min(widths) <= 2
        spaced = kind == " " and len(rows) >= 3
        # The names of columns stand centred over them, out of line with what is below.
        if bars_alike or tabs_alike or (spaced and (_aligned(source, lines, run) or _aligned(source, lines, run[1:]))):
            out.update(run)
            wraps.update(wrapped)
        i = j
    return Table(frozenset(out), frozenset(wraps))


# A name and two or more figures: the row of a table whose columns the extraction pushed together.
_FLAT = re.compile(r"(?P<name>[^\W\d_][^\d|]{1,40}?)(?P<figures>(?:\s[\d.,]+\s?%?){2,})$")


def _flattened(lines: Sequence[Line], out: set[int]) -> None:
    """Rows apart by single spaces, two or more in a run, with the row of their columns' names above."""
    i = 0
    while i < len(lines):
        j = i
        while j < len(lines) and (j == i or not lines[j].gap) and _flat(lines[j].text):
            j += 1
        if j - i >= 2:
            out.update(range(i, j))
            above = lines[i - 1] if i else None
            if above is not None and not lines[i].gap and _column_names(above.text):
                out.add(i - 1)
        i = max(j, i + 1)


def _flat(text: str) -> bool:
    if (not text[-1].isdigit() and text[-1] != "%") or len(text) > 90:
        return False
    found = _FLAT.match(text)
    return (
        found is not None
        and len(found["name"].split()) <= 5
        and not goes_on(found["name"])
        and found["name"][0].isupper()
    )


def _column_names(text: str) -> bool:
    words = text.split()
    return 2 <= len(words) <= 8 and all(w[0].isupper() or w[0] in "(%$€" for w in words) and not terminal(text)


def _columns(source: str, line: Line) -> set[int]:
    """Where cells after the first begin, give or take one."""
    raw = source[line.start : line.end]
    return {line.indent + found.end() + d for found in _WIDE.finditer(raw) for d in (-1, 0, 1)}


def _kind(source: str, line: Line) -> str | None:
    if line.size > _LONGEST or (not line.raw and "|" not in line.text):
        return None
    raw = source[line.start : line.end]
    if len(raw) > _LONGEST:
        return None
    if "|" in raw.strip("| ") or (raw[0] == "|" == raw[-1] and len(raw) > 2):
        return "|"
    if (marker := marker_of(raw)) is not None:
        raw = raw[marker.size :]
    if "\t" in raw:
        return "\t"
    return " " if len([c for c in cells_of(raw) if c]) >= 2 and raw[:1].isalnum() else None


def _aligned(source: str, lines: Sequence[Line], run: Sequence[int]) -> bool:
    """The second column begins at the same place in (nearly) every row."""
    places: list[int] = []
    for n in run:
        raw = source[lines[n].start : lines[n].end]
        found = _WIDE.search(raw)
        if found is None:
            return False
        places.append(lines[n].indent + found.end())
    most = max(places.count(p) for p in places)
    return most >= 3 and most >= 0.8 * len(places)
