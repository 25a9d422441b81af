"""What a title says its section is."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.identifiers import fold
from pipeline.records import SectionKind
from pipeline.resources import lexicon


@lru_cache(maxsize=1)
def _kinds() -> list[tuple[SectionKind, re.Pattern[str]]]:
    return [(kind, re.compile(pattern)) for kind, pattern in lexicon("section_titles")]


# « Domaine 2 – Mobilité », « Axe stratégique III : ... »
_COUNTED_TITLE = re.compile(
    r"(?P<word>[A-ZÀ-Þ][^\W\d_]{2,}(?:[ -][^\W\d_]+)?) (?:n° ?)?(?:\d{1,2}|[IVX]{1,4}|[A-H])(?: ?[–—:.]| -) (?=[^\W\d_«]|[LD][’'])"
)


def counted_title(text: str) -> str | None:
    """The word that counts titles, where ``text`` begins with it, a number and a sign; else ``None``."""
    found = _COUNTED_TITLE.match(text)
    return found["word"] if found is not None and len(text) <= 200 else None


_ACCOUNT = re.compile(
    r"(?:compte[ -]rendu|rapport|proc[èe]s[ -]verbal|r[ée]sum[ée]|synth[èe]se|relev[ée]|conclusions|actes)(?: [^\W\d]+){0,2} "
    r"(?:de la|du|des|de|de l[’']\w+) (?=[^\W\d])",
    re.IGNORECASE,
)


def account_of(text: str) -> bool:
    """``Procès-verbal de la réunion du 12 mai 2024``: what the document is, however short, and no date line."""
    return _ACCOUNT.match(text) is not None


_ANNEX = re.compile(r"^(?:annexes?|appendice)(?: (?:[ivx]+|\d{1,2}|[a-h]))? ")


@lru_cache(maxsize=1024)
def kind_of_title(title: str) -> SectionKind | None:
    """The kind a title names, or ``None``. Many passes over a document ask this of the same lines."""
    folded = fold(title)
    if len(folded.split()) > 16:
        return None
    # « Annexe 2 : Programme » is a programme.
    inside = _ANNEX.sub("", folded)
    if inside and inside != folded:
        return kind_of_title(inside) or "annex"
    return next((kind for kind, pattern in _kinds() if pattern.search(folded)), None)
