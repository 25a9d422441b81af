"""The published tables: one explicit Arrow schema each, and reading them. ``columns`` writes them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline import records
from pipeline.records import Record
from pipeline.storage import Folder

if TYPE_CHECKING:
    import pandas as pd

SCHEMA_VERSION = "1.0"

_S, _I, _F = pa.string(), pa.int32(), pa.float32()
_SPAN = pa.struct([pa.field("start", _I, False), pa.field("end", _I, False)])
_OMITTED = pa.struct([pa.field("start", _I, False), pa.field("end", _I, False), pa.field("kind", _S, False)])
_SCORES = pa.struct([pa.field(label, _F, False) for label in records.LABELS])


def _list(of: pa.DataType) -> pa.DataType:
    return pa.list_(pa.field("element", of, False))


def _schema(**columns: pa.DataType | tuple[pa.DataType, bool]) -> pa.Schema:
    """Columns are required unless given as ``(type, True)``."""
    return pa.schema(
        [pa.field(n, t[0], True) if isinstance(t, tuple) else pa.field(n, t, False) for n, t in columns.items()]
    )


def _maybe(of: pa.DataType) -> tuple[pa.DataType, bool]:
    return of, True


@dataclass(frozen=True)
class Table:
    """One table of the contract: its record, Arrow schema, primary key and foreign keys (column -> table)."""

    name: str
    record: type[Record]
    schema: pa.Schema
    key: str
    foreign: Mapping[str, str]


_UNIT = dict(
    sentence_id=_S,
    doc_id=_S,
    section_id=_S,
    ordinal=_I,
    block=_I,
    paragraph=_maybe(_S),
    page=_maybe(_S),
    unit_type=_S,
    lead_in_id=_maybe(_S),
    text=_S,
    spans=_list(_SPAN),
    omitted=_list(_OMITTED),
)
_CONTENT = dict(
    sentence_id=_S,
    doc_id=_S,
    section_id=_S,
    paragraph=_maybe(_S),
    text=_S,
    context=_maybe(_S),
    score=_maybe(_F),
)
_PRACTICE = dict(
    **_CONTENT,
    countries=_list(_S),
    organisations=_list(_S),
    years=_list(pa.int16()),
    speakers=_list(_S),
)
_CONTENT_KEYS = {"sentence_id": "sentences", "doc_id": "documents", "section_id": "sections", "speakers": "speakers"}

TABLES: tuple[Table, ...] = (
    Table(
        "documents",
        records.Document,
        _schema(
            doc_id=_S,
            path=_S,
            sha256=_S,
            n_bytes=pa.int64(),
            encoding=_S,
            language=_S,
            language_score=_maybe(_F),
            title=_maybe(_S),
            symbol=_maybe(_S),
            issuer=_maybe(_S),
            event=_maybe(_S),
            place=_maybe(_S),
            date_start=_maybe(pa.date32()),
            date_end=_maybe(pa.date32()),
            source_url=_maybe(_S),
            retrieved_at=_maybe(pa.timestamp("us", tz="UTC")),
            rights=_maybe(_S),
            n_chars=_I,
            n_sections=_I,
            n_sentences=_I,
            warnings=_list(_S),
        ),
        "doc_id",
        {"issuer": "organisations"},
    ),
    Table("texts", records.Text, _schema(doc_id=_S, text=_S), "doc_id", {"doc_id": "documents"}),
    Table(
        "sections",
        records.Section,
        _schema(
            section_id=_S,
            doc_id=_S,
            parent_id=_maybe(_S),
            ordinal=_I,
            level=_I,
            number=_maybe(_S),
            title=_maybe(_S),
            kind=_S,
            start=_I,
            end=_I,
        ),
        "section_id",
        {"doc_id": "documents", "parent_id": "sections"},
    ),
    Table(
        "sentences",
        records.Sentence,
        _schema(**_UNIT, label=_S, label_source=_S, score=_maybe(_F), label_scores=_maybe(_SCORES)),
        "sentence_id",
        {"doc_id": "documents", "section_id": "sections", "lead_in_id": "sentences"},
    ),
    Table(
        "mentions",
        records.Mention,
        _schema(
            mention_id=_S,
            doc_id=_S,
            sentence_id=_S,
            kind=_S,
            entity_id=_S,
            speaker_id=_maybe(_S),
            iso3=_maybe(_S),
            organisation_id=_maybe(_S),
            surface=_S,
            text_start=_I,
            text_end=_I,
            start=_I,
            end=_I,
            form=_S,
            source=_S,
            score=_maybe(_F),
        ),
        "mention_id",
        {
            "doc_id": "documents",
            "sentence_id": "sentences",
            "speaker_id": "speakers",
            "iso3": "countries",
            "organisation_id": "organisations",
        },
    ),
    Table(
        "speakers",
        records.Speaker,
        _schema(
            speaker_id=_S,
            doc_id=_S,
            person_id=_maybe(_S),
            kind=_S,
            name=_maybe(_S),
            honorific=_maybe(_S),
            role=_maybe(_S),
            organisation_id=_maybe(_S),
            country=_maybe(_S),
            n_statements=_I,
            n_mentions=_I,
        ),
        "speaker_id",
        {"doc_id": "documents", "organisation_id": "organisations", "country": "countries"},
    ),
    Table(
        "statements",
        records.DocumentStatement,
        _schema(
            statement_id=_S,
            sentence_id=_S,
            speaker_id=_S,
            cue=_maybe(_S),
            cue_sentence_id=_maybe(_S),
            text_start=_maybe(_I),
            text_end=_maybe(_I),
            how=_S,
            score=_maybe(_F),
            source=_S,
            doc_id=_S,
        ),
        "statement_id",
        {"doc_id": "documents", "sentence_id": "sentences", "speaker_id": "speakers", "cue_sentence_id": "sentences"},
    ),
    Table(
        "organisations",
        records.Organisation,
        _schema(
            organisation_id=_S,
            name=_S,
            acronym=_maybe(_S),
            kind=_S,
            country=_maybe(_S),
            aliases=_list(_S),
            n_mentions=_I,
        ),
        "organisation_id",
        {"country": "countries"},
    ),
    Table(
        "countries",
        records.Country,
        _schema(iso3=_S, iso2=_S, name_fr=_S, region=_maybe(_S), n_mentions=_I, n_documents=_I),
        "iso3",
        {},
    ),
    Table(
        "recommendations",
        records.Recommendation,
        _schema(
            **_CONTENT,
            strength=_maybe(_S),
            addressees=_list(_S),
            addressee_countries=_list(_S),
            addressee_organisations=_list(_S),
            speakers=_list(_S),
        ),
        "sentence_id",
        {**_CONTENT_KEYS, "addressee_countries": "countries", "addressee_organisations": "organisations"},
    ),
    Table(
        "good_practices",
        records.GoodPractice,
        _schema(**_PRACTICE),
        "sentence_id",
        {**_CONTENT_KEYS, "countries": "countries", "organisations": "organisations"},
    ),
    Table(
        "findings",
        records.Finding,
        _schema(**_PRACTICE),
        "sentence_id",
        {**_CONTENT_KEYS, "countries": "countries", "organisations": "organisations"},
    ),
    Table(
        "sessions",
        records.Session,
        _schema(
            session_id=_S,
            doc_id=_S,
            parent_id=_maybe(_S),
            ordinal=_I,
            date=_maybe(pa.date32()),
            start_time=_maybe(pa.time32("s")),
            end_time=_maybe(pa.time32("s")),
            title=_S,
            kind=_S,
            start=_I,
            end=_I,
        ),
        "session_id",
        {"doc_id": "documents", "parent_id": "sessions"},
    ),
    Table(
        "session_participants",
        records.SessionParticipant,
        _schema(
            participant_id=_S,
            doc_id=_S,
            session_id=_S,
            ordinal=_I,
            speaker_id=_S,
            part=_S,
            role_as_listed=_maybe(_S),
            organisation_id=_maybe(_S),
            country=_maybe(_S),
            start=_I,
            end=_I,
        ),
        "participant_id",
        {
            "doc_id": "documents",
            "session_id": "sessions",
            "speaker_id": "speakers",
            "organisation_id": "organisations",
            "country": "countries",
        },
    ),
    Table(
        "acronyms",
        records.Acronym,
        _schema(
            acronym_id=_S,
            doc_id=_S,
            acronym=_S,
            expansion=_S,
            where=_S,
            organisation_id=_maybe(_S),
            sentence_id=_maybe(_S),
            start=_I,
            end=_I,
        ),
        "acronym_id",
        {"doc_id": "documents", "organisation_id": "organisations", "sentence_id": "sentences"},
    ),
    Table(
        "references",
        records.Reference,
        _schema(
            reference_id=_S,
            doc_id=_S,
            sentence_id=_S,
            kind=_S,
            text=_S,
            normalised=_maybe(_S),
            mark=_maybe(_S),
            note_sentence_id=_maybe(_S),
            start=_I,
            end=_I,
        ),
        "reference_id",
        {"doc_id": "documents", "sentence_id": "sentences", "note_sentence_id": "sentences"},
    ),
    Table(
        "rejects",
        records.Reject,
        _schema(reject_id=_S, doc_id=_maybe(_S), path=_S, stage=_S, code=_S, reason=_S),
        "reject_id",
        {},
    ),
)
BY_NAME: dict[str, Table] = {table.name: table for table in TABLES}


def files_of(base: Folder, name: str) -> Sequence[Folder]:
    """The file of a published table, or its parts in order."""
    path = base / f"{name}.parquet"
    return _in_order(path) if path.is_dir() else [path]


def _in_order(folder: Folder) -> list[Folder]:
    return sorted(folder.glob("*.parquet"), key=lambda part: part.name)


def parquet(file: Folder) -> pq.ParquetFile:
    """A file of a published table, opened. Raises ``OSError`` or ``ValueError`` when it is none."""
    return pq.ParquetFile(file if isinstance(file, Path) else file.open())


def read_parts(base: Folder, name: str) -> Iterator[pa.Table]:
    """A published table part by part; one in a single file is one part."""
    return (parquet(file).read() for file in files_of(base, name))


def read_table(base: Folder, name: str) -> pa.Table:
    """A published table, from its file or its parts."""
    return as_published(name, pa.concat_tables(list(read_parts(base, name))))


def as_published(name: str, read: pa.Table) -> pa.Table:
    """The columns read of a table with the types of the contract: Parquet has no time in seconds, it comes back as milliseconds."""
    for i, field in enumerate(read.schema):
        if field.type == pa.time32("ms") and name in BY_NAME and field.name in BY_NAME[name].schema.names:
            wanted = field.with_type(BY_NAME[name].schema.field(field.name).type)
            read = read.set_column(i, wanted, read.column(i).cast(wanted.type))
    return read


def read_rows(base: Folder, name: str, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The rows of a published table as dictionaries of the ``columns`` asked for, streamed in file order."""
    for file in files_of(base, name):
        for batch in parquet(file).iter_batches(batch_size=10_000, columns=list(columns)):
            yield from batch.to_pylist()


def keys(base: Folder, name: str) -> Iterator[str]:
    """The primary keys of a published table, streamed in file order."""
    key = BY_NAME[name].key
    return (row[key] for row in read_rows(base, name, [key]))


def schemas(base: Folder, name: str) -> list[tuple[pa.Schema, int]]:
    """Schema and number of rows of each file of a published table, from the footers. Raises ``OSError`` or ``ValueError``."""
    found = []
    for file in files_of(base, name):
        opened = parquet(file)
        found.append((as_published(name, opened.schema_arrow.empty_table()).schema, opened.metadata.num_rows))
    return found


def count_rows(base: Folder, name: str) -> int:
    """The number of rows, from the files' footers alone."""
    return sum(parquet(file).metadata.num_rows for file in files_of(base, name))


def rows_about(base: Folder, name: str, doc_ids: Collection[str] | None = None) -> list[dict[str, Any]]:
    """The rows of a published table, in its order; with ``doc_ids``, those of these documents only."""
    table = read_table(base, name)
    if doc_ids is not None and "doc_id" in table.schema.names:
        table = table.filter(pc.is_in(table.column("doc_id"), pa.array(sorted(doc_ids), pa.string())))
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


def table_exists(base: Folder, name: str) -> bool:
    return (base / f"{name}.parquet").exists()


def read_frame(base: Folder, name: str) -> pd.DataFrame:
    """A published table as a pandas DataFrame with nullable dtypes."""
    frame: pd.DataFrame = read_table(base, name).to_pandas(types_mapper=_nullable().get)
    return frame


def _nullable() -> dict[Any, Any]:
    import pandas as pd

    return {
        pa.string(): pd.StringDtype(),
        pa.int16(): pd.Int16Dtype(),
        pa.int32(): pd.Int32Dtype(),
        pa.int64(): pd.Int64Dtype(),
        pa.float32(): pd.Float32Dtype(),
    }


def schema_problems(table: Table, schema: pa.Schema) -> list[str]:
    """How a file's schema differs from the contract's."""
    problems = []
    for field in table.schema:
        if field.name not in schema.names:
            problems.append(f"{table.name}: column {field.name} is missing")
        elif schema.field(field.name).type != field.type:
            problems.append(f"{table.name}.{field.name}: type {schema.field(field.name).type}, must be {field.type}")
    return problems


def iter_documents(
    base: Folder, names: Collection[str], columns: Mapping[str, Collection[str]] | None = None
) -> Iterator[tuple[str, dict[str, list[dict[str, Any]]]]]:
    """The rows of the per-document tables ``names``, one document at a time in ``doc_id`` order; ``columns`` chooses by table."""
    streams = {name: _by_document(base, name, columns[name] if columns else None) for name in names}
    heads = {name: next(stream, None) for name, stream in streams.items()}
    while True:
        waiting = [head[0] for head in heads.values() if head is not None]
        if not waiting:
            return
        doc = min(waiting)
        rows: dict[str, list[dict[str, Any]]] = {}
        for name in names:
            head = heads[name]
            if head is not None and head[0] == doc:
                rows[name] = head[1]
                heads[name] = next(streams[name], None)
            else:
                rows[name] = []
        yield doc, rows


def _by_document(
    base: Folder, name: str, columns: Collection[str] | None
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    current: str | None = None
    rows: list[dict[str, Any]] = []
    for file in files_of(base, name):
        for batch in parquet(file).iter_batches(batch_size=5_000, columns=list(columns) if columns else None):
            for row in batch.to_pylist():
                if row["doc_id"] != current:
                    if current is not None:
                        yield current, rows
                    current, rows = row["doc_id"], []
                rows.append(row)
    if current is not None:
        yield current, rows


def file_checksum(path: Folder) -> str:
    """SHA-256 (hex) of a file, or of its parts' checksums in name order."""
    if path.is_dir():
        return parts_checksum(file_checksum(part) for part in _in_order(path))
    total = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            total.update(block)
    return total.hexdigest()


def parts_checksum(of_parts: Iterable[str]) -> str:
    """The checksum of a table in parts, from those of its parts in order."""
    return hashlib.sha256("".join(of_parts).encode()).hexdigest()


def date_columns(name: str) -> list[str]:
    """The columns of a table that hold days."""
    return [field.name for field in BY_NAME[name].schema if pa.types.is_date(field.type)]


def is_list(of: pa.DataType) -> bool:
    return bool(pa.types.is_list(of))


def frictionless_type(of: pa.DataType) -> str:
    """The Frictionless field type of an Arrow type."""
    names = (
        (pa.types.is_string, "string"),
        (pa.types.is_integer, "integer"),
        (pa.types.is_floating, "number"),
        (pa.types.is_date, "date"),
        (pa.types.is_time, "time"),
        (pa.types.is_timestamp, "datetime"),
        (pa.types.is_list, "array"),
        (pa.types.is_struct, "object"),
    )
    return next(name for is_type, name in names if is_type(of))
