"""Noting a correction of a published sentence, with the hash of what stands around it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline import tables
from pipeline.corrections.lines import Correction, Link, neighbours_hash
from pipeline.errors import UsageError
from pipeline.records import Label
from pipeline.storage import Folder


def correction_of(
    dataset: Folder,
    sentence_id: str,
    label: Label | None = None,
    speakers: Sequence[str] | None = None,
    links: Sequence[Link] = (),
    note: str | None = None,
) -> Correction:
    """A correction of a published sentence. Raises ``UsageError`` when the dataset has no such sentence, or nothing is given."""
    rows = tables.rows_about(dataset, "sentences", [sentence_id.rsplit("-", 2)[0]])
    place = next((i for i, row in enumerate(rows) if row["sentence_id"] == sentence_id), None)
    if place is None:
        raise UsageError(f"{dataset} has no sentence {sentence_id}")
    text = rows[place]["text"]
    if missing := [link.surface for link in links if link.surface not in text]:
        raise UsageError(f"{missing[0]!r} does not stand in the sentence: {text}")
    if label is None and speakers is None and not links:
        raise UsageError("say what is to hold: --label, --speaker, --no-speaker or --link")
    return Correction(
        sentence_id=sentence_id,
        neighbours=neighbours_hash([row["text"] for row in rows], place),
        label=label,
        speakers=None if speakers is None else tuple(speakers),
        links=tuple(links),
        note=note,
    )


def append(folder: Path, correction: Correction) -> Path:
    """Add the line to the file of its document; gives the file."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{correction.doc_id}.jsonl"
    with file.open("a", encoding="utf-8") as stream:
        stream.write(correction.model_dump_json(exclude_defaults=True) + "\n")
    return file
