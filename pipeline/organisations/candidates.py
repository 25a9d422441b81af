"""What may be an organisation in one unit: known names, names built like a body's, and what the model saw.

Everything here looks at one unit alone; ``pipeline.organisations.reading`` joins units to a document.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Sequence

from pipeline.cities import country_of
from pipeline.gazetteer import Gazetteer, Token
from pipeline.organisations.acronyms import country_codes, read_spelt_small, spells
from pipeline.organisations.beside import read_apposed, read_beside, read_bracketed, read_national, read_row
from pipeline.organisations.entities import Register, kind_of
from pipeline.organisations.foreign import read_foreign
from pipeline.organisations.headed import Extent, read_head
from pipeline.organisations.lexicon import Heads, bodies, heads, is_acronym, names
from pipeline.organisations.unit import (
    DEFINED,
    FOREIGN,
    LEXICAL,
    MODEL,
    NAMED,
    TENTATIVE,
    Found,
    UnitText,
    form_of,
    spelt,
)
from pipeline.records import OrganisationKind

# Signs after which every word has a capital.
_OPENING = frozenset([".", ":", ";", "•", "–", "—", "!", "?", ")", "«", "*", "…", "", "▪", "●", "○"])


def read_unit(
    unit: UnitText, register: Register, defined: Gazetteer[tuple[str, str]], acronyms: Container[str]
) -> list[Found]:
    """Every reading of a unit, overlapping or not; ``acronyms`` are the document's own, bodies or not."""
    text, tokens, blocked = unit.text, unit.tokens, unit.blocked
    grammar = heads()
    lexical = names()
    unavailable = [b in ("person", "address") for b in blocked]
    found = read_defined(unit, defined)
    i = 0
    while i < len(tokens):
        token = tokens[i]
        if blocked[i] in ("person", "address"):
            i += 1
            continue
        match = lexical.longest(tokens, i) if lexical.starts(token.key) else None
        closed = False
        if match is not None:
            surface = unit.surface(i, match.last)
            if spelt(surface, match.value[1]) and not (unit.capitals and surface in grammar.acronyms_also_words):
                country = _own_country(unit, grammar, tokens, i, match.last)
                section = _section(unit, match.value[0], match.last)
                if section > match.last:  # `Caritas Liban`
                    found.append(
                        _named(unit, i, section, "ngo", unit.name_ends[tokens[match.last].start][1], register, LEXICAL)
                    )
                elif country is not None and country != bodies()[match.value[0]].country:
                    entity = register.named(surface, "government", country)
                    found.append(Found(token.start, tokens[match.last - 1].end, "pattern", "name", entity.key, LEXICAL))
                else:
                    key = register.lexical(match.value[0]).key
                    found.append(
                        Found(token.start, tokens[match.last - 1].end, "lexicon", form_of(surface), key, LEXICAL)
                    )
                closed = tuple(t.key for t in tokens[i : match.last]) not in grammar.open_names
        if not text[token.start].isupper() or token.key == "ong":
            # `l’ONG somalienne Horizon`
            cue = i + 1 if i + 1 < len(tokens) and tokens[i + 1].start in unit.demonyms else i
            end = _after_cue(unit, cue) if token.key in grammar.cues else cue
            if end > cue:
                country = unit.demonyms[tokens[cue].start] if cue > i else None
                found.append(_named(unit, cue + 1, end, "ngo", country, register, FOREIGN))
                if end > cue + 2:
                    defined.add(unit.surface(cue + 1, end), (found[-1].key, unit.surface(cue + 1, end)))
                i = end
                continue
        if not closed and not unit.capitals and blocked[i] != "country":
            extent = read_head(text, tokens, i, unit.name_ends)
            common = grammar.not_bodies.longest(tokens, i) if extent is not None else None
            # `Conseil d’administration du BIT` is one, `conseil d’administration` none
            if extent is not None and (
                common is None or (common.last > i + 1 and _host(unit, common.last - 2, extent.last) is not None)
            ):
                extent = _without_adjective(unit, extent)
                last = _spelt_out(unit, extent.first, extent.last, acronyms)
                country = extent.country if last == extent.last else None
                rank = NAMED if _is_sure(unit, grammar, extent.first, last) else TENTATIVE
                found.append(_named(unit, extent.first, last, extent.kind, country, register, rank))
                i += 1
                continue
        if text[token.start].isupper() and not unit.capitals:
            end = read_foreign(text, tokens, i, unavailable, acronyms)
            if end > i + 1:
                found.append(_named(unit, i, end, None, None, register, FOREIGN))
                if not closed:
                    i = end
                    continue
        i += 1
    for first, last in [*read_beside(unit), *read_national(unit), *read_spelt_small(unit)]:
        found.append(_named(unit, first, last, None, None, register, NAMED))
    for first, last in [*read_bracketed(unit), *read_apposed(unit), *read_row(unit)]:
        start = tokens[first].start
        if not any(f.start <= start < f.end for f in found):
            found.append(_named(unit, first, last, None, None, register, FOREIGN))
            defined.add(unit.surface(first, last), (found[-1].key, unit.surface(first, last)))
    found += _of_title(unit, register)
    for f in _of_model(unit, register):
        found.append(f)
        if f.form == "name" and unit.text.count(" ", f.start, f.end):
            defined.add(unit.text[f.start : f.end], (f.key, unit.text[f.start : f.end]))
    return found


def read_defined(unit: UnitText, defined: Gazetteer[tuple[str, str]]) -> list[Found]:
    """The names and acronyms the document defined."""
    found = []
    for i, token in enumerate(unit.tokens):
        if not defined.starts(token.key) or unit.blocked[i] in ("person", "address"):
            continue
        match = defined.longest(unit.tokens, i)
        if match is None:
            continue
        surface = unit.surface(i, match.last)
        if spelt(surface, match.value[1]):
            end = unit.tokens[match.last - 1].end
            found.append(Found(token.start, end, "document", form_of(surface), match.value[0], DEFINED))
    return found


def _without_adjective(unit: UnitText, extent: Extent) -> Extent:
    """A state's body without the adjective that tells whose it is: ``Cour de cassation| italienne``."""
    inside = unit.tokens[extent.first + 1 : extent.last]
    if (
        extent.kind in ("government", "other")
        and inside[-1].start in unit.demonyms
        and any(t.key in ("de", "du", "des", "d") for t in inside[:-1])
    ):
        return extent._replace(last=extent.last - 1, country=unit.demonyms[inside[-1].start])
    return extent


def _spelt_out(unit: UnitText, first: int, last: int, acronyms: Container[str]) -> int:
    """The end of a name that an acronym in brackets after it spells further than the grammar reads: ``Caisse nationale d’assurance
    maladie (CNAM)``. ``last`` itself when there is none."""
    tokens = unit.tokens
    for k in range(last, min(last + 12, len(tokens) - 2)):
        key = tokens[k].key
        if key == "(":
            acronym = unit.text[tokens[k + 1].start : tokens[k + 1].end]
            if (
                tokens[k + 2].key == ")"
                and is_acronym(acronym)
                and spells(acronym, tokens[first:k])
                and not spells(acronym, tokens[first:last])
            ):
                return k
            return last
        if not key.isalnum() or (k > last and unit.text[tokens[k].start].isupper() and heads().kinds.starts(key)):
            return last
    return last


def _is_sure(unit: UnitText, grammar: Heads, first: int, last: int) -> bool:
    """Whether a name built on a head noun is one where it stands: not `Organisation de campagnes` at the head of an item."""
    tokens, text = unit.tokens, unit.text
    if tokens[first].key not in grammar.weak or not (first == 0 or tokens[first - 1].key in _OPENING):
        return True
    inside = tokens[first + 1 : last]
    if any(t.key in grammar.proper_adjectives or t.start in unit.demonyms for t in inside):
        return True
    if _host(unit, first, last) is None and any(text[t.start].isupper() for t in inside):
        return True
    if _beside_person(unit, first, last):
        return True
    following = tokens[last : last + 2]
    if len(following) == 2 and following[0].key == "(":
        return is_acronym(text[following[1].start : following[1].end])
    return False


# `Réseau des radios (Niger) : M. X`, and after the name `Mme Y – Gabon – Association des maraîchères`
_BEFORE_NAME = re.compile(r"(?: ?\([^()]{2,60}\))? ?[:–—|] (?:M\. |Mme |Dr |S\.E\. (?:M\. |Mme )?)?")
_LINE = 40  # tokens


def _beside_person(unit: UnitText, first: int, last: int) -> bool:
    """Whether a line of a list names somebody right after a name, or before the dash that leads to it."""
    if len(unit.tokens) > _LINE or not unit.people:
        return False
    start, end = unit.people[0]
    if start > unit.tokens[first].start:
        return _BEFORE_NAME.fullmatch(unit.text, unit.tokens[last - 1].end, start) is not None
    return end < unit.tokens[first].start and unit.tokens[first - 1].key in ("–", "—", "|", "-")


def _section(unit: UnitText, known: str, last: int) -> int:
    """The end of the name of a country that makes a known association its own body there; ``last`` where none stands beside."""
    tokens = unit.tokens
    if (
        bodies()[known].kind != "ngo"
        or last >= len(tokens)
        or unit.text[tokens[last - 1].end : tokens[last].start] != " "
    ):
        return last
    hit = unit.name_ends.get(tokens[last].start)
    while hit is not None and last < len(tokens) and tokens[last].start < hit[0]:
        last += 1
    return last


def _own_country(unit: UnitText, grammar: Heads, tokens: Sequence[Token], first: int, last: int) -> str | None:
    """The country whose own body a general name of the lexicon is: ``Conseil économique et social du Maroc``."""
    if tokens[first].key not in grammar.of_states or last + 1 >= len(tokens):
        return None
    at = last
    if tokens[at].key not in ("de", "du", "d", "des"):
        return None
    at += 1
    if tokens[at].key in ("la", "l") and at + 1 < len(tokens):
        at += 1
    hit = unit.name_ends.get(tokens[at].start)
    return hit[1] if hit else None


def _named(
    unit: UnitText,
    first: int,
    last: int,
    kind: OrganisationKind | None,
    country: str | None,
    register: Register,
    rank: int,
) -> Found:
    start, end = unit.tokens[first].start, unit.tokens[last - 1].end
    name = unit.text[start:end]
    host = _host(unit, first, last)
    if host is not None and unit.tokens[first].key not in ("ministere", "vice"):
        kind = host
    if names().get(name) is None and country is None and kind_of(name, kind, None) == "government":
        inside = unit.tokens[first : last + 1]  # `Police nationale sénégalaise`: its own before any named near
        own = next((unit.demonyms[t.start] for t in inside if t.start in unit.demonyms), None)
        country = own or unit.country_beside(start, end)
    entity = register.named(name, kind_of(name, kind, country), country)
    return Found(start, end, "pattern", "name", entity.key, rank)


def _host(unit: UnitText, first: int, last: int) -> OrganisationKind | None:
    """The kind of the international body an organ's name ends with: ``Bureau régional de l’OMS``."""
    for k in range(first + 2, last):
        match = names().longest(unit.tokens, k)
        if match is not None and match.last <= last and spelt(unit.surface(k, match.last), match.value[1]):
            kind = bodies()[match.value[0]].kind
            return kind if kind in ("un", "intergovernmental") else None
    return None


def _after_cue(unit: UnitText, cue: int) -> int:
    """The end of a capitalised name right after ``association`` and the like; ``cue`` when there is none."""
    text, tokens = unit.text, unit.tokens
    end = cue + 1
    while end < len(tokens) and text[tokens[end - 1].end : tokens[end].start] == " ":
        if text[tokens[end].start].isupper() and (
            not unit.blocked[end] or (unit.blocked[end] == "country" and end > cue + 1)
        ):
            end += 1  # `Entraide Comores`
        elif end > cue + 1 and tokens[end].key in _INNER and _goes_on(unit, end + 1):
            end += 2  # `Manos de Mar`, but not `Caritas de Dakar`
        elif end == cue + 2 and tokens[end].key in ("en", "sans", "pour") and end + 1 < len(tokens):
            end += 2  # `Femmes en route`
            break
        else:
            break
    # `l’association Terres d’ailleurs, ...`
    if (
        end > cue + 1
        and end + 2 < len(tokens)
        and tokens[end].key in ("de", "d", "des", "du", "sans")
        and text[tokens[end + 1].start].islower()
        and tokens[end + 2].key in (",", ")", ".", ";")
    ):
        end += 2
    if (
        end == cue + 1
        or (end == cue + 2 and tokens[cue + 1].key in heads().french_openers)
        or tokens[cue + 1].key in heads().columns
        or heads().kinds.starts(tokens[cue + 1].key)
        or (end == cue + 2 and is_acronym(unit.surface(cue + 1, end)))
    ):
        return cue
    return end


_INNER = frozenset(["de", "du", "des", "d", "del", "da", "do", "et", "y", "e", "la", "en", "sans"])


def _goes_on(unit: UnitText, at: int) -> bool:
    """Whether the capitalised word at ``at`` is the end of a proper name and no place that follows it."""
    if at >= len(unit.tokens) or unit.blocked[at] or not unit.text[unit.tokens[at].start].isupper():
        return False
    return country_of(unit.surface(at, at + 1)) is None and not heads().kinds.starts(unit.tokens[at].key)


def _says(unit: UnitText, first: int, last: int) -> bool:
    """Whether a name without article says something: ``Utopia Nord a rappelé``, ``Selon Terre Haute, ...``."""
    tokens = unit.tokens
    if first > 0 and tokens[first - 1].key in ("selon", "pour") and last < len(tokens) and tokens[last].key == ",":
        return True
    return (
        (first == 0 or tokens[first - 1].key in _OPENING)
        and last + 1 < len(tokens)
        and tokens[last].key in ("a", "ont", "avait", "avaient")
        and tokens[last + 1].key in heads().said
    )


def _of_title(unit: UnitText, register: Register) -> list[Found]:
    """A title in capitals that is nothing but a name: ``MINISTÈRE DE L’INTÉRIEUR``, read as it would be written in a sentence."""
    text = unit.text
    if not unit.capitals or len(text) > _LONGEST_TITLE or not unit.tokens or unit.people:
        return []
    small = text[0] + text[1:].lower()
    extent = read_head(small, unit.tokens, 0, unit.name_ends) if len(small) == len(text) else None
    if (
        extent is None
        or heads().not_bodies.longest(unit.tokens, 0) is not None
        or (extent.last < len(unit.tokens) and extent.country is None and unit.tokens[extent.last].key != "(")
    ):
        return []
    title = UnitText(small, (), (), (), unit.tokens)
    entity = register.named(title.surface(0, extent.last), extent.kind, extent.country)
    rank = NAMED if _is_sure(title, heads(), 0, extent.last) else TENTATIVE
    return [Found(0, unit.tokens[extent.last - 1].end, "pattern", "name", entity.key, rank)]


_LONGEST_TITLE = 200  # characters


def _of_model(unit: UnitText, register: Register) -> list[Found]:
    """Spans the model calls ORG, where the text says so too: beside a person (``Nom (Corps)``), after a function (``Directeur
    de Corps``) or before a verb of saying, where a MISC does as well. Alone its ORG is right too seldom: titles, programmes,
    functions."""
    found = []
    grammar = heads()
    people_ends = {end for _, end in unit.people}
    for span in unit.spans:
        if span.label not in ("ORG", "MISC"):
            continue
        first, last = bisect_left(unit.starts, span.start), bisect_left(unit.starts, span.end)
        while first < last and unit.tokens[first].key in ("l", "le", "la", "les", "un", "une", "du", "de", "d", "des"):
            first += 1
        if first >= last or any(unit.blocked[first:last]) or unit.capitals:
            continue
        if not all(unit.text[t.start].isupper() or t.key in grammar.links for t in unit.tokens[first:last]):
            continue
        token = unit.tokens[first]
        if last == first + 1 and (
            grammar.short_forms.starts(token.key) or unit.surface(first, last) in country_codes()
        ):
            continue
        if token.key in grammar.papers or grammar.not_bodies.longest(unit.tokens, first):
            continue
        if any(t.key in grammar.functions for t in unit.tokens[first:last]):
            continue
        beside = unit.text[max(0, token.start - 2) : token.start] == " (" and token.start - 2 in people_ends
        k = first - 1
        while k >= 0 and unit.tokens[k].key in ("de", "d", "du", "la", "l", "chez", "a"):
            k -= 1
        held = k < first - 1 and k >= 0 and unit.tokens[k].key in grammar.functions | grammar.members
        if (span.label == "ORG" and (beside or held)) or (last > first + 1 and _says(unit, first, last)):
            name = unit.surface(first, last)
            entity = register.named(name, kind_of(name, None, None))
            found.append(Found(token.start, unit.tokens[last - 1].end, "model", form_of(name), entity.key, MODEL))
    return found
