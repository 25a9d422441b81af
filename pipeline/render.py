"""Tables for a terminal, made of what the library found; the command line prints them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from pipeline.evaluation import Evaluation
from pipeline.evaluation.counts import calibration_error
from pipeline.evaluation.floors import TOLERANCE, Section, measured
from pipeline.identifiers import fold
from pipeline.records import LABELS

if TYPE_CHECKING:
    from pipeline.browse import Shown

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
    yield _precision("label given", evaluation.label_precision.items())
    yield _confusion(evaluation)
    if evaluation.calibration:
        yield _calibration("label scores", evaluation.calibration)
    if evaluation.judged:
        yield _precision("who said it", evaluation.attribution_precision.items())
    if evaluation.statement_calibration:
        yield _calibration("statement scores", evaluation.statement_calibration)


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


def _precision(first: str, precision: Iterable[tuple[str, Mapping[str, float]]]) -> Table:
    table = _table(first, "precision", "95 % interval", "n")
    for kind, found in precision:
        interval = Text(f"{found['low']:.4f} to {found['high']:.4f}")
        table.add_row(kind, _number(found["precision"]), interval, f"{found['n']:.0f}")
    return table


def _calibration(what: str, bands: Sequence[Mapping[str, float]]) -> Table:
    """How often answers of a score are right: a score means what it says where the two columns agree."""
    table = _table(f"{what} (calibration error {calibration_error(bands):.4f})", "mean score", "right", "n")
    for band in bands:
        row = (_number(band["score"]), _number(band["right"]), f"{band['n']:.0f}")
        table.add_row(f"{band['from']:.1f} to {band['from'] + 0.1:.1f}", *row)
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


# ------------------------------------------------------------------------------------------------------ reading
_LABEL_STYLES = {"recommendation": "bold red", "good_practice": "bold green", "finding": "blue", "other": "dim"}
_MARK_STYLES = {"person": "bold cyan", "country": "green", "organisation": "magenta", "cue": "underline"}


def legend() -> Text:
    """What the colours of a document stand for."""
    shown = Text("entities: ", "dim")
    for kind, style in _MARK_STYLES.items():
        shown.append(kind, style).append("  ")
    return shown


def document_page(title: str, units: Sequence[Shown]) -> Iterator[RenderableType]:
    """A document as two columns: the label and the text with its entities; who says it stands after the text."""
    yield Text(_safe(title), "bold")
    page = Table.grid(padding=(0, 2, 0, 0))
    page.add_column(no_wrap=True)
    page.add_column()
    for unit in units:
        label = Text(unit.label if unit.label != "other" else "", _LABEL_STYLES[unit.label])
        page.add_row(label, _marked(unit))
    yield page


def document_lines(units: Sequence[Shown]) -> Iterator[Text]:
    """A document off a terminal: a line a unit, its label first."""
    for unit in units:
        yield Text(f"{unit.label:<14} ").append_text(_marked(unit))


def hits(units: Sequence[Shown], phrases: Sequence[str]) -> Iterator[Text]:
    """Units found: where they stand and who says them, the text, the place in the source and the identifier."""
    for unit in units:
        head = Text(_safe(unit.citation), "bold").append(" · ").append(unit.label, _LABEL_STYLES[unit.label])
        if unit.score is not None:
            head.append(f" {unit.score:.2f}")
        if unit.speakers:
            head.append(" · ").append(_safe("; ".join(unit.speakers)), "cyan")
        yield head
        body = Text(f"  {_safe(unit.text)}")
        for word in {w for phrase in phrases for w in phrase.split()}:
            for match in re.finditer(r"\w+", unit.text):
                if word in fold(match.group()):
                    body.stylize("reverse", match.start() + 2, match.end() + 2)
        yield body
        yield Text(f"  {_safe(unit.path)}:{unit.start}-{unit.end} · {unit.sentence_id}\n", "dim")


def _marked(unit: Shown) -> Text:
    base = {"heading": "bold", "boilerplate": "dim", "footnote": "dim"}.get(unit.unit_type, "")
    text = Text(_safe(unit.text), base)
    for mark in unit.marks:
        text.stylize(_MARK_STYLES[mark.kind], mark.start, mark.end)
    if unit.speakers:
        text.append(_safe(f" — {'; '.join(unit.speakers)}"), "italic cyan")
    return text


def _safe(text: str) -> str:
    """``text`` with control characters shown as such: a report must not steer the terminal. Offsets stay."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f]", "\ufffd", text)
