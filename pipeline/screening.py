"""Are the rows of many documents beyond doubt? Answered column by column, for a handful of documents at once.

What is in doubt here ``validate`` reads row by row, and says what is wrong; so a check here may doubt too much, never too
little. Nothing is held but the handful at hand, and the keys of the tables that documents share.
"""

from __future__ import annotations

import re
import typing
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import BaseModel

from pipeline import tables
from pipeline.offsets import SourceRange, align
from pipeline.storage import Folder
from pipeline.tables import BY_NAME, Table

Columns = Mapping[str, pa.Table]

LABELLED = {"recommendations": "recommendation", "good_practices": "good_practice", "findings": "finding"}
PLACED = ("sections", "sessions", "session_participants", "acronyms", "references")
_DOCUMENTS_AT_ONCE = 150
_CHARS_AT_ONCE = 300_000
_ODD_SPACE = re.compile(r"[^\S \n]|  |\n | \n|\A |\A\n| \Z|\n\Z")


# ------------------------------------------------------------------------------------------------ reading a handful at a time
class Handful(NamedTuple):
    """The rows of consecutive documents in every table of theirs."""

    documents: list[str]
    columns: dict[str, pa.Table]

    def rows(self) -> Iterator[tuple[str, dict[str, list[dict[str, Any]]]]]:
        """The same document by document, as dictionaries."""
        split: dict[str, dict[str, list[dict[str, Any]]]] = {}
        for name, table in self.columns.items():
            for row in table.to_pylist():
                split.setdefault(row["doc_id"] or "", {}).setdefault(name, []).append(row)
        for doc_id in sorted(split):
            yield doc_id, {name: split[doc_id].get(name, []) for name in self.columns}


def handfuls(base: Folder, names: Sequence[str]) -> Iterator[Handful]:
    """The per-document tables ``names`` (``documents`` among them) in ``doc_id`` order, some documents at a time.

    Raises ``Unsorted`` where the rows of a table are not in that order, ``ValueError`` or ``OSError`` where a file cannot be read.
    """
    listed = [
        (row["doc_id"], row["n_chars"] or 0) for row in tables.read_rows(base, "documents", ["doc_id", "n_chars"])
    ]
    if listed != sorted(listed, key=itemgetter(0)):
        raise Unsorted("documents")
    cursors = {name: _Cursor(base, name) for name in names}
    some: list[str] = []
    size = 0
    for i, (document, n_chars) in enumerate(listed, start=1):
        some.append(document)
        size += n_chars
        if i == len(listed) or size >= _CHARS_AT_ONCE or len(some) >= _DOCUMENTS_AT_ONCE:
            last = document if i < len(listed) else None  # what belongs to no document comes with the last
            yield Handful(some, {name: cursor.up_to(last) for name, cursor in cursors.items()})
            some, size = [], 0


class Unsorted(Exception):
    """A table whose rows are not sorted by ``doc_id``; its name."""


class _Cursor:
    """Where reading stands in one table."""

    def __init__(self, base: Folder, name: str) -> None:
        self._name = name
        self._batches = self._read(base)
        self._waiting: pa.Table | None = None
        self._last = ""

    def _read(self, base: Folder) -> Iterator[pa.Table]:
        for file in tables.files_of(base, self._name):
            opened = tables.parquet(file)
            for i in range(opened.num_row_groups):
                group = tables.as_published(self._name, opened.read_row_group(i))
                ids = group.column("doc_id").combine_chunks()
                if ids.null_count:
                    raise ValueError(f"{self._name}.doc_id is missing in {ids.null_count} rows")
                if len(ids):
                    if ids[0].as_py() < self._last or not _all(pc.less_equal(ids[:-1], ids[1:])):
                        raise Unsorted(self._name)
                    self._last = ids[-1].as_py()
                yield group

    def up_to(self, last: str | None) -> pa.Table:
        """The rows of documents not yet given up to ``last`` (None: all)."""
        parts = [self._waiting] if self._waiting is not None else []
        while last is None or not parts or not parts[-1].num_rows or parts[-1].column("doc_id")[-1].as_py() <= last:
            if (group := next(self._batches, None)) is None:
                break
            parts.append(group)
        table = pa.concat_tables(parts) if parts else BY_NAME[self._name].schema.empty_table()
        n = table.num_rows if last is None else pc.sum(pc.less_equal(table.column("doc_id"), last)).as_py() or 0
        self._waiting = table.slice(n)
        return table.slice(0, n).combine_chunks()


# ------------------------------------------------------------------------------------------------ what the contract asks
class Outside(NamedTuple):
    """The keys of the tables that documents share."""

    keys: Mapping[str, pa.Array]

    @classmethod
    def of(cls, keys: Mapping[str, set[str]]) -> Outside:
        return cls({name: pa.array(sorted(of_table), pa.string()) for name, of_table in keys.items()})


def beyond_doubt(handful: Handful, outside: Outside) -> bool:
    """Do the handful's rows surely keep the contract, by themselves and with the keys in ``outside``?"""
    columns = handful.columns
    try:
        return (
            all(_sound(BY_NAME[name], table) for name, table in columns.items())
            and columns["documents"].column("doc_id").to_pylist() == handful.documents
            and all(_linked(BY_NAME[name], table, columns, outside) for name, table in columns.items())
            and _entities_agree(columns["mentions"])
            and all(_same_sentences(columns, name, label) for name, label in LABELLED.items())
            and _surfaces_agree(columns)
            and ("texts" not in columns or _places_agree(columns))
        )
    except (ValueError, IndexError, KeyError):  # Arrow's errors are ValueErrors
        return False


def own_keys(handful: Handful, before: str) -> bool:
    """Does every key begin with its document's identifier, and is it there once? Then no other document can have it.

    ``before`` is the document before these, empty for none.
    """
    for name, table in handful.columns.items():
        keys, documents = table.column(BY_NAME[name].key).to_pylist(), table.column("doc_id").to_pylist()
        if len(set(keys)) != len(keys) or not all(map(_begins, keys, documents)):
            return False
    return not any(b.startswith(f"{a}-") for a, b in pairwise([before or "-", *handful.documents]))


def _begins(key: str, document: str) -> bool:
    return key.startswith(document) and key[len(document) : len(document) + 1] in {"-", ""}


def _sound(table: Table, rows: pa.Table) -> bool:
    """Types, required values, sets of values, bounds, no empty text."""
    if not rows.schema.equals(table.schema):
        return False
    rows.validate(full=True)
    limits = _limits(table.record)
    return all(
        _column_sound(field, column.combine_chunks(), limits, (field.name,))
        for field, column in zip(rows.schema, rows.columns, strict=True)
    )


def _column_sound(
    field: pa.Field, values: pa.Array, limits: Mapping[tuple[str, ...], _Limit], path: tuple[str, ...]
) -> bool:
    if isinstance(values, pa.ChunkedArray):
        return all(_column_sound(field, chunk, limits, path) for chunk in values.chunks)
    if not field.nullable and values.null_count:
        return False
    if pa.types.is_list(field.type):
        return _column_sound(field.type.value_field, values.flatten(), limits, path)
    if pa.types.is_struct(field.type):
        there = values.drop_null() if values.null_count else values
        return all(_column_sound(f, there.field(f.name), limits, (*path, f.name)) for f in field.type)
    if pa.types.is_string(field.type) and len(path) == 1 and not _all(pc.greater(pc.binary_length(values), 0)):
        return False
    limit = limits.get(path)
    if limit is None:
        return True
    if limit.among and not _all(pc.is_in(values.drop_null(), pa.array(limit.among, pa.string()))):
        return False
    if limit.least is not None and not _all(pc.greater_equal(values, limit.least)):
        return False
    return limit.most is None or _all(pc.less_equal(values, limit.most))


class _Limit(NamedTuple):
    among: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None


@cache
def _limits(record: type[BaseModel]) -> dict[tuple[str, ...], _Limit]:
    """The sets of values and bounds that the record's annotations state, by column and field within it."""
    found: dict[tuple[str, ...], _Limit] = {}
    for name, of in typing.get_type_hints(record, include_extras=True).items():
        if name in record.model_fields:
            _collect(of, (name,), found)
    return found


def _collect(of: Any, path: tuple[str, ...], found: dict[tuple[str, ...], _Limit]) -> None:
    if isinstance(of, type) and issubclass(of, BaseModel):
        for name, inner in typing.get_type_hints(of, include_extras=True).items():
            if name in of.model_fields:
                _collect(inner, (*path, name), found)
    elif typing.get_origin(of) is typing.Literal:
        found[path] = _Limit(among=typing.get_args(of))
    elif typing.get_origin(of) is typing.Annotated:
        bounds = [bound for field in of.__metadata__ for bound in field.metadata]
        least = next((b.ge for b in bounds if hasattr(b, "ge")), None)
        most = next((b.le for b in bounds if hasattr(b, "le")), None)
        found[path] = _Limit(least=least, most=most)
    else:
        for inner in typing.get_args(of):
            if inner not in (type(None), Ellipsis):
                _collect(inner, path, found)


def _linked(table: Table, rows: pa.Table, columns: Columns, outside: Outside) -> bool:
    """Does every foreign key resolve, and where its target belongs to documents, in the row's own document?"""
    documents = rows.column("doc_id").combine_chunks()
    for column, target in table.foreign.items():
        values = rows.column(column).combine_chunks()
        own = documents
        if pa.types.is_list(values.type):
            own = documents.take(pc.list_parent_indices(values))
            values = values.flatten()
        if values.null_count:
            own, values = own.filter(values.is_valid()), values.drop_null()
        if target in outside.keys:
            if not _all(pc.is_in(values, outside.keys[target])):
                return False
            continue
        if target not in columns:
            continue
        keys = columns[target].column(BY_NAME[target].key).combine_chunks()
        at = pc.index_in(values, keys)
        if at.null_count or not _all(pc.equal(columns[target].column("doc_id").combine_chunks().take(at), own)):
            return False
    return True


def _entities_agree(mentions: pa.Table) -> bool:
    ids = [mentions.column(name) for name in ("speaker_id", "iso3", "organisation_id")]
    given = np.sum([np.asarray(pc.is_valid(column)) for column in ids], axis=0)
    return bool(np.all(given == 1)) and _all(pc.equal(pc.coalesce(*ids), mentions.column("entity_id")))


def _same_sentences(columns: Columns, name: str, label: str) -> bool:
    sentences = columns["sentences"]
    labelled = sentences.filter(pc.equal(sentences.column("label"), label)).column("sentence_id").combine_chunks()
    return bool(labelled.equals(columns[name].column("sentence_id").combine_chunks()))


def _lists(rows: pa.Table, *names: str) -> list[list[Any]]:
    return [rows.column(name).to_pylist() for name in names]


def _surfaces_agree(columns: Columns) -> bool:
    """Mentions and cues are the text at their offsets."""
    texts = dict(zip(*_lists(columns["sentences"], "sentence_id", "text"), strict=True))
    mentions = _lists(columns["mentions"], "sentence_id", "text_start", "text_end", "surface")
    if any(texts[sentence][start:end] != surface for sentence, start, end, surface in zip(*mentions, strict=True)):
        return False
    cues = _lists(columns["statements"], "sentence_id", "cue_sentence_id", "text_start", "text_end", "cue")
    for sentence, elsewhere, start, end, cue in zip(*cues, strict=True):
        if cue is not None and (start is None or end is None or texts[elsewhere or sentence][start:end] != cue):
            return False
    return True


# ------------------------------------------------------------------------------------------------ places in the source
def _places_agree(columns: Columns) -> bool:
    """Each document has one text; its sentences' pieces give their texts and cover it; everything lies where it says."""
    documents, sources = _lists(columns["texts"], "doc_id", "text")
    if documents != columns["documents"].column("doc_id").to_pylist():
        return False
    size = dict(zip(documents, map(len, sources), strict=True))
    for name in PLACED:
        for document, start, end in zip(*_lists(columns[name], "doc_id", "start", "end"), strict=True):
            if not 0 <= start <= end <= size[document]:
                return False
    sentences = columns["sentences"]
    keys, of, texts = _lists(sentences, "sentence_id", "doc_id", "text")
    if texts and not _read_plainly(texts):
        return False
    spans, omitted = _pieces(sentences, "spans"), _pieces(sentences, "omitted")
    pieces: dict[str, list[tuple[int, int]]] = {document: [] for document in documents}
    text_of = dict(zip(documents, sources, strict=True))
    whole: dict[str, int] = {}  # where a sentence begins that is one piece, read as it stands: nearly every one
    places: dict[str, _Place] = {}
    for key, document, text, read, left_out in zip(keys, of, texts, spans, omitted, strict=True):
        pieces[document] += read
        if left_out:
            pieces[document] += left_out
        if len(read) == 1 and text_of[document][slice(*read[0])] == text:
            whole[key] = read[0][0]
        else:
            places[key] = _place(text_of[document], text, read)
    where = _lists(columns["mentions"], "sentence_id", "text_start", "text_end", "start", "end")
    for key, text_start, text_end, start, end in zip(*where, strict=True):
        if not text_start < text_end:
            return False
        if (base := whole.get(key)) is not None:
            found = base + text_start, base + text_end
        else:
            found = places[key](text_start)[0], places[key](text_end - 1)[1]
        if found != (start, end):
            return False
    return all(_covered(text_of[document], pieces[document]) for document in documents)


_Place = Callable[[int], tuple[int, int]]


def _place(source: str, text: str, read: list[tuple[int, int]]) -> _Place:
    """Gives the source range of each character of ``text``, read from the pieces ``read``. Raises ``ValueError`` if it is not.

    ``text`` has single spaces, so a piece that stands in it as it is has neither a line end nor a wide space.
    """
    runs: list[tuple[int, int, int]] = []
    at = 0
    for start, end in read:
        if runs and text[at : at + 1] == " ":
            at += 1
        piece = source[start:end]
        if piece[:1] == " " or piece[-1:] == " ":
            raise ValueError(piece)
        if not text.startswith(piece, at):
            return _letter_by_letter(source, text, read)
        runs.append((at, start, end))
        at += end - start
    if at != len(text):
        raise ValueError(text)

    def place(i: int) -> tuple[int, int]:
        text_start, start, end = runs[bisect_right(runs, i, key=_first) - 1]
        if not 0 <= i - text_start < end - start:
            raise ValueError(i)
        return start + i - text_start, start + i - text_start + 1

    return place


def _letter_by_letter(source: str, text: str, read: list[tuple[int, int]]) -> _Place:
    """As ``_place``, where a piece reads otherwise than it stands: decomposed letters, spaces in a row."""
    for start, end in read:
        piece = source[start:end]
        if piece != piece.strip() or "\n" in piece or "\r" in piece:
            raise ValueError(piece)
    return align(source, [SourceRange(*piece) for piece in read], text).__getitem__


_first = itemgetter(0)


def _read_plainly(texts: list[str]) -> bool:
    """Is every text NFC with single spaces?"""
    together = "\n".join(texts)
    return (
        together.count("\n") == len(texts) - 1
        and not _ODD_SPACE.search(together)
        and unicodedata.is_normalized("NFC", together)
    )


def _pieces(sentences: pa.Table, column: str) -> list[list[tuple[int, int]]]:
    values = sentences.column(column).combine_chunks()
    if isinstance(values, pa.ChunkedArray):
        values = values.chunk(0) if values.num_chunks else pa.array([], values.type)
    flat = values.flatten()
    pairs = list(zip(flat.field("start").to_pylist(), flat.field("end").to_pylist(), strict=True))
    ends = np.cumsum(np.asarray(pc.list_value_length(values))).tolist()
    return [pairs[a:b] for a, b in zip([0, *ends], ends, strict=False)]


def _all(answers: Any) -> bool:
    """Are all of them true? One that is null counts as true: a missing value has no bounds; where it must not be, see above."""
    return bool(pc.all(answers).as_py() is not False)


def _covered(source: str, pieces: list[tuple[int, int]]) -> bool:
    """Do the pieces, none over another, leave nothing out but spaces?"""
    at = 0
    for start, end in sorted(pieces):
        if start < at or end <= start:
            return False
        if start > at and not source[at:start].isspace():
            return False
        at = end
    return at <= len(source) and (at == len(source) or source[at:].isspace())
