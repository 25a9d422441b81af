"""Source in, units out: the document read as a person reads it, without losing a character."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import is_normalized

from pipeline.countries import lookup
from pipeline.identifiers import Occurrences
from pipeline.layout.acronym_lists import find_lists
from pipeline.layout.acronyms import acronym_rows
from pipeline.layout.block import Block
from pipeline.layout.blocks import BlockReader
from pipeline.layout.cell_lines import cell_lines
from pipeline.layout.enumerations import enumerated_parts
from pipeline.layout.facts import read_facts
from pipeline.layout.furniture import find_furniture
from pipeline.layout.gutters import in_columns
from pipeline.layout.kinds import classify
from pipeline.layout.lines import Line, set_apart, split_lines
from pipeline.layout.notes import find_notes
from pipeline.layout.programme import read_programme
from pipeline.layout.reading import Extract
from pipeline.layout.references import reference_rows
from pipeline.layout.row_cells import row_cells
from pipeline.layout.run_in import run_in
from pipeline.layout.sections import SectionTree, title_of
from pipeline.layout.sentences import asks, sentence_spans
from pipeline.layout.sheets import Furniture
from pipeline.offsets import align, read_piece
from pipeline.records import Row, SectionKind, Segmented, Source, Span, Unit, UnitType

VERSION = "1"

_LEADS = re.compile(r":\s?…?$")


def segment(source: Source) -> Segmented:
    """Cut ``source`` into sections and units and read its side tables.

    Spans and omitted pieces of all units cover every character of ``source.text`` that is not a space exactly once.
    """
    text = source.text
    lines = set_apart(text, in_columns(text, split_lines(text)))
    notes = find_notes(text, lines)
    tables = cell_lines(lines)
    cells = frozenset(i for row in tables for i in range(row.first, row.last + 1))
    furniture = find_furniture(lines, frozenset(i for n in notes for i in range(n.first, n.last + 1)), cells)
    entries = find_lists(lines, furniture)
    blocks = BlockReader(text, lines, furniture, notes, tables).read()
    classify(blocks, lines)
    drafts = list(_drafts(blocks))
    drafts, repaired = _covered(text, lines, drafts)
    pages = _pages(lines, furniture)
    units, tree = _units(source, drafts, lines, pages)
    warnings = (
        ("layout: part of the text could not be read as running text and is kept as boilerplate",) if repaired else ()
    )
    facts = read_facts(text, units, len(text))
    held = (facts.date_start, facts.date_end) if facts.date_start and facts.date_end else None
    programme = read_programme(source.doc_id, text, units, held)
    return Segmented(
        doc_id=source.doc_id,
        facts=facts,
        sections=tree.rows(len(text)),
        units=tuple(units),
        sessions=tuple(programme.sessions),
        agenda=tuple(programme.people),
        acronyms=acronym_rows(source.doc_id, text, entries, units),
        references=reference_rows(source.doc_id, text, units, _note_places(drafts, units)),
        rows=tuple(_rows(text, drafts, units, frozenset(lines[i].start for row in tables for i in row.cells))),
        warnings=warnings,
    )


def _rows(source: str, drafts: Sequence[Draft], units: Sequence[Unit], opened: frozenset[int]) -> Iterable[Row]:
    """The units set in columns; ``opened``: where the lines begin that begin a cell of rows taken apart."""
    for draft, unit in zip(drafts, units, strict=True):
        if draft.block is None or (draft.block.why != "row" and unit.unit_type not in ("agenda", "boilerplate")):
            continue
        apart = unit.spans[0].start in opened or any(o.start in opened for o in unit.omitted)
        cells = row_cells(
            source, unit.spans, unit.text, opened if apart else None, wraps=unit.unit_type != "boilerplate"
        )
        if cells:
            yield Row(sentence_id=unit.sentence_id, cells=cells)


def _note_places(drafts: Sequence[Draft], units: Sequence[Unit]) -> dict[str, list[tuple[int, str]]]:
    """Printed mark -> where each note body of that mark begins, and its first unit."""
    places: dict[str, list[tuple[int, str]]] = {}
    for draft, unit in zip(drafts, units, strict=True):
        if draft.block is not None and draft.block.kind == "note" and draft.first and draft.block.note:
            places.setdefault(draft.block.note, []).append((unit.spans[0].start, unit.sentence_id))
    return places


@dataclass(slots=True)
class Draft:
    """A unit before it has an identifier. ``block`` is ``None`` for what only the covering found."""

    kind: UnitType
    extract: Extract
    block: Block | None
    number: int
    first: bool  # of its block


def _drafts(blocks: Sequence[Block]) -> Iterable[Draft]:
    for number, block in enumerate(blocks):
        text = block.text
        whole = [(0, len(text))]
        several = (block.kind in ("text", "item", "note") and block.why != "row") or block.why == "imprint"
        parts = sentence_spans(text) if several else whole
        opened = {0}
        if block.title:
            # A title set off by markup is a unit of its own, whatever its period looks like.
            parts = [(0, block.title)] + [(max(a, block.title), b) for a, b in parts if b > block.title]
        if block.kind == "item" and len(parts) > 1 and _opens_item(block, text[slice(*parts[0])]):
            parts[:2] = [(0, parts[1][1])]
        if block.kind == "item" and len(parts) == 1:
            parts = enumerated_parts(block, blocks[number - 1] if number else None)
            opened = set(range(len(parts)))
        for n, extract in enumerate(block.reading.extracts(parts)):
            yield Draft(_unit_type(block, extract.text, n in opened), extract, block, number, n == 0)


_COUNTED = re.compile(r"(?:Recommandation|Proposition|Engagement|Mesure|Action) (?:n° ?)?\d{1,2}\.")


def _opens_item(block: Block, opening: str) -> bool:
    """``• Sénégal. Le ministère ...``, ``Mesure 2. Les postes ouvrent ...``: the country an item of no number is about, or what
    counts it, and no sentence of its own."""
    if _COUNTED.fullmatch(opening):
        return True
    plain = bool(block.markers) and block.markers[-1].style in ("bullet", "dash")
    return plain and not block.title and len(opening) <= 40 and lookup(opening) is not None


def _unit_type(block: Block, text: str, first: bool) -> UnitType:
    if block.kind == "furniture":
        return "footnote" if block.why == "source" else "boilerplate"
    if block.kind == "note":
        return "footnote"
    if block.kind in ("heading", "agenda"):
        return block.kind
    if asks(text):
        return "question"
    return "list_item" if block.kind == "item" and first else "sentence"


def _covered(source: str, lines: Sequence[Line], drafts: Sequence[Draft]) -> tuple[list[Draft], bool]:
    """Drafts whose pieces cover every character once: what is missing, doubled or cannot be aligned becomes boilerplate.

    They are given in reading order, as the ``lines`` are."""
    end_before = -1
    ranges = [(s.start, s.end, i) for i, draft in enumerate(drafts) for s in draft.extract.spans]
    ranges += [(o.start, o.end, i) for i, draft in enumerate(drafts) for o in draft.extract.omitted]
    ranges.sort()
    bad: set[int] = set()
    owner = -1
    for start, end, i in ranges:
        if start < end_before:
            bad.update((i, owner))
        if end > end_before:
            end_before, owner = end, i
    for i, draft in enumerate(drafts):
        if i not in bad and not _aligned(source, draft.extract):
            bad.add(i)
    good = [draft for i, draft in enumerate(drafts) if i not in bad]
    repaired = bool(bad)
    taken = [(start, end) for start, end, i in ranges if i not in bad]  # still in order
    at = 0
    for start, end in [*taken, (len(source), len(source))]:
        if start > at and source[at:start].strip():
            for line in split_lines(source[at:start]):
                good.extend(_fallback(source, at + line.start, at + line.end))
            repaired = True
        at = max(at, end)
    good.sort(key=lambda d: d.extract.spans[0].start)
    if any(b.start < a.start for a, b in pairwise(lines)):
        rows = sorted((line.start, n) for n, line in enumerate(lines))
        good.sort(key=lambda d: rows[max(bisect_left(rows, (d.extract.spans[0].start + 1, 0)) - 1, 0)][1])
    return good, repaired


def _aligned(source: str, extract: Extract) -> bool:
    """The text is made of its pieces (``align`` would succeed) and is in its reading form."""
    at, text = 0, extract.text
    # Of spaces only the plain one is printable.
    spaced = text.isprintable() and "  " not in text and text == text.strip()
    plain = (spaced or " ".join(text.split()) == text) and is_normalized("NFC", text)
    for span in extract.spans if plain else ():
        piece = source[span.start : span.end]
        if at and text.startswith(" ", at):
            at += 1
        if not text.startswith(piece, at):
            break
        at += len(piece)
    else:
        if at == len(text) > 0:
            return True
    try:
        align(source, extract.spans, extract.text)
    except ValueError:
        return False
    return bool(extract.text) and extract.text == read_piece(extract.text)


def _fallback(source: str, start: int, end: int) -> Iterable[Draft]:
    """The line piece ``start:end`` as boilerplate; character by character when even that does not align."""
    whole = Extract(read_piece(source[start:end]), (Span(start=start, end=end),), ())
    if _aligned(source, whole):
        yield Draft("boilerplate", whole, None, -1, True)
        return
    for i in range(start, end):
        if not source[i].isspace():
            yield Draft("boilerplate", Extract(read_piece(source[i]), (Span(start=i, end=i + 1),), ()), None, -1, True)


def _pages(lines: Sequence[Line], furniture: Furniture) -> list[str | None]:
    """The printed page label each line stands under, as far as the text tells."""
    pages: list[str | None] = [None] * len(lines)
    label: str | None = None
    begun, known = 0, False  # where the page began, and whether that is sure
    for i, line in enumerate(lines):
        if i in furniture.labels:
            here = furniture.labels[i]
            following = lines[i + 1] if i + 1 < len(lines) else None
            below = (3 if following.turn else following.gap) if following else 9
            if line.gap >= below and (line.gap >= 2 or line.turn) and following is not None:
                label, begun, known = here, i, True  # on top of its page
            else:
                # At the foot: it names the lines since the page began.
                if known or here in ("1", "i"):
                    pages[begun : i + 1] = [here] * (i + 1 - begun)
                else:
                    pages[i] = here
                label, begun, known = None, i + 1, True
                continue
        elif line.turn and i and i - 1 not in furniture.labels:
            label, begun, known = None, i, line.feed
        if label is not None:
            pages[i] = label
    return pages


def _run_in_type(draft: Draft, section: SectionKind, more: bool) -> UnitType:
    """The type of a paragraph's first sentence when it is a title run in: a nominal one is a title, an action an item."""
    block = draft.block
    if block is None or not draft.first or not more or draft.kind not in ("list_item", "sentence"):
        return draft.kind
    if block.title:
        return "heading" if run_in(draft.extract.text) != "action" else "list_item"
    numbered = block.kind == "item" and block.markers[-1].style not in ("bullet", "dash") if block.markers else False
    if not numbered and section != "recommendations":
        return draft.kind
    title = run_in(draft.extract.text)
    if title == "nominal":
        return "heading"
    return "list_item" if title == "action" and not block.markers else draft.kind


def _units(
    source: Source, drafts: Sequence[Draft], lines: Sequence[Line], pages: Sequence[str | None]
) -> tuple[list[Unit], SectionTree]:
    ids = Occurrences()
    tree = SectionTree(source.doc_id)
    units: list[Unit] = []
    paragraph: str | None = None
    lead: str | None = None
    list_lead: str | None = None
    last_block: Block | None = None
    numbers: dict[int, int] = {}
    extra = len({d.number for d in drafts})
    for ordinal, draft in enumerate(drafts):
        block, extract = draft.block, draft.extract
        identifier = ids.identify(source.doc_id, extract.text)
        if block is not None and block.kind == "heading":
            tree.open(title_of(block, lines, extract.spans[0].start))
            paragraph = None
        if (
            block is not None
            and draft.first
            and block.kind == "text"
            and block.markers
            and block.markers[-1].style != "hash"
        ):
            paragraph = block.markers[-1].label
        elif block is not None and draft.first and block.kind == "text" and draft.kind != "boilerplate":
            paragraph = None
        elif draft.kind == "agenda":
            tree.back_to_programme(extract.spans[0].start)
        section = tree.current
        kind = _run_in_type(draft, tree.kind, ordinal + 1 < len(drafts) and drafts[ordinal + 1].block is block)
        in_list = block is not None and block.kind == "item"
        if in_list and draft.first and (last_block is None or last_block.kind != "item"):
            list_lead = lead
        if draft.number < 0:
            number = extra
            extra += 1
        else:
            number = numbers.setdefault(draft.number, len(numbers))
        units.append(
            Unit(
                sentence_id=identifier,
                doc_id=source.doc_id,
                section_id=section,
                ordinal=ordinal,
                block=number,
                paragraph=paragraph if kind in ("sentence", "list_item", "question") else None,
                page=pages[block.first] if block is not None else None,
                unit_type=kind,
                lead_in_id=list_lead if in_list and kind in ("list_item", "question", "sentence") else None,
                text=extract.text,
                spans=extract.spans,
                omitted=extract.omitted,
            )
        )
        if draft.kind in ("boilerplate", "footnote"):
            continue
        if not in_list:
            leads = _LEADS.search(extract.text[-4:]) is not None or draft.kind == "heading"
            lead = identifier if leads else None
        last_block = block
    return units, tree
