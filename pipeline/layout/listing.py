"""Items told by their company: numbered runs, and lists whose bullets the extraction lost."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.layout.block import Block
from pipeline.layout.endings import terminal


def numbered_runs(content: Sequence[Block]) -> None:
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
