"""The published dataset in object storage: immutable versions, and one small object that names the version in force.

    ADDRESS/current               which version is in force, and what was published when (JSON)
    ADDRESS/versions/v-…/         one version: manifest, tables or parts of tables; written once, never changed

A storage has no links and no renaming of folders, but it replaces one object whole: ``current`` is written last, so that a reader
who resolves it reads the old version or the new one, complete. There is no lock either. Two runs at once each write a version of
their own; the second to finish finds ``current`` changed since it began and leaves it alone.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from pipeline import versions
from pipeline.errors import GreffierError, UsageError
from pipeline.storage import Address

_LISTED = 1000  # entries of the history that are kept
_ABANDONED = 86_400.0  # seconds after which what a dead run uploaded is nobody's


def check_output(out: Address, raw: Path | Address) -> None:
    """Refuse an address that holds something else, or lies inside the sources. Raises ``UsageError``."""
    if isinstance(raw, Address) and out.is_relative_to(raw):
        raise UsageError(f"the output {out} lies inside the raw folder {raw}; choose another with --out")
    if _pointer(out) is None and not (out / "versions").exists():
        others = sorted(child.name for child in out.iterdir()) if out.is_dir() else []
        if others:
            what = f"is not empty and holds no greffier dataset (it has {others[0]!r})"
            raise UsageError(f"the output {out} {what}; choose another with --out")


def _pointer(out: Address) -> bytes | None:
    try:
        return (out / "current").read_bytes()
    except FileNotFoundError:
        return None


def _read(pointer: bytes | None, out: Address) -> dict[str, Any]:
    if pointer is None:
        return {"version": None, "history": []}
    try:
        read = json.loads(pointer)
        str(read["version"]), list(read["history"])
    except (ValueError, KeyError, TypeError) as error:
        raise GreffierError(
            f"{out}/current is damaged; restore an earlier state of this object, or remove it"
        ) from error
    return dict(read)


def current(out: Address) -> Address | None:
    """The immutable version in force, or None."""
    version = _read(_pointer(out), out)["version"]
    return out / "versions" / version if version else None


def manifest(out: Address) -> dict[str, Any] | None:
    """The manifest of the version in force, or None when there is none that can be read."""
    home = current(out)
    with suppress(OSError, ValueError):
        read = json.loads((home / "dataset.json").read_bytes()) if home else None
        return read if isinstance(read, dict) else None
    return None


@contextmanager
def staging(out: Address) -> Iterator[Path]:
    """An empty folder of this machine to make the dataset in, removed when the block ends."""
    pointer = _pointer(out)
    home = Path(tempfile.mkdtemp(prefix="greffier-"))
    try:
        if pointer is not None:
            (home / "before").write_bytes(pointer)
        (home / "stage").mkdir()
        yield home / "stage"
    finally:
        shutil.rmtree(home, ignore_errors=True)


def publish(out: Address, stage: Path) -> str:
    """Upload the dataset made in ``stage``, then name it in ``current``. Raises ``GreffierError`` when another run came first."""
    described = (stage / "dataset.json").read_bytes()
    version = versions.version_of(described)
    names = sorted(path.relative_to(stage).as_posix() for path in stage.rglob("*") if path.is_file())
    home = out / "versions" / version
    # The manifest goes last: without it a folder is no version.
    home.upload(stage, [name for name in names if name != "dataset.json"])
    home.upload(stage, ["dataset.json"])
    there = home.files()
    for name in names:
        if name not in there or there[name].st_size != (stage / name).stat().st_size:
            raise GreffierError(f"{home / name} did not arrive whole; nothing was published, run again")
    before = stage.parent / "before"
    _switch(out, version, before.read_bytes() if before.exists() else None)
    return version


def switch(out: Address, version: str) -> None:
    """Put a version back in force."""
    _switch(out, version, _pointer(out))


def _switch(out: Address, version: str, before: bytes | None) -> None:
    """Name ``version`` in ``current``, which must still read ``before``."""
    known = _read(before, out)
    if known["version"] != version:
        known["history"].append({"version": version, "published_at": versions.moment(dt.datetime.now(dt.UTC))})
        history = known["history"][-_LISTED:]
        data = (json.dumps({"version": version, "history": history}, indent=1) + "\n").encode()
        _replace(out / "current", data, before)
    _forget_old(out, version)


def _replace(pointer: Address, data: bytes, before: bytes | None) -> None:
    """Write ``data`` where ``before`` stands. Where the storage can, the comparison and the writing are one step."""
    tag = pointer.stat().version if before is not None else ""
    if _bytes_of(pointer) != before:
        raise _overtaken(pointer)
    if pointer.url.startswith("s3"):
        try:
            if before is None:
                pointer.write_bytes(data, mode="create")
            else:
                pointer.write_bytes(data, IfMatch=f'"{tag}"')
            return
        except OSError as error:
            if _bytes_of(pointer) != before:
                raise _overtaken(pointer) from error
            # Not every server that speaks S3 knows conditions.
    pointer.write_bytes(data)


def _bytes_of(pointer: Address) -> bytes | None:
    return _pointer(pointer.parent)


def _overtaken(pointer: Address) -> GreffierError:
    return GreffierError(f"another greffier published to {pointer.parent} meanwhile; nothing was published, run again")


def _forget_old(out: Address, keep: str) -> None:
    """Keep the versions published last; what no run ever finished goes after a day. Failing to tidy is no failure."""
    listed = [entry["version"] for entry in history(out)]
    recent = set(list(dict.fromkeys([keep, *reversed(listed)]))[: versions.KEPT_VERSIONS])
    with suppress(OSError, GreffierError):
        for home in (out / "versions").glob("v-*"):
            if home.name in recent:
                continue
            first = next(iter(home.files()), None)
            if home.name in listed or (first and (home / first).age(time.time()) > _ABANDONED):
                (home / "dataset.json").remove()  # a half removed version must not look like one
                home.remove()


def history(out: Address) -> list[dict[str, str]]:
    """What was published when (``version``, ``published_at`` in UTC), oldest first."""
    return [
        {key: str(entry[key]) for key in ("version", "published_at")} for entry in _read(_pointer(out), out)["history"]
    ]


def kept(out: Address) -> list[str]:
    """The versions that can be restored."""
    if not (out / "versions").exists():
        return []
    return sorted(home.name for home in (out / "versions").glob("v-*") if (home / "dataset.json").exists())


def damage(home: Address) -> list[str]:
    """The files of a version that are missing or have another length; ``greffier validate`` reads them all."""
    try:
        described = (home / "dataset.json").read_bytes()
        files = versions.files_in(described)
    except (OSError, ValueError):
        return ["dataset.json"]
    if versions.version_of(described) != home.name:
        return ["dataset.json"]
    there = home.files()
    return [name for name, file in files.items() if name not in there or there[name].st_size != file.n_bytes]
