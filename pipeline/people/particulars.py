"""What a document says of its people beside their names: function as stated, body, country."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.countries import CountryHit
from pipeline.gazetteer import tokenise
from pipeline.organisations.lexicon import heads
from pipeline.organisations.lexicon import names as known_names
from pipeline.organisations.reading import OrganisationHit
from pipeline.people import places, roles
from pipeline.people.places import City
from pipeline.people.register import Description, Person
from pipeline.people.states import DIPLOMAT, countries_in, state_of
from pipeline.records import Organisation
from pipeline.resources import lexicon

_TOWARDS = re.compile(
    r"(?:auprès (?:de |du |des |de la |de l’|d’)?|pour la coprésidence (?:de |du )|sous-traitant de )$"
)
_OF_THE_UN = re.compile(r"du Secrétaire général\b|^(?:Vice-|Sous-)?Secrétaire générale?(?: adjointe?)?$", re.I)


class Particulars(NamedTuple):
    """Function as stated, organisation_id and ISO code; None where the document does not say. ``seat``: the country of that body.
    ``place``: where a function is held that a state confers (`préfet de Tanger`)."""

    role: str | None
    organisation_id: str | None
    country: str | None
    seat: str | None = None
    city: City | None = None
    place: str | None = None


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
    stated = [d for d in person.descriptions if roles.function_at(d.text) is not None]
    stated.sort(key=lambda d: (-_weight(d), d.unit))
    role = next(
        (
            r
            for r in (function_of(d.text, *_parts(d, countries[d.unit], bodies[d.unit]), d.listed) for d in stated)
            if r
        ),
        None,
    )
    organisation = (
        next((o for o in (_body(d, bodies[d.unit], organisations) for d in [*stated, *person.descriptions]) if o), None)
        or affiliation
    )
    if affiliation is not None and organisation is not None:
        name = organisations[organisation].name
        if is_unit(name) and parent_of(name) is None:
            organisation = affiliation  # `CEDEAO : Mme X, Cheffe de la Division du commerce`
    body = organisations.get(organisation) if organisation is not None else None
    country = next((c for c in (state_of(d, countries[d.unit], _posted(d, body)) for d in stated) if c), None)
    if country is None:
        named = Counter(c for c in (state_of(d, countries[d.unit], _posted(d, body)) for d in person.descriptions) if c)
        country = named.most_common(1)[0][0] if named else None
    seat = body.country if body is not None else None
    if seat is None:  # `Institut des sciences de l’Université de Kampala`: the whole may tell what the part does not
        inside = (b for d in stated for b in _bodies(d, bodies[d.unit]))
        seat = next((c for c in (organisations[b.organisation_id].country for b in inside) if c), None)
    if organisation is None and role is not None and _OF_THE_UN.search(role):
        organisation = next((k for k, o in organisations.items() if o.acronym == "ONU"), None)
    if role is not None and role.casefold().startswith(("homologue", "collègue")):
        role = None  # `son homologue ghanéenne`: the function is another's
    city = next((c for c in (places.city_of(d.text) for d in stated) if c), None)
    place = next((c for c in (places.place_of(d.text) for d in stated) if c), None)
    return Particulars(role, organisation, country, seat, city, place)


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
    organisation = _body(d, bodies, organisations)
    body = organisations.get(organisation) if organisation is not None else None
    country = state_of(d, countries, _posted(d, body))
    return organisation, country or (body.country if body is not None else None)


def _posted(d: Description, body: Organisation | None) -> bool:
    """Whether a country after `au` or `en` is where the person serves, and not whom."""
    return bool(DIPLOMAT.search(d.text)) or (body is not None and body.kind in ("un", "intergovernmental"))


def _weight(d: Description) -> int:
    return min(len(d.text), 400) + (40 if d.listed else 0)


# These organs belong to the function: `Président de l’Assemblée générale` is no president of anything else.
_ORGAN = re.compile(r"(?:Assemblée|Conseil de sécurité|Conseil économique|Conseil des droits)", re.I)

# ... and so do the units of a body: `Chef de la Division des organes directeurs`.
_UNIT = re.compile(
    r"(?:Division|Département|Direction|Service|Bureau|Unité|Section|Inspection|Groupe|Secrétariat|Cellule|Bibliothèque)\b"
)


_MINISTER = re.compile(r"(?:Vice-|Sous-|Premi(?:er|ère) )?Ministre\b", re.I)


def _bodies_in(d: Description, bodies: Sequence[OrganisationHit]) -> Sequence[OrganisationHit]:
    """The hits that begin inside a description, of those of its unit (in order)."""
    return bodies[
        bisect_left(bodies, d.start, key=lambda b: b.text_start) : bisect_left(
            bodies, d.end, key=lambda b: b.text_start
        )
    ]


def is_unit(name: str) -> bool:
    """Whether a body's name is that of a part of one: `Service des visas`, not `Service national des migrations`."""
    return _UNIT.match(name) is not None and _WHOLE.match(name) is None


_WHOLE = re.compile(r"\w+ (?:national|fédéral|royal|européen|africain|international)e?\b|Secrétariat d’[EÉ]tat")


_GOVERNED = re.compile(r"(?:de la |de l’|des |du |de |d’)$")


def _is_short(hit: OrganisationHit, d: Description) -> bool:
    """Whether a hit is a bare noun: in `Présidente du Comité` it belongs to the function."""
    noun = d.text[hit.text_start - d.start : hit.text_end - d.start]
    return hit.form == "name" and heads().short_forms.get(noun) is not None


def _parts(
    d: Description, countries: Sequence[CountryHit], bodies: Sequence[OrganisationHit]
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Where bodies and countries stand in the description's own text."""
    adjectives = {c.start: c.end for c in countries_in(d, countries) if c.form == "demonym"}
    spans = [
        # `secrétaire général du Conseil de la communauté| marocaine`
        (b.text_start - d.start, adjectives.get(b.text_end + 1, b.text_end) - d.start)
        for b in _bodies_in(d, bodies)
        if b.text_end <= d.end
        and not _is_short(b, d)
        and not _ORGAN.match(d.text, b.text_start - d.start)
        and not (_GOVERNED.search(d.text[: b.text_start - d.start]) and is_unit(d.text[b.text_start - d.start :]))
        and not roles.starts_with_head(d.text, b.text_start - d.start)
        and not _TOWARDS.search(d.text[: b.text_start - d.start])
    ]
    named = [
        (c.start - d.start, c.end - d.start) for c in countries_in(d, countries) if c.end <= d.end and c.form == "name"
    ]
    return spans, named


_CHARGED = re.compile(r"\bchargée?$")
_NEW_CLAUSE = re.compile(r", (?!d[’eu]|au|à )")
_CELL_END = re.compile(r"[|\t]")
_COLUMN = re.compile(r" $")  # a row of columns


@lru_cache(maxsize=1)
def _leads() -> re.Pattern[str]:
    """What leads from a function to its body: `de l’`, `au sein du`, `de l’association `."""
    cues = "|".join(re.escape(c) for c in lexicon("organisation_heads")["cues"])
    return re.compile(
        r"(?:,? ?(?:au sein|relevant|auprès)? ?(?:de la|de l’|du|des|de|d’|à la|à l’|à|au|aux|en|chez|pour la|pour le|pour l’)"
        rf"(?: ?(?:{cues})(?: [a-zà-öø-ÿ]{{4,}})?)?|,) ?$"
    )


def function_of(
    description: str,
    bodies: Sequence[tuple[int, int]] = (),
    countries: Sequence[tuple[int, int]] = (),
    listed: bool = False,
) -> str | None:
    """The first function stated, without its body, its country and remarks in brackets.

    ``bodies`` and ``countries`` are text ranges of ``description``. `Directeur général des affaires consulaires au Ministère
    des affaires étrangères de la Turquie` gives `Directeur général des affaires consulaires`.
    """
    at = roles.function_at(description)
    if at is None:
        return None
    rank = _ARMS.match(description, at)
    if rank is not None and roles.starts_with_head(description, rank.end()):
        at = rank.end()
    end = _first_end(description, at)
    cell = _CELL_END.search(description, at, end)
    end = cell.start() if cell is not None else end
    text = ""
    cursor = at
    for a, b in sorted([*bodies, *countries]):
        if a < cursor or a >= end:
            continue
        before = description[cursor:a]
        lead = _leads().search(before) or (_COLUMN.search(before) if listed else None)
        if lead is None or (lead.group() == ", " and _only_a_rank(before) and is_unit(description[a:])):
            continue  # `Chef, Division de l’aide aux migrants, OIM`: the division says of what
        if _CHARGED.search(before[: lead.start()]):
            continue  # `Conseillère fédérale chargée du Département de justice`
        text += before[: lead.start()]
        cursor = b
        closed = _NEW_CLAUSE.search(description, b, end)
        end = closed.start() if closed is not None else end  # `membre du Comité, et procède à un échange de vues`
        if lead.group().strip().startswith(","):
            end = b
    text += description[cursor:end] if cursor < end else ""
    text = re.sub(r"\s*[(\[][^()\[\]]*[)\]]?", "", text)
    text = re.sub(r"^(?:l’|le |la |les |un |une |son |sa )", "", text.strip(), flags=re.I)
    text = roles.cut(text)
    place = places.of_a_place().match(text)
    if place is not None:
        text = text[: place.end("function")]
    return re.sub(r"[ ,;]+(?:et|de|du|des|au|à|en)?$", "", text).strip() or None


_NEXT_FUNCTION = re.compile(
    r", (?:et |également |aussi |ainsi que )?|,? et (?:également |aussi )?(?:l’|la |le )?| (?:[–—/|]|-|:) "
)
# `Général de division, Directeur de l’immigration`: the rank is no function beside one
_ARMS = re.compile(r"(?:général|générale|colonel|commandant|capitaine|lieutenant)(?: de \w+)?(?: \([^()]*\))?, ", re.I)


def _only_a_rank(before: str) -> bool:
    """Whether a function so far is one bare word: `Chef, `."""
    return len(before.split()) == 1


# The rank of a diplomat and the post that goes with it are one function.
_RANK = re.compile(r"Ambassad(?:eur|rice)|Haute?-Commissaire|Ministre plénipotentiaire", re.I)


def _first_end(description: str, at: int) -> int:
    """Where the first of several functions in a description ends: `..., Représentant permanent ...` begins another."""
    rank = _RANK.match(description, at) is not None
    for m in _NEXT_FUNCTION.finditer(description, at):
        if m.group().strip() in ("–", "—", "|", "/", ":", "-"):
            return m.start()
        if m.start() - at > 2 and roles.starts_with_head(description, m.end()):
            if rank and m.group() == ", ":
                rank = False
                continue
            return m.start()
    return len(description)


def _bodies(d: Description, bodies: Sequence[OrganisationHit]) -> list[OrganisationHit]:
    """The bodies a description names as its person's own."""
    chosen = [
        b
        for b in _bodies_in(d, bodies)
        if b.text_end <= d.end
        and not _TOWARDS.search(d.text[: b.text_start - d.start])
        and not roles.starts_with_head(d.text, b.text_start - d.start)
    ]
    at = roles.function_at(d.text)
    if at is None:
        return chosen
    end = d.start + _first_end(d.text, at)
    first = [b for b in chosen if d.start + at <= b.text_start < end]
    if _MINISTER.match(d.text, at):
        return first or [b for b in chosen if b.text_start < end]  # further functions are held for the state
    return [*first, *(b for b in chosen if b not in first)]


def _body(d: Description, bodies: Sequence[OrganisationHit], organisations: Mapping[str, Organisation]) -> str | None:
    """The body a description names; a part of one (`Chef du Service ..., Ministère ...`) only where no whole is named."""
    chosen = _bodies(d, bodies)
    if not chosen:
        return None
    body = chosen[0]
    # The whole is named after its parts; one after another function belongs to that.
    for nxt in chosen[1:]:
        between = d.text[body.text_end - d.start : nxt.text_start - d.start]
        if (
            nxt.text_start < body.text_end
            or not is_unit(d.text[body.text_start - d.start :])
            or not PART_OF.fullmatch(between)
        ):
            break
        body = nxt
    if is_unit(d.text[body.text_start - d.start :]):
        # ... as the document calls it here or elsewhere
        called = (
            d.text[body.text_start - d.start : body.text_end - d.start],
            *organisations[body.organisation_id].aliases,
        )
        parent = next((p for p in map(parent_of, called) if p is not None and p in organisations), None)
        if parent is not None:
            return parent
    return body.organisation_id


PART_OF = re.compile(r"(?:,| \||\t|,? (?:au sein |relevant )?(?:de la|du|de l’|des|à la|au|à l’))? ?(?:la |le |l’)?")


def parent_of(name: str) -> str | None:
    """The known body that the name of its part ends with: `Département des migrations de l’OIM` gives that of the OIM."""
    tokens = tokenise(name)
    for k in range(2, len(tokens)):
        if tokens[k - 1].key in ("l", "la", "du", "des") and tokens[k - 2].key != "aupres":
            known = known_names().longest(tokens, k)
            if known is not None and (known.last == len(tokens) or tokens[known.last].key == "aupres"):
                return known.value[0]
    return None
