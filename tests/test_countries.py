"""Countries: the table, and where a text names one."""

from __future__ import annotations

import pytest

from pipeline import countries


def read(text: str) -> list[tuple[str, str, str]]:
    return [(text[h.start : h.end], h.iso3, h.form) for h in countries.find(text)]


def test_table_holds_every_iso_entry_and_kosovo() -> None:
    table = countries.table()
    assert len(table) == 250
    assert len({c.iso3 for c in table}) == 250
    assert {c.iso3: c.name_fr for c in table}["KEN"] == "Kenya"
    assert {c.iso3: c.region for c in table}["XKX"] == "Europe du Sud"
    assert [c.iso3 for c in table if c.region is None] == ["ATA"]


@pytest.mark.parametrize(
    ("phrase", "iso3"),
    [
        ("la Suisse", "CHE"),
        ("République-Unie de Tanzanie", "TZA"),
        ("l’Ouzbékistan", "UZB"),
        ("République du Kenya", "KEN"),
        ("Kenya et Mali", None),
        ("Afrique", None),
    ],
)
def test_lookup(phrase: str, iso3: str | None) -> None:
    assert countries.lookup(phrase) == iso3


def test_compound_demonyms_are_two() -> None:
    assert read("la commission germano-marocaine") == [("germano", "DEU", "demonym"), ("marocaine", "MAR", "demonym")]
