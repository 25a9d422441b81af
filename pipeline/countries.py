"""Countries: the ISO list with its French names, and where a text names one.

Names come from CLDR (through Babel), codes from pycountry; ``configs/lexicons/countries.yaml`` and ``demonyms.yaml`` add what
these lack. A ``name`` begins with a capital; a ``demonym`` is an adjective or an inhabitant, any gender and number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

import pycountry
from babel import Locale

from pipeline.gazetteer import Gazetteer, Token, fold_word, keys, tokenise
from pipeline.records import Country
from pipeline.resources import lexicon

KOSOVO = "XKX"  # not in ISO 3166; the code CLDR, the EU and the World Bank use

CountryForm = Literal["name", "demonym"]


class CountryHit(NamedTuple):
    """``text[start:end]`` names the country ``iso3``."""

    start: int
    end: int
    iso3: str
    form: CountryForm


_ARTICLES = frozenset(["le", "la", "les", "l"])
_PREPOSITIONS = frozenset(["de", "du", "d", "des", "a", "au", "aux", "en", "et", "ou"])
_HONORIFICS = frozenset(
    ["m", "mm", "mme", "mmes", "mlle", "mr", "mrs", "ms", "dr", "me", "mgr", "monsieur", "madame", "messieurs"]
)
_OPENERS = frozenset(["(", "[", ",", ";", "/", "et", "ou"])
_OTHER_LANGUAGES = frozenset(["anglais", "arabe", "swahili", "latin", "anglaise"])
_CONTINENTS = frozenset(["afrique", "europe", "asie", "amerique", "ameriques", "oceanie", "ue", "oua", "monde"])
_DETERMINERS = _ARTICLES | {
    "un",
    "une",
    "des",
    "du",
    "au",
    "aux",
    "ce",
    "cet",
    "cette",
    "ces",
    "chaque",
    "tout",
    "tous",
}
_DETERMINERS |= {
    "plusieurs",
    "certains",
    "trois",
    "quatre",
    "nombreux",
    "quelques",
    "millions",
    "milliers",
    "de",
    "d",
    "deux",
    "jeune",
    "jeunes",
    "premier",
}
# Capitalised nouns a capitalised masculine demonym may follow: elsewhere it is a surname (`Patrick Allemand`).
_INSTITUTIONS = frozenset(
    [
        "gouvernement",
        "parlement",
        "conseil",
        "etat",
        "institut",
        "comite",
        "fonds",
        "centre",
        "office",
        "senat",
        "rouge",
        "peuple",
    ]
)


class _Lexicon(NamedTuple):
    names: Gazetteer[str]
    demonyms: Gazetteer[str]
    decoys: Gazetteer[bool]
    titles: tuple[tuple[str, ...], ...]
    prefixes: Mapping[str, str]
    regional: frozenset[str]
    personal: frozenset[tuple[str, ...]]
    article: frozenset[tuple[str, ...]]
    capitals: frozenset[tuple[str, ...]]
    acronyms: frozenset[str]
    acronyms_also_words: frozenset[str]
    waters: frozenset[str]
    makers: frozenset[str]
    languages: frozenset[str]
    language_forms: frozenset[str]
    language_nouns: frozenset[str]


@lru_cache(maxsize=1)
def table() -> list[Country]:
    """Every ISO 3166-1 entry and Kosovo, by alpha-3 code, with French name and M49 region; counts are zero."""
    french = Locale("fr").territories
    regions = {iso3: french[code] for code, members in lexicon("countries")["regions"].items() for iso3 in members}
    entries = [(c.alpha_3, c.alpha_2) for c in pycountry.countries]
    entries.append((KOSOVO, "XK"))
    return [Country(iso3=a3, iso2=a2, name_fr=french[a2], region=regions.get(a3)) for a3, a2 in sorted(entries)]


def forms(word: str) -> Iterator[str]:
    """The four forms of a demonym given in the masculine singular (``belge``) or as ``masculine/feminine`` (``grec/grecque``)."""
    masculine, _, feminine = word.partition("/")
    if not feminine:
        if masculine.endswith("e"):
            feminine = masculine
        elif masculine.endswith("en"):
            feminine = masculine + "ne"
        else:
            feminine = masculine + "e"
    for form in (masculine, feminine):
        yield form
        yield form if form.endswith(("s", "x")) else form + "s"


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
    languages = frozenset(fold_word(word) for word in adjectives["languages"])
    return _Lexicon(
        names=names,
        demonyms=Gazetteer(
            (f, iso3) for iso3, words in adjectives["forms"].items() for word in words for f in forms(word)
        ),
        decoys=Gazetteer((phrase, True) for phrase in [*data["decoys"], *adjectives["decoys"]]),
        titles=tuple(sorted((keys(t) for t in data["titles"]), key=lambda t: (-len(t), t))),
        prefixes={fold_word(word): iso3 for word, iso3 in adjectives["prefixes"].items()},
        regional=frozenset(fold_word(word) for word in adjectives["regional_prefixes"]),
        personal=frozenset(keys(name) for name in data["personal"]),
        article=frozenset(keys(name) for name in data["article"]),
        capitals=frozenset(keys(name) for name in data["capitals"]),
        acronyms=frozenset(data["acronyms"]),
        acronyms_also_words=frozenset(data["acronyms_also_words"]),
        waters=frozenset(w for word in data["waters"] for w in keys(word)[-1:]),
        makers=frozenset(fold_word(word) for word in data["makers"]),
        languages=languages,
        language_forms=frozenset(fold_word(f) for word in adjectives["languages"] for f in forms(word)),
        language_nouns=frozenset(fold_word(word) for word in adjectives["language_nouns"]),
    )


def lookup(phrase: str) -> str | None:
    """The code of a phrase that is a country's name and nothing else (``la Suisse``, ``République du Kenya``), else ``None``.

    French names first, then the English ones of the ISO list.
    """
    tokens = tokenise(phrase.strip(" .;,"))
    while tokens and tokens[0].key in _ARTICLES | _PREPOSITIONS:
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


def find(text: str, aliases: Mapping[str, str] | None = None) -> list[CountryHit]:
    """The countries ``text`` names, in order, without overlap; offsets in ``text``.

    ``aliases`` adds the document's own abbreviations (``{"EAU": "ARE"}``), taken in exactly these letters.
    """
    lex = _lexicon()
    tokens = tokenise(text)
    hits: list[CountryHit] = []
    doubtful: list[CountryHit] = []
    i, n = 0, len(tokens)
    while i < n:
        token = tokens[i]
        if aliases and token.key.isalnum() and text[token.start : token.end] in aliases:
            hits.append(CountryHit(token.start, token.end, aliases[text[token.start : token.end]], "name"))
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
        i = _demonym(lex, text, tokens, i, hits)
    if doubtful and hits:
        hits = sorted([*hits, *doubtful])
    return hits


def find_in_document(texts: Sequence[str], aliases: Mapping[str, str] | None = None) -> list[list[CountryHit]]:
    """``find`` for every unit of a document, with what only the whole document tells.

    ``congolais`` is of the Congo (``COG``) unless the document names the Democratic Republic alone.
    """
    found = [find(text, aliases) for text in texts]
    named = {hit.iso3 for hits in found for hit in hits if hit.form == "name"}
    if "COD" in named and "COG" not in named:
        found = [[hit._replace(iso3="COD") if hit.iso3 == "COG" else hit for hit in hits] for hits in found]
    return found


def aliases_of(expansions: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Of a document's (acronym, expansion) pairs the ones that stand for a country: ``{"EAU": "ARE"}``."""
    known = {acronym: lookup(expansion) for acronym, expansion in expansions}
    return {acronym: iso3 for acronym, iso3 in known.items() if iso3 is not None}


# ------------------------------------------------------------------------------------------------------- names
def _may_begin(text: str, tokens: Sequence[Token], i: int) -> bool:
    """A capital begins a name; before one, also a small generic: ``l’île Maurice``, ``ex-République yougoslave``."""
    if text[tokens[i].start].isupper():
        return True
    return tokens[i].key in ("ile", "iles", "ex") and i + 1 < len(tokens) and text[tokens[i + 1].start].isupper()


def _title_start(lex: _Lexicon, tokens: Sequence[Token], first: int, text: str | None = None) -> int:
    """Index of the first token of a title (``République du``) that stands before the name at ``first``, else ``first``."""
    k = first - 1
    if k >= 1 and tokens[k].key in _ARTICLES and tokens[k - 1].key == "de":
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
    if before and last - first == 1 and _after_honorific(text, tokens, first):
        return "no"
    k = first - 1
    while k >= 0 and tokens[k].key in ("de", "du", "d", "des", "la", "l", "le"):
        k -= 1
    if k >= 0 and (tokens[k].key in lex.waters or (tokens[k].key == "ville" and k < first - 1)):
        return "no"
    word = tuple(t.key for t in tokens[first:last])
    if word in lex.capitals and before and before.key == "a":
        return "no"
    if (
        before
        and gap_before in ("-", "‐", "‑")
        and before.key.isalpha()
        and text[before.start].isupper()
        and not (_ends_name(lex, tokens, first) or before.key in _CONTINENTS)
    ):
        return "no"
    if (
        after
        and gap_after in ("-", "‐", "‑")
        and text[after.start].isupper()
        and not (lex.names.longest(tokens, last) or after.key in _CONTINENTS)
    ):
        return "no"
    if word in lex.personal:
        if before and gap_before == " " and _proper(text, before) and not _ends_name(lex, tokens, first):
            return "no"
        if (
            after
            and gap_after in (" ", "-")
            and _proper(text, after)
            and not lex.names.longest(tokens, last)
            and not surface.isupper()
        ):
            return "no"
        if word in lex.article and not (before and before.key in ("la", "(", "[")):
            return "doubtful" if before is None or before.key in _OPENERS else "no"
    return "yes"


def _after_honorific(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Whether the word at ``at`` is in a name led by ``M.`` or ``Mme``, over at most three capitalised words: ``M. Luis Chili``."""
    k = at - 1
    while (
        k >= 0
        and at - k <= 4
        and (_proper(text, tokens[k]) or tokens[k].key in ("le", "la"))
        and tokens[k].key not in _HONORIFICS
    ):
        k -= 1
    if k >= 1 and tokens[k].key == ".":
        k -= 1
    return (
        k >= 0 and tokens[k].key in _HONORIFICS and text[tokens[k].start].isupper() and tokens[k].end < tokens[at].start
    )


def _ends_name(lex: _Lexicon, tokens: Sequence[Token], at: int) -> bool:
    """Whether a country's name ends right before token ``at``."""
    for first in range(max(0, at - 4), at):
        match = lex.names.longest(tokens[first:at], 0)
        if match and match.last == at - first:
            return True
    return False


def _proper(text: str, token: Token) -> bool:
    """A capitalised word that can be part of a person's name."""
    return (
        text[token.start].isupper()
        and token.key.isalpha()
        and token.key not in _ARTICLES | _PREPOSITIONS | _DETERMINERS
    )


def _is_reunion(text: str, tokens: Sequence[Token], i: int) -> bool:
    """``La Réunion``, the island: both words capitalised within a sentence (its first word would be a meeting)."""
    if tokens[i + 1].key != "reunion" or i == 0 or not tokens[i - 1].key.isalpha():
        return False
    surface = text[tokens[i].start : tokens[i + 1].end]
    return surface[0] == "L" and surface[3:4] == "R" and not surface.isupper()


# ---------------------------------------------------------------------------------------------------- demonyms
def _demonym(lex: _Lexicon, text: str, tokens: Sequence[Token], i: int, hits: list[CountryHit]) -> int:
    """Appends the demonym at token ``i``, if there is one; returns the token to go on from."""
    token = tokens[i]
    key = token.key
    joined = i + 1 < len(tokens) and text[token.end : tokens[i + 1].start] in ("-", "‐", "‑", "- ")
    if joined and key in lex.prefixes and lex.demonyms.longest(tokens, i + 1):
        hits.append(CountryHit(token.start, token.end, lex.prefixes[key], "demonym"))
        return i + 1
    if not lex.demonyms.starts(key):
        return i + 1
    match = lex.demonyms.longest(tokens, i)
    if match is None:
        return i + 1
    last = tokens[match.last - 1]
    if not _demonym_verdict(lex, text, tokens, i, match.last):
        return match.last
    hits.append(CountryHit(token.start, last.end, match.value, "demonym"))
    return match.last


def _demonym_verdict(lex: _Lexicon, text: str, tokens: Sequence[Token], first: int, last: int) -> bool:
    token = tokens[first]
    surface = text[token.start : tokens[last - 1].end]
    before = tokens[first - 1] if first else None
    if before and text[before.end : token.start] in ("-", "‐", "‑") and before.key in lex.regional:
        return False
    key = tokens[last - 1].key
    if key in lex.language_forms and _is_language(lex, text, tokens, first):
        return False
    if not surface[0].isupper() or (key.endswith(("s", "x")) and key not in lex.languages):
        return not (surface[0].isupper() and _after_honorific(text, tokens, first))
    # A capital in the singular: an inhabitant (`un Malien`), or a word of a title; else a surname or the name of a language.
    if before is None or _after_honorific(text, tokens, first):
        return False
    if before.key in _DETERMINERS or before.key in _INSTITUTIONS:
        return True
    return key.endswith("e") or (surface.isupper() and len(surface) > 3)


def _is_language(lex: _Lexicon, text: str, tokens: Sequence[Token], first: int) -> bool:
    """Whether the word at ``first`` is the language: ``en français``, ``le russe``, ``la version arabe et espagnole``."""
    token = tokens[first]
    before = tokens[first - 1] if first else None
    if before is None:
        after = tokens[first + 1] if first + 1 < len(tokens) else None
        return after is None or not after.key.isalpha() or after.key in ("et", "ou")
    if before.key in lex.language_nouns or before.key in (":", "/"):
        return True
    if before.key in ("en", "le", "du", "au", "l", "d"):
        return text[token.start].islower() and token.key in lex.languages
    if before.key in (",", "et", "ou") and first >= 2:
        earlier = tokens[first - 2].key
        return earlier in _OTHER_LANGUAGES or (
            (earlier in lex.languages or earlier in lex.language_forms) and _is_language(lex, text, tokens, first - 2)
        )
    return False
