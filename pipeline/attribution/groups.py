"""Groups of people that no list names, read as speakers by their grammar: `plusieurs auditeurs`, `les infirmières présentes`.

The subject of a verb of saying is somebody. A plural subject is a group of those who were heard when it is counted (`certaines
mères ont raconté que ...`), when words beside it say that it was there (`les villes participantes demandent`), or when its noun is
one of persons and the verb reports what was said at one time (`les vice-ministres ont rappelé que ...`). Offsets are those of the
``normalise``d text, end exclusive.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.attribution import clauses, standins
from pipeline.attribution.cues import Cue
from pipeline.attribution.referents import COLLECTIVE, Source
from pipeline.gazetteer import alternatives
from pipeline.people import roles
from pipeline.resources import lexicon


class _Words(NamedTuple):
    things: frozenset[str]  # plural nouns that show, foresee or demand without being anybody
    persons: frozenset[str]  # plural nouns of persons
    private: frozenset[str]  # verbs for what people do outside any meeting too
    there: re.Pattern[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    data = lexicon("groups")
    people = {w + "s" for w in [*roles.heads(), *data["persons"]] if w[-1] not in "sx"}
    return _Words(
        frozenset(data["things"]),
        frozenset(people),
        frozenset(data["private"]),
        re.compile(rf"(?<!\w)(?:{alternatives(data['there'])})(?!\w)"),
    )


_NUMBER = r"(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|vingt|\d{1,3}(?: ?%)?)"
_NOUN_PHRASE = re.compile(
    r"(?<![\w’-])(?:(?P<counted>[Pp]lusieurs|[Cc]ertaine?s|[Dd]e nombreu(?:x|ses)|[Dd]e multiples|[Qq]uelques|[Dd]’autres"
    r"|[Dd]ivers(?:es)?|[Dd]ifférente?s|[Nn]ombre (?:de |d’|des )|[Bb]eaucoup (?:de |d’)|[Bb]ien des|[Mm]aints|[Mm]aintes"
    r"|[Uu]n (?:grand |certain |petit |bon )?nombre (?:de |d’|des )"
    r"|[Ll]a (?:plupart|(?:grande )?majorité|moitié) (?:de (?:ces|ses) |des )"
    r"|[Uu]ne (?:(?:large |grande |forte |courte )?majorité|partie|minorité|poignée|dizaine|vingtaine|douzaine) (?:de |d’|des )"
    rf"|[Tt]ou(?:s|tes) les|[Ll]es {_NUMBER}|{_NUMBER}|{_NUMBER.capitalize()}|Deux|Trois|Quatre|Cinq|Six|Sept|Huit|Neuf|Dix|Vingt"
    r"|Des)|(?P<plain>[Ll]es|[Cc]es)) ?"
    r"(?:(?:autres|jeunes|petite?s|grande?s|ancien(?:ne)?s|vieux|vieilles|nouve(?:aux|lles)|principa(?:ux|les)|divers(?:es)?"
    r"|différente?s|mêmes|rares|seule?s|quelques|nombreu(?:x|ses)) ){0,2}(?P<noun>[^\W\d_]+(?:-[^\W\d_]+)*[sx])(?![\w’-])"
)
_THING = re.compile(r"(?:[ts]ion|ment|té|ence|ance|isme|age|ure|gie|ique|al|aux)s$")
_CLAUSE = re.compile(r"(?:,? [^,;:.()]{2,40},)? ?(?:\w+ment |aussi |également |toutefois )?(?:qu(?:e |’)|: |« )")
_ENDS = re.compile(r"[,;:.()«»]|(?<!\w)(?:qui|que|dont|où|qu’)(?!\w)")


def find(masked: str, said: Sequence[Cue], free: Callable[[int, int], bool]) -> list[Source]:
    """The groups of ``masked`` that stand before a verb of saying of ``said`` as its subject may."""
    spoken = [c for c in said if c.voice == "active"]
    out: list[Source] = []
    if not spoken:
        return out
    last = spoken[-1].start
    for m in _NOUN_PHRASE.finditer(masked, 0, last):
        cue = next((c for c in spoken if c.start > m.end()), None)
        if cue is None or not free(m.start(), m.end()):
            continue
        gap = masked[m.end() : cue.start]
        source = Source(m.start(), m.end(), (COLLECTIVE,), True)
        if len(gap) <= _FAR and clauses.reaches(gap, source) and _speaks(masked, m, gap, cue):
            out.append(source)
    return out


_AT_ONCE = re.compile(r"(?:n’|s’|se )?(?:ont|sont|avaient|étaient) ")
_FAR = 160  # characters between a group and its verb


def _speaks(masked: str, m: re.Match[str], gap: str, cue: Cue) -> bool:
    words = _words()
    noun = m.group("noun").casefold()
    if noun in words.things or cue.future or standins.SHARED.fullmatch(noun) is not None:
        return False
    person = noun in words.persons
    stop = _ENDS.search(gap)
    if words.there.search(masked, m.start("noun"), m.end() + (stop.start() if stop else len(gap))) is not None:
        return person or _THING.search(noun) is None or cue.past
    if not cue.plural and m.group("counted") is None:
        return False
    if not person and _THING.search(noun) is not None:
        return False
    if cue.strength not in ("say", "human"):
        return False
    clause = _CLAUSE.match(masked, cue.end) is not None or masked.endswith(
        (" que", " qu’", "valoir"), cue.start, cue.end
    )
    if cue.lemma in words.private:
        return clause and cue.past and m.group("counted") is not None
    if m.group("counted") is not None:
        return clause or (cue.past and cue.strength == "say")
    return person and cue.strength == "say" and _AT_ONCE.match(masked, cue.start) is not None
