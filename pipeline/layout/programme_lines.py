"""Blocks that are lines of a programme: told by times, by who leads or speaks, by their company."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from pipeline.identifiers import fold
from pipeline.layout.agenda_times import only_times, time_range, trailing_range
from pipeline.layout.block import Block
from pipeline.layout.dates import has_full_date
from pipeline.layout.endings import terminal
from pipeline.layout.listed_people import by_someone
from pipeline.layout.roles import (
    bare_role,
    closing_line,
    counts_day,
    day_title,
    names_parties,
    names_someone,
    patterns,
    role_of,
    titled_person,
)
from pipeline.layout.sentences import sentence_spans
from pipeline.layout.titles import kind_of_title
from pipeline.layout.verbs import has_verb


def session_listings(content: Sequence[Block]) -> None:
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


def programme_lines(content: Sequence[Block]) -> None:
    """Lines of a programme around the timed ones: moderators, speakers, breaks, the end."""
    _timed_titles(content)
    _untimed(content)
    _column_names(content)
    timed = [i for i, b in enumerate(content) if b.kind == "agenda" and _times(b.text)]
    open_ = False  # within a programme with times
    role = ""  # what names in the following items mean

    def coming(i: int, within: int) -> bool:
        n = bisect_right(timed, i)
        return n < len(timed) and timed[n] - i <= within

    for i, block in enumerate(content):
        text = block.text
        if block.kind == "agenda":
            if _times(text):
                open_ = True
                role = "title"
            continue
        if (
            block.kind in ("text", "heading", "item")
            and (led := role_of(text))
            and all(m.style in ("bullet", "dash") for m in block.markers)
            and len(text.split()) <= 60
        ):
            following = content[i + 1] if i + 1 < len(content) else None
            part, size = led
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
            # A bare date is a date line, « Jour 2 » heads the day.
            block.kind, block.why = (
                ("furniture", "date") if has_full_date(text) and not counts_day(text) else ("heading", "")
            )
            role = ""
            continue
        before = content[i - 1] if i else None
        if (
            open_
            and before is not None
            and before.kind == "agenda"
            and only_times(before.text)
            and len(text.split()) <= 40
        ):
            block.kind = "agenda"  # the times stand alone above it
            continue
        if open_ and block.kind in ("text", "heading") and (leads := bare_role(text)) and _persons_below(content, i):
            block.kind, role = "agenda", leads
            continue
        if open_ and before is not None and before.kind == "agenda" and not before.after and _cell(block):
            block.kind = "agenda"
            continue
        if closing_line(text) and (open_ or len(timed) > 1):
            block.kind = "agenda"
            role = ""
            open_ = open_ and (coming(i, 15) or "journ" in text)
            continue
        if block.kind == "item" and role and not text.endswith("?") and names_someone(text):
            block.kind = "agenda"
            continue
        if (
            open_
            and block.kind in ("text", "item", "heading")
            and text[0] in "«“"
            and not terminal(text)
            and by_someone(text)
        ):
            block.kind = "agenda"  # a talk and who gives it
            continue
        if open_ and block.kind == "item" and _PART_OF_DAY.match(text) and not has_verb(text):
            block.kind = "agenda"
            continue
        if block.kind == "item" and role == "title" and not terminal(text) and patterns()["agenda_lines"].match(text):
            block.kind = "agenda"
            continue
        if block.kind in ("text", "heading") and coming(i, 2) and patterns()["roster_header"].match(fold(text)):
            block.kind = "agenda"  # the names of the columns
            continue
        if (
            open_
            and coming(i, 6)
            and content[i - 1].kind == "agenda"
            and block.kind in ("item", "text")
            and not terminal(text)
            and text[-1] not in ":;?"
            and len(text.split()) <= 25
        ):
            block.kind = "agenda"  # what a timed line consists of, before the next one
            continue
        if (
            role in ("speaker", "moderator", "title")
            and block.kind in ("text", "heading")
            and names_someone(text)
            and (_listed(text) or (titled_person(text) and len(text.split()) <= 8))
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
            # The running head of the programme ends nothing in it.
            role = role if open_ and patterns()["programme_titles"].match(fold(text)) else ""
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
    _fellows(content)


_PART_OF_DAY = re.compile(r"(?:[Mm]atin(?:ée)?|[Aa]près-midi|[Ss]oir(?:ée)?|[Mm]idi) ?[:–—-]")


def _fellows(content: Sequence[Block]) -> None:
    """Of the items below « Intervenants : », all take part where one of them does."""
    for i, block in enumerate(content):
        if block.kind != "agenda" or block.text[-1] != ":" or not bare_role(block.text.rstrip(": ")):
            continue
        j = i + 1
        while j < len(content) and content[j].markers and content[j].kind in ("item", "agenda"):
            j += 1
        run = content[i + 1 : j]
        if any(b.kind == "agenda" for b in run) and not any(terminal(b.text) or has_verb(b.text) for b in run):
            for one in run:
                one.kind = "agenda"


def _times(text: str) -> bool:
    """The line begins or ends with times."""
    return time_range(text) is not None or trailing_range(text)[0] is not None


def _timed_titles(content: Sequence[Block]) -> None:
    """``Ouverture (9h00-9h30)``: titles that end in times are lines of a programme where two or more stand without text below;
    over the text of a report they stay titles."""
    found = [
        i
        for i, b in enumerate(content)
        if b.kind in ("text", "heading", "item")
        and all(m.style in ("bullet", "dash", "hash") for m in b.markers)
        and not b.text.endswith(".")
        and len(b.text.split()) <= 40
        and trailing_range(b.text)[0] is not None
    ]
    headed = sum(1 for i in found if i + 1 < len(content) and _running(content[i + 1]))
    if len(found) >= 2 and 2 * headed < len(found):
        for i in found:
            content[i].kind = "agenda"


def _running(block: Block) -> bool:
    return block.kind == "text" and terminal(block.text) and len(block.text.split()) >= 8


_MOST_LINES = 80


def _untimed(content: Sequence[Block]) -> None:
    """Under the title of a programme, short lines without a period, many of which name a part of a meeting or a person."""
    titles = patterns()["programme_titles"]
    for i, title in enumerate(content):
        if title.kind != "heading" or len(title.text) > 100 or not titles.match(fold(title.text)):
            continue
        lines: list[Block] = []
        for block in content[i + 1 : i + 1 + _MOST_LINES]:
            ends = block.kind == "heading" and (
                kind_of_title(block.text) or (block.markers and block.markers[0].style == "hash")
            )
            if ends or _running(block) or any(m.style not in ("bullet", "dash") for m in block.markers):
                break
            lines.append(block)
        plain = [b for b in lines if not terminal(b.text) and len(b.text.split()) <= 40 and b.text[-1] not in ";?"]
        telling = sum(1 for b in plain if b.kind == "agenda" or _tells_part(b.text))
        if any(_times(b.text) for b in lines if b.kind == "agenda"):
            continue  # its times tell more
        if len(plain) < 4 or len(plain) < 0.8 * len(lines) or telling < 0.4 * len(plain):
            continue
        for block in plain:
            if day_title(block.text) and has_full_date(block.text):
                block.kind, block.why = "furniture", "date"
            elif day_title(block.text) or (block.kind == "heading" and block.text.isupper()):
                block.kind = "heading"
            else:
                block.kind = "agenda"


def _tells_part(text: str) -> bool:
    return bool(
        patterns()["agenda_lines"].match(text)
        or patterns()["session_titles"].match(text)
        or role_of(text)
        or day_title(text)
        or names_someone(text)
    )


def _column_names(content: Sequence[Block]) -> None:
    """``Horaire``, ``Activité``, ``Intervenants`` one below the other, over the first line of a programme."""
    header = patterns()["roster_header"]
    for i, block in enumerate(content):
        if len(block.text) > 30 or block.kind not in ("text", "heading") or not header.match(fold(f"{block.text} nom")):
            continue
        j = i + 1
        while j < min(i + 6, len(content)) and not content[j].gap and len(content[j].text.split()) <= 4:
            j += 1
        while j > i + 1 and (_times(content[j - 1].text) or day_title(content[j - 1].text)):
            j -= 1
        run = content[i:j]
        starts = any(_times(b.text) or day_title(b.text) for b in content[j : j + 2])
        if len(run) >= 2 and starts and header.match(fold(" ".join(b.text for b in run))):
            for one in run:
                one.kind = "agenda"


def _persons_below(content: Sequence[Block], i: int) -> bool:
    return any(names_someone(b.text) for b in content[i + 1 : i + 2])


def _cell(block: Block) -> bool:
    """A short line right below a programme line: what a person is, who is in charge, where."""
    text = block.text
    return (
        block.kind in ("text", "heading")
        and not block.markers
        and not terminal(text)
        and text[-1] not in ":;,"
        and len(text.split()) <= 15
        and not (text.isupper() and block.kind == "heading")
        and not has_verb(text)
    )


def _listed(text: str) -> bool:
    """A name followed by a comma or a bracket and what the person is."""
    return "," in text[:60] or "(" in text[:60] or " – " in text[:60]
