"""Small reports, and building datasets from them in this process with a recogniser that costs nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from pipeline import language
from pipeline.config import Config, read_config
from pipeline.runner import assembly, planning, processing, status

PLACES = [("Dakar", "Sénégal"), ("Nairobi", "Kenya"), ("Quito", "Équateur"), ("Hanoï", "Viet Nam"), ("Apia", "Samoa")]


def report(n: int, more: str = "") -> str:
    """A short report of our own; ``n`` makes it another one."""
    city, country = PLACES[n % len(PLACES)]
    return (
        f"Rapport de l’atelier n° {n} sur la gestion des puits\n\n"
        f"L’atelier s’est tenu à {city} ({country}) du 4 au 6 mars 20{10 + n % 10}.\n\n"
        f"1. M. Yao Kouassi (Togo) a dit que son pays avait ouvert {20 + n} forages. "
        "Un représentant du Kenya a souligné que la sécheresse pousse les familles vers les villes.\n\n"
        "Recommandations\n\n"
        "2. Les États devraient créer un fonds commun pour l’entretien des puits.\n\n"
        f"3. Il est recommandé aux communes de former {3 + n} fontainiers dans chaque canton.\n\n"
        f"4. Les participants ont constaté que l’accès à l’eau reste inégal.{more}\n"
    )


class NoNames(language.Recogniser):
    """A recogniser that finds nothing and loads nothing."""

    loaded = 0

    def __init__(self, name: str) -> None:
        type(self).loaded += 1

    def spans(self, texts: Any, batch_size: int = 256) -> Any:
        return [() for _ in texts]


@dataclass
class Project:
    """Folders of one dataset; ``done`` lists the stages that were computed, as (stage, path)."""

    home: Path
    config: Config
    done: list[tuple[str, str]] = field(default_factory=list)

    @property
    def raw(self) -> Path:
        return self.home / "raw"

    @property
    def out(self) -> Path:
        return self.home / "out"

    @property
    def interim(self) -> Path:
        return self.home / "interim"

    def put(self, name: str, text: str | bytes) -> Path:
        path = self.raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def plan(self) -> planning.Plan:
        return planning.plan(self.raw, self.config)

    def run(self, **options: Any) -> assembly.Summary:
        self.done.clear()
        planned = self.plan()
        rejects = processing.run_stages(planned, planning.STAGES, self.interim, self.config, workers=1)
        return assembly.write_dataset(planned, rejects, self.interim, self.out, self.config, **options)

    def status(self) -> status.Status:
        return status.status(self.plan(), self.interim, self.out, self.config)

    def files(self) -> dict[str, str]:
        return checksums(self.out)


def checksums(out: Path) -> dict[str, str]:
    """Checksums of the published files by name."""
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted((out / "current").iterdir())}


@pytest.fixture
def make_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Project]:
    monkeypatch.setattr(language, "Recogniser", NoNames)
    projects: list[Project] = []
    compute = processing.Workbench._compute

    def counted(self: processing.Workbench, stage: str, job: planning.Job, done: Any) -> Any:
        for project in projects:
            project.done.append((stage, job.path))
        return compute(self, stage, job, done)

    monkeypatch.setattr(processing.Workbench, "_compute", counted)

    def make(name: str) -> Project:
        project = Project(tmp_path / name, read_config())
        project.raw.mkdir(parents=True)
        projects.append(project)
        return project

    return make


@pytest.fixture
def project(make_project: Callable[[str], Project]) -> Project:
    """Three reports in two folders, not built yet."""
    project = make_project("project")
    for n, name in enumerate(["a.txt", "b.txt", "sous-dossier/c.txt"]):
        project.put(name, report(n))
    return project
