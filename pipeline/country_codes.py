"""Codes that stand for countries in a document that uses them so: `KEN fait observer ...`, `Appui de PHL et de CHE`.

Capitals are countries only where the document says or shows it: it defines several (`Allemagne (DEU)`), or several ISO
alpha-3 codes head its sentences as their subjects. Offsets are those of each unit's text, end exclusive.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from pipeline.countries import CountryHit, table

_LEAST = 3  # distinct codes by which a document shows its use
_DEFINED = re.compile(r" \((?P<code>[A-Z]{2,4})\)")
_CODE = re.compile(r"(?<![\w’'./-])[A-Z]{2,4}(?![\w’'/-])")
# At the head of a sentence or after a theme and a colon, without article, then a verb, a colon, the next cell or another code.
_HEAD = re.compile(
    r"(?:^|: )\W*(?P<codes>[A-Z]{3}(?:(?:, | et |, et )[A-Z]{3})*)"
    r"(?= ?[:|] ?\S| \([^()]{2,40}\) ?[:|]| (?:ne |n[’']|se |s[’'])?[a-zà-ÿ]{3,}|, [a-zà-ÿ])"
)


def find_codes(
    texts: Sequence[str], countries: Sequence[Sequence[CountryHit]], taken: Collection[str]
) -> list[list[CountryHit]]:
    """The codes of each unit that stand for a country; ``taken``: acronyms that the document expands otherwise."""
    known = {c.iso3 for c in table()} - set(taken)
    stands: dict[str, str] = {}
    for text, row in zip(texts, countries, strict=True):
        for hit in row:
            m = _DEFINED.match(text, hit.end) if hit.form == "name" else None
            if m is not None and m["code"] not in taken:
                stands.setdefault(m["code"], hit.iso3)
    if len(stands) < _LEAST:
        shown = {
            code
            for text in texts
            if not text.isupper() and (m := _HEAD.match(text) or _HEAD.search(text, 0, 80))
            for code in re.findall(r"[A-Z]{3}", m["codes"])
        }
        if len((shown & known) | stands.keys()) < _LEAST:
            return [[] for _ in texts]
    for code in sorted(known):
        stands.setdefault(code, code)
    out: list[list[CountryHit]] = []
    for text, row in zip(texts, countries, strict=True):
        hits = []
        if not text.isupper():
            for m in _CODE.finditer(text):
                iso3 = stands.get(m.group())
                if iso3 is not None and not any(c.start < m.end() and m.start() < c.end for c in row):
                    hits.append(CountryHit(m.start(), m.end(), iso3, "name"))
        out.append(hits)
    return out
