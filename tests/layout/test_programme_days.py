"""Days of a programme: which date a session has when titles count the days and running heads repeat the dates of the meeting."""

import datetime as dt

import pytest

from pipeline.config import read_config
from pipeline.stages.load import load
from pipeline.stages.segment import segment

HEAD = "Consultation régionale sur la libre circulation\nCotonou, du 12 au 13 juin 2024\n\nProgramme\n\n"
REST = (
    "\n\nI. Introduction\n\nLes participants ont recommandé que chaque État délivre la carte d’identité gratuitement.\n"
)


def sessions(programme):
    text = HEAD + programme + REST
    return [
        (s.date.day if s.date else None, s.start_time)
        for s in segment(load("a.txt", text.encode(), read_config())).sessions
    ]


@pytest.mark.parametrize(
    ("first", "second"), [("Premier jour", "Deuxième jour"), ("JOUR 1", "JOUR 2"), ("1re journée", "2e journée")]
)
def test_days_are_counted(first, second):
    day_one = f"{first}\n\n08h30-09h00   Accueil des participants\n09h00-09h45   Cérémonie d’ouverture\n\n"
    day_two = f"{second}\n\n08h45-10h15   Restitution des groupes\n10h15-12h00   Lecture des résolutions"
    found = sessions(day_one + day_two)
    assert [day for day, _ in found] == [12, 12, 13, 13]


def test_halves_of_a_day_are_no_days():
    found = sessions(
        "JOUR 1\n\nMatinée\n\n09h00-10h00   Ouverture officielle\n\nAprès-midi\n\n14h00-16h00   Travaux de groupe sur la carte\n\n"
        "JOUR 2\n\nMatinée\n\n09h00-10h00   Restitution des groupes"
    )
    assert [day for day, _ in found] == [12, 12, 13]


def test_a_session_that_only_begins():
    found = sessions("De 9 h à 10 h : ouverture officielle\nÀ partir de 12 h : clôture des travaux")
    assert found[-1][1] == dt.time(12)
