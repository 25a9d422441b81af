"""The second look at a unit: what the first look made of it and of the units around it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.labels.features import Reading, View

Floats = NDArray[np.float64]

_FOLLOWS_ON = frozenset({"pronoun_subject", "measure_subject"})
_BACKWARD = (
    "ce",
    "cet",
    "cette",
    "ces",
    "celui",
    "celle",
    "ceux",
    "celles",
    "il",
    "elle",
    "ils",
    "elles",
    "son",
    "sa",
    "ses",
    "leur",
    "leurs",
)


def context_matrix(views: Sequence[View], readings: Sequence[Reading], first: Floats) -> Floats:
    """One row a unit: its own first scores (logits) and those around it, from ``first`` (units x labels, probabilities)."""
    n, labels = first.shape
    nothing = np.zeros(labels)
    unknown = np.full(labels, 1.0 / labels)  # nothing before or after: no opinion, and no sign of where the text begins
    siblings = _sibling_means(views, first)
    rows = []
    for i, view in enumerate(views):
        own = np.log(np.clip(first[i], 1e-4, 1.0))
        before = first[view.previous] if view.previous >= 0 else unknown
        before2 = (
            first[views[view.previous].previous]
            if view.previous >= 0 and views[view.previous].previous >= 0
            else unknown
        )
        after = first[view.following] if view.following >= 0 else unknown
        lead = first[view.lead_in] if view.lead_in >= 0 else nothing
        follows_on = float(bool(readings[i].names & _FOLLOWS_ON) or readings[i].words[:1] in [(w,) for w in _BACKWARD])
        item = float(view.unit_type == "list_item")
        rows.append(
            np.concatenate(
                [
                    own,
                    before,
                    before2,
                    after,
                    lead,
                    siblings[i],
                    before * follows_on,
                    before * item,
                    [follows_on, item],
                ]
            )
        )
    return np.array(rows).reshape(n, -1)


def _sibling_means(views: Sequence[View], first: Floats) -> Floats:
    """For list items, the mean of the other items under the same lead-in or heading; zeros elsewhere."""
    groups: dict[tuple[int, int], list[int]] = {}
    for i, view in enumerate(views):
        if view.unit_type == "list_item":
            groups.setdefault((view.lead_in, view.heading), []).append(i)
    out = np.zeros_like(first)
    for members in groups.values():
        if len(members) > 1:
            total = first[members].sum(axis=0)
            for i in members:
                out[i] = (total - first[i]) / (len(members) - 1)
    return out
