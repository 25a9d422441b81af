"""The cover of a document: letterheads above the title, lines that give date and place below it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from pipeline.identifiers import fold
from pipeline.layout.acronym_form import LETTERHEAD
from pipeline.layout.block import Block
from pipeline.layout.dates import find_dates
from pipeline.layout.endings import terminal
from pipeline.layout.lines import Line
from pipeline.layout.roles import counts_day
from pipeline.layout.titles import account_of
from pipeline.layout.verbs import has_verb
from pipeline.resources import lexicon

_FIRST = 12  # blocks
# « Travail – Justice – Solidarité », below the name of the state.
_MOTTO = re.compile(r"[A-ZÀ-Þ][\w’']+(?:\s?[–—-]\s?(?:[A-ZÀ-Þ][\w’']+)){2,3}$|(?:[Uu]n [Pp]euple|[Uu]ne [Nn]ation)\b")


def cover(content: Sequence[Block], lines: Sequence[Line]) -> None:
    """Turn letterheads and dated lines into furniture."""
    _letterheads(content, lines)
    _issuers(content)
    _dated(content)


def _letterheads(content: Sequence[Block], lines: Sequence[Line]) -> None:
    """The issuer's acronym and name, in one language or several, above the title."""
    for block in content[:_FIRST]:
        if block.kind in ("text", "heading") and not block.markers:
            founds = [LETTERHEAD.match(lines[i].text.strip("*_ ")) for i in block.lines]
            fit = (
                f is not None
                and not lines[i].caps
                and len(f["name"].split()) >= 2
                and f["acronym"][0] in {w[0].upper() for w in f["name"].split()}
                for f, i in zip(founds, block.lines, strict=True)
            )
            if all(fit) and not terminal(block.text):
                block.kind = "furniture"
                block.why = "letterhead"


@lru_cache(maxsize=1)
def _issuer() -> re.Pattern[str]:
    return re.compile(lexicon("layout")["letterhead"])


def _issuers(content: Sequence[Block]) -> None:
    """Above the title, the state, ministry or organisation that issues the document."""
    for i, block in enumerate(content[:_FIRST]):
        if block.kind != "heading":
            return
        titles = [b for b in content[i + 1 : i + 4] if b.kind == "heading" and not b.markers]
        issuer = _issuer().search(fold(block.text)) or (i and _MOTTO.match(block.text))
        if block.markers or all(len(b.text.split()) < 3 for b in titles) or not issuer:
            return
        block.kind, block.why = "furniture", "letterhead"


# What stands before the date of a line that tells when and where: nothing, a place, the day.
_BEFORE_DATE = re.compile(
    r"(?:^|[,–—(-]\s?|\bles? |\bdu |(?:di|dimanche|\w{3}\.) )(?:le |les |du )?(?:\w+di |dimanche )?$"
)


def _dated(content: Sequence[Block]) -> None:
    """``Libreville, 5 et 6 juin 2024``: a line that names date and place and states nothing, however it is set off."""
    for block in content:
        text = block.text
        if block.kind != "heading" or block.markers or len(block.lines) > 2 or len(text.split()) > 18:
            continue
        dates = find_dates(text)
        if dates and not counts_day(text) and not account_of(text) and not terminal(text) and not has_verb(text):
            before = text[: dates[0].at]
            if (
                _BEFORE_DATE.search(before)
                and len(before.split()) <= 12
                and ("," in before or len(before.split()) <= 4)
            ):
                block.kind, block.why = "furniture", "date"
