"""Names built on nouns that no lexicon lists, where somebody is said to belong to what they name.

``Claire Adou, de la Confrérie des sœurs``, ``trésorière du Carrefour des éleveurs``: a capitalised common noun with its complement,
right after a person or a function, is a body.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from pipeline.cities import country_of
from pipeline.organisations.extents import complements
from pipeline.organisations.lexicon import Heads, heads, is_acronym
from pipeline.organisations.unit import UnitText

_LINKS = frozenset(["de", "du", "d", "des", "la", "l", "le", "a", "au"])


def read_beside(unit: UnitText) -> Iterator[tuple[int, int]]:
    """Token ranges of such names, in order of the text."""
    if unit.capitals:
        return
    grammar = heads()
    firsts: set[int] = set()
    for _, end in unit.people:
        firsts.add(_after_person(unit, bisect_left(unit.starts, end)))
    for k, token in enumerate(unit.tokens):
        if token.key in grammar.members or token.key in grammar.functions:
            first = _after_function(grammar, unit, k)
            if token.key in grammar.members or _spelt_by_acronym(unit, first):
                firsts.add(first)
    for first in sorted(firsts):
        if 0 < first < len(unit.tokens) and _may_begin(grammar, unit, first):
            last, _ = complements(grammar, unit.text, unit.tokens, first + 1, unit.name_ends)
            # a common noun has a common noun or an adjective after it; a place has not: `de l’Afrique de l’Ouest`
            if last > first + 1 and any(
                unit.text[t.start].islower() and len(t.key) > 3 for t in unit.tokens[first + 1 : last]
            ):
                yield first, last


def read_bracketed(unit: UnitText) -> Iterator[tuple[int, int]]:
    """Token ranges of what stands first in a bracket right after a person, where it is neither a country nor a function:
    ``Mme Kargbo (Unité anti-traite, Sierra Leone)``. Two words at least."""
    if unit.capitals:
        return
    grammar = heads()
    tokens = unit.tokens
    for _, end in unit.people:
        at = bisect_left(unit.starts, end)
        if at >= len(tokens) or tokens[at].key != "(":
            continue
        last = at + 1
        while last < len(tokens) and last - at <= _LONGEST_IN_BRACKET and tokens[last].key not in (",", ")", ";", "("):
            last += 1
        inside = tokens[at + 1 : last]
        if (
            last < len(tokens)
            and tokens[last].key in (",", ")")
            and len(inside) >= 2
            and all(t.key.isalpha() for t in inside)
            and _may_begin(grammar, unit, at + 1)
            and not any(t.key in grammar.offices for t in inside)
            and not any(t.key in grammar.stops and unit.text[t.start].islower() for t in inside)
        ):
            yield at + 1, last


def read_apposed(unit: UnitText) -> Iterator[tuple[int, int]]:
    """Token ranges of capitalised words that stand after a person's name and a comma, to the end of the line, a bracket or another
    comma, and are neither a function nor a place: ``Rapporteure : Awa Sow, Terre Neuve (Mali)``. Two words at least."""
    if unit.capitals or len(unit.tokens) > _LONGEST_ROW:
        return
    grammar = heads()
    tokens = unit.tokens
    for _, end in unit.people:
        first = bisect_left(unit.starts, end) + 1
        if not first < len(tokens) or tokens[first - 1].key != ",":
            continue
        if tokens[first].key in ("de", "d") and first + 1 < len(tokens):
            first += 1  # `Mme Sarr, de Terre Neuve,`
        if not _may_begin(grammar, unit, first):
            continue
        last = first
        while last < len(tokens) and _of_run(grammar, unit, last):
            last += 1
        if (
            last - first >= 2
            and (last == len(tokens) or tokens[last].key in ("(", ",", ";"))
            and country_of(unit.surface(first, first + 1)) is None
            and country_of(unit.surface(first, last)) is None
            and not (tokens[first - 1].key != "," and _is_place(unit, tokens[first].start, tokens[last - 1].end))
        ):
            yield first, last


def _is_place(unit: UnitText, start: int, end: int) -> bool:
    return any(s.label == "LOC" and s.start < end and start < s.end for s in unit.spans)


def _of_run(grammar: Heads, unit: UnitText, at: int) -> bool:
    token = unit.tokens[at]
    return (
        unit.text[token.start].isupper()
        and token.key.isalpha()
        and not unit.blocked[at]
        and token.key not in grammar.offices
        and token.key not in grammar.columns
    )


def read_row(unit: UnitText) -> Iterator[tuple[int, int]]:
    """The token range of what stands last in a row whose columns are a name, a function and a body: ``4 Awa Sow Présidente Terre
    Neuve``; where signs part the columns, of what stands after the function."""
    tokens = unit.tokens
    if unit.capitals or not unit.people or len(tokens) > _LONGEST_ROW:
        return
    if "\t" in unit.text or "|" in unit.text:
        yield from _read_cells(unit)
        return
    grammar = heads()
    start, end = unit.people[0]
    at = bisect_left(unit.starts, end)
    if any(t.key.isalpha() and len(t.key) > 3 for t in tokens[: bisect_left(unit.starts, start)]):
        return
    if at >= len(tokens) or tokens[at].key not in grammar.offices or not all(t.key.isalnum() for t in tokens[at:]):
        return
    first = at + 1
    while first < len(tokens) and unit.text[tokens[first].start].islower():
        first += 1
    last_word = unit.surface(first, first + 1) if len(tokens) - first == 1 else ""
    named = len(tokens) - first >= 2 and _may_begin(grammar, unit, first) and tokens[first - 1].key not in _LINKS
    if named or (is_acronym(last_word) and not unit.blocked[first]):
        yield first, len(tokens)


def _read_cells(unit: UnitText) -> Iterator[tuple[int, int]]:
    """The token range of the cell after that of a person's function, where it may be a name or is an acronym."""
    grammar = heads()
    tokens = unit.tokens
    at = [
        k
        for k, t in enumerate(tokens)
        if t.key != "|" and (not k or _PARTS & set(unit.text[tokens[k - 1].start : t.start]))
    ]
    ends = [k if tokens[k - 1].key != "|" else k - 1 for k in at[1:]] + [len(tokens)]
    for n in range(1, len(at)):
        first, last = at[n], ends[n]
        if tokens[at[n - 1]].key not in grammar.offices:
            continue
        cell = unit.surface(first, last)
        if last - first == 1:
            initials = {c for start, end in unit.people for c in unit.text[start:end] if c.isupper()}
            named = is_acronym(cell) and not unit.blocked[first] and not initials.issuperset(cell)
        else:
            named = _may_begin(grammar, unit, first) and all(t.key.isalnum() for t in tokens[first:last])
        if named:
            yield first, last


def read_national(unit: UnitText) -> Iterator[tuple[int, int]]:
    """Token ranges of a name and the country its branch works in, where they act: ``Caritas Bénin a annoncé``."""
    if unit.capitals:
        return
    grammar = heads()
    tokens = unit.tokens
    for hit in unit.names:
        at = bisect_left(unit.starts, hit.start)
        last = bisect_left(unit.starts, hit.end)
        if (
            at > 0
            and last < len(tokens)
            and (tokens[last].key in _ACTS or (at > 1 and tokens[at - 2].key == "(" and tokens[last].key == ")"))
            and unit.text[tokens[at - 1].end : hit.start] == " "
            and _may_begin(grammar, unit, at - 1)
            and tokens[at - 1].key not in grammar.french_openers
            and not grammar.kinds.starts(tokens[at - 1].key)
        ):
            yield at - 1, last


_PARTS = frozenset("\t|")
_ACTS = frozenset(
    ["a", "ont", "avait", "avaient", "met", "mene", "propose", "finance", "soutient", "gere", "accompagne"]
)
_LONGEST_ROW = 24  # tokens
_LONGEST_IN_BRACKET = 8  # tokens


def _spelt_by_acronym(unit: UnitText, first: int) -> bool:
    """Whether an acronym in brackets follows a capitalised name at ``first``: ``Chef du Registre national (RN)``."""
    if first < 0:
        return False
    for k in range(first + 1, min(first + 14, len(unit.tokens) - 1)):
        if unit.tokens[k].key == "(":
            nxt = unit.tokens[k + 1]
            return is_acronym(unit.text[nxt.start : nxt.end])
    return False


def _after_person(unit: UnitText, at: int) -> int:
    """The token where a body may begin after a name: `, de la`, `du`, `(`; -1 where none does."""
    tokens = unit.tokens
    first = at
    if first < len(tokens) and tokens[first].key in (",", "("):
        first += 1
        if tokens[first - 1].key == "(":
            return first
    prepositions = first
    while (
        first < len(tokens)
        and first - prepositions < 3
        and tokens[first].key in ("de", "du", "d", "des", "la", "l", "le")
    ):
        first += 1
    return first if first > prepositions and tokens[prepositions].key in ("de", "du", "d", "des") else -1


def _after_function(grammar: Heads, unit: UnitText, at: int) -> int:
    """The token where a body may begin after a function at ``at``: `secrétaire permanente du`; -1 where none does."""
    tokens = unit.tokens
    first = at + 1
    while first < len(tokens) and tokens[first].key in grammar.ranks:
        first += 1
    if tokens[at].key == "secretaire" and first == at + 1:
        return -1  # `secrétaire à la Coopération`: the field of an office
    prepositions = first
    while first < len(tokens) and first - prepositions < 3 and tokens[first].key in _LINKS:
        first += 1
    return first if first > prepositions else -1


def _may_begin(grammar: Heads, unit: UnitText, first: int) -> bool:
    token = unit.tokens[first]
    surface = unit.text[token.start : token.end]
    return (
        surface[0].isupper()
        and len(surface) > 2
        and token.key.isalpha()
        and not is_acronym(surface)
        and not unit.blocked[first]
        and token.key not in grammar.no_members
        and token.key not in grammar.papers
        and token.key not in grammar.offices
        and not grammar.not_bodies.starts(token.key)
    )
