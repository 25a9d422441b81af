"""The commands that run the stages and publish: ``run``, each stage by name, ``status``."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.options import (
    INTERIM,
    OUT,
    RAW,
    Accept,
    AsJson,
    Cluster,
    ConfigFile,
    CorrectionsDir,
    Interim,
    MaxDrop,
    Out,
    PerPart,
    Quiet,
    Raw,
    Strict,
    Workers,
)
from pipeline.cli.printing import count, progress_bar, show_rejects
from pipeline.errors import GreffierError, StageMissing, UsageError

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.records import Reject
    from pipeline.runner.assembly import Summary
    from pipeline.runner.planning import Plan
    from pipeline.runner.processing import Elsewhere


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
            with progress_bar(quiet) as progress:
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
    with progress_bar(quiet) as progress:
        rejects = processing.run_stages(planned, [name], interim, settings, workers, progress)
    every = sorted([*planned.rejects, *rejects], key=lambda r: r.path)
    show_rejects(every)
    if not quiet:
        print(f"{name}: {count(len(planned.jobs) - len(rejects), 'document')}, {count(len(every), 'reject')}")
    if (strict and every) or len(rejects) == len(planned.jobs):
        sys.exit(1)


def _stage_command(name: str, told: str) -> Callable[..., None]:
    """The command that runs one stage; all four take the same options."""

    def command(
        raw: Raw = RAW,
        out: Out = OUT,
        interim: Interim = INTERIM,
        config: ConfigFile = None,
        workers: Workers = None,
        quiet: Quiet = False,
        strict: Strict = False,
    ) -> None:
        _stage(name, raw, out, interim, config, workers, quiet, strict)

    command.__name__, command.__doc__ = name, told
    return command


load = _stage_command("load", "Stage 1: find, decode and identify the language of the raw reports.")
segment = _stage_command("segment", "Stage 2: repair the layout; find sections, units and document facts.")
ner = _stage_command("ner", "Stage 3: find and link people, countries and organisations; tell who speaks.")
classify = _stage_command("classify", "Stage 4: label each unit recommendation, good practice, finding or other.")


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
    show_rejects(every)
    if strict and every:
        raise GreffierError(f"--strict: {count(len(every), 'reject')}; nothing was published")
    with progress_bar(quiet) as progress:
        summary = assembly.write_dataset(planned, rejects, interim, out, settings, progress, max_drop, overlay)
    if as_json:
        print(json.dumps(_summary_json(summary, out), ensure_ascii=False))
    elif not quiet:
        _print_summary(summary, out)


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
