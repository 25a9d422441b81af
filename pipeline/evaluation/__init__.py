"""How good is a dataset? Every figure of a published dataset against gold annotations.

``evaluate`` reads both and hands back plain figures under the names that the scorer of the shared material uses; two
implementations of one definition keep each other honest. ``floors`` remembers the figures that must not sink.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.evaluation.answers import Answers, Errors, Example, Pairing, Unit, read_answers
from pipeline.evaluation.attribution import Attribution
from pipeline.evaluation.counts import calibration, wilson
from pipeline.evaluation.gold import read_gold
from pipeline.evaluation.mentions import Mentions
from pipeline.evaluation.side_tables import side_figures
from pipeline.evaluation.units import Classification, Segmentation
from pipeline.records import LABELS, Label
from pipeline.storage import Folder

SCORER_VERSION = 3  # the version of the shared scorer whose definitions are kept here


@dataclass(frozen=True)
class Evaluation:
    """``figures`` by task, in the scorer's names and order; labels confused (gold, found); examples of errors by class."""

    figures: Mapping[str, Any]
    confusion: Mapping[tuple[Label, Label], int]
    errors: Mapping[str, list[Example]]
    calibration: Sequence[Mapping[str, float]] = ()  # score against truth by band of score, see ``counts.calibration``
    statement_calibration: Sequence[Mapping[str, float]] = ()  # the same for who said it
    judged: Sequence[tuple[str, float | None, bool]] = ()  # statements: kind of attribution, score, whether it is right

    @property
    def attribution_precision(self) -> dict[str, dict[str, float]]:
        """Of statements by kind of attribution, the share the gold agrees with, with its 95 % interval, and their number."""
        found = {}
        for kind in sorted({kind for kind, _, _ in self.judged}):
            outcomes = [right for other, _, right in self.judged if other == kind]
            low, high = wilson(sum(outcomes), len(outcomes))
            share = round(sum(outcomes) / len(outcomes), 4)
            found[kind] = {"precision": share, "low": low, "high": high, "n": len(outcomes)}
        return found

    @property
    def label_precision(self) -> dict[Label, dict[str, float]]:
        """Of units the dataset gives a label, the share the gold agrees with, with its 95 % interval; ``n`` units in all."""
        found = {}
        for label in LABELS:
            n = sum(count for (_, given), count in self.confusion.items() if given == label)
            right = self.confusion.get((label, label), 0)
            low, high = wilson(right, n)
            found[label] = {"precision": round(right / n, 4) if n else 0.0, "low": low, "high": high, "n": n}
        return found


def evaluate(dataset: Folder, gold_dir: Path) -> Evaluation:
    """Measure the published ``dataset`` against the gold in ``gold_dir``; documents are matched by the hash of their bytes.

    A document of the gold that the dataset lacks counts as missed throughout. Raises ``UsageError`` when one of the two is
    not there or cannot be read, ``DatasetInvalid`` when rows do not keep the data contract.
    """
    if not (dataset / "documents.parquet").exists():
        raise UsageError(f"there is no dataset in {dataset}: run `greffier run`, or give its folder with --out")
    gold = read_gold(gold_dir)
    answers = read_answers(dataset, gold.units.keys())
    errors = Errors()
    segmentation, classification = Segmentation(errors), Classification(errors)
    mentions, attribution = Mentions(answers, errors), Attribution(answers, errors)
    for sha256, units in gold.units.items():
        pair = _pair(sha256, units, answers)
        for measure in (segmentation, classification, mentions, attribution):
            measure.add(pair)
    figures = {
        "scorer_version": SCORER_VERSION,
        "documents_missing": sum(sha256 not in answers.doc_ids for sha256 in gold.units),
        **segmentation.figures(),
        **classification.figures(),
        **mentions.figures(),
        **attribution.figures(),
        **side_figures(gold, answers, errors),
    }
    said = [(score, right) for _, score, right in attribution.judged if score is not None]
    return Evaluation(
        figures,
        classification.confusion,
        errors.by_class,
        calibration(classification.scored),
        calibration(said),
        attribution.judged,
    )


def _pair(sha256: str, units: list[Any], answers: Answers) -> Pairing:
    doc_id = answers.doc_ids.get(sha256)
    return Pairing(sha256, doc_id, units, [Unit(row) for row in answers.sentences.get(doc_id or "", [])])
