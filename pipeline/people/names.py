"""The form of a person's name: runs of capitalised words with particles, initials and suffixes.

All offsets are code points of the text given, end exclusive. Every pattern is linear: a run is consumed word by word.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from pipeline.countries import lookup
from pipeline.demonyms import is_form
from pipeline.gazetteer import alternatives
from pipeline.identifiers import fold
from pipeline.resources import lexicon

_UP = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽŁŃŅŇŌŎŐŒŔŖŘŚŜŞŠȘŢŤȚŨŪŬŮŰŲŴŶŸŹŻŽ"
_LETTER = r"[^\W\d_]"
_INITIAL = rf"[{_UP}]\.(?:[ -]?[{_UP}]\.){{0,3}}"
_WORD = rf"(?:(?:[dDOoLl]|[Aa]l|[Ee]l|[Bb]en|[Mm]c)[’'‑-])?[{_UP}]{_LETTER}*(?:[’'‑-]{_LETTER}+){{0,3}}"
WORD = _WORD  # of a name, as a pattern
_TOKEN = rf"(?:{_INITIAL}(?!{_LETTER})|{_WORD})"


@lru_cache(maxsize=1)
def _run() -> re.Pattern[str]:
    functions = lexicon("functions")
    particles = alternatives(functions["particles"])
    suffixes = alternatives(functions["suffixes"])
    return re.compile(
        rf"(?<![\w’'.-]){_TOKEN}(?: (?:(?:{particles}) ){{0,2}}{_TOKEN}){{0,7}}(?:,? (?:{suffixes})(?!{_LETTER}))?",
    )


@lru_cache(maxsize=1)
def honorific_pattern() -> re.Pattern[str]:
    """An honorific and the space after it, directly before a name."""
    return re.compile(rf"(?<!\w)(?:{alternatives(lexicon('functions')['honorifics'])})[  ](?=[\w])")


@lru_cache(maxsize=1)
def _words() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    data = lexicon("name_words")
    functions = lexicon("functions")
    return (
        frozenset(data["sentence_openers"]) | frozenset(functions["honorifics"]),
        frozenset(data["not_names"]),
        frozenset(w.casefold() for w in [*functions["heads"], *functions["walks"]]),
    )


@lru_cache(maxsize=1)
def _longest_honorific() -> int:
    return max(len(h) for h in lexicon("functions")["honorifics"]) + 1


def honorific_before(text: str, start: int) -> tuple[str | None, int]:
    """The honorific right before a name at ``start``, and where the two begin: ``start`` itself where there is none."""
    for m in honorific_pattern().finditer(text, max(0, start - _longest_honorific()), start + 1):
        if m.end() == start:
            return m.group().strip(), m.start()
    return None, start


_CALLED = re.compile(r" ?\((?P<title>Mme|Mlle|M\.|Mr|Dre?|Pre?|Me|Mgr|Col\.|Cdt|Cne|Lt|Gén\.)\)")


def called_after(text: str, end: int) -> re.Match[str] | None:
    """The honorific in brackets behind a name that ends at ``end``, as lists have it: `DIALLO Awa (Mme)`."""
    return _CALLED.match(text, end)


class Run(NamedTuple):
    """``text[start:end]`` may be a name."""

    start: int
    end: int
    text: str


_NEXT_NAME = re.compile(
    rf" (?:(?P<link>(?:de|à|et|par) )(?:M\.|Mme|Dr|Pr) (?=[{_UP}]\w)|(?:M\.|Mme|Dr|Pr) (?=[{_UP}]\w+ [{_UP}]\w))"
)

_NEXT_GIVEN = re.compile(rf"(?<=[{_UP}]{{2}}) (?=[{_UP}][a-zà-öø-ÿ]+(?:-[{_UP}][a-zà-öø-ÿ]+)? [{_UP}]{{2}})")

_APOSTROPHES = str.maketrans("'´`‘ʼ‑  ", "’’’’’-  ")


def normalise(text: str) -> str:
    """``text`` with one apostrophe, one hyphen and plain spaces; same length."""
    return text.translate(_APOSTROPHES)


def runs(text: str) -> Iterator[Run]:
    """Runs of capitalised words of a ``normalise``d text that may name a person, sentence openers taken off the front."""
    for m in _run().finditer(text):
        start = m.start()
        for sign in _NEXT_GIVEN.finditer(text, start, m.end()):
            if not text[start : sign.start()].split(" ")[0].isupper():  # `Awa DIOP Jean DUPONT`, two who sign
                run = _trim(text, start, sign.start())
                if run is not None:
                    yield _cut(text, run)
                start = sign.end()
        # two names in one run: `Awa Diop M. Jean Dupont`, but not `Robert J. M. Vidal`
        for sign in _NEXT_NAME.finditer(text, start, m.end()):
            before = text[start : sign.start()]
            # `ANGOLA M. Jean Dupont`, `pour la France M. Jean Dupont`
            column = (len(before) > 3 and before.isupper()) or lookup(before) is not None
            if sign.group("link") or " " in before or column or "M." not in sign.group():
                run = _trim(text, start, sign.start())
                if run is not None:
                    yield _cut(text, run)
                start = sign.end()
        run = _trim(text, start, m.end())
        if run is not None:
            yield _cut(text, run)


def _cut(text: str, run: Run) -> Run:
    """The run up to a function noun, or up to a particle that leads to a body's name: `Ana Ruiz du NGO Committee`."""
    _, not_names, heads = _words()
    words = run.text.split(" ")
    if len(words) > 2 and words[-1] in lexicon("name_words")["sentence_starts"]:
        end = run.end - len(words[-1]) - 1  # `Rapporteur : Cécé Kpogomou Les familles ...`
        return _cut(text, Run(run.start, end, text[run.start : end]))
    if words[-1] in ("Jr", "Sr") and text[run.end : run.end + 1] == ".":
        return Run(run.start, run.end + 1, run.text + ".")
    for i, word in enumerate(words):
        if i >= 2 and word[:2] in ("l’", "L’") and is_acronym(word[2:]):  # `Mme Diarra de l’ANPE`
            while i > 1 and words[i - 1][:1].islower():
                i -= 1
            end = run.start + len(" ".join(words[:i]))
            return Run(run.start, end, text[run.start : end])
        word = re.sub(r"^[dlDL]’", "", word)
        if i >= 2 and (
            word in not_names or word.casefold() in heads or (is_acronym(word) and words[i - 1][:1].islower())
        ):
            while words[i - 1][:1].islower():
                i -= 1
            if i >= 2:
                end = run.start + len(" ".join(words[:i]))
                return Run(run.start, end, text[run.start : end])
            break
    return run


def _trim(text: str, start: int, end: int) -> Run | None:
    openers, _, _ = _words()
    words = text[start:end].split(" ")
    while words and (words[0] in openers or words[0].casefold() in lexicon_particles_front()):
        start += len(words[0]) + 1
        words = words[1:]
    # `L’ambassadeur du Japon`: an article at the head of the sentence, no name.
    while words and re.match(r"[DLJ]’[^\W\d_]", words[0]) and words[0][2].islower():
        start += len(words[0]) + 1
        words = words[1:]
        while words and words[0][:1].islower():
            start += len(words[0]) + 1
            words = words[1:]
    if len(words) >= 3 and is_form(words[0].removeprefix("L’")):  # `L’Ivoirienne Awa Koné`
        start += len(words[0]) + 1
        words = words[1:]
    if not words:
        return None
    if re.match(r"[LD]’", words[0]) and words[0][2:] in openers:  # `L’Honorable Grace Banda`
        start += 2
        words[0] = words[0][2:]
    # An elided article or preposition before a capital is not part of the name: `d’Azzouz Samri`, `L’Italie`.
    m = re.match(r"(?:[dDlLjJ]|[qQ]u)’(?=\w)", words[0])
    if m and (len(words) == 1 or not words[0][0].isupper()) and m.group() != "O’":
        start += m.end()
        words[0] = words[0][m.end() :]
    name = text[start:end]
    return Run(start, end, name) if (name and name[0].isupper()) or name[:3] in ("al-", "el-", "de ") else None


@lru_cache(maxsize=1)
def lexicon_particles_front() -> frozenset[str]:
    return frozenset(("de", "du", "des", "la", "le", "les", "et"))


def is_name(name: str, honorific: bool = False) -> bool:
    """Whether the words of ``name`` may all belong to a person's name (form alone, no evidence from around it).

    After an honorific one of several may be a word that elsewhere is none: `Mme Mai Linh`.
    """
    _, not_names, heads = _words()
    words = re.split(r"[ ]", name)
    capitals = 0
    allowed = 1 if honorific and len(words) == 2 else 0
    for word in words:
        if word in not_names or (word.capitalize() in not_names and word.isupper()):
            if not allowed:
                return False
            allowed = 0
        bare = word.strip(".")
        if bare[:1].isupper():
            capitals += 1
            if bare.casefold() in heads or bare.casefold().split("-")[0] in ("vice", "sous", "haut", "co"):
                return False
            if any(c.isdigit() for c in bare):
                return False
            # An acronym inside: two capitals and more, not a surname in capitals (those are judged by the caller).
    return capitals > 0


def is_acronym(word: str) -> bool:
    """``word`` is in capitals and cannot be read as a surname in capitals."""
    letters = [c for c in word if c.isalpha()]
    if "." in word or len(letters) < 2 or not all(c.isupper() for c in letters):
        return False
    vowels = sum(c in "AEIOUYÀÂÉÈÊËÎÏÔÖÛÜ" for c in letters)
    return len(letters) <= 5 or vowels < 2


class NameKey(NamedTuple):
    """A name as compared: folded words, surname last or first (capitals)."""

    words: tuple[str, ...]
    surname: str


@lru_cache(maxsize=50_000)
def key(name: str) -> NameKey:
    """The comparison form of ``name``; its surname is the word in capitals if one is, else the last but for suffixes."""
    raw = [w for w in name.replace(".", ". ").replace(",", " ").split() if fold(w)]
    suffixes = {fold(s) for s in lexicon("functions")["suffixes"]}
    plain = [w for w in raw if fold(w) not in suffixes] or raw
    capitals = [w for w in plain if len(w) > 2 and w.isupper()]
    surname = fold((capitals or plain)[-1]) if plain else fold(name)
    return NameKey(tuple(fold(w) for w in plain), surname)


@lru_cache(maxsize=1)
def _particles() -> frozenset[str]:
    return frozenset(fold(p) for p in lexicon("functions")["particles"])


def close(a: str, b: str) -> bool:
    """One word read as another with a spelling slip."""
    if a == b:
        return True
    if min(len(a), len(b)) < 4 or abs(len(a) - len(b)) > 2:
        return False
    return difflib.SequenceMatcher(None, a, b).ratio() >= 0.85


@lru_cache(maxsize=200_000)
def same(a: str, b: str) -> bool:
    """Whether two names of one document (two words at least on each side) name one person.

    The words of the shorter are, in any order, those of the longer up to initials and one spelling slip; the surname agrees.
    """
    particles = _particles()
    x, y = key(a).words, key(b).words
    x = tuple(w for w in x if w not in particles) or x
    y = tuple(w for w in y if w not in particles) or y
    if len(x) > len(y):
        x, y = y, x
    if x == y:
        return True
    if len(x) < 2:
        return False
    left = list(y)
    exact = slips = initials = 0
    for word in x:
        if word in left:
            left.remove(word)
            exact += 1
            continue
        fitting = next((w for w in left if (len(word) == 1 and w[0] == word) or (len(w) == 1 and word[0] == w)), None)
        if fitting is not None:
            left.remove(fitting)
            initials += 1
            continue
        slip = next((w for w in left if close(word, w)), None)
        if slip is None:
            return False
        left.remove(slip)
        slips += 1
    return slips <= 1 and (exact >= 1 or (initials == 0 and slips == 0)) and exact != 0
