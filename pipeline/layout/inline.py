"""What is cut out within a line, and how two lines are joined."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence, Set
from functools import lru_cache

from pipeline.layout.reading import Cut
from pipeline.records import OmittedKind
from pipeline.resources import lexicon

_SUP = re.compile(r"<sup>\s*(\(?\d{1,3}\)?|\*{1,3}|[a-z])\s*</sup>", re.IGNORECASE)
_TAG = re.compile(r"</?(?:sup|sub|b|i|u|em|strong|br|span|p|small)\s*/?>", re.IGNORECASE)
_STARS = re.compile(
    r"\*{2,3}|(?<![\w*\s])\*(?=\s*$)|^\*(?=[^\s*])|(?<=\s)\*(?=[^\s*][^*]{0,300}[^\s*]\*)|(?<=[^\s*])\*(?=[\s,.;:)]|$)"
)
_NOTE_LINK = re.compile(r"\[\^?(\d{1,3})\](?!\()")
_SOFT = re.compile("\u00ad+")
# A figure glued to a word, a quotation mark or a bracket; glued to a year (20101 = 2010 and note 1); after a full stop.
_GLUED = re.compile(r"(?<=[^\W\d_])(\d{1,3}/?)(?=[\s.,;:»”)\]]|$)")
_GLUED_SIGN = re.compile(r"(?<=[»”)’%…])(\d{1,3})(?=[\s.,;:]|$)")
_GLUED_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(\d{1,2})(?=[\s.,;:»”)]|$)")
_GLUED_STOP = re.compile(r"(?<=[^\W\d_][.,;])(\d{1,3})(?=\s|$)")
_SUPERSCRIPT = re.compile("[¹²³⁰⁴-⁹]{1,3}")
_DIGITS = str.maketrans("¹²³⁰⁴⁵⁶⁷⁸⁹", "1230456789")
_WORD_BEFORE = re.compile(r"[^\W\d_]+$")
_SIGNS = re.compile("[<*\\[\u00ad¹²³⁰⁴-⁹\\d]")
_QUICK = re.compile("[<*\\[\u00ad¹²³⁰⁴-⁹]|[^\\W_][»”)’%….,;]?\\d")

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_URL_TAIL = re.compile(r"(?:https?://|www\.)\S*$")
_URL_GOES_ON = re.compile(r"^[\w%~-]+[/.=?&%_#][\w%./=?&#_-]|^(?:%20|/)")
_BARE_SITE = re.compile(
    r"(?:[\w-]+\.)+(?:org|com|net|int|gov|gouv\.[a-z]{2}|edu|eu|fr|ch|be|ca|ma|sn|tn|info)(?:/\S*)?"
)
_HYPHENS = frozenset("-‐‑")
_LAST = re.compile(r"([^\W\d_]+(?:[’'][^\W\d_]+)?)[-‐‑\u00ad]$")
_NEXT = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?")


def bare_site(text: str) -> bool:
    """The text is the address of a site without ``www.``: ``guinea.iom.int/fr``."""
    return len(text) < 80 and _BARE_SITE.fullmatch(text) is not None


def note_mark_number(text: str) -> int | None:
    """The number a note mark stands for; ``None`` for an asterisk or a letter."""
    digits = re.sub(r"\D", "", text.translate(_DIGITS))
    return int(digits) if digits else None


def plain_line(text: str) -> bool:
    """Nothing in the line can be cut out: neither figures nor signs of markup."""
    return _SIGNS.search(text) is None


def cuts_of(source: str, start: int, end: int, known: Collection[int], markup: bool) -> list[Cut]:
    """The pieces of the line ``source[start:end]`` that are not read, in order.

    ``known`` holds the numbers of the notes a mark may point to here; ``markup`` says that stars are Markdown's.
    """
    raw = source[start:end]
    if not _SIGNS.search(raw) or not _QUICK.search(raw):
        return []
    cuts: list[Cut] = []

    def put(a: int, b: int, kind: OmittedKind, forward: bool = False) -> None:
        if a < b:
            cuts.append(Cut(start + a, start + b, kind, forward))

    if "<" in raw:
        for found in _SUP.finditer(raw):
            put(found.start(), found.end(), "note_mark", forward=found.start() == 0)
        for found in _TAG.finditer(raw):
            put(found.start(), found.end(), "markup", forward="/" not in found.group())
    if markup and "*" in raw:
        for found in _STARS.finditer(raw):
            opens = (
                found.end() < len(raw)
                and not raw[found.end()].isspace()
                and (found.start() == 0 or raw[found.start() - 1] in " \t(«“\"’'[*_")
            )
            put(found.start(), found.end(), "markup", forward=opens)
    if "\u00ad" in raw:
        for found in _SOFT.finditer(raw):
            put(found.start(), found.end(), "hyphen")
    for found in _SUPERSCRIPT.finditer(raw):
        if (
            found.start()
            and not raw[found.start() - 1].isdigit()
            and raw[max(0, found.start() - 2) : found.start()] not in ("km", " m", "cm")
        ):
            put(found.start(), found.end(), "note_mark")
    if known:
        for pattern in (_GLUED, _GLUED_SIGN, _GLUED_YEAR, _GLUED_STOP, _NOTE_LINK):
            for found in pattern.finditer(raw):
                if int(found.group(1).rstrip("/")) in known and _is_mark(raw, found.start(1), pattern is _GLUED):
                    a, b = (found.start(), found.end()) if pattern is _NOTE_LINK else found.span(1)
                    put(a, b, "note_mark")
    # Where two overlap the one found first, the more telling, stays.
    kept: list[Cut] = []
    for _, cut in sorted(enumerate(cuts), key=lambda c: (c[1].start, c[0])):
        if not kept or cut.start >= kept[-1].end:
            kept.append(cut)
    return kept


def _is_mark(raw: str, at: int, glued: bool) -> bool:
    token = raw[max(0, at - 300) : at].rsplit(" ", 1)[-1]
    if "://" in token or "www." in token or "@" in token:
        return False
    if not glued:
        return True
    word = _WORD_BEFORE.search(raw[max(0, at - 30) : at])
    # Covid19, G20, CO2, h30: figures that belong to the word.
    return (
        word is not None
        and len(word.group()) >= 3
        and (word.group()[1:].islower() or word.group().isupper())
        and word.group().casefold() not in ("covid", "cop")
    )


@lru_cache(maxsize=1)
def _words() -> dict[str, frozenset[str]]:
    return {k: frozenset(v) for k, v in lexicon("line_words").items()}


def vocabulary(texts: Sequence[str]) -> Set[str]:
    """Words and hyphenated words of a document, to tell a soft hyphen from a real one."""
    whole = "\n".join([text for text in texts if text[-1] not in _HYPHENS])
    # No word holds a space, and most stand in a text many times: each piece between spaces is read once.
    words = set(_WORD.findall("\n".join(set(whole.casefold().split()))))
    for text in texts:
        if text[-1] in _HYPHENS:
            words.update(_WORD.findall(text.casefold())[:-1])
    return words


def join_of(before: str, after: str, words: Set[str]) -> tuple[str, bool]:
    """How the line ``after`` is joined to the line ``before``: the glue, and whether the hyphen between them is dropped."""
    if not before or not after:
        return " ", False
    last = before[-1]
    if last == "\u00ad":
        return "", False  # the soft hyphen itself is cut out of its line
    if link_goes_on(before, after):
        return "", False
    if last in "-‐‑" and len(before) > 1 and not before[-2].isspace():
        if not (before[-2].isalnum() and after[0].isalnum()):
            return " ", False
        return "", soft_hyphen(before, after, words)
    if last in "’'´`" and len(before) > 1 and before[-2].isalpha() and after[0].isalpha():
        # l’ | homme, but not the closing mark of 'un mot'
        return ("", False) if before.count("'") % 2 or last in "’´`" else (" ", False)
    if last == "/" and len(before) > 1 and not before[-2].isspace():
        return "", False
    return " ", False


def link_goes_on(before: str, after: str) -> bool:
    """A link at the end of ``before`` is broken over the line end."""
    if ("://" not in before and "www." not in before) or not _URL_TAIL.search(before[-400:]):
        return False
    word = after.split(" ", 1)[0]
    if word.startswith(("http://", "https://", "www.", "mailto:")):
        return False
    if before[-1] in "/_=?&%-":
        return word[:1].islower() or word[:1].isdigit() or _URL_GOES_ON.search(word) is not None
    return _URL_GOES_ON.search(word) is not None


def soft_hyphen(before: str, after: str, words: Set[str]) -> bool:
    """Whether the hyphen at the end of ``before`` only marks a word cut at the line end."""
    left, right = _LAST.search(before[-60:]), _NEXT.match(after)
    if left is None or right is None:
        return False
    a, b = left.group(1), right.group()
    if b[0].isupper() and not (a.isupper() and b.isupper()):
        return False
    head = re.split("[’']", a)[-1].casefold()
    whole, parted = f"{head}{b.casefold()}", f"{head}-{b.casefold()}"
    if any(w in words for w in (parted, f"{a.casefold()}-{b.casefold()}")):
        return False
    if whole in words:
        return True
    lists = _words()
    if whole.startswith(tuple(lists["solid_stems"])):
        return True
    if len(head) >= 4 and len(b) >= 4 and head in words and b.casefold() in words:
        return False  # two words of the document itself make a compound
    if b.casefold() in lists["hyphen_after_words"]:
        return head not in words and after[right.end() : right.end() + 1] != "-"  # « dites-le », but « capab-le »
    return head not in lists["hyphen_before"] and b.casefold() not in lists["hyphen_after"]
