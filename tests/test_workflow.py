"""The workflow files: valid, alike, and each of their commands runs. ``greffier init`` writes one that needs no checkout."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from pipeline import __version__
from tests.conftest import ROOT, greffier
from tests.web import serving

OURS = ROOT / ".github" / "workflows" / "greffier.yml"
REPORT = (
    "Rapport de l’atelier sur les puits\n\n"
    "Les participants ont estimé que les États devraient créer un fonds commun pour les puits. "
    "Mme Aïssa Diallo (Niger) a dit que son pays avait ouvert quarante forages en 2019.\n"
)


def steps(path: Path) -> dict[str, str]:
    """The commands of the workflow's steps by name."""
    read = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert set(read[True]) == {"schedule", "push", "workflow_dispatch"}  # YAML reads `on` as True
    assert "configs/**" in read[True]["push"]["paths"]
    assert read["permissions"] == {"contents": "read"}
    return {step["name"]: step["run"] for step in read["jobs"]["dataset"]["steps"] if "run" in step}


def ci(command: str, home: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a step as the runner would: ``bash -e``, in the project's folder, with the runner's files."""
    exported = dict(line.split("=", 1) for line in (home / "env").read_text().splitlines())
    bin_dir = home / "bin"
    bin_dir.mkdir(exist_ok=True)
    (bin_dir / "greffier").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pipeline "$@"\n', encoding="utf-8")
    (bin_dir / "greffier").chmod(0o755)
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", command],
        cwd=home / "project",
        env={
            **os.environ,
            "PATH": f"{bin_dir}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "GITHUB_ENV": str(home / "env"),
            "GITHUB_STEP_SUMMARY": str(home / "summary.md"),
            "NO_PROXY": "127.0.0.1",
            "before": "",
            **exported,
            **env,
        },
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )


def ran(command: str, home: Path) -> str:
    done = ci(command, home)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture
def home(tmp_path):
    (tmp_path / "env").touch()
    done = greffier("init", tmp_path / "project")
    assert done.returncode == 0, done.stderr
    return tmp_path


def test_init_writes_what_the_commands_read(home):
    project = home / "project"
    assert sorted(p.relative_to(project).as_posix() for p in project.rglob("*") if p.is_file()) == [
        ".github/workflows/greffier.yml",
        ".gitignore",
        "configs/greffier.yaml",
        "configs/sources.yaml",
    ]
    assert greffier("fetch", cwd=project).stdout == "data/raw: 0 sources, 0 failed\n"
    assert greffier("info", "--config", "configs/greffier.yaml", cwd=project).returncode == 0
    workflow = project / ".github/workflows/greffier.yml"
    assert f"greffier=={__version__}" in workflow.read_text(encoding="utf-8")
    assert not [c for c in steps(workflow).values() if "make" in c or ".venv" in c or "constraints" in c]


def test_init_never_overwrites(home):
    before = {p: p.read_bytes() for p in home.rglob("*") if p.is_file()}
    again = greffier("init", home / "project")
    assert again.returncode == 2
    assert "exists already and was not touched" in again.stderr
    assert {p: p.read_bytes() for p in home.rglob("*") if p.is_file()} == before


def test_our_workflow_has_the_same_steps(home):
    ours, theirs = steps(OURS), steps(home / "project/.github/workflows/greffier.yml")
    assert list(ours) == list(theirs)
    for name in ours.keys() - {"Install"}:
        assert ours[name] == theirs[name].replace(" --config configs/greffier.yaml", "")


def test_two_runs_of_the_workflow(home):
    project = home / "project"
    commands = steps(project / ".github/workflows/greffier.yml")
    order = ["Fetch", "Note the dataset in force", "Run", "Validate", "Show what changed"]
    assert [name for name in commands if name in order] == order
    git = "git -c user.name=a -c user.email=a@example.org"
    (project / "data/raw/ici.txt").write_text(REPORT.replace("puits", "ponts"), encoding="utf-8")
    ran(f"git init -q . && git add -A && {git} commit -qm a", home)
    with serving() as web:
        url = web.text("/a.txt", REPORT.encode(), ETag='"1"')
        (project / "configs/sources.yaml").write_text(
            f"sources:\n  - url: {url}\n    path: web/a.txt\n    rights: CC BY 4.0\n", encoding="utf-8"
        )
        for name in order:
            ran(commands[name], home)
        assert (home / "summary.md").read_text() == "First publication.\n"
        assert (project / "data/processed/current/recommendations.parquet").is_file()

        (home / "env").write_text("")
        (home / "summary.md").unlink()
        more = (
            REPORT + "\nRecommandations\n\n1. Les États devraient aussi former des fontainiers dans chaque commune.\n"
        )
        web.text("/a.txt", more.encode(), ETag='"2"')
        for name in order:
            ran(commands[name], home)
        summary = (home / "summary.md").read_text(encoding="utf-8")
        assert "**Documents changed** (1)" in summary
        assert "fontainiers" in summary
    ran(list(commands.values())[-1], home)
    assert sorted(p.name for p in (project / "data/raw").rglob("*.txt")) == ["a.txt"]
    ran(next(c for n, c in commands.items() if n.startswith("Bring the committed")), home)
    assert (project / "data/raw/ici.txt").exists()


def test_a_collapse_stops_the_workflow_and_keeps_the_old_dataset(home):
    project = home / "project"
    run = steps(project / ".github/workflows/greffier.yml")["Run"]
    (project / "data/raw/a.txt").write_text(REPORT, encoding="utf-8")
    (project / "data/raw/b.txt").write_text(REPORT.replace("puits", "ponts"), encoding="utf-8")
    ran(run, home)
    before = os.readlink(project / "data/processed/current")
    (project / "data/raw/b.txt").unlink()
    done = ci(run, home)
    assert done.returncode == 1
    assert "nothing was published, more than 20% was lost: documents 2 -> 1" in done.stderr
    assert os.readlink(project / "data/processed/current") == before
