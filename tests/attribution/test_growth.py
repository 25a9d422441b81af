"""Many names in one sentence cost in proportion to their number."""

from __future__ import annotations

import sys
from types import FrameType

from pipeline.config import read_config
from pipeline.stages.entities import extract
from pipeline.stages.load import load
from pipeline.stages.segment import segment


def calls(text: str) -> int:
    """How many functions of ours are called to read the entities of a report."""
    source = load("report.txt", text.encode(), read_config())
    segmented = segment(source)
    spans = [() for _ in segmented.units]
    extract(source, segmented, spans)  # what is read once is read here
    counted = 0

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal counted
        counted += event == "call"

    sys.setprofile(count)
    try:
        extract(source, segmented, spans)
    finally:
        sys.setprofile(None)
    return counted


def test_authors_cited_again_and_again() -> None:
    few, some, many = (
        calls("Ce point est ancien. " + " ".join(["Diop et Sow (2016)"] * n) + " ont dit que oui.\n")
        for n in (20, 40, 200)
    )
    assert some < 3 * few
    assert many < 6 * some
