"""What the rows of a table are: lines of a programme or a list of participants, items."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.identifiers import fold
from pipeline.layout.block import Block
from pipeline.layout.endings import goes_on, terminal
from pipeline.layout.lines import Line
from pipeline.layout.roles import bare_role, names_column, names_someone, patterns
from pipeline.layout.rows import cells_of


def row_kinds(content: Sequence[Block], lines: Sequence[Line]) -> None:
    """Set ``kind`` of the blocks that are rows; ``why`` tells afterwards that they are."""
    header = patterns()["roster_header"]
    i = 0
    while i < len(content):
        if content[i].kind != "row":
            i += 1
            continue
        j = i
        while j < len(content) and (
            content[j].kind == "row" or (content[j].kind == "agenda" and j > i) or content[j].why == "row"
        ):
            if (
                j > i
                and content[j].gap
                and (_bars(content[j]) != _bars(content[j - 1]) or _column_names(content[j], lines))
            ):
                break  # another table
            if j > i and content[j].kind == "heading" and len(content[j].lines) > 2:
                break  # the names of its columns, one below the other
            j += 1
        run = [b for b in content[i:j] if b.kind == "row"]
        table = [_cells(b, lines) for b in run]
        programme = (
            any(b.kind == "agenda" for b in content[i:j])
            or (i > 0 and content[i - 1].kind == "agenda")
            or header.match(fold(run[0].text)) is not None
            or any(len(cells) == 2 and bare_role(cells[0]) for cells in table)
            or 2 * sum(1 for cells in table if any(names_someone(c) and not goes_on(c) for c in cells)) >= len(run)
        )
        named = i > 0 and content[i - 1].kind == "heading" and content[i - 1].why == "row"
        if all(c and c[0].endswith(":") for c in table):
            for block in run:
                block.kind = "text"  # a form set in two columns
            i = j
            continue
        for n, (block, cells) in enumerate(zip(run, table, strict=True)):
            block.why = "row"
            if programme:
                block.kind = "agenda"
            elif n == 0 and len(run) > 1 and not named and (_heads(cells) or len(cells) < len(table[1])):
                block.kind = "heading"
            elif any(any(c.isalpha() for c in cell) for cell in cells):
                block.kind = "item"
            else:
                block.kind = "furniture"
        i = j


def _bars(block: Block) -> bool:
    return "|" in block.text


def _column_names(block: Block, lines: Sequence[Line]) -> bool:
    """Nothing but names of columns."""
    cells = _cells(block, lines) if block.kind == "row" else []
    return len(cells) > 1 and all(names_column(cell) for cell in cells)


def _cells(block: Block, lines: Sequence[Line]) -> list[str]:
    """The filled cells of the row's first line, since wide spaces are gone from its reading text, or its lines."""
    line = lines[block.first]
    cells = cells_of(line.raw or line.text)
    if len(cells) == 1:
        cells = [lines[i].text for i in block.lines]
    return [c for c in cells if re.search(r"\w", c)]


def _heads(cells: Sequence[str]) -> bool:
    """Names of columns: short, in words (a year may be one)."""
    words = [c for c in cells if not c[0].isdigit()]
    return all(
        len(c.split()) <= (9 if len(cells) == 1 else 3) and (not terminal(c) or " " not in c) for c in words
    ) and (len(words) == len(cells) or (all(len(c) <= 4 for c in cells if c[0].isdigit()) and cells[0] in words))
