"""What differs between two datasets, and whether a new one has lost too much to be published."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from pipeline import tables
from pipeline.storage import Folder

COMPARED = ("recommendations", "good_practices", "findings", "speakers", "statements")
_SHOWN = {
    "recommendations": "text",
    "good_practices": "text",
    "findings": "text",
    "speakers": "name",
    "statements": "sentence_id",
}


@dataclass(frozen=True)
class Row:
    """One row that was added or removed: its key, its document, and what a reader knows it by."""

    key: str
    doc_id: str
    shown: str


@dataclass(frozen=True)
class Relabelled:
    """A sentence that stands in both datasets with another label."""

    sentence_id: str
    doc_id: str
    text: str
    before: str
    after: str


@dataclass
class Changes:
    """Documents by path; rows by table. A relabelled sentence is listed once, not as added and removed."""

    documents_added: list[str] = field(default_factory=list)
    documents_removed: list[str] = field(default_factory=list)
    documents_changed: list[str] = field(default_factory=list)
    added: dict[str, list[Row]] = field(default_factory=dict)
    removed: dict[str, list[Row]] = field(default_factory=dict)
    relabelled: list[Relabelled] = field(default_factory=list)

    def __bool__(self) -> bool:
        documents = self.documents_added or self.documents_removed or self.documents_changed
        return bool(documents or self.relabelled or any(self.added.values()) or any(self.removed.values()))

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def compare(old: Folder, new: Folder) -> Changes:
    """The changes from the dataset in folder ``old`` to the one in ``new``."""
    changes = Changes()
    before = {row["doc_id"]: row for row in tables.read_rows(old, "documents", ["doc_id", "path", "sha256"])}
    after = {row["doc_id"]: row for row in tables.read_rows(new, "documents", ["doc_id", "path", "sha256"])}
    changes.documents_added = sorted(after[d]["path"] for d in after.keys() - before.keys())
    changes.documents_removed = sorted(before[d]["path"] for d in before.keys() - after.keys())
    changes.documents_changed = sorted(
        after[d]["path"] for d in after.keys() & before.keys() if after[d]["sha256"] != before[d]["sha256"]
    )
    changes.added, changes.removed = {name: [] for name in COMPARED}, {name: [] for name in COMPARED}
    for was, now in _side_by_side(old, new):
        labels = {row["sentence_id"]: row["label"] for row in was.get("sentences", ())}
        moved: set[str] = set()
        for row in now.get("sentences", ()):
            earlier = labels.get(row["sentence_id"])
            if earlier is not None and earlier != row["label"]:
                moved.add(row["sentence_id"])
                changes.relabelled.append(
                    Relabelled(row["sentence_id"], row["doc_id"], row["text"], earlier, row["label"])
                )
        for name in COMPARED:
            key = tables.BY_NAME[name].key
            gone, come = ({row[key]: row for row in rows.get(name, ())} for rows in (was, now))
            changes.added[name] += [_row(name, come[k]) for k in come if k not in gone and k not in moved]
            changes.removed[name] += [_row(name, gone[k]) for k in gone if k not in come and k not in moved]
    return changes


_Rows = Mapping[str, list[dict[str, Any]]]


def _side_by_side(old: Folder, new: Folder) -> Iterator[tuple[_Rows, _Rows]]:
    """The rows compared of each document of either dataset, nothing where it is not there; one document at a time."""
    columns = {"sentences": ["sentence_id", "doc_id", "text", "label"], **{name: _columns(name) for name in COMPARED}}
    streams = [tables.iter_documents(base, columns, columns) for base in (old, new)]
    heads = [next(stream, None) for stream in streams]
    while any(heads):
        document = min(head[0] for head in heads if head)
        here: list[_Rows] = [head[1] if head and head[0] == document else {} for head in heads]
        yield here[0], here[1]
        heads = [
            next(stream, None) if head and head[0] == document else head
            for stream, head in zip(streams, heads, strict=True)
        ]


def _columns(name: str) -> list[str]:
    more = ["role", "country", "kind"] if name == "speakers" else []
    return list(dict.fromkeys([tables.BY_NAME[name].key, "doc_id", _SHOWN[name], *more]))


def _row(name: str, row: Mapping[str, Any]) -> Row:
    key = row[tables.BY_NAME[name].key]
    return Row(
        key, row["doc_id"], str(row[_SHOWN[name]] or row.get("role") or row.get("country") or row.get("kind") or key)
    )


def markdown(changes: Changes, limit: int = 20) -> str:
    """The changes as Markdown for a pull request comment; at most ``limit`` rows a list, the rest counted."""
    if not changes:
        return "No change in the dataset.\n"
    lines = ["### Changes in the dataset", ""]
    for title, paths in (
        ("Documents added", changes.documents_added),
        ("Documents removed", changes.documents_removed),
        ("Documents changed", changes.documents_changed),
    ):
        if paths:
            lines += [f"**{title}** ({len(paths)})", "", *_bullets([_cell(p) for p in paths], limit), ""]
    lines += ["| table | added | removed |", "| --- | ---: | ---: |"]
    lines += [f"| {name} | {len(changes.added[name])} | {len(changes.removed[name])} |" for name in COMPARED]
    lines += ["", f"Relabelled sentences: {len(changes.relabelled)}", ""]
    lines += _bullets([f"{r.before} → {r.after}: {_cell(r.text)}" for r in changes.relabelled], limit)
    for name in COMPARED[:4]:
        for sign, rows in (("added", changes.added[name]), ("removed", changes.removed[name])):
            if rows:
                lines += ["", f"<details><summary>{name} {sign} ({len(rows)})</summary>", ""]
                lines += [*_bullets([_cell(r.shown) for r in rows], limit), "", "</details>"]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    """Source text is shown, never interpreted."""
    text = re.sub(r"([\\\[\]*_#|~!])", r"\\\1", " ".join(text.split()))
    for char, shown in (("&", "&amp;"), ("<", "&lt;"), ("`", "'"), ("@", "@\u200b")):
        text = text.replace(char, shown)
    return text.replace("://", ":\u200b//")


def _bullets(items: Sequence[str], limit: int) -> list[str]:
    more = [f"- … and {len(items) - limit} more"] if len(items) > limit else []
    return [f"- {item}" for item in items[:limit]] + more


def shrunk(old: Folder, new: Folder, max_drop: float) -> list[str]:
    """Tables, and labels of documents present in both, that lost more than the share ``max_drop`` (0..1) of their rows."""
    found = []
    for table in tables.TABLES:
        if table.name in {"rejects", "texts"} or not (
            tables.table_exists(old, table.name) and tables.table_exists(new, table.name)
        ):
            continue
        was, now = tables.count_rows(old, table.name), tables.count_rows(new, table.name)
        if _dropped(was, now, max_drop):
            found.append(f"{table.name} {was} -> {now}")
    before, after = _label_counts(old), _label_counts(new)
    for (doc_id, label), was in sorted(before.items()):
        now = after.get((doc_id, label), 0)
        if (doc_id, "") in after and label and _dropped(was, now, max_drop) and was >= _FEW:
            found.append(f"{label} in {doc_id} {was} -> {now}")
    return found


_FEW = 5  # below this a share says nothing: one sentence more or less is not a collapse


def _dropped(was: int, now: int, max_drop: float) -> bool:
    return was > 0 and (was - now) / was > max_drop


def _label_counts(base: Folder) -> dict[tuple[str, str], int]:
    counts: dict[tuple[str, str], int] = {}
    for row in tables.read_rows(base, "sentences", ["doc_id", "label"]):
        counts[row["doc_id"], row["label"]] = counts.get((row["doc_id"], row["label"]), 0) + 1
        counts[row["doc_id"], ""] = 0
    return counts
