"""From unit to unit: pronouns and functions resolved, and a speaker's words followed as far as they go on.

A speaker's words go on, without any cue of their own, over the units of the same printed paragraph (``block``) and over the
list items that the attributed unit introduces. They end at a new paragraph, a heading, a change of section, another source,
and where the report speaks in its own voice of the meeting (`Les participants ont examiné ...`, `Le présent rapport ...`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from pipeline.attribution.boundaries import (
    elsewhere,
    indirect,
    interrupts,
    outcome,
    represented,
    room,
    same_side,
    state_told,
    unnamed,
)
from pipeline.attribution.captions import Caption
from pipeline.attribution.claims import Claim
from pipeline.attribution.headed import ELIDED
from pipeline.attribution.preambles import ours, performs, preamble
from pipeline.attribution.referents import COLLECTIVE, Referent, Source
from pipeline.attribution.resolution import (
    Attribution,
    State,
    note_joint,
    note_last,
    note_pair,
    note_people,
    resolve,
    subjects,
)
from pipeline.attribution.signatures import quoted, signers
from pipeline.attribution.turns import voice
from pipeline.records import Unit

_STATES = re.compile(r"(?:pays|[ÉE]tats?(?: [Mm]embres)?|gouvernements|délégations)$")
_MOST = 5  # more sources than this do not go on speaking together
_LEAST = 2  # turns that make a verbatim record, where words go on until the next turn
_QUOTES = ("«", "“", '"')
# `Il a formulé les recommandations suivantes.`, then `À l’intention des États` above the list
_ANNOUNCES = re.compile(
    r"(?:recommandation|proposition|conclusion|engagement|demande|point)s? "
    r"(?:[^.;:]{0,40} )?(?:suivante?s|ci-après|ci-dessous|que voici) ?[.:]?$"
)
_FOR_WHOM = re.compile(r"\W*(?:\d[.)] )?(?:Pour|Aux?|[AÀ]) ", re.I)
_WORDS = re.compile(r"[^\W\d_]{2}.*?[^\w’'].*?[^\W\d_]{2}|[^\W\d_]{5}")
_HEAD = 200  # characters within which a unit that says something has words
_CLOSES = re.compile(r"[^«“]{1,1000}[»”]")
_AFTER_QUOTE = re.compile(r"[«»“”\"]|^\s*[–—-] |^\W*(?:Sa|Son|Ses|Il|Elle)(?= )")
# `Selon la FAO`, not `Selon la représentante de la FAO`
_CITED = re.compile(
    r"(?:[Ss]elon|[Dd]['’]après)(?! (?:l[ea] |l['’]|une? )(?:représentant|délégu|observat|porte-parole|intervenant))"
)


def follow(
    units: Sequence[Unit],
    claims: Sequence[Sequence[Claim]],
    sources: Sequence[Sequence[Source]],
    captions: Mapping[int, Caption],
    people_named: Sequence[Sequence[int]],
    countries: Sequence[Sequence[tuple[int, str]]],
    resolve_role: Callable[[str, Sequence[int]], int | None],
    feminine: Callable[[int], bool | None],
    country_of: Callable[[int], str | None],
    body_of: Callable[[int], str | None],
) -> list[Attribution]:
    """The attributions of a document, in unit order.

    ``resolve_role(phrase, recent people)`` gives the person a function phrase refers to; ``feminine(person)`` what is known of
    the person's gender, ``countries[i]`` where unit ``i`` names which country, ``country_of(person)`` and
    ``body_of(person)`` the country and the body the person speaks for.
    """
    out: list[Attribution] = []
    state = State()
    verbatim = sum(any(c.turn for c in row) for row in claims) >= _LEAST
    letters = signers(units, people_named) | quoted(units, people_named, claims)
    declared = sum(unit.unit_type in ("sentence", "list_item") and ours(unit.text) for unit in units) >= _LEAST
    section: str | None = None
    for i, unit in enumerate(units):
        state.unit = i
        if unit.unit_type == "heading" and i - 1 in captions and captions[i - 1].speaks and i not in captions:
            section = unit.section_id  # what else stands above the words of the one named
            continue
        if unit.section_id != section:
            section = unit.section_id
            state.current = state.antecedent = state.over = ()
            if unit.unit_type != "heading":
                state.preamble = ()
        if i in captions:
            note_people(state, people_named[i])
            state.current = state.antecedent = state.preamble = ()
            state.over = _meant(i, captions[i].referents, state, resolve_role, feminine)
            state.turn = captions[i].speaks
            if state.turn:
                state.current = state.antecedent = state.over
                state.cue_unit = state.block = None
            continue
        if unit.unit_type in ("footnote", "boilerplate"):
            note_people(state, people_named[i])
            continue
        note_pair(state, people_named[i], countries[i])
        note_joint(state, unit.text, people_named[i])
        if unit.unit_type == "agenda":
            note_people(state, people_named[i])
            if len(set(people_named[i])) == 1 and ":" in unit.text:  # `Présentatrice : Mme Awa Diop`
                state.current = ()
                state.antecedent = state.over = (Referent("person", str(people_named[i][0])),)
            continue
        asked = (
            not unit.text.startswith("Question")
            and unit.unit_type == "question"
            and (unit.block == state.block or state.turn)
            and (state.current or claims[i])
        )
        if unit.unit_type in ("heading", "question") and not asked:
            state.current, state.over, state.turn = (), (), False
            kept = state.preamble if performs(unit.text) else ()  # `CONVENONS DE CE QUI SUIT :`
            state.preamble = preamble(unit.text, sources[i], claims[i]) or kept
            state.announced = state.announced if _FOR_WHOM.match(unit.text) is not None else ()
            state.antecedent = () if unit.unit_type == "heading" else state.antecedent
            speaker = voice(unit.text.replace("'", "’"), sources[i]) if unit.unit_type == "heading" else None
            if speaker is not None:
                state.over = _meant(i, speaker.referents, state, resolve_role, feminine)
                state.current = state.antecedent = state.over
                state.turn, state.cue_unit, state.block = True, None, None
            note_people(state, people_named[i])
            continue
        if _WORDS.search(unit.text, 0, _HEAD) is None:
            continue  # `- 2 -`, `Page 5`: nothing that anybody says
        if outcome(unit.text):
            state.current, state.turn = (), False
        in_list = unit.lead_in_id is not None and unit.lead_in_id in state.by_unit
        if unit.block != state.block and not in_list and not state.turn:
            state.current = state.told = ()
            state.states = False
        state.block = unit.block
        found = resolve(i, claims[i], state, resolve_role, feminine)
        if (
            unit.unit_type == "list_item"
            and unit.text[:1].islower()
            and claims[i]
            and claims[i][0].referents == (ELIDED,)
        ):
            found = (
                [] if unit.lead_in_id is not None and not in_list else found
            )  # `La commission` / `convient de poursuivre ...`
        text = unit.text.replace("'", "’")
        heads = subjects(text, sources[i], state, resolve_role)
        if i in letters and all(a.referent == COLLECTIVE for a in found):
            found = []  # `personne n’a demandé`, in the words of the one who signs
        if found and state.on_behalf and state.current and all(a.referent in state.on_behalf for a in found):
            # `Le Groupe souhaite ...`, in the words of the one who speaks in its name
            found = [Attribution(i, r, "continuation", None, state.cue_unit) for r in state.current]
            out.extend(found)
            state.by_unit[unit.sentence_id] = state.current
        elif found:
            out.extend(found)
            referents = tuple(dict.fromkeys(a.referent for a in found))
            last = found[-1].cue
            # The last claim's sources go on: `A a dit ... ; B a répondu ...` leaves B speaking.
            tail = tuple(dict.fromkeys(a.referent for a in found if a.cue == last))
            if state.current and same_side(tail, state.current, country_of, body_of):
                tail = state.current  # `La Suisse considère ...` in the words of the Swiss speaker
            note_people(state, (), tail)
            antecedent = tail
            if found[-1].how == "list" and last is not None and unit.text[max(0, last[0] - 1) : last[0]] == "(":
                tail = ()  # a closing bracket names the sources of its own sentence alone
            if last is not None and tail and tail[0].kind == "organisation" and _CITED.match(unit.text, last[0]):
                tail = ()  # a source of one figure
            if tail and all(r.several() for r in tail):
                tail = ()  # `les coprésidents` nobody names: often who writes, whose own words need no source
            if COLLECTIVE in tail[:1] and len(tail) > 1:
                tail = (COLLECTIVE,)  # `plusieurs orateurs, dont X`: the words that follow are nobody's in particular
            if state.current != tail:
                state.on_behalf = represented(text, sources[i])
            state.current = tail if len(tail) <= _MOST else ()
            state.guessed = None
            state.told = tuple(r for r in tail if r.kind == "delegate") if len(tail) > 1 else ()
            state.states = COLLECTIVE in tail and any(
                s.referents == (COLLECTIVE,) and _STATES.search(text, s.start, s.end) is not None for s in sources[i]
            )
            state.antecedent = tail or antecedent
            state.one_voice = any(
                s.start == found[-1].source_start and s.referents == (COLLECTIVE,) and not s.plural for s in sources[i]
            )
            state.quoting = unit.text.lstrip(" –—-").startswith(_QUOTES) or _CLOSES.match(unit.text) is not None
            state.preamble = ()
            state.cue_unit = i
            turn = verbatim and (state.turn or any(c.turn for c in claims[i]))
            state.turn = bool(tail) and (turn or (state.turn and tail == state.over))
            state.by_unit[unit.sentence_id] = referents
            state.announced = tail if _ANNOUNCES.search(text) is not None and COLLECTIVE not in tail else ()
        elif i in letters:
            person, signature = letters[i]
            out.append(Attribution(i, Referent("person", str(person)), "continuation", None, signature))
        elif state.preamble and performs(text):
            for r in state.preamble:
                out.append(Attribution(i, r, "continuation", None, None))
            state.by_unit[unit.sentence_id] = state.preamble
        elif unnamed(text) and (for_whom := represented(text, sources[i])):
            out.extend(Attribution(i, r, "explicit", None, None) for r in for_whom)
            state.current = state.antecedent = for_whom
            state.by_unit[unit.sentence_id] = for_whom
        elif unnamed(text):
            state.current, state.antecedent, state.one_voice = (), (COLLECTIVE,), True
        else:
            state.preamble = preamble(text, sources[i], ())
            goes_on = state.by_unit.get(unit.lead_in_id or "", ()) if in_list else state.current
            if about := state_told(text, countries[i], state.told, state.states):
                goes_on, state.guessed = about, i
            elif state.guessed is not None and i > state.guessed + 1:
                goes_on, state.guessed = (), None
            if unit.unit_type == "list_item" and not goes_on and state.announced:
                goes_on, in_list = state.announced, True
            if declared and not state.turn and not goes_on and ours(text):
                goes_on, in_list = (COLLECTIVE,), True
            if heads and not set(heads) & set(goes_on) and not same_side(heads, goes_on, country_of, body_of):
                # Somebody else is at the head of the sentence: the words are no longer the speaker's.
                state.current, state.antecedent = (), heads
                note_people(state, people_named[i], heads)
                note_last(state, text, sources[i], resolve_role)
                continue
            named = tuple(r for r in goes_on if r.kind != "collective")
            if (
                named
                and (in_list or not state.quoting or _AFTER_QUOTE.search(unit.text) or indirect(text))
                and not interrupts(text, sources[i])
                and not elsewhere(countries[i], named, unit.text, country_of)
            ):
                for r in named:
                    out.append(Attribution(i, r, "continuation", None, state.cue_unit))
                state.current = goes_on
                state.by_unit[unit.sentence_id] = goes_on
            elif goes_on and not interrupts(text, sources[i]) and (indirect(text) or (in_list and not countries[i])):
                out.append(Attribution(i, COLLECTIVE, "continuation", None, state.cue_unit))
                state.current = goes_on
                state.by_unit[unit.sentence_id] = goes_on
            elif not state.turn:  # a turn of a verbatim record goes on after what the record says itself
                state.current = ()
                if heads:
                    state.antecedent = heads
                elif room(sources[i]):
                    state.antecedent = (COLLECTIVE,)
        note_people(state, people_named[i], heads)
        note_last(state, text, sources[i], resolve_role)
    return out


def _meant(
    unit: int,
    referents: tuple[Referent, ...],
    state: State,
    resolve_role: Callable[[str, Sequence[int]], int | None],
    feminine: Callable[[int], bool | None],
) -> tuple[Referent, ...]:
    """Whom the line above a text names, functions resolved."""
    found = resolve(unit, [Claim(referents, 0, 0, 0)], state, resolve_role, feminine)
    return tuple(dict.fromkeys(a.referent for a in found))
