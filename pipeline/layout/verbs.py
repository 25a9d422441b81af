"""Finite verbs told by their form or from a list: what states something rather than names it."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.resources import lexicon

_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=1)
def _verbs() -> frozenset[str]:
    return frozenset(lexicon("line_words")["verbs"])


_FINITE = re.compile(
    r"^\w{2,}(?:eront|iront|èrent|aient|isent|eraient)$|^(?!etcetera)[a-zà-ÿ]{2,}(?:era|ira|dra|rra|vra)$|^(?!portrait|extrait|retrait|attrait|souhait|abstrait|parfait|trait)\w{3,}ait$"
)


# The letter comes first, and then that a word begins with it: what a pattern begins with is found fast.
_REFLEXIVE = re.compile(r"[sNn](?<!\w.)(?:(?<=s)[’']\w+(?:ent|e|aient|ait)\b|(?<=[Nn])ous\s(?:\w+\s){0,2}\w{2,}ons\b)")


def has_verb(text: str) -> bool:
    """A frequent finite verb or auxiliary stands in ``text``."""
    return _REFLEXIVE.search(text) is not None or any(w in _verbs() or _FINITE.search(w) for w in _WORD.findall(text))


_INFINITIVE = re.compile(
    r"^(?:(?:Se|S['’]|Ne pas|N['’]|Mieux|Continuer (?:de|à))\s?)?\w{2,}(?:er|ir|re|oir)\b", re.IGNORECASE
)
_NOT_INFINITIVE = re.compile(
    r"^(?:premier|dernier|particulier|notre|votre|autre|outre|contre|entre|autre|cadre|lettre|titre|centre|membre|"
    r"chambre|avenir|février|"
    r"janvier|octobre|septembre|novembre|décembre|papier|foyer|atelier|calendrier|dossier|financier|chapitre|"
    r"registre|offre|être|mer|pouvoir|espoir|rire|"
    r"ministre|maire|commissaire|libre|hier|encore|guerre|terre|manière|frontière|matière|carrière|filière|"
    r"infirmière)\b",
    re.IGNORECASE,
)


def starts_with_infinitive(text: str) -> bool:
    """The sentence opens like an instruction: ``Etablir``, ``S’assurer``, ``Ne pas opposer``."""
    return _INFINITIVE.match(text) is not None and _NOT_INFINITIVE.match(text) is None


# How a statement opens, rather than a mere name or an instruction: article, pronoun, preposition, honorific.
_SUBJECT = re.compile(
    r"^[«“\"\s]*(?:[LlDd][’']|(?:Les?|La|Une?|Des?|Du|Il|Ils|Elles?|On|Nous|Ce|Cet|Cette|Ces|Ceci|Cela|Son|Sa|Ses|Leurs?|Notre|Nos|"
    r"Plusieurs|Certain(?:e)?s|Tous|Toutes|Tout|Toute|Chaque|Aucun|Aucune|Au|Aux|À|A|En|Dans|Sur|Pour|Par|Selon|Après|Avant|"
    r"Depuis|Lors|M\.|MM\.|Mme|Mmes|Mlle)\s)"
)


def opens_statement(text: str) -> bool:
    """The text opens like a sentence with a subject of its own."""
    return _SUBJECT.match(text) is not None


_ADDRESSES = re.compile(
    r"(?:Aux?|À|A|Pour|Sur|Concernant|S[’']agissant|En matière|En ce qui concerne|Au (?:niveau|plan)|Dans|Du? côté|Envers|"
    r"Vis-à-vis)\b(?!.*, (?:l[aeà’']|les|il|elle|on)\b)",
    re.IGNORECASE,
)


def heads_list(text: str) -> bool:
    """``Aux États membres :``, ``Sur les causes :``: a line above a list says whom or what it is for, like a title; others
    (``Propositions du groupe :``) lead in."""
    return text[0].isupper() and _ADDRESSES.match(text) is not None


_WE = re.compile(r"(?:\w+ )?\w{3,}(?<!ti)(?<!si)ons\b.*:$", re.IGNORECASE)


def announces(text: str) -> bool:
    """``CONVENONS DE CE QUI SUIT :``: capitals that state something."""
    return text[-1] == ":" and _WE.match(text) is not None
