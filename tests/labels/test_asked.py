"""Markup tests: how strongly a sentence asks, and whom. ``strength | text``, addressees in <to>...</to>, named bodies in [...]."""

from __future__ import annotations

import re

import pytest

from pipeline.labels.addressees import addressees_of
from pipeline.labels.asked import strength_of

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
should | <to>Les comités</to> gagneraient à se réunir plus souvent.
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
should | <to>Les pays d’origine, de transit et de destination</to> devraient publier leurs accords.
should | <to>Les pays d’origine</to>, <to>les agences</to> et <to>les consulats</to> devraient échanger leurs listes.
should | <to>Les employeurs</to>, en accord avec les syndicats, devraient afficher les barèmes.
should | <to>Les communes</to> qui accueillent des saisonniers devraient leur ouvrir un foyer.
must | Dans les provinces frontalières <to>les services vétérinaires</to> doivent former des auxiliaires.
must | Les politiques des États doivent changer.
must | Les accords entre les pays d’origine et les pays de destination doivent prévoir une caisse commune.
must | Les mesures prises par les ministères doivent être évaluées.
must | Une démarche associant les communes et les écoles doit précéder le recensement.
should | Les apprentis devraient bénéficier d’un contrat écrit.
should | Les femmes devraient avoir accès au crédit.
must | <to>Tous les bailleurs de fonds</to> doivent tenir leurs promesses.
must | <to>Chaque État partie</to> doit désigner une autorité centrale.
must | <to>L’ensemble des acteurs du secteur</to> doit se soumettre à la même règle.
must | Tant <to>les ministères</to> que <to>les mairies</to> doivent répondre.
should | <to>L’Institut de statistique</to> devrait refaire l’enquête.
should | <to>Les donateurs</to> ont été, une fois encore, invités à annoncer leurs contributions.
should | <to>Les États</to> qui ne l’ont pas encore fait sont invités à ratifier l’Accord.
must | Le Conseil exhorte <to>les membres</to> qui ne l’ont pas fait à déposer leurs instruments.
should | Elle a invité <to>les écoles</to> à ouvrir leurs cantines et <to>les parents</to> à y venir.
must | Elle invite instamment <to>les organismes donateurs</to>, selon leurs moyens, à financer la suite.
should | Le Comité recommande aux <to>gouvernements</to> de publier leurs données.
should | Il recommande aux <to>ministères</to>, aux <to>employeurs</to> et à <to>l’Organisation maritime</to> de former.
should | Il appartient aux <to>tribunaux nationaux</to> de trancher.
should | C’est aux <to>municipalités</to> qu’il revient de tenir ce registre.
none | C’est aux <to>parents</to> de choisir la langue d’enseignement.
should | Un appel a été lancé aux <to>donateurs</to> pour qu’ils complètent le fonds.
should | Il est temps pour <to>la communauté internationale</to> d’agir.
must | Il est indispensable, pour <to>les petits États insulaires</to>, de disposer d’un accès direct au fonds.
should | <to>Les entreprises</to> auraient intérêt à publier leurs chiffres.
should | <to>Les ministères</to> gagneraient à partager leurs fichiers.
none | <to>Les consulats</to> sont appelés à simplifier leurs formulaires.
may | Il a souhaité voir <to>les universités</to> reconnaître ces diplômes.
should | L’intervenante a demandé que des abris soient construits par <to>les provinces</to>.
should | Il convient que <to>la Commission permanente</to> prenne des mesures.
should | Il est recommandé que <to>la communauté internationale</to> finance et surveille ce programme.
should | Il est recommandé que <to>les banques centrales</to> publient leurs barèmes et que <to>les opérateurs</to> les respectent.
must | Il faut admettre que les pays pauvres sont démunis.
must | Il faut que les réfugiés reçoivent une carte.
should | On a insisté pour que <to>les armateurs</to> paient les salaires dus.
may | <to>Les pays enclavés</to> pourraient utilement mettre leurs ports secs en commun.
should | Il a demandé aux membres du jury s’il fallait recommander ce texte.
must | Il faudrait recruter des médiateurs et leur permettre d’aider les familles.
should | Une conseillère à la ville de Liège a décrit l’accueil.
should | Il a recommandé solennellement que <to>les banques centrales</to> publient leurs barèmes.
should | Elle a recommandé (par. 12) que <to>les banques centrales</to> publient leurs barèmes.
may | Aussi suggère-t-elle que <to>les donneurs d’ordre</to> publient leurs tarifs.
none | La ratification par <to>tous les États côtiers</to>.
none | Traduire le guide en peul (<to>Secrétariat</to>, juin 2027)
none | Traduire le guide en peul (Norvège)
must | La prise en charge par <to>l’employeur</to> s’impose.
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
