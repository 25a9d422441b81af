"""Organisations in a segmented document: mentions, and the entity each one stands for.

Names come from five places: the document's own definitions (acronym list, ``Name (ACRONYM)``, ``ci-après « ... »``), the lexicon
of bodies, the grammar of French names, capitalised foreign names, and the spans of the spaCy model. Of two that overlap the
longer stands: one mention for the outermost body. Short forms (``le Forum``) are read last, against the bodies found before.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pipeline.countries import CountryHit
from pipeline.gazetteer import Gazetteer, Token, keys, tokenise
from pipeline.organisations.acronyms import read_unspelt, spells
from pipeline.organisations.candidates import read_defined, read_unit
from pipeline.organisations.entities import Register, alike, kind_of
from pipeline.organisations.extents import is_adjective
from pipeline.organisations.lexicon import Heads, bodies, heads, is_acronym, names
from pipeline.organisations.unit import DEFINED, SHORT, TENTATIVE, Found, UnitText, outermost
from pipeline.records import MentionForm, ModelSpan, Organisation, Origin, Segmented


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


_NEAR = 40  # units: beyond, a short form means a body only if the document or the world names it often
_JUST_BEFORE = 12
_OFTEN = 4
_DETERMINERS = frozenset(["l", "le", "la", "du", "au", "ledit", "ladite"])
_INFINITIVE = re.compile(r".+(?:er|ir|re)")
_IN_BRACKETS = re.compile(r" ?[(\[]([^\s()\[\]]{2,15})[)\],;]")
_SHORT_BEFORE = re.compile(r"(?<![\w-])([^\W\d_a-zà-ÿ][\w&-]{1,11})(?: ?[:=,–—-])? (?:l[’']|la |le |les )?\Z")
_SHORT_AFTER = re.compile(
    r",? (?:ou|dite?|alias|en abrégé|sigle|[–—-]) (?:l[’']|le |la )?([^\W\d_a-zà-ÿ][\w&-]{1,11})\b"
)
_HEREAFTER = re.compile(
    r"(?: ?\(|[\s,(]{1,3}(?:ci-après(?: dénommée?| appelée?| désignée?)?|dénommée?|dite?|appelée?)\s?:?\s?)[«\"“]\s?"
    r"(?:le |la |les |l[’'])?([^»\"”]{2,60}?)\s?[»\"”]"
)


def read_organisations(
    segmented: Segmented,
    model_spans: Sequence[Sequence[ModelSpan]],
    countries_by_unit: Sequence[Sequence[CountryHit]],
    people_spans_by_unit: Sequence[Sequence[tuple[int, int]]],
    tokens_by_unit: Sequence[Sequence[Token]] | None = None,
) -> OrganisationReading:
    """Reads the organisations of a document; the sequences run parallel to ``segmented.units`` and their offsets are those of
    each unit's ``text``. ``tokens_by_unit``: the units' tokens, where they are at hand."""
    register = Register()
    units = [
        UnitText(unit.text, countries, people, spans, tokens_by_unit[i] if tokens_by_unit is not None else None)
        for i, (unit, countries, people, spans) in enumerate(
            zip(segmented.units, countries_by_unit, people_spans_by_unit, model_spans, strict=True)
        )
    ]
    defined, acronym_keys = _definitions(segmented, register)
    acronyms = {entry.acronym for entry in segmented.acronyms}
    others = _other_meanings(segmented)
    readings = []
    for unit in units:
        every = [f for f in read_unit(unit, register, defined, acronyms) if not _is_other(unit, f, others)]
        sure = [f for f in every if f.rank != TENTATIVE]
        _inline_definitions(unit, outermost(sure), register, defined)
        readings.append(every)
    for unit in units:
        for acronym in read_unspelt(unit, acronyms):
            if defined.get(acronym) is None:
                defined.add(acronym, (register.named(acronym, "other").key, acronym))
    known = {register.resolve(f.key) for every in readings for f in every if f.rank != TENTATIVE}
    found = []
    for unit, every in zip(units, readings, strict=True):
        # What only looked like a name at the head of a sentence goes, unless the document has the same name elsewhere;
        # what is defined after its first use comes in.
        kept = [f for f in every if f.rank != TENTATIVE or register.resolve(f.key) in known]
        found.append(outermost([*kept, *read_defined(unit, defined)]))
    register.join_kin()
    known_issuer = names().get(segmented.facts.issuer) if segmented.facts.issuer else None
    _short_forms(units, found, register, known_issuer[0] if known_issuer else None)
    hits = []
    for unit, row in zip(units, found, strict=True):
        hits.append(tuple(_hit(unit, f, register) for f in row))
    acronym_ids = {acronym_id: register.resolve(key) for acronym_id, key in acronym_keys.items()}
    used = {hit.organisation_id for row_of_hits in hits for hit in row_of_hits} | set(acronym_ids.values())
    records = tuple(register.entities[key].record() for key in sorted(used))
    return OrganisationReading(tuple(hits), records, acronym_ids)


def _hit(unit: UnitText, found: Found, register: Register) -> OrganisationHit:
    key = register.resolve(found.key)
    entity = register.entities[key]
    entity.see(unit.text[found.start : found.end])
    entity.mentions += 1
    return OrganisationHit(found.start, found.end, key, found.form, found.source)


# ----------------------------------------------------------------------------------------- definitions of the document
def is_body(expansion: str) -> bool:
    """Whether the expansion of an acronym is an organisation: known, or built on a head noun, and no treaty or programme."""
    if names().get(expansion) is not None:
        return True
    grammar = heads()
    tokens = tokenise(expansion)
    if not tokens or grammar.not_bodies.longest(tokens, 0):
        return False
    if tokens[0].key in grammar.no_expansions and names().get(expansion) is None:
        return False
    if grammar.kinds.longest(tokens, 0) or grammar.short_forms.longest(tokens, 0):
        return len(tokens) > 1
    capitals = [t for t in tokens if expansion[t.start].isupper()]
    return len(capitals) >= 2 and any(
        t.key in language.heads | language.also_french for language in grammar.foreign for t in tokens
    )


def _definitions(segmented: Segmented, register: Register) -> tuple[Gazetteer[tuple[str, str]], dict[str, str]]:
    """The bodies the document defines itself: a gazetteer of acronyms and names -> (key, form as written), and the key of each
    acronym entry that is a body."""
    defined: Gazetteer[tuple[str, str]] = Gazetteer()
    acronym_keys: dict[str, str] = {}
    for entry in segmented.acronyms:
        expansion = entry.expansion.split("(")[0].strip() or entry.expansion
        if is_body(expansion):
            acronym_keys[entry.acronym_id] = _define(entry.acronym, expansion, register, defined)
    return defined, acronym_keys


def _other_meanings(segmented: Segmented) -> frozenset[str]:
    """Acronyms of known bodies that this document gives another meaning: ``PAM``, a ``plan d’action mondial``."""
    others = set()
    for entry in segmented.acronyms:
        known = names().get(entry.acronym)
        if known and not is_body(entry.expansion) and not alike(entry.expansion, bodies()[known[0]].names):
            others.add(entry.acronym)
    return frozenset(others)


def _is_other(unit: UnitText, f: Found, others: frozenset[str]) -> bool:
    return bool(others) and f.form == "acronym" and f.source == "lexicon" and unit.text[f.start : f.end] in others


def _define(acronym: str, expansion: str, register: Register, defined: Gazetteer[tuple[str, str]]) -> str:
    by_acronym = names().get(acronym)
    if (
        names().get(expansion) is None
        and by_acronym
        and by_acronym[1] == acronym
        and alike(expansion, bodies()[by_acronym[0]].names)
    ):
        entity = register.lexical(by_acronym[0])
    else:
        entity = register.named(expansion, kind_of(expansion, None, None))
    if entity.acronym is None and len(acronym) < 16:
        entity.acronym = acronym
    entity.see(acronym)
    entity.see(expansion)
    defined.add(acronym, (entity.key, acronym))
    defined.add(expansion, (entity.key, expansion))
    return entity.key


def _inline_definitions(
    unit: UnitText, found: list[Found], register: Register, defined: Gazetteer[tuple[str, str]]
) -> None:
    """``Name (ACRONYM)``, ``ACRONYM (Name)``, ``Name (ci-après « le Comité »)``: what stands there is the body named beside it,
    whatever its letters. An acronym of the lexicon whose names are like this one's makes the two one body."""
    text = unit.text
    for f in found:
        if f.form != "name":
            continue
        short = None
        inside = _IN_BRACKETS.match(text, f.end)
        if inside and is_acronym(inside[1]) and inside.start(1) not in unit.name_ends:
            short = inside[1]
        elif f.start >= 4 and text[f.start - 1] == "(" and text[f.start - 2] == " ":
            word = text[max(0, f.start - 18) : f.start - 2].rsplit(" ", 1)[-1].split("’")[-1].split("'")[-1]
            short = word if is_acronym(word) else None
        else:
            short = _beside(unit, f)
        if short is not None:
            known = names().get(short)
            key = register.resolve(f.key)
            if known and known[1] == short and key not in bodies():
                if _ends_with(text[f.start : f.end], bodies()[known[0]].names):
                    continue  # `Conseil exécutif de l’Union africaine (UA)`: the acronym is of the body named last
                if alike(text[f.start : f.end], bodies()[known[0]].names):
                    register.lexical(known[0])
                    register.join(key, known[0])
            entity = register.entities[register.resolve(f.key)]
            inner = _inner(unit, f, short)
            if inner is not None:
                entity = register.named(text[inner : f.end], kind_of(text[inner : f.end], None, None))
            if entity.key in bodies() and entity.acronym is not None and short not in bodies()[entity.key].names:
                continue  # `comité ... de l’Union africaine (COREP)`: the acronym is of the whole, which was not read
            entity.see(short)
            entity.acronym = entity.acronym or short
            defined.add(short, (entity.key, short))
        hereafter = _HEREAFTER.match(text, f.end)
        if (
            hereafter
            and hereafter[1][0].isupper()
            and (
                is_acronym(hereafter[1]) or " " in hereafter[1] or keys(hereafter[1]) == keys(text[f.start : f.end])[:1]
            )
        ):
            defined.add(hereafter[1], (register.resolve(f.key), hereafter[1]))


def _beside(unit: UnitText, f: Found) -> str | None:
    """The acronym that spells a name right before or after it without brackets: `le RMS, Réseau des mairies solidaires`, `Office
    central des étrangers, ou OCE`."""
    text = unit.text
    match = _SHORT_BEFORE.search(text, max(0, f.start - 24), f.start) or _SHORT_AFTER.match(text, f.end)
    if match is None or not is_acronym(match[1]):
        return None
    at = bisect_left(unit.tokens, f.start, key=lambda t: t.start)
    last = bisect_left(unit.tokens, f.end, key=lambda t: t.start)
    return match[1] if spells(match[1], unit.tokens[at:last]) else None


def _inner(unit: UnitText, f: Found, acronym: str) -> int | None:
    """Where in a name the part begins that the acronym spells, when it does not spell the whole: ``Comité exécutif de
    l’| Association internationale de la sécurité sociale (AISS)``."""
    at = bisect_left(unit.tokens, f.start, key=lambda t: t.start)
    last = bisect_left(unit.tokens, f.end, key=lambda t: t.start)
    if spells(acronym, unit.tokens[at:last]):
        return None
    for k in range(at + 1, last):
        start = unit.tokens[k].start
        if (
            unit.text[start].isupper()
            and heads().kinds.starts(unit.tokens[k].key)
            and spells(acronym, unit.tokens[k:last])
        ):
            return start
    return None


def _ends_with(surface: str, known: Sequence[str]) -> bool:
    words = keys(surface)
    return any(0 < len(keys(name)) < len(words) and words[-len(keys(name)) :] == keys(name) for name in known)


# ------------------------------------------------------------------------------------------------- short forms
def _nouns(words: tuple[str, ...]) -> tuple[str, ...]:
    """What a name may be shortened to: its head noun, with and without the rank before it (`Haut Conseil`)."""
    if words[0] in heads().before_nouns or words[0].endswith("ieme"):
        return (" ".join(words[:2]), *words[1:2])
    return words[:1]


class _Named:
    """The bodies named so far by the nouns their names may be shortened to, and how often each is named in the document."""

    def __init__(
        self, units: Sequence[UnitText], found: Sequence[Sequence[Found]], register: Register, issuer: str | None
    ) -> None:
        self._register = register
        self._issuer = issuer
        self.words: dict[str, tuple[str, ...]] = {}
        self._everywhere: dict[str, Counter[str]] = {}
        self._before: dict[str, list[tuple[str, int]]] = {}
        self._in_full: dict[str, tuple[str, int]] = {}
        for unit, row in zip(units, found, strict=True):
            for f in row:
                key = register.resolve(f.key)
                if key not in self.words:
                    self.words[key] = keys(register.entities[key].name)
                for noun in _nouns(self._written(unit, f, key)):
                    self._everywhere.setdefault(noun, Counter())[key] += 1

    def _written(self, unit: UnitText, f: Found, key: str) -> tuple[str, ...]:
        """The words of the name as it stands there; of an acronym, those it stands for."""
        return self.words[key] if f.form == "acronym" else keys(unit.text[f.start : f.end])

    def add(self, unit: UnitText, f: Found, number: int) -> None:
        key = self._register.resolve(f.key)
        written = _nouns(self._written(unit, f, key))
        for noun in dict.fromkeys((*_nouns(self.words[key]), *written)):
            self._before.setdefault(noun, []).append((key, number))
        if f.form != "acronym":
            for noun in written:
                self._in_full[noun] = (key, number)

    def last(self, word: str, number: int) -> str | None:
        """The body a short form in unit ``number`` stands for: the one named with this noun a few units before; else the
        document's own issuer, the one it names most, or the last one."""
        in_full = self._in_full.get(word)
        if in_full and number - in_full[1] <= _JUST_BEFORE:
            return in_full[0]
        if self._issuer is not None and word in _nouns(self.words.get(self._issuer, ("",))):
            return self._issuer
        counted = self._everywhere.get(word, Counter())
        key, times = counted.most_common(1)[0] if counted else ("", 0)
        if times >= _OFTEN and 2 * times >= counted.total():
            return key
        before = self._before.get(word)
        if before and number - before[-1][1] <= _NEAR:
            return before[-1][0]
        return key if times >= _OFTEN or (times and self._register.entities[key].kind == "forum") else None

    def before(self, word: str) -> list[str]:
        return [key for key, _ in self._before.get(word, [])[-8:]]


def _short_forms(units: Sequence[UnitText], found: list[list[Found]], register: Register, issuer: str | None) -> None:
    """``le Forum``, ``l’Organisation``, ``l’Agence nationale``: added to ``found`` with the body named before."""
    grammar = heads()
    named = _Named(units, found, register, issuer)
    for i, unit in enumerate(units):
        row = found[i]
        at = 0
        result: list[Found] = []
        for k, token in enumerate(unit.tokens):
            while at < len(row) and row[at].end <= token.start:
                result.append(_shortened(row[at], unit, named, register))
                named.add(unit, result[-1], i)
                at += 1
            if at < len(row) and row[at].start < token.end:
                continue
            end = _short_form(grammar, unit, k)
            if end > k:
                key = named.last(" ".join(t.key for t in unit.tokens[k:end]), i)
                if key is not None:
                    result.append(Found(token.start, unit.tokens[end - 1].end, "document", "name", key, SHORT))
                    named.add(unit, result[-1], i)
        for f in row[at:]:
            result.append(_shortened(f, unit, named, register))
            named.add(unit, result[-1], i)
        found[i] = result


def _shortened(f: Found, unit: UnitText, named: _Named, register: Register) -> Found:
    """A found name of two or three words that is how a body named before begins stands for that body."""
    words = keys(unit.text[f.start : f.end])
    key = register.resolve(f.key)
    if f.rank == DEFINED or not 2 <= len(words) <= 3 or f.form != "name":
        return f
    if key in bodies() and words not in heads().open_names:
        return f
    for candidate in reversed(named.before(_nouns(words)[0])):
        longer = named.words[candidate]
        if candidate != key and len(longer) > len(words) and longer[: len(words)] == words:
            return f._replace(key=candidate, source="document")
    return f


def _short_form(grammar: Heads, unit: UnitText, k: int) -> int:
    """The end (token index) of a head noun that stands alone after a determiner at ``k``; ``k`` when there is none."""
    token = unit.tokens[k]
    if (
        k == 0
        or not grammar.short_forms.starts(token.key)
        or unit.tokens[k - 1].key not in _DETERMINERS
        or unit.blocked[k]
    ):
        return k
    match = grammar.short_forms.longest(unit.tokens, k)
    if match is None or not unit.text[token.start].isupper() or unit.surface(k, match.last).isupper():
        return k
    if match.last < len(unit.tokens) and _goes_on(grammar, unit.text, unit.tokens, match.last):
        return k
    return match.last


def _goes_on(grammar: Heads, text: str, tokens: Sequence[Token], at: int) -> bool:
    """Whether the word at ``at`` qualifies the noun before it, so that this is no short form: ``le Conseil municipal``."""
    token = tokens[at]
    if text[tokens[at - 1].end : token.start] == "-":
        return True
    if token.key == "sur":
        return tokens[at - 1].key not in grammar.no_topic
    if token.key in ("de", "d", "du", "des", "pour"):
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        return not (following and token.key in ("de", "d", "pour") and _INFINITIVE.fullmatch(following.key))
    if not token.key.isalpha() or token.key in grammar.stops:
        return False
    return text[token.start].isupper() or is_adjective(grammar, text, token)
