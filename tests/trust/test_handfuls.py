"""Rows stored a handful of documents at a time: few files are read again, and what is published is the same."""

import os
import time

import pyarrow as pa
import pytest

from pipeline import columns
from pipeline.artefacts import TABLES, ArtefactStore
from pipeline.runner import tabulation
from tests.trust.conftest import report

N = 30


@pytest.fixture
def small(monkeypatch):
    """Handfuls of some five documents."""
    monkeypatch.setattr(tabulation, "_DOCUMENTS", 5)
    monkeypatch.setattr(tabulation, "_WORTH_KEEPING", 2)


@pytest.fixture
def many(small, make_project):
    project = make_project("many")
    for n in range(N):
        project.put(f"{n:02}.txt", report(n))
    project.run()
    return project


def read_by(monkeypatch, project):
    """The keys of rows that a run reads."""
    keys = []
    read = ArtefactStore._read

    def noted(store, stage, key):
        keys.extend([key] if stage == TABLES else [])
        return read(store, stage, key)

    with monkeypatch.context() as patched:
        patched.setattr(ArtefactStore, "_read", noted)
        project.run()
    return set(keys)


def rows(project):
    return {path.name for path in (project.interim / TABLES).rglob("*") if path.is_file()}


def of_documents(project):
    return {job.keys["write"] for job in project.plan().jobs}


def test_what_is_put_together_from_handfuls_is_what_documents_give_one_by_one(many, make_project, monkeypatch):
    many.put("07.txt", report(40))
    many.run()
    monkeypatch.setattr(tabulation, "_WORTH_KEEPING", N + 1)
    single = make_project("single")
    for path in many.raw.iterdir():
        single.put(path.name, path.read_bytes())
    single.run()
    assert rows(single) == of_documents(single)
    assert single.files() == many.files()


@pytest.mark.parametrize("change", ["changed", "added", "removed"])
def test_one_document_costs_its_own_handful(many, monkeypatch, change):
    before, handfuls = rows(many), len(rows(many)) - N
    assert 3 <= handfuls <= N / 2
    if change == "removed":
        (many.raw / "07.txt").unlink()
    else:
        many.put("07.txt" if change == "changed" else "07b.txt", report(40))
    read = read_by(monkeypatch, many)
    one_by_one = read & of_documents(many)
    assert 0 < len(one_by_one) <= 4 * tabulation._DOCUMENTS
    assert len(read - of_documents(many)) <= handfuls + 1
    assert len(rows(many) - before - of_documents(many)) == 1


@pytest.mark.parametrize("harm", ["flip", "cut", "empty", "remove"])
def test_a_damaged_handful_is_made_again(many, harm):
    before = many.files()
    together = sorted(rows(many) - of_documents(many))
    store = ArtefactStore(many.interim)
    for key in together:
        path = store.path(TABLES, key)
        data = path.read_bytes()
        path.write_bytes({"flip": data[:-9] + bytes([data[-9] ^ 1]) + data[-8:], "cut": data[:90]}.get(harm, b""))
        if harm == "remove":
            path.unlink()
    (many.out / "dataset.json").unlink()  # so that the dataset is made anew
    many.run()
    assert many.done == []
    assert many.files() == before
    assert sorted(rows(many) - of_documents(many)) == together


@pytest.mark.parametrize("together", [False, True])
def test_rows_that_wait_keep_no_text_in_memory(many, together):
    """The rows of a small table are held until there are enough for a row group; what else was packed with them is not."""
    store = ArtefactStore(many.interim)
    packed = [store.packed(job.keys["write"]) for job in many.plan().jobs] * 20
    packed = [columns.pack_together(packed)] if together else packed
    before = pa.total_allocated_bytes()
    held = columns.unpack(packed)
    whole = pa.total_allocated_bytes() - before
    held = {name: table for name, table in held.items() if name in ("sections", "acronyms", "documents")}
    assert 0 < pa.total_allocated_bytes() - before < whole / 3
    assert held["documents"].num_rows == N * 20


def test_no_handful_reaches_over_the_end_of_a_part(many, make_project):
    parted = make_project("parted")
    parted.config = many.config.model_copy(update={"documents_per_part": 4})
    for path in many.raw.iterdir():
        parted.put(path.name, path.read_bytes())
    parted.run()
    at = 0
    for some in tabulation.handfuls(parted.plan().jobs, 4):
        assert at // 4 == (at + len(some) - 1) // 4
        at += len(some)
    assert at == N


def test_a_handful_in_use_is_kept(many):
    """It is swept away by its date, as any stored result: a run that reads it renews the date."""
    store = ArtefactStore(many.interim)
    together = [store.path(TABLES, key) for key in rows(many) - of_documents(many)]
    then = time.time() - 30 * 86_400
    for path in together:
        os.utime(path, (then, then))
    many.put("07.txt", report(40))
    many.run()
    stale = [path for path in together if path.stat().st_mtime < then + 1]
    assert len(stale) == 1  # that of the old text
