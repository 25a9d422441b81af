"""Every sentence of ``passages.txt`` and ``styles.txt`` as a linguist reads it: who says it, by which cue, whose names it holds."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pipeline.identifiers import fold
from pipeline.records import Entities, Section, Segmented, Source, Span, Unit
from pipeline.stages.entities import extract

PASSAGES = [
    Path(__file__).with_name(name)
    for name in ("passages.txt", "styles.txt", "genres.txt", "telegraphic.txt", "grammar.txt", "room.txt")
]
_TAG = re.compile(r"</?(p|cue)>")


@dataclass
class Line:
    number: int
    text: str
    want: list[str]
    persons: list[str]
    cues: list[str]
    heading: bool = False
    item: bool = False
    fresh: bool = False


@dataclass
class Passage:
    lines: list[Line] = field(default_factory=list)


def passages(file: Path) -> list[Passage]:
    """The documents of the file, in order."""
    out = [Passage()]
    fresh = False
    for number, raw in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if raw.startswith("#"):
            continue
        if not raw.strip():
            if out[-1].lines:
                out.append(Passage())
            continue
        if raw == "--":
            fresh = True
            continue
        if raw.startswith("== "):
            out[-1].lines.append(Line(number, raw[3:], [], [], [], heading=True))
            continue
        marked, _, want = raw.rpartition(" => ")
        item = marked.startswith("* ")
        marked = marked.removeprefix("* ")
        persons = re.findall(r"<p>(.*?)</p>", re.sub(r"</?cue>", "", marked))
        cues = re.findall(r"<cue>(.*?)</cue>", re.sub(r"</?p>", "", marked))
        wanted = [w.strip() for w in want.split(";") if w.strip() != "-"]
        out[-1].lines.append(Line(number, _TAG.sub("", marked), wanted, persons, cues, item=item, fresh=fresh))
        fresh = False
    return [p for p in out if p.lines]


def read(passage: Passage) -> tuple[Segmented, Entities]:
    """The passage as a segmented document of its own, read without any model."""
    units: list[Unit] = []
    at = block = 0
    section = "s0"
    lead: str | None = None
    for n, line in enumerate(passage.lines):
        kind = "heading" if line.heading else "list_item" if line.item else "sentence"
        block += line.heading or line.fresh or line.item
        section = f"s{n}" if line.heading else section
        unit = Unit.model_validate(
            dict(
                sentence_id=f"u{n}",
                doc_id="d",
                section_id=section,
                ordinal=n,
                block=block,
                unit_type=kind,
                lead_in_id=lead if line.item else None,
                text=line.text,
                spans=(Span(start=at, end=at + len(line.text)),),
            )
        )
        lead = unit.sentence_id if line.text.endswith(":") else lead if line.item else None
        units.append(unit)
        at += len(line.text) + 1
    text = "\n".join(line.text for line in passage.lines)
    source = Source(
        doc_id="d", path="d.txt", sha256="0" * 64, n_bytes=len(text), encoding="utf-8", language="fr", text=text
    )
    sections = tuple(
        Section(section_id=s, doc_id="d", ordinal=k, level=1, kind="body", start=0, end=len(text))
        for k, s in enumerate(dict.fromkeys(u.section_id for u in units))
    )
    segmented = Segmented(doc_id="d", sections=sections, units=tuple(units))
    return segmented, extract(source, segmented, [()] * len(units))


def said(entities: Entities, sentence_id: str) -> list[str]:
    """Who expresses a sentence, in the notation of the file."""
    speakers = {s.speaker_id: s for s in entities.speakers}
    bodies = {o.organisation_id: o for o in entities.organisations}
    out = []
    for statement in entities.statements:
        if statement.sentence_id != sentence_id:
            continue
        s = speakers[statement.speaker_id]
        if s.kind == "person":
            name = s.name or f"^{s.role}"
        elif s.kind == "delegate":
            name = f"@{s.country}"
        elif s.kind == "collective":
            name = "*"
        else:
            body = bodies.get(s.organisation_id or "")
            name = f"#{(body.acronym or body.name) if body else s.name}"
        out.append("~" + name if statement.how == "continuation" else name)
    return out


def _cases() -> list[object]:
    return [
        pytest.param(p, n, id=f"{file.stem}:{line.number}:{line.text[:40]}")
        for file in PASSAGES
        for p in passages(file)
        for n, line in enumerate(p.lines)
        if not line.heading
    ]


def test_there_are_enough() -> None:
    assert sum(not line.heading for file in PASSAGES for p in passages(file) for line in p.lines) >= 300


@pytest.mark.parametrize(("passage", "n"), _cases())
def test_passage(passage: Passage, n: int) -> None:
    line = passage.lines[n]
    segmented, entities = read(passage)
    found = said(entities, f"u{n}")
    assert sorted(map(fold_mark, found)) == sorted(map(fold_mark, line.want))
    persons = [
        m.surface for m in entities.mentions if m.sentence_id == f"u{n}" and m.kind == "person" and m.form == "name"
    ]
    assert persons == line.persons
    cues = [s.cue for s in entities.statements if s.sentence_id == f"u{n}" and s.cue_sentence_id is None]
    for cue in line.cues:
        assert any(cue in (got or "") or (got or "-") in cue for got in cues), cues
    for s in entities.statements:
        holder = segmented.units[int((s.cue_sentence_id or s.sentence_id)[1:])]
        if s.cue is not None:
            assert holder.text[s.text_start : s.text_end] == s.cue


def fold_mark(item: str) -> str:
    return re.match(r"[~^@#*]*", item).group() + fold(item)  # type: ignore[union-attr]
