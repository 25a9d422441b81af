"""The labelled passages: form, duplicates, balance, variety."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from pipeline.errors import GreffierError
from pipeline.identifiers import fold
from pipeline.labels.passages import Passage, as_document, read_passages
from pipeline.labels.views import RUNNING

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "models/training/passages").glob("*.txt"))


@pytest.fixture(scope="module")
def passages() -> list[Passage]:
    return [p for path in FILES for p in read_passages(path)]


def test_there_is_enough(passages: list[Passage]) -> None:
    running = [u for p in passages for u in p.units if u.unit_type in RUNNING]
    assert len(running) >= 2500
    # the part before the bracket: `migration (diasporas)` and `migration (retour)` are one field
    assert len({fold(p.field.split("(")[0]) for p in passages} - {""}) >= 8
    assert len({p.name for p in passages}) == len(passages)


def test_labels_are_balanced(passages: list[Passage]) -> None:
    counts = Counter(u.label for p in passages for u in p.units if u.unit_type in RUNNING)
    total = counts.total()
    assert 0.25 <= counts["recommendation"] / total <= 0.45
    assert 0.25 <= counts["finding"] / total <= 0.45
    assert counts["good_practice"] / total >= 0.12
    assert counts["other"] / total >= 0.12


def test_only_running_text_is_labelled(passages: list[Passage]) -> None:
    for passage in passages:
        for unit in passage.units:
            assert unit.unit_type in RUNNING or unit.label == "other", unit.where


def test_no_sentence_stands_twice(passages: list[Passage]) -> None:
    seen: dict[str, str] = {}
    for passage in passages:
        for unit in passage.units:
            if unit.unit_type in RUNNING and len(unit.text.split()) > 8:
                key = fold(unit.text)
                assert key not in seen, f"{unit.where} repeats {seen[key]}"
                seen[key] = unit.where


def test_openings_vary(passages: list[Passage]) -> None:
    """No template: the commonest first three words open few of the sentences."""
    openings = Counter(
        " ".join(fold(u.text).split()[:3]) for p in passages for u in p.units if u.unit_type == "sentence"
    )
    _, most = openings.most_common(1)[0]
    assert most / openings.total() < 0.02


def test_passages_mix_their_labels(passages: list[Passage]) -> None:
    mixed = sum(len({u.label for u in p.units if u.unit_type in RUNNING}) >= 2 for p in passages)
    assert mixed / len(passages) >= 0.95


@pytest.mark.parametrize("bad", ["S X | Texte.", "S R Texte.", "Z O | Texte.", "S R | "])
def test_a_line_in_another_form_is_refused(tmp_path: Path, bad: str) -> None:
    path = tmp_path / "x.txt"
    path.write_text(f"# p1 | style: essai | field: essai\n{bad}\n", encoding="utf-8")
    with pytest.raises(GreffierError, match=r"x\.txt:2"):
        read_passages(path)


def test_items_know_their_lead_in(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text(
        "# p1 | style: essai | field: eau\nH O | Titre\nS O | Il a été recommandé de :\n"
        "L R | former ;\nL R | équiper.\nS F | La suite.\n",
        encoding="utf-8",
    )
    source, segmented = as_document(read_passages(path)[0])
    heading, lead, one, two, after = segmented.units
    assert (one.lead_in_id, two.lead_in_id) == (lead.sentence_id, lead.sentence_id)
    assert heading.lead_in_id is None
    assert after.lead_in_id is None
    for unit in segmented.units:
        assert source.text[unit.spans[0].start : unit.spans[0].end] == unit.text
