"""Markup tests: how strongly a sentence asks, and whom. ``strength | text``, addressees in <to>...</to>, named bodies in [...]."""

from __future__ import annotations

import re

import pytest

from pipeline.labels.asked import addressees_of, strength_of

CASES = """
must | <to>Les gouvernements</to> doivent publier leurs budgets.
must | <to>Les États</to> ne doivent pas taxer deux fois les envois de fonds.
must | Il a dit que <to>les autorités portuaires</to> doivent contrôler les navires.
must | Selon elle, <to>les pays d’origine et de destination</to> doivent partager leurs données.
must | <to>Les employeurs</to> doivent impérativement déclarer leurs salariés.
must | Les registres doivent être tenus à jour.
must | Les dossiers doivent être instruits par <to>les communes</to> dans un délai de trois mois.
must | Il faut former les sages-femmes.
must | Il fallait que <to>les ministères</to> se parlent.
must | Il ne faut pas confondre vitesse et précipitation.
must | On a souligné qu’il fallait entretenir les pistes rurales.
must | La nécessité de protéger les sources a été soulignée.
must | Elle a insisté sur l’urgence : il est impératif de vacciner avant les pluies.
must | Il est indispensable de réviser le code minier.
must | Il est nécessaire que <to>les banques</to> ouvrent des guichets.
must | Il était essentiel de ménager un temps de parole aux jeunes.
must | <to>Les États parties</to> ont été exhortés à ratifier le Protocole.
must | La Présidente a exhorté <to>les donateurs</to> à tenir leurs promesses.
must | Une réforme de fond s’impose.
must | Un contrôle indépendant est nécessaire.
must | Les besoins sont connus, les moyens doivent suivre.
must | La lutte contre la fraude exige une coopération étroite.
must | <to>Les maires</to> et <to>les préfets de police</to> doivent agir ensemble.
must | Le climat n’attend pas : <to>les villes</to> doivent s’adapter.
must | <to>Les assureurs</to> ne peuvent continuer à ignorer ce risque, ils doivent l’inscrire dans leurs contrats.
must | Le délégué a rappelé la nécessité pour <to>les États côtiers</to> de surveiller leurs eaux.
must | Nous devons agir.
must | La révision du barème est indispensable.
must | Un fonds commun est indispensable, de même qu’un calendrier.
must | <to>Le secteur privé</to> doit y prendre sa part.
should | <to>Les gouvernements</to> devraient publier leurs budgets.
should | <to>Les municipalités</to> devraient, elles aussi, ouvrir leurs archives.
should | La taxe devrait être abolie.
should | Les appels d’offres devraient être publiés par <to>les administrations</to> avant l’été.
should | Il convient de simplifier les formulaires.
should | Il conviendrait que <to>les universités</to> reconnaissent ces acquis.
should | Il importe d’associer les éleveurs.
should | Il importait que <to>les pays riverains</to> échangent leurs relevés.
should | Il y a lieu de revoir les seuils.
should | Les participants ont recommandé de créer un observatoire.
should | Il a été recommandé que <to>les écoles</to> ouvrent une cantine.
should | Le rapport préconise un moratoire.
should | <to>Les pays d’accueil</to> ont été invités à simplifier leurs visas.
should | Les orateurs ont invité <to>les partenaires</to> à coordonner leurs missions.
should | L’assemblée invite <to>les États membres</to> à verser leurs contributions.
should | Elle a demandé que la liste soit rendue publique.
should | Il a demandé aux <to>bailleurs</to> de financer les salaires.
should | <to>Les banques centrales</to> ont été priées de publier leurs barèmes.
should | Il serait bon que <to>les régions</to> disposent d’un budget propre.
should | Il serait judicieux d’attendre les résultats.
should | Mieux vaudrait réparer que remplacer.
should | Les comités gagneraient à se réunir plus souvent.
should | La question mérite un examen approfondi.
should | La priorité va aux puits.
should | Il est temps d’ouvrir les données.
should | Des voix se sont prononcées en faveur d’un registre commun.
should | Il a appelé <to>les gouvernements</to> à ouvrir les couloirs humanitaires.
should | Des appels ont été lancés pour une trêve.
should | Les intervenants ont plaidé pour la gratuité.
should | L’importance de former les juges a été rappelée.
should | Il est important de consulter les chefs coutumiers.
should | Il est souhaitable que <to>les médias</to> vérifient leurs chiffres.
should | <to>Les participants</to> devraient transmettre leurs réponses avant mars.
should | Ce principe devrait guider la réforme.
should | <to>Les pays</to> ont été engagés à coopérer davantage.
may | <to>Les pays d’accueil</to> ont été encouragés à ouvrir leurs universités.
may | Elle a encouragé <to>les entreprises</to> à recruter des apprentis.
may | Des participants ont suggéré de tenir un registre.
may | On a suggéré que <to>les communes</to> mettent en place un guichet.
may | Il a proposé la création d’un prix.
may | Il a proposé que <to>les syndicats</to> siègent au conseil.
may | Les délégués souhaitent que la séance soit publique.
may | <to>Les ministères</to> pourraient envisager un calendrier commun.
should | La Conférence a prié <to>[l’OMS]</to> de publier un guide.
should | Elle a invité <to>[le Ghana]</to> à ratifier la Convention.
must | <to>[La Norvège]</to> et <to>[le Chili]</to> doivent signer l’accord.
should | <to>[L’Union africaine]</to> devrait ouvrir un bureau.
none | Les prix ont doublé.
none | création d’un guichet unique ;
none | former les agents des douanes ;
none | À la demande du Mali, la séance a été suspendue.
none | Il convient de noter que ces chiffres sont provisoires.
none | Le rapport aurait dû paraître en mars.
none | Ils se sont engagés à réduire les délais.
"""

_TAG = re.compile(r"</?to>|[\[\]]")


def read_case(line: str) -> tuple[str, str, list[str], tuple[tuple[int, int], ...]]:
    """Strength, text without markup, addressees in order, spans of the named bodies."""
    strength, marked = (part.strip() for part in line.split("|", 1))
    text, wanted, named, opened, bracket = "", [], [], 0, 0
    at = 0
    for tag in _TAG.finditer(marked):
        text += marked[at : tag.start()]
        at = tag.end()
        match tag.group():
            case "<to>":
                opened = len(text)
            case "</to>":
                wanted.append(text[opened:])
            case "[":
                bracket = len(text)
            case _:
                named.append((bracket, len(text)))
    return strength, text + marked[at:], wanted, tuple(named)


@pytest.mark.parametrize("line", CASES.strip().splitlines())
def test_strength_and_addressees(line: str) -> None:
    strength, text, wanted, named = read_case(line)
    assert str(strength_of(text)).casefold() == strength
    assert [text[a.start : a.end] for a in addressees_of(text, named)] == wanted
