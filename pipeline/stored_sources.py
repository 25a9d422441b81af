"""Raw reports that lie in object storage: found, measured and hashed without reading again what has not changed."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from pipeline.errors import Unreadable
from pipeline.sources import Found, matches, passed_over, unsupported
from pipeline.storage import Address, Stat

_AT_ONCE, _BYTES_AT_ONCE = 64, 64_000_000  # read together: what one request waits for, others use
_REMEMBERED = "addresses.json"  # in the folder of intermediate results

Measured = tuple[int, str]  # bytes, SHA-256


def find(root: Address, patterns: Sequence[str]) -> tuple[Found, dict[str, Stat]]:
    """The objects under ``root`` that match ``patterns``, in path order, and what the storage says of each; hidden folders and
    files are passed over as on disk."""
    found = Found()
    stats = {}
    for relative, stat in root.files().items():
        if passed_over(relative) or any(part.startswith(".") for part in relative.split("/")):
            continue
        if any(matches(relative, pattern) for pattern in patterns):
            found.take(relative, root / relative)
            stats[relative] = stat
        else:
            found.rejects.extend(unsupported(relative))
    return found, stats


def measure(
    root: Address, found: Found, stats: Mapping[str, Stat], max_bytes: int, interim: Path | None
) -> dict[str, Measured | Unreadable]:
    """Size and hash of every candidate, by its path; what is longer than ``max_bytes`` is not read and has no hash.

    ``interim`` keeps the hashes of versions seen before: an unchanged object is not read again.
    """
    home = interim / _REMEMBERED if interim else None
    before = _remembered(home)
    after: dict[str, list[str]] = {}
    answer: dict[str, Measured | Unreadable] = {}
    unread: dict[str, str] = {}
    for path, file in found.files.items():
        relative = str(file)[len(str(root)) + 1 :]
        stat = stats[relative]
        known = before.get(str(file))
        if stat.st_size > max_bytes:
            answer[path] = (stat.st_size, "")
        elif known and stat.version and known[0] == f"{stat.version} {stat.st_size}":
            answer[path] = (stat.st_size, known[1])
            after[str(file)] = known
        else:
            unread[relative] = path
    for batch in _batches(list(unread), stats):
        for relative, data in root.read_many(batch).items():
            path = unread[relative]
            if isinstance(data, Exception):
                answer[path] = Unreadable("unreadable", f"cannot be read: {data}; check its permissions")
                continue
            sha256 = hashlib.sha256(data).hexdigest()
            answer[path] = (len(data), sha256)
            if stats[relative].version:
                after[str(root / relative)] = [f"{stats[relative].version} {len(data)}", sha256]
    if home is not None and after != {k: v for k, v in before.items() if k.startswith(f"{root}/")}:
        _remember(home, {**{k: v for k, v in before.items() if not k.startswith(f"{root}/")}, **after})
    return answer


def _batches(names: Sequence[str], stats: Mapping[str, Stat]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for name in names:
        if batch and (len(batch) >= _AT_ONCE or size + stats[name].st_size > _BYTES_AT_ONCE):
            yield batch
            batch, size = [], 0
        batch.append(name)
        size += stats[name].st_size
    if batch:
        yield batch


def _remembered(home: Path | None) -> dict[str, list[str]]:
    if home is not None:
        with suppress(OSError, ValueError):
            read = json.loads(home.read_text(encoding="utf-8"))
            return {str(url): [str(version), str(sha256)] for url, (version, sha256) in read.items()}
    return {}


def _remember(home: Path, hashes: Mapping[str, Sequence[str]]) -> None:
    """Write aside, then rename. Where that fails, the next run reads again."""
    aside = home.with_name(f"{home.name}.{os.getpid()}.tmp")
    with suppress(OSError):
        home.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(json.dumps(hashes), encoding="utf-8")
        aside.replace(home)
