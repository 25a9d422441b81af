"""Every mechanism behind a promise is needed: without it, the test that proves the promise fails.

``without.yaml`` lists them. `make soak` takes one away at a time, in a copy of the program, and runs the tests named there.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from compileall import compile_dir
from fnmatch import fnmatchcase
from pathlib import Path
from py_compile import PycInvalidationMode
from typing import Annotated

import pytest
import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from tests.conftest import ROOT
from tests.trust.test_guarantees import FILES, ROWS, cited

COPIED = ("pipeline", "configs", "models", "tests", "data", "docs", "pyproject.toml", "constraints.txt", ".github")
FAILURE = r"AssertionError|assert |Failed: DID NOT RAISE"
HANGS = "hangs"


class Edit(BaseModel):
    """``text``, which occurs once in ``file``, and what stands there when the mechanism is gone."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    file: str
    text: Annotated[str, Field(min_length=8)]
    put: str


class Entry(BaseModel):
    """A promise, the edits that take its mechanism away, and the tests that must fail then.

    ``fails_with`` is a pattern of the message where that is no assertion: what the mechanism keeps from coming through. With
    ``hangs`` the tests must not end within ``seconds``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    promise: str
    edits: Annotated[tuple[Edit, ...], Field(min_length=1)]
    tests: Annotated[tuple[str, ...], Field(min_length=1)]
    fails_with: str = FAILURE
    seconds: int = 200

    @model_validator(mode="before")
    @classmethod
    def _one_edit(cls, given: dict[str, object]) -> dict[str, object]:
        """An entry of one edit states it in its own lines."""
        if "edits" in given:
            return given
        edit = {key: given.pop(key) for key in ("file", "text", "put") if key in given}
        return {**given, "edits": [edit]}


ENTRIES = [
    Entry.model_validate(entry) for entry in yaml.safe_load((Path(__file__).parent / "without.yaml").read_text("utf-8"))
]
NAMES = [entry.promise for entry in ENTRIES]
TESTS = sorted({test for entry in ENTRIES for test in entry.tests})


# ------------------------------------------------------------------------------------------------ the table is in order
def test_promises_differ():
    assert [name for name, n in Counter(NAMES).items() if n > 1] == []


def test_what_is_taken_away_stands_there_once():
    wrong = [
        f"{entry.promise}: {n} times in {edit.file}: {edit.text!r}"
        for entry in ENTRIES
        for edit in entry.edits
        if (n := (ROOT / edit.file).read_text(encoding="utf-8").count(edit.text)) != 1
    ]
    assert wrong == []


def test_the_tests_named_exist():
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "", "--collect-only", *TESTS],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.parametrize("row", ROWS, ids=[row[2:50] for row in ROWS])
def test_every_promise_has_its_entry(row):
    """Each row of docs/guarantees.md names a test whose mechanism is taken away here."""
    for path, test in cited(row):
        where = FILES[path].relative_to(ROOT).as_posix()
        for entry in TESTS:
            file, _, name = entry.partition("::")
            if file == where and fnmatchcase(name.partition("[")[0], test or "*"):
                return
    assert Path(__file__).name in row, "no entry of without.yaml has a test of this row"


# ------------------------------------------------------------------------------------------------ one at a time
@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program and its tests in a folder of their own."""
    home = tmp_path_factory.mktemp("without") / "greffier"
    home.mkdir()
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name, home / name, symlinks=True,
                ignore=shutil.ignore_patterns("__pycache__", "interim", "processed"),
            )  # fmt: skip
        else:
            shutil.copy(ROOT / name, home / name)
    # Compiled files that know their source by its content: by its time, an edit and its undoing could look the same.
    compile_dir(home / "pipeline", quiet=2, invalidation_mode=PycInvalidationMode.CHECKED_HASH)
    return home


@pytest.fixture
def edited(copy: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """The copy without the mechanism of the entry."""
    before = {copy / edit.file: (copy / edit.file).read_bytes() for edit in request.param.edits}
    try:
        for edit in request.param.edits:
            path = copy / edit.file
            path.write_text(path.read_text(encoding="utf-8").replace(edit.text, edit.put), encoding="utf-8")
        yield copy
    finally:
        for path, data in before.items():
            path.write_bytes(data)


def failures(home: Path, tests: tuple[str, ...], seconds: int) -> dict[str, str] | None:
    """The tests that failed in the copy at ``home``, by name, with their messages; None when they did not end in time."""
    out = home.parent / "junit.xml"
    out.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", *(["-x"] if len(tests) == 1 else []), "-q", "-p", "no:cacheprovider"]
    command += ["-p", "pytest_timeout", "-m", "", "--timeout", "0", "--tb", "short", f"--junitxml={out}", *tests]
    process = subprocess.Popen(
        command,
        cwd=home,
        env={
            **os.environ,
            "PYTHONPATH": str(home),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        said, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        if process.poll() is None:
            os.killpg(process.pid, 9)  # and whatever it started
            process.communicate()
    assert process.returncode in (0, 1), f"pytest ended with {process.returncode}:\n{said[-3000:]}"
    found: dict[str, str] = {}
    for case in ET.parse(out).iter("testcase"):
        name = f"{(case.get('classname') or '').replace('.', '/')}.py::{case.get('name')}"
        for kind in ("failure", "error"):
            for trouble in case.iter(kind):
                found[name] = f"{kind}: {trouble.get('message') or ''}"
    return found


@pytest.mark.soak
def test_with_everything_in_place_they_hold(copy):
    for file in sorted({test.partition("::")[0] for test in TESTS}):
        assert failures(copy, tuple(t for t in TESTS if t.startswith(f"{file}::")), 1800) == {}


@pytest.mark.soak
@pytest.mark.parametrize(("edited", "entry"), [(e, e) for e in ENTRIES], ids=NAMES, indirect=["edited"])
def test_without_it_its_tests_fail(edited, entry):
    failed = failures(edited, entry.tests, entry.seconds)
    if entry.fails_with == HANGS:
        assert failed is None
        return
    assert failed is not None, f"no end within {entry.seconds} s"
    for test in entry.tests:
        messages = [message for name, message in failed.items() if name == test or name.startswith(f"{test}[")]
        assert messages, f"{test} does not fail without it"
        for message in messages:
            assert re.match(rf"failure: .{{0,80}}?(?:{entry.fails_with})", message, re.DOTALL), message
