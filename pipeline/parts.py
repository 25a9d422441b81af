"""Tables in parts: ``sentences.parquet/part-00000.parquet``, ``part-00001.parquet`` ... instead of one file.

A part holds the rows of whole documents, and part ``n`` of every table those of the same documents: what is joined lies side by
side, and one part can be read, checked or copied without the others. Tables all documents share are never in parts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline import tables
from pipeline.columns import PER_DOCUMENT, DatasetWriter, Written
from pipeline.records import Record
from pipeline.storage import Folder


class PartsWriter:
    """A ``DatasetWriter`` that puts ``per_part`` documents into a part when there are more than that, else writes single files."""

    def __init__(self, folder: Path, names: Collection[str], n_documents: int, per_part: int) -> None:
        self._folder = folder
        self._names = [name for name in names if name in PER_DOCUMENT]
        self._per_part = per_part
        self._parted = n_documents > per_part
        self._shared = DatasetWriter(folder, [name for name in names if name not in PER_DOCUMENT])
        self._finished: dict[str, dict[str, Written]] = {name: {} for name in self._names}
        self._n_parts = 0
        self._writer = self._open()
        self._room = per_part if self._parted else n_documents

    def _open(self) -> DatasetWriter:
        self._n_parts += 1
        part = f"part-{self._n_parts - 1:05}" if self._parted else None
        return DatasetWriter(self._folder, self._names, part)

    def add(self, columns: Mapping[str, Any]) -> None:
        """Append the rows of whole documents, by table; they may not reach over the end of a part."""
        n = columns["documents"].num_rows
        if n > self._room:
            if self._room or n > self._per_part:
                raise ValueError(f"{n} documents at once, the part takes {self._room or self._per_part} more")
            self._finish()
            self._writer = self._open()
            self._room = self._per_part
        self._writer.add(columns)
        self._room -= n

    def _finish(self) -> None:
        part = f"part-{self._n_parts - 1:05}.parquet"
        for name, written in self._writer.close().items():
            self._finished[name][part] = written

    def add_rows(self, name: str, rows: Iterable[Record]) -> None:
        """Append rows of a table that documents share."""
        self._shared.add_rows(name, rows)

    def close(self) -> dict[str, Written]:
        """Finish all files; gives what was written, by table."""
        self._finish()
        written = self._shared.close()
        for name, parts in self._finished.items():
            written[name] = joined(parts) if self._parted else next(iter(parts.values()))
        return written


def joined(parts: Mapping[str, Written]) -> Written:
    """A table of the parts given, by file name."""
    return Written(
        sum(part.rows for part in parts.values()),
        sum(part.n_bytes for part in parts.values()),
        tables.parts_checksum(parts[name].sha256 for name in sorted(parts)),
        dict(sorted(parts.items())),
    )


def described(table: Written) -> dict[str, Any]:
    """What the manifest says of a table: rows, bytes, checksum, and those of its parts when it has any."""
    parts = [{"path": name, **described(part)} for name, part in table.parts.items()]
    return {"rows": table.rows, "bytes": table.n_bytes, "sha256": table.sha256, **({"parts": parts} if parts else {})}


def unlike(path: Folder, described: Mapping[str, Any]) -> Iterator[str]:
    """How the file or the parts at ``path`` differ from what the manifest says of them."""
    wanted = {part["path"]: part["sha256"] for part in described.get("parts", ())}
    if path.is_dir() and wanted:
        there = {part.name: part for part in path.glob("*.parquet")}
        for name in sorted(wanted.keys() | there.keys()):
            if name not in there:
                yield f"the part {name} is missing"
            elif name not in wanted:
                yield f"the part {name} is not one the manifest describes"
            elif (found := tables.file_checksum(there[name])) != wanted[name]:
                yield f"the part {name} is not the one the manifest describes (sha256 {found[:12]}...)"
        if tables.parts_checksum(wanted[name] for name in sorted(wanted)) != described.get("sha256"):
            yield "the manifest's checksum of the table is not that of its parts"
    elif (found := tables.file_checksum(path)) != described.get("sha256"):
        yield f"the file is not the one the manifest describes (sha256 {found[:12]}...)"
