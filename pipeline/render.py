"""Tables for a terminal, made of what the library found; the command line prints them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from pipeline.evaluation import Evaluation
from pipeline.evaluation.floors import TOLERANCE, Section, measured
from pipeline.records import LABELS

_LOW = 0.5  # from here down a figure is shown in red


def evaluation_tables(evaluation: Evaluation, floors: Section | None = None) -> Iterator[RenderableType]:
    """The figures of an evaluation: precision, recall and F1 by task; single figures; labels confused."""
    figures = evaluation.figures
    if missing := figures["documents_missing"]:
        yield Text(
            f"{missing} of the gold's documents are not in the dataset: all they ask for counts as missed", "red"
        )
    held = floors.floors if floors else {}
    yield _scores(figures, held)
    yield _singles(figures, held)
    yield _confusion(evaluation)


def _scores(figures: Mapping[str, Any], held: Mapping[str, float]) -> Table:
    table = _table("task", "precision", "recall", "F1", *(["floor"] if held else []), "exact", "n")
    for task, value in figures.items():
        if not isinstance(value, Mapping):
            continue
        rows = [(task, task, value)] if "f1" in value else []
        if task == "classification":
            rows = [(f"label {label}", f"{task}.{label}", value[label]) for label in LABELS]
        for shown, name, one in rows:
            floor = [_floor(held.get(f"{name}.f1"))] if held else []
            exact = _number(one["exact"]) if "exact" in one else Text()
            f1 = _number(one["f1"], held.get(f"{name}.f1"))
            table.add_row(shown, _number(one["p"]), _number(one["r"]), f1, *floor, exact, str(one["n"]))
    return table


def _singles(figures: Mapping[str, Any], held: Mapping[str, float]) -> Table:
    table = _table("figure", "value", *(["floor"] if held else []))
    for name, value in measured(figures).items():
        if not name.endswith(".f1"):
            table.add_row(name, _number(value, held.get(name)), *([_floor(held.get(name))] if held else []))
    return table


def _confusion(evaluation: Evaluation) -> Table:
    table = _table("gold label", *LABELS)
    for wanted in LABELS:
        counts = [evaluation.confusion.get((wanted, found), 0) for found in LABELS]
        table.add_row(
            wanted, *(Text(str(n), "bold" if f == wanted else "") for n, f in zip(counts, LABELS, strict=True))
        )
    return table


def error_tables(evaluation: Evaluation, n: int) -> Iterator[RenderableType]:
    """Up to ``n`` examples of each class of error, the largest class first."""
    for kind, examples in sorted(evaluation.errors.items(), key=lambda item: (-len(item[1]), item[0])):
        lines: list[RenderableType] = [Text(f"{kind} ({len(examples)})", "bold")]
        for example in examples[:n]:
            line = Text("  ")
            line.append(example.expected or "(nothing)")
            if example.found or not example.expected:
                line.append(" => ", "dim")
                line.append(example.found, "yellow")
            lines.append(line)
        yield Group(*lines, "")


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="bold")
    table.add_column(first, no_wrap=True)
    for name in others:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _number(value: float, floor: float | None = None) -> Text:
    sunk = floor is not None and value < floor - TOLERANCE
    return Text(f"{value:.4f}", "bold red" if sunk else "red" if value < _LOW else "")


def _floor(value: float | None) -> Text:
    return Text("" if value is None else f"{value:.4f}", "dim")


def with_gaps(blocks: Sequence[RenderableType]) -> Group:
    """The blocks below one another, a blank line after each."""
    return Group(*(part for block in blocks for part in (block, "")))
