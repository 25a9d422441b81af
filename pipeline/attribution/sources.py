"""Noun phrases that may be the source of what is said: persons, functions, delegates, bodies, collectives, pronouns.

Offsets are those of the ``normalise``d text, end exclusive.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from pipeline.people import roles
from pipeline.resources import lexicon

Kind = Literal["person", "role", "delegate", "organisation", "collective", "pronoun", "anaphor"]


class Referent(NamedTuple):
    """Who is meant: ``key`` is a person's number, a function phrase, an ISO code, an organisation_id, ``*`` or a pronoun."""

    kind: Kind
    key: str


class Source(NamedTuple):
    """``text[start:end]`` names ``referents``; ``head_end`` is where the noun itself ends (what follows may be complements)."""

    start: int
    end: int
    referents: tuple[Referent, ...]
    plural: bool
    weak: bool = False  # a country or body named plainly: a source only as the subject of a verb of saying


class PersonSpan(NamedTuple):
    start: int
    end: int
    person: int
    description: tuple[int, int] | None


class CountrySpan(NamedTuple):
    start: int
    end: int
    iso3: str
    form: str


class BodySpan(NamedTuple):
    start: int
    end: int
    organisation_id: str
    government_of: str | None = None


COLLECTIVE = Referent("collective", "*")


def mask(text: str) -> str:
    """``text`` with what stands in round and square brackets blanked out, same length."""
    if "(" not in text and "[" not in text:
        return text
    out = list(text)
    depth = 0
    opened = -1
    for i, c in enumerate(text):
        if c in "([":
            if depth == 0:
                opened = i
            depth += 1
        if depth:
            out[i] = " "
        if c in ")]" and depth:
            depth -= 1
    if depth and opened >= 0:
        out[opened:] = list(text[opened:])
    return "".join(out)


@lru_cache(maxsize=1)
def _collective() -> re.Pattern[str]:
    data = lexicon("collectives")
    people = "|".join(re.escape(w) for w in sorted(data["people"], key=lambda w: (-len(w), w)))
    bodies = "|".join(re.escape(w) for w in sorted(data["bodies"], key=lambda w: (-len(w), w)))
    abstract = "|".join(re.escape(w) for w in sorted(data["abstract"], key=lambda w: (-len(w), w)))
    determiner = (
        r"(?:(?:[Ll]es|[Dd]es|[Dd]e|[Dd]’|[Cc]ertain(?:e)?s|[Pp]lusieurs|[Mm]aintes|[Mm]aints"
        r"|[Dd]ivers(?:es)?|[Dd]ifférent(?:e)?s|[Qq]uelques|[Dd]eux|[Tt]rois|[Qq]uatre|[Cc]es|[Ll]eurs"
        r"|[Tt]ous les|[Tt]outes les|"
        r"[Uu]n (?:grand |certain |petit |bon )?nombre (?:de |d’)|[Dd]e (?:nombreux|nombreuses|multiples)"
        r"|[Dd]’autres|[Ll]a (?:plupart|majorité|quasi-totalité) (?:des|de ces)|"
        r"[Uu]ne (?:\w+ )?majorité (?:des|de|d’)|[Ll]’ensemble des|[Nn]ombre (?:de|d’)|[Bb]eaucoup (?:de|d’)"
        r"|[Bb]on nombre (?:de|d’)|[Bb]ien des|[Uu]ne bonne (?:moitié|partie) des|[Ll]a moitié des"
        r"|[Uu]n tiers des|[Ll]es deux tiers des|[Nn]ombreux|[Nn]ombreuses|[Ll]a totalité des|[Pp]lus d’un"
        r"|[Uu]ne partie des|[Cc]hacun des|[Cc]hacune des)[ ]?)"
    )
    adjective = (
        r"(?:(?:autres|hauts|hautes|deux|trois|nombreux|nombreuses|différents|différentes|divers|diverses|mêmes|principaux"
        r"|seuls|quelque|\d+) ){0,2}"
    )
    return re.compile(
        rf"(?P<people>(?<![\w’]){determiner}{adjective}(?:{people})(?![\w-])(?: [Mm]embres| gouvernementaux| membres)?)"
        rf"|(?P<body>(?<![\w’])(?:[Ll]a |[Ll]e |[Ll]’|[Cc]ette |[Cc]e |[Ll]es (?:deux )?)(?:{bodies})(?![\w-]))"
        rf"|(?P<abstract>(?<![\w’]){determiner}{adjective}(?:{abstract})(?![\w-]))"
    )


_QUANTIFIER = re.compile(
    r"(?<![\w’])(?:[Cc]ertaine?s|[Dd]’autres|[Pp]lusieurs|[Bb]eaucoup|[Ll]a plupart"
    r"|[Ll]a (?:grande )?majorité|[Tt]ous|[Tt]outes|[Qq]uelques-une?s|[Dd]’aucuns|[Uu]n (?:grand|certain"
    r"|petit) nombre|[Dd]e nombreux|[Ll]es uns|[Ll]es autres|[Nn]ombre|[Uu]ne majorité|[Ll]’assistance"
    r"|[Ll]’auditoire|[Tt]out le monde)"
    r"(?: d’entre (?:eux|elles))?"
    r"(?=, (?:dont|y compris|notamment) |[ ,]+(?:\w+ment )?(?:ont|les ont|l’ont|leur ont|se sont|s’|avaient"
    r"|étaient|estim|soulign|not|pens|consid|juge|craign|recomm|se |y |en |n’ont|demand))"
)
_PRONOUN = re.compile(
    r"(?<![\w’-])(?P<pro>[Ii]ls?|[Ee]lles?|(?:[Ll]’)?[Oo]n|[Cc]elui-ci|[Cc]elle-ci|[Cc]eux-ci|[Cc]elles-ci"
    r"|[Cc]e dernier|[Cc]ette dernière|[Cc]es derniers|[Cc]es dernières|[Tt]ous (?:deux|trois)"
    r"|[Tt]outes (?:deux|trois)|[Ll]es deux|[Ll]’un et l’autre|[Ll]’une et l’autre|[Tt]ous les (?:deux"
    r"|trois))(?![\w’-])"
)
_DELEGATE_DET = r"(?:(?:[Uu]ne?|[Ll]es?|[Ll]a|[Dd]es|[Cc]ertains|[Pp]lusieurs|[Dd]eux|[Cc]e|[Cc]ette) |[Ll]’|[Dd]’)"


@lru_cache(maxsize=1)
def _delegate() -> re.Pattern[str]:
    heads = "|".join(re.escape(w) for w in sorted(lexicon("functions")["delegates"], key=lambda w: (-len(w), w)))
    envoys = "|".join(re.escape(w) for w in sorted(lexicon("functions")["envoys"], key=lambda w: (-len(w), w)))
    return re.compile(
        rf"(?<![\w’])(?:(?:{_DELEGATE_DET}|(?:de|du|aux|au) )?(?:haut |haute |autres? |deux |seconde? "
        rf"|ancien )?(?P<head>(?i:{heads}))|(?<=par )(?P<that>celui|celle|ceux|celles)"
        rf"|(?:[Uu]ne?|[Dd]es|[Dd]eux) (?:haute? |jeune )?(?P<envoy>{envoys}))(?![\w-])"
    )


_ANAPHOR = re.compile(
    r"(?<![\w’])(?:[Ll]’|[Ll]e |[Ll]a |[Cc]et |[Cc]ette |[Cc]e )(?P<head>intervenante?|orateur|oratrice"
    r"|conférenci(?:er|ère)|panéliste|délégation|représentante?|délégu(?:é|ée)|expert|experte"
    r"|universitaire|chercheu(?:r|se))(?![\w-])(?! (?:d[eu’]|des)\b)"
)


@lru_cache(maxsize=1)
def _by_trade() -> re.Pattern[str]:
    """`la syndicaliste bolivienne`, `le pêcheur`: somebody named before, called by trade, with nothing else that tells who."""
    data = lexicon("functions")
    trades = "|".join(
        re.escape(w) for w in sorted(set(data["walks"]) | set(data["trades"]), key=lambda w: (-len(w), w))
    )
    return re.compile(
        rf"(?<![\w’])(?:[Ll]’|[Ll]e |[Ll]a )(?:jeune |vieux |vieille )?(?P<head>{trades})"
        r"(?: (?!(?:a|est|ne|se|y|en|lui|avait)\b)[^\W\d_]+)?"
        r"(?=[,.:;]| (?:a|avait|n’a|s’est) |$)(?!,? [A-ZÀ-ÖØ-Þ])"
    )


_LINK = re.compile(
    r"[ ]?(?:(?:permanent(?:e|s|es)?|gouvernementa(?:l|ux|le|les)|officiel(?:le|s|les)?|spécial(?:e|s)?"
    r"|adjointe?s?|principa(?:l|le|ux)|national(?:e)?|nationaux) )?(?:de la |de l’|des |du |de |d’"
    r"|pour la |pour le |pour l’)(?:(?:Gouvernements? |gouvernements? |délégation "
    r"|mission (?:permanente )?|Mission (?:permanente )?|République |Royaume |association |organisation "
    r"|l’association |l’organisation |Gouvernement )(?:de la |de l’|des |du |de |d’)?)?$"
)

# `du Gouvernement` + colombien, `de la délégation` + chilienne
_OF_STATE = re.compile(
    r" (?:du|de la|des|de l’) ?(?:[Gg]ouvernement|délégation|mission|autorités|ambassade|[Mm]inistère) "
)
_OFFICE = re.compile(
    r"(?<![\w’])(?:[Ll]’|[Ll]e )(?P<head>Administration|Secrétariat)"
    r"(?= (?:\w+ment |en outre |toutefois |aussi )?(?:n’|l’|y )?(?:a|avait) )"
)
_DETERMINER = re.compile(r"(?<!\w)(?:[Ll]es? |[Ll]a |[Ll]’|[Uu]ne? |[Ss]on |[Ss]a )$")
_VIEW = re.compile(
    r"(?:[Aa]ux yeux|[Dd]e l’avis|[Aa]u dire|[Àà] en croire|[Aa]u sens) (?:du |de |d’|des |de la |de l’)$"
)


def find(
    text: str,
    masked: str,
    persons: Sequence[PersonSpan],
    countries: Sequence[CountrySpan],
    bodies: Sequence[BodySpan],
    verbs: Sequence[int] = (),
) -> list[Source]:
    """Possible sources, in order of their start; overlapping ones are resolved to the richest reading.

    ``verbs``: where finite verbs of saying begin, since no function phrase reaches over one.
    """
    out: list[Source] = []
    blocked: list[tuple[int, int]] = [p.description for p in persons if p.description]

    def inside(a: int, b: int) -> bool:
        return any(x <= a and b <= y for x, y in blocked)

    for p in persons:
        if masked[p.start : p.start + 1] == text[p.start]:
            start = p.start
            m = re.search(
                r"(?<!\w)(?:M\.|Mme|Mlle|MM\.|Mgr|Me|Dr|Pr|Prof\.|Mr|Monsieur|Madame|Sœur|Frère|Père|Docteur|Maître|S\.E\.|S\. E\.)"
                r"(?: M\.| Mme)? ?$",
                text[max(0, start - 14) : start],
            )
            if m:
                start -= len(m.group())
            if p.description and p.description[1] <= start and text[p.description[1] : start] in (" ", ", "):
                # `L’avocate Nadia Rahmani`, `La ministre de la santé, Mary Wanjiru`: the source begins with the function
                m = _DETERMINER.search(text, max(0, p.description[0] - 6), p.description[0])
                start = m.start() if m else start
            out.append(Source(start, p.end, (Referent("person", str(p.person)),), False))
    out.extend(_delegates(text, masked, countries, bodies, inside))
    taken = [(s.start, s.end) for s in out]

    def free(a: int, b: int) -> bool:
        return not any(x < b and a < y for x, y in taken)

    for m in _OFFICE.finditer(masked):
        # The office of the meeting itself, told of by its bare noun: `L’Administration a répondu ...`
        if free(m.start(), m.end()) and not inside(m.start(), m.end()):
            out.append(Source(m.start(), m.end(), (Referent("organisation", m.group("head")),), False, weak=True))
            taken.append((m.start(), m.end()))
    names = [(b.start, b.end) for b in bodies if b.end - b.start > 12]
    for m in _collective().finditer(masked):
        # `les représentants du CICR`, `les délégués du Mali et du Niger` are read above as delegates.
        if any(a < m.end() - 1 and m.start() < b and a < m.start() for a, b in names):
            continue  # inside the name of a body: `Organisation internationale des employeurs`
        if free(m.start(), m.end()) and not inside(m.start(), m.end()):
            out.append(
                Source(
                    m.start(),
                    m.end(),
                    (COLLECTIVE,),
                    True,
                    weak=m.group("abstract") is not None or m.group("body") is not None,
                )
            )
            taken.append((m.start(), m.end()))
    for m in _QUANTIFIER.finditer(masked):
        if free(m.start(), m.end()):
            out.append(Source(m.start(), m.end(), (COLLECTIVE,), True))
            taken.append((m.start(), m.end()))
    for m in _by_trade().finditer(masked):
        if free(m.start(), m.end()) and not inside(m.start(), m.end()):
            out.append(Source(m.start(), m.end(), (Referent("anaphor", text[m.start() : m.end()]),), False))
            taken.append((m.start(), m.end()))
    for m in _ANAPHOR.finditer(masked):
        if free(m.start(), m.end()) and not inside(m.start(), m.end()):
            out.append(Source(m.start(), m.end(), (Referent("anaphor", text[m.start() : m.end()]),), False))
            taken.append((m.start(), m.end()))
    for found in roles.find(masked):
        verb = next((v for v in verbs if found.head_start < v < found.end), None)
        phrase = found if verb is None else found._replace(end=verb - 1)
        if not inside(phrase.start, phrase.end) and free(phrase.start, phrase.end):
            plural = phrase.det in ("les", "des", "leurs", "deux")
            out.append(
                Source(phrase.start, phrase.end, (Referent("role", text[phrase.head_start : phrase.end]),), plural)
            )
            taken.append((phrase.start, phrase.end))
    for c in countries:
        if (
            c.form == "name"
            and masked[c.start] == text[c.start]
            and free(c.start, c.end)
            and not inside(c.start, c.end)
        ):
            start = c.start
            m = re.search(r"(?:[Ll]e |[Ll]a |[Ll]es |[Ll]’)$", text[max(0, start - 4) : start])
            if m:
                start -= len(m.group())
                out.append(
                    Source(
                        start,
                        c.end,
                        (Referent("delegate", c.iso3),),
                        text[start : start + 3].lower() == "les",
                        weak=True,
                    )
                )
            elif (
                start == 0
                or text[:start].strip() == ""
                or text[max(0, start - 2) : start] in (", ", "t ")
                or text[max(0, start - 6) : start].casefold() in ("selon ", " pour ")
                or _VIEW.search(text, max(0, start - 24), start) is not None
            ):
                out.append(Source(start, c.end, (Referent("delegate", c.iso3),), False, weak=True))
            taken.append((c.start, c.end))
    for b in bodies:
        if masked[b.start] == text[b.start] and free(b.start, b.end) and not inside(b.start, b.end):
            start = b.start
            m = re.search(r"(?:[Ll]e |[Ll]a |[Ll]es |[Ll]’)$", text[max(0, start - 4) : start])
            if m:
                start -= len(m.group())
            referent = (
                Referent("delegate", b.government_of)
                if b.government_of
                else Referent("organisation", b.organisation_id)
            )
            out.append(Source(start, b.end, (referent,), text[start : start + 3].lower() == "les", weak=True))
            taken.append((b.start, b.end))
    for m in _PRONOUN.finditer(masked):
        word = m.group("pro").casefold()
        word = "on" if word == "l’on" else word
        if free(m.start(), m.end()):
            out.append(
                Source(
                    m.start(),
                    m.end(),
                    (Referent("pronoun", word),),
                    word.endswith(("s", "deux", "trois", "ceux-ci", "celles-ci")),
                )
            )
    out.sort(key=lambda s: (s.start, -s.end))
    return out


def _delegates(
    text: str,
    masked: str,
    countries: Sequence[CountrySpan],
    bodies: Sequence[BodySpan],
    inside: Callable[[int, int], bool],
) -> list[Source]:
    """`un représentant du Kenya`, `les représentants de la CICM, du CICR et du Saint-Siège`, `la délégation ivoirienne`."""
    out: list[Source] = []
    things: list[tuple[int, int, Referent, str]] = [
        (c.start, c.end, Referent("delegate", c.iso3), c.form) for c in countries
    ]
    things += [
        (
            b.start,
            b.end,
            Referent("delegate", b.government_of) if b.government_of else Referent("organisation", b.organisation_id),
            "name",
        )
        for b in bodies
        if not any(c.start <= b.start and b.end <= c.end for c in countries)
    ]
    things = [t for t in things if masked[t[0]] == text[t[0]]]
    things.sort(key=lambda t: (t[0], -t[1]))
    at = 0
    for m in _delegate().finditer(masked):
        if m.start() < at or inside(m.start(), m.end()):
            continue
        if not m.group(0)[0].isupper() and re.match(r"(?:de|du|aux|au|d’)\b", m.group(0)):
            pass
        head = (m.group("head") or m.group("that") or m.group("envoy")).casefold()
        members: list[Referent] = []
        end = m.end()
        for a, b, referent, form in things:
            if a < end:
                continue
            gap = masked[end:a]
            if not members:
                if (
                    (form == "demonym" and (gap == " " or _OF_STATE.fullmatch(gap)))
                    or (form == "name" and _LINK.fullmatch(gap))
                    or (
                        form == "name"
                        and referent.kind == "organisation"
                        and m.group("envoy") is None
                        and re.fullmatch(r" (?:de la |de l’|des |du |de |d’)(?:[\w’]+ )?", gap)
                    )
                ):
                    pass
                else:
                    if a - end > 60:
                        break
                    continue
            elif not re.fullmatch(
                r" ?(?:\([^)]{0,60}\))?(?:,| et| ou|, ainsi que| ainsi que|, et) ?(?:de la |de l’|des |du |de |d’|le "
                r"|la |les |l’)?(?:(?:représentant|représentante|délégué|déléguée) (?:de la |de l’|des |du |de |d’))?",
                gap,
            ):
                if (
                    re.fullmatch(r" +", gap) and referent.kind == "organisation"
                ):  # an acronym blanked out beside its name
                    end = b
                    continue
                break
            members.append(referent)
            end = b
        if members:
            plural = (head.endswith("s") and head not in ("représentants ",)) or len(members) > 1
            out.append(Source(m.start(), end, tuple(dict.fromkeys(members)), plural))
            at = end
    return out
