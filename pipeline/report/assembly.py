"""The tables of one document as the data a page reads: plain dictionaries that go into JSON.

Offsets leave Python here: strings in a browser are indexed in UTF-16 code units, so every offset is converted (``Utf16``).
Keys are identifiers of the dataset, so that the data of several documents can stand side by side in one page.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from babel.dates import format_date

from pipeline.offsets import align, locate

Row = Mapping[str, Any]

LABELS_FR = {"recommendation": "Recommandation", "good_practice": "Bonne pratique", "finding": "Constat"}
TABLES = (
    "documents",
    "texts",
    "sections",
    "sentences",
    "mentions",
    "speakers",
    "statements",
    "recommendations",
    "good_practices",
    "findings",
)
_MENTION = {"person": "p", "country": "c", "organisation": "o"}
_CUE = "q"


class Span(NamedTuple):
    start: int
    end: int


@dataclass(frozen=True)
class Names:
    """The tables documents share, by identifier."""

    countries: Mapping[str, Row]
    organisations: Mapping[str, Row]
    documents: Mapping[str, str]  # doc_id -> the short name it is cited by

    @classmethod
    def of(cls, countries: Iterable[Row], organisations: Iterable[Row], documents: Iterable[Row]) -> Names:
        return cls(
            {c["iso3"]: c for c in countries}, {o["organisation_id"]: o for o in organisations}, short_names(documents)
        )

    def country(self, iso3: str) -> str:
        return str(self.countries[iso3]["name_fr"])

    def organisation(self, organisation_id: str) -> str:
        row = self.organisations[organisation_id]
        return str(row["acronym"] or row["name"])


def short_names(documents: Iterable[Row]) -> dict[str, str]:
    """What each document is cited by: its symbol, else its title cut at a word; its path too where two would be the same."""
    rows = list(documents)
    names = {row["doc_id"]: row["symbol"] or _cut(row["title"] or row["path"], 40) for row in rows}
    uses = Counter(names.values())
    return {
        row["doc_id"]: names[row["doc_id"]]
        if uses[names[row["doc_id"]]] == 1
        else f"{names[row['doc_id']]} ({PurePosixPath(row['path']).stem})"
        for row in rows
    }


def _cut(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    return text[:limit].rpartition(" ")[0].rstrip(" ,;:.-–") + "…" if " " in text[:limit] else text[:limit] + "…"


@dataclass
class Bundle:
    """One document: ``document`` is its JSON; ``voices``, ``countries``, ``organisations`` what it refers to."""

    document: dict[str, Any]
    voices: dict[str, dict[str, Any]] = field(default_factory=dict)
    countries: dict[str, dict[str, Any]] = field(default_factory=dict)
    organisations: dict[str, dict[str, Any]] = field(default_factory=dict)


class Utf16:
    """Code-point offsets of one text as UTF-16 offsets."""

    def __init__(self, text: str) -> None:
        self._astral = [] if text.isascii() else [i for i, c in enumerate(text) if ord(c) > 0xFFFF]

    def __call__(self, offset: int) -> int:
        return offset + bisect_left(self._astral, offset)


def assemble(rows: Mapping[str, Sequence[Row]], names: Names) -> Bundle:
    """The data of one document from its rows of ``TABLES``. Texts may be missing (``include_text: false``)."""
    (document,) = rows["documents"]
    text = rows["texts"][0]["text"] if rows.get("texts") else None
    voices, voice_of = _voices(rows["speakers"], names)
    number = {s["section_id"]: i for i, s in enumerate(rows["sections"])}
    place = {u["sentence_id"]: i for i, u in enumerate(rows["sentences"])}
    marks = _Marks(rows, text, voice_of)
    said: defaultdict[str, list[list[Any]]] = defaultdict(list)
    for statement in rows["statements"]:
        said[statement["sentence_id"]].append(
            [voice_of[statement["speaker_id"]], statement["how"], statement["cue"] or ""]
        )
    content = {
        row["sentence_id"]: row for name in ("recommendations", "good_practices", "findings") for row in rows[name]
    }
    units = []
    for row in rows["sentences"]:
        unit = _unit(row, text, number, place)
        unit_id = row["sentence_id"]
        unit["marks"], unit["places"] = marks.of(row)
        unit["said"] = said[unit_id]
        if unit_id in content:
            unit.update(_content(content[unit_id]))
        units.append({key: value for key, value in unit.items() if value not in (None, [], "")})
    bundle = Bundle(_document(document, names), voices)
    bundle.document["sections"] = [
        {"title": s["title"] or "", "number": s["number"] or "", "level": s["level"], "kind": s["kind"]}
        for s in rows["sections"]
    ]
    bundle.document["units"] = units
    bundle.document["text"] = text
    _refer(bundle, names)
    return bundle


def _document(row: Row, names: Names) -> dict[str, Any]:
    return {
        "id": row["doc_id"],
        "title": row["title"] or row["symbol"] or row["path"],
        "short": names.documents[row["doc_id"]],
        "symbol": row["symbol"] if row["title"] else None,
        "event": row["event"],
        "place": row["place"],
        "issuer": names.organisation(row["issuer"]) if row["issuer"] in names.organisations else None,
        "path": row["path"],
        "sha256": row["sha256"],
        "date": row["date_start"].isoformat() if row["date_start"] else None,
        "dates": french_dates(row["date_start"], row["date_end"]),
        "url": row["source_url"],
        "rights": row["rights"],
        "warnings": list(row["warnings"]),
    }


def french_dates(start: dt.date | None, end: dt.date | None) -> str | None:
    """``12–14 novembre 2024``; None without a date."""
    if start is None:
        return None
    last = end or start
    if last == start:
        return f"{_day(start)} {format_date(start, 'MMMM y', locale='fr')}"
    if (start.year, start.month) == (last.year, last.month):
        return f"{_day(start)}–{_day(last)} {format_date(last, 'MMMM y', locale='fr')}"
    first = format_date(start, "MMMM" if start.year == last.year else "MMMM y", locale="fr")
    return f"{_day(start)} {first} – {_day(last)} {format_date(last, 'MMMM y', locale='fr')}"


def _day(date: dt.date) -> str:
    return "1er" if date.day == 1 else str(date.day)


def _unit(row: Row, text: str | None, number: Mapping[str, int], place: Mapping[str, int]) -> dict[str, Any]:
    markers = [text[o["start"] : o["end"]] for o in row["omitted"] if text and o["kind"] in ("marker", "note_mark")]
    return {
        "id": row["sentence_id"],
        "section": number[row["section_id"]],
        "block": row["block"],
        "type": row["unit_type"],
        "label": row["label"] if row["label"] in LABELS_FR else None,
        "score": round(row["score"], 4) if row["label"] in LABELS_FR and row["score"] is not None else None,
        "by": row["label_source"] if row["label"] in LABELS_FR else None,
        "text": row["text"],
        "par": row["paragraph"],
        "page": row["page"],
        "lead": place.get(row["lead_in_id"]),
        # Only what stands before the text: a note mark inside it belongs to another unit.
        "marker": markers[0] if markers and row["omitted"][0]["start"] < row["spans"][0]["start"] else None,
    }


def _content(row: Row) -> dict[str, Any]:
    """What the table of recommendations, good practices or findings adds to a unit."""
    return {
        "context": row["context"],
        "strength": row.get("strength"),
        "to": list(row.get("addressees", ())),
        "countries": list(row.get("addressee_countries", row.get("countries", ()))),
        "organisations": list(row.get("addressee_organisations", row.get("organisations", ()))),
        "years": list(row.get("years", ())),
    }


def _voices(speakers: Sequence[Row], names: Names) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """Who speaks, one entry per person across documents, delegation, body, and one for collectives; speaker_id -> entry."""
    voices: dict[str, dict[str, Any]] = {}
    voice_of: dict[str, str] = {}
    for row in speakers:
        kind, country, organisation = row["kind"], row["country"], row["organisation_id"]
        name = row["name"] or row["role"]
        if kind == "delegate" and country:
            key, name = f"delegation-{country}", f"Délégation : {names.country(country)}"
        elif kind == "organisation" and organisation:
            key, name = f"organisme-{organisation}", f"{names.organisation(organisation)} (organisme)"
        elif kind == "collective":
            key, name = "collectif", "Les participants (collectif)"
        else:
            key = row["person_id"] or row["speaker_id"]
        voice_of[row["speaker_id"]] = key
        known = voices.setdefault(key, {"name": name or "Intervenant sans nom", "kind": kind})
        if kind == "person":
            for column, value in (
                ("honorific", row["honorific"]),
                ("role", row["role"] if row["name"] else None),
                ("country", country),
                ("organisation", organisation),
            ):
                if value and column not in known:
                    known[column] = value
        elif kind != "collective":
            known.update({k: v for k, v in (("country", country), ("organisation", organisation)) if v})
    return voices, voice_of


class _Marks:
    """The highlights of each unit, in its text and in the source: ``[start, end, kind, reference]``."""

    def __init__(self, rows: Mapping[str, Sequence[Row]], text: str | None, voice_of: Mapping[str, str]) -> None:
        self._text = text
        self._to_utf16 = Utf16(text or "")
        self._mentions: defaultdict[str, list[tuple[Row, str]]] = defaultdict(list)
        for mention in rows["mentions"]:
            reference = voice_of[mention["speaker_id"]] if mention["speaker_id"] else mention["entity_id"]
            self._mentions[mention["sentence_id"]].append((mention, reference))
        self._cues: defaultdict[str, set[Span]] = defaultdict(set)
        for statement in rows["statements"]:
            if statement["text_start"] is not None:
                home = statement["cue_sentence_id"] or statement["sentence_id"]
                self._cues[home].add(Span(statement["text_start"], statement["text_end"]))

    def of(self, unit: Row) -> tuple[list[list[Any]], list[list[Any]]]:
        unit_id, inside = unit["sentence_id"], Utf16(unit["text"])
        marks: list[list[Any]] = [
            [inside(m["text_start"]), inside(m["text_end"]), _MENTION[m["kind"]], ref]
            for m, ref in self._mentions[unit_id]
        ]
        cues = sorted(self._cues[unit_id])
        marks += [[inside(c.start), inside(c.end), _CUE, ""] for c in cues]
        marks.sort(key=lambda m: (m[0], -m[1]))
        if self._text is None:
            return marks, []
        out = self._to_utf16
        places: list[list[Any]] = [[out(s["start"]), out(s["end"]), "", ""] for s in unit["spans"]]
        places += [
            [out(m["start"]), out(m["end"]), _MENTION[m["kind"]], reference] for m, reference in self._mentions[unit_id]
        ]
        if cues:
            spans = [Span(s["start"], s["end"]) for s in unit["spans"]]
            alignment = align(self._text, spans, unit["text"])
            for cue in cues:
                found = locate(alignment, cue.start, cue.end)
                places.append([out(found.start), out(found.end), _CUE, ""])
        return marks, places


def _refer(bundle: Bundle, names: Names) -> None:
    """Fill in the names of the countries and organisations the document refers to."""
    countries = {v["country"] for v in bundle.voices.values() if "country" in v}
    organisations = {v["organisation"] for v in bundle.voices.values() if "organisation" in v}
    for unit in bundle.document["units"]:
        countries.update(unit.get("countries", ()))
        organisations.update(unit.get("organisations", ()))
        for _start, _end, kind, reference in unit.get("marks", ()):
            if kind == "c":
                countries.add(reference)
            elif kind == "o":
                organisations.add(reference)
    for iso3 in sorted(countries):
        row = names.countries[iso3]
        bundle.countries[iso3] = {"name": row["name_fr"], "region": row["region"]}
    for organisation_id in sorted(organisations):
        row = names.organisations[organisation_id]
        bundle.organisations[organisation_id] = {
            "name": row["name"],
            "acronym": row["acronym"],
            "kind": row["kind"],
            "country": row["country"],
        }
