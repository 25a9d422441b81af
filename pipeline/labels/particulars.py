"""What the row of a labelled unit carries beside its label: asked how and whom, whose practice, which years, which lead-in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from pipeline.labels.asked import Addressee, addressees_of, strength_of
from pipeline.labels.concerned import OWN, named_in, practising, years_of
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


class Describer:
    """Describes the units of one document in reading order, so that a practice goes on over the sentences after it."""

    def __init__(self, segmented: Segmented, entities: Entities) -> None:
        self._units = {u.sentence_id: u for u in segmented.units}
        self._mentions: defaultdict[str, list[Mention]] = defaultdict(list)
        for mention in entities.mentions:
            self._mentions[mention.sentence_id].append(mention)
        speakers = {s.speaker_id: s for s in entities.speakers}
        self._origin: defaultdict[str, list[tuple[str | None, str | None]]] = defaultdict(list)
        for statement in entities.statements:
            speaker = speakers.get(statement.speaker_id)
            if speaker and speaker.kind != "collective":
                self._origin[statement.sentence_id].append((speaker.country, speaker.organisation_id))
        self._heading: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        self._practice: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())

    def describe(self, unit: Unit, label: Label) -> Particulars:
        """The particulars of the next unit."""
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
        strength = strength_of(unit.text)
        owner, found = unit, self._addressees(unit)
        if lead and not found:
            owner, found = lead, self._addressees(lead)
        if lead and strength is None:
            strength = strength_of(lead.text)
        inside = [
            m
            for m in self._mentions.get(owner.sentence_id, [])
            if m.kind != "person" and any(a.start <= m.text_start and m.text_end <= a.end for a in found)
        ]
        countries, organisations = named_in(inside)
        return Particulars(
            strength=strength,
            addressees=tuple(dict.fromkeys(owner.text[a.start : a.end] for a in found)),
            addressee_countries=countries,
            addressee_organisations=organisations,
            context=context,
        )

    def _addressees(self, unit: Unit) -> list[Addressee]:
        named = tuple(
            (m.text_start, m.text_end) for m in self._mentions.get(unit.sentence_id, []) if m.kind != "person"
        )
        return addressees_of(unit.text, named)

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
            found = practising(lead.text, self._mentions.get(lead.sentence_id, []))
            if found != ((), ()):
                return found
        if origins:
            return (
                tuple(dict.fromkeys(c for c, _ in origins if c)),
                tuple(dict.fromkeys(o for c, o in origins if o and not c)),
            )
        return self._heading
