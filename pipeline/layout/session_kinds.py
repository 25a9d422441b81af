"""What a session is, from its title."""

from __future__ import annotations

import re

from pipeline.identifiers import fold
from pipeline.records import SessionKind

_KINDS: tuple[tuple[SessionKind, re.Pattern[str]], ...] = (
    (
        "break",
        re.compile(
            r"^(pause|dejeuner|diner|cocktail|reception|collation|cafe)\b|\bpause (cafe|dejeuner|the)\b|"
            r"^(suspension|interruption)"
        ),
    ),
    (
        "side_event",
        re.compile(
            r"\b(manifestation|evenement|activite|seance|reunion) (parallele|en marge|speciale? en marge)|"
            r"\bside event\b|^lancement\b"
        ),
    ),
    (
        "opening",
        re.compile(
            r"^(ceremonie|session|seance|allocutions?|discours|mots?|remarques?|partie)? ?(d |de l |de )?(ouverture|"
            r"mots? d accueil|bienvenue|inaugurale?|introduction)\b|\b(ouverture|inaugurale)\b|^remarques liminaires|"
            r"^mot de bienvenue"
        ),
    ),
    (
        "closing",
        re.compile(r"\b(cloture|fermeture)\b|^(synthese|conclusions?)\b|\bremarques finales\b|^observations finales"),
    ),
    (
        "panel",
        re.compile(
            r"\b(panel|table ronde|tables rondes|groupe de travail|debat interactif|debat|session \d|session [ivx]+|"
            r"seance \d|ateliers?|(premiere|deuxieme|troisieme|quatrieme|cinquieme) partie|discussion)\b"
        ),
    ),
)


def session_kind(title: str) -> SessionKind:
    """Opening, panel, side event, break or closing, from what the title says."""
    folded = fold(title)
    return next((kind for kind, pattern in _KINDS if pattern.search(folded)), "other")
