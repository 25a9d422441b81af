"""What the classifier sees of a unit: names of features, computed by the same code for training passages and for documents.

A unit is first read once (``Reading``: tokens, cues); its features then also look at the readings around it: the lead-in of a
list item, the heading above, the unit before. Words that name a person, country or body are replaced by the kind of thing named,
so that the weights are of the construction and not of the name.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from pipeline.labels.cues import Tokens, blunted_by, cue_lexicon, tokenize
from pipeline.labels.doers import doers

Named = tuple[int, int, str]  # text_start, text_end, kind of the mention


@dataclass(frozen=True)
class View:
    """One unit and where it stands; ``previous`` and the others are indices into the views of the document, -1 for none."""

    text: str
    unit_type: str
    named: tuple[Named, ...] = ()
    section_kind: str = "body"
    heading: int = -1
    lead_in: int = -1
    previous: int = -1
    following: int = -1
    speakers: tuple[str, ...] = ()
    goes_on: bool = False  # in the paragraph of the unit before
    same_speaker: bool = False  # of the speaker of the unit before


@dataclass(frozen=True)
class Reading:
    """A unit's words with names replaced, its cues (name, first token, token after the last), and its ``plain`` words, which these
    numbers count."""

    words: tuple[str, ...]
    cues: tuple[tuple[str, int, int], ...]
    plain: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    ending: str = ""
    names: frozenset[str] = field(default_factory=frozenset)
    said: tuple[int, int] = (0, 0)  # where what is said begins, behind who says it: in tokens, in ``words``


RUNNING = ("sentence", "list_item")  # the units that are classified
_PLACEHOLDER = {"country": "‹pays›", "organisation": "‹org›", "person": "‹pers›"}
_STEM = 5
_DIGIT = re.compile(r"\d")
_FRAME = 30  # tokens: what tells who says it stands at the beginning


def read(view: View) -> Reading:
    """The words and cues of one unit."""
    text = view.text
    lexicon = cue_lexicon()
    tokens = _without_functions(tokenize(text), text)
    capitals = [i for i, start in enumerate(tokens.starts) if text[start].isupper() and i]
    cues = tuple(lexicon.find(lexicon.symbols(tokens.words, capitals)))
    said = _said(cues)
    words, begins = _words(tokens, view, capitals, said)
    kinds = tuple(sorted({kind for _, _, kind in view.named}))
    return Reading(
        words,
        cues,
        tuple(tokens.words),
        kinds,
        view.text.rstrip()[-1:],
        frozenset(name for name, _, _ in cues),
        (said, begins),
    )


def _said(cues: Sequence[tuple[str, int, int]]) -> int:
    """The token with which what is said begins, 0 where nobody is said to say it: `il faut considérer que` reports nothing."""
    said = next((after for name, _, after in cues if name == "reported" and after <= _FRAME), 0)
    asks = standing_asks(frozenset(name for name, at, _ in cues if at < said)) if said else ()
    return 0 if asks else said


_UNREAD = Reading((), ())


def readings_of(views: Sequence[View]) -> list[Reading]:
    """One reading a view; those that neither are classified nor looked at from one that is stay unread."""
    wanted = [view.unit_type in RUNNING for view in views]
    for view in views:
        if view.unit_type in RUNNING:
            for i in (view.heading, view.lead_in):
                if i >= 0:
                    wanted[i] = True
    return [read(view) if want else _UNREAD for view, want in zip(views, wanted, strict=True)]


def _without_functions(tokens: Tokens, text: str) -> Tokens:
    """Leaves out what stands in brackets behind a name: a speaker's title is full of ministries, programmes and meetings."""
    if "(" not in text:
        return tokens
    out: list[int] = []
    depth = 0
    for i, word in enumerate(tokens.words):
        if word == "(" and (depth or (out and text[tokens.starts[out[-1]]].isupper())):
            depth += 1
        elif word == ")" and depth:
            depth -= 1
        elif not depth:
            out.append(i)
    if depth or len(out) == len(tokens.words):  # a bracket that never closes hides nothing
        return tokens
    words, starts, ends = tokens
    return Tokens([words[i] for i in out], [starts[i] for i in out], [ends[i] for i in out])


def _words(tokens: Tokens, view: View, capitals: Sequence[int], said: int) -> tuple[tuple[str, ...], int]:
    """The words, with what stands for names, numbers and abbreviations, and which of them token ``said`` is; ``capitals``: the
    capitalised ones behind the first."""
    words, text = tokens.words, view.text
    named = _named_words(tokens, view.named) if view.named else {}
    special = {i for i, word in enumerate(words) if word[0].isdigit()} if _DIGIT.search(text) else set()
    special.update(named, capitals)
    out: list[str] = []
    at = begins = 0
    for i in sorted(special):
        if at < said <= i:
            begins = len(out) + said - at
        out += words[at:i]
        at = i + 1
        word = words[i]
        placeholder = named.get(i)
        if placeholder:
            if not out or out[-1] != placeholder:
                out.append(placeholder)
        elif word[0].isdigit():
            out.append("‹an›" if len(word) == 4 and word[:2] in ("19", "20") else "‹n›")
        elif len(word) > 1 and text[tokens.starts[i] : tokens.ends[i]].isupper():
            out.append("‹sigle›")
        elif word[-1] != "'" and word not in _KEPT:
            if not out or out[-1] != "‹nom›":
                out.append("‹nom›")
        else:
            out.append(word)
    if at < said:
        begins = len(out) + said - at
    out += words[at:]
    return tuple(out), begins


def _named_words(tokens: Tokens, named: Sequence[Named]) -> dict[int, str]:
    """The placeholders of words inside mentions; where these overlap, a word is of the first that has not ended before it."""
    out: dict[int, str] = {}
    over = 0
    for start, end, kind in sorted(named):
        first = bisect_left(tokens.starts, max(start, over))
        for i in range(first, bisect_left(tokens.starts, end, first)):
            if tokens.ends[i] <= end:
                out[i] = _PLACEHOLDER.get(kind, "‹nom›")
        over = max(over, end)
    return out


# Capitalised by usage, not names.
_KEPT = frozenset(
    [
        "état",
        "états",
        "etat",
        "etats",
        "gouvernement",
        "gouvernements",
        "membres",
        "parties",
        "ministre",
        "ministère",
        "président",
        "présidente",
        "directeur",
        "directrice",
        "secrétaire",
        "représentant",
        "représentante",
        "il",
        "elle",
        "ils",
        "elles",
        "le",
        "la",
        "les",
        "l",
        "un",
        "une",
        "ce",
        "cette",
        "ces",
        "on",
    ]
)


@dataclass(frozen=True)
class Features:
    """Names of features; each counts once. ``words`` share one weight among them, so that a long sentence is not louder."""

    cues: tuple[str, ...]
    words: tuple[str, ...]


def features(index: int, views: Sequence[View], readings: Sequence[Reading]) -> Features:
    """What is seen of unit ``index``."""
    return Features(tuple(_cue_features(index, views, readings)), tuple(_word_features(index, views, readings)))


def _word_features(index: int, views: Sequence[View], readings: Sequence[Reading]) -> list[str]:
    view, words = views[index], readings[index].words
    out = list(words)
    out.extend(map(" ".join, pairwise(words)))
    out.extend([f"{w[:_STEM]}~" for w in words if len(w) > _STEM])
    begins = readings[index].said[1]
    out.extend([f"^{' '.join(words[begins : begins + n])}" for n in (1, 2, 3) if len(words) >= begins + n])
    if view.lead_in >= 0:
        out.extend(_stems("l:", 0, readings[view.lead_in].words))
    if view.heading >= 0:
        out.extend(_stems("h:", 3, readings[view.heading].words))
    return out


@lru_cache(maxsize=1_000)
def _stems(prefix: str, over: int, words: tuple[str, ...]) -> list[str]:
    """The stems of words longer than ``over``: the same for all units under a heading or lead-in."""
    return [prefix + w[:_STEM] for w in words if len(w) > over]


def _cue_features(index: int, views: Sequence[View], readings: Sequence[Reading]) -> list[str]:
    view, reading = views[index], readings[index]
    asks = standing_asks(reading.names)
    out = [
        f"u={view.unit_type}",
        f"e={reading.ending}",
        f"n={min(len(reading.words) // 8, 8)}",
        f"k={view.section_kind}",
    ]
    if asks:
        strength = "strong" if asks & _STRONG else "weak"
        first = min(at for name, at, _ in reading.cues if name in asks)
        out += ["g=ask", f"g={strength}", f"g={strength}&{view.unit_type}", f"g={strength}@{min(first // 6, 4)}"]
        if len(asks) > 1:
            out.append("g=ask+")
    elif reading.names & _ASKS:
        out.append("g=blunted")
    else:
        out.append("g=none")
    # Beside a word that asks for something, facts, figures and measures are what the asking is about: other weights.
    prefix = "ca" if asks else "c"
    said = reading.said[0]
    for name, at, _ in reading.cues:
        if name == "reported":  # who says it is told by other cues
            continue
        at -= said
        if name in _ASKS:
            out += [f"c={name}", f"c={name}@{max(-1, min(at // 6, 2))}"] if name in asks else [f"cb={name}"]
        else:
            out += [
                f"{prefix}={name}",
                f"c={name}",
                f"{prefix}={name}@{'f' if at < 0 else 0 if at == 0 else 1 if at < 8 else 2}",
            ]
    for kind in reading.kinds:
        out.append(f"{prefix}m={kind}")
        out += [f"m={kind}&{name}" for name in sorted(reading.names & _PRACTICE)]
    done_by = doers(reading.words)
    out += [f"d={doer}" for doer in done_by]
    if not asks and "underwent" not in reading.names and _DID.intersection(done_by):
        out += ["d=did", f"d=did&said={reading.said[0] > 0}"]
    out += [f"s={kind}" for kind in view.speakers] if view.speakers else ["s=none"]
    if view.lead_in >= 0:
        lead = readings[view.lead_in]
        out.append("l=any")
        out += [f"lc={name}" for name in sorted(lead.names)]
    elif view.unit_type == "list_item":
        out.append("l=none")
    if view.previous >= 0:
        before = readings[view.previous]
        carried = sorted(before.names & _CARRIED)
        out += [f"pc={name}" for name in carried]
        if reading.names & FOLLOWS_ON:
            out += [f"pf={name}" for name in carried]
    return out


_DID = frozenset(f"{who}+done" for who in ("state", "own bodies", "bodies", "name"))
FOLLOWS_ON = frozenset({"pronoun_subject", "measure_subject"})
_PRACTICE = frozenset(
    {
        "has_done",
        "runs",
        "measure_noun",
        "was_done",
        "since_year",
        "set_in_place",
        "preparing",
        "present_measure",
        "own_country",
        "the_government",
    }
)
_CARRIED = frozenset(
    {
        "has_done",
        "was_done",
        "set_in_place",
        "runs",
        "measure_noun",
        "since_year",
        "present_measure",
        "own_country",
        "example_of",
        "should",
        "must",
        "il_faut",
        "recommend",
        "ask",
        "invite",
        "meeting_treats",
        "meeting_subject",
        "opened",
        "doc_subject",
        "wanted_list",
        "following",
        "recommend_noun",
        "preparing",
    }
)
# Cues that ask for something by themselves, and those that often only name an asking.
_STRONG = frozenset(
    [
        "should",
        "must",
        "must_past",
        "il_faut",
        "what_is_needed",
        "il_importe",
        "il_convient",
        "il_y_a_lieu",
        "need_to",
        "need_wise",
        "need_judged",
        "necessity_of",
        "importance_inf",
        "recommend",
        "exhort",
        "invite",
        "suggest",
        "insist_that",
        "merit",
        "impose",
        "gain",
        "better",
        "resolution_op",
    ]
)
_WEAK = frozenset(
    [
        "need_predicate",
        "besoin",
        "have_need",
        "importance_noun",
        "ask",
        "engage",
        "encourage",
        "propose",
        "appeal",
        "favour",
        "wish",
        "priority",
        "time_to",
        "remains_to",
        "incumbent",
        "could_usefully",
        "cannot_do",
        "needs_action",
        "to_act_on",
    ]
)
_ASKS = _STRONG | _WEAK


def standing_asks(names: frozenset[str]) -> frozenset[str]:
    """The asking cues among ``names`` that no other cue takes the force from."""
    asks = names & _ASKS
    for blunt, others in blunted_by().items():
        if blunt in names:
            asks = asks - others
    return asks
