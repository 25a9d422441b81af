"""Finding the raw reports under a folder, and what ``metadata.csv`` says of them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.identifiers import digest
from pipeline.records import Facts, Reject
from pipeline.storage import Folder

CONVERTERS = {
    ".pdf": "pdftotext -layout",
    ".docx": "pandoc -t plain",
    ".doc": "libreoffice --headless --convert-to txt",
    ".odt": "pandoc -t plain",
    ".rtf": "pandoc -t plain",
    ".html": "pandoc -t plain",
    ".htm": "pandoc -t plain",
    ".epub": "pandoc -t plain",
}
METADATA_FILE = "metadata.csv"
LOCK_FILE = "sources.lock.json"  # written by `greffier fetch`
METADATA_COLUMNS = (
    "path",
    "title",
    "symbol",
    "event",
    "place",
    "dates",
    "date_start",
    "date_end",
    "url",
    "source_url",
    "retrieved_at",
    "rights",
)


@dataclass
class Found:
    """What lies under a raw root: readable candidates (relative posix path -> file) and what was turned away."""

    files: dict[str, Folder] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    _names: dict[str, str] = field(default_factory=dict)

    def take(self, relative: str, file: Folder) -> None:
        """Add a candidate under its name in NFC, unless another has that name."""
        folded = unicodedata.normalize("NFC", relative)
        if folded in self._names:
            reason = f"its name equals {self._names[folded]!r} once accents are normalised; rename one of them"
            self.rejects.append(reject(relative, "load", "same_name", reason))
            return
        self._names[folded] = relative
        self.files[folded] = file


def passed_over(relative: str) -> bool:
    """Is this file no report by its name: metadata, dotfiles, ``README*``?"""
    name = relative.rpartition("/")[2]
    return relative in {METADATA_FILE, LOCK_FILE} or name.startswith(".") or name.upper().startswith("README")


def unsupported(relative: str) -> list[Reject]:
    """The reject of a document of a type that must be converted first; none for what is no document."""
    suffix = PurePosixPath(relative).suffix
    converter = CONVERTERS.get(suffix.lower())
    if not converter:
        return []
    reason = f"{suffix} is not plain text; convert it first, for example with `{converter}`"
    return [reject(relative, "load", "unsupported_type", reason)]


def reject(path: str, stage: str, code: str, reason: str, doc_id: str | None = None) -> Reject:
    """A reject row; its identifier comes from path, stage and code."""
    return Reject(
        reject_id=f"rej-{digest(f'{path}|{stage}|{code}', 12)}",
        doc_id=doc_id,
        path=path,
        stage=stage,
        code=code,
        reason=reason,
    )


def find_sources(root: Path, patterns: Sequence[str]) -> Found:
    """All files under ``root`` that match ``patterns``, in path order; other document types become rejects.

    Dotfiles, ``README*`` and ``metadata.csv`` are skipped; symbolic links are followed only to files inside ``root``.
    """
    found = Found()
    real_root = root.resolve()
    unread: list[tuple[str, str, str]] = []
    for path in _walk(root, unread):
        relative = path.relative_to(root).as_posix()
        try:
            relative.encode("utf-8")
        except UnicodeEncodeError:
            shown = relative.encode("utf-8", "replace").decode()
            found.rejects.append(reject(shown, "load", "bad_name", "the file name is not valid UTF-8; rename it"))
            continue
        if passed_over(relative):
            continue
        if path.is_symlink():
            try:
                target = path.resolve(strict=True)
            except (OSError, RuntimeError):
                found.rejects.append(
                    reject(relative, "load", "broken_link", "the link leads nowhere; remove or repair it")
                )
                continue
            if not target.is_relative_to(real_root):
                reason = "the link leads out of the raw folder; copy the file into it"
                found.rejects.append(reject(relative, "load", "outside", reason))
                continue
        if not any(matches(relative, pattern) for pattern in patterns):
            found.rejects.extend(unsupported(relative))
            continue
        if not path.is_file():  # reading a pipe or a device would wait for ever
            reason = "it is a pipe, a socket or a device; remove it from the raw folder"
            found.rejects.append(reject(relative, "load", "not_a_file", reason))
            continue
        found.take(relative, path)
    found.rejects.extend(reject(path, "load", code, reason) for path, code, reason in unread)
    return found


def _walk(root: Path, unread: list[tuple[str, str, str]]) -> Iterator[Path]:
    """Files below ``root``, folder by folder in code-point order; folders that are links or hidden are not entered.

    A folder that cannot be looked into, or is a link to one elsewhere, goes to ``unread`` as path, reject code and reason.
    """
    real_root = root.resolve()

    def shown(path: str | Path) -> str:
        relative = Path(path).relative_to(root).as_posix()
        return relative.encode("utf-8", "replace").decode()

    def failed(error: OSError) -> None:
        reason = f"the folder cannot be looked into: {error.strerror}; check its permissions"
        unread.append((shown(error.filename), "unreadable", reason))

    for folder, folders, files in os.walk(root, onerror=failed, followlinks=False):
        entered = []
        for name in sorted(folders):
            path = Path(folder, name)
            if name.startswith("."):
                continue
            if not path.is_symlink():
                entered.append(name)
            elif not path.resolve().is_relative_to(real_root):
                reason = "the link leads to a folder outside the raw folder; copy that folder into it"
                unread.append((shown(path), "outside", reason))
        folders[:] = entered
        for name in sorted(files):
            yield Path(folder, name)


def matches(relative: str, pattern: str) -> bool:
    """Does the path under the raw root fit the configured pattern?"""
    # `**/` also stands for "no folder at all", which fnmatch does not know.
    return fnmatchcase(relative, pattern) or (pattern.startswith("**/") and fnmatchcase(relative, pattern[3:]))


def read_metadata(text: str, paths: Sequence[str]) -> tuple[dict[str, Facts], list[Reject]]:
    """The rows of ``metadata.csv`` by path, and a reject for each row that fits no file or cannot be read.

    ``dates`` is one ISO date or two joined by ``/``.
    """
    facts: dict[str, Facts] = {}
    rejects: list[Reject] = []
    known = set(paths)
    reader = csv.DictReader(io.StringIO(text))
    try:
        rows = list(reader)
    except csv.Error as error:
        reason = f"line {reader.line_num}: {error}; save it anew as CSV"
        return {}, [reject(METADATA_FILE, "load", "metadata_invalid", reason)]
    unknown = [c for c in reader.fieldnames or [] if c not in METADATA_COLUMNS]
    if unknown or "path" not in (reader.fieldnames or []):
        what = f"unknown column {unknown[0][:100]!r}" if unknown else "no column `path`"
        reason = f"{what}; the columns are {', '.join(METADATA_COLUMNS)}"
        return {}, [reject(METADATA_FILE, "load", "metadata_invalid", reason)]
    for number, row in enumerate(rows, start=2):
        path = unicodedata.normalize("NFC", (row.get("path") or "").strip())
        where = f"{METADATA_FILE}:{number}"
        if path not in known:
            reason = f"no file {path[:200]!r} under the raw folder; correct the path or remove the row"
            rejects.append(reject(where, "load", "metadata_unmatched", reason))
            continue
        try:
            facts[path] = _row_facts({k: v.strip() for k, v in row.items() if k and isinstance(v, str) and v.strip()})
        except ValueError as error:
            rejects.append(reject(where, "load", "metadata_invalid", f"{error}; write dates as 2017-04-18"))
    return facts, rejects


def _row_facts(row: dict[str, str]) -> Facts:
    start, _, end = row.get("dates", "").partition("/")
    start, end = row.get("date_start", start), row.get("date_end", end)
    retrieved = row.get("retrieved_at")
    return Facts(
        title=row.get("title"),
        symbol=row.get("symbol"),
        event=row.get("event"),
        place=row.get("place"),
        date_start=dt.date.fromisoformat(start.strip()) if start.strip() else None,
        date_end=dt.date.fromisoformat(end.strip()) if end.strip() else None,
        source_url=row.get("source_url") or row.get("url"),
        retrieved_at=dt.datetime.fromisoformat(retrieved) if retrieved else None,
        rights=row.get("rights"),
    )


class Fetched(BaseModel):
    """Where a file came from: ``retrieved_at`` is when its present bytes were first seen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str
    sha256: str
    etag: str | None = None
    last_modified: str | None = None
    retrieved_at: dt.datetime
    rights: str | None = None

    def complete(self, given: Facts) -> Facts:
        """``given`` with what it leaves open filled in."""
        return given.model_copy(
            update={
                "source_url": given.source_url or self.url,
                "retrieved_at": given.retrieved_at or self.retrieved_at,
                "rights": given.rights or self.rights,
            }
        )


class _Lock(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    version: Literal[1] = 1
    files: dict[str, Fetched]


def read_lock(text: str) -> dict[str, Fetched]:
    """The fetched files by path. Raises ``ValueError`` when ``text`` is no lock file."""
    try:
        return dict(_Lock.model_validate_json(text).files)
    except ValidationError as error:
        first = error.errors()[0]
        raise ValueError(f"{'.'.join(map(str, first['loc'])) or 'the file'}: {first['msg']}") from error


def write_lock(path: Path, files: dict[str, Fetched]) -> None:
    """Write aside, then rename."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    lock = _Lock(files={name: files[name] for name in sorted(files)})
    aside.write_text(lock.model_dump_json(indent=1) + "\n", encoding="utf-8")
    aside.replace(path)
