"""Words per CPU second of each stage and of the whole job against plain spaCy, interleaved in one run (`make bench`).

Every contender reads the same texts in the same process, model loading apart, round after round, so that a machine that slows
down slows them all; ratios are taken round by round. Prints a table, writes the figures as JSON.
"""

from __future__ import annotations

import argparse
import gc
import json
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pipeline import language
from pipeline.artefacts import ArtefactStore
from pipeline.config import read_config
from pipeline.records import Source
from pipeline.runner import assembly, planning
from pipeline.runner.tabulation import tabulate
from pipeline.stages.classify import classify
from pipeline.stages.entities import extract
from pipeline.stages.load import load
from pipeline.stages.segment import segment

ROOT = Path(__file__).resolve().parents[2]


def corpus(folders: Sequence[Path], copies: int, where: Path) -> Path:
    """``copies`` of every report under distinct names; each copy's bytes differ too, or it would be a duplicate."""
    raw = where / "raw"
    raw.mkdir()
    for folder in folders:
        for path in sorted([*folder.glob("*.txt"), *folder.glob("*.md")]):
            for n in range(copies):
                text = path.read_text(encoding="utf-8")
                (raw / f"{path.stem}-{n:04d}{path.suffix}").write_text(
                    f"{text}\nExemplaire numéro {n + 1}.\n", encoding="utf-8"
                )
    return raw


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """CPU seconds of this process, all threads: what else runs on the machine takes no part in it."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def processes(command: Sequence[str | Path]) -> dict[str, float]:
    """Wall and CPU seconds of a process."""
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([str(part) for part in command], check=True, cwd=ROOT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return {"wall": time.perf_counter() - start, "cpu": cpu}


def one_round(raw: Path, where: Path, recogniser: language.Recogniser, plain: Any, ner_alone: Any) -> dict[str, float]:
    """Seconds of each contender over the corpus, in turn."""
    config = read_config()
    files = sorted(raw.iterdir())
    seconds: dict[str, float] = {}
    seconds["load"], sources = timed(lambda: [load(p.name, p.read_bytes(), config) for p in files])
    seconds["segment"], segmented = timed(lambda: [segment(s) for s in sources])
    seconds["spaCy ner inside"], spans = timed(lambda: [recogniser.spans([u.text for u in s.units]) for s in segmented])
    triples = list(zip(sources, segmented, spans, strict=True))
    seconds["entities"], entities = timed(lambda: [extract(a, b, c) for a, b, c in triples])
    pairs = list(zip(segmented, entities, strict=True))
    seconds["classify"], labelled = timed(lambda: [classify(a, b) for a, b in pairs])
    planned = planning.plan(raw, config)
    store = ArtefactStore(where / "interim")
    results = {s.path: (s, b, e, lab) for s, b, e, lab in zip(sources, segmented, entities, labelled, strict=True)}

    def put() -> None:
        for job in planned.jobs:
            for stage, result in zip(planning.STAGES, results[job.path], strict=True):
                store.put(stage, job.keys[stage], result)

    seconds["store"], _ = timed(put)
    jobs = {job.path: job for job in planned.jobs}

    def rows() -> None:
        for path, of_document in results.items():
            tabulate(store, jobs[path], dict(zip(planning.STAGES, of_document, strict=True)))

    seconds["rows"], _ = timed(rows)
    with tempfile.TemporaryDirectory(dir=where) as out:
        seconds["write"], _ = timed(
            lambda: assembly.write_dataset(planned, [], where / "interim", Path(out) / "out", config)
        )
    seconds["whole job"] = sum(seconds.values())
    paragraphs = paragraphs_of(sources)
    seconds["plain spaCy, all components"], _ = timed(lambda: sum(1 for _ in plain.pipe(paragraphs)))
    seconds["plain spaCy, ner alone"], _ = timed(lambda: sum(1 for _ in ner_alone.pipe(paragraphs)))
    return seconds


def paragraphs_of(sources: Sequence[Source]) -> list[str]:
    return [" ".join(p.split()) for s in sources for p in s.text.replace("\r\n", "\n").split("\n\n") if p.strip()]


_PLAIN = """
import sys, spacy
from pathlib import Path
nlp = spacy.load(sys.argv[1])
texts = [p.read_text(encoding="utf-8") for p in sorted(Path(sys.argv[2]).iterdir())]
for _ in nlp.pipe(" ".join(p.split()) for t in texts for p in t.split("\\n\\n") if p.strip()):
    pass
"""


def as_processes(raw: Path, where: Path, model: str) -> dict[str, dict[str, float]]:
    """Processes in turn: plain spaCy with its loading, a first run, a second one that finds nothing to do."""
    folders: list[str | Path] = ["--raw", raw, "--out", where / "o", "--interim", where / "i"]
    run = [sys.executable, "-m", "pipeline", "run", "--quiet", "--workers", "1", *folders]
    return {
        "plain spaCy, cold": processes([sys.executable, "-c", _PLAIN, model, raw]),
        "first run, cold": processes(run),
        "unchanged rerun": processes(run),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--copies", type=int, default=4)
    parser.add_argument(
        "--raw", type=Path, action="append", help="folders to read; default data/raw and ../shared/corpus"
    )
    parser.add_argument("--json", type=Path, default=Path("build/bench.json"))
    args = parser.parse_args()
    import spacy

    folders = args.raw or [p for p in (ROOT / "data" / "raw", ROOT.parent / "shared" / "corpus") if p.is_dir()]
    name = language.choose("auto")
    recogniser = language.Recogniser(name)
    plain = spacy.load(name)
    ner_alone = spacy.load(name, exclude=[p for p in plain.pipe_names if p not in {"ner", "tok2vec"}])
    if all("listener" not in n.name for n in ner_alone.get_pipe("ner").model.walk()):
        ner_alone.disable_pipe("tok2vec")
    # As in a run, where the one model's objects are frozen: else whoever makes objects pays for looking through the others' models.
    gc.freeze()
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        raw = corpus(folders, args.copies, where)
        words = sum(len(p.read_text(encoding="utf-8").split()) for p in raw.iterdir())
        rounds = [one_round(raw, where, recogniser, plain, ner_alone) for _ in range(args.rounds + 1)][1:]
        whole = as_processes(raw, where, name)
    figures = {
        "machine": {"python": platform.python_version(), "system": platform.platform(), "cpu": platform.processor()},
        "model": f"{name} {language.version_of(name)}",
        "words": words,
        "words_per_second": {
            key: {
                "min": round(words / max(r[key] for r in rounds)),
                "median": round(words / statistics.median(r[key] for r in rounds)),
                "max": round(words / min(r[key] for r in rounds)),
            }
            for key in rounds[0]
        },
        "whole job against": {
            key: _spread([r[key] / r["whole job"] for r in rounds])
            for key in ("plain spaCy, all components", "plain spaCy, ner alone")
        },
        "processes": {k: {what: round(s, 2) for what, s in of.items()} for k, of in whole.items()},
        "peak memory MiB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    print(f"{words:,} words, {args.rounds} rounds, {figures['model']}")
    print(f"{'words per second':<32}{'min':>10}{'median':>10}{'max':>10}")
    for key, row in figures["words_per_second"].items():
        print(f"{key:<32}{row['min']:>10,}{row['median']:>10,}{row['max']:>10,}")
    for key, row in figures["whole job against"].items():
        print(f"whole job is {row['median']:.2f} times {key} ({row['min']:.2f}-{row['max']:.2f})")
    for key, value in figures["processes"].items():
        print(f"{key}: {value['wall']:.2f} s, {value['cpu']:.2f} s of CPU")
    print(f"peak memory: {figures['peak memory MiB']} MiB")
    args.json.parent.mkdir(parents=True, exist_ok=True)
    args.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def _spread(values: Sequence[float]) -> dict[str, float]:
    return {"min": round(min(values), 3), "median": round(statistics.median(values), 3), "max": round(max(values), 3)}


if __name__ == "__main__":
    main()
