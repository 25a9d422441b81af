"""Titles run into a paragraph: ``Renforcer la coopération. Tout en reconnaissant ...``"""

from __future__ import annotations

import re
from typing import Literal

from pipeline.layout.verbs import has_verb

_LONGEST = 10
_INFINITIVE = re.compile(
    r"^(?:(?:Se|S['’]|Ne pas|N['’]|Mieux|Continuer (?:de|à))\s?)?\w{2,}(?:er|ir|re|oir)\b", re.IGNORECASE
)
_NOT_INFINITIVE = re.compile(
    r"^(?:premier|dernier|particulier|notre|votre|autre|outre|contre|entre|autre|cadre|lettre|titre|centre|membre|"
    r"chambre|avenir|février|"
    r"janvier|octobre|septembre|novembre|décembre|papier|foyer|atelier|calendrier|dossier|financier|chapitre|"
    r"registre|offre|être|mer|pouvoir|espoir|rire|"
    r"ministre|maire|commissaire|libre|hier|encore|guerre|terre|manière|frontière|matière|carrière|filière|"
    r"infirmière)\b",
    re.IGNORECASE,
)
_DEMANDS = re.compile(r"\b(?:nécessité|besoin|importance|obligation|appel|urgence)\b")


def starts_with_infinitive(text: str) -> bool:
    """The sentence opens like an instruction: ``Etablir``, ``S’assurer``, ``Ne pas opposer``."""
    return _INFINITIVE.match(text) is not None and _NOT_INFINITIVE.match(text) is None


def run_in(text: str) -> Literal["action", "nominal"] | None:
    """What the first sentence of a paragraph is when it is a title run in: an action, or a mere name; else ``None``."""
    if not text.endswith(".") or text.endswith("etc."):
        return None
    if starts_with_infinitive(text):
        return "action"
    if len(text.split()) <= _LONGEST and not has_verb(text) and not _DEMANDS.search(text) and "," not in text:
        return "nominal"
    return None
