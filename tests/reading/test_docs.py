"""The documents cannot rot: generated pages are current, snippets run, commands and files named exist."""

import os
import re
import shlex
import subprocess
import sys

import pytest
import typer

from pipeline import tables
from pipeline.cli import app
from tests.conftest import ROOT, greffier

DOCS = ROOT / "docs"
HAND_WRITTEN = ("first-steps", "limits", "lexicons", "retraining", "scheduling")


def test_generated_pages_are_current():
    done = subprocess.run(
        [sys.executable, DOCS / "generate.py", "--check"], capture_output=True, text=True, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"


def test_every_column_and_command_is_told():
    dictionary = (DOCS / "data-dictionary.md").read_text(encoding="utf-8")
    for table in tables.TABLES:
        assert f"## {table.name}\n" in dictionary
    page = (DOCS / "cli.md").read_text(encoding="utf-8")
    for name, command in typer.main.get_command(app).commands.items():
        for child in getattr(command, "commands", {"": None}):
            assert f"## greffier {name} {child}".strip() + "\n" in page
    assert "|  |" not in page.replace("| | |", "")


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (DOCS / f"{page}.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture(scope="module")
def project(sample, tmp_path_factory):
    """A folder that looks like the checkout after `make run`."""
    home = tmp_path_factory.mktemp("project")
    (home / "data").mkdir()
    (home / "data" / "processed").symlink_to(sample)
    return home


@pytest.mark.parametrize("page", ["first-steps"])
def test_commands_run_as_they_stand(page, project):
    lines = [line for block in blocks(page, "bash") for line in block.splitlines() if line.startswith("greffier")]
    assert len(lines) >= 6
    for line in lines:
        done = greffier(*shlex.split(line)[1:], cwd=project)
        assert done.returncode == 0, f"{line}: {done.stderr}"
        assert done.stdout, line


@pytest.mark.parametrize("n", [0, 1])
def test_snippets_run_as_they_stand(n, project, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_DATASETS_CACHE", str(project / "cache"))
    if n:
        for name in ("duckdb", "polars", "datasets"):
            pytest.importorskip(name)
    monkeypatch.chdir(project)
    exec(compile(blocks("first-steps", "python")[n], "first-steps.md", "exec"), {})


@pytest.mark.parametrize("page", HAND_WRITTEN)
def test_commands_and_files_named_exist(page):
    text = (DOCS / f"{page}.md").read_text(encoding="utf-8")
    known = typer.main.get_command(app).commands
    for name in re.findall(r"(?:`|^|/)greffier ([a-z-]+)", text, re.MULTILINE):
        assert name in known, name
    for options in re.findall(r"greffier ([a-z-]+)((?: [^`\n&]*)?)", text):
        command = known[options[0]]
        subs = getattr(command, "commands", None)
        if subs:
            command = subs[options[1].split()[0]]
        has = {opt for p in command.params for opt in p.opts}
        assert set(re.findall(r"--[a-z-]+", options[1])) <= has, options
    for path in re.findall(r"`((?:configs|docs|notebooks|tests|models)/[\w./-]*\w)`", text):
        assert (ROOT / path).exists(), path
    if page == "lexicons":
        for name in re.findall(r"`([a-z_]+\.yaml)`", text):
            assert (ROOT / "configs" / "lexicons" / name).exists(), name
