"""Forewords, letters and messages in the first person: their words are those of the one who signs below."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.records import Unit

_RUNNING = ("sentence", "list_item", "question")
_FIRST_PERSON = re.compile(r"(?<![\w’-])(?:je|nous|mon|ma|mes|notre|nos|moi)(?![\w-])|(?<![\w])[jm]’", re.I)
_SHORT = 120  # characters of a signature line, at most
_SHARE = 2  # one sentence in so many says `je` or `nous`


def signers(units: Sequence[Unit], people: Sequence[Sequence[int]]) -> dict[int, tuple[int, int]]:
    """Unit -> (person who signs, unit of the signature), for the units of a section that somebody signs at its end."""
    out: dict[int, tuple[int, int]] = {}
    start = 0
    for i in range(1, len(units) + 1):
        if i < len(units) and units[i].section_id == units[start].section_id:
            continue
        out.update(_of_section(units, people, start, i))
        start = i
    return out


def _of_section(
    units: Sequence[Unit], people: Sequence[Sequence[int]], start: int, stop: int
) -> dict[int, tuple[int, int]]:
    running: list[int] = []
    for i in range(start, stop):
        unit = units[i]
        if unit.unit_type in _RUNNING and not (len(unit.text) < _SHORT and people[i] and unit.text[-1] not in ".!?…:;"):
            running.append(i)
        elif (
            len(set(people[i])) == 1 and len(unit.text) <= _SHORT and len(running) > 1 and unit.unit_type != "footnote"
        ):
            personal = sum(_FIRST_PERSON.search(units[k].text) is not None for k in running)
            if personal * _SHARE < len(running):
                return {}
            return dict.fromkeys(running, (people[i][0], i))
    return {}
