"""One label a unit, with scores that add up, the same every time."""

from __future__ import annotations

import pytest

from pipeline.labels.passages import LabelledUnit, Passage, as_document
from pipeline.records import Entities, Labelled, UnitType
from pipeline.stages.classify import classify
from pipeline.stages.entities import extract


def labelled(*lines: tuple[UnitType, str], named: bool = False) -> Labelled:
    units = tuple(LabelledUnit(kind, "other", None, text, False, "") for kind, text in lines)
    source, segmented = as_document(Passage("essai", "essai", "", "", units))
    return classify(segmented, extract(source, segmented, [()] * len(units)) if named else Entities(doc_id="essai"))


def test_units_that_are_not_running_text_are_other_by_rule() -> None:
    kinds: tuple[UnitType, ...] = ("heading", "question", "agenda", "footnote", "boilerplate")
    for kind in kinds:
        (label,) = labelled((kind, "Les États doivent ratifier la Convention.")).labels
        assert (label.label, label.label_source, label.score, label.label_scores) == ("other", "rule", None, None)


def test_scores_add_up_and_the_best_is_the_label() -> None:
    (label,) = labelled(("sentence", "Les États doivent ratifier la Convention et la faire connaître.")).labels
    assert label.label == "recommendation"
    assert label.label_scores is not None
    scores = label.label_scores.model_dump()
    assert abs(sum(scores.values()) - 1) < 0.001
    assert label.score == max(scores.values()) == scores["recommendation"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Les participants ont souligné qu’il fallait former les agents des douanes.", "recommendation"),
        ("Il importe de donner aux communes les moyens de leurs compétences.", "recommendation"),
        ("Le Sénégal a mis en place en 2015 un guichet unique qui délivre les permis en dix jours.", "good_practice"),
        ("La séance a été ouverte par le Président, qui a remercié les délégations de leur présence.", "other"),
        ("Les prix ont doublé en dix ans parce que les récoltes ont diminué.", "finding"),
    ],
)
def test_plain_cases(text: str, expected: str) -> None:
    assert labelled(("sentence", text)).labels[0].label == expected


def test_an_empty_document_has_no_labels() -> None:
    assert labelled().labels == ()


def test_the_same_document_gets_the_same_labels() -> None:
    lines: list[tuple[UnitType, str]] = [("sentence", "Un fonds serait utile."), ("list_item", "créer un registre ;")]
    assert labelled(*lines) == labelled(*lines)


@pytest.mark.parametrize(
    "text",
    [
        "Mme Hawa Sylla (Niger) a dit que son pays avait ouvert quarante forages en 2019.",
        "Le délégué du Togo a déclaré que son gouvernement avait distribué deux mille pompes aux villages du nord.",
        "Le représentant de la Norvège a fait savoir que le ministère de la pêche avait installé des balises dans chaque port.",
    ],
)
def test_what_a_country_has_done_is_a_practice_beside_what_others_should_do(text: str) -> None:
    asked = "Les États devraient partager leurs données."
    told, _ = labelled(("sentence", text), ("sentence", asked), named=True).labels
    _, after = labelled(("sentence", asked), ("sentence", text), named=True).labels
    assert (told.label, after.label) == ("good_practice", "good_practice")


@pytest.mark.parametrize(
    "text",
    [
        "Un intervenant a rappelé que la sécheresse avait détruit la moitié des récoltes.",
        "La déléguée du Ghana a dit que son pays avait perdu deux barrages en dix ans.",
    ],
)
def test_what_befell_a_country_is_a_finding(text: str) -> None:
    (label,) = labelled(("sentence", text), named=True).labels
    assert label.label == "finding"
