"""How a line stands among its neighbours: short above a list, stopped on purpose, one of a run set line by line."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from pipeline.layout.endings import goes_on, starts_low, terminal
from pipeline.layout.lines import Line, broken_on_purpose
from pipeline.layout.markers import Marker, marker_of
from pipeline.layout.verbs import has_verb

_AUTHOR = re.compile(r"par (?:(?:M\.|Mme|Mlle|Dr|Pr) )?[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'.-]+){1,3}(?:, [^.;:]{3,60})?$")


class Placing:
    """The lines of one document, each judged by its place."""

    def __init__(self, source: str, lines: Sequence[Line]) -> None:
        self.source = source
        self.lines = lines
        self._set: dict[int, bool] = {}  # first line of a run -> whether it is set line by line

    def marker(self, i: int) -> Marker | None:
        """What stands before the text of line ``i``."""
        line = self.lines[i]
        return marker_of(self.source[line.start : min(line.end, line.start + 40)])

    def dashed(self, i: int, indent: int) -> bool:
        """Line ``i`` too opens with a dash, right below and as far from the margin."""
        if i >= len(self.lines) or self.lines[i].gap or self.lines[i].indent != indent:
            return False
        marker = self.marker(i)
        return marker is not None and marker.style == "dash"

    def begins_run(self, i: int, marker: Marker) -> bool:
        """The first number or letter of a list: the second opens a line not far below."""
        if marker.value != 1:
            return False
        for n in range(i + 1, min(i + 16, len(self.lines))):
            following = self.marker(n)
            if following is not None and following.style == marker.style and following.value == 2:
                return True
        return False

    def short_over(self, i: int) -> Marker | None:
        """The marker of the line right below, when line ``i`` is a short one."""
        line = self.lines[i]
        if i + 1 >= len(self.lines) or line.size >= 0.6 * line.width or not line.text[0].isupper():
            return None
        return None if self.lines[i + 1].gap else self.marker(i + 1)

    def titled_below(self, i: int) -> bool:
        """After a full stop, a short line right above a numbered paragraph: the title of what follows."""
        marker = None if terminal(self.lines[i].text) else self.short_over(i)
        return marker is not None and not marker.bare

    def heads_next(self, i: int) -> bool:
        """After a full stop, a line that stops short without one, above one that begins anew: a title without space around it."""
        line = self.lines[i]
        following = self.lines[i + 1] if i + 1 < len(self.lines) else None
        return (
            following is not None
            and not following.gap
            and line.text[0].isupper()
            and following.text[0].isupper()
            and line.text[-1] not in ":;"
            and not terminal(line.text)
            and not goes_on(line.text)
            and broken_on_purpose(line, following, 0.7)
        )

    def begins_again(self, i: int, marker: Marker) -> bool:
        """A short line over a first number: the title of the next group of the list."""
        found = self.short_over(i)
        return found is not None and found.style == marker.style and found.value == 1

    def names_author(self, current: list[int], i: int) -> bool:
        """``par Awa Njoya`` below a title of a line or two, with nothing that goes on right below."""
        line = self.lines[i]
        following = self.lines[i + 1] if i + 1 < len(self.lines) else None
        return (
            len(current) <= 2
            and self.lines[current[0]].text[0].isupper()
            and _AUTHOR.match(line.text) is not None
            and not any(has_verb(self.lines[n].text) for n in current)
            and (following is None or following.gap > 0 or following.text[0].isupper())
        )

    def moves_in(self, current: list[int], i: int) -> bool:
        """The first line stands out to the left of all that follow: a name or a title above the text it belongs to."""
        first, line = self.lines[current[0]], self.lines[i]
        return (
            len(current) == 1
            and line.indent >= first.indent + 3
            and first.text[-1] not in ",;:"
            and (i + 1 == len(self.lines) or self.lines[i + 1].gap > 0 or self.lines[i + 1].indent == line.indent)
        )

    def by_lines(self, i: int) -> bool:
        """The run of lines without space between them around line ``i`` is set line by line, not wrapped: where one ends, the first
        word of the next would have had room, or a sentence ends, more often than a sentence goes on."""
        start = i
        while start > 0 and i - start < 40 and not self._begins(start):
            start -= 1
        if start not in self._set:
            stop = start + 1
            while stop < len(self.lines) and stop - start < 80 and not self._begins(stop):
                stop += 1
            run = self.lines[start:stop]
            margin = 0.85 * max(line.size for line in run)
            own = inside = wrapped = 0  # ``inside``: judged by the lines of the run alone
            for prev, line in itertools.pairwise(run):
                if starts_low(line.text) or goes_on(prev.text):
                    wrapped += 1
                elif terminal(prev.text) or broken_on_purpose(prev, line, 0.85):
                    own += 1
                    inside += terminal(prev.text) or prev.size + 1 + len(line.text.split(" ", 1)[0]) <= margin
            self._set[start] = own >= 2 and (not wrapped or (inside >= 2 and inside >= 2 * wrapped))
        return self._set[start]

    def _begins(self, i: int) -> bool:
        return self.lines[i].gap > 0 or self.lines[i].turn or self.marker(i) is not None

    def stands_alone(self, i: int) -> bool:
        """A short line with space below: likely a title."""
        line = self.lines[i]
        return (
            line.size < 0.7 * line.width
            and i + 1 < len(self.lines)
            and self.lines[i + 1].gap > 0
            and not terminal(line.text)
        )

    def overflows(self, i: int) -> bool:
        """The first word of line ``i`` had no room in the item's line above, as wide as its fellows get."""
        prev, line = self.lines[i - 1], self.lines[i]
        fellows = [
            other.size
            for other in self.lines[max(0, i - 9) : i + 9]
            if other is not prev and marker_of(self.source[other.start : other.start + 12] + "x") is not None
        ]
        listed = i + 1 < len(self.lines) and self.marker(i + 1) is not None
        if line.size < 0.5 * prev.size and not terminal(line.text) and not listed:
            return False  # a title: no item follows it
        if prev.size < 0.8 * prev.width and (terminal(line.text) or line.size > 1.1 * prev.size):
            return False
        if len(fellows) < 2 or prev.size > max(fellows) + 4:
            return False  # wider than its fellows: they show no margin
        return prev.size + 1 + len(line.text.split(" ", 1)[0]) > max(fellows) >= 30
