"""Names of bodies in other languages: runs of capitalised words around a noun such as ``Institute`` or ``Fundación``."""

from __future__ import annotations

from collections.abc import Container, Sequence

from pipeline.gazetteer import Token
from pipeline.organisations.lexicon import heads, is_acronym, names

_LONGEST = 40  # tokens
_ENGLISH = frozenset(["for", "of", "against"])


def read_foreign(
    text: str, tokens: Sequence[Token], first: int, blocked: Sequence[bool], acronyms: Container[str]
) -> int:
    """The end (token index) of a foreign name that begins at ``first``: capitalised words, links like ``of`` or ``para`` between.

    ``blocked`` marks tokens that belong to persons or countries, ``acronyms`` are those of the document. Gives ``first`` when
    the run is no body's name: it needs a noun such as ``Institute`` or ``Fundación`` and two capitalised words. Nouns that are
    French too (``Forum``, ``Centre``) count where French would not put them: after another word.
    """
    grammar = heads()
    best = first
    if tokens[first].key in grammar.french_openers | grammar.columns or tokens[first].key.endswith("ieme"):
        return first
    for language in grammar.foreign:
        end = first
        last = first
        capitals = 0
        found = False
        lower = False
        while end < len(tokens) and end - first < _LONGEST:
            token = tokens[end]
            surface = text[token.start : token.end]
            if blocked[end] or (
                end > first and text[tokens[end - 1].end : token.start] not in (" ", "-", "’", "'", "- ")
            ):
                break
            if surface[0].isupper():
                if is_acronym(surface) and (surface in acronyms or names().get(surface)):
                    break
                capitals += 1
                lower = lower or not surface.isupper()
                if token.key in language.heads or (
                    token.key in language.also_french
                    and (end > first or (first + 1 < len(tokens) and tokens[first + 1].key in _ENGLISH))
                ):
                    found = True
                last = end + 1
            elif end == first or (
                token.key not in language.links and not (token.key == "s" and text[token.start - 1] in "’'")
            ):
                break
            end += 1
        if found and lower and capitals >= 2 and last > best:
            best = last
    return best
