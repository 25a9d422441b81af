"""Lines of ``corrections/*.jsonl``.

A line names the sentence it is for and holds a hash of that sentence and its two neighbours as they were read when it was made.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError, model_validator

from pipeline.errors import UsageError
from pipeline.identifiers import digest
from pipeline.records import Label, Record, Reject

FOLDER = Path("corrections")  # read when it exists and no other is named


class Link(Record):
    """What the ``occurrence``-th ``surface`` of the sentence stands for; ``entity`` None: it is no mention."""

    surface: Annotated[str, Field(min_length=1)]
    occurrence: Annotated[int, Field(ge=1)] = 1
    entity: str | None


class Correction(Record):
    """One line of a corrections file. ``speakers`` replaces all of the sentence's; an empty list means the report's own voice."""

    sentence_id: str
    neighbours: str
    label: Label | None = None
    speakers: tuple[str, ...] | None = None
    links: tuple[Link, ...] = ()
    note: str | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Correction:
        if self.label is None and self.speakers is None and not self.links:
            raise ValueError("a correction gives label, speakers or links")
        return self

    @property
    def doc_id(self) -> str:
        """The document, which a ``sentence_id`` begins with."""
        return self.sentence_id.rsplit("-", 2)[0]


@dataclass(frozen=True)
class Given:
    """A correction and where it stands, for messages: ``corrections/file.jsonl:3``."""

    correction: Correction
    place: str


@dataclass(frozen=True)
class Corrections:
    """All corrections of a folder by document, in file and line order; lines that are none as rejects; the hash of it all."""

    by_document: Mapping[str, tuple[Given, ...]] = field(default_factory=dict)
    rejects: tuple[Reject, ...] = ()
    sha256: str = ""


def neighbours_hash(texts: Sequence[str], i: int) -> str:
    """Hash of the reading texts of unit ``i`` and of those before and after it; a missing neighbour reads as empty."""
    around = (texts[i - 1] if i else "", texts[i], texts[i + 1] if i + 1 < len(texts) else "")
    return digest("\n".join(around), 16)


def read_corrections(folder: Path | None) -> Corrections:
    """The corrections in ``folder`` (None: none). Raises ``UsageError`` when the folder is missing or a file cannot be read."""
    if folder is None:
        return Corrections()
    if not folder.is_dir():
        raise UsageError(
            f"the corrections folder {folder} does not exist; give the folder of *.jsonl with --corrections"
        )
    by_document: defaultdict[str, list[Given]] = defaultdict(list)
    rejects: list[Reject] = []
    total = hashlib.sha256()
    for file in sorted(folder.glob("*.jsonl")):
        try:
            data = file.read_bytes()
            lines = data.decode("utf-8").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"cannot read the corrections {file} as UTF-8 text: {error}") from error
        total.update(f"{file.name}\0{hashlib.sha256(data).hexdigest()}\n".encode())
        for n, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            place = f"{FOLDER.name}/{file.name}:{n}"
            try:
                correction = Correction.model_validate_json(line)
            except ValidationError as error:
                first = error.errors()[0]
                where = ".".join(str(part) for part in first["loc"])
                reason = f"{where + ': ' if where else ''}{first['msg']}; correct or remove the line"
                rejects.append(rejection(place, "correction_invalid", reason))
            else:
                by_document[correction.doc_id].append(Given(correction, place))
    found = {doc: tuple(given) for doc, given in sorted(by_document.items())}
    return Corrections(found, tuple(rejects), total.hexdigest() if found or rejects else "")


def rejection(place: str, code: str, reason: str, doc_id: str | None = None) -> Reject:
    """The row that reports a correction which was not applied."""
    return Reject(
        reject_id=f"rej-{digest(f'{place}|write|{code}', 12)}",
        doc_id=doc_id, path=place, stage="write", code=code, reason=reason,
    )  # fmt: skip
