"""Rows as Arrow columns: made from records, packed for the store one document at a time, written to Parquet as they come.

Nothing here holds more than a row group of each table. With ``tables`` the only module that knows pyarrow.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.records import Record
from pipeline.tables import BY_NAME, TABLES, Table, file_checksum

PER_DOCUMENT: tuple[str, ...] = tuple(
    t.name for t in TABLES if "doc_id" in t.schema.names and t.name not in {"rejects", "organisations", "countries"}
)

# Fixed, so that a file's bytes depend on its rows alone. A text may be megabytes long: few of them make a group.
_ROWS_PER_GROUP = 4_000
_TEXTS_PER_GROUP = 64


# ------------------------------------------------------------------------------------------------ records to columns
def columns_of(table: Table, rows: Sequence[Record]) -> pa.Table:
    """The rows of one table as columns, in the order given."""
    if not rows:
        return table.schema.empty_table()
    arrays = [_array(column.type, [getattr(row, column.name) for row in rows]) for column in table.schema]
    return pa.Table.from_arrays(arrays, schema=table.schema)


def _array(of: pa.DataType, values: Sequence[Any]) -> pa.Array:
    if pa.types.is_list(of) and pa.types.is_struct(of.value_type):
        offsets = pa.array(list(accumulate(map(len, values), initial=0)), pa.int32())
        return pa.ListArray.from_arrays(offsets, _array(of.value_type, [x for v in values for x in v]), type=of)
    if pa.types.is_struct(of):
        missing = [v is None for v in values]
        children = [_array(f.type, [0 if v is None else getattr(v, f.name) for v in values]) for f in of]
        return pa.StructArray.from_arrays(children, fields=list(of), mask=pa.array(missing) if any(missing) else None)
    return pa.array(values, of)


# ------------------------------------------------------------------------------------------------ one document, packed
def _packed_schema() -> pa.Schema:
    return pa.schema([pa.field(n, pa.list_(pa.struct(list(BY_NAME[n].schema)))) for n in PER_DOCUMENT])


_PACKED = _packed_schema()


def _one_list(table: pa.Table, of: pa.DataType) -> pa.Array:
    """The rows of a table as one list of structs."""
    struct = table.to_struct_array()
    flat = struct.combine_chunks() if isinstance(struct, pa.ChunkedArray) else struct
    return pa.ListArray.from_arrays(pa.array([0, len(flat)], pa.int32()), flat, type=of)


_NO_ROWS = {column.name: pa.array([[]], column.type) for column in _PACKED}


def pack(rows: Mapping[str, Sequence[Record]]) -> bytes:
    """One document's rows of the tables of ``PER_DOCUMENT``, as the compressed bytes of an Arrow record batch."""
    lists = []
    for column in _PACKED:
        of_table = rows[column.name]
        lists.append(
            _one_list(columns_of(BY_NAME[column.name], of_table), column.type) if of_table else _NO_ROWS[column.name]
        )
    return squeeze(pa.RecordBatch.from_arrays(lists, schema=_PACKED).serialize())


def pack_together(packed: Iterable[bytes]) -> bytes:
    """Documents packed one by one, packed as one: ``unpack`` gives the same tables, in a fraction of the time."""
    return squeeze(_together(packed).to_batches()[0].serialize())


def _together(packed: Iterable[bytes]) -> pa.Table:
    batches = [pa.ipc.read_record_batch(unsqueeze(data), _PACKED) for data in packed]
    # Two batches at least, which are copied: a single one would stay in the bytes it was read from, and the few rows of a small
    # table that wait for a row group would keep the texts of all documents in memory.
    batches.append(pa.RecordBatch.from_pylist([], schema=_PACKED))
    return pa.Table.from_batches(batches, schema=_PACKED).combine_chunks()


def unpack(packed: Iterable[bytes]) -> dict[str, pa.Table]:
    """The tables of the documents given, one after the other. Raises ``ValueError`` for bytes that ``pack`` did not make."""
    together = _together(packed)
    out = {}
    for name in PER_DOCUMENT:
        column = together.column(name)
        struct = (column.chunk(0) if column.num_chunks else column.combine_chunks()).flatten()
        out[name] = pa.Table.from_arrays(struct.flatten(), schema=BY_NAME[name].schema)
    return out


def with_persons(speakers: pa.Table, person: Callable[..., str | None]) -> pa.Table:
    """The speakers with the ``person_id`` that ``person`` gives for name, country, organisation_id and role of each named one."""
    columns = [speakers.column(c).to_pylist() for c in ("kind", "name", "country", "organisation_id", "role")]
    ids = [person(*who) if kind == "person" and who[0] else None for kind, *who in zip(*columns, strict=True)]
    at = speakers.schema.get_field_index("person_id")
    return speakers.set_column(at, speakers.schema.field(at), pa.array(ids, pa.string()))


def squeeze(data: bytes) -> bytes:
    """``data`` compressed, with its length before it."""
    return len(data).to_bytes(8, "little") + bytes(pa.Codec("zstd", 1).compress(data, asbytes=True))


def unsqueeze(data: bytes) -> pa.Buffer:
    """What ``squeeze`` was given, as a buffer. Raises ``ValueError`` or ``OSError`` when it cannot be that."""
    return pa.decompress(memoryview(data)[8:], int.from_bytes(data[:8], "little"), codec="zstd")


def give_memory_back() -> None:
    """Give the system back what is no longer needed: now what the stages held, from here on, at once, what Arrow did.

    Each where there is the allocator that can: publishing would not use again what either keeps for itself.
    """
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)  # glibc
    with suppress(NotImplementedError):
        pa.set_memory_pool(pa.jemalloc_memory_pool())
        pa.jemalloc_set_decay_ms(0)


# ------------------------------------------------------------------------------------------------ columns to Parquet
@dataclass(frozen=True)
class Written:
    """A finished table file, or a table in parts: then ``parts`` are its files by name."""

    rows: int
    n_bytes: int
    sha256: str
    parts: Mapping[str, Written] = field(default_factory=dict)


class TableWriter:
    """Writes one table, row group by row group; the bytes depend only on the rows, not on how they were handed over."""

    def __init__(self, table: Table, path: Path) -> None:
        self._table = table
        self._path = path
        self._writer = pq.ParquetWriter(
            path, table.schema, compression="zstd", write_statistics=True, store_schema=True
        )
        self._group = _TEXTS_PER_GROUP if table.name == "texts" else _ROWS_PER_GROUP
        self._pending: list[pa.Table] = []
        self._n_pending = 0
        self.n_rows = 0

    def add(self, rows: Iterable[Record]) -> None:
        self.add_columns(columns_of(self._table, list(rows)))

    def add_columns(self, columns: pa.Table) -> None:
        """Append rows given as columns in the table's schema."""
        self._pending.append(columns)
        self._n_pending += columns.num_rows
        if self._n_pending >= self._group:
            whole = pa.concat_tables(self._pending)
            at = 0
            while whole.num_rows - at >= self._group:
                self._write(whole.slice(at, self._group))
                at += self._group
            self._pending = [whole.slice(at)]
            self._n_pending = whole.num_rows - at

    def _write(self, group: pa.Table) -> None:
        self._writer.write_table(group.combine_chunks(), row_group_size=self._group)
        self.n_rows += group.num_rows

    def close(self) -> Written:
        if self._n_pending or not self.n_rows:
            self._write(pa.concat_tables(self._pending) if self._pending else self._table.schema.empty_table())
        self._pending = []
        self._writer.close()
        return Written(self.n_rows, self._path.stat().st_size, file_checksum(self._path))


class DatasetWriter:
    """Writes the tables ``names`` of a dataset into ``folder`` as documents come, in ``doc_id`` order.

    With ``part`` each table is a folder and this its file of that name: ``sentences.parquet/<part>.parquet``.
    """

    def __init__(self, folder: Path, names: Collection[str], part: str | None = None) -> None:
        self._writers: dict[str, TableWriter] = {}
        for table in TABLES:
            if table.name in names:
                path = folder / f"{table.name}.parquet"
                if part is not None:
                    path.mkdir(parents=True, exist_ok=True)
                    path /= f"{part}.parquet"
                self._writers[table.name] = TableWriter(table, path)

    def add(self, tables: Mapping[str, pa.Table]) -> None:
        """Append the rows of whole documents, as ``unpack`` gives them; tables that are not written are passed over."""
        for name, columns in tables.items():
            if name in self._writers:
                self._writers[name].add_columns(columns)

    def add_rows(self, name: str, rows: Iterable[Record]) -> None:
        """Append rows of a table that documents share."""
        self._writers[name].add(rows)

    def close(self) -> dict[str, Written]:
        return {name: writer.close() for name, writer in self._writers.items()}
