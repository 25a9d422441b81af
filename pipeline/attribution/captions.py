"""Lines that name who speaks below them and say nothing else: `Norvège`, `[PÉROU]`, `Mme Awa Diop, maire de Praia`.

In most documents such a heading tells what the section is about. Where below several of them sentences without a subject, or in
the first person, show that the one named speaks, all that stands below is said by them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.attribution.claims import Claim
from pipeline.attribution.headed import ELIDED, LINK, Thing, names
from pipeline.attribution.referents import Referent

_OPENING = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2})*[.)]? |[IVX]{1,5}[.)] |[a-zA-Z][.)] )?\[?(?:[Ll]e |[Ll]a |[Ll]es |[Ll]’)?(?:M\. |Mme |Mmes |MM\. )?"
)
_REST = re.compile(r" ?(?:\([^()]{1,160}\))?\]?[ .:]*|(?P<described>,? ?[(,–—-] ?[^.;:!?]{3,200}\]?[ .:]*)")
_FIRST_PERSON = re.compile(r"(?<![\w’-])(?:je|nous|notre|nos)(?![\w-])|(?<!\w)j’", re.I)
_LEAST = 2  # captions with somebody's own words below
_SHARE = 3  # ... and one in so many of all


class Caption(NamedTuple):
    """Who is named; ``speaks``: what stands below is theirs."""

    referents: tuple[Referent, ...]
    speaks: bool


def bare(text: str, things: Sequence[Thing]) -> tuple[Referent, ...]:
    """Whom a line names that says nothing else; what a person is may follow the name, and inside a bracket anything."""
    opened = _OPENING.match(text)
    found, end = names(text, opened.end() if opened else 0, things, LINK)
    rest = _REST.fullmatch(text, end) if found else None
    if rest is None or (rest["described"] and not text.startswith("[") and {r.kind for r in found} != {"person"}):
        return ()
    return found


def find(
    kinds: Sequence[str], texts: Sequence[str], things: Sequence[Sequence[Thing]], claims: Sequence[Sequence[Claim]]
) -> dict[int, Caption]:
    """The captions of a document, by unit: headings, lines in square brackets, and the name under one of these."""
    named: dict[int, tuple[Referent, ...]] = {}
    spoken: set[int] = set()
    runs = over = 0  # captions one below the other are one run
    for i, kind in enumerate(kinds):
        may_be = kind == "heading" or texts[i].startswith("[") or (i - 1 in named and not claims[i])
        found = bare(texts[i], things[i]) if may_be and things[i] else ()
        if found:
            runs += i - 1 not in named
            over = runs
            named[i] = found
        elif kind == "heading" and i - 1 not in named:
            over = 0
        elif over and (
            any(ELIDED in c.referents for c in claims[i]) or (kind == "sentence" and _FIRST_PERSON.search(texts[i]))
        ):
            spoken.add(over)
    speaks = len(spoken) >= _LEAST and len(spoken) * _SHARE >= runs
    return {i: Caption(found, speaks) for i, found in named.items() if speaks or kinds[i] == "heading"}
