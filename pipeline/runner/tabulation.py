"""Each document's rows, made once from the results of its stages and stored: publishing puts them together, no more."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.artefacts import ArtefactStore
from pipeline.corrections.lines import Given
from pipeline.errors import StageMissing
from pipeline.records import Record, Reject
from pipeline.runner.planning import RESULTS, STAGES, Job
from pipeline.stages import publish
from pipeline.stages.publish import Contribution, contribution


def rows_of(store: ArtefactStore, job: Job, key: str | None = None) -> tuple[Contribution, bytes]:
    """What the document adds to the shared tables, and its packed rows; made anew from the stages' results where missing.

    ``key`` is that of its corrected rows, where there are corrections. Raises ``StageMissing`` when a result is missing too.
    """
    if (found := store.rows(key or job.keys["write"], Contribution)) is not None:
        return found
    if key is not None:
        raise StageMissing(f"the corrected rows of {job.path} are missing: run `greffier run` again")
    tabulate(store, job, {stage: stored(store, stage, job) for stage in STAGES})
    found = store.rows(job.keys["write"], Contribution)
    assert found is not None
    return found


def tabulate(store: ArtefactStore, job: Job, results: Mapping[str, Any]) -> None:
    """Store the rows of a document whose stages gave ``results``."""
    from pipeline.columns import pack

    rows = publish.document_rows(*(results[stage] for stage in STAGES))
    store.put_rows(job.keys["write"], contribution(results["ner"], results["classify"]), pack(rows))


def corrected(store: ArtefactStore, job: Job, given: Sequence[Given]) -> tuple[str, Contribution]:
    """The key of the document's rows with the corrections ``given`` laid over them, and what it then adds."""
    from pipeline.columns import pack
    from pipeline.corrections.overlay import apply
    from pipeline.fingerprint import fingerprint

    lines = "\n".join(f"{one.place} {one.correction.model_dump_json()}" for one in given)
    covers = f"{job.keys['write']}\n{fingerprint('pipeline.corrections.overlay')}\n{lines}"
    key = hashlib.sha256(covers.encode()).hexdigest()[:32]
    if (found := store.rows(key, Contribution)) is not None:
        return key, found[0]
    source, segmented, entities, labelled = (stored(store, stage, job) for stage in STAGES)
    result = apply(given, source, segmented, entities, labelled)
    adds = contribution(result.entities, result.labelled).model_copy(
        update={"corrections_applied": result.applied, "corrections_refused": result.rejects}
    )
    store.put_rows(key, adds, pack(publish.document_rows(source, segmented, result.entities, result.labelled)))
    return key, adds


def stored(store: ArtefactStore, stage: str, job: Job) -> Any:
    """The stored result of a stage. Raises ``StageMissing`` when there is none."""
    result: Record | None = store.get(stage, job.keys[stage], RESULTS[stage])
    if result is None or isinstance(result, Reject):
        raise StageMissing(f"the results of `{stage}` are missing for {job.path}: run `greffier {stage}` first")
    return result
