"""Each document's rows, made once from the results of its stages and stored: publishing puts them together, no more.

Those of some dozens of documents are also stored together: a publication in which few documents are new reads a file a handful
rather than one a document, and does not take apart and join again what it joined before.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from zlib import crc32

from pipeline.artefacts import TABLES, ArtefactStore
from pipeline.corrections.lines import Given
from pipeline.errors import StageMissing
from pipeline.records import Record, Reject
from pipeline.runner.housekeeping import renew
from pipeline.runner.planning import RESULTS, STAGES, Job
from pipeline.stages import publish
from pipeline.stages.publish import Contribution, contribution

_DOCUMENTS, _BYTES = 64, 400_000  # of a handful: documents on average, bytes of sources at most
_WORTH_KEEPING = 16  # documents: fewer, so also long ones, are as soon read one by one, and need not lie there twice


class Contributions(Record):
    """What the documents of a handful add, one by one."""

    each: tuple[Contribution, ...]


def handfuls(jobs: Iterable[Job], most: int) -> Iterator[tuple[Job, ...]]:
    """``jobs`` in the order given, some at a time; no handful reaches over a multiple of ``most`` documents.

    Names decide where a handful ends, so that a document more or less changes its own handful and no other.
    """
    some: list[Job] = []
    size = 0
    for n, job in enumerate(jobs, start=1):
        some.append(job)
        size += job.n_bytes
        named_last = crc32(job.path.encode()) % _DOCUMENTS == 0
        if named_last or len(some) == 4 * _DOCUMENTS or size >= _BYTES or n % most == 0:
            yield tuple(some)
            some, size = [], 0
    if some:
        yield tuple(some)


class Rows:
    """The stored rows of documents, a handful at a time; ``corrected``: the keys of corrected rows by path.

    Raises ``StageMissing`` when a result is missing that rows would be made from.
    """

    def __init__(self, store: ArtefactStore, corrected: Mapping[str, str]) -> None:
        self._store, self._corrected = store, corrected
        self._now = time.time()

    def contributions(self, handful: Sequence[Job]) -> Sequence[Contribution]:
        """What each document adds to the tables that documents share."""
        if len(handful) < _WORTH_KEEPING:
            return [self._of(job)[0] for job in handful]
        key = self._key(handful)
        if (found := self._store.rows(key, Contributions)) is not None:
            renew([self._store.path(TABLES, key)], self._now)
            return found[0].each
        from pipeline.columns import pack_together

        adds, packed = zip(*map(self._of, handful), strict=True)
        self._store.put_rows(key, Contributions(each=adds), pack_together(packed))
        return adds

    def columns(self, handful: Sequence[Job]) -> dict[str, Any]:
        """The documents' rows in every table of theirs, as Arrow columns."""
        from pipeline.columns import unpack

        if len(handful) >= _WORTH_KEEPING and (together := self._store.packed(self._key(handful))) is not None:
            return unpack([together])
        return unpack([self._of(job)[1] for job in handful])

    def _of(self, job: Job) -> tuple[Contribution, bytes]:
        return rows_of(self._store, job, self._corrected.get(job.path))

    def _key(self, handful: Sequence[Job]) -> str:
        keys = [self._corrected.get(job.path) or job.keys["write"] for job in handful]
        return hashlib.sha256("\n".join(keys).encode()).hexdigest()[:32]


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
