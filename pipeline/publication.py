"""The published directory: immutable versions, a link to the one in force, a lock, and a list of what was published when.

``OUT/current`` points to ``OUT/.versions/<id>``; the tables at the top of ``OUT`` are links through ``current``, so that one
rename switches them all. A version's identifier is the hash of its manifest: the same content has the same version.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from pipeline import remote
from pipeline.errors import GreffierError, UsageError
from pipeline.storage import Address, Folder
from pipeline.versions import KEPT_VERSIONS, files_in, moment, the_one, version_of

_VERSIONS = ".versions"
_IGNORED = {".gitkeep", ".gitignore", ".DS_Store"}


def check_output(out: Folder, raw: Folder) -> None:
    """Refuse an output folder that is not ours to write in. Raises ``UsageError``; touches nothing."""
    if isinstance(out, Address):
        return remote.check_output(out, raw)
    if isinstance(raw, Path):
        _check_apart(out, raw)
    if not out.exists():
        return
    if not out.is_dir():
        raise UsageError(f"{out} is a file; choose a folder with --out")
    if is_ours(out):
        return
    try:
        others = [p.name for p in out.iterdir() if p.name not in _IGNORED]
    except OSError as error:
        raise UsageError(f"cannot look into the output folder {out}: {error.strerror}") from error
    if others:
        what = f"is not empty and holds no greffier dataset (it has {sorted(others)[0]!r})"
        raise UsageError(f"the output folder {out} {what}; choose another with --out")


def _check_apart(out: Path, raw: Path) -> None:
    real_out, real_raw = out.resolve(), raw.resolve()
    if real_out == real_raw or real_out.is_relative_to(real_raw):
        raise UsageError(f"the output folder {out} lies inside the raw folder {raw}; choose another with --out")


def is_ours(out: Path) -> bool:
    return (out / _VERSIONS).is_dir()


def current(out: Folder) -> Folder | None:
    """The immutable folder of the version in force, or None."""
    if isinstance(out, Address):
        return remote.current(out)
    link = out / "current"
    return link.resolve() if link.exists() else None


def at(folder: Folder) -> Folder:
    """Where the tables published in ``folder`` lie: for an address its version in force. Raises ``GreffierError`` without one."""
    if not isinstance(folder, Address) or (folder / "dataset.json").exists():
        return folder
    home = remote.current(folder)
    if home is None:
        raise GreffierError(
            f"there is no dataset in {folder}: run `greffier run` first, or give its address with --out"
        )
    return home


def manifest(out: Folder) -> dict[str, Any] | None:
    """The manifest of the version in force, or None when there is none that can be read."""
    if isinstance(out, Address):
        return remote.manifest(out)
    try:
        read = json.loads((out / "dataset.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return read if isinstance(read, dict) else None


@contextmanager
def exclusive(out: Folder) -> Iterator[None]:
    """Hold the output folder's lock. The system releases it when the process ends, however it ends.

    An address has none: there, who finishes second is turned away.
    """
    if isinstance(out, Address):
        yield
        return
    try:
        (out / _VERSIONS).mkdir(parents=True, exist_ok=True)
        lock = FileLock(out / _VERSIONS / "lock", is_singleton=True)  # one run may take it twice
        lock.acquire(timeout=0)
    except Timeout as error:
        raise GreffierError(
            f"another greffier is writing to {out}; wait for it to end, or choose another --out"
        ) from error
    except OSError as error:
        raise GreffierError(f"cannot write to the output folder {out}: {error.strerror}") from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def staging(out: Folder) -> Iterator[Path]:
    """An empty folder beside the versions, removed when the block ends unless it was published."""
    if isinstance(out, Address):
        with remote.staging(out) as stage:
            yield stage
        return
    folder = out / _VERSIONS
    for left in folder.glob(".staging-*"):  # of a run that died; we hold the lock
        shutil.rmtree(left, ignore_errors=True)
    stage = folder / f".staging-{os.getpid()}"
    stage.mkdir()
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def publish(out: Folder, stage: Path) -> str:
    """Make the complete dataset in ``stage`` the one in force; gives its version identifier."""
    if isinstance(out, Address):
        return remote.publish(out, stage)
    version = version_of((stage / "dataset.json").read_bytes())
    home = out / _VERSIONS / version
    for path in (*stage.rglob("*"), stage):
        _sync(path)
    if not home.exists():
        stage.rename(home)
    elif damage(home):  # the same dataset, so each file may be put right where it is
        for path in sorted(stage.rglob("*")):
            if path.is_dir():
                (home / path.relative_to(stage)).mkdir(exist_ok=True)
            else:
                path.replace(home / path.relative_to(stage))
    _sync(out / _VERSIONS)  # the version's name must outlast a power cut if the link to it does
    switch(out, version)
    return version


def damage(home: Folder) -> list[str]:
    """The files of a version that are not what was published; empty when it is sound."""
    if isinstance(home, Address):
        return remote.damage(home)
    try:
        data = (home / "dataset.json").read_bytes()
        files = files_in(data)
    except (OSError, ValueError):
        return ["dataset.json"]
    if home.name.startswith("v-") and home.name != version_of(data):
        return ["dataset.json"]
    return [name for name, file in sorted(files.items()) if _checksum(home / name) != file.sha256]


def _checksum(path: Path) -> str | None:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None


def switch(out: Folder, version: str) -> None:
    """Point ``current`` at ``version`` in one rename, bring the top-level links in line, note it in the history."""
    if isinstance(out, Address):
        return remote.switch(out, version)
    home = out / _VERSIONS / version
    if not home.is_dir():
        raise UsageError(f"{out} has no version {version!r}; `greffier history` lists them")
    names = sorted(p.name for p in home.iterdir())
    listed = history(out)
    # New names first, dead ones last: at no moment does a name of both versions fail to open.
    for name in names:
        if not (out / name).is_symlink():
            _link(out, name, f"current/{name}")
    _link(out, "current", f"{_VERSIONS}/{version}")
    for path in out.iterdir():
        if path.is_symlink() and path.name != "current" and path.name not in names:
            path.unlink()
    _sync(out)
    if not listed or listed[-1]["version"] != version:
        listed.append({"version": version, "published_at": moment(dt.datetime.now(dt.UTC))})
    log = out / _VERSIONS / "history.jsonl"
    aside = log.with_name(f".history-{os.getpid()}")
    aside.write_text("".join(json.dumps(entry) + "\n" for entry in listed), encoding="utf-8")
    aside.replace(log)
    _forget_old(out, keep=version)


def kept(out: Folder) -> list[str]:
    """The versions that can be restored."""
    if isinstance(out, Address):
        return remote.kept(out)
    return sorted(path.name for path in (out / _VERSIONS).glob("v-*"))


def history(out: Folder) -> list[dict[str, str]]:
    """What was published when (``version``, ``published_at`` in UTC), oldest first."""
    if isinstance(out, Address):
        return remote.history(out)
    entries: list[dict[str, str]] = []
    with suppress(OSError):
        for line in (out / _VERSIONS / "history.jsonl").read_text(encoding="utf-8", errors="replace").splitlines():
            with suppress(ValueError, KeyError, TypeError):
                read = json.loads(line)
                entries.append({"version": str(read["version"]), "published_at": str(read["published_at"])})
    here = current(out)
    if isinstance(here, Path) and (not entries or entries[-1]["version"] != here.name):
        # A run was killed between the switch and this list: the link itself knows when it was made.
        made = dt.datetime.fromtimestamp((out / "current").lstat().st_mtime, dt.UTC)
        entries.append({"version": here.name, "published_at": moment(made)})
    return entries


def version_dir(out: Folder, version: str) -> Folder:
    """The folder of a kept version; a unique beginning of its name is enough. Raises ``UsageError``."""
    name = the_one(kept(out), version, out)
    return out / "versions" / name if isinstance(out, Address) else out / _VERSIONS / name


def _forget_old(out: Path, keep: str) -> None:
    """Keep the versions published last; a version in force is never removed."""
    recent = list(dict.fromkeys([keep, *(e["version"] for e in reversed(history(out)))]))[:KEPT_VERSIONS]
    for path in (out / _VERSIONS).glob("v-*"):
        if path.name not in recent:
            gone = path.with_name(f".staging-{path.name}")  # a half removed folder must not look like a version
            path.rename(gone)
            shutil.rmtree(gone, ignore_errors=True)


def _link(out: Path, name: str, target: str) -> None:
    aside = out / _VERSIONS / f".link-{os.getpid()}"
    aside.unlink(missing_ok=True)
    aside.symlink_to(target)
    aside.replace(out / name)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
