"""Whom a claim means: pronouns, functions and stand-ins resolved by what was said before in the document."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.attribution import clauses, standins
from pipeline.attribution.claims import Claim
from pipeline.attribution.referents import COLLECTIVE, Referent, Source, mask
from pipeline.people import roles
from pipeline.records import How


class Attribution(NamedTuple):
    """``referent`` (person, role, delegate, organisation or collective) expresses unit ``unit``.

    ``cue`` is the text span of the cue, in unit ``cue_unit`` if that is given; None when nothing but the lead-in or what stands
    before says so. ``source_start`` is where the words begin that name the source or stand for it.
    """

    unit: int
    referent: Referent
    how: How
    cue: tuple[int, int] | None
    cue_unit: int | None
    source_start: int | None = None


@dataclass
class State:
    current: tuple[Referent, ...] = ()
    antecedent: tuple[Referent, ...] = ()
    cue_unit: int | None = None
    block: int | None = None
    last: tuple[Referent, bool | None] | None = None  # who was named last, in the unit before, and whether feminine
    turn: bool = False  # a turn of a verbatim record is under way
    over: tuple[Referent, ...] = ()  # whom the heading names
    pair_people: tuple[Referent, ...] = ()
    pair_states: tuple[Referent, ...] = ()
    one_voice: bool = False  # the antecedent is the room in the singular: `la table ronde`
    quoting: bool = False  # the speaker is quoted word for word, sentence by sentence
    told: tuple[Referent, ...] = ()  # delegates heard together, one of whose states a sentence may then be about
    states: bool = False  # ... or states at large: `plusieurs pays ont expliqué`
    guessed: int | None = (
        None  # the unit that was taken to be such a delegate's: no more than the next can go on with it
    )
    on_behalf: tuple[Referent, ...] = ()  # bodies for which the speaker under way speaks
    announced: tuple[Referent, ...] = ()  # whose recommendations are listed below, under headings that say for whom
    preamble: tuple[Referent, ...] = ()  # whose act is printed as a subject alone, its verbs below
    joint: dict[str, tuple[Referent, ...]] = field(
        default_factory=dict
    )  # `comodérateurs` -> the two named with the word
    recent: list[int] = field(default_factory=list)
    unit: int = 0  # the unit under way
    named: int = 0  # the last that named a person
    by_unit: dict[str, tuple[Referent, ...]] = field(default_factory=dict)


def note_people(state: State, people: Sequence[int], subjects: Sequence[Referent] = ()) -> None:
    for p in [*people, *(int(r.key) for r in subjects if r.kind == "person")]:
        state.named = state.unit
        if p in state.recent:
            state.recent.remove(p)
        state.recent.insert(0, p)
    del state.recent[40:]


def note_pair(state: State, people: Sequence[int], countries: Sequence[tuple[int, str]]) -> None:
    """Two people, or two countries, named in one unit are whom `les deux ministres`, `les deux pays` will mean."""
    if len(two := tuple(dict.fromkeys(people))) == 2:
        state.pair_people = tuple(Referent("person", str(p)) for p in two)
    if len(both := tuple(dict.fromkeys(iso for _, iso in countries))) == 2:
        state.pair_states = tuple(Referent("delegate", iso) for iso in both)


def note_joint(state: State, text: str, people: Sequence[int]) -> None:
    """Two people named in one unit with `comodérateurs`, or just before, are whom the word will mean."""
    m = standins.SHARED.search(text)
    if m is None:
        return
    two = tuple(Referent("person", str(p)) for p in dict.fromkeys(people))
    if not 2 <= len(two) <= 3 and text[: m.start()].endswith("deux "):
        two = state.pair_people  # `Le Président a remercié les deux facilitateurs.`
    if 2 <= len(two) <= 3:
        state.joint.setdefault(_office(m.group("noun")), two)


def _office(noun: str) -> str:
    """`comodérateurs`, `modératrices` -> `modér`."""
    return noun.casefold().removeprefix("co").lstrip("-")[:5]


# Officers of the meeting itself are somebody all through it; any other bare noun of function means the last one named.
_OFFICERS = re.compile(
    r"(?:co-?|vice-)?(?:présid|modérat|rapport|secrétaire|ministre|haut|facilitat|animat|représentant|délégu"
    r"|direct|porte-parole|ambassad"
    r"|gouvern|commissaire|premier|première|coordonnat|coordinat|administrat|greffier|doyen|roi|reine|prince)",
    re.I,
)


def _called(role: str, state: State, feminine: Callable[[int], bool | None]) -> tuple[Referent, ...]:
    """`L’inspectrice a jugé ...`: a bare noun of function that nobody is known to hold means the person who spoke last."""
    if " " in role or _OFFICERS.match(role) is not None or role.endswith("s"):
        return ()
    last = state.antecedent
    if len(last) != 1 or last[0].kind != "person":
        return ()
    gender, person = roles.is_feminine(role), feminine(int(last[0].key))
    return () if gender is not None and person is not None and gender != person else last


def subjects(
    text: str,
    sources: Sequence[Source],
    state: State,
    resolve_role: Callable[[str, Sequence[int]], int | None],
) -> tuple[Referent, ...]:
    """The persons and delegates at the head of a sentence and those coordinated with the first, functions resolved."""
    out: list[Referent] = []
    end: int | None = None
    masked = mask(text)
    known: clauses.Known = {}
    for s in sources:
        kind = s.referents[0].kind
        if s.weak or kind not in ("person", "role", "delegate", "organisation"):
            continue
        if end is None:
            if len(masked[: s.start].strip()) > 60:
                break
            if clauses.opening(masked, s, sources, known=known) != "start":
                continue
        elif not re.match(r"^[^.;:]{0,160}$", masked[end : s.start]):
            break
        elif (
            not re.search(r"(?:,| et|, et)\s*$", masked[end : s.start])
            or clauses.opening(masked, s, sources, known=known) is None
        ):
            continue
        for r in s.referents:
            if r.kind == "role":
                person = resolve_role(r.key, state.recent)
                if person is None:
                    continue
                r = Referent("person", str(person))
            out.append(r)
        end = s.end
    return tuple(dict.fromkeys(out))


def resolve(
    unit: int,
    claims: Sequence[Claim],
    state: State,
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
            elif r.kind == "pair":
                how = "role"
                targets = (state.pair_people if r.key == "people" else state.pair_states) or (COLLECTIVE,)
            elif r.kind == "anaphor":
                how = "role"
                targets = _anaphor(r.key, state, feminine)
            elif r.kind == "role":
                if not claim.listed:
                    how = "role"
                shared = standins.SHARED.fullmatch(r.key) is not None
                person = None if shared else resolve_role(r.key, state.recent)
                if shared:
                    targets = state.joint.get(_office(r.key)) or (r,)
                elif person is not None:
                    targets = (Referent("person", str(person)),)
                else:
                    targets = _called(r.key, state, feminine) or (r,)
            else:
                targets = (r,)
            for t in targets:
                if t not in seen:
                    seen.add(t)
                    out.append(Attribution(unit, t, how, (claim.start, claim.end), None, claim.source_start))
    return out


_NEAR = 3  # units over which a pronoun reaches back to somebody who has said nothing
_LATTER = ("ce dernier", "cette dernière", "celui-ci", "celle-ci")  # who was named last, not who spoke


def note_last(
    state: State, text: str, sources: Sequence[Source], resolve_role: Callable[[str, Sequence[int]], int | None]
) -> None:
    """The last one that a unit names is whom `ce dernier` will mean in the next."""
    state.last = None
    for s in reversed(sources):
        kind, key = s.referents[0]
        if s.plural or len(s.referents) > 1 or kind not in ("person", "role", "delegate", "organisation"):
            continue
        person = resolve_role(key, state.recent) if kind == "role" else None
        article = text[s.start : s.start + 3].casefold()
        gender = {"le ": False, "la ": True, "un ": False, "une": True}.get(article)
        state.last = (s.referents[0] if person is None else Referent("person", str(person)), gender)
        return


def _antecedents(pronoun: str, state: State, feminine: Callable[[int], bool | None]) -> tuple[Referent, ...]:
    if not pronoun:
        # a telegraphic sentence without its subject: whoever speaks, spoke last, or is named by the heading
        before = state.antecedent or state.over
        return state.current or tuple(r for r in before if r.kind != "collective" and not state.preamble)
    if pronoun.startswith(("tous", "toutes", "les deux", "l’un")):
        n = 3 if "trois" in pronoun else 2
        if len(before := state.antecedent) == n:
            return before
        if len(state.recent) >= n:
            return tuple(Referent("person", str(p)) for p in reversed(state.recent[:n]))
        return ()
    if pronoun in _LATTER and state.last is not None:
        referent, gender = state.last
        if referent.kind == "person":
            gender = feminine(int(referent.key))
        if gender in (None, pronoun in ("cette dernière", "celle-ci")):
            return (referent,)
    plural = pronoun in ("ils", "elles", "eux", "ceux-ci", "celles-ci", "ces derniers", "ces dernières")
    before = state.antecedent
    if plural:
        if len(before) > 1 or (before and before[0].kind == "collective"):
            return before
        if before and before[0].several():
            return before  # `les coprésidents`, whoever they are
        return () if pronoun == "elles" else (COLLECTIVE,)
    if state.one_voice and before == (COLLECTIVE,):
        return before
    single = [r for r in before if r.kind != "collective"]
    if len(single) == 1:
        return (single[0],)
    want = pronoun.endswith("e") or "dernière" in pronoun or pronoun == "celle-ci"
    for p in state.recent[:1] if state.unit - state.named <= _NEAR else ():
        if feminine(p) in (None, want):
            return (Referent("person", str(p)),)
    return ()


def _anaphor(phrase: str, state: State, feminine: Callable[[int], bool | None]) -> tuple[Referent, ...]:
    single = [r for r in state.antecedent if r.kind != "collective"]
    if len(single) == 1:
        return (single[0],)
    if len(state.over) == 1 and (state.over[0].kind == "person" or _DELEGATION.search(phrase) is not None):
        return state.over
    if state.recent:
        return (Referent("person", str(state.recent[0])),)
    return ()


_DELEGATION = re.compile(r"délégation|délégu|représentant", re.I)
