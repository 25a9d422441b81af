"""Programme lines told by their words: moderators, speakers, days, the end."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from pipeline.identifiers import fold
from pipeline.layout.endings import terminal
from pipeline.resources import lexicon

_HONORIFIC = (
    r"(?:S\.\s?E\.|S\.\s?Exc\.|Son Excellence|M\.|MM\.|Mme|Mlle|Dr|Pr|Prof\.|Mgr|Me|Sir|Général|Colonel|H\.E\.|"
    r"Ms\.?|Mr\.?)\s+"
)
_TOKEN = (
    r"(?:[A-ZÀ-Þ][\w’'.-]*|d[aeiou]s?|del|della|von|van|den|der|el|al|bin|ben|ould|de|di|du|la|y|e)(?:\s|"
    r"(?=[,(–—:-]|$))"
)
_NAME = re.compile(rf"^(?:(?:{_HONORIFIC})*(?:{_TOKEN}){{2,7}}|(?:{_HONORIFIC})+{_TOKEN})(?:\s*(?:[,(–—:-]|\. \.|$))")


@lru_cache(maxsize=1)
def patterns() -> dict[str, re.Pattern[str]]:
    """The compiled patterns of the layout lexicon that tell titles and programme lines."""
    data = lexicon("layout")
    return {
        k: re.compile(data[k])
        for k in (
            "numbered_titles",
            "session_titles",
            "moderator",
            "speaker",
            "agenda_lines",
            "closing_lines",
            "day_titles",
        )
    }


def role_of(text: str) -> tuple[Literal["moderator", "speaker"], int] | None:
    """``Modérateur : ...`` / ``Orateurs :``: the part, and how many characters its name takes."""
    if not text or not text[0].isupper():
        return None
    for part in ("moderator", "speaker"):
        if found := patterns()[part].match(text):
            return part, found.end()
    return None


def day_title(text: str) -> bool:
    """``PREMIERE JOURNEE``, ``Mardi 18 avril 2017``."""
    return len(text) <= 60 and patterns()["day_titles"].match(fold(text)) is not None


def closing_line(text: str) -> bool:
    """``Fin de l’atelier``."""
    return len(text) <= 60 and patterns()["closing_lines"].match(fold(text)) is not None


def names_someone(text: str) -> bool:
    """The text begins like a participant's line: a name of several capitalised words, then function or end."""
    return _NAME.match(text[:160]) is not None and not terminal(text)
