"""What a document says of itself: title, symbol, issuer, event, place, dates."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from pipeline.identifiers import fold
from pipeline.layout.dates import find_dates
from pipeline.layout.furniture import SYMBOL
from pipeline.layout.roles import day_title
from pipeline.layout.titles import kind_of_title
from pipeline.records import Facts, Unit

_EVENT = re.compile(
    r"\b(?:[Dd]ialogue|DIALOGUE|[Ff]orum|FORUM|[Cc]onférence|CONFERENCE|CONFÉRENCE|[Ss]ommet|SOMMET|[Ss]éminaire|SEMINAIRE|SÉMINAIRE|[Rr]encontres?|"
    r"RENCONTRES?|[Rr]éunion|REUNION|RÉUNION|[Cc]onsultations?|CONSULTATIONS?|[Cc]olloque|COLLOQUE|[Aa]telier|ATELIER|[Tt]able ronde|TABLE RONDE|[Ss]ession|SESSION|"
    r"[Aa]ssises|ASSISES|[Jj]ournées? d[’']étude|[Ss]ymposium|SYMPOSIUM|[Cc]ongrès|CONGRES|CONGRÈS)\b"
)
_ISSUER = re.compile(
    r"^(?:É|E)dit(?:eur|é par)\s*:?\s*(.+)$|^Publié par\s*:?\s*(.+)$|^©\s*(?:(?:19|20)\d\d\s*)?([^\d(©]{4,120}?)(?:\s*(?:\(|,|(?:19|20)\d\d|$))"
)
_CITY = r"[A-ZÀ-Þ][\w’'-]+(?:[ -](?:de |d’|d'|la |le |du |sur |en )?[A-ZÀ-Þ][\w’'-]+){0,3}"
_PLACE_BEFORE = re.compile(rf"(?P<place>{_CITY}(?: \({_CITY}\))?)\s*,\s*(?:le\s+|du\s+|les\s+)?(?=\d|1er)")
_PLACE_AFTER = re.compile(rf"^(?:[^,]{{3,70}}, )?(?P<place>{_CITY}(?: \({_CITY}\))?)$")
_HELD = re.compile(
    rf"(?:tenue?s?|s[’']est tenue?|se sont tenue?s|s[’']est déroulée?|se sont déroulée?s|organisée?s?|réunie?s?)\s+(?:[^.;]{{0,60}}?\s)?à\s+(?P<place>{_CITY})"
)
_NOT_A_PLACE = frozenset(
    ["original", "distr", "annexe", "session", "atelier", "premier", "second", "le", "la", "les", "du"]
)


def read_facts(units: Sequence[Unit], length: int) -> Facts:
    """Facts from the first pages (title, event, place, dates) and from symbols wherever the page shows them."""
    front = [u for u in units if u.spans[0].start <= max(3000, min(length // 8, 20000))]
    title = _title(front)
    symbol = next(
        (u.text for u in units if u.unit_type == "boilerplate" and len(u.text) <= 40 and SYMBOL.match(u.text)), None
    )
    issuer = _issuer(units)
    event = _event(front, title)
    start, end, place = _when_and_where(front)
    return Facts(title=title, symbol=symbol, issuer=issuer, event=event, place=place, date_start=start, date_end=end)


def _title(front: Sequence[Unit]) -> str | None:
    """The first title of three words or more; a run of titles before any text is taken for its longest."""
    run: list[str] = []
    for unit in front[:80]:
        if unit.unit_type == "heading":
            if kind_of_title(unit.text) not in ("toc", "foreword", "acronyms") and not day_title(unit.text):
                run.append(unit.text)
            elif run:
                break
        elif unit.unit_type in ("sentence", "list_item", "question", "agenda") and run:
            break
    titles = [t for t in run[:6] if len(t.split()) >= 3]
    if not titles:
        return run[0] if run else None
    return max(titles, key=lambda t: (min(len(t), 200), -titles.index(t)))


def _issuer(units: Sequence[Unit]) -> str | None:
    for unit in units:
        if unit.unit_type == "boilerplate" and (found := _ISSUER.match(unit.text)):
            name = next(g for g in found.groups() if g)
            return name.strip(" .,;") or None
    return None


def _event(front: Sequence[Unit], title: str | None) -> str | None:
    for unit in front[:60]:
        if (
            unit.unit_type == "heading"
            and len(unit.text) <= 160
            and _EVENT.search(unit.text)
            and kind_of_title(unit.text) in (None, "annex")
        ):
            if not fold(unit.text).startswith(("session", "atelier", "table ronde")) or len(unit.text.split()) > 4:
                return unit.text
    return title if title and _EVENT.search(title) else None


def _when_and_where(front: Sequence[Unit]) -> tuple[dt.date | None, dt.date | None, str | None]:
    start = end = None
    place: str | None = None
    cover = [u for u in front if u.unit_type in ("boilerplate", "heading")]
    for unit in [*cover, *(u for u in front if u.unit_type == "sentence")]:
        dates = find_dates(unit.text)
        if not dates:
            continue
        best = max(dates, key=lambda d: (d.end - d.start).days)
        if start is None:
            start, end = best.start, best.end
        if place is None:
            place = _place(unit.text, best.at, best.stop)
        if place is not None:
            break
    return start, end, place


def _place(text: str, at: int, stop: int) -> str | None:
    before = _PLACE_BEFORE.search(text[: at + 1])
    if before and fold(before["place"]).split(" ", 1)[0] not in _NOT_A_PLACE:
        return before["place"]
    held = _HELD.search(text)
    if held:
        return held["place"]
    rest = text[stop:].strip(" ,.;–-")
    after = _PLACE_AFTER.match(rest) if len(rest) <= 90 else None
    if after:
        return after["place"]
    return None
