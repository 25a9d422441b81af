"""Offices of the meeting itself: who chairs, moderates or reports, told by a line or a phrase beside the name.

`Modératrice : Awa Diop`, `Présidence : M. Sow`, `sous la présidence de Mme Lind`, `M. Sow, Vice-Président, assume la présidence`.
Texts are the units' ``normalise``d texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.people import roles
from pipeline.people.names import honorific_before
from pipeline.people.offices import singular_of
from pipeline.people.register import NameHit

_ACTS = {
    "présidence": "président",
    "coprésidence": "coprésident",
    "modération": "modérateur",
    "animation": "animateur",
    "facilitation": "facilitateur",
}
_LINE = re.compile(r"\W*(?P<office>[^\W\d_][^:;.!?()]{3,80}?) ?: ?$")
_ACT = re.compile(r"(?P<act>\w+)(?: (?!de |du |des )[\w’-]+){0,2}")  # `Coprésidence philippine`
# `Coprésidents : l’Équateur (M. Salazar) et le Maroc (Mme Alami)`
_STATE = r"(?:l[ea] |les |l’)?[A-ZÀ-ÖØ-Þ][\w’ -]{2,40} ?[(\[]"
_BY_STATE = re.compile(rf"\W*(?P<act>[^\W\d_]+(?:-[^\W\d_]+)?)(?: ?:)? {_STATE}")
_NEXT_STATE = re.compile(rf"[^()]{{0,60}}[)\]](?:,| et|, et) {_STATE}")
_UNDER = re.compile(r"sous la (?P<act>(?:co)?présidence) (?:de |d’)$", re.I)
_BY = re.compile(r"(?P<done>(?:co)?présid|modér|anim)ée?s? par (?:le |la |l’)?$", re.I)
_DONE = {"présid": "président", "coprésid": "coprésident", "modér": "modérateur", "anim": "animateur"}
_TAKES = re.compile(
    r"[^.;:]{0,80} (?:assume|prend|occupe|a pris|a assumé|a occupé|assure|a assuré) (?:alors |ensuite )?la présidence\b"
)
_LEADS = re.compile(
    r"[^.;:]{0,160} (?P<done>(?:co)?présid|modér|anim)(?:e|ait|a|é|era)(?: alors| ensuite)? (?:l[ea] |l’|les )"
)
# `présidée par M. Sow (Mali)` + `, et par` + Mme Lind
_AND_BY = re.compile(r"(?: ?\([^()]{1,80}\)|, [^.;:()]{2,80}){0,2},? et (?:par )?")
_ELECTED = re.compile(r"élue?s? à (?:sa|la) présidence ?$")
# Two columns read as one line: `Vice-président employeur et` + M. Sow (Mali) + `porte-parole du groupe des employeurs`
_PART = re.compile(r"(?P<office>[^\W\d_][^:;.()]{3,80}?) et ?$")
_REST = re.compile(r"(?: ?\([^()]{1,80}\))? (?P<office>[^\W\d_][^:;.()]{3,80})")
_FAR = 120  # characters before a name


def find(texts: Sequence[str], hits: Sequence[Sequence[NameHit]], leading: bool = True) -> Iterator[tuple[int, str]]:
    """People and the office each holds; ``leading``: also by what they lead, which may be a body of theirs."""
    for i, text in enumerate(texts):
        of_state: str | None = None  # the office held by those named in brackets behind their states
        done: str | None = None  # by whom the meeting was led, over the names one after the other
        for n, h in enumerate(hits[i]):
            _, begin = honorific_before(text, h.start)
            before = text[max(0, begin - _FAR) : begin]
            if not before.strip() and i:
                before = texts[i - 1][-_FAR:]  # the office on the line above
            line = _LINE.fullmatch(before)
            if line is not None:
                office = line["office"]
                act = _ACT.fullmatch(plain(office))
                if act is not None and act["act"].casefold() in _ACTS:
                    yield h.person, _ACTS[act["act"].casefold()]
                elif roles.starts_with_head(before, line.start("office")):
                    yield h.person, office
            state = _BY_STATE.fullmatch(text, 0, begin) if n == 0 else None
            if state is not None:
                of_state = _ACTS.get(state["act"].casefold()) or singular_of(state["act"])
            elif of_state is not None and (n == 0 or not _NEXT_STATE.fullmatch(text, hits[i][n - 1].end, begin)):
                of_state = None
            if of_state is not None:
                yield h.person, of_state
            if (under := _UNDER.search(before)) is not None:
                yield h.person, _ACTS[under["act"].casefold()]
            if (by := _BY.search(before)) is not None:
                done = _DONE[by["done"].casefold()]
                yield h.person, done
            elif done is not None and _AND_BY.fullmatch(text, hits[i][n - 1].end, begin):
                yield h.person, done
            else:
                done = None
            part = _PART.search(before[max(before.rfind(")"), before.rfind(":")) + 1 :].lstrip())
            rest = _REST.match(text, h.end) if part is not None else None
            if part is not None and rest is not None and roles.starts_with_head(rest["office"], 0):
                yield h.person, part["office"]
                yield h.person, rest["office"]
            if _ELECTED.search(before) is not None:
                yield h.person, "président"
            if leading and (leads := _LEADS.match(text, h.end)) is not None:
                yield h.person, _DONE[leads["done"].casefold()]
            if _TAKES.match(text, h.end) is not None:
                yield h.person, "président"
                yield h.person, "président par intérim"


_OF_MEETING = re.compile(
    r" (?:de |du |de la |des |d’|de l’)(?:la )?(?:\w+ième |première? )?"
    r"(?:séance|session|réunion|atelier|table ronde|panel|conférence|débats?|colloque"
    r"|séminaire|journée|rencontre|travaux|discussions?)s?\b.*$",
    re.I,
)


def plain(phrase: str) -> str:
    """``phrase`` without the meeting it names: `présidente de séance` is the `présidente`."""
    return _OF_MEETING.sub("", phrase)
