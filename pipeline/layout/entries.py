"""Lines of a form: a label, a colon and what it is set to (``Pays : Géorgie``, ``Date : 12 mai 2021``)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from pipeline.identifiers import fold
from pipeline.layout.block import Block
from pipeline.layout.endings import terminal
from pipeline.layout.roles import titled_person
from pipeline.layout.verbs import has_verb
from pipeline.resources import lexicon

_LABEL = re.compile(
    r"(?:(?:Abs|Exc|Inv)\.|[A-ZÀ-Þ](?:[^:.;!?,«»“”()\d|]|\b(?:doc|préc|réf|tél)\.|·){1,45}?)"
    r"(?: ?\([^()]{1,20}\)| n° ?\d{1,3})? ?:(?: |$)"
)
_HONORIFIC = re.compile(r"(?:M|MM|Mme|Mmes|Mlle|Dr|Pr|S\. ?E|Q|R)\b")
# « Session A : », « Partie II : » are titles.
_COUNTED = re.compile(r"\s[IVXA-H]{1,4} ?: ?$")
_MOST_WORDS = 6
_BRIEF = 15

Sort = Literal["acronyms", "date", "address", "people", "other"]


@lru_cache(maxsize=1)
def _sorts() -> list[tuple[Sort, re.Pattern[str]]]:
    data = lexicon("layout")["entries"]
    return [(sort, re.compile(data[sort])) for sort in ("acronyms", "date", "address", "people")]


def entry_label(text: str) -> int:
    """How many characters the label takes that ``text`` begins with, colon included; 0 when it is no line of a form.

    Who takes the floor (``M. Koné :``, ``LA PRÉSIDENTE :``) and what states something (``Il demande :``) are no labels.
    """
    if ":" not in text[:70]:
        return 0
    found = _LABEL.match(text)
    if found is None:
        return 0
    label = found.group()
    if len(label.split()) > _MOST_WORDS + 1 or label[:-1].rstrip().isupper() or _HONORIFIC.match(label):
        return 0
    return 0 if has_verb(label.lower()) or _COUNTED.search(label) else found.end()


def entry_sort(text: str) -> Sort:
    """What a line of a form tells: when and where, whence and whither, who was there, or something of the matter itself."""
    label = fold(text[: entry_label(text)])
    return next((sort for sort, pattern in _sorts() if pattern.match(label)), "other")


def forms(content: Sequence[Block]) -> None:
    """Turn the lines of forms into what they are: dates and addresses are furniture, who was there belongs to the programme, the
    rest is text, each line for itself. One line alone makes no form, unless it tells a date or people."""
    i = 0
    while i < len(content):
        if not _entry(content[i]):
            i += 1
            continue
        j = i + 1
        while j < len(content) and _entry(content[j]):
            j += 1
        run = content[i:j]
        for block in run:
            _set(block, len(run) + (i > 0 and content[i - 1].why == "form"))
        i = j


def _set(block: Block, fellows: int) -> None:
    sort = entry_sort(block.text)
    value = block.text[entry_label(block.text) :]
    brief = fellows > 1 or sort == "date" or (block.kind == "heading" and len(value.split()) <= _BRIEF)
    dated = sort in ("date", "address") and not terminal(value) and brief
    if value and (sort == "acronyms" or dated):
        block.kind, block.why = "furniture", "form"
    elif (titled_person(value) and fellows > 1) or (
        sort == "people" and (fellows > 1 or len(value) > 3) and not has_verb(value)
    ):
        block.kind = "agenda"
    elif fellows > 1 and value:
        block.kind = "text"


def _entry(block: Block) -> bool:
    return (
        block.kind in ("text", "heading")
        and not block.markers
        and not block.bold
        and entry_label(block.text) > 0
        and (len(block.text) > entry_label(block.text) or entry_sort(block.text) == "people")
    )
