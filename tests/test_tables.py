"""Arrow schemas and pydantic records say the same thing."""

import dataclasses
import types
import typing

import pyarrow as pa
import pytest

from pipeline import tables
from pipeline.records import Record

CONTRACT = [
    "documents",
    "texts",
    "sections",
    "sentences",
    "mentions",
    "speakers",
    "statements",
    "organisations",
    "countries",
    "recommendations",
    "good_practices",
    "findings",
    "sessions",
    "session_participants",
    "acronyms",
    "references",
    "rejects",
]


def test_every_table_of_the_contract_is_there():
    assert [t.name for t in tables.TABLES] == CONTRACT


@pytest.mark.parametrize("table", tables.TABLES, ids=lambda t: t.name)
def test_schema_matches_record(table):
    assert table.schema.names == list(table.record.model_fields)
    assert table.key in table.schema.names
    for name, field in table.record.model_fields.items():
        column = table.schema.field(name)
        options = typing.get_args(field.annotation)
        optional = typing.get_origin(field.annotation) in (typing.Union, types.UnionType) and type(None) in options
        assert column.nullable == optional, f"{table.name}.{name}"
        base = next((o for o in options if o is not type(None)), None) if optional else field.annotation
        assert _fits(column.type, base), f"{table.name}.{name}: {column.type} for {base}"


def _fits(column: pa.DataType, annotation: object) -> bool:
    import datetime as dt

    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return _fits(column, typing.get_args(annotation)[0])
    if origin is tuple:
        return pa.types.is_list(column) and _fits(column.value_type, typing.get_args(annotation)[0])
    if origin is typing.Literal:
        return pa.types.is_string(column)
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return pa.types.is_struct(column) and [f.name for f in column] == list(annotation.model_fields)
    if dataclasses.is_dataclass(annotation):
        return pa.types.is_struct(column) and [f.name for f in column] == [
            f.name for f in dataclasses.fields(annotation)
        ]
    checks = {
        str: pa.types.is_string,
        int: pa.types.is_integer,
        float: pa.types.is_floating,
        dt.date: pa.types.is_date,
        dt.time: pa.types.is_time,
        dt.datetime: pa.types.is_timestamp,
    }
    return checks[annotation](column)


def test_foreign_keys_name_tables_and_columns():
    for table in tables.TABLES:
        for column, target in table.foreign.items():
            assert column in table.schema.names
            assert target in tables.BY_NAME
