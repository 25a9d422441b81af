"""Stage 4, ``classify``: one label a unit, and what the label's table needs beside it."""

from __future__ import annotations

import re

from pipeline.records import Entities, Label, Labelled, Segmented, Unit, UnitLabel

VERSION = "1"

_RUNNING = {"sentence", "list_item"}
_DEONTIC = re.compile(
    r"\b(devrai(?:t|ent)|doi(?:t|vent)|devai(?:t|ent)|il (?:faut|fallait|faudrait|convient|convenait|importe|importait)"
    r"|nécessité d|recommand|préconis|exhort|invit[eéè]|encourag|il est (?:essentiel|indispensable|nécessaire|important)"
    r"|l['’´]importance de \w+er\b|appel[eé]*[sr]? (?:à|de leurs vœux)|demand[eé])",
    re.IGNORECASE,
)
_PROCEDURE = re.compile(
    r"\b(séance|a ouvert|ordre du jour|le présent (?:document|rapport)|a été examiné|se sont tenu|s'est tenu|s’est tenu)",
    re.IGNORECASE,
)


def classify(segmented: Segmented, entities: Entities) -> Labelled:
    """The label of each unit, in unit order."""
    return Labelled(doc_id=segmented.doc_id, labels=tuple(_label(unit) for unit in segmented.units))


def _label(unit: Unit) -> UnitLabel:
    label: Label = "other"
    if unit.unit_type in _RUNNING:
        if _DEONTIC.search(unit.text):
            label = "recommendation"
        elif not _PROCEDURE.search(unit.text):
            label = "finding"
    return UnitLabel(sentence_id=unit.sentence_id, label=label, label_source="rule")
