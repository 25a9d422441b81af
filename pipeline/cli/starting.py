"""The commands that begin: ``fetch`` reports, ``init`` a project."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline import storage
from pipeline.cli.options import RAW, AsJson, ConfigFile, Quiet
from pipeline.cli.printing import count

SOURCES = Path("configs/sources.yaml")


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
        print(f"{raw}: {count(len(results), 'source')}, {len(failed)} failed")
    if failed:
        sys.exit(1)


def init(folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the new project.")]) -> None:
    """Write a configuration, a sources file and a GitHub Actions workflow to start from."""
    from pipeline import scaffold

    for path in scaffold.write(folder):
        print(path)
