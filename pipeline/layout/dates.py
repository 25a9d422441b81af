"""French dates and times of day as they are printed."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

MONTHS = {
    "janvier": 1, "février": 2, "fevrier": 2, "mars": 3, "avril": 4, "mai": 5, "juin": 6, "juillet": 7, "août": 8, "aout": 8,
    "septembre": 9, "octobre": 10, "novembre": 11, "décembre": 12, "decembre": 12,
}  # fmt: skip
_MONTH = "(?:" + "|".join(MONTHS) + ")"
_DAY = r"(?:1er|1ᵉʳ|\d{1,2})"
_DATE = re.compile(
    rf"(?P<first>{_DAY})(?:\s+(?P<month1>{_MONTH}))?(?:\s+(?P<year1>(?:19|20)\d\d))?"
    rf"(?:\s*(?:et|au|-|–|—|à|/)\s*(?:le\s+)?(?P<last>{_DAY}))?\s+(?P<month>{_MONTH})\s*,?\s*(?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_SIMPLE = re.compile(rf"(?P<first>{_DAY})\s+(?P<month>{_MONTH})\b", re.IGNORECASE)
_UNNAMED = re.sub(r"\?P<\w+>", "?:", _DATE.pattern)
_STRIP = re.compile(
    r"\b(?:du|le|les|de)?\s*(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)s?,?\s*)?" + _UNNAMED,
    re.IGNORECASE,
)


class DateRange(NamedTuple):
    start: dt.date
    end: dt.date
    at: int
    stop: int


def _day(text: str) -> int:
    return int(re.sub(r"\D", "", text) or 0)


def find_dates(text: str) -> list[DateRange]:
    """Full dates and ranges (``18 et 19 avril 2017``, ``30 juin-2 juillet 2014``) with their place in ``text``."""
    out: list[DateRange] = []
    for found in _DATE.finditer(text):
        year, month = int(found["year"]), MONTHS[found["month"].lower()]
        try:
            if found["last"]:
                month1 = MONTHS[found["month1"].lower()] if found["month1"] else month
                year1 = int(found["year1"]) if found["year1"] else year
                start, end = dt.date(year1, month1, _day(found["first"])), dt.date(year, month, _day(found["last"]))
                if end < start:
                    continue
            elif found["month1"]:
                continue
            else:
                start = end = dt.date(year, month, _day(found["first"]))
        except ValueError:
            continue
        out.append(DateRange(start, end, found.start(), found.end()))
    for found in _NUMERIC.finditer(text) if "/" in text or text.count(".") >= 2 else ():
        try:
            day = dt.date(int(found["year"]), int(found["month"]), int(found["day"]))
        except ValueError:
            continue
        out.append(DateRange(day, day, found.start(), found.end()))
    return sorted(out, key=lambda d: d.at)


_NUMERIC = re.compile(
    r"(?<![\d/.])(?P<day>[0-3]?\d)(?P<by>[/.])(?P<month>[01]?\d)(?P=by)(?P<year>(?:19|20)\d\d)(?![\d/])"
)


def find_days(text: str, year: int) -> list[dt.date]:
    """Dates printed without a year (``mardi 18 avril``), read in ``year``."""
    out = []
    for found in _SIMPLE.finditer(text):
        try:
            out.append(dt.date(year, MONTHS[found["month"].lower()], _day(found["first"])))
        except ValueError:
            continue
    return out


_DATED_LINE = re.compile(
    rf"(?:[Ll]e |[Dd]u )?{_DAY}(?:(?: ?[-–/] ?| et | au ){_DAY})? {_MONTH}(?: (?:19|20)\d\d)?\s?(?::|[–—]|-\s)\s*(?=\S)",
    re.IGNORECASE,
)


def dated_line(text: str) -> bool:
    """``12 octobre : Journée des mers``: the line of a calendar, a day before what is set for it."""
    return text[0] in "0123456789lLdD" and _DATED_LINE.match(text) is not None


def has_full_date(text: str) -> bool:
    """A date with day, month and year stands in ``text``."""
    return _DIGIT.search(text) is not None and (_DATE.search(text) is not None or _NUMERIC.search(text) is not None)


def date_stripped(text: str) -> str:
    """``text`` without its dates."""
    return _STRIP.sub(" ", text).strip(" ,.;:-–—()")
