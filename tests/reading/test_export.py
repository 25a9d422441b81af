"""Export: every table arrives whole, missing stays missing, and no spreadsheet runs a cell."""

import csv
import json
import sqlite3
import zipfile

import duckdb
import pandas as pd
import pytest

from pipeline import tables
from pipeline.dataset import open_dataset
from pipeline.errors import UsageError
from pipeline.export import FORMATS, export
from tests.reading import tiny

DANGEROUS = "=SOMME(A1) n’est pas un débit, a dit le représentant du Kenya."


@pytest.fixture(scope="module")
def made(ds, tmp_path_factory):
    home = tmp_path_factory.mktemp("export")
    for kind in FORMATS:
        export(ds, kind, home / f"x.{kind}")
    return home


def test_csv(made, ds):
    rows = list(csv.DictReader((made / "x.csv" / "sentences.csv").open(encoding="utf-8-sig")))
    assert [r["text"] for r in rows][3] == f"'{DANGEROUS}"
    assert rows[0]["paragraph"] == ""
    assert json.loads(rows[1]["spans"]) == [{"start": 17, "end": 113}]
    assert len(list((made / "x.csv").iterdir())) == len(tables.TABLES) + 1
    flat = pd.read_csv(made / "x.csv" / "who_said_what.csv", encoding="utf-8-sig")
    assert len(flat) == len(ds.flat())
    assert flat["date_start"][0] == "2007-03-01"


def test_no_cell_of_any_csv_starts_a_formula(made):
    for path in (made / "x.csv").iterdir():
        for row in csv.reader(path.open(encoding="utf-8-sig")):
            assert not [c for c in row if c.startswith(("=", "+", "-", "@", "\t", "\r"))], path.name


def test_jsonl(made):
    rows = [json.loads(line) for line in (made / "x.jsonl" / "sentences.jsonl").open(encoding="utf-8")]
    assert rows[3]["text"] == DANGEROUS
    assert rows[0]["paragraph"] is None
    assert rows[1]["spans"] == [{"start": 17, "end": 113}]
    (first, *_) = (json.loads(line) for line in (made / "x.jsonl" / "documents.jsonl").open(encoding="utf-8"))
    assert first["date_start"] == "2007-03-01"


def test_xlsx_has_a_sheet_for_each_table_and_no_formula(made):
    with zipfile.ZipFile(made / "x.xlsx") as book:
        names = book.namelist()
        sheets = [n for n in names if n.startswith("xl/worksheets/")]
        assert len(sheets) == len(tables.TABLES)  # all but texts, and the wide table
        assert not [n for n in sheets if b"<f>" in book.read(n)]
        # The dangerous text is a quoted string: typing in its cell does not make it a formula either.
        assert b'quotePrefix="1"' in book.read("xl/styles.xml")
        everything = b"".join(book.read(n) for n in sheets)
        assert "=SOMME(A1) n’est pas".encode() in everything


def test_sqlite(made):
    with sqlite3.connect(made / "x.sqlite") as db:
        db.execute("PRAGMA foreign_keys = ON")
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert db.execute("SELECT text FROM sentences WHERE ordinal = 3").fetchone() == (DANGEROUS,)
        said = db.execute(
            'SELECT s.name FROM statements t JOIN speakers s USING (speaker_id) WHERE t.cue = "a estimé"'
        ).fetchall()
        assert said == [("Awa Diop",)]
        assert db.execute("SELECT count(*) FROM who_said_what WHERE speaker_id IS NULL").fetchone() == (2,)
        assert db.execute('SELECT count(*) FROM "references"').fetchone() == (0,)


def test_duckdb_keeps_lists(made):
    with duckdb.connect(str(made / "x.duckdb"), read_only=True) as db:
        assert db.execute("SELECT unnest(addressees) FROM recommendations").fetchall() == [
            ("les pays de destination et d’origine",), ("l’OIM",),
        ]  # fmt: skip
        assert db.execute("SELECT spans[1]['end'] FROM sentences WHERE ordinal = 1").fetchone() == (113,)
        assert db.execute("SELECT count(*) FROM who_said_what").fetchone() == (6,)


def test_what_is_in_the_way_is_left_alone(ds, tmp_path):
    (tmp_path / "x.xlsx").write_text("thèse", encoding="utf-8")
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "mine.csv").write_text("1", encoding="utf-8")
    for kind, name in (("xlsx", "x.xlsx"), ("csv", "x"), ("sqlite", "x")):
        with pytest.raises(UsageError, match="exists already; remove it or choose another name with --to"):
            export(ds, kind, tmp_path / name)
    with pytest.raises(UsageError, match="unknown format 'xls'; the formats are csv, jsonl, xlsx, sqlite, duckdb"):
        export(ds, "xls", tmp_path / "y")


def test_partitioned_tables_are_exported_whole(tmp_path):
    folder = tiny.write(tmp_path / "d")
    file = folder / "sentences.parquet"
    file.rename(folder / "part")
    file.mkdir()
    (folder / "part").rename(file / "part-0.parquet")
    export(open_dataset(folder), "duckdb", tmp_path / "x.duckdb")
    with duckdb.connect(str(tmp_path / "x.duckdb"), read_only=True) as db:
        assert db.execute("SELECT count(*) FROM sentences").fetchone() == (6,)
