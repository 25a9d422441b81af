"""Tables as extraction leaves them: what their rows are, where their cells begin, and what they say of the people in them.

``tables/*.txt`` hold a source; a line of ``=====`` and the units expected of it, one a line, with ``¦`` where a cell begins;
another such line and the people: name, honorific, function, body (its identifier) and country, ``-`` for none.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from pipeline.language import Recogniser
from pipeline.records import Segmented
from pipeline.stages.entities import extract
from pipeline.stages.segment import segment
from tests.units import LETTERS, source

TABLES = sorted((Path(__file__).parent / "tables").glob("*.txt"))


def units(found: Segmented) -> list[str]:
    """A line for each unit, its cells apart."""
    cells = {row.sentence_id: row.cells for row in found.rows}
    out = []
    for unit in found.units:
        edges = [0, *cells.get(unit.sentence_id, ()), len(unit.text)]
        text = "¦".join(unit.text[a:b] for a, b in pairwise(edges))
        out.append(f"{LETTERS[unit.unit_type]} {text}")
    return out


@pytest.mark.parametrize("path", TABLES, ids=[p.stem for p in TABLES])
def test_table(path: Path, recogniser: Recogniser) -> None:
    text, expected, people = path.read_text(encoding="utf-8").split("=====\n")
    read = source(text)
    found = segment(read)
    assert units(found) == expected.splitlines()
    assert not found.warnings
    entities = extract(read, found, recogniser.spans([u.text for u in found.units]))
    rows = [
        " | ".join(value or "-" for value in (s.name, s.honorific, s.role, s.organisation_id, s.country))
        for s in entities.speakers
        if s.kind == "person"
    ]
    assert rows == people.splitlines()
