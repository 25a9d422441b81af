"""Rows of tables: cells apart by ``|``, by tabs or by wide gaps, one row a line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.layout.endings import goes_on, starts_low, terminal
from pipeline.layout.lines import Line
from pipeline.layout.markers import marker_of

_EDGES = re.compile(r"^[|*_#>\s]*(?:[-–•·+]\s+)?[|*_\s]*")
_WIDE = re.compile(r"\t+\s*|\s{3,}")
_RULE_CELL = re.compile(r":?-{2,}:?")
_CODE = re.compile(r"(?:[A-ZÀ-Þ]{0,3}\.?\d{1,2}(?:\.\d{1,2})?|[A-Za-z])[.)]?\s+(?=\S)")
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
    """``rows``: indices of the lines that are rows; ``wraps``: of those that go on with cells of the row above;
    ``titles``: of those that name a group of rows."""

    rows: frozenset[int]
    wraps: frozenset[int]
    titles: frozenset[int]


def table_rows(source: str, lines: Sequence[Line]) -> Table:
    """The rows: two or more in a run with as many cells, or columns that stand one below the other."""
    out: set[int] = set()
    wraps: set[int] = set()
    titles: set[int] = set()
    _flattened(lines, out)
    i = 0
    while i < len(lines):
        kind = _kind(source, lines[i])
        if kind is None:
            i += 1
            continue
        run, wrapped, groups, j = _run(source, lines, i, kind)
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
            titles.update(groups)
        i = j
    return Table(frozenset(out), frozenset(wraps), frozenset(titles))


def _run(source: str, lines: Sequence[Line], first: int, kind: str) -> tuple[list[int], list[int], list[int], int]:
    """Rows, lines that go on with their cells and titles of groups from the row ``first`` on, and the line after them."""
    run, wrapped, groups = [first], [], []
    columns = _columns(source, lines[first])
    j = first + 1
    while j < len(lines) and lines[j].gap <= 1 and not lines[j].turn:
        line = lines[j]
        if kind != " ":
            if _kind(source, line) != kind:
                break
            run.append(j)
        elif not line.gap and (_wraps(source, line, columns) or _first_goes_on(line, lines[run[-1]])):
            wrapped.append(j)
        elif _kind(source, line) == kind:
            run.append(j)
            columns |= _columns(source, line)
        elif not line.gap and _filled_up(source, line, columns):
            run.append(j)
        elif j + 1 < len(lines) and _first_begins(source, line, lines[j + 1], lines[run[-1]]):
            run.append(j)
            wrapped.append(j + 1)
            j += 1
        elif j + 1 < len(lines) and _names_group(line, lines[run[-1]]) and _goes_below(source, lines[j + 1], columns):
            groups.append(j)
        else:
            break
        j += 1
    return run, wrapped, groups, j


def _wraps(source: str, line: Line, columns: set[int]) -> bool:
    """The line goes on with cells of the row above, the first among them when it begins in lower case."""
    starts = _starts(source, line)
    begins = line.indent in columns or (bool(starts) and starts_low(line.text))
    return begins and columns.issuperset(starts)


def _first_goes_on(line: Line, row: Line) -> bool:
    """The line holds the rest of the first cell of the row above, and no other cell."""
    return line.indent == row.indent and not line.raw and starts_low(line.text) and line.size < 0.6 * row.width


def _first_begins(source: str, line: Line, following: Line, row: Line) -> bool:
    """The line holds how the first cell begins of the row whose other cells stand in the line below."""
    return (
        line.indent == following.indent == row.indent
        and not line.raw
        and not line.gap
        and not following.gap
        and starts_low(following.text)
        and _kind(source, following) == " "
    )


def _filled_up(source: str, line: Line, columns: set[int]) -> bool:
    """A single space parts the first cell, as wide as its column, from the second."""
    if line.size > _LONGEST:
        return False
    raw = source[line.start : line.end]
    at = [c - line.indent for c in columns if line.indent < c]
    return any(4 < c < len(raw) and raw[c - 1] == " " and raw[c].isupper() and raw[c - 2].isupper() for c in at)


def _names_group(line: Line, row: Line) -> bool:
    return (
        (abs(line.indent - row.indent) <= 1 or (line.indent < row.indent and line.caps))
        and line.size <= 50
        and line.text[0].isupper()
        and not terminal(line.text)
        and not goes_on(line.text)
        and line.text[-1] != ":"
    )


def _goes_below(source: str, line: Line, columns: set[int]) -> bool:
    """The line is a row whose cells stand below those of the rows above."""
    return line.gap <= 1 and _kind(source, line) == " " and any(c in columns for c in _starts(source, line))


# A name and two or more figures: the row of a table whose columns the extraction pushed together.
_FLAT = re.compile(r"(?P<name>[^\W\d_][^\d|]{1,40}?)(?P<figures>(?:\s[\d.,]+\s?%?){2,})$")


def _flattened(lines: Sequence[Line], out: set[int]) -> None:
    """Rows apart by single spaces, two or more in a run, with the row of their columns' names above."""
    ends = [n for n, line in enumerate(lines) if line.text[-1].isdigit() or line.text[-1] == "%"]
    i = 0
    for n in ends:
        if n < i:
            continue
        i = j = n
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


def _starts(source: str, line: Line) -> list[int]:
    """Where the cells after the first begin."""
    raw = source[line.start : line.end] if line.raw else ""
    return [line.indent + found.end() for found in _WIDE.finditer(raw)]


def _columns(source: str, line: Line) -> set[int]:
    """Where cells after the first begin, and the text after a number or a code, give or take one."""
    starts = _starts(source, line)
    if line.raw and (code := _CODE.match(line.raw)) is not None:
        starts.append(line.indent + code.end())
    return {at + d for at in starts for d in (-1, 0, 1)}


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
    """A column begins at the same place, give or take two, in (nearly) every row."""
    rows = [starts for n in run if (starts := _starts(source, lines[n]))]
    places = Counter(at for row in rows for at in row)
    for at, _ in places.most_common(3):
        standing = sum(1 for row in rows if any(abs(at - other) <= 2 for other in row))
        if standing >= 3 and standing >= 0.8 * len(rows):
            return True
    return False
