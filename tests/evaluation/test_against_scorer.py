"""Two implementations of one definition: ours and the scorer of the shared material say the same, key by key."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipeline.evaluation import SCORER_VERSION, evaluate
from tests.conftest import ROOT, SHARED
from tests.evaluation.blurred import dataset_from_gold

SCORER = SHARED / "score" / "score.py"
OWN = ROOT / "tests" / "gold" / "own"


def scorer_version() -> int | None:
    if not SCORER.exists():
        return None
    stated = re.search(r"^SCORER_VERSION = (\d+)", SCORER.read_text(encoding="utf-8"), re.MULTILINE)
    return int(stated[1]) if stated else None


pytestmark = [
    pytest.mark.skipif(not SCORER.exists(), reason="the shared material is not at hand"),
    pytest.mark.skipif(scorer_version() not in (None, SCORER_VERSION), reason="the scorer has another version"),
]


def scored(dataset: Path, gold: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, SCORER, dataset, gold, "--json"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def assert_equal(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    assert list(ours) == list(theirs)
    for key, value in theirs.items():
        if isinstance(value, dict):
            assert set(ours[key]) == set(value), key
            assert_equal({k: ours[key][k] for k in value}, value)
        else:
            assert ours[key] == pytest.approx(value, abs=0.00005), key


@pytest.mark.parametrize("mistakes", [0.0, 0.1, 0.4])
@pytest.mark.parametrize(
    "gold", [OWN / "dev", OWN / "test", SHARED / "gold" / "dev"], ids=["own", "own_test", "shared"]
)
def test_same_figures_on_blurred_gold(gold, mistakes, tmp_path):
    dataset = dataset_from_gold(gold, tmp_path, mistakes=mistakes)
    assert_equal(dict(evaluate(dataset, gold).figures), scored(dataset, gold))


def test_same_figures_where_documents_are_missing(tmp_path):
    dataset = dataset_from_gold(OWN / "test", tmp_path)
    figures = evaluate(dataset, OWN / "dev").figures
    assert figures["documents_missing"] > 0
    assert_equal(dict(figures), scored(dataset, OWN / "dev"))


def test_same_figures_on_the_sample(sample):
    assert_equal(dict(evaluate(sample, OWN / "dev").figures), scored(sample, OWN / "dev"))


def test_same_figures_on_the_real_reports(shared_dataset):
    gold = SHARED / "gold" / "dev"
    assert_equal(dict(evaluate(shared_dataset, gold).figures), scored(shared_dataset, gold))
