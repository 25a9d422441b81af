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


def cited(row: str) -> list[tuple[str, str]]:
    """The tests a row names, as file and pattern of names; no pattern for a whole file."""
    found = re.findall(r"`([^`]*\btest_[^`]*)`", row.split("|")[-2])
    assert found, "no test is named"
    file = ""
    tests = []
    for name in found:
        where, _, test = name.rpartition("::") if not name.endswith(".py") else (name, "", "")
        file = Path(where).name if where else file
        assert file, f"{name} stands in no file"
        tests.append((file, test))
    return tests


@pytest.mark.parametrize("row", ROWS, ids=[row[2:50] for row in ROWS])
def test_the_tests_that_prove_a_promise_exist(row):
    for file, test in cited(row):
        assert file in FILES, f"{file} is not there"
        tests = re.findall(r"^def (test_\w+)", FILES[file].read_text(encoding="utf-8"), re.MULTILINE)
        assert not test or any(fnmatchcase(t, test) for t in tests), f"{file} has no {test}"
