"""The store of stage results: one content-addressed file per document and stage, under the interim folder.

A file is a line with the checksum of its key and the rest, then the result: a reject as JSON, any other result as JSON
compressed, the rows of a document as a line of JSON (what it adds to the tables that documents share) and packed columns.
A damaged or misplaced file is noticed.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict

from pipeline.errors import GreffierError
from pipeline.records import Record, Reject

R = TypeVar("R", bound=Record)
Key = tuple[str, str]  # stage and key

TABLES = "tables"  # where the rows of documents are kept, beside the results of the stages

_REJECT = b'{"reject"'


def _checksum(key: str, data: bytes) -> bytes:
    return hashlib.sha256(key.encode() + b"\n" + data).hexdigest().encode()


class _Stored(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    reject: Reject


class ArtefactStore:
    """``get``/``put`` by stage and key; a document that a stage turned away is stored as its reject."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, stage: str, key: str) -> Path:
        return self._folder / stage / key[:2] / key

    def has(self, stage: str, key: str) -> bool:
        return self.path(stage, key).is_file()

    def is_reject(self, stage: str, key: str) -> bool:
        """Was the document turned away here? Answered from the beginning of the file."""
        try:
            with self.path(stage, key).open("rb") as stream:
                return stream.read(65 + len(_REJECT)).endswith(b"\n" + _REJECT)
        except OSError:
            return False

    def get(self, stage: str, key: str, record: type[R]) -> R | Reject | None:
        """The stored result, its reject, or None when there is none. A damaged file counts as none and is removed."""
        data = self._read(stage, key)
        if data is None:
            return None
        with suppress(ValueError, OSError):  # written by a program whose records had other fields
            if data.startswith(_REJECT):
                return _Stored.model_validate_json(data).reject
            from pipeline.columns import unsqueeze

            return record.model_validate_json(bytes(unsqueeze(data)))
        self._drop(stage, key)
        return None

    def rows(self, key: str, record: type[R]) -> tuple[R, bytes] | None:
        """What the document adds to the shared tables, as ``record``, and its rows, packed; None as for ``get``."""
        data = self._read(TABLES, key)
        if data is None:
            return None
        head, _, packed = data.partition(b"\n")
        with suppress(ValueError):
            return record.model_validate_json(head), packed
        self._drop(TABLES, key)
        return None

    def packed(self, key: str) -> bytes | None:
        """The packed rows alone; None when there are none."""
        data = self._read(TABLES, key)
        return data.partition(b"\n")[2] if data is not None else None

    def _read(self, stage: str, key: str) -> bytes | None:
        try:
            checksum, _, data = self.path(stage, key).read_bytes().partition(b"\n")
        except OSError:
            return None
        if checksum == _checksum(key, data):
            return data
        self._drop(stage, key)
        return None

    def _drop(self, stage: str, key: str) -> None:
        with suppress(OSError):
            self.path(stage, key).unlink()

    def put(self, stage: str, key: str, result: Record) -> None:
        """Write aside, then rename: a reader never sees half a file. Raises ``GreffierError`` when that fails."""
        if isinstance(result, Reject):
            self._write(stage, key, _Stored(reject=result).model_dump_json().encode())
        else:
            from pipeline.columns import squeeze

            self._write(stage, key, squeeze(result.model_dump_json().encode()))

    def put_rows(self, key: str, adds: Record, packed: bytes) -> None:
        """As ``put``, for what ``rows`` gives."""
        self._write(TABLES, key, adds.model_dump_json().encode() + b"\n" + packed)

    def _write(self, stage: str, key: str, data: bytes) -> None:
        path = self.path(stage, key)
        aside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            aside.write_bytes(_checksum(key, data) + b"\n" + data)
            aside.replace(path)
        except OSError as error:
            with suppress(OSError):
                aside.unlink()
            what = f"cannot store results in {self._folder}: {error.strerror or error}"
            raise GreffierError(f"{what}; free space or correct its permissions, then run again") from error

    def give(self, stage: str, key: str) -> bytes | None:
        """A result as it is stored, to be sent elsewhere; ``take`` stores one that comes from there."""
        return self._read(stage, key)

    def take(self, stage: str, key: str, data: bytes) -> None:
        self._write(stage, key, data)

    def tidy(self) -> None:
        """Remove what killed runs left half written, once it is old enough to be nobody's."""
        long_ago = time.time() - 3600
        for path in self._folder.glob("*/*/*.tmp"):
            with suppress(OSError):
                if path.stat().st_mtime < long_ago:
                    path.unlink()


class MemoryStore(ArtefactStore):
    """A store without a folder: it begins with the results ``given``, and what is put there stands in ``written``."""

    def __init__(self, given: Mapping[Key, bytes]) -> None:
        super().__init__(Path())
        self._held = dict(given)
        self.written: dict[Key, bytes] = {}

    def has(self, stage: str, key: str) -> bool:
        return (stage, key) in self._held

    def is_reject(self, stage: str, key: str) -> bool:
        return self._held.get((stage, key), b"").startswith(_REJECT)

    def _read(self, stage: str, key: str) -> bytes | None:
        return self._held.get((stage, key))

    def _drop(self, stage: str, key: str) -> None:
        self._held.pop((stage, key), None)

    def _write(self, stage: str, key: str, data: bytes) -> None:
        self._held[stage, key] = self.written[stage, key] = data
