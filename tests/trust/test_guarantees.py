"""Every promise of docs/guarantees.md names tests that exist."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROWS = [
    line
    for line in (ROOT / "docs" / "guarantees.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and "---" not in line and "| test |" not in line
]
FILES = {path.name: path for path in sorted((ROOT / "tests").rglob("test_*.py"))}


@pytest.mark.parametrize("row", ROWS, ids=[row[2:50] for row in ROWS])
def test_the_tests_that_prove_a_promise_exist(row):
    cited = re.findall(r"`([^`]*\btest_[^`]*)`", row.split("|")[-2])
    assert cited, "no test is named"
    file: Path | None = None
    for name in cited:
        where, _, test = name.rpartition("::") if not name.endswith(".py") else (name, "", "")
        if where:
            assert Path(where).name in FILES, f"{where} is not there"
            file = FILES[Path(where).name]
        assert file is not None, f"{name} stands in no file"
        tests = re.findall(r"^def (test_\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)
        assert not test or any(fnmatchcase(t, test) for t in tests), f"{file.name} has no {test}"
