"""Sessions and participants read from the programme lines of a document."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.identifiers import Occurrences
from pipeline.layout.agenda_times import TimeRange, time_range, trailing_range
from pipeline.layout.endings import terminal
from pipeline.layout.listed_people import by_someone, people_in
from pipeline.layout.programme_days import Days
from pipeline.layout.roles import (
    Part,
    RolePart,
    bare_role,
    closing_line,
    day_title,
    names_after_label,
    names_someone,
    patterns,
    role_of,
    role_parts,
    roster_title,
    titled_person,
)
from pipeline.layout.session_kinds import session_kind
from pipeline.layout.unit_cells import cells_after_time, columns, laid_out, set_in_columns
from pipeline.offsets import align, locate
from pipeline.records import AgendaPerson, Session, Unit

_BAR = re.compile(r"\s*\|\s*")
_SINGULAR = re.compile(r"^[^:–—|]{2,40}?(?<!s)(?<!\))\s*[:–—|]")
_BULLET = re.compile(r"^(?:[•\-–—*·o\ue000-\uf8ff]\s*)+")
_TITLE_EDGE = re.compile(r"^[\s:.|–—-]+|[\s:|–—-]+$")


@dataclass(slots=True)
class _Open:
    session: dict[str, object]
    date: dt.date | None
    start: dt.time | None
    end: dt.time | None
    rows: int = 0


@dataclass(slots=True)
class Programme:
    sessions: list[Session] = field(default_factory=list)
    people: list[AgendaPerson] = field(default_factory=list)


def read_programme(
    doc_id: str, source: str, units: Sequence[Unit], held: tuple[dt.date, dt.date] | None = None
) -> Programme:
    """Sessions in order and who is listed in them, from units in order; ``start``/``end`` of a person cover the name.

    ``held`` are the first and last day of the meeting as far as the first pages tell.
    """
    reader = _Reader(doc_id, source, held)
    for i, unit in enumerate(units):
        reader.read(unit, units[i + 1] if i + 1 < len(units) else None)
    return reader.finish()


class _Reader:
    def __init__(self, doc_id: str, source: str, held: tuple[dt.date, dt.date] | None) -> None:
        self.doc_id, self.source = doc_id, source
        self.ids = Occurrences()
        self.out = Programme()
        self.rows: list[_Open] = []
        self.days = Days(held)
        self.day_columns: list[dt.date | None] = []  # a table with a column for each day
        self.part: Part = "speaker"
        self.current: _Open | None = None
        self.untitled = False
        self.single = False  # who leads is one: the next named speaks
        self.described: int | None = None  # where what is said of the last person ends
        self.title = ""  # the last heading

    def read(self, unit: Unit, following: Unit | None) -> None:
        text = unit.text
        kind = unit.unit_type
        if kind in ("heading", "boilerplate") or (kind == "agenda" and day_title(text)):
            self.days.read(text)
        if kind in ("heading", "boilerplate") and self._timed_title(unit, following):
            return
        if kind == "heading":
            self._heading(unit, following)
        elif kind == "agenda":
            self._line(unit)
        elif self.current is not None:
            self._stretch(unit)

    def _heading(self, unit: Unit, following: Unit | None) -> None:
        self.title = text = unit.text
        if day_title(text):
            self.days.count(text)
        elif (
            patterns()["session_titles"].match(text)
            and following is not None
            and following.unit_type == "agenda"
            and not time_range(following.text)
        ):
            self._session(unit, text, None, None)
        elif roster_title(text) or text.isupper() or (self.current is not None and self.current.start is None):
            self.current = None

    def _line(self, unit: Unit) -> None:
        text = unit.text
        timed = time_range(text)
        if timed is None:
            timed, text = trailing_range(text)
        else:
            text = text[timed.size :]
        if timed is not None:
            if not self._day_and_times(unit, text, timed):
                self._timed_line(unit, text, timed)
            return
        if self._column_days(unit) or self.current is None:
            return
        if closing_line(text):
            self.current = None
            return
        self._stretch(unit)
        if self.untitled:
            # The time stood alone on its line: what follows is the title.
            self.untitled = False
            if role_of(text) is None and not names_someone(text):
                self.current.session["title"] = _TITLE_EDGE.sub("", text).strip() or text
                self.current.session["kind"] = session_kind(text)
                return
        bare = bare_role(text)
        if bare is not None:
            self.part, self.single, self.described = bare, not text.endswith("s"), None
            return
        bullet = _BULLET.match(text)
        begin = bullet.end() if bullet else 0
        known = len(self.out.people)
        parts = role_parts(text) if role_of(text) else []
        if parts:
            self._by_roles(unit, text, parts)
            return
        label = names_after_label(text)
        if label:
            of = text[:label].rstrip(" :")
            self._people(unit, text[label:], label, "" if of.startswith("Participant") else of)
            return
        self._people(unit, laid_out(self.source, unit, text[begin:]), begin)
        if len(self.out.people) == known and not self._describes(unit, text):
            self.described = None

    def _by_roles(self, unit: Unit, text: str, parts: Sequence[RolePart]) -> None:
        """``Modérateur : M. X. Intervenants : Mme Y ; M. Z``."""
        at = max(unit.text.find(text), 0)
        for part in parts:
            self.part = part.part
            self.single = _SINGULAR.match(text[part.start : part.at]) is not None
            self._people(unit, text[part.at : part.stop], at + part.at)

    def _column_days(self, unit: Unit) -> bool:
        """The head of a table with a column for each day."""
        text = unit.text
        if "|" not in text and not set_in_columns(self.source, unit):
            return False
        cells = _BAR.split(text) if "|" in text else columns(self.source, unit)
        named = [self.days.named(cell)[:1] if len(cell) <= 60 else [] for cell in cells]
        if sum(1 for days in named if days) < 2:
            return False
        self.day_columns = [days[0] if days else None for days in named[1:]]
        if named[0]:
            self.day_columns.insert(0, named[0][0])
        return True

    def _timed_line(self, unit: Unit, text: str, timed: TimeRange) -> None:
        """A session from its timed line; in a row of a table further cells name who takes part, or run beside it."""
        cells = cells_after_time(self.source, unit, text)
        if self.day_columns and len(cells) > 1:
            at = 0
            for cell, date in zip(cells, self.day_columns, strict=False):
                if cell:
                    at = max(unit.text.find(cell, at), at)
                    self.days.date = date
                    self._session(unit, cell, timed.start, timed.end, at)
                    at += len(cell)
            return
        cells = [c for c in cells if c]
        people = [c for n, c in enumerate(cells) if role_of(c) or _names(c, n)]
        titles = [c for c in cells if c not in people]
        if len(titles) > 1 and all(patterns()["session_titles"].match(t) for t in titles):
            for title in titles:
                self._session(unit, title, timed.start, timed.end, max(unit.text.find(title), 0))
            return
        title = titles[0] if titles and (people or "|" not in text) else " – ".join(titles) if len(cells) > 1 else text
        parts = role_parts(title)
        self._session(unit, title[: parts[0].start] if parts else title, timed.start, timed.end)
        self.untitled = not _TITLE_EDGE.sub("", title).strip() and not people
        if parts:
            self._by_roles(unit, title, parts)
        for cell in people:
            role = role_of(cell)
            self.part = role[0] if role else "speaker"
            size = role[1] if role else 0
            self._people(unit, cell[size:], max(unit.text.find(cell), 0) + size)
        self.part = "speaker"
        if not people and not parts and (part := by_someone(title)):
            self.part, self.single = part, True
            self._people(unit, title, max(unit.text.find(title), 0))

    def _day_and_times(self, unit: Unit, text: str, timed: TimeRange) -> bool:
        """``Mardi 4 février 2020, 10 heures-13 heures``: the title follows."""
        if not day_title(text.strip(" ,:;–-")):
            return False
        self.days.read(text.strip(" ,:;–-"))
        self.days.count(text)
        self._session(unit, text, timed.start, timed.end)
        self.untitled = True
        return True

    def _timed_title(self, unit: Unit, following: Unit | None) -> bool:
        """A title that ends in times (``Séance 1 (14 mai, 9 h-10 h 30)``), or the line of date and times below a title."""
        timed, title = trailing_range(unit.text)
        if timed is None:
            return False
        if title.count("(") > title.count(")"):
            title, _, day = title.rpartition("(")
        else:
            day = title
        days = self.days.named(day)
        if day is title and (days or day_title(title)) and len(title.split()) <= 5:
            # Nothing but the day: the title stands right below, else above.
            below = following.text if following is not None and self._right_below(unit, following) else ""
            title = below if below and not terminal(below) else self.title
        elif unit.unit_type == "boilerplate":
            return False
        if not title.strip():
            return False
        if days:
            self.days.date = days[0]
        self._session(unit, title, timed.start, timed.end)
        return True

    def _right_below(self, unit: Unit, following: Unit) -> bool:
        """No blank line stands between the two."""
        return self.source.count("\n", unit.spans[-1].end, following.spans[0].start) == 1

    def _session(
        self, unit: Unit, title: str, start: dt.time | None, end: dt.time | None, at: int | None = None
    ) -> None:
        """Open a session; ``at`` is where its title stands in the unit's text when others stand beside it."""
        title = _TITLE_EDGE.sub("", title).strip() or unit.text
        date = self.days.current()
        last = self.rows[-1] if self.rows else None
        if start is not None and last is not None and last.start and last.date:
            date = self.days.start_again(date, start, last.start, last.date)
        parent = self._parent(date, start, end)
        identifier = self.ids.identify(f"{self.doc_id}-g", f"{start or ''} {title}")
        place = locate(align(self.source, unit.spans, unit.text), at, at + len(title)) if at is not None else None
        self.current = _Open(
            {
                "session_id": identifier,
                "doc_id": self.doc_id,
                "parent_id": parent,
                "ordinal": len(self.rows),
                "date": date,
                "start_time": start,
                "end_time": end,
                "title": title,
                "kind": session_kind(title),
                "start": place.start if place else unit.spans[0].start,
                "end": place.end if place else unit.spans[-1].end,
            },
            date,
            start,
            end,
        )
        self.rows.append(self.current)
        self.part, self.single, self.described = "speaker", False, None

    def _parent(self, date: dt.date | None, start: dt.time | None, end: dt.time | None) -> str | None:
        if start is None or end is None:
            return None
        for row in reversed(self.rows[-60:]):
            if row.date != date:
                break
            if (
                row.start
                and row.end
                and row.start <= start
                and end <= row.end
                and (row.start, row.end) != (start, end)
                and row.session["kind"] != "break"
            ):
                return str(row.session["session_id"])
        return None

    def _stretch(self, unit: Unit) -> None:
        if self.current is not None:
            self.current.session["end"] = max(int(str(self.current.session["end"])), unit.spans[-1].end)

    def _people(self, unit: Unit, text: str, offset: int, of: str = "") -> None:
        """Names in one line of the open session; ``of`` is the country or body named before."""
        for found in people_in(text):
            place = unit.text.find(found.name, offset + found.at)
            if place < 0 or self.current is None:
                continue
            where = locate(align(self.source, unit.spans, unit.text), place, place + len(found.name))
            self.out.people.append(
                AgendaPerson(
                    session_id=str(self.current.session["session_id"]),
                    ordinal=self.current.rows,
                    part=self.part,
                    name=found.name,
                    honorific=found.honorific,
                    listed=", ".join(filter(None, (of, found.listed))) or None,
                    sentence_id=unit.sentence_id,
                    start=where.start,
                    end=where.end,
                )
            )
            self.current.rows += 1
            self.described = unit.spans[-1].end
            if self.single:
                self.part, self.single = "speaker", False  # the one who leads is named: who comes next speaks

    def _describes(self, unit: Unit, text: str) -> bool:
        """A line right below a person says what they are: the function, the body, the country."""
        if (
            not self.out.people
            or self.described is None
            or self.source.count("\n", self.described, unit.spans[0].start) > 1
        ):
            return False
        if patterns()["agenda_lines"].match(text) or ":" in text or any(o.kind == "marker" for o in unit.omitted):
            return False
        person = self.out.people[-1]
        listed = f"{person.listed.rstrip(' ,')}, {text}" if person.listed else text
        self.out.people[-1] = person.model_copy(update={"listed": listed})
        self.described = unit.spans[-1].end
        return True

    def finish(self) -> Programme:
        parents = {str(r.session["session_id"]): r for r in self.rows}
        for row in reversed(self.rows):
            above = parents.get(str(row.session["parent_id"])) if row.session["parent_id"] else None
            if above is not None:
                above.session["end"] = max(int(str(above.session["end"])), int(str(row.session["end"])))
        self.out.sessions = [Session.model_validate(r.session) for r in self.rows]
        return self.out


def _names(cell: str, n: int) -> bool:
    """The cell names a person: without a title (``M.``, ``Mme``) only behind the first, which is what the session is called."""
    first = cell.split(";")[0].strip()
    return titled_person(first) if n == 0 else names_someone(first) and bool(people_in(cell))
