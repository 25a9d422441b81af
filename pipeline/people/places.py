"""The places that functions are held in: whose mayor somebody is, where a prefect serves."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from pipeline.people import roles
from pipeline.people.states import DIPLOMAT
from pipeline.resources import lexicon


class City(NamedTuple):
    """A city whose authorities a person belongs to; ``of`` is the preposition before its name: `de `, `d’`, `du `."""

    of: str
    name: str


@lru_cache(maxsize=1)
def of_a_place() -> re.Pattern[str]:
    """A function whose complement is the place it serves, no part of it: `maire de Malines`, `évêque auxiliaire de Kumasi`."""
    functions = lexicon("functions")
    words = "|".join(
        re.escape(w) for w in sorted({*functions["of_places"], *functions["municipal"]}, key=lambda w: (-len(w), w))
    )
    word = r"[A-ZÀ-ÖØ-Þ][\w’-]*"
    return re.compile(
        rf"(?P<function>(?i:(?:ancien(?:ne)? |vice-|premi(?:er|ère) |lord-)?(?:{words}))(?: [a-zà-öø-ÿœ-]+){{0,6}}?)"
        r" (?P<of>de la (?:ville|commune) d(?:e |’)|de l’|de la |de |d’|du )"
        rf"(?P<place>(?:Le |La |Les )?{word}(?: (?:de |d’|du |des |la |sur |en )?{word}){{0,3}})"
    )


_CITY = re.compile(
    r"(?:[Vv]ille|[Mm]airie|[Mm]unicipalité|[Mm]étropole) (?P<of>de |d’|du )"
    r"(?P<place>(?:Le |La )?[A-ZÀ-ÖØ-Þ][\w’-]*(?: [A-ZÀ-ÖØ-Þ][\w’-]*)*)"
)


def city_of(description: str) -> City | None:
    """The city of a municipal function: `maire d’Agadez`."""
    at = roles.function_at(description)
    if at is None:
        return None
    named = _CITY.search(description)
    if named is not None:  # `Conseillère, Ville de Bristol`
        return City(named.group("of"), named.group("place"))
    m = of_a_place().match(description, at)
    if m is None or not m.group("place")[0].isupper() or not _municipal(m.group("function")):
        return None
    return City(re.sub(r"^de la (?:ville|commune) ", "", m.group("of").casefold()), m.group("place"))


def place_of(description: str) -> str | None:
    """The city a state’s function is held in: `préfet de Tanger`, `procureur de la République à Palerme`."""
    at = roles.function_at(description)
    if at is None or DIPLOMAT.search(description):
        return None
    m = of_a_place().match(description, at) or _AT_PLACE.match(description, at)
    return m.group("place") if m is not None else None


_AT_PLACE = re.compile(r"[^,(]{3,80}? à (?P<place>(?:La |Le )?[A-ZÀ-ÖØ-Þ][\w’-]+)(?=,|$| \()")


def _municipal(function: str) -> bool:
    low = function.casefold()
    return any(re.search(rf"(?<!\w){re.escape(w)}(?!\w)", low) for w in lexicon("functions")["municipal"])
