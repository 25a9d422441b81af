"""What goes into the page: offsets a browser can use, voices, names."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import tables
from pipeline.report.assembly import TABLES, Bundle, Names, Utf16, assemble, french_dates, short_names


def in_browser(text: str, start: int, end: int) -> str:
    """``text.slice(start, end)`` as JavaScript counts."""
    units = text.encode("utf-16-le")
    return units[2 * start : 2 * end].decode("utf-16-le")


@pytest.fixture(scope="module")
def bundles(small: Path) -> dict[str, Bundle]:
    names = Names.of(
        tables.read_table(small, "countries").to_pylist(),
        tables.read_table(small, "organisations").to_pylist(),
        tables.read_table(small, "documents").to_pylist(),
    )
    return {doc_id: assemble(rows, names) for doc_id, rows in tables.iter_documents(small, TABLES)}


@given(st.text(alphabet="aé𝒜🙂\u2028 ", max_size=30), st.data())
def test_offsets_are_those_of_a_browser(text: str, data: Any) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    to_utf16 = Utf16(text)
    assert in_browser(text, to_utf16(start), to_utf16(end)) == text[start:end]


def test_marks_cut_out_what_they_name(bundles):
    unit = bundles["rapport-hostile"].document["units"][1]
    assert [(in_browser(unit["text"], m[0], m[1]), m[2]) for m in unit["marks"]] == [
        ("Zoé", "p"),
        ("a dit", "q"),
        ("Pérou", "c"),
        ("Ligue", "o"),
    ]


def test_marks_in_the_source_cross_its_line_ends(bundles):
    document = bundles["atelier-puits"].document
    unit = document["units"][1]
    pieces = [in_browser(document["text"], p[0], p[1]) for p in unit["places"] if not p[2]]
    assert pieces == ["M. Adama", "Keïta a dit que le Mali avait", "ouvert quarante forages."]
    marks = {p[2]: in_browser(document["text"], p[0], p[1]) for p in unit["places"] if p[2]}
    assert marks == {"p": "Adama\nKeïta", "c": "Mali", "q": "a dit"}


def test_voices_are_people_delegations_and_one_collective(bundles):
    voices = bundles["atelier-puits"].voices
    assert voices["per-adama-keita"]["name"] == "Adama Keïta"
    assert voices["per-adama-keita"]["country"] == "MLI"
    assert voices["delegation-KEN"]["name"] == "Délégation : Kenya"
    assert voices["collectif"]["kind"] == "collective"


def test_list_items_keep_their_printed_marker_and_lead_in(bundles):
    units = bundles["atelier-puits"].document["units"]
    items = [u for u in units if u["type"] == "list_item"]
    assert [u["marker"] for u in items] == ["a)", "b)"]
    assert units[items[0]["lead"]]["text"] == "Les participants ont recommandé :"
    assert items[1]["strength"] == "must"


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        (dt.date(2024, 11, 12), dt.date(2024, 11, 14), "12–14 novembre 2024"),
        (dt.date(2024, 11, 12), None, "12 novembre 2024"),
        (dt.date(2024, 1, 1), dt.date(2024, 1, 1), "1er janvier 2024"),
        (dt.date(2024, 11, 29), dt.date(2024, 12, 1), "29 novembre – 1er décembre 2024"),
        (dt.date(2024, 12, 30), dt.date(2025, 1, 2), "30 décembre 2024 – 2 janvier 2025"),
        (None, None, None),
    ],
)
def test_dates_in_french(start, end, shown):
    assert french_dates(start, end) == shown


def test_documents_of_one_title_are_told_apart():
    rows = [
        dict(doc_id="a", symbol=None, title="Introduction", path="x/a.txt"),
        dict(doc_id="b", symbol=None, title="Introduction", path="x/b.txt"),
        dict(doc_id="c", symbol="A/1", title="Introduction", path="x/c.txt"),
        dict(doc_id="d", symbol=None, title="Rapport de la réunion des ministres chargés de l’eau", path="d.txt"),
    ]
    assert short_names(rows) == {
        "a": "Introduction (a)",
        "b": "Introduction (b)",
        "c": "A/1",
        "d": "Rapport de la réunion des ministres…",
    }
