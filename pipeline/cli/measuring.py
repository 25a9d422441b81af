"""The commands that measure and train: ``evaluate`` against gold, ``train`` the label model."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.options import OUT, AsJson, Out
from pipeline.cli.printing import console
from pipeline.errors import UsageError

FLOORS = Path("tests/quality/floors.yaml")


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
        console().print(render.with_gaps(blocks))
    for breach in sunk:
        print(f"greffier: {breach.message}", file=sys.stderr)
    if sunk:
        sys.exit(1)


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
