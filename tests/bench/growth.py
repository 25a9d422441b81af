"""What documents cost as they grow in number, on distinct reports of our own (`make bench-growth`).

For each size a `greffier run` from nothing, the same run again, one with a report changed; each a process of its own, measured
from outside: wall and CPU seconds, highest memory of the process and its children. What a report costs is measured inside, in
one process that has the model loaded and has read some reports: starting takes seconds, and would drown it. Then one worker
against two on the same reports. Prints a table, writes the figures as JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline import language
from pipeline.config import read_config
from pipeline.runner import assembly, planning
from pipeline.runner.processing import Workbench
from tests.bench.processes import Measured, greffier
from tests.bench.reports import write_reports

_WARM = 300  # reports read at least, in as many rounds, for the cost of one


def one_size(where: Path, n: int, words: int, workers: int, recogniser: language.Recogniser) -> dict[str, Any]:
    """The figures of ``n`` reports."""
    home = where / f"reports-{n}"
    n_words = write_reports(home / "raw", n, words)
    each = [seconds_each(home, recogniser) for _ in range(-(-_WARM // n))] if n > 1 else []
    runs = {"from nothing": run(home, workers), "unchanged": run(home, workers)}
    changed = sorted((home / "raw").rglob("*.txt"))[n // 2]
    with changed.open("a", encoding="utf-8") as stream:
        stream.write("\nLa séance a été levée à dix-huit heures.\n")
    runs["one changed"] = run(home, workers)
    held = {
        name: sum(p.stat().st_size for p in (home / name).rglob("*") if p.is_file() and not p.is_symlink())
        for name in ("raw", "interim", "out/current/")
    }
    shutil.rmtree(home)
    return {
        "reports": n,
        "words": n_words,
        "bytes": held,
        "each": {"min": min(each), "median": statistics.median(each), "max": max(each)} if each else None,
        **{name: {"wall": m.wall, "cpu": m.cpu, "memory": m.memory} for name, m in runs.items()},
    }


def seconds_each(home: Path, recogniser: language.Recogniser) -> float:
    """CPU seconds a report, from the files to the published dataset, in this process."""
    config = read_config()
    with tempfile.TemporaryDirectory(dir=home) as folder:
        began = time.process_time()
        planned = planning.plan(home / "raw", config)
        bench = Workbench(Path(folder) / "interim", config, planned.model, recogniser)
        for job in planned.jobs:
            bench.process(job, planning.STAGES)
        assembly.write_dataset(planned, [], Path(folder) / "interim", Path(folder) / "out", config)
        return (time.process_time() - began) / len(planned.jobs)


def run(home: Path, workers: int, memory_every: float = 0.1) -> Measured:
    where = ["--raw", home / "raw", "--out", home / "out", "--interim", home / "interim"]
    return greffier("run", *where, "--workers", str(workers), "--quiet", memory_every=memory_every)


def in_workers(where: Path, n: int, words: int, rounds: int) -> list[dict[str, dict[str, float]]]:
    """One worker and two on the same reports, in turn, round after round."""
    home = where / "workers"
    write_reports(home / "raw", n, words)
    found = []
    for _ in range(rounds):
        of_round = {}
        for workers in (1, 2):
            for folder in ("out", "interim"):
                shutil.rmtree(home / folder, ignore_errors=True)
            m = run(home, workers, memory_every=2)
            of_round[str(workers)] = {"wall": m.wall, "cpu": m.cpu, "memory": m.memory}
        found.append(of_round)
    return found


def table(sizes: Sequence[dict[str, Any]]) -> list[str]:
    heads = ("reports", "words", "wall", "CPU", "ms CPU each", "MiB", "unchanged", "one changed, wall (CPU)")
    lines = ["".join(head.rjust(wide) for head, wide in zip(heads, (8, 11, 8, 8, 13, 7, 11, 25), strict=True))]
    for size in sizes:
        cold, same, one = size["from nothing"], size["unchanged"], size["one changed"]
        n = size["reports"]
        each = f"{1000 * size['each']['median']:.1f}" if size["each"] else ""
        lines.append(
            f"{n:>8,}{size['words']:>11,}{cold['wall']:>8.1f}{cold['cpu']:>8.1f}{each:>13}{cold['memory']:>7.0f}"
            f"{same['wall']:>11.2f}{one['wall']:>14.2f} ({one['cpu']:.2f}), {one['memory']:.0f} MiB"
        )
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="*", default=[1, 10, 100, 1000, 5000])
    parser.add_argument("--words", type=int, default=350, help="of each report")
    parser.add_argument("--workers", type=int, default=1, help="of the runs by size")
    parser.add_argument("--pairs", type=int, default=0, help="rounds of one worker against two")
    parser.add_argument("--pair-reports", type=int, default=200)
    parser.add_argument("--pair-words", type=int, default=3000)
    parser.add_argument("--folder", type=Path, help="where to work; default: a temporary folder")
    parser.add_argument("--json", type=Path, default=Path("build/bench-growth.json"))
    args = parser.parse_args()
    figures: dict[str, Any] = {
        "machine": {"python": platform.python_version(), "system": platform.platform(), "cores": os.cpu_count()},
        "load before": os.getloadavg()[0],
    }
    with tempfile.TemporaryDirectory(dir=args.folder) as folder:
        recogniser = language.Recogniser(language.choose("auto"))
        one_size(
            Path(folder), 100, args.words, args.workers, recogniser
        )  # thrown away: all files are read once, all is warm
        sizes = []
        for n in args.sizes:
            sizes.append(one_size(Path(folder), n, args.words, args.workers, recogniser))
            print("\n".join(table(sizes)[-1 if len(sizes) > 1 else 0 :]), flush=True)
        figures["sizes"] = sizes
        if args.pairs:
            figures["workers"] = in_workers(Path(folder), args.pair_reports, args.pair_words, args.pairs)
            for of_round in figures["workers"]:
                one, two = of_round["1"], of_round["2"]
                print(
                    f"{args.pair_reports} reports: one worker {one['wall']:.1f} s ({one['cpu']:.1f} CPU), two {two['wall']:.1f} s "
                    f"({two['cpu']:.1f} CPU): {one['wall'] / two['wall']:.2f} times; {one['memory']:.0f}, {two['memory']:.0f} MiB"
                )
    args.json.parent.mkdir(parents=True, exist_ok=True)
    args.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
