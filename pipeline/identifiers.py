"""Stable identifiers: the same text gets the same identifier on every machine, in every run."""

from __future__ import annotations

import codecs
import hashlib
import re
import unicodedata
from encodings.cp1252 import encoding_table
from pathlib import PurePosixPath

# str.isalnum() is \w without the underscore; one pattern over the text is ten times faster than a test of each character.
_NOT_ALNUM = re.compile(r"[\W_]+")
# Accents of the Latin script go by a pattern; a look-up of each character is for texts in other scripts.
_ACCENTS = re.compile("[\u0300-\u036f]+")
_BEYOND = re.compile("[\u0370-\u1fff\u2070-\U0010ffff]")
_ASCII_FOLD = str.maketrans({chr(c): chr(c).lower() if chr(c).isalnum() else " " for c in range(128)})
_COMBINING = {c: None for c in range(0x300, 0x1E950) if unicodedata.combining(chr(c))}


def fold(text: str) -> str:
    """Case-, accent-, punctuation- and space-insensitive form of ``text``."""
    if text.isascii():
        return " ".join(text.translate(_ASCII_FOLD).split())
    try:
        plain = codecs.charmap_encode(text.replace("œ", "oe"), "strict", encoding_table)[0].translate(_PAGE_FOLD)
    except UnicodeEncodeError:
        return _fold(text)
    return _fold(text) if _MORE in plain else b" ".join(plain.split()).decode()


def _fold(text: str) -> str:
    """``fold`` for texts of any script."""
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    if _BEYOND.search(plain):
        plain = plain.translate(_COMBINING)
    return _NOT_ALNUM.sub(" ", plain.casefold().replace("œ", "oe")).strip()


def _page_fold() -> bytes:
    """What each byte of Windows' western code page folds to. The page has all of French print: such a text, that is nearly every
    one, folds by a table of bytes."""
    between = (_fold(f"a{bytes([c]).decode('cp1252', 'replace')}a")[1:-1] for c in range(256))
    return b"".join(f.encode() if len(f) == 1 and f.isascii() else _MORE for f in between)


_MORE = b"\0"  # not one letter, figure or space
_PAGE_FOLD = _page_fold()


def slug(text: str, limit: int = 60) -> str:
    """``text`` as lower-case ASCII words joined by hyphens, cut at ``limit``; ``x`` when nothing is left."""
    ascii_text = fold(text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")[:limit].rstrip("-") or "x"


def digest(text: str, length: int = 10) -> str:
    """First ``length`` hex digits of SHA-256 of the UTF-8 bytes."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]


def doc_id(relative_path: str) -> str:
    """Identifier of the document at ``relative_path`` (posix, under the raw root): readable stem plus a hash of the path.

    The path is taken in NFC, since file systems differ in the form they hand back.
    """
    path = unicodedata.normalize("NFC", relative_path)
    return f"{slug(PurePosixPath(path).stem, 40)}-{digest(path, 8)}"


class Occurrences:
    """Hands out ``prefix-hash-n`` identifiers, ``n`` counting the units of identical folded text in reading order."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def identify(self, prefix: str, text: str) -> str:
        """``prefix`` + hash of the folded ``text`` + occurrence number (from 1)."""
        key = f"{prefix}-{digest(fold(text) or text)}"
        self._seen[key] = self._seen.get(key, 0) + 1
        return f"{key}-{self._seen[key]}"
