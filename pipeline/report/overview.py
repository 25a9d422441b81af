"""The figures of the first page, counted document by document."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.identifiers import fold
from pipeline.records import LABELS
from pipeline.report.assembly import LABELS_FR, Bundle

STRENGTHS_FR = {"must": "obligation", "should": "conseil", "may": "possibilité", "": "sans degré marqué"}
SHOWN = 12  # bars in a ranking of the first page; the directories list everything

# Articles and quantifiers before an addressee as stated ("à tous les pays d'origine" counts with "les pays d'origine").
_ARTICLE = re.compile(r"^(?:(?:aux?|à|des?|du|d|tous|toutes|les|le|la|l|leurs?|ces|ce|cette|nos|notre)\s)+")


@dataclass(frozen=True)
class Bar:
    """One line of a ranking: ``parts`` are its segments (class, value); ``share`` of the longest bar in percent."""

    name: str
    href: str
    value: int
    share: float
    parts: tuple[tuple[str, int, float, float], ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Meeting:
    """A document on the time axis: ``x`` and ``width`` in percent of the axis; ``lane`` stacks what would overlap."""

    doc_id: str
    title: str
    when: str
    place: str
    x: float
    width: float
    lane: int
    number: int


@dataclass(frozen=True)
class Tick:
    x: float
    year: int


def addressee_key(stated: str) -> str:
    """What groups the ways of writing one addressee."""
    folded = fold(stated)
    return _ARTICLE.sub("", folded + " ").strip() or folded


@dataclass
class Overview:
    """Call ``add`` for each document, then read the figures."""

    documents: list[dict[str, Any]] = field(default_factory=list)
    labels: Counter[str] = field(default_factory=Counter)
    said: Counter[str] = field(default_factory=Counter)
    country_mentions: Counter[str] = field(default_factory=Counter)
    country_said: Counter[str] = field(default_factory=Counter)
    organisation_mentions: Counter[str] = field(default_factory=Counter)
    addressed: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    strengths: Counter[str] = field(default_factory=Counter)
    voices: dict[str, dict[str, Any]] = field(default_factory=dict)
    countries: dict[str, dict[str, Any]] = field(default_factory=dict)
    organisations: dict[str, dict[str, Any]] = field(default_factory=dict)
    _forms: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    _dates: dict[str, tuple[dt.date, dt.date]] = field(default_factory=dict)

    def add(self, bundle: Bundle, start: dt.date | None = None, end: dt.date | None = None) -> None:
        document = bundle.document
        for shared, own in (
            (self.voices, bundle.voices),
            (self.countries, bundle.countries),
            (self.organisations, bundle.organisations),
        ):
            for key, value in own.items():
                shared[key] = {**value, **shared.get(key, {})}
        counted: Counter[str] = Counter()
        for unit in document["units"]:
            counted[unit.get("label", "other")] += 1
            self._count_said(unit, bundle.voices)
            for _start, _end, kind, reference in unit.get("marks", ()):
                if kind == "c":
                    self.country_mentions[reference] += 1
                elif kind == "o":
                    self.organisation_mentions[reference] += 1
            if unit.get("label") == "recommendation":
                self._count_addressees(unit)
        self.labels.update(counted)
        self.documents.append(
            {k: v for k, v in document.items() if k not in ("units", "text", "sections")}
            | {"labels": {label: counted[label] for label in LABELS}, "n_units": len(document["units"])}
        )
        if start:
            self._dates[document["id"]] = (start, end or start)

    def _count_said(self, unit: Mapping[str, Any], voices: Mapping[str, Mapping[str, Any]]) -> None:
        speaking = {voice for voice, _how, _cue in unit.get("said", ())}
        self.said.update(speaking)
        self.country_said.update({voices[v]["country"] for v in speaking if "country" in voices[v]})

    def _count_addressees(self, unit: Mapping[str, Any]) -> None:
        strength = unit.get("strength", "")
        self.strengths[strength] += 1
        for key, form in {addressee_key(a): a for a in unit.get("to", ())}.items():
            self.addressed[key][strength] += 1
            self._forms[key][form] += 1

    # -------------------------------------------------------------------------------------------------- rankings
    def addressee_name(self, key: str) -> str:
        """The commonest way an addressee is written."""
        return min(self._forms[key].items(), key=lambda item: (-item[1], item[0]))[0]

    def speakers(self) -> list[Bar]:
        ranked = _ranked({k: n for k, n in self.said.items() if k != "collectif"})
        return [
            Bar(self.voices[k]["name"], f"#intervenant/{k}", n, _share(n, ranked), note=self._of(self.voices[k]))
            for k, n in ranked
        ]

    def _of(self, voice: Mapping[str, Any]) -> str:
        """What a person stands for, for the small print."""
        if voice["kind"] != "person":
            return ""
        organisation = self.organisations.get(voice.get("organisation", ""), {})
        country = self.countries.get(voice.get("country", ""), {})
        return str((organisation.get("acronym") or organisation.get("name")) or country.get("name") or "")

    def countries_named(self) -> list[Bar]:
        ranked = _ranked(self.country_mentions)
        return [
            Bar(
                self.countries[k]["name"],
                f"#pays/{k}",
                n,
                _share(n, ranked),
                note=f"{self.country_said[k]} énoncés de ses représentants" if self.country_said[k] > 1 else "",
            )
            for k, n in ranked
        ]

    def bodies_named(self) -> list[Bar]:
        ranked = _ranked(self.organisation_mentions)
        return [
            Bar(
                self.organisations[k]["acronym"] or self.organisations[k]["name"],
                f"#organisation/{k}",
                n,
                _share(n, ranked),
                note=self.organisations[k]["name"] if self.organisations[k]["acronym"] else "",
            )
            for k, n in ranked
        ]

    def addressees(self) -> list[Bar]:
        totals = {k: c.total() for k, c in self.addressed.items()}
        ranked = _ranked(totals)
        out = []
        for key, total in ranked:
            share = _share(total, ranked)
            parts, x = [], 0.0
            for strength in STRENGTHS_FR:
                n = self.addressed[key][strength]
                if n:
                    width = round(share * n / total, 2)
                    parts.append((f"s-{strength or 'none'}", n, round(x, 2), width))
                    x += width
            out.append(Bar(self.addressee_name(key), key, total, share, tuple(parts)))
        return out

    def label_parts(self, labels: Mapping[str, int], whole: int) -> list[tuple[str, int, float, float]]:
        """Segments (label, count, x, width in percent of ``whole``) of a stacked bar."""
        parts, x = [], 0.0
        for label in LABELS_FR:
            width = round(100 * labels[label] / max(whole, 1), 2)
            parts.append((label, labels[label], round(x, 2), width))
            x += width
        return parts

    # -------------------------------------------------------------------------------------------------- timeline
    def timeline(self) -> tuple[list[Meeting], list[Tick], int]:
        """The dated meetings in order of date, the years to mark, and the number of lanes."""
        if not self._dates:
            return [], [], 0
        first = dt.date(min(s for s, _ in self._dates.values()).year, 1, 1)
        last = dt.date(max(e for _, e in self._dates.values()).year + 1, 1, 1)
        days = (last - first).days
        titles = {d["id"]: d for d in self.documents}
        meetings: list[Meeting] = []
        lanes: list[float] = []
        for number, (doc_id, (start, end)) in enumerate(
            sorted(self._dates.items(), key=lambda item: (item[1], item[0])), 1
        ):
            x = 100 * (start - first).days / days
            width = 100 * ((end - start).days + 1) / days
            lane = next((i for i, free in enumerate(lanes) if x >= free), len(lanes))
            lanes[lane : lane + 1] = [x + max(width, 0) + 5]  # a dot takes about five percent on a phone
            document = titles[doc_id]
            meetings.append(
                Meeting(
                    doc_id,
                    document["title"],
                    document["dates"] or "",
                    document["place"] or "",
                    round(x, 2),
                    round(width, 2),
                    lane,
                    number,
                )
            )
        years = range(first.year, last.year + 1)
        step = max(1, -(-len(years) // 7))
        ticks = [Tick(round(100 * (dt.date(y, 1, 1) - first).days / days, 2), y) for y in years[::step]]
        return meetings, ticks, len(lanes)


def _ranked(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(((k, n) for k, n in counts.items() if n), key=lambda item: (-item[1], item[0]))[:SHOWN]


def _share(value: int, ranked: list[tuple[str, int]]) -> float:
    return round(100 * value / ranked[0][1], 2)
