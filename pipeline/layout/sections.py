"""The tree of sections under the titles of a document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.identifiers import Occurrences, fold
from pipeline.layout.block import Block
from pipeline.layout.lines import Line
from pipeline.layout.roles import day_title, patterns
from pipeline.layout.titles import kind_of_title
from pipeline.records import Section, SectionKind

_STYLE_RANK = {"word": 2, "upper_roman": 3, "capital": 4, "digit": 5, "dotted": 6, "alpha": 7, "roman": 8}
_NUMBER_IN_TITLE = re.compile(r"^(?:[^\W\d_]+(?: ronde)?)\s+(?:n°\s*)?(\d+(?:\.\d+)*|[IVX]+|[A-H])\b")
_CAPS_RANK, _PLAIN_RANK = 1, 9


@dataclass(slots=True)
class Title:
    """A heading as the section tree sees it; several lines of capitals in a row may make one."""

    text: str
    number: str | None
    rank: int
    start: int


def title_of(block: Block, lines: Sequence[Line], start: int) -> Title:
    """Rank and number of a heading block; lower ranks stand higher in the tree."""
    marker = block.markers[0] if block.markers else None
    if marker is not None and marker.style == "hash":
        return Title(block.text, None, len(marker.label), start)
    if marker is not None and marker.style in _STYLE_RANK:
        rank = _STYLE_RANK[marker.style] + (marker.label.count(".") - 1 if marker.style == "dotted" else 0)
        return Title(block.text, marker.label, rank, start)
    if day_title(block.text):
        return Title(block.text, None, _PLAIN_RANK - 2, start)
    if all(lines[i].caps for i in block.lines):
        return Title(block.text, None, _CAPS_RANK, start)
    found = _NUMBER_IN_TITLE.match(block.text)
    kind = kind_of_title(block.text)
    if kind == "annex" or fold(block.text).startswith("annexe"):
        return Title(block.text, found.group(1) if found else None, _CAPS_RANK, start)
    return Title(block.text, found.group(1) if found else None, _PLAIN_RANK - (1 if found else 0), start)


class SectionTree:
    """Grows as titles come; ``current`` is the identifier of the section the next unit stands in."""

    def __init__(self, doc_id: str) -> None:
        self._doc_id = doc_id
        self._ids = Occurrences()
        self._open: list[tuple[int, str]] = []  # rank and identifier from the root down
        self._rows: list[dict[str, object]] = []
        self._places: dict[str, int] = {}  # identifier -> its row

    @property
    def current(self) -> str:
        return self._open[-1][1] if self._open else self._root()

    @property
    def kind(self) -> SectionKind:
        """The kind of the current section."""
        kind: SectionKind = self._rows[self._index(self.current)]["kind"]  # type: ignore[assignment]
        return kind

    def _root(self) -> str:
        identifier = self._ids.identify(f"{self._doc_id}-s", "")
        self._add(identifier, 0, None, None, None, "front_matter", 0)
        return identifier

    def _add(
        self,
        identifier: str,
        rank: int,
        number: str | None,
        title: str | None,
        parent: str | None,
        kind: SectionKind,
        start: int,
    ) -> None:
        self._places[identifier] = len(self._rows)
        self._rows.append(
            {
                "section_id": identifier,
                "parent_id": parent,
                "level": len(self._open) + 1,
                "number": number,
                "title": title,
                "kind": kind,
                "start": start,
            }
        )
        self._open.append((rank, identifier))

    def open(self, title: Title) -> str:
        """A heading begins a section; gives back its identifier."""
        while self._open and (
            self._open[-1][0] >= title.rank or self._rows[self._index(self._open[-1][1])]["title"] is None
        ):
            self._open.pop()
        parent = self._open[-1][1] if self._open else None
        kind = kind_of_title(title.text)
        if kind is None:
            kind = self._inherited(parent)
            if (
                kind == "agenda"
                and title.rank <= _STYLE_RANK["upper_roman"]
                and not patterns()["session_titles"].match(title.text)
            ):
                kind = "body"  # a chapter of the report, behind a programme whose title has no number
        identifier = self._ids.identify(f"{self._doc_id}-s", title.text)
        self._add(identifier, title.rank, title.number, title.text, parent, kind, title.start)
        return identifier

    def back_to_programme(self, at: int) -> None:
        """A programme line after questions or notes on a session belongs to the programme again: close what opened within it."""
        kinds = [self._rows[self._index(identifier)]["kind"] for _, identifier in self._open]
        if "agenda" not in kinds or kinds[-1] == "agenda":
            return
        keep = len(kinds) - kinds[::-1].index("agenda")
        for _, identifier in self._open[keep:]:
            self._rows[self._index(identifier)]["end"] = at
        del self._open[keep:]

    def _index(self, identifier: str) -> int:
        return self._places[identifier]

    def _inherited(self, parent: str | None) -> SectionKind:
        """A section without a telling title is of its parent's kind where that kind covers all that is in it."""
        if parent is None:
            return "body"
        kind: SectionKind = self._rows[self._index(parent)]["kind"]  # type: ignore[assignment]
        return (
            kind
            if kind
            in ("recommendations", "good_practices", "conclusions", "agenda", "concept_note", "annex", "references")
            else "body"
        )

    def rows(self, length: int) -> tuple[Section, ...]:
        """The sections in order; each ends where the next of its rank or higher begins."""
        ends = [length] * len(self._rows)
        waiting: list[int] = []  # rows whose end is not known yet
        for i, row in enumerate(self._rows):
            while waiting and int(str(self._rows[waiting[-1]]["level"])) >= int(str(row["level"])):
                ends[waiting.pop()] = int(str(row["start"]))
            waiting.append(i)
        return tuple(
            Section.model_validate(
                {
                    **row,
                    "doc_id": self._doc_id,
                    "ordinal": i,
                    "end": max(min(ends[i], int(str(row.get("end", length)))), int(str(row["start"]))),
                }
            )
            for i, row in enumerate(self._rows)
        )
