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

from pipeline.attribution import clauses
from pipeline.attribution.claims import Claim
from pipeline.attribution.referents import COLLECTIVE, Referent, Source, mask
from pipeline.records import How, Unit


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


_MOST = 5  # more sources than this do not go on speaking together
_MEETING = (
    r"rapport|résumé|compte rendu|volume|document|publication|note|atelier|ateliers|session|séance"
    r"|réunion|tables? rondes?|discussions?|débats?|panel"
    r"|section|chapitre|annexe|participants|orateurs|délégations|modérateurs?|modératrice|après-midi|matinée|secrétariat"
)
_PROCEDURE = re.compile(
    r"^\W*(?:L’|Le |La |Les |Cet |Cette |Ce |Ces |Aux |Lors |Dans |Un |Une )"
    rf"(?:présente? |premi(?:er|ère) |deuxième |seconde? |prochaine? |deux |dernier |dernière )?(?:{_MEETING})\b",
    re.I,
)
_MEETING_DONE = re.compile(
    r"\b(?:(?:a|ont|avait|avaient|sera|seront|fut|était|s’est|se sont|a été"
    r"|ont été) (?:\w+ ){0,2}(?:examiné|discuté|débattu|abordé|porté|débuté"
    r"|organisé|tenu|ouvert|levé|suspendu|clôturé|réuni|adopté|procédé|consacré|repris|achevé)(?:e|s|es)?"
    r"|examiner(?:a|ont)|porter(?:a|ont)"
    r"|rend(?:ent)? compte)\b"
)
_CITED = re.compile(r"[Ss]elon|[Dd]['’]après")
_DOCUMENT = re.compile(r"^\W*(?:Le présent|La présente|On trouvera|Le texte (?:intégral|complet)|Voir )\b", re.I)


# Somebody unnamed takes the floor: nobody's words go on, and whose these are is not told.
_SOMEBODY = re.compile(
    r"^\W*(?:[^,.;]{3,60}, )?(?:[Uu]ne? (?:autre |second |seconde )?|[Ll]’une? des )"
    r"(?:participante?s?|intervenante?s?|orateurs?|oratrices?|déléguée?s?|panélistes?|expert(?:e|s|es)?)\b"
    r"|^\W*(?:Ont|Sont) (?:\w+ )?(?:pris la parole|intervenu)"
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
    countries: Sequence[Sequence[tuple[int, str]]],
    resolve_role: Callable[[str, Sequence[int]], int | None],
    feminine: Callable[[int], bool | None],
    country_of: Callable[[int], str | None],
) -> list[Attribution]:
    """The attributions of a document, in unit order.

    ``resolve_role(phrase, recent people)`` gives the person a function phrase refers to; ``feminine(person)`` what is known of
    the person's gender, ``countries[i]`` where unit ``i`` names which country, ``country_of(person)`` the country
    the person speaks for.
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
        subjects = _subjects(unit.text, sources[i], state, resolve_role)
        if found:
            out.extend(found)
            referents = tuple(dict.fromkeys(a.referent for a in found))
            last = found[-1].cue
            # The last claim's sources go on: `A a dit ... ; B a répondu ...` leaves B speaking.
            tail = tuple(dict.fromkeys(a.referent for a in found if a.cue == last))
            if state.current and _same_side(tail, state.current, country_of):
                tail = state.current  # `La Suisse considère ...` in the words of the Swiss speaker
            _note_people(state, (), tail)
            if found[-1].how == "list" and last is not None and unit.text[max(0, last[0] - 1) : last[0]] == "(":
                tail = ()  # a closing bracket names the sources of its own sentence alone
            if last is not None and tail and tail[0].kind == "organisation" and _CITED.match(unit.text, last[0]):
                tail = ()  # a source of one figure
            if COLLECTIVE in tail[:1] and len(tail) > 1:
                tail = (COLLECTIVE,)  # `plusieurs orateurs, dont X`: the words that follow are nobody's in particular
            state.current = tail if len(tail) <= _MOST else ()
            state.antecedent = tail
            state.cue_unit = i
            state.by_unit[unit.sentence_id] = referents
        else:
            goes_on = state.by_unit.get(unit.lead_in_id or "", ()) if in_list else state.current
            if subjects and not set(subjects) & set(goes_on) and not _same_side(subjects, goes_on, country_of):
                # Somebody else is at the head of the sentence: the words are no longer the speaker's.
                state.current, state.antecedent = (), subjects
                _note_people(state, people_named[i], subjects)
                continue
            named = tuple(r for r in goes_on if r.kind != "collective")
            if (
                named
                and not _interrupts(unit.text, sources[i])
                and not _elsewhere(countries[i], named, unit.text, country_of)
            ):
                for r in named:
                    out.append(Attribution(i, r, "continuation", None, state.cue_unit))
                state.current = goes_on
                state.by_unit[unit.sentence_id] = goes_on
            elif goes_on and not _interrupts(unit.text, sources[i]) and (in_list or _indirect(unit.text)):
                out.append(Attribution(i, COLLECTIVE, "continuation", None, state.cue_unit))
                state.current = goes_on
                state.by_unit[unit.sentence_id] = goes_on
            else:
                state.current = ()
                if subjects:
                    state.antecedent = subjects
                elif _room(sources[i]):
                    state.antecedent = (COLLECTIVE,)
        _note_people(state, people_named[i], subjects)
    return out


def _same_side(
    referents: Sequence[Referent], speakers: Sequence[Referent], country_of: Callable[[int], str | None]
) -> bool:
    """Whether all ``referents`` are the country or government of the one speaker under way."""
    if len(speakers) != 1:
        return False
    speaker = speakers[0]
    own = (
        speaker.key
        if speaker.kind == "delegate"
        else country_of(int(speaker.key))
        if speaker.kind == "person"
        else None
    )
    return own is not None and all(r == Referent("delegate", own) for r in referents)


def _note_people(state: _State, people: Sequence[int], subjects: Sequence[Referent] = ()) -> None:
    for p in [*people, *(int(r.key) for r in subjects if r.kind == "person")]:
        if p in state.recent:
            state.recent.remove(p)
        state.recent.insert(0, p)
    del state.recent[40:]


def _subjects(
    text: str,
    sources: Sequence[Source],
    state: _State,
    resolve_role: Callable[[str, Sequence[int]], int | None],
) -> tuple[Referent, ...]:
    """The persons and delegates at the head of a sentence and those coordinated with the first, functions resolved."""
    out: list[Referent] = []
    end: int | None = None
    masked = mask(text)
    for s in sources:
        kind = s.referents[0].kind
        if s.weak or kind not in ("person", "role", "delegate", "organisation"):
            continue
        if end is None:
            if clauses.opening(masked, s, sources) not in ("start",) or len(masked[: s.start].strip()) > 60:
                continue
        elif not re.match(r"^[^.;:]{0,160}$", masked[end : s.start]):
            break
        elif not re.search(r"(?:,| et|, et)\s*$", masked[end : s.start]) or clauses.opening(masked, s, sources) is None:
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


_BACKSHIFT = re.compile(
    r"(?<!\w)(?!(?:fait|lait|trait|attrait|retrait|souhait|portrait|extrait|parfait|sait|plait|connait)\b)\w+(?:ait|aient)(?!\w)"
)


def _indirect(text: str) -> bool:
    """Free indirect speech: the sentence is in the imperfect or conditional, as what was said at a meeting is reported."""
    return _BACKSHIFT.search(text[:160]) is not None


def _elsewhere(
    countries: Sequence[tuple[int, str]],
    speakers: Sequence[Referent],
    text: str,
    country_of: Callable[[int], str | None],
) -> bool:
    """The sentence opens with a country (`Au Kenya, ...`) that is not the speaker's: another example, in the report's voice."""
    first = next(iter(countries), None)
    if first is None or not re.fullmatch(r"\W*(?:Au|Aux|En|À|A) ", text[: first[0]]) or len(speakers) != 1:
        return False
    speaker = speakers[0]
    own = (
        speaker.key
        if speaker.kind == "delegate"
        else country_of(int(speaker.key))
        if speaker.kind == "person"
        else None
    )
    return own is not None and own != first[1]


def _room(sources: Sequence[Source]) -> bool:
    """The sentence begins with the participants."""
    return any(s.start <= 2 and s.referents == (COLLECTIVE,) and not s.weak for s in sources)


def _interrupts(text: str, sources: Sequence[Source]) -> bool:
    """The report speaks of itself or of the meeting again."""
    if _DOCUMENT.match(text) or _SOMEBODY.match(text) or (_PROCEDURE.match(text) and _MEETING_DONE.search(text)):
        return True
    first = next((s for s in sources if s.start <= 2), None)
    if first is None or first.referents != (COLLECTIVE,) or first.weak:
        return False
    return re.search(r"participants|orateurs|intervenants|délég|panélistes", text[: first.end]) is not None


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
                    out.append(Attribution(unit, t, how, (claim.start, claim.end), None, claim.source_start))
    return out


def _antecedents(pronoun: str, state: _State, feminine: Callable[[int], bool | None]) -> tuple[Referent, ...]:
    if pronoun.startswith(("tous", "toutes", "les deux", "l’un")):
        n = 3 if "trois" in pronoun else 2
        if len(before := state.antecedent) == n:
            return before
        if len(state.recent) >= n:
            return tuple(Referent("person", str(p)) for p in reversed(state.recent[:n]))
        return ()
    plural = pronoun in ("ils", "elles", "eux", "ceux-ci", "celles-ci", "ces derniers", "ces dernières")
    before = state.antecedent
    if plural:
        if len(before) > 1 or (before and before[0].kind == "collective"):
            return before
        return () if pronoun == "elles" else (COLLECTIVE,)
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
