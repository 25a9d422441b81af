"""``greffier train``: the label model from the labelled passages; the only module that imports scikit-learn.

Same data, settings and packages: same weights. Scores are calibrated on cross-validated predictions, since those on the
training text itself are too sure of themselves.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import yaml
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import ConfigError, GreffierError
from pipeline.labels.context import context_matrix
from pipeline.labels.features import RUNNING, Features, Reading, View, features, readings_of
from pipeline.labels.model import LabelModel, save, softmax
from pipeline.labels.passages import Passage, as_document, read_all
from pipeline.labels.views import document_views
from pipeline.language import Recogniser, choose
from pipeline.records import LABELS
from pipeline.stages.entities import extract

Floats = NDArray[np.float64]


class TrainingConfig(BaseModel):
    """``configs/training.yaml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    passages: str
    reports: str
    seed: int
    folds: Annotated[int, Field(ge=2)]
    least_count: Annotated[int, Field(ge=1)]
    regularisation: Annotated[float, Field(gt=0)]
    cue_weight: Annotated[float, Field(gt=0)]
    word_weight: Annotated[float, Field(gt=0)]
    context_regularisation: Annotated[float, Field(gt=0)]
    emphasis: dict[str, Annotated[float, Field(gt=0)]] = {}


@dataclass(frozen=True)
class Example:
    """One passage, seen as the classifier sees a document; ``rows`` are the indices of its running units."""

    passage: Passage
    views: tuple[View, ...]
    readings: tuple[Reading, ...]
    seen: tuple[Features, ...]
    rows: tuple[int, ...]
    labels: tuple[int, ...]


@dataclass(frozen=True)
class Trained:
    """The model, and what cross-validation says of it: share right, F1 a label, calibration error."""

    model: LabelModel
    units: int
    accuracy: float
    f1: dict[str, float]
    calibration_error: float


def read_training_config(path: Path) -> TrainingConfig:
    """The settings in ``path``; raises ``ConfigError``."""
    try:
        return TrainingConfig.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise ConfigError(f"{path}: {' '.join(str(error).split())[:200]}") from error


class Reader:
    """Reads passages as the stages read documents: names and speakers come from the third stage itself."""

    def __init__(self, model: str = "auto") -> None:
        self._recogniser = Recogniser(choose(model))

    def examples(self, passages: Sequence[Passage]) -> list[Example]:
        """Each passage with its features."""
        return [self._example(passage) for passage in passages]

    def _example(self, passage: Passage) -> Example:
        source, segmented = as_document(passage)
        entities = extract(source, segmented, self._recogniser.spans([u.text for u in segmented.units]))
        views = document_views(segmented, entities)
        readings = tuple(readings_of(views))
        rows = tuple(i for i, unit in enumerate(passage.units) if unit.unit_type in RUNNING)
        seen = tuple(features(i, views, readings) for i in rows)
        return Example(passage, views, readings, seen, rows, tuple(LABELS.index(passage.units[i].label) for i in rows))


def train(config: TrainingConfig, root: Path, folder: Path) -> Trained:
    """Trains on the data below ``root``, writes the model into ``folder``."""
    files = [*sorted(root.glob(config.passages)), *sorted(root.glob(config.reports))]
    if not files:
        raise GreffierError(f"no training data under {root}: {config.passages}")
    passages = read_all(root.glob(config.passages), root.glob(config.reports))
    trained = fit(Reader().examples(passages), config)
    data = hashlib.sha256(b"".join(hashlib.sha256(f.read_bytes()).digest() for f in files)).hexdigest()[:16]
    facts: dict[str, object] = {
        "training_data": data,
        "settings": config.model_dump(),
        "cross_validation": {
            "units": trained.units,
            "accuracy": trained.accuracy,
            "f1": trained.f1,
            "calibration_error": trained.calibration_error,
        },
    }
    save(trained.model, folder, facts)
    return trained


def fit(examples: Sequence[Example], config: TrainingConfig) -> Trained:
    """Both models, the temperature, and the figures of cross-validation by passage."""
    truth = np.concatenate([np.array(e.labels, dtype=int) for e in examples])
    groups = np.concatenate([np.full(len(e.labels), i) for i, e in enumerate(examples)])
    counts = np.concatenate([np.full(len(e.labels), config.emphasis.get(e.passage.batch, 1.0)) for e in examples])
    fold_of = np.random.default_rng(config.seed).permutation(len(examples)) % config.folds
    unit_fold = fold_of[groups]
    vocabulary, scale, matrix = _matrix(examples, config)
    held_out = np.zeros((len(truth), len(LABELS)))
    for fold in range(config.folds):
        chosen = unit_fold != fold
        weights, bias = _logistic(matrix[chosen], truth[chosen], counts[chosen], config.regularisation, config.seed)
        held_out[~chosen] = softmax(matrix[~chosen] @ weights + bias)
    first, first_bias = _logistic(matrix, truth, counts, config.regularisation, config.seed)
    context = _contexts(examples, held_out)
    logits = np.zeros_like(held_out)
    for fold in range(config.folds):
        chosen = unit_fold != fold
        weights, bias = _logistic(
            context[chosen], truth[chosen], counts[chosen], config.context_regularisation, config.seed
        )
        logits[~chosen] = context[~chosen] @ weights + bias
    second, second_bias = _logistic(context, truth, counts, config.context_regularisation, config.seed)
    temperature = _temperature(logits, truth)
    model = LabelModel(LABELS, vocabulary, first * scale[:, None], first_bias, second, second_bias, temperature)
    scores = softmax(logits / temperature)
    guesses = scores.argmax(axis=1)
    f1 = {str(label): round(_f1(truth == k, guesses == k), 4) for k, label in enumerate(LABELS)}
    return Trained(
        model, len(truth), round(float((guesses == truth).mean()), 4), f1, round(calibration_error(scores, truth), 4)
    )


def _matrix(examples: Sequence[Example], config: TrainingConfig) -> tuple[dict[str, int], Floats, Any]:
    """Vocabulary, weight of each feature, and the units x features matrix with these weights in it."""
    from scipy.sparse import csr_matrix

    seen = [f for e in examples for f in e.seen]
    counts = Counter(name for f in seen for name in {*f.cues, *f.words})
    kept = sorted(name for name, n in counts.items() if n >= config.least_count)
    vocabulary = {name: i for i, name in enumerate(kept)}
    are_cues = {name for f in seen for name in f.cues}
    scale = np.array([config.cue_weight if name in are_cues else config.word_weight for name in kept])
    starts: list[int] = [0]
    columns: list[int] = []
    values: list[float] = []
    for f in seen:
        cues = sorted({vocabulary[n] for n in f.cues if n in vocabulary})
        words = sorted({vocabulary[n] for n in f.words if n in vocabulary})
        columns += [*cues, *words]
        values += [config.cue_weight] * len(cues) + [config.word_weight / max(1, len(words)) ** 0.5] * len(words)
        starts.append(len(columns))
    shape = (len(seen), len(kept))
    return (
        vocabulary,
        scale,
        csr_matrix((np.array(values), np.array(columns, dtype=int), np.array(starts)), shape=shape),
    )


def _contexts(examples: Sequence[Example], scores: Floats) -> Floats:
    out, at = [], 0
    for e in examples:
        whole = np.zeros((len(e.views), len(LABELS)))
        whole[:, LABELS.index("other")] = 1.0
        whole[list(e.rows)] = scores[at : at + len(e.rows)]
        at += len(e.rows)
        out.append(context_matrix(e.views, e.readings, whole)[list(e.rows)])
    return np.vstack(out)


def _logistic(
    matrix: Any, truth: NDArray[np.int_], counts: Floats, regularisation: float, seed: int
) -> tuple[Floats, Floats]:
    """Weights (features x labels) and bias of a multinomial logistic regression; ``counts``: how often each unit counts."""
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):  # products this small cost twenty times as much when threads share them
        fitted = LogisticRegression(C=regularisation, max_iter=2000, random_state=seed).fit(
            matrix, truth, sample_weight=counts
        )
    return fitted.coef_.T.astype(np.float64), fitted.intercept_.astype(np.float64)


def _temperature(logits: Floats, truth: NDArray[np.int_]) -> float:
    """The divisor of the logits that makes the held-out labels most probable."""
    candidates = np.arange(0.5, 3.01, 0.01)
    losses = [-np.log(softmax(logits / t)[np.arange(len(truth)), truth] + 1e-12).mean() for t in candidates]
    return round(float(candidates[int(np.argmin(losses))]), 2)


def calibration_error(scores: Floats, truth: NDArray[np.int_], bins: int = 10) -> float:
    """Expected calibration error of the winning label's score, in ``bins`` of equal width."""
    best, right = scores.max(axis=1), scores.argmax(axis=1) == truth
    total = 0.0
    for low in np.linspace(0, 1, bins, endpoint=False):
        inside = (best > low) & (best <= low + 1 / bins)
        if inside.any():
            total += float(inside.mean()) * abs(float(right[inside].mean()) - float(best[inside].mean()))
    return total


def _f1(truth: NDArray[np.bool_], guess: NDArray[np.bool_]) -> float:
    both = float((truth & guess).sum())
    return 2 * both / max(1.0, float(truth.sum() + guess.sum()))
