"""Who is named in one line of a programme or a list of participants."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from pipeline.identifiers import fold
from pipeline.layout.roles import Part, names_someone, patterns
from pipeline.resources import lexicon

_HONORIFIC = re.compile(
    r"^(?:(?:S\.\s?E\.(?:\s?M\.|\s?Mme)?|S\.\s?Exc\.|Son Excellence|L['’]honorable|Hon\.|M\.|MM\.|Mme|Mmes|Mlle|"
    r"Dre?|Pre?|Prof\.|Professeure?|"
    r"Mgr|Me|Sir|H\.\s?E\.|Ms\.?|Mr\.?|Mrs\.?)\s+(?=[A-ZÀ-Þ]))+"
)
_TOKEN = (
    r"(?:[A-ZÀ-Þ][\w’'´.-]*|d[aeiou]s?|d[’']\w[\w’'-]*|del|della|von|van|den|der|ter|el|al|al-[\w-]+|bin|bint|ben|"
    r"ibn|ould|mint|y|e|zu|la|le|du)"
)
_NAME = re.compile(rf"[A-ZÀ-Þ][\w’'´.-]*(?:\s{_TOKEN})*")
_SEPARATOR = re.compile(r"^\s*(?:[,:;(–—]|-\s|\s-\s)\s*")
# « Allocution de Mme Diop », « Ouverture, par M. Alaoui »: only who is named with a title.
_SPEECH_BY = re.compile(
    r"^(?:[^;.]{3,160}?,? par |(?:[Aa]llocutions?|[Dd]iscours|[Mm]ots?|[Mm]essages?|[Ii]nterventions?|[Ee]xposés?|"
    r"[Pp]résentations?|[Rr]emarques|[Dd]éclarations?|[Cc]ommunications?|[Cc]onclusions?|[Oo]uverture|[Cc]lôture)\b"
    r"[^,;:.]{0,60}? (?:de |d[’']))"
    r"(?=(?:M\.|Mme|Mlle|S\.\s?E|Son Exc|Dr|Pr|Mgr|Sir)\s)"
)


_QUOTED = re.compile(r"^[«“\"][^»”\"]{3,250}[»”\"]\s*[,–—:-]\s+")
_TITLE = r"(?:S\.\s?E\.|Son Exc|M\.|MM\.|Mmes?|Mlle|Dre?|Pre?|Prof\.|Mgr|Sir)\s"
_SEMICOLON = re.compile(r"\s?;\s+(?:et\s+)?")
_BEFORE_TITLE = re.compile(rf"(?:,\s+(?:et\s+)?|\s+et\s+)(?={_TITLE})")
_BETWEEN = re.compile(r"(?<=\)),\s+(?:et\s+)?|\s+et\s+(?=[A-ZÀ-Þ])")


_LED_BY = re.compile(r"\b(?:modéré|animé|présidé|facilité|conduit|dirigé)(?:e|s|es)? par $")


class Listed(NamedTuple):
    at: int  # where the name stands in the text, give or take the spaces before it
    honorific: str | None
    name: str
    listed: str | None


@lru_cache(maxsize=1)
def _no_names() -> frozenset[str]:
    """First words of the names of bodies and rooms, folded."""
    heads = lexicon("organisation_heads")["heads"]
    bodies = (fold(word) for words in heads.values() for word in words if " " not in word)
    return frozenset([*bodies, *lexicon("layout")["rooms"]])


def split_person(text: str) -> tuple[str | None, str, str | None] | None:
    """``Mme Awa Diop, Ministre, Sénégal`` -> honorific, name, the rest as listed; ``None`` when no name opens the text."""
    honorific = None
    found = _HONORIFIC.match(text)
    body = text
    if found:
        honorific, body = found.group().strip(), text[found.end() :]
        if honorific == "M." and not body[:1].isupper():
            return None
    name = _NAME.match(body)
    if name is None:
        return None
    words = name.group().rstrip(" ,").split()
    if honorific is None and words and fold(words[0]) in _no_names():
        return None
    while words and words[-1][0].islower():
        words.pop()
    if len(words) < 2 and honorific is None:
        return None
    label = " ".join(words)
    rest = body[len(label) :]
    separator = _SEPARATOR.match(rest)
    if rest.strip() and separator is None:
        return None
    listed = rest[separator.end() :].strip() if separator else ""
    if separator and "(" in separator.group() and listed.endswith(")") and listed.count("(") < listed.count(")"):
        listed = listed[:-1]
    return honorific, label, listed or None


def by_someone(text: str) -> Part | None:
    """The part of who gives what a line announces (``Ouverture, par M. Alaoui``, ``« Les visas », Awa Sy (Université de Thiès)``,
    ``Panel 2, animé par Mme Dahl``), ``None`` where it names nobody so."""
    found = _SPEECH_BY.match(text)
    if found is not None:
        return "moderator" if _LED_BY.search(found.group()) else "speaker"
    return "speaker" if text[:1] in '«“"' and people_in(text) else None


def people_in(text: str) -> list[Listed]:
    """The persons one line lists: one and what they are, or several apart by semicolons, or who gives the speech it announces."""
    at = 0
    speech = _SPEECH_BY.match(text)
    if speech is not None:
        text, at = text[speech.end() :], speech.end()
    elif patterns()["agenda_lines"].match(text):
        return []
    else:
        title = _QUOTED.match(text)
        if title is not None:
            text, at = text[title.end() :], at + title.end()
    out: list[Listed] = []
    for begin, piece in _pieces(text):
        found = split_person(piece)
        if found is not None and names_someone(piece):
            out.append(Listed(at + begin, *found))
    return out


def _pieces(text: str) -> list[tuple[int, str]]:
    """The text, or the persons it lists: apart by semicolons, by commas before ``M.`` and ``Mme``, or names and nothing else."""
    for by in (_SEMICOLON, _BEFORE_TITLE, _BETWEEN):
        pieces: list[tuple[int, str]] = []
        at = 0
        for edge in [*by.finditer(text), None]:
            raw = text[at : edge.start() if edge else len(text)]
            piece = raw.strip()
            pieces.append((at + raw.find(piece), piece[:-1] if edge is None and piece.endswith((".", ";")) else piece))
            at = edge.end() if edge else len(text)
        persons = [split_person(piece) for _, piece in pieces]
        if by is _BETWEEN:
            fits = "," not in text.replace("),", "") and all(
                person is not None and len(piece.split()) <= 7
                for (_, piece), person in zip(pieces, persons, strict=True)
            )
        else:
            # Among bodies and « un représentant de … » those with a title are persons.
            fits = any(person is not None and (person[0] is not None or all(persons)) for person in persons)
        if len(pieces) > 1 and fits:
            return [
                place for place, person in zip(pieces, persons, strict=True) if person and (person[0] or all(persons))
            ]
    whole = text.strip()
    return [(text.find(whole), whole.removesuffix("."))]
