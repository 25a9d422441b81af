"""The rows that stages hand to each other and that the dataset publishes.

Offsets named ``start``/``end`` are code points of the decoded source text, end exclusive; ``text_start``/``text_end`` are
code points of a sentence's repaired ``text``. Published tables: one record each, field order = column order.
The stages pass ``Source`` -> ``Segmented`` -> ``Entities`` -> ``Labelled``; ``publish`` joins them by identifier.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

Score = Annotated[float, Field(ge=0.0, le=1.0)]
Offset = Annotated[int, Field(ge=0)]

UnitType = Literal["sentence", "list_item", "heading", "question", "agenda", "footnote", "boilerplate"]
Label = Literal["recommendation", "good_practice", "finding", "other"]
LabelSource = Literal["model", "rule", "human"]
OmittedKind = Literal["marker", "note_mark", "hyphen", "markup"]
SectionKind = Literal[
    "front_matter",
    "toc",
    "foreword",
    "acronyms",
    "body",
    "recommendations",
    "good_practices",
    "conclusions",
    "questions",
    "agenda",
    "concept_note",
    "annex",
    "references",
]
MentionKind = Literal["person", "country", "organisation"]
MentionForm = Literal["name", "acronym", "demonym", "role", "pronoun"]
Origin = Literal["model", "lexicon", "pattern", "document", "human"]
SpeakerKind = Literal["person", "delegate", "organisation", "collective"]
How = Literal["explicit", "role", "pronoun", "list", "continuation"]
OrganisationKind = Literal["un", "intergovernmental", "government", "ngo", "academic", "private", "forum", "other"]
SessionKind = Literal["opening", "panel", "side_event", "break", "closing", "other"]
Strength = Literal["must", "should", "may"]

LABELS: tuple[Label, ...] = ("recommendation", "good_practice", "finding", "other")


class Record(BaseModel):
    """A frozen row; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# ---------------------------------------------------------------------------------------------- pieces of rows
@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the source. Checked where it is read from outside; what the stages make is taken as it is, there are thousands."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    start: Offset
    end: Offset


class Omitted(Record):
    start: Offset
    end: Offset
    kind: OmittedKind


class LabelScores(Record):
    recommendation: Score
    good_practice: Score
    finding: Score
    other: Score


# ---------------------------------------------------------------------------------------------- published tables
class Document(Record):
    doc_id: str
    path: str
    sha256: str
    n_bytes: int
    encoding: str
    language: str
    language_score: Score | None = None
    title: str | None = None
    symbol: str | None = None
    issuer: str | None = None
    event: str | None = None
    place: str | None = None
    date_start: dt.date | None = None
    date_end: dt.date | None = None
    source_url: str | None = None
    retrieved_at: dt.datetime | None = None
    rights: str | None = None
    n_chars: int
    n_sections: int
    n_sentences: int
    warnings: tuple[str, ...] = ()


class Text(Record):
    doc_id: str
    text: str


class Section(Record):
    section_id: str
    doc_id: str
    parent_id: str | None = None
    ordinal: int
    level: int
    number: str | None = None
    title: str | None = None
    kind: SectionKind
    start: Offset
    end: Offset


class Unit(Record):
    """One sentence, list item, heading ... without its label. ``block`` numbers the source paragraphs of a document from 0:
    units of one printed paragraph (or one list item of several sentences) share it."""

    sentence_id: str
    doc_id: str
    section_id: str
    ordinal: int
    block: int
    paragraph: str | None = None
    page: str | None = None
    unit_type: UnitType
    lead_in_id: str | None = None
    text: str
    spans: tuple[Span, ...]
    omitted: tuple[Omitted, ...] = ()


class Sentence(Unit):
    label: Label
    label_source: LabelSource
    score: Score | None = None
    label_scores: LabelScores | None = None


class Mention(Record):
    mention_id: str
    doc_id: str
    sentence_id: str
    kind: MentionKind
    entity_id: str
    speaker_id: str | None = None
    iso3: str | None = None
    organisation_id: str | None = None
    surface: str
    text_start: Offset
    text_end: Offset
    start: Offset
    end: Offset
    form: MentionForm
    source: Origin
    score: Score | None = None


class Speaker(Record):
    speaker_id: str
    doc_id: str
    person_id: str | None = None
    kind: SpeakerKind
    name: str | None = None
    honorific: str | None = None
    role: str | None = None
    organisation_id: str | None = None
    country: str | None = None
    n_statements: int = 0
    n_mentions: int = 0


class Statement(Record):
    statement_id: str
    sentence_id: str
    speaker_id: str
    cue: str | None = None
    cue_sentence_id: str | None = None
    text_start: Offset | None = None
    text_end: Offset | None = None
    how: How
    score: Score | None = None
    source: Origin


class DocumentStatement(Statement):
    """A statement as published: with its document, so that the table can be read document by document."""

    doc_id: str


class Organisation(Record):
    organisation_id: str
    name: str
    acronym: str | None = None
    kind: OrganisationKind
    country: str | None = None
    aliases: tuple[str, ...] = ()
    n_mentions: int = 0


class Country(Record):
    iso3: str
    iso2: str
    name_fr: str
    region: str | None = None
    n_mentions: int = 0
    n_documents: int = 0


class Recommendation(Record):
    sentence_id: str
    doc_id: str
    section_id: str
    paragraph: str | None = None
    text: str
    context: str | None = None
    score: Score | None = None
    strength: Strength | None = None
    addressees: tuple[str, ...] = ()
    addressee_countries: tuple[str, ...] = ()
    addressee_organisations: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()


class GoodPractice(Record):
    sentence_id: str
    doc_id: str
    section_id: str
    paragraph: str | None = None
    text: str
    context: str | None = None
    score: Score | None = None
    countries: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    speakers: tuple[str, ...] = ()


class Finding(GoodPractice):
    pass


class Session(Record):
    session_id: str
    doc_id: str
    parent_id: str | None = None
    ordinal: int
    date: dt.date | None = None
    start_time: dt.time | None = None
    end_time: dt.time | None = None
    title: str
    kind: SessionKind
    start: Offset
    end: Offset


class SessionParticipant(Record):
    participant_id: str
    doc_id: str
    session_id: str
    ordinal: int
    speaker_id: str
    part: Literal["moderator", "speaker"]
    role_as_listed: str | None = None
    organisation_id: str | None = None
    country: str | None = None
    start: Offset
    end: Offset


class Acronym(Record):
    acronym_id: str
    doc_id: str
    acronym: str
    expansion: str
    where: Literal["list", "inline"]
    organisation_id: str | None = None
    sentence_id: str | None = None
    start: Offset
    end: Offset


class Reference(Record):
    reference_id: str
    doc_id: str
    sentence_id: str
    kind: Literal["un_document", "legal_instrument", "url", "footnote"]
    text: str
    normalised: str | None = None
    mark: str | None = None
    note_sentence_id: str | None = None
    start: Offset
    end: Offset


class Reject(Record):
    reject_id: str
    doc_id: str | None = None
    path: str
    stage: str
    code: str
    reason: str


# ---------------------------------------------------------------------------------------------- between the stages
class Facts(Record):
    """What is known of a document as a whole: read from its text by ``segment`` or given by ``metadata.csv``."""

    title: str | None = None
    symbol: str | None = None
    issuer: str | None = None
    event: str | None = None
    place: str | None = None
    date_start: dt.date | None = None
    date_end: dt.date | None = None
    source_url: str | None = None
    retrieved_at: dt.datetime | None = None
    rights: str | None = None


class Source(Record):
    """A decoded report: what ``load`` gives. ``text`` has no byte-order mark and its line endings untouched."""

    doc_id: str
    path: str
    sha256: str
    n_bytes: int
    encoding: str
    language: str
    language_score: Score | None = None
    text: str
    given: Facts = Facts()
    warnings: tuple[str, ...] = ()


class AgendaPerson(Record):
    """One participant line of an agenda, as listed; ``start``/``end`` cover the name in the source."""

    session_id: str
    ordinal: int
    part: Literal["moderator", "speaker"]
    name: str
    honorific: str | None = None
    listed: str | None = None  # everything after the name, repaired: function, body, country
    sentence_id: str
    start: Offset
    end: Offset


class Row(Record):
    """A unit that is a row of columns; ``cells`` are the offsets in its text at which the cells after the first begin."""

    sentence_id: str
    cells: tuple[Offset, ...]


class Segmented(Record):
    """What ``segment`` gives: the document cut into sections and units, with its side tables."""

    doc_id: str
    facts: Facts = Facts()
    sections: tuple[Section, ...]
    units: tuple[Unit, ...]
    sessions: tuple[Session, ...] = ()
    agenda: tuple[AgendaPerson, ...] = ()
    acronyms: tuple[Acronym, ...] = ()
    references: tuple[Reference, ...] = ()
    rows: tuple[Row, ...] = ()
    warnings: tuple[str, ...] = ()


class ModelSpan(Record):
    """A span the spaCy model found in a unit's text; ``label`` is the model's own (PER, LOC, ORG, MISC)."""

    start: Offset
    end: Offset
    label: str


class Entities(Record):
    """What ``ner`` gives: mentions linked to speakers, countries, organisations; who expresses each unit.

    ``acronyms`` are those of ``Segmented`` with their organisation filled in; ``issuer`` an organisation_id.
    """

    doc_id: str
    mentions: tuple[Mention, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    statements: tuple[Statement, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    participants: tuple[SessionParticipant, ...] = ()
    acronyms: tuple[Acronym, ...] = ()
    issuer: str | None = None


class UnitLabel(Record):
    """The label of one unit and what its table needs beside it."""

    sentence_id: str
    label: Label
    label_source: LabelSource
    score: Score | None = None
    label_scores: LabelScores | None = None
    strength: Strength | None = None
    addressees: tuple[str, ...] = ()
    addressee_countries: tuple[str, ...] = ()
    addressee_organisations: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    context: str | None = None


class Labelled(Record):
    """What ``classify`` gives: one label a unit, in unit order."""

    doc_id: str
    labels: tuple[UnitLabel, ...]
