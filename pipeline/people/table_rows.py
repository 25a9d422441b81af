"""Who is named in the rows of tables: the cell that holds a name, and what the cells beside it say of its bearer.

A table tells by its rows together which of its columns holds the names: the one so called, or the one in which most rows have what
may be one. Texts are the units' ``normalise``d texts with their cells kept apart (``columns``); offsets are theirs, end exclusive.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.cities import country_of
from pipeline.identifiers import fold
from pipeline.organisations.lexicon import names as known_names
from pipeline.people import columns, names, roles
from pipeline.people.descriptions import description_after
from pipeline.people.evidence import Found, touches
from pipeline.resources import lexicon

Cell = tuple[int, int]
_FRONT = re.compile(r"(?:\d{1,3}|[a-z])[.)°]? (?=\D)|[•▪►*–-] ")  # a number, a bullet
_ORDINAL = re.compile(r"\d+(?:er|ère|e|ème) ")  # `2e adjoint`
_TAIL = re.compile(r" ?(?:$|[,(/;–—]|- )")  # what may follow a name in its cell: nothing, a remark, a function
_TITLE = re.compile(r"(?:M|Mr|Mme|Mlle|Dre?|Pre?|Prof|Me|Mgr|Col)\.?$")
_PLAIN = re.compile(r"[^\W\d_]+(?:[-’ ][^\W\d_]+)*$")
_REVERSED = re.compile(
    rf"(?P<surname>{names.WORD}(?: {names.WORD}){{0,2}}), (?P<given>{names.WORD}(?: {names.WORD}){{0,2}})"
)
_HEADS_NAMES = re.compile(
    r"(?:pre)?noms?\b|participant|intervenant|orateur|representant|membre|delegue|personne|chef de del"
)
_GIVEN, _FAMILY = re.compile(r"prenoms?$"), re.compile(r"noms?(?: de famille)?$")
_COUNTS = ("n", "no", "numero", "ref")
_WORD = re.compile(r"[^\W\d_]{2}")
_APART = 3  # units between two rows of one table: titles of groups, lines of a cell gone astray
_LONGEST = 200  # characters of a cell that says something of a person


class _Named(NamedTuple):
    start: int
    end: int
    honorific: str | None
    last: int  # the last of the cells that the name takes
    rest: int  # where what follows it in that cell begins
    sure: bool  # told from other words by how its bearer is called


def persons(
    texts: Sequence[str],
    countries: Sequence[Sequence[Cell]],
    seen: Sequence[Sequence[Cell]],
) -> dict[int, list[Found]]:
    """By unit that is a row, who is named in it: the name, once for each cell that says something of its bearer.

    ``countries``: where the units name countries; ``seen``: what the model takes for people.
    """
    out: dict[int, list[Found]] = {}
    for table in _tables(texts):
        cut = {i: columns.cells(texts[i]) for i in table}
        heads = [fold(texts[table[0]][a:b]) for a, b in cut[table[0]]]
        headed = _names_columns(heads)
        rows = table[1:] if headed else table
        halves = headed and any(
            (_GIVEN.match(a) and _FAMILY.match(b)) or (_FAMILY.match(a) and _GIVEN.match(b))
            for a, b in itertools.pairwise(heads)
        )
        named = {i: _names(texts[i], cut[i], countries[i], halves) for i in rows}
        called = _called(heads, [len(cut[i]) for i in rows]) if headed else None
        for i in rows:
            if called is not None and called < len(cut[i]):
                turned = _surname_first(texts[i], cut[i][called], called, countries[i])
                if turned is not None:
                    named[i][called] = turned
        column, told = (called, True) if called is not None else (_likeliest([named[i] for i in rows]), False)
        for i in rows:
            place = _place(texts[i], cut[i], named[i], column, told, seen[i])
            if place is not None:
                out[i] = _said(i, texts[i], cut[i], place, named[i][place], countries[i])
    return out


def _tables(texts: Sequence[str]) -> list[list[int]]:
    """The units that are rows, those of one table together; names of columns begin another."""
    tables: list[list[int]] = []
    for i, text in enumerate(texts):
        if not columns.is_row(text) or len(row := columns.cells(text)) < 2:
            continue
        if tables and i - tables[-1][-1] <= _APART and not _names_columns([fold(text[a:b]) for a, b in row]):
            tables[-1].append(i)
        else:
            tables.append([i])
    return tables


@lru_cache(maxsize=1)
def _column_names() -> re.Pattern[str]:
    return re.compile(lexicon("layout")["column_names"])


def _names_columns(heads: Sequence[str]) -> bool:
    return 2 * sum(1 for head in heads if _column_names().match(head)) > len(heads)


def _names(text: str, row: Sequence[Cell], countries: Sequence[Cell], halves: bool) -> dict[int, _Named]:
    """By number of the cell what may be the name of a person."""
    out: dict[int, _Named] = {}
    for n in range(len(row)):
        if n - 1 in out and out[n - 1].last == n:
            continue
        honorific = text[slice(*row[n - 1])] if n and _TITLE.match(text, *row[n - 1]) else None
        found = _in_halves(text, row, n, countries, honorific, halves) or _named(text, row[n], n, countries, honorific)
        if found is not None:
            out[n] = found
    return out


def _named(text: str, cell: Cell, n: int, countries: Sequence[Cell], honorific: str | None) -> _Named | None:
    """The name cell ``n`` holds, alone or before what is said of its bearer."""
    start, stop = cell
    front = _FRONT.match(text, start, stop)
    start = front.end() if front is not None else start
    title = names.honorific_pattern().match(text, start)
    begin = title.end() if title is not None and title.end() < stop else start
    run = next(names.runs(text[begin:stop]), None)
    if run is None or run.start or not _TAIL.match(text, begin + run.end, stop):
        return None
    end = begin + run.end
    called = names.called_after(text, end)
    if title is not None:
        honorific = title.group().strip()
    elif called is not None:
        honorific = called["title"]
    words = [w for w in run.text.split(" ") if w[:1].isupper()]
    if not names.is_name(run.text, honorific is not None) or (
        honorific is None
        and (
            len(words) < 2
            or all(names.is_acronym(w) for w in words)
            or touches(countries, begin, end)
            or country_of(run.text) is not None
            or known_names().get(run.text) is not None
            or roles.starts_with_head(text, begin)
        )
    ):
        return None
    return _Named(begin, end, honorific, n, called.end() if called is not None else end, honorific is not None)


def _surname_first(text: str, cell: Cell, n: int, countries: Sequence[Cell]) -> _Named | None:
    """`Okonjo, Amaka (Mme)` in a column of names."""
    found = _REVERSED.match(text, *cell)
    if (
        found is None
        or touches(countries, found.start(), found.end())
        or roles.starts_with_head(text, found.start("given"))
    ):
        return None
    called = names.called_after(text, found.end())
    honorific = called["title"] if called is not None else None
    rest = called.end() if called is not None else found.end()
    if rest < cell[1] or not names.is_name(f"{found['given']} {found['surname']}"):
        return None
    return _Named(found.start(), found.end(), honorific, n, rest, honorific is not None)


def _in_halves(
    text: str, row: Sequence[Cell], n: int, countries: Sequence[Cell], honorific: str | None, halves: bool
) -> _Named | None:
    """The name whose one half fills cell ``n`` and whose other half fills the next: by the names of the columns, or a surname in
    capitals first."""
    if n + 1 >= len(row):
        return None
    start, end = row[n][0], row[n + 1][1]
    one, other = text[slice(*row[n])], text[slice(*row[n + 1])]
    if not (_PLAIN.match(one) and _PLAIN.match(other)) or _TITLE.match(one) or touches(countries, start, end):
        return None
    capital = all(p[0].isupper() for p in other.split(" ") if len(p) > 2) and one[0].isupper()
    surname = " " not in one and one.isupper() and len(one) > 1 and not any(p.isupper() for p in other.split(" "))
    if (
        not capital
        or not (halves or surname)
        or len(other.split(" ")) > 3
        or country_of(other) is not None
        or not names.is_name(f"{one} {other}")
        or roles.starts_with_head(text, row[n + 1][0])
    ):
        return None
    return _Named(start, end, honorific, n + 1, end, honorific is not None)


def _called(heads: Sequence[str], sizes: Sequence[int]) -> int | None:
    """The column that is called that of the names; ``sizes``: how many cells the rows have."""
    # The numbers of rows are no part of their texts.
    counted = heads[0] in _COUNTS and all(size < len(heads) for size in sizes)
    return next((n for n, head in enumerate(heads[1:] if counted else heads) if _HEADS_NAMES.match(head)), None)


def _likeliest(named: Sequence[dict[int, _Named]]) -> int | None:
    """The column in which most rows hold what may be a name."""
    votes = Counter(n for row in named for n in row)
    ranked = sorted(votes, key=lambda n: (-votes[n], n))
    if not ranked or votes[ranked[0]] < 2 or 2 * votes[ranked[0]] <= len(named):
        return None
    # Two columns of names: those who sign side by side.
    return None if len(ranked) > 1 and votes[ranked[1]] == votes[ranked[0]] else ranked[0]


def _place(
    text: str, row: Sequence[Cell], named: dict[int, _Named], column: int | None, told: bool, seen: Sequence[Cell]
) -> int | None:
    """The cell that names the person of a row, ``None`` where none or several do."""
    sure = [n for n, found in named.items() if found.sure]
    if column in named and (told or not sure or column in sure):
        return column if told or sure in ([], [column]) else None
    if sure:
        return sure[0] if len(sure) == 1 else None
    functions = [n for n in range(len(row)) if n not in named and _function(text, row[n]) is not None]
    beside = [n for n, found in named.items() if found.last + 1 in functions]
    known = [n for n, found in named.items() if touches(seen, found.start, found.end)]
    fitting = beside or known or (list(named) if functions else [])
    return fitting[0] if len(fitting) == 1 else None


def _function(text: str, cell: Cell) -> int | None:
    """Where the function begins with which a cell does."""
    ordinal = _ORDINAL.match(text, *cell)
    start = ordinal.end() if ordinal is not None else cell[0]
    return start if roles.starts_with_head(text, start) else None


def _said(
    unit: int, text: str, row: Sequence[Cell], place: int, named: _Named, countries: Sequence[Cell]
) -> list[Found]:
    """The name with what the rest of its cell and each other cell say; a function goes on over the cells after it."""
    surname, _, given = text[named.start : named.end].partition(", ")
    name = " ".join(f"{given} {surname}".replace("|", " ").split())
    found = Found(unit, named.start, named.end, name, named.honorific, None, "pattern", True)
    said: list[Cell] = []
    held = False  # the cell before states a function, or belongs to one that does
    for n, (start, end) in enumerate(row):
        if place <= n < named.last:
            held = False
            continue
        if n == named.last:
            beside = description_after(text, named.rest, True, countries) if named.rest < end else None
            start, end = (beside[0], min(beside[1], end)) if beside is not None else (end, end)
        tells = end - start <= _LONGEST and _WORD.search(text, start, end) is not None and "@" not in text[start:end]
        function = _function(text, (start, end)) if tells else None
        if tells and held and function is None and n != named.last:
            said[-1] = (said[-1][0], end)
        elif tells:
            said.append((start if function is None else function, end))
        held = tells and (function is not None or held) and n != named.last
    return [found._replace(description=cell) for cell in said] or [found]
