"""Which day of a meeting the lines of its programme stand under."""

from __future__ import annotations

import datetime as dt
import re

from pipeline.identifiers import fold
from pipeline.layout.dates import DateRange, find_dates, find_days
from pipeline.layout.roles import day_title

_PART_OF_DAY = re.compile(r"^(?:matin(?:ee)?|apres midi|soir(?:ee)?)\b")
_WHICH_DAY = re.compile(
    r"\b(?:(?P<one>1|premiere?|1ere?|1re|un|i)|(?P<two>2|deuxieme|seconde?|2e|2eme|deux|ii)|(?P<three>3|troisieme|3e|3eme|trois|iii)"
    r"|(?P<four>4|quatrieme|4e|4eme|quatre|iv)|(?P<five>5|cinquieme))\b"
)
_DAYS = ("one", "two", "three", "four", "five")
_LONGEST = dt.timedelta(days=14)  # a range of dates longer than that is no meeting


class Days:
    """Follows titles and date lines; ``date`` is the day reached, ``span`` the dates of the meeting."""

    def __init__(self, held: tuple[dt.date, dt.date] | None) -> None:
        known = held is not None and held[1] - held[0] <= _LONGEST
        self.span: DateRange | None = DateRange(*held, 0, 0) if held and known else None
        self.date: dt.date | None = None
        self._day = 0

    @property
    def counted(self) -> bool:
        """A title of the programme has named a day."""
        return self._day > 0

    def current(self) -> dt.date | None:
        """The date of a session that opens now."""
        if self.date is None and self.span is not None and self._day == 0:
            return self.span.start
        return self.date

    def read(self, text: str) -> None:
        """A title or a line of the cover that may hold dates."""
        dates = find_dates(text)
        if not dates:
            return
        before = self.span
        if day_title(text):
            self.span = dates[-1]
            self.date = self.span.start
            return
        self.span = dates[0]
        if self.span[:2] == (before or self.span)[:2] and before is not None:
            return  # a running head says the dates of the meeting again
        self._day, self.date = 0, None
        if self.span.start == self.span.end:
            self.date = self.span.start

    def count(self, title: str) -> None:
        """The title of a day: ``Deuxième jour``, ``Mardi 18 avril``."""
        folded = fold(title)
        if _PART_OF_DAY.match(folded):
            return
        which = _WHICH_DAY.search(folded)
        named_day = which is not None and "jour" in folded
        self._day = _DAYS.index(str(which.lastgroup)) + 1 if which is not None and named_day else self._day + 1
        if days := self.named(title):
            self.date = days[0]
        elif self.span is not None:
            date = self.span.start + dt.timedelta(days=self._day - 1)
            self.date = date if date <= self.span.end else None

    def named(self, text: str) -> list[dt.date]:
        """The days ``text`` names; where it gives no year, that of the meeting."""
        dates = [d.start for d in find_dates(text)]
        return dates or (find_days(text, self.span.start.year) if self.span is not None else [])

    def start_again(self, date: dt.date | None, start: dt.time, before: dt.time, day: dt.date) -> dt.date | None:
        """The clock starts again without the title of a day: the next day of the meeting, else ``date``."""
        days_left = self._day == 0 and self.span is not None and date is not None and day < self.span.end
        if days_left and start < before and before.hour - start.hour >= 3:
            self.date = date = day + dt.timedelta(days=1)
        return date
