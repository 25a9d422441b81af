"""The store of stage results: one content-addressed JSON file per document and stage, under the interim folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.records import Record, Reject

R = TypeVar("R", bound=Record)


class _Stored(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    reject: Reject


class ArtefactStore:
    """``get``/``put`` by stage and key; a document that a stage turned away is stored as its reject."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, stage: str, key: str) -> Path:
        return self._folder / stage / key[:2] / f"{key}.json"

    def has(self, stage: str, key: str) -> bool:
        return self.path(stage, key).is_file()

    def get(self, stage: str, key: str, record: type[R]) -> R | Reject | None:
        """The stored result, its reject, or None when there is none (a damaged file counts as none)."""
        try:
            data = self.path(stage, key).read_bytes()
        except OSError:
            return None
        try:
            if data.startswith(b'{"reject"'):
                return _Stored.model_validate_json(data).reject
            return record.model_validate_json(data)
        except ValidationError:
            return None

    def put(self, stage: str, key: str, result: Record) -> None:
        """Write aside, then rename: a reader never sees half a file."""
        path = self.path(stage, key)
        path.parent.mkdir(parents=True, exist_ok=True)
        stored: BaseModel = _Stored(reject=result) if isinstance(result, Reject) else result
        aside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        aside.write_text(stored.model_dump_json(), encoding="utf-8")
        aside.replace(path)
