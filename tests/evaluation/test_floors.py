"""Floors rise freely, sink only with a reason, and hold figures and gold to what was recorded."""

import pytest
import yaml

from pipeline.errors import UsageError
from pipeline.evaluation.floors import (
    TOLERANCE,
    Section,
    breaches,
    lowered,
    measured,
    raised,
    read_floors,
    section_of,
    write_floors,
)


def figures(person: float, accuracy: float = 0.9) -> dict:
    return {
        "scorer_version": 3,
        "documents_missing": 0,
        "person": {"p": 1.0, "r": 1.0, "f1": person, "n": 4, "exact": 1.0},
        "sessions": {"p": 0.0, "r": 0.0, "f1": 0.0, "n": 0},
        "unit_type_accuracy": accuracy,
        "speaker_table": {"found": 0.5, "n": 2},
    }


START = raised(Section(gold="gold"), figures(0.8), "h1")


def test_each_task_has_one_number_and_tasks_without_gold_none():
    assert measured(figures(0.8)) == {"person.f1": 0.8, "unit_type_accuracy": 0.9, "speaker_table.found": 0.5}


def test_a_figure_may_lie_a_little_below_its_floor():
    assert breaches(START, figures(0.8 - TOLERANCE + 1e-9), "h1") == []
    (breach,) = breaches(START, figures(0.7), "h1")
    assert breach.message == "person.f1 sank to 0.7000, its floor is 0.8000"


def test_other_gold_and_lost_figures_are_breaches():
    assert "has hash h2" in breaches(START, figures(0.8), "h2")[0].message
    less = {k: v for k, v in figures(0.8).items() if k != "person"}
    assert "no longer measured" in breaches(START, less, "h1")[0].message


def test_raising_never_lowers():
    again = raised(START, figures(0.85, accuracy=0.7), "h1")
    assert again.floors == {"person.f1": 0.85, "unit_type_accuracy": 0.9, "speaker_table.found": 0.5}


def test_raising_on_changed_gold_refuses_what_sank():
    with pytest.raises(UsageError, match=r"the gold has changed and person\.f1 sank on it"):
        raised(START, figures(0.5), "h2")
    assert raised(START, figures(0.9), "h2").hash == "h2"


def test_lowering_takes_a_reason_and_keeps_it():
    with pytest.raises(UsageError, match="takes a --reason"):
        lowered(START, figures(0.6), "h1", " ")
    after = lowered(START, figures(0.6, accuracy=0.95), "h1", "stricter gold")
    assert after.floors == {"person.f1": 0.6, "unit_type_accuracy": 0.9, "speaker_table.found": 0.5}
    assert [(x.figure, x.before, x.after, x.reason) for x in after.lowered] == [
        ("person.f1", 0.8, 0.6, "stricter gold")
    ]
    assert breaches(after, figures(0.6, accuracy=0.95), "h1") == []


def test_the_file_reads_back(tmp_path):
    file = tmp_path / "floors.yaml"
    sections = {"own": lowered(START, figures(0.6), "h1", "l’or est plus sévère"), "new": Section(gold="../other")}
    write_floors(file, sections)
    assert read_floors(file) == sections
    assert section_of(sections, file, tmp_path / "gold", "?") == "own"
    assert section_of(sections, file, tmp_path / "moved", "h1") == "own"
    with pytest.raises(UsageError, match="it has own, new"):
        section_of(sections, file, tmp_path / "elsewhere", "h9")


@pytest.mark.parametrize("text", ["- a\n- b\n", "own: {gold: 3}\n", "own: [", "own: {gold: g, floor: {}}\n"])
def test_a_damaged_file_is_named(tmp_path, text):
    file = tmp_path / "floors.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"floors\.yaml"):
        read_floors(file)


def test_shipped_file_is_as_the_command_writes_it():
    from tests.conftest import ROOT

    file = ROOT / "tests" / "quality" / "floors.yaml"
    assert list(read_floors(file)) == ["own_dev", "own_test", "styles_dev", "styles_test", "shared_dev"]
    assert all(not str(s["gold"]).startswith("/") for s in yaml.safe_load(file.read_text(encoding="utf-8")).values())
