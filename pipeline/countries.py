"""Countries: the ISO list with its French names, and where a text names one.

Names come from CLDR (through Babel), codes from pycountry; ``configs/lexicons/countries.yaml`` and ``demonyms.yaml`` add what
these lack. A ``name`` begins with a capital; a ``demonym`` is an adjective or an inhabitant, any gender and number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

import pycountry
from babel import Locale

from pipeline import demonyms
from pipeline.gazetteer import Gazetteer, Token, fold_word, keys, tokenise
from pipeline.records import Country
from pipeline.resources import lexicon
from pipeline.surroundings import HYPHENS, after_honorific, is_proper, words

KOSOVO = "XKX"  # not in ISO 3166; the code CLDR, the EU and the World Bank use

CountryForm = Literal["name", "demonym"]


class CountryHit(NamedTuple):
    """``text[start:end]`` names the country ``iso3``."""

    start: int
    end: int
    iso3: str
    form: CountryForm


_OPENERS = frozenset(["(", "[", ",", ";", "/", "et", "ou"])


class _Lexicon(NamedTuple):
    names: Gazetteer[str]
    decoys: Gazetteer[bool]
    titles: tuple[tuple[str, ...], ...]
    personal: frozenset[tuple[str, ...]]
    article: frozenset[tuple[str, ...]]
    capitals: frozenset[tuple[str, ...]]
    acronyms: frozenset[str]
    acronyms_also_words: frozenset[str]
    waters: frozenset[str]
    makers: frozenset[str]


@lru_cache(maxsize=1)
def table() -> list[Country]:
    """Every ISO 3166-1 entry and Kosovo, by alpha-3 code, with French name and M49 region; counts are zero."""
    french = Locale("fr").territories
    regions = {iso3: french[code] for code, members in lexicon("countries")["regions"].items() for iso3 in members}
    entries = [(c.alpha_3, c.alpha_2) for c in pycountry.countries]
    entries.append((KOSOVO, "XK"))
    return [Country(iso3=a3, iso2=a2, name_fr=french[a2], region=regions.get(a3)) for a3, a2 in sorted(entries)]


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    data, adjectives = lexicon("countries"), lexicon("demonyms")
    left_out = {keys(name) for name in data["without"]}
    names: Gazetteer[str] = Gazetteer()
    for iso3, extra in data["names"].items():
        for name in extra:
            names.add(name, iso3)
    for country in table():
        if keys(country.name_fr) not in left_out:
            names.add(country.name_fr, country.iso3)
    return _Lexicon(
        names=names,
        decoys=Gazetteer((phrase, True) for phrase in [*data["decoys"], *adjectives["decoys"]]),
        titles=tuple(sorted((keys(t) for t in data["titles"]), key=lambda t: (-len(t), t))),
        personal=frozenset(keys(name) for name in data["personal"]),
        article=frozenset(keys(name) for name in data["article"]),
        capitals=frozenset(keys(name) for name in data["capitals"]),
        acronyms=frozenset(data["acronyms"]),
        acronyms_also_words=frozenset(data["acronyms_also_words"]),
        waters=frozenset(w for word in data["waters"] for w in keys(word)[-1:]),
        makers=frozenset(fold_word(word) for word in data["makers"]),
    )


def lookup(phrase: str) -> str | None:
    """The code of a phrase that is a country's name and nothing else (``la Suisse``, ``République du Kenya``), else ``None``.

    French names first, then the English ones of the ISO list.
    """
    tokens = tokenise(phrase.strip(" .;,"))
    while tokens and tokens[0].key in words().articles | words().prepositions:
        tokens = tokens[1:]
    if not tokens:
        return None
    lex = _lexicon()
    for first in range(len(tokens)):
        match = lex.names.longest(tokens, first)
        if match and match.last == len(tokens) and _title_start(lex, tokens, first) == 0:
            return match.value
    return _english().get(" ".join(t.key for t in tokens))


@lru_cache(maxsize=1)
def _english() -> dict[str, str]:
    found: dict[str, str] = {}
    for country in pycountry.countries:
        for attribute in ("name", "common_name", "official_name"):
            name = getattr(country, attribute, None)
            if name:
                found.setdefault(" ".join(keys(name)), country.alpha_3)
    return found


def find(
    text: str, aliases: Mapping[str, str | None] | None = None, tokens: Sequence[Token] | None = None
) -> list[CountryHit]:
    """The countries ``text`` names, in order, without overlap; offsets in ``text``, whose ``tokens`` may be at hand.

    ``aliases`` are the document's own abbreviations (``{"EAU": "ARE"}``), taken in exactly these letters; ``None`` for one that
    the lexicon takes for a country and the document for something else.
    """
    lex = _lexicon()
    if tokens is None:
        tokens = tokenise(text)
    hits: list[CountryHit] = []
    doubtful: list[CountryHit] = []
    i, n = 0, len(tokens)
    while i < n:
        token = tokens[i]
        if aliases and token.key.isalnum() and text[token.start : token.end] in aliases:
            iso3 = aliases[text[token.start : token.end]]
            if iso3 is not None:
                hits.append(CountryHit(token.start, token.end, iso3, "name"))
            i += 1
            continue
        name = lex.names.longest(tokens, i) if _may_begin(text, tokens, i) and lex.names.starts(token.key) else None
        decoy = lex.decoys.longest(tokens, i) if lex.decoys.starts(token.key) else None
        if decoy and (name is None or decoy.last > name.last):
            i = decoy.last
            continue
        if name:
            verdict = _name_verdict(lex, text, tokens, name.first, name.last)
            if verdict != "no":
                first = _title_start(lex, tokens, i, text)
                hit = CountryHit(tokens[first].start, tokens[name.last - 1].end, name.value, "name")
                (hits if verdict == "yes" else doubtful).append(hit)
            i = name.last
            continue
        if token.key == "la" and i + 1 < n and _is_reunion(text, tokens, i):
            hits.append(CountryHit(token.start, tokens[i + 1].end, "REU", "name"))
            i += 2
            continue
        demonym = demonyms.read(text, tokens, i)
        if demonym is None:
            i += 1
            continue
        if demonym.iso3 is not None:
            hits.append(CountryHit(token.start, tokens[demonym.last - 1].end, demonym.iso3, "demonym"))
        i = demonym.last
    if doubtful and hits:
        hits = sorted([*hits, *doubtful])
    return hits


def find_in_document(
    texts: Sequence[str],
    aliases: Mapping[str, str | None] | None = None,
    tokens: Sequence[Sequence[Token]] | None = None,
) -> list[list[CountryHit]]:
    """``find`` for every unit of a document (``tokens``: of each, where they are at hand), with what only the whole tells.

    ``congolais`` is of the Congo (``COG``) unless the document names the Democratic Republic alone.
    """
    found = [find(text, aliases, tokens[i] if tokens is not None else None) for i, text in enumerate(texts)]
    named = {hit.iso3 for hits in found for hit in hits if hit.form == "name"}
    if "COD" in named and "COG" not in named:
        found = [[hit._replace(iso3="COD") if hit.iso3 == "COG" else hit for hit in hits] for hits in found]
    return found


def aliases_of(expansions: Iterable[tuple[str, str]]) -> dict[str, str | None]:
    """Of a document's (acronym, expansion) pairs the ones that stand for a country (``{"EAU": "ARE"}``), and with ``None`` those
    that elsewhere do."""
    known = {acronym: lookup(expansion) for acronym, expansion in expansions}
    usual = _lexicon().acronyms
    return {acronym: iso3 for acronym, iso3 in known.items() if iso3 is not None or acronym in usual}


# ------------------------------------------------------------------------------------------------------- names
def _may_begin(text: str, tokens: Sequence[Token], i: int) -> bool:
    """A capital begins a name; before one, also a small generic: ``l’île Maurice``, ``ex-République yougoslave``."""
    if text[tokens[i].start].isupper():
        return True
    return tokens[i].key in ("ile", "iles", "ex") and i + 1 < len(tokens) and text[tokens[i + 1].start].isupper()


def _title_start(lex: _Lexicon, tokens: Sequence[Token], first: int, text: str | None = None) -> int:
    """Index of the first token of a title (``République du``) that stands before the name at ``first``, else ``first``."""
    k = first - 1
    if k >= 1 and tokens[k].key in words().articles and tokens[k - 1].key == "de":
        k -= 1
    if k < 1 or tokens[k].key not in ("de", "du", "d", "des"):
        return first
    for title in lex.titles:
        begin = k - len(title)
        if begin >= 0 and all(tokens[begin + j].key == word for j, word in enumerate(title)):
            if text is None or text[tokens[begin].start].isupper():
                return begin
            return first
    return first


def _name_verdict(
    lex: _Lexicon, text: str, tokens: Sequence[Token], first: int, last: int
) -> Literal["yes", "no", "doubtful"]:
    token = tokens[first]
    surface = text[token.start : tokens[last - 1].end]
    before = tokens[first - 1] if first else None
    after = tokens[last] if last < len(tokens) else None
    if surface in lex.acronyms_also_words:
        return "yes" if before and before.key in ("les", "des", "aux", "(", "[") else "no"
    if len(surface) <= 4 and surface.upper() in lex.acronyms:
        return "yes" if surface in lex.acronyms else "no"
    if before is None and after is None:
        return "yes"
    gap_before = text[before.end : token.start] if before else ""
    gap_after = text[tokens[last - 1].end : after.start] if after else ""
    if before and gap_before == " " and before.key in lex.makers and text[before.start].isupper():
        return "no"
    if before and last - first == 1 and after_honorific(text, tokens, first):
        return "no"
    k = first - 1
    while k >= 0 and first - k <= 3 and tokens[k].key in ("de", "du", "d", "des", "la", "l", "le"):
        k -= 1
    if k >= 0 and (tokens[k].key in lex.waters or (tokens[k].key == "ville" and k < first - 1)):
        return "no"
    word = tuple(t.key for t in tokens[first:last])
    if word in lex.capitals and before and before.key == "a":
        return "no"
    if (
        before
        and gap_before in HYPHENS
        and before.key.isalpha()
        and text[before.start].isupper()
        and not (_ends_name(lex, tokens, first) or before.key in words().continents)
    ):
        return "no"
    if (
        after
        and gap_after in HYPHENS
        and text[after.start].isupper()
        and not (lex.names.longest(tokens, last) or after.key in words().continents)
    ):
        return "no"
    if word in lex.personal:
        if before and gap_before == " " and is_proper(text, before) and not _ends_name(lex, tokens, first):
            return "no"
        if (
            after
            and gap_after in (" ", "-")
            and is_proper(text, after)
            and not lex.names.longest(tokens, last)
            and not surface.isupper()
        ):
            return "no"
        if word in lex.article and not (before and before.key in ("la", "(", "[")):
            return "doubtful" if before is None or before.key in _OPENERS else "no"
    return "yes"


def _ends_name(lex: _Lexicon, tokens: Sequence[Token], at: int) -> bool:
    """Whether a country's name ends right before token ``at``."""
    for first in range(max(0, at - 4), at):
        match = lex.names.longest(tokens[first:at], 0)
        if match and match.last == at - first:
            return True
    return False


def _is_reunion(text: str, tokens: Sequence[Token], i: int) -> bool:
    """``La Réunion``, the island: both words capitalised within a sentence (its first word would be a meeting)."""
    if tokens[i + 1].key != "reunion" or i == 0 or not tokens[i - 1].key.isalpha():
        return False
    surface = text[tokens[i].start : tokens[i + 1].end]
    return surface[0] == "L" and surface[3:4] == "R" and not surface.isupper()
