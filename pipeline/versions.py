"""What a published version is, on this machine and in object storage alike: its name, its files, how many are kept."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pipeline.errors import UsageError

KEPT_VERSIONS = 5


def version_of(manifest: bytes) -> str:
    """The name of the version with this ``dataset.json``: the same content has the same version."""
    return "v-" + hashlib.sha256(manifest).hexdigest()[:16]


class File(NamedTuple):
    """A file of a version as its manifest describes it."""

    sha256: str
    n_bytes: int


def files_in(manifest: bytes) -> dict[str, File]:
    """The files that ``dataset.json`` describes: one of each table, or its parts. Raises ``ValueError`` when it cannot be read."""

    def each(tables: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
        for name, table in sorted(tables.items()):
            if "parts" in table:
                yield from ((f"{name}.parquet/{part['path']}", part) for part in table["parts"])
            else:
                yield f"{name}.parquet", table

    try:
        return {name: File(str(f["sha256"]), int(f["bytes"])) for name, f in each(json.loads(manifest)["tables"])}
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no manifest of a dataset: {error}") from error


def moment(when: dt.datetime) -> str:
    """A time of publication as it is written down."""
    return when.isoformat(timespec="seconds")


def the_one(names: list[str], version: str, out: object) -> str:
    """The name among ``names`` that ``version`` begins, with or without its ``v-``. Raises ``UsageError`` unless there is one."""
    wanted = version if version.startswith("v-") else f"v-{version}"
    found = sorted(name for name in names if name.startswith(wanted) and wanted != "v-")
    if len(found) != 1:
        what = "no kept version" if not found else "more than one version"
        raise UsageError(f"{out} has {what} {version!r}; `greffier history` lists them")
    return found[0]
