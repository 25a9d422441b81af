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
    acting: list[Mention] = []
    partner: Mention | None = None
    for mention in ordered:
        if mention.kind == "person":
            continue
        joined = partner and _JOINED.search(text[partner.text_end : mention.text_start])
        if joined or _PARTNER.search(text[max(0, mention.text_start - 40) : mention.text_start]):
            partner = mention
            continue
        same = [m for m in acting if m.kind == mention.kind]
        # a body's own country stands with it (`Ministère de la santé du Mexique`), so the kinds are followed separately
        if not same or _JOINED.search(text[same[-1].text_end : mention.text_start]):
            acting.append(mention)
    return named_in(acting)


def _once(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(v for v in values if v))
