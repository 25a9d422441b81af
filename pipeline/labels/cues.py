"""Cue patterns over words: the lexicons say ``il ADV* BE ADV* NEED de|que``, this module finds where such a sequence stands.

Every token of a unit is mapped to one symbol (a private-use character) that stands for what the lexicons know of the word; a
pattern becomes a regular expression over these symbols, so that a sentence of two hundred characters is a string of thirty
and forty patterns cost some microseconds each. Pattern language, words separated by spaces:

``word``      this word form (lower case, straight apostrophe: ``l'``)      ``a|b``  either of them
``stem~``     any word that begins with ``stem``                            ``CLASS`` a class of the lexicons (upper case)
``x*`` ``x?`` any number of, at most one                                    ``..3``  at most three words, no full stop between
``^``         (first) the unit begins here

The classes INF (infinitive), COND, FUT, IMPF, PP (participle), TION (noun in -tion), NUM, STOP (. ! ? ; :), COMMA, OPEN and
CLOSE (brackets, quotation marks), NAME (capitalised inside a sentence) come from the form of the word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, reduce
from itertools import accumulate
from operator import or_
from typing import Any, NamedTuple

from pipeline.resources import lexicon

# Of lower case with straight apostrophes; most words are of the range that is tried first, one comparison a letter.
_TOKEN = re.compile(r"((?:[a-zß-öø-ÿ]+[^\W\d_]*|[^\W\d_]+)'?|\d+(?:[.,]\d+)*|[^\w\s])")
_APOSTROPHES = "’´ʼ`"

_SHAPES: tuple[str, ...] = ("INF", "COND", "FUT", "IMPF", "PP", "TION")
_MARKS = {
    **dict.fromkeys(".!?;:…", "STOP"),
    ",": "COMMA",
    **dict.fromkeys('([«“"', "OPEN"),
    **dict.fromkeys(")]»”", "CLOSE"),
}
# Nouns and adjectives that end like an infinitive; the list need not be complete, the features are weighed, not believed.
_NOT_INFINITIVE = frozenset(
    [
        "premier",
        "dernier",
        "particulier",
        "entier",
        "étranger",
        "danger",
        "ouvrier",
        "métier",
        "janvier",
        "février",
        "papier",
        "chantier",
        "quartier",
        "dossier",
        "financier",
        "courrier",
        "atelier",
        "conseiller",
        "hier",
        "policier",
        "foncier",
        "régulier",
        "irrégulier",
        "officier",
        "héritier",
        "passager",
        "hiver",
        "mer",
        "amer",
        "fer",
        "cher",
        "enfer",
        "avenir",
        "désir",
        "loisir",
        "plaisir",
        "souvenir",
        "espoir",
        "soir",
        "noir",
        "cadre",
        "ordre",
        "autre",
        "notre",
        "votre",
        "entre",
        "contre",
        "titre",
        "chapitre",
        "centre",
        "lettre",
        "ministre",
        "registre",
        "nombre",
        "membre",
        "mètre",
        "maître",
        "quatre",
        "pouvoir",
        "devoir",
        "savoir",
        "trottoir",
        "outre",
        "moindre",
        "rencontre",
        "filtre",
        "arbitre",
        "montre",
        "fenêtre",
        "leader",
        "partner",
        "cancer",
        "niger",
        "alger",
    ]
)
_FORM = re.compile(
    r"(?P<COND>.{2,}rai(?:t|ent)$)|(?P<IMPF>.{2,}(?:ait|aient)$)|(?P<FUT>.{3,}r(?:a|ont)$)"
    r"|(?P<TION>.{2,}[ts]ions?$)|(?P<PP>.{2,}(?:é|ée|és|ées)$)"
    r"|(?P<INF>.{2,}(?:er|ir|oir|dre|tre|vre|pre|cre)$|.*(?:dire|faire|crire|duire|truire|nuire|suivre|plaire|clure|rire|lire)$)"
)
_FIRST = 0xE000


class Tokens(NamedTuple):
    """The words and marks of a text, in lower case with a straight apostrophe, and where each starts and ends in the text: three
    lists of one length, since an object for every word costs more than all the reading of it."""

    words: list[str]
    starts: list[int]
    ends: list[int]


def tokenize(text: str) -> Tokens:
    """The words and marks of ``text``; elided forms keep their apostrophe (``l'``), digits stand together."""
    straight = text
    for mark in _APOSTROPHES:  # four replacements cost a tenth of one `translate`
        straight = straight.replace(mark, "'")
    folded = straight.lower()
    if len(folded) != len(text):  # İ grows when lowered: offsets first
        folded = "".join(c.lower()[:1] or c for c in straight)
    parts = _TOKEN.split(folded)  # gap, word, gap, word, ..., gap
    ends = list(accumulate(map(len, parts)))
    return Tokens(parts[1::2], ends[:-1:2], ends[1::2])


def _shape(word: str) -> str:
    found = _FORM.match(word)
    if not found or not found.lastgroup:
        return ""
    return "" if found.lastgroup == "INF" and word in _NOT_INFINITIVE else found.lastgroup


class CueLexicon:
    """Compiled classes and patterns.

    ``classes`` name lists of words and stems; ``patterns`` map the name of a cue to its word sequences.
    """

    def __init__(self, classes: Mapping[str, Sequence[str]], patterns: Mapping[str, Sequence[str]]) -> None:
        self._classes = {name: tuple(words) for name, words in classes.items()}
        words: set[str] = set()
        stems: set[str] = set()
        for atom in self._atoms(patterns):
            (stems if atom.endswith("~") else words).add(atom.rstrip("~"))
        self._stems = tuple(sorted(stems, key=lambda s: (-len(s), s)))
        self._by_initial: dict[str, tuple[str, ...]] = {}
        for stem in self._stems:
            self._by_initial[stem[:2]] = (*self._by_initial.get(stem[:2], ()), stem)
        # One symbol for each known word, for each stem with each verb shape, and for what is unknown.
        self._symbols: dict[tuple[str, str], str] = {}
        for key in [
            *(("word", w) for w in sorted(words)),
            *((s, shape) for s in sorted(stems) for shape in ("", *_SHAPES)),
            *(("", shape) for shape in ("", *_SHAPES, "NUM", "NAME", "STOP", "COMMA", "OPEN", "CLOSE", "MARK")),
        ]:
            self._symbols[key] = chr(_FIRST + len(self._symbols))
        self._words = words
        self._cache: dict[str, str] = {}
        self._sets: dict[str, str] = {}
        self._shaped: dict[str, list[str]] = {}
        for (kind, word), symbol in self._symbols.items():
            self._shaped.setdefault(_shape(word) if kind == "word" else word, []).append(symbol)
        self._stop = self._set_of("STOP")
        self._sources = {name: "|".join(map(self._sequence, sequences)) for name, sequences in patterns.items()}
        self._compiled: dict[str, re.Pattern[str]] = {}
        self.names: tuple[str, ...] = tuple(patterns)
        # A cue is searched only where each word that one of its sequences cannot do without is there. The sequences are the bits of
        # a number, of which `_satisfied[symbol]` holds several one beside the other: in the k-th those are set whose k-th such word
        # may be `symbol`, and in `_spared` those that have fewer.
        needed = [(at, self._needed(s)) for at, sequences in enumerate(patterns.values()) for s in sequences]
        self._pattern_of = [at for at, _ in needed]
        self._width = len(needed)
        self._depth = max((len(sets) for _, sets in needed), default=0)
        self._satisfied: dict[str, int] = {}
        self._spared = 0
        for bit, (_, sets) in enumerate(needed):
            for k in range(self._depth):
                place = 1 << (k * self._width + bit)
                if k >= len(sets):
                    self._spared |= place
                else:
                    for symbol in sets[k]:
                        self._satisfied[symbol] = self._satisfied.get(symbol, 0) | place

    # ------------------------------------------------------------------------------------------ compiling
    def _atoms(self, patterns: Mapping[str, Sequence[str]]) -> Iterable[str]:
        for sequences in patterns.values():
            for sequence in sequences:
                for item in sequence.split():
                    yield from self._leaves(item)

    def _leaves(self, item: str) -> Iterable[str]:
        if item == "^" or item.startswith(".."):
            return
        for part in item.rstrip("*?").split("|"):
            if part in self._classes:
                for word in self._classes[part]:
                    yield from self._leaves(word)
            elif not part.isupper():
                yield part

    def _set_of(self, item: str) -> str:
        """The symbols that one pattern word stands for, as the inside of a character class."""
        known = self._sets.get(item)
        if known is not None:
            return known
        found: set[str] = set()
        for part in item.split("|"):
            if part in self._classes:
                for word in self._classes[part]:
                    found.update(self._set_of(word))
            elif part.isupper():
                found.update(self._shaped.get(part, ()))
                if not found:
                    raise ValueError(f"unknown class {part!r} in the cue lexicons")
            elif part.endswith("~"):
                stem = part[:-1]
                found.update(
                    s for (kind, _), s in self._symbols.items() if kind not in ("word", "") and kind.startswith(stem)
                )
                found.update(s for (kind, w), s in self._symbols.items() if kind == "word" and w.startswith(stem))
            else:
                found.add(self._symbols["word", part])
        self._sets[item] = "".join(sorted(found))
        return self._sets[item]

    def _regex(self, name: str) -> re.Pattern[str]:
        """Compiled when first tried: few of the cues occur in one report."""
        if name not in self._compiled:
            self._compiled[name] = re.compile(self._sources[name])
        return self._compiled[name]

    def _sequence(self, sequence: str) -> str:
        out = []
        for item in sequence.split():
            if item == "^":
                out.append("^")
            elif item.startswith(".."):
                out.append(f"[^{self._stop}]{{0,{int(item[2:])}}}?")
            else:
                quantifier = item[-1] if item[-1] in "*?" else ""
                # "any number" is bounded: no adverb series is longer, and bounds keep the time linear
                bound = {"*": "{0,3}", "?": "?", "": ""}[quantifier]
                out.append(f"[{self._set_of(item.rstrip('*?'))}]{bound}")
        return "".join(out)

    def _needed(self, sequence: str) -> list[str]:
        """For each word that ``sequence`` cannot do without, the symbols it may be, the rarest first."""
        needed = [i for i in sequence.split() if i != "^" and not i.startswith("..") and i[-1] not in "*?"]
        return sorted({self._set_of(item) for item in needed}, key=lambda symbols: (len(symbols), symbols))

    # ------------------------------------------------------------------------------------------ using
    def _symbol(self, word: str) -> str:
        if word in self._words:
            return self._symbols["word", word]
        mark = _MARKS.get(word)
        if mark:
            return self._symbols["", mark]
        if word[0].isdigit():
            return self._symbols["", "NUM"]
        if not word[0].isalpha():
            return self._symbols["", "MARK"]
        shape = _shape(word)
        for stem in self._by_initial.get(word[:2], ()):
            if word.startswith(stem):
                return self._symbols[stem, shape]
        return self._symbols["", shape]

    def symbols(self, words: Sequence[str], capitals: Iterable[int]) -> str:
        """One symbol a word; one unknown to the lexicons and capitalised inside the sentence (its number is in ``capitals``) is a
        NAME."""
        known = self._cache
        if len(known) > 50_000:
            known.clear()
        for word in set(words).difference(known):
            known[word] = self._symbol(word)
        out = [known[word] for word in words]
        name = self._symbols["", "NAME"]
        for i in capitals:
            if words[i] not in self._words:
                out[i] = name
        return "".join(out)

    def find(self, symbols: str) -> list[tuple[str, int, int]]:
        """The first match of every cue: its name, first token, token after the last."""
        table = self._satisfied
        satisfied = reduce(or_, [table[symbol] for symbol in set(symbols) if symbol in table], self._spared)
        worth = (1 << self._width) - 1
        for _ in range(self._depth):
            worth &= satisfied
            satisfied >>= self._width
        patterns: set[int] = set()
        while worth:
            bit = worth.bit_length() - 1
            patterns.add(self._pattern_of[bit])
            worth ^= 1 << bit
        tried = [self.names[at] for at in sorted(patterns)]
        return [(name, m.start(), m.end()) for name in tried if (m := self._regex(name).search(symbols))]

    def search(self, name: str, symbols: str, start: int = 0) -> tuple[int, int] | None:
        """Where cue ``name`` stands first from token ``start`` on."""
        found = self._regex(name).search(symbols, start)
        return found.span() if found else None


@cache
def cue_lexicon() -> CueLexicon:
    """The cues of ``configs/lexicons``: classes are shared by all files, cues keep the name they have in their file."""
    classes: dict[str, Any] = {}
    patterns: dict[str, Any] = {}
    for data in (
        lexicon("cue_words"),
        lexicon("deontic"),
        lexicon("modality"),
        lexicon("practice"),
        lexicon("procedure"),
    ):
        classes.update(data.get("classes") or {})
        patterns.update(data.get("patterns") or {})
    return CueLexicon(classes, patterns)


@cache
def blunted_by() -> dict[str, frozenset[str]]:
    """For each cue that takes the force from others, those others."""
    return {name: frozenset(others) for name, others in lexicon("deontic")["blunts"].items()}
