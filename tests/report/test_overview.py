"""The figures of the first page."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.report.overview import Overview, addressee_key
from pipeline.report.pages import _bundles, _names


@pytest.fixture(scope="module")
def overview(small: Path) -> Overview:
    counted = Overview()
    for _ in _bundles(small, _names(small), counted):
        pass
    return counted


def test_units_per_label(overview):
    assert overview.labels == {"recommendation": 3, "good_practice": 1, "finding": 2, "other": 4}
    assert sum(d["n_units"] for d in overview.documents) == 10


def test_who_spoke_most_leaves_the_collective_out(overview):
    assert [(b.name.split(" ")[0], b.value, b.share) for b in overview.speakers()] == [
        ("Adama", 2, 100.0),
        ("Délégation", 1, 50.0),
        ("Zoé", 1, 50.0),
    ]
    assert overview.said["collectif"] == 3


def test_countries_and_bodies(overview):
    assert [(b.name, b.href, b.value) for b in overview.countries_named()] == [
        ("Kenya", "#pays/KEN", 1),
        ("Mali", "#pays/MLI", 1),
        ("Pérou", "#pays/PER", 1),
    ]
    assert [b.name for b in overview.bodies_named()] == ["FDE", 'L"><b>G']


def test_recommendations_by_addressee_and_strength(overview):
    first = overview.addressees()[0]
    assert (first.href, first.value) == ("pays d origine", 2)
    assert [(key, n, x, width) for key, n, x, width in first.parts] == [
        ("s-must", 1, 0.0, 50.0),
        ("s-should", 1, 50.0, 50.0),
    ]


@pytest.mark.parametrize(
    "stated", ["les pays d’origine", "Pays d'origine", "aux pays d’origine", "tous les pays d’origine"]
)
def test_one_addressee_however_written(stated):
    assert addressee_key(stated) == "pays d origine"


@pytest.mark.parametrize("stated", ["les", "L’", "la Ligue", "Lanka"])
def test_an_addressee_is_never_empty(stated):
    assert addressee_key(stated)


def test_timeline(overview):
    meetings, ticks, lanes = overview.timeline()
    assert [(m.number, m.doc_id, m.when) for m in meetings] == [
        (1, "atelier-puits", "12–14 mars 2019"),
        (2, "rapport-hostile", "1er juin 2021"),
    ]
    assert 0 < meetings[0].x < meetings[1].x < 100
    assert (ticks[0].year, lanes) == (2019, 1)


def test_meetings_at_one_time_get_lanes(overview):
    many = Overview()
    many.documents = overview.documents
    many._dates = {d["id"]: overview._dates["atelier-puits"] for d in overview.documents}
    assert [m.lane for m in many.timeline()[0]] == [0, 1, 2]


def test_nothing_at_all():
    empty = Overview()
    assert empty.speakers() == []
    assert empty.timeline() == ([], [], 0)
