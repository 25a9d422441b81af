"""A `greffier` process measured from outside: wall and CPU seconds, and the memory of it and its children at their highest."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Measured:
    """``memory``: MiB of the process and its children together, shared pages shared out (PSS), the highest of samples.

    ``cpu`` too is theirs together; where there are children, as last seen, a tenth of a second before each ended.
    """

    wall: float
    cpu: float
    memory: float
    out: str


def greffier(*args: str | Path, memory_every: float = 0.1) -> Measured:
    """Run the command, looking at its memory every so many seconds; raises ``RuntimeError`` with its messages when it fails.

    A look at the memory of a process with a model takes 4 ms of a core: where all cores are busy, that is taken from the run.
    """
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline", *map(str, args)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    peak = [0.0]
    seconds: dict[int, float] = {}
    ended = threading.Event()

    def watch() -> None:
        looked = began
        while not ended.wait(0.1):
            family = list(_family(process.pid))
            if time.perf_counter() - looked >= memory_every:
                looked = time.perf_counter()
                peak[0] = max(peak[0], sum(map(_memory, family)))
            seconds.update((pid, spent) for pid in family if (spent := _seconds(pid)))

    watcher = threading.Thread(target=watch)
    watcher.start()
    assert process.stdout is not None
    assert process.stderr is not None
    problems: list[str] = []
    reader = threading.Thread(target=lambda: problems.append(process.stderr.read() if process.stderr else ""))
    reader.start()
    out = process.stdout.read()
    reader.join()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    ended.set()
    watcher.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(problems[0])
    cpu = sum(seconds.values()) if len(seconds) > 1 else used.ru_utime + used.ru_stime
    return Measured(wall, cpu, peak[0], out)


def _family(pid: int) -> Iterable[int]:
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return
    for child in children:
        yield from _family(int(child))


def _seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory(pid: int) -> float:
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as stream:
            return next(int(line.split()[1]) for line in stream if line.startswith("Pss:")) / 1024
    except (OSError, StopIteration):
        return 0.0
