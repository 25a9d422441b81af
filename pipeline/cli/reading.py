"""The commands for looking into a dataset: ``show``, ``search``, ``export``, ``annotate``."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.options import OUT, AsJson, Out

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.annotate import Task

Document = Annotated[
    str | None,
    typer.Option("--document", metavar="DOC", help="Only this document: path, doc_id or symbol.", show_default=False),
]


def show(
    doc: Annotated[str, typer.Argument(metavar="DOC", help="Path, doc_id or symbol of a document.")],
    out: Out = OUT,
    as_json: AsJson = False,
) -> None:
    """Print a document unit by unit: label, text with its entities in colour, who says it."""
    from pipeline import browse, render
    from pipeline.dataset import open_dataset

    title, units = browse.document(open_dataset(out), doc)
    if as_json:
        print(json.dumps([unit.row() for unit in units], ensure_ascii=False))
        return
    console = _console()
    if console.is_terminal:
        console.print(render.legend(), "")
        for block in render.document_page(title, units):
            console.print(block)
    else:
        print(title)
        for line in render.document_lines(units):
            print(line.plain)


def search(
    text: Annotated[
        str,
        typer.Argument(
            help="Words that must occur, accents and case aside; quote a phrase twice: '\"pays d’origine\"'."
        ),
    ] = "",
    label: Annotated[
        str | None, typer.Option("--label", help="recommendation, good_practice, finding or other.", show_default=False)
    ] = None,
    country: Annotated[
        str | None,
        typer.Option("--country", help="Named or spoken for: ISO 3166 code or French name.", show_default=False),
    ] = None,
    organisation: Annotated[
        str | None, typer.Option("--organisation", help="Named or spoken for: name or acronym.", show_default=False)
    ] = None,
    speaker: Annotated[
        str | None, typer.Option("--speaker", help="Said by this person: a name or part of it.", show_default=False)
    ] = None,
    addressee: Annotated[
        str | None,
        typer.Option(
            "--addressee",
            help="Recommendations addressed to: words as stated, a country or an organisation.",
            show_default=False,
        ),
    ] = None,
    document: Document = None,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, help="At most so many units.", show_default=False)
    ] = None,
    out: Out = OUT,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV, formulas neutralised.")] = False,
) -> None:
    """Find units by words, label, country, organisation, speaker or addressee, with their place in the source."""
    from pipeline import browse, render
    from pipeline.dataset import open_dataset
    from pipeline.errors import UsageError
    from pipeline.export import write_csv

    if as_json and as_csv:
        raise UsageError("--json and --csv exclude each other")
    found = browse.search(
        open_dataset(out),
        text,
        label=label,
        country=country,
        organisation=organisation,
        speaker=speaker,
        addressee=addressee,
        document=document,
        limit=limit,
    )
    if as_json:
        print(json.dumps([unit.row() for unit in found], ensure_ascii=False))
    elif as_csv:
        write_csv(sys.stdout, list(browse.COLUMNS), (unit.row() for unit in found))
    else:
        console = _console()
        for line in render.hits(found, browse.phrases(text)):
            if console.is_terminal:
                console.print(line)
            else:
                print(line.plain)
        print(f"{len(found)} unit{'' if len(found) == 1 else 's'}", file=sys.stderr)


def export(
    kind: Annotated[str, typer.Option("--format", help="csv, jsonl, xlsx, sqlite or duckdb.", show_default=False)],
    to: Annotated[
        Path | None,
        typer.Option(
            "--to",
            metavar="PATH",
            help="File, or folder for csv and jsonl; default: greffier.FORMAT.",
            show_default=False,
        ),
    ] = None,
    out: Out = OUT,
) -> None:
    """Write every table, and who_said_what as one wide table, in another format."""
    from pipeline.dataset import open_dataset
    from pipeline.export import export as write

    for path in write(open_dataset(out), kind, to or Path(f"greffier.{kind}")):
        print(path)


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False, markup=False)


# ------------------------------------------------------------------------------------------------------ annotate
annotate = typer.Typer(help="Correct by hand in Label Studio or Doccano.", no_args_is_help=True, rich_markup_mode=None)

Tool = Annotated[str, typer.Option("--format", help="label-studio or doccano.")]
To = Annotated[Path, typer.Option("--to", metavar="FILE", help="File of tasks to write.", show_default=False)]


@annotate.command("export")
def annotate_export(to: To, kind: Tool = "label-studio", document: Document = None, out: Out = OUT) -> None:
    """Write units as tasks, with their labels, speakers and entities preset."""
    from pipeline import annotate as annotating
    from pipeline.dataset import open_dataset

    _write_tasks(annotating.tasks(open_dataset(out), document=document), kind, to)


@annotate.command("sample")
def annotate_sample(
    to: To,
    n: Annotated[int, typer.Option("--n", min=1, help="How many units.")] = 200,
    seed: Annotated[int, typer.Option("--seed", help="Another number draws another sample.")] = 0,
    kind: Tool = "label-studio",
    out: Out = OUT,
) -> None:
    """Draw a sample with as many units of each label, spread over the documents, and write it as tasks."""
    from pipeline import annotate as annotating
    from pipeline.dataset import open_dataset

    dataset = open_dataset(out)
    _write_tasks(annotating.tasks(dataset, annotating.sample(dataset, n, seed)), kind, to)


@annotate.command("import")
def annotate_import(
    file: Annotated[Path, typer.Argument(help="What Label Studio (JSON) or Doccano (JSONL) exported.")],
    kind: Tool = "label-studio",
    gold: Annotated[
        Path | None, typer.Option("--gold", metavar="DIR", help="Write gold there, for evaluate.", show_default=False)
    ] = None,
    corrections: Annotated[
        Path, typer.Option("--corrections", metavar="DIR", help="Folder the changes are written to.")
    ] = Path("corrections"),
    note: Annotated[str | None, typer.Option("--note", help="Kept with each correction.", show_default=False)] = None,
    out: Out = OUT,
) -> None:
    """Turn corrected tasks into corrections, and into gold."""
    from pipeline import annotate as annotating
    from pipeline.dataset import open_dataset

    found = annotating.read(file, kind)
    n_gold, n_changed = annotating.write(found, open_dataset(out), gold, corrections, note)
    print(
        f"{len(found)} units read, {n_changed} corrected in {corrections}" + (f", {n_gold} in {gold}" if gold else "")
    )


def _write_tasks(found: Sequence[Task], kind: str, to: Path) -> None:
    from pipeline import annotate as annotating
    from pipeline.errors import UsageError

    if to.exists():
        raise UsageError(f"{to} exists already; remove it or choose another name with --to")
    content = annotating.dump(found, kind)
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_text(content, encoding="utf-8")
    print(f"{to}: {len(found)} units")
    if kind == "label-studio":
        config = to.with_suffix(".xml")
        config.write_text(annotating.LABEL_STUDIO_CONFIG, encoding="utf-8")
        print(f"{config}: the labelling interface, for the project's settings")
