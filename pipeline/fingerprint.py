"""What a stage's result depends on besides its input: its code, its lexicons, its trained weights, the libraries it uses.

The code of a stage is its module and every module of the package it imports, directly or not; the lexicons, weights and
libraries are those that this code names. Nothing is declared by hand, so nothing can be forgotten.
"""

from __future__ import annotations

import ast
import hashlib
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pipeline.resources import configs_dir, models_dir

_PACKAGE = Path(__file__).resolve().parent
# Errors and records are shared by all stages; a change in records changes what a stored result looks like, so they count.
_DISTRIBUTIONS = {"yaml": "pyyaml", "sklearn": "scikit-learn"}  # where the name to import is another
_WEIGHTS = (".npz", ".json", ".safetensors")


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
    imported: set[str] = set()
    lexicons: set[str] = set()
    libraries: set[str] = set()
    weights = False
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            imported.update(alias.name for alias in node.names if alias.name.startswith("pipeline"))
            libraries.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pipeline"):
            imported.add(str(node.module))
            imported.update(f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            libraries.add((node.module or "").partition(".")[0])
        elif isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called == "lexicon" and node.args and isinstance(node.args[0], ast.Constant):
                lexicons.add(str(node.args[0].value))
            weights |= called == "models_dir"
    foreign = libraries - sys.stdlib_module_names - {"pipeline", ""}
    return frozenset(m for m in imported if _module_file(m)), frozenset(lexicons), weights, frozenset(foreign)


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
