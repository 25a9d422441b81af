"""What counts as right: the definitions, on small examples of our own."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline import records
from pipeline.errors import UsageError
from pipeline.evaluation import Evaluation, evaluate
from pipeline.evaluation.counts import b_cubed
from pipeline.evaluation.gold import gold_hash, read_gold
from pipeline.evaluation.matching import address, match_spans, same_person, same_text, similar
from pipeline.records import Span
from tests.conftest import ROOT
from tests.evaluation.blurred import dataset_from_gold, write_tables

OWN_DEV = ROOT / "tests" / "gold" / "own" / "dev"


def test_gold_judged_by_itself_is_perfect(tmp_path):
    figures = evaluate(dataset_from_gold(OWN_DEV, tmp_path), OWN_DEV).figures
    assert figures["documents_missing"] == 0
    assert figures["segmentation"]["f1"] == figures["text_exact"] == figures["classification"]["macro_f1"] == 1
    for task in ("person", "country_name", "country_demonym", "organisation", "attribution_named"):
        assert (figures[task]["r"], task) == (1, task)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Awa Diop", "AWA DIOP", True),
        ("José Peña", "Jose Pena", True),
        ("Mariam Awa Diop", "Awa Diop", True),
        ("Oluwaseun Adebayo", "Oluwaseum Adebayo", True),
        ("Diop", "Awa Diop", False),
        ("Awa Diop", "Awa Sarr", False),
    ],
)
def test_same_person(a, b, same):
    assert same_person(a, b) is same


def test_same_text_forgives_markers_and_typography():
    assert same_text("a) L’accès à l’eau", "L'acces à l'eau.")
    assert not same_text("L’accès à l’eau", "L’accès à la terre")


def test_similar_takes_a_part_only_when_it_is_long_enough():
    assert similar("Directrice", "Directrice générale adjointe", 0.99) is False
    assert similar("Directrice générale", "Directrice générale adjointe", 0.99) is True
    assert similar(None, None, 0.1) is False


def test_addresses_read_alike():
    assert address("https://www.exemple.org/page/") == address("exemple.org/ page")


def test_spans_pair_one_to_one_best_first():
    wanted = [Span(start=0, end=10), Span(start=20, end=30)]
    found = [Span(start=0, end=6), Span(start=1, end=10), Span(start=40, end=44), Span(start=50, end=55)]
    pairs, spurious, missed = match_spans(wanted, found, [Span(start=43, end=48)])
    assert pairs == [(wanted[0], found[1])]
    assert spurious == [found[0], found[3]]
    assert missed == [wanted[1]]


def test_b_cubed_tells_merging_from_splitting():
    assert b_cubed([("a", 1), ("b", 1)]) == {"p": 0.5, "r": 1.0, "f1": 0.6667, "n": 2}
    assert b_cubed([("a", 1), ("a", 2)]) == {"p": 1.0, "r": 0.5, "f1": 0.6667, "n": 2}
    assert b_cubed([])["n"] == 0


# ------------------------------------------------------------------------------------------------ one unit at a time
TEXT = "Mme Awa Diop a dit que le Kenya devrait ratifier l’accord."


def judged(
    tmp_path: Path, gold: dict[str, Any], *, label: Any = "finding", speakers: Any = (), end: int = 58
) -> Evaluation:
    """The evaluation of a dataset of one sentence against one gold unit."""
    unit = {"sha256": "ab", "unit": "S", "label": "F", "text": TEXT, "spans": [[0, 58]], **gold}
    (tmp_path / "gold").mkdir(exist_ok=True)
    (tmp_path / "gold" / "a.jsonl").write_text(json.dumps(unit) + "\n", encoding="utf-8")
    rows: dict[str, Any] = {
        "documents": [
            records.Document(
                doc_id="d", path="d.txt", sha256="ab", n_bytes=9, encoding="utf-8", language="fr",
                n_chars=9, n_sections=0, n_sentences=1,
            )
        ],
        "sentences": [
            records.Sentence(
                sentence_id="d-1", doc_id="d", section_id="s", ordinal=0, block=0, unit_type="sentence", text=TEXT,
                spans=(Span(start=0, end=end),), label=label, label_source="model",
            )
        ],
        "speakers": list(speakers),
        "statements": [
            records.DocumentStatement(
                statement_id=s.speaker_id, sentence_id="d-1", speaker_id=s.speaker_id, how="explicit",
                source="pattern", doc_id="d",
            )
            for s in speakers
        ],
    }  # fmt: skip
    return evaluate(write_tables(tmp_path / "set", rows), tmp_path / "gold")


def person(name: str | None = None, role: str | None = None) -> records.Speaker:
    return records.Speaker(speaker_id=f"d-{name or role}", doc_id="d", kind="person", name=name, role=role)


def test_either_annotators_label_is_right(tmp_path):
    assert judged(tmp_path, {"label": "R", "label_alt": "F"}).figures["classification"]["accuracy"] == 1
    wrong = judged(tmp_path, {"label": "R"})
    assert wrong.confusion == {("recommendation", "finding"): 1}
    assert [e.expected for e in wrong.errors["label recommendation -> finding"]] == [TEXT]


def test_a_unit_cut_short_is_missed_and_spurious(tmp_path):
    assert judged(tmp_path, {}, end=53).figures["segmentation"]["f1"] == 1
    cut = judged(tmp_path, {}, end=50).figures["segmentation"]
    assert (cut["p"], cut["r"], cut["n"]) == (0, 0, 1)


def test_optional_speakers_are_neither_required_nor_wrong(tmp_path):
    gold = {"speakers": [{"kind": "person", "key": "Awa Diop", "optional": True}]}
    for speakers in ((), (person("Awa Diop"),), (person(role="rapporteuse"),)):
        named = judged(tmp_path, gold, speakers=speakers).figures["attribution_named"]
        assert named == {"p": 0, "r": 0, "f1": 0, "n": 0}
    wrong = judged(tmp_path, gold, speakers=[person("Moussa Sarr")])
    assert wrong.errors["attribution spurious"][0].found == "person Moussa Sarr"


def test_continuations_count_in_their_own_figure(tmp_path):
    gold = {"speakers": [{"kind": "person", "key": "Awa Diop", "continuation": True}]}
    missed = judged(tmp_path, gold).figures
    assert (missed["attribution_named"]["n"], missed["attribution_with_continuation"]["n"]) == (0, 1)
    right = judged(tmp_path, gold, speakers=[person("Awa Diop")]).figures
    assert right["attribution_with_continuation"]["f1"] == 1


def test_a_gold_line_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"sha256": "x", "unit": "Z"}\n', encoding="utf-8")
    with pytest.raises(UsageError, match=r"a\.jsonl:1: not gold as expected: unit"):
        read_gold(tmp_path)


def test_gold_hash_changes_with_names_and_bytes(tmp_path):
    (tmp_path / "a.jsonl").write_text("{}\n", encoding="utf-8")
    first = gold_hash(tmp_path)
    (tmp_path / "a.jsonl").write_text("{} \n", encoding="utf-8")
    second = gold_hash(tmp_path)
    (tmp_path / "a.jsonl").rename(tmp_path / "b.jsonl")
    assert len({first, second, gold_hash(tmp_path)}) == 3
