"""What a participant's line looks like."""

import pytest

from pipeline.layout.roles import names_after_label, names_someone, numbered_title


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("Ornella Parodi-Diallo, adjointe au maire", True),
        ("Ornella Parodi-Diallo - adjointe au maire", True),
        ("O. Parodi-Diallo ouvre le Forum et remercie la fondation pour la salle", False),
        ("Awa Sy", True),
    ],
)
def test_a_hyphen_within_a_name_does_not_end_it(line, named):
    assert names_someone(line) is named


def test_a_dash_before_a_title_parts_a_body_from_its_representative():
    assert names_after_label("Caritas – M. Paul Meyer") == len("Caritas – ")
    assert names_after_label("Caritas – Paul dit non") == 0


def test_counted_titles_in_capitals():
    assert numbered_title("TABLE RONDE 3.1 La santé : qui paie ?")
    assert numbered_title("ATELIER 4 Les ports")
    assert not numbered_title("TABLEAUX ET FIGURES")
