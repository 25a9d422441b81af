"""A dataset made of gold, with mistakes put in: what the measures are tested on, without the pipeline."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections import defaultdict
from pathlib import Path
from typing import Any

from pipeline import columns, records, tables
from pipeline.evaluation.gold import LABELS, UNIT_TYPES
from pipeline.identifiers import fold, slug


def write_tables(folder: Path, rows: dict[str, list[records.Record]]) -> Path:
    """All tables of the contract, empty where nothing is given; neither manifest nor checks."""
    folder.mkdir(parents=True, exist_ok=True)
    for table in tables.TABLES:
        writer = columns.TableWriter(table, folder / f"{table.name}.parquet")
        writer.add(rows.get(table.name, ()))
        writer.close()
    return folder


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line] if path.exists() else []


def dataset_from_gold(gold: Path, folder: Path, *, mistakes: float = 0.0, seed: int = 1) -> Path:
    """A dataset that answers what ``gold`` asks, each row of it spoilt with the probability ``mistakes``."""
    return write_tables(folder, _Blurred(gold, mistakes, seed).rows())


class _Blurred:
    def __init__(self, gold: Path, mistakes: float, seed: int) -> None:
        self._gold, self._mistakes, self._random = gold, mistakes, random.Random(seed)
        self._rows: defaultdict[str, list[Any]] = defaultdict(list)
        self._speakers: dict[str, records.Speaker] = {}
        self._organisations: dict[str, records.Organisation] = {}

    def _slip(self) -> bool:
        return self._random.random() < self._mistakes

    def rows(self) -> dict[str, list[records.Record]]:
        docs: dict[str, str] = {}
        for file in sorted(self._gold.glob("*.jsonl")):
            for n, unit in enumerate(read_jsonl(file)):
                doc = docs.setdefault(unit["sha256"], slug(file.stem))
                self._unit(doc, n, unit)
        for sha256, doc in docs.items():
            self._rows["documents"].append(
                records.Document(
                    doc_id=doc, path=f"{doc}.txt", sha256=sha256, n_bytes=1, encoding="utf-8", language="fr",
                    n_chars=1, n_sections=0, n_sentences=1,
                )
            )  # fmt: skip
        self._side_tables(docs)
        self._rows["speakers"] = list(self._speakers.values())
        self._rows["organisations"] = list(self._organisations.values())
        return dict(self._rows)

    def _unit(self, doc: str, n: int, unit: dict[str, Any]) -> None:
        key = f"{doc}-{n}"
        spans = [records.Span(start=a, end=b) for a, b in unit["spans"]]
        if self._slip():  # cut short
            last = spans[-1]
            spans[-1] = records.Span(start=last.start, end=max(last.start + 1, last.end - 40))
        label = self._random.choice(records.LABELS) if self._slip() else LABELS[unit["label"]]
        unit_type = self._random.choice(list(UNIT_TYPES.values())) if self._slip() else UNIT_TYPES[unit["unit"]]
        text = unit["text"].upper() + (" etc" if self._slip() else " !")
        self._rows["sentences"].append(
            records.Sentence(
                sentence_id=key, doc_id=doc, section_id="s", ordinal=n, block=n, unit_type=unit_type,
                text=text, spans=tuple(spans), label=label, label_source="model",
            )
        )  # fmt: skip
        for i, one in enumerate(unit["speakers"]):
            if not self._slip():
                self._statement(doc, key, i, one)
            if self._slip():
                self._statement(doc, key, i + 100, {"kind": "collective", "key": "*"})
        for kind, field in (("person", "persons"), ("country", "countries"), ("organisation", "organisations")):
            for i, one in enumerate(unit[field]):
                if not self._slip():
                    self._mention(doc, key, f"{kind}-{i}", kind, one)

    def _statement(self, doc: str, sentence: str, i: int, gold: dict[str, Any]) -> None:
        kind, name = gold["kind"], gold["key"]
        if kind == "person" and self._slip():
            name = name.split()[-1]
        speaker = f"{doc}-{kind}-{slug(name)}"
        body = self._organisation(name) if kind == "organisation" else None
        self._speakers.setdefault(
            speaker,
            records.Speaker(
                speaker_id=speaker, doc_id=doc, kind=kind,
                name=name if kind == "person" else None,
                organisation_id=body,
                country=name if kind == "delegate" else None,
            ),
        )  # fmt: skip
        self._rows["statements"].append(
            records.DocumentStatement(
                statement_id=f"{sentence}-{i}", sentence_id=sentence, speaker_id=speaker, how="explicit",
                source="pattern", doc_id=doc,
            )
        )  # fmt: skip

    def _organisation(self, name: str) -> str:
        key = "org-" + slug(fold(name))
        self._organisations.setdefault(key, records.Organisation(organisation_id=key, name=name, kind="other"))
        return key

    def _mention(self, doc: str, sentence: str, i: str, kind: Any, gold: dict[str, Any]) -> None:
        shift = self._random.choice((1, 2, 6)) if self._slip() else 0
        form = gold.get("form", "name")
        iso3 = speaker = body = None
        if kind == "country":
            iso3 = "FRA" if self._slip() else gold["iso3"]
            form = "name" if self._slip() else form
        elif kind == "organisation":
            body = self._organisation("Erreur" if self._slip() else gold["canonical"])
        else:
            speaker = f"{doc}-mentioned"
        entity = iso3 or body or speaker
        assert entity
        self._rows["mentions"].append(
            records.Mention(
                mention_id=f"{sentence}-{i}", doc_id=doc, sentence_id=sentence, kind=kind, entity_id=entity,
                speaker_id=speaker, iso3=iso3, organisation_id=body, surface=gold["surface"], text_start=0, text_end=1,
                start=gold["start"] + shift, end=gold["end"] + shift, form=form, source="model",
            )
        )  # fmt: skip

    def _side_tables(self, docs: dict[str, str]) -> None:
        side = self._gold / "tables"
        for n, g in enumerate(read_jsonl(side / "speakers.jsonl")):
            copies = 0 if self._slip() else 2 if self._slip() else 1
            for copy in range(copies):
                key = f"row-{n}-{copy}"
                body = self._organisation(g["organisation"]) if g.get("organisation") and not self._slip() else None
                self._speakers[key] = records.Speaker(
                    speaker_id=key, doc_id=docs[g["sha256"]], kind="person", name=g["name"],
                    role=None if self._slip() else g["role"], organisation_id=body,
                    country="FRA" if self._slip() else g["country"],
                )  # fmt: skip
        for n, g in enumerate(read_jsonl(side / "sessions.jsonl")):
            title = "Autre chose" if self._slip() else g["title"]
            self._rows["sessions"].append(
                records.Session(
                    session_id=f"ses-{n}", doc_id=docs[g["sha256"]], ordinal=n, title=title, kind="other",
                    date=dt.date.fromisoformat(g["date"]) if g.get("date") else None,
                    start_time=None if self._slip() else dt.time.fromisoformat(g["start_time"]),
                    start=g["window"][0], end=g["window"][1],
                )
            )  # fmt: skip
        of_session = {(s.doc_id, str(s.start_time)[:5]): s.session_id for s in self._rows["sessions"]}
        for n, g in enumerate(read_jsonl(side / "participants.jsonl")):
            doc = docs[g["sha256"]]
            key = f"part-{n}"
            self._speakers[key] = records.Speaker(speaker_id=key, doc_id=doc, kind="person", name=g["name"])
            self._rows["session_participants"].append(
                records.SessionParticipant(
                    participant_id=key, doc_id=doc, session_id=of_session.get((doc, g["start_time"]), "ses-0"),
                    ordinal=n, speaker_id=key, part="speaker" if self._slip() else g["part"],
                    start=g["window"][1] + 5 if self._slip() else g["window"][0], end=g["window"][1] + 5,
                )
            )  # fmt: skip
        for n, g in enumerate(read_jsonl(side / "acronyms.jsonl")):
            self._rows["acronyms"].append(
                records.Acronym(
                    acronym_id=f"acr-{n}", doc_id=docs[g["sha256"]], acronym=g["acronym"],
                    expansion="Autre" if self._slip() else g["expansion"], where="list", start=0, end=1,
                )
            )  # fmt: skip
        for n, g in enumerate(read_jsonl(side / "references.jsonl")):
            self._rows["references"].append(
                records.Reference(
                    reference_id=f"ref-{n}", doc_id=docs[g["sha256"]], sentence_id="x", kind=g["kind"],
                    text=g["text"], normalised="A/RES/0/0" if self._slip() else g["normalised"], start=0, end=1,
                )
            )  # fmt: skip
