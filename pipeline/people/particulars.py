"""What a document says of its people beside their names: function as stated, body, country."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pipeline.countries import CountryHit
from pipeline.organisations.reading import OrganisationHit
from pipeline.people import roles
from pipeline.people.register import Description, Person
from pipeline.records import Organisation

_TOWARDS = re.compile(
    r"(?:auprès (?:de |du |des |de la |de l’|d’)?|pour la coprésidence (?:de |du )|sous-traitant de )$"
)
_DIPLOMAT = re.compile(
    r"ambassad|haut-commissaire|haute-commissaire|consul|nonce|représentante? permanente?|observat", re.I
)


_OF_THE_UN = re.compile(r"du Secrétaire général\b|^(?:Vice-|Sous-)?Secrétaire générale?(?: adjointe?)?$", re.I)


class Particulars(NamedTuple):
    """Function as stated, organisation_id and ISO code; None where the document does not say."""

    role: str | None
    organisation_id: str | None
    country: str | None


def of_person(
    person: Person,
    countries: Sequence[Sequence[CountryHit]],
    bodies: Sequence[Sequence[OrganisationHit]],
    organisations: Mapping[str, Organisation],
    affiliation: str | None,
) -> Particulars:
    """The particulars of one person from every description of theirs.

    ``countries`` and ``bodies`` are the hits of each unit. ``affiliation`` is a body named right after the name (`Ana Ruiz de
    l’Institut ...`), used when no description names one.
    """
    stated = [d for d in person.descriptions if _function_at(d.text) is not None]
    stated.sort(key=lambda d: (-_weight(d), d.unit))
    role = next(
        (
            r
            for r in (function_of(d.text, *_parts(d, countries[d.unit], bodies[d.unit], organisations)) for d in stated)
            if r
        ),
        None,
    )
    organisation = (
        next((o for o in (_body(d, bodies[d.unit]) for d in [*stated, *person.descriptions]) if o), None) or affiliation
    )
    country = next((c for c in (_country(d, countries[d.unit]) for d in stated) if c), None)
    if country is None:
        named = Counter(c for c in (_country(d, countries[d.unit]) for d in person.descriptions) if c)
        country = named.most_common(1)[0][0] if named else None
    if country is None and organisation is not None and organisation in organisations:
        country = organisations[organisation].country
    if organisation is None and role is not None and _OF_THE_UN.search(role):
        organisation = next((k for k, o in organisations.items() if o.acronym == "ONU"), None)
    return Particulars(role, organisation, country)


def of_listing(
    start: int,
    end: int,
    text: str,
    countries: Sequence[CountryHit],
    bodies: Sequence[OrganisationHit],
    organisations: Mapping[str, Organisation],
) -> tuple[str | None, str | None]:
    """Organisation and country of one agenda line, whose description is ``text[start:end]`` of its unit."""
    d = Description(0, start, end, text[start:end], True)
    organisation = _body(d, bodies)
    country = _country(d, countries)
    if country is None and organisation is not None and organisation in organisations:
        country = organisations[organisation].country
    return organisation, country


def _weight(d: Description) -> int:
    return min(len(d.text), 400) + (40 if d.listed else 0)


def _function_at(text: str) -> int | None:
    """Where the function starts in a description: at its front or after a comma."""
    at = 0
    while at < len(text):
        lead = len(text[at:]) - len(text[at:].lstrip(" ,"))
        if roles.starts_with_head(text, at + lead):
            return at + lead
        comma = text.find(",", at)
        if comma < 0:
            return None
        at = comma + 1
    return None


# The complement of these is the place they serve, no part of the function: `maire de Malines`.
_OF_A_PLACE = re.compile(
    r"^((?:adjointe? au )?(?:maire|bourgmestre|mairesse|évêque|archevêque|préfet|préfète)) (?:de |d’|du )[A-ZÀ-Þ].*$",
    re.I,
)
# These organs belong to the function: `Président de l’Assemblée générale` is no president of anything else.
_ORGAN = re.compile(r"(?:Assemblée|Conseil de sécurité|Conseil économique|Conseil des droits)", re.I)

# ... and so do the units of a body: `Chef de la Division des organes directeurs`.
_UNIT = re.compile(
    r"(?:Division|Département|Direction|Service|Bureau|Unité|Section|Inspection|Groupe|Secrétariat|Cellule|Bibliothèque)\b"
)


def _parts(
    d: Description,
    countries: Sequence[CountryHit],
    bodies: Sequence[OrganisationHit],
    organisations: Mapping[str, Organisation],
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Where bodies and countries stand in the description's own text."""
    del organisations
    spans = [
        (b.text_start - d.start, b.text_end - d.start)
        for b in bodies
        if d.start <= b.text_start
        and b.text_end <= d.end
        and not _ORGAN.match(d.text, b.text_start - d.start)
        and not _UNIT.match(d.text, b.text_start - d.start)
        and not roles.starts_with_head(d.text, b.text_start - d.start)
        and not _TOWARDS.search(d.text[: b.text_start - d.start])
    ]
    named = [
        (c.start - d.start, c.end - d.start)
        for c in countries
        if d.start <= c.start and c.end <= d.end and c.form == "name"
    ]
    return spans, named


_LEADS = re.compile(r"(?:,? ?(?:au sein|relevant|auprès)? ?(?:de la|de l’|du|des|de|d’|à la|à l’|au|aux|en)|,) ?$")


def function_of(
    description: str, bodies: Sequence[tuple[int, int]] = (), countries: Sequence[tuple[int, int]] = ()
) -> str | None:
    """The first function stated, without its body, its country and remarks in brackets.

    ``bodies`` and ``countries`` are text ranges of ``description``. `Directeur général des affaires consulaires au Ministère
    des affaires étrangères de la Turquie` gives `Directeur général des affaires consulaires`.
    """
    at = _function_at(description)
    if at is None:
        return None
    end = _first_end(description, at)
    cell = description.find("|", at, end)
    end = cell if cell >= 0 else end
    text = ""
    cursor = at
    for a, b in sorted([*bodies, *countries]):
        if a < cursor or a >= end:
            continue
        before = description[cursor:a]
        lead = _LEADS.search(before)
        if lead is None:
            continue
        text += before[: lead.start()]
        cursor = b
        if lead.group().strip().startswith(","):
            end = b
    text += description[cursor:end] if cursor < end else ""
    text = re.sub(r"\s*[(\[][^()\[\]]*[)\]]?", "", text)
    text = re.sub(r"^(?:l’|le |la |les |un |une |son |sa )", "", text.strip(), flags=re.I)
    text = roles.cut(text)
    text = _OF_A_PLACE.sub(r"\1", text)
    return re.sub(r"[ ,;]+(?:et|de|du|des|au|à|en)?$", "", text).strip() or None


def _first_end(description: str, at: int) -> int:
    """Where the first of several functions in a description ends: `..., Représentant permanent ...` begins another."""
    comma = description.find(",", at)
    while comma >= 0:
        after = comma + 1 + len(description[comma + 1 :]) - len(description[comma + 1 :].lstrip())
        if roles.starts_with_head(description, after) and comma - at > 5:
            return comma
        comma = description.find(",", comma + 1)
    return len(description)


def _body(d: Description, bodies: Sequence[OrganisationHit]) -> str | None:
    inside = [b for b in bodies if d.start <= b.text_start and b.text_end <= d.end]
    chosen = [
        b
        for b in inside
        if not _TOWARDS.search(d.text[: b.text_start - d.start])
        and not roles.starts_with_head(d.text, b.text_start - d.start)
    ]
    return chosen[0].organisation_id if chosen else None


def _country(d: Description, countries: Sequence[CountryHit]) -> str | None:
    inside = [c for c in countries if c.form == "name" and d.start <= c.start and c.end <= d.end]
    if not inside:
        origin = [c for c in countries if c.form == "demonym" and d.start <= c.start and c.end <= d.end]
        return origin[0].iso3 if len(origin) == 1 and _function_at(d.text) is not None else None
    if (
        len({c.iso3 for c in inside}) > 1
        and _DIPLOMAT.search(d.text)
        and not re.search(r", $", d.text[: inside[-1].start - d.start])
    ):
        return inside[0].iso3
    return inside[-1].iso3
