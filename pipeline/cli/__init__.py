"""The command line: parses, calls the library, renders. Only this package prints or exits, and only it knows typer.

Results go to stdout, progress and messages to stderr. Exit codes: 0 done (rejects included), 1 failed or nothing processed or
``--strict`` with rejects, 2 wrong usage or configuration. Heavy modules are imported inside the commands, so that help is quick.
"""

from __future__ import annotations

import sys
from typing import Annotated, NoReturn

import typer

from pipeline import __version__
from pipeline.cli import measuring, publications, reading, running, starting
from pipeline.errors import GreffierError

app = typer.Typer(
    name="greffier",
    help="Reads French reports of international meetings and writes who said what, and what was recommended, done well or found.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

# As help lists them.
for _command in (
    running.run,
    running.load,
    running.segment,
    running.ner,
    running.classify,
    running.write,
    publications.validate,
    publications.correct,
    publications.report,
    publications.info,
    measuring.evaluate,
    measuring.train,
    running.status,
    publications.history,
    publications.restore,
    publications.diff,
    starting.fetch,
    starting.init,
    reading.show,
    reading.search,
    reading.export,
):
    app.command()(_command)
app.add_typer(reading.annotate, name="annotate")


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
