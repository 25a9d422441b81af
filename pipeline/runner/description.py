"""The files that describe a dataset: ``dataset.json`` and ``datapackage.json``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import __version__, language
from pipeline.config import Config
from pipeline.fingerprint import fingerprint
from pipeline.identifiers import doc_id
from pipeline.runner.planning import MODULES, Job, Plan

if TYPE_CHECKING:
    from pipeline.columns import Written


def manifest(
    planned: Plan,
    jobs: Sequence[Job],
    config: Config,
    build: str,
    labels: Mapping[str, int],
    countries_named: int,
    written: Mapping[str, Written],
) -> dict[str, Any]:
    """``dataset.json``: nothing in it depends on clock, host, folder or worker count."""
    from importlib import import_module

    from pipeline import parts, tables

    return {
        "schema_version": tables.SCHEMA_VERSION,
        "program": {"name": "greffier", "version": __version__},
        "model": {"name": planned.model, "version": language.version_of(planned.model)},
        "stages": {
            name: {"version": import_module(module).VERSION, **fingerprint(module)}
            for name, module in sorted(MODULES.items())
        },
        "configuration": config.model_dump(mode="json"),
        "sources": [{"doc_id": doc_id(job.path), "path": job.path, "sha256": job.sha256} for job in jobs],
        "labels": dict(sorted(labels.items())),
        "countries_named": countries_named,
        "tables": {name: parts.described(table) for name, table in sorted(written.items())},
        "notes": [] if config.include_text else ["texts is left out (include_text: false); sentences.text remains"],
        "build": build,
    }


def datapackage(written: Mapping[str, Written]) -> dict[str, Any]:
    """A Frictionless Data Package description of the tables."""
    from pipeline import tables

    resources = []
    for table in tables.TABLES:
        if table.name not in written:
            continue
        fields = [
            {"name": f.name, "type": tables.frictionless_type(f.type), "constraints": {"required": not f.nullable}}
            for f in table.schema
        ]
        scalar = [
            (column, target)
            for column, target in table.foreign.items()
            if not tables.is_list(table.schema.field(column).type)
        ]
        resources.append(
            {
                "name": table.name,
                "path": [f"{table.name}.parquet/{part}" for part in written[table.name].parts]
                or f"{table.name}.parquet",
                "format": "parquet",
                "mediatype": "application/vnd.apache.parquet",
                "bytes": written[table.name].n_bytes,
                "hash": f"sha256:{written[table.name].sha256}",
                "schema": {
                    "fields": fields,
                    "primaryKey": [table.key],
                    "foreignKeys": [
                        {
                            "fields": [c],
                            "reference": {"resource": "" if t == table.name else t, "fields": [tables.BY_NAME[t].key]},
                        }
                        for c, t in scalar
                        if t in written
                    ],
                },
            }
        )
    return {
        "profile": "data-package",
        "name": "greffier-dataset",
        "title": "Who said what, and what was recommended, done well or found, in French reports of international meetings",
        "resources": resources,
    }


def write_json(path: Path, data: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
