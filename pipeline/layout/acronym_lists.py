"""Lists of acronyms: one entry a line or over several, in two columns, in either order, or run in after their title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.identifiers import fold
from pipeline.layout.acronym_form import LISTED
from pipeline.layout.agenda_times import time_range
from pipeline.layout.endings import terminal
from pipeline.layout.lines import Line
from pipeline.layout.markers import marker_of
from pipeline.layout.rows import cells_of
from pipeline.layout.sheets import Furniture
from pipeline.layout.titles import kind_of_title
from pipeline.layout.verbs import has_verb
from pipeline.resources import lexicon

_ENTRY = re.compile(
    rf"^\|?\s*\*{{0,2}}(?P<acronym>{LISTED})\*{{0,2}}(?:\s*\|\s*|\s*[:=–—-]\s+|\s+)(?P<rest>\S.*?)?\s*\|?$|"
    rf"^(?P<alone>{LISTED})$"
)
_REVERSED = re.compile(
    rf"^(?P<rest>\D[^()]{{3,150}}?)(?:\s\((?P<acronym>{LISTED})\)|\s?[:=–—]\s(?P<after>{LISTED}))[.;]?$"
)
_FORM = re.compile(LISTED)
_LETTER = re.compile(r"[A-Z](?:\s?[-–—]\s?[A-Z])?")
# « CDC Afrique Centres africains de ... »: the name of the acronym goes on in words.
_WIDER = re.compile(r"(?P<word>[A-ZÀ-Þ][\w’-]+) (?P<next>[A-ZÀ-Þ][\w’-]+)")
_TITLE_WORDS = ("abrev", "abrév", "acronym", "sigle", "glossaire")
_RUN_IN = re.compile(
    r"(?:Liste des )?(?:[Aa]bréviations|[Ss]igles|[Aa]cronymes)(?: et (?:abréviations|sigles|acronymes))?"
    r"(?: utilisée?s| employée?s)?\s?:\s+(?=\S)"
)
_RUN_IN_ENTRY = re.compile(rf"(?P<acronym>{LISTED})\s?[:=,–—-]?\s+(?P<rest>[^;=]*[^\s;=,.])")
_RUN_IN_EDGE = re.compile(rf"\s?;\s*|,\s+(?={LISTED}\s?[:=])|\s[–—]\s(?={LISTED}\s?[:=])")


@dataclass(frozen=True, slots=True)
class Entry:
    acronym: str
    expansion: str
    start: int
    end: int


@dataclass(slots=True)
class _Chunk:
    """Some lines of a list; ``acronym`` stands in the first (or, in the other order, in the last)."""

    acronym: str
    lines: list[int]
    rest: list[str] = field(default_factory=list)


@lru_cache(maxsize=1)
def _title() -> re.Pattern[str]:
    return re.compile(lexicon("layout")["acronym_list"])


def is_list_title(text: str) -> bool:
    """The title of a list of acronyms."""
    if len(text) > 80 or text[-1] in ".,;":
        return False
    low = text.lower()
    for word in _TITLE_WORDS:  # most lines have none
        if word in low:
            return _title().match(fold(text)) is not None
    return False


def find_lists(lines: Sequence[Line], furniture: Furniture) -> list[Entry]:
    """Entries of the acronym lists; their lines become furniture (one unit an entry)."""
    entries: list[Entry] = []
    i = 0
    while i < len(lines):
        if i in furniture.lines:
            i += 1
        elif lines[i].text[0] in "ASL" and ":" in lines[i].text[:60] and _RUN_IN.match(lines[i].text):
            i = _run_in(lines, i, furniture, entries)
        elif is_list_title(lines[i].text):
            i = _read_list(lines, i + 1, furniture, entries)
        else:
            i += 1
    return entries


def _run_in(lines: Sequence[Line], i: int, furniture: Furniture, entries: list[Entry]) -> int:
    """``Sigles : AFP Agence ... ; BPE Banque ...``: a paragraph of entries; gives back the first line behind it."""
    stop = i + 1
    while stop < len(lines) and not lines[stop].gap and not lines[stop].turn and stop not in furniture.lines:
        stop += 1
    places: list[tuple[int, int]] = []  # where each line begins in the text, and in the source
    text = ""
    for line in lines[i:stop]:
        places.append((len(text), line.start))
        text += line.text + " "

    def source_at(at: int) -> int:
        begin, start = next(p for p in reversed(places) if p[0] <= at)
        return start + at - begin

    head = _RUN_IN.match(text)
    found: list[Entry] = []
    at = head.end() if head else 0
    for edge in [*_RUN_IN_EDGE.finditer(text, at), None]:
        end = edge.start() if edge else len(text)
        entry = _RUN_IN_ENTRY.match(text, at, end)
        if entry is None:
            return i + 1
        found.append(Entry(entry["acronym"], entry["rest"], source_at(entry.start()), source_at(entry.end() - 1) + 1))
        at = edge.end() if edge else end
    if len(found) < 2:
        return i + 1
    for k in range(i, stop):
        furniture.lines[k] = "acronyms"
        furniture.entries[k] = len(entries)
    entries.extend(found)
    return stop


def _read_list(lines: Sequence[Line], i: int, furniture: Furniture, entries: list[Entry]) -> int:
    """Read one list from line ``i``; gives back the first line behind it."""
    first = i
    backwards = _backwards(lines, i, furniture)
    chunks: list[_Chunk] = []
    letters: list[int] = []
    while i < len(lines):
        line = lines[i]
        why = furniture.lines.get(i)
        ahead = any(_entry(later.text, backwards) for later in lines[i : i + 20])
        if why and why != "acronyms" and not (why == "date" and ahead):
            if why in ("date", "contents", "imprint", "cover"):
                break
            i += 1
            continue
        if _LETTER.fullmatch(line.text) and ahead:
            letters.append(i)
            i += 1
            continue
        entry = _entry(line.text, backwards)
        if _ends(line, entry, ahead):
            break
        open_ = chunks[-1] if chunks else None
        if entry is not None and (columns := _columns(line)):
            chunks.extend(_Chunk(acronym, [i], [rest]) for acronym, rest in columns)
        elif entry is not None:
            acronym = entry["acronym"] or entry.groupdict().get("alone") or entry.groupdict().get("after") or ""
            if backwards and open_ is not None and not open_.acronym and not line.gap:
                open_.acronym = acronym
                open_.lines.append(i)
                open_.rest.append(entry["rest"])
            else:
                chunks.append(_Chunk(acronym, [i], [entry["rest"]] if entry["rest"] else []))
        elif (line.gap or line.turn or backwards or open_ is None) and not (line.text[0].islower() and open_):
            if len(chunks) > 2 and not ahead and any(c.rest for c in chunks):
                break
            chunks.append(_Chunk("", [i], [line.text]))
        elif open_ is not None:
            open_.lines.append(i)
            open_.rest.append(line.text)
        i += 1
    _in_two_blocks(chunks)
    if sum(1 for chunk in chunks if chunk.acronym) < 2:
        return i if not chunks else chunks[0].lines[0]
    _lay_together(chunks)
    for k in letters:
        furniture.lines[k] = "acronyms"
        furniture.entries[k] = -k
    for chunk in chunks:
        acronym, expansion = chunk.acronym, _joined(chunk.rest)
        wider = _WIDER.match(expansion)
        if wider and not backwards and expansion[0] != acronym[:1] and wider["next"][0] == acronym[:1]:
            acronym, expansion = f"{acronym} {wider['word']}", expansion[wider.start("next") :]
        for k in chunk.lines:
            furniture.lines[k] = "acronyms"
            furniture.entries.setdefault(k, len(entries))
        start, end = lines[chunk.lines[0]].start, lines[chunk.lines[-1]].end
        entries.append(Entry(acronym, expansion.strip(" .*|"), start, end))
    return max(i, first)


def _joined(pieces: Sequence[str]) -> str:
    """The pieces of a name with the words cut at line ends whole again."""
    out = ""
    for piece in pieces:
        if out[-1:] in "-‐‑" and out[-2:-1].isalpha():
            out = (out[:-1] if piece[:1].islower() else out) + piece
        else:
            out += f" {piece}" if out else piece
    return out


def _entry(text: str, backwards: bool) -> re.Match[str] | None:
    """The entry ``text`` begins (or, backwards, ends) with, behind its bullet."""
    marker = marker_of(text)
    if marker is not None:
        if marker.style not in ("bullet", "dash"):
            return None if not backwards else _REVERSED.match(text)
        text = text[marker.size :]
    return _REVERSED.match(text) if backwards else _ENTRY.match(text)


def _backwards(lines: Sequence[Line], i: int, furniture: Furniture) -> bool:
    """The first entries give the name before its acronym: ``Banque des exportateurs (BPE)``."""
    texts = [lines[k].text for k in range(i, min(i + 12, len(lines))) if k not in furniture.lines][:8]
    return sum(1 for t in texts if _REVERSED.match(t)) > sum(1 for t in texts if _ENTRY.match(t))


def _ends(line: Line, entry: re.Match[str] | None, ahead: bool) -> bool:
    """The list ends before this line: a title, a numbered line, a programme."""
    if time_range(line.text) is not None:
        return True
    if entry is not None:
        alone = entry.groupdict().get("alone") or ""
        title = bool(alone) and (len(alone) >= 10 or (line.gap > 0 and kind_of_title(alone) is not None))
        return title or (line.caps and len(line.text.split()) >= 3)
    return (
        (line.gap > 0 and terminal(line.text) and len(line.text.split()) >= 8 and has_verb(line.text))
        or (line.caps and " " in line.text)
        or marker_of(line.text) is not None
        or (not ahead and line.gap > 0 and kind_of_title(line.text) is not None)
    )


def _columns(line: Line) -> list[tuple[str, str]]:
    """Two entries on one line, wide apart; none where there is one."""
    cells = [c for c in cells_of(line.raw) if c] if line.raw else []
    if len(cells) == 4 and _FORM.fullmatch(cells[0]) and _FORM.fullmatch(cells[2]):
        return [(cells[0], cells[1]), (cells[2], cells[3])]
    return []


def _in_two_blocks(chunks: list[_Chunk]) -> None:
    """The acronyms one below the other, then as many names: the first name belongs to the first acronym."""
    n = 0
    while n < len(chunks) and chunks[n].acronym and not chunks[n].rest:
        n += 1
    names = chunks[n:]
    if n < 2 or not names or names[0].acronym:
        return
    lines = [(k, text) for c in names if not c.acronym for k, text in zip(c.lines, c.rest, strict=True)]
    if len(lines) == n == sum(len(c.lines) for c in names):
        for chunk, (k, text) in zip(chunks[:n], lines, strict=True):
            chunk.rest = [text]
            chunk.lines.append(k)
        del chunks[n:]


def _lay_together(chunks: list[_Chunk]) -> None:
    """A short form alone takes the lines below it as its name; it need be no acronym (``Convention de Palerme``)."""
    n = 0
    while n < len(chunks):
        chunk = chunks[n]
        if not chunk.acronym:
            chunk.acronym, chunk.rest = " ".join(chunk.rest), []
        if not chunk.rest and n + 1 < len(chunks) and not chunks[n + 1].acronym:
            following = chunks.pop(n + 1)
            chunk.lines += following.lines
            chunk.rest = following.rest
        n += 1
