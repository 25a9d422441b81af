"""What a stage's result depends on besides its input: its code, its lexicons, its trained weights, the libraries it uses.

The code of a stage is its module and every module of the package it imports, directly or not; the lexicons, weights and
libraries are those that this code names. Nothing is declared by hand, so nothing can be forgotten.
"""

from __future__ import annotations

import hashlib
import re
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pipeline.resources import configs_dir, models_dir

_PACKAGE = Path(__file__).resolve().parent
# Errors and records are shared by all stages; a change in records changes what a stored result looks like, so they count.
_DISTRIBUTIONS = {"yaml": "pyyaml", "sklearn": "scikit-learn"}  # where the name to import is another
_WEIGHTS = (".npz", ".json", ".safetensors")
# Statements are told by how this project's code is laid out: parsing it takes ten times as long, before every command. What is
# taken for one by mistake, in a docstring, only counts more than need be; a test sees that none is missed.
_IMPORT = re.compile(r"\n[ \t]*(?:from +(?P<source>[\w.]+) +)?import +(?P<names>\([^)]*\)|[^\n]+)")
_NAME = re.compile(r"([\w.]+)(?: +as +\w+)?")
_REMARK = re.compile("#[^\n]*")
_LEXICON = re.compile(r"\blexicon\(\s*\"(\w+)\"")


@cache
def _module_file(name: str) -> Path | None:
    base = _PACKAGE.parent.joinpath(*name.split("."))
    if base.with_suffix(".py").is_file():
        return base.with_suffix(".py")
    return base / "__init__.py" if (base / "__init__.py").is_file() else None


@cache
def _reads(module: str) -> tuple[frozenset[str], frozenset[str], bool, frozenset[str]]:
    """Modules of the package that ``module`` imports, lexicons it names, whether it reads the weights, libraries it imports."""
    path = _module_file(module)
    if path is None:
        return frozenset(), frozenset(), False, frozenset()
    code = f"\n{path.read_text(encoding='utf-8')}"
    imported: set[str] = set()
    libraries: set[str] = set()
    for found in _IMPORT.finditer(code):
        source, names = found["source"], _NAME.findall(_REMARK.sub("", found["names"]))
        modules = [source] if source else names
        libraries.update(module.partition(".")[0] for module in modules)
        imported.update(modules, (f"{source}.{name}" for name in names) if source else ())
    foreign = libraries - sys.stdlib_module_names - {"pipeline"}
    return (
        frozenset(m for m in imported if m.startswith("pipeline") and _module_file(m)),
        frozenset(_LEXICON.findall(code)),
        "models_dir(" in code,
        frozenset(foreign),
    )


@cache
def stage_inputs(module: str) -> tuple[tuple[Path, ...], tuple[Path, ...], tuple[Path, ...], tuple[str, ...]]:
    """Code files, lexicon files, weight files and libraries that the results of ``module`` depend on, each sorted."""
    seen: set[str] = set()
    todo = [module]
    lexicons: set[str] = set()
    libraries: set[str] = set()
    weights = False
    while todo:
        name = todo.pop()
        if name in seen or name in {"pipeline", "pipeline.resources"}:  # neither takes part in a result
            continue
        seen.add(name)
        imported, named, reads_weights, foreign = _reads(name)
        lexicons |= named
        libraries |= foreign
        weights |= reads_weights
        todo.extend(imported)
    code = sorted({path for name in seen if (path := _module_file(name))})
    files = sorted(configs_dir() / "lexicons" / f"{name}.yaml" for name in lexicons)
    models = sorted(p for p in models_dir().iterdir() if p.suffix in _WEIGHTS) if weights else []
    return tuple(code), tuple(p for p in files if p.is_file()), tuple(models), tuple(sorted(libraries))


def _digest(files: tuple[Path, ...]) -> str:
    total = hashlib.sha256()
    for path in files:
        total.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]


@cache
def fingerprint(module: str) -> dict[str, str]:
    """Short hashes of a stage's ``code``, ``lexicons`` and ``weights``, and of the versions of Python and its ``libraries``."""
    code, lexicons, weights, libraries = stage_inputs(module)
    versions = [f"python {sys.version_info.major}.{sys.version_info.minor}", *map(_version, libraries)]
    return {
        "code": _digest(code),
        "lexicons": _digest(lexicons),
        "weights": _digest(weights),
        "libraries": hashlib.sha256("\n".join(versions).encode()).hexdigest()[:16],
    }


def _version(library: str) -> str:
    try:
        return f"{library} {version(_DISTRIBUTIONS.get(library, library))}"
    except PackageNotFoundError:
        return f"{library} unknown"
