"""Lists told by what announces them: the points of an agenda, the members of a bureau, who took part; calendars by their dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from pipeline.identifiers import fold
from pipeline.layout.block import Block
from pipeline.layout.dates import dated_line
from pipeline.layout.endings import terminal
from pipeline.layout.roles import names_parties, names_someone, numbered_title, role_of
from pipeline.layout.verbs import has_verb
from pipeline.resources import lexicon

_MOST_WORDS = 30
_LABELLED = re.compile(r"[A-ZÀ-Þ][^:.;!?]{2,40}\s?:\s+")


@lru_cache(maxsize=1)
def _leads() -> dict[str, re.Pattern[str]]:
    return {k: re.compile(v) for k, v in lexicon("layout")["announced"].items()}


def announced(content: Sequence[Block]) -> None:
    """Turn the items of such lists into programme lines."""
    for i, lead in enumerate(content):
        if lead.kind not in ("text", "heading") or not (lead.kind == "heading" or lead.text.endswith(":")):
            continue
        folded = fold(lead.text[-200:])
        sort = next((k for k, pattern in _leads().items() if pattern.search(folded)), None)
        if sort is None:
            continue
        j, before = i + 1, None
        while j < len(content) and j - i <= 40:
            nested = sort == "agenda" and before is not None and _below(content[j], before)
            if not nested and not _listed(content[j], sort, before):
                break
            before = before if nested else content[j]
            j += 1
        run = content[i + 1 : j]
        if len(run) >= 2 and 3 * sum(1 for b in run if has_verb(b.text)) <= len(run):
            for block in run:
                block.kind = "agenda"


_PAPER = re.compile(r"\((?:[A-Z]{1,5}(?:/[A-Z0-9][\w.-]*)+(?:(?:, | et |-)(?=[A-Z]))?)+\)$")


def papers(content: Sequence[Block]) -> None:
    """``Rapport du Secrétaire général (A/80/291)`` among the titles of a point of an agenda: what it is dealt with on."""
    for before, block in pairwise(content):
        titles = block.kind == "heading" and not block.markers and before.kind in ("heading", "agenda")
        if titles and _PAPER.search(block.text) and not numbered_title(block.text):
            block.kind = "agenda"


def calendars(content: Sequence[Block]) -> None:
    """Two lines of a calendar and more, one upon the other, are programme lines as long as they state nothing."""
    i = 0
    while i < len(content):
        j = i
        while j < len(content) and content[j].kind in ("text", "item", "heading") and dated_line(content[j].text):
            j += 1
        if j - i >= 2 and not any(has_verb(b.text) or terminal(b.text) for b in content[i:j]):
            for block in content[i:j]:
                block.kind = "agenda"
        i = max(j, i + 1)


def _listed(block: Block, sort: str, before: Block | None) -> bool:
    text = block.text
    if len(text.split()) > _MOST_WORDS or block.bold or text[-1] == ":":
        return False
    if sort == "agenda":
        return block.kind != "row" and _next(block, before)
    if before is not None and bool(before.markers) != bool(block.markers):
        return False
    if block.kind == "agenda":
        return True
    bare = text.rstrip(" .;")
    return block.kind in ("item", "text", "heading") and (
        role_of(text) is not None
        or names_someone(bare)
        or (sort == "bureau" and _LABELLED.match(text) is not None)
        or (bool(block.markers) and names_parties(bare))
    )


def _below(block: Block, before: Block) -> bool:
    """A lettered or dashed item under a numbered one, or one whose number begins with its (``3.1``)."""
    if block.kind == "heading" and block.markers and block.markers[0].style == "dotted":
        return before.markers[0].style == "digit" and block.markers[0].label.startswith(f"{before.markers[0].label}.")
    return (
        block.kind == "item"
        and before.markers[0].style == "digit"
        and block.markers[0].style in ("alpha", "roman", "dash", "bullet", "dotted")
        and not terminal(block.text)
        and len(block.text.split()) <= _MOST_WORDS
    )


def _next(block: Block, before: Block | None) -> bool:
    """Marked like the item before and, where it is numbered, by the next number: the first title below the list begins again."""
    if not block.markers or block.markers[0].style == "hash":
        return False
    marker, above = block.markers[0], before.markers[0] if before else None
    if above is None:
        return marker.value in (None, 1)
    return marker.style == above.style and (marker.value is None or marker.value == (above.value or 0) + 1)
