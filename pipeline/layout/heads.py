"""Running heads: beside their page number on one line, in the middle of a sentence, again and again on top of pages."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence

from pipeline.layout.endings import starts_low, starts_with_figure, terminal
from pipeline.layout.joining import BOXED
from pipeline.layout.lines import Line
from pipeline.layout.markers import marker_of
from pipeline.layout.roles import role_of, titled_person
from pipeline.layout.sheets import Furniture
from pipeline.layout.titles import kind_of_title

SYMBOL = re.compile(
    r"^(?:[A-Z]{1,8}(?:\.[A-Z]{1,6}){0,2}(?:/[A-Z0-9][\w.-]*)+)(?:\s*\(.{0,20}\))?"
    r"(?:\s[A-Z]{1,4}\s\d{1,4}|(?:[ /](?:Rev|Add|Corr|Amend|Annex)\.?\s?\d{0,2}){1,2})?$"
)
_OF = r"\s?(?:/|\||sur|de)\s?\d{1,4}"
_PAGE_BESIDE = re.compile(
    rf"\S(?:\s{{3,}}|\s[-–—|•]\s)(?:[Pp]age|PAGE|[Pp]\.)\s*\|?\s*(?P<label>\d{{1,4}})(?:{_OF})?$"
    rf"|\S\s{{3,}}(?P<counted>\d{{1,4}}){_OF}$|^(?P<first>\d{{1,4}})\s?(?:/|sur)\s?\d{{1,4}}\s{{3,}}\S"
)
# « 12 | Les ports de l’Est », « Rapport annuel | 13 »
_PIPED = re.compile(
    r"(?:[Pp]age )?(?P<left>\d{1,4}) [|•·] [^\W\d][^|]{2,80}(?: [|•·] [^|]{1,40})?$|[^\W\d][^|]{2,80} [|•·] (?P<right>\d{1,4})$"
)
_NUMBER_APART = re.compile(r"(?P<left>\d{1,4})\s{6,}[^\W\d].*[^\d\s]|[^\W\d].*\S\s{6,}(?P<right>\d{1,4})$")
_CELLS = re.compile(r"\s{4,}|\t+")
_JOB = re.compile(r"(?:[A-Z]{2,4}\.)?\d{2}-\d{5}(?:\s*\(?[A-Z]\)?)?")
_NUMBER_BESIDE = re.compile(r"^(?:(?P<left>\d{1,4})(?:\s{3,}|\t+)\S.*|.*\S(?:\s{3,}|\t+)(?P<right>\d{1,4}))$")


def heads_with_number(lines: Sequence[Line], out: Furniture, notes: Collection[int]) -> None:
    """A running head and its page number on one line, wide apart: on top of a page, the number one that fits its pages."""
    _counting(lines, out)
    _set_apart(lines, out, notes)
    known: list[tuple[int, int]] = [(i, int(label)) for i, label in sorted(out.labels.items()) if label.isdigit()]
    for i, line in enumerate(lines):
        edges = line.text[-1].isdigit() or line.text[0].isdigit()
        if not edges and not line.raw:
            continue
        beside = _PAGE_BESIDE.search(line.raw or line.text) if edges and line.size <= 110 else None
        if beside and out.lines.get(i) == "url":
            out.labels[i] = beside["counted"] or beside["label"]  # a page printed from the web
        if line.size > 110 or i in out.lines or not (alone(lines, i) or i - 1 in out.lines):
            continue
        if beside:
            out.mark(i, "head")
            out.labels[i] = beside["label"] or beside["counted"] or beside["first"]
            continue
        if line.raw and _with_symbol(line):
            out.mark(i, "head")
            continue
        found = _NUMBER_BESIDE.match(line.raw) if line.raw[:1].isdigit() or line.raw[-1:].isdigit() else None
        if found is None or terminal(line.text):
            continue
        if SYMBOL.match(line.text.removeprefix(found["left"] or "").removesuffix(found["right"] or "").strip()):
            # The document's own symbol beside the number leaves no doubt.
            out.mark(i, "head")
            out.labels[i] = found["left"] or found["right"]
            continue
        if not (i == 0 or line.feed or line.gap):
            continue
        label = found["left"] or found["right"]
        if (
            i == 0
            or line.feed
            or any((at < i) == (n < int(label)) and abs(n - int(label)) <= 2 and at != i for at, n in known)
        ):
            out.mark(i, "head")
            out.labels[i] = label
            known.append((i, int(label)))


def _set_apart(lines: Sequence[Line], out: Furniture, notes: Collection[int]) -> None:
    """Alone between blank lines: a few words wide apart from a number, or two and two (``Diop et Sy        Loger``), or parted
    from it by a bar. Rows of tables and lines of contents have fellows above and below."""
    for i, line in enumerate(lines):
        if line.size > 110 or i in out.lines or i in notes or not (line.gap or line.turn or not i):
            continue
        wide = line.raw and "      " in line.raw
        if not wide and "|" not in line.text and "•" not in line.text and "·" not in line.text:
            continue
        if i + 1 < len(lines) and not lines[i + 1].gap and not lines[i + 1].turn:
            continue
        beside = _NUMBER_APART.match(line.raw) if wide else _PIPED.fullmatch(line.text)
        if any(_celled(lines[n]) for n in (i - 1, i + 1) if 0 <= n < len(lines) and n not in out.lines):
            continue
        if beside and (wide or line.text.count("|") > 1 or len(beside["left"] or "12") > 1 or _repeated(lines, i)):
            out.mark(i, "head")
            out.labels[i] = beside["left"] or beside["right"]
        elif (
            wide
            and 0 < i < len(lines) - 1
            and (terminal(lines[i - 1].text) or i - 1 in out.labels)
            and _two_titles(line)
        ):
            out.mark(i, "head")


def _celled(line: Line) -> bool:
    return "   " in line.raw or "|" in line.text


def _two_titles(line: Line) -> bool:
    """Two stretches of words as heads bear them: neither a person and an office, nor a label and what it is set to."""
    cells = _CELLS.split(line.raw)
    return (
        len(cells) == 2
        and all(len(c) >= 8 and c[0].isupper() and c[-1] not in ":," and " " in c for c in cells)
        and role_of(line.text) is None
        and not terminal(line.text)
        and not any(titled_person(c) for c in cells)
    )


def _with_symbol(line: Line) -> bool:
    """The symbol or the job number of the document, wide apart from a date, a title or a page number."""
    cells = _CELLS.split(line.raw)
    return 2 <= len(cells) <= 4 and any(SYMBOL.match(c) or _JOB.fullmatch(c) for c in cells) and not terminal(line.text)


def _counting(lines: Sequence[Line], out: Furniture) -> None:
    """The same words beside rising numbers, on either side of the page: running heads, wherever they stand."""
    found: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for i, line in enumerate(lines):
        if line.raw and line.size <= 110 and (line.raw[0].isdigit() or line.raw[-1].isdigit()):
            beside = _NUMBER_BESIDE.match(line.raw)
            if beside is not None and alone(lines, i) and not terminal(line.text):
                found[_head_key(line.text)].append((i, beside["left"] or beside["right"]))
    for key, places in found.items():
        labels = [int(label) for _, label in places]
        if len(key) >= 3 and len(places) >= 2 and labels == sorted(set(labels)):
            for i, label in places:
                out.mark(i, "head")
                out.labels.setdefault(i, label)


def alone(lines: Sequence[Line], i: int) -> bool:
    above = lines[i].gap > 0 or lines[i].turn or i == 0
    below = i + 1 == len(lines) or lines[i + 1].gap > 0 or lines[i + 1].turn
    return above or below


def _head_key(text: str) -> str:
    return _FIGURES.sub("", text).casefold()


_FIGURES = re.compile(r"[\W\d_]+")


def _interrupting(lines: Sequence[Line], out: Furniture, notes: Collection[int]) -> list[int]:
    """Short lines beside a page number in the middle of a sentence: the text before is unfinished, the text after goes on."""
    found: list[int] = []
    for label in sorted(out.labels):
        for step in (-1, 1):
            side = label + step
            while out.lines.get(side) in ("symbol", "job"):
                side += step
            if not 0 <= side < len(lines) or side in out.lines or side in notes or lines[max(side, label)].gap > 1:
                continue
            line = lines[side]
            if line.size > 90 or terminal(line.text) or starts_low(line.text) or marker_of(line.text):
                continue
            before = min(side, label) - 1
            while before >= 0 and (before in out.lines or before in notes):
                before -= 1
            after = max(side, label) + 1
            while after < len(lines) and (after in out.lines or after in notes):
                after += 1
            if (
                before < 0
                or after >= len(lines)
                or terminal(lines[before].text)
                or not (starts_low(lines[after].text) or starts_with_figure(lines[after].text))
            ):
                continue
            # On the side of the text it must stand apart from it, or be known as a title or a head.
            apart = (lines[after].gap or side < label) and (lines[min(side, label)].gap or side > label)
            if not apart and not line.caps and not _repeated(lines, side):
                continue
            found.append(side)
    return found


def _cutting(lines: Sequence[Line], out: Furniture, notes: Collection[int]) -> Iterator[int]:
    """A short line alone between blank lines, above it a full line of a sentence that goes on, in lower case, below it."""
    for i in range(1, len(lines) - 1):
        line, above, below = lines[i], lines[i - 1], lines[i + 1]
        if not line.gap or not below.gap or line.size > 90 or not starts_low(below.text):
            continue
        if any(n in out.lines or n in notes for n in (i - 1, i, i + 1)):
            continue
        if (
            above.size >= max(50, 0.7 * above.width)
            and line.size < 0.8 * above.size
            and above.text[-1] not in ":;"
            and not terminal(above.text)
            and not terminal(line.text)
            and not starts_low(line.text)
            and marker_of(line.text) is None
            and marker_of(below.text) is None
            and not BOXED.match(line.text)
        ):
            yield i


def _repeated(lines: Sequence[Line], i: int) -> bool:
    """The line stands elsewhere too, or once more as a title over two lines."""
    line = lines[i]
    key, first = _head_key(line.text), line.text[:1].casefold()
    if len(key) < 3:
        return False
    for n, other in enumerate(lines):
        if n == i or other.size > line.size + 20 or other.text[:1].casefold() != first:
            continue
        if not key.startswith(_head_key(other.text[:4])):
            continue
        following = lines[n + 1].text if other.caps and n + 1 < len(lines) and lines[n + 1].caps else ""
        if key in (_head_key(other.text), _head_key(other.text + following)):
            return True
    return False


def running_heads(lines: Sequence[Line], out: Furniture, notes: Collection[int]) -> None:
    """The same short line again and again beside page numbers and page turns, or once where it cuts a sentence in two."""
    sure: set[str] = set()
    for i in itertools.chain(_interrupting(lines, out, notes), list(_cutting(lines, out, notes))):
        out.mark(i, "head")
        sure.add(_head_key(lines[i].text))
    beside = {
        n
        for i, why in out.lines.items()
        if i in out.labels or why in ("job", "symbol")
        for n in _around(i, 2, len(lines))
    }
    beside.update(i for i, line in enumerate(lines) if line.feed)
    near = Counter(_head_key(lines[i].text) for i in beside if _may_head(lines, i, out))
    wanted = {k for k, n in near.items() if n >= 2 and len(k) >= 3} | sure
    if not wanted:
        return
    openings = {k[:n] for k in wanted for n in (1, 2, 3)}
    seen: defaultdict[str, list[int]] = defaultdict(list)
    for i, line in enumerate(lines):
        # Most lines are told from all of them by their first letters.
        letters = line.text[:3] if line.text[:3].isalpha() else line.text[0]
        if (not letters.isalpha() or letters.casefold()[:3] in openings) and _may_head(lines, i, out):
            key = _head_key(line.text)
            if key in wanted:
                seen[key].append(i)
    for key, places in seen.items():
        if key in sure:
            for i in places:
                if any(n in out.labels for n in (i - 1, i + 1)):
                    out.mark(i, "head")
        if near[key] < 2 or (kind_of_title(lines[places[0]].text) and len(places) < 4):
            continue  # a title at the top of its page
        by_number = all(i - 1 in out.labels or i + 1 in out.labels for i in places)
        enough = len(places) >= 3 or lines[places[0]].size <= 20 or by_number
        if near[key] >= 2 and near[key] >= 0.6 * len(places) and enough:
            for i in places:
                if i < 3 or lines[i].feed or any(n in out.labels for n in range(i - 3, i + 4)):
                    out.mark(i, "head")
        elif len(places) >= 4 and near[key] >= 4:
            for i in places:
                out.mark(i, "head")


def _around(i: int, reach: int, n: int) -> list[int]:
    return [k for k in range(max(0, i - reach), min(n, i + reach + 1)) if k != i]


def _may_head(lines: Sequence[Line], i: int, out: Furniture) -> bool:
    return lines[i].size <= 120 and out.lines.get(i) not in ("contents", "imprint", "rotated", "url", "page")
