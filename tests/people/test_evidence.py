"""What names a person without an honorific and without the model: the verbs of saying beside the name."""

from __future__ import annotations

import pytest

from pipeline.people.evidence import evident


@pytest.mark.parametrize(
    "text",
    [
        "Nour Hatem soutient que le quai est trop court.",
        "Nour Hatem déconseille de le rallonger.",
        "Nour Hatem s’insurge, à ce propos, contre le coût.",
        "Nour Hatem a dénoncé le retard des travaux.",
        "Le quai est trop court, martèle Nour Hatem.",
        "Le quai, conclut Nour Hatem, est trop court.",
    ],
)
def test_a_verb_of_saying_is_evidence(text: str) -> None:
    found, _ = evident(0, text, False, (), (), (), False)
    assert [f.name for f in found] == ["Nour Hatem"]


@pytest.mark.parametrize("text", ["Port Hatem longe la côte, à ce propos.", "Port Hatem a brûlé deux fois."])
def test_other_verbs_are_none(text: str) -> None:
    assert evident(0, text, False, (), (), (), False)[0] == []
