"""Who publishes and whom to write to: imprints, addresses, telephone numbers, by the paragraph they stand in."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from pipeline.layout.endings import starts_low, terminal
from pipeline.layout.entries import entry_label
from pipeline.layout.lines import Line
from pipeline.layout.roles import role_of
from pipeline.layout.sheets import Furniture
from pipeline.layout.signs import patterns
from pipeline.layout.verbs import has_verb
from pipeline.resources import lexicon

_LONGEST_SHEET = 4000
_BETWEEN = 3  # paragraphs of an imprint that bear no sign of one themselves
_CARD = 14  # lines of an address
_NUMBER_FIRST = re.compile(r"(?:Tél|Tel|Fax|Téléphone|Télécopie|Mobile)\b")
_ROSTER = 3  # so many people with their telephone numbers are a list of participants
_PERSON = re.compile(r"(?:\d{1,3}[.)]? )?(?:M\.|MM\.|Mme|Mlle|Dr|Pr|S\. ?E)\W")


def imprint(lines: Sequence[Line], out: Furniture, may: Collection[int]) -> None:
    """Paragraphs with two or more signs of an imprint, what stands between them, and the rest of its page if that is prose."""
    pattern = patterns()["imprint"]
    told = {i for i in may if pattern.search(lines[i].text) and not _PERSON.match(lines[i].text)}
    for sheet in _sheets(lines, out) if told else ():
        if sheet.stop - sheet.start <= 3:
            if not told.isdisjoint(sheet):
                for i in sheet:
                    if len(told.intersection(sheet)) > 1:
                        out.lines[i] = "imprint"
                    else:
                        out.mark(i, "imprint")
            continue
        parts = list(_paragraphs(lines, sheet))
        signed = [
            n for n, part in enumerate(parts) if not told.isdisjoint(part) and not _PERSON.match(lines[part.start].text)
        ]
        first = 0
        for n, at in enumerate(signed):
            if n + 1 < len(signed) and signed[n + 1] - at <= _BETWEEN + 1:
                continue
            _zone(lines, out, parts, signed[first], at, told)
            first = n + 1


def _zone(
    lines: Sequence[Line], out: Furniture, parts: Sequence[range], first: int, last: int, told: Collection[int]
) -> None:
    """Mark the paragraphs from ``first`` to ``last``, and the sheet around them as far as it is prose and no titles."""
    signs = sum(i in told for part in parts[first : last + 1] for i in part)
    if signs < 2 or sum(lines[i].size for part in parts[first : last + 1] for i in part) > _LONGEST_SHEET:
        return
    above, below = parts[:first], parts[last + 1 :]
    if signs > 2 and parts[0].start and all(terminal(lines[part[-1]].text) for part in above):
        first = 0
    if signs > 2 and len(below) <= _BETWEEN and all(terminal(lines[part[-1]].text) for part in below):
        last = len(parts) - 1
    for part in parts[first : last + 1]:
        for i in part:
            out.lines[i] = "imprint"


def _sheets(lines: Sequence[Line], out: Furniture) -> Iterator[range]:
    """The lines between page turns, page numbers and wide gaps."""
    start = 0
    for i, line in enumerate(lines):
        if i > start and (line.gap >= 2 or line.turn or out.lines.get(i) in ("rotated", "page")):
            yield range(start, i)
            start = i
    yield range(start, len(lines))


def _paragraphs(lines: Sequence[Line], sheet: range) -> Iterator[range]:
    start = sheet.start
    for i in sheet:
        if i > start and lines[i].gap:
            yield range(start, i)
            start = i
    yield range(start, sheet.stop)


@lru_cache(maxsize=1)
def _cards() -> tuple[list[re.Pattern[str]], re.Pattern[str]]:
    data = lexicon("layout")
    return [re.compile(p) for p in (*data["contact"], *data["contact_beside"])], re.compile(data["contact_lead"])


def contacts(lines: Sequence[Line], out: Furniture, may: Collection[int]) -> None:
    """A paragraph with an address and a telephone number, or one of them below « Contacts » or its like, is a card as a whole.

    People listed with their numbers, one below the other, are a list of participants."""
    pattern, kinds, lead = patterns()["contact"], *_cards()
    cards: list[tuple[int, int, bool]] = []
    at = 0
    for i in sorted(may):
        if i < at or not pattern.search(lines[i].text):
            continue
        first, at = i, i + 1
        while first and not lines[first].gap and not lines[first].turn and i - first < _CARD:
            first -= 1
        while at < len(lines) and not lines[at].gap and not lines[at].turn and at - i < _CARD:
            at += 1
        text = [lines[n].text for n in range(first, at)]
        if at - first > _CARD or any(terminal(t) and len(t) > 100 for t in text) or "|" in text[0][:1]:
            continue
        if terminal(text[-1]) and any(starts_low(t) for t in text[1:]):
            continue  # a sentence
        begin = next((n for n in range(first, max(first - 3, -1), -1) if lead.match(lines[n].text)), None)
        found = sum(any(kind.search(t) for t in text) for kind in kinds)
        person = _PERSON.match(lines[first].text) is not None
        if begin is None and found == 1 and not person and _NUMBER_FIRST.match(lines[i].text):
            out.mark(i, "imprint")
        elif begin is not None or found > 1:
            cards.append((first if begin is None else begin, at, begin is not None))
    listed = sum(1 for first, _, led in cards if not led and _PERSON.match(lines[first].text)) >= _ROSTER
    for first, stop, led in cards:
        if led or not (listed or _PERSON.match(lines[first].text)):
            for n in range(first, stop):
                out.mark(n, "web" if led and stop - first <= 2 else "imprint")  # with its lead, one unit
            for step in (-1, 1):
                _credits(lines, out, first - 1 if step < 0 else stop, step)


def _credits(lines: Sequence[Line], out: Furniture, at: int, step: int) -> None:
    """``Maquette : Studio Lin``, ``Diffusion : Le Port``: the paragraphs on one side of an address that consist of such lines."""
    while 0 <= at < len(lines) and at not in out.lines:
        stop = at
        while 0 <= stop + step < len(lines) and not lines[max(stop, stop + step)].gap and abs(stop - at) < _CARD:
            stop += step
        part = range(min(at, stop), max(at, stop) + 1)
        if not all(_credit(lines[n].text) for n in part):
            return
        for n in part:
            out.mark(n, "imprint")
        at = stop + step


def _credit(text: str) -> bool:
    return (
        len(text) <= 90
        and entry_label(text) > 0
        and not terminal(text)
        and role_of(text) is None
        and not has_verb(text)
    )
