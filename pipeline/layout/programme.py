"""Sessions and participants read from the programme lines of a document."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from pipeline.identifiers import Occurrences, fold
from pipeline.layout.agenda_times import TimeRange, time_range, trailing_range
from pipeline.layout.dates import DateRange, find_dates, find_days
from pipeline.layout.listed_people import by_someone, people_in
from pipeline.layout.roles import bare_role, closing_line, day_title, names_someone, patterns, role_of, roster_title
from pipeline.offsets import align, locate
from pipeline.records import AgendaPerson, Session, SessionKind, Unit

_CELL = re.compile(r"\s*\|\s*")
_WIDE = re.compile(r"\s{3,}|\t+")
_SINGULAR = re.compile(r"^[^:–—|]{2,40}?(?<!s)(?<!\))\s*[:–—|]")
_BULLET = re.compile(r"^(?:[•\-–—*·o\ue000-\uf8ff]\s*)+")
_PART_OF_DAY = re.compile(r"^(?:matin(?:ee)?|apres midi|soir(?:ee)?)\b")
_WHICH_DAY = re.compile(
    r"\b(?:(?P<one>1|premiere?|1ere?|1re|un|i)|(?P<two>2|deuxieme|seconde?|2e|2eme|deux|ii)|(?P<three>3|troisieme|3e|3eme|trois|iii)"
    r"|(?P<four>4|quatrieme|4e|4eme|quatre|iv)|(?P<five>5|cinquieme))\b"
)
_DAYS = ("one", "two", "three", "four", "five")
_TITLE_EDGE = re.compile(r"^[\s:.|–—-]+|[\s:|–—-]+$")
_KINDS: tuple[tuple[SessionKind, re.Pattern[str]], ...] = (
    (
        "break",
        re.compile(
            r"^(pause|dejeuner|diner|cocktail|reception|collation|cafe)\b|\bpause (cafe|dejeuner|the)\b|"
            r"^(suspension|interruption)"
        ),
    ),
    (
        "side_event",
        re.compile(
            r"\b(manifestation|evenement|activite|seance|reunion) (parallele|en marge|speciale? en marge)|"
            r"\bside event\b|^lancement\b"
        ),
    ),
    (
        "opening",
        re.compile(
            r"^(ceremonie|session|seance|allocutions?|discours|mots?|remarques?|partie)? ?(d |de l |de )?(ouverture|"
            r"mots? d accueil|bienvenue|inaugurale?|introduction)\b|\b(ouverture|inaugurale)\b|^remarques liminaires|"
            r"^mot de bienvenue"
        ),
    ),
    (
        "closing",
        re.compile(r"\b(cloture|fermeture)\b|^(synthese|conclusions?)\b|\bremarques finales\b|^observations finales"),
    ),
    (
        "panel",
        re.compile(
            r"\b(panel|table ronde|tables rondes|groupe de travail|debat interactif|debat|session \d|session [ivx]+|"
            r"seance \d|ateliers?|(premiere|deuxieme|troisieme|quatrieme|cinquieme) partie|discussion)\b"
        ),
    ),
)


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


def session_kind(title: str) -> SessionKind:
    """Opening, panel, side event, break or closing, from what the title says."""
    folded = fold(title)
    return next((kind for kind, pattern in _KINDS if pattern.search(folded)), "other")


def read_programme(doc_id: str, source: str, units: Sequence[Unit]) -> Programme:
    """Sessions in order and who is listed in them, from units in order; ``start``/``end`` of a person cover the name."""
    reader = _Reader(doc_id, source)
    for i, unit in enumerate(units):
        reader.read(unit, units[i + 1] if i + 1 < len(units) else None)
    return reader.finish()


class _Reader:
    def __init__(self, doc_id: str, source: str) -> None:
        self.doc_id, self.source = doc_id, source
        self.ids = Occurrences()
        self.out = Programme()
        self.rows: list[_Open] = []
        self.span: DateRange | None = None
        self.day = 0
        self.date: dt.date | None = None
        self.part: Literal["moderator", "speaker"] = "speaker"
        self.current: _Open | None = None
        self.last_end = 0
        self.untitled = False
        self.single = False  # who leads is one: the next named speaks
        self.described: int | None = None  # where what is said of the last person ends
        self.title = ""  # the last heading

    def read(self, unit: Unit, following: Unit | None) -> None:
        text = unit.text
        if unit.unit_type in ("heading", "boilerplate") or (unit.unit_type == "agenda" and day_title(text)):
            self._dates(unit)
        if unit.unit_type in ("heading", "boilerplate") and self._timed_title(unit, following):
            return
        if unit.unit_type == "heading":
            self.title = text
            if day_title(text):
                self._day(text)
            elif (
                patterns()["session_titles"].match(text)
                and following is not None
                and following.unit_type == "agenda"
                and not time_range(following.text)
            ):
                self._session(unit, text, None, None)
            elif roster_title(text) or text.isupper() or (self.current is not None and self.current.start is None):
                self.current = None
            return
        if unit.unit_type != "agenda":
            if self.current is not None:
                self.last_end = unit.spans[-1].end
                self._stretch(unit)
            return
        timed = time_range(text)
        if timed is None:
            timed, text = trailing_range(text)
        else:
            text = text[timed.size :]
        if timed is not None:
            self._open_session(unit, text, timed, following)
            return
        if closing_line(text):
            self.current = None
            return
        if self.current is None:
            return
        self._stretch(unit)
        if self.untitled:
            # The time stood alone on its line: what follows is the title.
            self.untitled = False
            if role_of(text) is None and not names_someone(text):
                self.current.session["title"] = _TITLE_EDGE.sub("", text).strip() or text
                self.current.session["kind"] = session_kind(text)
                return
        role = role_of(text)
        if role is not None:
            self.part = role[0]
            self.single = _SINGULAR.match(text[: role[1]]) is not None
            self._people(unit, text[role[1] :], role[1])
            return
        bare = bare_role(text)
        if bare is not None:
            self.part, self.single, self.described = bare, not text.endswith("s"), None
            return
        bullet = _BULLET.match(text)
        begin = bullet.end() if bullet else 0
        known = len(self.out.people)
        self._people(unit, self._laid_out(unit, text[begin:]), begin)
        if len(self.out.people) == known and not self._describes(unit, text):
            self.described = None

    def _dates(self, unit: Unit) -> None:
        dates = find_dates(unit.text)
        if dates:
            before = self.span
            self.span = dates[-1] if day_title(unit.text) else dates[0]
            if not day_title(unit.text):
                if self.span == before:
                    return  # a running head says the dates of the meeting again
                self.day, self.date = 0, None
                if self.span.start == self.span.end:
                    self.date = self.span.start
            else:
                self.date = self.span.start

    def _day(self, text: str) -> None:
        folded = fold(text)
        if _PART_OF_DAY.match(folded):
            return
        which = _WHICH_DAY.search(folded)
        named_day = which is not None and "jour" in folded
        self.day = _DAYS.index(str(which.lastgroup)) + 1 if which is not None and named_day else self.day + 1
        dates = find_dates(text)
        if dates:
            self.date = dates[0].start
            return
        if self.span is not None:
            named = find_days(text, self.span.start.year)
            if named:
                self.date = named[0]
                return
            date = self.span.start + dt.timedelta(days=self.day - 1)
            self.date = date if date <= self.span.end else None

    def _open_session(self, unit: Unit, text: str, timed: TimeRange, following: Unit | None) -> None:
        """A session from its timed line; in a row of a table further cells name who takes part."""
        cells = [c for c in _CELL.split(text) if c] if "|" in text else self._columns(unit, text)
        people = [c for c in cells if role_of(c) or names_someone(c)]
        titles = [c for c in cells if c not in people]
        title = titles[0] if titles and (people or "|" not in text) else " – ".join(titles) if len(cells) > 1 else text
        self._session(unit, title, timed.start, timed.end)
        self.untitled = not _TITLE_EDGE.sub("", title).strip() and not people
        for cell in people:
            role = role_of(cell)
            self.part = role[0] if role else "speaker"
            at = unit.text.find(cell)
            size = role[1] if role else 0
            self._people(unit, cell[size:], max(at, 0) + size)
        self.part = "speaker"
        if not people:
            at = unit.text.find(title)
            if at >= 0 and by_someone(title):
                self._people(unit, title, at)

    def _timed_title(self, unit: Unit, following: Unit | None) -> bool:
        """A title that ends in times (``Séance 1 (14 mai, 9 h-10 h 30)``), or the line of date and times below a title."""
        timed, title = trailing_range(unit.text)
        if timed is None:
            return False
        if title.count("(") > title.count(")"):
            title, _, day = title.rpartition("(")
        else:
            day = title
        days = [d.start for d in find_dates(day)] or find_days(day, self.span.start.year if self.span else 1)
        days = [d for d in days if d.year > 1]
        if day is title and (days or day_title(title)) and len(title.split()) <= 5:
            title = self.title  # nothing but the day: the title stands above
        elif unit.unit_type == "boilerplate":
            return False
        if not title.strip():
            return False
        if days:
            self.date = days[0]
        self._session(unit, title, timed.start, timed.end)
        return True

    def _cells(self, unit: Unit) -> list[str]:
        """The cells of a line set in columns; what stands below a cell in the lines that follow goes on with it."""
        cells: list[str] = []
        places: list[int] = []
        for n, span in enumerate(unit.spans):
            begin = self.source.rfind("\n", 0, span.start) + 1
            at = span.start
            raw = self.source[span.start : span.end]
            if n and self.source.count("\n", unit.spans[n - 1].end, span.start) == 0:
                cells[-1] += " " + raw
                continue
            for cell in _WIDE.split(raw):
                at = self.source.index(cell, at)
                column = at - begin
                at += len(cell)
                text = " ".join(cell.split())
                if n == 0:
                    cells.append(text)
                    places.append(column)
                elif text:
                    away = [abs(place - column) for place in places]
                    nearest = away.index(min(away))
                    cells[nearest] = f"{cells[nearest]} {text}".strip()
        return cells

    def _columns(self, unit: Unit, text: str) -> list[str]:
        """The cells of a row set in columns, its times left out; one cell where it is none."""
        cells = self._cells(unit) if len(unit.spans) < 20 else []
        return cells[1:] if len(cells) > 2 and time_range(cells[0]) is not None else [text]

    def _laid_out(self, unit: Unit, text: str) -> str:
        """A name, a function and a body in columns, as a line with commas."""
        raw = self.source[unit.spans[0].start : unit.spans[0].end]
        if len(unit.spans) > 1 or not _WIDE.search(raw):
            return text
        return ", ".join(c for c in self._cells(unit) if c)

    def _session(self, unit: Unit, title: str, start: dt.time | None, end: dt.time | None) -> None:
        title = _TITLE_EDGE.sub("", title).strip() or unit.text
        date = self.date
        if date is None and self.span is not None and self.day == 0:
            date = self.span.start
        if (
            start is not None
            and self.day == 0
            and self.rows
            and self.rows[-1].start
            and self.span is not None
            and date is not None
        ):
            # The clock starts again without a day title: the next day of the meeting.
            last = self.rows[-1]
            if (
                last.start
                and last.date
                and start < last.start
                and (last.start.hour - start.hour) >= 3
                and last.date < self.span.end
            ):
                self.date = date = last.date + dt.timedelta(days=1)
        parent = self._parent(date, start, end)
        identifier = self.ids.identify(f"{self.doc_id}-g", f"{start or ''} {title}")
        at = unit.spans[0].start
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
                "start": at,
                "end": unit.spans[-1].end,
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

    def _people(self, unit: Unit, text: str, offset: int) -> None:
        """Names in one line of the open session."""
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
                    listed=found.listed,
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
