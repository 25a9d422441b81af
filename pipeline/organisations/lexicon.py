"""The bodies of the world the lexicon knows: names and acronyms of each, as one gazetteer."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from pipeline.gazetteer import Gazetteer, keys
from pipeline.identifiers import slug
from pipeline.records import OrganisationKind
from pipeline.resources import lexicon

# FRA, CARE, CSI: exactly these letters; IDM, FMMD: a word without lower-case letters, with digits and hyphens.
_ACRONYM = re.compile(r"[^\Wa-zà-ÿ_](?:[^\W_]|[-.&+](?=\w))*")


class Body(NamedTuple):
    """A body of the lexicon; ``names`` hold every name and acronym, the first being the usual French one."""

    organisation_id: str
    name: str
    acronym: str | None
    kind: OrganisationKind
    names: tuple[str, ...]
    country: str | None


def is_acronym(name: str) -> bool:
    """Whether ``name`` is written like an acronym: one word, at least two capitals, more capitals than small letters."""
    capitals = sum(c.isupper() for c in name)
    small = sum(c.islower() for c in name)
    return capitals >= 2 and capitals > small and len(name) <= 12 and bool(_ACRONYM.fullmatch(name))


@lru_cache(maxsize=1)
def bodies() -> dict[str, Body]:
    """Every body of the lexicon by identifier."""
    found: dict[str, Body] = {}
    for kind, lines in lexicon("organisations").items():
        for line in lines:
            parts = [part.strip() for part in line.split(" | ")]
            country = next((part[1:] for part in parts if part.startswith("=")), None)
            acronym, name, *more = (part for part in parts if not part.startswith("="))
            known = None if acronym == "-" else acronym
            body = Body(slug(known or name), name, known, kind, (name, *([known] if known else []), *more), country)
            if body.organisation_id in found:
                raise ValueError(f"organisations.yaml: {body.organisation_id} twice")
            found[body.organisation_id] = body
    return found


@lru_cache(maxsize=1)
def names() -> Gazetteer[tuple[str, str]]:
    """Names and acronyms -> (identifier, the name as the lexicon writes it)."""
    written = [(name, body.organisation_id) for body in bodies().values() for name in body.names]
    # older documents write `O.I.M.`
    pointed = [
        (f"{'.'.join(name)}.", key) for name, key in written if name.isalpha() and name.isupper() and len(name) < 8
    ]
    return Gazetteer((name, (key, name)) for name, key in [*written, *pointed])


class Foreign(NamedTuple):
    """Nouns and links of one foreign language's names; ``also_french`` are heads French has too."""

    heads: frozenset[str]
    also_french: frozenset[str]
    links: frozenset[str]


class Heads(NamedTuple):
    """The grammar of names, as keys (``pipeline.gazetteer.keys``)."""

    kinds: Gazetteer[OrganisationKind]
    guarded: dict[str, frozenset[str]]
    stops: frozenset[str]
    adjectives: frozenset[str]
    not_adjectives: frozenset[str]
    not_bodies: Gazetteer[bool]
    short_forms: Gazetteer[str]
    nested: frozenset[str]
    papers: frozenset[str]
    open_names: frozenset[tuple[str, ...]]
    acronyms_also_words: frozenset[str]
    acronyms_of_things: frozenset[str]
    cues: frozenset[str]
    actors: frozenset[str]
    french_openers: frozenset[str]
    of_states: frozenset[str]
    no_topic: frozenset[str]
    dative: frozenset[str]
    verbs: frozenset[str]
    not_verbs: frozenset[str]
    ranks: frozenset[str]
    weak: frozenset[str]
    proper_adjectives: frozenset[str]
    about: frozenset[str]
    occasions: frozenset[str]
    functions: frozenset[str]
    offices: frozenset[str]
    members: frozenset[str]
    no_members: frozenset[str]
    no_expansions: frozenset[str]
    lowercase: Gazetteer[bool]
    columns: frozenset[str]
    said: frozenset[str]
    apposed: frozenset[str]
    meetings: frozenset[str]
    before_nouns: frozenset[str]
    links: frozenset[str]
    kind_words: dict[str, OrganisationKind]
    foreign: tuple[Foreign, ...]


@lru_cache(maxsize=1)
def heads() -> Heads:
    data = lexicon("organisation_heads")
    folded = {
        name: frozenset(k for word in data[name] for k in keys(word))
        for name in (
            "stops",
            "adjectives",
            "not_adjectives",
            "nested",
            "papers",
            "cues",
            "actors",
            "french_openers",
            "of_states",
            "no_topic",
            "dative",
            "verbs",
            "not_verbs",
            "ranks",
            "weak",
            "proper_adjectives",
            "about",
            "occasions",
            "functions",
            "members",
            "no_members",
            "no_expansions",
            "columns",
            "said",
            "apposed",
            "meetings",
            "before_nouns",
        )
    }
    return Heads(
        offices=frozenset(keys(word)[0] for word in lexicon("functions")["heads"]),
        kinds=Gazetteer((word, kind) for kind, words in data["heads"].items() for word in words),
        guarded={word: frozenset(allowed) for word, allowed in data["guarded"].items()},
        not_bodies=Gazetteer((word, True) for word in data["not_bodies"]),
        short_forms=Gazetteer((word, word) for word in data["short_forms"]),
        lowercase=Gazetteer((word, True) for word in data["lowercase"]),
        links=frozenset(word for language in data["foreign"] for word in language["links"]),
        kind_words={k: kind for kind, words in data["kind_words"].items() for word in words for k in keys(word)},
        open_names=frozenset(keys(name) for name in data["open_names"]),
        acronyms_also_words=frozenset(data["acronyms_also_words"]),
        acronyms_of_things=frozenset(data["acronyms_of_things"]),
        foreign=tuple(
            Foreign(
                *(frozenset(k for word in language[name] for k in keys(word) or (word,)) for name in Foreign._fields)
            )
            for language in data["foreign"]
        ),
        **folded,
    )
