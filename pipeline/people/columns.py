"""The cells of a row, in a text that keeps them apart.

What reads as one space in a unit's text may be the gap between two columns of its source. There ``marked`` puts a tab, so that no
name and no phrase is read across it; the bar of a table made of bars serves as well. Offsets are those of the text, end exclusive.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.cities import country_of
from pipeline.countries import CountryHit

_CELL = re.compile(r"[^\t|]+")
_LONGEST = 600  # characters: a longer unit is no row


def marked(text: str, cells: Iterable[int]) -> str:
    """``text`` with a tab for the space before each of ``cells`` (offsets), where no bar parts them already; same length."""
    out = list(text)
    for at in cells:
        if out[at - 1] == " " and out[at - 2] != "|":
            out[at - 1] = "\t"
    return "".join(out)


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


def country_in(text: str, countries: Sequence[CountryHit]) -> str | None:
    """The country whose name fills a cell of a row, else that of a city which does; none where several do."""
    row = cells(text)
    filled = {c.iso3 for c in countries if (c.start, c.end) in row}
    if not filled:
        filled = {code for a, b in row if (code := country_of(text[a:b])) is not None}
    return filled.pop() if len(filled) == 1 else None
