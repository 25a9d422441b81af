"""Gold annotations: one unit a line in ``*.jsonl``, and the side tables in ``tables/*.jsonl``.

Offsets are code points of the decoded source; a document is known by the SHA-256 of its bytes.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.errors import UsageError
from pipeline.records import Label, MentionForm, SpeakerKind, UnitType

UnitLetter = Literal["S", "L", "H", "Q", "A", "F", "B"]
LabelLetter = Literal["R", "G", "F", "O"]

UNIT_TYPES: Mapping[UnitLetter, UnitType] = {
    "S": "sentence",
    "L": "list_item",
    "Q": "question",
    "H": "heading",
    "A": "agenda",
    "F": "footnote",
    "B": "boilerplate",
}
LABELS: Mapping[LabelLetter, Label] = {"R": "recommendation", "G": "good_practice", "F": "finding", "O": "other"}


class _Gold(BaseModel):
    """Gold may carry more than is measured here, so unknown fields pass."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class GoldSpeaker(_Gold):
    """Who expresses a unit. ``optional`` is neither required nor wrong; ``continuation`` counts only where continuations do."""

    kind: SpeakerKind
    key: str
    also: tuple[str, ...] = ()
    optional: bool = False
    continuation: bool = False


class GoldMention(_Gold):
    surface: str
    start: int
    end: int
    optional: bool = False


class GoldCountry(GoldMention):
    iso3: str
    form: MentionForm


class GoldOrganisation(GoldMention):
    canonical: str
    also: tuple[str, ...] = ()


class GoldUnit(_Gold):
    """One annotated unit; ``label_alt`` is the second annotator's label, and counts as right too."""

    sha256: str
    unit_id: str = ""
    unit: UnitLetter
    label: LabelLetter
    label_alt: LabelLetter | None = None
    text: str
    spans: tuple[tuple[int, int], ...]
    speakers: tuple[GoldSpeaker, ...] = ()
    persons: tuple[GoldMention, ...] = ()
    countries: tuple[GoldCountry, ...] = ()
    organisations: tuple[GoldOrganisation, ...] = ()

    @property
    def unit_type(self) -> UnitType:
        return UNIT_TYPES[self.unit]

    @property
    def running(self) -> bool:
        """Whether it is a unit of the text itself: sentence, list item or question."""
        return self.unit in ("S", "L", "Q")

    @cached_property
    def cells(self) -> set[int]:
        """The offsets it covers."""
        return cells(self.spans)


class _SideGold(_Gold):
    sha256: str


class GoldPerson(_SideGold):
    """A row of ``tables/speakers.jsonl``; what is None is not asked for."""

    name: str
    also: tuple[str, ...] = ()
    role: str | None = None
    also_roles: tuple[str, ...] = ()
    organisation: str | None = None
    organisation_also: tuple[str, ...] = ()
    country: str | None = None


class GoldSession(_SideGold):
    """A session; ``window`` is the part of the source in which sessions found count."""

    start_time: str
    date: str | None = None
    title: str
    window: tuple[int, int] | None = None


class GoldParticipant(_SideGold):
    start_time: str
    part: str
    name: str
    window: tuple[int, int] | None = None


class GoldAcronym(_SideGold):
    acronym: str
    expansion: str
    optional: bool = False


class GoldReference(_SideGold):
    kind: str
    normalised: str


@dataclass(frozen=True)
class Gold:
    """All gold of a folder; ``units`` by the SHA-256 of their document, in file order."""

    units: Mapping[str, list[GoldUnit]]
    persons: list[GoldPerson]
    sessions: list[GoldSession]
    participants: list[GoldParticipant]
    acronyms: list[GoldAcronym]
    references: list[GoldReference]


def cells(spans: tuple[tuple[int, int], ...]) -> set[int]:
    """The offsets that ``spans`` cover."""
    out: set[int] = set()
    for start, end in spans:
        out.update(range(start, end))
    return out


G = TypeVar("G", bound=_Gold)


def read_gold(folder: Path) -> Gold:
    """The gold in ``folder``. Raises ``UsageError`` when there is none or a line cannot be read, naming file and line."""
    units: defaultdict[str, list[GoldUnit]] = defaultdict(list)
    for file in sorted(folder.glob("*.jsonl")):
        for unit in _read(file, GoldUnit):
            units[unit.sha256].append(unit)
    if not units:
        raise UsageError(f"there is no gold (*.jsonl) in {folder}; give its folder with --gold")
    side = folder / "tables"
    return Gold(
        units=units,
        persons=_read(side / "speakers.jsonl", GoldPerson),
        sessions=_read(side / "sessions.jsonl", GoldSession),
        participants=_read(side / "participants.jsonl", GoldParticipant),
        acronyms=_read(side / "acronyms.jsonl", GoldAcronym),
        references=_read(side / "references.jsonl", GoldReference),
    )


def _read(file: Path, record: type[G]) -> list[G]:
    if not file.exists():
        return []
    out = []
    # Not str.splitlines(): a text may hold line separators that end no line of JSON.
    for n, line in enumerate(file.read_text(encoding="utf-8").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            out.append(record.model_validate_json(line))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise UsageError(f"{file}:{n}: not gold as expected: {where}: {first['msg']}") from error
    return out


def gold_hash(folder: Path) -> str:
    """SHA-256 (hex, 16 digits) of the gold files' names and bytes: changes whenever the gold does."""
    total = hashlib.sha256()
    for file in sorted([*folder.glob("*.jsonl"), *folder.glob("tables/*.jsonl")]):
        name = file.relative_to(folder).as_posix()
        total.update(f"{name}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()[:16]
