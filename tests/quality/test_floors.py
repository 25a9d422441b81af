"""The quality gate: no figure below its floor, no floor on gold that has changed. ``docs/quality.md`` says how floors move."""

from pathlib import Path

import pytest

from pipeline.evaluation import evaluate
from pipeline.evaluation.floors import breaches, read_floors
from pipeline.evaluation.gold import gold_hash
from tests.conftest import ROOT, SHARED
from tests.quality.figures_table import PAGES, with_table

FLOORS = ROOT / "tests" / "quality" / "floors.yaml"


def sunk(name: str, dataset: Path, gold: Path) -> list[str]:
    figures = evaluate(dataset, gold).figures
    assert figures["documents_missing"] == 0
    return [breach.message for breach in breaches(read_floors(FLOORS)[name], figures, gold_hash(gold))]


@pytest.mark.parametrize("split", ["dev", "test"])
def test_no_figure_sinks_on_our_own_reports(split, sample):
    assert sunk(f"own_{split}", sample, ROOT / "tests" / "gold" / "own" / split) == []


@pytest.mark.parametrize("split", ["dev", "test"])
def test_no_figure_sinks_in_further_styles(split, styles_dataset):
    assert sunk(f"styles_{split}", styles_dataset, ROOT / "tests" / "gold" / "styles" / split) == []


@pytest.mark.skipif(not (SHARED / "gold" / "dev").exists(), reason="the shared material is not at hand")
def test_no_figure_sinks_on_the_real_reports(shared_dataset):
    assert sunk("shared_dev", shared_dataset, SHARED / "gold" / "dev") == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_pages_show_the_recorded_figures(page):
    text = page.read_text(encoding="utf-8")
    assert text == with_table(text, read_floors(FLOORS)), "run `python -m tests.quality.figures_table`"
