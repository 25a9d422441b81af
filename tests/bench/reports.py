"""Distinct short reports for scale tests: sentences of our own, recombined, with other names, places and figures each time.

``report(n)`` is a function of ``n`` alone; no two reports of a corpus share more than their turns of phrase.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

GIVEN = """
    Awa Binta Chantal Dieynaba Estelle Fanta Ghislaine Hortense Inès Jacinthe Khadija Lucie Mireille Nadège Odile Pélagie
    Rokhaya Solange Thérèse Yasmina Adama Bakary Célestin Didier Émile Firmin Gaston Hamidou Issa Jérôme Koffi Ludovic Mamadou
    Nestor Ousmane Prosper Raoul Séverin Théodore Urbain
""".split()  # noqa: SIM905
FEMALE = 20  # the first of them
FAMILY = """
    Abessolo Badji Coulibaly Diarra Essomba Faye Gomis Houngbédji Idrissou Jallow Konaté Lokombé Mbarga Ndiaye Ouattara Palé
    Quenum Rakotomanga Sawadogo Tchamba Uwimana Vodounou Wade Yaméogo Zongo Arnoux Bellemare Chastain Delorme Fournel Grosjean
    Hénault Lavigne Montreuil Perrault Roussel Savard Tessier Vauquelin Brodeur
""".split()  # noqa: SIM905
# Country, « de … », « au … », an adjective for its government, a town.
STATES = (
    ("Sénégal", "du Sénégal", "au Sénégal", "sénégalais", "Dakar"),
    ("Kenya", "du Kenya", "au Kenya", "kényan", "Nairobi"),
    ("Équateur", "de l’Équateur", "en Équateur", "équatorien", "Quito"),
    ("Maroc", "du Maroc", "au Maroc", "marocain", "Rabat"),
    ("Népal", "du Népal", "au Népal", "népalais", "Katmandou"),
    ("Colombie", "de la Colombie", "en Colombie", "colombien", "Bogota"),
    ("Ghana", "du Ghana", "au Ghana", "ghanéen", "Accra"),
    ("Portugal", "du Portugal", "au Portugal", "portugais", "Lisbonne"),
    ("Tunisie", "de la Tunisie", "en Tunisie", "tunisien", "Tunis"),
    ("Viet Nam", "du Viet Nam", "au Viet Nam", "vietnamien", "Hanoï"),
    ("Pérou", "du Pérou", "au Pérou", "péruvien", "Lima"),
    ("Madagascar", "de Madagascar", "à Madagascar", "malgache", "Antananarivo"),
    ("Finlande", "de la Finlande", "en Finlande", "finlandais", "Helsinki"),
    ("Rwanda", "du Rwanda", "au Rwanda", "rwandais", "Kigali"),
    ("Jordanie", "de la Jordanie", "en Jordanie", "jordanien", "Amman"),
    ("Costa Rica", "du Costa Rica", "au Costa Rica", "costaricien", "San José"),
    ("Togo", "du Togo", "au Togo", "togolais", "Lomé"),
    ("Pologne", "de la Pologne", "en Pologne", "polonais", "Varsovie"),
    ("Cameroun", "du Cameroun", "au Cameroun", "camerounais", "Yaoundé"),
    ("Philippines", "des Philippines", "aux Philippines", "philippin", "Manille"),
)
BODIES = (
    "l’Organisation internationale du Travail", "l’Organisation mondiale de la Santé", "l’UNICEF", "la Banque mondiale",
    "l’Union africaine", "le Haut-Commissariat des Nations Unies pour les réfugiés", "l’UNESCO", "la Commission européenne",
)  # fmt: skip
TOPICS = (
    ("la gestion des puits", "les puits", "fontainiers", "l’entretien des forages"),
    ("le travail saisonnier", "les saisonniers", "inspecteurs", "le contrôle des contrats"),
    ("la santé en zone rurale", "les dispensaires", "infirmiers", "la tenue des registres de soins"),
    ("l’accueil des étudiants", "les universités", "conseillers", "la reconnaissance des diplômes"),
    ("les transferts d’argent", "les bureaux de poste", "guichetiers", "la publication des commissions"),
    ("la prévention des crues", "les digues", "éclusiers", "la lecture des relevés de pluie"),
    ("le transport fluvial", "les ports", "bateliers", "le balisage des chenaux"),
    ("l’état civil", "les mairies", "officiers d’état civil", "la numérisation des actes"),
)
FUNCTIONS = (
    "Directrice de la planification", "Secrétaire général adjoint", "Conseiller technique", "Ministre du travail",
    "Présidente de la commission", "Chef du service des statistiques",
)  # fmt: skip
SPEECH = (
    "{who} a dit que {fact}.",
    "{who} a souligné que {fact}.",
    "Selon {who}, {fact}.",
    "{who} a rappelé que {fact}, et que les chiffres de {year} le confirment.",
    "Pour {who}, {fact} ; la suite dépendra des budgets votés en {year}.",
    "{who} a fait observer que {fact}, sauf dans les districts les plus éloignés.",
)
FACTS = (
    "{n} {crafts} ont été formés {in_} en {year}",
    "{things} {of} desservent {n} villages",
    "le Gouvernement {adjective} finance {topic} à hauteur de {n} millions",
    "{topic} souffre du manque de {crafts}",
    "{care} coûte moins cher que la réparation",
    "les communes {of} tiennent {n} registres depuis {year}",
    "{body} soutient {n} projets {in_}",
)
NARRATION = (
    "Le débat a porté sur {topic} et a duré {n} minutes.",
    "Une visite de {things} a été organisée le {n}e jour à {town}.",
    "{body} avait préparé un document de {n} pages, distribué la veille.",
    "La séance a repris à 15 heures avec l’examen des comptes {of}.",
    "Les délégations {of} et {other_of} ont tenu une réunion à part.",
)
FINDINGS = (
    "Les participants ont constaté que {fact}.",
    "Il ressort des échanges que {fact}.",
    "Plusieurs orateurs ont relevé que {care} reste inégal {in_}.",
)
PRACTICES = (
    "{in_cap}, un fonds commun créé en {year} prend en charge {care} dans {n} communes, et les pannes ont diminué de moitié.",
    "Le Gouvernement {adjective} a ouvert {n} centres où des {crafts} sont formés par leurs pairs, avec de bons résultats.",
    "L’expérience {of} mérite d’être signalée : {things} y sont confiés à des comités d’usagers depuis {year}.",
)
ADVICE = (
    "Les États devraient créer un fonds commun pour {care}.",
    "Il est recommandé aux communes de former au moins {n} {crafts} avant {later}.",
    "{body_cap} devrait publier chaque année l’état de {topic} {in_}.",
    "Le Gouvernement {adjective} est invité à réviser sa loi sur {topic} d’ici à {later}.",
    "Les pays participants doivent échanger leurs données sur {topic} deux fois par an.",
    "Il conviendrait d’associer les {crafts} aux décisions qui touchent {things}.",
)


def report(n: int, words: int = 350) -> str:
    """The ``n``-th report, of about ``words`` words: a heading, a debate by numbered paragraphs, findings, recommendations."""
    draw = random.Random(f"rapport {n}")
    topic, things, crafts, care = draw.choice(TOPICS)
    town = draw.choice(STATES)[4]
    day, year = draw.randint(1, 24), draw.randint(2008, 2024)
    people = [_person(draw) for _ in range(draw.randint(3, 5))]

    def fill(pattern: str) -> str:
        state, other = draw.sample(STATES, 2)
        body = draw.choice(BODIES)
        values = dict(
            topic=topic, things=things, crafts=crafts, care=care, town=town, of=state[1], in_=state[2], adjective=state[3],
            other_of=other[1], body=body, body_cap=_capital(body), in_cap=_capital(state[2]), n=draw.randint(3, 98),
            year=draw.randint(2001, year), later=year + draw.randint(2, 9),
        )  # fmt: skip
        who = draw.choice(people) if draw.random() < 0.6 else f"le représentant {state[1]}"
        return _capital(pattern.format(who=who, fact=draw.choice(FACTS).format(**values), **values))

    head = [
        f"Rapport de l’atelier n° {n + 1} sur {topic}",
        f"L’atelier s’est tenu à {town} du {day} au {day + 2} mars {year}. Il a réuni {draw.randint(18, 240)} personnes, "
        f"dont {' et '.join(_introduced(draw, person) for person in people[:2])}.",
    ]
    body: list[str] = []
    number = 1
    kinds = (SPEECH, SPEECH, NARRATION, SPEECH, PRACTICES, SPEECH, FINDINGS)
    while sum(len(part.split()) for part in body) < 0.72 * words:
        body.append(f"{number}. {' '.join(fill(draw.choice(draw.choice(kinds))) for _ in range(draw.randint(2, 4)))}")
        number += 1
    advice = ["Recommandations"]
    while sum(len(part.split()) for part in advice) < 0.28 * words - 40:
        advice.append(f"{number}. {fill(draw.choice(ADVICE))}")
        number += 1
    return "\n\n".join([*head, "Débat", *body, *advice]) + "\n"


def _person(draw: random.Random) -> str:
    i = draw.randrange(len(GIVEN))
    return f"{'Mme' if i < FEMALE else 'M.'} {GIVEN[i]} {draw.choice(FAMILY)}-{draw.choice(FAMILY)}"


def _introduced(draw: random.Random, person: str) -> str:
    return f"{person} ({draw.choice(FUNCTIONS)}, {draw.choice(STATES)[0]})"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def write_reports(folder: Path, n: int, words: int = 350) -> int:
    """``n`` reports in folders of a thousand; gives their words."""
    total = 0
    for i in range(n):
        path = folder / f"{i // 1000:03d}" / f"atelier-{i:06d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = report(i, words)
        path.write_text(text, encoding="utf-8")
        total += len(text.split())
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("n", type=int)
    parser.add_argument("--words", type=int, default=350)
    args = parser.parse_args()
    print(f"{write_reports(args.folder, args.n, args.words):,} words in {args.n:,} reports")


if __name__ == "__main__":
    main()
