"""Downloads the reports that a sources file lists: the only module that uses the network.

A file is written whole or not at all, and only over what an earlier fetch wrote: a file that somebody put or edited there
by hand is reported, never lost. ``sources.lock.json`` beside the files remembers what came from where.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import os
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import httpx
import stamina
import yaml
from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from pipeline import __version__
from pipeline.config import Config
from pipeline.errors import ConfigError, GreffierError, UsageError
from pipeline.sources import LOCK_FILE, METADATA_FILE, Fetched, matches, read_lock, write_lock

Outcome = Literal["new", "changed", "unchanged", "removed", "unlisted", "failed"]

_RETRIED = {408, 425, 429, 500, 502, 503, 504}
_REDIRECTS = 10
_LONGEST_WAIT = 60.0  # seconds a server may ask us to wait with Retry-After
# Reports are plain text. A page at the address of a text is mostly an error message served with status 200.
_TYPES = ("text/plain", "text/markdown", "text/x-markdown", "application/octet-stream", "binary/octet-stream")

logging.getLogger("stamina").addHandler(logging.NullHandler())  # its retries show in our own outcomes


class Listed(BaseModel):
    """One document of the sources file."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    url: str
    path: str
    rights: str | None = None
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None

    @field_validator("url")
    @classmethod
    def _is_web(cls, value: str) -> str:
        try:
            url = httpx.URL(value)
        except httpx.InvalidURL as error:
            raise ValueError(f"not an address: {error}") from error
        if url.scheme not in {"http", "https"} or not url.host:
            raise ValueError("must begin with https:// or http://")
        if url.userinfo:
            raise ValueError("must hold no user name or password")
        return value

    @field_validator("path")
    @classmethod
    def _stays_inside(cls, value: str) -> str:
        value = unicodedata.normalize("NFC", value)
        parts = value.split("/")
        if not value.isprintable() or "\\" in value or any(not p or p.startswith(".") or p != p.strip() for p in parts):
            raise ValueError("must be a path under the raw folder, such as atelier/rapport.txt, with no hidden part")
        name = parts[-1]
        if value in {METADATA_FILE, LOCK_FILE} or name.upper().startswith("README"):
            raise ValueError(f"{name} is never read as a report; choose another name")
        return value


class _Listing(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    sources: tuple[Listed, ...]


@dataclass(frozen=True)
class Result:
    """What became of one document; ``reason`` says what is wrong and what to do when it ``failed``."""

    path: str
    url: str
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True)
class Patience:
    """How long to try: ``attempts`` with waits growing from ``first_wait`` seconds, ``silence`` seconds without a byte, and
    ``whole`` seconds for one document."""

    attempts: int = 4
    first_wait: float = 1.0
    silence: float = 30.0
    whole: float = 600.0


class _Refused(Exception):
    """The answer is final and not what was asked for."""


class _Again(Exception):
    """The answer may be another one later; ``wait`` is what the server asked for, in seconds."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


def read_listing(path: Path, config: Config) -> tuple[Listed, ...]:
    """The documents that the YAML file at ``path`` lists. Raises ``ConfigError`` naming the entry and what is wrong."""
    try:
        given: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"cannot read the list of sources {path}: {error.strerror or error}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ConfigError(f"{path} is not plain YAML: {' '.join(str(error).split())}") from error
    try:
        listing = _Listing.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ConfigError(f"{path}: {where or 'sources'}: {first['msg']}") from error
    seen: set[str] = set()
    for entry in listing.sources:
        if not any(matches(entry.path, pattern) for pattern in config.patterns):
            raise ConfigError(f"{path}: {entry.path} fits none of the configured patterns and would never be read")
        key = entry.path.casefold()
        if key in seen:
            raise ConfigError(f"{path}: the path {entry.path} is listed twice")
        seen.add(key)
    return listing.sources


def fetch(
    listed: Sequence[Listed],
    raw: Path,
    config: Config,
    *,
    prune: bool = False,
    patience: Patience = Patience(),
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
) -> list[Result]:
    """Download what is new or changed of ``listed`` into ``raw``; ``prune`` removes fetched files that are listed no more.

    ``retrieved_at`` is the moment the present bytes were first seen, so an unchanged document stays unchanged in the dataset.
    Raises ``UsageError``/``GreffierError`` when the folder or the lock file cannot be used; a document's failure is a result.
    """
    try:
        raw.mkdir(parents=True, exist_ok=True)
        with _alone(raw):
            return _fetch_all(listed, raw, config, prune, patience, now)
    except OSError as error:
        raise GreffierError(f"cannot write to the raw folder {raw}: {error.strerror or error}") from error


def _fetch_all(
    listed: Sequence[Listed],
    raw: Path,
    config: Config,
    prune: bool,
    patience: Patience,
    now: Callable[[], dt.datetime],
) -> list[Result]:
    lock = raw / LOCK_FILE
    try:
        known = read_lock(lock.read_text(encoding="utf-8")) if lock.exists() else {}
    except (ValueError, OSError) as error:
        raise UsageError(
            f"{lock} cannot be read ({error}); restore it, or remove it to fetch everything anew"
        ) from error
    for left in raw.rglob(".*.[0-9]*.part"):  # of a fetch that died; we hold the lock
        left.unlink(missing_ok=True)
    results = []
    headers = {"User-Agent": f"greffier/{__version__}", "Accept": "text/plain, text/markdown;q=0.9, */*;q=0.1"}
    headers["Accept-Encoding"] = "identity"  # so that Content-Length speaks of the bytes we keep
    timeout = httpx.Timeout(patience.silence, connect=min(10.0, patience.silence))
    with httpx.Client(headers=headers, timeout=timeout, follow_redirects=True, max_redirects=_REDIRECTS) as client:
        for entry in listed:
            try:
                result, fetched = _fetch_one(client, entry, raw, known.get(entry.path), config, patience, now)
            except (_Refused, _Again, httpx.HTTPError, httpx.InvalidURL) as error:
                results.append(Result(entry.path, entry.url, "failed", _say(error)))
                continue
            except OSError as error:
                reason = f"cannot be written: {error.strerror or error}"
                results.append(Result(entry.path, entry.url, "failed", reason))
                continue
            results.append(result)
            if known.get(entry.path) != fetched:
                known[entry.path] = fetched
                write_lock(lock, known)
    wanted = {entry.path for entry in listed}
    for path in sorted(known.keys() - wanted):
        results.append(_unlisted(raw, path, known, prune))
        write_lock(lock, known)
    return results


def _say(error: Exception) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "the server did not answer in time; try again later"
    if isinstance(error, httpx.TooManyRedirects):
        return f"more than {_REDIRECTS} redirects; correct its url"
    if isinstance(error, httpx.ConnectError):
        return f"no connection: {error}"
    return " ".join(str(error).split()) or type(error).__name__


def _unlisted(raw: Path, path: str, known: dict[str, Fetched], prune: bool) -> Result:
    fetched = known[path]
    file = raw / path
    if not file.exists():
        del known[path]
        return Result(path, fetched.url, "removed")
    if not prune:
        return Result(path, fetched.url, "unlisted", "fetched before, listed no more; --prune removes it")
    if _checksum(file) != fetched.sha256:
        return Result(path, fetched.url, "failed", "listed no more, but edited since it was fetched; remove it by hand")
    file.unlink()
    del known[path]
    return Result(path, fetched.url, "removed")


# ------------------------------------------------------------------------------------------------------ one document
def _fetch_one(
    client: httpx.Client,
    entry: Listed,
    raw: Path,
    before: Fetched | None,
    config: Config,
    patience: Patience,
    now: Callable[[], dt.datetime],
) -> tuple[Result, Fetched]:
    target = raw / entry.path
    if not target.parent.resolve().is_relative_to(raw.resolve()) or target.is_symlink():
        raise _Refused(f"{entry.path} is or lies behind a symbolic link; remove the link")
    here = _checksum(target) if target.is_file() else None
    ours = before is not None and here == before.sha256
    same_place = before is not None and before.url == entry.url and (entry.sha256 is None or entry.sha256 == here)
    if before is not None and ours and same_place and entry.sha256 is not None:  # pinned, and already here
        return Result(entry.path, entry.url, "unchanged"), before.model_copy(update={"rights": entry.rights})
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name[:100]}.{os.getpid()}.part")
    try:
        answer = _download(client, entry, aside, before if ours and same_place else None, config, patience)
        if answer is None:  # 304
            assert before is not None
            return Result(entry.path, entry.url, "unchanged"), before.model_copy(update={"rights": entry.rights})
        sha256, headers = answer
        if entry.sha256 is not None and sha256 != entry.sha256:
            raise _Refused(
                f"its checksum is {sha256[:12]}..., not the listed {entry.sha256[:12]}...; check it, then list that"
            )
        unchanged = sha256 == here
        if here is not None and not ours and not unchanged:
            raise _Refused("a file of that name is there that was not fetched, or was edited since; move it away first")
        if not unchanged:
            with aside.open("rb") as stream:
                os.fsync(stream.fileno())
            aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)
    seen = before.retrieved_at if before is not None and unchanged and ours else now().replace(microsecond=0)
    fetched = Fetched(
        url=entry.url,
        sha256=sha256,
        etag=headers.get("etag"),
        last_modified=headers.get("last-modified"),
        retrieved_at=seen,
        rights=entry.rights,
    )
    outcome: Outcome = "unchanged" if unchanged else "new" if here is None else "changed"
    return Result(entry.path, entry.url, outcome), fetched


def _download(
    client: httpx.Client, entry: Listed, aside: Path, before: Fetched | None, config: Config, patience: Patience
) -> tuple[str, httpx.Headers] | None:
    """Checksum and headers of what was written to ``aside``, or None when the server says it has not changed."""
    conditions = {}
    if before is not None and before.etag:
        conditions["If-None-Match"] = before.etag
    if before is not None and before.last_modified:
        conditions["If-Modified-Since"] = before.last_modified
    deadline = time.monotonic() + patience.whole

    def worth_another_try(error: Exception) -> bool | float:
        if isinstance(error, _Again) and error.wait is not None:
            return error.wait
        again = (_Again, httpx.TimeoutException, httpx.NetworkError, httpx.RemoteProtocolError)
        return isinstance(error, again)

    attempts = stamina.retry_context(
        on=worth_another_try,
        attempts=patience.attempts,
        timeout=patience.whole,
        wait_initial=patience.first_wait,
        wait_jitter=patience.first_wait,
        wait_max=_LONGEST_WAIT,
    )
    for attempt in attempts:
        with attempt:
            return _request(client, entry, aside, conditions, config, deadline)
    raise AssertionError("stamina ends with an answer or an exception")  # pragma: no cover


def _request(
    client: httpx.Client, entry: Listed, aside: Path, conditions: dict[str, str], config: Config, deadline: float
) -> tuple[str, httpx.Headers] | None:
    with client.stream("GET", entry.url, headers=conditions) as answer:
        if entry.url.startswith("https:") and any(r.url.scheme != "https" for r in [*answer.history, answer]):
            raise _Refused("it redirects from https to plain http; list the final address if you trust it")
        if answer.status_code == 304 and conditions:
            return None
        if answer.status_code in _RETRIED:
            raise _Again(f"the server answers {answer.status_code}; try again later", _retry_after(answer.headers))
        if answer.status_code != 200:
            raise _Refused(f"the server answers {answer.status_code}; correct or remove its url")
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind and kind not in _TYPES:
            raise _Refused(
                f"it is {kind}, not plain text; list the address of a text, or convert it and add it by hand"
            )
        too_large = f"more than max_bytes = {config.max_bytes:,}; raise max_bytes if you want it"
        announced = answer.headers.get("content-length", "")
        if announced.isdigit() and int(announced) > config.max_bytes:
            raise _Refused(f"{int(announced):,} bytes, {too_large}")
        total, size = hashlib.sha256(), 0
        with aside.open("wb") as stream:
            for chunk in answer.iter_bytes():  # as they come: gathering them would wait on a slow server
                size += len(chunk)
                if size > config.max_bytes:
                    raise _Refused(f"it is {too_large}")
                if time.monotonic() > deadline:
                    raise _Refused("the server sends too slowly; try again later")
                total.update(chunk)
                stream.write(chunk)
        if size == 0:
            raise _Again("the server sends nothing; try again later")
        return total.hexdigest(), answer.headers


def _retry_after(headers: httpx.Headers) -> float | None:
    value = headers.get("retry-after", "")
    return min(float(value), _LONGEST_WAIT) if value.isdigit() else None


def _checksum(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def _alone(raw: Path) -> Iterator[None]:
    lock = FileLock(raw / ".fetch.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise GreffierError(f"another greffier is fetching into {raw}; wait for it to end") from error
    try:
        yield
    finally:
        lock.release()
