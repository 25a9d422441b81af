"""What the columns leave beyond doubt holds row by row too: whatever is wrong is doubted, and then found."""

import math

import pyarrow as pa
import pytest

from pipeline import screening, tables
from pipeline.columns import PER_DOCUMENT
from pipeline.offsets import SourceRange, align
from pipeline.validate import check_dataset, check_document
from tests.trust.conftest import report


@pytest.fixture(scope="module")
def handful_and_keys(sample):
    """Two of the sample reports, with all kinds of rows."""
    outside = {name: set(tables.keys(sample, name)) for name in ("documents", "organisations", "countries")}
    (handful,) = screening.handfuls(sample, PER_DOCUMENT)
    some = set(handful.documents[:2])
    columns = {
        name: table.filter(pa.array([d in some for d in table.column("doc_id").to_pylist()])).combine_chunks()
        for name, table in handful.columns.items()
    }
    return screening.Handful(sorted(some), columns), outside


def wrong(handful, outside):
    return [p for doc_id, rows in handful.rows() for p in check_document(doc_id, rows, outside)]


def test_the_sample_is_beyond_doubt(handful_and_keys):
    handful, outside = handful_and_keys
    assert wrong(handful, outside) == []
    assert screening.beyond_doubt(handful, screening.Outside.of(outside))
    assert screening.own_keys(handful, "")


def others(value, rows, column):
    """Values that could stand there instead."""
    yield None
    yield rows[-1][column]
    yield rows[len(rows) // 2][column]
    if isinstance(value, str):
        yield from (
            "",
            "x",
            value + "x",
            value + " ",
            value[1:],
            value.replace("é", "e\u0301"),
            value.replace(" ", "  "),
        )
    elif isinstance(value, float):
        yield from (-0.5, 1.5, math.nan)
    elif isinstance(value, int):
        yield from (value + 1, value - 1, -1, 10**7)
    elif isinstance(value, list):
        yield []
        yield value[1:]
        yield [*value, *value]
        if value and isinstance(value[0], dict):
            yield [{**value[0], "end": value[0]["end"] + 1}, *value[1:]]
            yield [{**value[0], "start": value[0]["start"] - 1}, *value[1:]]
            yield [{**value[0], "start": -1}, *value[1:]]
        else:
            yield [*value, "XXX"] if not value or isinstance(value[0], str) else [*value, None]
    elif isinstance(value, dict):
        yield {**value, next(iter(value)): 2.0}


@pytest.mark.parametrize("name", PER_DOCUMENT)
def test_whatever_is_wrong_is_doubted(handful_and_keys, name):
    handful, outside = handful_and_keys
    shared = screening.Outside.of(outside)
    table = tables.BY_NAME[name]
    rows = handful.columns[name].to_pylist()
    tried = found = 0
    for at in sorted({0, len(rows) // 3, len(rows) - 1} - {-1}):
        for column in table.schema.names:
            for value in others(rows[at][column], rows, column):
                changed = [{**row, column: value} if i == at else row for i, row in enumerate(rows)]
                try:
                    columns = pa.Table.from_pylist(changed, schema=table.schema)
                except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
                    continue
                harmed = screening.Handful(handful.documents, {**handful.columns, name: columns})
                tried += 1
                if screening.beyond_doubt(harmed, shared):  # what is doubted is read row by row, which finds out
                    assert wrong(harmed, outside) == [], (at, column, value)
                else:
                    found += 1
        for changed in ([*rows[:at], *rows[at + 1 :]], [*rows[: at + 1], *rows[at:]]):
            harmed = screening.Handful(
                handful.documents, {**handful.columns, name: pa.Table.from_pylist(changed, schema=table.schema)}
            )
            if screening.beyond_doubt(harmed, shared) and screening.own_keys(harmed, ""):
                assert wrong(harmed, outside) == []
    assert not rows or found > tried / 6


def test_text_that_reads_otherwise_than_it_stands_is_no_matter_of_doubt(project):
    """Decomposed letters, spaces in a row, words cut at line ends: screened like the rest."""
    odd = report(0).replace("é", "e\u0301").replace("familles vers", "familles    vers").replace("fonds", "fonds\u00a0")
    project.put("a.txt", odd.replace("gestion", "ges-\ntion").replace(" des ", "  des\n"))
    project.run()
    assert list(check_dataset(project.out)) == []
    for handful in screening.handfuls(project.out, PER_DOCUMENT):
        outside = {name: set(tables.keys(project.out, name)) for name in ("documents", "organisations", "countries")}
        assert screening.beyond_doubt(handful, screening.Outside.of(outside))
        texts = dict(zip(*screening._lists(handful.columns["texts"], "doc_id", "text"), strict=True))
        sentences = handful.columns["sentences"]
        for document, text, spans in zip(
            *screening._lists(sentences, "doc_id", "text"), screening._pieces(sentences, "spans"), strict=True
        ):
            place = screening._place(texts[document], text, spans)
            expected = align(texts[document], [SourceRange(*s) for s in spans], text)
            for i, char in enumerate(text):
                if char != " ":
                    assert place(i) == expected[i]


def test_a_document_whose_name_goes_on_from_the_one_before_is_doubted(handful_and_keys):
    """Wherever one handful ends and the next begins."""
    handful, _ = handful_and_keys
    first = handful.documents[0]
    assert screening.own_keys(handful, first[:-1])
    assert not screening.own_keys(handful, first.rpartition("-")[0])


def test_keys_of_two_documents_that_are_the_same_are_found(project):
    """A key that does not begin with its document's identifier could stand in two of them."""
    import pyarrow.parquet as pq

    project.run()
    path = project.out / "current" / "statements.parquet"
    rows = tables.read_table(project.out, "statements")
    first, last = rows.slice(0, 1), rows.slice(rows.num_rows - 1)
    assert first.column("doc_id") != last.column("doc_id")
    same = last.set_column(0, rows.schema.field("statement_id"), first.column("statement_id"))
    pq.write_table(pa.concat_tables([rows.slice(0, rows.num_rows - 1), same]), path)
    assert "the key occurs more than once" in [p.message for p in check_dataset(project.out, manifest=False)]


def test_rows_out_of_order_are_found(project):
    import pyarrow.parquet as pq

    project.run()
    for name in ("documents", "sentences"):
        path = project.out / "current" / f"{name}.parquet"
        good = path.read_bytes()
        rows = tables.read_table(project.out, name)
        pq.write_table(rows.take(list(range(rows.num_rows))[::-1]), path)
        assert f"{name}.doc_id: rows are not sorted by doc_id" in map(str, check_dataset(project.out, manifest=False))
        path.write_bytes(good)
