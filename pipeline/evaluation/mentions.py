"""Mentions of persons, countries and organisations: found, of the right extent, and linked to the right entity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.evaluation.answers import Answers, Errors, Pairing
from pipeline.evaluation.counts import Counts, Share, b_cubed
from pipeline.evaluation.gold import GoldCountry, GoldMention, GoldOrganisation, GoldUnit
from pipeline.evaluation.matching import match_spans
from pipeline.identifiers import fold
from pipeline.records import Mention

TASKS = ("person", "country_name", "country_demonym", "organisation")


class Mentions:
    """One count per task; a country counts as found only under its code, an organisation's link is measured apart."""

    def __init__(self, answers: Answers, errors: Errors) -> None:
        self._answers, self._errors = answers, errors
        self._counts = {task: Counts() for task in TASKS}
        self._exact = {task: Share() for task in TASKS}
        self._linked = Share()
        self._merging: list[tuple[str, str]] = []

    def add(self, pair: Pairing) -> None:
        """Count one document. Pronouns and functions are not gold; nor is what begins and ends outside the annotated units."""
        annotated: set[int] = set()
        for unit in pair.gold:
            annotated |= unit.cells
        found = [
            m
            for m in self._answers.mentions.get(pair.doc_id or "", [])
            if (m.start in annotated or m.end - 1 in annotated) and m.form not in ("role", "pronoun")
        ]
        for task in TASKS:
            wanted, optional = _wanted(task, pair.gold)
            self._task(task, wanted, [m for m in found if _task_of(m) == task], optional)

    def _task(
        self, task: str, wanted: Sequence[GoldMention], found: Sequence[Mention], optional: Sequence[GoldMention]
    ) -> None:
        counts = self._counts[task]
        pairs, spurious, missed = match_spans(wanted, found, optional)
        for gold, mention in pairs:
            if self._right_entity(gold, mention):
                counts.tp += 1
            else:
                counts.fp += 1
                counts.fn += 1
            self._exact[task].add((gold.start, gold.end) == (mention.start, mention.end))
        counts.fp += len(spurious)
        counts.fn += len(missed)
        for gold in missed:
            self._errors.add(f"{task} missed", gold.surface)
        for mention in spurious:
            self._errors.add(f"{task} spurious", "", f"{mention.surface} ({mention.source})")

    def _right_entity(self, gold: GoldMention, mention: Mention) -> bool:
        if isinstance(gold, GoldCountry):
            if mention.entity_id != gold.iso3:
                self._errors.add("country code", f"{gold.surface} = {gold.iso3}", mention.entity_id)
                return False
        elif isinstance(gold, GoldOrganisation):
            wanted = {fold(name) for name in (gold.canonical, *gold.also)}
            linked = bool(self._answers.names_of(mention.entity_id) & wanted)
            self._linked.add(linked)
            self._merging.append((fold(gold.canonical), mention.entity_id))
            if not linked:
                found = f"{mention.surface} -> {mention.entity_id}"
                self._errors.add("organisation link", f"{gold.surface} = {gold.canonical}", found)
        return True

    def figures(self) -> dict[str, Any]:
        return {
            **{task: {**self._counts[task].figures(), "exact": self._exact[task].rate()} for task in TASKS},
            "organisation_link_accuracy": self._linked.rate(),
            "organisation_merging_precision": b_cubed(self._merging)["p"],
        }


def _task_of(mention: Mention) -> str:
    if mention.kind == "country":
        return "country_demonym" if mention.form == "demonym" else "country_name"
    return mention.kind


def _wanted(task: str, units: Sequence[GoldUnit]) -> tuple[list[GoldMention], list[GoldMention]]:
    """Gold that a task requires and gold that it tolerates: a demonym is tolerated among names, and the other way round."""
    if task == "person":
        every: list[GoldMention] = [m for u in units for m in u.persons]
    elif task == "organisation":
        every = [m for u in units for m in u.organisations]
    else:
        every = [m for u in units for m in u.countries]
    required: list[GoldMention] = []
    tolerated: list[GoldMention] = []
    for mention in every:
        other_form = isinstance(mention, GoldCountry) and (mention.form == "demonym") != (task == "country_demonym")
        (tolerated if mention.optional or other_form else required).append(mention)
    return required, tolerated
