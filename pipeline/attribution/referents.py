"""Who may be meant, and the spans of a unit by which somebody is named.

Offsets are those of the ``normalise``d text, end exclusive.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["person", "role", "delegate", "organisation", "collective", "pronoun", "anaphor", "pair"]


class Referent(NamedTuple):
    """Who is meant: ``key`` is a person's number, a function phrase, an ISO code, an organisation_id, ``*``, a pronoun,
    or for a pair ``people`` or ``states``."""

    kind: Kind
    key: str

    def several(self) -> bool:
        """Whether a function names more than one: `coprésidents`, not `Directrice des visas`."""
        return self.kind == "role" and self.key.split(" ")[0].endswith("s")


class Source(NamedTuple):
    """``text[start:end]``, its article included, names ``referents``."""

    start: int
    end: int
    referents: tuple[Referent, ...]
    plural: bool
    weak: bool = False  # a country or body named plainly: a source only as the subject of a verb of saying


class PersonSpan(NamedTuple):
    start: int
    end: int
    person: int
    description: tuple[int, int] | None


class CountrySpan(NamedTuple):
    start: int
    end: int
    iso3: str
    form: str


class BodySpan(NamedTuple):
    start: int
    end: int
    organisation_id: str
    government_of: str | None = None


COLLECTIVE = Referent("collective", "*")


def mask(text: str) -> str:
    """``text`` with what stands in round and square brackets blanked out, same length."""
    if "(" not in text and "[" not in text:
        return text
    out = list(text)
    depth = 0
    opened = -1
    for i, c in enumerate(text):
        if c in "([":
            if depth == 0:
                opened = i
            depth += 1
        if depth:
            out[i] = " "
        if c in ")]" and depth:
            depth -= 1
    if depth and opened >= 0:
        out[opened:] = list(text[opened:])
    return "".join(out)
