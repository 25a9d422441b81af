"""What surrounds a person tells: the country a document is about, and the state or body a heading names for those under it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.cities import country_of
from pipeline.countries import CountryHit, lookup
from pipeline.organisations.reading import OrganisationHit
from pipeline.people import roles
from pipeline.people.register import NameHit
from pipeline.records import Organisation, Segmented, Unit
from pipeline.resources import lexicon

_COVER = 12  # units: what comes before the text begins
_LINE = 100  # characters
_ALONE_LEAST = 4  # mentions, for a country to be a document's own without a place
_PLACE = re.compile(r"(?P<city>[^\W\d_][\w’' -]{2,40}?)(?:,| \(|$)")


def home(segmented: Segmented, countries: Sequence[Sequence[CountryHit]]) -> str | None:
    """The one country a document is about: where its meeting was held, if no country is named more often; else the one that
    nearly all its mentions name."""
    counts = Counter(c.iso3 for row in countries for c in row)
    if not counts:
        return None
    if any(
        unit.unit_type == "heading" and len({c.iso3 for c in row}) > 1 for unit, row in _cover(segmented, countries)
    ):
        return None  # `Commission mixte Cabo Verde – Gambie`
    (first, times), *_ = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    # `Examen du rapport du Paraguay`: the title names the one state that is spoken of
    titles = {c.iso3 for unit, row in _cover(segmented, countries) if unit.unit_type == "heading" for c in row}
    if len(titles) == 1 and counts[next(iter(titles))] == times > 1:
        return first
    held = _held_in(segmented, countries)
    if held is not None and counts[held] == times:
        return held
    alone = times == counts.total() and times > 1
    return first if alone or (times >= _ALONE_LEAST and times >= 0.7 * counts.total()) else None


def _cover(segmented: Segmented, countries: Sequence[Sequence[CountryHit]]) -> list[tuple[Unit, Sequence[CountryHit]]]:
    return list(zip(segmented.units[:_COVER], countries[:_COVER], strict=True))


def _held_in(segmented: Segmented, countries: Sequence[Sequence[CountryHit]]) -> str | None:
    """The country of the meeting's place: named beside it, else known of the city."""
    place = segmented.facts.place
    if place:
        inside = re.search(r"[(,] ?([^(),]+)\)?$", place)
        found = (lookup(inside[1]) if inside else None) or lookup(place) or country_of(re.split(r" ?[(,]", place)[0])
        if found:
            return found
    for unit, row in _cover(segmented, countries):
        if len(unit.text) > _LINE or unit.text.endswith((".", "?", ":")):
            continue
        city = _PLACE.match(unit.text)
        known = country_of(city["city"]) if city else None
        if known is not None and (not row or row[0].iso3 == known):
            return known
    return None


@lru_cache(maxsize=1)
def _national() -> re.Pattern[str]:
    words = sorted(lexicon("functions")["national"], key=lambda w: (-len(w), w))
    return re.compile(
        rf"(?:ancien(?:ne)? |deuxième |premi(?:er|ère) )?(?:{'|'.join(re.escape(w) for w in words)})(?!\w)(?! conseill| plénipot)",
        re.I,
    )


def is_national(role: str | None, body: Organisation | None) -> bool:
    """Whether a function, or the body it is held in, is a state's: `Ministre de l’élevage`, of whichever state."""
    if body is not None and body.kind in ("un", "intergovernmental", "ngo", "private", "forum"):
        return False
    return (body is not None and (body.kind == "government" or _NATIONAL_BODY.match(body.name) is not None)) or (
        role is not None
        and (_national().match(role.replace("'", "’")) is not None or _OF_THE_STATE.search(role) is not None)
    )


# `Institut national de la statistique`, whichever state's
_NATIONAL_BODY = re.compile(r"\w+ (?:nationale?|fédérale?)\b")
_OF_THE_STATE = re.compile(
    r"\b(?:du Ministère|du Gouvernement|du Premier [Mm]inistre|de la Primature|de la République)$"
)


_RUN_IN = re.compile(r" ?[:–—] ?[^\W\d_]")


class Heading(NamedTuple):
    """The state or the body that the heading over a unit names, and nothing else; ``prose``: not a line of a list."""

    country: str | None
    organisation_id: str | None
    prose: bool = False


_EDGES = " :.-–—•*[]()"
# `LUXEMBOURG, pays hôte`, `Kenya (suite)`, `Pour le Gouvernement de la République du Bénin`
_REMARK = re.compile(r"(?:, | \()[^\W\d_][^,()]{2,30}\)?$")
_ON_BEHALF = re.compile(
    r"(?:pour |délégation |intervention |déclaration )(?:l’|le |la |les )?(?:gouvernement |délégation )?"
    r"(?:de la |de l’|des |du |de |d’)?",
    re.I,
)


_SIDE = re.compile(r"(?:pour (?:la |le ))?(?:partie|délégation|côté) ", re.I)


def _state(line: str, text: str, named: Sequence[CountryHit]) -> str | None:
    """The state a heading names, remarks and `Pour le Gouvernement de` apart; ``named``: the countries in its ``text``."""
    found = lookup(line)
    if found is None:
        bare = _REMARK.sub("", line)
        ahead = _ON_BEHALF.match(bare)
        found = lookup(bare[ahead.end() :] if ahead else bare)
    if found is None and _SIDE.match(line) and len(named) == 1 and line.endswith(text[named[0].start : named[0].end]):
        found = named[0].iso3
    return found


def _is_title(text: str) -> bool:
    """Whether a short line is set like a heading: `[ASSOCIATION DES ARMATEURS]`."""
    bare = text.strip()
    return len(bare) <= _LINE and (bare.isupper() or (bare.startswith("[") and bare.endswith("]"))) and len(bare) > 3


def headings(
    segmented: Segmented,
    countries: Sequence[Sequence[CountryHit]],
    bodies: Sequence[Sequence[OrganisationHit]],
    people: Sequence[Sequence[NameHit]],
) -> tuple[list[Heading | None], dict[int, Heading]]:
    """For each unit the heading with a state or a body that it stands under: in a list of delegations, or in a section of
    interventions (which the next heading ends). And by number of a person what stands on the lines below the name and the
    function, in a list without such headings."""
    out: list[Heading | None] = []
    below: dict[int, Heading] = {}
    owner: int | None = None  # whose lines these are
    current: Heading | None = None
    run_in: tuple[int, Heading] | None = None
    for unit, named, hits, persons in zip(segmented.units, countries, bodies, people, strict=True):
        line = unit.text.strip(_EDGES)
        if persons:
            owner = persons[-1].person if current is None and len(persons) == 1 and unit.unit_type in _CELLS else None
        elif owner is not None:
            cell = _cell(unit.text, named, hits) if unit.unit_type in _CELLS and len(line) <= _LINE else None
            if cell is not None:
                known = below.get(owner, cell)
                below[owner] = Heading(known.country or cell.country, known.organisation_id or cell.organisation_id)
                out.append(None)
                continue
            if unit.unit_type not in _CELLS or not roles.starts_with_head(unit.text, 0):
                owner = None
        if unit.unit_type in ("heading", "agenda", "list_item", "boilerplate") and len(line) <= _LINE and not persons:
            country = _state(line, unit.text, named) if named or line.isupper() else None
            body = next((h for h in hits if h.text_end - h.text_start >= len(line) - 4), None)
            if country is not None or body is not None:
                current = Heading(country, body.organisation_id if body is not None and country is None else None)
                out.append(None)
                continue
        if not persons and (unit.unit_type == "heading" or (unit.unit_type == "boilerplate" and _is_title(unit.text))):
            current = None
        if unit.unit_type == "sentence" and len(line) <= _LINE and named and lookup(line):
            run_in = unit.block, Heading(lookup(line), None)  # `Espagne. La Ministre ...`
        # `Maurice : la parole aux ouvriers. ...`: the title of a paragraph holds for its sentences
        if run_in is not None and run_in[0] != unit.block:
            run_in = None
        if (
            named
            and named[0].form == "name"
            and _RUN_IN.match(unit.text, named[0].end)
            and not unit.text[: named[0].start].strip("«([ •-–")
        ):
            run_in = unit.block, Heading(named[0].iso3, None)
        if run_in is not None:
            out.append(run_in[1])
        else:
            out.append(
                current._replace(prose=True) if current is not None and unit.unit_type == "sentence" else current
            )
    return out, below


_CELLS = frozenset(("agenda", "list_item", "boilerplate"))


def _cell(text: str, named: Sequence[CountryHit], bodies: Sequence[OrganisationHit]) -> Heading | None:
    """The body, the country or both that fill a line: `Ministère du travail, Côte d’Ivoire`."""
    body = bodies[0] if bodies and not text[: bodies[0].text_start].strip(_EDGES) else None
    country = named[-1] if named and named[-1].form == "name" and not text[named[-1].end :].strip(_EDGES) else None
    begin = body.text_end if body is not None else 0
    between = text[begin : country.start if country is not None else len(text)]
    if (body is None and country is None) or not _TO_COUNTRY.fullmatch(between):
        return None
    return Heading(country.iso3 if country else None, body.organisation_id if body else None)


_TO_COUNTRY = re.compile(r"[ ,;:.(–—-]*(?:(?:de la|de l’|du|des|d’|de|la|le|les|l’|République) ?){0,3}")
