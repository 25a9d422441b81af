"""The configuration: ``configs/default.yaml``, overlaid by a file the user names. Unknown keys and wrong values are refused."""

from __future__ import annotations

import reprlib
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import ConfigError
from pipeline.resources import configs_dir


class Config(BaseModel):
    """All settings that can change a result or its publication."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    patterns: Annotated[list[str], Field(min_length=1)]
    max_bytes: Annotated[int, Field(gt=0)]
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")]
    model: Literal["auto", "fr_core_news_lg", "fr_core_news_md", "fr_core_news_sm"]
    include_text: bool
    batch_size: Annotated[int, Field(gt=0, le=10_000)]
    seconds_per_document: Annotated[int, Field(gt=0)]
    documents_per_part: Annotated[int, Field(gt=0)]


@lru_cache(maxsize=1)
def _defaults() -> dict[str, Any]:
    data = yaml.safe_load((configs_dir() / "default.yaml").read_text(encoding="utf-8"))
    assert isinstance(data, dict)
    return data


def read_config(path: Path | None = None) -> Config:
    """The defaults overlaid by the YAML mapping at ``path``.

    Raises ``ConfigError`` with one line that names the file and the key.
    """
    given: Any = {}
    if path is not None:
        try:
            given = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        except OSError as error:
            raise ConfigError(f"cannot read the configuration {path}: {error.strerror or error}") from error
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            raise ConfigError(f"{path} is not plain YAML: {' '.join(str(error).split())}") from error
        if not isinstance(given, dict):
            raise ConfigError(f"{path} must hold keys and values, not a {type(given).__name__}")
    known = sorted(Config.model_fields)
    unknown = [str(key) for key in given if key not in Config.model_fields]
    if unknown:
        raise ConfigError(f"{path}: unknown key {unknown[0][:60]!r}; known keys are {', '.join(known)}")
    try:
        return Config.model_validate({**_defaults(), **given})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ConfigError(f"{path}: {where}: {first['msg']} (got {reprlib.repr(first['input']):.200})") from error
