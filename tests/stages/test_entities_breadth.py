"""The third stage reads whatever it is given: every training passage passes it, and its rows keep their promises."""

import pytest

from pipeline.labels.passages import as_document, read_all
from pipeline.stages.entities import extract
from tests.conftest import ROOT

FOLDER = ROOT / "models" / "training"
FILES = sorted(p for p in FOLDER.rglob("*.txt"))


@pytest.mark.parametrize("file", FILES, ids=lambda p: p.stem)
def test_every_passage_is_read(file):
    passages = read_all([file], [])
    assert passages
    for passage in passages:
        source, segmented = as_document(passage)
        entities = extract(source, segmented, [()] * len(segmented.units))
        texts = {u.sentence_id: u.text for u in segmented.units}
        speakers = {s.speaker_id for s in entities.speakers}
        for mention in entities.mentions:
            assert texts[mention.sentence_id][mention.text_start : mention.text_end] == mention.surface
        assert {s.speaker_id for s in entities.statements} <= speakers
