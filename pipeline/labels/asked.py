"""Of a recommendation: how strongly it asks (``strength``) and whom (``addressees``, as stated).

The borders of an addressee are words that can be told without a parser: a subject ends at its modal verb (`les pays d'origine
| devraient`), an object between the asking verb and its `à` or `de` with an infinitive (`a invité | les gouvernements | à
coopérer`). A passive without agent names nobody.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from pipeline.labels.cues import Token, cue_lexicon, tokenize
from pipeline.labels.features import standing_asks
from pipeline.records import Strength
from pipeline.resources import lexicon


class Addressee(NamedTuple):
    """``text[start:end]``, as stated."""

    start: int
    end: int


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(lexicon("addressees")[key])


@cache
def _strengths() -> dict[str, str]:
    return {cue: name for name, cues in lexicon("addressees")["strength"].items() for cue in cues}


_ORDER: tuple[Strength, ...] = ("must", "should", "may")
_MODAL = frozenset(
    [
        "doit",
        "doivent",
        "devait",
        "devaient",
        "devrait",
        "devraient",
        "devra",
        "devront",
        "pourrait",
        "pourraient",
        "gagnerait",
        "gagneraient",
    ]
)
_ASKING = re.compile(
    r"(?:invit|exhort|encourag|engag|appel|pri|convi|somm|adjur|incit)(?:é|ée|és|ées|e|ent|ait|aient|ant|er|le|lent|lait|laient)$|^prient?$"
)
_TO = re.compile(r"(?:demand|recommand|sugg[éè]r|propos|conseill|enjoi|revient|revenait|appartient|appartenait|incomb)")
_BREAKS = frozenset([".", ";", ":", "!", "?", "(", ")", "[", "]", "«", "»"])
_DETERMINERS = frozenset(
    [
        "le",
        "la",
        "les",
        "l'",
        "un",
        "une",
        "des",
        "ces",
        "cette",
        "ce",
        "tous",
        "toutes",
        "chaque",
        "tout",
        "toute",
        "leurs",
        "leur",
        "ses",
        "nos",
        "notre",
        "certains",
        "plusieurs",
        "d'",
        "de",
        "du",
        "aux",
        "au",
    ]
)


def strength_of(text: str) -> Strength | None:
    """``must``, ``should`` or ``may`` from the first word that asks; None when no word does."""
    tokens = tokenize(text)
    cues = cue_lexicon()
    found = cues.find(cues.symbols(tokens, text))
    asks = standing_asks(frozenset(name for name, _, _ in found))
    table = _strengths()
    best: tuple[int, int] | None = None
    for name, first, after in found:
        kind = table.get(name)
        if kind is None or (name not in asks and name != "recommend_noun"):
            continue
        if kind == "by_word":
            words = {t.word for t in tokens[first:after]}
            kind = "must" if words & _words("must_words") else "should"
        elif kind == "should" and {t.word for t in tokens[max(0, first - 2) : after + 1]} & {
            "instamment",
            "impérativement",
        }:
            kind = "must"
        rank = (first, _ORDER.index(kind))
        # `recommandations` alone says that something is recommended, any verb beside it says how
        if name == "recommend_noun":
            rank = (len(tokens), 1)
        best = min(best, rank) if best else rank
    return _ORDER[best[1]] if best else None


def addressees_of(text: str, named: tuple[tuple[int, int], ...] = ()) -> list[Addressee]:
    """Those asked to act, in reading order. ``named``: where countries and bodies are named, they can be actors too."""
    tokens = tokenize(text)
    found: list[Addressee] = []
    for i, token in enumerate(tokens):
        word = token.word
        if word in _MODAL or (word in ("peut", "peuvent") and i and tokens[i - 1].word == "ne"):
            found += _subject(tokens, i, text, named)
        elif _ASKING.search(word) and not _is_noun(tokens, i):
            passive = i >= 2 and any(t.word in ("été", "sont", "est", "étaient") for t in tokens[max(0, i - 3) : i])
            found += _subject(tokens, i, text, named, passive=True) if passive else _object(tokens, i, text, named)
        elif word in ("que", "qu'") and i and _wants_clause(tokens, i):
            found += _clause(tokens, i, text, named)
        elif word in ("à", "aux", "au") and i and any(_TO.match(t.word) for t in tokens[max(0, i - 2) : i]):
            found += _until_infinitive(tokens, i, text, named)
        elif word == "pour" and any(
            t.word in ("nécessité", "important", "importance", "nécessaire", "essentiel")
            for t in tokens[max(0, i - 2) : i]
        ):
            found += _until_infinitive(tokens, i + 1, text, named)
    out: list[Addressee] = []
    for one in sorted(set(found)):
        if not any(o.start <= one.start and one.end <= o.end for o in out):
            out.append(one)
    return out


def _is_noun(tokens: list[Token], i: int) -> bool:
    return (
        bool(i)
        and tokens[i - 1].word in ("un", "l'", "cet", "les", "le", "la", "des", "aux", "d'")
        and tokens[i].word in ("appel", "prie")
    )


def _is_actor(tokens: list[Token], first: int, last: int, named: tuple[tuple[int, int], ...]) -> bool:
    """Is one of the first words of ``tokens[first:last]`` an actor, or named?"""
    head = [t for t in tokens[first:last] if t.word not in _DETERMINERS][:2]
    return any(t.word in _words("actors") or any(a <= t.start < b for a, b in named) for t in head)


def _subject(
    tokens: list[Token], verb: int, text: str, named: tuple[tuple[int, int], ...], passive: bool = False
) -> list[Addressee]:
    end = verb
    while end and tokens[end - 1].word in (
        "ne",
        "n'",
        "ont",
        "a",
        "avaient",
        "avait",
        "été",
        "sont",
        "est",
        "étaient",
        "instamment",
        "donc",
        "aussi",
        "également",
        "vivement",
        "être",
        "y",
    ):
        end -= 1
    if not passive and _is_passive(tokens, verb):
        return _agent(tokens, verb, text, named)
    first = end
    while (
        first
        and tokens[first - 1].word not in _BREAKS
        and tokens[first - 1].word not in ("que", "qu'", "où", "si", "qui", "car", "dont", "mais")
        and end - first < 16
    ):
        if tokens[first - 1].word == "," and not _is_actor(tokens, first, end, named):
            break
        if tokens[first - 1].word == "," and not _is_actor(tokens, max(0, first - 4), first - 1, named):
            break
        first -= 1
    while first < end and tokens[first].word in ("et", ",", "en", "outre", "ainsi", "à", "donc", "de", "même"):
        first += 1
    if first >= end or tokens[first].word in _words("impersonal") or not _is_actor(tokens, first, end, named):
        return []
    return _split(tokens, first, end, named)


def _is_passive(tokens: list[Token], verb: int) -> bool:
    following = [t.word for t in tokens[verb + 1 : verb + 5]]
    if "être" not in following:
        return False
    after = following[following.index("être") + 1 :] + [t.word for t in tokens[verb + 5 : verb + 7]]
    return any(
        re.search(r"(?:é|ée|és|ées|is|ise|ises|it|ite|ites|its|us?|ues?|ert|erte|erts|ertes)$", w)
        for w in after[:3]
        if len(w) > 3
    )


def _agent(tokens: list[Token], verb: int, text: str, named: tuple[tuple[int, int], ...]) -> list[Addressee]:
    for i in range(verb + 2, min(len(tokens), verb + 12)):
        if tokens[i].word in _BREAKS:
            break
        if tokens[i].word == "par":
            end = i + 1
            while (
                end < len(tokens)
                and tokens[end].word not in _BREAKS
                and tokens[end].word not in (",", "et", "afin", "pour", "dans", "avant", "qui")
            ):
                end += 1
            return _split(tokens, i + 1, end, named) if _is_actor(tokens, i + 1, end, named) else []
    return []


def _object(tokens: list[Token], verb: int, text: str, named: tuple[tuple[int, int], ...]) -> list[Addressee]:
    return _until_infinitive(tokens, verb + 1, text, named)


def _until_infinitive(
    tokens: list[Token], first: int, text: str, named: tuple[tuple[int, int], ...]
) -> list[Addressee]:
    while first < len(tokens) and tokens[first].word in (
        "donc",
        "instamment",
        "vivement",
        "à",
        "également",
        "aussi",
        "tous",
        "pour",
    ):
        if tokens[first].word == "tous":
            break
        first += 1
    end = first
    while end < len(tokens) and end - first < 20:
        word = tokens[end].word
        if word in _BREAKS or word in ("que", "qu'", "qui", "afin"):
            break
        if (
            word in ("à", "de", "d'", "instamment")
            and end + 1 < len(tokens)
            and _infinitive_at(tokens, end + 1)
            and end > first
        ):
            break
        end += 1
    while end > first and tokens[end - 1].word in (",", "instamment"):
        end -= 1
    return _split(tokens, first, end, named) if first < end and _is_actor(tokens, first, end, named) else []


def _infinitive_at(tokens: list[Token], i: int) -> bool:
    while i < len(tokens) - 1 and tokens[i].word in (
        "ne",
        "se",
        "s'",
        "y",
        "en",
        "mieux",
        "pas",
        "leur",
        "les",
        "le",
        "la",
        "l'",
        "davantage",
        "plus",
    ):
        i += 1
    return bool(re.search(r"(?:er|ir|re|oir)$", tokens[i].word)) and tokens[i].word not in (
        "leur",
        "autre",
        "titre",
        "ordre",
        "notre",
        "entre",
        "mer",
        "outre",
        "particulier",
    )


def _wants_clause(tokens: list[Token], i: int) -> bool:
    before = " ".join(t.word for t in tokens[max(0, i - 5) : i])
    return bool(
        re.search(
            r"(?:faut|fallait|faudrait|importe|importait|convient|convenait|conviendrait|nécessaire|essentiel|important"
            r"|indispensable|impératif|bon|souhaitable|primordial"
            r"|recommandé|recommande|recommandent|suggéré|suggère|proposé|propose"
            r"|souhaité|souhaite|demandé|demande|insisté pour|ce)(?: ,)?$",
            before,
        )
    )


def _clause(tokens: list[Token], i: int, text: str, named: tuple[tuple[int, int], ...]) -> list[Addressee]:
    end = i + 1
    while end < len(tokens) and end - i < 14:
        word = tokens[end].word
        if word in _BREAKS or word in (
            "soit",
            "soient",
            "qui",
            "ait",
            "aient",
            "puisse",
            "puissent",
            "se",
            "s'",
            "y",
            "ne",
            "n'",
            ",",
        ):
            break
        if (
            end > i + 2
            and re.search(r"(?:ent|issent)$", word)
            and word not in ("gouvernement", "parlement", "développement", "instamment", "également")
        ):
            break
        if (
            end > i + 2
            and tokens[end - 1].word in _words("actors")
            and re.search(r"(?:e|t)$", word)
            and word not in ("et", "internationale", "civile", "locale", "nationale", "de")
        ):
            break
        end += 1
    passive = (
        end + 1 < len(tokens)
        and tokens[end].word in ("soit", "soient")
        and re.search(r"(?:é|ée|és|ées|is|ise|ises)$", tokens[end + 1].word)
    )
    if passive or end >= len(tokens) or not _is_actor(tokens, i + 1, end, named):
        return []
    return _split(tokens, i + 1, end, named)


def _split(tokens: list[Token], first: int, end: int, named: tuple[tuple[int, int], ...]) -> list[Addressee]:
    """One addressee each where `, ` or `et` stands before another actor with its own article."""
    pieces: list[tuple[int, int]] = []
    while first < end - 1 and tokens[first].word in ("aux", "au", "à"):
        first += 1
    start = first
    for i in range(first + 1, end):
        if tokens[i].word in ("et", ",", "ou") and _is_actor(tokens, i + 1, min(end, i + 3), named):
            following = tokens[i + 1].word if i + 1 < end else ""
            if (following in _DETERMINERS and following not in ("de", "d'", "du")) or any(
                a <= tokens[i + 1].start < b for a, b in named
            ):
                pieces.append((start, i))
                start = i + 1
    pieces.append((start, end))
    out = []
    for a, b in pieces:
        while b > a and tokens[b - 1].word in (",", "et", "donc"):
            b -= 1
        if a < b:
            out.append(Addressee(tokens[a].start, tokens[b - 1].end))
    return out
