"""Documents on a Dask cluster: the work a local process does, one document a task, its results sent back to this machine's store.

A worker needs the same greffier and the same model installed, nothing else: no folder is shared. What it was sent and what it
computes stay in its memory. Imported only where a cluster is asked for, since dask is an extra.
"""

from __future__ import annotations

import io
import logging
import os
import queue
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import dask
import distributed

from pipeline import language, sources
from pipeline.artefacts import ArtefactStore, Key, MemoryStore
from pipeline.config import Config
from pipeline.errors import GreffierError, UsageError
from pipeline.fingerprint import fingerprint
from pipeline.records import Reject
from pipeline.runner.planning import MODULES, STAGES, Job
from pipeline.runner.processing import Elsewhere, Workbench

LOCAL = "local"
_NAME = "greffier"
_AHEAD = 2  # documents given out for each thread of the cluster: one at work, one waiting
_SECONDS_TO_ANSWER = 15
_SECONDS_WITHOUT_WORKERS = 60.0
_SECONDS_BETWEEN_QUESTIONS = 2.0


@contextmanager
def cluster(address: str, n_workers: int) -> Iterator[distributed.Client]:
    """A client of the scheduler at ``address``; ``local`` starts one here with ``n_workers`` processes, ended with the block.

    Raises ``UsageError`` for an address that is none, ``GreffierError`` when nobody answers there.
    """
    if address != LOCAL:
        try:
            client = distributed.Client(address, timeout=_SECONDS_TO_ANSWER, set_as_default=False)
        except ValueError as error:
            raise UsageError(f"--cluster {address}: {error}; write local, or tcp://host:8786") from error
        except OSError as error:
            raise GreffierError(f"no scheduler answers at {address}; start it, or correct --cluster") from error
        with client:
            yield client
        return
    settings = {
        "distributed.scheduler.allowed-failures": 0,  # each death is told at once: we count them ourselves
        "distributed.comm.timeouts.connect": "60s",  # workers start together, on a machine that may be busy
    }
    with (
        dask.config.set(settings),
        _quiet(),
        distributed.LocalCluster(
            n_workers=n_workers,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            silence_logs=logging.CRITICAL,
        ) as started,
        distributed.Client(started, set_as_default=False) as client,
    ):
        yield client


@contextmanager
def _quiet() -> Iterator[None]:
    """What happens to workers is told in rejects, not in the log of the library."""
    logger = logging.getLogger("distributed")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


# ------------------------------------------------------------------------------------------------ on a worker
@dataclass(frozen=True)
class Sent:
    """A source whose bytes travel with the task. Reads like a file."""

    data: bytes

    def open(self, mode: str = "rb") -> io.BytesIO:
        return io.BytesIO(self.data)


def knowledge(model: str) -> dict[str, Any]:
    """What results depend on besides the document; it must be the same on all machines."""
    stages = {f"{stage} {part}": of for stage, module in MODULES.items() for part, of in fingerprint(module).items()}
    return {**stages, "model": f"{model} {language.version_of(model)}"}


class Models(distributed.WorkerPlugin):  # type: ignore[misc]
    """Loads the model once into each worker, also into those that join or are started anew later."""

    name = _NAME

    def __init__(self, config: Config, model: str, expected: Mapping[str, Any]) -> None:
        self._config, self._model, self._expected = config, model, dict(expected)
        self.bench: Workbench | None = None
        self.trouble = ""

    def setup(self, worker: Any) -> None:
        # Nothing is raised here: the worker would go down without saying why. The first task does.
        self.one_at_a_time = threading.Lock()
        try:
            here = knowledge(self._model)
            if unlike := sorted(k for k, v in self._expected.items() if here.get(k) != v):
                raise GreffierError(f"it has another {unlike[0]} than this machine: install the same greffier on both")
            bench = Workbench(Path(), self._config, self._model)
            bench.load_model()
            self.bench = bench
        except Exception as error:
            self.trouble = f"the worker {worker.address} cannot take part: {error}"

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "bench": None, "one_at_a_time": None}


def work(job: Job, stored: Mapping[Key, bytes], stages: Sequence[str]) -> tuple[Reject | None, dict[Key, bytes]]:
    """Process one document on a worker; gives its reject, if it has one, and the results to be stored."""
    models = distributed.get_worker().plugins[_NAME]
    if models.bench is None:
        raise GreffierError(models.trouble)
    with models.one_at_a_time:
        store = MemoryStore(stored)
        models.bench.store = store
        turned_away = models.bench.process(job, stages)
    return turned_away, store.written


# ------------------------------------------------------------------------------------------------ on this machine
class Cluster:
    """A cluster at work on documents whose results go to the store in ``interim``."""

    def __init__(self, client: distributed.Client, interim: Path, config: Config, model: str) -> None:
        self.client = client
        self.store = ArtefactStore(interim)
        self._done: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._threads, self._asked = 1, -_SECONDS_BETWEEN_QUESTIONS
        client.register_plugin(Models(config, model, knowledge(model)))

    def process(self, jobs: Sequence[Job], stages: Sequence[str]) -> Iterator[tuple[Job, Reject | None]]:
        """Give each job with its reject as it ends, its results stored.

        Dask starts dead workers anew and, as far as the scheduler's ``allowed-failures`` goes, gives their tasks to others.
        Documents of which it then says that they killed their worker are tried again one at a time, so that the next death has
        one culprit; a document under way at two deaths is turned away.
        """
        waiting, suspects = deque(jobs), deque[Job]()
        deaths: Counter[str] = Counter()
        under_way: dict[Any, Job] = {}
        try:
            while waiting or suspects or under_way:
                if suspects and not under_way:
                    self._submit(suspects.popleft(), stages, under_way)
                while waiting and not suspects and len(under_way) < self._room():
                    self._submit(waiting.popleft(), stages, under_way)
                future = self._next(under_way)
                job = under_way.pop(future)
                try:
                    turned_away, written = future.result()
                except distributed.KilledWorker:
                    deaths[job.path] += 1
                    if deaths[job.path] < 2:
                        suspects.append(job)
                    else:
                        yield job, _killed(job, stages)
                    continue
                for (stage, key), data in written.items():
                    self.store.take(stage, key, data)
                yield job, turned_away
        except (distributed.CancelledError, distributed.comm.CommClosedError) as error:
            raise GreffierError("the scheduler was lost; what was finished is stored, run again to go on") from error
        finally:
            with suppress(Exception):
                self.client.cancel(list(under_way), force=True)

    def _room(self) -> int:
        """How many documents to give out. Workers come and go: the scheduler is asked anew, but not for every document."""
        if time.monotonic() > self._asked + _SECONDS_BETWEEN_QUESTIONS:
            workers = self.client.scheduler_info(n_workers=-1)["workers"].values()
            self._threads = max(1, sum(int(worker["nthreads"]) for worker in workers))
            self._asked = time.monotonic()
        return _AHEAD * self._threads

    def _submit(self, job: Job, stages: Sequence[str], under_way: dict[Any, Job]) -> None:
        stored = {
            (stage, job.keys[stage]): data
            for stage in STAGES
            if (data := self.store.give(stage, job.keys[stage])) is not None
        }
        if isinstance(job.file, Path) and (STAGES[0], job.keys[STAGES[0]]) not in stored:
            with suppress(OSError):  # a file that vanished: the worker says so
                job = replace(job, file=Sent(job.file.read_bytes()))
        future = self.client.submit(work, job, stored, tuple(stages), pure=False)
        under_way[future] = job
        future.add_done_callback(self._done.put)

    def _next(self, under_way: Mapping[Any, Job]) -> Any:
        """The next future that is done."""
        alone = 0.0
        while True:
            with suppress(queue.Empty):
                future = self._done.get(timeout=5)
                if future in under_way:
                    return future
                continue
            alone = 0.0 if self.client.scheduler_info()["workers"] else alone + 5
            if alone >= _SECONDS_WITHOUT_WORKERS:
                raise GreffierError("the cluster has had no worker for a minute; start some, then run again")


def documents_on(address: str, n_workers: int | None, interim: Path, config: Config, model: str) -> Elsewhere:
    """For ``run_stages``: the documents on the cluster at ``address``, which is called on only when there are any."""
    if address != LOCAL and n_workers is not None:
        raise UsageError("--workers says how many processes --cluster local starts; another cluster has its own")

    def process(jobs: Sequence[Job], stages: Sequence[str]) -> Iterator[tuple[Job, Reject | None]]:
        if jobs:
            with cluster(address, min(n_workers or os.cpu_count() or 1, len(jobs))) as client:
                yield from Cluster(client, interim, config, model).process(jobs, stages)

    return process


def _killed(job: Job, stages: Sequence[str]) -> Reject:
    reason = "the worker reading it died twice (out of memory?); split the file, or run on larger machines"
    return sources.reject(job.path, stages[-1], "killed_worker", reason)
