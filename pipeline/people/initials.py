"""Initials that stand for people in minutes that use them so: `Mme Awa Diop (AD)`, then `AD rappelle que ...`.

A document shows its use by defining several: capitals that are the initials of the name they stand beside, or of that of the row
of a list whose cells are units, one below the other. Offsets are those of each unit's text, end exclusive.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.identifiers import fold
from pipeline.people.register import NameHit, Person

_LEAST = 2  # initials that a document defines before it is taken to use them
_AFTER = re.compile(r" ?[(\[](?:ci-après )?(?P<code>[A-Z]{2,4})[)\]]")
_BEFORE = re.compile(r"(?<![\w’'.-])(?P<code>[A-Z]{2,4}) ?(?:=|:|–|-|\|) ?(?:M\.|Mme|Dr|Pr)? ?$")
_CELL = re.compile(r"[A-Z]{2,4}(?: [A-Z])?")
# The last cells of a row that is one unit: the initials, and perhaps a mark of who came (`… ministère des finances AKM P`).
_LAST = re.compile(r"(?<=[^\W\d_][ |])(?P<code>[A-Z]{2,4})(?:[ |](?:[A-Z]|[-–x]))?$")
_ROW = 4  # units that the cells of a row take at most
_CODE = re.compile(r"(?<![\w’'./-])[A-Z]{2,4}(?![\w’'/-])")


class Initials(NamedTuple):
    start: int
    end: int
    person: int


def find(texts: Sequence[str], hits: Sequence[Sequence[NameHit]], people: Sequence[Person]) -> list[list[Initials]]:
    """Where each unit names somebody by initials, the places where they are defined left out."""
    stands: dict[str, int | None] = {}
    defined: set[tuple[int, int]] = set()

    def define(code: str, person: int, at: tuple[int, int]) -> None:
        if _fits(code, people[person].name):
            defined.add(at)
            stands[code] = person if stands.get(code, person) == person else None

    above: tuple[int, int] | None = None  # the unit that last named somebody, and whom
    for i, (text, row) in enumerate(zip(texts, hits, strict=True)):
        for h in row:
            m = (
                _AFTER.match(text, h.end)
                or _BEFORE.search(text, max(0, h.start - 12), h.start)
                or _LAST.search(text, max(h.end, len(text) - 12))
            )
            if m is not None:
                define(m["code"], h.person, (i, m.start("code")))
        if row:
            above = i, row[-1].person
        elif above is not None and i - above[0] < _ROW and _CELL.fullmatch(text) is not None:
            define(text.partition(" ")[0], above[1], (i, 0))
    if sum(person is not None for person in stands.values()) < _LEAST:
        return [[] for _ in texts]
    out: list[list[Initials]] = []
    for i, text in enumerate(texts):
        found = []
        for m in _CODE.finditer(text):
            person = stands.get(m.group())
            if person is not None and (i, m.start()) not in defined:
                found.append(Initials(m.start(), m.end(), person))
        out.append(found)
    return out


def _fits(code: str, name: str) -> bool:
    """Whether ``code`` holds initials of ``name`` in their order, the first and the last among them; the surname may come first."""
    letters = [part[0] for part in re.split(r"[\W_]+", fold(name)) if part]
    wanted = fold(code)
    for order in (letters, letters[-1:] + letters[:-1]):
        rest = iter(order)
        if len(order) > 1 and (order[0], order[-1]) == (wanted[0], wanted[-1]) and all(c in rest for c in wanted):
            return True
    return False
