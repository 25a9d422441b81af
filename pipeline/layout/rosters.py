"""Lists of participants: who attended, one a line, under a title that says so or after ``Présents :``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from pipeline.identifiers import fold
from pipeline.layout.block import Block
from pipeline.layout.endings import terminal
from pipeline.layout.listed_people import split_person
from pipeline.layout.roles import (
    names_after_label,
    names_column,
    names_someone,
    parties_after_label,
    patterns,
    role_of,
    roster_office,
    roster_title,
    takes_floor,
    titled_person,
)
from pipeline.layout.titles import kind_of_title
from pipeline.layout.verbs import has_verb
from pipeline.resources import lexicon

_LONGEST = 45
_WORD = re.compile(r"[\w’'-]+")


def rosters(content: Sequence[Block]) -> None:
    """Turn the lines of lists of participants into programme lines. Titles of their groups (a country, a kind of body) stay titles;
    the list ends at a title that no person follows, or where text begins."""
    inside = False
    listed = False  # the block before names someone or goes on with who that is
    texts = 0  # sentences since the last line that named someone
    for i, block in enumerate(content):
        text = block.text
        following = content[i + 1] if i + 1 < len(content) else None
        if inside and following is not None and not following.gap and _office(block) and _listed(following):
            block.kind, listed, texts = "agenda", False, 0
            continue
        if block.kind in ("heading", "text", "agenda") and roster_title(text) and role_of(text) is None:
            if block.kind == "heading" or text.endswith(":"):
                inside, listed, texts = True, False, 0
                if text.endswith(":") and not block.markers and any(_listed(b) for b in content[i + 1 : i + 2]):
                    block.kind = "agenda"
            continue
        if not inside:
            continue
        if _remark(block) and i and roster_title(content[i - 1].text):
            block.kind, block.why = "furniture", "notice"
            continue
        if following is not None and _bare_group(block, following):
            block.kind, listed = "heading", False
        elif block.kind == "agenda" or _person(block):
            block.kind = "agenda"
            listed, texts = True, 0
        elif (listed and _function(block)) or _entry(block):
            block.kind = "agenda"
        elif _group(block) and any(_person(b) for b in content[i + 1 : i + 4]):
            block.kind, listed = "heading", False
        elif block.kind == "heading":
            inside = kind_of_title(text) in (None, "annex") and any(_person(b) for b in content[i + 1 : i + 3])
            listed = False
        else:
            texts += terminal(text)
            inside = texts < 2
            listed = False


def _office(block: Block) -> bool:
    """An office, or the names of columns pushed together, right above the persons of a list."""
    return (
        block.kind in ("text", "heading")
        and not block.bold
        and not _in_capitals(block.text)
        and (
            roster_office(block.text)
            or names_column(block.text)
            or patterns()["roster_header"].match(fold(block.text)) is not None
        )
    )


def _remark(block: Block) -> bool:
    """How the list is to be read, in brackets below its title."""
    return block.kind in ("text", "heading") and block.text[0] == "(" and block.text.rstrip(".")[-1] == ")"


def _listed(block: Block) -> bool:
    return block.kind == "agenda" or _person(block)


def named_runs(content: Sequence[Block]) -> None:
    """Items one upon the other that name persons, most with ``M.``, ``Mme``, ``Dr`` or with an office right behind the name:
    a list of participants wherever it stands."""
    i = 0
    while i < len(content):
        j = i
        while j < len(content) and content[j].kind == "item" and _names(content[j]):
            j += 1
        if j - i >= 2 and 2 * sum(1 for b in content[i:j] if _told_who(b.text.rstrip(" ;."))) > j - i:
            for block in content[i:j]:
                block.kind = "agenda"
        i = max(j, i + 1)


def _told_who(text: str) -> bool:
    """``M. Sow``; ``Issa Congo, Maire de Djibo, Burkina Faso``."""
    if titled_person(text):
        return True
    person = split_person(text)
    if person is None or person[2] is None:
        return False
    first = _WORD.match(person[2])
    return first is not None and first.group().lower() in _offices()


@lru_cache(maxsize=1)
def _offices() -> frozenset[str]:
    return frozenset(lexicon("functions")["heads"])


def _names(block: Block) -> bool:
    text = block.text.rstrip(" ;.")
    return bool(text) and names_someone(text) and len(text.split()) <= _LONGEST and not has_verb(text)


_LEAST_NAMED = 2


def named_titles(content: Sequence[Block]) -> None:
    """Right below titles and above their text, again and again, who speaks or who has the lead: programme lines."""
    found: list[Block] = []
    for title, block, text in zip(content, content[1:], content[2:], strict=False):
        if (
            title.kind == "heading"
            and block.kind in ("text", "heading")
            and not block.gap
            and not block.markers
            and not terminal(block.text)
            and block.text[-1] != ":"
            and len(block.text.split()) <= 20
            and text.kind == "text"
            and len(text.text.split()) >= 8
        ):
            found.append(block)
    named = sum(1 for b in found if names_someone(b.text) or parties_after_label(b.text))
    if named >= _LEAST_NAMED and 2 * named >= len(found):
        for block in found:
            block.kind = "agenda"


def _person(block: Block) -> bool:
    text = block.text.rstrip(".;")
    if terminal(block.text) and (len(text.split()) > 20 or has_verb(text) or takes_floor(block.text)):
        return False
    if block.kind == "heading" and block.markers and "," not in text and "(" not in text:
        return False  # a numbered title
    return (
        block.kind in ("text", "item", "heading")
        and bool(text)
        and len(text.split()) <= _LONGEST
        and not _in_capitals(text)
        and (names_someone(text) or names_after_label(text) > 0 or role_of(text) is not None)
    )


def _entry(block: Block) -> bool:
    """An item of the list that names a country, a body or a delegation."""
    return (
        block.kind == "item"
        and not block.bold
        and block.text[0].isupper()
        and block.text[-1] not in ":?"
        and len(block.text.split()) <= 25
        and not has_verb(block.text)
    )


def _function(block: Block) -> bool:
    """What a person is, below the name: no sentence, no space above."""
    return (
        block.kind in ("text", "heading")
        and block.gap == 0
        and not block.markers
        and not terminal(block.text)
        and not _in_capitals(block.text)
        and len(block.text.split()) <= 25
    )


def _group(block: Block) -> bool:
    """The title of a group within the list: short, apart, neither sentence nor item."""
    return (
        block.kind in ("text", "heading")
        and not terminal(block.text)
        and not block.text.endswith(":")
        and (block.gap > 0 or _in_capitals(block.text))
        and len(block.text.split()) <= 12
    )


def _bare_group(block: Block, following: Block) -> bool:
    """``Burkina Faso`` without a number over numbered persons: apart, or where the numbers begin again."""
    return (
        block.kind in ("text", "heading")
        and bool(following.markers)
        and (block.gap > 0 or following.markers[0].value == 1)
        and _person(following)
        and not block.markers
        and len(block.text.split()) <= 6
        and not any(sign in block.text for sign in ",(;:.")
    )


def _in_capitals(text: str) -> bool:
    return text.isupper() and len(text) >= 4
