"""Every report of ``reports.txt`` through the stages: the bodies a reader of the report would mark, and no others."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from pipeline.config import read_config
from pipeline.language import Recogniser
from pipeline.stages.entities import extract
from pipeline.stages.load import load
from pipeline.stages.segment import segment

FILE = Path(__file__).with_name("reports.txt")
_MARK = re.compile(r"\[(\??)([^\]=]+)(?:=([^\]]+))?\]")


class Report(NamedTuple):
    title: str
    text: str
    marks: tuple[tuple[int, int, str], ...]  # start, end, identifier or an empty string
    optional: tuple[tuple[int, int], ...]


def reports() -> list[Report]:
    out = []
    for part in FILE.read_text(encoding="utf-8").split("\n----\n"):
        if "\n= " not in f"\n{part}":
            continue
        title, _, marked = part[part.index("= ") + 2 :].partition("\n")
        text, marks, optional, at = "", [], [], 0
        for m in _MARK.finditer(marked):
            text += marked[at : m.start()]
            place = (len(text), len(text) + len(m[2]))
            if m[1]:
                optional.append(place)
            else:
                marks.append((*place, m[3] or ""))
            text += m[2]
            at = m.end()
        out.append(Report(title, text + marked[at:] + "\n", tuple(marks), tuple(optional)))
    return out


def judge(report: Report, recogniser: Recogniser) -> list[str]:
    """What is wrong, in words; empty when nothing is."""
    source = load("report.txt", report.text.encode(), read_config())
    segmented = segment(source)
    entities = extract(source, segmented, recogniser.spans([u.text for u in segmented.units]))
    found = {
        (m.start, m.end): m.organisation_id
        for m in entities.mentions
        if m.kind == "organisation" and not any(a < m.end and m.start < b for a, b in report.optional)
    }
    text = report.text
    wanted = {(start, end): key for start, end, key in report.marks}
    wrong = [f"missed {text[a - 25 : a]}[{text[a:b]}]" for a, b in wanted if (a, b) not in found]
    wrong += [f"wrong {text[max(0, a - 25) : a]}[{text[a:b]}]" for a, b in found if (a, b) not in wanted]
    wrong += [
        f"{text[a:b]} is {found[a, b]}" for (a, b), key in wanted.items() if key and found.get((a, b), key) != key
    ]
    return wrong


@pytest.mark.parametrize("report", reports(), ids=lambda r: r.title)
def test_report(report: Report, recogniser: Recogniser) -> None:
    assert not judge(report, recogniser)
