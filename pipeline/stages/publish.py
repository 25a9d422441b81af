"""Stage 5, ``write``: the results of all documents become the rows of the published tables."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pipeline.identifiers import digest, fold, slug
from pipeline.records import (
    Country,
    Document,
    DocumentStatement,
    Entities,
    Finding,
    GoodPractice,
    Labelled,
    Organisation,
    Recommendation,
    Record,
    Segmented,
    Sentence,
    Source,
    Speaker,
    Text,
)

VERSION = "1"

V = TypeVar("V", bound=str)


@dataclass(frozen=True)
class Shared:
    """What documents share: the entity tables, and the person each speaker is (speaker_id -> person_id)."""

    organisations: tuple[Organisation, ...]
    countries: tuple[Country, ...]
    persons: Mapping[str, str]


class EntityMerger:
    """Collects the entities of document after document, then gives the tables they share."""

    def __init__(self, countries: Iterable[Country]) -> None:
        self._countries = {c.iso3: c for c in countries}
        self._country_mentions: Counter[str] = Counter()
        self._country_documents: Counter[str] = Counter()
        self._organisations: defaultdict[str, list[Organisation]] = defaultdict(list)
        self._organisation_mentions: Counter[str] = Counter()
        self._people: list[Speaker] = []

    def add(self, entities: Entities) -> None:
        named = [m.iso3 for m in entities.mentions if m.iso3]
        self._country_mentions.update(named)
        self._country_documents.update(set(named))
        self._organisation_mentions.update(m.organisation_id for m in entities.mentions if m.organisation_id)
        for organisation in entities.organisations:
            self._organisations[organisation.organisation_id].append(organisation)
        self._people.extend(s for s in entities.speakers if s.kind == "person" and s.name)

    def finish(self) -> Shared:
        countries = tuple(
            c.model_copy(update={"n_mentions": self._country_mentions[i], "n_documents": self._country_documents[i]})
            for i, c in sorted(self._countries.items())
        )
        organisations = tuple(self._merge(i, found) for i, found in sorted(self._organisations.items()))
        return Shared(organisations, countries, link_persons(self._people))

    def _merge(self, organisation_id: str, found: list[Organisation]) -> Organisation:
        """One row of the several documents' rows: the commonest value of each field, all aliases."""
        name = _commonest(o.name for o in found)
        acronyms = [o.acronym for o in found if o.acronym]
        countries = [o.country for o in found if o.country]
        aliases = sorted({a for o in found for a in (*o.aliases, o.name)} - {name})
        return Organisation(
            organisation_id=organisation_id,
            name=name,
            acronym=_commonest(acronyms) if acronyms else None,
            kind=_commonest(o.kind for o in found),
            country=_commonest(countries) if countries else None,
            aliases=tuple(aliases),
            n_mentions=self._organisation_mentions[organisation_id],
        )


def _commonest(values: Iterable[V]) -> V:
    """The most frequent of ``values`` (at least one), the first in order among equals."""
    counted = Counter(values)
    return min(counted, key=lambda v: (-counted[v], v))


def link_persons(speakers: Iterable[Speaker]) -> dict[str, str]:
    """person_id of each named speaker: one for speakers of the same name whose country and body do not contradict.

    The identifier comes from the folded name, and where namesakes must be told apart also from what tells them apart.
    """
    by_name: defaultdict[str, list[Speaker]] = defaultdict(list)
    for speaker in speakers:
        by_name[fold(speaker.name or "")].append(speaker)
    out: dict[str, str] = {}
    for name, group in by_name.items():
        clusters: list[list[Speaker]] = []
        # Those of whom most is known first: they found the clusters that the others join.
        group.sort(key=lambda s: (s.country is None, s.organisation_id is None, s.speaker_id))
        for speaker in group:
            home = next((c for c in clusters if all(_compatible(speaker, other) for other in c)), None)
            if home is None:
                clusters.append([speaker])
            else:
                home.append(speaker)
        for cluster in clusters:
            person = f"per-{slug(name, 40)}-{digest(name, 6)}"
            if len(clusters) > 1:
                person += f"-{digest(_distinction(cluster), 6)}"
            out.update((s.speaker_id, person) for s in cluster)
    return out


def _compatible(a: Speaker, b: Speaker) -> bool:
    if a.country and b.country and a.country != b.country:
        return False
    if not (a.organisation_id and b.organisation_id) or a.organisation_id == b.organisation_id:
        return True
    return bool(a.role and b.role and fold(a.role) == fold(b.role)) or bool(a.country and a.country == b.country)


def _distinction(cluster: list[Speaker]) -> str:
    countries = sorted({s.country for s in cluster if s.country})
    return "|".join(countries or sorted({s.organisation_id for s in cluster if s.organisation_id}))


def document_rows(
    source: Source, segmented: Segmented, entities: Entities, labelled: Labelled, shared: Shared, include_text: bool
) -> Mapping[str, Sequence[Record]]:
    """The rows of one document for every per-document table, in their published order."""
    facts = segmented.facts.model_copy(update=source.given.model_dump(exclude_none=True))
    doc_id = source.doc_id
    known = {o.organisation_id for o in shared.organisations}
    document = Document(
        doc_id=doc_id,
        path=source.path,
        sha256=source.sha256,
        n_bytes=source.n_bytes,
        encoding=source.encoding,
        language=source.language,
        language_score=source.language_score,
        n_chars=len(source.text),
        n_sections=len(segmented.sections),
        n_sentences=len(segmented.units),
        warnings=(*source.warnings, *segmented.warnings),
        **{**facts.model_dump(), "issuer": entities.issuer if entities.issuer in known else None},
    )
    labels = {label.sentence_id: label for label in labelled.labels}
    place = {unit.sentence_id: unit.ordinal for unit in segmented.units}
    statements = sorted(entities.statements, key=lambda s: (place[s.sentence_id], s.statement_id))
    said_by: defaultdict[str, list[str]] = defaultdict(list)
    for statement in statements:
        said_by[statement.sentence_id].append(statement.speaker_id)
    rows: dict[str, list[Any]] = {
        "documents": [document],
        "texts": [Text(doc_id=doc_id, text=source.text)] if include_text else [],
        "sections": list(segmented.sections),
        "sentences": [],
        "mentions": sorted(entities.mentions, key=lambda m: (m.start, -m.end, m.mention_id)),
        "speakers": _speakers(entities, shared),
        "statements": [DocumentStatement(**s.model_dump(), doc_id=doc_id) for s in statements],
        "recommendations": [],
        "good_practices": [],
        "findings": [],
        "sessions": list(segmented.sessions),
        "session_participants": list(entities.participants),
        "acronyms": list(entities.acronyms),
        "references": list(segmented.references),
    }
    for unit in segmented.units:
        label = labels[unit.sentence_id]
        rows["sentences"].append(
            Sentence(
                **dict(unit),
                label=label.label,
                label_source=label.label_source,
                score=label.score,
                label_scores=label.label_scores,
            )
        )
        if label.label == "other":
            continue
        common: dict[str, Any] = dict(
            sentence_id=unit.sentence_id,
            doc_id=doc_id,
            section_id=unit.section_id,
            paragraph=unit.paragraph,
            text=unit.text,
            context=label.context,
            score=label.score,
            speakers=tuple(dict.fromkeys(said_by[unit.sentence_id])),
        )
        if label.label == "recommendation":
            rows["recommendations"].append(
                Recommendation(
                    **common,
                    strength=label.strength,
                    addressees=label.addressees,
                    addressee_countries=label.addressee_countries,
                    addressee_organisations=label.addressee_organisations,
                )
            )
        else:
            kind = GoodPractice if label.label == "good_practice" else Finding
            rows["good_practices" if kind is GoodPractice else "findings"].append(
                kind(**common, countries=label.countries, organisations=label.organisations, years=label.years)
            )
    return rows


def _speakers(entities: Entities, shared: Shared) -> list[Record]:
    """The document's speakers with their counts; one that nothing refers to is left out."""
    statements = Counter(s.speaker_id for s in entities.statements)
    mentions = Counter(m.speaker_id for m in entities.mentions if m.speaker_id)
    listed = {p.speaker_id for p in entities.participants}
    return [
        s.model_copy(
            update={
                "person_id": shared.persons.get(s.speaker_id),
                "n_statements": statements[s.speaker_id],
                "n_mentions": mentions[s.speaker_id],
            }
        )
        for s in sorted(entities.speakers, key=lambda s: s.speaker_id)
        if statements[s.speaker_id] or mentions[s.speaker_id] or s.speaker_id in listed
    ]
