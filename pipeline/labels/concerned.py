"""Of a good practice: the country or body whose practice it is. Of a finding: those it names. Of both: the years."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.records import Mention

_YEAR = re.compile(r"(?<![\d/.,])(?:19|20)\d\d(?![\d/]|[.,]\d)")
# What stands before the name of a partner, a place of origin or an example, not of the one who acts.
_PARTNER = re.compile(
    r"(?:\bavec|\bvers|\bcontre|\bauprès|\bentre|originaires?|ressortissants?|en provenance"
    r"|venus?|à destination|pour|appui|aide|concours|soutien|financ\w+ par)"
    r"(?: (?:de|du|des|d['’]|la|le|les|l['’]|à|au|aux))*\s*$",
    re.IGNORECASE,
)
_JOINED = re.compile(r"(?:,? et|,|/)(?: (?:le|la|les|du|de la|des|en|au|aux))? ?(?:l['’]|d['’])?$|^[, ]+$")
# Behind a country that acts, a body on one of these is what it takes part in: `le Mali préside la Conférence`.
_BELONGS = re.compile(
    r"(?:\b(?:de|du|des|au|aux|à|dans|lors|selon|sein|présid\w+|rejoin\w+)|\bd['’])(?: (?:la|l['’]|le|les|du|des))?\s*$",
    re.I,
)
OWN = re.compile(
    r"\b(?:son|leur|notre|mon) (?:pays|gouvernement|ministère|administration|organisation|institution|association|ville|agence)\b"
    r"|\b[Ll]e [Gg]ouvernement (?!\w*(?:ais|ien|ain|ois)\b)",
    re.IGNORECASE,
)


def years_of(text: str) -> tuple[int, ...]:
    """The years named, each once, in reading order."""
    return tuple(dict.fromkeys(int(m.group()) for m in _YEAR.finditer(text)))


def named_in(mentions: Sequence[Mention]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Countries and organisations among ``mentions``, each once, in reading order."""
    return _once(m.iso3 for m in mentions), _once(m.organisation_id for m in mentions)


def practising(text: str, mentions: Sequence[Mention]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Countries and organisations that act in ``text``: the first named, and those joined to it by a comma or `et`.

    A name in front of a colon (`Ethiopie : ...`) stands for the whole entry. A partner (`avec le Mali`) is not taken.
    """
    ordered = sorted((m for m in mentions if m.form not in ("pronoun", "role")), key=lambda m: m.text_start)
    colon = text.find(" :", 0, 60)
    entry = [m for m in ordered if colon >= 0 and m.text_end <= colon + 1 and m.kind != "person"]
    if entry and entry[0].text_start <= 4:
        return named_in(entry)
    named = [m for m in ordered if m.kind == "country"]
    listed = [m for m in named if _in_list(text, m, named)]
    if (
        len(listed) > 1
    ):  # `des centres [Chili, Pérou], des écoles [Mali]`: what each bracket names does what stands before it
        return named_in(listed)
    acting: list[Mention] = []
    partner: Mention | None = None
    bodies = [m for m in ordered if m.kind == "organisation"]
    for mention in ordered:
        if mention.kind == "person" or (
            mention.kind == "country" and any(b.text_start <= mention.text_start < b.text_end for b in bodies)
        ):
            continue
        joined = partner and _JOINED.search(text[partner.text_end : mention.text_start])
        if joined or _PARTNER.search(text[max(0, mention.text_start - 40) : mention.text_start]):
            partner = mention
            continue
        before = text[max(0, mention.text_start - 40) : mention.text_start]
        alone = bool(acting) and all(m.kind == "country" for m in acting)
        if mention.kind == "organisation" and alone and _BELONGS.search(before):
            continue
        same = [m for m in acting if m.kind == mention.kind]
        # a body's own country stands with it (`Ministère de la santé du Mexique`), so the kinds are followed separately
        if not same or _JOINED.search(text[same[-1].text_end : mention.text_start]):
            acting.append(mention)
    return named_in(acting)


def _in_list(text: str, mention: Mention, named: Sequence[Mention]) -> bool:
    """Does ``mention`` stand in square brackets that hold nothing but countries?"""
    start, end = text.rfind("[", 0, mention.text_start), text.find("]", mention.text_end)
    if start < 0 or end < 0 or "]" in text[start : mention.text_start]:
        return False
    rest = text[start + 1 : end]
    for one in named:
        if start < one.text_start < end:
            rest = rest.replace(one.surface or text[one.text_start : one.text_end], "", 1)
    return not re.sub(r"\b(?:et|le|la|les|par exemple|notamment)\b|l['’]|[ ,;]", "", rest)


def _once(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(v for v in values if v))
