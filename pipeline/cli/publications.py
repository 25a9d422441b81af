"""The commands for a published dataset: what is in it, whether it is whole, correcting it, its earlier versions."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from pipeline import __version__, storage
from pipeline.cli.options import OUT, AsJson, ConfigFile, CorrectionsDir, Out
from pipeline.cli.printing import count
from pipeline.errors import GreffierError, UsageError


def validate(out: Out = OUT, as_json: AsJson = False) -> None:
    """Re-read the published files and check them against the data contract."""
    from pipeline import publication
    from pipeline.validate import check_dataset

    base = publication.at(out)
    if not (base / "dataset.json").exists():
        raise GreffierError(f"there is no dataset in {out}: run `greffier run` first, or give its folder with --out")
    problems = []
    for problem in check_dataset(base):
        problems.append(problem)
        if len(problems) >= 100:
            break
    if as_json:
        print(json.dumps([vars(p) for p in problems], ensure_ascii=False))
    else:
        for problem in problems:
            print(problem)
        print(f"{out}: {'valid' if not problems else count(len(problems), 'problem')}")
    if problems:
        sys.exit(1)


def correct(
    sentence_id: Annotated[str, typer.Argument(help="A sentence_id of the dataset.")],
    label: Annotated[
        str | None, typer.Option("--label", help="recommendation, good_practice, finding or other.", show_default=False)
    ] = None,
    speaker: Annotated[
        list[str] | None,
        typer.Option(
            "--speaker",
            help="Who expresses it, instead of all found: a name, @KEN, #OIM, ^function or *; may be repeated.",
            show_default=False,
        ),
    ] = None,
    no_speaker: Annotated[bool, typer.Option("--no-speaker", help="It is the report's own voice.")] = False,
    link: Annotated[
        list[str] | None,
        typer.Option(
            "--link",
            metavar="WORDS=ENTITY",
            help="What words of it stand for: a name, @KEN or #OIM; nothing after = when they are no mention.",
            show_default=False,
        ),
    ] = None,
    note: Annotated[str | None, typer.Option("--note", help="Why.", show_default=False)] = None,
    out: Out = OUT,
    corrections: CorrectionsDir = None,
) -> None:
    """Write down a correction of a published sentence; `greffier write` lays it over the results."""
    from typing import get_args

    from pipeline import publication
    from pipeline.corrections import lines, noting
    from pipeline.records import Label

    if label is not None and label not in get_args(Label):
        raise UsageError(f"--label {label!r} is no label; they are {', '.join(get_args(Label))}")
    if no_speaker and speaker:
        raise UsageError("--speaker and --no-speaker exclude each other")
    links = []
    for one in link or ():
        surface, equals, entity = one.rpartition("=")
        if not (equals and surface):
            raise UsageError(f"--link {one!r} must read WORDS=ENTITY")
        links.append(lines.Link(surface=surface, entity=entity or None))
    said = [] if no_speaker else speaker or None
    found = noting.correction_of(publication.at(out), sentence_id, cast("Label | None", label), said, links, note)
    print(f"{noting.append(corrections or lines.FOLDER, found)}: noted; `greffier write` applies it")


def report(
    out: Out = OUT,
    html: Annotated[Path, typer.Option("--html", help="The page to write.", show_default=True)] = Path("rapport.html"),
    as_json: AsJson = False,
) -> None:
    """Write the dataset as one HTML page to look at: overview, searchable table, sources with highlights.

    Beyond five megabytes, each document gets a page of its own in a folder beside the first page.
    """
    from pipeline.report.pages import write_report

    done = write_report(out, html)
    if as_json:
        print(json.dumps({"html": str(done.page), "pages": done.n_pages, "bytes": done.n_bytes}))
    else:
        print(f"{done.page}: {count(done.n_pages, 'page')}, {done.n_bytes / 1e6:.1f} MB; open it in a browser")


def info(out: Out = OUT, config: ConfigFile = None, as_json: AsJson = False) -> None:
    """Versions, the model in use, the configuration, and the dataset at hand."""
    import platform
    from importlib.metadata import version

    from pipeline import language, publication
    from pipeline.config import read_config

    settings = read_config(config)
    try:
        model = language.choose(settings.model)
        in_use = f"{model} {language.version_of(model)}"
    except GreffierError as error:
        in_use = str(error)
    described = publication.manifest(out)
    answer: dict[str, Any] = {
        "greffier": __version__,
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in ("spacy", "pandas", "pyarrow", "pydantic", "typer")},
        "model": in_use,
        "configuration": settings.model_dump(mode="json"),
        "dataset": None,
    }
    if described is not None:
        answer["dataset"] = {
            "folder": str(out),
            "schema_version": described["schema_version"],
            "built_with": described["model"],
            "rows": {name: t["rows"] for name, t in described["tables"].items()},
        }
    if as_json:
        print(json.dumps(answer, ensure_ascii=False))
        return
    for key, value in answer.items():
        if isinstance(value, dict):
            print(f"{key}:")
            for name, one in value.items():
                print(f"  {name}: {', '.join(f'{k} {v}' for k, v in one.items()) if isinstance(one, dict) else one}")
        else:
            print(f"{key}: {value if value is not None else f'none in {out}'}")


def history(out: Out = OUT, as_json: AsJson = False) -> None:
    """The publications of a dataset, oldest first; `*` marks the one in force."""
    from pipeline import publication

    entries = publication.history(out)
    here = publication.current(out)
    kept = set(publication.kept(out)) if entries else set()
    rows = [
        {**entry, "kept": entry["version"] in kept, "in_force": here is not None and entry["version"] == here.name}
        for entry in entries
    ]
    if as_json:
        print(json.dumps(rows))
        return
    for row in rows:
        mark = "*" if row["in_force"] else " "
        print(f"{mark} {row['published_at']}  {row['version']}{'' if row['kept'] else '  (no longer kept)'}")
    if not rows:
        print(f"{out}: nothing published yet")


def restore(
    version: Annotated[str, typer.Argument(help="A version from `greffier history`, or the beginning of its name.")],
    out: Out = OUT,
) -> None:
    """Put an earlier publication back in force."""
    from pipeline import publication

    if publication.current(out) is None:
        raise GreffierError(f"there is no dataset in {out}: run `greffier run` first, or give its folder with --out")
    home = publication.version_dir(out, version)
    if lost := publication.damage(home):
        raise GreffierError(
            f"{home.name} was not restored: {lost[0]} is damaged; restore another, or run `greffier run`"
        )
    with publication.exclusive(out):
        publication.switch(out, home.name)
    print(f"{out}: {home.name} is in force again")


def diff(
    old: Annotated[str, typer.Argument(help="Folder of a dataset, or a version of --out.")],
    new: Annotated[str, typer.Argument(help="Folder of a dataset, or a version of --out.")],
    out: Out = OUT,
    as_json: AsJson = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Markdown for a pull request comment.")] = False,
) -> None:
    """What was added, removed or relabelled between two datasets."""
    from pipeline import changes, publication

    def folder(name: str) -> storage.Folder:
        given = storage.place(name)
        if isinstance(given, storage.Address):
            return publication.at(given)
        return given if (given / "dataset.json").exists() else publication.version_dir(out, name)

    found = changes.compare(folder(old), folder(new))
    if as_json:
        print(json.dumps(found.as_dict(), ensure_ascii=False))
        return
    if as_markdown:
        print(changes.markdown(found), end="")
        return
    for word, paths in (
        ("added", found.documents_added),
        ("removed", found.documents_removed),
        ("changed", found.documents_changed),
    ):
        for path in paths:
            print(f"document {word}: {path}")
    print(f"{'table':<16}{'added':>8}{'removed':>9}")
    for name in changes.COMPARED:
        print(f"{name:<16}{len(found.added[name]):>8}{len(found.removed[name]):>9}")
    print(f"{'relabelled':<16}{len(found.relabelled):>8}")
