"""Stage 1, ``load``: the bytes of a report become decoded text whose language is known."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.config import Config
from pipeline.errors import Unreadable
from pipeline.identifiers import doc_id
from pipeline.records import Facts, Source

VERSION = "1"

# A free choice of encoding corrupts œ and ’ in French text: only what French reports are really written in is tried.
ENCODINGS = ["utf_8", "cp1252", "mac_roman"]
_MARKS = ((b"\xef\xbb\xbf", "utf_8"), (b"\xff\xfe", "utf_16_le"), (b"\xfe\xff", "utf_16_be"))
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_LINE_END = re.compile("[\r\n\f]")
_CONTROL = re.compile("[\x01-\x08\x0e-\x1f\x7f]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_MOJIBAKE = re.compile("Ã[©¨ª\xa0®´§»¢‰€]|â€[™œ\x9d“”]|Å“|\ufffd")
_LONGEST_LINE = 2_000_000  # characters; a report of a thousand pages whose line ends are lost stays below it
_FEW_LETTERS = 50  # fewer tell no language: names, a date, what a scan left
_LANGUAGE_SAMPLE = 100_000  # characters; the identifier is linear, and no report changes language after that


def load(path: str, data: bytes, config: Config, given: Facts | None = None) -> Source:
    """Decode the bytes of the file at ``path`` (posix, under the raw root) and identify its language.

    ``given`` are facts from ``metadata.csv``. Raises ``Unreadable`` with a reject code and what to do about it.
    """
    if len(data) > config.max_bytes:
        raise Unreadable(
            "too_large", f"{len(data):,} bytes, more than max_bytes = {config.max_bytes:,}; split it or raise max_bytes"
        )
    text, encoding = decode(data)
    if not text.strip():
        raise Unreadable("empty", "there is no text in it; check how it was extracted")
    if (longest := longest_line(text)) > _LONGEST_LINE:
        raise Unreadable(
            "one_line",
            f"a line of {longest:,} characters: no report is laid out so; extract it again with its line ends",
        )
    language, score = identify_language(text[:_LANGUAGE_SAMPLE])
    if language != config.language:
        if (letters := sum(map(str.isalpha, text[:_LANGUAGE_SAMPLE]))) < _FEW_LETTERS:
            raise Unreadable("too_short", f"{letters} letters do not tell its language; check how it was extracted")
        raise Unreadable(
            "not_french" if config.language == "fr" else "other_language", _language_reason(language, config.language)
        )
    warnings = []
    if found := _MOJIBAKE.findall(text):
        warnings.append(
            f"mojibake: {len(found)} sequences such as {found[0]!r}; the text was damaged before it came here"
        )
    if found := _CONTROL.findall(text):
        warnings.append(f"control_characters: {len(found)}")
    if found := _BIDI.findall(text):
        warnings.append(f"bidirectional_controls: {len(found)}")
    return Source(
        doc_id=doc_id(path),
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        n_bytes=len(data),
        encoding=encoding,
        language=language,
        language_score=score,
        text=text,
        given=given or Facts(),
        warnings=tuple(warnings),
    )


def longest_line(text: str) -> int:
    """Characters of the longest line; lines end at LF, CR or a form feed."""
    return max(map(len, _LINE_END.split(text)))


def _language_reason(language: str, wanted: str) -> str:
    return f"its language looks like {language!r}, not {wanted!r}; leave it out of the raw folder or set `language`"


def decode(data: bytes) -> tuple[str, str]:
    """The text (byte-order mark removed, line endings untouched) and its encoding.

    Raises ``Unreadable``: ``empty``, ``binary`` or ``undecodable``.
    """
    if not data:
        raise Unreadable("empty", "the file has no bytes; fetch it again")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding), encoding
    if b"\0" in data:
        return _without_mark(data)
    try:
        text = data.decode("utf_8")
    except UnicodeDecodeError as error:
        multibyte = len(_MULTIBYTE.findall(data))
        broken = data.decode("utf_8", "replace").count("\ufffd")
        if multibyte > 3 * broken:
            # Mostly sound UTF-8: another encoding would "succeed" and corrupt every accent of the file.
            raise Unreadable(
                "undecodable",
                f"UTF-8 but for the byte at {error.start} ({broken} such places); repair it, for example with `iconv -c`",
            ) from error
    else:
        _refuse_binary(text)
        return text, "utf_8"
    import charset_normalizer

    best = charset_normalizer.from_bytes(data, cp_isolation=ENCODINGS).best()
    if best is None or best.encoding not in ENCODINGS:
        raise Unreadable("undecodable", "neither UTF-8, Windows-1252 nor Mac Roman; convert it to UTF-8")
    text = _strict(data, best.encoding)
    _refuse_binary(text)
    return text, str(best.encoding)


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable("undecodable", f"not {encoding} at byte {error.start}; convert it to UTF-8") from error


def _without_mark(data: bytes) -> tuple[str, str]:
    """UTF-16 without a byte-order mark has its NULs all on one side; anything else with NULs is binary."""
    half = len(data) / 2
    for encoding, first in (("utf_16_le", 1), ("utf_16_be", 0)):
        if data[first::2].count(0) > 0.7 * half and data[1 - first :: 2].count(0) < 0.05 * half and len(data) % 2 == 0:
            return _strict(data, encoding), encoding
    raise Unreadable("binary", "it holds NUL bytes and is no text; convert it to plain text first")


def _refuse_binary(text: str) -> None:
    sample = text[:100_000]
    if len(_CONTROL.findall(sample)) > 0.05 * len(sample):
        raise Unreadable(
            "binary", "more than one character in twenty is a control code; convert it to plain text first"
        )


def identify_language(text: str) -> tuple[str, float]:
    """ISO 639-1 code and probability of the language of ``text``."""
    language, probability = _identifier().classify(text)
    return str(language), round(min(1.0, float(probability)), 4)


@lru_cache(maxsize=1)
def _identifier() -> Any:
    import py3langid
    from py3langid.langid import LanguageIdentifier

    model = Path(py3langid.__file__).parent / "data" / "model.npz.xz"
    return LanguageIdentifier.from_model_file(model, norm_probs=True)
