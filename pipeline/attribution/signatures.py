"""Words of the one who is named below: letters in the first person, quotations of several sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.attribution.claims import Claim
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


_MARK = re.compile(r"[«»“”]")
_OPENS = "«“"
_LONGEST = 8  # units of a quotation


def quoted(
    units: Sequence[Unit], people: Sequence[Sequence[int]], claims: Sequence[Sequence[Claim]]
) -> dict[int, tuple[int, int]]:
    """Unit -> (person, unit that names them), for the sentences of a quotation before the one that says whose it is.

    That one closes the quotation (`« On partait tôt. On rentrait tard », raconte Awa Diop.`) or stands below it, a line that
    begins with the name.
    """
    out: dict[int, tuple[int, int]] = {}
    for i, unit in enumerate(units):
        first = _MARK.search(unit.text)
        if first is None or unit.unit_type not in _RUNNING:
            continue
        if first.group() in _OPENS:  # opened here: closed at the end of this unit, or further down
            end = i
            while end < len(units) and end - i < _LONGEST and not _closed(units[end].text):
                end += 1
            below = end + 1
            if (
                first.start() <= 2
                and below < len(units)
                and _closed(units[end].text)
                and _names(units[below], people[below])
                and not any(
                    r.kind not in ("collective", "pronoun") for row in claims[i:below] for c in row for r in c.referents
                )
            ):
                for k in range(i, below):
                    out.setdefault(k, (people[below][0], below))
        elif (person := _claimed(claims[i])) is not None:  # closed here: opened in a unit before
            run: list[int] = []
            k = i - 1
            while k >= 0 and i - k < _LONGEST and units[k].block == unit.block and not claims[k]:
                run.append(k)
                if (marks := _MARK.findall(units[k].text)) and marks[-1] in _OPENS:
                    out.update(dict.fromkeys(run, (person, i)))
                    break
                k -= 1
    return out


def _claimed(claims: Sequence[Claim]) -> int | None:
    """The one person to whom the claims of a unit give its words."""
    found = {r for c in claims for r in c.referents}
    only = next(iter(found)) if len(found) == 1 else None
    return int(only.key) if only is not None and only.kind == "person" else None


def _closed(text: str) -> bool:
    return text.rstrip(" .!?")[-1:] in ("»", "”")


def _names(unit: Unit, people: Sequence[int]) -> bool:
    """Whether a line names one person first and says nothing."""
    return (
        len(set(people)) == 1 and len(unit.text) <= _SHORT and _MARK.search(unit.text) is None and unit.text[-1] != ":"
    )
