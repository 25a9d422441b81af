"""``greffier validate`` finds and names what was done to published files; records and tables hold their properties."""

import json
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from pipeline import columns, publication, records, tables
from pipeline.validate import check_dataset
from tests.conftest import greffier
from tests.trust.conftest import report


@pytest.fixture
def published(project):
    project.run()
    project.put("b.txt", report(1, " La séance a été levée."))
    project.run()
    return project.out


def named(out):
    return {p.table for p in check_dataset(out)}


@pytest.mark.parametrize("name", [t.name for t in tables.TABLES])
def test_a_flipped_byte_a_deleted_row_a_swapped_file(published, name):
    home = publication.current(published)
    path = home / f"{name}.parquet"
    good = path.read_bytes()
    for at in (5, len(good) // 2, len(good) - 9):
        path.write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
        assert name in named(published)
    path.unlink()
    assert name in named(published)
    path.write_bytes(good)
    rows = tables.read_table(published, name)
    if rows.num_rows:
        import pyarrow.parquet as pq

        pq.write_table(rows.slice(1), path)
        assert name in named(published)
    earlier = next(p for p in (published / ".versions").glob("v-*") if p != home)
    if (earlier / path.name).read_bytes() != good:
        shutil.copy(earlier / path.name, path)
        assert name in named(published)
    path.write_bytes(good)
    assert named(published) == set()


def test_a_deleted_row_is_found_without_the_manifest(published):
    """Keys and coverage tell of it even when somebody wrote new checksums."""
    import pyarrow.parquet as pq

    path = publication.current(published) / "sentences.parquet"
    pq.write_table(tables.read_table(published, "sentences").slice(1), path)
    messages = [str(p) for p in check_dataset(published, manifest=False)]
    assert any("belongs to no sentence" in m or "is not a row of sentences" in m for m in messages)


def test_a_manifest_made_to_fit_is_found(published):
    path = publication.current(published) / "dataset.json"
    described = json.loads(path.read_text(encoding="utf-8"))
    described["configuration"]["batch_size"] = 3
    path.write_text(json.dumps(described), encoding="utf-8")
    done = greffier("validate", "--out", published)
    assert done.returncode == 1
    assert "dataset.json: is not the manifest that was published as v-" in done.stdout


# ------------------------------------------------------------------------------------------------ properties
TEXT = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30)


@given(
    rows=st.lists(st.builds(records.Reject, reject_id=TEXT, path=TEXT, stage=TEXT, code=TEXT, reason=TEXT), max_size=9)
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_rows_survive_writing_and_reading(tmp_path, rows):
    path = tmp_path / "rejects.parquet"
    checks = set()
    for _ in range(2):
        writer = columns.TableWriter(tables.BY_NAME["rejects"], path)
        writer.add(rows)
        writer.close()
        checks.add(tables.file_checksum(path))
    assert len(checks) == 1
    assert [records.Reject(**row) for row in tables.read_table(tmp_path, "rejects").to_pylist()] == rows


@given(start=st.integers(-5, 5), kind=TEXT)
def test_records_refuse_what_the_contract_refuses(start, kind):
    if start < 0:
        with pytest.raises(ValueError, match="greater than or equal to 0"):
            TypeAdapter(records.Span).validate_python({"start": start, "end": 9})
    with pytest.raises(ValueError, match="Input should be"):
        records.Omitted(start=0, end=1, kind=f"x{kind}")
    with pytest.raises(ValueError, match="Extra inputs"):
        records.Text(doc_id="a", text="b", more=1)
