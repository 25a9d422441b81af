"""References: documents of the United Nations and its kin, legal instruments, links, notes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from pipeline.identifiers import Occurrences
from pipeline.layout.inline import bare_site, note_mark_number
from pipeline.offsets import align, locate
from pipeline.records import Reference, Unit
from pipeline.resources import lexicon

RefKind = Literal["un_document", "legal_instrument", "url", "footnote"]

_URL = re.compile(r"(?:https?://|ftp://|(?<![\w@.])www\.)[^\s<>«»“”\"|]+")
_URL_FILE = re.compile(r"(?:https?://|www\.)\S.{0,200}?\.(?:pdf|docx?|html?|xlsx?|pptx?)(?=\s|$)", re.IGNORECASE)
# These two begin with a letter, and then what may not stand before it: what a pattern begins with is found fast.
_SYMBOL = re.compile(
    r"(?P<symbol>[A-Z](?<![\w/.:-].)(?:(?<=A)ssembly|[A-Z]{0,6}(?:\.[A-Z0-9]{1,4})?)(?:/[A-Z0-9][A-Za-z0-9.-]*){1,6}"
    r"(?:\s?\([IVXLC\d-]{1,8}\)\d{0,3})?)(?![\w/])"
)
# Press releases of the United Nations bear numbers that look like symbols: AG/SHC/4390, CS/15420, SG/SM/21900.
_PRESS = re.compile(r"(?:AG|CS|ECOSOC|D?SG|OBV|BIO|FEM|CPSD|PAL)(?:/[A-Z]{1,4})?/\d{3,6}")
_NUMBERED = r"(?:\d{1,4}/\d{1,4}|\d{1,4}(?:\s[A-F])?\s?\(\s?(?:\d{4}|[IVXLC]{1,8})\s?\))"
_NUMBER = re.compile(_NUMBERED)
_RESOLUTION = re.compile(
    rf"(?P<what>[RrDd](?<!\w.)(?:(?<=[Rr])és(?:olutions?|\.)|(?<=[Dd])écisions?))\s+(?:n[o°ᵒ]s?\.?\s?)?"
    rf"(?P<list>{_NUMBERED}(?:\s*(?:,|et|ainsi que)\s*(?:les? |la )?{_NUMBERED})*)"
)
_NEXT = re.compile(r"[.;]|\b(?:[Rr]ésolutions?|[Dd]écisions?)\b")
# Bodies outside the United Nations pass resolutions too.
_ELSEWHERE = re.compile(
    r"Assemblée parlementaire|Parlement|Conseil de l[’']Europe|Comité des [Mm]inistres|Union (?:africaine|européenne)"
)
_OIT = re.compile(
    r"\b[Cc]onventions?\s+(?:de l[’']O(?:IT|rganisation internationale du Travail)\s+)?(?:\(?(?:n[o°ᵒ]s?|"
    r"nº)\.?\s?)(?P<list>\d{1,3}(?:\)?\s*(?:,|et)\s*(?:\(?n[o°ᵒ]\.?\s?)?\d{1,3})*)"
)
_PAGE_COUNT = re.compile(r"\s+\d{1,4}\s?/\s?\d{1,4}$")
_TRAILING = ".,;:!?…'’"


class Found(NamedTuple):
    kind: RefKind
    start: int  # in the unit's text
    end: int
    normalised: str | None


@lru_cache(maxsize=1)
def _instruments() -> tuple[list[str], re.Pattern[str], list[tuple[frozenset[str], re.Pattern[str], str]]]:
    """The first words of all instruments, a pattern that finds any of them, and of each these, its pattern and its name."""
    each = []
    for row in lexicon("legal_instruments"):
        heads = frozenset(m for p in row["patterns"] for m in re.findall(r"^(\w+)", p))
        each.append((heads, re.compile("(?:" + "|".join(row["patterns"]) + r")(?!\w)"), str(row["name"])))
    every = sorted(frozenset[str]().union(*(heads for heads, _, _ in each)))
    return every, re.compile("|".join(every)), each


def normalise_url(text: str) -> str:
    """A link as a browser takes it: no space, no bracket or period that belongs to the sentence."""
    return re.sub(r"\s", "%20", text.strip())


def find_references(text: str, link_line: bool = False) -> Iterator[Found]:
    """References in the text of one unit, in order of kind. ``link_line`` says that the unit is nothing but links."""
    links: list[tuple[int, int]] = []
    if "www." in text or "://" in text or link_line:
        for start, end in _links(text, link_line):
            links.append((start, end))
            yield Found("url", start, end, normalise_url(text[start:end]))

    def free(found: re.Match[str]) -> bool:
        return not any(a < found.end() and found.start() < b for a, b in links)

    if "/" in text:
        for found in _SYMBOL.finditer(text):
            symbol = found["symbol"].rstrip(".-")
            if free(found) and _is_symbol(symbol) and not _PRESS.fullmatch(symbol):
                yield Found(
                    "un_document", found.start(), found.start() + len(symbol), re.sub(r"\s+(?=\()", " ", symbol)
                )
    if "ésolution" in text or "écision" in text or "és. " in text:
        for found in _RESOLUTION.finditer(text):
            after = _NEXT.split(text[found.end() : found.end() + 90], maxsplit=1)[0]
            if _ELSEWHERE.search(after[:60]):
                continue
            for one in _NUMBER.finditer(text, found.start("list"), found.end("list")):
                first = one.start() == found.start("list")
                yield Found(
                    "un_document",
                    found.start() if first else one.start(),
                    one.end(),
                    _resolution(found["what"], one.group(), after),
                )
    every, any_head, each = _instruments()
    if any_head.search(text) and (near := [head for head in every if head in text]):
        taken: list[tuple[int, int]] = []
        for heads, pattern, name in each:
            for found in () if heads.isdisjoint(near) else pattern.finditer(text):
                if free(found) and not any(a < found.end() and found.start() < b for a, b in taken):
                    taken.append(found.span())
                    yield Found("legal_instrument", found.start(), found.end(), name)
        for found in _OIT.finditer(text):
            for one in re.finditer(r"\d{1,3}", found["list"]):
                at = found.start("list") + one.start()
                if one.start() == 0 and "(" in text[found.start() : at]:
                    yield Found("legal_instrument", at, at + len(one.group()), f"Convention n° {one.group()} de l’OIT")
                    continue
                yield Found(
                    "legal_instrument",
                    found.start() if one.start() == 0 else at,
                    at + len(one.group()),
                    f"Convention n° {one.group()} de l’OIT",
                )


def _links(text: str, link_line: bool) -> Iterator[tuple[int, int]]:
    if link_line:
        # Targets printed whole may hold spaces; each begins anew. A page's count may stand beside them.
        text = _PAGE_COUNT.sub("", text)
        starts = [m.start() for m in re.finditer(r"https?://|(?<![/.\w])www\.", text)] or [0]
        for a, b in zip(starts, [*starts[1:], len(text)], strict=True):
            yield a, a + len(text[a:b].rstrip(" .,;>)"))
        return
    if bare_site(text):
        yield 0, len(text)
        return
    at = 0
    while found := _URL.search(text, at):
        end = found.end()
        url = found.group()
        if "](" in url:
            end = found.start() + url.index("](")
        elif (
            url.endswith((".", "/")) is False
            and (file := _URL_FILE.match(text, found.start()))
            and file.end() - found.end() <= 60
            and "/" in url
            and not re.search(r"[,;:]\s|\.\s", file.group())
        ):
            end = file.end()
        while end > found.start() and (
            text[end - 1] in _TRAILING
            or (text[end - 1] in ")]" and text[found.start() : end].count("(") < text[found.start() : end].count(")"))
            or text[end - 1] == "]"
        ):
            end -= 1
        if end - found.start() > 6:
            yield found.start(), end
        at = max(found.end(), end)


def _is_symbol(symbol: str) -> bool:
    parts = symbol.split("/")
    return (
        any(c.isdigit() for c in "".join(parts[1:]))
        and not (len(parts) == 2 and len(parts[1]) < 2 and not parts[1].isdigit())
        and not re.fullmatch(r"[A-Z]+/\d{1,2}", symbol)
    )


def _resolution(what: str, number: str, after: str) -> str | None:
    number = re.sub(r"\s?\(\s?", " (", number).replace(" )", ")")
    decision = what.lower().startswith("d")
    council = re.search(r"\bConseil\b[^,;]{0,40}", after[:70])
    body = council.group() if council else ""
    if "sécurité" in body or re.fullmatch(r"\d{3,4} \((?:19|20)\d\d\)", number):
        return f"S/RES/{number}"
    if "droits de l" in body:
        return f"A/HRC/{'DEC' if decision else 'RES'}/{number}"
    if "économique et social" in body:
        return f"E/{'DEC' if decision else 'RES'}/{number}"
    if council and "Assemblée" not in after[:40]:
        return None
    return f"A/{'DEC' if decision else 'RES'}/{number}"


def reference_rows(
    doc_id: str, source: str, units: Sequence[Unit], notes: Mapping[str, Sequence[tuple[int, str]]]
) -> tuple[Reference, ...]:
    """The rows of the ``references`` table.

    ``notes`` maps a printed mark to where each note of that mark begins and its first unit.
    """
    ids = Occurrences()
    rows: list[Reference] = []
    for unit in units:
        link_line = unit.unit_type == "boilerplate" and (
            re.match(r"(?:https?://|www\.)\S", unit.text) is not None or bare_site(unit.text)
        )
        founds = list(find_references(unit.text, link_line))
        if founds:
            alignment = align(source, unit.spans, unit.text)
            for found in founds:
                where = locate(alignment, found.start, found.end)
                text = unit.text[found.start : found.end]
                rows.append(
                    Reference(
                        reference_id=ids.identify(f"{doc_id}-r", f"{found.kind} {text}"),
                        doc_id=doc_id,
                        sentence_id=unit.sentence_id,
                        kind=found.kind,
                        text=text,
                        normalised=found.normalised,
                        start=where.start,
                        end=where.end,
                    )
                )
        for piece in unit.omitted:
            if piece.kind != "note_mark":
                continue
            printed = re.sub(r"<[^>]+>|[\[\]^()\s]", "", source[piece.start : piece.end])
            number = note_mark_number(printed)
            mark = str(number) if number is not None else printed
            target = _note_for(notes.get(mark, ()), piece.start)
            rows.append(
                Reference(
                    reference_id=ids.identify(f"{doc_id}-r", f"footnote {mark}"),
                    doc_id=doc_id,
                    sentence_id=unit.sentence_id,
                    kind="footnote",
                    text=source[piece.start : piece.end],
                    mark=mark,
                    note_sentence_id=target,
                    start=piece.start,
                    end=piece.end,
                )
            )
    rows.sort(key=lambda r: (r.start, r.kind))
    return tuple(rows)


def _note_for(places: Sequence[tuple[int, str]], at: int) -> str | None:
    """The note meant by a mark at ``at``: the next one of that number below it, else the last one above."""
    below = [p for p in places if p[0] > at]
    if below:
        return below[0][1]
    return places[-1][1] if places else None
