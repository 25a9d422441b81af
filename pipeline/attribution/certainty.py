"""How often an attribution of its kind is right: the score of a statement.

The shares were measured on documents of our own gold whose errors nobody has read (``python -m tests.quality.attribution_scores``
repeats it) and stand in ``configs/lexicons/attribution_scores.yaml``; they are the program's on documents of other makers, as far
as these resemble those.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.records import How, SpeakerKind
from pipeline.resources import lexicon

_LONGEST_RUN = 3  # continuations further from their cue are too few to be measured apart


def runs(statements: Iterable[tuple[str, How]]) -> Iterator[int]:
    """For statements (speaker, how) in reading order: 0, or which continuation it is since the speaker's last other statement."""
    since: dict[str, int] = {}
    for speaker, how in statements:
        since[speaker] = since.get(speaker, 0) + 1 if how == "continuation" else 0
        yield since[speaker]


def kind_of(how: How, kind: SpeakerKind, run: int) -> str:
    """The kind of attribution, under whose name its share of right ones was measured."""
    if kind == "collective":
        return "collective"
    if how == "continuation":
        return f"continuation_{min(max(run, 1), _LONGEST_RUN)}"
    return how


def score(how: How, kind: SpeakerKind, run: int) -> float:
    """The share of such attributions that the gold agrees with, from 0 to 1."""
    return float(lexicon("attribution_scores")["right"][kind_of(how, kind, run)])
