"""Cities whose name tells their country (``configs/lexicons/cities.yaml``). A city is no mention of a country."""

from __future__ import annotations

from functools import lru_cache

from pipeline.gazetteer import Gazetteer, tokenise
from pipeline.resources import lexicon


@lru_cache(maxsize=1)
def _cities() -> Gazetteer[str]:
    return Gazetteer((city, iso3) for iso3, cities in lexicon("cities").items() for city in cities)


def country_of(city: str) -> str | None:
    """The ISO alpha-3 code of the state where ``city`` lies, if the lexicon knows it: ``Antananarivo`` -> ``MDG``."""
    tokens = tokenise(city)
    return _cities().get(city) if tokens else None


def city_at_end(name: str) -> str | None:
    """The country of the city a name ends with: ``Université de Nagoya`` -> ``JPN``."""
    tokens = tokenise(name)
    for first in range(max(0, len(tokens) - 4), len(tokens)):
        match = _cities().longest(tokens, first)
        if match is not None and match.last == len(tokens) and name[tokens[first].start].isupper():
            return match.value
    return None
