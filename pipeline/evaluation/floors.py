"""Floors: the figures that must not sink, with the hash of the gold they were measured on.

One YAML file, one section per gold folder. A figure may lie ``TOLERANCE`` below its floor: spaCy's scores differ in the last
digits between CPU families, and a borderline unit may tip. Floors rise freely; lowering one is written down with its reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.errors import UsageError

TOLERANCE = 0.003

_HEADER = """\
# The figures that must not sink: `make check` fails when one lies more than 0.003 below its floor, or when a gold folder is no
# longer the one its hash names. Written by `greffier evaluate --gold DIR --out DIR --raise-floors` (floors rise only) and by
# `... --lower-floors --reason TEXT`, which adds to `lowered` what was lowered and why. `gold` is relative to this file.
"""


class Lowered(BaseModel):
    """One floor that was lowered, or given up (``to`` None), and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    figure: str
    before: float
    after: float | None
    reason: str


class Section(BaseModel):
    """The floors of one gold folder; ``hash`` is empty until they are first raised."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    gold: str
    hash: str = ""
    floors: dict[str, float] = {}
    lowered: tuple[Lowered, ...] = ()


@dataclass(frozen=True)
class Breach:
    """A figure below its floor, or (``figure`` empty) something else that makes floors and figures disagree."""

    figure: str
    floor: float | None
    now: float | None
    message: str


def measured(figures: Mapping[str, Any]) -> dict[str, float]:
    """The one number of each task that a floor holds: F1, accuracy or share; tasks that the gold does not ask for are left out.

    Nested figures read ``task.figure``.
    """
    out: dict[str, float] = {}
    for task, value in figures.items():
        if task in ("scorer_version", "documents_missing"):
            continue
        if not isinstance(value, Mapping):
            out[task] = value
        elif "f1" in value:
            if value["n"]:
                out[f"{task}.f1"] = value["f1"]
        else:
            for name, part in value.items():
                if isinstance(part, Mapping):
                    if part["n"]:
                        out[f"{task}.{name}.f1"] = part["f1"]
                elif name != "n":
                    out[f"{task}.{name}"] = part
    return out


def breaches(section: Section, figures: Mapping[str, Any], gold_hash: str) -> list[Breach]:
    """Why the figures of a dataset do not pass; empty when they do."""
    found = []
    if section.hash != gold_hash:
        message = f"the gold in {section.gold} has hash {gold_hash}, the floors are those of {section.hash or 'none'}"
        found.append(Breach("", None, None, f"{message}: measure anew with `greffier evaluate --raise-floors`"))
    now = measured(figures)
    for name, floor in section.floors.items():
        value = now.get(name)
        if value is None:
            found.append(Breach(name, floor, None, f"{name} has a floor of {floor:.4f} and is no longer measured"))
        elif value < floor - TOLERANCE:
            found.append(Breach(name, floor, value, f"{name} sank to {value:.4f}, its floor is {floor:.4f}"))
    return found


def raised(section: Section, figures: Mapping[str, Any], gold_hash: str) -> Section:
    """The section with every floor at least at today's figure.

    Raises ``UsageError`` when the gold has changed and a figure has sunk on it: that takes ``lowered`` and a reason.
    """
    now = measured(figures)
    if section.hash not in ("", gold_hash) and (sunk := [b for b in breaches(section, figures, gold_hash) if b.figure]):
        names = ", ".join(b.figure for b in sunk)
        raise UsageError(f"the gold has changed and {names} sank on it; take --lower-floors with a --reason")
    floors = {name: max(value, section.floors.get(name, 0.0)) for name, value in now.items()}
    kept = {name: floor for name, floor in section.floors.items() if name not in now}
    return section.model_copy(update={"hash": gold_hash, "floors": {**floors, **kept}})


def lowered(section: Section, figures: Mapping[str, Any], gold_hash: str, reason: str) -> Section:
    """The section with every floor at most at today's figure; floors of figures no longer measured go. ``reason`` is kept."""
    if not reason.strip():
        raise UsageError("--lower-floors takes a --reason")
    now = measured(figures)
    floors: dict[str, float] = {}
    changed = []
    for name, floor in section.floors.items():
        value = now.get(name)
        if value is not None:
            floors[name] = min(floor, value)
        if floors.get(name) != floor:
            changed.append(Lowered(figure=name, before=floor, after=value, reason=" ".join(reason.split())))
    return section.model_copy(update={"hash": gold_hash, "floors": floors, "lowered": (*section.lowered, *changed)})


def read_floors(file: Path) -> dict[str, Section]:
    """All sections of a floors file. Raises ``UsageError`` naming file and key when it cannot be read."""
    try:
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
        return {str(name): Section.model_validate(section) for name, section in dict(data or {}).items()}
    except OSError as error:
        raise UsageError(f"cannot read the floors {file}: {error.strerror}; give their file with --floors") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise UsageError(f"{file}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    except (yaml.YAMLError, TypeError, ValueError) as error:
        raise UsageError(f"{file} is no floors file: {' '.join(str(error).split())}") from error


def section_of(sections: Mapping[str, Section], file: Path, gold: Path, gold_hash: str) -> str:
    """The name of the section for the folder ``gold``, known by its place or, moved elsewhere, by its hash.

    Raises ``UsageError`` when no section is for it.
    """
    for name, section in sections.items():
        if (file.parent / section.gold).resolve() == gold.resolve():
            return name
    for name, section in sections.items():
        if section.hash == gold_hash:
            return name
    raise UsageError(f"{file} has no section for the gold in {gold}; it has {', '.join(sections) or 'none'}")


def write_floors(file: Path, sections: Mapping[str, Section]) -> None:
    """Write the sections back, aside and then renamed."""
    data = {name: s.model_dump(mode="json", exclude_defaults=True) for name, s in sections.items()}
    text = _HEADER + yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=120)
    aside = file.with_name(f"{file.name}.tmp")
    aside.write_text(text, encoding="utf-8")
    aside.replace(file)
