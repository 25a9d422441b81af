"""Organisations: mentions and the entities they stand for."""

from __future__ import annotations

from pipeline import countries
from pipeline.organisations import OrganisationReading, read_organisations
from pipeline.records import Acronym, Segmented, Span, Unit


def reading(*texts: str, acronyms: dict[str, str] | None = None) -> OrganisationReading:
    units = tuple(
        Unit(
            sentence_id=f"s{i}",
            doc_id="d",
            section_id="x",
            ordinal=i,
            block=i,
            unit_type="sentence",
            text=text,
            spans=(Span(start=0, end=len(text)),),
        )
        for i, text in enumerate(texts)
    )
    listed = tuple(
        Acronym(acronym_id=f"a{i}", doc_id="d", acronym=short, expansion=long, where="list", start=0, end=1)
        for i, (short, long) in enumerate((acronyms or {}).items())
    )
    segmented = Segmented(doc_id="d", sections=(), units=units, acronyms=listed)
    return read_organisations(segmented, [()] * len(texts), countries.find_in_document(texts), [()] * len(texts))


def surfaces(*texts: str) -> list[str]:
    return [
        text[h.text_start : h.text_end] for text, hits in zip(texts, reading(*texts).hits, strict=True) for h in hits
    ]


def test_ministry_without_its_country() -> None:
    result = reading("Le Ministère de la pêche et de l’élevage de la Mauritanie a publié un guide.")
    assert [(o.name, o.country, o.kind) for o in result.organisations] == [
        ("Ministère de la pêche et de l’élevage", "MRT", "government")
    ]


def test_name_and_acronym_are_two_mentions_of_one_body() -> None:
    result = reading("Le Réseau des mairies solidaires (RMS) existe.", "Le RMS a grandi.")
    assert len({h.organisation_id for hits in result.hits for h in hits}) == 1
    assert [len(hits) for hits in result.hits] == [2, 1]


def test_treaties_and_programmes_are_none() -> None:
    assert surfaces("La Convention sur les gens de mer et le Programme de retour volontaire ont été cités.") == []
