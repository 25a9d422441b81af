"""A new project folder for people who installed the package: a configuration, a sources file, a workflow."""

from __future__ import annotations

from pathlib import Path

from pipeline import __version__
from pipeline.errors import UsageError
from pipeline.resources import configs_dir

# Template under configs/ -> where it goes.
FILES = {
    "default.yaml": "configs/greffier.yaml",
    "init/sources.yaml": "configs/sources.yaml",
    "init/workflow.yml": ".github/workflows/greffier.yml",
    "init/gitignore": ".gitignore",
}


def write(folder: Path) -> list[Path]:
    """Write the project's files into ``folder`` and give their paths.

    Raises ``UsageError`` when one of them exists already or cannot be written; existing files are never touched.
    """
    targets = {name: folder / target for name, target in FILES.items()}
    there = [path for path in targets.values() if path.exists() or path.is_symlink()]
    if there:
        raise UsageError(f"{there[0]} exists already and was not touched; give another folder or move it away")
    try:
        for name, target in targets.items():
            text = (configs_dir() / name).read_text(encoding="utf-8").replace("@VERSION@", __version__)
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("x", encoding="utf-8") as stream:
                stream.write(text)
        (folder / "data" / "raw").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot write into {folder}: {error.strerror or error}") from error
    return list(targets.values())
