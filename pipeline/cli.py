"""The command line: parses, calls the library, renders. Only this module prints or exits, and only it knows typer.

Results go to stdout, progress and messages to stderr. Exit codes: 0 done (rejects included), 1 failed or nothing processed or
``--strict`` with rejects, 2 wrong usage or configuration. Heavy modules are imported inside the commands, so that help is quick.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, cast

import typer

from pipeline import __version__, cli_reading, storage
from pipeline.errors import GreffierError, StageMissing, UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.config import Config
    from pipeline.records import Reject
    from pipeline.runner.assembly import Summary
    from pipeline.runner.planning import Plan
    from pipeline.runner.processing import Elsewhere

app = typer.Typer(
    name="greffier",
    help="Reads French reports of international meetings and writes who said what, and what was recommended, done well or found.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

# What --raw and --out give may be a ``storage.Address``: typer takes no union of types.
Raw = Annotated[
    Path,
    typer.Option(
        "--raw",
        parser=storage.place,
        metavar="DIR",
        help="Folder or address (s3://...) of the raw reports.",
        show_default=True,
    ),
]
Out = cli_reading.Out
Interim = Annotated[
    Path,
    typer.Option(
        "--interim", parser=storage.here, metavar="DIR", help="Folder of the stored stage results.", show_default=True
    ),
]
ConfigFile = Annotated[
    Path | None, typer.Option("--config", help="YAML file that overrides configs/default.yaml.", show_default=False)
]
Workers = Annotated[
    int | None,
    typer.Option("--workers", min=1, help="Processes; default: as many as the work is worth.", show_default=False),
]
Cluster = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        metavar="ADDRESS",
        help="Run documents on the Dask cluster at this address; `local` starts one of --workers processes here.",
        show_default=False,
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress and no summary; rejects and errors still show.")]
Strict = Annotated[bool, typer.Option("--strict", help="Publish nothing and exit with 1 when anything is rejected.")]
MaxDrop = Annotated[
    str | None,
    typer.Option(
        "--max-drop",
        metavar="SHARE",
        help="Do not publish when a table or a document's labels lose more, e.g. 20%.",
        show_default=False,
    ),
]
Accept = Annotated[bool, typer.Option("--accept", help="Publish whatever --max-drop says.")]
CorrectionsDir = Annotated[
    Path | None,
    typer.Option(
        "--corrections",
        metavar="DIR",
        help="Corrections laid over the results; default: the folder corrections, where there is one.",
        show_default=False,
    ),
]
PerPart = Annotated[
    int | None,
    typer.Option(
        "--documents-per-part",
        metavar="N",
        min=1,
        help="Tables in parts of N documents when there are more; overrides the configuration.",
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]

RAW, OUT, INTERIM = Path("data/raw"), Path("data/processed"), Path("data/interim")
SOURCES = Path("configs/sources.yaml")
FLOORS = Path("tests/quality/floors.yaml")


def main() -> None:
    """Entry point of the ``greffier`` command."""
    try:
        app()
    except GreffierError as error:
        _fail(str(error), error.exit_code)
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            sys.stderr.close()
            sys.exit(0)
        where = f"{error.filename}: " if error.filename else ""
        _fail(f"{where}{error.strerror or error}; free space or correct the permissions, then run again", 1)
    except KeyboardInterrupt:
        _fail("interrupted; what was finished is stored, run again to go on", 130)


def _fail(message: str, code: int) -> NoReturn:
    print(f"greffier: {message}", file=sys.stderr)
    sys.exit(code)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"greffier {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    pass


# ---------------------------------------------------------------------------------------------------------- the stages
@app.command()
def run(
    raw: Raw = RAW,
    out: Out = OUT,
    interim: Interim = INTERIM,
    config: ConfigFile = None,
    workers: Workers = None,
    quiet: Quiet = False,
    strict: Strict = False,
    as_json: AsJson = False,
    max_drop: MaxDrop = None,
    accept: Accept = False,
    corrections: CorrectionsDir = None,
    documents_per_part: PerPart = None,
    cluster: Cluster = None,
) -> None:
    """Run all five stages and publish the dataset."""
    from pipeline import publication
    from pipeline.runner import planning, processing

    drop = None if accept else _share(max_drop)
    settings, planned = _plan(raw, out, interim, config, corrections, documents_per_part)
    elsewhere = _cluster(cluster, workers, interim, settings, planned) if cluster else None
    with publication.exclusive(out) if planned.jobs else nullcontext():
        for attempt in ("first", "last"):
            with _progress(quiet) as progress:
                rejects = processing.run_stages(
                    planned, planning.STAGES, interim, settings, workers, progress, elsewhere
                )
            try:
                return _finish(planned, rejects, interim, out, settings, quiet, strict, as_json, drop)
            except StageMissing:  # a stored result was damaged, and is removed by now
                if attempt == "last":
                    raise


def _stage(
    name: str, raw: Path, out: Path, interim: Path, config: Path | None, workers: int | None, quiet: bool, strict: bool
) -> None:
    from pipeline.runner import processing

    settings, planned = _plan(raw, out, interim, config)
    with _progress(quiet) as progress:
        rejects = processing.run_stages(planned, [name], interim, settings, workers, progress)
    every = sorted([*planned.rejects, *rejects], key=lambda r: r.path)
    _show_rejects(every)
    if not quiet:
        print(f"{name}: {_count(len(planned.jobs) - len(rejects), 'document')}, {_count(len(every), 'reject')}")
    if (strict and every) or len(rejects) == len(planned.jobs):
        sys.exit(1)


@app.command()
def load(
    raw: Raw = RAW,
    out: Out = OUT,
    interim: Interim = INTERIM,
    config: ConfigFile = None,
    workers: Workers = None,
    quiet: Quiet = False,
    strict: Strict = False,
) -> None:
    """Stage 1: find, decode and identify the language of the raw reports."""
    _stage("load", raw, out, interim, config, workers, quiet, strict)


@app.command()
def segment(
    raw: Raw = RAW,
    out: Out = OUT,
    interim: Interim = INTERIM,
    config: ConfigFile = None,
    workers: Workers = None,
    quiet: Quiet = False,
    strict: Strict = False,
) -> None:
    """Stage 2: repair the layout; find sections, units and document facts."""
    _stage("segment", raw, out, interim, config, workers, quiet, strict)


@app.command()
def ner(
    raw: Raw = RAW,
    out: Out = OUT,
    interim: Interim = INTERIM,
    config: ConfigFile = None,
    workers: Workers = None,
    quiet: Quiet = False,
    strict: Strict = False,
) -> None:
    """Stage 3: find and link people, countries and organisations; tell who speaks."""
    _stage("ner", raw, out, interim, config, workers, quiet, strict)


@app.command()
def classify(
    raw: Raw = RAW,
    out: Out = OUT,
    interim: Interim = INTERIM,
    config: ConfigFile = None,
    workers: Workers = None,
    quiet: Quiet = False,
    strict: Strict = False,
) -> None:
    """Stage 4: label each unit recommendation, good practice, finding or other."""
    _stage("classify", raw, out, interim, config, workers, quiet, strict)


@app.command()
def write(
    raw: Raw = RAW,
    out: Out = OUT,
    interim: Interim = INTERIM,
    config: ConfigFile = None,
    quiet: Quiet = False,
    strict: Strict = False,
    as_json: AsJson = False,
    max_drop: MaxDrop = None,
    accept: Accept = False,
    corrections: CorrectionsDir = None,
    documents_per_part: PerPart = None,
) -> None:
    """Stage 5: assemble the tables, validate them and publish."""
    from pipeline.runner import processing

    settings, planned = _plan(raw, out, interim, config, corrections, documents_per_part)
    rejects = processing.stored_rejects(planned, "classify", interim)
    _finish(planned, rejects, interim, out, settings, quiet, strict, as_json, None if accept else _share(max_drop))


def _plan(
    raw: Path,
    out: Path,
    interim: Path,
    config: Path | None,
    corrections: Path | None = None,
    documents_per_part: int | None = None,
) -> tuple[Config, Plan]:
    from pipeline import publication
    from pipeline.config import read_config
    from pipeline.corrections.lines import FOLDER
    from pipeline.runner import planning

    settings = read_config(config)
    if documents_per_part is not None:
        settings = settings.model_copy(update={"documents_per_part": documents_per_part})
    publication.check_output(out, raw)
    return settings, planning.plan(raw, settings, corrections or (FOLDER if FOLDER.is_dir() else None), interim)


def _cluster(address: str, workers: int | None, interim: Path, settings: Config, planned: Plan) -> Elsewhere:
    try:
        from pipeline.runner import cluster
    except ImportError as error:
        raise UsageError("--cluster needs an extra: run `pip install 'greffier[cluster]'`") from error
    return cluster.documents_on(address, workers, interim, settings, planned.model)


def _finish(
    planned: Plan,
    rejects: Sequence[Reject],
    interim: Path,
    out: Path,
    settings: Config,
    quiet: bool,
    strict: bool,
    as_json: bool,
    max_drop: float | None,
) -> None:
    from pipeline.runner import assembly

    overlay = assembly.correct(planned, rejects, interim)
    every = sorted([*planned.rejects, *rejects, *(overlay.rejects if overlay else ())], key=lambda r: r.path)
    _show_rejects(every)
    if strict and every:
        raise GreffierError(f"--strict: {_count(len(every), 'reject')}; nothing was published")
    with _progress(quiet) as progress:
        summary = assembly.write_dataset(planned, rejects, interim, out, settings, progress, max_drop, overlay)
    if as_json:
        print(json.dumps(_summary_json(summary, out), ensure_ascii=False))
    elif not quiet:
        _print_summary(summary, out)


# ---------------------------------------------------------------------------------------------------------- the dataset
@app.command()
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
        print(f"{out}: {'valid' if not problems else _count(len(problems), 'problem')}")
    if problems:
        sys.exit(1)


@app.command()
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


@app.command()
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
        print(f"{done.page}: {_count(done.n_pages, 'page')}, {done.n_bytes / 1e6:.1f} MB; open it in a browser")


@app.command()
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


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Option("--gold", help="Folder of the gold annotations.", show_default=False)],
    out: Out = OUT,
    errors: Annotated[int, typer.Option("--errors", min=0, help="Examples shown of each class of error.")] = 0,
    as_json: AsJson = False,
    floors: Annotated[
        Path | None,
        typer.Option("--floors", help=f"Floors to hold the figures to; kept in {FLOORS}.", show_default=False),
    ] = None,
    raise_floors: Annotated[bool, typer.Option("--raise-floors", help="Raise the floors to today's figures.")] = False,
    lower_floors: Annotated[
        bool, typer.Option("--lower-floors", help="Lower the floors to today's figures; takes --reason.")
    ] = False,
    reason: Annotated[str, typer.Option("--reason", help="Why floors are lowered.", show_default=False)] = "",
) -> None:
    """Measure the dataset against gold annotations; with floors, exit with 1 when a figure sank."""
    from pipeline import evaluation, publication
    from pipeline.evaluation import floors as held
    from pipeline.evaluation.gold import gold_hash

    if raise_floors and lower_floors:
        raise UsageError("--raise-floors and --lower-floors exclude each other")
    if lower_floors and not reason.strip():
        raise UsageError("--lower-floors takes a --reason")
    found = evaluation.evaluate(publication.at(out), gold)
    section = None
    sunk = []
    if floors or raise_floors or lower_floors:
        file = floors or FLOORS
        sections, known = held.read_floors(file), gold_hash(gold)
        name = held.section_of(sections, file, gold, known)
        section = sections[name]
        if raise_floors:
            section = held.raised(section, found.figures, known)
        elif lower_floors:
            section = held.lowered(section, found.figures, known, reason)
        if section != sections[name]:
            held.write_floors(file, {**sections, name: section})
            print(f"greffier: {file}: floors of {name} written", file=sys.stderr)
        sunk = held.breaches(section, found.figures, known)
    if as_json:
        beside = {
            "label_precision": found.label_precision,
            "calibration": found.calibration,
            "attribution_precision": found.attribution_precision,
            "statement_calibration": found.statement_calibration,
        }
        print(json.dumps({**found.figures, **beside}, ensure_ascii=False))
    else:
        from pipeline import render

        blocks = [*render.evaluation_tables(found, section), *(render.error_tables(found, errors) if errors else ())]
        _console().print(render.with_gaps(blocks))
    for breach in sunk:
        print(f"greffier: {breach.message}", file=sys.stderr)
    if sunk:
        sys.exit(1)


@app.command()
def train(
    settings: Annotated[
        Path | None, typer.Option("--settings", help="Settings; default: configs/training.yaml.", show_default=False)
    ] = None,
    models: Annotated[
        Path | None, typer.Option("--models", help="Folder for the weights; default: models.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Rebuild the label model from the labelled passages (needs the `train` extra: scikit-learn)."""
    from pipeline.resources import configs_dir, models_dir
    from pipeline.train import read_training_config
    from pipeline.train import train as train_model

    chosen = read_training_config(settings or configs_dir() / "training.yaml")
    trained = train_model(chosen, configs_dir().parent, models or models_dir())
    figures = {
        "units": trained.units,
        "accuracy": trained.accuracy,
        "f1": trained.f1,
        "calibration_error": trained.calibration_error,
    }
    if as_json:
        print(json.dumps(figures))
        return
    print(f"{trained.units} labelled units; by cross-validation {trained.accuracy:.1%} right,", end=" ")
    print(f"calibration error {trained.calibration_error:.3f}")
    for label, value in trained.f1.items():
        print(f"  {label:16} F1 {value:.3f}")


@app.command()
def status(
    raw: Raw = RAW,
    out: Out = OUT,
    interim: Interim = INTERIM,
    config: ConfigFile = None,
    corrections: CorrectionsDir = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 0 when up to date, 3 when stale.")] = False,
    as_json: AsJson = False,
) -> None:
    """What is new, changed, removed or stale since the last publication, and why."""
    from pipeline.runner import status

    settings, planned = _plan(raw, out, interim, config, corrections)
    answer = status.status(planned, interim, out, settings)
    if as_json:
        shown = {**vars(answer), "rejects": [r.model_dump() for r in answer.rejects]}
        print(json.dumps(shown, ensure_ascii=False))
    elif answer.up_to_date:
        print(f"{out}: up to date")
    else:
        if not answer.published:
            print(f"{out}: nothing published yet")
        for word, paths in (("new", answer.new), ("changed", answer.changed), ("removed", answer.removed)):
            for path in paths:
                print(f"{word:<8} {path}")
        for path, why in answer.stale.items():
            print(f"stale    {path} ({why})")
        for reject in answer.rejects:
            print(f"reject   {reject.path} ({reject.code})")
        print(f"{out}: stale, run `greffier run`")
    if exit_code and not answer.up_to_date:
        sys.exit(3)


@app.command()
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


@app.command()
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


@app.command()
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


# ---------------------------------------------------------------------------------------------------------- the sources
@app.command()
def fetch(
    raw: Annotated[
        Path,
        typer.Option("--raw", parser=storage.here, metavar="DIR", help="Folder of the raw reports.", show_default=True),
    ] = RAW,
    listing: Annotated[
        Path, typer.Option("--sources", help="YAML list of the reports to download.", show_default=True)
    ] = SOURCES,
    config: ConfigFile = None,
    prune: Annotated[bool, typer.Option("--prune", help="Remove fetched files that are listed no more.")] = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Download what is new or changed of the reports listed in a sources file."""
    from pipeline import fetch as fetching
    from pipeline.config import read_config

    settings = read_config(config)
    results = fetching.fetch(fetching.read_listing(listing, settings), raw, settings, prune=prune)
    failed = [result for result in results if result.outcome == "failed"]
    for result in failed:
        print(f"greffier: {result.path} ({result.url}): {result.reason}", file=sys.stderr)
    if as_json:
        print(json.dumps([vars(result) for result in results], ensure_ascii=False))
    elif not quiet:
        for result in results:
            print(
                f"{result.outcome:<10} {result.path}" + (f" ({result.reason})" if result.outcome == "unlisted" else "")
            )
        print(f"{raw}: {_count(len(results), 'source')}, {len(failed)} failed")
    if failed:
        sys.exit(1)


@app.command()
def init(folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the new project.")]) -> None:
    """Write a configuration, a sources file and a GitHub Actions workflow to start from."""
    from pipeline import scaffold

    for path in scaffold.write(folder):
        print(path)


cli_reading.register(app)


# ---------------------------------------------------------------------------------------------------------- rendering
def _share(text: str | None) -> float | None:
    """``20%`` or ``0.2`` -> 0.2."""
    if text is None:
        return None
    try:
        value = float(text[:-1]) / 100 if text.endswith("%") else float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise UsageError(f"--max-drop {text!r} is no share; write 20% or 0.2")
    return value


def _count(n: int, noun: str) -> str:
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def _show_rejects(rejects: Iterable[Reject]) -> None:
    for reject in rejects:
        print(f"greffier: rejected {reject.path} ({reject.code}): {reject.reason}", file=sys.stderr)


def _summary_json(summary: Summary, out: Path) -> dict[str, Any]:
    return {
        "out": str(out),
        "documents": summary.documents,
        "labels": summary.labels,
        "speakers": summary.speakers,
        "countries": summary.countries,
        "organisations": summary.organisations,
        "rows": summary.rows,
        "rejects": [r.model_dump() for r in summary.rejects],
        "version": summary.version,
        "unchanged": summary.unchanged,
    }


def _print_summary(summary: Summary, out: Path) -> None:
    units = ", ".join(
        f"{summary.labels.get(label, 0):,} {label}" for label in ("recommendation", "good_practice", "finding", "other")
    )
    lines = [
        ("documents", f"{summary.documents:,}"),
        ("units", units),
        ("speakers", f"{summary.speakers:,} (each document its own)"),
        ("countries", f"{summary.countries:,}"),
        ("organisations", f"{summary.organisations:,}"),
        ("rejects", f"{len(summary.rejects):,}"),
    ]
    for name, value in lines:
        print(f"{name:<14} {value}")
    print(f"{out}: {'already up to date' if summary.unchanged else 'published'}")


def _console() -> Console:
    """Standard output; off a terminal without colour and wide enough that nothing is cut."""
    from rich.console import Console

    return Console(highlight=False, markup=False, soft_wrap=True, width=None if sys.stdout.isatty() else 160)


@contextmanager
def _progress(quiet: bool) -> Iterator[Any]:
    """A progress callback: a bar on stderr when it is a terminal, nothing otherwise."""
    if quiet or not sys.stderr.isatty():
        yield lambda done, total, what: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task("", total=None)

        def show(done: int, total: int, what: str) -> None:
            bar.update(task, completed=done, total=total, description=what[-40:])

        yield show
