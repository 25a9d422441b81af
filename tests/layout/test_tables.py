"""Programmes, acronyms, references, dates and facts read from small reports of our own."""

from __future__ import annotations

import datetime as dt

import pytest

from pipeline.layout.agenda_times import time_range
from pipeline.layout.dates import find_dates
from pipeline.layout.listed_people import split_person
from pipeline.layout.references import find_references
from pipeline.records import Segmented, Source
from pipeline.stages.segment import segment


def read(text: str) -> Segmented:
    return segment(
        Source(doc_id="e", path="e.txt", sha256="0" * 64, n_bytes=1, encoding="utf-8", language="fr", text=text)
    )


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("10h - 11h30 Ouverture", (10, 0), (11, 30)),
        ("10 h 35-11 h 45 Débat", (10, 35), (11, 45)),
        ("15 heures-16 h 15 – Suite", (15, 0), (16, 15)),
        ("9h – 10h Accueil", (9, 0), (10, 0)),
        ("9:00 – 10:30 Accueil", (9, 0), (10, 30)),
        ("De 14 h à 15 h Visite", (14, 0), (15, 0)),
        ("12 h 30 Déjeuner", (12, 30), None),
    ],
)
def test_times(text: str, start: tuple[int, int], end: tuple[int, int] | None) -> None:
    found = time_range(text)
    assert found is not None
    assert found.start == dt.time(*start)
    assert found.end == (dt.time(*end) if end else None)


@pytest.mark.parametrize(
    "text", ["2 h après le départ", "10 heures par semaine", "3 000 foyers", "1.1 Contexte", "12 mars 2019"]
)
def test_no_time(text: str) -> None:
    assert time_range(text) is None


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("les 18 et 19 avril 2017", (2017, 4, 18), (2017, 4, 19)),
        ("du 30 juin au 2 juillet 2014", (2014, 6, 30), (2014, 7, 2)),
        ("le 1er août 2020", (2020, 8, 1), (2020, 8, 1)),
        ("25-26 mars, 2009", (2009, 3, 25), (2009, 3, 26)),
    ],
)
def test_dates(text: str, start: tuple[int, int, int], end: tuple[int, int, int]) -> None:
    (found,) = find_dates(text)
    assert (found.start, found.end) == (dt.date(*start), dt.date(*end))


@pytest.mark.parametrize(
    ("line", "honorific", "name", "listed"),
    [
        ("Mme Awa Diop, Ministre, Sénégal", "Mme", "Awa Diop", "Ministre, Sénégal"),
        ("Roxana Castro de Bollig, Directrice", None, "Roxana Castro de Bollig", "Directrice"),
        ("Austin T. Bell Jr., Président", None, "Austin T. Bell Jr.", "Président"),
        ("M. Kossi Adjei (Togo)", "M.", "Kossi Adjei", "Togo)"),
        ("S.E. Jean Toko – Maire", "S.E.", "Jean Toko", "Maire"),
    ],
)
def test_persons(line: str, honorific: str | None, name: str, listed: str) -> None:
    found = split_person(line)
    assert found is not None
    assert found[:2] == (honorific, name)
    assert (found[2] or "").rstrip(")") == listed.rstrip(")")


PROGRAMME = """Programme de la réunion

Oran, 4 et 5 mars 2020

PREMIERE JOURNEE

9 h-12 h Séance du matin

9 h-9 h 30 Ouverture
• Mme Lila Amrani, Directrice de l’Office
des eaux, Algérie

9 h 30-12 h Panel 1 – Prévoir les crues : que
peuvent les modèles ?
Ce panel examinera les modèles disponibles. Il sera suivi d’un débat.
Modérateur : Jean Toko, Consultant
Orateurs :
• Ana Ruiz, Hydrologue, Espagne
• M. Riaz Alam, Haut-Commissaire

12 h-14 h Pause-déjeuner

13 h-13 h 45 Manifestation parallèle

Fin de la première journée

SECONDE JOURNEE

9 h-10 h Séance de clôture

Fin de la réunion
"""


def test_sessions_nest_and_know_their_day() -> None:
    result = read(PROGRAMME)
    by_title = {s.title: s for s in result.sessions}
    morning = by_title["Séance du matin"]
    panel = by_title["Panel 1 – Prévoir les crues : que peuvent les modèles ?"]
    assert panel.parent_id == morning.session_id
    assert [s.kind for s in result.sessions] == ["other", "opening", "panel", "break", "side_event", "closing"]
    assert {s.date for s in result.sessions} == {dt.date(2020, 3, 4), dt.date(2020, 3, 5)}
    assert by_title["Séance de clôture"].date == dt.date(2020, 3, 5)
    assert [(p.part, p.name) for p in result.agenda] == [
        ("speaker", "Lila Amrani"),
        ("moderator", "Jean Toko"),
        ("speaker", "Ana Ruiz"),
        ("speaker", "Riaz Alam"),
    ]
    for person in result.agenda:
        assert PROGRAMME[person.start : person.end] == person.name
    assert [u.unit_type for u in result.units if u.text.startswith("Ce panel")] == ["sentence"]


def test_acronyms_from_lists_and_in_both_orders() -> None:
    text = (
        "SIGLES ET ACRONYMES\n\nOED Office des eaux du\ndelta\n\nCNP\n\nConseil national des ports\n\n"
        "RDE Réseau des écluses\n\nAVANT-PROPOS\n\n"
        "L’Office des eaux du delta (OED) a saisi le Groupe mondial sur les crues (GFC en anglais). "
        "Le BPL (Bureau des ports lacustres) et Jean Toko (OED) ont répondu (A/RES/71/280). "
        "Les technologies de l’eau et de la terre (TET) progressent.\n"
    )
    found = {(a.where, a.acronym): a.expansion for a in read(text).acronyms}
    assert found == {
        ("list", "OED"): "Office des eaux du delta",
        ("list", "CNP"): "Conseil national des ports",
        ("list", "RDE"): "Réseau des écluses",
        ("inline", "OED"): "Office des eaux du delta",
        ("inline", "GFC"): "Groupe mondial sur les crues",
        ("inline", "BPL"): "Bureau des ports lacustres",
        ("inline", "TET"): "technologies de l’eau et de la terre",
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("la résolution 71/280", ["A/RES/71/280"]),
        ("les résolutions 73/195 et 76/266 de l’Assemblée générale", ["A/RES/73/195", "A/RES/76/266"]),
        ("la résolution 1325 (2000) du Conseil de sécurité", ["S/RES/1325 (2000)"]),
        ("la résolution 32/14 du Conseil des droits de l’homme", ["A/HRC/RES/32/14"]),
        ("(A/60/871, par. 4) et IC/2009/1.", ["A/60/871", "IC/2009/1"]),
        (
            "le site www.exemple.org/eaux, et https://exemple.org/a_(b).",
            ["www.exemple.org/eaux", "https://exemple.org/a_(b)"],
        ),
        ("et/ou, 24 h/24, la loi n° 12/2019", []),
        ("la Convention de 1951", ["Convention relative au statut des réfugiés"]),
    ],
)
def test_references(text: str, expected: list[str]) -> None:
    assert [f.normalised for f in find_references(text)] == expected


def test_a_note_mark_refers_to_its_note() -> None:
    result = read("Le barème a été revu1 à Oran.\n\n1 Décision 12/4.\n")
    (mark,) = [r for r in result.references if r.kind == "footnote"]
    note = next(u for u in result.units if u.unit_type == "footnote")
    assert (mark.mark, mark.note_sentence_id) == ("1", note.sentence_id)


def test_facts_from_the_cover() -> None:
    facts = read(
        "OED Office des eaux du delta\n\n**CONFERENCE SUR LES CRUES**\n\n**OED/2020/3**\n\nOriginal : français\n"
        "Oran, 2 mars 2020\n\n4 et 5 mars 2020\n\nLes digues ont tenu.\n"
    ).facts
    assert facts.title == "CONFERENCE SUR LES CRUES"
    assert facts.symbol == "OED/2020/3"
    assert facts.issuer == "Office des eaux du delta"
    assert facts.event == "CONFERENCE SUR LES CRUES"
    assert (facts.date_start, facts.date_end, facts.place) == (dt.date(2020, 3, 4), dt.date(2020, 3, 5), "Oran")


def test_sections_form_a_tree_with_kinds() -> None:
    result = read(
        "I. Introduction\n\nLes digues ont tenu.\n\nII. Débat\n\nA. Digues\n\nElles ont tenu.\n\nB. Recommandations\n\n"
        "Relever les digues.\n\nIII. Conclusions\n\nTout va bien.\n\nAnnexe\n\nProgramme\n\nRien.\n"
    )
    rows = [(s.level, s.number, s.kind) for s in result.sections]
    assert rows[:5] == [
        (1, "I", "body"),
        (1, "II", "body"),
        (2, "A", "body"),
        (2, "B", "recommendations"),
        (1, "III", "conclusions"),
    ]
    assert rows[5][2] == "annex"
    parents = {s.section_id: s for s in result.sections}
    for section in result.sections:
        if section.parent_id:
            assert parents[section.parent_id].start <= section.start <= section.end <= parents[section.parent_id].end
    unit = next(u for u in result.units if u.text == "Relever les digues.")
    assert parents[unit.section_id].kind == "recommendations"


def test_list_items_know_their_lead_in() -> None:
    result = read("Le comité demande :\n\n• des digues ;\n\n• des pompes. Elles manquent.\n\nIl se réunira.\n")
    lead = next(u for u in result.units if u.text.endswith(":"))
    assert {u.lead_in_id for u in result.units if u.unit_type == "list_item"} == {lead.sentence_id}
    assert next(u for u in result.units if u.text.startswith("Il se")).lead_in_id is None


def test_page_labels() -> None:
    result = read("Première page.\n\n1\n\nDeuxième page.\n\n2\n\nTroisième page.\n\n3\n")
    assert [u.page for u in result.units if u.unit_type == "sentence"] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("cover", "expected"),
    [
        (
            "« Ports ouverts » : une journée au foyer des marins\n",
            {"title": "« Ports ouverts » : une journée au foyer des marins"},
        ),
        ("« Ports ouverts, foyers fermés »\n", {"title": "Ports ouverts, foyers fermés"}),
        (
            "Résumé de la réunion thématique sur les gens de mer\n",
            {
                "event": "réunion thématique sur les gens de mer",
                "title": "Résumé de la réunion thématique sur les gens de mer",
            },
        ),
        ("Rapport de la Rapporteuse sur l’atelier des marins\n", {"event": None}),
        ("Atelier national sur les foyers de marins\n", {"event": "Atelier national sur les foyers de marins"}),
        ("S/32/11\n\nRapport du Comité des ports lacustres\n", {"symbol": "S/32/11", "issuer": None}),
        ("S/2023/11\n\nLettre sur les ports lacustres\n", {"symbol": "S/2023/11", "issuer": "Conseil de sécurité"}),
        ("© 2023 – Mentions légales – Plan du site\n\nLe foyer des marins rouvre\n", {"issuer": None}),
        ("© Réseau des ports, 2023\n\nLe foyer des marins rouvre\n", {"issuer": "Réseau des ports"}),
        ("Séminaire des ports\n\nJeudi 11 décembre 2025, à 10 heures, New York\n", {"place": "New York"}),
        ("Séminaire des ports\n\nOran (Algérie), du 30 juin au 2 juillet 2014\n", {"place": "Oran (Algérie)"}),
    ],
)
def test_facts_of_covers(cover: str, expected: dict[str, object]) -> None:
    facts = read(cover + "\nLes digues ont tenu. Le comité les a relevées de deux mètres.\n").facts
    assert {key: getattr(facts, key) for key in expected} == expected
