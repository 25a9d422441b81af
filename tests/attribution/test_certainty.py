"""The score of a statement: how often its kind of attribution is right."""

import pytest

from pipeline.attribution import certainty
from pipeline.resources import lexicon
from tests.quality.attribution_scores import PAGE, with_table


def test_continuations_are_counted_from_the_speakers_last_cue():
    said = [("a", "explicit"), ("a", "continuation"), ("b", "explicit"), ("a", "continuation"), ("b", "continuation")]
    assert list(certainty.runs(said)) == [0, 1, 0, 2, 1]
    assert list(certainty.runs([*said, ("a", "pronoun"), ("a", "continuation")]))[-2:] == [0, 1]


@pytest.mark.parametrize(
    ("how", "kind", "run", "name"),
    [
        ("explicit", "person", 0, "explicit"),
        ("explicit", "collective", 0, "collective"),
        ("continuation", "delegate", 1, "continuation_1"),
        ("continuation", "person", 9, "continuation_3"),
        ("continuation", "collective", 2, "collective"),
    ],
)
def test_the_kind_of_an_attribution(how, kind, run, name):
    assert certainty.kind_of(how, kind, run) == name


def test_every_kind_has_a_share():
    kinds = {"explicit", "role", "pronoun", "list", "collective"} | {f"continuation_{n}" for n in (1, 2, 3)}
    for shares in (lexicon("attribution_scores")["right"], lexicon("attribution_scores")["read"]):
        assert set(shares) == kinds
        assert all(0 < share < 1 for share in shares.values())
    assert certainty.score("explicit", "person", 0) > certainty.score("continuation", "person", 3)


def test_every_statement_read_from_a_text_has_its_score(sample):
    import pandas as pd

    statements = pd.read_parquet(sample / "statements.parquet")
    assert statements["score"].between(0, 1).all()
    assert statements.groupby("how")["score"].max()["explicit"] >= 0.9


def test_the_page_shows_the_shares_in_force():
    page = PAGE.read_text(encoding="utf-8")
    assert with_table(page, lexicon("attribution_scores")) == page
