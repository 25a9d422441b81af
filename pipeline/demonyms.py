"""Adjectives and inhabitants of countries, told from languages and surnames; words in ``configs/lexicons/demonyms.yaml``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.gazetteer import Gazetteer, Token, fold_word
from pipeline.resources import lexicon
from pipeline.surroundings import HYPHENS, after_honorific, words

_LONGEST_LIST = 12  # languages enumerated before the one that is looked at


class Demonym(NamedTuple):
    """Tokens up to ``last`` (exclusive) are read; ``iso3`` is ``None`` where the word is no demonym here."""

    last: int
    iso3: str | None


class _Lexicon(NamedTuple):
    forms: Gazetteer[str]
    prefixes: Mapping[str, str]
    regional_prefixes: frozenset[str]
    languages: frozenset[str]
    language_forms: frozenset[str]
    other_languages: frozenset[str]
    language_nouns: frozenset[str]


def forms(word: str) -> Iterator[str]:
    """The four forms of a demonym given in the masculine singular (``belge``) or as ``masculine/feminine`` (``grec/grecque``)."""
    masculine, _, feminine = word.partition("/")
    if not feminine:
        if masculine.endswith("e"):
            feminine = masculine
        elif masculine.endswith("en"):
            feminine = masculine + "ne"
        else:
            feminine = masculine + "e"
    for form in (masculine, feminine):
        yield form
        yield form if form.endswith(("s", "x")) else form + "s"


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    data = lexicon("demonyms")
    return _Lexicon(
        forms=Gazetteer(
            (form, iso3) for iso3, listed in data["forms"].items() for word in listed for form in forms(word)
        ),
        prefixes={fold_word(word): iso3 for word, iso3 in data["prefixes"].items()},
        regional_prefixes=frozenset(fold_word(word) for word in data["regional_prefixes"]),
        languages=frozenset(fold_word(word) for word in data["languages"]),
        language_forms=frozenset(fold_word(form) for word in data["languages"] for form in forms(word)),
        other_languages=frozenset(fold_word(form) for word in data["other_languages"] for form in forms(word)),
        language_nouns=frozenset(fold_word(word) for word in data["language_nouns"]),
    )


def is_form(word: str) -> bool:
    """Whether ``word`` alone is a demonym in some form, whatever it means where it stands."""
    return _lexicon().forms.get(word) is not None


def read(text: str, tokens: Sequence[Token], first: int) -> Demonym | None:
    """The demonym that begins at token ``first``, or ``None``. Of a compound (``germano-marocain``) each half is one."""
    lex = _lexicon()
    token = tokens[first]
    if (
        token.key in lex.prefixes
        and first + 1 < len(tokens)
        and text[token.end] in "-‐‑"
        and lex.forms.longest(tokens, first + 1)
    ):
        return Demonym(first + 1, lex.prefixes[token.key])
    match = lex.forms.longest(tokens, first) if lex.forms.starts(token.key) else None
    if match is None:
        return None
    return Demonym(match.last, match.value if _is_demonym(lex, text, tokens, first, match.last) else None)


def _is_demonym(lex: _Lexicon, text: str, tokens: Sequence[Token], first: int, last: int) -> bool:
    token = tokens[first]
    surface = text[token.start : tokens[last - 1].end]
    before = tokens[first - 1] if first else None
    if before and text[before.end : token.start] in HYPHENS and before.key in lex.regional_prefixes:
        return False
    key = tokens[last - 1].key
    if key in lex.language_forms and _is_language(lex, text, tokens, first):
        return False
    if surface[0].islower():
        return True
    if after_honorific(text, tokens, first):
        return False
    if key.endswith(("s", "x")) and key not in lex.languages:
        return True
    # A capital in the singular: an inhabitant (`un Malien`), or a word of a title; else a surname or the name of a language.
    if before is None:
        return False
    after = tokens[last] if last < len(tokens) else None
    if before.key == "," and after is not None and after.key.isalpha() and text[after.start].islower():
        return True  # `Pour Yonas, Érythréen renvoyé du Niger, ...`
    if before.key in words().articles | words().determiners or before.key in words().institutions:
        return True
    return key.endswith("e") or (surface.isupper() and len(surface) > 3)


def _is_language(lex: _Lexicon, text: str, tokens: Sequence[Token], first: int) -> bool:
    """Whether the word at ``first`` is the language: ``en français``, ``le russe``, ``la version arabe et espagnole``."""
    for at in range(first, max(-1, first - 2 * _LONGEST_LIST), -2):
        token = tokens[at]
        if at < first and token.key in lex.other_languages:
            return True
        if token.key not in lex.language_forms:
            return False
        before = tokens[at - 1] if at else None
        if before is None:
            after = tokens[at + 1] if at + 1 < len(tokens) else None
            return after is None or not after.key.isalpha() or after.key in ("et", "ou")
        if before.key in lex.language_nouns or before.key in (":", "/"):
            return True
        if before.key in ("en", "le", "du", "au", "l", "d"):
            return text[token.start].islower() and token.key in lex.languages
        if before.key not in (",", "et", "ou") or at < 2:
            return False
    return False
