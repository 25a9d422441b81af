"""Times of day that open the lines of a programme: ``10h - 11h30``, ``10 h 35-11 h 45``, ``15 heures-16 h 15``."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

_TIME = (
    r"(?:(?P<h{n}>[01]?\d|2[0-3])\s?(?:(?:h|H|heures?)(?![a-z])\s?(?:(?P<m{n}>[0-5]\d)(?!\d)(?:\s?(?:min|mn)(?![a-z]))?)?|"
    r"[:.](?P<c{n}>[0-5]\d)(?!\d)(?:\s?[hH](?!\w))?)(?:\s?(?P<x{n}>a\.m\.|p\.m\.|am|pm|AM|PM)(?!\w))?|(?P<w{n}>midi|minuit))"
)
_ONE = _TIME.replace("{n}", "1")
_RANGE = re.compile(rf"(?:[Dd]e\s+)?{_ONE}\s*(?:[-–—−]|à|/|>|→|\|)\s*{_TIME.replace('{n}', '2')}\s*[:.|–—-]?\s*")
# In a range the first time may go without its unit: 10-11 h 30.
_SHORT = re.compile(rf"(?:[Dd]e\s+)?(?P<h1>[01]?\d|2[0-3])\s?[-–—]\s?{_TIME.replace('{n}', '2')}\s*[:.|–—-]?\s*")
_HALF = re.compile(rf"(?:[Dd]e\s+)?{_ONE}\s*(?:[-–—−]|à)")
_SINGLE = re.compile(rf"(?:(?:[ÀàA]\s+partir\s+de|[ÀàA]|[Dd]ès|[Vv]ers)\s+)?{_ONE}(?:\s*[:.|–—-]?\s+(?=\S)|\s*:?$)")

_OPENINGS = ("de ", "à 1", "à 9", "à 8", "à p", "a p", "dès", "ver", "mid")
_CLOSED = re.compile(r"[)\]]\s*[:.|–—-]?\s*")
_TRAILING = re.compile(
    r"\s*(?:\(|\[|\||,|:|[–—-]\s|(?<!\w)(?=[Dd]e\s)|(?<=\s)(?=\d{1,2}\s?(?:[hH]|:\d)))\s*(?P<times>(?:[Dd]e\s+)?\d{1,2}\s?[hH:.](?:eures?)?[\dhH:.\s–—à|-]{1,16}(?:heures?|[\dhH]))\s*[)\]]?$"
)

_TIME_ENDS = (*"0123456789hH", "heure", "heures")
_LONGEST_RANGE = 48  # characters; what the pattern above takes is shorter


class TimeRange(NamedTuple):
    start: dt.time
    end: dt.time | None
    size: int  # characters of the line it takes


def time_range(text: str) -> TimeRange | None:
    """The time or range of times ``text`` begins with, or ``None``."""
    if text[:1].isalpha() and text[0] not in "dDàÀmM":
        return None  # nearly every line
    if text[:1] in ("(", "[") and text[1:2].isdigit():
        # « (9 h-10 h) Ouverture »
        inside = time_range(text[1:])
        close = _CLOSED.match(text, inside.size + 1) if inside and inside.end else None
        return TimeRange(inside.start, inside.end, close.end()) if inside and close else None
    if not text or not (text[0].isdigit() or text[:3].lower() in _OPENINGS):
        return None
    for pattern in (_RANGE, _SHORT):
        if found := pattern.match(text):
            groups = found.groupdict()
            start, end = _time(groups, "1"), _time(groups, "2")
            if start and end and (pattern is _RANGE or start <= end):
                return TimeRange(start, end, found.end())
    if (found := _SINGLE.match(text)) and (found["m1"] or found["c1"] or "h" in found.group().lower() or found["w1"]):
        start = _time(found.groupdict(), "1")
        dotted = found["c1"] is not None and "." in found.group()
        low = text[found.end() :][:1].islower() and ":" not in found.group()[-3:]
        if (
            start
            and not low
            and (not dotted or (7 <= start.hour <= 21 and start.minute % 15 == 0 and found["h1"][-2:].isdigit()))
        ):
            return TimeRange(start, None, found.end())
    return None


def only_times(text: str) -> bool:
    """Nothing but a time or a range of times, or the first half of a range (``9 h –``)."""
    if len(text) > 30 or not any(c.isdigit() for c in text[:5]):
        return False
    timed = time_range(text)
    return (timed is not None and timed.size >= len(text)) or half_range(text)


def half_range(text: str) -> bool:
    """``9 h –``: the range goes on in the next line."""
    return len(text) <= 20 and _HALF.fullmatch(text) is not None


def trailing_range(text: str) -> tuple[TimeRange | None, str]:
    """The range of times a title ends with (``Ouverture (9 h-9 h 30)``, ``Ouverture | 9h-10h``) and the title without it."""
    if len(text) > 300 or not text[-12:].rstrip(")] ").endswith(_TIME_ENDS):
        return None, text
    found = _TRAILING.search(text, max(len(text) - _LONGEST_RANGE, 0))
    timed = time_range(found["times"]) if found else None
    if found is None or timed is None or timed.end is None or timed.size < len(found["times"]):
        return None, text
    return timed, text[: found.start()].rstrip(" ,:|–—-")


def _time(groups: dict[str, str | None], n: str) -> dt.time | None:
    if groups.get(f"w{n}"):
        return dt.time(12) if groups[f"w{n}"] == "midi" else dt.time(0)
    hour = groups.get(f"h{n}")
    if hour is None:
        return None
    value = int(hour)
    half = (groups.get(f"x{n}") or "").replace(".", "").lower()
    if half == "pm" and value < 12:
        value += 12
    minutes = groups.get(f"m{n}") or groups.get(f"c{n}") or "0"
    return dt.time(value, int(minutes))
