"""What an honorific tells: a woman or a man, one or several."""

from __future__ import annotations

# The last word of an honorific tells the gender: `Son Excellence Mme`, `S. E. M.`
_FEMININE = frozenset(
    (
        "mme",
        "mmes",
        "mlle",
        "mlles",
        "mrs",
        "ms",
        "madame",
        "mesdames",
        "mademoiselle",
        "dre",
        "pre",
        "lady",
        "dame",
        "sœur",
    )
)
_MASCULINE = frozenset(
    ("m", "mm", "mr", "s.e.m", "monsieur", "messieurs", "mgr", "monseigneur", "sir", "lord", "père", "frère", "cheikh")
)


def is_feminine(honorific: str | None) -> bool | None:
    """Whether an honorific is a woman's; ``None`` where it tells neither."""
    word = honorific.split()[-1].rstrip(".").casefold() if honorific else ""
    return True if word in _FEMININE else False if word in _MASCULINE else None


def singular(honorific: str) -> str:
    """The honorific of one of several who share it: `MM.` gives `M.`."""
    return {
        "MM.": "M.",
        "Messieurs": "Monsieur",
        "Mmes": "Mme",
        "Mesdames": "Madame",
        "Mlles": "Mlle",
        "Drs": "Dr",
    }.get(honorific, honorific)
