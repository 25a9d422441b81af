"""``docs/reading.md`` holds: each before gives its after."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.records import Source
from pipeline.stages.segment import segment

_PAGE = Path(__file__).parents[2] / "docs" / "reading.md"
_EXAMPLE = re.compile(r"^```before\n(.*?)\n```\n```after\n(.*?)\n```$", re.MULTILINE | re.DOTALL)
EXAMPLES = _EXAMPLE.findall(_PAGE.read_text(encoding="utf-8"))


def read(text: str) -> list[str]:
    source = Source(
        doc_id="essai", path="essai.txt", sha256="0" * 64, n_bytes=1, encoding="utf-8", language="fr", text=text
    )
    return [f"{u.unit_type}: {u.text}" for u in segment(source).units]


@pytest.mark.parametrize(("before", "after"), EXAMPLES, ids=[b.strip()[:40] for b, _ in EXAMPLES])
def test_example(before: str, after: str) -> None:
    assert read(before) == after.split("\n")


def test_page_has_an_example_of_each_phenomenon() -> None:
    assert len(EXAMPLES) >= 20
