"""Signatures, bylines and lists of references: what stands below a text or beside it and is no part of what is said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.identifiers import fold
from pipeline.layout.block import Block
from pipeline.layout.endings import terminal
from pipeline.layout.lines import Line
from pipeline.layout.roles import names_someone
from pipeline.layout.rows import cells_of
from pipeline.layout.titles import kind_of_title
from pipeline.layout.verbs import has_verb, opens_statement
from pipeline.resources import lexicon


def signatures(content: Sequence[Block], lines: Sequence[Line]) -> None:
    """Names that sign: over a function or below it, at the end of a foreword, a letter or minutes, or under a quotation."""
    roles = frozenset(lexicon("layout")["signature_roles"])
    for i, block in enumerate(content):
        before = content[i - 1] if i else None
        if _side_by_side(block, lines, roles):
            for one in content[i : i + 4]:
                short = len(one.text.split()) <= 16 and len(one.lines) <= 2
                beside = not one.gap or "   " in lines[one.first].raw
                titled = kind_of_title(one.text) is not None
                if one is not block and (one.gap > 1 or not short or not beside or titled or terminal(one.text)):
                    break
                one.kind, one.why = "furniture", "signature"
        elif block.kind in ("text", "heading", "item", "agenda") and not block.markers and _signs(block, before, roles):
            _sign(content, i)
    _signers(content, lines)
    _offices_over_names(content, lines, roles)
    for i, block in enumerate(content):
        if (
            i == 0
            or block.kind not in ("text", "heading")
            or block.markers
            or len(block.lines) > 4
            or not (terminal(content[i - 1].text) or _closing(content[i - 1].text))
        ):
            continue
        first = lines[block.lines[0]].text.strip("*_ ")
        if not names_someone(first) or len(first.split()) > 6 or first.isupper():
            continue
        below = content[i + 1] if i + 1 < len(content) else None
        if len(block.lines) > 1:
            second, together = lines[block.lines[1]].text.strip("*_ "), [block]
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


def _offices_over_names(content: Sequence[Block], lines: Sequence[Line], roles: frozenset[str]) -> None:
    """``La secrétaire de séance`` and, below it, a name and no more: after the last sentence of what is signed."""
    for i, block in enumerate(content):
        office = _OFFICE_FIRST.match(block.text)
        if office is None or fold(office["office"]) not in roles or i == 0:
            continue
        if not terminal(content[i - 1].text) and content[i - 1].why != "row":
            continue
        if block.kind not in ("text", "heading") or block.markers or block.text[-1] in ".:;,":
            continue
        if len(block.lines) == 1 and i + 1 < len(content):
            together, name = content[i : i + 2], content[i + 1].text
        else:
            together, name = content[i : i + 1], lines[block.last].text
        after = content[i + len(together)] if i + len(together) < len(content) else None
        if (
            len(together[-1].lines) == 3 - len(together)
            and len(lines[block.first].text.split()) <= 10
            and len(name.split()) <= 6
            and names_someone(name.strip("*_ "))
            and (after is None or after.kind == "heading" or after.gap > 1 or not terminal(after.text))
        ):
            for one in together:
                one.kind, one.why = "furniture", "signature"


_SIGNED_AT = re.compile(r"^(?:Fait (?:à|au|aux|en) |(?:Ont signé|ONT SIGNÉ)\b)")
_CLOSES = re.compile(r"\bagréer\b.*\.$|\bsalutations (?:distinguées|respectueuses|les meilleures)\b.{0,40}\.$")
_MOST_SIGNERS = 24


def _closing(text: str) -> bool:
    """``Fraternellement,``, ``Bien à vous,``: above who signs."""
    return text[-1] == "," and text[0].isupper() and len(text.split()) <= 4


def _signers(content: Sequence[Block], lines: Sequence[Line]) -> None:
    """Below ``Fait à Lomé, le 3 mai``, or the last formula of a letter, short lines without a period: who signs."""
    for i, block in enumerate(content):
        above = content[i - 1] if i else None
        closed = above is not None and above.kind == "text" and _CLOSES.search(above.text[-160:]) is not None
        if not closed and (not block.first or not _SIGNED_AT.match(lines[block.first - 1].text)):
            continue
        for one in content[i : i + _MOST_SIGNERS]:
            if one.why == "signature":
                continue
            if (
                one.markers
                or one.kind not in ("text", "heading", "item", "agenda")
                or terminal(one.text)
                or len(one.text.split()) > 12
                or kind_of_title(one.text) is not None
            ):
                break
            one.kind, one.why = "furniture", "signature"


def _side_by_side(block: Block, lines: Sequence[Line], roles: frozenset[str]) -> bool:
    """``La secrétaire          Le président``: who signs, two and more on a line."""
    line = lines[block.first]
    if block.kind == "furniture" or not line.raw or line.size > 120:
        return False
    cells = [c for c in cells_of(line.raw) if c]
    offices = [_OFFICE_FIRST.match(c) for c in cells]
    signing = (
        o is not None and (o.group().startswith("Pour") or fold(o["office"]).rstrip("s") in roles) for o in offices
    )
    return len(cells) >= 2 and all(len(c.split()) <= 9 for c in cells) and all(signing)


def bylines(content: Sequence[Block]) -> None:
    """``Compte rendu de Jean Toko, Université d’Oran``."""
    pattern = re.compile(lexicon("layout")["byline"])
    for block in content:
        if block.kind in ("text", "heading", "item") and not block.markers and len(block.text) <= 160:
            found = pattern.match(block.text)
            if found is not None and names_someone(block.text[found.end() :]):
                block.kind, block.why = "furniture", "byline"


def bibliographies(content: Sequence[Block]) -> None:
    """What stands under the title of a list of references is one, as long as it is no sentence."""
    inside = False
    for block in content:
        if block.kind == "heading":
            inside = kind_of_title(block.text) == "references"
        elif inside and block.kind in ("text", "item", "agenda"):
            if terminal(block.text) and opens_statement(block.text) and has_verb(block.text):
                inside = False
            else:
                block.kind, block.why = "furniture", "source"


_PARTY_SIGNS = re.compile(
    r"^Pour (?:le |la |l[’'])"
    r"(?:Gouvernement|Royaume|République|État|Principauté|Ministère|Secrétariat|Organisation|Union|Commission)"
)
# « Blessing, 24 ans, Nigériane », « Ouvrier du bâtiment, 41 ans »
_ONE_NAME = re.compile(r"[A-ZÀ-Þ][^\W\d_]+(?:-[A-ZÀ-Þ][^\W\d_]+)?\*?, (?=[^\W_])|[^,.;:]{3,50}, \d{1,2} ans\b")
_SIGNED = re.compile(r"\((?:[Ss]igné|[Ss]igned)e?\)|^[Ss]igné(?:e)?\s?:")
_OFFICE_FIRST = re.compile(r"^(?:Le|La|L[’']|Les|Pour (?:le|la|l[’']|les)) ?(?P<office>\w+)")


def _signs(block: Block, before: Block | None, roles: frozenset[str]) -> bool:
    """``(Signé) Awa Diop``, ``La Présidente, Awa Diop``, a name and what its bearer is under a quotation."""
    text = block.text
    if terminal(text) or len(text.split()) > 30:
        return False
    if _SIGNED.search(text) or (_PARTY_SIGNS.match(text) and len(text.split()) <= 10 and not has_verb(text)):
        return True
    office = _OFFICE_FIRST.match(text)
    if before is None or block.kind == "agenda":
        return False
    if office is not None and fold(office["office"]) in roles:
        head, _, name = text.partition(",")
        return names_someone(name.strip()) and len(head.split()) <= 14
    quoted = (
        before.kind == "text" and terminal(before.text) and len(before.text) >= 20 and before.text.rstrip()[-1] in "»”"
    )
    return (
        quoted
        and (names_someone(text) or _ONE_NAME.match(text) is not None)
        and "," in text[:60]
        and len(text.split()) <= 16
    )


def _sign(content: Sequence[Block], i: int) -> None:
    """The block and the short lines right above it that name the office are the signature."""
    content[i].kind, content[i].why = "furniture", "signature"
    for n in range(i - 1, max(i - 4, -1), -1):
        above = content[n]
        if (
            above.kind not in ("text", "heading")
            or above.markers
            or terminal(above.text)
            or not above.text.endswith(",")
        ):
            return
        above.kind, above.why = "furniture", "signature"
