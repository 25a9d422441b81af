"""What a published dataset says about the documents of the gold, laid beside it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from pydantic import ValidationError

from pipeline import tables
from pipeline.errors import DatasetInvalid
from pipeline.evaluation.gold import GoldUnit
from pipeline.identifiers import fold
from pipeline.records import (
    Acronym,
    Document,
    Mention,
    Organisation,
    Record,
    Reference,
    Sentence,
    Session,
    SessionParticipant,
    Speaker,
    Statement,
)
from pipeline.storage import Folder

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Example:
    """One error: what the gold asks for, what the dataset says (either may be empty)."""

    expected: str
    found: str


class Errors:
    """Examples of errors by class, in the order of the gold."""

    def __init__(self) -> None:
        self.by_class: defaultdict[str, list[Example]] = defaultdict(list)

    def add(self, kind: str, expected: str, found: str = "") -> None:
        self.by_class[kind].append(Example(" ".join(expected.split()), " ".join(found.split())))


@dataclass(frozen=True)
class Answers:
    """The rows of a dataset that concern ``doc_ids`` (SHA-256 of a source -> its document)."""

    doc_ids: Mapping[str, str]
    sentences: Mapping[str, list[Sentence]]
    mentions: Mapping[str, list[Mention]]
    statements: Mapping[str, list[Statement]]  # by sentence
    speakers: Mapping[str, Speaker]
    organisations: Mapping[str, Organisation]
    sessions: list[Session]
    participants: list[SessionParticipant]
    acronyms: list[Acronym]
    references: list[Reference]

    def names_of(self, organisation_id: str | None) -> set[str]:
        """All folded names of an organisation; none when there is no such organisation."""
        found = self.organisations.get(organisation_id or "")
        return {fold(n) for n in (found.name, found.acronym, *found.aliases) if n} if found else set()


def read_answers(base: Folder, sources: Collection[str]) -> Answers:
    """The rows about the documents whose SHA-256 is in ``sources``; a table that is missing counts as empty.

    Raises ``DatasetInvalid`` when a row does not keep the data contract.
    """
    documents = [d for d in _rows(base, "documents", Document) if d.sha256 in sources]
    ids = [d.doc_id for d in documents]
    sentences: defaultdict[str, list[Sentence]] = defaultdict(list)
    mentions: defaultdict[str, list[Mention]] = defaultdict(list)
    statements: defaultdict[str, list[Statement]] = defaultdict(list)
    for sentence in _rows(base, "sentences", Sentence, ids):
        sentences[sentence.doc_id].append(sentence)
    for mention in _rows(base, "mentions", Mention, ids):
        mentions[mention.doc_id].append(mention)
    for statement in _rows(base, "statements", Statement, ids):
        statements[statement.sentence_id].append(statement)
    return Answers(
        doc_ids={d.sha256: d.doc_id for d in documents},
        sentences=sentences,
        mentions=mentions,
        statements=statements,
        speakers={s.speaker_id: s for s in _rows(base, "speakers", Speaker, ids)},
        organisations={o.organisation_id: o for o in _rows(base, "organisations", Organisation)},
        sessions=_rows(base, "sessions", Session, ids),
        participants=_rows(base, "session_participants", SessionParticipant, ids),
        acronyms=_rows(base, "acronyms", Acronym, ids),
        references=_rows(base, "references", Reference, ids),
    )


def _rows(base: Folder, name: str, record: type[R], doc_ids: Collection[str] | None = None) -> list[R]:
    if not tables.table_exists(base, name):
        return []
    known = set(record.model_fields)
    out = []
    for row in tables.rows_about(base, name, doc_ids):
        try:
            out.append(record.model_validate({k: v for k, v in row.items() if k in known}))
        except ValidationError as error:
            first = error.errors()[0]
            column = ".".join(str(part) for part in first["loc"])
            raise DatasetInvalid(
                f"{base}: {name}.{column}: {first['msg']}; `greffier validate --out {base}` lists all breaches"
            ) from error
    return out


@dataclass
class Unit:
    """A unit of the dataset, with the offsets it covers."""

    row: Sentence

    @cached_property
    def cells(self) -> set[int]:
        out: set[int] = set()
        for span in self.row.spans:
            out.update(range(span.start, span.end))
        return out


@dataclass
class Pairing:
    """One document of the gold with the dataset's units; ``nearest`` has for each gold unit the index of the unit that covers
    most of it, or None."""

    sha256: str
    doc_id: str | None
    gold: list[GoldUnit]
    units: list[Unit]
    nearest: list[int | None] = field(init=False)

    def __post_init__(self) -> None:
        owner: dict[int, int] = {}
        for i, unit in enumerate(self.units):
            for cell in unit.cells:
                owner.setdefault(cell, i)
        self.nearest = []
        for gold in self.gold:
            covering = Counter(owner[cell] for cell in gold.cells if cell in owner)
            self.nearest.append(covering.most_common(1)[0][0] if covering else None)

    def nearest_row(self, i: int) -> Sentence | None:
        """The dataset's row for gold unit ``i``."""
        j = self.nearest[i]
        return None if j is None else self.units[j].row
