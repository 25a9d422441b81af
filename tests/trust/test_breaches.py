"""``validate`` finds each kind of breach of the data contract, and names its table and column."""

from __future__ import annotations

import json
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline import language, tables
from pipeline.config import read_config
from pipeline.validate import check_dataset
from tests.trust.conftest import NoNames, Project, report

TEXT = report(0, " L’Organisation mondiale de la Santé (OMS) a dit que l’eau potable reste rare au Kenya.")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Two reports, published."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(language, "Recogniser", NoNames)
        project = Project(tmp_path_factory.mktemp("breaches"), read_config())
        project.put("a.txt", TEXT)
        project.put("b.txt", report(1))
        project.run()
    return project.out / "current"


@pytest.fixture
def home(built, tmp_path):
    """A copy to harm; no link leads to it."""
    shutil.copytree(built.resolve(), tmp_path / "dataset")
    return tmp_path / "dataset"


def rows_of(home, name):
    return tables.read_table(home, name).to_pylist()


def write(home, name, rows):
    pq.write_table(pa.Table.from_pylist(rows, schema=tables.BY_NAME[name].schema), home / f"{name}.parquet")


def said(home, *, manifest=False):
    return [str(p) for p in check_dataset(home, manifest=manifest)]


def row_with(rows, *columns):
    return next(row for row in rows if all(row[column] not in (None, []) for column in columns))


def test_what_is_published_keeps_the_contract(home):
    assert said(home) == []
    assert said(home, manifest=True) == []


# ------------------------------------------------------------------------------------------------ values
def empty_text(row):
    row["title"] = ""


def outside_the_label_set(row):
    row["label"] = "avis"


def over_one(row):
    row["label_scores"] = {**row["label_scores"], "other": 1.5}


def unknown_country(row):
    row["iso3"] = row["entity_id"] = "XXX"


def unknown_sentence(row):
    row["sentence_id"] = "nulle-part"


def unknown_in_a_list(row):
    row["speakers"] = [*(row["speakers"] or []), "personne"]


def two_entities(row):
    row["entity_id"] = "autre"


def another_surface(row):
    row["surface"] += "s"


def another_place(row):
    row["start"] += 1
    row["end"] += 1


def another_cue(row):
    row["cue"] = "avoue"


def a_cue_nowhere(row):
    row["text_start"] = row["text_end"] = None


def two_spaces(row):
    row["text"] = row["text"].replace(" ", "  ", 1)


def other_words(row):
    row["text"] = row["text"] + "x"


def past_the_end(row):
    row["spans"] = [{"start": 0, "end": 10**6}]


def with_a_space(row):
    row["spans"] = [{**row["spans"][0], "end": row["spans"][0]["end"] + 2}, *row["spans"][1:]]


def not_read(row):
    row["spans"] = [{**row["spans"][0], "start": row["spans"][0]["start"] + 1}, *row["spans"][1:]]
    row["text"] = row["text"][1:]


def ends_before_it_starts(row):
    row["start"], row["end"] = row["end"], row["start"]


CASES = [
    ("documents", [], empty_text, "documents.title [KEY]: empty text; missing values are null"),
    ("sentences", [], outside_the_label_set, "sentences.label [KEY]: Input should be 'recommendation'"),
    ("sentences", ["label_scores"], over_one, "sentences.label_scores.other [KEY]: Input should be less than or equal"),
    ("mentions", ["iso3"], unknown_country, "mentions.iso3 [KEY]: 'XXX' is not a row of countries"),
    ("mentions", [], unknown_sentence, "mentions.sentence_id [KEY]: 'nulle-part' is not a row of sentences"),
    ("recommendations", [], unknown_in_a_list, "is not a row of speakers"),
    ("mentions", [], two_entities, "mentions.entity_id [KEY]: is not the one of speaker_id, iso3, organisation_id"),
    ("mentions", [], another_surface, "mentions.surface [KEY]: is not sentences.text[text_start:text_end]"),
    ("mentions", [], another_place, "mentions.start [KEY]: start:end "),
    ("statements", ["cue"], another_cue, "statements.cue [KEY]: is not the sentence's text[text_start:text_end]"),
    ("statements", ["cue"], a_cue_nowhere, "statements.text_start [KEY]: a cue without its offsets"),
    ("sentences", [], two_spaces, "sentences.text [KEY]: is not NFC with single spaces"),
    ("sentences", [], other_words, "sentences.text [KEY]: text goes on after its pieces: 'x'"),
    ("sentences", [], past_the_end, "sentences.spans [KEY]: 0:1000000 lies outside the text"),
    ("sentences", [], with_a_space, "has a line end in it or a space at its edge"),
    ("sentences", [], not_read, "belongs to no sentence"),
    ("sections", [], ends_before_it_starts, "lies outside the text"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "needs", "harm", "says"), CASES, ids=[case[2].__name__ for case in CASES])
def test_a_wrong_value_is_named(home, table, needs, harm, says):
    rows = rows_of(home, table)
    row = row_with(rows, *needs)
    key = row[tables.BY_NAME[table].key]
    harm(row)
    write(home, table, rows)
    assert any(says.replace("KEY", str(key)) in message for message in said(home)), said(home)


# ------------------------------------------------------------------------------------------------ rows
def test_a_piece_read_twice_is_found(home):
    rows = rows_of(home, "sentences")
    rows[1]["spans"], rows[1]["text"] = rows[0]["spans"], rows[0]["text"]
    write(home, "sentences", rows)
    assert any("is covered twice" in message for message in said(home))


@pytest.mark.parametrize("name", ["speakers", "countries"])
def test_a_key_that_occurs_twice_is_found(home, name):
    """Of rows that belong to a document, and of those that documents share."""
    rows, key = rows_of(home, name), tables.BY_NAME[name].key
    write(home, name, [rows[0], *rows])
    assert f"{name}.{key} [{rows[0][key]}]: the key occurs more than once" in said(home)


@pytest.mark.parametrize("change", ["lost", "more"])
def test_labels_and_their_tables_must_agree(home, change):
    rows = rows_of(home, "recommendations")
    if change == "lost":
        key = rows.pop()["sentence_id"]
    else:
        other = next(
            r for r in rows_of(home, "sentences") if r["label"] == "other" and r["doc_id"] == rows[0]["doc_id"]
        )
        key = other["sentence_id"]
        rows.insert(0, {**rows[0], "sentence_id": key, "recommendation_id": rows[0]["doc_id"] + "-x"})
    write(home, "recommendations", rows)
    what = f"recommendations.sentence_id [{key}]: sentences labelled recommendation and rows here do not agree"
    assert what in said(home)


def test_rows_of_no_document_are_found(home):
    rows = rows_of(home, "documents")
    write(home, "documents", rows[:1])
    assert any("rows of other tables belong to a document that is not listed" in message for message in said(home))


def test_a_document_without_its_text_is_found(home):
    rows = rows_of(home, "texts")
    write(home, "texts", rows[:1])
    assert f"texts.doc_id [{rows[1]['doc_id']}]: 0 texts for one document" in said(home)


# ------------------------------------------------------------------------------------------------ files
@pytest.mark.parametrize("harm", ["lost", "renamed", "another type"])
def test_a_wrong_column_is_found(home, harm):
    table = tables.read_table(home, "speakers")
    if harm == "lost":
        table = table.drop_columns(["role"])
    elif harm == "renamed":
        table = table.rename_columns(["fonction" if name == "role" else name for name in table.column_names])
    else:
        at = table.schema.get_field_index("role")
        table = table.set_column(at, "role", pa.array([1] * table.num_rows, pa.int64()))
    pq.write_table(table, home / "speakers.parquet")
    messages = said(home)
    assert messages
    assert all(message.startswith("speakers") for message in messages)
    assert any("role" in message for message in messages)


def test_a_missing_file_is_found(home):
    (home / "findings.parquet").unlink()
    assert said(home) == ["findings: the file is missing"]


def test_a_missing_text_is_found_unless_it_was_left_out(home):
    (home / "texts.parquet").unlink()
    assert "texts: the file is missing" in said(home, manifest=True)
    assert said(home) == []


def test_a_file_that_is_no_table_is_found(home):
    (home / "findings.parquet").write_bytes(b"PAR1 et rien d'autre")
    assert [message for message in said(home) if message.startswith("findings: cannot be read as Parquet")]


def described(home, change, name="dataset.json"):
    path = home / name
    read = json.loads(path.read_text(encoding="utf-8"))
    change(read)
    path.write_text(json.dumps(read), encoding="utf-8")


def test_another_number_of_rows_than_the_manifest_says_is_found(home):
    described(home, lambda read: read["tables"]["speakers"].update(rows=99))
    n = len(rows_of(home, "speakers"))
    assert f"speakers: {n} rows, the manifest says 99" in said(home, manifest=True)


def test_a_manifest_of_another_major_version_is_refused(home):
    described(home, lambda read: read.update(schema_version="99.0"))
    assert said(home, manifest=True) == ["dataset.json.schema_version: major version '99' is not known to this program"]


@pytest.mark.parametrize("content", [None, b"", b"{", b"\xff"])
def test_a_manifest_that_cannot_be_read_is_named(home, content):
    (home / "dataset.json").unlink()
    if content is not None:
        (home / "dataset.json").write_bytes(content)
    (message,) = said(home, manifest=True)
    assert message.startswith("dataset.json: cannot be read: ")


@pytest.mark.parametrize("harm", ["hash", "shape", "lost"])
def test_a_package_description_that_is_not_of_these_files_is_named(home, harm):
    if harm == "hash":
        described(home, lambda read: read["resources"][0].update(hash="sha256:0"), "datapackage.json")
    elif harm == "shape":
        described(home, lambda read: read.update(resources=3), "datapackage.json")
    else:
        (home / "datapackage.json").unlink()
    messages = said(home, manifest=True)
    assert messages
    assert all(message.startswith("datapackage.json") for message in messages)
