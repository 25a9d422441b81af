"""Places that are no folder of this machine: object storage and whatever else fsspec has an address for.

``place`` turns what a user writes into a ``Path`` or an ``Address``; code that only reads takes either, since an ``Address`` has
the methods of a path it needs. The only module that knows fsspec, which is imported when an address is first used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path, PurePosixPath
from typing import IO, Any, NamedTuple

from pipeline.errors import GreffierError, UsageError

_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]+)://")
_EXTRAS = {"s3": "s3", "s3a": "s3", "gs": "gcs", "gcs": "gcs", "abfs": "azure", "abfss": "azure", "az": "azure"}


class StorageError(GreffierError):
    """A storage cannot be reached or refuses."""


class Stat(NamedTuple):
    """What is known of an object; ``version`` changes with its bytes, and is empty where the storage tells nothing of the kind."""

    st_size: int
    version: str = ""


def place(text: str | Path) -> Folder:
    """A folder of this machine (``data/raw``, ``file:///data/raw``) or an ``Address`` (``s3://bucket/raw``)."""
    found = _ADDRESS.match(str(text))
    if not found:
        return Path(text)
    if found[1] in {"file", "local"}:
        return Path(str(text)[found.end() :])
    return Address(str(text))


def here(text: str | Path) -> Path:
    """A folder of this machine. Raises ``UsageError`` for any other address."""
    found = place(text)
    if isinstance(found, Address):
        raise UsageError(f"{found} is an address; this must be a folder of this machine")
    return found


@cache
def _filesystem(protocol: str, address: str) -> Any:
    """The file system an address belongs to. ``address`` may choose it: for some storages the account is part of it."""
    extra = _EXTRAS.get(protocol, "s3")
    try:
        import fsspec

        # What other processes write must be seen: no list of a folder is kept.
        return fsspec.core.url_to_fs(address, use_listings_cache=False)[0]
    except ImportError as error:
        raise UsageError(f"addresses {protocol}://... need an extra: run `pip install 'greffier[{extra}]'`") from error
    except ValueError as error:
        raise UsageError(f"there is no storage {protocol}://: {error}") from error


@contextmanager
def _reached(url: str) -> Iterator[None]:
    """What the libraries of the storages raise becomes one line, but for the system's own errors."""
    try:
        yield
    except (OSError, GreffierError):
        raise
    except Exception as error:
        what = " ".join(str(error).split())[:200] or type(error).__name__
        raise StorageError(
            f"{url}: {what}; check the address, the network and the credentials, then run again"
        ) from error


class Address:
    """A place in a storage, with the methods of a ``Path`` that reading takes. Two of the same text are equal."""

    def __init__(self, url: str) -> None:
        head, separator, rest = url.partition("://")
        self.url = f"{head}{separator}{rest.rstrip('/')}"

    def __str__(self) -> str:
        return self.url

    def __repr__(self) -> str:
        return f"Address({self.url!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Address) and other.url == self.url

    def __hash__(self) -> int:
        return hash(self.url)

    def __lt__(self, other: Address) -> bool:
        return self.url < other.url

    def __truediv__(self, name: str) -> Address:
        return Address(f"{self.url}/{name}")

    @property
    def name(self) -> str:
        return self.url.rpartition("/")[2]

    @property
    def suffix(self) -> str:
        return PurePosixPath(self.name).suffix

    @property
    def parent(self) -> Address:
        return Address(self.url.rpartition("/")[0])

    @property
    def fs(self) -> Any:
        """The fsspec file system; ``path`` is this place in it."""
        protocol, _, rest = self.url.partition("://")
        return _filesystem(protocol, f"{protocol}://{rest.partition('/')[0]}")

    @property
    def path(self) -> str:
        return str(self.fs._strip_protocol(self.url))

    def resolve(self) -> Address:
        return self

    def is_relative_to(self, other: Address) -> bool:
        return self == other or self.url.startswith(f"{other.url}/")

    def exists(self) -> bool:
        with _reached(self.url):
            return bool(self.fs.exists(self.path))

    def is_file(self) -> bool:
        with _reached(self.url):
            return bool(self.fs.isfile(self.path))

    def is_dir(self) -> bool:
        with _reached(self.url):
            return bool(self.fs.isdir(self.path))

    def stat(self) -> Stat:
        with _reached(self.url):
            return _stat(self.fs.info(self.path))

    def open(self, mode: str = "rb") -> IO[bytes]:
        with _reached(self.url):
            stream: IO[bytes] = self.fs.open(self.path, mode)
            return stream

    def read_bytes(self) -> bytes:
        with _reached(self.url):
            return bytes(self.fs.cat_file(self.path))

    def read_text(self, encoding: str = "utf-8") -> str:
        return self.read_bytes().decode(encoding)

    def write_bytes(self, data: bytes, **conditions: Any) -> None:
        """Write the object in one request. ``conditions`` are the storage's own."""
        with _reached(self.url):
            self.fs.pipe_file(self.path, data, **conditions)

    def glob(self, pattern: str) -> Iterator[Address]:
        """What lies directly below and has a name that fits."""
        with _reached(self.url):
            names = [str(path).rstrip("/").rpartition("/")[2] for path in self.fs.ls(self.path, detail=False)]
        return (self / name for name in names if fnmatchcase(name, pattern))

    def iterdir(self) -> Iterator[Address]:
        return self.glob("*")

    def files(self) -> dict[str, Stat]:
        """Every object below, by its path from here, in path order."""
        with _reached(self.url):
            try:
                listed: Mapping[str, Any] = self.fs.find(self.path, detail=True)
            except FileNotFoundError:
                return {}
        start = len(self.path.rstrip("/")) + 1
        return {path[start:]: _stat(info) for path, info in sorted(listed.items()) if path[start:]}

    def read_many(self, names: Sequence[str]) -> dict[str, bytes | Exception]:
        """The bytes of objects below, fetched at the same time; what failed stands as its error."""
        if not names:
            return {}
        paths = {str((self / name).path): name for name in names}
        with _reached(self.url):
            found: Mapping[str, Any] = self.fs.cat(list(paths), on_error="return")
        return {paths[path]: data for path, data in found.items()}

    def upload(self, folder: Path, names: Sequence[str]) -> None:
        """Copy files from below ``folder`` to here, several at a time."""
        with _reached(self.url):
            self.fs.put([str(folder / name) for name in names], [(self / name).path for name in names])

    def remove(self) -> None:
        """Remove the object, or all below."""
        with _reached(self.url):
            self.fs.rm(self.path, recursive=True)

    def age(self, now: float) -> float:
        """Seconds since the object was written; 0 where the storage does not say."""
        try:
            with _reached(self.url):
                return now - float(self.fs.modified(self.path).timestamp())
        except (NotImplementedError, OSError, GreffierError):
            return 0.0


Folder = Path | Address


def _stat(info: Mapping[str, Any]) -> Stat:
    return Stat(
        int(info.get("size") or 0),
        str(info.get("ETag") or info.get("etag") or info.get("content_hash") or "").strip('"'),
    )
