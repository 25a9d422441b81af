"""A block: some lines that read as one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from pipeline.layout.markers import Marker
from pipeline.layout.reading import Reading

Kind = Literal["text", "item", "heading", "agenda", "row", "note", "furniture"]


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
    text: str = field(init=False)

    def __post_init__(self) -> None:
        self.text = self.reading.text

    @property
    def marker(self) -> Marker | None:
        return self.markers[-1] if self.markers else None

    @property
    def first(self) -> int:
        return self.lines[0]

    @property
    def last(self) -> int:
        return self.lines[-1]
