"""Function phrases: where a text names a function held by one person, and how far the phrase reaches.

Offsets are those of the text given (``normalise``d: one apostrophe, plain spaces), end exclusive.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from pipeline.gazetteer import alternatives
from pipeline.identifiers import fold
from pipeline.organisations.lexicon import heads as organisation_heads
from pipeline.resources import lexicon

_WORD = re.compile(r"\w+(?:-\w+)*|[’]|[^\w\s]|\t")
# Finite verbs that end a noun phrase; speech verbs are judged by the caller.
FINITE = frozenset(
    [
        "a",
        "ont",
        "avait",
        "avaient",
        "aura",
        "auront",
        "aurait",
        "auraient",
        "eut",
        "eurent",
        "est",
        "sont",
        "était",
        "étaient",
        "sera",
        "seront",
        "serait",
        "seraient",
        "fut",
        "furent",
        "doit",
        "doivent",
        "devait",
        "devaient",
        "devrait",
        "devraient",
        "peut",
        "peuvent",
        "pouvait",
        "pouvaient",
        "pourrait",
        "pourraient",
        "fait",
        "font",
        "va",
        "vont",
        "veut",
        "veulent",
        "souhaite",
        "souhaitent",
        "tient",
        "tiennent",
        "dit",
        "disent",
        "vise",
        "visent",
        "permet",
        "permettent",
        "reste",
        "restent",
        "demeure",
        "demeurent",
        "n’a",
        "s’est",
        "s’était",
        "se",
        "ne",
        "n",
    ]
)
_STOP_PUNCTUATION = frozenset(";:()[]«»–—…!?•\t")  # and the gap of a column
_LEADS_ON = re.compile(r"(?:des?|du|de la|de l’|d’|et (?:des?|du|de la|de l’|d’|aux?|à la|à l’))[ ]?", re.I)


_ABBREVIATED = re.compile(r",? [a-zà-öø-ÿœ]")
_LONGEST = 400  # characters of a function phrase, at most
_NEXT_HOLDER = re.compile(r" (?:le|la|l’)")


@lru_cache(maxsize=1)
def heads() -> frozenset[str]:
    """Function nouns, lower case, with accents."""
    return frozenset(
        w.casefold() for w in [*lexicon("functions")["heads"], *lexicon("functions")["short_heads"], *walks()]
    )


@lru_cache(maxsize=1)
def walks() -> frozenset[str]:
    """Walks of life: they describe a person already named, and name nobody by themselves."""
    return frozenset(lexicon("functions")["walks"])


@lru_cache(maxsize=1)
def _head_pattern() -> re.Pattern[str]:
    words = alternatives(heads())
    # A determiner makes it one holder: `le`, `la`, `l’`, `un`, `son`; `du` and `au` hide one.
    return re.compile(
        r"(?<![\w-])(?P<det>(?:les? |la |l’|une? |son |sa |deux |leurs? |[nv]otre )?)"
        rf"(?P<head>{words})(?![\w])",
        re.I,
    )


class RolePhrase(NamedTuple):
    """``text[start:end]`` is a function phrase; ``det`` its determiner (lower case, may be empty)."""

    start: int
    head_start: int
    end: int
    det: str


def starts_with_head(text: str, at: int) -> bool:
    """Whether a function noun stands at ``at`` (an article or ``ancien`` may precede it)."""
    m = _head_pattern().match(text, at)
    return m is not None and _is_head(text, m)


_PART = re.compile(r",| [–—|/] |\t")


def function_at(text: str) -> int | None:
    """Where the function starts in a description: at its front, after a comma or in another column."""
    at = 0
    while at < len(text):
        lead = len(text[at:]) - len(text[at:].lstrip(" ,"))
        if starts_with_head(text, at + lead):
            return at + lead
        sign = _PART.search(text, at)
        if sign is None:
            return None
        at = sign.end()
    return None


# Words that are a function only with another one after them: `premier ministre`, `ancien président`, `Haut Représentant`.
_QUALIFIERS = frozenset(
    [
        "premier",
        "première",
        "deuxième",
        "second",
        "seconde",
        "ancien",
        "ancienne",
        "haut",
        "haute",
        "général",
        "générale",
        "adjoint",
        "adjointe",
        "chargé",
        "chargée",
    ]
)


_PARTICIPLES = frozenset(["représentant", "président", "dirigeant", "employant", "intervenant"])
_OBJECT = re.compile(r" (?:l’|le |la |les |un |une )")


_CAPITAL_NEXT = re.compile(r" ([A-ZÀ-ÖØ-Þ][^\W\d_]+)")
_TASK = re.compile(r" d(?:e |’)(?P<task>[a-zà-öø-ÿœ]{4,})")  # `chargée de plaidoyer`
_FIELD = re.compile(r" (?:au |aux |à la |à l’)[a-zà-öø-ÿœ]")  # `adjointe au logement`, of a mayor


def _is_head(text: str, m: re.Match[str]) -> bool:
    head = m.group("head").casefold()
    if head in _PARTICIPLES and _OBJECT.match(text, m.end()):
        return False  # `représentant l’Ordre des médecins`: what one does
    following = _CAPITAL_NEXT.match(text, m.end()) if head in walks() and m.group("head")[0].isupper() else None
    if following is not None and not organisation_heads().kinds.starts(fold(following[1])):
        return False  # `Migrant Care`, but `Sage-femme Hôpital central` in a row
    if head not in _QUALIFIERS:
        return True
    if head.startswith("adjoint") and _FIELD.match(text, m.end()):
        return True
    if head.startswith("chargé") and (task := _TASK.match(text, m.end())) is not None:
        return not task["task"].endswith(("er", "ir", "oir", "re")) or task["task"] in organisation_heads().not_verbs
    if head.startswith(("général", "adjoint", "chargé")):
        return (
            re.match(
                r" (?:de division|de brigade|d’affaires|d’armée|de mission|de recherche|au maire|du |de la )",
                text[m.end() : m.end() + 14],
            )
            is not None
        )
    follow = re.match(r"[ -]", text[m.end() : m.end() + 1])
    return follow is not None and _head_pattern().match(text, m.end() + 1) is not None


def phrase_end(text: str, head_start: int, limit: int | None = None, through_commas: bool = False) -> int:
    """Where the function phrase whose head starts at ``head_start`` ends: before a finite verb, `qui`, or punctuation.

    A comma is passed when an enumeration inside the phrase goes on after it (`Ministre de l’immigration, des réfugiés et de
    la citoyenneté`).
    """
    stop = min(len(text) if limit is None else limit, head_start + _LONGEST)
    end = head_start
    last: str = ""
    for m in _WORD.finditer(text, head_start, stop):
        word = m.group()
        low = word.casefold()
        if word in _STOP_PUNCTUATION:
            break
        if word == ".":
            if _ABBREVIATED.match(text, m.end()):
                end = m.end()
                continue  # `Dir. gén. des ports`
            break
        if word == ",":
            rest = text[m.end() : m.end() + 80].lstrip()
            if through_commas or not (
                _LEADS_ON.match(rest) and re.match(r"[^,.;:()]{2,70} et (?:des?|du|de la|de l’|d’)", rest)
            ):
                break
            continue
        if word in FINITE and not (word == "est" and last == "’") and m.start() > head_start:
            break
        if low == "et" and _NEXT_HOLDER.match(text, m.end()) and starts_with_head(text, m.end() + 1):
            break
        if low == "et" and re.match(
            r" (?:certaine?s|plusieurs|d’autres|de nombreux|quelques|deux|trois|l’ensemble) ",
            text[m.end() : m.end() + 14],
        ):
            break
        if low in ("qui", "que", "dont", "où", "lequel", "laquelle") or (
            low == "n" and text[m.end() : m.end() + 1] == "’"
        ):
            break
        if low == "s" and re.match(r"’(?:est|était|étaient)\b", text[m.end() : m.end() + 9]):
            break
        end = m.end()
        last = word
    return head_start + len(_TRAILING.sub("", text[head_start:end]))


_TRAILING = re.compile(r"(?:[ ’,]+(?:et|de|du|des|la|le|à|au|l|n|s|d|y|en))*[ ’,]*$")


# `De l’avis du` + Président: an article hidden in the preposition.
_VIEW_OF = re.compile(r"(?:[Aa]ux yeux|[Dd]e l’avis|[Aa]u dire|[Dd]u point de vue) du $")


def find(text: str) -> list[RolePhrase]:
    """Function phrases with a determiner, in order, none inside another."""
    out: list[RolePhrase] = []
    at = 0
    for m in _head_pattern().finditer(text):
        if m.start() < at or not _is_head(text, m):
            continue
        if not m.group("det").strip() and _VIEW_OF.search(text, max(0, m.start() - 24), m.start()) is None:
            continue
        if m.group("head").casefold() in walks() or m.group("det").strip().casefold() in ("un", "une"):
            continue  # `une infirmière`, `un ministre`: nobody in particular
        end = phrase_end(text, m.start("head"))
        out.append(RolePhrase(m.start(), m.start("head"), end, m.group("det").strip().casefold()))
        at = end
    return out


_SMALL = frozenset(
    [
        "le",
        "la",
        "les",
        "l",
        "un",
        "une",
        "des",
        "de",
        "du",
        "d",
        "a",
        "au",
        "aux",
        "et",
        "en",
        "pour",
        "par",
        "sur",
        "dans",
        "son",
        "sa",
        "ses",
        "leur",
        "leurs",
        "que",
        "qui",
        "s",
        "n",
        "chargee",
        "charge",
        "m",
        "mme",
        "aupres",
        "sein",
    ]
)


@lru_cache(maxsize=50_000)
def words(role: str) -> tuple[str, ...]:
    """The content words of a function phrase, folded, gender endings taken off, in order."""
    return tuple(_neuter(w) for w in fold(role.replace("-", "")).split() if w not in _SMALL)


_FEMININE = (
    ("trice", "teur"),
    ("euse", "eur"),
    ("iere", "ier"),
    ("eure", "eur"),
    ("ale", "al"),
    ("ente", "ent"),
    ("ante", "ant"),
)


def _neuter(word: str) -> str:
    for feminine, masculine in _FEMININE:
        if word.endswith(feminine):
            return word[: -len(feminine)] + masculine
    if word.endswith("ee"):
        return word[:-1]
    if len(word) > 4 and word.endswith("s"):
        word = word[:-1]
    return word[:-1] if word.endswith(("jointe", "elle")) and len(word) > 5 else word


def is_feminine(role: str) -> bool | None:
    """Whether the head of the phrase is feminine by form; None where one form serves both."""
    parts = fold(role).split()
    if not parts:
        return None
    head = parts[0]
    if head in (
        "ministre",
        "chef",
        "maire",
        "membre",
        "commissaire",
        "juge",
        "secretaire",
        "vice",
        "porte",
        "haut",
        "sous",
        "responsable",
    ):
        follow = parts[1:3]
        if any(
            w in ("generale", "adjointe", "chargee", "speciale", "principale", "deleguee", "executive", "permanente")
            for w in follow
        ):
            return True
        return None
    return bool(head.endswith(("trice", "ente", "ante", "euse", "iere", "ale", "ee", "eure", "erte")))


def cut(description: str) -> str:
    """The function in ``description``: what stands before the body that a preposition or comma introduces.

    `Directeur général des affaires consulaires au Ministère des affaires étrangères de la Turquie` gives `Directeur général
    des affaires consulaires`; a body that is part of the function itself (`Chef du Service national`) stays.
    """
    text = normal(description)
    m = re.search(
        r"(?:,| au| à la| à l’| auprès du| relevant du| au sein (?:du|de la|de l’)) ?(?=(?:Ministère"
        r"|Vice-Ministère|Cabinet|Département d’[EÉ]tat|Secrétariat|Direction|Centre|Center|Faculté|Institut"
        r"|Université|Bureau|Département|Service|Agence|Commission|Conseil|Organisation"
        r"|Clinique|Hôpital|Lycée|Collectif|Réseau|Fédération|Fondation|Banque|Maison|ville |Ville ))",
        text,
    )
    if m and m.start() > 3:
        text = text[: m.start()]
    text = re.sub(r" (?:à la (?:séance|session|réunion|table ronde)|à l’atelier|au débat)\b.*$", "", text)
    return text.strip(" ,;.")


def normal(text: str) -> str:
    """Single spaces."""
    return " ".join(text.split())
