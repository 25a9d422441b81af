"""Names by their form, and which of them are one person."""

from __future__ import annotations

import pytest

from pipeline.people import names, roles
from pipeline.people.particulars import function_of


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mme Awa Diop", "Awa Diop"),
        ("Selon Marina del Corral, la mer monte", "Marina del Corral"),
        ("Austin T. Fremont Jr. a dit", "Austin T. Fremont Jr."),
        ("W.L. Swanson, Genève", "W.L. Swanson"),
        ("le projet d’Azouz Samri", "Azouz Samri"),
        ("Jean-Christophe O’Neill-Dubois a dit", "Jean-Christophe O’Neill-Dubois"),
        ("Ana Ruiz du NGO Committee", "Ana Ruiz"),
        ("Li Wei de l’Institut des eaux", "Li Wei"),
        ("Mohamed ould Salem a dit", "Mohamed ould Salem"),
    ],
)
def test_runs(text: str, found: str) -> None:
    assert found in [run.text.removeprefix("Mme ") for run in names.runs(text)]


@pytest.mark.parametrize(
    "phrase",
    ["Organisation des ports", "Conseil National", "Genève", "Nations Unies", "Vice-Ministre", "Union Postale"],
)
def test_not_names(phrase: str) -> None:
    assert not names.is_name(phrase)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Luis Ortega", "Luis María Ortega", True),
        ("Anna Grabowska", "Anna Grabovska", True),
        ("W. L. Swanson", "William Lee Swanson", True),
        ("Marina De Corral", "Marina del Corral", True),
        ("DIOP Awa", "Awa Diop", True),
        ("Awa Diop", "Awa Diallo", False),
        ("Peter Thomson", "Laura Thompson", False),
        ("Diop", "Awa Diop", False),
    ],
)
def test_same(a: str, b: str, same: bool) -> None:
    assert names.same(a, b) is same
    assert names.same(b, a) is same


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Le Directeur général de l’OIM a dit", "Directeur général de l’OIM"),
        (
            "la Ministre de l’eau, des forêts et de la chasse du Gabon, Awa",
            "Ministre de l’eau, des forêts et de la chasse du Gabon",
        ),
        ("l’ancien Président du Conseil qui parlait", "ancien Président du Conseil"),
        ("le Président de la Chambre et la Vice-Présidente ont dit", "Président de la Chambre"),
        ("Le Directeur l’a déclaré", "Directeur"),
    ],
)
def test_function_phrases(text: str, phrase: str) -> None:
    first = roles.find(text)[0]
    assert text[first.head_start : first.end] == phrase


@pytest.mark.parametrize("text", ["le premier atelier", "la deuxième partie", "la haute mer", "les chefs-d’œuvre"])
def test_no_function(text: str) -> None:
    assert not roles.find(text)


@pytest.mark.parametrize(
    ("description", "role"),
    [
        ("Directeur général des eaux au Ministère des forêts", "Directeur général des eaux"),
        ("maire de Rivebois", "maire"),
        ("Awa, Présidente du jury", "Présidente du jury"),
        (
            "Ambassadrice, Représentante permanente auprès des Nations Unies",
            "Ambassadrice, Représentante permanente auprès des Nations Unies",
        ),
        ("OIM", None),
    ],
)
def test_function_of(description: str, role: str | None) -> None:
    assert function_of(description) == role


@pytest.mark.parametrize(
    ("text", "honorific"),
    [
        ("Mme Awa", "Mme"),
        ("à Son Excellence Mme Awa", "Son Excellence Mme"),
        ("S. E. M. Awa", "S. E. M."),
        ("l’Honorable Awa", "Honorable"),
        ("avec Awa", None),
    ],
)
def test_honorifics(text: str, honorific: str | None) -> None:
    start = text.index("Awa")
    found, begin = names.honorific_before(text, start)
    assert found == honorific
    assert text[begin:start].strip() == (honorific or "")
