"""Labelled text for training: written passages, and reports of our own gold; as the records that the stages hand each other.

A passage file holds passages, each ``# id | style: ... | field: ...`` and then lines ``UNIT LABEL | text`` (``LABEL/OTHER`` when a
second label is right too), an empty line between paragraphs. Units: S L H Q A F B; labels: R G F O.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import GreffierError
from pipeline.identifiers import Occurrences
from pipeline.records import Label, Section, Segmented, Source, Span, Unit, UnitType

UNIT_TYPES: dict[str, UnitType] = {
    "S": "sentence",
    "L": "list_item",
    "H": "heading",
    "Q": "question",
    "A": "agenda",
    "F": "footnote",
    "B": "boilerplate",
}
LETTERS: dict[str, Label] = {"R": "recommendation", "G": "good_practice", "F": "finding", "O": "other"}
_LINE = re.compile(r"([SLHQAFB]) ([RGFO])(?:/([RGFO]))? \| (\S.*)")


class LabelledUnit(NamedTuple):
    """One line; ``other_label`` counts as right too; ``where`` is file and line for messages."""

    unit_type: UnitType
    label: Label
    other_label: Label | None
    text: str
    starts_paragraph: bool
    where: str


class Passage(NamedTuple):
    """One text in reading order; ``batch`` is its file."""

    name: str
    batch: str
    style: str
    field: str
    units: tuple[LabelledUnit, ...]


def read_passages(path: Path) -> list[Passage]:
    """The passages of one file. Raises ``GreffierError`` with file and line for a line in another form."""
    out: list[Passage] = []
    header: tuple[str, str, str] | None = None
    units: list[LabelledUnit] = []
    starts = True
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("#"):
            if header:
                out.append(Passage(header[0], path.stem, header[1], header[2], tuple(units)))
            parts = [p.strip() for p in line.lstrip("# ").split("|")]
            named = dict(p.split(":", 1) for p in parts[1:] if ":" in p)
            header = (parts[0], named.get("style", "").strip(), named.get("field", "").strip())
            units, starts = [], True
        elif not line.strip():
            starts = True
        else:
            found = _LINE.fullmatch(line.rstrip())
            if not found or header is None:
                raise GreffierError(f"{path.name}:{number}: expected `UNIT LABEL | text` after a `# passage` line")
            unit, label, other, text = found.groups()
            units.append(
                LabelledUnit(
                    UNIT_TYPES[unit], LETTERS[label], LETTERS.get(other or ""), text, starts, f"{path.name}:{number}"
                )
            )
            starts = False
    if header:
        out.append(Passage(header[0], path.stem, header[1], header[2], tuple(units)))
    return out


def read_gold(path: Path) -> Passage:
    """One annotated report (the JSONL of the gold) as a passage; paragraph breaks are not annotated, so none is claimed."""
    units = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        row = json.loads(line)
        units.append(
            LabelledUnit(
                UNIT_TYPES[row["unit"]],
                LETTERS[row["label"]],
                LETTERS.get(row.get("label_alt") or ""),
                row["text"],
                False,
                f"{path.name}:{number}",
            )
        )
    return Passage(path.stem, "gold", "", "", tuple(units))


def as_document(passage: Passage) -> tuple[Source, Segmented]:
    """The passage as a decoded source and its segmentation: one line a unit, sections at headings, items led in by the
    sentence before them that ends in a colon."""
    return _document(passage.name, passage.units)


def _document(name: str, lines: Sequence[LabelledUnit]) -> tuple[Source, Segmented]:
    text = "\n".join(line.text for line in lines)
    units: list[Unit] = []
    names = Occurrences()
    block, at, lead_in = -1, 0, None
    sections = [Section(section_id=f"{name}-s0", doc_id=name, ordinal=0, level=1, kind="body", start=0, end=len(text))]
    for ordinal, line in enumerate(lines):
        if line.starts_paragraph or line.unit_type != "sentence" or not units or units[-1].unit_type != "sentence":
            block += 1
        unit_id = names.identify(name, line.text)
        units.append(
            Unit(
                sentence_id=unit_id,
                doc_id=name,
                section_id=sections[0].section_id,
                ordinal=ordinal,
                block=block,
                unit_type=line.unit_type,
                lead_in_id=lead_in if line.unit_type == "list_item" else None,
                text=line.text,
                spans=(Span(start=at, end=at + len(line.text)),),
            )
        )
        at += len(line.text) + 1
        if line.unit_type != "list_item":
            lead_in = unit_id if line.text.rstrip().endswith(":") else None
        elif line.text.rstrip().endswith(":"):
            lead_in = unit_id
    source = Source(
        doc_id=name,
        path=f"{name}.txt",
        sha256="0" * 64,
        n_bytes=len(text.encode()),
        encoding="utf-8",
        language="fr",
        text=text,
    )
    return source, Segmented(doc_id=name, sections=tuple(sections), units=tuple(units))


def read_all(passages: Iterable[Path], gold: Iterable[Path]) -> list[Passage]:
    """Every passage of the files, files in name order."""
    out = [p for path in sorted(passages) for p in read_passages(path)]
    return out + [read_gold(path) for path in sorted(gold)]
