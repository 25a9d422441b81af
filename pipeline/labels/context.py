"""The second look at a unit: what the first look made of it and of the units around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.labels.features import FOLLOWS_ON, RUNNING, Reading, View

Floats = NDArray[np.float64]

_BACKWARD = frozenset(
    (
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
)


def context_matrix(views: Sequence[View], readings: Sequence[Reading], first: Floats) -> Floats:
    """One row a unit: its own first scores (logits) and those around it, from ``first`` (units x labels, probabilities)."""
    n, labels = first.shape
    nothing = np.zeros(labels)
    unknown = np.full(labels, 1.0 / labels)  # nothing before or after: no opinion, and no sign of where the text begins
    lists: dict[tuple[int, int], list[int]] = {}  # items under the same lead-in or heading
    sections: dict[int, list[int]] = {}  # running units under the same heading
    for i, view in enumerate(views):
        if view.unit_type == "list_item":
            lists.setdefault((view.lead_in, view.heading), []).append(i)
        if view.unit_type in RUNNING:
            sections.setdefault(view.heading, []).append(i)
    siblings = _means_of_others(lists.values(), first)
    section = _means_of_others(sections.values(), first)
    opinions = np.vstack([first, unknown, nothing])
    unsaid, none = n, n + 1
    previous = [view.previous if view.previous >= 0 else unsaid for view in views]
    before = opinions[previous]
    before2 = opinions[[previous[p] if p != unsaid else unsaid for p in previous]]
    after = opinions[[view.following if view.following >= 0 else unsaid for view in views]]
    lead = opinions[[view.lead_in if view.lead_in >= 0 else none for view in views]]
    follows_on = np.array(
        [[float(not r.names.isdisjoint(FOLLOWS_ON) or (bool(r.words) and r.words[0] in _BACKWARD))] for r in readings]
    )
    item = np.array([[float(view.unit_type == "list_item")] for view in views])
    goes_on = np.array([[float(view.goes_on)] for view in views])
    same_speaker = np.array([[float(view.same_speaker)] for view in views])
    own = np.log(np.clip(first, 1e-4, 1.0))
    around = [own, before, before2, after, lead, siblings, before * follows_on, before * item, follows_on, item]
    around += [before * goes_on, before * same_speaker, goes_on, same_speaker, section]
    return np.hstack(around)


def _means_of_others(groups: Iterable[Sequence[int]], first: Floats) -> Floats:
    """For each member of a group the mean of its other members; zeros for those alone or in none."""
    out = np.zeros_like(first)
    for members in groups:
        if len(members) > 1:
            rows = first[members]
            out[members] = (rows.sum(axis=0) - rows) / (len(members) - 1)
    return out
