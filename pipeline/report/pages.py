"""Fill the templates and write the page, or the small site of pages when one file would be too large.

A page fetches nothing: style, script and data stand in it, and its content security policy allows only these two by their hash.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipeline import __version__, dataset, tables
from pipeline.errors import UsageError
from pipeline.report.assembly import LABELS_FR, TABLES, Bundle, Names, assemble
from pipeline.report.overview import STRENGTHS_FR, Overview
from pipeline.report.palette import COLOURS
from pipeline.storage import Folder

MAX_BYTES = 5_000_000  # of one page; beyond, each document gets a page of its own
_MAX_REFERRING = 60  # documents of a site up to which its first page knows what each of them refers to
_TEMPLATES = Path(__file__).resolve().parent / "templates"
_SCRIPTS = ("data.js", "dom.js", "table.js", "source.js", "entities.js", "router.js")
_GENERATOR = '<meta name="generator" content="greffier '


@dataclass(frozen=True)
class Written:
    """The page to open first, how many pages there are, and their bytes."""

    page: Path
    n_pages: int
    n_bytes: int


def write_report(folder: Folder, page: Path, max_bytes: int = MAX_BYTES) -> Written:
    """Write the report of the dataset in ``folder`` to ``page``; beyond ``max_bytes`` the documents go to ``<page>-pages/``.

    The same dataset gives the same bytes. Raises ``UsageError`` when there is no dataset, or ``page`` cannot be written.
    """
    published = dataset.open_dataset(folder)
    if page.suffix.lower() not in {".html", ".htm"}:
        raise UsageError(f"{page} is no HTML file; give a name that ends in .html")
    if page.exists() and not (page.is_file() and _is_ours(page)):
        raise UsageError(f"{page} is there and is no report of greffier; choose another with --html")
    try:
        page.parent.mkdir(parents=True, exist_ok=True)
        return _write(published, page, max_bytes)
    except OSError as error:
        raise UsageError(f"cannot write {page}: {error.strerror or error}") from error


def _write(published: dataset.Dataset, page: Path, max_bytes: int) -> Written:
    name = _dataset_name(published)
    names = _names(published.folder)
    overview = Overview()
    inline: list[str] | None = []
    for bundle in _bundles(published.folder, names, overview):
        document = encode(bundle.document)
        if inline is not None:
            inline.append(document)
            if sum(len(d.encode()) for d in inline) > max_bytes * 0.9:
                inline = None  # too much for one page: told on the way, so that memory holds one page at most
    if inline is not None:
        html = render(overview, data_of(inline, overview), name)
        if len(html.encode()) <= max_bytes:
            return Written(page, 1, _replace(page, html))
    return _write_site(published.folder, page, max_bytes, names, overview, name)


def _write_site(base: Folder, page: Path, max_bytes: int, names: Names, overview: Overview, name: str) -> Written:
    """A first page with the overview and as many rows as fit, recommendations first; a page for each document."""
    home = page.with_name(f"{page.stem}-pages")
    home.mkdir(exist_ok=True)
    written = 0
    kept: set[str] = set()
    shelves: dict[str, list[tuple[int, dict[str, Any]]]] = {label: [] for label in LABELS_FR}
    room = dict.fromkeys(LABELS_FR, int(max_bytes * 0.7))
    heads: list[dict[str, Any]] = []
    for bundle in _bundles(base, names, Overview()):
        doc_id = bundle.document["id"]
        own = Overview()
        own.add(bundle)
        path = home / f"{doc_id}.html"
        kept.add(path.name)
        link = f"../{page.name}"
        written += _replace(path, render(own, data_of([encode(bundle.document)], own), name, home=link))
        _shelve(bundle, len(heads), shelves, room)
        head = {**bundle.document, "units": [], "text": None, "sections": [], "page": f"{home.name}/{path.name}"}
        heads.append({**head, "refers": [*bundle.voices, *bundle.countries, *bundle.organisations]})
    for stale in home.glob("*.html"):
        if stale.name not in kept and _is_ours(stale):
            stale.unlink()
    if len(heads) > _MAX_REFERRING:
        for head in heads:
            del head["refers"]
    left = int(max_bytes * 0.7)
    complete = []
    for label, rows in shelves.items():
        taken = 0
        for number, unit in rows:
            left -= _size(unit)
            if left < 0:
                break
            heads[number]["units"].append(unit)
            taken += 1
        if taken == overview.labels[label]:
            complete.append(label)
    partial = _partial(complete)
    documents = [encode(head) for head in heads]
    data = data_of(documents, overview, _referred(heads, overview))
    html = render(overview, data, name, pages=home.name, partial=partial)
    return Written(page, len(heads) + 1, written + _replace(page, html))


def _shelve(
    bundle: Bundle, number: int, shelves: dict[str, list[tuple[int, dict[str, Any]]]], room: dict[str, int]
) -> None:
    """Keep the labelled units of a document while there is room for their label."""
    for unit in bundle.document["units"]:
        label = unit.get("label")
        if label and room[label] > 0:
            slim = {key: value for key, value in unit.items() if key not in ("places", "lead")}
            room[label] -= _size(slim)
            shelves[label].append((number, slim))


def _referred(heads: Iterable[dict[str, Any]], overview: Overview) -> set[str]:
    """What the rows of a first page refer to, and the rankings on it; speakers bring their country and organisation."""
    keys = {bar.href.partition("/")[2] for bar in overview.speakers()}
    keys.update(bar.href.partition("/")[2] for bar in (*overview.countries_named(), *overview.bodies_named()))
    for head in heads:
        for unit in head["units"]:
            keys.update(reference for _start, _end, _kind, reference in unit.get("marks", ()))
            keys.update(voice for voice, _how, _cue in unit.get("said", ()))
            keys.update(unit.get("countries", ()))
            keys.update(unit.get("organisations", ()))
    for key in keys & overview.voices.keys():
        keys = keys | {overview.voices[key].get("country", ""), overview.voices[key].get("organisation", "")}
    return keys


def _size(unit: dict[str, Any]) -> int:
    return len(encode(unit).encode())


def _partial(complete: list[str]) -> str:
    whole = {
        "recommendation": "toutes les recommandations",
        "good_practice": "toutes les bonnes pratiques",
        "finding": "tous les constats",
    }
    has = "Cette page contient " + (" et ".join(whole[c] for c in complete) or "une partie des énoncés")
    return f"{has}\u00a0; le reste se lit dans la page de chaque rapport, que la liste ci-dessous ouvre."


# ------------------------------------------------------------------------------------------------------ rendering
def encode(value: Any) -> str:
    """JSON that can stand inside ``<script>``: no character of it can end the element or open a comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def data_of(documents: Iterable[str], overview: Overview, only: set[str] | None = None) -> str:
    """The data of a page from its documents (already encoded) and the names they refer to, or ``only`` some of these."""
    shared = {
        name: {key: value for key, value in sorted(names.items()) if only is None or key in only}
        for name, names in (
            ("voices", overview.voices),
            ("countries", overview.countries),
            ("organisations", overview.organisations),
        )
    }
    return f'{encode(shared)[:-1]},"documents":[{",".join(documents)}]}}'


def render(
    overview: Overview, data: str, name: str, *, home: str | None = None, pages: str | None = None, partial: str = ""
) -> str:
    """One whole page. ``home`` is the link to the first page of a site, ``pages`` its folder of documents."""
    style, script = _style(), _script()
    meetings, ticks, lanes = overview.timeline()
    dated = {m.doc_id for m in meetings}
    only = overview.documents[0]["title"] if len(overview.documents) == 1 else None
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            title=f"{only or 'Qui a dit quoi'} — greffier",
            policy=_policy(style, script),
            version=__version__,
            dataset=name,
            style=Markup(style),
            script=Markup(script),
            data=Markup(data),
            overview=overview,
            units=sum(d["n_units"] for d in overview.documents),
            speakers=len(overview.voices),
            most=max((sum(d["labels"][label] for label in LABELS_FR) for d in overview.documents), default=1),
            meetings=meetings,
            ticks=ticks,
            lanes=lanes,
            undated=[d["short"] for d in overview.documents if d["id"] not in dated] if meetings else [],
            strengths=STRENGTHS_FR,
            home=home,
            partial=partial,
            page_of=lambda doc_id: f"{pages}/{doc_id}.html" if pages else "",
        )
    )


def _policy(style: str, script: str) -> str:
    def of(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    return (
        f"default-src 'none'; script-src {of(script)}; style-src {of(style)}; base-uri 'none'; form-action 'none'; "
        "require-trusted-types-for 'script'"
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["number"] = lambda n: f"{n:,}".replace(",", "\u202f")
    return environment


@cache
def _style() -> str:
    colours = "".join(f"--{name}:{value};" for name, value in COLOURS.items())
    return f":root{{{colours}}}\n{(_TEMPLATES / 'page.css').read_text(encoding='utf-8')}"


@cache
def _script() -> str:
    parts = [(_TEMPLATES / "app" / name).read_text(encoding="utf-8") for name in _SCRIPTS]
    return '"use strict";\n(() => {\n' + "\n".join(parts) + "\n})();\n"


# ------------------------------------------------------------------------------------------------------ reading, writing
def _bundles(base: Folder, names: Names, overview: Overview) -> Iterator[Bundle]:
    present = [name for name in TABLES if tables.table_exists(base, name)]
    for _doc_id, rows in tables.iter_documents(base, present):
        bundle = assemble(rows, names)
        document = rows["documents"][0]
        overview.add(bundle, document["date_start"], document["date_end"])
        yield bundle


def _names(base: Folder) -> Names:
    countries = tables.read_rows(base, "countries", ["iso3", "name_fr", "region"])
    columns = ["organisation_id", "name", "acronym", "kind", "country"]
    documents = tables.read_rows(base, "documents", ["doc_id", "symbol", "title", "path"])
    return Names.of(countries, tables.read_rows(base, "organisations", columns), documents)


def _dataset_name(published: dataset.Dataset) -> str:
    """What tells this version of a dataset from another: a digest of its tables' checksums."""
    described = json.dumps(published.manifest["tables"], sort_keys=True)
    return hashlib.sha256(described.encode()).hexdigest()[:12]


def _is_ours(path: Path) -> bool:
    with path.open(encoding="utf-8", errors="replace") as stream:
        return _GENERATOR in stream.read(4_000)


def _replace(path: Path, text: str) -> int:
    """Write aside, then rename: a reader never meets half a page. Returns the bytes written."""
    content = text.encode()
    aside = path.with_name(f".{path.name}.new")
    aside.write_bytes(content)
    os.replace(aside, path)
    return len(content)
