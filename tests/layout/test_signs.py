"""Which lines may bear a sign of furniture: none is missed for being looked for in few places."""

from __future__ import annotations

import pytest

from pipeline.layout.lines import split_lines
from pipeline.layout.signs import KINDS, needed, patterns, telling
from pipeline.resources import lexicon

_BEARING = """Tous droits réservés
« Tous droits de reproduction réservés » pour tous pays
Courriel : greffe@exemple.org
Le greffe. Tél. : 22 33 44
Dépôt légal : mai
ISBN 12-34
Numéro de vente F.12
Imprimé en Suisse sur papier recyclé
Le pont (Photo : Awa Diop)
© Greffe des eaux
Documents Distr. : générale
Accueil | Mentions légales | Plan du site
Éditeur : Greffe des eaux
** Source : enquête du greffe
Publié le 3 mai 2019"""
_PLAIN = """Le greffe a reçu (en mai) tous les droits d’accès : ils sont réservés aux élèves.
Les sources sont rares : trois puits, un forage."""


def test_the_lines_that_bear_a_sign_are_found() -> None:
    lines = split_lines(f"{_PLAIN}\n{_BEARING}\n{_PLAIN}")
    found = telling(lines)
    assert found == set(range(2, len(lines) - 2))
    for i, line in enumerate(lines):
        assert i in found or not any(p.search(line.text) for p in patterns().values())


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"\b[Dd]épôt légal", "épôt légal"),
        (r"Imprim(?:é|ée) par", " par"),
        (r"él\.?\s*:", ":"),
        (r"\((?:Photo|Crédit)", "("),
        (r"pages{0,2}x+y", "page"),
        (r"fin(?!al)", "fin"),
        (r"un|deux", ""),
        (r"[a-z]+\d", ""),
    ],
)
def test_what_a_match_must_have_in_it(pattern: str, text: str) -> None:
    assert needed(pattern) == text


@pytest.mark.parametrize("pattern", [p for k in KINDS for p in lexicon("layout")[k] if not p.startswith("^")])
def test_signs_in_mid_line_have_something_rare(pattern: str) -> None:
    """What stands on nearly every line tells none: the whole pattern would be tried on each."""
    rare = needed(pattern)
    assert len(rare.strip()) >= 3 or rare in {":", "(", "@", "©"}
