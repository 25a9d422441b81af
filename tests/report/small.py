"""A small dataset written straight through ``pipeline.tables``, so that the page is tested without running the stages."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline import columns, tables
from pipeline.records import Record

COUNTRIES = {"KEN": ("KE", "Kenya"), "MLI": ("ML", "Mali"), "PER": ("PE", "Pérou")}
TITLES = {"recommendation": "recommendations", "good_practice": "good_practices", "finding": "findings"}


@dataclass
class Report:
    """A document under construction: ``unit`` after ``unit``, its source text grows with them, a blank line between blocks."""

    path: str
    facts: dict[str, Any] = field(default_factory=dict)
    text: str = ""
    rows: defaultdict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    organisations: dict[str, dict[str, Any]] = field(default_factory=dict)
    block: int = -1

    @property
    def doc_id(self) -> str:
        return self.facts.get("doc_id", Path(self.path).stem)

    def section(self, title: str, kind: str = "body") -> None:
        n = len(self.rows["sections"])
        row = dict(section_id=f"{self.doc_id}-s{n}", doc_id=self.doc_id, ordinal=n, level=1, title=title, kind=kind)
        self.rows["sections"].append({**row, "start": len(self.text), "end": len(self.text)})

    def speaker(self, key: str, kind: str = "person", **more: Any) -> str:
        speaker_id = f"{self.doc_id}-{key}"
        person = f"per-{key}" if kind == "person" and more.get("name") else None
        self.rows["speakers"].append(
            dict(speaker_id=speaker_id, doc_id=self.doc_id, kind=kind, person_id=person, **more)
        )
        return speaker_id

    def organisation(self, organisation_id: str, name: str, acronym: str | None = None) -> str:
        self.organisations[organisation_id] = dict(
            organisation_id=organisation_id, name=name, acronym=acronym, kind="other"
        )
        return organisation_id

    def unit(
        self,
        text: str,
        label: str = "other",
        unit_type: str = "sentence",
        said: tuple[tuple[str, str | None], ...] = (),
        mentions: tuple[tuple[str, str, str], ...] = (),
        same_block: bool = False,
        source: str | None = None,
        marker: str = "",
        content: dict[str, Any] | None = None,
        **more: Any,
    ) -> str:
        """``source`` is the text as it stands in the file (lines broken); ``said`` pairs of speaker and cue; ``mentions``
        triples of surface, kind and identifier."""
        source = source or text
        if same_block:
            self.text += " "
        else:
            self.block += 1
            self.text += "\n\n" if self.text else ""
        omitted = []
        if marker:
            omitted.append(dict(start=len(self.text), end=len(self.text) + len(marker), kind="marker"))
            self.text += marker + " "
        spans, at = [], len(self.text)
        for line in source.split("\n"):
            spans.append(dict(start=at, end=at + len(line)))
            at += len(line) + 1
        start = len(self.text)
        self.text += source
        n = len(self.rows["sentences"])
        unit_id = f"{self.doc_id}-u{n}"
        place = dict(sentence_id=unit_id, doc_id=self.doc_id, section_id=self.rows["sections"][-1]["section_id"])
        scored = label != "other"
        self.rows["sentences"].append(
            dict(
                **place,
                ordinal=n,
                block=self.block,
                unit_type=unit_type,
                text=text,
                spans=spans,
                omitted=omitted,
                label=label,
                label_source="model",
                score=round(0.6 + n % 4 / 10, 4) if scored else None,
                **more,
            )
        )
        for speaker_id, cue in said:
            where = text.index(cue) if cue else None
            self.rows["statements"].append(
                dict(
                    statement_id=f"{unit_id}-{speaker_id}",
                    sentence_id=unit_id,
                    speaker_id=speaker_id,
                    doc_id=self.doc_id,
                    cue=cue,
                    text_start=where,
                    text_end=None if where is None or cue is None else where + len(cue),
                    how="explicit" if cue else "continuation",
                    source="pattern",
                )
            )
        column = {"person": "speaker_id", "country": "iso3", "organisation": "organisation_id"}
        for surface, kind, ref in mentions:
            where = text.index(surface)
            self.rows["mentions"].append(
                {
                    "mention_id": f"{unit_id}-m{where}",
                    "doc_id": self.doc_id,
                    "sentence_id": unit_id,
                    "kind": kind,
                    "entity_id": ref,
                    column[kind]: ref,
                    "surface": surface,
                    "text_start": where,
                    "text_end": where + len(surface),
                    "start": start + where,  # the same length: a line end reads as one space
                    "end": start + where + len(surface),
                    "form": "name",
                    "source": "lexicon",
                }
            )
        if scored:
            row = {**place, "text": text, "score": 0.5, "speakers": [s for s, _ in said], **(content or {})}
            self.rows[TITLES[label]].append(row)
        return unit_id

    def tables(self) -> dict[str, list[dict[str, Any]]]:
        row = dict(
            doc_id=self.doc_id,
            path=self.path,
            sha256="0" * 64,
            n_bytes=len(self.text.encode()),
            encoding="utf-8",
            language="fr",
            n_chars=len(self.text),
            n_sections=len(self.rows["sections"]),
            n_sentences=len(self.rows["sentences"]),
        )
        known = {**self.facts, "doc_id": self.doc_id}
        return {**self.rows, "documents": [{**row, **known}], "texts": [dict(doc_id=self.doc_id, text=self.text)]}


def write_dataset(folder: Path, reports: list[Report], include_text: bool = True) -> Path:
    """Publish ``reports`` as a dataset in ``folder``, as far as readers need it."""
    folder.mkdir(parents=True, exist_ok=True)
    rows: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for report in sorted(reports, key=lambda r: r.doc_id):
        for name, own in report.tables().items():
            rows[name].extend(own)
        rows["organisations"].extend(report.organisations.values())
    rows["countries"] = [dict(iso3=i, iso2=two, name_fr=name) for i, (two, name) in sorted(COUNTRIES.items())]
    counts = {}
    for table in tables.TABLES:
        if table.name == "texts" and not include_text:
            continue
        writer = columns.TableWriter(table, folder / f"{table.name}.parquet")
        valid: list[Record] = [table.record.model_validate(row) for row in rows[table.name]]
        writer.add(valid)
        writer.close()
        counts[table.name] = {"rows": writer.n_rows}
    manifest = {"schema_version": tables.SCHEMA_VERSION, "tables": counts}
    (folder / "dataset.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder
