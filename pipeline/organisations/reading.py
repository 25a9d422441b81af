"""Organisations in a segmented document: mentions, and the entity each one stands for.

Names come from five places, asked in this order: the document's own definitions (acronym list, ``Name (ACRONYM)``), the lexicon of
bodies, the grammar of French names, capitalised foreign names, and the spans of the spaCy model. Of two that overlap the longer
stands: one mention for the outermost body. Short forms (``le Forum``) are read last, against the bodies found before.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from typing import NamedTuple

from pipeline.countries import CountryHit
from pipeline.gazetteer import Gazetteer, Token, fold_word, keys, tokenise
from pipeline.identifiers import fold, slug
from pipeline.organisations.extents import read_foreign, read_head
from pipeline.organisations.lexicon import Heads, bodies, heads, is_acronym, names
from pipeline.records import MentionForm, ModelSpan, Organisation, OrganisationKind, Origin, Segmented


class OrganisationHit(NamedTuple):
    """``text[text_start:text_end]`` of a unit names the organisation."""

    text_start: int
    text_end: int
    organisation_id: str
    form: MentionForm
    source: Origin
    score: float | None = None


class OrganisationReading(NamedTuple):
    """Mentions of each unit, in text order and without overlap; the organisations they stand for, by identifier; and for
    each acronym of the document (``acronym_id``) that is a body its organisation."""

    hits: tuple[tuple[OrganisationHit, ...], ...]
    organisations: tuple[Organisation, ...]
    acronyms: Mapping[str, str]


class _Found(NamedTuple):
    start: int
    end: int
    source: Origin
    form: MentionForm
    key: str  # of the entity: an identifier of the lexicon or of the document
    rank: int  # of two that cover the same text the lower stands


class _Entity:
    """What is known of one organisation while a document is read."""

    def __init__(
        self, organisation_id: str, name: str, kind: OrganisationKind, acronym: str | None, country: str | None
    ) -> None:
        self.organisation_id = organisation_id
        self.name = name
        self.kind = kind
        self.acronym = acronym
        self.country = country
        self.aliases: list[str] = []
        self.mentions = 0

    def see(self, surface: str) -> None:
        if surface not in self.aliases:
            self.aliases.append(surface)

    def record(self) -> Organisation:
        known = {self.name, self.acronym}
        return Organisation(
            organisation_id=self.organisation_id,
            name=self.name,
            acronym=self.acronym,
            kind=self.kind,
            country=self.country,
            aliases=tuple(sorted(a for a in self.aliases if a not in known)),
            n_mentions=self.mentions,
        )


class _Register:
    """The entities of a document, from the lexicon or new, by identifier."""

    def __init__(self) -> None:
        self.entities: dict[str, _Entity] = {}

    def lexical(self, organisation_id: str) -> _Entity:
        if organisation_id not in self.entities:
            body = bodies()[organisation_id]
            entity = _Entity(body.organisation_id, body.name, body.kind, body.acronym, None)
            entity.aliases.extend(body.names)
            self.entities[organisation_id] = entity
        return self.entities[organisation_id]

    def named(self, name: str, kind: OrganisationKind, country: str | None) -> _Entity:
        organisation_id = slug(f"{name} {country}" if country else name)
        if organisation_id in bodies():
            organisation_id = slug(f"{name} {country or 'doc'}", 70)
        if organisation_id not in self.entities:
            self.entities[organisation_id] = _Entity(organisation_id, name, kind, None, country)
        return self.entities[organisation_id]


_KIND_OF_FOREIGN: dict[str, OrganisationKind] = {
    "university": "academic", "universidad": "academic", "college": "academic", "institute": "academic", "instituto": "academic",
    "school": "academic", "academy": "academic", "ministry": "government", "ministerio": "government", "department": "government",
    "secretaria": "government", "office": "government", "forum": "forum",
}  # fmt: skip
_DETERMINERS = frozenset(["l", "le", "la", "du", "au", "ledit", "ladite"])
_INFINITIVE = re.compile(r".+(?:er|ir|re)")
# An address, with the spaces a line end may have left in it.
_ADDRESS = re.compile(r"(?:https?://|www\.)(?:.{0,300}?\.(?:pdf|html?|docx?|aspx?)\b|\S+)")


def read_organisations(
    segmented: Segmented,
    model_spans: Sequence[Sequence[ModelSpan]],
    countries_by_unit: Sequence[Sequence[CountryHit]],
    people_spans_by_unit: Sequence[Sequence[tuple[int, int]]],
) -> OrganisationReading:
    """Reads the organisations of a document; the sequences run parallel to ``segmented.units`` and their offsets are those of
    each unit's ``text``."""
    register = _Register()
    texts = [unit.text for unit in segmented.units]
    tokenised = [tokenise(text) for text in texts]
    defined, acronym_ids = _definitions(segmented, register)
    acronyms = {entry.acronym for entry in segmented.acronyms}
    found: list[list[_Found]] = []
    for i, text in enumerate(texts):
        unit = _Unit(text, tokenised[i], countries_by_unit[i], people_spans_by_unit[i], model_spans[i])
        found.append(_outermost(_in_unit(unit, register, defined, acronyms)))
        _inline_definitions(unit, found[-1], register, defined)
    # Acronyms defined later in the document than their first use, and names seen elsewhere in full.
    for i, text in enumerate(texts):
        unit = _Unit(text, tokenised[i], countries_by_unit[i], people_spans_by_unit[i], model_spans[i])
        found[i] = _outermost([*found[i], *_defined_in(unit, defined)])
    _short_forms(segmented, texts, tokenised, found, register)
    hits = []
    for text, unit_found in zip(texts, found, strict=True):
        row = []
        for f in unit_found:
            entity = register.entities[f.key]
            entity.see(text[f.start : f.end])
            entity.mentions += 1
            row.append(OrganisationHit(f.start, f.end, f.key, f.form, f.source))
        hits.append(tuple(row))
    used = {f.key for row in found for f in row} | set(acronym_ids.values())
    records = tuple(register.entities[key].record() for key in sorted(used))
    return OrganisationReading(tuple(hits), records, acronym_ids)


class _Unit(NamedTuple):
    text: str
    tokens: list[Token]
    countries: Sequence[CountryHit]
    people: Sequence[tuple[int, int]]
    spans: Sequence[ModelSpan]


# ----------------------------------------------------------------------------------------- definitions of the document
def is_body(expansion: str) -> bool:
    """Whether the expansion of an acronym is an organisation: known, or built on a head noun, and no treaty or programme."""
    if names().get(expansion) is not None:
        return True
    grammar = heads()
    tokens = tokenise(expansion)
    if not tokens or grammar.not_bodies.longest(tokens, 0):
        return False
    if grammar.kinds.longest(tokens, 0) or grammar.short_forms.longest(tokens, 0):
        return len(tokens) > 1
    capitals = [t for t in tokens if expansion[t.start].isupper()]
    return len(capitals) >= 2 and any(
        t.key in language.heads | language.also_french for language in grammar.foreign for t in tokens
    )


def _definitions(segmented: Segmented, register: _Register) -> tuple[Gazetteer[tuple[str, str]], dict[str, str]]:
    """The bodies the document defines itself: a gazetteer of acronyms and names -> (identifier, form as written)."""
    defined: Gazetteer[tuple[str, str]] = Gazetteer()
    acronym_ids: dict[str, str] = {}
    for entry in segmented.acronyms:
        expansion = entry.expansion.split("(")[0].strip() or entry.expansion
        if not is_body(expansion):
            continue
        key = _define(entry.acronym, expansion, register, defined)
        acronym_ids[entry.acronym_id] = key
    return defined, acronym_ids


def _define(acronym: str, expansion: str, register: _Register, defined: Gazetteer[tuple[str, str]]) -> str:
    known = names().get(expansion)
    if known is None:
        by_acronym = names().get(acronym)
        if by_acronym is not None and by_acronym[1] == acronym and _alike(expansion, bodies()[by_acronym[0]].names):
            known = by_acronym
    if known is not None:
        entity = register.lexical(known[0])
    else:
        entity = register.named(expansion, _kind(expansion), None)
        entity.acronym = entity.acronym or (acronym if len(acronym) < 16 else None)
    entity.see(acronym)
    entity.see(expansion)
    defined.add(acronym, (entity.organisation_id, acronym))
    defined.add(expansion, (entity.organisation_id, expansion))
    return entity.organisation_id


def _alike(expansion: str, known: Sequence[str]) -> bool:
    """Whether an expansion is a variant of one of the names: most of its longer words are shared."""
    words = {w for w in fold(expansion).split() if len(w) > 3}
    return any(len(words & {w for w in fold(name).split() if len(w) > 3}) * 2 > len(words) for name in known)


def _kind(name: str) -> OrganisationKind:
    match = heads().kinds.longest(tokenise(name), 0) if name else None
    if match:
        return match.value
    for word in fold(name).split():
        if word in _KIND_OF_FOREIGN:
            return _KIND_OF_FOREIGN[word]
    return "other"


def _inline_definitions(
    unit: _Unit, found: Sequence[_Found], register: _Register, defined: Gazetteer[tuple[str, str]]
) -> None:
    """``Name (ACRONYM)``: the acronym stands for the body named before it, whatever its letters."""
    for f in found:
        rest = unit.text[f.end : f.end + 20]
        if not rest.startswith((" (", "(")) or ")" not in rest:
            continue
        acronym = rest[rest.index("(") + 1 : rest.index(")")].strip()
        if (
            is_acronym(acronym)
            and f.form == "name"
            and not any(h.start == f.end + rest.index("(") + 1 for h in unit.countries)
        ):
            register.entities[f.key].see(acronym)
            if register.entities[f.key].acronym is None:
                register.entities[f.key].acronym = acronym
            defined.add(acronym, (f.key, acronym))


# --------------------------------------------------------------------------------------------------- one unit
def _in_unit(
    unit: _Unit, register: _Register, defined: Gazetteer[tuple[str, str]], acronyms: Container[str]
) -> list[_Found]:
    text, tokens = unit.text, unit.tokens
    starts = {hit.start: (hit.end, hit.iso3) for hit in unit.countries if hit.form == "name"}
    blocked = _blocked(unit)
    unavailable = [bool(b) for b in blocked]
    grammar = heads()
    found = _defined_in(unit, defined)
    lexical = names()
    capitals = _is_capitals(text)
    i = 0
    while i < len(tokens):
        token = tokens[i]
        if blocked[i] in ("person", "address"):
            i += 1
            continue
        match = lexical.longest(tokens, i) if lexical.starts(token.key) else None
        closed = False
        if match is not None:
            surface = text[token.start : tokens[match.last - 1].end]
            if _spelt(surface, match.value[1]) and not (capitals and surface in grammar.acronyms_also_words):
                form: MentionForm = "acronym" if is_acronym(surface) else "name"
                register.lexical(match.value[0])
                found.append(_Found(token.start, tokens[match.last - 1].end, "lexicon", form, match.value[0], 1))
                closed = tuple(t.key for t in tokens[i : match.last]) not in grammar.open_names
        if closed or not text[token.start].isupper():
            end = _after_cue(grammar, text, tokens, i, blocked) if token.key in grammar.cues else i
            if end > i + 1:
                found.append(_named(unit, i + 1, end, "ngo", None, register, 3))
                i = end
                continue
            i += 1
            continue
        extent = None if grammar.not_bodies.longest(tokens, i) else read_head(text, tokens, i, starts)
        if extent is not None:
            found.append(_named(unit, extent.first, extent.last, extent.kind, extent.country, register, 2))
        elif not blocked[i]:
            end = read_foreign(text, tokens, i, unavailable, acronyms)
            if end > i + 1:
                found.append(_named(unit, i, end, _kind(text[token.start : tokens[end - 1].end]), None, register, 3))
                i = end
                continue
        i += 1
    return found


def _is_capitals(text: str) -> bool:
    letters = [c for c in text[:400] if c.isalpha()]
    return len(letters) > 8 and sum(c.isupper() for c in letters) > 0.7 * len(letters)


def _after_cue(grammar: Heads, text: str, tokens: Sequence[Token], cue: int, blocked: Sequence[str]) -> int:
    """The end of a capitalised name right after ``association`` and the like; ``cue`` when there is none."""
    end = cue + 1
    while (
        end < len(tokens)
        and not blocked[end]
        and text[tokens[end].start].isupper()
        and text[tokens[end - 1].end : tokens[end].start] == " "
    ):
        end += 1
    return end if end > cue + 1 else cue


def _blocked(unit: _Unit) -> list[str]:
    """For each token whether it belongs to a person or a country's name."""
    out = [""] * len(unit.tokens)
    spans = [(a, b, "person") for a, b in unit.people]
    spans += [(h.start, h.end, "country") for h in unit.countries if h.form == "name"]
    spans += [(m.start(), m.end(), "address") for m in _ADDRESS.finditer(unit.text)]
    spans.sort()
    at = 0
    for start, end, what in spans:
        while at < len(unit.tokens) and unit.tokens[at].end <= start:
            at += 1
        k = at
        while k < len(unit.tokens) and unit.tokens[k].start < end:
            out[k] = what
            k += 1
    return out


def _spelt(surface: str, name: str) -> bool:
    """Whether the surface has the capitals its entry asks for: an acronym the same letters, a name a capital at its head."""
    if is_acronym(name) or (" " not in name and name.isupper()):
        return surface == name
    if " " not in name and len(name) < 9:
        return (surface[0].isupper() and not surface.isupper()) or surface == name
    return surface[0].isupper() or name[0].islower() or any(c.isupper() for c in surface)


def _named(
    unit: _Unit, first: int, last: int, kind: OrganisationKind, country: str | None, register: _Register, rank: int
) -> _Found:
    start, end = unit.tokens[first].start, unit.tokens[last - 1].end
    name = unit.text[start:end]
    known = names().get(name)
    if known is not None:
        register.lexical(known[0])
        return _Found(start, end, "lexicon", "name", known[0], rank)
    if country is None and kind == "government":
        country = _country_beside(unit, start, end)
    entity = register.named(name, kind, country)
    return _Found(start, end, "pattern", "name", entity.organisation_id, rank)


def _country_beside(unit: _Unit, start: int, end: int) -> str | None:
    """The country a national body belongs to when it is not its complement: named right after it (``, Kenya``, ``(Kenya)``),
    else the nearest before it in the unit."""
    named = [h for h in unit.countries if h.form == "name"]
    for hit in named:
        if hit.start >= end:
            between = unit.text[end : hit.start]
            if len(between) < 60 and not any(c in between for c in ".;:"):
                return hit.iso3
            break
    before = [h for h in named if h.end <= start]
    return before[-1].iso3 if before else None


def _defined_in(unit: _Unit, defined: Gazetteer[tuple[str, str]]) -> list[_Found]:
    found = []
    addresses = [m.span() for m in _ADDRESS.finditer(unit.text)] if "www" in unit.text or "http" in unit.text else []
    for i, token in enumerate(unit.tokens):
        if not defined.starts(token.key) or any(a <= token.start < b for a, b in addresses):
            continue
        match = defined.longest(unit.tokens, i)
        if match is None:
            continue
        surface = unit.text[token.start : unit.tokens[match.last - 1].end]
        if _spelt(surface, match.value[1]):
            form: MentionForm = "acronym" if is_acronym(surface) else "name"
            found.append(_Found(token.start, unit.tokens[match.last - 1].end, "document", form, match.value[0], 0))
    return found


def _outermost(found: Sequence[_Found]) -> list[_Found]:
    """Without overlap: the longer stands, of equals the lower rank."""
    kept: list[_Found] = []
    for f in sorted(found, key=lambda f: (-(f.end - f.start), f.rank, f.start)):
        if not any(k.start < f.end and f.start < k.end for k in kept):
            kept.append(f)
    return sorted(kept)


# ------------------------------------------------------------------------------------------------- short forms
def _short_forms(
    segmented: Segmented,
    texts: Sequence[str],
    tokenised: Sequence[Sequence[Token]],
    found: list[list[_Found]],
    register: _Register,
) -> None:
    """``le Forum``, ``l’Organisation``: the body named before (else anywhere in the document) whose name begins so."""
    grammar = heads()
    head_of = {key: fold_word(keys(entity.name)[0]) for key, entity in register.entities.items() if keys(entity.name)}
    everywhere: dict[str, Counter[str]] = {}
    for row in found:
        for f in row:
            everywhere.setdefault(head_of.get(f.key, ""), Counter())[f.key] += 1
    recent: dict[str, str] = {}
    for i, text in enumerate(texts):
        tokens = tokenised[i]
        row = found[i]
        at = 0
        added = []
        for k, token in enumerate(tokens):
            while at < len(row) and row[at].end <= token.start:
                recent[head_of.get(row[at].key, "")] = row[at].key
                at += 1
            if at < len(row) and row[at].start < token.end:
                continue
            if k == 0 or not grammar.short_forms.starts(token.key) or not text[token.start].isupper():
                continue
            if tokens[k - 1].key not in _DETERMINERS or text[token.start : token.end].isupper():
                continue
            if k + 1 < len(tokens) and _goes_on(grammar, text, tokens, k + 1):
                continue
            key = recent.get(token.key)
            if key is None and everywhere.get(token.key):
                key = everywhere[token.key].most_common(1)[0][0]
            if key is not None:
                added.append(_Found(token.start, token.end, "document", "name", key, 4))
        while at < len(row):
            recent[head_of.get(row[at].key, "")] = row[at].key
            at += 1
        if added:
            found[i] = _outermost([*row, *added])


def _goes_on(grammar: Heads, text: str, tokens: Sequence[Token], at: int) -> bool:
    """Whether the word at ``at`` qualifies the noun before it, so that this is no short form: ``le Conseil municipal``."""
    token = tokens[at]
    if token.key in ("de", "d", "du", "des", "pour", "sur"):
        return not (
            at + 1 < len(tokens) and _INFINITIVE.fullmatch(tokens[at + 1].key) and token.key in ("de", "d", "pour")
        )
    if not token.key.isalpha() or token.key in grammar.stops:
        return False
    return (
        text[token.start].isupper()
        or token.key in grammar.adjectives
        or token.key.endswith(("al", "ale", "if", "ive", "ique", "eur", "aire", "ien", "ienne"))
    )
