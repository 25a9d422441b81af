"""Signs of furniture: the words and signs by which an imprint, a caption, a notice, the frame of a web page are told.

``configs/lexicons/layout.yaml`` lists them. Most lines bear none: ``telling`` finds those that may without trying every pattern on
every line.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

from pipeline.layout.lines import Line
from pipeline.resources import lexicon

KINDS = ("imprint", "contact", "distribution", "masthead", "caption", "web", "notice", "source", "figure")
_TOKENS = re.compile(r"\\.|\[\^?\]?[^\]]*\]|[+*?]|\{[^}]*\}|.")


@lru_cache(maxsize=1)
def patterns() -> dict[str, re.Pattern[str]]:
    """By kind of sign the pattern that finds any of them; ``contents`` matches the title of a table of contents."""
    data = lexicon("layout")
    return {**{k: _any_of(data[k]) for k in KINDS}, "contents": re.compile(data["contents"])}


@lru_cache(maxsize=1)
def _at_borders() -> tuple[re.Pattern[str], list[tuple[str, re.Pattern[str]]]]:
    """A pattern for all signs that open a line; of each other sign what it has in it, and its pattern."""
    every = list(dict.fromkeys(p for k in KINDS for p in lexicon("layout")[k]))
    inside = [(needed(p), re.compile(p)) for p in every if not p.startswith("^")]
    return _any_of([p for p in every if p.startswith("^")]), inside


def _any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    """Matches where one of ``patterns`` does. Those that begin at a border are tried only there: most places are none."""
    branches = []
    for border in ("^", r"\b"):
        if begun := [p.removeprefix(border) for p in patterns if p.startswith(border)]:
            branches.append(border + "(?:" + "|".join(f"(?:{p})" for p in begun) + ")")
    branches += [f"(?:{p})" for p in patterns if not p.startswith(("^", r"\b"))]
    return re.compile("|".join(branches))


def needed(pattern: str) -> str:
    """The rarest plain text that whatever ``pattern`` matches has in it, a long one or a sign; empty where there is none."""
    runs, depth = [""], 0
    for token in _TOKENS.findall(pattern):
        if token in "()":
            depth += 1 if token == "(" else -1
            runs.append("")
        elif token == "|" and not depth:
            return ""
        elif token[0] in "?*{":
            runs[-1:] = [runs[-1][:-1], ""]  # what stands before it need not be there
        elif token[0] in "+[.^$" or (token[0] == "\\" and token[1].isalnum()):
            runs.append("")
        elif not depth:
            runs[-1] += token[-1]
    return max(runs, key=lambda run: len(run) if run.isalpha() else 3 * len(run))


def telling(lines: Sequence[Line]) -> set[int]:
    """Lines where any sign of furniture may stand."""
    opening, inside = _at_borders()
    begun = opening.match
    out = set()
    for i, line in enumerate(lines):
        bare = line.text.lstrip("*_ ")
        if line.size <= 60:
            bare = bare.replace("**", "")
        if begun(bare) or (len(bare) != line.size and begun(line.text)):
            out.add(i)
    ends = list(itertools.accumulate(line.size + 1 for line in lines))
    text = "\n".join([line.text for line in lines])
    for letters, sign in inside:
        at = text.find(letters)
        while at >= 0:
            i = bisect_right(ends, at)
            if i not in out and sign.search(lines[i].text):
                out.add(i)
            at = text.find(letters, ends[i])
    return out
