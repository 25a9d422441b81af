"""What was found on the pages of a document that is no text."""

from __future__ import annotations


class Furniture:
    """What was found: ``lines`` maps a line index to why it is furniture, ``labels`` one to a printed page label."""

    def __init__(self) -> None:
        self.lines: dict[int, str] = {}
        self.labels: dict[int, str] = {}
        self.entries: dict[int, int] = {}  # lines of an acronym list -> entry

    def mark(self, i: int, why: str) -> None:
        self.lines.setdefault(i, why)
