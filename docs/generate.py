#!/usr/bin/env python3
"""Write docs/data-dictionary.md from the records and docs/cli.md from the command line; ``--check`` only compares.

usage: docs/generate.py [--check]        Exit codes: 0 done or up to date, 1 ``--check`` found a difference.
"""

from __future__ import annotations

import sys
import typing
from pathlib import Path

import typer
import yaml

from pipeline.cli import app
from pipeline.tables import TABLES, Table

HERE = Path(__file__).parent
NOTE = "<!-- Written by docs/generate.py: change what it reads, not this file. -->\n"


def dictionary() -> str:
    """Every table and column. Types and keys come from the schemas, descriptions from ``fields.yaml``."""
    told = yaml.safe_load((HERE / "fields.yaml").read_text(encoding="utf-8"))
    shared, special, used = told["columns"], told["tables"], set()
    lines = ["# Data dictionary", "", NOTE, *told["introduction"].strip().split("\n"), ""]
    for table in TABLES:
        lines += [f"## {table.name}", "", special[table.name]["about"].strip(), ""]
        lines += ["| column | type | null | key | what it holds |", "| --- | --- | --- | --- | --- |"]
        for field in table.schema:
            own = special[table.name].get("columns", {})
            if field.name not in own:
                used.add(field.name)
            text = own.get(field.name) or shared[field.name]
            options = _options(table, field.name)
            if options:
                text += f" One of {', '.join(f'`{o}`' for o in options)}."
            key = "primary" if field.name == table.key else ""
            if field.name in table.foreign:
                key = f"{key} → {table.foreign[field.name]}".strip()
            lines.append(
                f"| `{field.name}` | {_type(field.type)} | {'yes' if field.nullable else ''} | {key} | {text} |"
            )
        lines.append("")
    if unused := sorted(set(shared) - used):
        raise SystemExit(f"fields.yaml describes columns no table has: {', '.join(unused)}")
    return "\n".join(lines)


def _type(of: object) -> str:
    shown = str(of).replace("string", "text").replace("list<element: ", "list<").replace(" not null", "")
    return "struct of four floats" if shown.startswith("struct<recommendation") else shown


def _options(table: Table, column: str) -> tuple[str, ...]:
    annotation = table.record.model_fields[column].annotation
    for option in (annotation, *typing.get_args(annotation)):
        if typing.get_origin(option) is typing.Literal:
            return typing.get_args(option)
    return ()


def commands() -> str:
    """Every command with its arguments and options, as the program has them."""
    root = typer.main.get_command(app)
    lines = ["# Commands", "", NOTE, root.help or "", ""]
    lines += ["Results go to standard output, progress and messages to standard error.", ""]
    for path, command in _walk(root, ()):
        lines += [f"## greffier {' '.join(path)}", "", (command.help or "").strip(), ""]
        rows = []
        for parameter in command.params:
            if parameter.name == "help":
                continue
            argument = parameter.param_type_name == "argument"
            takes = (parameter.metavar or parameter.name.upper()) if argument else ", ".join(parameter.opts)
            rows.append(f"| `{takes}` | {getattr(parameter, 'help', '') or ''}{_default(parameter)} |")
        if rows:
            lines += ["| argument or option | |", "| --- | --- |", *rows, ""]
    return "\n".join(lines)


def _default(parameter: typing.Any) -> str:
    value = parameter.default
    return "" if value is None or value is False or value == "" or callable(value) else f" Default: `{value}`."


def _walk(command: typing.Any, path: tuple[str, ...]) -> typing.Iterator[tuple[tuple[str, ...], typing.Any]]:
    for name, child in command.commands.items():
        if hasattr(child, "commands"):
            yield from _walk(child, (*path, name))
        else:
            yield (*path, name), child


def main() -> int:
    stale = False
    for name, text in (("data-dictionary.md", dictionary()), ("cli.md", commands())):
        file = HERE / name
        text = text.rstrip("\n") + "\n"
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            stale = True
            if "--check" not in sys.argv:
                file.write_text(text, encoding="utf-8")
            print(f"{file.name}: {'differs; run docs/generate.py' if '--check' in sys.argv else 'written'}")
    return int(stale and "--check" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
