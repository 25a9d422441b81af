"""Stable identifiers: the same text gets the same identifier on every machine, in every run."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import PurePosixPath

# str.isalnum() is \w without the underscore; one pattern over the text is ten times faster than a test of each character.
_NOT_ALNUM = re.compile(r"[\W_]+")
# Accents of the Latin script go by a pattern; a look-up of each character is for texts in other scripts.
_ACCENTS = re.compile("[\u0300-\u036f]+")
_BEYOND = re.compile("[\u0370-\u1fff\u2070-\U0010ffff]")
# What stands between words in French print, and the characters that are ASCII once their accents are gone: such a text, that
# is nearly every one, folds by a table of bytes.
_PRINT = ("’", "«", "»", "–", "—", "…", "“", "”", "•")
_OTHER = re.compile("[^\x00-\x7f\u0300-\u036f]")
_ASCII_FOLD = str.maketrans({chr(c): chr(c).lower() if chr(c).isalnum() else " " for c in range(128)})
_COMBINING = {c: None for c in range(0x300, 0x1E950) if unicodedata.combining(chr(c))}


def fold(text: str) -> str:
    """Case-, accent-, punctuation- and space-insensitive form of ``text``."""
    plain = text
    if not text.isascii():
        for sign in _PRINT:
            plain = plain.replace(sign, " ")
        plain = unicodedata.normalize("NFKD", plain).replace("œ", "oe").replace("Œ", "oe")
        if not plain.isascii() and not _OTHER.search(plain):
            plain = plain.encode("ascii", "ignore").decode("ascii")
    if plain.isascii():
        return " ".join(plain.translate(_ASCII_FOLD).split())
    plain = text.casefold()
    if not text.isascii():
        plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
        if _BEYOND.search(plain):
            plain = plain.translate(_COMBINING)
        plain = plain.casefold().replace("œ", "oe")
    return _NOT_ALNUM.sub(" ", plain).strip()


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
