"""Sentences of our own, one a line, with the mentions they hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.organisations.documents import read

_MARK = re.compile(r"\[([^|\]]+)(?:\|([a-z0-9-]+))?\]")


def lines() -> list[str]:
    path = Path(__file__).with_name("sentences.txt")
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def optional(line: str) -> tuple[str, set[str]]:
    """A line and, after `#`, the mentions that are neither required nor wrong."""
    text, _, rest = line.partition(" # ?")
    return text, set(_MARK.findall(rest) and [m[0] for m in _MARK.findall(rest)])


@pytest.mark.parametrize("straight", [False, True], ids=["typographic", "straight"])
@pytest.mark.parametrize("line", lines())
def test_sentence(line: str, straight: bool) -> None:
    marked, maybe = optional(line.replace("’", "'") if straight else line)
    text = _MARK.sub(r"\1", marked)
    wanted = [(m[1], m[2]) for m in _MARK.finditer(marked)]
    found = [
        (text[h.text_start : h.text_end], h.organisation_id)
        for h in read(text).hits[0]
        if text[h.text_start : h.text_end] not in maybe
    ]
    assert [surface for surface, _ in found] == [surface for surface, _ in wanted]
    assert [key for (_, key), (_, id_wanted) in zip(found, wanted, strict=True) if id_wanted] == [
        k for _, k in wanted if k
    ]
