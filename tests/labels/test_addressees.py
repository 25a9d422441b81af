"""Whom a recommendation asks where its own words do not say: pronouns, lead-ins, headings."""

from __future__ import annotations

import pytest

from pipeline.labels.addressees import addressed_by, agrees, asked_in, subject_of

TITLES = """
Recommandations aux pays d’origine | pays d’origine
III. Recommandations aux pays d’origine et aux pays de destination | pays d’origine ; pays de destination
À l’intention des employeurs | employeurs
À l’attention de l’administration pénitentiaire : | l’administration pénitentiaire
Aux gouvernements | gouvernements
Pour les États : | les États
Appel aux donateurs | donateurs
Mesures à prendre par les communes | les communes
Propositions pour les universités | les universités
Mesures prises par les communes |
Recommandations de l’atelier |
La protection des pays d’origine |
Les migrants dans les villes |
Recommandations sur le commerce entre les régions |
"""


@pytest.mark.parametrize("line", TITLES.strip().splitlines())
def test_a_title_addresses_what_stands_below_it(line: str) -> None:
    title, wanted = (part.strip() for part in line.split("|"))
    found = [title[a.start : a.end] for a in addressed_by(title)]
    assert found == [w.strip() for w in wanted.split(";") if w.strip()]


def test_a_heading_that_only_names_somebody_addresses_in_a_section_of_recommendations() -> None:
    assert not addressed_by("Pays de destination")
    assert addressed_by("Pays de destination", bare=True)


PRONOUNS = """
Les communes devraient ouvrir leurs registres. | Elles devraient aussi les afficher. | Les communes
Les bailleurs ont été priés de payer. | Ils devraient le faire avant l’hiver. | Les bailleurs
Les organisations de femmes connaissent le terrain. | Elles devraient siéger au comité. | Les organisations de femmes
La municipalité perçoit la taxe. | Elle doit en publier le produit. | La municipalité
Les consulats manquent d’agents. | Elle a invité à les recevoir. |
Les chiffres sont faux. | Ils devraient être revus. |
Les loyers sont chers. | Ils devraient baisser. |
Les ministères étaient absents. | Elles devraient siéger au comité. |
"""


@pytest.mark.parametrize("line", PRONOUNS.strip().splitlines())
def test_a_pronoun_means_whom_the_sentence_before_asks_or_speaks_of(line: str) -> None:
    before, text, wanted = (part.strip() for part in line.split("|"))
    asked = asked_in(text)
    assert not asked.addressees
    found = [a for a in asked_in(before).addressees if asked.pronoun and agrees(a, asked.pronoun)]
    subject = subject_of(before, (), asked.pronoun) if asked.pronoun and not found else None
    names = [before[a.start : a.end] for a in (found or [subject] if subject else found)]
    assert names == ([wanted] if wanted else [])
