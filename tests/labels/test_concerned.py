"""Markup tests: whose practice a sentence reports. ``[name=ID]`` acts, ``{name=ID}`` is named without acting."""

from __future__ import annotations

import re

import pytest

from pipeline.labels.concerned import practising, years_of
from pipeline.records import Mention

CASES = """
[Le Sénégal=SEN] a ouvert un guichet unique.
[Le Sénégal=SEN] a ouvert un guichet unique avec {le Mali=MLI}.
[Le Rwanda=RWA] et [l’Ouganda=UGA] exploitent un poste commun.
[Le Kenya=KEN], [la Tanzanie=TZA] et [l’Ouganda=UGA] ont supprimé les visas.
[Éthiopie=ETH] : une loi adoptée en 2015 protège les domestiques, y compris à {Djibouti=DJI}.
[Philippines=PHL] : le Gouvernement contrôle les agences.
Au [Portugal=PRT], une ligne téléphonique répond en soixante langues.
En [Suède=SWE], chaque commune dispose d’un plan d’accueil.
Aux [Pays-Bas=NLD], la diaspora finance des écoles.
[L’OIM=@oim] gère trois centres de transit.
[Le HCR=@hcr] délivre des cartes d’identité.
Un programme de [l’OIT=@oit] forme des inspecteurs.
[Le Ministère de la santé=@sante] du [Mexique=MEX] tient des guichets dans les consulats.
[Le Mali=MLI] et [le Ghana=GHA] président les travaux du {Forum mondial=@fmmd}.
[Le Mali=MLI] a confié ses registres à {l’OIM=@oim}.
[Le Danemark=DNK] finance un programme vers {le Niger=NER}.
[La Suisse=CHE] accueille des étudiants originaires du {Pérou=PER}.
[La France=FRA] coopère avec {l’Espagne=ESP} à un registre.
[Le Qatar=QAT] a supprimé le parrainage pour les ressortissants du {Népal=NPL}.
Le représentant du [Kenya=KEN] a décrit un service mobile.
La déléguée de [Cuba=CUB] a présenté le système d’évacuation.
Mme Costa ([Brésil=BRA]) a exposé un programme de cantines.
Un programme créé par [le Chili=CHL] équipe les écoles.
Créée par [la Colombie=COL], la plateforme recense les emplois.
[Le Maroc=MAR] délivre des titres de séjour depuis 2014.
La loi de [l’Argentine=ARG] garantit l’accès aux soins.
[Le Vanuatu=VUT] a déplacé quatre villages avec l’appui de {l’UE=@ue}.
[La Jordanie=JOR] verse une prime, avec le concours du {HCR=@hcr}.
[Le Canada=CAN] parraine des familles en provenance de {Syrie=SYR}.
[Le Japon=JPN] forme des infirmières venues des {Philippines=PHL}.
[Sri Lanka=LKA] : un groupe spécial, conjointement avec {l’OIM=@oim}, contrôle les agences.
[La CEDEAO=@cedeao] tient une réserve de céréales.
Des centres ont été ouverts par [la Grèce=GRC].
Un accord signé entre {le Togo=TGO} et {le Bénin=BEN} simplifie les contrôles de [la CEDEAO=@cedeao].
La ville a ouvert un service d’interprétation.
Les bénéficiaires reçoivent une aide mensuelle.
[Le Ghana=GHA], [le Togo=TGO] tiennent un registre.
[Le Pérou=PER] a créé, pour {la Bolivie=BOL}, un port franc.
En [Namibie=NAM] et au [Botswana=BWA], des comités gèrent la faune.
[Le Costa Rica=CRI] offre des soins aux migrants.
[L’Union africaine=@ua] prépare un passeport.
[Maurice=MUS] : les contrats sont vérifiés avant le départ.
"""

_NAME = re.compile(r"([\[{])([^=\]}]+)=(@?)(\w+)[\]}]")


def read_case(line: str) -> tuple[str, list[Mention], tuple[str, ...], tuple[str, ...]]:
    """Text, mentions, acting countries and organisations."""
    text, at, mentions = "", 0, []
    acting: tuple[list[str], list[str]] = ([], [])
    for found in _NAME.finditer(line):
        text += line[at : found.start()]
        at = found.end()
        bracket, surface, body, code = found.groups()
        start = len(text)
        text += surface
        # the article is no part of a mention
        start += len(surface) - len(re.sub(r"^(?:[Ll]es? |[Ll]a |[LlD]’)", "", surface))
        mentions.append(
            Mention(
                mention_id=f"m{start}", doc_id="d", sentence_id="s", kind="organisation" if body else "country", entity_id=code,
                iso3=None if body else code, organisation_id=code if body else None, surface=text[start:],
                text_start=start, text_end=len(text), start=start, end=len(text), form="name", source="lexicon",
            )
        )  # fmt: skip
        if bracket == "[":
            acting[1 if body else 0].append(code)
    return text + line[at:], mentions, tuple(acting[0]), tuple(acting[1])


@pytest.mark.parametrize("line", CASES.strip().splitlines())
def test_whose_practice(line: str) -> None:
    text, mentions, countries, organisations = read_case(line)
    assert practising(text, mentions) == (countries, organisations)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Le fonds, créé en 2009, a été élargi en 2014 puis en 2009.", (2009, 2014)),
        ("La politique 2017-2021 prévoit deux centres.", (2017, 2021)),
        ("Le Programme de développement durable à l’horizon 2030.", (2030,)),
        ("Les 2 015 familles et les 1 999 agents.", ()),
        ("La résolution 1999/12 et le document A/2004/3.", ()),
        ("Un coût de 2015,50 euros.", ()),
        ("Rien de daté.", ()),
    ],
)
def test_years(text: str, years: tuple[int, ...]) -> None:
    assert years_of(text) == years


def test_countries_in_square_brackets_all_practise() -> None:
    text = "Des États ont cité des guichets [Chili et Pérou], un fonds [Mali] et, avec le Canada, une école."
    names = {"Chili": "CHL", "Pérou": "PER", "Mali": "MLI", "Canada": "CAN"}
    mentions = [
        Mention(
            mention_id=code, doc_id="d", sentence_id="s", kind="country", entity_id=code, iso3=code, surface=name,
            text_start=text.index(name), text_end=text.index(name) + len(name), start=0, end=1, form="name", source="lexicon",
        )
        for name, code in names.items()
    ]  # fmt: skip
    assert practising(text, mentions) == (("CHL", "PER", "MLI"), ())
