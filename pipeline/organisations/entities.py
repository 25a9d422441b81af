"""The organisations of one document while it is read: each known under one key, whatever its names."""

from __future__ import annotations

from functools import lru_cache

from pipeline.cities import city_at_end, state_of_region
from pipeline.countries import find
from pipeline.gazetteer import fold_word, keys, tokenise
from pipeline.identifiers import fold, slug
from pipeline.organisations.lexicon import bodies, heads, names
from pipeline.records import Organisation, OrganisationKind

_NATIONAL = frozenset(["national", "nationale", "federal", "federale", "etat"])


class Entity:
    """What is known of one organisation: the lexicon's names, then every surface seen."""

    def __init__(self, key: str, name: str, kind: OrganisationKind, acronym: str | None, country: str | None) -> None:
        self.key = key
        self.name = name
        self.kind = kind
        self.acronym = acronym
        self.country = country
        self.aliases: dict[str, None] = {}
        self.mentions = 0

    def see(self, surface: str) -> None:
        self.aliases[surface] = None

    def record(self) -> Organisation:
        return Organisation(
            organisation_id=self.key,
            name=self.name,
            acronym=self.acronym,
            kind=self.kind,
            country=self.country or _told_by_name(self.name, self.kind),
            aliases=tuple(sorted(a for a in self.aliases if a not in (self.name, self.acronym))),
            n_mentions=self.mentions,
        )


def _told_by_name(name: str, kind: OrganisationKind) -> str | None:
    """The country an adjective right after the head tells, or for seats of learning and of administration the city at the end."""
    if kind in ("un", "intergovernmental", "forum"):
        return None
    adjective = next((c for c in find(name) if c.form == "demonym"), None)
    if adjective is not None and name[adjective.start].islower() and len(name[: adjective.start].split()) <= 2:
        before = name[: adjective.start].split()[-1:]
        return adjective.iso3 if before and before[0].casefold() not in ("des", "de", "du", "les") else None
    return city_at_end(name) or state_of_region(name) if kind in ("academic", "government", "other") else None


class Register:
    """The entities of a document by key. Keys found to be one body are joined; ``resolve`` gives the one that stands."""

    def __init__(self) -> None:
        self.entities: dict[str, Entity] = {}
        self._joined: dict[str, str] = {}

    def lexical(self, key: str) -> Entity:
        """The entity of the lexicon's body ``key``."""
        if key not in self.entities:
            body = bodies()[key]
            entity = Entity(key, body.name, body.kind, body.acronym, body.country)
            for name in body.names:
                entity.see(name)
            self.entities[key] = entity
        return self.entities[key]

    def named(self, name: str, kind: OrganisationKind, country: str | None = None) -> Entity:
        """The entity of ``name``: the lexicon's when it has the name or a variant of it, else the document's own.

        A general name with a country (``Conseil économique et social`` of a state) is that country's own body.
        """
        known = names().get(name)
        if known is not None and country is None:
            return self.lexical(known[0])
        if country is None:
            variant = variants().get(_stems(name, lower_only=True))
            if variant is not None:
                return self.lexical(variant)
        key = slug(f"{name} {country}" if country else name, 90)
        if key in bodies():
            key = slug(f"{key} doc", 90)
        if key not in self.entities:
            self.entities[key] = Entity(key, name, kind_of(name, kind, country), None, country)
        return self.entities[key]

    def join(self, key: str, other: str) -> None:
        """``key`` is the same body as ``other``, which stands."""
        key, other = self.resolve(key), self.resolve(other)
        if key == other:
            return
        self._joined[key] = other
        kept, gone = self.entities[other], self.entities[key]
        for alias in (gone.name, *gone.aliases):
            kept.see(alias)
        kept.acronym = kept.acronym or gone.acronym

    def resolve(self, key: str) -> str:
        while key in self._joined:
            key = self._joined[key]
        return key

    def join_kin(self) -> None:
        """Joins what one document names in two ways: a department with and without the body it belongs to (``... de l’OIM``),
        a national body with and without its country. Where two could be meant, none is."""
        standing = [e for k, e in self.entities.items() if self.resolve(k) == k and k not in bodies()]
        stems: dict[tuple[str, ...], list[str]] = {}
        for entity in standing:
            words = keys(entity.name)
            for cut in range(2, len(words) - 1):
                if words[cut] in ("de", "des", "du") and names().get(
                    " ".join(words[cut + 1 + (words[cut + 1] == "l") :])
                ):
                    stems.setdefault(words[:cut], []).append(entity.key)
        for entity in standing:
            longer = stems.get(keys(entity.name), [])
            if len(longer) == 1 and entity.country is None:
                self.join(entity.key, longer[0])
        by_name: dict[str, list[str]] = {}
        for key, entity in self.entities.items():
            if self.resolve(key) == key:
                by_name.setdefault(fold(entity.name), []).append(key)
        for same in by_name.values():
            without = [k for k in same if self.entities[k].country is None and k not in bodies()]
            placed = [k for k in same if self.entities[k].country is not None]
            if len(placed) == 1:
                for key in without:
                    self.join(key, placed[0])


def kind_of(name: str, given: OrganisationKind | None, country: str | None) -> OrganisationKind:
    """The kind a name tells by its head noun; a body of general head that is national or has a country is a government's."""
    words = [fold_word(w) for w in fold(name).split()]
    grammar = heads()
    match = grammar.kinds.longest(tokenise(name), 0) if words else None
    kind: OrganisationKind
    if given is not None:
        kind = given
    elif match is not None:
        kind = match.value
    else:
        kind = next((grammar.kind_words[w] for w in words if w in grammar.kind_words), "other")
    if kind == "other" and names().get(name) is None and (country is not None or _NATIONAL & set(words)):
        return "government"
    return kind


def alike(expansion: str, known: tuple[str, ...]) -> bool:
    """Whether ``expansion`` is a variant of one of the names: most of its longer words are shared."""
    words = _stems(expansion)
    return any(len(words & _stems(name)) * 2 > len(words) for name in known)


@lru_cache(maxsize=1)
def variants() -> dict[frozenset[str], str]:
    """Content words of the lexicon's longer French names -> body, to know ``Groupe mondial sur les migrations`` by."""
    found: dict[frozenset[str], str] = {}
    for body in bodies().values():
        for name in body.names:
            stems = _stems(name, lower_only=True)
            if len(stems) >= 3 and " " in name:
                found.setdefault(stems, body.organisation_id)
    return found


@lru_cache(maxsize=20_000)
def _stems(name: str, lower_only: bool = False) -> frozenset[str]:
    """The head and the words of four letters and more, without plural; ``lower_only`` leaves out capitalised ones (places)."""
    words = [w.strip("’'") for w in name.replace("’", " ").replace("'", " ").replace("-", " ").split()]
    kept = [w for i, w in enumerate(words) if i == 0 or not (lower_only and w[:1].isupper())]
    return frozenset(k.rstrip("sx") for w in kept for k in keys(w) if len(k) > 3)
