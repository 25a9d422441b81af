"""What a run will read: the sources, and the key of each of their results.

A document passes load -> segment -> ner -> classify; each result is stored under a key made of the source bytes, the stage's
code, lexicons and weights, the settings it reads and the model, so that only what changed is ever done again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Protocol

from pipeline import language, sources, stored_sources
from pipeline.config import Config
from pipeline.corrections.lines import Corrections, read_corrections
from pipeline.errors import Unreadable, UsageError
from pipeline.fingerprint import fingerprint
from pipeline.identifiers import doc_id
from pipeline.records import Entities, Facts, Labelled, Record, Reject, Segmented, Source
from pipeline.storage import Address, Folder

STAGES = ("load", "segment", "ner", "classify")
MODULES = {
    "load": "pipeline.stages.load",
    "segment": "pipeline.stages.segment",
    "ner": "pipeline.stages.entities",
    "classify": "pipeline.stages.classify",
    "write": "pipeline.stages.publish",
}
RESULTS: dict[str, type[Record]] = {"load": Source, "segment": Segmented, "ner": Entities, "classify": Labelled}


class Readable(Protocol):
    """What a source is read from: a path, an address, bytes sent along."""

    def open(self, mode: str) -> IO[Any]: ...


@dataclass(frozen=True)
class Job:
    """One source file and the keys of its results."""

    path: str
    file: Readable
    sha256: str
    n_bytes: int
    given: Facts
    keys: Mapping[str, str]


@dataclass(frozen=True)
class Plan:
    """What a run will read: jobs in path order, and what was turned away before decoding."""

    jobs: tuple[Job, ...]
    rejects: tuple[Reject, ...]
    model: str
    corrections: Corrections = field(default_factory=Corrections)


def plan(raw: Folder, config: Config, corrections: Path | None = None, interim: Path | None = None) -> Plan:
    """Find and hash the sources under ``raw`` and work out the key of each of their results; read the folder ``corrections``.

    ``interim`` keeps the hashes of sources in object storage, so that unchanged ones are not read again.
    Raises ``UsageError`` when ``raw`` or ``corrections`` is no folder, ``ModelMissing`` when the spaCy model is not installed.
    """
    if not raw.is_dir():
        raise UsageError(f"the raw folder {raw} does not exist; give the folder of your reports with --raw")
    model = language.choose(config.model)
    measured: Mapping[str, stored_sources.Measured | Unreadable] = {}
    if isinstance(raw, Address):
        found, stats = stored_sources.find(raw, config.patterns)
        measured = stored_sources.measure(raw, found, stats, config.max_bytes, interim)
    else:
        found = sources.find_sources(raw, config.patterns)
    rejects = list(found.rejects)
    given: dict[str, Facts] = {}
    metadata = raw / sources.METADATA_FILE
    if metadata.is_file():
        try:
            given, more = sources.read_metadata(metadata.read_text(encoding="utf-8-sig"), list(found.files))
            rejects.extend(more)
        except (OSError, UnicodeDecodeError) as error:
            reason = f"cannot be read as UTF-8 text: {error}"
            rejects.append(sources.reject(sources.METADATA_FILE, "load", "metadata_invalid", reason))
    fetched: dict[str, sources.Fetched] = {}
    lock = raw / sources.LOCK_FILE
    if lock.is_file():
        try:
            fetched = sources.read_lock(lock.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            reason = f"cannot be read: {error}; restore it or run `greffier fetch` anew"
            rejects.append(sources.reject(sources.LOCK_FILE, "load", "metadata_invalid", reason))
    reads = _reads(model)
    jobs: list[Job] = []
    first_with: dict[str, str] = {}
    named: dict[str, str] = {}
    for path, file in found.files.items():
        try:
            size, sha256 = _measured(file, config.max_bytes) if isinstance(file, Path) else _or_raise(measured[path])
            if size > config.max_bytes:
                reason = f"{size:,} bytes, more than max_bytes = {config.max_bytes:,}; split it or raise max_bytes"
                raise Unreadable("too_large", reason)
        except Unreadable as error:
            rejects.append(sources.reject(path, "load", error.code, error.reason))
            continue
        except OSError as error:
            reason = f"cannot be read: {error.strerror or error}; check its permissions"
            rejects.append(sources.reject(path, "load", "unreadable", reason))
            continue
        if (first := named.setdefault(doc_id(path), path)) != path:  # files of one name in very many folders
            reason = f"its identifier {doc_id(path)} is already that of {first}; rename the file"
            rejects.append(sources.reject(path, "load", "same_name", reason))
            continue
        if sha256 in first_with and size:
            reason = f"the same bytes as {first_with[sha256]}; remove one of the two"
            rejects.append(sources.reject(path, "load", "duplicate", reason))
            continue
        first_with[sha256] = path
        facts = given.get(path, Facts())
        if path in fetched:
            if fetched[path].sha256 == sha256:
                facts = fetched[path].complete(facts)
            else:  # its address and date would be claims about other bytes
                reason = f"{path} was edited since it was fetched: no address is given for it; fetch it again or use metadata.csv"
                rejects.append(sources.reject(f"{sources.LOCK_FILE}:{path}", "load", "metadata_unmatched", reason))
        jobs.append(Job(path, file, sha256, size, facts, _keys(path, sha256, facts, config, reads)))
    corrected = read_corrections(corrections)
    rejects.extend(corrected.rejects)
    rejects.sort(key=lambda r: (r.path, r.code))
    return Plan(tuple(jobs), tuple(rejects), model, corrected)


def _measured(file: Path, max_bytes: int) -> tuple[int, str]:
    """Size and hash; what is longer than ``max_bytes`` is not read."""
    size = file.stat().st_size
    if size > max_bytes:
        return size, ""
    with file.open("rb") as stream:
        return size, hashlib.file_digest(stream, "sha256").hexdigest()


def _or_raise(found: stored_sources.Measured | Unreadable) -> tuple[int, str]:
    if isinstance(found, Unreadable):
        raise found
    return found


def _keys(path: str, sha256: str, given: Facts, config: Config, reads: Mapping[str, str]) -> dict[str, str]:
    """The key of each stage's result and, as ``write``, of the document's rows: each covers the keys before it."""
    read = [path, sha256, given.model_dump(mode="json", exclude_none=True), config.language, config.max_bytes]
    before = json.dumps(read, sort_keys=True)
    keys: dict[str, str] = {}
    for stage, what in reads.items():
        before = hashlib.sha256(f"{before}\n{what}".encode()).hexdigest()[:32]
        keys[stage] = before
    return keys


def _reads(model: str) -> dict[str, str]:
    """What each stage reads beside the document, hashed once for all documents."""
    more: dict[str, list[Any]] = {
        "ner": [model, language.version_of(model), fingerprint("pipeline.language")],
        "write": [fingerprint("pipeline.columns")],
    }
    return {
        stage: hashlib.sha256(
            json.dumps([stage, fingerprint(module), more.get(stage, [])], sort_keys=True).encode()
        ).hexdigest()
        for stage, module in MODULES.items()
    }
