"""What a run would do, found without loading a model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline import language, publication
from pipeline.artefacts import ArtefactStore
from pipeline.config import Config
from pipeline.fingerprint import fingerprint
from pipeline.records import Reject
from pipeline.runner.assembly import build_key
from pipeline.runner.planning import MODULES, STAGES, Plan
from pipeline.runner.processing import stored_rejects
from pipeline.storage import Folder


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


def status(planned: Plan, interim: Path, out: Folder, config: Config) -> Status:
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
    answer.up_to_date = described.get("build") == build_key(planned, jobs, all_rejects, config)
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
