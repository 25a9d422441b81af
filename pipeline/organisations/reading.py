"""Organisations in a segmented document: mentions, and the entity each one stands for.

Names come from five places: the document's own definitions (acronym list, ``Name (ACRONYM)``, ``ci-après « ... »``), the lexicon
of bodies, the grammar of French names, capitalised foreign names, and the spans of the spaCy model. Of two that overlap the
longer stands: one mention for the outermost body. Short forms (``le Forum``) are read last, against the bodies found before.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pipeline.countries import CountryHit
from pipeline.gazetteer import Gazetteer, Token, keys
from pipeline.organisations import definitions
from pipeline.organisations.acronyms import read_unspelt
from pipeline.organisations.candidates import read_defined, read_unit
from pipeline.organisations.entities import Register
from pipeline.organisations.extents import is_adjective
from pipeline.organisations.lexicon import Heads, bodies, heads, names
from pipeline.organisations.unit import DEFINED, FOREIGN, NAMED, SHORT, TENTATIVE, Found, UnitText, outermost
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


def read_organisations(
    segmented: Segmented,
    model_spans: Sequence[Sequence[ModelSpan]],
    countries_by_unit: Sequence[Sequence[CountryHit]],
    people_spans_by_unit: Sequence[Sequence[tuple[int, int]]],
    tokens_by_unit: Sequence[Sequence[Token]] | None = None,
    rows: Sequence[str] | None = None,
) -> OrganisationReading:
    """Reads the organisations of a document; the sequences run parallel to ``segmented.units`` and their offsets are those of
    each unit's ``text``. ``tokens_by_unit``: the units' tokens, where they are at hand; ``rows``: their texts with a tab for
    the gap between two columns."""
    register = Register()
    units = [
        UnitText(
            rows[i] if rows is not None else unit.text,
            countries,
            people,
            spans,
            tokens_by_unit[i] if tokens_by_unit is not None else None,
        )
        for i, (unit, countries, people, spans) in enumerate(
            zip(segmented.units, countries_by_unit, people_spans_by_unit, model_spans, strict=True)
        )
    ]
    defined, acronym_keys = definitions.listed(segmented, register)
    acronyms = {entry.acronym for entry in segmented.acronyms}
    others = definitions.other_meanings(segmented)
    readings = []
    for unit in units:
        every = [f for f in read_unit(unit, register, defined, acronyms) if not definitions.is_other(unit, f, others)]
        sure = [f for f in every if f.rank != TENTATIVE]
        definitions.define_inline(unit, outermost(sure), register, defined)
        readings.append(every)
    for unit in units:
        for acronym in read_unspelt(unit, acronyms):
            if defined.get(acronym) is None:
                defined.add(acronym, (register.named(acronym, "other").key, acronym))
    # A title in capitals repeats names that elsewhere are written so that they can be read.
    written_out = Gazetteer(
        (unit.text[f.start : f.end], (f.key, unit.text[f.start : f.end]))
        for unit, every in zip(units, readings, strict=True)
        for f in every
        if f.rank in (NAMED, FOREIGN) and unit.text.count(" ", f.start, f.end)
    )
    known = {register.resolve(f.key) for every in readings for f in every if f.rank != TENTATIVE}
    found = []
    for unit, every in zip(units, readings, strict=True):
        # What only looked like a name at the head of a sentence goes, unless the document has the same name elsewhere;
        # what is defined after its first use comes in.
        kept = [f for f in every if f.rank != TENTATIVE or register.resolve(f.key) in known]
        found.append(
            outermost(
                [*kept, *read_defined(unit, defined), *(read_defined(unit, written_out) if unit.capitals else ())]
            )
        )
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


# ------------------------------------------------------------------------------------------------- short forms
def _nouns(words: tuple[str, ...]) -> tuple[str, ...]:
    """What a name may be shortened to: its head noun, with and without the rank before it (`Haut Conseil`)."""
    if words[0] in heads().before_nouns or words[0].endswith("ieme"):
        return (" ".join(words[:2]), *words[1:2])
    return (*words[:1], " ".join(words[:3])) if words[1:2] == ("d",) else words[:1]


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
        if at + 2 < len(tokens) and tokens[at + 1].key in ("l", "les") and tokens[at + 2].key == "avoir":
            return False
        return not (following and token.key in ("de", "d", "pour") and _INFINITIVE.fullmatch(following.key))
    if not token.key.isalpha() or token.key in grammar.stops:
        return False
    return text[token.start].isupper() or is_adjective(grammar, text, token)
