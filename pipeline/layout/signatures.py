"""Letterheads above the title and signatures below the text: names that are no part of what is said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.identifiers import fold
from pipeline.layout.acronym_form import ACRONYM
from pipeline.layout.block import Block
from pipeline.layout.endings import terminal
from pipeline.layout.lines import Line
from pipeline.layout.roles import names_someone
from pipeline.resources import lexicon

_LETTERHEAD = re.compile(rf"^(?P<acronym>{ACRONYM})\s+(?P<name>[A-ZÀ-Þ].+)$")


def letterheads(content: Sequence[Block], lines: Sequence[Line]) -> None:
    """The issuer's acronym and name, in one language or several, above the title."""
    for block in content[:12]:
        if block.kind in ("text", "heading") and not block.markers:
            founds = [_LETTERHEAD.match(lines[i].text.strip("*_ ")) for i in block.lines]
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


def signatures(content: Sequence[Block], lines: Sequence[Line]) -> None:
    """A name over a function at the end of a foreword or a letter."""
    roles = frozenset(lexicon("layout")["signature_roles"])
    for i, block in enumerate(content):
        if (
            i == 0
            or block.kind not in ("text", "heading")
            or block.markers
            or len(block.lines) > 4
            or not terminal(content[i - 1].text)
        ):
            continue
        first = lines[block.lines[0]].text
        if not names_someone(first) or len(first.split()) > 6 or first.isupper():
            continue
        below = content[i + 1] if i + 1 < len(content) else None
        if len(block.lines) > 1:
            second, together = lines[block.lines[1]].text, [block]
        elif below is not None and not below.markers and len(below.lines) <= 3:
            second, together = below.text, [block, below]
        else:
            continue
        if fold(second).split(" ", 1)[0] in roles and not terminal(together[-1].text) and len(second.split()) <= 20:
            n = content.index(together[-1], i) + 1
            while (
                n < len(content)
                and n <= i + 3
                and content[n].gap == 0
                and len(content[n].lines) == 1
                and not lines[content[n].first].turn
                and not lines[content[n].first].caps
                and not terminal(content[n].text)
            ):
                together.append(content[n])
                n += 1
            for one in together:
                one.kind = "furniture"
                one.why = "signature"
