"""Footnotes: where their bodies stand, and which figures glued to words are marks pointing to them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.identifiers import fold
from pipeline.layout.agenda_times import time_range
from pipeline.layout.inline import link_goes_on
from pipeline.layout.lines import Line, broken_on_purpose
from pipeline.layout.rows import cells_of
from pipeline.resources import lexicon

_BODY = re.compile(
    r"(?:<sup>\s*(?P<sup>\d{1,3}|\*{1,3}|[a-z])\s*</sup>|\[\^?(?P<link>\d{1,3})\]:?|(?P<super>[¹²³⁰⁴-⁹]{1,3})|"
    r"(?P<plain>\d{1,3})(?P<dot>[.)/])?|(?P<star>\*{1,3}))"
    r"(?P<space>\s*)(?=[A-ZÀ-Þ«“\"(hw«<\[a-z])"
)
_RULE = re.compile(r"[_\-–—―]{5,}$")
_DIGITS = str.maketrans("¹²³⁰⁴⁵⁶⁷⁸⁹", "1230456789")
_DONE = re.compile(r"[.!?…][»”\")\]]*$|(?:https?://|www\.)\S+$")
# How many lines may lie between a mark and the note at the foot of its page.
REACH = 160
_ROW = 3  # cells


@dataclass(frozen=True, slots=True)
class Note:
    """A note body: lines ``first`` to ``last`` (inclusive); ``mark`` as printed, ``head`` the source characters it takes."""

    mark: str
    first: int
    last: int
    head: int

    @property
    def number(self) -> int | None:
        return int(self.mark) if self.mark.isdigit() else None


def find_notes(source: str, lines: Sequence[Line]) -> list[Note]:
    """The note bodies among ``lines``, in order."""
    notes: list[Note] = []
    i, section, expected = 0, False, 1
    title = re.compile(lexicon("layout")["notes_title"])
    while i < len(lines):
        line = lines[i]
        if line.size <= 30 and title.match(fold(line.text)):
            section, expected = True, 1
            i += 1
            continue
        found = None if source[line.start].isalpha() else _BODY.match(source, line.start, line.end)
        if found is None:
            if section and not notes:
                section = False
            i += 1
            continue
        mark = next(v for k, v in found.groupdict().items() if v and k not in ("space", "dot")).translate(_DIGITS)
        if _is_body(source, lines, i, found, mark, notes, section, expected):
            last = _last_line(source, lines, i)
            notes.append(Note(mark, i, last, found.end() - line.start))
            expected = int(mark) + 1 if mark.isdigit() else expected
            i = last + 1
        else:
            i += 1
    return notes


def _is_body(
    source: str,
    lines: Sequence[Line],
    i: int,
    found: re.Match[str],
    mark: str,
    notes: Sequence[Note],
    section: bool,
    expected: int,
) -> bool:
    if found["sup"] or found["link"] or found["super"]:
        return lines[i].end > found.end()
    if not found["space"] or time_range(lines[i].text) is not None:
        return False
    if lines[i].raw and len(cells_of(source[found.end() : lines[i].end])) >= _ROW:
        return False  # a numbered row
    after = source[found.end() : found.end() + 8]
    if found["star"]:
        return (
            bool(i and _RULE.search(lines[i - 1].text))
            or (bool(notes) and notes[-1].last == i - 1 and notes[-1].mark.startswith("*"))
            or _starred_before(lines, i, mark)
        )
    if found["dot"] == "/" and _slashed_before(lines, i, mark):
        return True
    if found["dot"] and not (
        section or (i > 0 and _RULE.search(lines[i - 1].text)) or (notes and notes[-1].last == i - 1)
    ):
        return False
    ruled = i > 0 and bool(_RULE.search(lines[i - 1].text))
    follows = bool(notes) and notes[-1].last == i - 1
    number = int(mark)
    if ruled or (follows and number == expected) or (section and 0 <= number - expected <= 3):
        return True
    if after[:1].islower() and not after.startswith(("http", "www")):
        return False
    if not (lines[i].gap or lines[i].turn or follows):
        # Straight below the text: only at the foot of its page, and with its mark above.
        if any(n.mark == mark and i - n.first < REACH for n in notes):
            return False
        return number > 0 and after[:1].isupper() and _foot(lines, i) and _mark_before(lines, i, mark)
    if number not in (expected, 1) and not (notes and 0 < number - expected <= 3):
        # The first note of a part of a document need not be its first one.
        return not notes and after[:1].isupper() and _mark_before(lines, i, mark, glued=True)
    return _mark_before(lines, i, mark)


def _slashed_before(lines: Sequence[Line], i: int, mark: str) -> bool:
    """A word not far above bears ``1/``."""
    sign = f"{mark}/"
    pattern = re.compile(rf"[^\W\d_][»”)]?{sign}(?:[\s.,;:»”)]|$)")
    return any(sign in line.text and pattern.search(line.text) for line in lines[max(0, i - REACH) : i])


def _starred_before(lines: Sequence[Line], i: int, mark: str) -> bool:
    """A word not far above bears the stars, and the line is no bullet among others."""
    if any(n != i and lines[n].text.startswith(f"{mark} ") for n in range(max(0, i - 8), min(i + 9, len(lines)))):
        return False
    pattern = re.compile(rf"(?<![*\w])[^\W\d_]\w*{re.escape(mark)}(?![*\w])")
    return any(mark in line.text and pattern.search(line.text) for line in lines[max(0, i - REACH) : i])


def _foot(lines: Sequence[Line], i: int) -> bool:
    """Not far below the line the page ends: a blank line and a page number or head, or a form feed."""
    for n in range(i + 1, min(i + 12, len(lines))):
        if lines[n].feed or lines[n].turn:
            return True
        if _foot_line(lines[n]):
            return True
        if lines[n].gap:
            return n + 1 < len(lines) and _foot_line(lines[n])
    return False


def _foot_line(line: Line) -> bool:
    """A page number, alone or wide apart from a running head."""
    return _PAGE_FOOT.match(line.text) is not None or _WIDE_FOOT.match(line.raw) is not None


_DASHED = re.compile(r"^[-–—] ?\d{1,4} ?[-–—]$")
_WIDE_FOOT = re.compile(r"^\d{1,4}\s{4,}\S|^\S.{3,80}\S\s{4,}\d{1,4}$")
_PAGE_FOOT = re.compile(r"^[-–— ]*\d{1,4}[-–— ]*$|^\d{1,4}\s+[A-Z]{2,}[/.]\S+$|^[A-Z]{2,}[/.]\S+\s+\d{1,4}$")


def _mark_before(lines: Sequence[Line], i: int, mark: str, glued: bool = False) -> bool:
    """A mark of that number is glued to something not far above; ``glued``: to a word, or to the sign that closes one."""
    if glued:
        pattern = re.compile(rf"[^\W\d_](?:\s?[»”)])?[’.,;]?{mark}(?:[\s.,;:»”)]|$)")
        return any(mark in line.text and pattern.search(line.text) for line in lines[max(0, i - REACH // 2) : i])
    # The figures of « 3.1 » and « 2,5 » mark nothing.
    year = r"(?<!\d)(?:19|20)\d\d[.,]?"
    pattern = re.compile(rf"(?:[^\W\d_]|[»”)’%;]|(?<!\d)[.,]|{year}|<sup>){mark}(?:</sup>|[\s.,;:»”)]|$)")
    return any(
        mark in line.text and pattern.search(line.text)
        for line in lines[max(0, i - REACH) : i]
        if not line.text.startswith(("http", "www"))
    )


def _last_line(source: str, lines: Sequence[Line], first: int) -> int:
    i = first
    while i + 1 < len(lines):
        line, following = lines[i], lines[i + 1]
        if following.gap or following.turn or _RULE.search(following.text) or _DASHED.match(following.text):
            break
        if _PAGE_FOOT.match(following.text) and (i + 2 >= len(lines) or lines[i + 2].gap or lines[i + 2].turn):
            break
        if _DONE.search(line.text) and following.text[0].isupper() and broken_on_purpose(line, following, 0.7):
            break  # the text goes on below, without a blank line
        if _BODY.match(source, following.start, following.end) and _DONE.search(line.text):
            break
        if (
            _DONE.search(line.text)
            and not link_goes_on(line.text, following.text)
            and (following.text[0].islower() or following.text.startswith(("http", "www")))
        ):
            # The text goes on in mid-sentence, or a line of link targets follows.
            break
        i += 1
    return i


class Marks:
    """Which note numbers a figure in a given line may point to: those whose body stands below within reach, or at the end."""

    def __init__(self, notes: Sequence[Note], n_lines: int) -> None:
        self._notes = [n for n in notes if n.number is not None]
        self._firsts = [n.first for n in self._notes]
        last = self._notes[-1].first if self._notes else 0
        # Notes gathered behind the text serve all of it.
        self._gathered = bool(self._notes) and self._firsts[0] >= 0.6 * n_lines and last > self._firsts[0] - 1
        self._any = frozenset(n.number for n in self._notes if n.number is not None)

    def near(self, line: int) -> frozenset[int]:
        """Numbers that may be marked in line ``line``."""
        if not self._notes:
            return frozenset()
        if self._gathered:
            return self._any
        i = bisect_left(self._firsts, line)
        numbers = [n.number for n in self._notes[i : i + 40] if n.first - line <= REACH]
        return frozenset(n for n in numbers if n is not None)
