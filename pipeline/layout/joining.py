"""Which lines go together: whether a line goes on with the one before, and whether a marker begins something new."""

from __future__ import annotations

import re

from pipeline.layout.agenda_times import only_times, trailing_range
from pipeline.layout.block import Kind
from pipeline.layout.dates import dated_line
from pipeline.layout.endings import capitals_go_on, goes_on, starts_low, starts_with_figure, terminal
from pipeline.layout.entries import entry_label
from pipeline.layout.lines import broken_on_purpose
from pipeline.layout.markers import Marker, value_of
from pipeline.layout.placing import Placing
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


class Joiner(Placing):
    """Judges the lines of one document."""

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
                or (not same and not goes_on(prev.text) and self.dashed(i + 1, line.indent))
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
        if gap and not goes_on(prev.text.rstrip(",")) and (broken_on_purpose(prev, line) or self.begins_run(i, marker)):
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
            outer = marker.style == "upper_roman" and line.indent < self.lines[current[0]].indent
            return (outer or broken_on_purpose(prev, line)) and not goes_on(prev.text) and marker.style != "capital"
        return not goes_on(prev.text) or marker.style in ("upper_roman", "dotted")

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
            return not (line.text.startswith("par ") and self.names_author(current, i))  # most lines
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
                if line.indent > prev.indent and self.stands_alone(i):
                    return False  # a title at the top of a page
                if self.titled_below(i) or self.heads_next(i):
                    return False
                return not (broken_on_purpose(prev, line) or self.by_lines(i))
            if prev.text[-1] == "," and _CLAUSE.match(line.text) and broken_on_purpose(prev, line):
                return False
            moves_in = not markers and self.moves_in(current, i)
            if goes_on(prev.text) or (line.text[0] == "(" and not moves_in):
                return True
            if _COLON.search(prev.text) and broken_on_purpose(prev, line):
                return False
            if markers and len(current) == 1 and kind_of_title(prev.text) and broken_on_purpose(prev, line):
                return False
            if moves_in or self.by_lines(i) or (markers and self.begins_again(i, markers[0][0])):
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
            if markers and len(current) == 1 and line.gap == 1 and self.overflows(i):
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
            and not self.stands_alone(i)
        )

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
