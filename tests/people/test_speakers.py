"""Every report of ``speakers.txt`` and ``delegations.txt`` through the stages: the rows of ``speakers`` that a reader would
write down."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from pipeline.config import read_config
from pipeline.identifiers import fold
from pipeline.language import Recogniser, choose
from pipeline.stages.entities import extract
from pipeline.stages.load import load
from pipeline.stages.segment import segment

Row = tuple[str, str, str, str, str]  # name, honorific, function, body, country; `-` for none
FILES = [Path(__file__).with_name(name) for name in ("speakers.txt", "delegations.txt")]


def reports() -> list[tuple[str, str, list[Row]]]:
    """Title, text and wanted rows of each report of the file."""
    out: list[tuple[str, list[str], list[Row]]] = []
    for line in (row for file in FILES for row in file.read_text(encoding="utf-8").splitlines()):
        if line.startswith("# "):
            continue
        if line.startswith("= "):
            out.append((line[2:], [], []))
        elif line.startswith("> "):
            name, honorific, role, body, country = (c.strip() for c in line[2:].split(" | "))
            out[-1][2].append((name, honorific, role, body, country))
        elif out:
            out[-1][1].append(line)
    return [(title, "\n".join(text).strip() + "\n", rows) for title, text, rows in out]


@lru_cache(maxsize=1)
def _model() -> Recogniser:
    return Recogniser(choose("auto"))


def rows(text: str) -> list[tuple[Row, tuple[str, ...]]]:
    """What the program makes of a report: each person's row and every name of the body in it."""
    source = load("report.txt", text.encode(), read_config())
    segmented = segment(source)
    entities = extract(source, segmented, _model().spans([u.text for u in segmented.units]))
    bodies = {o.organisation_id: o for o in entities.organisations}
    out = []
    for s in entities.speakers:
        if s.kind != "person":
            continue
        o = bodies.get(s.organisation_id or "")
        names = (o.name, *([o.acronym] if o.acronym else []), *o.aliases) if o else ()
        row = (s.name or "-", s.honorific or "-", s.role or "-", o.name if o else "-", s.country or "-")
        out.append((row, names))
    return out


def judge(want: list[Row], got: list[tuple[Row, tuple[str, ...]]]) -> list[str]:
    """What is wrong with the rows, in words; empty when nothing is."""
    wrong = []
    for row in want:
        found = [
            (r, names) for r, names in got if (r[0] == row[0] if row[0] != "-" else r[0] == "-" and r[2] == row[2])
        ]
        if len(found) != 1:
            wrong.append(f"{row[0]}: {len(found)} rows of {[r[0] for r, _ in got]}")
            continue
        have, names = found[0]
        for place, field in enumerate(("name", "honorific", "function", "body", "country")):
            same = row[place] == "?" or fold(row[place]) == fold(have[place])
            if field == "body" and row[3] not in ("-", "?"):
                same = any(fold(row[3]) == fold(n) for n in names)
            if not same:
                wrong.append(f"{row[0]}: {field} {have[place]!r}, not {row[place]!r}")
    return wrong


@pytest.mark.parametrize(("title", "text", "want"), reports(), ids=[t.split()[0] for t, _, _ in reports()])
def test_report(title: str, text: str, want: list[Row]) -> None:
    assert judge(want, rows(text)) == []
