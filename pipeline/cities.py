"""Cities and regions whose name tells their country. Neither is a mention of a country.

CLDR names the cities of its time zones (through Babel): most capitals. ``configs/lexicons/cities.yaml`` adds what it lacks, and
stands where the two differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from babel import Locale
from babel.core import get_global

from pipeline.countries import lookup, table
from pipeline.gazetteer import Gazetteer, tokenise
from pipeline.resources import lexicon

_NO_CITIES = "ATA"  # bases in the Antarctic


@lru_cache(maxsize=1)
def _cities() -> Gazetteer[str]:
    cities = Gazetteer((city, iso3) for iso3, listed in lexicon("cities").items() for city in listed)
    for city, iso3 in _of_time_zones():
        cities.add(city, iso3)
    return cities


def _of_time_zones() -> Iterator[tuple[str, str]]:
    """The city each time zone is named after and its country; zones named after a state or an island state are left out."""
    codes = {country.iso2: country.iso3 for country in table()}
    french = Locale("fr").time_zones
    for zone, territory in sorted(get_global("zone_territories").items()):
        iso3 = codes.get(territory, _NO_CITIES)
        city = french.get(zone, {}).get("city") or zone.rsplit("/", 1)[-1].replace("_", " ")
        if iso3 != _NO_CITIES and "(" not in city and "[" not in city and lookup(city) is None:
            yield city, iso3


def country_of(city: str) -> str | None:
    """The ISO alpha-3 code of the state where ``city`` lies, if it is known: ``Antananarivo`` -> ``MDG``."""
    return _cities().get(city)


def city_at_end(name: str) -> str | None:
    """The country of the city a name ends with: ``Université de Nagoya`` -> ``JPN``."""
    tokens = tokenise(name)
    for first in range(max(0, len(tokens) - 4), len(tokens)):
        match = _cities().longest(tokens, first)
        if match is not None and match.last == len(tokens) and name[tokens[first].start].isupper():
            return match.value
    return None


@lru_cache(maxsize=1)
def _regions() -> tuple[Gazetteer[str], Gazetteer[str]]:
    """Names of regions and their adjectives."""
    data = lexicon("regions")
    names, adjectives = (
        Gazetteer((word, iso3) for iso3, words in data[part].items() for word in words)
        for part in ("names", "adjectives")
    )
    return names, adjectives


def state_of_region(text: str) -> str | None:
    """The state whose region ``text`` names first, or an adjective of it: ``Ministre de l’immigration du Québec`` -> ``CAN``."""
    tokens = tokenise(text)
    for first, token in enumerate(tokens):
        regions = _regions()[0 if text[token.start].isupper() else 1]
        match = regions.longest(tokens, first) if regions.starts(token.key) else None
        if match is not None:
            return match.value
    return None
