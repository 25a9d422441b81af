"""Where sentences end in unwrapped text."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.layout.verbs import has_verb
from pipeline.resources import lexicon

# An end mark, what closes with it, a space, what opens next, and the letter or figure that begins the next sentence. The mark comes
# first, and then that none stands before it: what a pattern begins with is found fast.
_END = re.compile(
    r"(?P<mark>[.!?…](?<![.!?…].)[.!?…]*)(?P<close>(?:\s?»|[”\"’')\]])*)(?P<space>\s+|(?<=[a-zà-ÿ»)][.!?…])(?=[A-ZÀ-Þ][a-zà-ÿ’']))"
    r"(?P<open>[–—-]\s)?(?P<quote>(?:[«“\"‘(\[]\s?)*)(?=(?P<next>[^\W_]))"
)
_TOKEN_EDGE = re.compile(r"[\s(\[«“\"’'/–—]")
_WORD = re.compile(r"[^\W\d_]+")
_INITIALS = re.compile(r"^(?:[^\W\d_]\.?-?){1,4}$")
_OPENING, _CLOSING = "([«“", ")]»”"
_LONGEST_ASIDE = 400


@lru_cache(maxsize=1)
def _abbreviations() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    data = lexicon("abbreviations")
    return frozenset(data["never"]), frozenset(data["maybe"]), frozenset(data["openers"])


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """``(start, end)`` of each sentence of one paragraph of unwrapped text, in order; together they hold all but spaces."""
    asides = sorted(_asides(text))
    reach = 0  # asides before this index closed too long ago to matter
    out: list[tuple[int, int]] = []
    start = 0
    if (
        (greeting := _GREETING.match(text))
        and (word := _WORD.match(text, greeting.end()))
        and word.group() in _abbreviations()[2]
    ):
        out.append((0, greeting.end("greeting")))
        start = greeting.end()
    for found in _END.finditer(text):
        while reach < len(asides) and asides[reach][0] < found.start() - 2 * _LONGEST_ASIDE:
            reach += 1
        if _ends(text, start, found) and not _inside(
            text, asides, reach, start, found.start("mark"), found.end("close")
        ):
            out.append((start, found.end("close")))
            start = found.end("space")
    if start < len(text):
        out.append((start, len(text)))
    return out


# « Mesdames et Messieurs, Chers collègues, La migration ... »: whom a speech addresses, before its first sentence.
_GREETING = re.compile(
    r"(?P<greeting>(?:(?:Monsieur|Madame|Mesdames|Messieurs|Excellences?|Chers?|Chères?|Mes chers|Mes chères)\b"
    r"[^,.;:!?«»]{0,60},\s?){1,4})(?<=\s)"
)
# « Audition en mai. [T3, T4] »: what a square bracket at the end refers to.
_REFERENCE = re.compile(r"\[[^\]]{1,20}\]$")
_LABEL = re.compile(r"Q\d{1,2}|(?:Point|Question|Thème|Axe) \d{1,2}")
_ASKED_NEXT = re.compile(r"[^.!?]{3,240}\?")
_ASKED = re.compile(r"\?[\s»”\"’)\]]*(?:\d{1,2})?$|\?\s*\([^()]{0,300}\)\.?$")
_ASKS = re.compile(
    r"^[«“\"–—\s]*(?:(?:À|A|Dans|De|Par|Pour|En|Sur|Avec|Sous|Selon|Jusqu[’'](?:à|où)|D[’'])\s?)?"
    r"(?:[Qq]uel(?:le)?s?|[Cc]omment|[Pp]ourquoi|[Oo]ù|[Qq]uand|[Qq]ui|[Qq]ue|[Qq]uoi|[Cc]ombien|[Ee]st-ce|"
    r"[Ll]e(?:s)?quel(?:le)?s?|[Qq]u[’'])\b"
)
_INVERTED = re.compile(r"\w-(?:t-)?(?:il|elle|ils|elles|on|nous|vous|je|ce)\b")


def asks(text: str) -> bool:
    """The sentence is a question. One that states something and quotes a question after a colon is not."""
    if not _ASKED.search(text):
        return False
    colon = re.search(r"\s?:\s", text)
    if colon is None or _ASKS.match(text):
        return True
    before = text[: colon.start()]
    return len(before.split()) < 6 or _INVERTED.search(before) is not None or not _ASKS.match(text[colon.end() :])


def _ends(text: str, start: int, found: re.Match[str]) -> bool:
    never, maybe, openers = _abbreviations()
    mark, close, dash, quote, following = found.group("mark", "close", "open", "quote", "next")
    if not (following.isupper() or following.isdigit()) or dash:
        return False  # after a dash stands the source of what was quoted
    if quote == "[" and _REFERENCE.match(text, found.end("space")):
        return False
    at = found.start("mark")
    word = _TOKEN_EDGE.split(text[max(start, at - 25) : at])[-1]
    if mark[0] != "." or len(mark) > 2:
        if "…" in mark or mark.startswith("..."):
            return not (close.strip() in ("]", ")") and text[at - 1] in "([")  # […] alone
        return True
    dotted = word + mark
    if close and word.casefold() not in ("p", "pp", "n°"):
        return True
    next_word = _WORD.match(text, found.end())
    # « P. D. Sow »: another initial opens nothing.
    initial = next_word is not None and len(next_word.group()) == 1 and text.startswith(".", next_word.end())
    opener = next_word is not None and not initial and next_word.group() in openers
    if dotted in never:
        return False
    if dotted in maybe or word + "." in maybe:
        return (not quote and not following.isdigit()) if mark == "." or dotted in maybe else False
    if _INITIALS.match(word) and (len(word) == 1 or "." in word):
        # An initial, or a numbering such as A.a.; but « l'annexe A. Les ... » ends.
        if len(word) == 1 and word.islower() and word not in "aày":
            return not quote
        if at - len(word) == start:
            return False  # « Q. Qui paie ? »: no sentence is one letter long
        return opener and not quote and "." not in word and not _name_before(text, at - len(word))
    if _LABEL.fullmatch(text, start, at) and _ASKED_NEXT.match(text, at + 1):
        return False  # « Q2. Qui paie ? », « Point 3. Quelle aide ? »
    if word.isdigit() and len(word) <= 2 and not quote:
        before = text[max(0, at - 20) : at - len(word)].rstrip()
        if not before or before[-1] in ":;,.":
            return False
    return not (following.isdigit() and dotted in ("n°.", "N°."))


def _name_before(text: str, at: int) -> bool:
    """A capitalised word stands right before: ``Amina J.`` rather than ``annexe A.``"""
    return _TOKEN_EDGE.split(text[max(0, at - 60) : at].rstrip())[-1][:1].isupper()


def _asides(text: str) -> list[tuple[int, int]]:
    """Brackets and quotations that open inside a sentence and close again within reach: sentences do not end in them."""
    out: list[tuple[int, int]] = []
    stack: list[tuple[str, int]] = []
    for found in _BRACKETS.finditer(text):
        char = found.group()
        if char in _OPENING:
            stack.append((char, found.start()))
            continue
        wanted = _OPENING[_CLOSING.index(char)]
        # a) or 1) closes nothing; an unclosed bracket inside is forgotten.
        depth = next((i for i in range(len(stack) - 1, -1, -1) if stack[i][0] == wanted), None)
        if depth is None:
            continue
        _, at = stack[depth]
        del stack[depth:]
        if found.start() - at <= _LONGEST_ASIDE:
            out.append((at, found.start()))
    return out


_BRACKETS = re.compile(r"[()\[\]«»“”]")


def _inside(text: str, asides: list[tuple[int, int]], first: int, start: int, at: int, stop: int) -> bool:
    """The end mark stands within an aside that goes on after it. A quotation that opens the sentence is none where it holds whole
    sentences: it closes with an end mark, or what stands before the mark states something."""
    for i in range(first, len(asides)):
        a, b = asides[i]
        if a >= at:
            return False
        if start <= a and stop <= b and (start < a or text[a:b].rstrip()[-1] not in ".!?…"):
            quoted = text[a + 1 : at]
            return not (start == a and text[a] in "«“" and len(quoted.split()) >= 3 and has_verb(quoted))
    return False
