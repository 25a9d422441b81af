"""What stands beside a name: titles and determiners that tell a country from a person. Tokens are those of ``gazetteer``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.gazetteer import Token, fold_word
from pipeline.resources import lexicon

HYPHENS = ("-", "‐", "‑")


class Words(NamedTuple):
    """The lists of ``configs/lexicons/surroundings.yaml`` as token keys."""

    articles: frozenset[str]
    prepositions: frozenset[str]
    determiners: frozenset[str]
    honorifics: frozenset[str]
    institutions: frozenset[str]
    continents: frozenset[str]
    grammatical: frozenset[str]  # articles, prepositions and determiners together


@lru_cache(maxsize=1)
def words() -> Words:
    data = {name: frozenset(fold_word(word) for word in listed) for name, listed in lexicon("surroundings").items()}
    return Words(**data, grammatical=data["articles"] | data["prepositions"] | data["determiners"])


def is_proper(text: str, token: Token) -> bool:
    """Whether the token is a capitalised word that can be part of a person's name."""
    return text[token.start].isupper() and token.key.isalpha() and token.key not in words().grammatical


def after_honorific(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Whether the word at ``at`` is in a name led by ``M.`` or ``Mme``, over at most three capitalised words: ``M. Luis Chili``."""
    honorifics = words().honorifics
    k = at - 1
    while k >= 0 and at - k <= 4 and tokens[k].key not in honorifics:
        if (not is_proper(text, tokens[k]) and tokens[k].key not in ("le", "la")) or text[tokens[k].end] == "\t":
            break
        k -= 1
    if k >= 1 and tokens[k].key == ".":
        k -= 1
    return (
        k >= 0 and tokens[k].key in honorifics and text[tokens[k].start].isupper() and tokens[k].end < tokens[at].start
    )
