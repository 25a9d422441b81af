"""The reading API: typed tables, joins, citations, and errors that name the nearest right value."""

import dataclasses
import json

import pandas as pd
import pytest

import pipeline
from pipeline import tables
from pipeline.dataset import UnknownValue
from pipeline.errors import UsageError
from tests.reading import tiny
from tests.reading.tiny import EAU, TRAIN


def test_tables_are_typed(ds):
    units = ds.sentences
    assert isinstance(units["label"].dtype, pd.CategoricalDtype)
    assert list(units["label"].cat.categories) == ["recommendation", "good_practice", "finding", "other"]
    assert units["ordinal"].dtype == "Int32"
    assert units["score"].dtype == "Float32"
    assert units["paragraph"].dtype == "string"
    assert ds.documents["date_start"].dtype == "datetime64[s]"
    assert ds.documents["date_start"].dt.year.tolist()[0] == 2007


def test_every_table_opens_and_is_listed(ds):
    for name in tables.BY_NAME:
        assert list(ds.table(name).columns) == tables.BY_NAME[name].schema.names
        assert name in dir(ds)


def test_tables_are_read_when_asked_for(folder):
    ds = pipeline.open_dataset(folder)
    assert not ds._frames
    assert len(ds.speakers) == 4
    assert list(ds._frames) == ["speakers"]


def test_changing_a_frame_does_not_change_the_dataset(ds):
    mine = ds.sentences
    mine["mine"] = 1
    mine.loc[0, "text"] = "autre chose"
    assert "mine" not in ds.sentences
    assert ds.sentences["text"][0] == "Puits et forages"


def test_columns_and_rows_are_chosen(ds):
    found = ds.table("mentions", ["surface", "iso3"], kind="country", iso3="KEN")
    assert found.columns.tolist() == ["surface", "iso3"]
    assert found["surface"].tolist() == ["Kenya"] * 3


def test_who_said_what(ds):
    assert ds.who_said_what(country="SEN", label="recommendation")["speaker"].tolist() == ["Awa Diop"]
    assert ds.who_said_what(country="Kenya")["label"].tolist() == ["finding"]
    assert ds.who_said_what(organisation="iom")["sentence_id"].tolist() == [f"{TRAIN}-{0:010x}-1"]
    assert ds.who_said_what(speaker="diop")["cue"].tolist() == ["a estimé"]
    assert len(ds.who_said_what(document="A/61/187")) == len(ds.who_said_what(document="eau.txt")) == 2


def test_flat_has_a_row_for_each_unit_and_speaker(ds):
    flat = ds.flat()
    assert flat[["sentence_id", "speaker_id"]].duplicated().sum() == 0
    assert flat.groupby("sentence_id").size().tolist() == [1, 1, 1, 2, 1]
    assert "Puits et forages" not in set(flat["text"])
    assert flat["speaker"].tolist() == [
        "Awa Diop", pd.NA, "Kenya", "(collectif)", "Organisation internationale pour les migrations", pd.NA,
    ]  # fmt: skip


def test_recommended_to(ds):
    assert ds.recommended(to="pays d'origine")["speakers"].tolist() == [("Awa Diop",)]
    assert ds.recommended(to="OIM")["citation"].tolist() == ["train.txt"]
    assert ds.recommended(strength="must")["doc_id"].tolist() == [TRAIN]
    assert len(ds.recommended()) == 2
    with pytest.raises(UnknownValue, match="there is no addressee 'pays du sud'; the nearest is 'les pays de dest"):
        ds.recommended(to="pays du sud")


def test_cite(ds):
    assert ds.cite(f"{EAU}-{1:010x}-1") == "A/61/187, par. 23, p. 5"
    assert ds.cite(f"{TRAIN}-{0:010x}-1") == "train.txt"


def test_a_long_title_is_cited_by_its_first_words(ds):
    ds = pipeline.open_dataset(ds.folder)
    title = "Rapport de la réunion d’experts sur les trains de nuit entre les capitales des pays riverains"
    ds._documents_by_id.loc[:, "title"] = title
    assert ds.cite(f"{TRAIN}-{0:010x}-1") == "Rapport de la réunion d’experts sur les trains de nuit…"
    assert title not in str(dataclasses.replace(ds.source(f"{TRAIN}-{1:010x}-1"), section=title))


def test_source_gives_the_passage_and_its_place(ds):
    passage = ds.source(f"{EAU}-{2:010x}-1")
    assert passage.before.startswith("Mme Awa Diop")
    assert passage.after.startswith("=SOMME")
    assert passage.section == "Puits et forages"
    text = ds.texts.set_index("doc_id").loc[passage.document, "text"]
    assert text[passage.start : passage.end] == passage.text
    assert str(passage).splitlines() == [
        "[A/61/187, par. 23, p. 5] Puits et forages", passage.before, f"> {passage.text}", passage.after,
    ]  # fmt: skip


def test_a_title_is_printed_once(ds):
    heading = ds.source(f"{EAU}-{0:010x}-1")
    assert heading.section == heading.text
    assert str(heading).count(heading.text) == 1
    title = "Les trains du Sud"
    cited = dataclasses.replace(ds.source(f"{TRAIN}-{1:010x}-1"), title=title, section=title, citation=f"{title}, p. 4")
    assert str(cited).count(title) == 1
    assert str(dataclasses.replace(cited, citation="A/1, p. 4")).count(title) == 1


def test_speakers_of(ds):
    assert set(ds.speakers_of("eau.txt")["kind"]) == {"person", "delegate"}


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda ds: ds.table("sentence"), "there is no table 'sentence'; the nearest is 'sentences'"),
        (lambda ds: ds.table("sentences", ["txt"]), "there is no column in sentences 'txt'; the nearest is 'text'"),
        (
            lambda ds: ds.table("sentences", label="recomendation"),
            "there is no sentences.label 'recomendation'; the nearest is 'recommendation'",
        ),
        (lambda ds: ds.who_said_what(contry="KEN"), "there is no filter 'contry'; the nearest is 'country'"),
        (lambda ds: ds.who_said_what(country="KNE"), "there is no country 'KNE'; the nearest is 'KEN'"),
        (lambda ds: ds.who_said_what(label="findings"), "there is no label 'findings'; the nearest is 'finding'"),
        (lambda ds: ds.who_said_what(speaker="Ava Diop"), "there is no speaker 'Ava Diop'; the nearest is 'Awa Diop'"),
        (lambda ds: ds.who_said_what(document="eaux.txt"), "no document 'eaux.txt'; the nearest is 'eau.txt'"),
        (lambda ds: ds.who_said_what(organisation="OIMM"), "there is no organisation 'OIMM'; the nearest is 'OIM'"),
        (lambda ds: ds.recommended(strength="most"), "there is no strength 'most'; the nearest is 'must'"),
        (lambda ds: ds.cite("eau-11111111-0000000002-9"), "the nearest is 'eau-11111111-0000000002-1'"),
    ],
)
def test_errors_name_the_nearest(ds, ask, says):
    with pytest.raises(UnknownValue) as caught:
        ask(ds)
    assert says in str(caught.value)


def test_an_unknown_attribute_is_an_attribute_error(ds):
    assert not hasattr(ds, "sentense")
    with pytest.raises(AttributeError, match="the nearest is 'sentences'"):
        _ = ds.sentense


def test_no_dataset(tmp_path):
    with pytest.raises(UsageError, match="run `greffier run`, or give the folder"):
        pipeline.open_dataset(tmp_path)


def test_unknown_major_version_is_refused(tmp_path):
    (tmp_path / "dataset.json").write_text(json.dumps({"schema_version": "2.0"}), encoding="utf-8")
    with pytest.raises(UsageError, match=r"has schema version 2.0; this program reads 1\."):
        pipeline.open_dataset(tmp_path)


def test_published_without_texts(tmp_path):
    folder = tiny.write(tmp_path / "d")
    (folder / "texts.parquet").unlink()
    with pytest.raises(UsageError, match="published without texts"):
        _ = pipeline.open_dataset(folder).texts


def test_an_open_dataset_stays_with_its_publication(tmp_path):
    tiny.write(tmp_path / ".versions" / "one")
    (tmp_path / "current").symlink_to(".versions/one")
    ds = pipeline.open_dataset(tmp_path)
    (tmp_path / "current").unlink()
    assert len(ds.speakers) == 4


def test_partitioned_tables_read_the_same(tmp_path):
    folder = tiny.write(tmp_path / "d")
    whole = pipeline.open_dataset(folder).flat()
    file = folder / "sentences.parquet"
    file.rename(folder / "part")
    file.mkdir()
    (folder / "part").rename(file / "part-0.parquet")
    pd.testing.assert_frame_equal(pipeline.open_dataset(folder).flat(), whole)
