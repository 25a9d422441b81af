"""Lines that are no text: page numbers, running heads, contents, rules, rotated text, imprint, links, captions, cover lines."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Sequence

from pipeline.identifiers import fold
from pipeline.layout.agenda_times import time_range, trailing_range
from pipeline.layout.dates import date_stripped, has_full_date
from pipeline.layout.endings import goes_on, starts_low, terminal
from pipeline.layout.heads import SYMBOL, alone, heads_with_number, running_heads
from pipeline.layout.imprint import contacts, imprint
from pipeline.layout.inline import bare_site
from pipeline.layout.lines import Line
from pipeline.layout.markers import marker_of
from pipeline.layout.roles import counts_day
from pipeline.layout.sheets import Furniture
from pipeline.layout.signs import patterns, telling
from pipeline.layout.titles import account_of

_PAGE_NUMBER = re.compile(
    r"^[-–—|\s~•·]*(?:(?:[Pp]age|[Pp]\.)\s*)?(?P<label>\d{1,4}|[ivxl]{1,7})(?:\s*(?:/|\||sur|de)\s*\d{1,4})?[-–—|\s~•·]*$"
)
_FRAMED_NUMBER = re.compile(r"\(\s?(?P<label>\d{1,3})\s?\)$|\[\s?(?P<boxed>\d{1,3})\s?\]$")
_DASHED_NUMBER = re.compile(r"^[-–—]\s?\d{1,4}\s?[-–—]$")
_JOB_NUMBER = re.compile(
    r"^(?:(?P<left>\d{1,4})(?:/\d{1,4})?\s+)?(?:[A-Z]{2,4}\.)?\d{2}-\d{5}(?:\s*\(?[A-Z]\)?)?(?:\s+(?P<right>\d{1,4})(?:/\d{1,4})?)?$|^\*\d{7,}\*$"
)
_RULE = re.compile(r"^[\s_|:\-=*—–―•.·~/]{3,}$")
_LEADER = re.compile(r"(?:\.\s?){4,}\s*(?:\d{1,4}|[ivxl]{1,7})?\s*$|…{2,}\s*(?:\d{1,4}|[ivxl]{1,7})?$")
_LEADER_INSIDE = re.compile(r"\.{5,}|(?:\. ){5,}")
_ENDS_IN_PAGE = re.compile(r"\S\s+(?:\d{1,3}|[ivxl]{1,5})$")
_URL_LINE = re.compile(r"^<?(?:https?://|www\.|mailto:|ftp://)\S+>?(?:\s+\S*[/.%=_-]\S*)*$|^[\w.+-]+@[\w-]+\.[\w.-]+$")
_LINKED = re.compile(r"[.:@]\S")
_URL_FILE = re.compile(
    r"^(?:https?://|www\.)\S+/[^.,;:]*(?:\.[^.,;:\s]+)*\.(?:pdf|docx?|html?|xlsx?|pptx?)$", re.IGNORECASE
)
# « Textes reçus : https://exemple.org/textes », « Contact : presse@exemple.org »
_LABELLED_LINK = re.compile(r"^[A-ZÀ-Þ][^:.;!?]{2,40}\s?:\s+<?(?:(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+\.[\w.-]+)>?$")
_URL_REST = re.compile(r"^[\w%./?=&#_~:+-]*[/%=_.][\w%./?=&#_~:+-]*$")


_TITLES_BRACKETED = 4  # « [BRÉSIL] »: so many are the titles of a document, fewer the buttons of a page


_LONG = 60  # characters: only links, captions and what the rare signs tell are longer


def _long_words(text: str) -> bool:
    """A long line of words: most of what there is to read, and no page number, rule, symbol, code, scale or link."""
    return len(text) > _LONG and text[0].isalnum() and text[0] != "0" and " " in text[:_LONG] and not _link(text)


def _link(text: str) -> bool:
    """The line is a link and nothing else."""
    first = text[:300].split(" ", 1)[0]
    if not ("." in first or ":" in first or "@" in first) or not _LINKED.search(first):
        return (
            ":" in text[:44]
            and ("@" in text or "//" in text or "www." in text)
            and _LABELLED_LINK.match(text) is not None
        )
    return bool(_URL_LINE.match(text) or _URL_FILE.match(text) or bare_site(text))


def find_furniture(lines: Sequence[Line], notes: Collection[int] = (), cells: Collection[int] = ()) -> Furniture:
    """Which of ``lines`` belong to no text; ``notes`` are lines known to be note bodies, ``cells`` cells of tables."""
    out = Furniture()
    p = patterns()
    may = telling(lines)
    bracketed = {line.text for line in lines if line.text[0] == "[" and line.text[-1] == "]" and line.size <= 80}
    for i, line in enumerate(lines):
        if i in cells:
            continue
        text = line.text.strip("*_ ") or line.text
        if "**" in text and len(text) <= 60:
            text = text.replace("**", "") or text
        if i not in may and _long_words(text) and out.lines.get(i - 1) not in ("source", "caption"):
            continue
        if len(text) <= 8 and (found := _FRAMED_NUMBER.match(text)) and _apart(lines, i):
            out.mark(i, "page")
            out.labels[i] = found["label"] or found["boxed"]
        elif (
            len(text) <= 14
            and (found := _PAGE_NUMBER.match(text))
            and (alone(lines, i) or text[0] in "Pp" or (line.indent >= 20 and _DASHED_NUMBER.match(text)))
        ):
            out.mark(i, "page")
            out.labels[i] = found["label"]
        elif not text[0].isalnum() and (_RULE.match(text) or (len(text) <= 3 and not text.strip("*•–—~ "))):
            out.mark(i, "rule")
        elif (
            len(text) <= 60
            and ("-" in text or text[0].isdigit())
            and (found := _JOB_NUMBER.match(text) or _JOB_NUMBER.match(line.text))
        ):
            out.mark(i, "job")
            if label := found["left"] or found["right"]:
                out.labels[i] = label
        elif len(text) <= 40 and "/" in text and SYMBOL.match(text) and text[-1] != ".":
            out.mark(i, "symbol")
        elif text[0] == "0" and _SCALE.match(text) and _even_steps(text):
            out.mark(i, "scale")
        elif (len(text) <= 2000 and _link(text) and not _ends_sentence(lines, i)) or (
            i and out.lines.get(i - 1) == "url" and not line.gap and " " not in text and _URL_REST.match(text)
        ):
            out.mark(i, "url")
        elif _code(text) and (i < _COVER_LINES or line.gap or line.turn or i - 1 in out.lines):
            out.mark(i, "code")
        elif i and out.lines.get(i - 1) in ("source", "caption") and _wraps(lines, i, out):
            out.mark(i, out.lines[i - 1])
        elif i not in may:
            continue
        elif len(text) <= 160 and p["caption"].search(text):
            out.mark(i, "caption")
        elif len(text) <= 200 and p["source"].match(text) and (alone(lines, i) or not goes_on(lines[i - 1].text)):
            out.mark(i, "source")
        elif len(text) <= 160 and p["figure"].match(text) and not goes_on(lines[i - 1].text):
            out.mark(i, "caption")
        elif len(text) <= 160 and p["web"].search(text) and (alone(lines, i) or not goes_on(lines[i - 1].text)):
            if text[0] != "[" or len(bracketed) < _TITLES_BRACKETED:
                out.mark(i, "web")
        elif (len(text) <= 60 and p["distribution"].search(text)) or (
            i < 30 and len(text) <= 120 and p["masthead"].search(text) and not _opens_sentence(lines, i)
        ):
            out.mark(i, "cover")
    _notices(lines, out, may)
    heads_with_number(lines, out, notes)
    _rotated(lines, out)
    _contents(lines, out)
    imprint(lines, out, may)
    contacts(lines, out, may)
    running_heads(lines, out, notes)
    _cover_dates(lines, out)
    return out


_COVER_LINES = 15
_STROKES = frozenset("/-_.")
# « PR442/f », « cr_2025-04.docx », « TJ-09-24-000-FR-N », « LG/SK/mt »: references, initials of who wrote and typed.
_CODE = re.compile(
    r"(?=\S*[A-Za-z])(?=\S*\d)(?:[\w().]+[_/]|\w+-\w+-)[\w()./-]{1,40}|[\w()./-]{3,60}\.(?:docx?|pdf|odt|pptx?|xlsx?|indd)|\d{2,}_\d{2,}|"
    r"[A-Z]{2,4}/[A-Za-z]{2,4}/[a-z]{2,4}"
)
_SCALE = re.compile(r"0(?:[ %]+\d[\d,.]*){3,}[ %]*$")


def _code(text: str) -> bool:
    """One word of letters and figures with strokes in it: neither a time, nor years, nor words on both sides of a stroke."""
    if len(text) > 60 or " " in text or text[0] == "(" or text[-1] == "." or not _STROKES.intersection(text):
        return False
    return _CODE.fullmatch(text) is not None and time_range(text) is None and not _COMPOUND.search(text)


_COMPOUND = re.compile(r"^\d{1,2}\s?[hH]|[a-zà-ÿ]{4,}/[a-zà-ÿ]{4,}|^[A-Za-zÀ-ÿ]+-\d{1,2}$")


def _even_steps(text: str) -> bool:
    """The figures along the side of a chart."""
    marks = [float(n.replace(",", ".")) for n in re.findall(r"\d+(?:[,.]\d+)?", text)]
    return len({round(b - a, 6) for a, b in itertools.pairwise(marks)}) == 1


def _apart(lines: Sequence[Line], i: int) -> bool:
    """Nothing stands right above line ``i`` nor right below it."""
    above = i == 0 or lines[i].gap > 0 or lines[i].turn
    return above and (i + 1 == len(lines) or lines[i + 1].gap > 0 or lines[i + 1].turn)


def _opens_sentence(lines: Sequence[Line], i: int) -> bool:
    """The line goes on below, to a full stop."""
    n = i
    while n + 1 < len(lines) and n - i < 6 and not lines[n + 1].gap and not terminal(lines[n].text):
        n += 1
    return n > i and goes_on(lines[i].text) and terminal(lines[n].text)


def _ends_sentence(lines: Sequence[Line], i: int) -> bool:
    """A link with a full stop behind it, right below a line that is not finished: the last word of a sentence."""
    above = lines[i - 1].text if i and not lines[i].gap and not lines[i].turn else ""
    return (
        lines[i].text[-1] == "."
        and " " in above
        and not terminal(above)
        and above[-1] not in ":;>"
        and not _link(above)
    )


def _wraps(lines: Sequence[Line], i: int, out: Furniture) -> bool:
    """The line goes on with the source or the caption above, which is not finished and began at most two lines before."""
    above = lines[i - 1]
    return (
        not lines[i].gap
        and not lines[i].turn
        and not terminal(above.text)
        and above.text[-1] != ")"
        and not (i >= 3 and out.lines.get(i - 3) == out.lines[i - 1])
        and (starts_low(lines[i].text) or goes_on(above.text) or lines[i].size < above.size)
    )


def _notices(lines: Sequence[Line], out: Furniture, may: Collection[int]) -> None:
    """Standing notices (corrections, reproduction, who wrote this issue): the whole paragraph, not its first line alone."""
    notice = patterns()["notice"]
    for i in sorted(may):
        line = lines[i]
        if notice.match(line.text) and (
            i == 0 or line.gap or line.turn or i - 1 in out.lines or terminal(lines[i - 1].text)
        ):
            out.lines[i] = "notice"
            n = i + 1
            while n < len(lines) and n - i < 8 and not lines[n].gap and not lines[n].turn and n not in out.lines:
                out.lines[n] = "notice"
                n += 1


def _rotated(lines: Sequence[Line], out: Furniture) -> None:
    """Text that runs up the spine comes out a letter or two a line."""
    i = 0
    while i < len(lines):
        if lines[i].size > 10 and not (i + 2 < len(lines) and lines[i + 1].size <= 3):
            i += 1
            continue
        j = i
        while j < len(lines) and lines[j].size <= 10:
            j += 1
        # Its longer stretches stand among the short ones.
        k = j
        while (
            k < len(lines)
            and k - i < 200
            and (lines[k].size <= 10 or (k + 2 < len(lines) and lines[k + 1].size <= 3 and lines[k].caps))
        ):
            k += 1
        j = max(j, k)
        run = lines[i:j]
        if len(run) >= 6 and 2 * sum(1 for line in run if line.size <= 3 and line.text.isalpha()) >= len(run):
            for n in range(i, j):
                out.lines[n] = "rotated"
                out.labels.pop(n, None)
        i = max(j, i + 1)


def _contents(lines: Sequence[Line], out: Furniture) -> None:
    title = patterns()["contents"]
    leaders = [
        i
        for i, line in enumerate(lines)
        if (line.text.count(".") >= 4 or "……" in line.text)
        and (_LEADER.search(line.text[-200:]) or _LEADER_INSIDE.search(line.text))
    ]
    starts = [i for i, line in enumerate(lines) if line.size <= 40 and title.match(fold(line.text))]
    zones: list[tuple[int, int]] = []
    for i in leaders:
        if zones and i - zones[-1][1] <= 7:
            zones[-1] = (zones[-1][0], i)
        else:
            zones.append((i, i))
    for start in starts:
        # A table of contents without leaders: short lines that end in a page number.
        last, i = start, start + 1
        while i < len(lines) and i - last <= 4 and i - start < 200:
            if _ENDS_IN_PAGE.search(lines[i].text) and lines[i].size <= 140 and not has_full_date(lines[i].text):
                last = i
            i += 1
        if last - start >= 3:
            zones.append((start, last))
    for start in starts:
        # The items of a summary record's agenda under « Sommaire », without page numbers.
        last = start
        while last + 1 < len(lines) and start < 60 and _listed_item(lines, last + 1):
            last += 1
        if last > start:
            zones.append((start, last))
    for first, last in zones:
        if last - first < 2 and not any(0 <= first - s <= 8 for s in starts):
            continue
        begin = first
        for start in starts:
            if 0 < first - start <= 12:
                begin = start
        # Entries wrap: lines above the first leader that belong to it.
        while begin == first and first > 0 and not lines[first].gap and not lines[first - 1].text.endswith("."):
            first -= 1
            begin = first
        for n in range(begin, last + 1):
            out.lines[n] = "contents"
            out.labels.pop(n, None)


def _listed_item(lines: Sequence[Line], i: int) -> bool:
    """``Point 7 de l’ordre du jour : ...``, ``a) ...`` and what they wrap to."""
    text = lines[i].text
    if re.match(r"Points?\s\d", text) or (
        (marker := marker_of(text)) is not None and marker.style in ("alpha", "roman")
    ):
        return not terminal(text)
    return (
        not lines[i].gap
        and not terminal(text)
        and not terminal(lines[i - 1].text)
        and lines[i].size <= 90
        and lines[i].indent > 0
    )


_COVER_WORDS, _PLACE_WORDS = 9, 6
_DOCUMENT = re.compile(
    r"(?:Compte[ -]rendu|Rapport|Procès[ -]verbal|Résumé|Synthèse|Relevé|Note|Conclusions|Actes|Déclaration|Programme)\b",
    re.IGNORECASE,
)


def _titles(text: str) -> bool:
    """Too long for a place, or a room and a place."""
    return "," not in text and len(text.split(None, _PLACE_WORDS)) > _PLACE_WORDS and not has_full_date(text)


def _cover_dates(lines: Sequence[Line], out: Furniture) -> None:
    """Lines that give date and place of a meeting or of the document, under a title or at the end."""
    i = 0
    while i < len(lines):
        j = i + 1
        while j < len(lines) and not lines[j].gap and not lines[j].turn and j - i < 8:
            j += 1
        block = range(i, j)
        bare_lines = [n for n in block if n not in out.lines]
        if bare_lines and len(block) <= 6:
            texts = [lines[n].text for n in bare_lines]
            short = all(t[-1] not in ".,;:!?" and len(t.split(None, _COVER_WORDS)) <= _COVER_WORDS for t in texts)
            dated = [short and has_full_date(t) and not account_of(t) for t in texts]
            if any(dated) and not any(marker_of(t) is not None and not t[0].isdigit() for t in texts):
                bare = [date_stripped(t) for t, d in zip(texts, dated, strict=True) if d]
                if all(
                    len(b.split()) <= (4 if not t[0].isdigit() else 8)
                    for b, t in zip(bare, (t for t, d in zip(texts, dated, strict=True) if d), strict=True)
                ):
                    first = dated.index(True)
                    # Titles above the date in the same block stay titles.
                    for n in bare_lines[first:]:
                        if n > bare_lines[first] and trailing_range(lines[n - 1].text)[0] is not None:
                            break  # a day and its times: what stands below is the session
                        if n > bare_lines[first] and (_DOCUMENT.match(lines[n].text) or _titles(lines[n].text)):
                            break  # a second title
                        if counts_day(lines[n].text):
                            break  # « Jour 2 : mardi 11 mars »: what stands below is its programme
                        if time_range(lines[n].text) is not None or (
                            n > bare_lines[first] and lines[n].raw.count("   ")
                        ):
                            break
                        out.mark(n, "date")
        i = j
