"""The trained weights, and labels with calibrated scores from them; numpy alone.

``labels.json`` holds the features in weight order, ``labels.npz`` the arrays: plain data both, read without pickle. Two linear
models follow each other: the first sees words and cues of a unit, the second the first's opinion of it and of its neighbours.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import GreffierError
from pipeline.labels.context import context_matrix
from pipeline.labels.features import RUNNING, Reading, View, features
from pipeline.records import Label
from pipeline.resources import models_dir

Floats = NDArray[np.float64]
FORMAT = 1


def softmax(logits: Floats) -> Floats:
    """Rows that sum to one."""
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    out: Floats = shifted / shifted.sum(axis=1, keepdims=True)
    return out


@dataclass(frozen=True)
class LabelModel:
    """Weights: ``first`` features x labels, ``second`` context x labels; ``temperature`` divides the last logits."""

    labels: tuple[Label, ...]
    vocabulary: dict[str, int]
    first: Floats
    first_bias: Floats
    second: Floats
    second_bias: Floats
    temperature: float

    @cached_property
    def _weights(self) -> Floats:
        """``first``, and a last row of zeros: the sum of no feature."""
        return np.vstack([self.first, np.zeros(len(self.labels))])

    def first_scores(self, views: Sequence[View], readings: Sequence[Reading]) -> Floats:
        """Probabilities from each unit's own features; units that are not running text are ``other``."""
        out = np.zeros((len(views), len(self.labels)))
        out[:, self.labels.index("other")] = 1.0
        known, nothing = self.vocabulary, len(self.first)
        running = [i for i, view in enumerate(views) if view.unit_type in RUNNING]
        if not running:
            return out
        columns: list[int] = []
        starts: list[int] = []
        shares: list[float] = []
        for i in running:
            seen = features(i, views, readings)
            cues, words = (cast("set[int]", set(map(known.get, names)) - {None}) for names in (seen.cues, seen.words))
            starts += (len(columns), len(columns) + len(cues) + 1)
            columns += (*sorted(cues), nothing, *sorted(words), nothing)
            shares.append(max(1, len(words)) ** -0.5)
        sums = np.add.reduceat(self._weights[columns], starts)
        out[running] = softmax(sums[::2] + sums[1::2] * np.array(shares)[:, None] + self.first_bias)
        return out

    def scores(self, views: Sequence[View], readings: Sequence[Reading]) -> Floats:
        """Calibrated probabilities, units x ``labels``; ``readings`` from ``readings_of(views)``."""
        if not views:
            return np.zeros((0, len(self.labels)))
        first = self.first_scores(views, readings)
        logits = context_matrix(views, readings, first) @ self.second + self.second_bias
        return softmax(logits / self.temperature)


def save(model: LabelModel, folder: Path, facts: dict[str, object]) -> None:
    """Writes ``labels.npz`` and ``labels.json``; ``facts`` (data, settings, figures) go into the latter."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays = {
        "first": model.first.astype(np.float32),
        "first_bias": model.first_bias.astype(np.float32),
        "second": model.second.astype(np.float32),
        "second_bias": model.second_bias.astype(np.float32),
    }
    np.savez_compressed(folder / "labels.npz", allow_pickle=False, **arrays)
    described = {
        "format": FORMAT,
        "labels": list(model.labels),
        "temperature": round(model.temperature, 4),
        **facts,
        "features": sorted(model.vocabulary, key=model.vocabulary.__getitem__),
    }
    (folder / "labels.json").write_text(json.dumps(described, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def load(folder: Path) -> LabelModel:
    """Reads what ``save`` wrote. Raises ``GreffierError`` when it is missing or of another format."""
    try:
        described = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
        with np.load(folder / "labels.npz", allow_pickle=False) as arrays:
            first, first_bias, second, second_bias = (
                arrays[name].astype(np.float64) for name in ("first", "first_bias", "second", "second_bias")
            )
    except (OSError, ValueError, KeyError) as error:
        raise GreffierError(f"the label model in {folder} cannot be read ({error}): run `greffier train`") from error
    if described.get("format") != FORMAT or len(described["features"]) != len(first):
        raise GreffierError(f"the label model in {folder} is of another format: run `greffier train`")
    return LabelModel(
        labels=tuple(described["labels"]),
        vocabulary={name: i for i, name in enumerate(described["features"])},
        first=first,
        first_bias=first_bias,
        second=second,
        second_bias=second_bias,
        temperature=float(described["temperature"]),
    )


@lru_cache(maxsize=1)
def shipped_model() -> LabelModel:
    """The model in ``models/``."""
    return load(models_dir())
