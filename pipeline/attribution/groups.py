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
    felt: frozenset[str]  # ... and what they feel or think, at any time
    there: re.Pattern[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    data = lexicon("groups")
    people = {w + "s" for w in [*roles.heads(), *data["persons"]] if w[-1] not in "sx"}
    return _Words(
        frozenset(data["things"]),
        frozenset(people) | {w.casefold() for w in lexicon("collectives")["people"]},
        frozenset(data["private"]) | frozenset(data["felt"]),
        frozenset(data["felt"]),
        re.compile(rf"(?<!\w)(?:{alternatives(data['there'])}|d[ue]s? \w+ groupes?)(?!\w)"),
    )


@lru_cache(maxsize=1)
def _noun_phrase() -> re.Pattern[str]:
    """A plural noun with what counts or points to it, `plusieurs jeunes` + auditeurs."""
    data = lexicon("groups")
    number = r"(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|vingt|\d{1,3}(?: ?%)?)"
    return re.compile(
        rf"(?<![\w’-])(?:(?i:(?P<counted>(?:{alternatives(data['counted'])})|les {number}|(?P<exact>{number}))"
        r"|(?P<plain>les|ces))) ?"
        rf"(?:(?:{alternatives(data['beside'])}) ){{0,2}}(?P<noun>[^\W\d_]+(?:-[^\W\d_]+)*[sx])(?![\w’-])"
    )


@lru_cache(maxsize=1)
def _pronoun() -> re.Pattern[str]:
    """`d’autres`, `la plupart d’entre eux`, where a clause opens."""
    return re.compile(
        rf"(?:^|(?<=[,;:] )|(?<= et )|(?<= mais ))(?i:{alternatives(lexicon('groups')['pronouns'])})"
        r"(?: (?:d’entre (?:eux|elles)|d’eux|d’elles|des participantes?|des intervenantes?|des présents))?(?=, | )"
    )


# `Employeurs et syndicats`, `Maires, associations et chercheurs`: no article, at the head of the sentence
_BARE = re.compile(
    r"^\W*(?P<first>[^\W\d_a-z][^\W\d_]+[sx])(?: d[eu’]’? ?[a-zà-ÿ]+| [a-zà-ÿ]+){0,2}(?:, [a-zà-ÿ-]+[sx](?: [a-zà-ÿ]+)?){0,3}"
    r" et (?P<noun>[^\W\d_]+[sx])(?: d[eu’]’? ?[a-zà-ÿ]+)?(?![\w’-])"
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
    bare = _BARE.match(masked, 0, last)
    if bare is not None and {bare["first"].casefold(), bare["noun"].casefold()} <= _words().persons:
        out.append(Source(bare.start("first"), bare.end(), (COLLECTIVE,), True))
    for m in _pronoun().finditer(masked, 0, last):
        cue = next((c for c in spoken if c.start >= m.end()), None)
        if cue is not None and free(m.start(), m.end()) and _ASIDE.fullmatch(masked, m.end(), cue.start) is not None:
            out.append(Source(m.start(), m.end(), (COLLECTIVE,), True))
    for m in _noun_phrase().finditer(masked, 0, last):
        cue = next((c for c in spoken if c.start > m.end()), None)
        if cue is None or not free(m.start(), m.end()):
            continue
        gap = masked[m.end() : cue.start]
        source = Source(m.start(), m.end(), (COLLECTIVE,), True)
        if len(gap) <= _FAR and clauses.reaches(gap, source) and _speaks(masked, m, gap, cue):
            out.append(source)
    return out


# Between `d’autres` and its verb: adverbs, or an aside between commas
_ASIDE = re.compile(
    rf"(?:,? (?:{clauses.adverb()}|y|en|leur|lui|l’|n’|ne)(?: |(?<=’)))*(?:, [^,;:.]{{2,60}},)? ?"
    r"(?:(?:y|en|leur|lui|ne) |n’|l’)?"
)
_OUT_OF = re.compile(r"(?: [^\W\d_]+)? (?:sur|%) ?|(?: \w+){0,2} (?:consult|interrog|entend|sond)")
_AT_ONCE = re.compile(r"(?:n’|s’|se )?(?:ont|sont|avaient|étaient) ")
_FAR = 160  # characters between a group and its verb


def _speaks(masked: str, m: re.Match[str], gap: str, cue: Cue) -> bool:
    words = _words()
    noun = m.group("noun").casefold()
    if noun in words.things or cue.future or standins.SHARED.fullmatch(noun) is not None:
        return False
    if m.group("exact") is not None and _OUT_OF.match(masked, m.end()) is None:
        return False  # `six autorités`: of those one tells about
    person = noun in words.persons
    stop = _ENDS.search(gap)
    if words.there.search(masked, m.start("noun"), m.end() + (stop.start() if stop else len(gap))) is not None:
        return person or _THING.search(noun) is None or cue.past
    if not cue.plural and m.group("counted") is None:
        return False
    if not person and _THING.search(noun) is not None:
        return False
    if cue.strength not in ("say", "human") and not (person and cue.past):
        return False
    clause = _CLAUSE.match(masked, cue.end) is not None or masked.endswith(
        (" que", " qu’", "valoir"), cue.start, cue.end
    )
    if cue.lemma in words.private:
        return clause and (cue.past or (person and cue.lemma not in words.felt)) and m.group("counted") is not None
    if m.group("counted") is not None:
        return clause or ((cue.past or person) and cue.strength == "say")
    return person and cue.strength == "say" and _AT_ONCE.match(masked, cue.start) is not None
