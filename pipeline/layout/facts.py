"""What a document says of itself: title, symbol, issuer, event, place, dates."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from pipeline.identifiers import fold
from pipeline.layout.acronym_form import LETTERHEAD
from pipeline.layout.dates import find_dates
from pipeline.layout.heads import SYMBOL
from pipeline.layout.roles import day_title
from pipeline.layout.titles import kind_of_title
from pipeline.records import Facts, Unit

_EVENT = re.compile(
    r"\b(?:[Dd]ialogue|DIALOGUE|[Ff]orum|FORUM|[Cc]onférence|CONFERENCE|CONFÉRENCE|[Ss]ommet|SOMMET|[Ss]éminaire|"
    r"SEMINAIRE|SÉMINAIRE|[Rr]encontres?|"
    r"RENCONTRES?|[Rr]éunion|REUNION|RÉUNION|[Cc]onsultations?|CONSULTATIONS?|[Cc]olloque|COLLOQUE|[Aa]telier|"
    r"ATELIER|[Tt]able ronde|TABLE RONDE|[Ss]ession|SESSION|"
    r"[Aa]udition|AUDITION|[Ww]ebinaire|WEBINAIRE|"
    r"[Aa]ssises|ASSISES|[Jj]ournées? d[’']étude|[Ss]ymposium|SYMPOSIUM|[Cc]ongrès|CONGRES|CONGRÈS)\b"
)
_ISSUER = re.compile(
    r"^(?:É|E)dit(?:eur|é par)\s*:?\s*(.+)$|^Publié par\s*:?\s*(.+)$|^©\s*(?:(?:19|"
    r"20)\d\d\s*)?([^\d(©]{4,120}?)(?:\s*(?:\(|,|(?:19|20)\d\d|$))"
)
_CITY = r"[A-ZÀ-Þ][\w’'-]+(?:[ -](?:de |d’|d'|la |le |du |sur |en )?[A-ZÀ-Þ][\w’'-]+){0,3}"
_PLACE_BEFORE = re.compile(rf"(?P<place>{_CITY}(?: \({_CITY}\))?)\s*,\s*(?:le\s+|du\s+|les\s+)?(?=\d|1er)")
_PLACE_AFTER = re.compile(rf"^(?:[^,]{{3,70}}, )?(?P<place>{_CITY}(?: \({_CITY}\))?)$")
_HELD = re.compile(
    rf"(?:[Tt]enue?s?|s[’']est tenue?|se sont tenue?s|s[’']est déroulée?|se sont déroulée?s|organisée?s?|"
    rf"réunie?s?)\s+(?:[^.;]{{0,60}}?\s)?à\s+(?P<place>{_CITY})"
)
_NOT_A_PLACE = frozenset(
    ["original", "distr", "annexe", "session", "atelier", "premier", "second", "le", "la", "les", "du"]
)


_FRENCH = re.compile(r"\b(?:pour|des|du|les|sur|aux|et|l[’'])\b|Nations Unies")
# « S/32/11 » is a paper of the IOM's Standing Committee: the Security Council's bear the year.
_COUNCIL = re.compile(r"S/(?:(?:19|20)\d\d|RES|PRST|PV|AC|INF)[/.]")
# « Résumé de la réunion thématique sur … » is no event, the meeting it is of is one.
_ACCOUNT_OF = re.compile(
    r"^(?:Résumé|Rapport|Compte[ -]rendu|Synthèse|Actes|Relevé|Procès-verbal)\b[^,;:]{0,60}? "
    r"(?:de la |du |de l[’']|des |de )"
)
_ORGAN = re.compile(r"^(?:assemblee generale|conseil de securite|nations unies)(?: documents officiels)?$")
_FIGURE = re.compile(r"^(?:tableau|figure|graphique|carte|encadre) (?:n )?\d")
_PAGE_NUMBER = re.compile(r"^\d{1,3}\s*\|\s*|\s*\|\s*\d{1,3}$")
_TIME = re.compile(r"^à \d{1,2}\s?(?:h|heures?)(?:\s?\d\d)?,?\s*")
_SYMBOL_ISSUER = {"A": "Assemblée générale", "E": "Conseil économique et social", "S": "Conseil de sécurité"}
_NOT_AN_EVENT = re.compile(
    r"^(?:rapport|resume|compte rendu|document|note|ordre du jour|annexe|session|panel)\b|"
    r"^(?:atelier|table ronde)(?: (?:n )?(?:\d|[ivx]+\b|[a-h]\b)|$)"
)
_HELD_ON = re.compile(
    r"(?:[Tt]enue?s?|a eu lieu|ont eu lieu|s[’']est déroulée?|se sont déroulée?s|organisée?s?|"
    r"réunie?s?)\b[^.;]{0,80}?(?:le|les|du|,)\s(?:(?:lun|mar|mercre|jeu|vendre|same)di\s|dimanche\s)?$"
)
_LONGEST_LINE = 90


def read_facts(source: str, units: Sequence[Unit], length: int) -> Facts:
    """Facts from the first pages (title, event, place, dates) and from symbols wherever the page shows them."""
    front = [u for u in units if u.spans[0].start <= max(3000, min(length // 8, 20000))]
    symbol = next(
        (u.text for u in units if u.unit_type == "boilerplate" and len(u.text) <= 40 and SYMBOL.match(u.text)), None
    )
    if symbol is None:
        symbol = next(
            (f.group(1) for u in front[:6] if u.unit_type == "boilerplate" and (f := _MASTHEAD_SYMBOL.search(u.text))),
            None,
        )
    title = _title(front)
    start, end, place = _when_and_where(front)
    return Facts(
        title=title,
        symbol=symbol,
        issuer=_issuer(source, units, symbol),
        event=_event(front, title),
        place=place,
        date_start=start,
        date_end=end,
    )


_MASTHEAD_SYMBOL = re.compile(r"^Nations Unies\s+([A-Z]{1,6}/\S+)$")


def _title(front: Sequence[Unit]) -> str | None:
    """The first titles before any text; of a run of them the longest, quotation marks around it left out."""
    run: list[str] = []
    passed = 0
    for unit in front[:80]:
        if unit.unit_type == "heading":
            if _FIGURE.match(fold(unit.text)):
                break  # well inside
            numbered = any(o.kind == "marker" for o in unit.omitted)
            if (
                not numbered
                and kind_of_title(unit.text) not in ("toc", "foreword", "acronyms")
                and not day_title(unit.text)
                and not _ORGAN.match(fold(unit.text))
            ):
                run.append(_PAGE_NUMBER.sub("", unit.text))
            elif run:
                break
        elif unit.unit_type in ("sentence", "list_item", "question", "agenda"):
            passed += 1
            if run or passed > 10:
                break
    titles = [t for t in run[:6] if len(t.split()) >= 3]
    if not titles:
        return run[0] if run and fold(run[0]) != "introduction" else None
    return _unquoted(max(titles, key=lambda t: (min(len(t), 200), -titles.index(t))))


def _unquoted(title: str) -> str:
    """The title without the quotation marks around it; those within it stay."""
    title = title.strip(" *")
    for opening, closing in ("«»", "“”", '""'):
        inner = title[1:-1]
        if title[:1] == opening and title[-1:] == closing and opening not in inner and closing not in inner:
            return inner.strip()
    return title


def _issuer(source: str, units: Sequence[Unit], symbol: str | None) -> str | None:
    """Who publishes: as the imprint says, as the letterhead says, else the organ whose symbol the document bears."""
    for unit in units:
        if unit.unit_type == "boilerplate" and (found := _ISSUER.match(unit.text)):
            name = re.split(r"\s+(?:©|ISBN|ISSN|\d|[–—-]\s)|,", next(g for g in found.groups() if g))[0].strip(" .,;")
            if name[:1].isupper():
                return name
    for unit in units[:12]:
        if unit.unit_type == "heading" and kind_of_title(unit.text) == "acronyms":
            break
        if unit.unit_type == "boilerplate":
            for span in unit.spans:
                found = LETTERHEAD.match(source[span.start : span.end])
                if found and _FRENCH.search(found["name"]):
                    return found["name"].strip()
    if symbol is None or (symbol.startswith("S/") and not _COUNCIL.match(symbol)):
        return None
    return _SYMBOL_ISSUER.get(symbol.split("/", 1)[0])


def _event(front: Sequence[Unit], title: str | None) -> str | None:
    """The first title that names a meeting."""
    for unit in front[:60]:
        if (
            unit.unit_type == "heading"
            and len(unit.text) <= 160
            and _EVENT.search(unit.text)
            and kind_of_title(unit.text) in (None, "annex")
            and not _NOT_AN_EVENT.match(fold(unit.text))
        ):
            return _unquoted(unit.text)
    if title is None:
        return None
    account = _ACCOUNT_OF.match(title)
    if account is not None and (named := _EVENT.search(title, account.end(), account.end() + 40)) is not None:
        return title[account.end() :] if " " not in title[account.end() : named.start()].strip() else None
    return title if _EVENT.search(title) and not _NOT_AN_EVENT.match(fold(title)) else None


def _when_and_where(front: Sequence[Unit]) -> tuple[dt.date | None, dt.date | None, str | None]:
    """Dates and place of the meeting: a range on the cover, else what a sentence says was held when, else the cover's one date."""
    places: list[str] = []
    ranges: list[tuple[int, dt.date, dt.date]] = []
    for unit in front:
        cover = unit.unit_type in ("boilerplate", "heading")
        if (not cover and unit.unit_type != "sentence") or (cover and len(unit.text) > _LONGEST_LINE):
            continue
        for found in find_dates(unit.text):
            held = _HELD_ON.search(unit.text[max(0, found.at - 160) : found.at]) is not None
            if not cover and not held:
                continue
            place = _place(unit.text, found.at, found.stop)
            signed = (
                cover
                and place is not None
                and _PLACE_BEFORE.search(unit.text[max(0, found.at - 120) : found.at + 1]) is not None
            )
            rank = (
                0 if cover and found.end > found.start else 1 if held else 3 if signed or "Original" in unit.text else 2
            )
            ranges.append((rank, found.start, found.end))
            if place is not None:
                places.append(place)
    if not ranges:
        return None, None, None
    _, start, end = min(ranges, key=lambda r: r[0])
    return start, end, places[0] if places else None


def _place(text: str, at: int, stop: int) -> str | None:
    before = _PLACE_BEFORE.search(text[max(0, at - 120) : at + 1])
    if before and fold(before["place"]).split(" ", 1)[0] not in _NOT_A_PLACE:
        return before["place"]
    held = _HELD.search(text)
    if held:
        return held["place"]
    rest = _TIME.sub("", text[stop:].strip(" ,.;–-"))
    after = _PLACE_AFTER.match(rest) if len(rest) <= 90 else None
    return after["place"] if after else None
