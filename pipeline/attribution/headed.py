"""Entries headed by who speaks, in telegraphic minutes: `Tonga : plaide pour ...`, `Thaïlande et Cambodge : suggèrent ...`.

What follows the head has often no subject, or no verb at all, so that nothing in the entry says that it is said: the document
does, when several of its entries are headed so and enough of them are plainly words of somebody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.attribution.boundaries import outcome
from pipeline.attribution.claims import Claim
from pipeline.attribution.cues import Cue
from pipeline.attribution.referents import BodySpan, CountrySpan, PersonSpan, Referent

_LEAST = 3  # headed entries that make a pattern
_SHARE = 3  # one in so many of them must be somebody's words by its own verb
_LINK = re.compile(r"(?: ?\([^()]{1,80}\))?(?:,| et|, et|/| ainsi que)? ?(?:l[ea] |les |l’)?(?:M\. |Mme |MM\. |Mmes )?")
_START = re.compile(r"\W*(?:L[ea] |Les |L’)?(?:M\. |Mme |MM\. |Mmes )?")
_COLON = re.compile(r"(?: ?\([^()]{1,80}\))? ?: (?=\S)")
_SAYS = 40  # characters after the colon within which a verb of saying stands
# `Appui de PHL`, `Même remarque de la Suisse, qui ...`: the noun that stands for the verb.
_NOUN = re.compile(
    r"\W*(?:(?:Même|Plein|Vif|Large|Autre|Ferme|Forte?) )?(?:[Aa]ppui|[Ss]outien|[Rr]emarque|[Oo]bservation|[Oo]bjection"
    r"|[Rr]éserves?|[Oo]pposition|[Rr]éticences?|[Dd]emande|[Qq]uestion|[Ss]uggestion|[Pp]roposition|[Aa]ccord|[Dd]ésaccord"
    r"|[Pp]osition|[Aa]vis|[Ii]nquiétudes?)(?P<of> (?:de la |de l’|des |du |de |d’))"
)
_AGENT = re.compile(
    r"\b(?:défendu|soutenu|appuyé|proposé|demandé|réclamé|suggéré|contesté|combattu|critiqué|rejeté|refusé|souhaité|jugé)e?s?"
    r"(?: \w+e?s?)? par (?:l[ea] |les |l’)?"
)
_OF = re.compile(r"(?:, | et |, et )(?:de la |de l’|des |du |de |d’|par |l[ea] |les |l’)*")
_CODE = 4  # letters of a code at most
_NO_ENTRY = re.compile(r"\W*(?:Présent|Excus|Absent|Observat|Particip|Suivi|Resp)", re.I)

_Thing = tuple[int, int, Referent]
ELIDED = Referent("pronoun", "")  # the subject that a telegraphic sentence does without: the speaker under way


def _things(
    persons: Sequence[PersonSpan], countries: Sequence[CountrySpan], bodies: Sequence[BodySpan]
) -> list[_Thing]:
    out: list[_Thing] = [(p.start, p.end, Referent("person", str(p.person))) for p in persons]
    out += [(c.start, c.end, Referent("delegate", c.iso3)) for c in countries if c.form == "name"]
    out += [
        (
            b.start,
            b.end,
            Referent("delegate", b.government_of) if b.government_of else Referent("organisation", b.organisation_id),
        )
        for b in bodies
    ]
    out.sort(key=lambda t: (t[0], -t[1]))
    return out


def head(text: str, things: Sequence[_Thing]) -> Claim | None:
    """The claim of an entry that opens with nothing but names and a colon; brackets may follow a name."""
    opened = _START.match(text)
    end = opened.end() if opened else 0
    start = end
    found: list[Referent] = []
    for a, b, referent in things:
        if a < end:
            continue
        if found and text.startswith(" (", end) and text.find(")", end) > a:
            continue  # what the bracket after the name holds
        if a != end and (not found or _LINK.fullmatch(text, end, a) is None):
            break
        found.append(referent)
        end = b
    colon = _COLON.match(text, end) if found else None
    if colon is None or _NO_ENTRY.match(text):
        return None
    mark = text.rindex(":", end, colon.end())
    return Claim(tuple(dict.fromkeys(found)), mark, mark + 1, start)


def _named_after(text: str, end: int, things: Sequence[_Thing]) -> tuple[Referent, ...]:
    found: list[Referent] = []
    for a, b, referent in things:
        if a < end:
            continue
        if a != end and (not found or _OF.fullmatch(text, end, a) is None):
            break
        found.append(referent)
        end = b
    return tuple(dict.fromkeys(found))


def noun(text: str, things: Sequence[_Thing]) -> Claim | None:
    """`Appui de PHL et de CHE.`, `..., défendue par KEN et MAR, ...`: a sentence without any verb of saying of its own."""
    m = _NOUN.match(text)
    if m is not None:
        found = _named_after(text, m.end(), things)
        return Claim(found, 0, m.start("of"), m.end()) if found else None
    for m in _AGENT.finditer(text):
        found = _named_after(text, m.end(), things)
        if found:
            return Claim(found, m.start(), m.end(), m.end())
    return None


_GOES = re.compile(
    r"(?:, [^,.;:]{3,60},)? (?P<verb>(?:(?:ne|y|en|se|le|la|les|lui) |[nsl][’'](?:y |en )?)*[a-zà-ÿ]{3,})"
)


def subject(text: str, things: Sequence[_Thing]) -> Claim | None:
    """`BGD, GHA et SEN n’y sont pas favorables`: in minutes by codes, a code that is the subject speaks, whatever its verb."""
    found: list[Referent] = []
    end = 0
    for a, b, referent in things:
        code = b - a <= _CODE and text[a:b].isupper() and referent.kind == "delegate"
        if not code or (a != end and (not found or _LINK.fullmatch(text, end, a) is None)):
            break
        found.append(referent)
        end = b
    m = _GOES.match(text, end) if found else None
    if m is None:
        return None
    return Claim(tuple(dict.fromkeys(found)), m.start("verb"), m.end("verb"), 0)


def subjectless(text: str, cues: Sequence[Cue]) -> Claim | None:
    """`Plaide donc pour ...`, `Exhorte les Membres à ...`: the verb of saying opens the sentence."""
    first = next((c for c in cues if c.voice == "active" and not c.past), None)
    if first is None or text[: first.start].strip(" –—-•") or not text[first.start].isupper():
        return None
    if re.match(r"-(?:t-)?(?:ils?|elles?|on)\b", text[first.end :]):
        return None
    return Claim((ELIDED,), first.start, first.end, first.start)


def _described(text: str, at: int, said: Sequence[Cue]) -> bool:
    """After the colon a sentence of its own begins, with a capital and no verb of saying: it tells about the one named."""
    return text[at : at + 1].isupper() and not any(c.voice == "active" and c.start == at for c in said)


def complete(
    texts: Sequence[str],
    claims: Sequence[list[Claim]],
    said: Sequence[Sequence[Cue]],
    named: Sequence[tuple[Sequence[PersonSpan], Sequence[CountrySpan], Sequence[BodySpan]]],
    coded: bool,
) -> None:
    """Adds to ``claims`` (in place) those of headed entries, of subjectless sentences and of nouns of saying, where the document
    is written so. ``coded``: it names its delegations by codes."""
    heads: dict[int, Claim] = {}
    things: list[list[_Thing]] = []
    for i, text in enumerate(texts):
        things.append(_things(*named[i]))
        found = head(text, things[i]) if things[i] and ":" in text[:160] else None
        if found is not None:
            heads[i] = found
    spoken = sum(
        bool(claims[i]) or any(c.voice == "active" and 0 <= c.start - h.end <= _SAYS for c in said[i])
        for i, h in heads.items()
    )
    distinct = {h.referents for h in heads.values()}
    if not coded and (len(distinct) < _LEAST or spoken * _SHARE < len(heads) or spoken < 2):
        return
    for i, text in enumerate(texts):
        if claims[i] or outcome(text):
            continue
        claim = heads.get(i)
        if claim is not None and not coded and _described(text, claim.end + 1, said[i]):
            claim = None
        claim = claim or subjectless(text, said[i])
        if claim is None and things[i]:
            claim = (subject(text, things[i]) if coded else None) or noun(text, things[i])
        if claim is not None:
            claims[i].append(claim)
