"""What stands before a list item, a numbered paragraph or a title: bullets, dashes, letters, numbers."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Style = Literal["bullet", "dash", "alpha", "roman", "digit", "dotted", "capital", "upper_roman", "word", "hash"]

# Word processors' bullets often survive as private-use characters, or as the letters that fonts of signs have in their place.
_BULLET = re.compile(
    r"[•‣◦●○▪▫■□◆◇►▶▸▹➢➤➔➜→⇒✓✔✗✘☐☑☒★∙⁃❖❑❒♦✦✧◈◉⬤⬧⬥\ue000-\uf8ff]\s*|·\s+|o\s+(?=\w)|[Øü§¾ÞŸ¤]\s+(?=[^\W\d_]|[«“(])|[=-]>\s*(?=\w)"
)
_DASH = re.compile(r"(?:[-–—―‒−*+‐‑])\s+(?:\[[ xX]\]\s+)?(?=\S)")
# Set without a space (``-identifier les obstacles``), where others are.
_DASH_GLUED = re.compile(r"[-–—](?=[^\W\d_]{3})")
_HASH = re.compile(r"#{1,6}\s+(?=\S)|>{1,2}\s+(?=\S)")
_ENUM = re.compile(r"\(?(?:(?P<alpha>[a-z])|(?P<roman>[ivx]{1,5})|(?P<digit>\d{1,3})°?)\s?\)\s+(?=\S)")
_UPPER_PAREN = re.compile(r"\(?(?P<capital>[A-H])\)\s+(?=\S)")
# `12.03.24` is a date.
_DOTTED = re.compile(r"(?!\d{1,2}\.(?:0\d|1[0-2])\.\d\d\s)(?P<dotted>\d{1,2}(?:\.\d{1,2}){1,3})\.?\s+(?=[A-ZÀ-Þ«“\"])")
_DIGIT = re.compile(
    r"(?:§{1,2}\s?)?(?P<digit>\d{1,3})\s?(?:\.|°|\.\s?[–—-]|/(?=\s+[A-ZÀ-Þ]))\s+(?=\S)|§{1,2}\s?(?P<clause>\d{1,3})\s+(?=\S)"
)
# A number set apart from its paragraph by a space alone.
_BARE = re.compile(r"(?P<digit>\d{1,3})\s+(?=[A-ZÀ-Þ«])")
_ROMAN = re.compile(r"(?P<upper_roman>[IVX]{1,5})\s?(?:[.)](?:\s?[–—-])?|\s?[–—-])\s+(?=\S)")
_CAPITAL = re.compile(r"(?P<capital>[A-Z])\.\s+(?=\S)")
_CODE = re.compile(r"(?P<word>R(?:ec)?\.?\s?\d{1,2}|[OAR]\d{1,2}\.\d{1,2})\s?[.:)–-]\s+(?=[A-ZÀ-Þ«])")
# Other letters count their items too, where they follow one another: C1., BP2., OS 3 –
_COUNTED_CODE = re.compile(
    r"(?P<word>(?P<prefix>[A-ZÀ-Þ]{1,4})\.?\s?(?P<n>\d{1,2}))\s?(?:[.:)]|[–-](?=\s))\s+(?=[A-ZÀ-Þ«(]|[a-zà-ÿ]{2})"
)
_LOWER_DOT = re.compile(r"(?:(?P<roman>[ivx]{1,5})|(?P<alpha>[a-z]))\.\s+(?=[^\W\d_]['’]?[^\W\d_])")

# What a marker that begins with a letter looks like at least.
_LETTERED = re.compile(r"[^\W\d_]{1,5}\.?\s?\d{0,2}(?:\.\d{1,2})?\s?[.):–—-]|[oØüÞ]\s")

_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10}


class Marker(NamedTuple):
    style: Style
    label: str  # as printed, without brackets and period
    size: int  # characters of the raw line it takes, spaces after it included
    value: int | None = None
    closed: bool = False  # by a bracket: ``3)``
    bare: bool = False  # no sign (``3   Le comité ...``) or any letters (``BP2.``): only beside its like
    prefix: str = ""  # those letters


def marker_of(raw: str) -> Marker | None:
    """The marker at the start of a line (given without its indent), or ``None``."""
    if not raw:
        return None
    first = raw[0]
    if first.isalpha() and not _LETTERED.match(raw):
        return None
    if found := _HASH.match(raw):
        return Marker("hash", found.group().strip(), found.end())
    if found := _BULLET.match(raw):
        return Marker("bullet", first, found.end()) if found.end() < len(raw) else None
    if found := _DASH.match(raw) or _DASH_GLUED.match(raw):
        return Marker("dash", first, found.end())
    for pattern in (_ENUM, _UPPER_PAREN, _DOTTED, _DIGIT, _ROMAN, _CODE, _CAPITAL, _LOWER_DOT):
        if found := pattern.match(raw):
            style, label = next((k, v) for k, v in found.groupdict().items() if v)
            style = "digit" if style == "clause" else style
            return Marker(style, label, found.end(), value_of(style, label), ")" in found.group())  # type: ignore[arg-type]
    if found := _COUNTED_CODE.match(raw):
        return Marker("word", found["word"], found.end(), int(found["n"]), bare=True, prefix=found["prefix"])
    if found := _BARE.match(raw):
        return Marker("digit", found["digit"], found.end(), int(found["digit"]), bare=True)
    return None


def value_of(style: str, label: str) -> int | None:
    """The place in its sequence of ``c`` (3), ``iv`` (4), ``12`` ..."""
    if style == "digit":
        return int(label)
    if style in ("roman", "upper_roman"):
        return roman_value(label)
    if style in ("alpha", "capital") and len(label) == 1:
        return ord(label.lower()) - 96
    return None


def roman_value(label: str) -> int | None:
    """``xiv`` -> 14; ``None`` when the letters are no numeral (only i, v, x are read)."""
    total = 0
    values = [_ROMAN_VALUES.get(c) for c in label.lower()]
    for i, value in enumerate(values):
        if value is None:
            return None
        following = values[i + 1] if i + 1 < len(values) else None
        total += -value if following is not None and following > value else value
    return total or None
