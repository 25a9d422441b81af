#!/usr/bin/env python3
"""What a very large library would cost, from figures measured here: processor time and bytes for each step of a document's way.

usage: python tests/bench/library.py [--raw DIR] [--generated N] [--documents 300000] [--words 6000]
Prints a table of measured rates, then the cost of --documents documents of --words words; JSON with --json. Processor seconds, not
time on the clock: the machine may be busy.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
import tracemalloc
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from pipeline.artefacts import TABLES, ArtefactStore, MemoryStore
from pipeline.config import read_config
from pipeline.countries import table as country_table
from pipeline.records import Organisation
from pipeline.runner import assembly, cluster, planning, processing
from pipeline.runner.tabulation import rows_of
from pipeline.stages.publish import Contribution, EntityMerger, Person, link_persons
from tests.bench.reports import write_reports


class Clock:
    """Processor seconds of this process since the last reading."""

    def __init__(self) -> None:
        self._at = time.process_time()

    def read(self) -> float:
        before, self._at = self._at, time.process_time()
        return self._at - before


def documents(raw: Path, home: Path) -> dict[str, Any]:
    """Every step of the documents in ``raw``, by one process."""
    config = read_config()
    clock = Clock()
    planned = planning.plan(raw, config)
    answer: dict[str, Any] = {"documents": len(planned.jobs), "plan_s": clock.read()}
    answer["words"] = sum(len(Path(str(job.file)).read_text("utf-8", "replace").split()) for job in planned.jobs)
    answer["raw_bytes"] = sum(job.n_bytes for job in planned.jobs)
    bench = processing.Workbench(home, config, planned.model)
    bench.load_model()
    answer["model_s"] = clock.read()
    bench.store = MemoryStore({})
    bench.process(planned.jobs[0], planning.STAGES)  # lexicons and patterns are read once
    clock.read()
    stored: dict[str, int] = {}
    store = ArtefactStore(home / "interim")
    answer["worker_s"] = answer["store_s"] = 0.0
    for job in planned.jobs:
        memory = bench.store = MemoryStore({})
        bench.process(job, planning.STAGES)
        answer["worker_s"] += clock.read()
        for (stage, key), data in memory.written.items():
            stored[stage] = stored.get(stage, 0) + len(data)
            store.take(stage, key, data)
        answer["store_s"] += clock.read()
    answer["stored_bytes"] = stored
    rejects = processing.stored_rejects(planned, planning.STAGES[-1], home / "interim")
    clock.read()
    assembly.write_dataset(planned, rejects, home / "interim", home / "out", config)
    answer["publish_s"] = clock.read()
    version = home / "out" / "current"
    answer["dataset_bytes"] = sum(file.stat().st_size for file in version.resolve().iterdir())
    answer["manifest_bytes"] = (version / "dataset.json").stat().st_size
    merger = EntityMerger(country_table())
    for job in planned.jobs:
        if not store.is_reject("classify", job.keys["classify"]):
            merger.add(rows_of(store, job, None)[0])
    shared = merger.finish()
    answer["organisations"], answer["persons"] = len(shared.organisations), len(shared.persons)
    return answer


def in_memory(raw: Path) -> dict[str, float]:
    """What stays in memory of a document, a body and a person, and what it takes to tell 1,000 namesakes apart."""
    config = read_config()
    planning.plan(raw, config)  # what is read once
    tracemalloc.start()
    planned = planning.plan(raw, config)
    answer = {"bytes_per_document": tracemalloc.get_traced_memory()[0] / len(planned.jobs)}
    n = 5_000
    for what in ("body", "person"):
        merger = EntityMerger(country_table())
        before = tracemalloc.get_traced_memory()[0]
        for i in range(n):
            name = f"association des irrigants du canton numéro {i}"
            body = Organisation(
                organisation_id=f"org-{i}", name=name, acronym=f"AI{i}", kind="ngo", country="SEN", n_mentions=1
            )
            person = Person(
                name=f"awa diop {i}", country="SEN", organisation_id=f"org-{i}", role="présidente", first=f"d-{i}"
            )
            some = ((body,), ()) if what == "body" else ((), (person,))
            merger.add(
                Contribution(
                    doc_id=str(i),
                    labels={},
                    countries={},
                    organisation_mentions={},
                    organisations=some[0],
                    people=some[1],
                )
            )
        shared = merger.finish()
        answer[f"bytes_per_{what}"] = (tracemalloc.get_traced_memory()[0] - before) / n
        del shared, merger
    tracemalloc.stop()
    clock = Clock()
    link_persons({("mamadou diallo", None, f"org-{i}", f"role {i}"): f"d-{i}" for i in range(1_000)})
    answer["thousand_namesakes_s"] = clock.read()
    return answer


def on_a_cluster(raw: Path, home: Path, n_workers: int = 2) -> dict[str, float]:
    """What this machine, scheduler included, spends on a document that workers read."""
    config = read_config()
    planned = planning.plan(raw, config)
    with cluster.cluster("local", n_workers) as client:
        here = cluster.Cluster(client, home / "interim", config, planned.model)
        outcomes = here.process(planned.jobs, planning.STAGES)
        warm = len(list(islice(outcomes, 10)))  # workers have loaded what they need
        clock, began = Clock(), time.perf_counter()
        n = sum(1 for _ in outcomes)
        spent, took = clock.read(), time.perf_counter() - began
        time.sleep(10)
        idle = clock.read() / 10  # heartbeats and the like, which no document causes
    sent = sum(f.stat().st_size for f in (home / "interim").rglob("*") if f.is_file()) + sum(
        j.n_bytes for j in planned.jobs
    )
    return {
        "documents": n,
        "client_s": spent - idle * took,
        "idle_s_per_s": idle,
        "clock_s": took,
        "bytes_per_document": sent / (n + warm),
    }


def projected(read: dict[str, Any], sent: dict[str, float], n: int, words: int) -> dict[str, float]:
    """The cost of ``n`` documents of ``words`` words."""
    total = n * words
    per_word = total / read["words"]
    return {
        "words": total,
        "worker_core_hours": read["worker_s"] * per_word / 3600,
        "client_core_hours": (sent["client_s"] / sent["documents"]) * n / 3600,
        "publish_core_hours": read["publish_s"] * per_word / 3600,
        "raw_gb": read["raw_bytes"] * per_word / 1e9,
        "stored_gb": sum(read["stored_bytes"].values()) * per_word / 1e9,
        "stored_tables_gb": read["stored_bytes"].get(TABLES, 0) * per_word / 1e9,
        "dataset_gb": read["dataset_bytes"] * per_word / 1e9,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raw", type=Path, default=Path(__file__).resolve().parents[2] / "data" / "raw")
    parser.add_argument("--generated", type=int, default=100, help="reports for the figures of the cluster")
    parser.add_argument("--documents", type=int, default=300_000)
    parser.add_argument("--words", type=int, default=6_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="greffier-scale-"))
    try:
        read = documents(options.raw, home / "read")
        write_reports(home / "raw", options.generated, 2_000)
        sent = on_a_cluster(home / "raw", home / "sent")
        held = in_memory(home / "raw")
    finally:
        shutil.rmtree(home, ignore_errors=True)
    cost = projected(read, sent, options.documents, options.words)
    if options.json:
        print(json.dumps({"read": read, "sent": sent, "held": held, "projected": cost}, indent=1))
        return
    for title, figures in (("measured", read), ("through a cluster", sent), ("in memory", held), ("projected", cost)):
        print(title)
        for name, value in figures.items():
            print(f"  {name:<24} {value:,.2f}" if isinstance(value, float) else f"  {name:<24} {value}")


if __name__ == "__main__":
    main()
