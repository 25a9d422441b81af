"""Makes the tables from the stored results, validates them and switches the published dataset to them."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import __version__, publication
from pipeline.artefacts import ArtefactStore
from pipeline.config import Config
from pipeline.corrections.lines import rejection
from pipeline.errors import DatasetInvalid, GreffierError
from pipeline.fingerprint import fingerprint
from pipeline.identifiers import doc_id
from pipeline.records import Reject
from pipeline.runner.description import datapackage, manifest, write_json
from pipeline.runner.housekeeping import after_publication
from pipeline.runner.planning import Job, Plan
from pipeline.runner.processing import Progress, silent
from pipeline.storage import Folder

if TYPE_CHECKING:
    from pipeline.corrections.overlay import Overlay


@dataclass
class Summary:
    """What a run did, for people and scripts. ``rejects`` in path order; ``unchanged`` when nothing was switched."""

    documents: int = 0
    labels: dict[str, int] = field(default_factory=dict)
    speakers: int = 0
    countries: int = 0
    organisations: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    version: str | None = None
    unchanged: bool = False


def correct(planned: Plan, rejects: Sequence[Reject], interim: Path) -> Overlay | None:
    """Lay the corrections over the stored results of their documents; ``rejects`` are the documents turned away.

    Gives None where there are no corrections. Raises ``StageMissing`` when a result is missing.
    """
    if not planned.corrections.by_document:
        return None
    from pipeline.corrections.overlay import Overlay
    from pipeline.runner.tabulation import corrected

    turned_away = {r.path for r in rejects}
    jobs = {doc_id(job.path): job for job in planned.jobs if job.path not in turned_away}
    store = ArtefactStore(interim)
    keys: dict[str, str] = {}
    applied = 0
    lost: list[Reject] = []
    refused: list[Reject] = []
    for document, given in planned.corrections.by_document.items():
        job = jobs.get(document)
        if job is None:
            reason = f"no document {document} in this run; its file was renamed, removed or rejected"
            lost.extend(rejection(one.place, "correction_unmatched", reason) for one in given)
            continue
        keys[job.path], adds = corrected(store, job, given)
        applied += adds.corrections_applied
        refused.extend(adds.corrections_refused)
    return Overlay(keys, applied, (*lost, *refused))


def write_dataset(
    planned: Plan,
    rejects: Sequence[Reject],
    interim: Path,
    out: Folder,
    config: Config,
    progress: Progress = silent,
    max_drop: float | None = None,
    overlay: Overlay | None = None,
) -> Summary:
    """Assemble the tables from the stored results and the corrections laid over them, validate them, and publish them.

    Raises ``StageMissing`` when a result is missing, ``DatasetInvalid`` when the tables break the contract, ``GreffierError``
    when nothing could be processed, the folder is locked, or a table or a document's labels lost more than the share
    ``max_drop`` of their rows; the dataset published before then stays as it was.
    """
    all_rejects = sorted([*planned.rejects, *rejects], key=lambda r: (r.path, r.stage, r.code))
    turned_away = {r.path for r in rejects}
    jobs = [job for job in planned.jobs if job.path not in turned_away]
    if not jobs:
        raise GreffierError("no document could be processed; nothing was published")
    build = build_key(planned, jobs, all_rejects, config)
    overlay = overlay or correct(planned, rejects, interim)
    if overlay is not None:
        all_rejects = sorted([*all_rejects, *overlay.rejects], key=lambda r: (r.path, r.stage, r.code))
    known = publication.manifest(out)
    here = publication.current(out)
    if known is not None and here is not None and known.get("build") == build and not publication.damage(here):
        return _summary(known, all_rejects, here, unchanged=True)
    try:
        return _write(planned, jobs, all_rejects, overlay, interim, out, config, build, progress, max_drop)
    except OSError as error:
        what = f"cannot write to the output folder {out}: {error.strerror or error}"
        raise GreffierError(f"{what}; free space or correct its permissions, then run again") from error


def _write(
    planned: Plan,
    jobs: Sequence[Job],
    all_rejects: Sequence[Reject],
    overlay: Overlay | None,
    interim: Path,
    out: Folder,
    config: Config,
    build: str,
    progress: Progress,
    max_drop: float | None,
) -> Summary:
    from pipeline.columns import give_memory_back, with_persons
    from pipeline.countries import table as country_table
    from pipeline.parts import PartsWriter
    from pipeline.runner.tabulation import Rows, handfuls
    from pipeline.stages.publish import EntityMerger, profile
    from pipeline.tables import TABLES
    from pipeline.validate import check_dataset

    give_memory_back()
    rows = Rows(ArtefactStore(interim), overlay.keys if overlay else {})
    ordered = sorted(jobs, key=lambda job: doc_id(job.path))
    some_at_a_time = list(handfuls(ordered, config.documents_per_part))
    with publication.exclusive(out), publication.staging(out) as stage:
        # Twice over the stored rows: first for what documents share, which the rows of a person's speakers refer to.
        merger = EntityMerger(country_table())
        labels: Counter[str] = Counter()
        for handful in some_at_a_time:
            for adds in rows.contributions(handful):
                merger.add(adds)
                labels.update(adds.labels)
        shared = merger.finish()

        def person(name: str, country: str | None, organisation_id: str | None, role: str | None) -> str | None:
            return shared.persons.get(profile(name, country, organisation_id, role))

        names = [t.name for t in TABLES if t.name != "texts" or config.include_text]
        writer = PartsWriter(stage, names, len(ordered), config.documents_per_part)
        done = 0
        for handful in some_at_a_time:
            tables = rows.columns(handful)
            writer.add({**tables, "speakers": with_persons(tables["speakers"], person)})
            done += len(handful)
            progress(done, len(ordered), "")
        writer.add_rows("organisations", shared.organisations)
        writer.add_rows("countries", shared.countries)
        writer.add_rows("rejects", all_rejects)
        written = writer.close()
        problems = list(islice(check_dataset(stage, manifest=False), 5))
        if problems:
            raise DatasetInvalid(
                "nothing was published, the tables break the data contract: " + "; ".join(map(str, problems))
            )
        before = publication.current(out)
        if max_drop is not None and before is not None:
            from pipeline.changes import shrunk

            if lost := shrunk(before, stage, max_drop):
                what = "; ".join(lost[:10])
                raise GreffierError(
                    f"nothing was published, more than {max_drop:.0%} was lost: {what}; --accept publishes it all the same"
                )
        named = sum(c.n_mentions > 0 for c in shared.countries)
        described = manifest(planned, ordered, config, build, labels, named, written)
        if planned.corrections.sha256:
            not_applied = len(planned.corrections.rejects) + (len(overlay.rejects) if overlay else 0)
            described["corrections"] = {
                "sha256": planned.corrections.sha256, "applied": overlay.applied if overlay else 0, "not_applied": not_applied,
            }  # fmt: skip
        write_json(stage / "dataset.json", described)
        write_json(stage / "datapackage.json", datapackage(written))
        version = publication.publish(out, stage)
    after_publication(interim)
    return _summary(described, all_rejects, out, version=version)


def build_key(planned: Plan, jobs: Sequence[Job], rejects: Sequence[Reject], config: Config) -> str:
    parts = [
        sorted(job.keys["write"] for job in jobs),
        [r.model_dump() for r in rejects],
        fingerprint("pipeline.parts"),
        config.model_dump(mode="json"),  # the manifest states it
        __version__,
        [planned.corrections.sha256, fingerprint("pipeline.corrections.overlay")] if planned.corrections.sha256 else [],
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]


def _summary(
    described: Mapping[str, Any],
    rejects: Sequence[Reject],
    base: Folder | None,
    version: str | None = None,
    unchanged: bool = False,
) -> Summary:
    rows = {name: int(table["rows"]) for name, table in described["tables"].items()}
    return Summary(
        documents=rows["documents"],
        labels=dict(described["labels"]),
        speakers=rows["speakers"],
        countries=int(described.get("countries_named", 0)),
        organisations=rows["organisations"],
        rows=rows,
        rejects=list(rejects),
        version=version or (base.name if base else None),
        unchanged=unchanged,
    )
