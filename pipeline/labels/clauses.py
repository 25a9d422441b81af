"""A sentence without a parser: what stands before and behind a word, and which phrase is the subject of a verb."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache

from pipeline.labels.actors import Phrase, Phrases, infinitive_at, words
from pipeline.labels.cues import tokenize

Spans = tuple[tuple[int, int], ...]

STOPS = frozenset([".", ";", ":", "!", "?", "…"])
_PARTICIPLE = re.compile(r"(?:é|ée|és|ées|is|ise|ises|it|ite|ites|its|us?|ues?|ert|erte|erts|ertes|aint|aints|aintes)$")


@lru_cache(maxsize=200)
def _stems(words: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(w for w in words if len(w) > 3))


class Sentence:
    """The words and noun phrases of ``text``; positions are numbers of tokens."""

    def __init__(self, text: str, named: Spans) -> None:
        self.located = tokenize(text)
        self.tokens: Sequence[str] = self.located.words
        # The word at a position, empty a little outside the sentence: looking ahead needs no bounds; -1 is empty too.
        self.word: Callable[[int], str] = [*self.tokens, *[""] * 40].__getitem__
        self._named = named

    @cached_property
    def phrases(self) -> Phrases:
        """Its noun phrases, read when first asked for: most sentences hold no construction that needs them."""
        return Phrases(self.located, self._named)

    def is_noun(self, i: int) -> bool:
        return self.word(i - 1) in words("before_asking_noun") and self.word(i) in words("asking_nouns")

    def near(self, i: int, wanted: frozenset[str], within: int, stems: bool = False) -> bool:
        for k in range(i - 1, max(-1, i - 1 - within), -1):
            word = self.word(k)
            if word in STOPS:
                return False
            if word in wanted or ((stems or len(word) > 4) and word.startswith(_stems(wanted))):
                return True
        return False

    def back(self, i: int) -> int:
        """Over pronouns, auxiliaries and adverbs to the end of what stands before the verb at ``i``."""
        end = i
        while end:
            word = self.word(end - 1)
            if (
                word in words("before_verb")
                or word in words("auxiliaries")
                or (word.endswith("ment") and end not in self.phrases.ending)
                or (word in ("elles", "eux") and self.word(end) == "aussi")
            ):
                end -= 1
            elif word == "," and self.inserted(end - 1):
                end = self.inserted(end - 1)
            else:
                break
        return end

    def inserted(self, comma: int) -> int:
        """Where `ont été, une fois encore, | invités` was interrupted; 0 where nothing was."""
        for k in range(comma - 1, max(0, comma - 9), -1):
            if self.word(k) == ",":
                return k if self.word(k - 1) in words("auxiliaries") else 0
        return 0

    def subject(self, end: int, plural: bool) -> Phrase | None:
        """The phrase that is the subject of a verb before which ``end`` lies."""
        if self.word(end - 1) == ")":
            end = self.opening(end - 1)
        near = self.phrases.ending.get(end)
        relative = self.with_relative(end, plural, near)
        if relative is not None:
            return relative
        if near and not near.governed and near.agrees(plural) and not self.conditional(near):
            return near
        if near and not near.governed and len(near.members) > 1 and not near.members[-1].acts:
            return None
        if self.word(end - 1) in (",", "–", "-", "—"):
            return self.with_insert(end, plural)
        return None

    def conditional(self, phrase: Phrase) -> bool:
        return self.word(phrase.first - 1) in ("si", "lorsque", "quand")

    def with_relative(self, end: int, plural: bool, near: Phrase | None) -> Phrase | None:
        """`les pays | qui accueillent des réfugiés | devraient`."""
        for phrase in reversed(self.phrases.all):
            if phrase.after >= end or (near and phrase.first >= near.first):
                continue
            between = [self.word(k) for k in range(phrase.after, end)]
            if len(between) > 22 or any(w in STOPS or w in ("que", "qu'") for w in between):
                return None
            at = 1 if between[:1] == [","] else 0
            opens = between[at : at + 1]
            if opens and opens[0] in ("qui", "dont", "où") and not phrase.governed and phrase.agrees(plural):
                if at and between[-1] != ",":
                    continue  # a relative in commas ends with one
                if not at and between.count(",") and between[-1] != "," and near and not near.governed:
                    continue
                return phrase if phrase.acts else Phrase(phrase.members, phrase.first, phrase.after, plural, "à")
        return None

    def with_insert(self, end: int, plural: bool) -> Phrase | None:
        """`les États, en coopération avec les syndicats, | devraient`."""
        for phrase in reversed(self.phrases.all):
            if phrase.after >= end - 1:
                continue
            between = [self.word(k) for k in range(phrase.after, end)]
            if len(between) > 30 or any(w in STOPS or w in ("que", "qu'") for w in between[:-1]):
                return None
            if (
                between[0] in (",", "–", "—", "-")
                and not phrase.governed
                and phrase.agrees(plural)
                and not self.conditional(phrase)
            ):
                return phrase
        return None

    def opening(self, i: int) -> int:
        while i and self.word(i) != "(":
            i -= 1
        return i

    def closing(self, i: int) -> int:
        while i < len(self.tokens) - 1 and self.word(i) != ")":
            i += 1
        return i

    def insert_after(self, i: int) -> int:
        """Over brackets and a short insert in commas at ``i``."""
        if self.word(i) == "(":
            i = self.closing(i) + 1
        if self.word(i) == ",":
            for k in range(i + 1, min(len(self.tokens), i + 16)):
                if self.word(k) in STOPS:
                    return i
                if self.word(k) == ",":
                    return k + 1
        return i

    def over(self, i: int) -> int:
        """Over adverbs behind a verb, and what they stand in."""
        while i not in self.phrases.starting and (
            self.word(i) in words("before_verb") or self.word(i).endswith("ment")
        ):
            i += 1
        return self.insert_after(i) if self.word(i) == "," else i

    def asks_to(self, i: int, *prepositions: str) -> bool:
        """Does `à` or `de` with an infinitive follow, at once or behind an insert?"""
        wanted = prepositions or ("à", "de", "d'")
        if self.word(i) in wanted and infinitive_at(self.tokens, i + 1):
            return True
        if self.word(i) in ("pour", "afin") and self.word(i + 1) in ("que", "qu'", "de", "d'"):
            return True
        if self.word(i) not in words("before_asked_act") and not self.word(i).endswith("ment"):
            return False
        for k in range(i + 1, min(len(self.tokens), i + 26)):
            if self.word(k) in STOPS or self.word(k) in ("que", "qu'"):
                return False
            if self.word(k) in wanted and infinitive_at(self.tokens, k + 1):
                return True
        return False

    def passive(self, i: int) -> bool:
        following = [self.word(k) for k in range(i, i + 5)]
        if "être" not in following:
            return False
        at = i + following.index("être") + 1
        for k in range(at, at + 3):
            word = self.word(k)
            if len(word) > 2 and _PARTICIPLE.search(word) and word not in ("plus", "sous", "tous"):
                return True
            if (
                not word.endswith("ment")
                and word not in words("before_verb")
                and word not in ("pas", "mieux", "plus", "pleinement", "bien", "et", "à", "nouveau")
            ):
                return False
        return False

    def agent(self, i: int) -> Phrase | None:
        for k in range(i, min(len(self.tokens), i + 8)):
            if self.word(k) in STOPS or self.word(k) in words("before_no_agent"):
                return None
            if self.word(k) == "par":
                return self.phrases.starting.get(k + 1)
        return None

    def receives(self, i: int) -> bool:
        """Is what the subject shall do at ``i`` only to get or to suffer something?"""
        for k in range(i, min(len(self.tokens), i + 6)):
            word = self.word(k)
            if (
                word in words("before_verb")
                or word in ("pas", "jamais", "continuer", "à", "de", ",", "mieux", "pleinement")
                or word.endswith("ment")
            ):
                continue
            if word in ("avoir", "aient", "ait", "a", "ont"):
                return any(self.word(m) in words("having") for m in range(k + 1, k + 5))
            if word == "faire" or word in ("fassent", "fasse"):
                return self.word(k + 1) in ("face", "l'") and self.word(k + 2) != "effort"
            return any(word.startswith(stem) for stem in words("receiving") | words("suffering"))
        return False
