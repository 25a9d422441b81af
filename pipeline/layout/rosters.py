"""Lists of participants: who attended, one a line, under a title that says so or after ``Présents :``."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.layout.block import Block
from pipeline.layout.endings import terminal
from pipeline.layout.roles import names_after_label, names_someone, role_of, roster_title
from pipeline.layout.titles import kind_of_title

_LONGEST = 45


def rosters(content: Sequence[Block]) -> None:
    """Turn the lines of lists of participants into programme lines."""
    inside = False
    quiet = 0  # blocks since the last line that named someone
    for block in content:
        text = block.text
        if block.kind in ("furniture", "note"):
            continue
        if block.kind in ("heading", "text") and roster_title(text):
            if block.kind == "heading" or text.endswith(":"):
                inside, quiet = True, 0
            continue
        if not inside:
            continue
        if block.kind == "agenda":
            quiet = 0
        elif (
            block.kind in ("text", "item", "heading")
            and len(text.split()) <= _LONGEST
            and (names_someone(text.rstrip(".;")) or names_after_label(text.rstrip(".;")) or role_of(text))
        ):
            block.kind = "agenda"
            quiet = 0
        elif block.kind == "heading" and (kind_of_title(text) not in (None, "annex") or quiet >= 2):
            inside = False
        elif block.kind == "text" and terminal(text):
            inside = quiet < 2
            quiet += 1
        else:
            quiet += 1
