"""From unit to unit: pronouns and functions resolved, and a speaker's words followed as far as they go on.

A speaker's words go on, without any cue of their own, over the units of the same printed paragraph (``block``) and over the
list items that the attributed unit introduces. They end at a new paragraph, a heading, a change of section, another source,
and where the report speaks in its own voice of the meeting (`Les participants ont examiné ...`, `Le présent rapport ...`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.attribution.reading import Claim
from pipeline.attribution.sources import COLLECTIVE, Referent, Source
from pipeline.records import How, Unit


class Attribution(NamedTuple):
    """``referent`` (person, role, delegate, organisation or collective) expresses unit ``unit``.

    ``cue`` is the text span of the cue in unit ``cue_unit``; both None when nothing but the lead-in or what stands before
    says so.
    """

    unit: int
    referent: Referent
    how: How
    cue: tuple[int, int] | None
    cue_unit: int | None


_PROCEDURE = re.compile(
    r"^(?:\W*)(?:(?:L’|Le |La |Les |Cet |Cette |Ce |Ces |Aux |Lors |Dans |Un |Une )(?:présent(?:e)? |premi(?:er|ère) |deuxième |second(?:e)? |prochain(?:e)? |deux |dernier )?"
    r"(?:rapport|atelier|ateliers|session|séance|réunion|table ronde|tables rondes|discussions?|débats?|panel|publication|document|section|chapitre|annexe|participants|orateurs|délégations|dialogue|sommaire|modérateur))\b"
)
_MOST = 5  # more sources than this do not go on speaking together
_MEETING_DONE = re.compile(
    r"\b(?:examiné|discuté|débattu|abordé|organisée?s?|tenue?s?|ouverte?s?|levée?|suspendue?|clôturée?|réunie?s?|adopté|procédé|consacrée?s?)\b"
)


@dataclass
class _State:
    current: tuple[Referent, ...] = ()
    antecedent: tuple[Referent, ...] = ()
    cue_unit: int | None = None
    block: int | None = None
    recent: list[int] = field(default_factory=list)
    by_unit: dict[str, tuple[Referent, ...]] = field(default_factory=dict)


def follow(
    units: Sequence[Unit],
    claims: Sequence[Sequence[Claim]],
    sources: Sequence[Sequence[Source]],
    people_named: Sequence[Sequence[int]],
    resolve_role: Callable[[str, Sequence[int]], int | None],
    feminine: Callable[[int], bool | None],
) -> list[Attribution]:
    """The attributions of a document, in unit order.

    ``resolve_role(phrase, recent people)`` gives the person a function phrase refers to; ``feminine(person)`` what is known of
    the person's gender.
    """
    out: list[Attribution] = []
    state = _State()
    section: str | None = None
    for i, unit in enumerate(units):
        if unit.section_id != section:
            section = unit.section_id
            state.current = ()
            state.antecedent = ()
        if unit.unit_type in ("footnote", "boilerplate", "agenda"):
            _note_people(state, people_named[i])
            continue
        if unit.unit_type in ("heading", "question"):
            state.current = ()
            state.antecedent = () if unit.unit_type == "heading" else state.antecedent
            _note_people(state, people_named[i])
            continue
        in_list = unit.lead_in_id is not None and unit.lead_in_id in state.by_unit
        if unit.block != state.block and not in_list:
            state.current = ()
        state.block = unit.block
        found = _resolve(i, claims[i], state, resolve_role, feminine)
        if found:
            out.extend(found)
            referents = tuple(dict.fromkeys(a.referent for a in found))
            last = found[-1].cue
            # The last claim's sources go on: `A a dit ... ; B a répondu ...` leaves B speaking.
            tail = tuple(dict.fromkeys(a.referent for a in found if a.cue == last))
            state.current = tail if len(tail) <= _MOST else ()
            state.antecedent = tail
            state.cue_unit = i
            state.by_unit[unit.sentence_id] = referents
        else:
            goes_on = state.by_unit.get(unit.lead_in_id or "", ()) if in_list else state.current
            named = tuple(r for r in goes_on if r.kind != "collective")
            if named and not _interrupts(unit.text, sources[i]):
                for r in named:
                    out.append(Attribution(i, r, "continuation", None, state.cue_unit))
                state.current = goes_on
                state.by_unit[unit.sentence_id] = goes_on
            elif in_list and goes_on and not _interrupts(unit.text, sources[i]):
                pass
            else:
                state.current = ()
        _note_people(state, people_named[i])
    return out


def _note_people(state: _State, people: Sequence[int]) -> None:
    for p in people:
        if p in state.recent:
            state.recent.remove(p)
        state.recent.insert(0, p)
    del state.recent[40:]


def _interrupts(text: str, sources: Sequence[Source]) -> bool:
    """The report speaks of the meeting again, or somebody else is at the head of the sentence."""
    if _PROCEDURE.match(text) and _MEETING_DONE.search(text):
        return True
    if any(
        s.start == 0
        and s.referents == (COLLECTIVE,)
        and not s.weak
        and re.match(
            r"(?:[Dd]’autres|[Pp]lusieurs|[Cc]ertain|[Ll]es participants|[Dd]es (?:participants|orateurs)|[Uu]n certain nombre|[Dd]e nombreux)",
            text,
        )
        for s in sources
        if s.start <= 2
    ):
        return bool(re.search(r"participants|orateurs|intervenants|délég|panélistes", text[:80]))
    return False


def _resolve(
    unit: int,
    claims: Sequence[Claim],
    state: _State,
    resolve_role: Callable[[str, Sequence[int]], int | None],
    feminine: Callable[[int], bool | None],
) -> list[Attribution]:
    out: list[Attribution] = []
    seen: set[Referent] = set()
    for claim in claims:
        for r in claim.referents:
            how: How = "list" if claim.listed else "explicit"
            targets: tuple[Referent, ...]
            if r.kind == "pronoun":
                how = "pronoun"
                targets = _antecedents(r.key, state, feminine)
            elif r.kind == "anaphor":
                how = "role"
                targets = _anaphor(r.key, state, feminine)
            elif r.kind == "role":
                if not claim.listed:
                    how = "role"
                person = resolve_role(r.key, state.recent)
                targets = (Referent("person", str(person)),) if person is not None else (r,)
            else:
                targets = (r,)
            for t in targets:
                if t not in seen:
                    seen.add(t)
                    out.append(Attribution(unit, t, how, (claim.start, claim.end), None))
    return out


def _antecedents(pronoun: str, state: _State, feminine: Callable[[int], bool | None]) -> tuple[Referent, ...]:
    if pronoun.startswith(("tous", "toutes", "les deux")):
        n = 3 if "trois" in pronoun else 2
        if len(state.recent) >= n:
            return tuple(Referent("person", str(p)) for p in reversed(state.recent[:n]))
        return ()
    plural = pronoun in ("ils", "elles", "eux", "ceux-ci", "celles-ci", "ces derniers", "ces dernières")
    before = state.antecedent
    if plural:
        if len(before) > 1 or (before and before[0].kind in ("collective", "delegate", "organisation")):
            return before if len(before) > 1 or before[0].kind == "collective" else before
        if pronoun == "elles":
            return (COLLECTIVE,)
        return (COLLECTIVE,)
    single = [r for r in before if r.kind != "collective"]
    if len(single) == 1:
        return (single[0],)
    want = pronoun.endswith("e") or "dernière" in pronoun or pronoun == "celle-ci"
    for p in state.recent[:1]:
        if feminine(p) in (None, want):
            return (Referent("person", str(p)),)
    return ()


def _anaphor(phrase: str, state: _State, feminine: Callable[[int], bool | None]) -> tuple[Referent, ...]:
    single = [r for r in state.antecedent if r.kind != "collective"]
    if len(single) == 1:
        return (single[0],)
    if state.recent:
        return (Referent("person", str(state.recent[0])),)
    return ()
