"""Options that several commands share, and what they are when not given."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline import storage

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
Out = Annotated[
    Path,  # or a ``storage.Address``
    typer.Option(
        "--out",
        parser=storage.place,
        metavar="DIR",
        help="Folder or address (s3://...) of the published dataset.",
        show_default=True,
    ),
]
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
