"""Lines that say something of people named in other lines."""

from __future__ import annotations

from pipeline.people.column_lines import lines_beside, names_below


def test_columns_one_below_the_other_go_together() -> None:
    texts = [
        "Nom",
        "Mme Awa Sarr",
        "M. Luc Petit",
        "Fonction",
        "Préfète",
        "Juge",
        "Pays",
        "Mali",
        "Togo",
        "La séance est levée.",
    ]
    assert names_below(texts, [()] * len(texts)) == {1: (4, 12), 2: (3, 12)}
    assert lines_beside(texts, {1, 2}) == {1: [4, 7], 2: [5, 8]}


def test_names_of_columns_may_stand_together() -> None:
    texts = ["Nom\tPays", "Awa Sarr", "Luc Petit", "Mali", "Togo"]
    assert lines_beside(texts, {1, 2}) == {1: [3], 2: [4]}


def test_an_office_above_one_name_is_hers_one_in_the_plural_is_not() -> None:
    texts = ["Présidente", "Mme Awa Sarr\tMali", "Membres", "M. Luc Petit\tTogo"]
    assert lines_beside(texts, {1, 3}) == {1: [0]}


def test_a_column_with_a_cell_too_few_is_left() -> None:
    texts = ["Nom", "Awa Sarr", "Luc Petit", "Fonction", "Préfète"]
    assert lines_beside(texts, {1, 2}) == {}
