"""Rows of a table of people: name, function, body and country in columns, in whatever order.

What reads as one space in a unit's text may be the gap between two columns of its source. There ``marked`` puts a tab, so that no
name and no phrase is read across it; the bar of a table made of bars serves as well. Offsets are those of the text, end exclusive.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.cities import country_of
from pipeline.countries import CountryHit
from pipeline.organisations.lexicon import names as known_names
from pipeline.people import names, roles

_CELL = re.compile(r"[^\t|]+")
_FRONT = re.compile(r"\W*(?:\d+(?:er|ère|e|ème|[.)])? )?")  # a bullet, a number, `2e` adjoint
_PLAIN = re.compile(r"[^\W\d_]+(?:[-’][^\W\d_]+)*")
_LONGEST = 400  # characters: a longer unit is no row


class Row(NamedTuple):
    """Where a row names its person, and the cell with the function."""

    name: tuple[int, int]
    function: tuple[int, int] | None


def marked(text: str, gaps: Sequence[int]) -> str:
    """``text`` with a tab at each of ``gaps``, where a space stood."""
    out = list(text)
    for at in gaps:
        out[at] = "\t"
    return "".join(out)


def joined(text: str, joins: Sequence[int]) -> list[int]:
    """Of the places where two lines of the source were joined, those between cells written one below the other, the name first:
    `PALI Essohanam| Statisticien, INSEED| EP`."""
    name = _name(text, [(0, joins[0])], 0, ())[0] if joins else None
    if name is None or joins[0] - name[1] > _AFTER_NAME:
        return []
    if len(joins) == 1 and not roles.starts_with_head(text, joins[0] + 1):
        return []
    return [at for at in joins if text[at + 1].isupper() and _GOES_ON.search(text, 0, at) is None]


_AFTER_NAME = 20  # characters: `(Mme), invitée`
_GOES_ON = re.compile(r"(?:\b(?:de|du|des|la|le|les|et|à|au|aux|en|pour|sur)|[,’-])$")


def is_row(text: str) -> bool:
    return len(text) <= _LONGEST and ("\t" in text or " | " in text)


def cells(text: str) -> list[tuple[int, int]]:
    """The cells of a row, without the spaces around them."""
    found = []
    for m in _CELL.finditer(text):
        inside = m.group().strip()
        if inside:
            start = m.start() + m.group().index(inside)
            found.append((start, start + len(inside)))
    return found


def read(text: str, countries: Sequence[tuple[int, int]], persons: Sequence[tuple[int, int]]) -> Row | None:
    """The person of a row: the cell that reads as a name, where an honorific, a function beside it or the model says so.
    ``countries``: where the text names countries; ``persons``: what the model takes for people."""
    row = cells(text)
    if len(row) < 2:
        return None
    functions = [
        k
        for k, (a, b) in enumerate(row)
        if roles.starts_with_head(text, _front(text, a)) and names.honorific_pattern().search(text, a, b) is None
    ]
    found: list[tuple[int, int, tuple[int, int]]] = []
    for k in range(len(row)):
        if k in functions:
            continue
        name, last = _name(text, row, k, countries)
        if name is None:
            continue
        start, end = name
        titled = names.honorific_before(text, start)[0] is not None or names.called_after(text, end) is not None
        seen = any(p < end and start < q for p, q in persons)
        near = min((abs(f - last) for f in functions if f > last), default=9)
        if titled or functions or seen:
            found.append((0 if titled else 1 if near == 1 else 2 if seen else 3, near, name))
    if not found:
        return None
    name = min(found)[2]
    beside = [row[k] for k in functions]
    function = next((c for c in beside if c[0] > name[0]), beside[-1] if beside else None)
    return Row(name, (_front(text, function[0]), function[1]) if function else None)


def apart(text: str, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether a column ends between two places of a row."""
    between = text[min(one[1], other[1]) : max(one[0], other[0])]
    return "\t" in between or "|" in between


def _front(text: str, start: int) -> int:
    m = _FRONT.match(text, start)
    return m.end() if m is not None else start


def _name(
    text: str, row: Sequence[tuple[int, int]], k: int, countries: Sequence[tuple[int, int]]
) -> tuple[tuple[int, int] | None, int]:
    """The name that fills cell ``k``, or the surname there with the given name in the next; and the last cell taken."""
    a, b = row[k]
    start = _front(text, a)
    honorific = names.honorific_pattern().match(text, start)
    start = honorific.end() if honorific is not None and honorific.end() < b else start
    inside = re.split(r" \(|, ", text[start:b], maxsplit=1)[0]
    end = start + len(inside)
    if any(c < end and start < d for c, d in countries) or known_names().get(inside) is not None:
        return None, k
    words = [w for w in inside.split(" ") if w[:1].isupper()]
    if len(words) >= 2 or (honorific is not None and words):
        run = next(names.runs(text[start:end]), None)
        whole = run is not None and run.start == 0 and run.end == len(inside)
        if not whole or not names.is_name(inside) or country_of(inside) is not None:
            return None, k
        return (start, end), k
    if len(words) == 1 and inside.isupper() and len(inside) > 1 and _PLAIN.fullmatch(inside) and k + 1 < len(row):
        given = text[row[k + 1][0] : row[k + 1][1]]
        parts = given.split(" ")
        fits = all(_PLAIN.fullmatch(p) and p[0].isupper() and not p.isupper() for p in parts) and len(parts) <= 3
        if fits and country_of(given) is None and names.is_name(f"{inside} {given}"):
            return (start, row[k + 1][1]), k + 1
    return None, k


def country_in(text: str, countries: Sequence[CountryHit]) -> str | None:
    """The country whose name fills a cell of a row, else that of a city which does; none where several do."""
    row = cells(text)
    filled = {c.iso3 for c in countries if (c.start, c.end) in row}
    if not filled:
        filled = {code for a, b in row if (code := country_of(text[a:b])) is not None}
    return filled.pop() if len(filled) == 1 else None
