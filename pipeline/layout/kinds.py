"""What each block is: title, list item, numbered paragraph, programme line or running text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.layout.announced import announced, calendars, papers
from pipeline.layout.block import Block
from pipeline.layout.cover import cover
from pipeline.layout.endings import terminal
from pipeline.layout.entries import forms
from pipeline.layout.lines import Line
from pipeline.layout.listing import (
    bulleted_titles,
    labelled_statements,
    lettered_titles,
    lines_below_titles,
    lost_bullets,
    named_lists,
    numbered_runs,
    stacked_titles,
    table_cells,
)
from pipeline.layout.programme_lines import programme_lines, session_listings
from pipeline.layout.roles import names_someone, numbered_title, role_of
from pipeline.layout.rosters import named_runs, named_titles, rosters
from pipeline.layout.row_kinds import row_kinds
from pipeline.layout.run_in import titles_run_in
from pipeline.layout.signatures import bibliographies, bylines, signatures
from pipeline.layout.titles import counted_title, kind_of_title
from pipeline.layout.verbs import announces, has_verb, heads_list, opens_statement

# « MLI : délais trop longs », « Prés. : point reporté »: notes of who said what, however short.
_NOTED = re.compile(r"(?:[A-Z]{2,6}|[A-ZÀ-Þ][\w-]{1,8}\.)(?: [^:]{1,25})?\s?: [a-zà-ÿ]|Proch(?:aine?s?|\.) [^:]{3,25}:")
# « Point 2. Comment loger les saisonniers ? »: a question put to the meeting, not the title of a session.
_POINT = re.compile(r"(?:Point|Question)\s\d")
_OPENS = '«“"['


@dataclass(slots=True)
class _Around:
    before: Block | None
    after: Block | None
    front: bool  # above the first running text of the document
    tidy: bool  # the document ends its paragraphs in periods
    counted: frozenset[str]  # words that count titles in the document


def classify(blocks: Sequence[Block], lines: Sequence[Line]) -> None:
    """Set ``kind`` of the blocks that are not furniture or notes."""
    content = [b for b in blocks if b.kind not in ("furniture", "note")]
    row_kinds(content, lines)
    numbered_runs(content)
    front, tidy, counted = _front(content), _tidy(content), _counted(content)
    for i, block in enumerate(content):
        if block.kind == "agenda" or block.why == "row":
            continue
        if block.markers and block.markers[0].style == "hash" and block.markers[0].label[0] == ">":
            block.kind = "text"
            continue
        around = _Around(
            content[i - 1] if i else None,
            content[i + 1] if i + 1 < len(content) else None,
            i < front,
            tidy,
            counted,
        )
        if _is_heading(block, around, lines):
            block.kind = "heading"
    stacked_titles(content)
    lettered_titles(content)
    bulleted_titles(content)
    forms(content)
    labelled_statements(content)
    lost_bullets(content)
    named_lists(content)
    table_cells(content)
    announced(content)
    calendars(content)
    papers(content)
    session_listings(content)
    programme_lines(content)
    rosters(content)
    named_runs(content)
    named_titles(content)
    lines_below_titles(content[front:])
    cover(content, lines)
    signatures(content, lines)
    bylines(content)
    bibliographies(content)
    titles_run_in(content)


def _front(content: Sequence[Block]) -> int:
    """How many blocks stand above the first running text: title, subtitle, body, kind of document."""
    for i, block in enumerate(content[:20]):
        if (
            block.markers
            or block.kind != "text"
            or (terminal(block.text) and len(block.text.split()) >= 8)
            or len(block.text) > 300
        ):
            return i
    return 0


def _counted(content: Sequence[Block]) -> frozenset[str]:
    """The words that count titles: ``Domaine 1 – ...``, ``Domaine 2 – ...``, neither in running text nor one below the other."""
    seen: dict[str, list[int]] = {}
    for i, block in enumerate(content):
        if not block.markers and not terminal(block.text) and (word := counted_title(block.text)) is not None:
            seen.setdefault(word, []).append(i)
    return frozenset(w for w, at in seen.items() if len(at) >= 2 and at[-1] - at[0] >= 2 * (len(at) - 1))


def _tidy(content: Sequence[Block]) -> bool:
    """Nearly all longer paragraphs end like sentences: what does not is no sentence."""
    longer = [
        b for b in content if b.kind == "text" and not b.markers and len(b.text) >= 120 and b.text[-1] not in ":;"
    ]
    return len(longer) >= 5 and sum(1 for b in longer if terminal(b.text)) >= 0.92 * len(longer)


def _is_heading(block: Block, around: _Around, lines: Sequence[Line]) -> bool:
    text = block.text
    style = block.markers[0].style if block.markers else None
    if len(text) > 420 and style != "hash" and not block.bold:
        return False
    words = text.split()
    if style == "hash" or (
        style is None
        and block.bold
        and len(text) <= 250
        and not (terminal(text) and (len(words) > 12 or (opens_statement(text) and has_verb(text))))
    ):
        return True
    if not words or len(words) > 60 or len(text) > 420:
        return False
    caps = all(lines[i].caps for i in block.lines)
    if (
        caps
        and not announces(text)
        and style in (None, "upper_roman", "capital", "digit", "dotted")
        and not text.endswith(",")
        and not (style == "digit" and text[-1] == ":" and around.after is not None and around.after.kind == "item")
    ):
        return len(words) > 1 or len(text) >= 5
    ended = terminal(text) and not text.rstrip(' »”"').endswith("?")
    before, after = around.before, around.after
    if style in ("bullet", "dash", "alpha", "roman") or text[-1] in ",;":
        return False
    if style in ("upper_roman", "capital", "dotted"):
        if ended or (len(words) > 14 and has_verb(text)):
            return False
        return text[:1].isupper() or text[0] in _OPENS or text[0].isdigit()
    if style == "digit":
        if (
            ended
            or text[-1] == ":"
            or block.kind == "text"
            or len(words) > 35
            or not (text[0].isupper() or text[0] in _OPENS)
            or (len(words) > 12 and has_verb(text) and text[0].isupper())
        ):
            return False
        led = before is not None and (
            before.text.endswith(":")
            or (
                before.markers[:1]
                and before.markers[0].style == "digit"
                and before.kind == "item"
                and before.markers[0].value == (block.markers[0].value or 0) - 1
            )
        )
        listed = (
            after is not None
            and after.markers[:1]
            and after.markers[0].style == "digit"
            and after.markers[0].value == (block.markers[0].value or 0) + 1
            and after.kind == "item"
        )
        return not led and not listed and after is not None
    if ended or block.kind == "item":
        return False
    isolated = (
        block.gap > 0
        or lines[block.first].turn
        or before is None
        or before.kind == "heading"
        or terminal(before.text)
        or role_of(before.text) is not None
        or (before.kind == "item" and not block.markers and len(words) <= 8 and len(lines[block.first].text) < 40)
    )
    if text.endswith("?") and _POINT.match(text):
        return False
    if (
        (numbered_title(text) or counted_title(text) in around.counted)
        and isolated
        and len(words) <= 40
        and not has_verb(" ".join(words[:6]))
    ):
        return not text.endswith((";", ",")) and not (text.endswith(":") and has_verb(text))
    if around.front and not role_of(text) and text[-1] != ":" and (text[0].isupper() or text[0] in _OPENS):
        return len(words) <= 40
    if role_of(text) or not isolated or _NOTED.match(text):
        return False
    if text.endswith(":"):
        return (
            len(words) <= 12
            and not has_verb(text)
            and after is not None
            and (after.kind == "item" or bool(after.markers))
            and (heads_list(text) or ((block.gap > 0 or lines[block.first].turn) and kind_of_title(text) is not None))
        )
    if text.endswith("?"):
        return False
    # A long title stands well apart and states nothing.
    roomy = block.gap > 0 and block.after > 1 and not has_verb(text)
    if not (text[0].isupper() or text[0] in _OPENS) or len(block.lines) > 5:
        return False
    if len(words) > (34 if roomy else 22) or len(text) > (250 if roomy else 160):
        return False
    if (
        before is not None
        and before.kind == "text"
        and not terminal(before.text)
        and not before.text.endswith((":", ";"))
        and before.gap == 0
        and len(before.text) > 60
    ):
        return False
    if len(words) > 12 and has_verb(text):
        # A title that states something: alone between blank lines in a document that never forgets a period.
        return around.tidy and block.gap > 0 and block.after > 0 and after is not None and len(block.lines) <= 3
    if block.after > 0 or after is None or (after.text[:1].isupper() and len(after.text) > len(text)):
        return True
    apart = block.gap > 0 or (before is not None and (before.kind == "heading" or terminal(before.text)))
    if not apart or has_verb(text) or len(words) > 8:
        return False
    # Right above a list, or above the name of who wrote or spoke what follows.
    listed = after.kind == "item" and after.markers[0].style in ("bullet", "dash", "digit")
    return listed or (not after.gap and len(after.text.split()) <= 8 and names_someone(after.text))
