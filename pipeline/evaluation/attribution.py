"""Attribution: is each unit said by whom the gold says, and does one person stay one speaker?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipeline.attribution import certainty
from pipeline.evaluation.answers import Answers, Errors, Pairing
from pipeline.evaluation.counts import Counts, b_cubed
from pipeline.evaluation.gold import GoldSpeaker, GoldUnit
from pipeline.evaluation.matching import same_person
from pipeline.identifiers import fold
from pipeline.records import Speaker

Key = tuple[str, str | None]  # a speaker's kind and name, country or "*"


@dataclass(frozen=True)
class _Wanted:
    """A unit's gold speakers: required, required where continuations count, and neither required nor wrong."""

    required: frozenset[Key]
    continuations: frozenset[Key]
    tolerated: frozenset[Key]
    names: dict[Key, set[str]]
    order: tuple[Key, ...]

    @property
    def known(self) -> frozenset[Key]:
        return self.required | self.continuations | self.tolerated


class Attribution:
    """Named and collective speakers, named speakers with continuations, and B-cubed of the persons found right."""

    def __init__(self, answers: Answers, errors: Errors) -> None:
        self._answers, self._errors = answers, errors
        self._named, self._collective, self._continued = Counts(), Counts(), Counts()
        self._merging: list[tuple[tuple[str, Key], str]] = []
        self.judged: list[tuple[str, float | None, bool]] = []  # kind of attribution, its score, whether it is right

    def add(self, pair: Pairing) -> None:
        """Count one document."""
        kinds = self._kinds(pair.doc_id)
        for i, gold in enumerate(pair.gold):
            row = pair.nearest_row(i)
            wanted = _wanted(gold)
            found: set[Key] = set()
            for statement in self._answers.statements.get(row.sentence_id, []) if row else []:
                speaker = self._answers.speakers.get(statement.speaker_id)
                if speaker is None:
                    continue
                key = self._key(speaker, wanted)
                found.add(key)
                self.judged.append((kinds[statement.statement_id], statement.score, key in wanted.known))
                if speaker.kind == "person" and key in wanted.required:
                    self._merging.append(((pair.sha256, key), statement.speaker_id))
            self._count(gold, wanted, found)

    def _kinds(self, doc_id: str | None) -> dict[str, str]:
        """The kind of attribution of each of a document's statements."""
        rows = self._answers.sentences.get(doc_id or "", [])
        statements = [s for row in rows for s in self._answers.statements.get(row.sentence_id, [])]
        kinds = {}
        for s, run in zip(statements, certainty.runs((s.speaker_id, s.how) for s in statements), strict=True):
            if (speaker := self._answers.speakers.get(s.speaker_id)) is not None:
                kinds[s.statement_id] = certainty.kind_of(s.how, speaker.kind, run)
        return kinds

    def _key(self, speaker: Speaker, wanted: _Wanted) -> Key:
        """The gold speaker that ``speaker`` is, or a key of its own."""
        if speaker.kind == "delegate":
            return speaker.kind, speaker.country
        if speaker.kind == "collective":
            return speaker.kind, "*"
        candidates = [k for k in wanted.order if k[0] == speaker.kind]
        if speaker.kind == "person":
            name = speaker.name or speaker.role or ""
            for key in candidates:
                # A person known by function only may be the one the gold knows by name, where that one is optional.
                if same_person(key[1] or "", name) or (key in wanted.tolerated and not speaker.name):
                    return key
            return speaker.kind, name
        names = self._answers.names_of(speaker.organisation_id) | {fold(speaker.name or "")}
        return next((k for k in candidates if names & wanted.names[k]), (speaker.kind, speaker.name))

    def _count(self, gold: GoldUnit, wanted: _Wanted, found: set[Key]) -> None:
        for key in wanted.order:
            if key not in wanted.required:
                continue
            if key in found:
                self._counts(key).tp += 1
            else:
                self._counts(key).fn += 1
                self._errors.add("attribution missed", f"{_show(key)}: {gold.text[:200]}")
        spurious = found - wanted.known
        for key in sorted(spurious, key=str):
            self._counts(key).fp += 1
            self._errors.add("attribution spurious", gold.text[:200], _show(key))
        asked = _named(wanted.required | wanted.continuations)
        self._continued.tp += len(asked & found)
        self._continued.fn += len(asked - found)
        self._continued.fp += len(_named(spurious))
        for key in sorted(_named(wanted.continuations) - found, key=str):
            self._errors.add("continuation missed", f"{_show(key)}: {gold.text[:200]}")

    def _counts(self, key: Key) -> Counts:
        return self._collective if key[0] == "collective" else self._named

    def figures(self) -> dict[str, Any]:
        return {
            "attribution_named": self._named.figures(),
            "attribution_collective": self._collective.figures(),
            "attribution_with_continuation": self._continued.figures(),
            "speaker_merging": b_cubed(self._merging),
        }


def _wanted(gold: GoldUnit) -> _Wanted:
    def keys(*speakers: GoldSpeaker) -> frozenset[Key]:
        return frozenset((s.kind, s.key) for s in speakers)

    continuing = [s for s in gold.speakers if s.continuation]
    rest = [s for s in gold.speakers if not s.continuation]
    return _Wanted(
        required=keys(*(s for s in rest if not s.optional)),
        continuations=keys(*continuing),
        tolerated=keys(*(s for s in rest if s.optional)),
        names={(s.kind, s.key): {fold(n) for n in (s.key, *s.also)} for s in gold.speakers},
        order=tuple(dict.fromkeys((s.kind, s.key) for s in gold.speakers)),
    )


def _named(keys: frozenset[Key] | set[Key]) -> set[Key]:
    return {k for k in keys if k[0] != "collective"}


def _show(key: Key) -> str:
    return f"{key[0]} {key[1]}" if key[0] != "collective" else "collective"
