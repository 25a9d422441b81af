"""Stage 4, ``classify``: one label a unit, and what the label's table needs beside it."""

from __future__ import annotations

from pipeline.labels.features import RUNNING, readings_of
from pipeline.labels.model import shipped_model
from pipeline.labels.particulars import Describer
from pipeline.labels.views import document_views
from pipeline.records import Entities, Labelled, LabelScores, Segmented, UnitLabel

VERSION = "2"


def classify(segmented: Segmented, entities: Entities) -> Labelled:
    """The label of each unit, in unit order; units that are not running text are ``other`` by rule, without a score."""
    model = shipped_model()
    views = document_views(segmented, entities)
    readings = readings_of(views)
    scores = model.scores(views, readings)
    best = scores.argmax(axis=1).tolist() if len(views) else []
    describer = Describer(segmented, entities, readings)
    labels = []
    for unit, row, k in zip(segmented.units, scores.tolist(), best, strict=True):
        if unit.unit_type not in RUNNING:
            particulars = describer.describe(unit, "other")
            labels.append(
                UnitLabel(sentence_id=unit.sentence_id, label="other", label_source="rule", context=particulars.context)
            )
            continue
        rounded = [round(x, 4) for x in row]
        labels.append(
            UnitLabel(
                sentence_id=unit.sentence_id,
                label=model.labels[k],
                label_source="model",
                score=rounded[k],
                label_scores=LabelScores(**dict(zip(model.labels, rounded, strict=True))),
                **vars(describer.describe(unit, model.labels[k])),
            )
        )
    return Labelled(doc_id=segmented.doc_id, labels=tuple(labels))
