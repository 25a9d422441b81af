"""Tables in parts hold the same rows as single files, and whoever reads the one form reads the other."""

import shutil
import sys
from functools import partial

import pytest

import pipeline
from pipeline import changes, export, publication, tables
from pipeline.validate import check_dataset
from tests.conftest import SHARED, greffier
from tests.trust.conftest import report

OF_DOCUMENTS = [t.name for t in tables.TABLES if "doc_id" in t.schema.names and t.name != "rejects"]


@pytest.fixture
def both(make_project):
    """The same five reports published as files, and in parts of two documents."""
    projects = [make_project("files"), make_project("parts")]
    for project in projects:
        for n in range(5):
            project.put(f"{n}.txt", report(n))
    whole, parted = projects
    parted.config = parted.config.model_copy(update={"documents_per_part": 2})
    whole.run()
    parted.run()
    return whole, parted


def test_the_rows_are_the_same_and_whole_documents_lie_in_a_part(both):
    whole, parted = both
    for table in tables.TABLES:
        assert tables.read_table(whole.out, table.name).equals(tables.read_table(parted.out, table.name)), table.name
        assert tables.count_rows(whole.out, table.name) == tables.count_rows(parted.out, table.name)
        names = [p.name for p in tables.files_of(parted.out, table.name)]
        if table.name not in OF_DOCUMENTS:
            assert names == [f"{table.name}.parquet"]
            continue
        assert names == ["part-00000.parquet", "part-00001.parquet", "part-00002.parquet"]
        import pyarrow.parquet as pq

        documents = [
            set(pq.read_table(p).column("doc_id").to_pylist()) for p in tables.files_of(parted.out, table.name)
        ]
        listed = [set(pq.read_table(p).column("doc_id").to_pylist()) for p in tables.files_of(parted.out, "documents")]
        assert all(some <= of_part for some, of_part in zip(documents, listed, strict=True))
    assert list(check_dataset(parted.out)) == []
    assert not changes.compare(whole.out, parted.out)


def test_duckdb_polars_and_the_exports_read_both_alike(both, tmp_path):
    import duckdb

    polars = pytest.importorskip("polars")
    rows, exported = [], []
    for project in both:
        rows.append(
            duckdb.sql(f"SELECT * FROM read_parquet('{project.out}/sentences.parquet') ORDER BY ALL").fetchall()
        )
        rows[-1] += [polars.read_parquet(project.out / "speakers.parquet").sort("speaker_id").rows()]
        ds = pipeline.open_dataset(project.out)
        for kind in ("csv", "duckdb"):
            target = tmp_path / f"{project.home.name}-{kind}"
            export.export(ds, kind, target)
        connection = duckdb.connect(str(tmp_path / f"{project.home.name}-duckdb"))
        exported.append(connection.sql("SELECT * FROM mentions ORDER BY ALL").fetchall())
        exported[-1] += [(tmp_path / f"{project.home.name}-csv" / "statements.csv").read_text()]
    assert rows[0] == rows[1]
    assert len(rows[0]) > 10
    assert exported[0] == exported[1]
    assert pipeline.open_dataset(both[0].out).flat().equals(pipeline.open_dataset(both[1].out).flat())


@pytest.mark.skipif(not (SHARED / "score" / "score.py").is_file(), reason="the scorer is not at hand")
def test_the_scorer_reads_both_alike(both, monkeypatch):
    monkeypatch.syspath_prepend(str(SHARED / "score"))
    score = __import__("score")
    try:
        for name in tables.BY_NAME:
            read = partial(sorted, key=str)
            assert read(score.rows(both[0].out, name)) == read(score.rows(both[1].out, name))
    finally:
        sys.modules.pop("score")


def test_the_same_parts_have_the_same_bytes(both, make_project):
    again = make_project("again")
    again.config = both[1].config
    for n in (3, 0, 4, 2, 1):
        again.put(f"{n}.txt", report(n))
    again.run()
    assert again.run().unchanged
    assert publication.current(again.out).name == publication.current(both[1].out).name
    for name in OF_DOCUMENTS:
        for one, other in zip(tables.files_of(again.out, name), tables.files_of(both[1].out, name), strict=True):
            assert one.read_bytes() == other.read_bytes()


def test_validate_names_the_part_and_the_next_run_puts_it_right(both):
    out = both[1].out
    part = out / "mentions.parquet" / "part-00001.parquet"
    good = part.read_bytes()

    def said():
        return [str(p) for p in check_dataset(out)]

    part.write_bytes(good[:40] + bytes([good[40] ^ 1]) + good[41:])
    assert any("part-00001.parquet is not the one" in message for message in said())
    assert publication.damage(publication.current(out)) == ["mentions.parquet/part-00001.parquet"]
    part.unlink()
    assert any("part-00001.parquet is missing" in message for message in said())
    shutil.copy(out / "mentions.parquet" / "part-00000.parquet", out / "mentions.parquet" / "part-00007.parquet")
    assert any("part-00007.parquet is not one" in message for message in said())
    (out / "mentions.parquet" / "part-00007.parquet").unlink()
    both[1].run()
    assert part.read_bytes() == good
    assert said() == []


def test_a_dataset_goes_from_files_to_parts_and_back(both):
    project = both[0]
    project.config = both[1].config
    project.run()
    assert (project.out / "sentences.parquet").is_dir()
    assert list(check_dataset(project.out)) == []
    project.config = project.config.model_copy(update={"documents_per_part": 9})
    project.run()
    assert (project.out / "sentences.parquet").is_file()
    assert list(check_dataset(project.out)) == []


def test_the_option(both, tmp_path):
    project = both[1]
    done = greffier("run", "--raw", project.raw, "--out", tmp_path / "out", "--interim", tmp_path / "interim",
                    "--documents-per-part", "3", "--quiet")  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(tables.files_of(tmp_path / "out", "sentences")) == 2
    done = greffier("validate", "--out", tmp_path / "out")
    assert done.stdout.endswith("valid\n")
