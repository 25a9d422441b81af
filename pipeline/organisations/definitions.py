"""Bodies that a document defines itself: its list of acronyms, ``Name (ACRONYM)`` in either order, ``ci-après « le Comité »``."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from pipeline.gazetteer import Gazetteer, keys, tokenise
from pipeline.organisations.acronyms import spells
from pipeline.organisations.entities import Register, alike, kind_of
from pipeline.organisations.lexicon import bodies, heads, is_acronym, names
from pipeline.organisations.unit import Found, UnitText
from pipeline.records import Segmented

_IN_BRACKETS = re.compile(r" ?[(\[]([^\s()\[\]]{2,15})[)\],;]")
_SHORT_BEFORE = re.compile(r"(?<![\w-])([^\W\d_a-zà-ÿ][\w&-]{1,11})(?: ?[:=,–—-])? (?:l[’']|la |le |les )?\Z")
_SHORT_AFTER = re.compile(
    r",? (?:ou|dite?|alias|en abrégé|sigle|[–—-]) (?:l[’']|le |la )?([^\W\d_a-zà-ÿ][\w&-]{1,11})\b"
)
_HEREAFTER = re.compile(
    r"(?: ?\(|[\s,(]{1,3}(?:ci-après(?: dénommée?| appelée?| désignée?)?|dénommée?|dite?|appelée?)\s?:?\s?)[«\"“]\s?"
    r"(?:le |la |les |l[’'])?([^»\"”]{2,60}?)\s?[»\"”]"
)


def is_body(expansion: str) -> bool:
    """Whether the expansion of an acronym is an organisation: known, or built on a head noun, and no treaty or programme."""
    if names().get(expansion) is not None:
        return True
    grammar = heads()
    tokens = tokenise(expansion)
    if not tokens or grammar.not_bodies.longest(tokens, 0):
        return False
    if tokens[0].key in grammar.no_expansions:
        return False
    allowed = grammar.guarded.get(tokens[0].key)
    if expansion[0].islower() and allowed is not None and allowed.isdisjoint(t.key for t in tokens[1:4]):
        return False  # `EG : équipe gouvernementale`
    if grammar.kinds.longest(tokens, 0) or grammar.short_forms.longest(tokens, 0):
        return len(tokens) > 1
    capitals = [t for t in tokens if expansion[t.start].isupper()]
    return len(capitals) >= 2 and any(
        t.key in language.heads | language.also_french for language in grammar.foreign for t in tokens
    )


def listed(segmented: Segmented, register: Register) -> tuple[Gazetteer[tuple[str, str]], dict[str, str]]:
    """The bodies the document defines itself: a gazetteer of acronyms and names -> (key, form as written), and the key of each
    acronym entry that is a body."""
    defined: Gazetteer[tuple[str, str]] = Gazetteer()
    acronym_keys: dict[str, str] = {}
    for entry in segmented.acronyms:
        expansion = entry.expansion.split("(")[0].strip() or entry.expansion
        if is_body(expansion):
            acronym_keys[entry.acronym_id] = _define(entry.acronym, expansion, register, defined)
    return defined, acronym_keys


def other_meanings(segmented: Segmented) -> frozenset[str]:
    """Acronyms of known bodies that this document gives another meaning: ``PAM``, a ``plan d’action mondial``."""
    others = set()
    for entry in segmented.acronyms:
        known = names().get(entry.acronym)
        if known and not is_body(entry.expansion) and not alike(entry.expansion, bodies()[known[0]].names):
            others.add(entry.acronym)
    return frozenset(others)


def is_other(unit: UnitText, f: Found, others: frozenset[str]) -> bool:
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


def define_inline(unit: UnitText, found: list[Found], register: Register, defined: Gazetteer[tuple[str, str]]) -> None:
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
    at = bisect_left(unit.starts, f.start)
    last = bisect_left(unit.starts, f.end)
    return match[1] if spells(match[1], unit.tokens[at:last]) else None


def _inner(unit: UnitText, f: Found, acronym: str) -> int | None:
    """Where in a name the part begins that the acronym spells, when it does not spell the whole: ``Comité exécutif de
    l’| Association internationale de la sécurité sociale (AISS)``."""
    at = bisect_left(unit.starts, f.start)
    last = bisect_left(unit.starts, f.end)
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
