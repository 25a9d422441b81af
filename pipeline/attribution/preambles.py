"""Acts printed as a subject alone with its verbs below: resolutions, opinions, communiqués.

`Le Comité,` / `Rappelant ...,` / `1. Prie ...;` : each paragraph is the body's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.attribution.claims import Claim
from pipeline.attribution.referents import COLLECTIVE, Referent, Source
from pipeline.attribution.verbs import forms

_LONGEST = 200  # characters of such a line
_WORD = re.compile(r"\W*(?:\d{1,2}[.)] ?|[a-z][.)] ?)?(?P<se>Se |S’|se |s’)?(?P<word>[^\W\d_]+)")
_OURS = re.compile(r"\W*(?:\d{1,2}[.)] ?)?(?:Nous |[^\W\d_]+ons )", re.I)
# `Conscients de ...`, `Vu ...`, `Sont convenus ...`, and acts that are no speech elsewhere
_ALSO = re.compile(
    r"\W*(?:\d{1,2}[.)] ?)?(?:(?:profondément |vivement |pleinement )?(?:consciente?s?|convaincue?s?|préoccupée?s?"
    r"|résolue?s?|soucieu(?:x|ses?)"
    r"|désireu(?:x|ses?)|inspirée?s?|guidée?s?|alarmée?s?|animée?s?|encouragée?s?)|vue?s?|sont (?:convenue?s"
    r"|d’accord)|est convenue?|ont (?:décidé|adopté)"
    r"|a (?:décidé|adopté)|décid\w+|adopt\w+|charge\w*|ayant|tenant compte|considérant|se (?:déclare|dit|disent"
    r"|déclarent)|affirm\w+|s’engag\w+|autoris\w+"
    r"|pri(?:e|ent|ant)|recommand\w+|salu\w+|appel\w+|renouvell\w+|proclam\w+)\b",
    re.I,
)


_WE_SAY = re.compile(
    r"\W*(?:\d{1,2}[.)] ?|[a-z][.)] ?)?Nous (?:nous |en |y |leur |lui |les? |la |l’)?(?P<word>[^\W\d_]+)ons\b"
)


_WE_HERE = re.compile(
    r"\W*Nous, (?:les )?[^.;:]{3,200}?[^\s.;:,], (?:nous |en |y |leur |l’)?(?:\w+ment )?(?P<word>[^\W\d_]+)ons\b"
)


def _says(m: re.Match[str] | None) -> bool:
    return m is not None and any(
        f.kind == "present_participle" and f.strength == "say" and f.lemma != "remercier"
        for f in forms().get(m["word"].casefold() + "ant", ())
    )


def ours(text: str) -> bool:
    """Whether the unit is an act in the first person plural: `Nous exhortons les États à ...`."""
    return _says(_WE_SAY.match(text))


def together(text: str) -> Claim | None:
    """The claim of those who name themselves and say it in one sentence: `Nous, maires du delta, demandons ...`."""
    m = _WE_HERE.match(text)
    if m is None or not _says(m):
        return None
    return Claim((COLLECTIVE,), m.start("word"), m.end("word") + len("ons"), text.index("Nous"))


_WE = re.compile(
    r"\W*Nous, (?:les )?(?:ministres|chefs|représentante?s|participante?s|maires|membres|délégué|élu|organisations"
    r"|parlementaires|États|autorités)"
)


def preamble(text: str, sources: Sequence[Source], claims: Sequence[Claim]) -> tuple[Referent, ...]:
    """The referents of a unit that is a subject alone, a comma or a colon after it: `Le Comité,`."""
    if _WE.match(text) is not None:
        return (COLLECTIVE,)
    if claims or len(text) > _LONGEST or text.rstrip()[-1:] not in (",", ":"):
        return ()
    first = next((s for s in sources if s.start <= 2 and s.referents[0].kind != "pronoun"), None)
    if first is None or first.referents[0].kind in ("anaphor", "role", "pair", "person"):
        return ()
    rest = text[first.end :].strip(" ,:")
    return (
        first.referents if not rest or re.match(r"(?:réuni|assemblé|ayant|agissant|siégeant)", rest) is not None else ()
    )


def performs(text: str) -> bool:
    """Whether the unit begins with a verb, its subject printed above: `1. Prie les États de ...`, `Rappelant ...`."""
    if _ALSO.match(text) is not None or _OURS.match(text) is not None:
        return True
    m = _WORD.match(text)
    if m is None:
        return False
    readings = forms().get(m.group("word").casefold(), ())
    return any(
        (f.kind == "present_participle" or (f.kind == "finite" and not f.past))
        and f.pronominal == (m.group("se") is not None)
        and f.strength != "human"
        for f in readings
    )
