"""What the row of a labelled unit carries beside its label: asked how and whom, whose practice, which years, which lead-in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.labels.addressees import Addressee, addressed_by, agrees, asked_in, subject_of
from pipeline.labels.asked import strength_in
from pipeline.labels.concerned import OWN, named_in, practising, years_of
from pipeline.labels.features import RUNNING, Reading
from pipeline.records import Entities, Label, Mention, Segmented, Strength, Unit


@dataclass(frozen=True)
class Particulars:
    """Fields of ``UnitLabel`` of the same names."""

    strength: Strength | None = None
    addressees: tuple[str, ...] = ()
    addressee_countries: tuple[str, ...] = ()
    addressee_organisations: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    context: str | None = None


class Whom(NamedTuple):
    """Those asked, as stated, and the countries and organisations named among them."""

    names: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()


NOBODY = Whom()


class Describer:
    """Describes the units of one document in reading order, so that a practice goes on over the sentences after it."""

    def __init__(self, segmented: Segmented, entities: Entities, readings: Sequence[Reading]) -> None:
        self._readings = {u.sentence_id: r for u, r in zip(segmented.units, readings, strict=True)}
        self._units = {u.sentence_id: u for u in segmented.units}
        self._mentions: defaultdict[str, list[Mention]] = defaultdict(list)
        for mention in entities.mentions:
            self._mentions[mention.sentence_id].append(mention)
        speakers = {s.speaker_id: s for s in entities.speakers}
        self._fora = frozenset(o.organisation_id for o in entities.organisations if o.kind == "forum")
        self._origin: defaultdict[str, list[tuple[str | None, str | None]]] = defaultdict(list)
        for statement in entities.statements:
            speaker = speakers.get(statement.speaker_id)
            if speaker and speaker.kind != "collective":
                self._origin[statement.sentence_id].append((speaker.country, speaker.organisation_id))
        self._heading: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        self._practice: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        self._kinds = {s.section_id: s.kind for s in segmented.sections}
        self._addressed: dict[tuple[str, bool], Whom] = {}
        self._title: Unit | None = None  # the heading above
        self._before: Unit | None = None  # the running unit before, under the same heading
        self._asked = NOBODY  # whom the last recommendation asks, while the text goes on without another

    def describe(self, unit: Unit, label: Label) -> Particulars:
        """The particulars of the next unit."""
        described = self._described(unit, label)
        if unit.unit_type == "heading":
            self._title, self._before, self._asked = unit, None, NOBODY
        elif unit.unit_type in RUNNING:
            self._before = unit
            if label != "recommendation":
                self._asked = NOBODY
        return described

    def _described(self, unit: Unit, label: Label) -> Particulars:
        mentions = self._mentions.get(unit.sentence_id, [])
        if unit.unit_type == "heading":
            self._heading, self._practice = named_in(mentions), ((), ())
        lead = self._units.get(unit.lead_in_id or "")
        context = lead.text if lead else None
        if label == "recommendation":
            self._practice = ((), ())
            return self._recommendation(unit, lead, context)
        if label == "good_practice":
            self._practice = self._whose(unit, mentions, lead)
            countries, organisations = self._practice
            return Particulars(
                countries=countries, organisations=organisations, years=years_of(unit.text), context=context
            )
        if label == "finding":
            countries, organisations = named_in(mentions)
            return Particulars(
                countries=countries, organisations=organisations, years=years_of(unit.text), context=context
            )
        return Particulars(context=context)

    def _recommendation(self, unit: Unit, lead: Unit | None, context: str | None) -> Particulars:
        strength = strength_in(self._readings[unit.sentence_id])
        if lead and strength is None:
            strength = strength_in(self._readings[lead.sentence_id])
        self._asked = self._whom(unit, lead)
        return Particulars(
            strength=strength,
            addressees=self._asked.names,
            addressee_countries=self._asked.countries,
            addressee_organisations=self._asked.organisations,
            context=context,
        )

    def _whom(self, unit: Unit, lead: Unit | None) -> Whom:
        """Those asked by the unit itself, those its pronoun means, else those its lead-in or its heading addresses."""
        asked = asked_in(unit.text, self._named(unit))
        if asked.addressees:
            return self._stated(unit, asked.addressees)
        if asked.pronoun:
            return self._meant(asked.pronoun)
        if lead:
            asked = asked_in(lead.text, self._named(lead))
            if asked.addressees:
                return self._stated(lead, asked.addressees)
            found = self._addressed_by(lead, bare=False)
            if found != NOBODY:
                return found
        if self._title:
            return self._addressed_by(self._title, bare=self._kinds.get(unit.section_id) == "recommendations")
        return NOBODY

    def _addressed_by(self, title: Unit, bare: bool) -> Whom:
        """Whom a heading or lead-in addresses: read once for all the units below it."""
        known = self._addressed.get((title.sentence_id, bare))
        if known is None:
            found = addressed_by(title.text, self._named(title), bare)
            known = self._addressed[title.sentence_id, bare] = self._stated(title, found) if found else NOBODY
        return known

    def _meant(self, pronoun: str) -> Whom:
        """Whom the unit before asks, or speaks of."""
        before = self._before
        if before is None:
            return NOBODY
        found = [a for a in asked_in(before.text, self._named(before)).addressees if agrees(a, pronoun)]
        if found:
            return self._stated(before, found)
        subject = subject_of(before.text, self._named(before), pronoun)
        if subject:
            return self._stated(before, [subject])
        return self._asked  # the unit before said `ils` too

    def _stated(self, unit: Unit, found: Sequence[Addressee]) -> Whom:
        inside = [
            m
            for m in self._mentions.get(unit.sentence_id, [])
            if m.kind != "person" and any(a.start <= m.text_start and m.text_end <= a.end for a in found)
        ]
        return Whom(tuple(dict.fromkeys(unit.text[a.start : a.end] for a in found)), *named_in(inside))

    def _named(self, unit: Unit) -> tuple[tuple[int, int], ...]:
        return tuple((m.text_start, m.text_end) for m in self._mentions.get(unit.sentence_id, []) if m.kind != "person")

    def _whose(self, unit: Unit, mentions: list[Mention], lead: Unit | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
        countries, organisations = practising(unit.text, mentions)
        origins = self._origin.get(unit.sentence_id, [])
        if OWN.search(unit.text) and origins:
            own = tuple(dict.fromkeys(c for c, _ in origins if c))
            if own:
                return own, organisations
        if countries or organisations:
            return countries, organisations
        if self._practice != ((), ()):
            return self._practice
        if lead:
            found = self._not_fora(practising(lead.text, self._mentions.get(lead.sentence_id, [])))
            if found != ((), ()):
                return found
        if origins:
            return (
                tuple(dict.fromkeys(c for c, _ in origins if c)),
                tuple(dict.fromkeys(o for c, o in origins if o and not c)),
            )
        return self._not_fora(self._heading)

    def _not_fora(self, named: tuple[tuple[str, ...], tuple[str, ...]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Without the meeting that a heading or lead-in names: it is where the practice was told, not whose it is."""
        return named[0], tuple(o for o in named[1] if o not in self._fora)
