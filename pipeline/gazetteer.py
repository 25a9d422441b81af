"""Finding known phrases in running French: words without case and accents, kept in a trie.

A text becomes a list of tokens, one for each word and one for each punctuation mark; hyphens, apostrophes and spaces only
separate words, so that ``Côte-d'Ivoire``, ``COTE D’IVOIRE`` and ``Côte d’Ivoire`` give the same tokens. Offsets are those of
the text. One pass over the text, whatever the number of phrases.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Generic, NamedTuple, TypeVar

_TOKEN = re.compile(r"\w+|[^\w\s\-‐‑­'’‘´`ʼ]")

T = TypeVar("T")


class Token(NamedTuple):
    """A word or a punctuation mark; ``key`` is the word without case and accents."""

    start: int
    end: int
    key: str


@lru_cache(maxsize=200_000)
def fold_word(word: str) -> str:
    """``word`` in lower case, without accents, ligatures written out."""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word)
    return (
        "".join(c for c in decomposed if not unicodedata.combining(c)).casefold().replace("œ", "oe").replace("æ", "ae")
    )


def tokenise(text: str) -> list[Token]:
    """The words and punctuation marks of ``text``, in order."""
    return [Token(m.start(), m.end(), fold_word(m.group())) for m in _TOKEN.finditer(text)]


def keys(phrase: str) -> tuple[str, ...]:
    """The token keys of ``phrase``: what two spellings of one name have in common."""
    return tuple(fold_word(m.group()) for m in _TOKEN.finditer(phrase))


def alternatives(words: Iterable[str]) -> str:
    """A pattern of any of ``words``, the longest that fits, their common beginnings read once: hundreds of words cost no more than
    a few."""
    root: dict[str, Any] = {}
    for word in words:
        node = root
        for c in word:
            node = node.setdefault(c, {})
        node[""] = {}
    return _branches(root)


def _branches(node: dict[str, Any]) -> str:
    branches = []
    for c in sorted(k for k in node if k):
        tail, at = re.escape(c), node[c]
        while len(at) == 1 and "" not in at:  # a run without a choice
            ((step, at),) = at.items()
            tail += re.escape(step)
        branches.append(tail + (_branches(at) if set(at) != {""} else ""))
    if len(branches) == 1 and "" not in node:
        return branches[0]
    return f"(?:{'|'.join(branches)})" + ("?" if "" in node else "")


class Match(NamedTuple, Generic[T]):
    """Tokens ``first`` to ``last`` (exclusive) are a known phrase."""

    first: int
    last: int
    value: T


class Gazetteer(Generic[T]):
    """Phrases with a value each; of two phrases with the same keys the first is kept."""

    _LEAF = " "  # no token: a word of accents alone is the empty one

    def __init__(self, entries: Iterable[tuple[str, T]] = ()) -> None:
        self._root: dict[str, Any] = {}
        for phrase, value in entries:
            self.add(phrase, value)

    def add(self, phrase: str, value: T) -> None:
        node = self._root
        words = keys(phrase)
        if not words:
            raise ValueError(f"no word in {phrase!r}")
        for word in words:
            node = node.setdefault(word, {})
        node.setdefault(self._LEAF, value)

    def get(self, phrase: str) -> T | None:
        """The value of exactly ``phrase``."""
        node: Any = self._root
        for word in keys(phrase):
            node = node.get(word)
            if node is None:
                return None
        value: T | None = node.get(self._LEAF)
        return value

    def starts(self, key: str) -> bool:
        """Whether a phrase begins with the word of this key."""
        return key in self._root

    def longest(self, tokens: Sequence[Token], first: int) -> Match[T] | None:
        """The longest phrase that begins at token ``first``."""
        node = self._root.get(tokens[first].key)
        best: Match[T] | None = None
        at = first
        while node is not None:
            at += 1
            if self._LEAF in node:
                best = Match(first, at, node[self._LEAF])
            if at >= len(tokens):
                break
            node = node.get(tokens[at].key)
        return best
