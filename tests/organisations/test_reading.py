"""Organisations over a document: one body, one entity; definitions, short forms, countries of national bodies."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import countries
from pipeline.organisations.definitions import is_body
from pipeline.organisations.lexicon import bodies, heads, is_acronym, names
from pipeline.organisations.reading import OrganisationReading
from pipeline.resources import lexicon
from tests.organisations.documents import read


def surfaces(*texts: str, acronyms: dict[str, str] | None = None) -> list[tuple[str, str]]:
    """(surface, identifier) of every mention, in reading order."""
    reading = read(*texts, acronyms=acronyms)
    pairs = zip(texts, reading.hits, strict=True)
    return [(text[h.text_start : h.text_end], h.organisation_id) for text, hits in pairs for h in hits]


def identifiers(*texts: str, acronyms: dict[str, str] | None = None) -> list[str]:
    return [key for _, key in surfaces(*texts, acronyms=acronyms)]


def record(reading: OrganisationReading, name: str) -> dict[str, object]:
    return next(o for o in reading.organisations if o.name == name).model_dump()


# ------------------------------------------------------------------------------------------------ national bodies
def test_ministry_without_its_country_knows_it() -> None:
    ministry = record(
        read("Le Ministère de la pêche et de l’élevage de la Mauritanie a publié un guide."),
        "Ministère de la pêche et de l’élevage",
    )
    assert (ministry["country"], ministry["kind"], ministry["organisation_id"]) == (
        "MRT",
        "government",
        "ministere-de-la-peche-et-de-l-elevage-mrt",
    )


@pytest.mark.parametrize(
    "text",
    [
        "Awa Ndiaye, Directrice, Ministère de la santé, Sénégal",
        "Awa Ndiaye (Ministère de la santé, Sénégal) a répondu.",
        "Awa Ndiaye, Directrice, Ministère de la santé, Gouvernement du Sénégal",
        "Au Sénégal, le Ministère de la santé a répondu.",
        "Le Ministère de la santé du Sénégal a répondu.",
        "Le Ministère de la santé de la République du Sénégal a répondu.",
    ],
)
def test_country_of_a_ministry_beside_it(text: str) -> None:
    assert record(read(text), "Ministère de la santé")["country"] == "SEN"


def test_same_ministry_of_two_countries_is_two_bodies() -> None:
    assert identifiers(
        "Le Ministère de la justice du Pérou a répondu.", "Le Ministère de la justice du Ghana aussi."
    ) == [
        "ministere-de-la-justice-per",
        "ministere-de-la-justice-gha",
    ]


def test_ministry_without_country_is_the_only_one_of_its_name() -> None:
    assert identifiers(
        "Le Ministère de la justice du Pérou a répondu.", "Le Ministère de la justice tient un registre."
    ) == [
        "ministere-de-la-justice-per",
        "ministere-de-la-justice-per",
    ]


def test_general_name_of_the_lexicon_with_a_country_is_that_countrys_body() -> None:
    ids = identifiers(
        "Le Conseil économique et social du Mali a siégé.", "Le Conseil économique et social a pris note."
    )
    assert ids == ["conseil-economique-et-social-mli", "ecosoc"]


def test_department_with_and_without_the_body_it_belongs_to() -> None:
    ids = identifiers(
        "Le Département de la logistique de l’OIM a grandi.", "Le chef du Département de la logistique a signé."
    )
    assert ids[0] == ids[1]


# ------------------------------------------------------------------------------------------- definitions and acronyms
def test_name_and_acronym_are_two_mentions_of_one_body() -> None:
    reading = read("Le Réseau des mairies solidaires (RMS) existe.", "Le RMS a grandi.")
    assert [len(hits) for hits in reading.hits] == [2, 1]
    assert len({h.organisation_id for hits in reading.hits for h in hits}) == 1
    assert record(reading, "Réseau des mairies solidaires")["acronym"] == "RMS"
    assert [h.form for h in reading.hits[0]] == ["name", "acronym"]


def test_acronym_used_before_its_definition() -> None:
    ids = identifiers("Le RMS a grandi.", "Le Réseau des mairies solidaires (RMS) existe.")
    assert len(ids) == 3
    assert len(set(ids)) == 1


def test_acronym_before_its_name() -> None:
    ids = identifiers(
        "La MUTRAM (Mutuelle des transporteurs) a grandi.",
        acronyms={"MUTRAM": "Association des transporteurs maritimes"},
    )
    assert ids[:1] == ["association-des-transporteurs-maritimes"]
    assert (
        identifiers("Le RMS (Réseau des mairies solidaires) existe.", "Le RMS a grandi.")[0::2]
        == ["reseau-des-mairies-solidaires"] * 2
    )


def test_translated_acronym_need_not_spell_its_name() -> None:
    ids = identifiers("Le Conseil des travailleurs de la mer (SWC) siège à Lagos.", "Le SWC a répondu.")
    assert ids == ["conseil-des-travailleurs-de-la-mer"] * 3


def test_the_documents_own_meaning_of_an_acronym_goes_first() -> None:
    listed = {"CEA": "Comité des éleveurs de l’Adrar"}
    assert identifiers("Le CEA a répondu.", acronyms=listed) == ["comite-des-eleveurs-de-l-adrar"]


def test_an_acronym_of_a_body_may_mean_something_else_here() -> None:
    assert identifiers("Le PAM est en cours.", acronyms={"PAM": "plan d’action municipal"}) == []
    assert identifiers("Le PAM est en cours.", acronyms={"PAM": "Programme alimentaire mondial"}) == ["pam"]


def test_national_body_of_the_lexicon_has_its_country() -> None:
    assert (
        record(read("La GIZ a financé l’étude."), "Agence allemande de coopération internationale")["country"] == "DEU"
    )


def test_acronym_list_gives_the_identifier_of_bodies_alone() -> None:
    reading = read(
        "Rien.",
        acronyms={
            "HCR": "Haut-Commissariat des Nations Unies pour les réfugiés",
            "ODD": "Objectif de développement durable",
            "RMS": "Réseau des mairies solidaires",
            "MCTP": "Movimiento por el Cambio",
            "AGFO": "Asociación de Grupos de Familias",
        },
    )
    assert reading.acronyms == {
        "a0": "hcr",
        "a2": "reseau-des-mairies-solidaires",
        "a4": "asociacion-de-grupos-de-familias",
    }


@pytest.mark.parametrize(
    ("expansion", "body"),
    [
        ("Agence de bassin", True),
        ("Instituto para las Mujeres", True),
        ("Maritime Workers Federation", True),
        ("Organisation non gouvernementale", False),
        ("Convention-cadre sur le climat", False),
        ("processus consultatifs régionaux", False),
        ("aide publique au développement", False),
        ("technologies de l’information et de la communication", False),
        ("petites et moyennes entreprises", False),
        ("Programme des Nations Unies pour le développement", True),
        ("Programme d’action national", False),
        ("Kenya", False),
    ],
)
def test_is_body(expansion: str, body: bool) -> None:
    assert is_body(expansion) is body


def test_variant_of_a_known_name_with_its_acronym_is_the_known_body() -> None:
    text = "Le Forum mondial d’Athènes sur la migration et le développement (FMMD) a suivi celui de Manille."
    assert identifiers(text) == ["fmmd", "fmmd"]


def test_hereafter() -> None:
    ids = identifiers(
        "Le Fonds de retour volontaire (ci-après « le Fonds de retour ») est doté.", "Le Fonds de retour a grandi."
    )
    assert len(ids) == 3
    assert len(set(ids)) == 1


# -------------------------------------------------------------------------------------------------------- short forms
@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("Le Forum des maires sahéliens s’est réuni.", "Le Forum a conclu."),
        ("L’Agence nationale des frontières a répondu.", "L’Agence a conclu."),
        ("L’Agence nationale des frontières a répondu.", "Selon l’Agence, tout va bien."),
        ("L’Agence nationale des frontières a répondu.", "Le directeur de l’Agence nationale a conclu."),
        ("Le Haut-Commissariat aux minorités a répondu.", "Le Haut-Commissariat a conclu."),
        ("Le Comité des sages a répondu.", "Il revient au Comité de trancher."),
    ],
)
def test_short_form(full: str, short: str) -> None:
    ids = identifiers(full, short)
    assert len(ids) == 2
    assert ids[0] == ids[1]


@pytest.mark.parametrize(
    "text", ["Le Forum social a conclu.", "Le Conseil municipal a conclu.", "Le forum a conclu.", "Un Forum a conclu."]
)
def test_no_short_form(text: str) -> None:
    ids = identifiers("Le Forum des maires sahéliens et le Conseil des sages se sont réunis.", text)
    assert len(set(ids[2:]) & set(ids[:2])) == 0


def test_short_form_of_a_body_named_by_its_acronym() -> None:
    assert identifiers("L’OIM compte 166 membres.", "L’Organisation a été fondée en 1951.") == ["oim", "oim"]


def test_short_form_means_the_last_body_named() -> None:
    ids = identifiers(
        "Le Conseil des sages siège.", "Le Conseil a conclu.", "Le Conseil des jeunes siège.", "Le Conseil a conclu."
    )
    assert ids == ["conseil-des-sages", "conseil-des-sages", "conseil-des-jeunes", "conseil-des-jeunes"]


def test_aliases_hold_every_surface() -> None:
    reading = read("L’Agence nationale des frontières (ANF) a répondu.", "L’Agence a conclu.")
    known = record(reading, "Agence nationale des frontières")
    assert known["acronym"] == "ANF"
    assert known["aliases"] == ("Agence",)
    assert known["n_mentions"] == 3


# ------------------------------------------------------------------------------------------------------ the lexicon
def test_lexicon_is_long_and_each_name_is_one_bodys() -> None:
    assert len(bodies()) >= 300
    seen: dict[str, str] = {}
    for body in bodies().values():
        for name in body.names:
            assert seen.setdefault(name, body.organisation_id) == body.organisation_id, name
            assert name == name.strip()
            assert "'" not in name


def test_lexicon_of_heads_holds_nothing_twice() -> None:
    data = lexicon("organisation_heads")
    for name in (
        "stops",
        "adjectives",
        "not_adjectives",
        "not_bodies",
        "short_forms",
        "nested",
        "actors",
        "french_openers",
        "functions",
    ):
        assert len(set(data[name])) == len(data[name]), name
    every = [word for words in data["heads"].values() for word in words]
    assert len(set(every)) == len(every)
    assert all(isinstance(word, str) for word in heads().links)


@pytest.mark.parametrize(
    ("name", "yes"),
    [
        ("OIM", True),
        ("ONU-HABITAT", True),
        ("ONU-Femmes", False),
        ("G20", False),
        ("Unicef", False),
        ("I", False),
        ("Le", False),
    ],
)
def test_is_acronym(name: str, yes: bool) -> None:
    assert is_acronym(name) is yes


# ------------------------------------------------------------------------------------------------------- properties
@given(
    st.lists(
        st.sampled_from(
            [
                "le",
                "Comité",
                "de la",
                "santé",
                "du Kenya",
                "(",
                ")",
                ",",
                "et",
                "OIM",
                "ONU",
                "Conseil national",
                "des",
                "Ministère",
                "pour",
                "l’",
                "Forum",
                "a dit",
                ".",
                "École",
                "of",
                "Institute",
            ]
        ),
        max_size=25,
    )
)
def test_hits_are_grounded_ordered_and_resolved(words: list[str]) -> None:
    text = " ".join(words)
    reading = read(text)
    known = {o.organisation_id for o in reading.organisations}
    at = 0
    for hit in reading.hits[0]:
        assert at <= hit.text_start < hit.text_end <= len(text)
        assert hit.organisation_id in known
        at = hit.text_end


def test_reading_twice_gives_the_same() -> None:
    texts = (
        "L’OIM et le Ministère de la santé du Pérou.",
        "Le Comité des sages (CDS) et le CDS.",
        "Le Ministère a répondu à l’Organisation.",
    )
    assert read(*texts) == read(*texts)


def test_one_very_long_unit_takes_time_in_proportion() -> None:
    sentence = "Le Ministère de la santé du Kenya, l’OIM et le Comité des sages (CDS) ont répondu à l’Organisation et à M. Ba. "
    names()
    countries.table()
    took = []
    for times in (200, 800):
        start = time.process_time()
        read(sentence * times)
        took.append(time.process_time() - start)
    assert took[1] < 12 * max(took[0], 0.05)


def test_short_form_goes_back_to_the_body_the_document_is_about() -> None:
    oim = ["L’OIM a répondu."] * 5
    away = ["Rien ici."] * 14
    ids = identifiers(*oim, "L’Organisation internationale du Travail a écrit.", *away, "L’Organisation a conclu.")
    assert ids[-1] == "oim"
    assert identifiers(*oim, "Les Nations Unies ont écrit.", "L’Organisation a conclu.")[-1] == "oim"


def test_a_word_of_accents_alone_is_read_over() -> None:
    assert identifiers("L’OMS1 \u0301 et l’OIM\u0301 ont répondu.")[:1] == ["oms"]
