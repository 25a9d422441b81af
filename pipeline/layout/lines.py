"""The source cut into lines, with what a reader sees of each: indent, gap above, page turn, how full it is."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from unicodedata import is_normalized

from pipeline.offsets import read_piece

# French capitals and small letters are enough to tell how a line is set.
_UPPER = re.compile("[A-ZÀ-ÖØ-ÞŒ]")
_LOWER = re.compile("[a-zß-öø-ÿœ]")
_LOWER_RUN = re.compile("[a-zß-öø-ÿœ]+")


@dataclass(slots=True)
class Line:
    """One line that holds more than spaces. ``start``/``end`` are source offsets without the spaces at its edges."""

    start: int
    end: int
    text: str  # reading form: NFC, single spaces
    indent: int
    gap: int  # blank lines above
    feed: bool = False  # a form feed stands above
    turn: bool = False  # first line of a page as far as the text tells
    width: int = 0  # how long lines get around here
    plain: bool = True  # ``text`` is the source as it stands
    raw: str = ""  # as it stands in the source, where that differs from ``text`` and is short
    _caps: bool | None = None
    size: int = field(init=False)  # characters of ``text``

    def __post_init__(self) -> None:
        self.size = len(self.text)

    @property
    def caps(self) -> bool:
        """Set in capitals: two letters or more, nearly all of them upper case."""
        if self._caps is None:
            head = self.text[:30]
            if 10 * (len(head) - len(_LOWER_RUN.sub("", head))) > self.size:
                self._caps = False  # most lines are told by their beginning
                return False
            lower = len(_LOWER.findall(self.text))
            upper = len(_UPPER.findall(self.text)) if 10 * lower <= len(self.text) else 0
            self._caps = upper >= 9 * lower and upper >= (2 if lower == 0 else 4)
        return self._caps


_LEAST_DOUBLED = 8


def split_lines(source: str) -> list[Line]:
    """The lines of ``source`` that hold text, in order, with local widths and page turns filled in."""
    lines: list[Line] = []
    gap, feed, at = 0, False, 0
    normal = is_normalized("NFC", source)
    # str.splitlines cuts where a reader does: at every line, form and page end.
    for whole in source.splitlines(keepends=True):
        body = whole.strip()
        if body:
            start = at + (len(whole) - len(whole.lstrip()) if whole[0].isspace() else 0)
            # Of spaces only the plain one is printable: nearly every line reads as it stands.
            plain = normal and body.isprintable() and "  " not in body
            text = body if plain else " ".join(body.split()) if normal else read_piece(body)
            line = Line(start, start + len(body), text, start - at, gap, feed)
            if text != body:
                line.plain = False
                line.raw = body if len(body) <= 400 else ""
            lines.append(line)
            gap, feed = 0, False
        else:
            gap += 1
        if whole[-1] == "\x0c":
            feed = True
        at += len(whole)
    # A document whose sentences go on over blank lines is set with one after each line: it parts nothing.
    going_on = [line.gap for line in lines if line.text[0].islower()]
    if len(going_on) >= _LEAST_DOUBLED and sum(gap > 0 for gap in going_on) > 0.7 * len(going_on):
        for line in lines:
            line.gap = max(line.gap - 1, 0)
    measure(lines)
    return lines


def line_of(source: str, start: int, end: int, indent: int, gap: int) -> Line:
    """A part of a line as a line of its own."""
    body = source[start:end]
    text = read_piece(body)
    line = Line(start, end, text, indent, gap)
    if text != body:
        line.plain, line.raw = False, body if len(body) <= 400 else ""
    return line


_BULLETS = re.compile(r"(?:[•▪►▶➢➤✓❖◦]|>>|o(?= )) ?(?=\S)")
_OPENING = frozenset("•▪►▶➢➤✓❖◦>o")
_AT_END = "(?: (?<=[.;:!?…»)] )) *"  # the space first: what a pattern begins with is found fast


def set_apart(source: str, lines: list[Line]) -> list[Line]:
    """``lines``, cut where in mid-line another item begins after the end of one: by the bullet that opens two lines and more."""
    opened = Counter(
        found.group().strip()
        for line in lines
        if line.text[0] in _OPENING and (found := _BULLETS.match(line.text)) is not None
    )
    signs = [re.escape(sign) for sign, n in opened.items() if n >= 2]
    if not signs:
        return lines
    inside = re.compile(f"{_AT_END}(?=(?:{'|'.join(signs)}) +[^\\W_])")
    places = list(inside.finditer(source))
    if not places:
        return lines
    starts = [cut.start() for cut in places]
    out: list[Line] = []
    for line in lines:
        cuts = places[bisect_left(starts, line.start) : bisect_left(starts, line.end)]
        if not cuts:
            out.append(line)
            continue
        ends = [cut.start() for cut in cuts] + [line.end]
        for n, (start, end) in enumerate(zip([line.start, *(cut.end() for cut in cuts)], ends, strict=True)):
            out.append(line_of(source, start, end, line.indent, 0 if n else line.gap))
            out[-1].feed = line.feed and not n
    measure(out)
    return out


def measure(lines: list[Line]) -> None:
    """Fill in local widths and page turns."""
    sizes = [min(line.size, 200) for line in lines]
    for i, line in enumerate(lines):
        line.width = max(sizes[max(0, i - 5) : i + 6])
    flush = sum(1 for line in lines if line.indent == 0)
    # Text pulled page by page often keeps one space before the first line of each page.
    telling = len(lines) >= 20 and flush >= 0.8 * len(lines)
    for i, line in enumerate(lines):
        line.turn = line.feed or (telling and line.indent == 1 and i > 0)


def broken_on_purpose(line: Line, following: Line, share: float = 0.78) -> bool:
    """The line ends although the next line's first word would have fitted: a title, an address, an entry, not running text.

    ``share`` of the lines' width around is what the two must stay under: typesetting is ragged.
    """
    word = following.text.split(" ", 1)[0]
    return line.size + 1 + len(word) <= share * min(line.width, following.width)
