"""The command line as a user meets it: help, messages, exit codes, files."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, SAMPLE, greffier

STAGES = ["load", "segment", "ner", "classify", "write"]
REPORT = (
    "Rapport de l’atelier régional sur l’eau\n\n"
    "Les participants ont estimé que les pays devraient créer un fonds commun pour les puits. "
    "M. Adama Keïta (Ministre de l’hydraulique du Mali) a dit que son pays avait ouvert quarante forages en 2019. "
    "Un représentant du Kenya a souligné que la sécheresse pousse les familles vers les villes.\n"
)


def test_help_imports_nothing_heavy():
    code = (
        "import sys, pipeline.cli; from typer.testing import CliRunner; "
        "r = CliRunner().invoke(pipeline.cli.app, ['--help']); assert r.exit_code == 0, r.output; "
        "heavy = {'spacy', 'pandas', 'pyarrow', 'numpy', 'thinc'} & set(sys.modules); assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr


def test_every_command_has_help():
    listed = greffier("--help").stdout
    for name in [*STAGES, "run", "validate", "info", "status", "history", "restore", "diff", "report"]:
        assert name in listed
        shown = greffier(name, "--help")
        assert shown.returncode == 0
        assert len(shown.stdout.splitlines()) > 4


def test_version():
    assert greffier("--version").stdout == "greffier 0.1.0\n"


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "atelier.txt").write_text(REPORT, encoding="utf-8")
    return folder


def test_stages_one_by_one_name_what_is_missing(raw, tmp_path):
    where = ["--raw", raw, "--out", tmp_path / "out", "--interim", tmp_path / "interim"]
    early = greffier("ner", *where)
    assert early.returncode == 1
    assert early.stderr == ("greffier: the results of `load` are missing for atelier.txt: run `greffier load` first\n")
    for stage in STAGES:
        done = greffier(stage, *where)
        assert done.returncode == 0, f"{stage}: {done.stderr}"
    assert (tmp_path / "out" / "sentences.parquet").exists()
    assert greffier("validate", "--out", tmp_path / "out").stdout == f"{tmp_path / 'out'}: valid\n"


def test_summary_json_and_unchanged_rerun(raw, tmp_path):
    where = ["--raw", raw, "--out", tmp_path / "out", "--interim", tmp_path / "interim"]
    first = greffier("run", *where, "--json")
    assert first.returncode == 0, first.stderr
    answer = json.loads(first.stdout)
    assert answer["documents"] == 1
    assert answer["rejects"] == []
    assert answer["rows"]["documents"] == 1
    again = json.loads(greffier("run", *where, "--json").stdout)
    assert again["unchanged"] is True
    assert again["rows"] == answer["rows"]


def test_bad_inputs_cost_nothing_else(raw, tmp_path):
    (raw / "vide.txt").write_bytes(b"")
    (raw / "copie.txt").write_text(REPORT, encoding="utf-8")
    (raw / "english.txt").write_text(
        "The delegates agreed that the report be adopted without a vote. " * 20, encoding="utf-8"
    )
    (raw / "photo.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" * 40)
    (raw / "chiffres.txt").write_text("Ordre du jour du 12 mars\n\nRapport annuel des ministres\n", encoding="utf-8")
    (raw / "scan.pdf").write_bytes(b"%PDF-1.7")
    where = ["--raw", raw, "--out", tmp_path / "out", "--interim", tmp_path / "interim"]
    done = greffier("run", *where)
    assert done.returncode == 0
    shown = {line.split(" ")[2]: line.split("(")[1].split(")")[0] for line in done.stderr.splitlines()}
    assert shown == {
        "vide.txt": "empty",
        "copie.txt": "duplicate",
        "english.txt": "not_french",
        "photo.txt": "binary",
        "chiffres.txt": "no_sentence",
        "scan.pdf": "unsupported_type",
    }
    strict = greffier("run", *where, "--strict")
    assert strict.returncode == 1
    assert "--strict: 6 rejects; nothing was published" in strict.stderr
    assert greffier("validate", "--out", tmp_path / "out").returncode == 0


def test_nothing_to_process(tmp_path):
    (tmp_path / "raw").mkdir()
    done = greffier("run", "--raw", tmp_path / "raw", "--out", tmp_path / "out", "--interim", tmp_path / "interim")
    assert done.returncode == 1
    assert done.stderr == "greffier: no document could be processed; nothing was published\n"
    assert not (tmp_path / "out").exists()


def test_wrong_usage_touches_nothing(raw, tmp_path):
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "thesis.doc").write_text("x", encoding="utf-8")
    config = tmp_path / "c.yaml"
    config.write_text("modle: auto\n", encoding="utf-8")
    cases = [
        (["--raw", raw, "--out", foreign], "is not empty and holds no greffier dataset (it has 'thesis.doc')"),
        (["--raw", raw, "--out", raw / "out"], "lies inside the raw folder"),
        (["--raw", tmp_path / "nowhere", "--out", tmp_path / "out"], "does not exist"),
        (["--raw", raw, "--out", tmp_path / "out", "--config", config], "unknown key 'modle'"),
    ]
    for args, says in cases:
        done = greffier("run", *args, "--interim", tmp_path / "interim")
        assert done.returncode == 2, args
        assert says in done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert sorted(p.name for p in tmp_path.iterdir()) == ["c.yaml", "foreign", "raw"]


def test_two_builds_are_byte_identical(raw, tmp_path):
    def build(name: str, *more: str) -> dict[str, str]:
        out = tmp_path / name
        done = greffier("run", "--raw", raw, "--out", out, "--interim", tmp_path / f"{name}-interim", *more)
        assert done.returncode == 0, done.stderr
        return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(out.glob("*.*")) if p.is_file()}

    (raw / "second.md").write_text("# Suite\n\n" + REPORT.replace("Keïta", "Traoré"), encoding="utf-8")
    first, second = build("one", "--workers", "1"), build("two", "--workers", "2")
    assert len(first) == 19
    assert first == second


def test_published_sample_is_valid(sample):
    assert greffier("validate", "--out", sample).returncode == 0


def test_info_names_model_and_dataset(sample):
    shown = json.loads(greffier("info", "--out", sample, "--json").stdout)
    assert shown["model"].startswith("fr_core_news_")
    assert shown["dataset"]["rows"]["documents"] == len([p for p in SAMPLE.iterdir() if p.suffix in {".txt", ".md"}])
