"""Lines put together again: paragraphs, list items and titles over line ends, page turns, notes and stray blank lines."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from pipeline.layout.agenda_times import time_range
from pipeline.layout.endings import goes_on, starts_low, terminal
from pipeline.layout.furniture import Furniture
from pipeline.layout.inline import cuts_of, join_of, vocabulary
from pipeline.layout.lines import Line, broken_on_purpose
from pipeline.layout.markers import Marker, marker_of, value_of
from pipeline.layout.notes import Marks, Note
from pipeline.layout.reading import Cut, Reading
from pipeline.layout.roles import day_title, names_someone, role_of
from pipeline.layout.rows import bare, table_rows
from pipeline.layout.titles import kind_of_title
from pipeline.offsets import read_piece

Kind = Literal["text", "item", "heading", "agenda", "row", "note", "furniture"]

_COLON = re.compile(r"[:;][*_…\s]*(?:et|ou)?$|[;,]\s?(?:et|ou)(?:/ou)?$|:\s?…$")
_ENUMERATED = re.compile(r"(?:^|(?<=[\s(]))(?P<label>[a-z]|[ivx]{1,5}|\d{1,2})\)\s", re.MULTILINE)
_RUN_IN = re.compile(
    r"\*{1,3}(?P<title>[^\s*_][^*_]{1,120}?)(?:(?P<stop>[.?!])\*{1,3}|\*{1,3}(?P<after>[.?!]))\s+(?=\S)"
)
_CUT_BETWEEN = re.compile(r"[*_#>\s]*")


@dataclass(slots=True)
class Block:
    """Some lines that read as one: ``lines`` are their indices, ``reading`` their text without markers, marks and markup."""

    kind: Kind
    lines: list[int]
    reading: Reading
    markers: list[Marker] = field(default_factory=list)
    gap: int = 0  # blank lines above
    why: str = ""  # of furniture
    after: int = 0  # blank lines below (a page turn counts)
    bold: bool = False  # wholly set off by markup
    note: str | None = None
    title: int = 0  # characters of the reading text that markup sets off as a title run in

    @property
    def text(self) -> str:
        return self.reading.text

    @property
    def marker(self) -> Marker | None:
        return self.markers[-1] if self.markers else None

    @property
    def first(self) -> int:
        return self.lines[0]

    @property
    def last(self) -> int:
        return self.lines[-1]


class BlockReader:
    """Reads the lines of one document into blocks."""

    def __init__(self, source: str, lines: Sequence[Line], furniture: Furniture, notes: Sequence[Note]) -> None:
        self.source = source
        self.lines = lines
        self.furniture = furniture
        self.notes = notes
        self.marks = Marks(notes, len(lines))
        self.words = (
            vocabulary(line.text for line in lines)
            if any(line.text[-1] in "-‐‑\u00ad" for line in lines)
            else frozenset()
        )
        self.markup = (
            "**" in source
            or "<sup>" in source
            or re.search(r"(?m)^#{1,6} ", source) is not None
            or source.count("\n* ") < source.count("\n*") > 3
        )
        self._letters: set[str] = set()  # labels seen so far
        self.table = table_rows(source, lines)
        self._note_lines = {i: n for n in notes for i in range(n.first, n.last + 1)}

    # ------------------------------------------------------------------ grouping
    def read(self) -> list[Block]:
        """All blocks in source order of their first line; every line belongs to exactly one."""
        groups: list[tuple[Kind, list[int], list[tuple[Marker, int]], str]] = []
        current: list[int] = []
        kind: Kind = "text"
        markers: list[tuple[Marker, int]] = []
        crossing = False
        lines = self.lines

        def flush() -> None:
            nonlocal current, markers
            if current:
                groups.append((kind, current, markers, ""))
            current, markers = [], []

        i = 0
        while i < len(lines):
            note = self._note_lines.get(i)
            if note is not None:
                groups.append(("note", list(range(note.first, note.last + 1)), [], note.mark))
                crossing = True
                i = note.last + 1
                continue
            why = self.furniture.lines.get(i)
            if why is not None:
                if why in ("contents", "imprint", "rotated", "cover", "date", "acronyms"):
                    flush()
                groups.append(("furniture", [i], [], why))
                crossing = True
                i += 1
                continue
            line = lines[i]
            found = self._markers(i)
            timed = time_range(bare(line.text, self.markup)) is not None
            row = i in self.table
            if row and not timed:
                flush()
                groups.append(("row", [i], [], ""))
                crossing = False
                i += 1
                continue
            if current and not timed and self._joins(current, kind, markers, i, found, crossing):
                current.append(i)
            else:
                flush()
                current = [i]
                markers = found
                self._letters.update(m.label for m, _ in found)
                kind = "agenda" if timed else "item" if markers else "text"
            crossing = False
            i += 1
        flush()
        blocks = [self._block(*g) for g in self._merge_furniture(groups)]
        blocks.sort(key=lambda b: lines[b.first].start)
        for block, following in itertools.pairwise(blocks):
            block.after = max(
                lines[following.first].gap, 1 if lines[following.first].turn or following.kind == "furniture" else 0
            )
        if blocks:
            blocks[-1].after = 1
        return blocks

    def _markers(self, i: int) -> list[tuple[Marker, int]]:
        """Markers at the start of line ``i`` (several when nested: ``- b)``) with the source offset where each starts."""
        line = self.lines[i]
        at = line.start
        found: list[tuple[Marker, int]] = []
        while len(found) < 3:
            skip = _CUT_BETWEEN.match(self.source, at, line.end) if self.markup and found else None
            begin = skip.end() if skip else at
            if self.markup and not found:
                stars = re.compile(r"\*{2,3}(?=[^\s*])|\*(?=\d)").match(self.source, at, line.end)
                begin = stars.end() if stars else at
            marker = marker_of(self.source[begin : min(line.end, begin + 40)])
            if marker is None or begin + marker.size >= line.end or not self._numbering(marker):
                break
            if found and marker.style in ("dash", "hash"):
                break
            found.append((marker, begin))
            at = begin + marker.size
        return found

    def _numbering(self, marker: Marker) -> bool:
        """A single capital numbers a title when its sequence has begun; else it is an initial (``M. Diallo``)."""
        if marker.style not in ("capital", "upper_roman") or len(marker.label) > 1 or marker.label in "AI":
            return True
        before = (
            {"V": "IV", "X": "IX"}.get(marker.label) if marker.style == "upper_roman" else chr(ord(marker.label) - 1)
        )
        return before in self._letters

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
                or (gap and not starts_low(self.source[line.start + marker.size : line.end]))
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
        before = markers[-1][0] if markers else None
        successor = (
            before is not None
            and marker.value is not None
            and before.value is not None
            and before.style == marker.style
            and marker.value == before.value + 1
        )
        if successor and not (goes_on(prev.text) and not gap):
            return True
        if not gap and not line.turn:
            return broken_on_purpose(prev, line) and not goes_on(prev.text) and marker.style not in ("capital",)
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

    def _joins(
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
        if line.text[0].isupper() and ":" in line.text[:60] and (role := role_of(line.text)):
            rest = line.text[role[1] :]
            if (
                crossing
                or gap
                or broken_on_purpose(prev, line)
                or terminal(prev.text)
                or not rest
                or names_someone(rest)
            ):
                return False
        if kind == "agenda":
            if found and found[0][0].style == "dash" and not gap and starts_low(line.text[1:].lstrip()):
                return True
            if gap or found:
                return not found and goes_on(prev.text) and gap and starts_low(line.text)
            return not prev.text.endswith("?") and not (
                broken_on_purpose(prev, line) and not goes_on(prev.text) and not starts_low(line.text)
            )
        ended = terminal(prev.text)
        low = starts_low(line.text)
        if line.caps and not prev.caps and (gap or crossing) and len(line.text) >= 5:
            return False
        if prev.caps and line.caps and not gap and not crossing:
            return not (day_title(line.text) or day_title(prev.text))
        if prev.caps != line.caps and (" " in (line if line.caps else prev).text) and not (low or goes_on(prev.text)):
            return False
        if not gap and not crossing:
            if ended:
                if line.indent > prev.indent and not low and self._stands_alone(i):
                    return False  # a title at the top of a page
                return low or not broken_on_purpose(prev, line)
            if low or goes_on(prev.text) or line.text[0] == "(":
                return True
            if _COLON.search(prev.text) and broken_on_purpose(prev, line):
                return False
            # Items are often set narrower than the text around them.
            return not broken_on_purpose(prev, line, 0.55 if markers else 0.78)
        if ended:
            return False
        if _COLON.search(prev.text):
            return low and (not gap or (crossing and prev.text[-1] not in ":;…"))
        if gap and not crossing:
            if prev.caps and line.caps:
                apart = any(day_title(t) or kind_of_title(t) for t in (prev.text, line.text))
                return line.gap == 1 and not prev.text[-1].isdigit() and not markers and not apart
            if low:
                return line.indent < prev.indent + 2 or bool(markers)
            if markers and len(current) == 1 and line.gap == 1 and self._overflows(i):
                return True
            return goes_on(prev.text) and (line.gap <= 2)
        if low or goes_on(prev.text):
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

    def _overflows(self, i: int) -> bool:
        """The first word of line ``i`` had no room in the item's line above, as wide as its fellows get."""
        prev, line = self.lines[i - 1], self.lines[i]
        fellows = [
            other.size
            for other in self.lines[max(0, i - 9) : i + 9]
            if other is not prev and marker_of(self.source[other.start : other.start + 12] + "x") is not None
        ]
        return len(fellows) >= 2 and prev.size + 1 + len(line.text.split(" ", 1)[0]) > max(fellows) >= 30

    def _stands_alone(self, i: int) -> bool:
        """A short line with space below: likely a title."""
        line = self.lines[i]
        return (
            line.size < 0.7 * line.width
            and i + 1 < len(self.lines)
            and self.lines[i + 1].gap > 0
            and not terminal(line.text)
        )

    def _merge_furniture(
        self, groups: list[tuple[Kind, list[int], list[tuple[Marker, int]], str]]
    ) -> list[tuple[Kind, list[int], list[tuple[Marker, int]], str]]:
        out: list[tuple[Kind, list[int], list[tuple[Marker, int]], str]] = []
        for group in groups:
            kind, indices, _, why = group
            if out and kind == "furniture" and out[-1][0] == "furniture" and out[-1][3] == why:
                before, line = self.lines[out[-1][1][-1]], self.lines[indices[0]]
                near = out[-1][1][-1] + 1 == indices[0]
                entries = self.furniture.entries
                if why == "acronyms" and entries.get(out[-1][1][-1]) == entries.get(indices[0]):
                    out[-1][1].extend(indices)
                    continue
                if near and (
                    why == "rotated"
                    or (
                        not line.gap
                        and (
                            why not in ("contents", "imprint", "acronyms")
                            or (why == "imprint" and not broken_on_purpose(before, line))
                        )
                    )
                ):
                    out[-1][1].extend(indices)
                    continue
            out.append((kind, list(indices), group[2], why))
        return out

    # ------------------------------------------------------------------ reading
    def _block(self, kind: Kind, indices: list[int], markers: list[tuple[Marker, int]], why: str) -> Block:
        reading = Reading(self.source)
        lines = self.lines
        previous = ""
        bold = False
        head = next((n.head for n in self.notes if n.first == indices[0]), 0) if kind == "note" else 0
        for n, i in enumerate(indices):
            line = lines[i]
            cuts: list[Cut] = []
            start = line.start
            if n == 0 and markers:
                for marker, at in markers:
                    # Emphasis that opens before the marker stays markup.
                    if at > start:
                        cuts.append(Cut(start, at, "markup", True))
                    stop = at + len(self.source[at : at + marker.size].rstrip())
                    cuts.append(Cut(at, stop, "markup" if marker.style == "hash" else "marker", True))
                    start = at + marker.size
            end = line.end
            if kind in ("row", "agenda") and len(indices) == 1 and i in self.table:
                # The bars at the edges of a row are drawing.
                if self.source[start] == "|":
                    cuts.append(Cut(start, start + 1, "markup", True))
                    start += 1
                if self.source[end - 1] == "|" and end - 1 > start:
                    end -= 1
            if n == 0 and head:
                cuts.append(Cut(start, start + len(self.source[start : start + head].rstrip()), "marker", True))
                start += head
            known = self.marks.near(i) if kind in ("text", "item", "heading", "agenda", "row") else ()
            if why not in ("rule", "url", "page"):
                cuts.extend(cuts_of(self.source, start, end, known, self.markup))
            if end < line.end:
                cuts.append(Cut(end, line.end, "markup"))
            glue, drop = join_of(previous, self.source[start : line.end], self.words) if n else ("", False)
            if n and drop:
                reading.cut_last_hyphen()
            reading.add(line.start, line.end, cuts, glue)
            # A link may run over several lines: what it began with is kept in sight.
            previous = (previous[-300:] if n and glue == "" else "") + self.source[start : line.end]
        reading.close()
        if reading.empty:
            # Nothing but markers and markup: read it as it stands.
            reading = Reading(self.source)
            for i in indices:
                reading.add(lines[i].start, lines[i].end)
            reading.close()
            return Block("furniture", indices, reading, gap=lines[indices[0]].gap, why="rule")
        if self.markup:
            raw = self.source[lines[indices[0]].start : lines[indices[-1]].end].strip()
            raw = re.sub(r"^#{1,6}\s+", "", raw)
            inner = raw.strip("*")
            bold = (
                raw.startswith("*")
                and raw.endswith("*")
                and "*" not in inner.replace("\\*", "")
                and len(raw) - len(inner) >= 2
            )
        return Block(
            kind,
            indices,
            reading,
            [m for m, _ in markers],
            lines[indices[0]].gap,
            why,
            bold=bold,
            note=why if kind == "note" else None,
            title=self._title(reading, lines[indices[0]], markers, bold) if self.markup and kind == "text" else 0,
        )

    def _title(self, reading: Reading, line: Line, markers: list[tuple[Marker, int]], bold: bool) -> int:
        """How much of the text is a title run in: what emphasis sets off at the start of a paragraph and a period ends."""
        found = None if bold or markers else _RUN_IN.match(self.source, line.start, line.end)
        if found is None:
            return 0
        title = read_piece(found["title"] + (found["stop"] or found["after"]))
        return len(title) if reading.text.startswith(title) and len(title.split()) <= 12 else 0
