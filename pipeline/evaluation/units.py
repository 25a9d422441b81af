"""Units: are they cut where the gold cuts, of its type, with its reading text and its label?"""

from __future__ import annotations

from collections import Counter
from typing import Any

from pipeline.evaluation.answers import Errors, Pairing, Unit
from pipeline.evaluation.counts import Counts, Share
from pipeline.evaluation.gold import LABELS, GoldUnit
from pipeline.evaluation.matching import same_text
from pipeline.records import LABELS as ALL_LABELS
from pipeline.records import Label

_RUNNING = ("sentence", "list_item", "question")
_SAME_UNIT = 0.9  # intersection over union from which two stretches are the same unit
_CONTENT: tuple[Label, ...] = ("recommendation", "good_practice", "finding")


class Segmentation:
    """Running units found and spurious; unit types of all units; reading text of the running units found."""

    def __init__(self, errors: Errors) -> None:
        self._errors = errors
        self._counts, self._types, self._texts = Counts(), Share(), Share()

    def add(self, pair: Pairing) -> None:
        """Count one document."""
        hit: set[int] = set()
        for gold, i in zip(pair.gold, pair.nearest, strict=True):
            unit = None if i is None else pair.units[i]
            self._type(gold, unit)
            if not gold.running:
                continue
            if i is not None and unit is not None and _same(gold, unit):
                hit.add(i)
                self._counts.tp += 1
                self._text(gold, unit)
            else:
                self._counts.fn += 1
                found = f"{unit.row.unit_type}: {unit.row.text[:160]}" if unit else ""
                self._errors.add("segmentation", gold.text[:160], found)
        annotated: set[int] = set()
        for gold in pair.gold:
            if gold.running:
                annotated |= gold.cells
        for i, unit in enumerate(pair.units):
            # Only what lies mostly in annotated running text can be spurious: the rest of the document is not gold.
            if i not in hit and unit.cells and len(unit.cells & annotated) / len(unit.cells) >= 0.5:
                self._counts.fp += 1

    def _type(self, gold: GoldUnit, unit: Unit | None) -> None:
        right = unit is not None and unit.row.unit_type == gold.unit_type
        self._types.add(right)
        if unit is not None and not right:
            self._errors.add(f"unit type {gold.unit_type} -> {unit.row.unit_type}", gold.text[:120])

    def _text(self, gold: GoldUnit, unit: Unit) -> None:
        right = same_text(gold.text, unit.row.text)
        self._texts.add(right)
        if not right:
            self._errors.add("text differs", gold.text[:200], unit.row.text[:200])

    def figures(self) -> dict[str, Any]:
        return {
            "segmentation": self._counts.figures(),
            "unit_type_accuracy": self._types.rate(),
            "text_exact": self._texts.rate(),
        }


def _same(gold: GoldUnit, unit: Unit) -> bool:
    if unit.row.unit_type not in _RUNNING:
        return False
    return len(gold.cells & unit.cells) / len(gold.cells | unit.cells) >= _SAME_UNIT


class Classification:
    """Labels of all gold units; a unit that the dataset does not cover counts as ``other``."""

    def __init__(self, errors: Errors) -> None:
        self._errors = errors
        self.confusion: Counter[tuple[Label, Label]] = Counter()
        self.scored: list[tuple[float, bool]] = []  # score of each label that has one, and whether it is right

    def add(self, pair: Pairing) -> None:
        """Count one document."""
        for i, gold in enumerate(pair.gold):
            row = pair.nearest_row(i)
            found: Label = row.label if row else "other"
            wanted = LABELS[gold.label]
            if gold.label_alt and found == LABELS[gold.label_alt]:
                wanted = found
            self.confusion[wanted, found] += 1
            if row is not None and row.score is not None:
                self.scored.append((row.score, wanted == found))
            if wanted != found:
                self._errors.add(f"label {wanted} -> {found}", gold.text[:220])

    def figures(self) -> dict[str, Any]:
        by_label = {label: self._counts(label).figures() for label in ALL_LABELS}
        right = sum(n for (wanted, found), n in self.confusion.items() if wanted == found)
        return {
            "classification": {
                "macro_f1": round(sum(f["f1"] for f in by_label.values()) / len(by_label), 4),
                "macro_f1_content": round(sum(by_label[label]["f1"] for label in _CONTENT) / len(_CONTENT), 4),
                "accuracy": round(right / max(1, self.confusion.total()), 4),
                **by_label,
            }
        }

    def _counts(self, label: Label) -> Counts:
        tp = self.confusion[label, label]
        wanted = sum(n for (g, _), n in self.confusion.items() if g == label)
        found = sum(n for (_, f), n in self.confusion.items() if f == label)
        return Counts(tp, found - tp, wanted - tp)
