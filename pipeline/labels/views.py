"""From the records of a document to what the classifier looks at."""

from __future__ import annotations

from collections import defaultdict

from pipeline.labels.features import RUNNING, Named, View
from pipeline.records import Entities, Segmented, Unit


def document_views(segmented: Segmented, entities: Entities) -> tuple[View, ...]:
    """One view a unit, in unit order. Footnotes, page furniture and the like are nobody's neighbour."""
    named: defaultdict[str, list[Named]] = defaultdict(list)
    for mention in entities.mentions:
        if mention.form in ("role", "pronoun"):  # the words of these tell more than that somebody is meant
            continue
        named[mention.sentence_id].append((mention.text_start, mention.text_end, mention.kind))
    kind_of = {s.speaker_id: s.kind for s in entities.speakers}
    speaking: defaultdict[str, set[str]] = defaultdict(set)
    voices: defaultdict[str, set[str]] = defaultdict(set)
    for statement in entities.statements:
        speaking[statement.sentence_id].add(kind_of.get(statement.speaker_id, "person"))
        voices[statement.sentence_id].add(statement.speaker_id)
    kinds = {s.section_id: s.kind for s in segmented.sections}
    index = {u.sentence_id: i for i, u in enumerate(segmented.units)}
    units = segmented.units
    following = _following(units)
    views: list[View] = []
    heading = previous = -1
    for i, unit in enumerate(units):
        if unit.unit_type == "heading":
            heading = i
        running = unit.unit_type in RUNNING
        views.append(
            View(
                text=unit.text,
                unit_type=unit.unit_type,
                named=tuple(sorted(named[unit.sentence_id])) if running and unit.sentence_id in named else (),
                section_kind=kinds.get(unit.section_id, "body"),
                heading=heading if running else -1,
                lead_in=index.get(unit.lead_in_id or "", -1),
                previous=previous if running else -1,
                following=following[i] if running else -1,
                speakers=tuple(sorted(speaking[unit.sentence_id])) if unit.sentence_id in speaking else (),
                goes_on=running and previous >= 0 and units[previous].block == unit.block,
                same_speaker=running
                and previous >= 0
                and not voices[unit.sentence_id].isdisjoint(voices[units[previous].sentence_id]),
            )
        )
        # What follows a heading has no neighbour before it: in short training texts it is nearly always introductory,
        # in real reports it is anything.
        if running:
            previous = i
        elif unit.unit_type == "heading":
            previous = -1
    return tuple(views)


def _following(units: tuple[Unit, ...]) -> list[int]:
    """For each unit the next sentence or list item before the next heading, else -1."""
    out = [-1] * len(units)
    after = -1
    for i in range(len(units) - 1, -1, -1):
        out[i] = after
        if units[i].unit_type in RUNNING:
            after = i
        elif units[i].unit_type == "heading":
            after = -1
    return out
