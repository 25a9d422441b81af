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
    OrganisationKind,
    Recommendation,
    Record,
    Reject,
    Segmented,
    Sentence,
    Source,
    Text,
)

VERSION = "1"

V = TypeVar("V", bound=str)


class Person(Record):
    """A named speaker as far as it matters to who is who: name and role folded. ``first`` is the first speaker_id of that kind."""

    name: str
    country: str | None = None
    organisation_id: str | None = None
    role: str | None = None
    first: str

    @property
    def profile(self) -> Profile:
        return self.name, self.country, self.organisation_id, self.role


Profile = tuple[str, str | None, str | None, str | None]


def profile(name: str, country: str | None, organisation_id: str | None, role: str | None) -> Profile:
    """What tells a named speaker from namesakes; speakers of one profile are one person."""
    return fold(name), country, organisation_id, fold(role) if role else None


class Contribution(Record):
    """What one document adds to the tables that documents share, and to the counts of the whole."""

    doc_id: str
    labels: dict[str, int]
    countries: dict[str, int]
    organisation_mentions: dict[str, int]
    organisations: tuple[Organisation, ...]
    people: tuple[Person, ...]
    corrections_applied: int = 0
    corrections_refused: tuple[Reject, ...] = ()


def contribution(entities: Entities, labelled: Labelled) -> Contribution:
    """What a document adds, in an order that depends on nothing else."""
    people: dict[Profile, str] = {}
    for s in entities.speakers:
        if s.kind == "person" and s.name:
            key = profile(s.name, s.country, s.organisation_id, s.role)
            people[key] = min(s.speaker_id, people.get(key, s.speaker_id))
    return Contribution(
        doc_id=entities.doc_id,
        labels=_counted(label.label for label in labelled.labels),
        countries=_counted(m.iso3 for m in entities.mentions),
        organisation_mentions=_counted(m.organisation_id for m in entities.mentions),
        organisations=entities.organisations,
        people=tuple(
            Person(name=key[0], country=key[1], organisation_id=key[2], role=key[3], first=first)
            for key, first in sorted(people.items(), key=lambda item: item[1])
        ),
    )


def _counted(values: Iterable[str | None]) -> dict[str, int]:
    return dict(sorted(Counter(v for v in values if v).items()))


@dataclass(frozen=True)
class Shared:
    """What documents share: the entity tables, and the person_id of each profile of a named speaker."""

    organisations: tuple[Organisation, ...]
    countries: tuple[Country, ...]
    persons: Mapping[Profile, str]


class _Body:
    """An organisation over the documents read so far: how often each of its values was given."""

    def __init__(self) -> None:
        self.names: Counter[str] = Counter()
        self.acronyms: Counter[str] = Counter()
        self.kinds: Counter[OrganisationKind] = Counter()
        self.countries: Counter[str] = Counter()
        self.aliases: set[str] = set()

    def add(self, o: Organisation) -> None:
        self.names[o.name] += 1
        self.kinds[o.kind] += 1
        self.aliases.update((*o.aliases, o.name))
        if o.acronym:
            self.acronyms[o.acronym] += 1
        if o.country:
            self.countries[o.country] += 1


class EntityMerger:
    """Collects what document after document contributes, then gives the tables they share; holds entities, no documents."""

    def __init__(self, countries: Iterable[Country]) -> None:
        self._countries = {c.iso3: c for c in countries}
        self._country_mentions: Counter[str] = Counter()
        self._country_documents: Counter[str] = Counter()
        self._organisations: defaultdict[str, _Body] = defaultdict(_Body)
        self._organisation_mentions: Counter[str] = Counter()
        self._people: dict[Profile, str] = {}

    def add(self, given: Contribution) -> None:
        self._country_mentions.update(given.countries)
        self._country_documents.update(given.countries.keys())
        self._organisation_mentions.update(given.organisation_mentions)
        for organisation in given.organisations:
            self._organisations[organisation.organisation_id].add(organisation)
        for person in given.people:
            key = person.profile
            self._people[key] = min(person.first, self._people.get(key, person.first))

    def finish(self) -> Shared:
        countries = tuple(
            c.model_copy(update={"n_mentions": self._country_mentions[i], "n_documents": self._country_documents[i]})
            for i, c in sorted(self._countries.items())
        )
        organisations = tuple(self._merge(i, body) for i, body in sorted(self._organisations.items()))
        return Shared(organisations, countries, link_persons(self._people))

    def _merge(self, organisation_id: str, body: _Body) -> Organisation:
        """One row of the several documents' rows: the commonest value of each field, all aliases."""
        name = _commonest(body.names)
        return Organisation(
            organisation_id=organisation_id,
            name=name,
            acronym=_commonest(body.acronyms) if body.acronyms else None,
            kind=_commonest(body.kinds),
            country=_commonest(body.countries) if body.countries else None,
            aliases=tuple(sorted(body.aliases - {name})),
            n_mentions=self._organisation_mentions[organisation_id],
        )


def _commonest(counted: Counter[V]) -> V:
    """The most frequent value (there is at least one), the first in order among equals."""
    return min(counted, key=lambda v: (-counted[v], v))


def link_persons(people: Mapping[Profile, str]) -> dict[Profile, str]:
    """person_id of each profile: one for profiles of the same name whose country and body do not contradict.

    ``people`` gives the first speaker_id of each profile, which orders them. The identifier comes from the folded name, and
    where namesakes must be told apart also from what tells them apart.
    """
    by_name: defaultdict[str, list[Profile]] = defaultdict(list)
    for key in people:
        by_name[key[0]].append(key)
    out: dict[Profile, str] = {}
    for name, group in by_name.items():
        clusters: list[list[Profile]] = []
        # Those of whom most is known first: they found the clusters that the others join.
        for key in sorted(group, key=lambda p: (p[1] is None, p[2] is None, people[p])):
            home = next((c for c in clusters if all(_compatible(key, other) for other in c)), None)
            if home is None:
                clusters.append([key])
            else:
                home.append(key)
        for cluster in clusters:
            person = f"per-{slug(name, 40)}-{digest(name, 6)}"
            if len(clusters) > 1:
                person += f"-{digest(_distinction(cluster), 6)}"
            out.update((key, person) for key in cluster)
    return out


def _compatible(a: Profile, b: Profile) -> bool:
    _, a_country, a_body, a_role = a
    _, b_country, b_body, b_role = b
    if a_country and b_country and a_country != b_country:
        return False
    if not (a_body and b_body) or a_body == b_body:
        return True
    return bool(a_role and a_role == b_role) or bool(a_country and a_country == b_country)


def _distinction(cluster: list[Profile]) -> str:
    countries = sorted({country for _, country, _, _ in cluster if country})
    return "|".join(countries or sorted({body for _, _, body, _ in cluster if body}))


def document_rows(
    source: Source, segmented: Segmented, entities: Entities, labelled: Labelled
) -> Mapping[str, Sequence[Record]]:
    """The rows of one document for every per-document table, in their published order; no speaker has a person_id yet."""
    facts = segmented.facts.model_copy(update=source.given.model_dump(exclude_none=True))
    doc_id = source.doc_id
    known = {o.organisation_id for o in entities.organisations}
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
        "texts": [Text(doc_id=doc_id, text=source.text)],
        "sections": list(segmented.sections),
        "sentences": [],
        "mentions": sorted(entities.mentions, key=lambda m: (m.start, -m.end, m.mention_id)),
        "speakers": _speakers(entities),
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


def _speakers(entities: Entities) -> list[Record]:
    """The document's speakers with their counts; one that nothing refers to is left out."""
    statements = Counter(s.speaker_id for s in entities.statements)
    mentions = Counter(m.speaker_id for m in entities.mentions if m.speaker_id)
    listed = {p.speaker_id for p in entities.participants}
    return [
        s.model_copy(
            update={
                "n_statements": statements[s.speaker_id],
                "n_mentions": mentions[s.speaker_id],
            }
        )
        for s in sorted(entities.speakers, key=lambda s: s.speaker_id)
        if statements[s.speaker_id] or mentions[s.speaker_id] or s.speaker_id in listed
    ]
