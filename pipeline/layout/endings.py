"""How a line ends and begins: finished like a sentence, left open, going on in lower case."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.resources import lexicon

_TERMINAL = re.compile(r"[.!?…][»”\"’)\]*_\s]*(?:(?<!\d\.)\d{1,3}|<sup>[^<]*</sup>|[¹²³⁰⁴-⁹]+)?[*_]*$")
_INITIAL = re.compile(r"(?:[A-ZÀ-Þ]\.)+|[A-Za-z]\.[a-z]\.")
# A document symbol's figures are no note mark after a period: A/CONF.62/L.4, D.47.
_SYMBOL = re.compile(r"(?:^|/)(?:[A-ZÀ-Þ]{1,4}|Rev|Add|Corr|Amend)\.\d{1,3}$")
_FIRST_WORD = re.compile(r"[^\W_]+(?:[’'])?")
_LAST_WORD = re.compile(r"([^\W\d_]+[’']?)\s*$")


# What a line ends in shows in its last characters; lines can be of any length.
_TAIL = 120
_OPEN = frozenset(",;:-–—’(«|/")
_STOPS = frozenset(".!?…")


@lru_cache(maxsize=1)
def _open_ends() -> frozenset[str]:
    return frozenset(lexicon("line_words")["open_ends"])


@lru_cache(maxsize=1)
def _abbreviations() -> frozenset[str]:
    return frozenset(lexicon("abbreviations")["never"])


def terminal(text: str) -> bool:
    """The text ends like a sentence."""
    last = text[-1:]
    if last.isalpha() or last in _OPEN:
        return False  # nearly every line ends so
    text = text[-_TAIL:]
    if last not in _STOPS and not _TERMINAL.search(text):
        return False
    last = text.rsplit(" ", 1)[-1]
    if last[-1].isdigit() and _SYMBOL.search(last):
        return False
    return last not in _abbreviations() and not (last[-1] == "." and _INITIAL.fullmatch(last))


def goes_on(text: str) -> bool:
    """A line that ends so is not finished: a comma, a hyphen, an article, a preposition, an open bracket."""
    text = text[-_TAIL:]
    if not text:
        return False
    if text[-1] in ",-‐‑\u00ad(«“[/’'´–—":
        return True
    if text.count("(") > text.count(")") and text.rfind("(") > len(text) - 60 and not _TERMINAL.search(text):
        return True
    if text.count("«") > text.count("»") and text.rfind("«") > len(text) - 40 and not _TERMINAL.search(text):
        return True
    last = text.rsplit(" ", 1)[-1]
    if last.isalpha():
        return last in _open_ends() or last in _abbreviations()
    if last in _abbreviations() or _INITIAL.fullmatch(last):
        return True
    found = _LAST_WORD.search(last or text)
    return found is not None and found.group(1) in _open_ends()


_FIGURE_FIRST = re.compile(r"(?:\d{1,3}(?: \d{3})+|\d{1,4}(?:,\d+)?)(?: ?%)? [a-zß-öø-ÿœ]")


def starts_with_figure(text: str) -> bool:
    """A figure and a word in lower case: the middle of a sentence (``2018 et rendu``) or, rarely, its beginning."""
    return _FIGURE_FIRST.match(text) is not None


_NO_LINK = frozenset(("le", "la", "les", "l", "un", "une", "il", "elle", "ils", "elles", "on", "nous", "y"))


def capitals_go_on(before: str, text: str) -> bool:
    """Of two lines in capitals the first ends, or the second begins, with a word that links."""
    last, first = _LAST_WORD.search(before[-_TAIL:].lower()), _FIRST_WORD.match(text[:40].lower())
    linking = first is not None and first.group().rstrip("’'") not in _NO_LINK and first.group() in _open_ends()
    return linking or before[-1] in ",–—-:" or (last is not None and last.group(1) in _open_ends())


def starts_low(text: str) -> bool:
    """The first letter is lower case, or a closing sign comes first."""
    if text[0].isalpha():
        return text[0].islower()
    if text[0] in ",;:)»”.%":
        return True
    found = _FIRST_WORD.search(text[:40])
    return found is not None and found.group()[0].islower()
