"""Laying corrections over the stages' results, one document at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.corrections.lines import Correction, Given, Link, neighbours_hash, rejection
from pipeline.countries import table as country_table
from pipeline.identifiers import digest, fold, slug
from pipeline.offsets import align, locate
from pipeline.organisations.entities import Register, kind_of
from pipeline.records import (
    Entities,
    Label,
    Labelled,
    Mention,
    MentionKind,
    Organisation,
    Reject,
    Segmented,
    Source,
    Speaker,
    Statement,
    Unit,
    UnitLabel,
)


@dataclass(frozen=True)
class Corrected:
    """A document's results with its corrections applied, and those that were not."""

    entities: Entities
    labelled: Labelled
    applied: int
    rejects: tuple[Reject, ...]


@dataclass(frozen=True)
class Overlay:
    """The keys of the corrected rows by document path, how many corrections were applied, and those that were not."""

    keys: Mapping[str, str] = field(default_factory=dict)
    applied: int = 0
    rejects: tuple[Reject, ...] = ()


class _Unresolved(Exception):
    """A correction names something that cannot be found; the message says what."""


def apply(
    given: Sequence[Given], source: Source, segmented: Segmented, entities: Entities, labelled: Labelled
) -> Corrected:
    """The results of a document with ``given`` laid over them in order, each as a whole or not at all."""
    texts = [unit.text for unit in segmented.units]
    places = {unit.sentence_id: i for i, unit in enumerate(segmented.units)}
    state = _State(source, entities, labelled)
    applied = 0
    rejects: list[Reject] = []
    for one in given:
        correction = one.correction
        i = places.get(correction.sentence_id)
        if i is None:
            reason = (
                f"the sentence {correction.sentence_id} is no longer there; its text was changed or is cut differently"
            )
            rejects.append(rejection(one.place, "correction_unmatched", reason, source.doc_id))
        elif neighbours_hash(texts, i) != correction.neighbours:
            reason = f"what stands around {correction.sentence_id} has changed; look at it again and renew the line"
            rejects.append(rejection(one.place, "correction_stale", reason, source.doc_id))
        else:
            before = state.copy()
            try:
                state.correct(segmented.units[i], correction)
                applied += 1
            except _Unresolved as error:
                state = before
                reason = f"{error}; correct the line"
                rejects.append(rejection(one.place, "correction_unresolved", reason, source.doc_id))
    return Corrected(state.entities(), state.labelled(), applied, tuple(rejects))


class _State:
    """A document's results while corrections are being laid over them."""

    def __init__(self, source: Source, entities: Entities, labelled: Labelled) -> None:
        self._source, self._entities, self._labelled = source, entities, labelled
        self._labels = {label.sentence_id: label for label in labelled.labels}
        self._speakers = {s.speaker_id: s for s in entities.speakers}
        self._organisations = {o.organisation_id: o for o in entities.organisations}
        self._mentions = {m.mention_id: m for m in entities.mentions}
        self._statements = {s.statement_id: s for s in entities.statements}

    def copy(self) -> _State:
        return _State(self._source, self.entities(), self.labelled())

    def entities(self) -> Entities:
        return self._entities.model_copy(
            update={
                "speakers": tuple(s for _, s in sorted(self._speakers.items())),
                "organisations": tuple(o for _, o in sorted(self._organisations.items())),
                "mentions": tuple(sorted(self._mentions.values(), key=lambda m: (m.start, m.end, m.mention_id))),
                "statements": tuple(self._statements.values()),
            }
        )

    def labelled(self) -> Labelled:
        return self._labelled.model_copy(update={"labels": tuple(self._labels.values())})

    def correct(self, unit: Unit, correction: Correction) -> None:
        """Lay one correction over; raises ``_Unresolved`` half-way, so keep a copy."""
        for link in correction.links:
            self._link(unit, link)
        if correction.speakers is not None:
            self._say(unit, correction.speakers)
        if correction.label is not None:
            self._label(unit, correction.label)

    # -- labels
    def _label(self, unit: Unit, label: Label) -> None:
        old = self._labels[unit.sentence_id]
        changes: dict[str, Any] = {"label": label, "label_source": "human", "score": None, "label_scores": None}
        if label != old.label:
            # What the classifier said beside its own label does not carry over: who is named in the sentence does.
            here = [m for m in self._mentions.values() if m.sentence_id == unit.sentence_id]
            about = label in ("good_practice", "finding")
            changes |= {
                "strength": None,
                "addressees": (),
                "addressee_countries": (),
                "addressee_organisations": (),
                "countries": _distinct(m.iso3 for m in here) if about else (),
                "organisations": _distinct(m.organisation_id for m in here) if about else (),
            }
        self._labels[unit.sentence_id] = old.model_copy(update=changes)

    # -- speakers
    def _say(self, unit: Unit, notations: Sequence[str]) -> None:
        speakers = dict.fromkeys(self._speaker(notation) for notation in notations)
        known: dict[str, Statement] = {}
        for statement in list(self._statements.values()):
            if statement.sentence_id == unit.sentence_id:
                known[statement.speaker_id] = statement
                del self._statements[statement.statement_id]
        for speaker in speakers:
            if speaker in known:  # keeps its cue
                statement = known[speaker].model_copy(update={"source": "human", "score": None})
            else:
                statement = Statement(
                    statement_id=f"{unit.sentence_id}-s-{digest(speaker, 8)}",
                    sentence_id=unit.sentence_id,
                    speaker_id=speaker,
                    how="explicit",
                    source="human",
                )
            self._statements[statement.statement_id] = statement

    def _speaker(self, notation: str) -> str:
        """The speaker_id of what ``notation`` names; its row is made when the document has none yet."""
        doc_id, rest = self._source.doc_id, notation[1:].strip()
        if notation == "*":
            found = self._find(lambda s: s.kind == "collective")
            return self._known(found or Speaker(speaker_id=f"{doc_id}-c", doc_id=doc_id, kind="collective"))
        if notation.startswith("@"):
            iso3 = _country(rest)
            found = self._find(lambda s: s.kind == "delegate" and s.country == iso3)
            new = Speaker(speaker_id=f"{doc_id}-d-{slug(iso3)}", doc_id=doc_id, kind="delegate", country=iso3)
            return self._known(found or new)
        if notation.startswith("#"):
            body = self._organisation(rest)
            found = self._find(lambda s: s.kind == "organisation" and s.organisation_id == body.organisation_id)
            new = Speaker(
                speaker_id=f"{doc_id}-o-{body.organisation_id}", doc_id=doc_id, kind="organisation",
                name=body.name, organisation_id=body.organisation_id, country=body.country,
            )  # fmt: skip
            return self._known(found or new)
        if notation.startswith("^"):
            found = self._find(lambda s: s.kind == "person" and not s.name and fold(s.role or "") == fold(rest))
            new = Speaker(speaker_id=f"{doc_id}-r-{_tail(rest)}", doc_id=doc_id, kind="person", role=rest)
            return self._known(found or new)
        return self._person(notation.strip())

    def _person(self, name: str) -> str:
        if not fold(name):
            raise _Unresolved(f"{name!r} is nobody's name")
        found = self._find(lambda s: s.kind == "person" and fold(s.name or "") == fold(name))
        new = Speaker(
            speaker_id=f"{self._source.doc_id}-p-{_tail(name)}", doc_id=self._source.doc_id, kind="person", name=name
        )
        return self._known(found or new)

    def _find(self, is_it: Any) -> Speaker | None:
        return next((s for _, s in sorted(self._speakers.items()) if is_it(s)), None)

    def _known(self, speaker: Speaker) -> str:
        return self._speakers.setdefault(speaker.speaker_id, speaker).speaker_id

    def _organisation(self, name: str) -> Organisation:
        """The body of that name or identifier: the document's, the lexicon's, or a new one."""
        if not fold(name):
            raise _Unresolved("# takes the name of an organisation")
        for _, body in sorted(self._organisations.items()):
            names = (body.organisation_id, body.name, body.acronym or "", *body.aliases)
            if name == body.organisation_id or fold(name) in {fold(n) for n in names[1:] if n}:
                return body
        body = Register().named(name, kind_of(name, None, None)).record()
        return self._organisations.setdefault(body.organisation_id, body)

    # -- links
    def _link(self, unit: Unit, link: Link) -> None:
        start = _occurrence(unit.text, link.surface, link.occurrence)
        end = start + len(link.surface)
        here = [m for m in self._mentions.values() if m.sentence_id == unit.sentence_id]
        old = next((m for m in here if (m.text_start, m.text_end) == (start, end)), None)
        replaced = [m for m in here if m.text_start < end and start < m.text_end]
        if link.entity is None:
            if old is None:
                raise _Unresolved(f"{link.surface!r} is no mention")
            replaced = [old]
        for mention in replaced:
            del self._mentions[mention.mention_id]
        new = self._mention(unit, start, end, link.entity, old) if link.entity is not None else None
        if new:
            self._mentions[new.mention_id] = new
        self._labels[unit.sentence_id] = _relinked(self._labels[unit.sentence_id], replaced, new)

    def _mention(self, unit: Unit, start: int, end: int, notation: str, old: Mention | None) -> Mention:
        kind: MentionKind = "person"
        iso3 = organisation_id = speaker_id = None
        if notation.startswith("@"):
            kind, iso3 = "country", _country(notation[1:].strip())
        elif notation.startswith("#"):
            kind, organisation_id = "organisation", self._organisation(notation[1:].strip()).organisation_id
        elif notation.startswith("*"):
            raise _Unresolved("a link takes a person, @COUNTRY or #ORGANISATION")
        else:
            speaker_id = self._speaker(notation)
        place = locate(align(self._source.text, unit.spans, unit.text), start, end)
        return Mention(
            mention_id=f"{unit.sentence_id}-{kind[0]}{start}-{end}",
            doc_id=unit.doc_id,
            sentence_id=unit.sentence_id,
            kind=kind,
            entity_id=iso3 or organisation_id or speaker_id or "",
            speaker_id=speaker_id,
            iso3=iso3,
            organisation_id=organisation_id,
            surface=unit.text[start:end],
            text_start=start,
            text_end=end,
            start=place.start,
            end=place.end,
            form=old.form if old and old.kind == kind else "name",
            source="human",
        )


def _country(code: str) -> str:
    if code not in {country.iso3 for country in country_table()}:
        raise _Unresolved(f"@{code} is no ISO 3166-1 alpha-3 code")
    return code


def _tail(name: str) -> str:
    """The part of an identifier that a name gives; names that ASCII cannot hold are told apart by a hash."""
    return slug(name) if fold(name).isascii() else f"{slug(name)}-{digest(fold(name), 6)}"


def _occurrence(text: str, surface: str, n: int) -> int:
    at = -1
    for _ in range(n):
        at = text.find(surface, at + 1)
        if at < 0:
            raise _Unresolved(f"{surface!r} does not stand {n} time{'s' if n > 1 else ''} in the sentence")
    return at


def _relinked(label: UnitLabel, gone: Sequence[Mention], new: Mention | None) -> UnitLabel:
    """The label's countries and organisations with what mentions stood for replaced by what they stand for now."""
    changes: dict[str, Any] = {}
    for kind, fields in (
        ("country", ("countries", "addressee_countries")),
        ("organisation", ("organisations", "addressee_organisations")),
    ):
        old = {m.entity_id for m in gone if m.kind == kind}
        instead = new.entity_id if new and new.kind == kind else None
        for name in fields:
            values = getattr(label, name)
            if old & set(values):
                changes[name] = _distinct(instead if v in old else v for v in values)
    return label.model_copy(update=changes) if changes else label


def _distinct(values: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(v for v in values if v is not None))
