"""What a person looks up in a dataset: one document from end to end, or the units that answer a search."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.dataset import Dataset
from pipeline.identifiers import fold

COLUMNS = (
    "citation",
    "path",
    "start",
    "end",
    "unit_type",
    "label",
    "score",
    "speakers",
    "countries",
    "text",
    "sentence_id",
)


@dataclass(frozen=True)
class Mark:
    """A mention in a unit's text (``kind`` person, country, organisation) or the cue of a statement (``kind`` cue)."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Shown:
    """A unit with all that is said about it. ``start``/``end`` are offsets into the source text of ``path``."""

    sentence_id: str
    citation: str
    path: str
    start: int
    end: int
    unit_type: str
    label: str
    score: float | None
    text: str
    speakers: tuple[str, ...]
    countries: tuple[str, ...]
    marks: tuple[Mark, ...]

    def row(self) -> dict[str, Any]:
        """As a row of a table or an object of JSON."""
        values = {column: getattr(self, column) for column in COLUMNS}
        return values | {"speakers": list(self.speakers), "countries": list(self.countries)}


def document(dataset: Dataset, wanted: str) -> tuple[str, list[Shown]]:
    """Title and units of one document (doc_id, path or symbol), in reading order. Raises ``UnknownValue`` naming the nearest."""
    found = dataset.document(wanted)
    title = next(v for v in (found["title"], found["symbol"], found["path"]) if isinstance(v, str))
    units = dataset.table("sentences", doc_id=found["doc_id"])
    return title, _shown(dataset, units)


def search(
    dataset: Dataset,
    words: str = "",
    *,
    label: str | None = None,
    country: str | None = None,
    organisation: str | None = None,
    speaker: str | None = None,
    addressee: str | None = None,
    document: str | None = None,
    limit: int | None = None,
) -> list[Shown]:
    """Units whose text holds every one of ``words`` (accents and case aside; "…" keeps words together), in dataset order.

    ``country`` and ``organisation`` keep units that name it or are said on its behalf; ``speaker`` those said by a person;
    ``addressee`` recommendations addressed to it (see ``Dataset.recommended``). Furniture of the page is never found.
    Raises ``UnknownValue`` naming the nearest value when the dataset does not have the one asked for.
    """
    units = dataset.table("sentences")
    units = units[units["unit_type"] != "boilerplate"]
    if document is not None:
        units = units[units["doc_id"] == dataset.document(document)["doc_id"]]
    if label is not None:
        units = units[units["label"] == dataset.label(label)]
    for column, wanted in (
        ("iso3", dataset.country(country) if country else None),
        ("organisation_id", dataset.organisation(organisation) if organisation else None),
    ):
        if wanted is not None:
            mentions = dataset.table("mentions")
            naming = set(mentions.loc[(mentions[column] == wanted).fillna(False).astype(bool), "sentence_id"])
            behalf = {"country": country} if column == "iso3" else {"organisation": organisation}
            units = units[units["sentence_id"].isin(naming | set(dataset.who_said_what(**behalf)["sentence_id"]))]
    if speaker is not None:
        units = units[units["sentence_id"].isin(dataset.who_said_what(speaker=speaker)["sentence_id"])]
    if addressee is not None:
        units = units[units["sentence_id"].isin(dataset.recommended(to=addressee)["sentence_id"])]
    for phrase in phrases(words):
        units = units[units["text"].map(lambda text, phrase=phrase: phrase in fold(text)).astype(bool)]
    return _shown(dataset, units if limit is None else units.head(limit))


def phrases(words: str) -> list[str]:
    """What must occur, folded: each word, or the words between quotation marks together."""
    found = re.findall(r'"([^"]*)"|«([^»]*)»|(\S+)', words)
    return [folded for parts in found if (folded := fold("".join(parts)))]


def _shown(dataset: Dataset, units: pd.DataFrame) -> list[Shown]:
    ids = set(units["sentence_id"])
    paths = dict(zip(dataset.table("documents")["doc_id"], dataset.table("documents")["path"], strict=True))
    mentions = _by_unit(dataset.table("mentions", ["sentence_id", "kind", "iso3", "text_start", "text_end"]), ids)
    statements = _by_unit(
        dataset.table("statements", ["sentence_id", "cue_sentence_id", "text_start", "text_end"]), ids
    )
    speakers = dataset.speakers_by_unit
    found = []
    for unit in units.to_dict("records"):
        about = mentions.get(unit["sentence_id"], [])
        marks = [Mark(int(m["text_start"]), int(m["text_end"]), str(m["kind"])) for m in about]
        marks += [
            Mark(int(s["text_start"]), int(s["text_end"]), "cue")
            for s in statements.get(unit["sentence_id"], [])
            if not pd.isna(s["text_start"]) and s["cue_sentence_id"] in (pd.NA, None, unit["sentence_id"])
        ]
        found.append(
            Shown(
                sentence_id=unit["sentence_id"],
                citation=dataset.cite(unit["sentence_id"]),
                path=str(paths[unit["doc_id"]]),
                start=int(unit["spans"][0]["start"]),
                end=int(unit["spans"][-1]["end"]),
                unit_type=unit["unit_type"],
                label=unit["label"],
                score=None if pd.isna(unit["score"]) else round(float(unit["score"]), 4),
                text=unit["text"],
                speakers=speakers.get(unit["sentence_id"], ()),
                countries=tuple(dict.fromkeys(str(m["iso3"]) for m in about if isinstance(m["iso3"], str))),
                marks=tuple(sorted(set(marks), key=lambda m: (m.start, m.end, m.kind))),
            )
        )
    return found


def _by_unit(frame: pd.DataFrame, ids: Iterable[str]) -> Mapping[str, list[dict[Any, Any]]]:
    rows: defaultdict[str, list[dict[Any, Any]]] = defaultdict(list)
    for row in frame[frame["sentence_id"].isin(list(ids))].to_dict("records"):
        rows[row["sentence_id"]].append(row)
    return rows
