"""Countries: the table, exact phrases, and where a text names one. The two lists beside this file are read line by line."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import countries, demonyms
from pipeline.gazetteer import keys
from pipeline.resources import lexicon

_HERE = Path(__file__).parent
_MARK = re.compile(r"\[([^|\]]+)\|([A-Z]{3})(~?)\]")


def lines(name: str) -> list[str]:
    return [
        line for line in (_HERE / name).read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
    ]


def read(text: str) -> list[tuple[str, str, str]]:
    return [(text[h.start : h.end], h.iso3, h.form) for h in countries.find(text)]


def unmark(line: str) -> tuple[str, list[tuple[str, str, str]]]:
    wanted = [(m[1], m[2], "demonym" if m[3] else "name") for m in _MARK.finditer(line)]
    return _MARK.sub(r"\1", line), wanted


def test_the_lists_are_long_enough_and_hold_nothing_twice() -> None:
    forms, decoys = lines("countries.txt"), lines("countries_decoys.txt")
    assert sum(len(unmark(line)[1]) for line in forms) >= 250
    assert len(decoys) >= 200
    assert len(set(forms)) == len(forms)
    assert len(set(decoys)) == len(decoys)


@pytest.mark.parametrize("line", lines("countries.txt"))
def test_forms(line: str) -> None:
    text, wanted = unmark(line)
    assert read(text) == wanted


@pytest.mark.parametrize("line", lines("countries.txt"))
def test_forms_in_a_sentence_with_straight_apostrophes(line: str) -> None:
    text, wanted = unmark(f"Selon plusieurs orateurs, {line} a été cité.".replace("’", "'"))
    assert read(text) == wanted


@pytest.mark.parametrize("line", lines("countries_decoys.txt"))
def test_decoys(line: str) -> None:
    assert read(line) == []


def test_every_name_of_the_table_is_found_but_those_left_out() -> None:
    left_out = {keys(name) for name in lexicon("countries")["without"]}
    for country in countries.table():
        if keys(country.name_fr) not in left_out and country.iso3 not in ("DMA", "GRD"):
            assert [(iso3, form) for _, iso3, form in read(country.name_fr)] == [(country.iso3, "name")], (
                country.name_fr
            )


def test_table_holds_every_iso_entry_and_kosovo() -> None:
    table = countries.table()
    assert len(table) == len({c.iso3 for c in table}) == 250
    assert {c.iso3: c.name_fr for c in table}["KEN"] == "Kenya"
    assert {c.iso3: c.region for c in table}["XKX"] == "Europe du Sud"
    assert [c.iso3 for c in table if c.region is None] == ["ATA"]


def test_lexicon_names_only_what_the_sources_lack() -> None:
    cldr = {keys(c.name_fr) for c in countries.table()}
    doubled = [name for names in lexicon("countries")["names"].values() for name in names if keys(name) in cldr]
    assert doubled == []


@pytest.mark.parametrize("name", ["countries", "demonyms"])
def test_lexicon_is_nfc_and_of_known_codes(name: str) -> None:
    data = lexicon(name)
    known = {c.iso3 for c in countries.table()}
    entries = data["names"] if name == "countries" else data["forms"]
    assert set(entries) <= known
    for words in entries.values():
        assert all(word == unicodedata.normalize("NFC", word) for word in words)
        assert len({keys(word) for word in words}) == len(words), words


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("malien", ["malien", "maliens", "malienne", "maliennes"]),
        ("français", ["français", "français", "française", "françaises"]),
        ("belge", ["belge", "belges", "belge", "belges"]),
        ("grec/grecque", ["grec", "grecs", "grecque", "grecques"]),
    ],
)
def test_four_forms_of_a_demonym(word: str, forms: list[str]) -> None:
    assert list(demonyms.forms(word)) == forms


@pytest.mark.parametrize(
    ("phrase", "iso3"),
    [
        ("la Suisse", "CHE"),
        ("République-Unie de Tanzanie", "TZA"),
        ("Ouzbékistan", "UZB"),
        ("l’Ouzbékistan", "UZB"),
        ("République du Kenya", "KEN"),
        ("du Royaume du Maroc", "MAR"),
        ("Switzerland", "CHE"),
        ("Kenya et Mali", None),
        ("Afrique", None),
        ("Genève", None),
        ("", None),
    ],
)
def test_lookup(phrase: str, iso3: str | None) -> None:
    assert countries.lookup(phrase) == iso3


def test_lookup_knows_every_name_of_the_table() -> None:
    left_out = {keys(name) for name in lexicon("countries")["without"]}
    for country in countries.table():
        if keys(country.name_fr) not in left_out:
            assert countries.lookup(country.name_fr) == country.iso3


def test_aliases_of_the_document() -> None:
    aliases = countries.aliases_of(
        [("RUT", "République-Unie de Tanzanie"), ("OIM", "Organisation internationale pour les migrations")]
    )
    assert aliases == {"RUT": "TZA"}
    assert [h.iso3 for h in countries.find("La RUT a répondu.", aliases)] == ["TZA"]


def test_an_abbreviation_of_a_country_may_mean_something_else_here() -> None:
    aliases = countries.aliases_of([("RCA", "réseau des communes amies")])
    assert aliases == {"RCA": None}
    assert countries.find("La RCA a répondu.", aliases) == []


def test_congolais_follows_the_only_congo_of_the_document() -> None:
    one = countries.find_in_document(["La RDC a répondu.", "Les autorités congolaises ont suivi."])
    assert [h.iso3 for h in one[1]] == ["COD"]
    two = countries.find_in_document(["La RDC et le Congo ont répondu.", "Les autorités congolaises ont suivi."])
    assert [h.iso3 for h in two[1]] == ["COG"]


@given(st.text(alphabet="Congo dule’- MaliKENYASuisse.,()\n", max_size=80))
def test_hits_are_grounded_ordered_and_apart(text: str) -> None:
    at = 0
    for hit in countries.find(text):
        assert at <= hit.start < hit.end <= len(text)
        at = hit.end
