"""Where the shipped data files are: in a checkout ``configs/`` and ``models/``, in a wheel ``pipeline/_data/``."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_PACKAGE = Path(__file__).resolve().parent
_ROOT = _PACKAGE / "_data" if (_PACKAGE / "_data").is_dir() else _PACKAGE.parent


def configs_dir() -> Path:
    """The folder of ``default.yaml`` and ``lexicons/``."""
    return _ROOT / "configs"


def models_dir() -> Path:
    """The folder of the trained weights and their model card."""
    return _ROOT / "models"


@cache
def lexicon(name: str) -> Any:
    """The parsed ``configs/lexicons/{name}.yaml`` (plain data: YAML tags that build objects are refused)."""
    return yaml.load((configs_dir() / "lexicons" / f"{name}.yaml").read_text(encoding="utf-8"), Loader=_loader())


def _loader() -> Any:
    # libyaml's parser reads the lexicons ten times faster; same language, same safety.
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)
