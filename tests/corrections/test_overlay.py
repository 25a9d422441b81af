"""Corrections laid over a document's results: what they change, and when they are reported instead."""

from typing import Any

import pytest

from pipeline.corrections.lines import Correction, Given, Link, neighbours_hash
from pipeline.corrections.overlay import Corrected, apply
from pipeline.records import (
    Entities,
    Labelled,
    Mention,
    Organisation,
    Segmented,
    Source,
    Span,
    Speaker,
    Statement,
    Unit,
    UnitLabel,
)

LINES = (
    "La séance a porté sur l’eau des villages.",
    "Mme Awa Sow a dit que l’OMS aide le Niger et le Tchad.",
    "Le Niger a foré quarante puits.",
)
TEXT = "\n".join(LINES)
IDS = ["eau-01-aa-1", "eau-01-bb-1", "eau-01-cc-1"]


def mention(kind: Any, entity: str, surface: str, unit: int = 1) -> Mention:
    at = LINES[unit].index(surface)
    start = TEXT.index(LINES[unit]) + at
    return Mention(
        mention_id=f"{IDS[unit]}-{kind[0]}{at}-{at + len(surface)}",
        doc_id="eau-01", sentence_id=IDS[unit], kind=kind, entity_id=entity,
        speaker_id=entity if kind == "person" else None,
        iso3=entity if kind == "country" else None,
        organisation_id=entity if kind == "organisation" else None,
        surface=surface, text_start=at, text_end=at + len(surface), start=start, end=start + len(surface),
        form="name", source="lexicon",
    )  # fmt: skip


SOURCE = Source(doc_id="eau-01", path="eau.txt", sha256="0", n_bytes=1, encoding="utf-8", language="fr", text=TEXT)
SEGMENTED = Segmented(
    doc_id="eau-01",
    sections=(),
    units=tuple(
        Unit(
            sentence_id=IDS[i], doc_id="eau-01", section_id="s", ordinal=i, block=i, unit_type="sentence", text=line,
            spans=(Span(start=TEXT.index(line), end=TEXT.index(line) + len(line)),),
        )
        for i, line in enumerate(LINES)
    ),
)  # fmt: skip
ENTITIES = Entities(
    doc_id="eau-01",
    mentions=(
        mention("person", "eau-01-p-awa-sow", "Awa Sow"),
        mention("organisation", "oms", "OMS"),
        mention("country", "NER", "Niger"),
        mention("country", "TCD", "Tchad"),
    ),
    speakers=(Speaker(speaker_id="eau-01-p-awa-sow", doc_id="eau-01", kind="person", name="Awa Sow"),),
    statements=(
        Statement(
            statement_id="s1", sentence_id=IDS[1], speaker_id="eau-01-p-awa-sow", cue="a dit", text_start=12,
            text_end=17, how="explicit", source="pattern",
        ),
    ),
    organisations=(
        Organisation(organisation_id="oms", name="Organisation mondiale de la Santé", acronym="OMS", kind="un"),
    ),
)  # fmt: skip
LABELLED = Labelled(
    doc_id="eau-01",
    labels=(
        UnitLabel(sentence_id=IDS[0], label="other", label_source="model", score=0.9),
        UnitLabel(
            sentence_id=IDS[1], label="finding", label_source="model", score=0.6,
            countries=("NER", "TCD"), organisations=("oms",), years=(2019,),
        ),
        UnitLabel(sentence_id=IDS[2], label="good_practice", label_source="model", score=0.8),
    ),
)  # fmt: skip


def corrected(unit: int = 1, **fields: Any) -> Corrected:
    correction = Correction(sentence_id=IDS[unit], neighbours=neighbours_hash(LINES, unit), **fields)
    return apply([Given(correction, "corrections/eau.jsonl:1")], SOURCE, SEGMENTED, ENTITIES, LABELLED)


def links(result: Corrected) -> dict[str, tuple[str, str]]:
    return {m.surface: (m.entity_id, m.source) for m in result.entities.mentions}


def test_a_label_is_a_persons_and_has_no_score():
    result = corrected(label="good_practice")
    label = result.labelled.labels[1]
    assert (label.label, label.label_source, label.score) == ("good_practice", "human", None)
    assert (label.countries, label.organisations, label.years) == (("NER", "TCD"), ("oms",), (2019,))
    assert result.applied == 1
    assert result.labelled.labels[0] == LABELLED.labels[0]


def test_a_recommendation_has_no_practising_countries():
    label = corrected(label="recommendation").labelled.labels[1]
    assert (label.countries, label.organisations) == ((), ())


def test_speakers_replace_those_found_and_keep_their_cue():
    result = corrected(speakers=("Awa Sow", "@NER", "#OMS", "*", "^la Présidente", "Moussa Bâ"))
    assert all(s.source == "human" for s in result.entities.statements)
    speakers = {s.speaker_id: s for s in result.entities.speakers}
    said = [speakers[s.speaker_id] for s in result.entities.statements]
    assert [s.kind for s in said] == ["person", "delegate", "organisation", "collective", "person", "person"]
    assert result.entities.statements[0].cue == "a dit"
    assert said[1].country == "NER"
    assert said[2].organisation_id == "oms"
    assert (said[4].name, said[4].role) == (None, "la Présidente")
    assert len(speakers) == 6


def test_no_speakers_means_the_reports_own_voice():
    assert corrected(speakers=()).entities.statements == ()


def test_a_link_changes_what_words_stand_for():
    result = corrected(links=(Link(surface="Niger", entity="@NGA"),))
    assert links(result)["Niger"] == ("NGA", "human")
    assert links(result)["Tchad"] == ("TCD", "lexicon")
    assert result.labelled.labels[1].countries == ("NGA", "TCD")


def test_a_link_to_nothing_removes_the_mention():
    result = corrected(links=(Link(surface="OMS", entity=None),))
    assert "OMS" not in links(result)
    assert result.labelled.labels[1].organisations == ()


def test_a_link_adds_a_mention_that_was_missed_with_its_place():
    result = corrected(unit=0, links=(Link(surface="villages", entity="#Union des villages"),))
    (new,) = [m for m in result.entities.mentions if m.surface == "villages"]
    assert TEXT[new.start : new.end] == LINES[0][new.text_start : new.text_end] == "villages"
    assert new.organisation_id == "union-des-villages"
    assert "union-des-villages" in {o.organisation_id for o in result.entities.organisations}


def test_a_link_with_other_bounds_replaces_what_it_overlaps():
    result = corrected(links=(Link(surface="Mme Awa Sow", entity="Awa Sow"),))
    assert links(result)["Mme Awa Sow"] == ("eau-01-p-awa-sow", "human")
    assert "Awa Sow" not in links(result)


def refused(correction: Correction, lines: tuple[str, ...] = LINES) -> tuple[str, str]:
    units = tuple(u.model_copy(update={"text": t}) for u, t in zip(SEGMENTED.units, lines, strict=True))
    segmented = SEGMENTED.model_copy(update={"units": units})
    result = apply([Given(correction, "corrections/eau.jsonl:7")], SOURCE, segmented, ENTITIES, LABELLED)
    assert (result.entities.statements, result.labelled, result.applied) == (ENTITIES.statements, LABELLED, 0)
    (reject,) = result.rejects
    assert (reject.path, reject.stage, reject.doc_id) == ("corrections/eau.jsonl:7", "write", "eau-01")
    return reject.code, reject.reason


@pytest.mark.parametrize("changed", [0, 1, 2])
def test_changed_surroundings_are_reported_and_nothing_applied(changed):
    lines = tuple(line + " (bis)" if i == changed else line for i, line in enumerate(LINES))
    correction = Correction(sentence_id=IDS[1], neighbours=neighbours_hash(LINES, 1), label="other")
    code, reason = refused(correction, lines)
    assert code == "correction_stale"
    assert reason == f"what stands around {IDS[1]} has changed; look at it again and renew the line"


def test_a_sentence_that_is_gone_is_reported():
    code, _ = refused(Correction(sentence_id="eau-01-zz-1", neighbours="0", label="other"))
    assert code == "correction_unmatched"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"speakers": ("@XXX",)}, "@XXX is no ISO 3166-1 alpha-3 code"),
        ({"speakers": ("#",)}, "# takes the name of an organisation"),
        ({"links": (Link(surface="Mali", entity="@MLI"),)}, "'Mali' does not stand 1 time in the sentence"),
        ({"links": (Link(surface="dit", entity=None),)}, "'dit' is no mention"),
        ({"links": (Link(surface="Niger", entity="*"),)}, "a link takes a person, @COUNTRY or #ORGANISATION"),
    ],
)
def test_what_cannot_be_found_undoes_the_whole_correction(fields, reason):
    correction = Correction(sentence_id=IDS[1], neighbours=neighbours_hash(LINES, 1), label="other", **fields)
    assert refused(correction) == ("correction_unresolved", f"{reason}; correct the line")


def test_the_last_of_several_corrections_holds():
    both = [
        Given(Correction(sentence_id=IDS[1], neighbours=neighbours_hash(LINES, 1), label=label), "x:1")
        for label in ("other", "recommendation")
    ]
    assert apply(both, SOURCE, SEGMENTED, ENTITIES, LABELLED).labelled.labels[1].label == "recommendation"
