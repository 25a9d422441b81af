"""Stage 3, ``ner``: mentions of persons, countries and organisations, the document's speakers, and who says what."""

from __future__ import annotations

import bisect
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from pipeline import countries as country_names
from pipeline.attribution import captions, certainty, cues, discourse, headed, lists, reading, rooms, sources, turns
from pipeline.attribution.claims import Claim
from pipeline.attribution.referents import BodySpan, CountrySpan, PersonSpan, Referent, mask
from pipeline.attribution.referents import Source as SaidBy
from pipeline.attribution.resolution import Attribution
from pipeline.countries import CountryHit
from pipeline.country_codes import find_codes
from pipeline.gazetteer import tokenise
from pipeline.identifiers import digest, fold, slug
from pipeline.layout.roles import signed_name
from pipeline.offsets import align, locate
from pipeline.organisations.reading import OrganisationReading, read_organisations
from pipeline.people import chairs, columns, initials, names, particulars, register
from pipeline.people.delegates import Delegates, read_delegates
from pipeline.people.holders import Holders
from pipeline.people.register import NameHit, Person, Register
from pipeline.people.setting import is_national
from pipeline.records import (
    Acronym,
    Entities,
    Mention,
    MentionForm,
    MentionKind,
    ModelSpan,
    Organisation,
    Origin,
    Segmented,
    SessionParticipant,
    Source,
    Speaker,
    SpeakerKind,
    Statement,
    Unit,
)

VERSION = "1"

_SPOKEN = frozenset(("sentence", "list_item", "question"))
_LONGEST = 20_000  # characters: nothing longer is one sentence, and nobody says it
_LONGEST_DESCRIPTION = 800  # characters
_FOR_ITS_STATE = re.compile(r"(?:gouvernements?|ambassade|consulat|mission permanente)\b", re.I)
_BESIDE = 4  # characters between a name and its description: ` (`, `, `


def extract(source: Source, segmented: Segmented, model_spans: Sequence[Sequence[ModelSpan]]) -> Entities:
    """The entities of one document. ``model_spans`` runs parallel to ``segmented.units``, offsets in each unit's text.

    Mentions carry offsets of the unit's text and of the source; statements those of their cue in the text of its unit.
    """
    units = segmented.units
    texts = [names.normalise(u.text) for u in units]
    places = _Places(source.text, units)
    cells = {row.sentence_id: row.cells for row in segmented.rows}
    rows = [columns.marked(u.text, cells[u.sentence_id]) if u.sentence_id in cells else u.text for u in units]
    lines = [names.normalise(row) for row in rows]
    tokens = [tokenise(u.text) for u in units]
    aliases = country_names.aliases_of((a.acronym, a.expansion) for a in segmented.acronyms)
    countries = country_names.find_in_document(rows, aliases, tokens)
    otherwise = {a.acronym for a in segmented.acronyms if country_names.lookup(a.expansion) is None}
    codes = find_codes(texts, countries, otherwise)
    countries = [sorted([*row, *coded]) if coded else row for row, coded in zip(countries, codes, strict=True)]
    people = register.read(
        lines,
        [u.unit_type == "agenda" for u in units],
        model_spans,
        [[(c.start, c.end) for c in row if c.form == "name"] for row in countries],
        [u.unit_type in ("boilerplate", "footnote") and not signed_name(u.text) for u in units],
        _listed_names(segmented, places),
    )
    countries = [_outside(row, people.hits[i]) for i, row in enumerate(countries)]
    bodies = read_organisations(
        segmented, model_spans, countries, [[(h.start, h.end) for h in row] for row in people.hits], tokens, rows
    )
    delegates = read_delegates(segmented, lines, people, countries, bodies)
    organisations = (*bodies.organisations, *delegates.bodies)
    roster = _Roster(source.doc_id, people, delegates, organisations)
    attributions, spans = _attribute(segmented, texts, people, countries, bodies, roster, any(codes))
    statements = _statements(units, attributions, roster)
    participants = _participants(segmented, units, texts, places, people, countries, bodies, roster)
    mentions = _mentions(units, places, people, countries, bodies, roster)
    mentions += _references(units, places, attributions, spans, roster)
    return Entities(
        doc_id=segmented.doc_id,
        mentions=tuple(sorted(mentions, key=lambda m: (m.start, m.end, m.mention_id))),
        speakers=roster.speakers(),
        statements=tuple(statements),
        organisations=organisations,
        participants=tuple(participants),
        acronyms=tuple(_linked(a, bodies) for a in segmented.acronyms),
        issuer=_issuer(segmented.facts.issuer, bodies.organisations),
    )


def _outside(row: Sequence[CountryHit], named: Sequence[NameHit]) -> list[CountryHit]:
    """Countries that are not part of a person's name (`M. Jordan`)."""
    out: list[CountryHit] = []
    at = 0
    for c in row:
        while at < len(named) and named[at].end <= c.start:
            at += 1
        if at == len(named) or named[at].start >= c.end:
            out.append(c)
    return out


# ------------------------------------------------------------------------------------------------------------ offsets
class _Places:
    """Source offsets of each unit's text, aligned when first asked for."""

    def __init__(self, text: str, units: Sequence[Unit]) -> None:
        self._text = text
        self._units = units
        self._known: dict[int, list[tuple[int, int]]] = {}

    def _alignment(self, unit: int) -> list[tuple[int, int]]:
        if unit not in self._known:
            u = self._units[unit]
            self._known[unit] = align(self._text, u.spans, u.text)
        return self._known[unit]

    def of(self, unit: int, start: int, end: int) -> tuple[int, int]:
        """Source offsets of ``text[start:end]`` of unit number ``unit``."""
        u = self._units[unit]
        if len(u.spans) == 1 and u.spans[0].end - u.spans[0].start == len(u.text):
            base = u.spans[0].start
            return base + start, base + end
        place = locate(self._alignment(unit), start, end)
        return place.start, place.end

    def in_text(self, unit: int, start: int, end: int) -> tuple[int, int] | None:
        """Text offsets of the source range, None when it does not lie in the unit."""
        alignment = self._alignment(unit)
        starts = [a for a, _ in alignment]
        first = bisect.bisect_left(starts, start)
        last = bisect.bisect_left(starts, end)
        return (first, last) if first < last <= len(alignment) else None


def _listed_names(segmented: Segmented, places: _Places) -> dict[int, list[tuple[int, int]]]:
    """Where the agenda's participant lines stand, as names already read: text offsets by unit number."""
    number = {u.sentence_id: i for i, u in enumerate(segmented.units)}
    out: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for entry in segmented.agenda:
        unit = number.get(entry.sentence_id)
        place = places.in_text(unit, entry.start, entry.end) if unit is not None else None
        if unit is not None and place is not None:
            out[unit].append(place)
    return out


# -------------------------------------------------------------------------------------------------------- attribution
def _attribute(
    segmented: Segmented,
    texts: Sequence[str],
    people: Register,
    countries: Sequence[Sequence[CountryHit]],
    bodies: OrganisationReading,
    roster: _Roster,
    coded: bool,
) -> tuple[list[Attribution], dict[tuple[int, int], tuple[int, int]]]:
    """The attributions, and for each (unit, start of a source) where that source ends."""
    by_id = {o.organisation_id: o for o in bodies.organisations}
    described = _described(people)
    short = initials.find(texts, people.hits, people.people)
    convened = _convened(texts, bodies)
    claims: list[list[Claim]] = []
    found_sources: list[list[SaidBy]] = []
    ends: dict[tuple[int, int], tuple[int, int]] = {}
    closing: list[tuple[int, int, tuple[Referent, ...]] | None] = []
    spoken: list[list[cues.Cue]] = []
    things: list[list[headed.Thing]] = []
    for i, unit in enumerate(segmented.units):
        closing.append(None)
        spoken.append([])
        text = texts[i]
        persons = [PersonSpan(h.start, h.end, h.person, described.get((i, h.start))) for h in people.hits[i]]
        persons += [PersonSpan(h.start, h.end, h.person, None) for h in short[i]]
        named = [CountrySpan(c.start, c.end, c.iso3, c.form) for c in countries[i]]
        inside = [
            BodySpan(b.text_start, b.text_end, b.organisation_id, _government(by_id.get(b.organisation_id)))
            for b in bodies.hits[i]
            if not any(h.start == b.text_start and h.end == b.text_end for h in short[i])
        ]
        things.append(headed.things_of(persons, named, inside))
        heading = unit.unit_type == "heading" and turns.titled(text)
        if (unit.unit_type not in _SPOKEN and not heading) or len(text) > _LONGEST:
            claims.append([])
            found_sources.append([])
            continue
        masked = mask(text)
        said = cues.find(text)
        found = sources.find(text, masked, persons, named, inside, said, convened)
        found_sources.append(found)
        if heading:
            claims.append([])
            continue
        claimed = reading.read(text, masked, found, said)
        claims.append(lists.attach(text, masked, found, claimed, persons, named, inside))
        spoken[i] = said
        closing[i] = lists.closing(text, persons, named, inside)
        ends.update({(i, s.start): (s.start, s.end) for s in found})
    kinds = [u.unit_type for u in segmented.units]
    headed.complete(kinds, texts, claims, spoken, things, coded or any(short))
    named_above = captions.find(kinds, texts, things, claims)
    lists.attach_closing(closing, claims, [k in ("sentence", "list_item") for k in kinds])
    acronyms = {a.acronym: a.expansion for a in segmented.acronyms}
    for o in bodies.organisations:
        if o.acronym:
            acronyms.setdefault(o.acronym, o.name)
    holders = Holders(people.people, acronyms, chairs.find(texts, people.hits))

    def holder(phrase: str, recent: Sequence[int]) -> int | None:
        """Who holds the function; `la présidente de séance` is the president, `la Coprésidente sénégalaise` she of Senegal."""
        if (found := holders.find(phrase, recent)) is not None:
            return found
        state = next((c for c in country_names.find(phrase) if c.form == "demonym"), None)
        if state is None:
            plain = chairs.plain(phrase)
            return holders.find(plain, recent) if plain != phrase else None
        of_state = [p for p in recent if roster.country_of(p) == state.iso3]
        unstated = " ".join((phrase[: state.start] + phrase[state.end :]).split())
        return holders.find(unstated, of_state) if of_state else None

    attributions = discourse.follow(
        segmented.units,
        claims,
        found_sources,
        named_above,
        [[h.person for h in row] + [s.person for s in short[i]] for i, row in enumerate(people.hits)],
        [[(c.start, c.iso3) for c in row if c.form == "name"] for row in countries],
        holder,
        lambda p: people.people[p].feminine,
        roster.country_of,
        roster.body_of,
    )
    for a in attributions:
        if a.how == "role" and a.referent.kind == "person" and a.source_start is not None:
            if (a.unit, a.source_start) not in ends:
                continue  # an aside inside the unit, read by the discourse alone
            start, end = ends[a.unit, a.source_start]
            beside = next(
                (c for c in countries[a.unit] if c.form == "demonym" and start <= c.start and c.end <= end), None
            )
            role = texts[a.unit][start : beside.start if beside is not None else end]
            if re.match(r"(?:L’|Le |La )", role, re.I):
                roster.complete(int(a.referent.key), role[2:].strip() if role[1] == "’" else role[3:].strip(), beside)
    return attributions, ends


def _convened(texts: Sequence[str], bodies: OrganisationReading) -> frozenset[str]:
    """The bare nouns, `Groupe`, by which the document may call the body whose sitting it reports, and no other of its bodies."""
    heads = {m["head"].capitalize() for text in texts if len(text) <= _LONGEST for m in rooms.convened().finditer(text)}
    named = {fold(o.name.split(" ")[0]) for o in bodies.organisations}
    return frozenset(h for h in heads if fold(h) not in named)


def _described(people: Register) -> dict[tuple[int, int], tuple[int, int]]:
    """(unit, start of a name) -> text range of the description beside it."""
    by_unit: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for p, person in enumerate(people.people):
        for d in person.descriptions:
            by_unit[d.unit, p].append((d.start, d.end))
    for beside in by_unit.values():
        beside.sort()
    out: dict[tuple[int, int], tuple[int, int]] = {}
    for row in people.hits:
        for h in row:
            near = by_unit.get((h.unit, h.person), [])
            low, high = h.start - _BESIDE - _LONGEST_DESCRIPTION, h.end + _BESIDE
            for a, b in near[bisect.bisect_left(near, (low, 0)) : bisect.bisect_left(near, (high, 0))]:
                if 0 <= a - h.end < _BESIDE or 0 <= h.start - b < _BESIDE + 10:
                    out[h.unit, h.start] = (a, b)
    return out


def _government(organisation: Organisation | None) -> str | None:
    """The country a government or an embassy stands for when it speaks: its delegate is meant."""
    if organisation is None or organisation.kind != "government" or organisation.country is None:
        return None
    return organisation.country if _FOR_ITS_STATE.match(organisation.name) else None


# ----------------------------------------------------------------------------------------------------------- speakers
class _Roster:
    """The speakers of a document, made as they are first needed."""

    def __init__(
        self,
        doc_id: str,
        people: Register,
        delegates: Delegates,
        organisations: Sequence[Organisation],
    ) -> None:
        self._doc_id = doc_id
        self._organisations = {o.organisation_id: o for o in organisations}
        self._home = delegates.home
        self._rows: dict[str, Speaker] = {}
        self.person_ids: list[str] = []
        taken: set[str] = set()
        for person, stated in zip(people.people, delegates.people, strict=True):
            identifier = self._identify("p", person.name)
            if identifier in taken:
                identifier = f"{identifier}-{digest(person.name, 6)}"
            taken.add(identifier)
            self.person_ids.append(identifier)
            self._rows[identifier] = Speaker(
                speaker_id=identifier,
                doc_id=doc_id,
                kind="person",
                name=person.name,
                honorific=person.honorific,
                role=stated.role,
                organisation_id=stated.organisation_id,
                country=stated.country,
            )

    def kind(self, speaker_id: str) -> SpeakerKind:
        return self._rows[speaker_id].kind

    def _identify(self, kind: str, name: str) -> str:
        plain = fold(name)
        tail = slug(name) if plain.isascii() and plain else f"{slug(name)}-{digest(plain or name, 6)}"
        return f"{self._doc_id}-{kind}-{tail}"

    def identify(self, referent: Referent, countries_beside: Sequence[CountryHit] = ()) -> str:
        """The speaker_id of whom ``referent`` stands for, its row made if need be."""
        kind, key = referent
        if kind == "person":
            return self.person_ids[int(key)]
        if kind == "delegate":
            row = Speaker(speaker_id=self._identify("d", key), doc_id=self._doc_id, kind="delegate", country=key)
        elif kind == "organisation":
            body = self._organisations.get(key)  # none for the meeting's own `Administration`
            row = Speaker(
                speaker_id=self._identify("o", key),
                doc_id=self._doc_id,
                kind="organisation",
                name=body.name if body is not None else key,
                organisation_id=key if body is not None else None,
                country=body.country if body is not None else None,
            )
        elif kind == "collective":
            row = Speaker(speaker_id=f"{self._doc_id}-c", doc_id=self._doc_id, kind="collective")
        else:
            role = " ".join(key.split())
            country = next((c.iso3 for c in country_names.find(role) if c.form == "name"), None)
            if country is None and is_national(role, None):
                country = self._home
            row = Speaker(
                speaker_id=self._identify("r", role),
                doc_id=self._doc_id,
                kind="person",
                role=role,
                country=country,
            )
        self._rows.setdefault(row.speaker_id, row)
        return row.speaker_id

    def complete(self, person: int, role: str, demonym: CountryHit | None) -> None:
        """What a person is called later on (`la syndicaliste bolivienne`), where nothing was said beside the name."""
        row = self._rows[self.person_ids[person]]
        country = row.country or (demonym.iso3 if demonym is not None else None)
        if row.role is None and len(role.split()) == 1:
            self._rows[row.speaker_id] = row.model_copy(update={"role": role, "country": country})
        elif country != row.country:
            self._rows[row.speaker_id] = row.model_copy(update={"country": country})

    def country_of(self, person: int) -> str | None:
        """The country of a person, by number."""
        return self._rows[self.person_ids[person]].country

    def body_of(self, person: int) -> str | None:
        """The body of a person, by number."""
        return self._rows[self.person_ids[person]].organisation_id

    def speakers(self) -> tuple[Speaker, ...]:
        return tuple(self._rows[k] for k in sorted(self._rows))


# --------------------------------------------------------------------------------------------------------- statements
def _statements(units: Sequence[Unit], attributions: Sequence[Attribution], roster: _Roster) -> list[Statement]:
    out: list[Statement] = []
    found: dict[tuple[int, str], Attribution] = {}
    for a in attributions:
        found.setdefault((a.unit, roster.identify(a.referent)), a)
    runs = certainty.runs((speaker, a.how) for (_, speaker), a in found.items())
    for ((_, speaker), a), run in zip(found.items(), runs, strict=True):
        cue_unit = a.cue_unit if a.cue_unit is not None else a.unit
        start, end = a.cue if a.cue is not None else (None, None)
        origin: Origin = "pattern" if a.how in ("explicit", "list") else "document"
        out.append(
            Statement(
                statement_id=f"{units[a.unit].sentence_id}-s-{digest(speaker, 8)}",
                sentence_id=units[a.unit].sentence_id,
                speaker_id=speaker,
                cue=units[cue_unit].text[start:end] if start is not None else None,
                cue_sentence_id=units[cue_unit].sentence_id if cue_unit != a.unit and start is not None else None,
                text_start=start,
                text_end=end,
                how=a.how,
                score=certainty.score(a.how, roster.kind(speaker), run),
                source=origin,
            )
        )
    return out


def _participants(
    segmented: Segmented,
    units: Sequence[Unit],
    texts: Sequence[str],
    places: _Places,
    people: Register,
    countries: Sequence[Sequence[CountryHit]],
    bodies: OrganisationReading,
    roster: _Roster,
) -> list[SessionParticipant]:
    number = {u.sentence_id: i for i, u in enumerate(units)}
    by_id = {o.organisation_id: o for o in bodies.organisations}
    out: list[SessionParticipant] = []
    for entry in segmented.agenda:
        unit = number.get(entry.sentence_id)
        if unit is None:
            continue
        place = places.in_text(unit, entry.start, entry.end)
        hit = next((h for h in people.hits[unit] if place and h.start < place[1] and place[0] < h.end), None)
        person = hit.person if hit is not None else _same_person(people.people, entry.name)
        if person is None:
            continue
        organisation = country = None
        if place is not None and entry.listed:
            end = min(len(texts[unit]), place[1] + len(entry.listed) + 4)
            organisation, country = particulars.of_listing(
                place[1], end, texts[unit], countries[unit], bodies.hits[unit], by_id
            )
        out.append(
            SessionParticipant(
                participant_id=f"{entry.session_id}-{entry.part[0]}{entry.ordinal}-{digest(fold(entry.name), 6)}",
                doc_id=segmented.doc_id,
                session_id=entry.session_id,
                ordinal=entry.ordinal,
                speaker_id=roster.person_ids[person],
                part=entry.part,
                role_as_listed=entry.listed,
                organisation_id=organisation,
                country=country,
                start=entry.start,
                end=entry.end,
            )
        )
    return out


def _same_person(people: Sequence[Person], name: str) -> int | None:
    return next((i for i, p in enumerate(people) if any(names.same(name, v) for v in p.variants)), None)


# ----------------------------------------------------------------------------------------------------------- mentions
def _mentions(
    units: Sequence[Unit],
    places: _Places,
    people: Register,
    countries: Sequence[Sequence[CountryHit]],
    bodies: OrganisationReading,
    roster: _Roster,
) -> list[Mention]:
    out: list[Mention] = []
    for i in range(len(units)):
        for h in people.hits[i]:
            out.append(
                _mention(units, places, i, "person", roster.person_ids[h.person], h.start, h.end, "name", h.source)
            )
        for c in countries[i]:
            out.append(_mention(units, places, i, "country", c.iso3, c.start, c.end, c.form, "lexicon"))
        for b in bodies.hits[i]:
            out.append(
                _mention(
                    units,
                    places,
                    i,
                    "organisation",
                    b.organisation_id,
                    b.text_start,
                    b.text_end,
                    b.form,
                    b.source,
                    b.score,
                )
            )
    return out


def _mention(
    units: Sequence[Unit],
    places: _Places,
    unit: int,
    kind: MentionKind,
    entity: str,
    start: int,
    end: int,
    form: MentionForm,
    source: Origin,
    score: float | None = None,
) -> Mention:
    u = units[unit]
    at, until = places.of(unit, start, end)
    return Mention(
        mention_id=f"{u.sentence_id}-{kind[0]}{start}-{end}",
        doc_id=u.doc_id,
        sentence_id=u.sentence_id,
        kind=kind,
        entity_id=entity,
        speaker_id=entity if kind == "person" else None,
        iso3=entity if kind == "country" else None,
        organisation_id=entity if kind == "organisation" else None,
        surface=u.text[start:end],
        text_start=start,
        text_end=end,
        start=at,
        end=until,
        form=form,
        source=source,
        score=score,
    )


def _references(
    units: Sequence[Unit],
    places: _Places,
    attributions: Sequence[Attribution],
    spans: Mapping[tuple[int, int], tuple[int, int]],
    roster: _Roster,
) -> list[Mention]:
    """The functions and pronouns that stand for a speaker: `la Ministre`, `Elle`."""
    out: dict[str, Mention] = {}
    for a in attributions:
        if a.how not in ("role", "pronoun") or a.referent.kind not in ("person", "role") or a.source_start is None:
            continue
        span = spans.get((a.unit, a.source_start))
        if span is None:
            continue
        form: MentionForm = "role" if a.how == "role" else "pronoun"
        speaker = roster.identify(a.referent)
        mention = _mention(units, places, a.unit, "person", speaker, *span, form, "document")
        out.setdefault(mention.mention_id, mention)
    return list(out.values())


def _linked(acronym: Acronym, bodies: OrganisationReading) -> Acronym:
    return acronym.model_copy(update={"organisation_id": bodies.acronyms.get(acronym.acronym_id)})


def _issuer(issuer: str | None, organisations: Sequence[Organisation]) -> str | None:
    if issuer is None:
        return None
    wanted = fold(issuer)
    for o in organisations:
        if wanted in {fold(x) for x in (o.organisation_id, o.name, o.acronym or "", *o.aliases) if x}:
            return o.organisation_id
    return None
