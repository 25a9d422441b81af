"""Entries headed by who speaks, in telegraphic minutes: `Tonga : plaide pour ...`, `[Thaïlande] Le délai ...`, `Pérou – refuse`.

What follows the head has often no subject, or no verb at all, so that nothing in the entry says that it is said: the document
does, when several of its entries are headed so and enough of them are plainly words of somebody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from pipeline.attribution.boundaries import outcome
from pipeline.attribution.claims import Claim
from pipeline.attribution.cues import Cue, nouns_too
from pipeline.attribution.referents import COLLECTIVE, BodySpan, CountrySpan, PersonSpan, Referent
from pipeline.gazetteer import alternatives
from pipeline.resources import lexicon

_LEAST = 3  # headed entries that make a pattern
_SHARE = 3  # one in so many of them must be somebody's words by its own verb
LINK = re.compile(r"(?: ?\([^()]{1,80}\))?(?:,| et|, et|/| ainsi que)? ?(?:l[ea] |les |l’)?(?:M\. |Mme |MM\. |Mmes )?")
_START = re.compile(r"\W*(?:L[ea] |Les |L’)?(?:M\. |Mme |MM\. |Mmes )?")
_PLACE = re.compile(r"[A-ZÀ-ÖØ-Þ][\w’-]+(?:[ -][\w’-]+){0,3} \((?:M\. |Mme )?")
_BESIDE = r"(?: ?\([^()]{1,80}\))?"
# How names and words are kept apart: the sign after the names, or the bracket around them.
_FORMS = (
    ("[", re.compile(r" ?(?P<mark>\]) ?(?:[:–—-] ?)?(?=\S)")),
    ("(", re.compile(r" ?(?P<mark>\)) ?(?:[:–—-] ?)?(?=\S)")),
    (":", re.compile(_BESIDE + r" ?(?P<mark>:) (?=\S)")),
    ("–", re.compile(_BESIDE + r"\.? (?P<mark>[–—]) (?=\S)")),
)
_SAYS = 40  # characters after the colon within which a verb of saying stands


@lru_cache(maxsize=1)
def _noun() -> re.Pattern[str]:
    """`Appui de PHL`, `Même remarque de la Suisse, qui ...`, `D’où l’idée de KEN`: the noun that stands for the verb."""
    data = lexicon("speech_verbs")
    words = alternatives([*data["opinions"], *data["utterances"], "appui", "accueil", "silence", "refus"])
    return re.compile(
        rf"\W*(?:D’où |Puis |Et )?(?:l[ea] |l’|les |une? )?(?:[^\W\d_]+ )?(?:{words})s?"
        r"(?: [^\W\d_]+)?(?P<of> (?:de la |de l’|des |du |de |d’|par ))",
        re.I,
    )


_AGENT = re.compile(
    r"\b(?:défendu|soutenu|appuyé|proposé|demandé|réclamé|suggéré|contesté|combattu|critiqué|rejeté|refusé|souhaité|jugé)e?s?"
    r"(?: \w+e?s?)? par (?:l[ea] |les |l’)?"
)
_OF = re.compile(r"(?:, | et |, et )(?:de la |de l’|des |du |de |d’|par |l[ea] |les |l’)*")
_CODE = 4  # letters of a code at most
_NO_ENTRY = re.compile(r"\W*(?:Présent|Excus|Absent|Observat|Particip|Suivi|Resp)", re.I)

Thing = tuple[int, int, Referent]
ELIDED = Referent("pronoun", "")  # the subject that a telegraphic sentence does without: the speaker under way


def things_of(
    persons: Sequence[PersonSpan], countries: Sequence[CountrySpan], bodies: Sequence[BodySpan]
) -> list[Thing]:
    """Who and what a unit names, in order: where, and whom it may mean as a source."""
    out: list[Thing] = [(p.start, p.end, Referent("person", str(p.person))) for p in persons]
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


def names(text: str, end: int, things: Iterable[Thing], link: re.Pattern[str]) -> tuple[tuple[Referent, ...], int]:
    """Who is named from ``end`` on, one after the other with a ``link`` between them, and where the last name ends; what a bracket
    behind a name holds is passed over."""
    found: list[Referent] = []
    for a, b, referent in things:
        if a < end or (found and text.startswith(" (", end) and text.find(")", end) > a):
            continue
        if a != end and (not found or link.fullmatch(text, end, a) is None):
            break
        found.append(referent)
        end = b
    return tuple(dict.fromkeys(found)), end


class Head(NamedTuple):
    """The ``claim`` of an entry that opens with nothing but names; its words begin at ``end``. ``form``: one of ``_FORMS``."""

    claim: Claim
    end: int
    form: str


def head(text: str, things: Sequence[Thing]) -> Head | None:
    """The head of an entry; brackets may follow a name."""
    opened = _START.match(text)
    end = opened.end() if opened else 0
    start = end
    found, end = names(text, end, things, LINK)
    if not found and (spoken_for := _PLACE.match(text, end)) is not None:
        found, end = names(text, spoken_for.end(), things, LINK)  # `Malmö (J. Lind) : ...`
        if len(found) != 1 or found[0].kind != "person" or not text.startswith(")", end):
            return None
        end += 1
    if not found or _NO_ENTRY.match(text):
        return None
    bracket = re.search(r"[\[(](?=\W*$)", text[:start])
    for form, pattern in _FORMS:
        m = pattern.match(text, end) if (bracket.group() if bracket else form) == form else None
        if m is not None:
            return Head(Claim(found, m.start("mark"), m.end("mark"), start), m.end(), form)
    return None


_EVERYBODY = re.compile(
    r"(?:tous|toutes|chacun|plusieurs|la plupart|beaucoup|la salle|l’assemblée)(?: les \w+)? ?(?:[.,;:(]|$)"
)
_NO_MORE = re.compile(r" ?(?:[.,;:()]|$)")  # a sentence that goes on has a verb of its own


def noun(text: str, things: Sequence[Thing]) -> Claim | None:
    """`Appui de PHL et de CHE.`, `..., défendue par KEN et MAR, ...`: a sentence without any verb of saying of its own."""
    m = _noun().match(text)
    if m is not None and (everybody := _EVERYBODY.match(text, m.end())) is not None:
        return Claim((COLLECTIVE,), 0, m.start("of"), everybody.start())
    if m is not None:
        found, end = names(text, m.end(), things, _OF)
        return Claim(found, 0, m.start("of"), m.end()) if found and _NO_MORE.match(text, end) else None
    for m in _AGENT.finditer(text):
        found, _ = names(text, m.end(), things, _OF)
        if found:
            return Claim(found, m.start(), m.end(), m.end())
    return None


_GOES = re.compile(
    r"(?:, [^,.;:]{3,60},)? (?P<verb>(?:(?:ne|y|en|se|le|la|les|lui) |[nsld][’'](?:y |en )?)*[a-zà-ÿ]{3,})"
)


def subject(text: str, things: Sequence[Thing]) -> Claim | None:
    """`BGD, GHA et SEN n’y sont pas favorables`, `AD sceptique`: in minutes by codes, a code that is the subject speaks, whatever
    its verb."""
    found, end = names(text, 0, takewhile(lambda t: _coded(text, t), things), LINK)
    m = _GOES.match(text, end) if found else None
    if m is None:
        return None
    return Claim(found, m.start("verb"), m.end("verb"), 0)


def _coded(text: str, thing: Thing) -> bool:
    start, end, referent = thing
    return end - start <= _CODE and text[start:end].isupper() and referent.kind in ("delegate", "person")


_CLITICS = re.compile(r"\W*(?:(?:ne |n’|y |en |lui |leur |l’|le |la |les ){1,2})?", re.I)
# Nouns as well as verbs at the head of a sentence: `Demande de visa`, `Note de bas de page`; verbs only with what is asked or said.
_AS_VERB = re.compile(
    r" (?:\w+ment |donc |aussi |également |en outre |toutefois )?(?:qu(?:e |’)|à ce qu|si |de ne "
    r"|d(?:e |’)(?:\w+ )?\w+(?:er|ir|re)\b|l[ea]s? |l’|une? |aux? [^.,;]{2,60} d(?:e |’)|à (?:être|[^.,;]{2,60} d(?:e |’)))"
)


def subjectless(text: str, cues: Sequence[Cue]) -> Claim | None:
    """`Plaide donc pour ...`, `A rappelé que ...`, `N’est pas favorable à ...`: the verb of saying opens the sentence."""
    first = next((c for c in cues if c.voice == "active"), None)
    if first is None or _CLITICS.fullmatch(text, 0, first.start) is None:
        return None
    if text[first.start : first.end].casefold() in nouns_too() and _AS_VERB.match(text, first.end) is None:
        return None
    if re.match(r"-(?:t-)?(?:ils?|elles?|on)\b", text[first.end :]):
        return None
    return Claim((ELIDED,), first.start, first.end, first.start)


def _described(text: str, at: int, said: Sequence[Cue]) -> bool:
    """After the sign a sentence of its own begins, with a capital and no verb of saying: it tells about the one named."""
    return text[at : at + 1].isupper() and not any(c.voice == "active" and c.start == at for c in said)


# What an entry without a verb says all the same: `Norvège : favorable à un vote`, `[Pérou] D’accord.`
_STANCE = re.compile(
    r"\W*(?:(?:plutôt|très|tout à fait|pas|plus) )?(?:favorables?|défavorables?|opposée?s?|hostiles?|d’accord|d’avis"
    r"|pas d’objection|aucune objection|pour |contre |réservée?s?|sceptiques?|prête?s? à|disposée?s? à|en faveur|idem\b|oui\b|non\b"
    r"|il (?:faut|faudrait|faudra)|[^.;:]{2,60} devrai(?:t|ent) )",
    re.I,
)


def _established(
    heads: Mapping[int, Head], texts: Sequence[str], claims: Sequence[list[Claim]], said: Sequence[Sequence[Cue]]
) -> bool:
    """Whether entries headed so are words of those who head them, in this document."""
    spoken = sum(
        bool(claims[i])
        or _STANCE.match(texts[i], h.end) is not None
        or any(c.voice == "active" and 0 <= c.start - h.end <= _SAYS for c in said[i])
        for i, h in heads.items()
    )
    distinct = {h.claim.referents for h in heads.values()}
    return len(distinct) >= _LEAST and spoken * _SHARE >= len(heads) and spoken >= 2


def complete(
    kinds: Sequence[str],
    texts: Sequence[str],
    claims: Sequence[list[Claim]],
    said: Sequence[Sequence[Cue]],
    things: Sequence[Sequence[Thing]],
    coded: bool,
) -> None:
    """Adds to ``claims`` (in place) those of headed entries, of subjectless sentences and of nouns of saying, where the document
    is written so. ``coded``: it names its delegations by codes."""
    found = {
        i: h
        for i, text in enumerate(texts)
        if things[i] and kinds[i] != "heading" and (h := head(text, things[i])) is not None
    }
    heads: dict[int, Head] = {}
    for form, _ in _FORMS:
        rows = {i: h for i, h in found.items() if h.form == form}
        if (coded and form == ":") or _established(rows, texts, claims, said):
            heads |= rows
    for i, text in enumerate(texts):
        if claims[i] or kinds[i] == "heading" or outcome(text):
            continue
        entry = heads.get(i)
        claim: Claim | None = None
        if entry is not None and (coded or entry.form in "[(" or not _described(text, entry.end, said[i])):
            claim = entry.claim
        claim = claim or subjectless(text, said[i])
        if claim is None and (coded or heads):
            claim = (subject(text, things[i]) if coded else None) or noun(text, things[i])
        if claim is not None:
            claims[i].append(claim)
