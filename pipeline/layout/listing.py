"""Items told by their company: numbered runs, and lists whose bullets the extraction lost."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.layout.block import Block
from pipeline.layout.endings import terminal
from pipeline.layout.roles import names_someone, role_of
from pipeline.layout.sentences import sentence_spans
from pipeline.layout.titles import kind_of_title
from pipeline.layout.verbs import has_verb, opens_statement, starts_with_infinitive


def numbered_runs(content: Sequence[Block]) -> None:
    """Numbers before blocks: numbered paragraphs of a whole document, or the items of a list with its lead-in."""
    unnumbered = _unnumbered(content)
    _counted(content, False, unnumbered)
    _counted(content, True, unnumbered)
    _chaptered(content, unnumbered)


def _chaptered(content: Sequence[Block], unnumbered: int) -> None:
    """``3.2 Le Comité a noté ...``: paragraphs numbered within their chapters, between titles numbered alike."""
    run = [
        (i, b)
        for i, b in enumerate(content)
        if b.markers and b.markers[0].style == "dotted" and (terminal(b.text) or b.text.endswith((":", ";")))
    ]
    if run and _paragraphs(run, None, unnumbered):
        for _, block in run:
            block.kind = "text"


def _unnumbered(content: Sequence[Block]) -> int:
    """How many paragraphs of running text stand without a number."""
    return sum(1 for b in content if _states(b) and not b.markers)


def _counted(content: Sequence[Block], closed: bool, unnumbered: int) -> None:
    """Runs of ``12.`` or, ``closed``, of ``(12)``."""
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
        if not led and _paragraphs(run, content[first - 1] if first else None, unnumbered):
            for _, b in run:
                if terminal(b.text) or b.text.endswith((":", ";")) or len(b.text.split()) > 35:
                    b.kind = "text"

    for i, block in enumerate(content):
        marker = block.markers[0] if block.markers else None
        if marker is None or marker.style != "digit" or marker.value is None or marker.closed is not closed:
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
            and content[i + 1].markers[0].closed is closed
            and content[i + 1].markers[0].value == (run[-1][1].markers[0].value or 0) + 1
        ):
            continue
        else:
            settle()
            run = [(i, block)]
    settle()


_ENOUGH = 2.5


def _paragraphs(run: Sequence[tuple[int, Block]], before: Block | None, unnumbered: int) -> bool:
    """Whether a run of numbers counts the paragraphs of a document rather than the items of a list: paragraphs state something in
    full sentences, often several, go on over titles, need not begin at 1, and leave little text ``unnumbered``."""
    blocks = [b for _, b in run]
    n = len(blocks)
    full = sum(1 for b in blocks if terminal(b.text) or b.text.endswith((":", ";")))
    if full < 0.6 * n:
        return False
    words = sum(len(b.text.split()) for b in blocks) / n
    sentences = [sentence_spans(b.text[:1500]) for b in blocks]
    firsts = [b.text[a:e] for b, spans in zip(blocks, sentences, strict=True) for a, e in spans[:1]]
    stating = sum(1 for t in firsts if opens_statement(t) and has_verb(t))
    told = sum(1 for t in firsts if starts_with_infinitive(t) or t.startswith("Que "))
    several = sum(1 for spans in sentences if len(spans) > 1)
    score = 2 * (stating + several) / n
    score += (
        0.5 * (words >= 15) + 0.5 * (words >= 25) + (n >= 6) + (run[-1][0] - run[0][0] >= n + 1) - 0.5 * (words < 10)
    )
    score += 1.5 * ((blocks[0].markers[0].value or 1) > 1) - blocks[0].markers[0].closed
    score -= 1.5 * (2 * told >= n) + 1.5 * (2 * sum(1 for b in blocks if b.text.endswith((";", ","))) >= n)
    if before is not None and kind_of_title(before.text) in ("recommendations", "good_practices"):
        score -= 1.5
    share = n / (n + unnumbered)
    score += (share >= 0.7 and n >= 3) - 1.5 * (share < 0.3)
    return score >= _ENOUGH


def stacked_titles(content: Sequence[Block]) -> None:
    """Numbered titles one upon the other, with nothing between them to head, are the items of a list."""
    i = 0
    while i < len(content):
        marker = content[i].markers[0] if content[i].kind == "heading" and content[i].markers else None
        if marker is None or marker.style == "hash":
            i += 1
            continue
        j = i + 1
        while j < len(content) and content[j].kind == "heading" and _follows(content[j - 1], content[j]):
            j += 1
        run = content[i:j]
        told = sum(1 for b in run if starts_with_infinitive(b.text))
        if len(run) >= 2 and not any(b.text.isupper() for b in run):
            # The last may head what follows it, unless it tells what to do as the others do.
            headed = j < len(content) and content[j].kind == "text" and 2 * told < len(run)
            run = run[:-1] if headed else run
            if len(run) >= 3 or 2 * told > len(run):
                for block in run:
                    block.kind = "item"
        i = j


def _follows(before: Block, block: Block) -> bool:
    """``4.2`` after ``4.1``, ``III`` after ``II``."""
    if not block.markers or not before.markers or block.markers[0].style != before.markers[0].style:
        return False
    one, two = before.markers[0], block.markers[0]
    if one.style == "dotted":
        (*chapter, last), (*other, following) = one.label.split("."), two.label.split(".")
        return chapter == other and int(following) == int(last) + 1
    return one.value is not None and two.value == one.value + 1


_TITLE_WORDS = 16


def lettered_titles(content: Sequence[Block]) -> None:
    """``a) Données``, ``b) Visas``, each above text of its own, are titles; so is a letter alone right below a title."""
    runs: dict[tuple[str, bool], list[int]] = {}
    for i, block in enumerate(content):
        marker = block.markers[0] if len(block.markers) == 1 else None
        if marker is None or block.kind != "item" or marker.value is None or marker.bare:
            continue
        run = runs.setdefault((marker.style, marker.closed), [])
        above = content[run[-1]].markers[0].value if run else None
        if run and marker.value != (above or 0) + 1:
            _title(content, run)
            run.clear()
        run.append(i)
    for run in runs.values():
        _title(content, run)


def bulleted_titles(content: Sequence[Block]) -> None:
    """A sign that never stands before items one upon the other, but each time alone above text of its own, marks titles."""
    signs: dict[str, list[int]] = {}
    for i, block in enumerate(content):
        if len(block.markers) == 1 and block.markers[0].style == "bullet" and block.kind == "item":
            signs.setdefault(block.markers[0].label, []).append(i)
    for places in signs.values():
        headed = sum(1 for i in places if i + 1 < len(content) and _states(content[i + 1]))
        if len(places) >= 2 and headed == len(places) and all(_nominal(content[i].text) for i in places):
            for i in places:
                content[i].kind = "heading"


def _states(block: Block) -> bool:
    """Running text: a sentence or more, numbered or not."""
    return block.kind == "text" and terminal(block.text) and len(block.text.split(None, 7)) >= 8


def _title(content: Sequence[Block], run: Sequence[int]) -> None:
    blocks = [content[i] for i in run]
    if any(not _nominal(b.text) for b in blocks):
        return
    headed = sum(1 for i in run if i + 1 < len(content) and _states(content[i + 1]) and not content[i + 1].markers)
    alone = len(run) == 1 and run[0] > 0 and content[run[0] - 1].kind == "heading" and blocks[0].gap > 0
    between = alone and run[0] + 1 < len(content) and content[run[0] + 1].kind == "heading"
    if (len(run) >= 2 and headed >= 0.8 * len(run)) or (alone and headed) or between:
        for block in blocks:
            block.kind = "heading"


def _nominal(text: str) -> bool:
    return (
        len(text.split()) <= _TITLE_WORDS
        and not terminal(text)
        and text[-1] not in ",;:"
        and text[0].isupper()
        and not has_verb(text)
    )


_TABLE = re.compile(r"(?:Tableau|TABLEAU|Matrice|MATRICE)\b")
_CELLS = 4


def table_cells(content: Sequence[Block]) -> None:
    """Below the title of a table, short lines without a period, one upon the other: its cells."""
    for i, title in enumerate(content):
        if title.kind != "heading" or not _TABLE.match(title.text):
            continue
        j = i + 1
        while (
            j < len(content)
            and content[j].kind in ("text", "heading")
            and (j == i + 1 or not content[j].gap)
            and not content[j].markers
            and not terminal(content[j].text)
            and content[j].text[-1] != ":"
            and len(content[j].text.split()) <= 25
        ):
            j += 1
        if j - i > _CELLS:
            for block in content[i + 1 : j]:
                block.kind = "item"


def lines_below_titles(content: Sequence[Block]) -> None:
    """Right below a title two lines and more without period or bullet, set one by one and apart from what follows: items."""
    i = 0
    while i < len(content):
        j = i + 1
        while j < len(content) and content[i].kind == "heading" and _line_below(content[j]):
            j += 1
        run = content[i + 1 : j]
        ends = j == len(content) or content[j].gap > 0 or bool(content[j].markers)
        texts = sum(1 for b in run if b.kind == "text")
        ends = ends and not any(names_someone(b.text) for b in run)
        if len(run) >= 2 and ends and 2 * texts >= len(run) and sum(len(b.text.split()) for b in run) >= 2.5 * len(run):
            for block in run:
                block.kind = "item"
        i = j


def _line_below(block: Block) -> bool:
    return not block.gap and len(block.lines) <= 2 and _names(block, 25) and kind_of_title(block.text) is None


_LABELLED = re.compile(r"^[A-ZÀ-Þ][^:.;!?]{1,45}\s?:\s+\S")


_COUNTED = re.compile(r"^(?:Recommandation|Proposition|Engagement|Mesure|Action)\s+(?:n°\s*)?\d{1,2}\s*[:.–—-]\s*\S")


def lost_bullets(content: Sequence[Block]) -> None:
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
            # What ends in commas without a lead-in are the clauses of a preamble.
            open_end = not terminal(text) and not text.endswith(":") and (led or not text.endswith(",")) and _one(text)
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


def _one(text: str) -> bool:
    """One sentence at most, and not who leads or speaks."""
    return role_of(text) is None and len(sentence_spans(text[:600])) == 1


_STATED = re.compile(r"^[A-ZÀ-Þ][^:.;!?]{1,60}?\s?:\s+(?=[a-zà-ÿ«]|(?:M|Mme|Mlle|Dr)\b)")


def labelled_statements(content: Sequence[Block]) -> None:
    """``Guatemala : se félicite de l’accord conclu.``: three and more in a row, who and what they say, are items of a list."""
    i = 0
    while i < len(content):
        j = i
        while j < len(content) and _stated(content[j]):
            j += 1
        said = sum(1 for b in content[i:j] if has_verb(b.text[: sentence_spans(b.text)[0][1]]))
        if j - i >= 3 and 2 * said > j - i:
            for block in content[i:j]:
                block.kind = "item"
        i = max(j, i + 1)


def _stated(block: Block) -> bool:
    found = _STATED.match(block.text) if block.kind == "text" and not block.markers and terminal(block.text) else None
    return found is not None and not has_verb(found.group().lower())


def named_lists(content: Sequence[Block]) -> None:
    """After a lead-in, short lines that are no sentences and stand one below the other are items, however like titles they look."""
    for i, lead in enumerate(content):
        if not lead.text.endswith(":") or lead.kind not in ("text", "heading"):
            continue
        j = i + 1
        while j < len(content) and j - i <= 40 and _names(content[j]) and content[j].gap <= content[i + 1].gap + 1:
            j += 1
        if (
            j < len(content)
            and content[j - 1].kind == "heading"
            and content[j].kind == "text"
            and terminal(content[j].text)
        ):
            j -= 1  # the last one heads what follows
        if j - i > 2:
            for block in content[i + 1 : j]:
                block.kind = "item"


def _names(block: Block, words: int = 30) -> bool:
    """A line without marker or markup that is no sentence and announces nothing."""
    text = block.text
    return (
        block.kind in ("text", "heading")
        and not block.markers
        and not block.bold
        and not text.isupper()
        and not terminal(text)
        and text[-1] not in ":,"
        and len(text.split()) <= words
    )
