"""Tables the extraction took apart: one cell a line, or apart by blank lines, row after row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.identifiers import fold
from pipeline.layout.endings import goes_on, starts_low, terminal
from pipeline.layout.lines import Line
from pipeline.layout.roles import names_column, names_someone, patterns, roster_title, titled_person
from pipeline.layout.verbs import has_verb

_FEWEST_COLUMNS, _FEWEST_ROWS = 3, 2
_WIDEST = 45  # characters of a column's name
_ABBREVIATED = 6  # characters: `Réf.`, `Resp.`
_WORDY = 6  # words a cell, on the average, of a column that says something
_STATED = 4  # spaces of a sentence at least
_SPILL = 3  # cells a row may seem to have too many: those that wrap before a capital
_NAMES = re.compile(r"(?:pre)?noms?\b|participant|representant|delegue")
_SURNAME = re.compile(r"[A-ZÀ-Þ][A-ZÀ-Þ’'-]+(?: [A-ZÀ-Þ’'-]{2,})* [A-ZÀ-Þ][a-zà-ÿ]|.*\((?:Mme|Mlle|M\.|Dr|Pr|Col\.)\)$")
_LONGEST_NAME = 7  # words
_FEWEST_ENTRIES = 3
_LONGEST_LIST = 2000  # lines
_MOST_CELLS = 9
_WIDEST_ENTRY = 90  # characters
_CODE = re.compile(r"[A-Z]{1,3}\.?\d{1,2}")
_FEWEST_CODES = 3
_DATED = re.compile(
    r"(?:le )?\d{1,2}(?:er)?[./ -](?:\d{1,2}|[a-zéû]{3,9}\.?)(?:[./ -]\d{2,4})?$|"
    r"(?:[a-zéû]{3,9}\.? )?(?:19|20)\d\d(?:[-/](?:19|20)?\d\d)?$|[TS][1-4] (?:19|20)\d\d$",
    re.IGNORECASE,
)


class Row(NamedTuple):
    """Lines ``first`` to ``last`` (inclusive), ``cells`` those that begin one; ``numbered``: the first holds the number of the row
    and no more; ``title``: it names the columns or the rows below it."""

    first: int
    last: int
    cells: tuple[int, ...]
    numbered: bool = False
    title: bool = False


def cell_lines(lines: Sequence[Line]) -> list[Row]:
    """The rows of such tables, first that of the names of the columns, which shows how many cells a row has."""
    out: list[Row] = []
    short = [line.size <= _WIDEST for line in lines] + [False]
    i = 0
    while i < len(lines):
        if not short[i] and not short[i + 1]:
            i += 1
            continue
        j = i
        while short[j] and (j == i or lines[j].gap <= 1) and _names_column(lines[j]):
            j += 1
        if j - i >= _FEWEST_ROWS and _NAMES.match(fold(lines[i].text)):
            # A column of a name not heard of: the first person stands below it.
            person = next((n for n in range(j, min(j + 3, len(lines))) if _person(lines[n].text)), j)
            j = person if all(lines[n].size <= _WIDEST // 3 and not lines[n].gap for n in range(j, person)) else j
        if j - i >= _FEWEST_COLUMNS and len({line.gap for line in lines[i + 1 : j]}) == 1:
            spaced = all(line.gap > 0 for line in lines[j : j + 2]) or lines[i + 1].gap > 0
            numbered = fold(lines[i].text) in ("n", "no", "numero")
            rows = [] if numbered else _anchored(lines, i, j, spaced)
            rows = rows or _rows(lines, j, j - i, spaced, numbered)
            if len(rows) >= _FEWEST_ROWS:
                people = patterns()["roster_header"].match(fold(" ".join(line.text for line in lines[i:j])))
                out += [Row(i, j - 1, tuple(range(i, j)), title=people is None), *rows]
                j = rows[-1].last + 1
        elif j == i and _over_cells(lines, i) and roster_title(lines[i].text.rstrip(" :")):
            rows = _headless(lines, i + 1)
            out += rows
            j = rows[-1].last + 1 if rows else j
        i = max(j, i + 1)
    return out


def _over_cells(lines: Sequence[Line], i: int) -> bool:
    """Short lines follow, as cells do."""
    line = lines[i]
    if line.size > 2 * _WIDEST or line.text[-1] in ".,;" or i + _FEWEST_ENTRIES * _FEWEST_COLUMNS >= len(lines):
        return False
    return lines[i + 1].size <= _WIDEST and lines[i + 2].size <= _WIDEST_ENTRY and not lines[i + 1].raw


def _anchored(lines: Sequence[Line], head: int, first: int, spaced: bool) -> list[Row]:
    """The rows from line ``first`` on where a cell is missing here and there, told by the names of people in the column that is
    called so by one of the lines from ``head`` on."""
    column = next((n for n in range(first - head) if _NAMES.match(fold(lines[head + n].text))), None)
    if column is None:
        return []
    cells = _cells(lines, first, spaced, 0)
    people = [n - column for n, cell in enumerate(cells) if _person(lines[cell[0]].text)]
    if len(people) > 1 and people == list(range(len(people))) and len(people) * (first - head) == len(cells):
        return [_row([cell]) for cell in cells]  # the columns stand one below the other
    ends = [*people[1:], len(cells)]
    fits = people and people[0] == 0 and all(1 < b - a <= first - head + 1 for a, b in zip(people, ends, strict=True))
    return [_row(cells[a:b]) for a, b in zip(people, ends, strict=True)] if fits else []


def _headless(lines: Sequence[Line], first: int) -> list[Row]:
    """The rows below the title of a list of people whose columns have no names: from one number on a line of its own to the next,
    or from one person to the next where as many cells, three or more, stand between them again and again."""
    cells: list[tuple[int, int]] = []
    for n in range(first, min(len(lines), first + _LONGEST_LIST)):
        if _ends_list(lines[n]):
            break
        if cells and not lines[n].gap and (starts_low(lines[n].text) or goes_on(lines[n - 1].text)):
            cells[-1] = (cells[-1][0], n)
        else:
            cells.append((n, n))
    numbers: list[int] = []
    for n, (at, _) in enumerate(cells):
        if lines[at].text.rstrip(".") == str(len(numbers) + 1):
            numbers.append(n)
    numbered = len(numbers) >= _FEWEST_ENTRIES
    starts = numbers if numbered else [n for n, (at, _) in enumerate(cells) if _person(lines[at].text)]
    if len(starts) < _FEWEST_ENTRIES or starts[0] > 1:
        return []
    sizes = [b - a for a, b in pairwise(starts)]
    size = max(sizes) if numbered else max(set(sizes), key=lambda n: (sizes.count(n), -n))
    regular = size <= _MOST_CELLS if numbered else 4 * sizes.count(size) >= 3 * len(sizes)
    if size < _FEWEST_COLUMNS or not regular:
        return []
    rows: list[Row] = []
    for start, following in pairwise([*starts, len(cells)]):
        # One cell more may be the title of a group, apart.
        apart = following < len(cells) and following - start == size + 1 and lines[cells[following - 1][0]].gap > 0
        end = following - 1 if apart else following if following < len(cells) else min(following, start + size)
        if not size - 1 <= end - start <= size + 1 and not numbered:
            return []
        rows.append(_row(cells[start:end], numbered=numbered))
    return rows


def _ends_list(line: Line) -> bool:
    return (
        line.feed
        or line.gap > 2
        or line.size > _WIDEST_ENTRY
        or (terminal(line.text) and line.text.count(" ") >= _STATED and has_verb(line.text))
        or bool(line.raw)
    )


def _person(text: str) -> bool:
    """A line that names somebody and no more: after `M.` or `Mme`, surname in capitals first, or called so behind."""
    return (
        names_someone(text)
        and len(text.split()) <= _LONGEST_NAME
        and "," not in text
        and (titled_person(text) or _SURNAME.match(text) is not None)
    )


def _names_column(line: Line) -> bool:
    text = line.text
    return (
        line.size <= _WIDEST
        and text[0].isupper()
        and (text[-1] not in ".,;:?!" or (text[-1] == "." and line.size <= _ABBREVIATED))
        and names_column(text)
    )


def _rows(lines: Sequence[Line], first: int, columns: int, spaced: bool, numbered: bool) -> list[Row]:
    """The rows from line ``first`` on: told by their numbers, by what all of them end in, or by the count of their cells.

    Where two columns and more hold text, each cell is a row."""
    # A word in lower case may be a cell of its own or the end of one: what divides by the columns is right.
    cells = _cells(lines, first, spaced, 0)
    if len(cells) % columns:
        apart = _cells(lines, first, spaced, 2)
        cells = cells if len(apart) % columns else apart
    coded = [n for n, cell in enumerate(cells) if _CODE.fullmatch(lines[cell[0]].text)]
    if not numbered and len(coded) >= _FEWEST_CODES:
        return _coded_rows(lines, cells, coded)
    lasts = [_sort(lines, cells[n]) for n in range(columns - 1, len(cells), columns)]
    if not lasts:
        return []
    counted = not numbered and len(cells) % columns == 0 and (not lasts[0] or 2 * lasts.count(lasts[0]) >= len(lasts))
    if counted:
        sizes = [sum(lines[i].text.count(" ") + 1 for i in range(a, b + 1)) for a, b in cells]
        wordy = sum(1 for c in range(columns) if sum(sizes[c::columns]) >= _WORDY * len(lasts))
        if wordy >= 2:
            return [
                _row([cell]) for cell in cells
            ]  # « Constats », « Actions proposées »: each says something of its own
    rows: list[Row] = []
    at = 0
    while at < len(cells) if numbered else at + columns <= len(cells):
        end = at + (1 if numbered else columns)
        if numbered:
            if lines[cells[at][0]].text.rstrip(".") != str(len(rows) + 1):
                break
            while end < len(cells) and lines[cells[end][0]].text.rstrip(".") != str(len(rows) + 2):
                end += 1
        elif not counted:
            while (
                lasts[0] and end < min(at + columns + _SPILL, len(cells)) and _sort(lines, cells[end - 1]) != lasts[0]
            ):
                end += 1
            if not lasts[0] or _sort(lines, cells[end - 1]) != lasts[0]:
                break
        rows.append(_row(cells[at:end], numbered=numbered))
        at = end
    return rows


def _row(cells: Sequence[tuple[int, int]], numbered: bool = False, title: bool = False) -> Row:
    return Row(cells[0][0], cells[-1][1], tuple(first for first, _ in cells), numbered, title)


def _coded_rows(lines: Sequence[Line], cells: Sequence[tuple[int, int]], coded: Sequence[int]) -> list[Row]:
    """The rows from one code (``T1``) to the next; what stands alone between a date and a code names those below it."""
    rows: list[Row] = []
    for n, end in pairwise([*coded, len(cells)]):
        named = end < len(cells) and end - n > 2 and _sort(lines, cells[end - 2]) == "date"
        rows.append(_row(cells[n : end - named], numbered=True))
        if named:
            rows.append(_row(cells[end - 1 : end], title=True))
    if coded[0] == 1:
        rows.insert(0, _row(cells[:1], title=True))
    return rows


def _cells(lines: Sequence[Line], first: int, spaced: bool, brief: int) -> list[tuple[int, int]]:
    """The first and the last line of each cell from line ``first`` on; a sentence ends the table, and a blank line one without.

    A line in lower case goes on with the cell above unless it has no more than ``brief`` words.
    """
    cells: list[tuple[int, int]] = []
    for n in range(first, len(lines)):
        line = lines[n]
        gap = line.gap if n > first else spaced
        stated = (
            terminal(line.text) and (line.size > _WIDEST or line.text.count(" ") >= _STATED) and has_verb(line.text)
        )
        if line.feed or gap > 2 * spaced or stated:
            break
        low = starts_low(line.text) and len(line.text.split()) > brief
        if cells and not gap and (spaced or ((low or goes_on(lines[n - 1].text)) and not _sort(lines, (n, n)))):
            cells[-1] = (cells[-1][0], n)
        else:
            cells.append((n, n))
    return cells


def _sort(lines: Sequence[Line], cell: tuple[int, int]) -> str:
    """What a cell holds that is no text: a date, or a mark of some letters."""
    text = lines[cell[0]].text if cell[0] == cell[1] else ""
    if 0 < len(text) <= 3:
        return "mark"
    return "date" if _DATED.match(text) else ""
