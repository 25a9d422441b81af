"""Titles run into a paragraph: ``Renforcer la coopération. Tout en reconnaissant ...``"""

from __future__ import annotations

import re
from typing import Literal

from pipeline.layout.verbs import has_verb, starts_with_infinitive

_LONGEST = 10
_DEMANDS = re.compile(r"\b(?:nécessité|besoin|importance|obligation|appel|urgence)\b")


def run_in(text: str) -> Literal["action", "nominal"] | None:
    """What the first sentence of a paragraph is when it is a title run in: an action, or a mere name; else ``None``."""
    if not text.endswith(".") or text.endswith("etc."):
        return None
    if starts_with_infinitive(text):
        return "action"
    if len(text.split()) <= _LONGEST and not has_verb(text) and not _DEMANDS.search(text) and "," not in text:
        return "nominal"
    return None
