"""Names of bodies that begin with a noun of a body: where one stands, and whether it begins a name there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pipeline.demonyms import is_form
from pipeline.gazetteer import Token
from pipeline.organisations.extents import body_after_article, complements, noun_at
from pipeline.organisations.lexicon import Heads, heads
from pipeline.records import OrganisationKind


class Extent(NamedTuple):
    """Tokens ``first`` to ``last`` (exclusive) are a body's name; ``country`` is the one that follows as its complement."""

    first: int
    last: int
    kind: OrganisationKind
    country: str | None = None


def read_head(
    text: str, tokens: Sequence[Token], first: int, countries: Mapping[int, tuple[int, str]]
) -> Extent | None:
    """The name that begins with a head noun at token ``first``, or ``None``.

    ``countries`` gives for the offset where a country's name begins the offset of its end and its code.
    """
    grammar = heads()
    token = tokens[first]
    if not grammar.kinds.starts(token.key):
        return None
    match = grammar.kinds.longest(tokens, first)
    if match is None or (text[token.start : token.end].isupper() and token.end - token.start > 1):
        return None
    if match.last < len(tokens) and tokens[match.last].key == "sur" and token.key in grammar.no_topic:
        return None
    small = text[token.start].islower()
    at = match.last
    if small:
        written_small = grammar.lowercase.longest(tokens, first)
        if written_small is None:
            return None
        at = max(at, written_small.last)
    if _of_meeting(grammar, text, tokens, at) or (token.key == "bureau" and _in_the_field(tokens, at)):
        return None
    last, country = complements(grammar, text, tokens, at, countries)
    if last == match.last:
        return None
    if small and not any(text[t.start].isupper() and t.start not in countries for t in tokens[match.last : last]):
        return None
    allowed = grammar.guarded.get(token.key)
    if token.key == "processus" and last == match.last + 2 and text[tokens[last - 1].start].isupper():
        allowed = None  # `Processus de Khartoum`
    if allowed is not None and "^" in allowed and _ends_properly(text, tokens, match.last, last):
        allowed = None
    if allowed is not None and "~" in allowed and last > match.last + 1 and is_form(tokens[match.last].key):
        allowed = None
    if allowed is not None and not allowed & {t.key for t in tokens[match.last : min(last, match.last + 3)]}:
        return None
    return Extent(first, last, match.value, country)


def _ends_properly(text: str, tokens: Sequence[Token], at: int, last: int) -> bool:
    """Whether a name ends with a capitalised word after a small one, both behind its head: `Groupe d’appui de Tanger`."""
    small = [t for t in tokens[at : last - 1] if len(t.key) > 3 and text[t.start].islower()]
    end = tokens[last - 1]
    return bool(small) and text[end.start].isupper() and end.key.isalpha() and not text[end.start : end.end].isupper()


def _of_meeting(grammar: Heads, text: str, tokens: Sequence[Token], at: int) -> bool:
    """Whether the complement at ``at`` is a meeting: the `Secrétariat de l’atelier` is no body."""
    noun = noun_at(tokens, at)
    return noun < len(tokens) and tokens[noun].key in grammar.meetings and text[tokens[noun].start].islower()


def _in_the_field(tokens: Sequence[Token], at: int) -> bool:
    """Whether an international organisation follows, whose office in some country this is: there it is named itself."""
    end = body_after_article(tokens, at)
    return end is not None and (end == len(tokens) or tokens[end].key not in ("aupres", "pour"))
