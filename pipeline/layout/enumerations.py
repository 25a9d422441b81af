"""Items of an enumeration set in lines whose later letters fall in mid-line."""

from __future__ import annotations

import re

from pipeline.layout.block import Block
from pipeline.layout.markers import value_of

_NEXT = re.compile(r"[;,]\s(?:et\s|ou\s)?(?=\(?(?P<label>[a-z]|[ivx]{1,5}|\d{1,2})\)\s)")


def enumerated_parts(block: Block, before: Block | None) -> list[tuple[int, int]]:
    """Parts of an item's text: ``b) ...; c) ...`` is two items when ``a)`` and ``b)`` began lines of their own."""
    text = block.text
    marker, above = block.marker, before.marker if before else None
    if (
        marker is None
        or above is None
        or marker.value is None
        or above.style != marker.style
        or above.value != marker.value - 1
    ):
        return [(0, len(text))]
    parts: list[tuple[int, int]] = []
    start, value = 0, marker.value
    for found in _NEXT.finditer(text):
        if value_of(marker.style, found["label"]) == value + 1:
            parts.append((start, found.start() + 1))
            start, value = found.start() + 1, value + 1
    return [*parts, (start, len(text))]
