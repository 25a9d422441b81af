"""What is said of people in lines of their own: an office above a name, the columns of a table set one below the other.

Texts are the units' ``normalise``d texts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import lru_cache

from pipeline.identifiers import fold
from pipeline.people import columns, names
from pipeline.resources import lexicon

_LONGEST = 120  # characters of a cell
_LONGEST_HEAD = 45
_NAMES = re.compile(r"(?:pre)?noms?\b|participant|intervenant|representant|membre|delegue|expert")
_OPENINGS = frozenset(
    ("nom", "pré", "pre", "par", "int", "rep", "mem", "dél", "del", "exp")
)  # what _NAMES may begin with
_SINGULAR = re.compile(r".*[^s]$")


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = lexicon("layout")
    return re.compile(data["column_names"]), re.compile(data["roster_offices"])


def lines_beside(texts: Sequence[str], named: Collection[int]) -> dict[int, list[int]]:
    """By unit that names somebody the units that say something of them. ``named``: the units in which people are named."""
    out: dict[int, list[int]] = defaultdict(list)
    column_names, offices = _patterns()
    for i in sorted(named):
        above = texts[i - 1] if i else ""
        if 0 < len(above) <= _LONGEST_HEAD and above[-1].isalpha() and i - 1 not in named:
            head = fold(above)
            if offices.match(head) is not None and _SINGULAR.match(head) is not None:
                out[i].append(i - 1)
            elif _heads(above, column_names) and (count := _run(texts, named, i)) > 1:
                for k, cells in enumerate(_columns(texts, named, i, count, column_names)):
                    out[i + k] += cells
    return {i: units for i, units in out.items() if units}


def names_below(texts: Sequence[str], countries: Sequence[Sequence[tuple[int, int]]]) -> dict[int, tuple[int, int]]:
    """By unit the name it holds and no more, where several stand one below the other under the name of their column."""
    out: dict[int, tuple[int, int]] = {}
    column_names, _ = _patterns()
    for i, text in enumerate(texts):
        if text[:3].casefold() not in _OPENINGS or len(text) > _LONGEST or not _heads(text, column_names):
            continue
        found: list[tuple[int, int]] = []
        for at in range(i + 1, len(texts)):
            name = _name(texts[at]) if not countries[at] else None
            if name is None:
                break
            found.append(name)
        if len(found) > 1:
            out |= dict(enumerate(found, i + 1))
    return out


def _name(text: str) -> tuple[int, int] | None:
    title = names.honorific_pattern().match(text)
    start = title.end() if title is not None else 0
    run = next(names.runs(text[start:_LONGEST_HEAD]), None)
    if run is None or run.start or run.end < len(text) - start or " " not in run.text or not names.is_name(run.text):
        return None
    return start, start + run.end


def _heads(text: str, column_names: re.Pattern[str]) -> bool:
    """The name of a column of people, with or without those of further columns."""
    heads = [fold(text[a:b]) for a, b in columns.cells(text)]
    return _NAMES.match(heads[0]) is not None and all(column_names.match(head) for head in heads)


def _run(texts: Sequence[str], named: Collection[int], first: int) -> int:
    """How many units from ``first`` on name somebody, one below the other."""
    i = first
    while i < len(texts) and i in named and len(texts[i]) <= _LONGEST and not columns.is_row(texts[i]):
        i += 1
    return i - first


def _columns(
    texts: Sequence[str], named: Collection[int], first: int, count: int, column_names: re.Pattern[str]
) -> list[list[int]]:
    """For each of the ``count`` people from unit ``first`` on the units with their cells of the columns below."""
    below: list[int] = []
    headed = len(columns.cells(texts[first - 1])) - 1  # columns whose names stand together over the first
    at = first + count
    while True:
        if headed:
            headed -= 1
        elif at < len(texts) and len(texts[at]) <= _LONGEST_HEAD and column_names.match(fold(texts[at])) is not None:
            at += 1
        else:
            break
        cells = range(at, at + count)
        if cells.stop > len(texts) or any(i in named or not 0 < len(texts[i]) <= _LONGEST for i in cells):
            break
        below.append(at)
        at += count
    return [[start + k for start in below] for k in range(count)]
