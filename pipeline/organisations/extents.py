"""How far the name of a body goes: from its head noun over its complements, without its country.

Input is one unit's text, its tokens (``pipeline.gazetteer.tokenise``) and the country names in it; nothing here looks back, so
the work is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pipeline.demonyms import is_form
from pipeline.gazetteer import Token
from pipeline.organisations.lexicon import Heads, bodies, is_acronym, names

_PREPOSITIONS = frozenset(["de", "du", "des", "d", "pour", "contre", "a", "au", "aux", "sur", "en"])
_DETERMINERS = frozenset(["la", "le", "les", "l", "tous", "toutes"])
_ARTICLES = frozenset(["la", "le", "les", "l"])
_ADJECTIVE = re.compile(
    r".+(?:al|ale|aux|ales|iens?|iennes?|ains?|aines?|iques?|ifs?|ives?|aires?|els?|elles?|eux|euses?|ois|oises?|ais|aises?"
    r"|eens?|eennes?|anes?|ans?|iers?|ieres?|ibles?|ables?|istes?|oires?)"
)
_LONGEST = 40  # tokens; the longest official names have about thirty


def complements(
    grammar: Heads, text: str, tokens: Sequence[Token], at: int, countries: Mapping[int, tuple[int, str]]
) -> tuple[int, str | None]:
    """From the token after a head noun: where the name ends, and the code of the country that is its complement."""
    end = at
    limit = min(len(tokens), at + _LONGEST)
    preposition: str | None = None  # the last one that opened a complement; a comma where an apposed noun did
    while end < limit and text[tokens[end - 1].end] != "\t":  # the gap of a column
        token = tokens[end]
        if token.start in countries:
            # `Croix-Rouge Kenya` keeps it; a country as complement is met below, after its preposition.
            return end, countries[token.start][1]
        key = token.key
        if key == "sans" and end > at and end + 1 < limit and text[tokens[end + 1].start].islower():
            end += 2  # `Réseau des femmes sans frontières`
            continue
        if key == "a" and text[token.start] == "a":
            break  # the verb, not the preposition
        if (
            key == "en"
            and end > at
            and end + 1 < limit
            and (tokens[end - 1].key == "mise" or tokens[end + 1].key == "matiere")
        ):
            end += 2  # mise en œuvre, mise en valeur, politiques en matière de diaspora
            continue
        if key in _PREPOSITIONS:
            noun = noun_at(tokens, end)
            if (
                end > at
                and noun < limit
                and _separate_body(grammar, text, tokens, noun, preposition is not None)
                and not (tokens[noun].key == "universite" and _is_academic(grammar, tokens[at - 1]))
            ):
                break
            if (
                key == "sur" and preposition not in (None, ",") and not _keeps_topic(grammar, text, tokens[end - 1])
            ) or (key in ("a", "au", "aux") and end == at and tokens[at - 1].key not in grammar.dative):
                break
            step, country = _after_preposition(grammar, text, tokens, end, countries)
            if country is not None:
                return (end if end > at else step), country
            if step == end:
                break
            preposition, end = key, step
        elif key == "et" and end > at:
            step = _after_and(grammar, text, tokens, end, preposition, countries)
            if step == end:
                break
            end = step
        elif key == "," and end > at:
            step = _after_comma(grammar, text, tokens, end, preposition, countries)
            if step == end:
                break
            end = step
        elif key == "aupres" and end + 2 < limit:
            nested = body_after_article(tokens, end + 1)
            return (nested or end), None
        elif (
            is_adjective(grammar, text, token)
            or (text[token.start].isupper() and key.isalnum() and key not in grammar.stops)
            or (end > at and _plural_participle(text, tokens, end))
        ):
            if (
                text[token.start].isupper()
                and end > at
                and (
                    _separate_body(grammar, text, tokens, end, True)
                    or not key.isalpha()
                    or (text[tokens[end - 1].start].islower() and grammar.kinds.starts(key))
                )
            ):
                break
            if preposition is None and text[token.start].isupper():
                preposition = ","
            end += 1
        else:
            break
    return end, None


def _keeps_topic(grammar: Heads, text: str, noun: Token) -> bool:
    """Whether `sur` after a complement still belongs to the name: after a place (`Forum mondial de Manille sur`) or `recherche`."""
    return text[noun.start].isupper() or noun.key in grammar.about


def noun_at(tokens: Sequence[Token], preposition: int) -> int:
    """Index of what follows a preposition and its article."""
    noun = preposition + 1
    while noun < len(tokens) and tokens[noun].key in _DETERMINERS and noun - preposition <= 3:
        noun += 1
    return noun


def _separate_body(grammar: Heads, text: str, tokens: Sequence[Token], noun: int, has_field: bool) -> bool:
    """Whether a capitalised noun inside a name begins another body, named beside the first: a ministry after its department.

    Parts of one body (`Unité ... du Département`) go together, and so do an organ that has no field of its own with its body
    (`Conseil exécutif de l’Union africaine`) and a department with its international organisation; ``has_field`` tells whether
    the name has a complement already.
    """
    token = tokens[noun]
    if not text[token.start].isupper():
        return False
    if token.key in grammar.papers or token.key in ("ministere", "vice"):
        return True
    if not has_field:
        return False
    known = names().longest(tokens, noun)
    if known is not None and known.last > noun + 1:
        return bodies()[known.value[0]].kind not in ("un", "intergovernmental", "forum")
    return token.key in grammar.nested


def _is_academic(grammar: Heads, head: Token) -> bool:
    """Whether a school or an institute: part of the university named after it."""
    found = grammar.kinds.longest([head], 0)
    return found is not None and found.value == "academic"


def _gap(text: str, tokens: Sequence[Token], at: int) -> str:
    return text[tokens[at - 1].end : tokens[at].start]


def is_adjective(grammar: Heads, text: str, token: Token) -> bool:
    key = token.key
    if not key.isalpha() or key in grammar.stops or key in grammar.not_adjectives or not text[token.start].islower():
        return False
    return (
        key in grammar.adjectives
        or key in grammar.apposed
        or (4 < len(key) < 30 and (_ADJECTIVE.fullmatch(key) is not None or is_form(key)))
    )


def _plural_participle(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Whether a participle that agrees with the plural before it belongs to the name (`femmes divorcées`): one that has no
    complement of its own (`villes invitées par`)."""
    token, before = tokens[at], tokens[at - 1]
    return (
        (text[token.end - 2 : token.end] == "és" or text[token.end - 3 : token.end] == "ées")
        and text[before.end - 1] in "sx"
        and (at + 1 == len(tokens) or tokens[at + 1].key not in _OPENS_CLAUSE)
    )


_OPENS_CLAUSE = frozenset(
    [
        "par",
        "en",
        "a",
        "au",
        "aux",
        "dans",
        "sur",
        "pour",
        "lors",
        "le",
        "la",
        "l",
        "les",
        "depuis",
        "avec",
        "sous",
        "comme",
        "hier",
    ]
)


def _after_preposition(
    grammar: Heads, text: str, tokens: Sequence[Token], at: int, countries: Mapping[int, tuple[int, str]]
) -> tuple[int, str | None]:
    """From a preposition over its noun; the same index when the name ends before it; a country is given with its code."""
    key = tokens[at].key
    noun = noun_at(tokens, at)
    article = noun > at + 1 or key in ("du", "des", "au", "aux")
    noun = _after_adjectives(grammar, text, tokens, noun)
    if noun >= len(tokens):
        return at, None
    token = tokens[noun]
    if token.start in countries and key in ("de", "du", "des", "d"):
        after = noun
        while after < len(tokens) and tokens[after].start < countries[token.start][0]:
            after += 1
        return after, countries[token.start][1]
    if (
        token.start in countries
        or not token.key.isalpha()
        or (token.key in grammar.stops and not _hyphenated(text, tokens, noun))
        or token.key in _PREPOSITIONS
        or token.key == "sein"
    ):
        return at, None
    capital = text[token.start].isupper()
    if key == "en":
        field = tokens[at - 1].key in grammar.about and token.key not in grammar.occasions
        return (noun + 1, None) if (capital or field) and not article else (at, None)
    if (
        key in ("a", "au", "aux", "sur", "pour", "contre")
        and capital
        and (grammar.kinds.starts(token.key) or (key == "a" and not article))
    ):
        return at, None
    if key in ("sur", "a") and not article:
        return at, None
    if key in ("a", "au", "aux") and token.key in grammar.occasions and tokens[at - 1].key not in grammar.dative:
        return at, None
    if (not article and not capital and _infinitive(grammar, token.key)) or (
        key == "de" and token.key in ("avoir", "etre")
    ):
        return at, None  # `a remercié le Conseil de l’avoir entendue`
    if capital:
        known = names().longest(tokens, noun)
        if known is not None:
            return known.last, None
    after = noun + 1
    while after < len(tokens) and _gap(text, tokens, after) == "-" and tokens[after].key.isalpha():
        after += 1  # `Ordre des sages-femmes`
    return after, None


def _hyphenated(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Whether a word is the first half of one: `bien-être`."""
    return at + 1 < len(tokens) and _gap(text, tokens, at + 1) == "-"


def _after_adjectives(grammar: Heads, text: str, tokens: Sequence[Token], at: int) -> int:
    """From an adjective that stands before its noun to the noun: `hautes études`, `petites et moyennes entreprises`."""
    while at + 1 < len(tokens) and tokens[at].key in grammar.before_nouns and text[tokens[at].start].islower():
        step = at + 3 if tokens[at + 1].key == "et" else at + 1
        if step >= len(tokens) or not tokens[step].key.isalpha() or tokens[step].key in grammar.stops | _PREPOSITIONS:
            break
        at = step
    return at


def _infinitive(grammar: Heads, key: str) -> bool:
    """Whether a word after a bare preposition is a verb: ``a invité le Forum à entendre``, ``d’avoir organisé``."""
    return key in grammar.verbs or (key.endswith(("er", "ir", "oir")) and key not in grammar.not_verbs)


def _after_and(
    grammar: Heads,
    text: str,
    tokens: Sequence[Token],
    at: int,
    preposition: str | None,
    countries: Mapping[int, tuple[int, str]],
) -> int:
    """From ``et`` over what it adds to the name; the same index when it begins something else."""
    nxt = at + 1
    if nxt >= len(tokens):
        return at
    token = tokens[nxt]
    if token.key in _PREPOSITIONS:
        step, country = _after_preposition(grammar, text, tokens, nxt, countries)
        if country is not None or step == nxt or _other_actor(grammar, text, tokens, noun_at(tokens, nxt)):
            return at
        return step
    if token.key in _ARTICLES:
        if preposition not in ("sur", "contre", "pour") or nxt + 1 >= len(tokens):
            return at
        noun = tokens[nxt + 1]
        if not noun.key.isalpha() or noun.key in grammar.actors or noun.key in grammar.stops or noun.start in countries:
            return at
        if text[noun.start].isupper() and (grammar.kinds.starts(noun.key) or names().longest(tokens, nxt + 1)):
            return at
        return nxt + 2
    if is_adjective(grammar, text, token):
        return nxt + 1
    if token.key in grammar.offices and nxt + 1 < len(tokens) and tokens[nxt + 1].key in _PREPOSITIONS:
        return at  # `chercheuse à l’Université de Lima et membre du Réseau ...`: another function
    if token.start in countries or not token.key.isalpha() or token.key in grammar.stops or token.key in grammar.actors:
        return at
    if text[token.start].isupper():
        if preposition is None or grammar.kinds.starts(token.key) or grammar.not_bodies.starts(token.key):
            return at
        return nxt + 1
    if preposition is None or grammar.not_bodies.starts(token.key) or text[token.start - 1] in "’'":
        return at
    return nxt + 1


def _other_actor(grammar: Heads, text: str, tokens: Sequence[Token], noun: int) -> bool:
    """Whether a noun added by `et` or a comma is another body or actor rather than a further field of the first."""
    token = tokens[noun]
    if token.key in grammar.actors and (token.key != "etat" or text[token.start].isupper()):  # `et d’état civil`
        return True
    if not text[token.start].isupper():
        return False
    known = names().longest(tokens, noun)
    surface = text[token.start : token.end]
    return grammar.kinds.starts(token.key) or is_acronym(surface) or (known is not None and known.last > noun + 1)


def _after_comma(
    grammar: Heads,
    text: str,
    tokens: Sequence[Token],
    at: int,
    preposition: str | None,
    countries: Mapping[int, tuple[int, str]],
) -> int:
    """From a comma inside an enumeration (``droits économiques, sociaux et culturels``) to before the next separator.

    An enumeration is one when each member is like the first and the last follows ``et``; else the name ended before it.
    """
    end = at
    for _ in range(6):
        nxt = end + 1
        if nxt >= len(tokens) or tokens[end].key != ",":
            return at
        if preposition is None and tokens[nxt].key not in ("de", "du", "des", "d"):
            return at
        if tokens[nxt].key in _PREPOSITIONS:
            step, country = _after_preposition(grammar, text, tokens, nxt, countries)
            if country is not None or step == nxt or _other_actor(grammar, text, tokens, noun_at(tokens, nxt)):
                return at
        elif is_adjective(grammar, text, tokens[nxt]):
            step = nxt + 1
        elif tokens[nxt].key in _ARTICLES and preposition in ("sur", "contre", "pour") and nxt + 1 < len(tokens):
            step = nxt + 2
        elif text[tokens[nxt].start].islower() and tokens[nxt].key.isalpha() and tokens[nxt].key not in grammar.stops:
            step = nxt + 1
            if grammar.not_bodies.starts(tokens[nxt].key):
                return at
        else:
            return at
        while step < len(tokens) and is_adjective(grammar, text, tokens[step]):
            step += 1
        while step + 1 < len(tokens) and tokens[step].key in ("de", "du", "des", "d"):
            further, country = _after_preposition(grammar, text, tokens, step, countries)
            if country is not None or further == step:
                break
            step = further
            while step < len(tokens) and is_adjective(grammar, text, tokens[step]):
                step += 1
        if step >= len(tokens):
            return at
        if tokens[step].key == "et":
            after = _after_and(grammar, text, tokens, step, preposition, countries)
            return after if after != step else at
        end = step
    return at


def body_after_article(tokens: Sequence[Token], at: int) -> int | None:
    """``des Nations Unies``, ``de l’OIM`` at token ``at``: the token after the body."""
    noun = at
    while noun < len(tokens) and noun - at < 3 and tokens[noun].key in ("de", "des", "du", "d", "l", "la", "le"):
        noun += 1
    if noun == at or noun >= len(tokens):
        return None
    known = names().longest(tokens, noun)
    return known.last if known else None
