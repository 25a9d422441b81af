"""Memory does not grow with the number of documents (time: `make bench-growth`)."""

import pytest

from tests.bench.processes import greffier
from tests.bench.reports import report, write_reports


def test_generated_reports_are_distinct_and_always_the_same():
    made = [report(n, 120) for n in range(50)]
    assert len(set(made)) == 50
    assert made == [report(n, 120) for n in range(50)]
    assert all(80 < len(text.split()) < 260 for text in made)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("workers", ["1", "2"])
def test_memory_does_not_grow_with_the_number_of_documents(tmp_path, workers):
    peak = {}
    for n in (100, 1500):
        home = tmp_path / str(n)
        write_reports(home / "raw", n, 60)
        where = ["--raw", home / "raw", "--out", home / "out", "--interim", home / "interim", "--workers", workers]
        peak[n] = greffier("run", *where, "--quiet").memory
    assert peak[1500] < 1.15 * peak[100], peak
