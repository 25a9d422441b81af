"""The published Parquet opens in DuckDB, Polars and Hugging Face ``datasets`` with the same rows and types."""

import os

import pytest

from pipeline import tables


def test_duckdb(folder, ds):
    import duckdb

    found = duckdb.sql(f"""
        SELECT s.name, r.text FROM '{folder}/recommendations.parquet' r, unnest(r.speakers) AS u(speaker_id)
        JOIN '{folder}/speakers.parquet' s USING (speaker_id)
        WHERE list_contains(r.addressees, 'les pays de destination et d’origine')
    """).fetchall()
    assert found == [("Awa Diop", ds.recommendations["text"][0])]


def test_polars(folder, ds):
    polars = pytest.importorskip("polars")
    for name in tables.BY_NAME:
        frame = polars.read_parquet(folder / f"{name}.parquet")
        assert frame.columns == list(ds.table(name).columns)
        assert len(frame) == len(ds.table(name))
    recommendations = polars.scan_parquet(folder / "recommendations.parquet")
    who = (
        recommendations.explode("speakers")
        .join(polars.scan_parquet(folder / "speakers.parquet"), left_on="speakers", right_on="speaker_id")
        .filter(polars.col("kind") == "person")
        .collect()
    )
    assert who["name"].to_list() == ["Awa Diop"]


def test_hugging_face_datasets(folder, ds, tmp_path):
    os.environ["HF_HUB_OFFLINE"] = "1"
    datasets = pytest.importorskip("datasets")
    for name in ("sentences", "recommendations", "documents"):
        loaded = datasets.load_dataset(
            "parquet", data_files=str(folder / f"{name}.parquet"), split="train", cache_dir=str(tmp_path)
        )
        assert loaded.column_names == list(ds.table(name).columns)
        assert len(loaded) == len(ds.table(name))
    assert loaded[0]["symbol"] == "A/61/187"
