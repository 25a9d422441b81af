"""Shared fixtures: one built sample dataset a session, and running the command as a user would."""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from pipeline.language import Recogniser, choose
from tests.forked import Server

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "data" / "raw"
SHARED = Path(os.environ.get("GREFFIER_SHARED") or ROOT.parent / "shared")  # the real reports, where they are at hand


@cache
def _server() -> Server:
    server = Server(ROOT)
    atexit.register(server.close)
    return server


def greffier(*args: str | Path, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own: a new interpreter when ``env`` sets variables, else one forked at once."""
    given, timeout = [str(arg) for arg in args], 280
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **env}
    if not env and sys.platform == "linux":
        return _server().run(given, cwd, environment, timeout)
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *given],
        capture_output=True, text=True, cwd=cwd, env=environment, check=False, timeout=timeout,
    )  # fmt: skip


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset built from the shipped reports; read it, do not write to it."""
    home = tmp_path_factory.mktemp("sample")
    done = greffier("run", "--raw", SAMPLE, "--out", home / "out", "--interim", home / "interim", "--quiet")
    assert done.returncode == 0, done.stderr
    return home / "out"


@pytest.fixture(scope="session")
def recogniser() -> Recogniser:
    """The installed French model."""
    return Recogniser(choose("auto"))


@pytest.fixture(scope="session")
def styles_dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset built from the short documents in further styles."""
    home = tmp_path_factory.mktemp("styles")
    raw = ROOT / "tests" / "gold" / "styles" / "raw"
    done = greffier("run", "--raw", raw, "--out", home / "out", "--interim", home / "interim", "--quiet")
    assert done.returncode == 0, done.stderr
    return home / "out"


@pytest.fixture(scope="session")
def shared_dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset built from the real reports; for tests that skip where they are not at hand."""
    home = tmp_path_factory.mktemp("shared")
    done = greffier("run", "--raw", SHARED / "corpus", "--out", home / "out", "--interim", home / "interim", "--quiet")
    assert done.returncode == 0, done.stderr
    return home / "out"
