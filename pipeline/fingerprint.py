"""What a stage's result depends on besides its input: its code, its lexicons, its trained weights.

The code of a stage is its module and every module of the package it imports, directly or not; the lexicons and weights are
those that this code names. Nothing is declared by hand, so nothing can be forgotten.
"""

from __future__ import annotations

import ast
import hashlib
from functools import cache
from pathlib import Path

from pipeline.resources import configs_dir, models_dir

_PACKAGE = Path(__file__).resolve().parent
# Errors and records are shared by all stages; a change in records changes what a stored result looks like, so they count.
_WEIGHTS = (".npz", ".json", ".safetensors")


@cache
def _module_file(name: str) -> Path | None:
    base = _PACKAGE.parent.joinpath(*name.split("."))
    if base.with_suffix(".py").is_file():
        return base.with_suffix(".py")
    return base / "__init__.py" if (base / "__init__.py").is_file() else None


@cache
def _reads(module: str) -> tuple[frozenset[str], frozenset[str], bool]:
    """Modules of the package that ``module`` imports, lexicons it names, whether it reads the trained weights."""
    path = _module_file(module)
    if path is None:
        return frozenset(), frozenset(), False
    imported: set[str] = set()
    lexicons: set[str] = set()
    weights = False
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            imported.update(alias.name for alias in node.names if alias.name.startswith("pipeline"))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pipeline"):
            imported.add(str(node.module))
            imported.update(f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called == "lexicon" and node.args and isinstance(node.args[0], ast.Constant):
                lexicons.add(str(node.args[0].value))
            weights |= called == "models_dir"
    return frozenset(m for m in imported if _module_file(m)), frozenset(lexicons), weights


@cache
def stage_inputs(module: str) -> tuple[tuple[Path, ...], tuple[Path, ...], tuple[Path, ...]]:
    """Code files, lexicon files and weight files that the results of ``module`` depend on, each sorted."""
    seen: set[str] = set()
    todo = [module]
    lexicons: set[str] = set()
    weights = False
    while todo:
        name = todo.pop()
        if name in seen or name == "pipeline.resources":
            continue
        seen.add(name)
        imported, named, reads_weights = _reads(name)
        lexicons |= named
        weights |= reads_weights
        todo.extend(imported)
    code = sorted({path for name in seen if (path := _module_file(name))})
    files = sorted(configs_dir() / "lexicons" / f"{name}.yaml" for name in lexicons)
    models = sorted(p for p in models_dir().iterdir() if p.suffix in _WEIGHTS) if weights else []
    return tuple(code), tuple(p for p in files if p.is_file()), tuple(models)


def _digest(files: tuple[Path, ...]) -> str:
    total = hashlib.sha256()
    for path in files:
        total.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]


@cache
def fingerprint(module: str) -> dict[str, str]:
    """Short hashes of a stage's ``code``, ``lexicons`` and ``weights``."""
    code, lexicons, weights = stage_inputs(module)
    return {"code": _digest(code), "lexicons": _digest(lexicons), "weights": _digest(weights)}
