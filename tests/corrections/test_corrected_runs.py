"""Corrections in the life of a project: noted, applied, applied again, and reported once the report has changed."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from pipeline import tables
from tests.conftest import greffier

REPORT = (
    "Rapport de l’atelier régional sur l’eau\n\n"
    "Les participants ont estimé que les pays devraient créer un fonds commun pour les puits. "
    "M. Adama Keïta (Ministre de l’hydraulique du Mali) a dit que son pays avait ouvert quarante forages en 2019. "
    "La sécheresse pousse les familles vers les villes. Les puits du Niger sont profonds.\n"
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("built")
    (home / "data" / "raw").mkdir(parents=True)
    (home / "data" / "raw" / "atelier.txt").write_text(REPORT, encoding="utf-8")
    assert greffier("run", "--quiet", cwd=home).returncode == 0
    return home


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Path:
    """A project of one report, built; each test has its own copy."""
    return shutil.copytree(built, tmp_path / "project", symlinks=True)


def rows(project: Path, name: str) -> list[dict[str, Any]]:
    return tables.rows_about(project / "data" / "processed", name)


def sentence(project: Path, words: str) -> dict[str, Any]:
    return next(row for row in rows(project, "sentences") if words in row["text"])


def test_from_noting_to_reporting(project):
    key = sentence(project, "forages")["sentence_id"]
    noted = greffier(
        "correct", key, "--label", "good_practice", "--speaker", "@MLI", "--speaker", "*", "--link", "Mali=@MLI",
        "--note", "son propre pays", cwd=project,
    )  # fmt: skip
    assert noted.returncode == 0, noted.stderr
    (file,) = (project / "corrections").glob("*.jsonl")
    assert noted.stdout == f"{file.relative_to(project)}: noted; `greffier write` applies it\n"
    assert "corrections changed" in greffier("status", cwd=project).stdout

    assert greffier("write", "--quiet", cwd=project).stderr == ""
    row = sentence(project, "forages")
    assert (row["label"], row["label_source"], row["score"]) == ("good_practice", "human", None)
    assert key in {r["sentence_id"] for r in rows(project, "good_practices")}
    kinds = {s["speaker_id"]: s["kind"] for s in rows(project, "speakers")}
    said = [(kinds[s["speaker_id"]], s["source"]) for s in rows(project, "statements") if s["sentence_id"] == key]
    assert sorted(said) == [("collective", "human"), ("delegate", "human")]
    (mali,) = [m for m in rows(project, "mentions") if m["sentence_id"] == key and m["surface"] == "Mali"]
    assert (mali["iso3"], mali["source"]) == ("MLI", "human")
    assert greffier("validate", cwd=project).returncode == 0
    manifest = json.loads((project / "data" / "processed" / "dataset.json").read_text(encoding="utf-8"))
    assert (manifest["corrections"]["applied"], manifest["corrections"]["not_applied"]) == (1, 0)
    assert "up to date" in greffier("run", cwd=project).stdout
    assert "up to date" in greffier("status", cwd=project).stdout

    # Far from the sentence, a change leaves the correction standing; beside it, the correction is reported.
    raw = project / "data" / "raw" / "atelier.txt"
    raw.write_text(REPORT.replace("profonds", "très profonds"), encoding="utf-8")
    assert greffier("run", "--quiet", cwd=project).stderr == ""
    assert sentence(project, "forages")["label_source"] == "human"
    raw.write_text(REPORT.replace("La sécheresse", "La grande sécheresse"), encoding="utf-8")
    done = greffier("run", "--quiet", cwd=project)
    assert done.returncode == 0
    assert f"greffier: rejected corrections/{file.name}:1 (correction_stale): what stands around {key}" in done.stderr
    assert sentence(project, "forages")["label_source"] != "human"
    assert [(r["stage"], r["code"]) for r in rows(project, "rejects")] == [("write", "correction_stale")]
    strict = greffier("run", "--strict", cwd=project)
    assert (strict.returncode, "nothing was published" in strict.stderr) == (1, True)


def test_lines_that_are_no_corrections_are_reported(project):
    folder = project / "fixes"
    folder.mkdir()
    good = {"sentence_id": "autre-11111111-2222222222-1", "neighbours": "00", "label": "other"}
    lines = [
        "{",
        json.dumps({**good, "label": "idea"}),
        json.dumps({"sentence_id": "x", "neighbours": "0"}),
        json.dumps(good),
    ]
    (folder / "a.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = greffier("write", "--corrections", folder, cwd=project)
    assert done.returncode == 0
    found = [(r["path"], r["code"]) for r in rows(project, "rejects")]
    assert found == [
        ("corrections/a.jsonl:1", "correction_invalid"),
        ("corrections/a.jsonl:2", "correction_invalid"),
        ("corrections/a.jsonl:3", "correction_invalid"),
        ("corrections/a.jsonl:4", "correction_unmatched"),
    ]
    assert "a correction gives label, speakers or links" in done.stderr


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["nowhere-1-1", "--label", "other"], "data/processed has no sentence nowhere-1-1"),
        (["KEY"], "say what is to hold: --label, --speaker, --no-speaker or --link"),
        (
            ["KEY", "--label", "idea"],
            "--label 'idea' is no label; they are recommendation, good_practice, finding, other",
        ),
        (["KEY", "--link", "Mali"], "--link 'Mali' must read WORDS=ENTITY"),
        (["KEY", "--speaker", "*", "--no-speaker"], "--speaker and --no-speaker exclude each other"),
    ],
)
def test_wrong_notes_are_refused(project, args, message):
    key = sentence(project, "forages")["sentence_id"]
    done = greffier("correct", *[key if a == "KEY" else a for a in args], cwd=project)
    assert (done.returncode, done.stderr) == (2, f"greffier: {message}\n")
    assert not (project / "corrections").exists()


def test_a_corrections_folder_that_is_named_must_exist(project):
    done = greffier("write", "--corrections", "nowhere", cwd=project)
    assert done.returncode == 2
    assert "the corrections folder nowhere does not exist" in done.stderr
