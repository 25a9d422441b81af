"""Does a dataset keep the data contract?

Reads the files as published; used before every publication and by ``greffier validate``.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from pipeline import parts, screening, tables
from pipeline.columns import PER_DOCUMENT
from pipeline.offsets import SourceRange, align
from pipeline.storage import Folder
from pipeline.versions import version_of

Rows = Mapping[str, list[dict[str, Any]]]

_SHARED = ("organisations", "countries", "rejects")


@dataclass(frozen=True)
class Problem:
    """One breach: in which table, row (its key) and column, and what is wrong."""

    table: str
    row: str
    column: str
    message: str

    def __str__(self) -> str:
        where = ".".join(part for part in (self.table, self.column) if part)
        return f"{where} [{self.row}]: {self.message}" if self.row else f"{where}: {self.message}"


def check_dataset(base: Folder, *, manifest: bool = True) -> Iterator[Problem]:
    """All breaches of the contract in the dataset at ``base``; ``manifest=False`` leaves checksums and ``dataset.json`` out."""
    described: dict[str, Any] = {}
    if manifest:
        try:
            described = json.loads((base / "dataset.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            yield Problem("dataset.json", "", "", f"cannot be read: {error}")
            return
        major = str(described.get("schema_version", "")).partition(".")[0]
        if major != tables.SCHEMA_VERSION.partition(".")[0]:
            yield Problem("dataset.json", "", "schema_version", f"major version {major!r} is not known to this program")
            return
    if manifest:
        yield from _check_description(base, described)
    with_text = tables.table_exists(base, "texts")
    if not with_text and described.get("configuration", {}).get("include_text", True) and manifest:
        yield Problem("texts", "", "", "the file is missing")
    missing = False
    for table in tables.TABLES:
        if table.name == "texts" and not with_text:
            continue
        if not tables.table_exists(base, table.name):
            yield Problem(table.name, "", "", "the file is missing")
            missing = True
            continue
        broken = list(_check_file(base, table, described.get("tables", {}).get(table.name)))
        yield from broken
        missing |= bool(broken)
    if missing:
        return
    names = [name for name in PER_DOCUMENT if name != "texts" or with_text]
    try:
        outside = {name: set(tables.keys(base, name)) for name in ("documents", "organisations", "countries")}
        for name in _SHARED:
            table = tables.BY_NAME[name]
            rows = tables.read_table(base, name).to_pylist()
            yield from _check_rows(table, rows)
            yield from _check_foreign(table, rows, outside)
            yield from _repeated(table, (row[table.key] for row in rows))
        yield from _check_documents(base, names, outside, with_text)
    except screening.Unsorted as error:
        yield Problem(str(error), "", "doc_id", "rows are not sorted by doc_id")
    except (OSError, ValueError) as error:
        yield Problem("", "", "", f"a table cannot be read as Parquet: {error}")


def _check_documents(
    base: Folder, names: list[str], outside: Mapping[str, set[str]], with_text: bool
) -> Iterator[Problem]:
    """All documents, a handful at a time; row by row only where columns leave a doubt."""
    shared = screening.Outside.of(outside)
    own_keys, before = True, ""
    for handful in screening.handfuls(base, names):
        own_keys = own_keys and screening.own_keys(handful, before)
        before = handful.documents[-1]
        if screening.beyond_doubt(handful, shared):
            continue
        for doc_id, rows in handful.rows():
            yield from check_document(doc_id, rows, outside, with_text=with_text)
    if not own_keys:
        for name in names:
            yield from _repeated(tables.BY_NAME[name], tables.keys(base, name))


def _repeated(table: tables.Table, keys: Iterable[str]) -> Iterator[Problem]:
    for key, n in Counter(keys).items():
        if n > 1:
            yield Problem(table.name, str(key), table.key, "the key occurs more than once")


def _check_description(base: Folder, described: dict[str, Any]) -> Iterator[Problem]:
    """The manifest against the name it was published under, ``datapackage.json`` against the manifest."""
    file = (base / "dataset.json").resolve()
    name = file.parent.name
    if name.startswith("v-") and version_of(file.read_bytes()) != name:
        yield Problem("dataset.json", "", "", f"is not the manifest that was published as {name}")
    try:
        package = json.loads((base / "datapackage.json").read_text(encoding="utf-8"))
        listed = {resource["name"]: resource["hash"] for resource in package["resources"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        yield Problem("datapackage.json", "", "", f"cannot be read: {error}")
        return
    wanted = {table: f"sha256:{entry.get('sha256')}" for table, entry in described.get("tables", {}).items()}
    for table in sorted(wanted.keys() | listed.keys()):
        if wanted.get(table) != listed.get(table):
            yield Problem("datapackage.json", table, "hash", "is not the checksum in dataset.json")


def _check_file(base: Folder, table: tables.Table, described: Any) -> Iterator[Problem]:
    path = base / f"{table.name}.parquet"
    if described is not None:
        for text in parts.unlike(path, described):
            yield Problem(table.name, "", "", text)
    try:
        found = tables.schemas(base, table.name)
    except (OSError, ValueError) as error:
        yield Problem(table.name, "", "", f"cannot be read as Parquet: {error}")
        return
    n_rows = sum(n for _, n in found)
    if described is not None and described.get("rows") != n_rows:
        yield Problem(table.name, "", "", f"{n_rows} rows, the manifest says {described.get('rows')}")
    for text in dict.fromkeys(text for schema, _ in found for text in tables.schema_problems(table, schema)):
        yield Problem(table.name, "", "", text)


def check_document(
    doc_id: str, rows: Rows, outside: Mapping[str, set[str]], *, with_text: bool = True
) -> Iterator[Problem]:
    """Breaches inside one document's rows; ``outside`` holds the keys of the tables shared by all documents.

    Where rows are not of the contract's types, that is all that is said.
    """
    keys: dict[str, set[str]] = dict(outside)
    for name, of_table in rows.items():
        if name != "documents":
            keys[name] = {row[tables.BY_NAME[name].key] for row in of_table}
    malformed = [p for name, of_table in rows.items() for p in _check_rows(tables.BY_NAME[name], of_table)]
    yield from malformed
    if malformed:
        return  # what follows takes the types of the contract for granted
    for name, of_table in rows.items():
        yield from _check_foreign(tables.BY_NAME[name], of_table, keys)
    if not rows.get("documents"):
        yield Problem("documents", doc_id, "doc_id", "rows of other tables belong to a document that is not listed")
        return
    yield from _check_mentions(rows)
    if with_text:
        texts = rows.get("texts") or []
        if len(texts) != 1:
            yield Problem("texts", doc_id, "doc_id", f"{len(texts)} texts for one document")
        else:
            yield from _check_offsets(doc_id, texts[0]["text"], rows)


def _check_rows(table: tables.Table, rows: Iterable[dict[str, Any]]) -> Iterator[Problem]:
    known = set(table.record.model_fields)
    for row in rows:
        try:
            table.record.model_validate({k: v for k, v in row.items() if k in known})
        except ValidationError as error:
            for detail in error.errors():
                column = ".".join(str(part) for part in detail["loc"])
                yield Problem(
                    table.name, str(row.get(table.key)), column, f"{detail['msg']} (got {detail['input']!r:.60})"
                )
        for column, value in row.items():
            if value == "":
                yield Problem(table.name, str(row.get(table.key)), column, "empty text; missing values are null")


def _check_foreign(
    table: tables.Table, rows: Iterable[dict[str, Any]], keys: Mapping[str, set[str]]
) -> Iterator[Problem]:
    foreign = [(column, target) for column, target in table.foreign.items() if target in keys]
    for row in rows:
        for column, target in foreign:
            value = row[column]
            for one in value if isinstance(value, list) else [value]:
                if one is not None and one not in keys[target]:
                    yield Problem(table.name, str(row[table.key]), column, f"{one!r} is not a row of {target}")


def _check_mentions(rows: Rows) -> Iterator[Problem]:
    texts = {row["sentence_id"]: row["text"] for row in rows["sentences"]}
    for row in rows["mentions"]:
        ids = [row["speaker_id"], row["iso3"], row["organisation_id"]]
        if [i for i in ids if i is not None] != [row["entity_id"]]:
            yield Problem(
                "mentions",
                row["mention_id"],
                "entity_id",
                "is not the one of speaker_id, iso3, organisation_id that is set",
            )
        text = texts.get(row["sentence_id"])
        if text is not None and text[row["text_start"] : row["text_end"]] != row["surface"]:
            yield Problem("mentions", row["mention_id"], "surface", "is not sentences.text[text_start:text_end]")
    for row in rows["statements"]:
        text = texts.get(row["cue_sentence_id"] or row["sentence_id"])
        if row["cue"] is not None and text is not None:
            if row["text_start"] is None or row["text_end"] is None:
                yield Problem("statements", row["statement_id"], "text_start", "a cue without its offsets")
            elif text[row["text_start"] : row["text_end"]] != row["cue"]:
                yield Problem(
                    "statements", row["statement_id"], "cue", "is not the sentence's text[text_start:text_end]"
                )
    for name, label in screening.LABELLED.items():
        want = {row["sentence_id"] for row in rows["sentences"] if row["label"] == label}
        have = {row["sentence_id"] for row in rows[name]}
        for key in sorted(want ^ have)[:5]:
            yield Problem(name, key, "sentence_id", f"sentences labelled {label} and rows here do not agree")


def _check_offsets(doc_id: str, source: str, rows: Rows) -> Iterator[Problem]:
    size = len(source)
    covered = bytearray(size)
    for row in rows["sentences"]:
        key = row["sentence_id"]
        for column in ("spans", "omitted"):
            for piece in row[column]:
                start, end = piece["start"], piece["end"]
                if not 0 <= start < end <= size:
                    yield Problem("sentences", key, column, f"{start}:{end} lies outside the text")
                    return
                text = source[start:end]
                if column == "spans" and (text != text.strip() or "\n" in text or "\r" in text):
                    yield Problem(
                        "sentences", key, column, f"{start}:{end} has a line end in it or a space at its edge"
                    )
                if any(covered[start:end]):
                    yield Problem("sentences", key, column, f"{start}:{end} is covered twice")
                covered[start:end] = b"\1" * (end - start)
        if row["text"] != unicodedata.normalize("NFC", " ".join(row["text"].split())):
            yield Problem("sentences", key, "text", "is not NFC with single spaces")
        try:
            alignment = align(source, (SourceRange(**s) for s in row["spans"]), row["text"])
        except ValueError as error:
            yield Problem("sentences", key, "text", str(error))
            continue
        row["_alignment"] = alignment
    for i, char in enumerate(source):
        if not covered[i] and not char.isspace():
            yield Problem("sentences", doc_id, "spans", f"the character {char!r} at {i} belongs to no sentence")
            break
    alignments = {row["sentence_id"]: row.get("_alignment") for row in rows["sentences"]}
    for row in rows["mentions"]:
        place = alignments.get(row["sentence_id"])
        if place is None or row["text_end"] > len(place) or row["text_start"] >= row["text_end"]:
            continue
        found = (place[row["text_start"]][0], place[row["text_end"] - 1][1])
        if found != (row["start"], row["end"]):
            message = f"start:end {row['start']}:{row['end']} is not the surface's place {found[0]}:{found[1]}"
            yield Problem("mentions", row["mention_id"], "start", message)
    for name in screening.PLACED:
        for row in rows[name]:
            if not 0 <= row["start"] <= row["end"] <= size:
                yield Problem(
                    name,
                    str(row[tables.BY_NAME[name].key]),
                    "start",
                    f"{row['start']}:{row['end']} lies outside the text",
                )
