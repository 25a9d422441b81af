"""A dataset of two short reports made by hand, so that what reading it gives is known to the letter."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from pipeline import columns, tables
from pipeline.offsets import align, locate
from pipeline.records import (
    Country,
    Document,
    DocumentStatement,
    Finding,
    GoodPractice,
    LabelScores,
    Mention,
    Organisation,
    Recommendation,
    Record,
    Section,
    Sentence,
    Span,
    Speaker,
    Text,
)

EAU, TRAIN = "eau-11111111", "train-22222222"
# (label, paragraph, page, text, speakers, mentions as (surface, entity))
UNITS: dict[str, list[tuple[str, str | None, str | None, str, tuple[str, ...], tuple[tuple[str, str], ...]]]] = {
    EAU: [
        ("other", None, "1", "Puits et forages", (), ()),
        (
            "recommendation", "23", "5",
            "Mme Awa Diop a estimé que les pays de destination et d’origine devraient partager leurs relevés.",
            (f"{EAU}-p-awa-diop",), (("Awa Diop", f"{EAU}-p-awa-diop"),),
        ),
        (
            "good_practice", "23", "5", "Le Kenya a ouvert quarante forages en 2019.",
            (), (("Kenya", "KEN"),),
        ),
        (
            "finding", "24", "6", "=SOMME(A1) n’est pas un débit, a dit le représentant du Kenya.",
            (f"{EAU}-d-ken",), (("Kenya", "KEN"),),
        ),
    ],
    TRAIN: [
        (
            "recommendation", None, None, "Il faut que l’OIM publie ses horaires 🚆 au Kenya.",
            (f"{TRAIN}-c", f"{TRAIN}-o-oim"), (("OIM", "oim"), ("Kenya", "KEN")),
        ),
        ("finding", None, None, "Les trains partent à l’heure.", (), ()),
    ],
}  # fmt: skip


def write(folder: Path) -> Path:
    """Write the dataset into ``folder`` and give it back."""
    folder.mkdir(parents=True, exist_ok=True)
    rows: dict[str, list[Record]] = {name: [] for name in tables.BY_NAME}
    for doc_id, units in UNITS.items():
        _document(rows, doc_id, units)
    rows["organisations"].append(
        Organisation(
            organisation_id="oim", name="Organisation internationale pour les migrations", acronym="OIM",
            kind="un", aliases=("IOM",), n_mentions=1,
        )
    )  # fmt: skip
    for iso3, iso2, name in (("KEN", "KE", "Kenya"), ("SEN", "SN", "Sénégal")):
        rows["countries"].append(Country(iso3=iso3, iso2=iso2, name_fr=name, region="Afrique"))
    counts = {}
    for name, table in tables.BY_NAME.items():
        writer = columns.TableWriter(table, folder / f"{name}.parquet")
        writer.add(rows[name])
        writer.close()
        counts[name] = {"rows": len(rows[name])}
    manifest = {"schema_version": tables.SCHEMA_VERSION, "tables": counts}
    (folder / "dataset.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def _document(rows: dict[str, list[Record]], doc_id: str, units: list[Any]) -> None:
    text = "\n".join(unit[3] for unit in units)
    first = doc_id == EAU
    rows["documents"].append(
        Document(
            doc_id=doc_id, path=f"{doc_id[:-9]}.txt", sha256=("a" if first else "b") * 64, n_bytes=len(text.encode()),
            encoding="utf_8", language="fr", title="Rapport sur l’eau" if first else None,
            symbol="A/61/187" if first else None, date_start=dt.date(2007, 3, 1) if first else None,
            n_chars=len(text), n_sections=1, n_sentences=len(units),
        )
    )  # fmt: skip
    rows["texts"].append(Text(doc_id=doc_id, text=text))
    section = f"{doc_id}-s-1"
    rows["sections"].append(
        Section(
            section_id=section, doc_id=doc_id, ordinal=0, level=1, title="Puits et forages" if first else None,
            kind="body", start=0, end=len(text),
        )
    )  # fmt: skip
    at = 0
    said: set[str] = set()
    for n, (label, paragraph, page, sentence, speakers, mentions) in enumerate(units):
        sentence_id = f"{doc_id}-{n:010x}-1"
        span = (Span(start=at, end=at + len(sentence)),)
        common: dict[str, Any] = {"sentence_id": sentence_id, "doc_id": doc_id, "section_id": section}
        rows["sentences"].append(
            Sentence(
                **common, ordinal=n, block=min(n, 1), paragraph=paragraph, page=page,
                unit_type="heading" if sentence == "Puits et forages" else "sentence", text=sentence, spans=span,
                label=label, label_source="model", score=0.75,
                label_scores=LabelScores(recommendation=0.75, good_practice=0.25, finding=0.0, other=0.0),
            )
        )  # fmt: skip
        for surface, entity in mentions:
            a = sentence.index(surface)
            place = locate(align(text, span, sentence), a, a + len(surface))
            kind = "country" if entity.isupper() else "organisation" if entity == "oim" else "person"
            column = {"country": "iso3", "organisation": "organisation_id", "person": "speaker_id"}[kind]
            rows["mentions"].append(
                Mention(
                    mention_id=f"{sentence_id}-{a}", doc_id=doc_id, sentence_id=sentence_id, kind=kind, entity_id=entity,
                    surface=surface, text_start=a, text_end=a + len(surface), start=place.start, end=place.end,
                    form="name", source="lexicon", **{column: entity},
                )
            )  # fmt: skip
        for speaker in speakers:
            said.add(speaker)
            cue = sentence.find("a estimé")
            rows["statements"].append(
                DocumentStatement(
                    statement_id=f"{sentence_id}-{speaker[-3:]}", sentence_id=sentence_id, speaker_id=speaker,
                    cue="a estimé" if cue >= 0 else None, text_start=cue if cue >= 0 else None,
                    text_end=cue + 8 if cue >= 0 else None, how="explicit", source="pattern", doc_id=doc_id,
                )
            )  # fmt: skip
        content = {**common, "paragraph": paragraph, "text": sentence, "speakers": speakers, "score": 0.75}
        if label == "recommendation":
            to: dict[str, Any] = (
                {"addressees": ("les pays de destination et d’origine",), "strength": "should"}
                if first
                else {"addressees": ("l’OIM",), "addressee_organisations": ("oim",), "strength": "must"}
            )
            rows["recommendations"].append(Recommendation(**content, **to))
        elif label == "good_practice":
            rows["good_practices"].append(GoodPractice(**content, countries=("KEN",), years=(2019,)))
        elif label == "finding":
            rows["findings"].append(Finding(**content))
        at += len(sentence) + 1
    for speaker in sorted(said):
        kinds: dict[str, dict[str, Any]] = {
            "p": {"kind": "person", "name": "Awa Diop", "honorific": "Mme", "country": "SEN"},
            "d": {"kind": "delegate", "country": "KEN"},
            "o": {"kind": "organisation", "name": None, "organisation_id": "oim"},
            "c": {"kind": "collective"},
        }
        rows["speakers"].append(
            Speaker(speaker_id=speaker, doc_id=doc_id, n_statements=1, **kinds[speaker[len(doc_id) + 1]])
        )
