"""Programme lines told by their words: moderators, speakers, days, the end."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from pipeline.identifiers import fold
from pipeline.layout.endings import terminal
from pipeline.resources import lexicon

Part = Literal["moderator", "speaker"]
_PARTS: tuple[Part, ...] = ("moderator", "speaker")
_HONORIFIC = (
    r"(?:S\.\s?E\.|S\.\s?Exc\.|Son Excellence|M\.|MM\.|Mme|Mlle|Dr|Pr|Prof\.|Mgr|Me|Sir|Général|Colonel|H\.E\.|"
    r"Ms\.?|Mr\.?)\s+"
)
_TOKEN = (
    r"(?:[A-ZÀ-Þ][\w’'.-]*|d[aeiou]s?|del|della|von|van|den|der|el|al|bin|ben|ould|de|di|du|la|y|e)(?:\s|"
    r"(?=[,(–—:]|-\s|$))"
)
_NO_NAME = (
    r"(?!(?:Selon|Pour|Après|Avant|Avec|Chez|Dans|Depuis|Outre|Lors|Dès|Sur|Sous|Sans|Par|En|Au|Aux|Entre|Parmi|Malgré|Suivant|"
    r"Plusieurs|Certains|Groupe|Groupes|Panel|Atelier|Session|Séance|Table|Thème|Débat|Discussion|Présentation|Travaux|Visite|Pause|Il|Elle|Ils|Elles|On|Nous|Ce|Cet|Cette|Ces|Voir|Source|Même|Interrogée?s?|Invitée?s?)\s)"
)
_NAME = re.compile(
    rf"^{_NO_NAME}(?:(?:{_HONORIFIC})*(?:{_TOKEN}){{2,7}}|(?:{_HONORIFIC})+{_TOKEN})(?:\s*(?:[,(–—:]|-\s|\. \.|$))"
)


@lru_cache(maxsize=1)
def patterns() -> dict[str, re.Pattern[str]]:
    """The compiled patterns of the layout lexicon that tell titles and programme lines."""
    data = lexicon("layout")
    return {
        k: re.compile(data[k])
        for k in (
            "numbered_titles",
            "session_titles",
            "moderator",
            "speaker",
            "agenda_lines",
            "closing_lines",
            "day_titles",
            "roster_titles",
            "roster_header",
            "roster_offices",
            "column_names",
            "salutation",
            "programme_titles",
        )
    }


def role_of(text: str) -> tuple[Part, int] | None:
    """``Modérateur : ...`` / ``Orateurs :``: the part, and how many characters its name takes."""
    if not text or not text[0].isupper():
        return None
    for part in _PARTS:
        if found := patterns()[part].match(text):
            return part, found.end()
    return None


class RolePart(NamedTuple):
    """A stretch of a line: who has the part begins at ``at`` and ends before ``stop``."""

    part: Part
    start: int
    at: int
    stop: int


_SENTENCE_EDGE = re.compile(r"(?<=[.;!?])\s+(?=[A-ZÀ-Þ])")


def role_parts(text: str) -> list[RolePart]:
    """``Modérateur : M. X. Intervenants : Mme Y`` in one line, each with what it names."""
    starts = [0, *(found.end() for found in _SENTENCE_EDGE.finditer(text))]
    roles = [(start, *role) for start in starts if (role := role_of(text[start : start + 120]))]
    stops = [start for start, _, _ in roles[1:]] + [len(text)] * bool(roles)
    return [RolePart(part, start, start + size, stop) for (start, part, size), stop in zip(roles, stops, strict=True)]


def bare_role(text: str) -> Part | None:
    """``Modératrice``, ``Intervenants`` alone on a line, without a colon: who is named below."""
    role = role_of(f"{text} :") if len(text) <= 40 else None
    return role[0] if role and role[1] > len(text) else None


def day_title(text: str) -> bool:
    """``PREMIERE JOURNEE``, ``Mardi 18 avril 2017``."""
    return len(text) <= 60 and _day_title(text)


@lru_cache(maxsize=1024)
def _day_title(text: str) -> bool:
    return patterns()["day_titles"].match(fold(text)) is not None


def numbered_title(text: str) -> bool:
    """``Table ronde 2.1 : ...``, ``Point 3``, ``ATELIER 4 La santé``: a title that counts what it heads."""
    pattern = patterns()["numbered_titles"]
    if pattern.match(text):
        return True
    head = text[:24].split(" ")
    if len(head) < 2 or len(head[0]) < 4 or not head[0].isupper():
        return False
    small = [word.lower() if len(word) > 1 and word.isupper() and word.isalpha() else word for word in head[:-1]]
    return pattern.match(" ".join([small[0].capitalize(), *small[1:], head[-1]]) + text[24:]) is not None


_DAY_COUNTED = re.compile(r"(?:\w+ )?jour(?:nee)?\b")


def counts_day(text: str) -> bool:
    """``Jour 2 : mardi 11 mars``, ``DEUXIÈME JOURNÉE``: a day of the meeting, not a mere date."""
    return day_title(text) and _DAY_COUNTED.match(fold(text)) is not None


def closing_line(text: str) -> bool:
    """``Fin de l’atelier``."""
    return len(text) <= 60 and patterns()["closing_lines"].match(fold(text)) is not None


def names_someone(text: str) -> bool:
    """The text begins like a participant's line: a name of several capitalised words, then function or end."""
    return _NAME.match(text[:160]) is not None and not terminal(text)


_TITLED = re.compile(rf"^{_HONORIFIC}[A-ZÀ-Þ]")


def titled_person(text: str) -> bool:
    """A participant's line that begins with ``M.``, ``Mme``, ``S. E.``."""
    return _TITLED.match(text) is not None and names_someone(text)


def salutation(text: str) -> bool:
    """``Monsieur le Président,``, ``Chers collègues,``: whom a letter or a speech addresses."""
    return len(text) <= 140 and patterns()["salutation"].match(text) is not None


# Who takes the floor in minutes of debates, and what is said after it: « LA PRÉSIDENTE. — », « M. Koné (Mali) : ».
_FLOOR = re.compile(
    rf"^(?:(?:LE|LA|L[’'])\s?[A-ZÀ-Þ]{{3}}|(?:Le|La|L[’'])\s?(?:[Pp]résident|[Rr]apporteu|[Ss]ecrétaire|[Mm]odérat)|{_HONORIFIC}[A-ZÀ-Þ])"
    r"[^.:;!?]{0,90}?(?:\.\s?[—–-]\s|\s?:\s)(?=[A-ZÀ-Þ«À])"
)


def takes_floor(text: str) -> bool:
    """The paragraph begins with who speaks and goes on with what is said."""
    return _FLOOR.match(text[:160]) is not None and terminal(text)


_BYLINE = re.compile(r"^[A-ZÀ-Þ][^,:;.]{3,40}? (?:de|par) (?=[A-ZÀ-Þ])|^(?:Le|La|L[’'])[^,:;.]{3,80},\s(?=[A-ZÀ-Þ])")


def signed_name(text: str) -> bool:
    """A signature or byline: a name, or a name after ``Compte rendu de`` or an office, and nothing like a caption."""
    if len(text.split()) > 16 or any(c.isdigit() or c in "©|/@" for c in text) or text.startswith("Photo"):
        return False
    found = _BYLINE.match(text)
    return names_someone(text[found.end() :] if found else text)


_BETWEEN = re.compile(r"\s*[,;/]\s*(?:et\s+)?|\s+et\s+")
_PARTY = re.compile(r"^(?:[Ll][’']|[Ll]a\s|[Ll]e\s|[Ll]es\s)?[A-ZÀ-Þ][^.!?]*$")
_LABEL = re.compile(rf"^[A-ZÀ-Þ][^:.;!?|]{{1,60}}?(?:\s?:\s+(?=\S)|\s[–—-]\s(?={_HONORIFIC}))")


def names_parties(text: str) -> bool:
    """Nothing but capitalised names, of persons, countries or bodies: ``Maurice et Sri Lanka``."""
    if not text or len(text) > 160 or terminal(text):
        return False
    return all(_PARTY.match(p) and len(p.split()) <= 5 for p in _BETWEEN.split(text))


def names_after_label(text: str) -> int:
    """``Bénin : M. Kossi Adjei, Directeur``: how many characters the label takes when a person follows it, else 0."""
    found = _LABEL.match(text)
    return found.end() if found and names_someone(text[found.end() :]) else 0


def parties_after_label(text: str) -> bool:
    """``Pays de référence : Maurice, Sri Lanka``."""
    found = _LABEL.match(text)
    return found is not None and names_parties(text[found.end() :])


def roster_title(text: str) -> bool:
    """``Liste des participants``, ``Annexe 2. Participants``, ``Délégations présentes``."""
    return len(text) <= 80 and patterns()["roster_titles"].search(fold(text)) is not None


def roster_office(text: str) -> bool:
    """``Présidente``, ``Membres``: the office of those who stand below it in a list."""
    return len(text) <= 60 and patterns()["roster_offices"].match(fold(text)) is not None


def names_column(text: str) -> bool:
    """``Nom et prénom``, ``Responsable``, ``Échéance``: what the column of a table may be called."""
    return patterns()["column_names"].match(fold(text)) is not None
