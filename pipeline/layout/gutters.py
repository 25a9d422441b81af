"""Text set in two columns that the extraction read across: its lines are cut at the gutter and put in reading order."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.layout.endings import starts_low, terminal
from pipeline.layout.lines import Line, line_of, measure

_GAP = re.compile(r"  (?=\S)")
_LEAST = 6  # rows with text on both sides: fewer are no column, or not worth the risk
_NARROWEST = 18  # characters of a column


class _Row(NamedTuple):
    """The source offsets of what a line holds on either side of the gutter; empty where there is nothing."""

    line: Line
    left: tuple[int, int]
    right: tuple[int, int]


def in_columns(source: str, lines: list[Line]) -> list[Line]:
    """``lines`` in reading order. Where they do not hold two columns of prose side by side they are given back as they are."""
    places = Counter(
        line.indent + found.end()
        for line in lines
        if line.raw and "  " in line.raw
        for found in _GAP.finditer(line.raw)
    )
    gutters = [at for at, n in places.most_common(4) if n >= _LEAST and at > _NARROWEST]
    if not gutters:
        return lines
    out: list[Line] = []
    i, changed = 0, False
    tried = dict.fromkeys(
        gutters, 0
    )  # the line up to which a gutter was looked for in vain: no line is looked at again and again
    while i < len(lines):
        for gutter in gutters:
            if i < tried[gutter]:
                continue
            rows, tried[gutter] = _rows(source, lines, i, gutter)
            if rows:
                out += [*_column(source, rows, 0, 0), *_column(source, rows, 1, gutter)]
                i += len(rows)
                changed = True
                break
        else:
            out.append(lines[i])
            i += 1
    if changed:
        measure(out)
    return out


def _rows(source: str, lines: Sequence[Line], first: int, gutter: int) -> tuple[list[_Row], int]:
    """The lines from ``first`` on that leave the gutter free, as long as they are two columns of prose, else none; and the line
    after those that were looked at."""
    if (row := _row(source, lines[first], gutter)) is None or not (_filled(row.left) and _filled(row.right)):
        return [], first + 1
    rows = [row]
    both = 0  # rows up to the last one with text on both sides
    for n in range(first + 1, len(lines)):
        line = lines[n]
        if line.turn or line.gap > 2 or (row := _row(source, line, gutter)) is None:
            break
        if _filled(row.left) and _filled(row.right):
            both = len(rows)
        elif len(rows) - both > 12:
            break
        rows.append(row)
    # The longer column goes on below the end of the shorter one.
    end = both + 1
    while end < len(rows) and not (rows[end].line.gap and _filled(rows[end].left)):
        end += 1
    seen = first + len(rows)
    rows = rows[:end]
    facing = [r for r in rows if _filled(r.left) and _filled(r.right)]
    if len(facing) < _LEAST:
        return [], seen
    left = [source[slice(*r.left)] for r in rows if _filled(r.left)]
    right = [source[slice(*r.right)] for r in rows if _filled(r.right)]
    return rows if _prose(left) and _prose(right) else [], seen


def _row(source: str, line: Line, gutter: int) -> _Row | None:
    """How the line stands to the gutter; ``None`` when something stands in it."""
    at = line.start + gutter - line.indent
    none = (line.end, line.end)
    if at <= line.start:
        return _Row(line, none, (line.start, line.end))
    if line.end <= at - 2:
        return _Row(line, (line.start, line.end), none)
    if source[at - 2 : at] != "  ":
        return None
    left, right = source[line.start : at], source[at : line.end]
    return _Row(line, (line.start, line.start + len(left.rstrip())), (line.end - len(right.lstrip()), line.end))


def _filled(part: tuple[int, int]) -> bool:
    return part[0] < part[1]


def _prose(parts: Sequence[str]) -> bool:
    """Lines full to the margin, of several words, one going on in the next: no column of a table."""
    sizes = sorted(len(p) for p in parts)
    margin = sizes[int(0.9 * (len(sizes) - 1))]
    full = sum(1 for n in sizes if n >= 0.75 * margin)
    words = sum(len(p.split()) for p in parts) / len(parts)
    on = sum(1 for a, b in itertools.pairwise(parts) if not terminal(a) and starts_low(b))
    spaced = sum(1 for p in parts if "   " in p)
    return (
        margin >= _NARROWEST
        and words >= 3
        and full >= 0.55 * len(parts)
        and on >= 0.3 * len(parts)
        and spaced <= 0.1 * len(parts)
    )


def _column(source: str, rows: Sequence[_Row], side: int, gutter: int) -> list[Line]:
    out: list[Line] = []
    gap = 0
    for row in rows:
        start, end = row.right if side else row.left
        gap += row.line.gap
        if start == end:
            gap += 1
            continue
        indent = row.line.indent + start - row.line.start - gutter
        line = line_of(source, start, end, indent, max(gap, side if not out else 0))
        line.feed = row.line.feed and not side
        out.append(line)
        gap = 0
    return out
