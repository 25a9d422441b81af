"""Which lines go together: whether a line goes on with the one before, and whether a marker begins something new."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from pipeline.layout.agenda_times import only_times, trailing_range
from pipeline.layout.block import Kind
from pipeline.layout.dates import dated_line
from pipeline.layout.endings import capitals_go_on, goes_on, starts_low, starts_with_figure, terminal
from pipeline.layout.entries import entry_label
from pipeline.layout.lines import Line, broken_on_purpose
from pipeline.layout.markers import Marker, marker_of, value_of
from pipeline.layout.roles import (
    closing_line,
    day_title,
    names_after_label,
    names_someone,
    patterns,
    role_of,
    roster_title,
    salutation,
    titled_person,
)
from pipeline.layout.titles import counted_title, kind_of_title
from pipeline.layout.verbs import has_verb, opens_statement

_COLON = re.compile(r"[:;][*_…\s]*(?:et|ou)?$|[;,]\s?(?:et|ou)(?:/ou)?$|:\s?…$")
_ENUMERATED = re.compile(r"(?:^|(?<=[\s(]))(?P<label>[a-z]|[ivx]{1,5}|\d{1,2})\)\s", re.MULTILINE)
_LABELLED = re.compile("[:–—|]")
_BY = re.compile(
    r"(?:présentée?|établie?|préparée?|rédigée?|soumise?|traduite?|élaborée?)s? par (?=(?:l[ea] |les |l[’'])?[A-ZÀ-Þ])"
)
_AUTHOR = re.compile(r"par (?:(?:M\.|Mme|Mlle|Dr|Pr) )?[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'.-]+){1,3}(?:, [^.;:]{3,60})?$")
_LISTED = re.compile(r"[^,(.;:]{5,50}[,(]")
# What may interrupt a sentence: a box, a figure, a table, a picture.
BOXED = re.compile(
    r"(?:Encadré|ENCADRÉ|ENCADRE|Figure|FIGURE|Graphique|GRAPHIQUE|Tableau|TABLEAU|Carte|Photo|Étude de cas)\b"
)
_NUMBERED_BOX = re.compile(BOXED.pattern + r"\s\d")


# The clauses of a preamble: « Considérant que ... », « Préoccupés par ... ».
_CLAUSE = re.compile(
    r"(?!Représentant|Lieutenant|Commandant|Étudiant)[A-ZÀ-Þ](?:\w+(?:ant|(?<!t)(?:ées?|és))|onvaincue?s?|onscient\w*|ésolue?s?)"
    r"(?: \w+)? (?:que|qu[’']|par|de|du|des|les?|la|l[’']|d[’']|avec|en)\b"
)


class Joiner:
    """Judges the lines of one document."""

    def __init__(self, source: str, lines: Sequence[Line]) -> None:
        self.source = source
        self.lines = lines
        self._set: dict[int, bool] = {}  # first line of a run -> whether it is set line by line

    def _breaks(
        self,
        current: list[int],
        markers: list[tuple[Marker, int]],
        i: int,
        found: list[tuple[Marker, int]],
        crossing: bool,
    ) -> bool:
        """The marker at the start of line ``i`` begins something new rather than standing in running text."""
        marker = found[0][0]
        prev, line = self.lines[current[-1]], self.lines[i]
        if marker.style in ("bullet", "hash"):
            return True
        ended = terminal(prev.text) or bool(_COLON.search(prev.text))
        gap = line.gap > 0
        if marker.style == "dash":
            same = bool(markers) and markers[0][0].style == "dash"
            return (
                ended
                or (gap and not (crossing and starts_low(self.source[line.start + marker.size : line.end])))
                or (not same and not goes_on(prev.text) and self._dashed(i + 1, line.indent))
                or (same and not goes_on(prev.text) and broken_on_purpose(prev, line))
                or (same and gap)
                or (same and broken_on_purpose(prev, line, 0.95) and line.indent == self.lines[current[0]].indent)
                or (same and line.indent <= self.lines[current[0]].indent and not goes_on(prev.text))
            )
        if (
            marker.style in ("alpha", "roman", "digit")
            and self.source[found[0][1] + marker.size - 1 : found[0][1] + marker.size].isspace()
            and ")" in self.source[found[0][1] : found[0][1] + marker.size]
            and not gap
            and not terminal(prev.text)
        ):
            return self._set_in_lines(i, marker)
        if ended:
            return True
        if (
            gap
            and not goes_on(prev.text.rstrip(","))
            and (broken_on_purpose(prev, line) or self._begins_run(i, marker))
        ):
            return True
        before = markers[-1][0] if markers else None
        successor = (
            before is not None
            and marker.value is not None
            and before.value is not None
            and before.style == marker.style
            and marker.value == before.value + 1
        )
        if successor and (marker.prefix or gap or prev.text[-1] == "," or not goes_on(prev.text)):
            return True
        if not gap and not line.turn:
            return broken_on_purpose(prev, line) and not goes_on(prev.text) and marker.style not in ("capital",)
        return not goes_on(prev.text) or marker.style in ("upper_roman", "dotted")

    def _dashed(self, i: int, indent: int) -> bool:
        """Line ``i`` too opens with a dash, right below and as far from the margin."""
        if i >= len(self.lines) or self.lines[i].gap or self.lines[i].indent != indent:
            return False
        marker = self._marker(i)
        return marker is not None and marker.style == "dash"

    def _marker(self, i: int) -> Marker | None:
        line = self.lines[i]
        return marker_of(self.source[line.start : min(line.end, line.start + 40)])

    def _begins_run(self, i: int, marker: Marker) -> bool:
        """The first number or letter of a list: the second opens a line not far below."""
        if marker.value != 1:
            return False
        for n in range(i + 1, min(i + 16, len(self.lines))):
            following = self._marker(n)
            if following is not None and following.style == marker.style and following.value == 2:
                return True
        return False

    def _set_in_lines(self, i: int, marker: Marker) -> bool:
        """An enumeration that wraps like running text is one sentence, wherever its letters fall; one set by lines is a list."""
        if broken_on_purpose(self.lines[i - 1], self.lines[i]) and not goes_on(self.lines[i - 1].text):
            return True
        start = i
        while start > 0 and not self.lines[start].gap and start > i - 40:
            start -= 1
        stop = i + 1
        while stop < len(self.lines) and not self.lines[stop].gap and stop < i + 40:
            stop += 1
        values: list[tuple[int, bool, bool]] = []  # value, opens a line, after a colon
        before = ""
        for line in self.lines[start:stop]:
            for found in _ENUMERATED.finditer(line.text):
                value = value_of(marker.style, found["label"])
                if value is not None and found["label"].isdigit() == (marker.style == "digit"):
                    opens = not line.text[: found.start()].strip("( •–-")
                    values.append((value, opens, opens and before.endswith(":")))
            before = line.text
        opening = [v for v in values if v[1]]
        if values and values[0][0] == 1 and not values[0][1]:
            return False  # it began in mid-line
        if 3 * len(opening) >= 2 * len(values):
            return True
        return len(opening) == 1 and opening[0][0] == 1 and opening[0][2]

    def joins(
        self,
        current: list[int],
        kind: Kind,
        markers: list[tuple[Marker, int]],
        i: int,
        found: list[tuple[Marker, int]],
        crossing: bool,
    ) -> bool:
        prev, line = self.lines[current[-1]], self.lines[i]
        if found and self._breaks(current, markers, i, found, crossing):
            return False
        gap = line.gap > 0
        crossing = crossing or line.turn
        low = starts_low(line.text)
        if low and not gap and not crossing and kind != "agenda":
            return not (line.text.startswith("par ") and self._names_author(current, i))  # most lines
        if low and gap and _BY.match(line.text) and not goes_on(prev.text):
            return False  # below a title who wrote it
        if line.text[0].isupper() and _LABELLED.search(line.text, 0, 60) and (role := role_of(line.text)):
            rest = line.text[role[1] :]
            if (
                crossing
                or gap
                or broken_on_purpose(prev, line)
                or terminal(prev.text)
                or not rest
                or names_someone(rest)
                or role_of(self.lines[current[0]].text) is not None
            ):
                return False
        if prev.text[-1] in ":–—" and prev.size <= 60 and (role := role_of(prev.text)) and role[1] >= prev.size:
            return False  # « Panélistes : », and who they are below
        if kind == "agenda" and not gap and not found and only_times(self.lines[current[0]].text):
            # The cells of a row one below the other: the times, the title, who takes part.
            if only_times(prev.text):
                return not titled_person(line.text)
            return starts_low(line.text) or goes_on(prev.text)
        if kind == "agenda":
            if found and found[0][0].style == "dash" and not gap and starts_low(line.text[1:].lstrip()):
                return True
            if gap or found:
                return not found and goes_on(prev.text) and gap and starts_low(line.text)
            if (titled_person(line.text) or names_after_label(line.text) or role_of(line.text)) and not goes_on(
                prev.text
            ):
                return False
            return not prev.text.endswith("?") and not (
                broken_on_purpose(prev, line) and not goes_on(prev.text) and not starts_low(line.text)
            )
        ended = terminal(prev.text)
        if not low and self._opens_apart(current, i):
            return False
        if line.caps and not prev.caps and (gap or crossing) and len(line.text) >= 5:
            return False
        if prev.caps and line.caps and not gap and not crossing:
            return not (day_title(line.text) or day_title(prev.text))
        if prev.caps != line.caps and (" " in (line if line.caps else prev).text) and not (low or goes_on(prev.text)):
            return False
        if not gap and not crossing:
            if ended:
                if line.indent > prev.indent and self._stands_alone(i):
                    return False  # a title at the top of a page
                if self._titled_below(i) or self._heads_next(i):
                    return False
                return not (broken_on_purpose(prev, line) or self._by_lines(i))
            if prev.text[-1] == "," and _CLAUSE.match(line.text) and broken_on_purpose(prev, line):
                return False
            moves_in = not markers and self._moves_in(current, i)
            if goes_on(prev.text) or (line.text[0] == "(" and not moves_in):
                return True
            if _COLON.search(prev.text) and broken_on_purpose(prev, line):
                return False
            if markers and len(current) == 1 and kind_of_title(prev.text) and broken_on_purpose(prev, line):
                return False
            if moves_in or self._by_lines(i) or (markers and self._begins_again(i, markers[0][0])):
                return False
            # Items are often set narrower than the text around them.
            narrow = markers and markers[0][0].style not in ("capital", "upper_roman", "dotted")
            return not broken_on_purpose(prev, line, 0.55 if narrow else 0.78)
        if ended:
            return False
        if _COLON.search(prev.text):
            open_item = prev.text[-1] == ";" and bool(markers)
            return low and (not gap or (crossing and (open_item or prev.text[-1] not in ":;…")))
        if gap and not crossing:
            if prev.caps and line.caps:
                apart = any(day_title(x) or kind_of_title(x) or roster_title(x) for x in (prev.text, line.text))
                open_ = capitals_go_on(prev.text, line.text) or prev.size >= 44
                return open_ and line.gap == 1 and not prev.text[-1].isdigit() and not markers and not apart
            if low:
                return line.indent < prev.indent + 2 or bool(markers)
            if markers and len(current) == 1 and line.gap == 1 and self._overflows(i):
                return True
            if len(current) == 1 and prev.size <= 60 and kind_of_title(prev.text):
                return False
            if prev.text[-1] == "," and not markers:
                return False  # the clauses of a preamble, a salutation
            # A blank line after « etc. », « MM. » ends what the abbreviation closes.
            return goes_on(prev.text) and line.gap <= 2 and prev.text[-1] != "."
        if (
            low
            or goes_on(prev.text)
            or (starts_with_figure(line.text) and not found and prev.size >= 0.75 * prev.width)
        ):
            return True
        title = (
            prev.caps
            or line.caps
            or (len(current) <= 2 and not markers and self.lines[current[0]].gap > 0 and prev.size < 0.7 * prev.width)
        )
        return (
            not title
            and prev.size >= 0.75 * prev.width
            and not broken_on_purpose(prev, line)
            and not self._stands_alone(i)
        )

    def _names_author(self, current: list[int], i: int) -> bool:
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

    def _short_over(self, i: int) -> Marker | None:
        """The marker of the line right below, when line ``i`` is a short one."""
        line = self.lines[i]
        if i + 1 >= len(self.lines) or line.size >= 0.6 * line.width or not line.text[0].isupper():
            return None
        return None if self.lines[i + 1].gap else self._marker(i + 1)

    def _titled_below(self, i: int) -> bool:
        """After a full stop, a short line right above a numbered paragraph: the title of what follows."""
        marker = None if terminal(self.lines[i].text) else self._short_over(i)
        return marker is not None and not marker.bare

    def _heads_next(self, i: int) -> bool:
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

    def _begins_again(self, i: int, marker: Marker) -> bool:
        """A short line over a first number: the title of the next group of the list."""
        found = self._short_over(i)
        return found is not None and found.style == marker.style and found.value == 1

    def _moves_in(self, current: list[int], i: int) -> bool:
        """The first line stands out to the left of all that follow: a name or a title above the text it belongs to."""
        first, line = self.lines[current[0]], self.lines[i]
        return (
            len(current) == 1
            and line.indent >= first.indent + 3
            and first.text[-1] not in ",;:"
            and (i + 1 == len(self.lines) or self.lines[i + 1].gap > 0 or self.lines[i + 1].indent == line.indent)
        )

    def _by_lines(self, i: int) -> bool:
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
        return self.lines[i].gap > 0 or self.lines[i].turn or self._marker(i) is not None

    def _opens_apart(self, current: list[int], i: int) -> bool:
        """The line begins something of its own wherever it stands: after a salutation or a timed title, the next line of a form,
        the next one in a list of persons."""
        prev, line = self.lines[current[-1]], self.lines[i]
        if line.gap and _NUMBERED_BOX.match(line.text):
            return True
        if prev.text[-1] == "," and salutation(prev.text) and not salutation(line.text):
            return True
        first = self.lines[current[0]].text
        if dated_line(line.text) and dated_line(first):
            return True
        if line.gap and (counted_title(line.text) is not None or closing_line(line.text)):
            return True
        if goes_on(prev.text):
            return False
        if trailing_range(prev.text)[0] is not None or (
            line.text[-1] == ")" and line.size <= 80 and trailing_range(line.text)[0] is not None
        ):
            return True
        if (
            opens_statement(line.text)
            and (role := role_of(first))
            and names_someone(first[role[1] :].split(";")[0].strip())
        ):
            return True
        if entry_label(line.text):
            following = self.lines[i + 1].text if i + 1 < len(self.lines) else ""
            return entry_label(first) > 0 or entry_label(following) > 0 or broken_on_purpose(prev, line)
        parts = patterns()["agenda_lines"]
        if parts.match(line.text) and (
            parts.match(first)
            or role_of(first) is not None
            or (line.size <= 40 and titled_person(first.lstrip("•-–—*· ")))
        ):
            return True
        if titled_person(line.text):
            # « Union africaine », and who represents it below.
            body = len(current) == 1 and self.lines[current[0]].gap > 0 and first[0].isupper() and not has_verb(first)
            return body or titled_person(first) or broken_on_purpose(prev, line, 0.9)
        return (
            not line.caps and _LISTED.match(line.text) is not None and names_someone(line.text) and names_someone(first)
        )

    def _overflows(self, i: int) -> bool:
        """The first word of line ``i`` had no room in the item's line above, as wide as its fellows get."""
        prev, line = self.lines[i - 1], self.lines[i]
        fellows = [
            other.size
            for other in self.lines[max(0, i - 9) : i + 9]
            if other is not prev and marker_of(self.source[other.start : other.start + 12] + "x") is not None
        ]
        if line.size < 0.5 * prev.size and not terminal(line.text):
            return False  # a title
        if prev.size < 0.8 * prev.width and (terminal(line.text) or line.size > 1.1 * prev.size):
            return False
        if len(fellows) < 2 or prev.size > max(fellows) + 4:
            return False  # wider than its fellows: they show no margin
        return prev.size + 1 + len(line.text.split(" ", 1)[0]) > max(fellows) >= 30

    def _stands_alone(self, i: int) -> bool:
        """A short line with space below: likely a title."""
        line = self.lines[i]
        return (
            line.size < 0.7 * line.width
            and i + 1 < len(self.lines)
            and self.lines[i + 1].gap > 0
            and not terminal(line.text)
        )
