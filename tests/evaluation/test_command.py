"""`greffier evaluate` as a user meets it."""

import json
from pathlib import Path

import pytest

from pipeline.evaluation import evaluate
from tests.conftest import ROOT, greffier
from tests.evaluation.blurred import dataset_from_gold

OWN_DEV = ROOT / "tests" / "gold" / "own" / "dev"


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return dataset_from_gold(OWN_DEV, tmp_path_factory.mktemp("good"), mistakes=0.05)


@pytest.fixture(scope="module")
def worse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return dataset_from_gold(OWN_DEV, tmp_path_factory.mktemp("worse"), mistakes=0.3)


def test_json_is_the_figures_alone(dataset):
    done = greffier("evaluate", "--gold", OWN_DEV, "--out", dataset, "--json", "--errors", "3")
    assert (done.returncode, done.stderr) == (0, "")
    found = evaluate(dataset, OWN_DEV)
    beside = {
        "label_precision": found.label_precision,
        "calibration": found.calibration,
        "attribution_precision": found.attribution_precision,
        "statement_calibration": found.statement_calibration,
    }
    assert json.loads(done.stdout) == {**found.figures, **beside}


def test_tables_and_examples_without_colour_off_a_terminal(dataset):
    done = greffier("evaluate", "--gold", OWN_DEV, "--out", dataset, "--errors", "1")
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    for part in ("segmentation", "label good_practice", "speaker_table.found", "gold label", "who said it", "missed ("):
        assert part in done.stdout


def test_what_is_missing_is_named(dataset, tmp_path):
    none = greffier("evaluate", "--gold", tmp_path, "--out", dataset)
    assert (none.returncode, none.stderr) == (
        2,
        f"greffier: there is no gold (*.jsonl) in {tmp_path}; give its folder with --gold\n",
    )
    nothing = greffier("evaluate", "--gold", OWN_DEV, "--out", tmp_path)
    assert nothing.returncode == 2
    assert f"there is no dataset in {tmp_path}: run `greffier run`" in nothing.stderr


def test_floors_rise_hold_and_sink_with_a_reason(dataset, worse, tmp_path):
    floors = tmp_path / "floors.yaml"
    floors.write_text(f"own: {{gold: {OWN_DEV}}}\n", encoding="utf-8")
    common = ["evaluate", "--gold", OWN_DEV, "--floors", floors, "--out"]
    unset = greffier(*common, dataset)
    assert unset.returncode == 1
    assert "measure anew with `greffier evaluate --raise-floors`" in unset.stderr
    assert greffier(*common, dataset, "--raise-floors").returncode == 0
    assert greffier(*common, dataset).returncode == 0
    sunk = greffier(*common, worse, "--raise-floors")
    assert sunk.returncode == 1
    assert "segmentation.f1 sank to" in sunk.stderr
    assert greffier(*common, worse, "--lower-floors").returncode == 2
    assert greffier(*common, worse, "--lower-floors", "--reason", "essai").returncode == 0
    assert "reason: essai" in floors.read_text(encoding="utf-8")
    assert greffier(*common, worse).returncode == 0
