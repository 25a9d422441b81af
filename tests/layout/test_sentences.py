"""Sentence ends: every period that ends nothing, and those that do. ``|`` marks the expected ends."""

from __future__ import annotations

import time

import pytest

from pipeline.layout.sentences import asks, sentence_spans


@pytest.mark.parametrize(
    "marked",
    [
        "M. Sow est venu. | Mme Ba aussi.",
        "MM. Sow et Ba, Mgr Ndiaye et le Dr. Faye ont signé. | La salle a voté.",
        "Voir l’art. 4, le par. 12 et p. ex. la note n° 3. | Tout y est.",
        "Les barques, filets, etc. seront rendus. | Les moteurs, etc. | Les voiles aussi.",
        "La sécheresse, la crue, etc.. | D’où l’urgence.",
        "Le thème A.a. « Les eaux » et le thème C.f. « Les sols » suivent. | Fin.",
        "Amina J. Roy et W. H. Lee ont parlé. | Puis J.-P. Aka.",
        "Austin T. Bell Jr. (Chambre de commerce) a dit non. | Il reste.",
        "Le port compte 41 000 foyers et 1.250 barques. | En 2018. | Les 24 suivants ?",
        "« Il faut agir. | Il est tard », a-t-il dit. | Personne n’a ri.",
        "Il a dit : « Il faut agir. Il est tard. » | La séance a repris.",
        "« Il faut agir. » | « Il est tard. » | Voilà.",
        "La question (qui paiera ? et quand ?) reste posée. | Oui.",
        "Il a cité la loi […] et la charte. | Puis il a lu.",
        "Tout change… | Rien ne bouge... | Fin!",
        "Fin du débat. | (Adopté par le Conseil en 2007.) | Suite.",
        "Les mesures sont : 1. prévoir, 2. Bâtir, 3. Payer. | C’est peu.",
        "Il cite l’annexe A. | Les autres suivent.",
        "Les élus sont partis.» | Les maires restent.",
        "C’est bien loin.Les autres | suivent.".replace("loin.Les autres | ", "loin. | Les autres "),
        "Le M.E.R. a signé. | Bien.",
        "Rien ne presse. – A. Sy, Conseil des eaux, mai 2016.",
        "Selon S.E. M. Ba, oui. | Non.",
    ],
)
def test_ends(marked: str) -> None:
    text = marked.replace(" | ", " ")
    found = [text[a:b].strip() for a, b in sentence_spans(text)]
    assert found == [part.strip() for part in marked.split(" | ")]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Qui doit payer ?", True),
        ("Comment élargir le port ? (par exemple avec des fonds privés)", True),
        ("« Pourquoi ? »", True),
        ("Il s’est ensuite posé devant tous la question suivante : quelles digues faut-il relever ?", False),
        ("Il faut payer.", False),
    ],
)
def test_questions(text: str, question: bool) -> None:
    assert asks(text) is question


@pytest.mark.parametrize("text", ["A. " * 60_000, "(a. B " * 30_000, "« Oui. Non. » " * 15_000, "." * 60_000])
def test_time_grows_with_length_only(text: str) -> None:
    begun = time.perf_counter()
    sentence_spans(text)
    assert time.perf_counter() - begun < 10
