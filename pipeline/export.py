"""The dataset in other people's formats: CSV, JSON Lines, Excel, SQLite, DuckDB."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from pipeline.dataset import Dataset
from pipeline.errors import UsageError
from pipeline.tables import BY_NAME, table_exists

FORMATS = ("csv", "jsonl", "xlsx", "sqlite", "duckdb")
# What a spreadsheet would run as a formula when it opens the file; a leading apostrophe makes it text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_EXCEL_CELL = 32_767  # characters; Excel refuses more


def export(dataset: Dataset, kind: str, target: Path) -> list[Path]:
    """Write every table of ``dataset``, and the wide table ``who_said_what``, as ``kind`` under or at ``target``.

    ``csv`` and ``jsonl`` make a folder of files, the others one file; gives the paths written. Lists become JSON text where the
    format has none. Raises ``UsageError`` when ``kind`` is unknown or ``target`` is in the way.
    """
    if kind not in FORMATS:
        raise UsageError(f"unknown format {kind!r}; the formats are {', '.join(FORMATS)}")
    folder = kind in {"csv", "jsonl"}
    if target.exists() and (not folder or not target.is_dir()):
        raise UsageError(f"{target} exists already; remove it or choose another name with --to")
    frames = {name: dataset.table(name) for name in BY_NAME if table_exists(dataset.folder, name)}
    frames["who_said_what"] = dataset.flat()
    writers: dict[str, Callable[[dict[str, pd.DataFrame], Path], list[Path]]] = {
        "csv": _csv,
        "jsonl": _jsonl,
        "xlsx": _xlsx,
        "sqlite": _sqlite,
        "duckdb": _duckdb,
    }
    (target if folder else target.parent).mkdir(parents=True, exist_ok=True)
    return writers[kind](frames, target)


def _csv(frames: dict[str, pd.DataFrame], target: Path) -> list[Path]:
    paths = []
    for name, frame in frames.items():
        path = target / f"{name}.csv"
        # The mark makes spreadsheet programs read UTF-8.
        _spreadsheet(frame).to_csv(path, index=False, encoding="utf-8-sig")
        paths.append(path)
    return paths


def _jsonl(frames: dict[str, pd.DataFrame], target: Path) -> list[Path]:
    paths = []
    for name, frame in frames.items():
        path = target / f"{name}.jsonl"
        with path.open("w", encoding="utf-8") as stream:
            for row in frame.to_dict("records"):
                stream.write(json.dumps({k: _plain(v) for k, v in row.items()}, ensure_ascii=False) + "\n")
        paths.append(path)
    return paths


def _xlsx(frames: dict[str, pd.DataFrame], target: Path) -> list[Path]:
    with pd.ExcelWriter(target, engine="xlsxwriter", engine_kwargs={"options": {"strings_to_urls": False}}) as book:
        for name, frame in frames.items():
            if name != "texts":  # a whole report does not fit a cell
                safe = _spreadsheet(frame)
                for column in safe.columns:
                    if safe[column].dtype == object:
                        safe[column] = safe[column].map(lambda v: v[:_EXCEL_CELL] if isinstance(v, str) else v)
                safe.to_excel(book, sheet_name=name[:31], index=False, freeze_panes=(1, 0))
    return [target]


def _sqlite(frames: dict[str, pd.DataFrame], target: Path) -> list[Path]:
    connection = sqlite3.connect(target)
    try:
        for name, frame in frames.items():
            _flat(frame).to_sql(name, connection, index=False)
        connection.commit()
    finally:
        connection.close()
    return [target]


def _duckdb(frames: dict[str, pd.DataFrame], target: Path) -> list[Path]:
    try:
        import duckdb
    except ImportError as error:
        raise UsageError("the format duckdb needs the duckdb package: run `pip install duckdb`") from error
    connection = duckdb.connect(str(target))
    try:
        for name, frame in frames.items():
            connection.register("incoming", _flat(frame))
            connection.execute(f'CREATE TABLE "{name}" AS SELECT * FROM incoming')
            connection.unregister("incoming")
    finally:
        connection.close()
    return [target]


def _plain(value: Any) -> Any:
    """A cell as JSON knows it."""
    if isinstance(value, np.ndarray):
        return [_plain(v) for v in value.tolist()]
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, np.generic):
        return value.item()
    return value.isoformat() if hasattr(value, "isoformat") else value


def _flat(frame: pd.DataFrame) -> pd.DataFrame:
    """Every cell a number, a text or missing: lists and structs as JSON text, dates as ISO text."""
    flat = frame.copy()
    for column in flat.columns:
        kind = flat[column].dtype
        if kind == object or isinstance(kind, pd.CategoricalDtype) or pd.api.types.is_datetime64_any_dtype(kind):
            cells = [_plain(v) for v in flat[column]]
            flat[column] = pd.Series(
                [json.dumps(c, ensure_ascii=False) if isinstance(c, list | dict) else c for c in cells],
                index=flat.index,
                dtype=object,
            )
    return flat


def _spreadsheet(frame: pd.DataFrame) -> pd.DataFrame:
    """``_flat`` with formulas neutralised."""
    safe = _flat(frame)
    for column in safe.columns:
        if safe[column].dtype == object or pd.api.types.is_string_dtype(safe[column].dtype):
            cells = [f"'{v}" if isinstance(v, str) and v.startswith(_FORMULA) else v for v in safe[column]]
            safe[column] = pd.Series([None if v is pd.NA else v for v in cells], index=safe.index, dtype=object)
    return safe
