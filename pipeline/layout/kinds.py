"""What each block is: title, list item, numbered paragraph, programme line or running text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.identifiers import fold
from pipeline.layout.acronym_form import ACRONYM
from pipeline.layout.agenda_times import time_range
from pipeline.layout.blocks import Block
from pipeline.layout.endings import terminal
from pipeline.layout.lines import Line
from pipeline.layout.roles import closing_line, day_title, names_parties, names_someone, patterns, role_of
from pipeline.layout.rosters import rosters
from pipeline.layout.sentences import sentence_spans
from pipeline.layout.titles import kind_of_title
from pipeline.resources import lexicon

_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=1)
def _verbs() -> frozenset[str]:
    return frozenset(lexicon("line_words")["verbs"])


_FINITE = re.compile(r"^\w{2,}(?:eront|iront|èrent|aient|isent|eraient)$")


_REFLEXIVE = re.compile(r"\bs[’']\w+(?:ent|e|aient|ait)\b")


def has_verb(text: str) -> bool:
    """A frequent finite verb or auxiliary stands in ``text``."""
    return _REFLEXIVE.search(text) is not None or any(w in _verbs() or _FINITE.search(w) for w in _WORD.findall(text))


@dataclass(slots=True)
class _Around:
    before: Block | None
    after: Block | None


def classify(blocks: Sequence[Block], lines: Sequence[Line]) -> None:
    """Set ``kind`` of the blocks that are not furniture or notes."""
    content = [b for b in blocks if b.kind not in ("furniture", "note")]
    _rows(content)
    _numbered(content)
    for i, block in enumerate(content):
        if block.kind == "agenda" or block.why == "row":
            continue
        if block.markers and block.markers[0].label == ">":
            block.kind = "text"
            continue
        around = _Around(content[i - 1] if i else None, content[i + 1] if i + 1 < len(content) else None)
        if _is_heading(block, around, lines):
            block.kind = "heading"
    _lost_bullets(content)
    _listings(content)
    _programme(content)
    rosters(content)
    _letterheads(content, lines)
    _signatures(content, lines)


def _rows(content: Sequence[Block]) -> None:
    """Rows of a table: of a programme or a list of participants, or items where they say something, else mere figures."""
    header = patterns()["roster_header"]
    i = 0
    while i < len(content):
        if content[i].kind != "row":
            i += 1
            continue
        j = i
        while j < len(content) and (content[j].kind == "row" or (content[j].kind == "agenda" and j > i)):
            j += 1
        run = [b for b in content[i:j] if b.kind == "row"]
        programme = (
            len(run) < j - i
            or (i > 0 and content[i - 1].kind == "agenda")
            or header.match(fold(run[0].text)) is not None
            or 2 * sum(1 for b in run if any(names_someone(c) for c in _CELLS.split(b.text))) >= len(run)
        )
        for block in run:
            block.why = "row"
            if programme:
                block.kind = "agenda"
            elif any(len(c.split()) >= 6 for c in _CELLS.split(block.text)):
                block.kind = "item"
            else:
                block.kind = "furniture"
        i = j


_CELLS = re.compile(r"\s*\|\s*")


def _numbered(content: Sequence[Block]) -> None:
    """Numbers before blocks: numbered paragraphs of a whole document, or the items of a list with its lead-in."""
    run: list[tuple[int, Block]] = []

    def settle() -> None:
        if not run:
            return
        first = run[0][0]
        before = (
            next((b for b in reversed(content[:first]) if not b.markers or b.markers[-1].style in ("hash",)), None)
            if first
            else None
        )
        led = (
            before is not None and content[first - 1] is before and re.search(r":\s?…?[*_]*$", before.text) is not None
        )
        words = sum(len(b.text.split()) for _, b in run) / len(run)
        full = sum(1 for _, b in run if terminal(b.text) or b.text.endswith((":", ";")))
        if (
            not led
            and full >= 0.6 * len(run)
            and (words >= 25 or len(run) >= 6 or run[-1][0] - run[0][0] >= 2 * len(run))
        ):
            for _, b in run:
                if terminal(b.text) or b.text.endswith((":", ";")) or len(b.text.split()) > 35:
                    b.kind = "text"

    for i, block in enumerate(content):
        marker = block.markers[0] if block.markers else None
        if marker is None or marker.style != "digit" or marker.value is None or marker.closed:
            continue
        if (
            not terminal(block.text)
            and len(block.text.split()) <= 35
            and not block.text.endswith((":", ";", ","))
            and run
            and block.text[:1].isupper()
            and marker.value != (run[-1][1].markers[0].value or 0) + 1
        ):
            # May be a numbered title among numbered paragraphs: it does not break their sequence.
            continue
        if run and marker.value == (run[-1][1].markers[0].value or 0) + 1:
            run.append((i, block))
        elif (
            marker.value == 1
            and run
            and terminal(block.text) is False
            and i + 1 < len(content)
            and content[i + 1].markers
            and content[i + 1].markers[0].style == "digit"
            and content[i + 1].markers[0].value == (run[-1][1].markers[0].value or 0) + 1
        ):
            continue
        else:
            settle()
            run = [(i, block)]
    settle()


def _is_heading(block: Block, around: _Around, lines: Sequence[Line]) -> bool:
    text = block.text
    words = text.split()
    style = block.markers[0].style if block.markers else None
    if style == "hash" or (
        style is None and block.bold and len(text) <= 250 and not (terminal(text) and len(words) > 12)
    ):
        return block.markers[0].label != ">" if style == "hash" else True
    if not words or len(words) > 60 or len(text) > 420:
        return False
    caps = all(lines[i].caps for i in block.lines)
    if caps and style in (None, "upper_roman", "capital", "digit", "dotted") and not text.endswith(","):
        return len(words) > 1 or len(text) >= 5
    ended = terminal(text) and not text.endswith("?")
    before, after = around.before, around.after
    if style in ("bullet", "dash", "alpha", "roman") or text[-1] in ",;":
        return False
    if style in ("upper_roman", "capital", "dotted"):
        if ended or (len(words) > 14 and has_verb(text)):
            return False
        return text[:1].isupper() or text[0] in '«“"' or text[0].isdigit()
    if style == "digit":
        if (
            ended
            or text[-1] == ":"
            or block.kind == "text"
            or len(words) > 35
            or not text[0].isupper()
            or (len(words) > 12 and has_verb(text))
        ):
            return False
        led = before is not None and (
            before.text.endswith(":")
            or (before.markers[:1] and before.markers[0].style == "digit" and before.kind == "item")
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
        block.gap > 0 or lines[block.first].turn or before is None or before.kind == "heading" or terminal(before.text)
    )
    if (
        patterns()["numbered_titles"].match(text)
        and isolated
        and len(words) <= 40
        and not has_verb(" ".join(words[:6]))
    ):
        return not text.endswith((";", ",")) and not (text.endswith(":") and has_verb(text))
    if role_of(text) or not isolated:
        return False
    if text.endswith(":"):
        return (
            len(words) <= 12
            and not has_verb(text)
            and after is not None
            and (after.kind == "item" or bool(after.markers))
            and text[0].isupper()
        )
    if text.endswith("?"):
        return False
    # A long title stands well apart and states nothing.
    roomy = block.gap > 0 and block.after > 1 and not has_verb(text)
    if not (text[0].isupper() or text[0] in '«“"') or len(block.lines) > 5:
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
        return False
    below = block.after > 0 or after is None or (after.text[:1].isupper() and len(after.text) > len(text))
    return bool(below)


_LABELLED = re.compile(r"^[A-ZÀ-Þ][^:.;!?]{1,45}\s?:\s+\S")


_COUNTED = re.compile(r"^(?:Recommandation|Proposition|Engagement|Mesure|Action)\s+(?:n°\s*)?\d{1,2}\s*[:.–—-]\s*\S")


def _lost_bullets(content: Sequence[Block]) -> None:
    """Items whose bullets the extraction lost: after a lead-in, paragraphs that end alike or open with a label."""
    for block in content:
        if block.kind in ("text", "heading") and _COUNTED.match(block.text) and not block.bold:
            block.kind = "item"
    i = 0
    while i < len(content):
        if content[i].kind != "text" or content[i].markers:
            i += 1
            continue
        before = content[i - 1] if i else None
        led = before is not None and before.text.endswith(":") and before.kind in ("text", "heading")
        j = i
        while j < len(content) and content[j].kind == "text" and not content[j].markers and j - i < 60:
            text = content[j].text
            open_end = not terminal(text) and not text.endswith(":")
            # The last item of a list in one sentence ends with a period.
            closes = j > i and content[j - 1].text.endswith((";", "; et", ";et", ", et")) and terminal(text)
            if not (open_end or closes or (led and _LABELLED.match(text) and j - i < 30)):
                break
            j += 1
            if closes:
                break
        run = content[i:j]
        labelled = sum(1 for b in run if _LABELLED.match(b.text))
        ended = sum(1 for b in run if b.text.endswith((";", "; et", "; ou")))
        if len(run) >= 2 and (
            (led and (ended >= len(run) - 1 or labelled == len(run)))
            or (len(run) >= 3 and labelled + ended < len(run) and all(len(b.text.split()) >= 4 for b in run))
        ):
            for block in run:
                block.kind = "item"
        i = max(j, i + 1)


def _listings(content: Sequence[Block]) -> None:
    """Three or more session titles in a row, without text between them, are a programme, not titles."""
    titles = patterns()["session_titles"]
    i = 0
    while i < len(content):
        j = i
        while (
            j < len(content)
            and content[j].kind in ("heading", "item")
            and len(content[j].text) <= 320
            and not terminal(content[j].text)
        ):
            j += 1
        found = [n for n in range(i, j) if titles.match(content[n].text)]
        after = content[found[-1] + 1] if found and found[-1] + 1 < len(content) else None
        if (
            len(found) >= 3
            and 2 * len(found) >= found[-1] - found[0] + 1
            and (after is None or after.kind != "heading")
        ):
            first = found[0]
            while (
                first > i
                and not (content[first - 1].markers and content[first - 1].markers[0].style not in ("bullet", "dash"))
                and found[0] - first < 2
            ):
                first -= 1
            for block in content[first : found[-1] + 1]:
                block.kind = "agenda"
        i = max(j, i + 1)


def _programme(content: Sequence[Block]) -> None:
    """Lines of a programme around the timed ones: moderators, speakers, breaks, the end."""
    timed = [i for i, b in enumerate(content) if b.kind == "agenda" and time_range(b.text)]
    open_ = False  # within a programme with times
    role = ""  # what names in the following items mean

    def coming(i: int, within: int) -> bool:
        n = bisect_right(timed, i)
        return n < len(timed) and timed[n] - i <= within

    for i, block in enumerate(content):
        text = block.text
        if block.kind == "agenda":
            if time_range(text):
                open_ = True
                role = "title"
            continue
        if (
            block.kind in ("text", "heading", "item")
            and all(m.style in ("bullet", "dash") for m in block.markers)
            and len(text.split()) <= 60
            and role_of(text)
        ):
            following = content[i + 1] if i + 1 < len(content) else None
            part, size = role_of(text) or ("", 0)
            if (
                names_someone(text[size:])
                or names_parties(text[size:])
                or (
                    len(text) - size < 3
                    and following is not None
                    and (following.markers or names_someone(following.text) or role_of(following.text))
                )
            ):
                block.kind = "agenda"
                role = part
                continue
        if (open_ or coming(i, 4)) and day_title(text) and (block.kind == "heading" or len(text) <= 60):
            block.kind = "heading"
            role = ""
            continue
        if closing_line(text) and (open_ or len(timed) > 1):
            block.kind = "agenda"
            role = ""
            open_ = open_ and (coming(i, 15) or "journ" in text)
            continue
        if block.kind == "item" and role and not text.endswith("?") and names_someone(text):
            block.kind = "agenda"
            continue
        if block.kind == "item" and role == "title" and not terminal(text) and patterns()["agenda_lines"].match(text):
            block.kind = "agenda"
            continue
        if (
            role in ("speaker", "moderator", "title")
            and block.kind in ("text", "heading")
            and names_someone(text)
            and _listed(text)
            and not has_verb(text)
        ):
            block.kind = "agenda"
            continue
        if block.kind == "heading":
            recent = timed[bisect_right(timed, i) - 1] if timed else 0
            if (
                open_
                and patterns()["agenda_lines"].match(text)
                and (coming(i, 10) or (i - recent <= 6 and kind_of_title(text) is None))
                and not block.markers
                and not text.isupper()
            ):
                block.kind = "agenda"
                continue
            open_ = open_ and coming(i, 25)
            role = ""
            continue
        if (
            open_
            and block.kind == "text"
            and not terminal(text)
            and patterns()["agenda_lines"].match(text)
            and len(text.split()) <= 40
            and not text.endswith(":")
        ):
            block.kind = "agenda"
            continue
        if block.kind == "text":
            role = "" if role != "title" else role if len(sentence_spans(text)) == 1 and not terminal(text) else ""
        elif block.kind == "item":
            role = role if role == "speaker" and not text.endswith("?") and not terminal(text) else ""


def _listed(text: str) -> bool:
    """A name followed by a comma or a bracket and what the person is."""
    return "," in text[:60] or "(" in text[:60] or " – " in text[:60]


_LETTERHEAD = re.compile(rf"^(?P<acronym>{ACRONYM})\s+(?P<name>[A-ZÀ-Þ].+)$")


def _letterheads(content: Sequence[Block], lines: Sequence[Line]) -> None:
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


def _signatures(content: Sequence[Block], lines: Sequence[Line]) -> None:
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
