"""Lines put together again: paragraphs, list items and titles over line ends, page turns, notes and stray blank lines."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from pipeline.layout.agenda_times import half_range, time_range
from pipeline.layout.block import Block, Kind
from pipeline.layout.cell_lines import Row
from pipeline.layout.endings import starts_low, terminal
from pipeline.layout.inline import cuts_of, join_of, plain_line, vocabulary
from pipeline.layout.joining import BOXED, Joiner
from pipeline.layout.lines import Line, broken_on_purpose
from pipeline.layout.markers import Marker, marker_of
from pipeline.layout.notes import Marks, Note
from pipeline.layout.reading import Cut, Reading
from pipeline.layout.roles import day_title
from pipeline.layout.rows import bare, table_rows
from pipeline.layout.sheets import Furniture
from pipeline.offsets import read_piece

_RUN_IN = re.compile(
    r"\*{1,3}(?P<title>[^\s*_][^*_]{1,120}?)(?:(?P<stop>[.?!])\*{1,3}|\*{1,3}(?P<after>[.?!]))\s+(?=\S)"
)
_MARKED = frozenset(("text", "item", "heading", "agenda", "row"))
_ROW_CODE = re.compile(r"(?P<prefix>[A-ZÀ-Þ]{0,3}\.?)(?P<n>\d{1,3})[.)]?(?:(?=\s{2,}\S|\t)|(?<=[A-ZÀ-Þ.]\d)(?=\s))")
_HASHES = re.compile("\n#{1,6} ")
_FIGURE = re.compile("[\\d¹²³⁰⁴-⁹]")
_STARS_BEFORE = re.compile(r"\*{2,3}(?=[^\s*])|\*(?=\d)")
_CUT_BETWEEN = re.compile(r"[*_#>\s]*")


# Kind, lines, markers with their source offsets, why it is furniture or which note it is.
Group = tuple[Kind, list[int], list[tuple[Marker, int]], str]


class BlockReader:
    """Reads the lines of one document into blocks."""

    def __init__(
        self,
        source: str,
        lines: Sequence[Line],
        furniture: Furniture,
        notes: Sequence[Note],
        stacked: Sequence[Row] = (),
    ) -> None:
        self.source = source
        self.lines = lines
        self.furniture = furniture
        self.notes = notes
        self.joiner = Joiner(source, lines)
        self.marks = Marks(notes, len(lines))
        self.words = (
            vocabulary([line.text for line in lines])
            if any(line.text[-1] in "-‐‑\u00ad" for line in lines)
            else frozenset()
        )
        self.markup = (
            "**" in source
            or "<sup>" in source
            or _HASHES.search(f"\n{source}") is not None
            or source.count("\n* ") < source.count("\n*") > 3
        )
        self._glued_dashes = sum(1 for line in lines if line.text[0] in "-–—" and line.text[1:2].isalpha())
        self._letters: set[str] = set()  # labels seen so far
        self._row_codes: frozenset[tuple[str, int]] | None = None
        self._counted: frozenset[tuple[str, int]] | None = None
        self.table = table_rows(source, lines)
        self._stacked = {row.first: row for row in stacked}
        self._note_lines = {i: n for n in notes for i in range(n.first, n.last + 1)}

    # ------------------------------------------------------------------ grouping
    def read(self) -> list[Block]:
        """All blocks in source order of their first line; every line belongs to exactly one."""
        groups: list[Group] = []
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
            stacked = self._stacked.get(i)
            if stacked is not None:
                flush()
                indices = list(range(i, stacked.last + 1))
                if stacked.title:
                    groups.append(("heading", indices, [], "row"))
                else:
                    number = (Marker("word", lines[i].text, lines[i].size), lines[i].start)
                    groups.append(("row", indices, [number] if stacked.numbered else [], ""))
                crossing = False
                i = stacked.last + 1
                continue
            why = self.furniture.lines.get(i)
            if why is not None:
                if why in ("contents", "imprint", "rotated", "cover", "date", "acronyms", "source"):
                    flush()
                groups.append(("furniture", [i], [], why))
                crossing = True
                i += 1
                continue
            line = lines[i]
            found = self._markers(i)
            timed = time_range(bare(line.text, self.markup)) is not None
            if i in self.table.wraps and groups and groups[-1][0] == "row":
                groups[-1][1].append(i)
                i += 1
                continue
            row = i in self.table.rows
            if row and not timed:
                flush()
                signed = [m for m in found if not m[0].bare]
                groups.append(("row", [i], signed or self._row_code(i), ""))
                crossing = False
                i += 1
                continue
            if i in self.table.titles:
                flush()
                groups.append(("heading", [i], [], "row"))
                crossing = False
                i += 1
                continue
            if (timed and current and kind == "agenda" and half_range(lines[current[-1]].text) and not line.gap) or (
                current and not timed and self.joiner.joins(current, kind, markers, i, found, crossing)
            ):
                current.append(i)
            elif not found and not timed and (back := self._suspended(groups, current, i)) is not None:
                flush()
                kind, current, markers, _ = groups.pop(back)
                current.append(i)
            else:
                flush()
                current = [i]
                # « 08 H 30 », « JOUR 1 : Mardi 3 juin »: these numbers count nothing.
                markers = [] if (timed or day_title(line.text)) and found and found[0][0].bare else found
                self._letters.update(m.label for m, _ in markers)
                kind = "agenda" if timed else "item" if markers else "text"
            crossing = False
            i += 1
        flush()
        blocks = [self._block(*g) for g in self._ascending(self._merge_furniture(groups))]
        blocks.sort(key=lambda b: b.first)
        for block, following in itertools.pairwise(blocks):
            block.after = max(
                lines[following.first].gap, 1 if lines[following.first].turn or following.kind == "furniture" else 0
            )
        if blocks:
            blocks[-1].after = 1
        return blocks

    def _suspended(self, groups: Sequence[Group], current: Sequence[int], i: int) -> int | None:
        """The group whose sentence a box or a figure interrupted and which line ``i`` takes up again."""
        line = self.lines[i]
        if not starts_low(line.text) or (current and not (line.gap and terminal(self.lines[current[-1]].text))):
            return None
        for n in range(len(groups) - 1, max(len(groups) - 12, -1), -1):
            kind, indices, _, _ = groups[n]
            last = self.lines[indices[-1]].text
            if i - indices[-1] > 45:
                return None
            if kind in ("text", "item") and BOXED.match(self.lines[indices[-1] + 1].text):
                return n if not terminal(last) and last[-1] not in ":;" else None
        return None

    def _markers(self, i: int) -> list[tuple[Marker, int]]:
        """Markers at the start of line ``i`` (several when nested: ``- b)``) with the source offset where each starts."""
        line = self.lines[i]
        at = line.start
        found: list[tuple[Marker, int]] = []
        while len(found) < 3:
            skip = _CUT_BETWEEN.match(self.source, at, line.end) if self.markup and found else None
            begin = skip.end() if skip else at
            if self.markup and not found:
                stars = _STARS_BEFORE.match(self.source, at, line.end)
                begin = stars.end() if stars else at
            marker = marker_of(self.source[begin : min(line.end, begin + 40)])
            if marker is None or begin + marker.size >= line.end or not self._numbering(marker):
                break
            if marker.bare and (day_title(line.text) if marker.prefix else time_range(line.text)):
                break  # « JOUR 2 : mercredi 3 mai », « 09 H 00 Accueil »
            if found and marker.style in ("dash", "hash"):
                break
            if marker.label[0] == ">" and not self.markup:
                marker = marker._replace(style="bullet")  # no quotation as in Markdown
            found.append((marker, begin))
            at = begin + marker.size
        return found

    def _row_code(self, i: int) -> list[tuple[Marker, int]]:
        """The number or the code in the first column of a table: one of those that count its rows."""
        found = _ROW_CODE.match(self.source, self.lines[i].start, self.lines[i].end)
        if found is None:
            return []
        if self._row_codes is None:
            starts = (_ROW_CODE.match(self.source, self.lines[n].start, self.lines[n].end) for n in self.table.rows)
            self._row_codes = frozenset((m["prefix"], int(m["n"])) for m in starts if m is not None)
        prefix, n = found["prefix"], int(found["n"])
        counted = (prefix, n - 1) in self._row_codes or (prefix, n + 1) in self._row_codes
        if not counted and not (prefix and n == 1 and len(self._row_codes) > 2):
            return []
        return [(Marker("word", found.group(), found.end() - found.start()), self.lines[i].start)]

    def _numbering(self, marker: Marker) -> bool:
        if marker.style == "dash" and marker.size == 1:
            return self._glued_dashes >= 2
        if marker.bare:
            return marker.value is not None and self._follows_its_like(marker.prefix, marker.value)
        return self._lettering(marker)

    def _follows_its_like(self, prefix: str, value: int) -> bool:
        """Numbers without a sign count paragraphs, and codes items, only where they follow one another."""
        if self._counted is None:
            found = (marker_of(self.source[line.start : min(line.end, line.start + 40)]) for line in self.lines)
            self._counted = frozenset(
                (m.prefix, m.value) for m in found if m is not None and m.bare and m.value is not None
            )
        near = sum((prefix, value + d) in self._counted for d in (-2, -1, 1, 2))
        return near >= (1 if prefix else 2) and (
            (prefix, value - 1) in self._counted or (prefix, value + 1) in self._counted
        )

    def _lettering(self, marker: Marker) -> bool:
        """A single capital numbers a title when its sequence has begun; else it is an initial (``M. Diallo``)."""
        if marker.style not in ("capital", "upper_roman") or len(marker.label) > 1 or marker.label in "AI":
            return True
        before = (
            {"V": "IV", "X": "IX"}.get(marker.label) if marker.style == "upper_roman" else chr(ord(marker.label) - 1)
        )
        return before in self._letters

    def _merge_furniture(self, groups: list[Group]) -> list[Group]:
        out: list[Group] = []
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

    def _ascending(self, groups: Sequence[Group]) -> Iterator[Group]:
        """No group goes on from the foot of a column to the top of the next: the pieces of a unit stand in source order."""
        for kind, indices, markers, why in groups:
            first = 0
            for n in range(1, len(indices) + 1):
                if n == len(indices) or self.lines[indices[n]].start < self.lines[indices[n - 1]].start:
                    yield kind, indices[first:n], [] if first else markers, why
                    first = n

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
            if kind in ("row", "agenda") and len(indices) == 1 and i in self.table.rows:
                # The bars at the edges of a row are drawing.
                if self.source[start] == "|":
                    cuts.append(Cut(start, start + 1, "markup", True))
                    start += 1
                if self.source[end - 1] == "|" and end - 1 > start:
                    end -= 1
            if n == 0 and head:
                cuts.append(Cut(start, start + len(self.source[start : start + head].rstrip()), "marker", True))
                start += head
            if why not in ("rule", "url", "page") and not plain_line(line.text):
                known = self.marks.near(i) if kind in _MARKED and _FIGURE.search(line.text) else ()
                cuts.extend(cuts_of(self.source, start, end, known, self.markup))
            if end < line.end:
                cuts.append(Cut(end, line.end, "markup"))
            glue, drop = join_of(previous, self.source[start : line.end], self.words) if n else ("", False)
            if n and drop:
                reading.cut_last_hyphen()
            reading.add(line.start, line.end, cuts, glue, line.plain)
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
