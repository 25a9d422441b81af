"""Titles run into a paragraph: ``Renforcer la coopération. Tout en reconnaissant ...``"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from pipeline.layout.block import Block
from pipeline.layout.sentences import sentence_spans
from pipeline.layout.verbs import has_verb, starts_with_infinitive

_LONGEST = 10
_DEMANDS = re.compile(r"\b(?:nécessité|besoin|importance|obligation|appel|urgence)\b")


_BRIEF = re.compile(r"(?:Oui|Non|Merci|Néant|Aucune?|Adoptée?s?|Rien)\b")
# What opens a sentence, however short, rather than a title.
_NO_TITLE = re.compile(
    r"^(?:[«“\"(–—\-\d]|(?:Il|Ils|Elles?|On|Nous|Je|Vous|Ce|Cela|Ça|Ceci|Oui|Non|Merci|M\.|MM\.|Mme|Mmes|Mlle|Et|Mais|Or|Car|Puis|Voir|Cf|"
    r"Sans|Reste|Rien|Tout|Tous|Toutes|Même|D[’']où|De là|Ainsi|Aussi|Mesdames|Messieurs|Monsieur|Madame|Chers)\b|[JC][’'])"
)


def run_in(text: str) -> Literal["action", "nominal"] | None:
    """What the first sentence of a paragraph is when it is a title run in: an action, or a mere name; else ``None``."""
    if not text.endswith(".") or text.endswith("etc.") or _BRIEF.match(text):
        return None
    if starts_with_infinitive(text):
        return "action"
    if len(text.split()) <= _LONGEST and not has_verb(text) and not _DEMANDS.search(text) and "," not in text:
        return "nominal"
    return None


def titles_run_in(content: Sequence[Block]) -> None:
    """Set ``title`` of paragraphs that open with a nominal title (``Le rôle des consulats. Il a été souligné ...``).

    One such opening proves nothing; where it is the manner of the document, two or more among few other paragraphs, it is a title.
    """
    paragraphs = [(n, b) for n, b in enumerate(content) if b.kind == "text" and not b.title and len(b.text) >= 120]
    _actions_run_in(paragraphs)
    longer = [(n, _title_size(b)) for n, b in paragraphs if not b.title]
    found = [(n, size) for n, size in longer if size]
    if len(found) < 2:
        return
    first, last = found[0][0], found[-1][0]
    if len(found) >= 0.34 * sum(1 for n, _ in longer if first <= n <= last):
        for n, size in found:
            content[n].title = size


_ACTIONS = 3


def _actions_run_in(longer: Sequence[tuple[int, Block]]) -> None:
    """Three paragraphs and more, nearly one after the other, that open with what to do (``Tenir un registre. Sans lui ...``)."""
    run: list[tuple[int, Block, int]] = []
    for n, block in longer:
        size = _action_size(block)
        if size and run and n - run[-1][0] > 2:
            _settle(run)
            run = []
        if size:
            run.append((n, block, size))
    _settle(run)


def _settle(run: Sequence[tuple[int, Block, int]]) -> None:
    if len(run) >= _ACTIONS:
        for _, block, size in run:
            block.title = size


def _action_size(block: Block) -> int:
    """Characters of the first sentence when it is an action and text follows it."""
    if block.markers or not starts_with_infinitive(block.text):
        return 0
    spans = sentence_spans(block.text[:400])
    size = spans[0][1]
    return size if len(spans) >= 2 and run_in(block.text[:size]) == "action" else 0


def _title_size(block: Block) -> int:
    """Characters of the first sentence when it may be a title and text follows it."""
    text = block.text
    if block.markers or _NO_TITLE.match(text):
        return 0
    end = text.find(". ", 0, 110)
    if end < 0 or len(text[:end].split()) > 9:
        return 0
    spans = sentence_spans(text[:400])
    size = spans[0][1]
    title = text[:size]
    if (
        len(spans) < 2
        or size != end + 1
        or has_verb(title.lower())
        or starts_with_infinitive(title)
        or _DEMANDS.search(title)
    ):
        return 0
    return size
