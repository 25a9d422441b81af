"""Offices of the meeting, told beside the name."""

import pytest

from pipeline.people import chairs
from pipeline.people.register import NameHit


def found(*texts, name="Awa Diop"):
    hits = [
        [NameHit(i, at, at + len(name), 0, "pattern")] if (at := t.find(name)) >= 0 else [] for i, t in enumerate(texts)
    ]
    return [office for _, office in chairs.find(texts, hits)]


@pytest.mark.parametrize(
    ("texts", "offices"),
    [
        (["Modératrice : Mme Awa Diop"], ["Modératrice"]),
        (["Modératrice :", "Awa Diop, FAO"], ["Modératrice"]),
        (["Présidence : Awa Diop, Union des ports"], ["président"]),
        (["La réunion s’est tenue sous la présidence de Mme Awa Diop."], ["président"]),
        (["Le débat, animé par Mme Awa Diop, a duré une heure."], ["animateur"]),
        (["Mme Awa Diop (Mali), Vice-Présidente, prend la présidence."], ["président", "président par intérim"]),
        (["La réunion a élu à sa présidence Mme Awa Diop."], ["président"]),
        (["Mme Awa Diop, du Bureau des ports, présidait la table ronde 4."], ["président"]),
        (["Secrétaire et M. Awa Diop (Mali) porte-parole des ports"], ["Secrétaire", "porte-parole des ports"]),
        (["Contact : Awa Diop"], []),
        (["Mme Awa Diop a salué la présidence."], []),
    ],
)
def test_office(texts, offices):
    assert found(*texts) == offices


def test_the_meeting_is_no_part_of_the_office():
    assert chairs.plain("présidente de séance") == "présidente"
    assert chairs.plain("président de la Cour") == "président de la Cour"
