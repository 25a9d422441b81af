"""Programmes, lists of acronyms and references in the layouts they come in: what the side tables hold of each.

``side_tables/*.txt`` hold a source, a line of ``=====`` and the rows expected of it: sessions (a nested one is indented) with
those who take part below, then acronyms, then references other than notes.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.records import Segmented, Source
from pipeline.stages.segment import segment

CASES = sorted((Path(__file__).parent / "side_tables").glob("*.txt"))


def read(text: str) -> Segmented:
    return segment(
        Source(doc_id="e", path="e.txt", sha256="0" * 64, n_bytes=1, encoding="utf-8", language="fr", text=text)
    )


def rows(found: Segmented) -> list[str]:
    out = []
    depth: dict[str, int] = {}
    for session in found.sessions:
        level = depth[session.session_id] = depth[session.parent_id] + 1 if session.parent_id else 0
        times = "-".join(f"{t:%H:%M}" for t in (session.start_time, session.end_time) if t)
        out.append(f"{'  ' * level}{session.date or '-'} {times or '-'} {session.kind} | {session.title}")
        for person in found.agenda:
            if person.session_id == session.session_id:
                listed = f" | {person.listed}" if person.listed else ""
                out.append(f"{'  ' * level}  {person.part} {person.name}{listed}")
    out += [f"{a.where} {a.acronym} = {a.expansion}" for a in found.acronyms]
    out += [f"{r.kind} {r.normalised or r.text}" for r in found.references if r.kind != "footnote"]
    return out


@pytest.mark.parametrize("path", CASES, ids=[p.stem for p in CASES])
def test_rows(path: Path) -> None:
    text, expected = path.read_text(encoding="utf-8").split("=====\n")
    found = read(text)
    assert rows(found) == expected.splitlines()
    assert not found.warnings
    for person in found.agenda:
        assert " ".join(text[person.start : person.end].split()) == person.name
    for acronym in found.acronyms:
        assert 0 <= acronym.start < acronym.end <= len(text)
