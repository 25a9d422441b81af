"""Acronyms that neither the document nor the lexicon spells out, where what stands beside them says they are bodies."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from functools import lru_cache

from pipeline.countries import table
from pipeline.gazetteer import Token, fold_word
from pipeline.organisations.lexicon import Heads, heads, is_acronym, names
from pipeline.organisations.unit import UnitText

_ARTICLES = frozenset(["l", "le", "la", "du", "au"])
_SHORTEST, _LONGEST = 3, 8  # letters
_LONGEST_NAME = 14  # tokens


def read_unspelt(unit: UnitText, acronyms: Container[str]) -> Iterator[str]:
    """Such acronyms: with the article bodies have (``l’ANETI a placé``), or first in a bracket beside a person
    (``Mme Holmqvist (SMER)``). ``acronyms`` are those the document spells out, bodies or not."""
    if unit.capitals:
        return
    grammar = heads()
    tokens = unit.tokens
    for i, token in enumerate(tokens[:-1]):
        at = i + 1 if token.key in _ARTICLES else _after_link(grammar, unit, i) if token.key in grammar.functions else 0
        if at and _is_unknown(grammar, unit, at, acronyms):
            yield unit.surface(at, at + 1)
    for start, end in unit.people:
        at = bisect_left(unit.starts, end)
        if at < len(tokens) and tokens[at].key == "(":
            yield from _in_bracket(grammar, unit, at + 1, acronyms, unit.text[start:end])


def read_spelt_small(unit: UnitText) -> Iterator[tuple[int, int]]:
    """Token ranges of names written small that an acronym in brackets spells: ``l’agence nationale de la main-d’œuvre (ANMO)``."""
    if unit.capitals or "(" not in unit.text:
        return
    grammar = heads()
    tokens = unit.tokens
    for k in range(2, len(tokens) - 2):
        if tokens[k].key != "(" or tokens[k + 2].key != ")" or not is_acronym(unit.surface(k + 1, k + 2)):
            continue
        for first in range(k - 1, max(0, k - _LONGEST_NAME), -1):
            token = tokens[first]
            if not token.key.isalpha():
                break
            if (
                tokens[first - 1].key in _ARTICLES
                and unit.text[token.start].islower()
                and grammar.kinds.starts(token.key)
                and token.key not in grammar.weak | grammar.no_expansions
                and grammar.not_bodies.longest(tokens, first) is None
                and spells(unit.surface(k + 1, k + 2), tokens[first:k])
            ):
                yield first, k
                break


def spells(acronym: str, tokens: Sequence[Token]) -> bool:
    """Whether the letters of ``acronym`` are initials of the words, in order, the first of the first and none skipped at the end
    of more than two longer words."""
    letters = [c for c in fold_word(acronym) if c.isalpha()]
    words = [t.key for t in tokens if t.key.isalpha()]
    if len(letters) < 2 or not words or words[0][0] != letters[0]:
        return False
    at = 0
    for word in words:
        if at < len(letters) and word[0] == letters[at]:
            at += 1
    return at == len(letters)


def _in_bracket(grammar: Heads, unit: UnitText, at: int, acronyms: Container[str], person: str) -> Iterator[str]:
    """``(GCE, OIE)``, ``(CNSS, Gabon)``: acronyms from the bracket on, none of them a code or the letters of the person's name."""
    tokens = unit.tokens
    while at + 1 < len(tokens) and is_acronym(unit.surface(at, at + 1)) and tokens[at + 1].key in (",", ")", ";", "/"):
        surface = unit.surface(at, at + 1)
        letters = [part[0] for part in person.replace("-", " ").split()]
        if not _of_person(surface, letters) and _is_unknown(grammar, unit, at, acronyms):
            yield surface
        at += 2


def _of_person(surface: str, letters: list[str]) -> bool:
    """Whether an acronym is how a table shortens a person's name, whatever the order: `NFA`, Noëlle Fontaine-Achille."""
    return Counter(surface) <= Counter(letters)


@lru_cache(maxsize=1)
def country_codes() -> frozenset[str]:
    """The three letters of every country: beside a person more often where they come from than a body."""
    return frozenset(c.iso3 for c in table())


def _after_link(grammar: Heads, unit: UnitText, at: int) -> int:
    """The token a function at ``at`` is held in: `représentante permanente de la`; 0 where none is."""
    tokens = unit.tokens
    at += 1
    while at < len(tokens) and tokens[at].key in grammar.ranks:
        at += 1
    first = at
    while at < len(tokens) and tokens[at].key in ("de", "du", "la", "l", "le", "a", "au"):
        at += 1
    return at if first < at < len(tokens) else 0


def _is_unknown(grammar: Heads, unit: UnitText, i: int, acronyms: Container[str]) -> bool:
    token = unit.tokens[i]
    surface = unit.text[token.start : token.end]
    return (
        _SHORTEST <= len(surface) <= _LONGEST
        and surface.isupper()
        and surface.isalpha()
        and not unit.blocked[i]
        and surface not in acronyms
        and surface not in grammar.acronyms_of_things
        and names().get(surface) is None
        and not set(surface) <= _ROMAN
        and surface not in country_codes()
        and _stands_alone(unit, i)
    )


_ROMAN = frozenset("IVXLCM")


def _stands_alone(unit: UnitText, i: int) -> bool:
    """Whether no other capitals stand beside: `le DROIT DE VOTE` is no acronym, nor is what names a thing: `le PNUD-RSE`."""
    text, tokens = unit.text, unit.tokens
    if i + 1 < len(tokens):
        after = tokens[i + 1]
        gap = text[tokens[i].end : after.start]
        if gap == "-" or (gap == " " and text[after.start].isupper()):
            return False
        if gap == " " and after.key.isdigit():
            return False
    return True
