"""The dataset in other people's formats: CSV, JSON Lines, Excel, SQLite, DuckDB. Rows are streamed, one table at a time."""

from __future__ import annotations

import csv
import datetime as dt
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.dataset import Dataset
from pipeline.errors import UsageError
from pipeline.tables import BY_NAME, count_rows, frictionless_type, read_parts, read_rows, table_exists

FORMATS = ("csv", "jsonl", "xlsx", "sqlite", "duckdb")
FLAT = "who_said_what"  # the name of the wide table beside those of the contract
# What a spreadsheet would run as a formula when it opens or edits the cell; the wide forms are read like the narrow ones.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_EXCEL_CELL, _EXCEL_ROWS = 32_767, 1_048_576  # characters of a cell, rows of a sheet; Excel opens no more

Row = dict[str, Any]


@dataclass(frozen=True)
class Sheet:
    """One table to export: its columns with their Frictionless types, how many rows, and the rows, read anew at each call."""

    name: str
    columns: dict[str, str]
    n_rows: int
    rows: Callable[[], Iterable[Row]]


def export(dataset: Dataset, kind: str, target: Path) -> list[Path]:
    """Write every table of ``dataset``, and the wide table ``who_said_what``, as ``kind`` under or at ``target``.

    ``csv`` and ``jsonl`` make a folder of files, the others one file; gives the paths written. Lists and structs are JSON text
    where the format has none. What a spreadsheet would take for a formula is made text: in CSV by an apostrophe before it, in
    Excel by the cell's format, its text unchanged. Excel has no ``texts``, a report being longer than its cells.
    Raises ``UsageError`` when ``kind`` is unknown, ``target`` is in the way, or a table does not fit.
    """
    if kind not in FORMATS:
        raise UsageError(f"unknown format {kind!r}; the formats are {', '.join(FORMATS)}")
    folder = kind in {"csv", "jsonl"}
    if target.exists() and (not folder or not target.is_dir() or any(target.iterdir())):
        raise UsageError(f"{target} exists already; remove it or choose another name with --to")
    sheets = [_sheet(dataset, name) for name in BY_NAME if table_exists(dataset.folder, name)]
    sheets.append(_flat(dataset))
    (target if folder else target.parent).mkdir(parents=True, exist_ok=True)
    if kind == "duckdb":
        return _duckdb(dataset, sheets, target)
    writers = {"csv": _csv, "jsonl": _jsonl, "xlsx": _xlsx, "sqlite": _sqlite}
    return writers[kind](sheets, target)


def _sheet(dataset: Dataset, name: str) -> Sheet:
    columns = {field.name: frictionless_type(field.type) for field in BY_NAME[name].schema}
    return Sheet(
        name, columns, count_rows(dataset.folder, name), lambda: read_rows(dataset.folder, name, list(columns))
    )


def _flat(dataset: Dataset) -> Sheet:
    frame = dataset.flat()
    frame["date_start"] = frame["date_start"].dt.strftime("%Y-%m-%d")
    columns = dict.fromkeys(frame.columns, "string") | {
        "ordinal": "integer",
        "score": "number",
        "attribution_score": "number",
    }
    # Missing is None, whatever the column: pandas has several marks for it.
    rows = frame.astype(object).where(frame.notna(), None)
    return Sheet(
        FLAT, columns, len(rows), lambda: ({str(k): v for k, v in row.items()} for row in rows.to_dict("records"))
    )


def _csv(sheets: Iterable[Sheet], target: Path) -> list[Path]:
    paths = []
    for sheet in sheets:
        path = target / f"{sheet.name}.csv"
        # The byte-order mark makes spreadsheet programs read UTF-8.
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            write_csv(stream, list(sheet.columns), sheet.rows())
        paths.append(path)
    return paths


def write_csv(stream: Any, columns: list[str], rows: Iterable[Row]) -> None:
    """Rows as CSV (RFC 4180) with a header, formulas neutralised by an apostrophe before them; missing is empty."""
    writer = csv.writer(stream)
    writer.writerow(columns)
    for row in rows:
        cells = (_cell(row[column]) for column in columns)
        writer.writerow(f"'{c}" if isinstance(c, str) and c.startswith(_FORMULA) else c for c in cells)


def _jsonl(sheets: Iterable[Sheet], target: Path) -> list[Path]:
    paths = []
    for sheet in sheets:
        path = target / f"{sheet.name}.jsonl"
        with path.open("w", encoding="utf-8") as stream:
            for row in sheet.rows():
                stream.write(json.dumps(row, ensure_ascii=False, default=_iso) + "\n")
        paths.append(path)
    return paths


def _xlsx(sheets: Iterable[Sheet], target: Path) -> list[Path]:
    import xlsxwriter

    fitting = [sheet for sheet in sheets if sheet.name != "texts"]
    for sheet in fitting:
        if sheet.n_rows >= _EXCEL_ROWS:
            raise UsageError(
                f"{sheet.name} has {sheet.n_rows:,} rows, more than an Excel sheet holds; use --format csv"
            )
    with xlsxwriter.Workbook(target, {"constant_memory": True, "strings_to_urls": False}) as book:
        bold, quoted = book.add_format({"bold": True}), book.add_format({"quote_prefix": True})
        for sheet in fitting:
            page = book.add_worksheet(sheet.name[:31])
            page.freeze_panes(1, 0)
            for x, column in enumerate(sheet.columns):
                page.write_string(0, x, column, bold)
            for y, row in enumerate(sheet.rows(), start=1):
                for x, column in enumerate(sheet.columns):
                    value = _cell(row[column])
                    if isinstance(value, str):
                        page.write_string(y, x, value[:_EXCEL_CELL], quoted if value.startswith(_FORMULA) else None)
                    elif value is not None:
                        page.write_number(y, x, value)
    return [target]


_SQL = {"integer": "INTEGER", "number": "REAL"}


def _sqlite(sheets: Iterable[Sheet], target: Path) -> list[Path]:
    connection = sqlite3.connect(target)
    try:
        for sheet in sheets:
            table = BY_NAME.get(sheet.name)
            columns = [f'"{name}" {_SQL.get(kind, "TEXT")}' for name, kind in sheet.columns.items()]
            links: dict[str, str] = {}
            if table:
                columns = [
                    c + (" PRIMARY KEY" if n == table.key else "") for n, c in zip(sheet.columns, columns, strict=True)
                ]
                links = {c: to for c, to in table.foreign.items() if sheet.columns[c] != "array"}
                columns += [f'FOREIGN KEY ("{c}") REFERENCES "{to}" ("{BY_NAME[to].key}")' for c, to in links.items()]
            connection.execute(f'CREATE TABLE "{sheet.name}" ({", ".join(columns)})')
            marks = ", ".join("?" * len(sheet.columns))
            connection.executemany(f'INSERT INTO "{sheet.name}" VALUES ({marks})', _cells(sheet))
            for column in sorted(
                {"doc_id", "sentence_id", "speaker_id"} & set(sheet.columns) - {table.key if table else ""}
            ):
                connection.execute(f'CREATE INDEX "{sheet.name}_{column}" ON "{sheet.name}" ("{column}")')
        connection.commit()
    finally:
        connection.close()
    return [target]


def _cells(sheet: Sheet) -> Iterator[tuple[Any, ...]]:
    for row in sheet.rows():
        yield tuple(_cell(row[column]) for column in sheet.columns)


def _duckdb(dataset: Dataset, sheets: Iterable[Sheet], target: Path) -> list[Path]:
    try:
        import duckdb
    except ImportError as error:
        raise UsageError("the format duckdb needs the duckdb package: run `pip install duckdb`") from error
    connection = duckdb.connect(str(target))
    try:
        for sheet in sheets:
            if sheet.name == FLAT:
                connection.register("incoming", dataset.flat())
                connection.execute(f'CREATE TABLE "{FLAT}" AS SELECT * FROM incoming')
                connection.unregister("incoming")
                continue
            for n, part in enumerate(read_parts(dataset.folder, sheet.name)):
                connection.register("incoming", part)
                into = f'INSERT INTO "{sheet.name}"' if n else f'CREATE TABLE "{sheet.name}" AS'
                connection.execute(f"{into} SELECT * FROM incoming")
                connection.unregister("incoming")
    finally:
        connection.close()
    return [target]


def _cell(value: Any) -> str | int | float | None:
    """A value as a cell that is a number, a text or empty: lists and structs as JSON text, dates and times as ISO 8601."""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=_iso)
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if value is None or isinstance(value, str | int | float):
        return value
    return str(value)


def _iso(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value.item()
