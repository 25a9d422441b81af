"""Runs the stages over many documents and publishes: all the reading, writing and process handling is here.

A document passes load -> segment -> ner -> classify; each result is stored under a key made of the source bytes, the stage's
code, lexicons and weights, the settings it reads and the model, so that only what changed is ever done again.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import signal
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import __version__, guard, language, publication, sources
from pipeline.artefacts import ArtefactStore
from pipeline.config import Config
from pipeline.corrections.lines import Corrections, read_corrections, rejection
from pipeline.errors import DatasetInvalid, GreffierError, StageMissing, Unreadable, UsageError
from pipeline.fingerprint import fingerprint
from pipeline.identifiers import doc_id
from pipeline.records import Entities, Facts, Labelled, Record, Reject, Segmented, Source

if TYPE_CHECKING:
    from pipeline.corrections.overlay import Overlay

STAGES = ("load", "segment", "ner", "classify")
MODULES = {
    "load": "pipeline.stages.load",
    "segment": "pipeline.stages.segment",
    "ner": "pipeline.stages.entities",
    "classify": "pipeline.stages.classify",
    "write": "pipeline.stages.publish",
}
RESULTS: dict[str, type[Record]] = {"load": Source, "segment": Segmented, "ner": Entities, "classify": Labelled}
_BYTES_FOR_ANOTHER_WORKER = 600_000  # below this, loading the model a second time costs more than it gains


@dataclass(frozen=True)
class Job:
    """One source file and the keys of its results."""

    path: str
    file: Path
    sha256: str
    n_bytes: int
    given: Facts
    keys: Mapping[str, str]


@dataclass(frozen=True)
class Plan:
    """What a run will read: jobs in path order, and what was turned away before decoding."""

    jobs: tuple[Job, ...]
    rejects: tuple[Reject, ...]
    model: str
    corrections: Corrections = field(default_factory=Corrections)


@dataclass
class Summary:
    """What a run did, for people and scripts. ``rejects`` in path order; ``published`` is False when nothing was switched."""

    documents: int = 0
    labels: dict[str, int] = field(default_factory=dict)
    speakers: int = 0
    countries: int = 0
    organisations: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    version: str | None = None
    unchanged: bool = False


Progress = Callable[[int, int, str], None]


def _silent(done: int, total: int, what: str) -> None:
    return None


# ------------------------------------------------------------------------------------------------------ planning
def plan(raw: Path, config: Config, corrections: Path | None = None) -> Plan:
    """Find and hash the sources under ``raw`` and work out the key of each of their results; read the folder ``corrections``.

    Raises ``UsageError`` when ``raw`` or ``corrections`` is no folder, ``ModelMissing`` when the spaCy model is not installed.
    """
    if not raw.is_dir():
        raise UsageError(f"the raw folder {raw} does not exist; give the folder of your reports with --raw")
    model = language.choose(config.model)
    found = sources.find_sources(raw, config.patterns)
    rejects = list(found.rejects)
    given: dict[str, Facts] = {}
    metadata = raw / sources.METADATA_FILE
    if metadata.is_file():
        try:
            given, more = sources.read_metadata(metadata.read_text(encoding="utf-8-sig"), list(found.files))
            rejects.extend(more)
        except (OSError, UnicodeDecodeError) as error:
            reason = f"cannot be read as UTF-8 text: {error}"
            rejects.append(sources.reject(sources.METADATA_FILE, "load", "metadata_invalid", reason))
    fetched: dict[str, sources.Fetched] = {}
    lock = raw / sources.LOCK_FILE
    if lock.is_file():
        try:
            fetched = sources.read_lock(lock.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            reason = f"cannot be read: {error}; restore it or run `greffier fetch` anew"
            rejects.append(sources.reject(sources.LOCK_FILE, "load", "metadata_invalid", reason))
    jobs: list[Job] = []
    first_with: dict[str, str] = {}
    for path, file in found.files.items():
        try:
            size = file.stat().st_size
            if size > config.max_bytes:
                reason = f"{size:,} bytes, more than max_bytes = {config.max_bytes:,}; split it or raise max_bytes"
                raise Unreadable("too_large", reason)
            with file.open("rb") as stream:
                sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        except Unreadable as error:
            rejects.append(sources.reject(path, "load", error.code, error.reason))
            continue
        except OSError as error:
            reason = f"cannot be read: {error.strerror or error}; check its permissions"
            rejects.append(sources.reject(path, "load", "unreadable", reason))
            continue
        if sha256 in first_with and size:
            reason = f"the same bytes as {first_with[sha256]}; remove one of the two"
            rejects.append(sources.reject(path, "load", "duplicate", reason))
            continue
        first_with[sha256] = path
        facts = given.get(path, Facts())
        if path in fetched:
            if fetched[path].sha256 == sha256:
                facts = fetched[path].complete(facts)
            else:  # its address and date would be claims about other bytes
                reason = f"{path} was edited since it was fetched: no address is given for it; fetch it again or use metadata.csv"
                rejects.append(sources.reject(f"{sources.LOCK_FILE}:{path}", "load", "metadata_unmatched", reason))
        jobs.append(Job(path, file, sha256, size, facts, _keys(path, sha256, facts, config, model)))
    corrected = read_corrections(corrections)
    rejects.extend(corrected.rejects)
    rejects.sort(key=lambda r: (r.path, r.code))
    return Plan(tuple(jobs), tuple(rejects), model, corrected)


def _keys(path: str, sha256: str, given: Facts, config: Config, model: str) -> dict[str, str]:
    reads: dict[str, list[Any]] = {
        "load": [path, sha256, given.model_dump(mode="json"), config.language, config.max_bytes],
        "segment": [],
        "ner": [model, language.version_of(model), fingerprint("pipeline.language")],
        "classify": [],
    }
    keys: dict[str, str] = {}
    before = ""
    for stage in STAGES:
        parts = [before, stage, fingerprint(MODULES[stage]), reads[stage]]
        before = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]
        keys[stage] = before
    return keys


# ------------------------------------------------------------------------------------------------------ one document
class Workbench:
    """What a process keeps between documents: the store and, once needed, the loaded models."""

    def __init__(self, interim: Path, config: Config, model: str) -> None:
        self.store = ArtefactStore(interim)
        self._config = config
        self._model = model
        self._recogniser: language.Recogniser | None = None

    def process(self, job: Job, stages: Sequence[str]) -> Reject | None:
        """Bring the stored results of ``job`` up to the last of ``stages``, which start where stored results end.

        Gives the reject when the document was turned away. Raises ``StageMissing`` when a stage before ``stages`` has no result.
        """
        last = stages[-1]
        if _finished(self.store, last, job):
            stored = self.store.get(last, job.keys[last], RESULTS[last])
            if stored is not None:
                return stored if isinstance(stored, Reject) else None
        done: dict[str, Any] = {}
        for stage in STAGES[: STAGES.index(last) + 1]:
            result: Record | None = self.store.get(stage, job.keys[stage], RESULTS[stage])
            if result is None:
                if stage not in stages:
                    raise StageMissing(
                        f"the results of `{stage}` are missing for {job.path}: run `greffier {stage}` first"
                    )
                result = self._compute(stage, job, done)
                transient = isinstance(result, Reject) and result.code in _TRANSIENT
                if not transient:
                    self.store.put(stage, job.keys[stage], result)
            if isinstance(result, Reject):
                if result.code not in _TRANSIENT:
                    self.store.put(last, job.keys[last], result)
                return result
            done[stage] = result
        return None

    def _compute(self, stage: str, job: Job, done: Mapping[str, Any]) -> Record:
        seconds = self._config.seconds_per_document * (1 + job.n_bytes / 1_000_000)
        if stage == "ner":
            self._model_loaded()  # before the clock starts
        try:
            with guard.time_limit(seconds):
                return self._stage(stage, job, done)
        except Unreadable as error:
            return sources.reject(job.path, stage, error.code, error.reason)
        except GreffierError:
            raise
        except guard.TooSlow:
            reason = f"it took more than {seconds:.0f} s; look for what is odd in it, or raise seconds_per_document"
            return sources.reject(job.path, stage, "timeout", reason)
        except (RecursionError, MemoryError) as error:
            reason = f"{type(error).__name__} while reading it; split it into smaller files"
            return sources.reject(job.path, stage, "too_complex", reason)
        except OSError as error:  # the machine's trouble, not the document's: it must not cost documents their place
            what = f"`{stage}` of {job.path} failed: {error.strerror or error}"
            raise GreffierError(f"{what}; free space or correct its permissions, then run again") from error
        except Exception as error:  # one document must not cost the others; the row says what to report
            reason = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}; please report this with the file"
            return sources.reject(job.path, stage, "internal_error", reason)

    def _stage(self, stage: str, job: Job, done: Mapping[str, Any]) -> Record:
        if stage == "load":
            from pipeline.stages.load import load

            try:
                with job.file.open("rb") as stream:
                    data = stream.read(self._config.max_bytes + 1)  # it may have grown since it was measured
            except OSError as error:
                reason = f"cannot be read: {error.strerror or error}; check it and run again"
                raise Unreadable("unreadable", reason) from error
            if hashlib.sha256(data).hexdigest() != job.sha256:
                raise Unreadable("changed", "it changed while it was being read; run again")
            return load(job.path, data, self._config, job.given)
        if stage == "segment":
            from pipeline.stages.segment import segment

            segmented = segment(done["load"])
            if not any(u.unit_type in {"sentence", "list_item", "question"} for u in segmented.units):
                raise Unreadable("no_sentence", "there is no sentence in it; check how it was extracted")
            return segmented
        if stage == "ner":
            from pipeline.stages.entities import extract

            return extract(done["load"], done["segment"], self._recognise(done["segment"]))
        from pipeline.stages.classify import classify

        return classify(done["segment"], done["ner"])

    def _model_loaded(self) -> language.Recogniser:
        if self._recogniser is None:
            self._recogniser = language.Recogniser(self._model)
        return self._recogniser

    def _recognise(self, segmented: Segmented) -> list[Any]:
        return list(self._model_loaded().spans([u.text for u in segmented.units], self._config.batch_size))


# Rejects that say nothing about the document itself: not stored, so that the next run tries again.
_TRANSIENT = {"changed", "unreadable", "internal_error", "timeout", "too_complex"}

_bench: Workbench | None = None


def _start_worker(interim: Path, config: Config, model: str) -> None:
    global _bench
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it, and ends its workers
    guard.end_with_parent()
    _bench = Workbench(interim, config, model)


def _work(job: Job, stages: Sequence[str]) -> Reject | None:
    assert _bench is not None
    return _bench.process(job, stages)


# ------------------------------------------------------------------------------------------------------ many documents
def run_stages(
    planned: Plan,
    stages: Sequence[str],
    interim: Path,
    config: Config,
    workers: int | None = None,
    progress: Progress = _silent,
) -> list[Reject]:
    """Bring every document's results up to the last of ``stages``; gives the rejects in path order."""
    store = ArtefactStore(interim)
    last = stages[-1]
    todo = [job for job in planned.jobs if not _finished(store, last, job)]
    if todo:
        store.tidy()
    n_workers = workers or _default_workers(todo)
    results: dict[str, Reject] = {}
    total = len(todo)
    if n_workers > 1 and total > 1:
        largest_first = sorted(todo, key=lambda job: (-job.n_bytes, job.path))
        start = partial(_pool, interim, config, planned.model)
        for n, (job, turned_away) in enumerate(_in_processes(largest_first, stages, n_workers, start), start=1):
            if turned_away is not None:
                results[job.path] = turned_away
            progress(n, total, job.path)
    else:
        bench = Workbench(interim, config, planned.model)
        for n, job in enumerate(todo, start=1):
            if (turned_away := bench.process(job, stages)) is not None:
                results[job.path] = turned_away
            progress(n, total, job.path)
    started = {job.path for job in todo}
    for turned_away in stored_rejects(planned, last, interim):
        if turned_away.path not in started:
            results[turned_away.path] = turned_away
    return [results[path] for path in sorted(results)]


def _pool(interim: Path, config: Config, model: str, n_workers: int) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(n_workers, context, initializer=_start_worker, initargs=(interim, config, model))


def _in_processes(
    jobs: Sequence[Job], stages: Sequence[str], n_workers: int, start: Callable[[int], ProcessPoolExecutor]
) -> Iterator[tuple[Job, Reject | None]]:
    """Work through ``jobs`` in ``n_workers`` processes, giving each job with its reject as it ends.

    When a process dies the pool is made anew and the jobs under way are tried again, one at a time, so that the next death has
    one culprit; a job under way at two deaths is turned away.
    """
    waiting = deque(jobs)
    suspects: deque[Job] = deque()
    deaths: Counter[str] = Counter()
    n_workers = min(n_workers, len(jobs))
    pool = start(n_workers)
    under_way: dict[Future[Reject | None], Job] = {}
    try:
        while waiting or suspects or under_way:
            if suspects and not under_way:
                job = suspects.popleft()
                under_way[pool.submit(_work, job, stages)] = job
            while waiting and not suspects and len(under_way) < n_workers:
                job = waiting.popleft()
                under_way[pool.submit(_work, job, stages)] = job
            finished, _ = wait(under_way, return_when=FIRST_COMPLETED)
            broken = False
            for future in finished:
                try:
                    turned_away = future.result()
                except BrokenProcessPool:
                    broken = True
                    continue
                yield under_way.pop(future), turned_away
            if broken:
                pool.shutdown(wait=False, cancel_futures=True)
                for job in under_way.values():
                    deaths[job.path] += 1
                    if deaths[job.path] < 2:
                        suspects.append(job)
                    else:
                        reason = "the process reading it died twice (out of memory?); split the file, or run on a larger machine"
                        yield job, sources.reject(job.path, stages[-1], "killed_worker", reason)
                under_way.clear()
                pool = start(n_workers)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _finished(store: ArtefactStore, stage: str, job: Job) -> bool:
    """Are all results up to ``stage`` there, or the reject that ended them?"""
    if not store.has(stage, job.keys[stage]):
        return False
    before = STAGES[: STAGES.index(stage)]
    return all(store.has(s, job.keys[s]) for s in before) or store.is_reject(stage, job.keys[stage])


def stored_rejects(planned: Plan, stage: str, interim: Path) -> list[Reject]:
    """The documents that were turned away at ``stage`` or before it, from the stored results."""
    store = ArtefactStore(interim)
    rejects = []
    for job in planned.jobs:
        if store.is_reject(stage, job.keys[stage]):
            stored = store.get(stage, job.keys[stage], RESULTS[stage])
            if isinstance(stored, Reject):
                rejects.append(stored)
    return rejects


def _default_workers(todo: Sequence[Job]) -> int:
    by_work = 1 + sum(job.n_bytes for job in todo) // _BYTES_FOR_ANOTHER_WORKER
    return max(1, min(os.cpu_count() or 1, by_work, len(todo)))


def correct(planned: Plan, rejects: Sequence[Reject], interim: Path) -> Overlay | None:
    """Lay the corrections over the stored results of their documents; ``rejects`` are the documents turned away.

    Gives None where there are no corrections. Raises ``StageMissing`` when a result is missing.
    """
    if not planned.corrections.by_document:
        return None
    from pipeline.corrections.overlay import Corrected, Overlay, apply

    turned_away = {r.path for r in rejects}
    jobs = {doc_id(job.path): job for job in planned.jobs if job.path not in turned_away}
    store = ArtefactStore(interim)
    results: dict[str, Corrected] = {}
    lost: list[Reject] = []
    for document, given in planned.corrections.by_document.items():
        job = jobs.get(document)
        if job is None:
            reason = f"no document {document} in this run; its file was renamed, removed or rejected"
            lost.extend(rejection(one.place, "correction_unmatched", reason) for one in given)
            continue
        stored = (_stored(store, stage, job, RESULTS[stage]) for stage in STAGES)
        results[job.path] = apply(given, *stored)
    refused = [r for result in results.values() for r in result.rejects]
    return Overlay(results, sum(r.applied for r in results.values()), (*lost, *refused))


def write_dataset(
    planned: Plan,
    rejects: Sequence[Reject],
    interim: Path,
    out: Path,
    config: Config,
    progress: Progress = _silent,
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
    build = _build_key(planned, jobs, all_rejects, config)
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
    out: Path,
    config: Config,
    build: str,
    progress: Progress,
    max_drop: float | None,
) -> Summary:
    from pipeline import tables
    from pipeline.countries import table as country_table
    from pipeline.stages.publish import EntityMerger, document_rows
    from pipeline.validate import check_dataset

    store = ArtefactStore(interim)
    results = overlay.results if overlay else {}
    with publication.exclusive(out), publication.staging(out) as stage:
        merger = EntityMerger(country_table())
        order: dict[str, Job] = {}
        for job in jobs:
            corrected = results.get(job.path)
            entities = corrected.entities if corrected else _stored(store, "ner", job, Entities)
            merger.add(entities)
            order[entities.doc_id] = job
        shared = merger.finish()
        writers = {
            t.name: tables.TableWriter(t, stage / f"{t.name}.parquet")
            for t in tables.TABLES
            if t.name != "texts" or config.include_text
        }
        labels: Counter[str] = Counter()
        for n, document in enumerate(sorted(order), start=1):
            job = order[document]
            corrected = results.get(job.path)
            rows = document_rows(
                _stored(store, "load", job, Source),
                _stored(store, "segment", job, Segmented),
                corrected.entities if corrected else _stored(store, "ner", job, Entities),
                corrected.labelled if corrected else _stored(store, "classify", job, Labelled),
                shared,
                config.include_text,
            )
            labels.update(getattr(row, "label") for row in rows["sentences"])  # noqa: B009
            for name, of_table in rows.items():
                if name in writers:
                    writers[name].add(of_table)
            progress(n, len(order), job.path)
        writers["organisations"].add(shared.organisations)
        writers["countries"].add(shared.countries)
        writers["rejects"].add(all_rejects)
        for writer in writers.values():
            writer.close()
        problems = list(_first(check_dataset(stage, manifest=False), 5))
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
        described = _manifest(planned, [order[d] for d in sorted(order)], config, build, labels, named, stage, writers)
        if planned.corrections.sha256:
            not_applied = len(planned.corrections.rejects) + (len(overlay.rejects) if overlay else 0)
            described["corrections"] = {
                "sha256": planned.corrections.sha256, "applied": overlay.applied if overlay else 0, "not_applied": not_applied,
            }  # fmt: skip
        _write_json(stage / "dataset.json", described)
        _write_json(stage / "datapackage.json", _datapackage(stage, writers))
        version = publication.publish(out, stage)
    return _summary(described, all_rejects, out, version=version)


def _first(items: Iterable[Any], n: int) -> Iterable[Any]:
    for i, item in enumerate(items):
        if i >= n:
            return
        yield item


def _stored(store: ArtefactStore, stage: str, job: Job, record: type[Any]) -> Any:
    result = store.get(stage, job.keys[stage], record)
    if result is None or isinstance(result, Reject):
        raise StageMissing(f"the results of `{stage}` are missing for {job.path}: run `greffier {stage}` first")
    return result


def _build_key(planned: Plan, jobs: Sequence[Job], rejects: Sequence[Reject], config: Config) -> str:
    parts = [
        sorted(job.keys["classify"] for job in jobs),
        [r.model_dump() for r in rejects],
        fingerprint(MODULES["write"]),
        fingerprint("pipeline.tables"),
        config.model_dump(mode="json"),  # the manifest states it
        __version__,
        [planned.corrections.sha256, fingerprint("pipeline.corrections.overlay")] if planned.corrections.sha256 else [],
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]


# ------------------------------------------------------------------------------------------------------ status
@dataclass
class Status:
    """What a run would do: paths that are new, changed or removed since the publication in force, and why others are stale."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    stale: dict[str, str] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    published: bool = False
    up_to_date: bool = False


def status(planned: Plan, interim: Path, out: Path, config: Config) -> Status:
    """Compare sources, code, lexicons, model and settings with the dataset in force, loading no model."""
    described = publication.manifest(out)
    rejects = stored_rejects(planned, STAGES[-1], interim)
    answer = Status(rejects=[*planned.rejects, *rejects])
    if described is None or publication.current(out) is None:
        answer.new = [job.path for job in planned.jobs]
        return answer
    answer.published = True
    turned_away = {r.path for r in rejects}
    known = {s["path"]: s["sha256"] for s in described["sources"]}
    reasons = _stale_stages(planned, described, config)
    store = ArtefactStore(interim)
    for job in planned.jobs:
        if job.path in turned_away:
            continue
        if job.path not in known:
            answer.new.append(job.path)
        elif known[job.path] != job.sha256:
            answer.changed.append(job.path)
        elif reasons:
            answer.stale[job.path] = "; ".join(reasons)
        elif not store.has(STAGES[-1], job.keys[STAGES[-1]]):
            answer.stale[job.path] = "its stored results are missing or its metadata changed"
    here = {job.path for job in planned.jobs} - turned_away
    answer.removed = sorted(known.keys() - here)
    jobs = [job for job in planned.jobs if job.path not in turned_away]
    all_rejects = sorted(answer.rejects, key=lambda r: (r.path, r.stage, r.code))
    answer.up_to_date = described.get("build") == _build_key(planned, jobs, all_rejects, config)
    return answer


def _stale_stages(planned: Plan, described: Mapping[str, Any], config: Config) -> list[str]:
    reasons = []
    for name, module in MODULES.items():
        was = described["stages"].get(name, {})
        parts = [part for part, value in fingerprint(module).items() if was.get(part) != value]
        if parts:
            reasons.append(f"{name}: {', '.join(parts)} changed")
    model = {"name": planned.model, "version": language.version_of(planned.model)}
    if described["model"] != model:
        reasons.append(f"model: {described['model']['name']} -> {model['name']}")
    now = config.model_dump(mode="json")
    if described.get("corrections", {}).get("sha256", "") != planned.corrections.sha256:
        reasons.append("corrections changed")
    reasons += [f"setting {key} changed" for key, value in now.items() if described["configuration"].get(key) != value]
    return reasons


# ------------------------------------------------------------------------------------------------------ descriptions
def _manifest(
    planned: Plan,
    jobs: Sequence[Job],
    config: Config,
    build: str,
    labels: Mapping[str, int],
    countries_named: int,
    stage: Path,
    writers: Mapping[str, Any],
) -> dict[str, Any]:
    """``dataset.json``: nothing in it depends on clock, host, folder or worker count."""
    from importlib import import_module

    from pipeline import tables

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
        "tables": {
            name: {"rows": writer.n_rows, "sha256": tables.file_checksum(stage / f"{name}.parquet")}
            for name, writer in sorted(writers.items())
        },
        "notes": [] if config.include_text else ["texts is left out (include_text: false); sentences.text remains"],
        "build": build,
    }


def _datapackage(stage: Path, writers: Mapping[str, Any]) -> dict[str, Any]:
    """A Frictionless Data Package description of the tables."""
    from pipeline import tables

    resources = []
    for table in tables.TABLES:
        if table.name not in writers:
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
                "path": f"{table.name}.parquet",
                "format": "parquet",
                "mediatype": "application/vnd.apache.parquet",
                "bytes": (stage / f"{table.name}.parquet").stat().st_size,
                "hash": f"sha256:{tables.file_checksum(stage / f'{table.name}.parquet')}",
                "schema": {
                    "fields": fields,
                    "primaryKey": [table.key],
                    "foreignKeys": [
                        {
                            "fields": [c],
                            "reference": {"resource": "" if t == table.name else t, "fields": [tables.BY_NAME[t].key]},
                        }
                        for c, t in scalar
                        if t in writers
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


def _write_json(path: Path, data: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _summary(
    described: Mapping[str, Any],
    rejects: Sequence[Reject],
    base: Path | None,
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
