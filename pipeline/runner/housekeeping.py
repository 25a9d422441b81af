"""Stored results that nobody uses any more.

A result goes when it was last used both before the ten latest publications and more than a week ago, whatever configuration,
corpus or version of the program it belongs to: several may share an interim folder. Its date says when it was last used; a run
renews the dates of what it finds there, at most once a day.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from pipeline.artefacts import TABLES, ArtefactStore
from pipeline.runner.planning import STAGES, Job

KEPT_RUNS = 10
KEPT_DAYS = 7
_DAY = 86_400


def keep(store: ArtefactStore, job: Job, now: float) -> None:
    """Note that a run uses what is stored of the document."""
    results = ((TABLES, job.keys["write"]), *((stage, job.keys[stage]) for stage in STAGES))
    renew([store.path(stage, key) for stage, key in results], now)


def renew(paths: Sequence[Path], now: float) -> None:
    """Note that a run uses these files, which are always used together."""
    with suppress(OSError):
        if now - paths[0].stat().st_mtime < _DAY:
            return
    for path in paths:
        with suppress(OSError):
            os.utime(path)


def after_publication(interim: Path, now: float | None = None) -> int:
    """Note that a run has published, and at most once a day remove what is no longer used; gives how many files went.

    Trouble with the folder is none of the run's: what it was for is done.
    """
    now = time.time() if now is None else now
    try:
        runs = [*_noted(interim / "runs"), now][-KEPT_RUNS:]
        _write(interim / "runs", runs)
        if len(runs) < KEPT_RUNS or now - max(_noted(interim / "swept"), default=0.0) < _DAY:
            return 0
        _write(interim / "swept", [now])
    except OSError:
        return 0
    limit = min(runs[0], now - KEPT_DAYS * _DAY) - _DAY  # a date may lag a day behind
    gone = 0
    for folder in (*STAGES, TABLES):
        for path in (interim / folder).glob("*/*"):
            with suppress(OSError):
                if path.stat().st_mtime < limit:
                    path.unlink()
                    gone += 1
    return gone


def _noted(file: Path) -> list[float]:
    try:
        return [float(line) for line in file.read_text(encoding="ascii").split()]
    except (OSError, ValueError):
        return []


def _write(file: Path, moments: list[float]) -> None:
    aside = file.with_name(f"{file.name}.{os.getpid()}.tmp")
    try:
        aside.write_text("".join(f"{moment:.0f}\n" for moment in moments), encoding="ascii")
        aside.replace(file)
    finally:
        with suppress(OSError):
            aside.unlink()
