"""The row of each person: what stands beside the name, completed by what surrounds it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pipeline.cities import country_of, state_of_region
from pipeline.countries import CountryHit
from pipeline.identifiers import slug
from pipeline.organisations.lexicon import bodies as known_bodies
from pipeline.organisations.reading import OrganisationReading
from pipeline.people import affiliations, chairs, origins, particulars, setting
from pipeline.people.offices import feminine_of
from pipeline.people.particulars import Particulars
from pipeline.people.places import City
from pipeline.people.register import NameHit, Register
from pipeline.records import Organisation, Segmented

_FIRST_MENTIONS = 2
_DELEGATIONS = 3  # states under whose names people stand, in a document about no one state
_CITY = re.compile(
    r"(?:^|\(|, )(?P<city>[A-ZÀ-ÖØ-Þ][\w’-]+(?: [A-ZÀ-ÖØ-Þ][\w’-]+)?)\)?$"
)  # `(Tunis)`, `avocate (Tunis)`
_PLAIN = re.compile(r"(?:co-?)?(?:présid|modérat|animat|facilitat|rapporteu)[^\W\d_]+", re.I)  # offices of one word
_FRONT = 12  # characters before the name that begins a line: a bullet, an honorific


class Delegates(NamedTuple):
    """Function, body and country of each person of the register, in its order; ``bodies`` are further ones: the cities whose
    mayors speak, the wholes named only inside the names of their parts. ``home``: the country the document is
    about, for functions that name none."""

    people: list[Particulars]
    bodies: tuple[Organisation, ...]
    home: str | None


def read_delegates(
    segmented: Segmented,
    texts: Sequence[str],
    people: Register,
    countries: Sequence[Sequence[CountryHit]],
    bodies: OrganisationReading,
) -> Delegates:
    """The particulars of everyone named; the sequences run parallel to ``segmented.units``."""
    organisations = {o.organisation_id: o for o in bodies.organisations}
    wholes = _wholes(organisations)
    organisations |= wholes
    beside = affiliations.bodies_beside(texts, people.hits, bodies.hits)
    under, below = _under_headings(segmented, texts, people.hits, countries, bodies)
    home = setting.home(segmented, countries)
    blocks = [u.block for u in segmented.units]
    beside_states = origins.countries_beside(texts, blocks, people.hits, countries)
    named: dict[int, list[NameHit]] = defaultdict(list)
    for hits in people.hits:
        for h in hits:
            if len(named[h.person]) < _FIRST_MENTIONS:
                named[h.person].append(h)
    if len({*beside_states.values(), *(h.country for h in under.values() if h.country)}) >= _DELEGATIONS:
        home = None  # an official of the host is told as those of the others are
    offices: dict[int, str] = {}  # of the meeting, where nothing else is told of whoever holds it
    for number, office in chairs.find(texts, people.hits, leading=False):
        if _PLAIN.fullmatch(office) is not None:
            offices.setdefault(number, office)
    cities: dict[str, Organisation] = {}
    rows: list[Particulars] = []
    for i, person in enumerate(people.people):
        row = particulars.of_person(person, countries, bodies.hits, organisations, beside.get(i))
        if row.role is None and i in offices:
            row = row._replace(role=feminine_of(offices[i]) if person.feminine else offices[i])
        country = row.country or beside_states.get(i)
        organisation = row.organisation_id
        cell = below.get(i)
        if cell is not None:
            country = country or cell.country
            organisation = organisation or cell.organisation_id
        heading = under.get(i)
        if heading is not None:
            named_as_delegate = person.honorific is not None or row.role is not None
            if country is None and (
                not heading.prose or (named_as_delegate and not _is_of_no_state(organisations.get(organisation or "")))
            ):
                country = heading.country
            own = not heading.prose or (row.role is not None and country is None)
            if heading.organisation_id is not None and (
                (organisation is None and own)
                or (organisation is not None and particulars.is_unit(organisations[organisation].name))
            ):
                organisation = heading.organisation_id
        country = country or row.seat
        national = setting.is_national(row.role, organisations.get(organisation or ""))
        if country is None and row.city is not None:
            country = country_of(row.city.name)
        if country is None and not _is_worldwide(organisations.get(organisation or "")):
            lives = (_CITY.search(d.text) for d in person.descriptions)
            country = next((c for c in (country_of(m["city"]) for m in lives if m) if c), None)
            if country is None:  # `Ministre de la santé du Haut-Katanga`
                country = next((c for c in (state_of_region(d.text) for d in person.descriptions) if c), None)
        if country is None and row.place is not None and national:
            country = country_of(row.place)
        if country is None and national:
            near = (origins.country_of_paragraph(texts, blocks, h, countries) for h in named.get(i, ()))
            country = home or next((c for c in near if c), None)
        if organisation is None and row.city is not None:
            city = _authority(row.city, country)
            cities[city.organisation_id] = city
            organisation = city.organisation_id
        rows.append(row._replace(organisation_id=organisation, country=country))
    used = {row.organisation_id for row in rows}
    added = {**cities, **{key: body for key, body in wholes.items() if key in used}}
    return Delegates(rows, tuple(added[key] for key in sorted(added)), home)


def _wholes(organisations: Mapping[str, Organisation]) -> dict[str, Organisation]:
    """The known bodies that are named only inside the names of their parts: `Bureau des programmes d’urgence de l’UNICEF`."""
    parents = {particulars.parent_of(o.name) for o in organisations.values() if particulars.is_unit(o.name)}
    return {
        key: Organisation(
            organisation_id=key,
            name=known_bodies()[key].name,
            acronym=known_bodies()[key].acronym,
            kind=known_bodies()[key].kind,
            country=known_bodies()[key].country,
        )
        for key in sorted(p for p in parents if p is not None and p not in organisations)
    }


def _under_headings(
    segmented: Segmented,
    texts: Sequence[str],
    hits: Sequence[Sequence[NameHit]],
    countries: Sequence[Sequence[CountryHit]],
    bodies: OrganisationReading,
) -> tuple[dict[int, setting.Heading], dict[int, setting.Heading]]:
    """By number of a person the heading of the list where the name begins a line, or of the section where it comes first; and
    what stands on the lines below."""
    out: dict[int, setting.Heading] = {}
    seen: set[int] = set()
    over, below = setting.headings(segmented, countries, bodies.hits, hits)
    for i, heading in enumerate(over):
        first = [h.person for h in hits[i] if h.person not in seen]
        seen.update(first)
        if heading is None or not hits[i]:
            continue
        if heading.prose:
            for person in first:
                out.setdefault(person, heading)
        elif len(texts[i][: hits[i][0].start].strip()) <= _FRONT or segmented.units[i].unit_type == "sentence":
            out.setdefault(hits[i][0].person, heading)
    return out, below


def _is_worldwide(body: Organisation | None) -> bool:
    return body is not None and body.kind in ("un", "intergovernmental", "forum")


def _is_of_no_state(body: Organisation | None) -> bool:
    """Whether those of a body do not speak for the state under whose name their words stand."""
    return body is not None and body.kind in ("un", "intergovernmental", "ngo", "private", "academic", "forum")


def _authority(city: City, country: str | None) -> Organisation:
    return Organisation(
        organisation_id=slug(f"ville de {city.name} {country or ''}", 90),
        name=f"Ville {city.of}{city.name}",
        kind="government",
        country=country,
        aliases=(city.name,),
    )
