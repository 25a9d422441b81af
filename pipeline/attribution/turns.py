"""Words printed under a name: turns of a verbatim record, boxes, signed quotations."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.attribution.claims import Claim
from pipeline.attribution.cues import Cue
from pipeline.attribution.referents import Source

# What tells a position from a description after `Honduras : `: the first person, a quotation, what should be.
_POSITION = re.compile(
    r" ?: (?:[^.;]{0,80}?\b(?:(?:[Nn]ous|[Jj]e|[Nn]otre|[Nn]os|[Mm]on|[Mm]a|[Mm]es) |[Jj]’)\w|«"
    r"|[^.;]{0,120}?(?<!\w)(?:devrai(?:t|ent)|faudrait|faut|fallait|convient de|convenait de|importe de"
    r"|importait de|souhaitable|nécessaire"
    r"|indispensable|prématurée?s?|favorable|défavorable|opposée?|préoccupée?|d’accord|d’avis)(?!\w))"
)
# `Mme Lindqvist. – Je ...`, `M. Bekele, directeur du Centre. — Nos ...`, `M. Sow (Sénégal) : Je ...`
_MARK = re.compile(r"\s*(?:, [^.;:!?]{3,140})?(?:\. ?(?P<dash>[–—-])|(?P<colon>:))\s(?=\S.{3})")
_TITLE = re.compile(
    r"\W*(?P<of>(?:Réponse|Question|Intervention|Déclaration|Observation|Commentaire|Remarque|Avis"
    r"|Position)s? (?:de la |de l’|de |du |d’|des ))?"
    r"(?:(?:M|MM|Mme|Mmes)\.? ?|(?:Monsieur|Madame) )?(?:(?:De|Du|Des|Da|Di|Van|Von|Al|El)(?: la| los| las| der| den)? )?"
)


def transcribed(text: str, masked: str, sources: Sequence[Source], cues: Sequence[Cue]) -> list[Claim]:
    """A verbatim record: `Mme Awa Diop (Sénégal) : Je remercie ...`, `LA PRÉSIDENTE. — La séance est ouverte.`"""
    first = next((s for s in sources if s.referents[0].kind != "anaphor"), None)
    if first is None or first.referents[0].kind not in ("person", "delegate", "role", "organisation"):
        return []
    body = first.referents[0].kind == "organisation"
    title = _TITLE.fullmatch(masked, 0, first.start)
    if title is None or (first.weak and title.group("of") is None and not _states(masked, first.end, cues, body)):
        return []
    mark = _MARK.match(masked, first.end)
    if mark is None:
        return []
    kind = "dash" if mark.group("dash") else "colon"
    if kind == "colon" and (
        text[mark.start(kind)] != ":"
        or ("," in mark.group() and text[mark.end() : mark.end() + 1] not in ("«", "“", '"'))
    ):
        return []
    return [
        Claim(
            first.referents,
            mark.start(kind),
            mark.end(kind),
            first.start,
            turn=not first.weak or title.group("of") is not None,
        )
    ]


# After a body's name, a sentence that goes on in small letters: an expansion has no verb, a description begins anew.
_SENTENCE = re.compile(
    r" ?: (?=[a-zà-ÿ])[^;:]{0,160}?(?<!\w)(?:est|sont|ont|sera|seront|doi(?:t|vent)|peu(?:t|vent)|fait|font|va|vont|n’|ne"
    r"|\w{3,}(?:ait|aient|era|eront))(?!\w)"
)
_SOON = 12  # characters after the colon within which a verb of saying makes it a position: `Suède : souhaite un vote`


# `Intervention de la CEDEAO`, a heading: what stands under it is said by whom it names.
_HEADED = re.compile(
    r"^\W*(?:(?:\d{1,2}|[IVX]{1,5}|[A-Za-z])[.)] ?)?"
    r"(?:(?:Points? saillants?|Résumé|Synthèse|Principaux points|Compte rendu|Extraits?|Grandes lignes) (?:de l’|du |de la |des ))?"
    r"(?i:Intervention|Déclaration|Contribution|Allocution|Exposé"
    r"|Présentation|Témoignage|Message"
    r"|Discours|Communication|Point de vue|Position|Réponse|Mot|Propos)s?"
    r"(?: liminaire| finale?| d’ouverture| de clôture| de bienvenue| orale| écrite| conjointe)?"
    r" (?:de |du |d’|des |de la |de l’|par )(?:(?:M|MM|Mme|Mmes)\.? )?(?:l[ea] |l’)?"
)


def titled(text: str) -> bool:
    """Whether the heading may name who says what stands under it."""
    return len(text) < 200 and _HEADED.match(text) is not None


def voice(text: str, sources: Sequence[Source]) -> Source | None:
    """The source that a ``titled`` heading names."""
    m = _HEADED.match(text)
    first = next((s for s in sources if s.referents[0].kind in ("person", "role", "delegate", "organisation")), None)
    return first if m is not None and first is not None and first.start <= m.end() <= first.end + 1 else None


def _states(masked: str, end: int, cues: Sequence[Cue], body: bool) -> bool:
    if _POSITION.match(masked, end) is not None or (body and _SENTENCE.match(masked, end) is not None):
        return True
    after = re.compile(r" ?: ").match(masked, end)
    return after is not None and any(c.voice == "active" and 0 <= c.start - after.end() <= _SOON for c in cues)


# `... le dialogue. – Awa Diop, ...`, `« ... circulaires », Awa Diop, maire de Praia ;`
_BEFORE_NAME = re.compile(r"(?:[.»”!?] ?[–—] |[»”] ?[,(] ?(?:M\. |Mme )?)$")


_OPENS = re.compile(r"\W*[«“\"]")
_ENDS = re.compile(r" *(?:[,;.()]|$)")


def signed(masked: str, sources: Sequence[Source]) -> list[Claim]:
    """A quotation signed at its end: `... le dialogue. – Awa Diop, Conseil de l’Europe`, `« ... », Awa Diop, maire ;`."""
    for s in sources:
        mark = _BEFORE_NAME.search(masked, max(0, s.start - 8), s.start)
        if mark is None or s.referents[0].kind != "person":
            continue
        bare = mark.group()[0] in "»”" and "–" not in mark.group() and "—" not in mark.group()
        if bare and (_OPENS.match(masked) is None or _ENDS.match(masked, s.end) is None):
            continue
        return [Claim(s.referents, mark.start() + 1, s.start, s.start)]
    return []
