"""What commands print: counts, rejects, coloured text, progress."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.records import Reject


def count(n: int, noun: str) -> str:
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def show_rejects(rejects: Iterable[Reject]) -> None:
    for reject in rejects:
        print(f"greffier: rejected {reject.path} ({reject.code}): {reject.reason}", file=sys.stderr)


def console() -> Console:
    """Standard output; off a terminal without colour and wide enough that nothing is cut."""
    from rich.console import Console

    return Console(highlight=False, markup=False, soft_wrap=True, width=None if sys.stdout.isatty() else 160)


@contextmanager
def progress_bar(quiet: bool) -> Iterator[Any]:
    """A progress callback: a bar on stderr when it is a terminal, nothing otherwise."""
    if quiet or not sys.stderr.isatty():
        yield lambda done, total, what: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task("", total=None)

        def show(done: int, total: int, what: str) -> None:
            bar.update(task, completed=done, total=total, description=what[-40:])

        yield show
