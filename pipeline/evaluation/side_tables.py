"""The side tables: speakers, sessions, participants, acronyms, references, each only where the gold has it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from pipeline.evaluation.answers import Answers, Errors
from pipeline.evaluation.counts import Counts
from pipeline.evaluation.gold import Gold, GoldAcronym, GoldParticipant, GoldPerson, GoldReference, GoldSession
from pipeline.evaluation.matching import address, same_person, similar
from pipeline.identifiers import fold
from pipeline.records import Acronym, Reference, Session, SessionParticipant, Speaker

G = TypeVar("G", GoldSession, GoldAcronym, GoldReference, GoldParticipant)
P = TypeVar("P", Session, Acronym, Reference, SessionParticipant)
Window = tuple[int, int]

_LONG_NAME = 5  # names up to this length are acronyms: near misses are other bodies


def side_figures(gold: Gold, answers: Answers, errors: Errors) -> dict[str, Any]:
    """Figures of the side tables that the gold has rows of, for documents that are in the dataset."""
    figures: dict[str, Any] = {}
    if persons := [g for g in gold.persons if g.sha256 in answers.doc_ids]:
        figures["speaker_table"] = _speaker_table(persons, answers, errors)
    if sessions := [g for g in gold.sessions if g.sha256 in answers.doc_ids]:
        figures["sessions"] = _sessions(sessions, answers, errors)
    if acronyms := [g for g in gold.acronyms if g.sha256 in answers.doc_ids]:
        figures["acronyms"] = _acronyms(acronyms, answers, errors)
    if references := [g for g in gold.references if g.sha256 in answers.doc_ids]:
        figures["references"] = _references(references, answers, errors)
    if participants := [g for g in gold.participants if g.sha256 in answers.doc_ids]:
        figures["session_participants"] = _participants(participants, answers, errors)
    return figures


# ---------------------------------------------------------------------------------------------------------- speakers
def _speaker_table(persons: Sequence[GoldPerson], answers: Answers, errors: Errors) -> dict[str, int | float]:
    """Shares of persons found and of their countries, bodies and roles; a person split over n rows earns 1/n."""
    shares: dict[str, float] = {}
    asked: dict[str, int] = {}
    for gold in persons:
        rows = _rows_of(gold, answers)
        checks = {"found": True}
        if gold.country:
            checks["country"] = any(s.country == gold.country for s in rows)
        if gold.organisation:
            checks["organisation"] = any(_right_body(gold, s, answers) for s in rows)
        if gold.role:
            roles = (gold.role, *gold.also_roles)
            checks["role"] = any(similar(role, s.role, 0.75) for s in rows for role in roles)
        for field, right in checks.items():
            asked[field] = asked.get(field, 0) + 1
            shares[field] = shares.get(field, 0.0) + (right and bool(rows)) / max(1, len(rows))
            if not right and rows:
                said = ", ".join(str(_value(s, field)) for s in rows)
                errors.add(f"speaker {field}", f"{gold.name}: {_value(gold, field)}", said)
        if not rows:
            errors.add("speaker missing", gold.name)
    return {**{field: round(shares[field] / n, 4) for field, n in asked.items()}, "n": asked["found"]}


def _rows_of(gold: GoldPerson, answers: Answers) -> list[Speaker]:
    doc_id = answers.doc_ids[gold.sha256]
    return [
        s
        for s in answers.speakers.values()
        if s.kind == "person" and s.doc_id == doc_id and s.name
        and any(same_person(name, s.name) for name in (gold.name, *gold.also))
    ]  # fmt: skip


def _right_body(gold: GoldPerson, speaker: Speaker, answers: Answers) -> bool:
    names = answers.names_of(speaker.organisation_id)
    wanted = (gold.organisation or "", *gold.organisation_also)
    return any(
        fold(want) in names or any(similar(want, name, 0.85) for name in names if len(name) > _LONG_NAME)
        for want in wanted
    )


def _value(row: GoldPerson | Speaker, field: str) -> str | None:
    if field == "organisation":
        return row.organisation_id if isinstance(row, Speaker) else row.organisation
    return row.country if field == "country" else row.role


# ---------------------------------------------------------------------------------------------------------- the others
def _sessions(gold: Sequence[GoldSession], answers: Answers, errors: Errors) -> dict[str, int | float]:
    def same(g: GoldSession, p: Session) -> bool:
        return (
            p.doc_id == answers.doc_ids[g.sha256]
            and _clock(p) == g.start_time
            and (not g.date or str(p.date) == g.date)
            and similar(g.title, p.title, 0.8)
        )

    windows = _windows(gold, answers)
    found = [p for p in answers.sessions if _inside(p, windows)]
    return _count(
        "sessions", gold, found, same, errors,
        lambda g: f"{g.start_time} {g.title[:70]}", lambda p: f"{_clock(p)} {p.title[:70]}",
    )  # fmt: skip


def _participants(gold: Sequence[GoldParticipant], answers: Answers, errors: Errors) -> dict[str, int | float]:
    sessions = {s.session_id: s for s in answers.sessions}

    def name(p: SessionParticipant) -> str:
        speaker = answers.speakers.get(p.speaker_id)
        return (speaker.name if speaker else None) or ""

    def clock(p: SessionParticipant) -> str:
        session = sessions.get(p.session_id)
        return _clock(session) if session else ""

    def same(g: GoldParticipant, p: SessionParticipant) -> bool:
        return (
            p.doc_id == answers.doc_ids[g.sha256]
            and p.part == g.part
            and clock(p) == g.start_time
            and bool(name(p))
            and same_person(g.name, name(p))
        )

    windows = _windows(gold, answers)
    found = [p for p in answers.participants if _inside(p, windows)]
    return _count(
        "session_participants", gold, found, same, errors,
        lambda g: f"{g.start_time} {g.part} {g.name}", lambda p: f"{clock(p)} {p.part} {name(p)}",
    )  # fmt: skip


def _acronyms(gold: Sequence[GoldAcronym], answers: Answers, errors: Errors) -> dict[str, int | float]:
    def same_acronym(g: GoldAcronym, p: Acronym) -> bool:
        return p.doc_id == answers.doc_ids[g.sha256] and fold(g.acronym) == fold(p.acronym)

    annotated = {answers.doc_ids[g.sha256] for g in gold}
    found = _distinct(
        (p for p in answers.acronyms if p.doc_id in annotated),
        lambda p: (p.doc_id, fold(p.acronym), fold(p.expansion)),
    )
    tolerated = [g for g in gold if g.optional]
    return _count(
        "acronyms",
        [g for g in gold if not g.optional],
        found,
        lambda g, p: same_acronym(g, p) and similar(g.expansion, p.expansion, 0.9),
        errors,
        lambda g: f"{g.acronym} = {g.expansion}",
        lambda p: f"{p.acronym} = {p.expansion}",
        lambda p: any(same_acronym(g, p) for g in tolerated),
    )


def _references(gold: Sequence[GoldReference], answers: Answers, errors: Errors) -> dict[str, int | float]:
    """Distinct document symbols and URLs; the other kinds are not gold."""

    def target(p: Reference) -> str:
        return address(p.normalised or p.text)

    # Of gold rows for the same target the last counts, as in a mapping.
    wanted = list({(g.sha256, g.kind, address(g.normalised)): g for g in gold}.values())
    annotated = {answers.doc_ids[g.sha256] for g in gold}
    found = _distinct(
        (p for p in answers.references if p.doc_id in annotated and p.kind in ("un_document", "url")),
        lambda p: (p.doc_id, p.kind, target(p)),
    )
    return _count(
        "references",
        wanted,
        found,
        lambda g, p: (p.doc_id, p.kind, target(p)) == (answers.doc_ids[g.sha256], g.kind, address(g.normalised)),
        errors,
        lambda g: g.normalised,
        lambda p: p.normalised or p.text,
    )


def _count(
    task: str,
    gold: Sequence[G],
    found: Sequence[P],
    same: Callable[[G, P], bool],
    errors: Errors,
    show_gold: Callable[[G], str],
    show_found: Callable[[P], str],
    tolerated: Callable[[P], bool] = lambda p: False,
) -> dict[str, int | float]:
    """Each gold row takes the first row found that is the same and not taken; what is left and not tolerated is spurious."""
    counts = Counts()
    taken: set[int] = set()
    for g in gold:
        match = next((j for j, p in enumerate(found) if j not in taken and same(g, p)), None)
        if match is None:
            counts.fn += 1
            errors.add(f"{task} missed", show_gold(g))
        else:
            counts.tp += 1
            taken.add(match)
    for j, p in enumerate(found):
        if j not in taken and not tolerated(p):
            counts.fp += 1
            errors.add(f"{task} spurious", "", show_found(p))
    return counts.figures()


def _windows(gold: Iterable[GoldSession | GoldParticipant], answers: Answers) -> dict[str, set[Window]]:
    windows: defaultdict[str, set[Window]] = defaultdict(set)
    for g in gold:
        if g.window:
            windows[answers.doc_ids[g.sha256]].add(g.window)
    return windows


def _inside(row: Session | SessionParticipant, windows: dict[str, set[Window]]) -> bool:
    return any(start <= row.start < end for start, end in windows.get(row.doc_id, ()))


def _distinct(rows: Iterable[P], key: Callable[[P], tuple[str, ...]]) -> list[P]:
    first: dict[tuple[str, ...], P] = {}
    for row in rows:
        first.setdefault(key(row), row)
    return list(first.values())


def _clock(session: Session) -> str:
    """``HH:MM``, or nothing when the session has no start time."""
    return session.start_time.isoformat("minutes") if session.start_time else ""
