"""Acronyms: definitions in running text, in both orders, and the rows of the table."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain

from pipeline.identifiers import Occurrences, fold
from pipeline.layout.acronym_form import ACRONYM
from pipeline.layout.acronym_lists import Entry
from pipeline.layout.verbs import has_verb
from pipeline.offsets import align, locate
from pipeline.records import Acronym, Unit
from pipeline.resources import lexicon

_BRACKET = re.compile(
    rf"(?P<open>[(\[])\s?(?:en abrégé |ci-après (?:dénommée?s? |désignée?s? |appelée?s? |l['’]|le |la |les )?|sigle |"
    rf"dite? |ou |acronyme (?:anglais )?:? ?)?[«“\"]?\s?(?:l['’]|le |la |les )?"
    rf"(?P<acronym>{ACRONYM})s?\s?[»”\"]?(?P<tail>[,;: ][^()]{{0,60}})?[)\]]"
)
_REVERSE = re.compile(rf"(?<![\w(/])(?P<acronym>{ACRONYM})\s\(\s?(?P<body>[^()\d;:]{{6,160}}?)\s?\)")
# « le Plan d’action commun, dit PAC », « le Système d’information – SIP – »: only where the initials spell it.
_APPOSED = re.compile(
    rf"(?:,\s(?:dite?s?|ou|soit|en abrégé|en sigle)(?:\s[«“])?|\s[–—-])\s(?P<acronym>{ACRONYM})(?=\s?[,.;:)»”]|\s[–—-]\s|$)"
)
_APPOSITION = re.compile(r", (?:dit|ou |soit |en )| [–—-] ")  # without which there is none
# Without two capitals in a word there is no acronym, and without a bracket behind it none that is spelt out there.
_CAPITALS = re.compile(r"[A-Z][^\s()]{0,14}[A-Z]")
_SPELT_BEHIND = re.compile(_CAPITALS.pattern + r"[^\s()]*\s\(")
_ROMAN = re.compile("[IVX]+")
_WORD = re.compile(r"[^\s’'´]+[’'´]?")
_STOP = frozenset(
    [
        "de",
        "du",
        "des",
        "d’",
        "d'",
        "le",
        "la",
        "les",
        "l’",
        "l'",
        "un",
        "une",
        "et",
        "à",
        "au",
        "aux",
        "en",
        "pour",
        "par",
        "sur",
        "dans",
        "contre",
        "avec",
        "of",
        "the",
        "and",
        "for",
        "on",
        "in",
        "to",
        "y",
        "e",
        "para",
        "las",
        "los",
        "del",
        "der",
        "und",
    ]
)
_ARTICLES = frozenset({"Le", "La", "Les", "L’", "L'", "Un", "Une", "Des", "Ce", "Cette", "Ces"})
_LINK = _STOP | frozenset({"chargé", "chargée", "concernant", "relative", "relatif"})
_BREAK = re.compile(r"[,;:.!?()\[\]«»“”]|\s[–—−-]\s")
_HARD_BREAK = re.compile(r"[;:.!?()\[\]«»“”]|\s[–—−-]\s")
_FOREIGN_TAIL = re.compile(
    r"^\s*,?\s*(?:en (?:anglais|français|espagnol|arabe|portugais)|(?:sigle|acronyme) anglais|(?:de|d’après) l(?:’|"
    r"')anglais|en sigle)"
)


@lru_cache(maxsize=1)
def _roles() -> frozenset[str]:
    return frozenset(lexicon("layout")["signature_roles"])


def _plain(char: str) -> str:
    return unicodedata.normalize("NFD", char)[0].upper()


def initials_fit(acronym: str, words: Sequence[str]) -> bool:
    """The letters of ``acronym`` are the initials of ``words`` in order: little words may be skipped, none may be missing."""
    return _spell(_letters(acronym), chain.from_iterable(map(_initials, words)))


def _letters(acronym: str) -> list[str]:
    return [_plain(c) for c in acronym if c.isalpha()]


def _initials(word: str) -> list[tuple[str, bool]]:
    """Of each part of a word joined by hyphens the initial, and whether it is a little word."""
    return [(_plain(part[0]), part.casefold() in _STOP) for part in word.replace("/", "-").split("-") if part]


def _spell(letters: Sequence[str], initials: Iterable[tuple[str, bool]]) -> bool:
    at, skipped = 0, 0
    for letter, small in initials:
        if at < len(letters) and letter == letters[at]:
            at += 1
        elif not at:
            return False
        elif not small:
            skipped += 1
    return 0 < at == len(letters) and skipped <= max(2, len(letters) // 2)


def expansion_before(text: str, at: int, acronym: str) -> int | None:
    """Where the expansion of ``acronym`` begins that ends at ``at`` (just before its bracket); ``None`` when there is none."""
    if "/" in acronym and any(c.isdigit() for c in acronym):
        return None
    near = _words_before(text, at, _BREAK)
    found = _by_initials(acronym, near)
    if found is None:
        # A name that holds commas: « l’éducation, la science et la culture ».
        far = _words_before(text, at, _HARD_BREAK)
        found = _by_initials(acronym, far) if len(far) > len(near) else None
        if found is None:
            found = _by_capitals(acronym, near) or (
                _by_capitals(acronym, far) if near and near[0].group().casefold() in _STOP else None
            )
    return found


def _words_before(text: str, at: int, edge: re.Pattern[str]) -> list[re.Match[str]]:
    begin = max(0, at - 180)
    for found in edge.finditer(text, begin, at):
        begin = found.end()
    return list(_WORD.finditer(text, begin, at))[-18:]


def _by_initials(acronym: str, words: Sequence[re.Match[str]]) -> int | None:
    """The nearest start from which the words' initials spell the acronym."""
    letters = _letters(acronym)
    initials = [_initials(w.group()) for w in words]
    fits = [
        n
        for n in range(len(words) - 1, -1, -1)
        if words[n].group().casefold() not in _STOP and _spell(letters, chain.from_iterable(initials[n:]))
    ]
    if not fits:
        return None
    n = fits[0]
    # A later start may fit by chance within the name; the whole capitalised name is wanted.
    for m in fits[1:]:
        if words[m].group()[0].isupper() and not words[n].group()[0].isupper() and n - m <= 4:
            n = m
    return words[n].start()


def _by_capitals(acronym: str, words: Sequence[re.Match[str]]) -> int | None:
    """The acronym comes from another language: the nearest capitalised name, taken back over its linking words."""

    def capital(n: int) -> bool:
        word = words[n].group()
        return word[0].isupper() and len(word) > 1 and word.casefold() not in _STOP

    n = len(words) - 1
    while n >= 0 and not capital(n):
        n -= 1
    if n < 0 or len(words) - n > 15:
        # « Les programmes de retour volontaire assisté (AVRR) »: the subject of the sentence.
        subject = bool(words) and words[0].start() == 0 and words[0].group() in _ARTICLES and 3 <= len(words) <= 12
        return words[1].start() if subject and not has_verb(" ".join(w.group() for w in words)) else None
    starts = [n]
    while True:
        m = n - 1
        while m >= 0 and words[m].group().casefold() in _LINK:
            m -= 1
        if m < n - 1:
            # « Marché commun de l’Afrique », « Fédération internationale des Sociétés »: an adjective or two between.
            while n - m <= 5 and m > 0 and words[m].group().islower() and words[m].group().casefold() not in _STOP:
                m -= 1
        if m < 0 or not capital(m) or fold(words[m].group()) in _roles() or words[m].group().endswith("."):
            break
        n = m
        starts.append(n)
    # Names of other bodies or persons may stand right before: the nearest word with the acronym's initial is its start.
    # Where « Unies » has its initial, « Nations Unies » is not cut in two.
    n = next(
        (
            k
            for k in starts
            if _plain(words[k].group()[0]) == _plain(acronym[0]) and len(words) - k >= 2 and k - 1 not in starts
        ),
        n,
    )
    chosen = [w.group() for w in words[n:]]
    if (
        fold(chosen[0]) in _roles()
        or len(chosen) < 2
        or not any(w.casefold() in _LINK or w[0].islower() for w in chosen)
    ):
        return None
    if has_verb(" ".join(chosen)) or (len(chosen) == 2 and not _letters_in(acronym, "".join(chosen))):
        return None
    return words[n].start()


def _letters_in(acronym: str, text: str) -> bool:
    """The letters of ``acronym`` stand in ``text`` in order."""
    rest = iter(_plain(c) for c in text)
    return all(letter in rest for letter in _letters(acronym))


def define_inline(units: Sequence[Unit]) -> list[tuple[Unit, str, int, int]]:
    """Definitions in running text: unit, acronym, and where in its text the expansion stands."""
    out: list[tuple[Unit, str, int, int]] = []
    # The lines of a cover introduce its hosts; further down boilerplate only repeats.
    cover = next((n for n, u in enumerate(units) if u.unit_type == "sentence"), 0)
    for n, unit in enumerate(units):
        quiet = unit.unit_type == "boilerplate" and (n > cover or len(unit.text) < 25 or "..." in unit.text)
        text = unit.text
        if quiet or not _CAPITALS.search(text):
            continue
        if _APPOSITION.search(text):
            for found in _APPOSED.finditer(text):
                near = _words_before(text, found.start(), _BREAK)
                at = _by_initials(found["acronym"], near) if len(found["acronym"]) > 2 else None
                if at is not None:
                    out.append((unit, found["acronym"], at, found.start()))
        if "(" not in text and "[" not in text:
            continue
        taken: list[tuple[int, int]] = []
        for found in _BRACKET.finditer(text):
            tail = found["tail"]
            if _ROMAN.fullmatch(found["acronym"]) or (
                tail and not _FOREIGN_TAIL.match(tail) and not re.match(r"^[,;:]\s", tail)
            ):
                continue
            end = len(text[: found.start()].rstrip())
            at = expansion_before(text, end, found["acronym"])
            if at is not None and at < end:
                out.append((unit, found["acronym"], at, end))
                taken.append((at, found.end()))
        for found in _REVERSE.finditer(text) if _SPELT_BEHIND.search(text) else ():
            if any(a < found.end() and found.start() < b for a, b in taken):
                continue
            words = _WORD.findall(found["body"])
            while words and words[0].casefold() in _STOP:
                words.pop(0)
            if len(words) >= 2 and initials_fit(found["acronym"], words):
                out.append((unit, found["acronym"], found.start("body"), found.end("body")))
    return out


def acronym_rows(doc_id: str, source: str, entries: Sequence[Entry], units: Sequence[Unit]) -> tuple[Acronym, ...]:
    """The rows of the ``acronyms`` table: list entries, then each definition in running text the first time it is given."""
    ids = Occurrences()
    rows: list[Acronym] = []
    starts = {u.spans[0].start: u.sentence_id for u in units} if entries else {}
    for entry in entries:
        if entry.expansion:
            rows.append(
                Acronym(
                    acronym_id=ids.identify(f"{doc_id}-a", f"{entry.acronym} {entry.expansion}"),
                    doc_id=doc_id,
                    acronym=entry.acronym,
                    expansion=entry.expansion,
                    where="list",
                    sentence_id=starts.get(entry.start),
                    start=entry.start,
                    end=entry.end,
                )
            )
    seen: set[tuple[str, str]] = set()
    lists = [e.start for e in entries]
    running = [u for u in units if not _within(u, entries, lists)] if entries else units
    for unit, acronym, begin, end in define_inline(running):
        expansion = unit.text[begin:end]
        key = (acronym, fold(expansion))
        if key in seen:
            continue
        seen.add(key)
        where = locate(align(source, unit.spans, unit.text), begin, end)
        rows.append(
            Acronym(
                acronym_id=ids.identify(f"{doc_id}-a", f"{acronym} {expansion}"),
                doc_id=doc_id,
                acronym=acronym,
                expansion=expansion,
                where="inline",
                sentence_id=unit.sentence_id,
                start=where.start,
                end=where.end,
            )
        )
    rows.sort(key=lambda r: r.start)
    return tuple(rows)


def _within(unit: Unit, entries: Sequence[Entry], starts: Sequence[int]) -> bool:
    """The unit is an entry of a list."""
    n = bisect_right(starts, unit.spans[0].start) - 1
    return n >= 0 and unit.spans[0].start < entries[n].end
