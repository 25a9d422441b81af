#!/usr/bin/env python3
"""Compile marked-up reports into their source text and their gold.

A marked file (``tests/gold/marked/NAME.txt`` or ``.md``) is a report exactly as a PDF extractor would leave it, with
tags in ⟦ ⟧ and a YAML head between two ``---`` lines. Taking the tags out gives ``data/raw/<file>``; reading them gives
``tests/gold/own/<split>/NAME.jsonl`` and the rows of ``tests/gold/own/<split>/tables/*.jsonl``. Offsets are code points
of the source text.

    ⟦S:R/F Awa Diop; @KEN; #HCR; *⟧ opens a unit: type, label, second label, speakers
    ⟦/⟧                             closes it (the next unit does too)
    ⟦pause⟧ whole units ⟦suite⟧     a page number, running head or footnote inside the open unit
    ⟦p:⟧ ⟦c=KEN:⟧ ⟦d=KEN:⟧ ⟦o=OIM:⟧ person, country, demonym, organisation; ``⟦?p:`` ... = optional; may nest
    ⟦x:⟧ ⟦n:⟧ ⟦h:⟧ ⟦m:⟧             marker, note mark, soft hyphen, markup: in the unit, not in its reading text

usage: compile_gold.py [--check] [--root DIR]
Exit codes: 0 done (or up to date), 1 ``--check`` found outputs that differ, 2 a marked file is wrong.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

JSON = dict[str, Any]
UNIT_TYPES = "SLHQAFB"
ALWAYS_OTHER = "HQAFB"  # GUIDELINES section 2: these units carry no label of their own
SPLITS = ("dev", "test")
TABLES = ("speakers", "sessions", "participants", "acronyms", "references")
HEAD_KEYS = {"file", "split", "organisations", *TABLES}
LINE_ENDS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")  # what str.splitlines() splits at
HYPHENS = "-\u2010\u2011"  # a real hyphen at a line end: its word goes on in the next line
ISO3 = frozenset(  # ISO 3166-1 alpha-3, and Kosovo
    re.findall(
        "...",
        "ABWAFGAGOAIAALAALBANDAREARGARMASMATAATFATGAUSAUTAZEBDIBELBENBESBFABGDBGRBHRBHSBIHBLMBLRBLZBMUBOLBRABRBBRNBTN"
        "BVTBWACAFCANCCKCHECHLCHNCIVCMRCODCOGCOKCOLCOMCPVCRICUBCUWCXRCYMCYPCZEDEUDJIDMADNKDOMDZAECUEGYERIESHESPESTETH"
        "FINFJIFLKFRAFROFSMGABGBRGEOGGYGHAGIBGINGLPGMBGNBGNQGRCGRDGRLGTMGUFGUMGUYHKGHMDHNDHRVHTIHUNIDNIMNINDIOTIRLIRN"
        "IRQISLISRITAJAMJEYJORJPNKAZKENKGZKHMKIRKNAKORKWTLAOLBNLBRLBYLCALIELKALSOLTULUXLVAMACMAFMARMCOMDAMDGMDVMEXMHL"
        "MKDMLIMLTMMRMNEMNGMNPMOZMRTMSRMTQMUSMWIMYSMYTNAMNCLNERNFKNGANICNIUNLDNORNPLNRUNZLOMNPAKPANPCNPERPHLPLWPNGPOL"
        "PRIPRKPRTPRYPSEPYFQATREUROURUSRWASAUSDNSENSGPSGSSHNSJMSLBSLESLVSMRSOMSPMSRBSSDSTPSURSVKSVNSWESWZSXMSYCSYRTCA"
        "TCDTGOTHATJKTKLTKMTLSTONTTOTUNTURTUVTWNTZAUGAUKRUMIURYUSAUZBVATVCTVENVGBVIRVNMVUTWLFWSMYEMZAFZMBZWEXKX",
    )
)

CONTROL = re.compile(r"⟦(/|pause|suite)⟧")
UNIT = re.compile(rf"⟦([{UNIT_TYPES}]):([RGFO])(?:/([RGFO]))?(?: ([^⟦⟧\n]*))?⟧")
INLINE = re.compile(r"⟦(\?)?(?:(p)|([cd])=([^:⟦⟧\n]*)|(o)=([^:⟦⟧\n]+)|([xnhm])):")
OMITTED = {"x": "marker", "n": "note_mark", "h": "hyphen", "m": "markup"}


class MarkedError(Exception):
    """Something wrong in a marked file; the message starts with ``file:line``."""

    def __init__(self, path: str, line: int, problem: str) -> None:
        super().__init__(f"{path}:{line}: {problem}")


@dataclass(frozen=True)
class Speaker:
    kind: str  # person, delegate, organisation, collective
    key: str
    also: tuple[str, ...] = ()
    optional: bool = False
    continuation: bool = False
    by_function: bool = False


@dataclass(frozen=True)
class Mention:
    kind: str  # p, c, d, o
    value: str  # ISO code or canonical name
    surface: str
    start: int
    end: int
    optional: bool


@dataclass(frozen=True)
class Unit:
    line: int
    type: str
    label: str
    label_alt: str | None
    speakers: tuple[Speaker, ...]
    text: str
    spans: tuple[tuple[int, int], ...]
    mentions: tuple[Mention, ...]


@dataclass(frozen=True)
class Report:
    """One compiled marked file."""

    file: str
    split: str
    source: str
    units: tuple[Unit, ...]
    gold: tuple[JSON, ...]
    tables: Mapping[str, tuple[JSON, ...]]

    @property
    def doc(self) -> str:
        return Path(self.file).stem


# ---- the body


@dataclass
class _Open:
    """A unit under construction: its characters as (source offset, character, kind when omitted)."""

    line: int
    type: str
    label: str
    label_alt: str | None
    speakers: tuple[Speaker, ...]
    chars: list[tuple[int, str, str]] = field(default_factory=list)
    mentions: list[tuple[str, str, bool, int, int, int]] = field(default_factory=list)


class _Body:
    """Reads a body character by character; ``units`` and ``source`` are its result."""

    def __init__(self, path: str, body: str, first_line: int) -> None:
        self.path, self.body, self.first_line = path, body, first_line
        self.source: list[str] = []
        self.units: list[Unit] = []
        self._order: list[_Open] = []
        self._unit: _Open | None = None
        self._paused: _Open | None = None
        self._units_at_pause = 0
        self._tags: list[tuple[int, re.Match[str], int]] = []  # line, opening tag, index into the unit's characters
        self._at = 0

    def read(self) -> None:
        while self._at < len(self.body):
            char = self.body[self._at]
            if char == "⟦":
                self._open_tag()
            elif char == "⟧":
                self._close_tag()
                self._at += 1
            else:
                self._add(char)
                self._at += 1
        self._need_no_tags("the end of the file")
        if self._paused is not None:
            raise self._error("⟦pause⟧ without ⟦suite⟧", self._paused.line)
        self.units = [self._finish(unit) for unit in self._order]

    def _line(self, at: int) -> int:
        return self.first_line + self.body.count("\n", 0, at)

    def _error(self, problem: str, line: int | None = None) -> MarkedError:
        return MarkedError(self.path, self._line(self._at) if line is None else line, problem)

    def _add(self, char: str) -> None:
        if self._unit is None:
            if not char.isspace():
                excerpt = self.body[self._at : self._at + 30].split("\n")[0]
                raise self._error(f"text outside any unit: {excerpt!r}")
        else:
            omitted = next((m[7] for _, m, _ in self._tags if m[7]), "")
            self._unit.chars.append((len(self.source), char, omitted))
        self.source.append(char)

    def _open_tag(self) -> None:
        line = self._line(self._at)
        if control := CONTROL.match(self.body, self._at):
            self._control(control[1])
            self._at = control.end()
        elif opened := UNIT.match(self.body, self._at):
            self._need_no_tags(f"unit {opened[0]}")
            if opened[1] in ALWAYS_OTHER and (opened[2] != "O" or opened[3]):
                raise self._error(f"a unit {opened[1]} is always O, not {opened[2]}")
            if opened[2] == opened[3]:
                raise self._error("the second label is the first")
            speakers = tuple(self._speakers(opened[4] or ""))
            self._unit = _Open(line, opened[1], opened[2], opened[3], speakers)
            self._order.append(self._unit)
            self._at = opened.end()
        elif inline := INLINE.match(self.body, self._at):
            if self._unit is None:
                raise self._error(f"tag outside any unit: {inline[0]!r}")
            if any(m[7] for _, m, _ in self._tags):
                raise self._error(f"{inline[0]!r} inside an omitted piece")
            if inline[1] and inline[7]:
                raise self._error(f"only a mention can be optional: {inline[0]!r}")
            if inline[3] and inline[4] not in ISO3:
                raise self._error(f"not an ISO 3166-1 alpha-3 code: {inline[4]!r}")
            self._tags.append((line, inline, len(self._unit.chars)))
            self._at = inline.end()
        else:
            raise self._error(f"unknown tag: {self.body[self._at : self._at + 30].split(chr(10))[0]!r}")

    def _control(self, what: str) -> None:
        self._need_no_tags(f"⟦{what}⟧")
        if what == "/":
            if self._unit is None:
                raise self._error("⟦/⟧ without an open unit")
            self._unit = None
        elif what == "pause":
            if self._unit is None or self._paused is not None:
                raise self._error("⟦pause⟧ " + ("inside a pause" if self._paused else "without an open unit"))
            self._paused, self._unit = self._unit, None
            self._units_at_pause = len(self._order)
        else:
            if self._paused is None:
                raise self._error("⟦suite⟧ without ⟦pause⟧")
            if len(self._order) == self._units_at_pause:
                raise self._error("a pause holds whole units; this one is empty")
            self._unit, self._paused = self._paused, None
            self._unit.chars.append((-1, "\n", ""))  # in the unit's eyes a pause is a line end

    def _close_tag(self) -> None:
        if not self._tags or self._unit is None:
            raise self._error("⟧ closes nothing")
        line, tag, first = self._tags.pop()
        content = "".join(c for _, c, omitted in self._unit.chars[first:] if not omitted)
        if tag[7]:
            if not any(not c.isspace() for _, c, _ in self._unit.chars[first:]):
                raise self._error(f"empty tag {tag[0]!r}", line)
            return
        if not content or content != content.strip():
            raise self._error(f"{tag[0]!r}: a mention is not empty and has no space at its edges", line)
        value = tag[4] or (tag[6] or "").strip()
        self._unit.mentions.append(
            (tag[2] or tag[3] or tag[5], value, bool(tag[1]), first, len(self._unit.chars), line)
        )

    def _need_no_tags(self, what: str) -> None:
        if self._tags:
            raise self._error(f"{what} inside the tag {self._tags[-1][1][0]!r}", self._tags[-1][0])

    def _speakers(self, spec: str) -> Iterator[Speaker]:
        for part in filter(None, (p.strip() for p in spec.split(";"))):
            flags = re.match(r"[~?]*", part)
            assert flags is not None
            key, continuation, optional = part[flags.end() :].strip(), "~" in flags[0], bool(flags[0])
            if not key or len(flags[0]) > 1:
                raise self._error(f"cannot read the speaker {part!r}")
            if key == "*":
                yield Speaker("collective", "*", (), optional, continuation)
            elif key.startswith("@"):
                if key[1:] not in ISO3:
                    raise self._error(f"not an ISO 3166-1 alpha-3 code: {key!r}")
                yield Speaker("delegate", key[1:], (), optional, continuation)
            elif key.startswith("#"):
                names = tuple(n.strip() for n in key[1:].split("="))
                yield Speaker("organisation", names[0], names, optional, continuation)
            else:
                yield Speaker("person", key.lstrip("^").strip(), (), optional, continuation, key.startswith("^"))

    def _finish(self, unit: _Open) -> Unit:
        """Reading text and spans of a unit; mentions in the order of the text."""
        text, text_at, spans = "", [], list[tuple[int, int]]()
        gap = line_end = glue = False
        run: tuple[int, int] | None = None
        for i, (offset, char, omitted) in enumerate(unit.chars):
            text_at.append(len(text))
            if omitted == "h" and (i + 1 == len(unit.chars) or not unit.chars[i + 1][1].isspace()):
                raise self._error("a soft hyphen stands at a line end", unit.line)
            if omitted or char in LINE_ENDS:
                spans, run = spans + ([run] if run else []), None
            if omitted:
                gap, glue = gap or omitted == "x", glue or omitted == "h"
            elif char.isspace():
                gap, line_end = True, line_end or char in LINE_ENDS
            else:
                hyphened = line_end and len(text) > 1 and text[-1] in HYPHENS and text[-2] != " "
                text += " " if gap and text and not glue and not hyphened else ""
                text_at[-1] = len(text)
                text += char
                run = (run[0] if run else offset, offset + 1)
                gap = line_end = glue = False
        spans += [run] if run else []
        if not text:
            raise self._error("a unit without text", unit.line)
        mentions = []
        for kind, value, optional, first, stop, line in unit.mentions:
            real = [i for i in range(first, stop) if not unit.chars[i][2] and not unit.chars[i][1].isspace()]
            surface = unicodedata.normalize("NFC", text[text_at[real[0]] : text_at[real[-1]] + 1])
            value = surface if kind == "p" else value
            if kind != "p" and not value:
                raise self._error("a mention without its value", line)
            start, end = unit.chars[real[0]][0], unit.chars[real[-1]][0] + 1
            mentions.append(Mention(kind, value, surface, start, end, optional))
        mentions.sort(key=lambda m: (m.start, -m.end))
        text = unicodedata.normalize("NFC", text)
        return Unit(
            unit.line, unit.type, unit.label, unit.label_alt, unit.speakers, text, tuple(spans), tuple(mentions)
        )


# ---- the head


class _LineLoader(yaml.SafeLoader):
    """Keeps for every mapping the line it stands in, under the key ``:line``."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        return {**super().construct_mapping(node, deep=deep), ":line": node.start_mark.line + 2}


_TEXT, _MAYBE, _LIST, _TIME, _DATE, _FLAG = "text", "text or null", "list of texts", "HH:MM in quotes", "date", "true"
FIELDS: dict[str, dict[str, str | tuple[str, ...]]] = {
    "speakers": {
        "name": _TEXT, "also": _LIST, "honorific": _MAYBE, "role": _MAYBE, "organisation": _MAYBE,
        "organisation_also": _LIST, "country": _MAYBE, "also_roles": _LIST,
    },
    "sessions": {
        "start_time": _TIME, "end_time": _TIME, "date": _DATE, "title": _TEXT,
        "kind": ("opening", "panel", "side_event", "break", "closing", "other"),
    },
    "participants": {"start_time": _TIME, "session": _TEXT, "name": _TEXT, "part": ("moderator", "speaker")},
    "acronyms": {"acronym": _TEXT, "expansion": _TEXT, "where": ("list", "inline"), "optional": _FLAG},
    "references": {"kind": ("un_document", "url"), "text": _TEXT, "normalised": _TEXT},
}  # fmt: skip
ABSENT_WHEN_EMPTY = {"also_roles", "optional", "end_time", "date"}


def _field(value: Any, want: str | tuple[str, ...]) -> Any:
    """The value in its output form; raises ``ValueError`` with what was expected."""
    if isinstance(want, tuple):
        if value not in want:
            raise ValueError(f"one of {', '.join(want)}")
        return value
    if want == _DATE and isinstance(value, datetime.date):
        return value.isoformat()
    if want in (_DATE, _TIME):
        pattern = r"\d{4}-\d\d-\d\d" if want == _DATE else r"\d\d:\d\d"
        if value is not None and not (isinstance(value, str) and re.fullmatch(pattern, value)):
            raise ValueError(want)
        return value
    if want == _LIST:
        value = [] if value is None else value
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise ValueError(want)
        return value
    if want == _FLAG:
        if value not in (None, True):
            raise ValueError(want)
        return value
    if value is None and want == _MAYBE:
        return None
    if not isinstance(value, str) or not value.strip():
        raise ValueError(want)
    return unicodedata.normalize("NFC", value)


def read_head(path: str, head: str) -> JSON:
    """The YAML head as plain values, every table row completed and checked; raises ``MarkedError``."""
    try:
        raw = yaml.load(head, _LineLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise MarkedError(path, mark.line + 2 if mark else 1, f"the head is not YAML: {error}") from error
    if not isinstance(raw, dict):
        raise MarkedError(path, 1, "the head is not a mapping")
    raw.pop(":line")
    if unknown := sorted(set(raw) - HEAD_KEYS):
        raise MarkedError(path, 1, f"unknown keys in the head: {', '.join(unknown)}")
    if raw.get("split") not in SPLITS:
        raise MarkedError(path, 1, f"split: one of {', '.join(SPLITS)}, not {raw.get('split')!r}")
    stem = Path(path).stem
    if not isinstance(raw.get("file"), str) or Path(raw["file"]).name != raw["file"] or Path(raw["file"]).stem != stem:
        raise MarkedError(path, 1, f"file: {stem}.txt or {stem}.md, not {raw.get('file')!r}")
    organisations = dict(raw.get("organisations") or {})
    line = organisations.pop(":line", 1)
    for canonical, names in organisations.items():
        if not isinstance(canonical, str) or not isinstance(names, list) or not all(isinstance(n, str) for n in names):
            raise MarkedError(path, line, f"organisations: {canonical!r} is not a name with a list of names")
    result: JSON = {"file": raw["file"], "split": raw["split"], "organisations": organisations}
    for table in TABLES:
        result[table] = [_row(path, table, row) for row in raw.get(table) or []]
    return result


def _row(path: str, table: str, raw: Any) -> JSON:
    if not isinstance(raw, dict):
        raise MarkedError(path, 1, f"{table}: not a mapping: {raw!r}")
    line, row = raw.pop(":line"), {}
    if unknown := sorted(set(raw) - set(FIELDS[table])):
        raise MarkedError(path, line, f"{table}: unknown fields {', '.join(unknown)}")
    for name, want in FIELDS[table].items():
        try:
            value = _field(raw.get(name), want)
        except ValueError as error:
            raise MarkedError(path, line, f"{table}: {name}: expected {error}, got {raw.get(name)!r}") from error
        if name in ABSENT_WHEN_EMPTY and not value:
            continue
        row[name] = value
    if table == "speakers" and row["country"] is not None and row["country"] not in ISO3:
        raise MarkedError(path, line, f"not an ISO 3166-1 alpha-3 code: {row['country']!r}")
    if table in ("sessions", "participants") and not row.get("start_time"):
        raise MarkedError(path, line, f"{table}: start_time is missing")
    return {**row, ":line": line}


# ---- what head and body must agree on


def _tokens(name: str) -> frozenset[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()
    return frozenset(re.findall(r"\w+", plain))


def _squeeze(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).replace("'", "’").split()).casefold()


def check_agreement(path: str, head: JSON, units: Sequence[Unit]) -> None:
    """Raise ``MarkedError`` for the first person not in ``speakers`` and the first table row not in the text."""
    known = {row["name"] for row in head["speakers"]}
    names = [_tokens(n) for row in head["speakers"] for n in (row["name"], *row["also"])]
    for unit in units:
        for s in unit.speakers:
            if s.kind == "person" and s.key not in known and not (s.by_function and s.optional):
                hint = "make it optional (?^)" if s.by_function else "add it"
                raise MarkedError(path, unit.line, f"speaker {s.key!r} is not in the head's speakers: {hint}")
        for m in unit.mentions:
            if m.kind == "p" and not m.optional and not any(_tokens(m.surface) <= n for n in names):
                raise MarkedError(path, unit.line, f"person {m.surface!r} is not in the head's speakers")
    text = _squeeze(" ".join(u.text for u in units))
    for table, fields in (("acronyms", ("acronym", "expansion")), ("references", ("text",)), ("sessions", ("title",))):
        for row in head[table]:
            for name in fields:
                if _squeeze(row[name]) not in text:
                    raise MarkedError(path, row[":line"], f"{table}: {name} is not in the text: {row[name]!r}")
    for row in head["speakers"]:
        if not any(_squeeze(n) in text for n in (row["name"], *row["also"])):
            raise MarkedError(path, row[":line"], f"speakers: no form of {row['name']!r} is in the text")
    titles = {row["start_time"]: row["title"] for row in head["sessions"]}
    for row in head["participants"]:
        if row["name"] not in known:
            raise MarkedError(path, row[":line"], f"participants: {row['name']!r} is not in the head's speakers")
        if not titles.get(row["start_time"], "").startswith(row["session"]):
            raise MarkedError(path, row[":line"], f"participants: no session {row['session']!r} at {row['start_time']}")


# ---- output


def _equivalents(names: Sequence[str], organisations: Mapping[str, Sequence[str]]) -> list[str]:
    found = set(names)
    for canonical, others in organisations.items():
        if found & {canonical, *others}:
            found |= {canonical, *others}
    return sorted(found)


def _gold_speaker(s: Speaker, organisations: Mapping[str, Sequence[str]]) -> JSON:
    row: JSON = {"kind": s.kind, "key": s.key}
    if s.optional:
        row["optional"] = True
    if s.continuation:
        row["continuation"] = True
    if s.kind == "organisation":
        row["also"] = _equivalents(s.also, organisations)
    return row


def _gold_mention(m: Mention, organisations: Mapping[str, Sequence[str]]) -> JSON:
    row: JSON = {"surface": m.surface, "start": m.start, "end": m.end}
    if m.optional:
        row["optional"] = True
    if m.kind in "cd":
        row |= {"iso3": m.value, "form": "name" if m.kind == "c" else "demonym"}
    elif m.kind == "o":
        row |= {"canonical": m.value, "also": _equivalents([m.value], organisations)}
    return row


def compile_report(path: str, marked: str) -> Report:
    """Compile the text of one marked file; ``path`` names it in errors and gives the document's name."""
    match = re.match(r"---\n(.*?\n)---\n", marked, re.S)
    if not match:
        raise MarkedError(path, 1, "a marked file starts with a YAML head between two --- lines")
    head = read_head(path, match[1])
    body = _Body(path, marked[match.end() :], marked.count("\n", 0, match.end()) + 1)
    body.read()
    source, units = "".join(body.source), tuple(body.units)
    check_agreement(path, head, units)
    sha256, organisations = hashlib.sha256(source.encode()).hexdigest(), head["organisations"]
    doc = Path(head["file"]).stem
    number = re.split(r"[-_]", doc)[0]
    gold = []
    for i, unit in enumerate(units):
        row: JSON = {
            "sha256": sha256,
            "doc": doc,
            "unit_id": f"{number}-{i:04}",
            "unit": unit.type,
            "label": unit.label,
        }
        row |= {"text": unit.text, "spans": [list(span) for span in unit.spans]}
        row["speakers"] = [_gold_speaker(s, organisations) for s in unit.speakers]
        for name, kinds in (("persons", "p"), ("countries", "cd"), ("organisations", "o")):
            row[name] = [_gold_mention(m, organisations) for m in unit.mentions if m.kind in kinds]
        if unit.label_alt:
            row["label_alt"] = unit.label_alt
        gold.append(row)
    tables: dict[str, tuple[JSON, ...]] = {}
    for table in TABLES:
        extra = {"window": [0, len(source)]} if table in ("sessions", "participants") else {}
        rows = [{k: v for k, v in row.items() if k != ":line"} for row in head[table]]
        tables[table] = tuple({"sha256": sha256, **row, **extra} for row in rows)
    return Report(head["file"], head["split"], source, units, tuple(gold), tables)


@dataclass(frozen=True)
class Collection:
    """Where marked files stand and where their sources and gold go, below the repository."""

    marked: str
    raw: str
    gold: str


COLLECTIONS = (
    Collection("tests/gold/marked", "data/raw", "tests/gold/own"),
    # Short documents in further styles by another author: what the program makes of layouts it was not written against.
    Collection("tests/gold/styles/marked", "tests/gold/styles/raw", "tests/gold/styles"),
)


def outputs(reports: Sequence[Report], to: Collection = COLLECTIONS[0]) -> dict[str, bytes]:
    """Every output file of the reports of a collection, by path below the repository."""
    files: dict[str, bytes] = {}

    def jsonl(rows: Sequence[JSON]) -> bytes:
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()

    for report in reports:
        files[f"{to.raw}/{report.file}"] = report.source.encode()
        files[f"{to.gold}/{report.split}/{report.doc}.jsonl"] = jsonl(report.gold)
    for split in SPLITS:
        for table in TABLES:
            rows = [row for report in reports if report.split == split for row in report.tables[table]]
            if rows:
                files[f"{to.gold}/{split}/tables/{table}.jsonl"] = jsonl(rows)
    return files


def summary(report: Report) -> str:
    """One line of counts."""
    labels = Counter(u.label for u in report.units)
    types = Counter(u.type for u in report.units)
    speakers = Counter(s.kind for u in report.units for s in u.speakers)
    mentions = Counter(m.kind for u in report.units for m in u.mentions)

    def show(counts: Counter[str], keys: Sequence[str]) -> str:
        return " ".join(f"{k} {counts[k]}" for k in keys)

    return (
        f"{report.doc} ({report.split}): {len(report.source.split())} words, {len(report.units)} units"
        f" [{show(types, UNIT_TYPES)}], labels [{show(labels, 'RGFO')}],"
        f" speakers [{show(speakers, ('person', 'delegate', 'organisation', 'collective'))}],"
        f" mentions [{show(mentions, 'pcdo')}]"
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Compile (or check) every marked file below ``--root``."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when an output is not up to date")
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[2], help="the repository")
    args = parser.parse_args(argv)
    return max(_bring_up_to_date(args.root, collection, args.check) for collection in COLLECTIONS)


def _bring_up_to_date(root: Path, collection: Collection, check: bool) -> int:
    reports: list[Report] = []
    problems = 0
    for path in sorted(p for p in (root / collection.marked).glob("*.*") if p.suffix in (".txt", ".md")):
        try:
            reports.append(compile_report(str(path.relative_to(root)), path.read_bytes().decode()))
        except (MarkedError, UnicodeDecodeError) as error:
            problems += 1
            print(error if isinstance(error, MarkedError) else f"{path.name}:1: not UTF-8: {error}", file=sys.stderr)
    wanted = outputs(reports, collection)
    present = {p.relative_to(root).as_posix() for s in SPLITS for p in (root / collection.gold / s).rglob("*.jsonl")}
    stale = sorted(present - set(wanted)) if not problems else []  # a wrong marked file leaves its gold alone
    differ = [f for f, data in wanted.items() if not (root / f).is_file() or (root / f).read_bytes() != data]
    if check:
        for file in [*differ, *stale]:
            print(f"{file}: not what the marked files give: run tests/gold/compile_gold.py", file=sys.stderr)
    else:
        for file in differ:
            (root / file).parent.mkdir(parents=True, exist_ok=True)
            (root / file).write_bytes(wanted[file])
        for file in stale:
            (root / file).unlink()
        for report in reports:
            print(summary(report))
    return 2 if problems else int(check and bool(differ or stale))


if __name__ == "__main__":
    sys.exit(main())
