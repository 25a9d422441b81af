"""The function on a line of its own beside a name on a line of its own, as under a letter or in a list of names.

Texts are the units' ``normalise``d texts; offsets are theirs, end exclusive.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.layout.verbs import has_verb
from pipeline.people import names, roles

_LINE = 90  # characters: a longer unit is no line of a signature
_FUNCTION = 160
_ARTICLE = re.compile(r"(?:Le |La |L’)?")
_END = re.compile(r"[ ,.:]*$")


def function_lines(texts: Sequence[str], named: Sequence[tuple[int, int, int]]) -> list[tuple[int, int, int] | None]:
    """For each name (unit, start, end) the line that states its function, as (unit, start, end), or ``None``.

    The line after a unit that ends with the name; else the line before a unit that holds the name alone.
    """
    taken: set[int] = set()
    found: list[tuple[int, int, int] | None] = []
    ends = {unit: end for unit, _, end in named}
    for unit, start, end in named:
        text = texts[unit]
        line: tuple[int, int, int] | None = None
        called = names.called_after(text, end)
        close = called.end() if called else end
        alone = _END.match(text, close) is not None
        if ends[unit] == end and len(text) <= _LINE and (alone or text[close : close + 1] == "\t"):
            line = _function(texts, unit + 1) if alone else None
            if line is None and _alone(text, start):
                line = _function(texts, unit - 1)
        if line is not None and (line[0] in taken or line[0] in ends):
            line = None
        if line is not None:
            taken.add(line[0])
        found.append(line)
    return found


def signs(texts: Sequence[str], unit: int, start: int, end: int) -> bool:
    """Whether ``start:end`` fills a line, or what follows its colon, and a line with a function comes next, as under a letter."""
    return (
        (start == 0 or texts[unit][:start].endswith(" : "))
        and _END.match(texts[unit], end) is not None
        and _function(texts, unit + 1) is not None
    )


def _alone(text: str, start: int) -> bool:
    m = names.honorific_pattern().match(text)
    return start == 0 or (m is not None and m.end() == start)


def _function(texts: Sequence[str], unit: int) -> tuple[int, int, int] | None:
    """A line that is one function phrase from end to end."""
    if not 0 <= unit < len(texts) or len(texts[unit]) > _FUNCTION:
        return None
    text = texts[unit]
    article = _ARTICLE.match(text)
    start = article.end() if article else 0
    if not text[start : start + 1].isupper() and not article:
        return None
    if not roles.starts_with_head(text, start):
        return None
    if text.endswith(".") and has_verb(text):
        return None  # `La Présidente ouvre la séance.`
    end = roles.phrase_end(text, start)
    while text[end : end + 2] == ", " and roles.starts_with_head(text, end + 2):
        end = roles.phrase_end(text, end + 2)
    rest = text[end:]
    # a body or a country may follow the function: `Secrétaire général, Chambre de commerce`
    if rest.startswith(", ") and rest[2:3].isupper() and not re.search(r"[.;:!?]", rest[:-1]):
        end = len(text)
        rest = ""
    return (unit, start, end) if _END.match(rest) else None
