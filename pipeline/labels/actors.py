"""Noun phrases of those who can act (`les pays d'origine et de destination`, `l'ensemble des bailleurs`), told without a parser.

A phrase begins at its article or name and goes on as long as French lets a noun go on: complements with `de`, adjectives (in the
plural every word in -s or -x, in the singular by their endings, so that the verb of `que la commission prenne` stays outside),
members joined by a comma and `et`. All noun phrases are read, not those of actors alone: `les États` in `les politiques des États`
belongs to another and is nobody's subject.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from pipeline.labels.cues import Tokens
from pipeline.resources import lexicon

_CONTRACTED = {"au": "à", "aux": "à", "du": "de"}
_OF = frozenset(["de", "d'", "du", "des"])
_JOINS = frozenset(["et", "ou"])
# No noun, and the end of any phrase.
_ADJECTIVE = re.compile(
    r"(?:al|ale|el|elle|ile|ique|aire|ien|ienne|éen|éenne|ain|aine|ais|aise|ois|oise|if|ive|eux|euse|é|ée|ière|able|ible|ane|ant|ante|(?:compét|perman|pertin|résid|cli|réc|précéd|différ|équival|émerg)ente?)$"
)
_INFINITIVE = re.compile(r"(?:er|ir|re|oir)$")
_PLURAL_ADJECTIVE = re.compile(r"(?:s|x)$")
_LONGEST = 24  # tokens; longer phrases were misread ones


class Member(NamedTuple):
    """One member of a phrase, ``tokens[first:after]`` with its article; ``acts``: its head is an actor or a named body."""

    first: int
    after: int
    acts: bool
    plural: bool
    feminine: bool


class Phrase(NamedTuple):
    """Members joined by `et`; ``governed`` is the preposition it hangs on, empty for a subject or an object."""

    members: tuple[Member, ...]
    first: int
    after: int
    plural: bool
    governed: str
    either: bool = False  # `l'ensemble des ministères` takes both numbers

    def agrees(self, plural: bool) -> bool:
        """Can it be the subject of a verb of this number?"""
        return self.either or self.plural == plural

    @property
    def acts(self) -> bool:
        """Is somebody among the members who can act?"""
        return any(m.acts for m in self.members)


@cache
def words(key: str) -> frozenset[str]:
    """A list of the lexicon ``addressees``."""
    return frozenset(lexicon("addressees")[key])


@cache
def _actors() -> Mapping[str, bool]:
    """Actor nouns, and whether they are feminine."""
    listed: Mapping[str, Any] = lexicon("addressees")["actors"]
    return {w: gender == "feminine" for gender in ("feminine", "masculine") for w in listed[gender]}


@cache
def _quantities() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Phrases of quantity by their first word, longest first."""
    listed = sorted((tuple(q.split()) for q in lexicon("addressees")["quantities"]), key=lambda q: (-len(q), q))
    return {first: tuple(q for q in listed if q[0] == first) for first in sorted({q[0] for q in listed})}


@lru_cache(maxsize=20_000)
def _may_begin(word: str) -> bool:
    """Can a noun phrase begin with ``word``?"""
    keys = ("singular_articles", "plural_articles", "before_noun")
    return word in _actors() or word in _quantities() or word == "d'" or any(word in words(key) for key in keys)


@lru_cache(maxsize=20_000)
def _is_infinitive(word: str) -> bool:
    return bool(_INFINITIVE.search(word)) and word not in words("not_infinitives")


def infinitive_at(tokens: Sequence[str], i: int) -> bool:
    """Does ``tokens[i:]`` begin with an infinitive, pronouns and adverbs before it left aside?"""
    for j in range(i, min(len(tokens), i + 5)):
        word = tokens[j]
        if _is_infinitive(word):
            return True
        if word not in words("before_infinitive") and not word.endswith("ment"):
            return False
    return False


class Phrases:
    """The noun phrases of one sentence; ``named``: where countries and bodies are named (offsets into the text)."""

    def __init__(self, tokens: Tokens, named: Sequence[tuple[int, int]]) -> None:
        self.tokens = tokens.words
        self._words = [*tokens.words, *[""] * 32]  # looking ahead needs no bounds; -1 is empty too
        self.word: Callable[[int], str] = self._words.__getitem__
        self._named: dict[int, int] = {}
        for start, end in named:
            first, after = bisect_left(tokens.starts, start), bisect_left(tokens.starts, end)
            if first < after:
                self._named[first] = max(after, self._named.get(first, 0))
        self.all: list[Phrase] = []
        after = 0
        for i in sorted({i for i, word in enumerate(self.tokens) if _may_begin(word)} | self._named.keys()):
            phrase = self.at(i) if i >= after else None
            if phrase:
                self.all.append(phrase)
                after = phrase.after
        self.ending = {p.after: p for p in self.all}
        self.starting = {p.first: p for p in self.all}

    def at(self, i: int) -> Phrase | None:
        """The phrase that begins at token ``i``, part of another or not."""
        member = self._member(i)
        if member is None:
            return None
        members = [member]
        governed_by = "à" if self.word(i) in ("au", "aux") or self.word(i - 1) == "à" else ""
        after = member.after
        while after - i < _LONGEST:
            if self.word(after) == "que" and self.word(i - 1) in ("tant", "bien", "autant"):
                joined = self._member(after + 1)  # `tant les villes que les campagnes`
                if joined and joined.acts:
                    members.append(joined)
                    after = joined.after
                break
            following, at = self._next_member(after, governed_by, loose=_OF.isdisjoint(self.tokens[i:after]))
            if following is None:
                break
            # a comma joins only where an `et` closes the list
            if self.word(after) == "," and not self._closes(following.after, governed_by):
                break
            members.append(following)
            after = at
        before = self.word(i - 1)
        governed = _CONTRACTED.get(self.word(i), "")
        if before in words("prepositions"):
            governed = governed or before
        elif before.endswith("ant") and len(before) > 4 and before not in words("adverbs_in_ant"):
            governed = before  # `une approche associant les ministères`
        if self.word(i) in ("des", "d'") and before not in (
            "",
            "que",
            "qu'",
            ",",
            ":",
            "(",
            "et",
            "mais",
            "si",
            "car",
            "où",
            "»",
        ):
            governed = "de"
        return Phrase(
            tuple(members),
            i,
            after,
            len(members) > 1 or member.plural,
            governed,
            self.word(i + 1) in ("ensemble", "majorité", "totalité", "plupart"),
        )

    def _next_member(self, after: int, governed: str = "", loose: bool = False) -> tuple[Member | None, int]:
        """The member joined at ``after`` by a comma, `et`, `ou`, `ainsi que`, and where it ends; ``loose``: it may begin
        with `des`, there is no complement before it that it could continue."""
        at = after
        if self.word(at) == ",":
            at += 1
        if self.word(at) in _JOINS:
            at += 1
        elif (self.word(at), self.word(at + 1)) in (("ainsi", "que"), ("ainsi", "qu'"), ("tant", "que")):
            at += 2
        elif at == after:
            return None, after
        if governed and self.word(at) == "à":
            at += 1
        elif governed and self.word(at) in ("au", "aux"):
            member = self._member(at)
            return (member, member.after) if member and member.acts else (None, after)
        member = self._member(at)
        if (
            member is None
            or not member.acts
            or (self.word(at) in ("du", "au", "aux", "des") and not (loose and self.word(at) == "des"))
        ):
            return None, after
        return member, member.after

    def _closes(self, after: int, governed: str) -> bool:
        """Is there an `et` or `ou` with another member further on in the list?"""
        for _ in range(8):
            if self.word(after) in _JOINS or (self.word(after) == "," and self.word(after + 1) in _JOINS):
                return self._next_member(after, governed)[0] is not None
            if self.word(after) == "ainsi":
                return True
            following, at = self._next_member(after, governed)
            if following is None:
                return False
            after = at
        return False

    def _member(self, i: int) -> Member | None:
        if not _may_begin(self.word(i)) and i not in self._named:
            return None
        first, plural = i, False
        article = ""
        for quantity in _quantities().get(self.word(i), ()):
            if tuple(self._words[i : i + len(quantity)]) == quantity and self.word(i + len(quantity)) in (
                "des",
                "de",
                "d'",
                "du",
                "d'entre",
            ):
                i += len(quantity)
                plural = quantity[-1] not in ("chacun", "chacune", "ensemble")
                break
        if i not in self._named:
            while (
                self.word(i) in words("singular_articles")
                or self.word(i) in words("plural_articles")
                or (i > first and self.word(i) in ("de", "d'"))
                or (self.word(i) == "d'" and self.word(i + 1) == "autres")
            ):
                article = self.word(i)
                plural = plural or article in words("plural_articles") or article == "d'"
                i += 1
                if i in self._named or i - first > 5:
                    break
        while (
            i not in self._named
            and self.word(i) in words("before_noun")
            and (self.word(i + 1) not in words("function_words"))
        ):
            plural = plural or self.word(i) in (
                "deux",
                "trois",
                "quatre",
                "cinq",
                "six",
                "sept",
                "huit",
                "dix",
                "vingt",
            )
            i += 1
        head = self.word(i)
        if i in self._named:
            after = self._named[i]
            if after == i + 1 or article or i == first:
                return Member(
                    first, self._modifiers(after, plural, False), True, plural, article in ("la", "une", "cette")
                )
        if (
            not head
            or not head[0].isalpha()
            or head in words("function_words")
            or (i == first and head not in _actors())
        ):
            return None
        if (
            i == first
            and self.word(i - 1)
            and self.word(i - 1) not in (",", ":", "et", "ou", "que", "(", "entre", "par", "pour", "avec")
        ):
            return None  # a bare noun opens a phrase only where a clause or a list may begin
        if i == first and self.word(i - 1) == "que" and self.word(i - 2) == "tant":
            return None
        if infinitive_at(self.tokens, i) and head not in _actors():
            return None
        plural = plural or (article in ("", "de") and head[-1] in "sx")
        acts = head in _actors()
        return Member(
            first,
            self._modifiers(i + 1, plural, True),
            acts,
            plural,
            _actors().get(head, article in ("la", "une", "cette")),
        )

    def _modifiers(self, i: int, plural: bool, common: bool) -> int:
        """Where the adjectives and complements of the noun before ``i`` end; ``common``: the noun is no name."""
        start = i
        complement = False
        while i < len(self.tokens) and i - start < 16:
            word, following = self.word(i), self.word(i + 1)
            if word in ("de", "d'", "du", "des") and not infinitive_at(self.tokens, i + 1):
                after = self._complement(i + 1)
                if after is None:
                    break
                i, complement = after, True
            elif common and i in self._named and self.word(i - 1) not in _OF:  # `le Gouvernement suisse`
                i = self._named[i]
            elif common and self._adjective(i, plural):
                i += 1
            elif word in ("et", "ou", ",") and complement and following in ("de", "d'") and self._series(i):
                after = self._complement(i + 2)
                if after is None:
                    break
                i = after
            elif (
                (word in _JOINS and common and (self._adjective(i + 1, plural) or (plural and following in _actors())))
                or (word == "," and common and self._adjective(i + 1, plural) and self._listed_adjectives(i, plural))
                or (word == "à" and following in ("revenu", "revenus", "faible", "faibles", "forte", "but", "haut"))
                or (
                    word == "en"
                    and following
                    in (
                        "développement",
                        "transition",
                        "conflit",
                        "crise",
                        "question",
                        "charge",
                        "première",
                    )
                )
            ):
                i += 2
            elif word in ("eux", "elles", "lui", "elle") and following == "-" and self.word(i + 2) in ("mêmes", "même"):
                i += 3
            elif word == "-" and following in ("mêmes", "même", "membres", "parties", "hôtes", "prenantes", "clés"):
                i += 2
            else:
                break
        return i

    def _series(self, i: int) -> bool:
        """`, de transit et de destination`: does an `et de` or `ou de` close the series that goes on at the comma ``i``?"""
        if self.word(i) in _JOINS:
            return not infinitive_at(self.tokens, i + 2)
        at = i
        for _ in range(4):
            after = self._complement(at + 2)
            if after is None:
                return False
            if self.word(after) in _JOINS and self.word(after + 1) in ("de", "d'"):
                return True
            if self.word(after) != "," or self.word(after + 1) not in ("de", "d'"):
                return False
            at = after
        return False

    def _listed_adjectives(self, i: int, plural: bool) -> bool:
        """`, régionales et locales`: adjectives up to an `et`."""
        while self.word(i) == "," and self._adjective(i + 1, plural):
            i += 2
        return self.word(i) in _JOINS and self._adjective(i + 1, plural)

    def _complement(self, i: int) -> int | None:
        """Where the noun (and its own complements) after a `de` ends; None where no noun stands."""
        plural = self.word(i - 1) == "des"
        article = ""
        while i not in self._named and (
            self.word(i) in words("singular_articles") or self.word(i) in words("plural_articles")
        ):
            article = self.word(i)
            plural = plural or article in words("plural_articles")
            i += 1
        if i in self._named:
            return self._named[i]
        while self.word(i) in words("before_noun") and self.word(i + 1) not in words("function_words"):
            i += 1
        head = self.word(i)
        if not head or not head[0].isalpha() or head in words("function_words"):
            return None
        if (
            self.word(i + 1) == "-"
            and self.word(i + 2)[:1].isalpha()
            and self.word(i + 2) not in words("function_words")
        ):
            i += 2
        return self._modifiers(i + 1, plural or head[-1] in "sx", True)

    def _adjective(self, i: int, plural: bool) -> bool:
        word = self.word(i)
        if (
            not word
            or not word[0].isalpha()
            or word in words("function_words")
            or word in words("never_adjectives")
            or i in self._named
        ):
            return False
        if word in words("singular_articles") or word in words("plural_articles") or word in words("prepositions"):
            return False
        if plural:
            return bool(_PLURAL_ADJECTIVE.search(word)) or word in ("parties", "clé")
        return word in words("after_noun") or (
            bool(_ADJECTIVE.search(word)) and word not in words("verbs_like_adjectives")
        )
