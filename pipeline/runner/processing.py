"""Brings the stored results of documents up to a stage, in this process or in several."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from pipeline import guard, language, sources
from pipeline.artefacts import TABLES, ArtefactStore
from pipeline.config import Config
from pipeline.errors import GreffierError, StageMissing, Unreadable
from pipeline.records import Record, Reject, Segmented
from pipeline.runner import preloaded
from pipeline.runner.housekeeping import keep
from pipeline.runner.planning import RESULTS, STAGES, Job, Plan

_BYTES_FOR_ANOTHER_WORKER = 200_000  # below this, a process of its own costs more than it gains
_AHEAD = 2  # documents given out for each worker: one at work, one waiting

T = TypeVar("T")

Progress = Callable[[int, int, str], None]
Elsewhere = Callable[[Sequence[Job], Sequence[str]], Iterator[tuple[Job, Reject | None]]]


def silent(done: int, total: int, what: str) -> None:
    return None


class Workbench:
    """What a process keeps between documents: the store and, once needed, the loaded models."""

    def __init__(
        self, interim: Path, config: Config, model: str, recogniser: language.Recogniser | None = None
    ) -> None:
        self.store = ArtefactStore(interim)
        self._config = config
        self._model = model
        self._recogniser = recogniser

    def process(self, job: Job, stages: Sequence[str]) -> Reject | None:
        """Bring the stored results of ``job`` up to the last of ``stages``, which start where stored results end.

        Gives the reject when the document was turned away. Raises ``StageMissing`` when a stage before ``stages`` has no result.
        """
        last = stages[-1]
        if finished(self.store, stages, job):
            if not self.store.is_reject(last, job.keys[last]):
                return None
            stored = self.store.get(last, job.keys[last], RESULTS[last])
            if isinstance(stored, Reject):
                return stored
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
        return self._tabulate(job, done) if tuple(stages) == STAGES else None

    def _tabulate(self, job: Job, done: Mapping[str, Any]) -> Reject | None:
        """Store the document's rows, which need nothing of other documents: this is work for every process."""
        from pipeline.runner.tabulation import tabulate

        outcome = self._limited("write", job, lambda: tabulate(self.store, job, done))
        return outcome if isinstance(outcome, Reject) else None

    def _compute(self, stage: str, job: Job, done: Mapping[str, Any]) -> Record:
        if stage == "ner":
            self._model_loaded()  # before the clock starts
        return self._limited(stage, job, lambda: self._stage(stage, job, done))

    def _limited(self, stage: str, job: Job, work: Callable[[], T]) -> T | Reject:
        """What ``work`` gives, or the reject of the document that it broke on or took too long over."""
        seconds = self._config.seconds_per_document * (1 + job.n_bytes / 1_000_000)
        try:
            with guard.time_limit(seconds):
                return work()
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

    def load_model(self) -> None:
        """Load the model now rather than with the first document."""
        self._model_loaded()

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
    _bench = Workbench(interim, config, model, preloaded.recogniser(model))


def _work(job: Job, stages: Sequence[str]) -> Reject | None:
    assert _bench is not None
    return _bench.process(job, stages)


def run_stages(
    planned: Plan,
    stages: Sequence[str],
    interim: Path,
    config: Config,
    workers: int | None = None,
    progress: Progress = silent,
    elsewhere: Elsewhere | None = None,
) -> list[Reject]:
    """Bring every document's results up to the last of ``stages``; gives the rejects in path order.

    ``elsewhere`` does the work instead of this machine's processes: it gives each job with its reject, its results stored.
    """
    store = ArtefactStore(interim)
    last = stages[-1]
    todo = []
    now = time.time()
    for job in planned.jobs:
        if finished(store, stages, job):
            keep(store, job, now)
        else:
            todo.append(job)
    if todo:
        store.tidy()
    n_workers = workers or _default_workers(todo)
    results: dict[str, Reject] = {}
    total = len(todo)
    if elsewhere is not None or (n_workers > 1 and total > 1):
        largest_first = sorted(todo, key=lambda job: (-job.n_bytes, job.path))
        if elsewhere is not None:
            outcomes = elsewhere(largest_first, stages)
        else:
            start = partial(_pool, interim, config, planned.model)
            outcomes = _in_processes(largest_first, stages, n_workers, start)
        for n, (job, turned_away) in enumerate(outcomes, start=1):
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
    context = preloaded.start(model)
    # While it loads, which takes one core some seconds, what publishing needs is imported here.
    import pipeline.countries
    import pipeline.stages.publish
    import pipeline.validate  # noqa: F401

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
            elif not suspects:
                while waiting and len(under_way) < _AHEAD * n_workers:
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


def finished(store: ArtefactStore, stages: Sequence[str], job: Job) -> bool:
    """Is everything up to the last of ``stages`` there (for all stages: the document's rows), or the reject that ended it?"""
    if tuple(stages) == STAGES:
        return store.has(TABLES, job.keys["write"]) or store.is_reject(STAGES[-1], job.keys[STAGES[-1]])
    last = stages[-1]
    if not store.has(last, job.keys[last]):
        return False
    before = STAGES[: STAGES.index(last)]
    return all(store.has(s, job.keys[s]) for s in before) or store.is_reject(last, job.keys[last])


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
    return max(1, min(_cores(), by_work, len(todo)))


def _cores() -> int:
    """Those this process may use, which in a container can be fewer than there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
