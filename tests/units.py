"""Units as test files write them: the letter of the unit type, and a source made of a text."""

from __future__ import annotations

from pipeline.records import Source

LETTERS = {
    "sentence": "S",
    "list_item": "L",
    "heading": "H",
    "question": "Q",
    "agenda": "A",
    "footnote": "F",
    "boilerplate": "B",
}


def source(text: str) -> Source:
    return Source(
        doc_id="essai", path="essai.txt", sha256="0" * 64, n_bytes=1, encoding="utf-8", language="fr", text=text
    )
