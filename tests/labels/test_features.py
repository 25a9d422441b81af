"""What the label model sees of a sentence: who does what in which tense, and where what is said begins."""

from __future__ import annotations

import pytest

from pipeline.labels.doers import doers
from pipeline.labels.features import Reading, View, features, read

_COUNTRIES = ("Niger", "Bénin", "Uruguay", "Tonga")


def reading(text: str) -> Reading:
    named = tuple((at, at + len(name), "country") for name in _COUNTRIES if (at := text.find(name)) >= 0)
    return read(View(text, "sentence", named))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le Bénin a ouvert des guichets dans les ports.", ["state+done"]),
        ("Le Bénin a, depuis l’an passé, ouvert des guichets dans les ports.", ["state+done"]),
        ("Le Bénin a besoin de guichets dans les ports.", ["state+has"]),
        ("Le Bénin a du mal à suivre.", ["state+has"]),
        ("M. Sani a dit que son pays avait récemment foré des puits.", ["own bodies+done"]),
        ("M. Sani a dit que leurs services délivraient des cartes.", ["own bodies+was"]),
        ("Les villes d’Uruguay tiennent un registre.", ["bodies+now"]),
        ("Ce programme a été mis à l’essai.", ["measures+done"]),
        ("Ils étaient suivis par un médecin, et nous payons la visite.", ["they+been", "we+now"]),
        ("Dans les villes, la pluie tombe.", []),
    ],
)
def test_who_does_it_and_when(text: str, expected: list[str]) -> None:
    assert doers(reading(text).words) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Mme Ba (Niger) a dit que son pays avait foré des puits.", "son pays avait foré des puits ."),
        ("La déléguée du Niger a fait savoir, à propos des puits, que son pays en forait.", "son pays en forait ."),
        ("Selon le représentant du Bénin, les puits tarissent.", "les puits tarissent ."),
        ("Aux yeux de beaucoup, les puits tarissent.", "les puits tarissent ."),
        ("M. Faleafa (Tonga). — Les puits tarissent.", "les puits tarissent ."),
        ("LA PRÉSIDENTE. — Les puits tarissent.", "les puits tarissent ."),
        ("Les puits tarissent, a-t-il dit.", "les puits tarissent , a - t - il dit ."),
    ],
)
def test_where_what_is_said_begins(text: str, said: str) -> None:
    read_once = reading(text)
    token, word = read_once.said
    assert " ".join(read_once.plain[token:]) == said
    assert " ".join(read_once.words[word:]) == said


def test_what_is_said_opens_like_a_sentence_of_its_own() -> None:
    def openings(text: str) -> set[str]:
        seen = features(0, [View(text, "sentence")], [reading(text)])
        return {name for name in seen.words if name.startswith("^")}

    assert openings("Les puits tarissent.") == openings("Plusieurs orateurs ont constaté que les puits tarissent.")
