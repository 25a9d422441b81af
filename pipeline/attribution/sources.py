"""Noun phrases that may be the source of what is said: persons, functions, delegates, bodies, collectives, pronouns.

Offsets are those of the ``normalise``d text, end exclusive.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set

from pipeline.attribution import clauses, delegates, groups, rooms, standins
from pipeline.attribution.cues import Cue
from pipeline.attribution.referents import COLLECTIVE, BodySpan, CountrySpan, PersonSpan, Referent, Source
from pipeline.people import roles

# `M.` + Diop, `M. de` + Souza, `Le Colonel` + Traoré, `la Dre` + Weiss
_STYLED = re.compile(
    r"(?<!\w)(?:M\.|Mme|Mlle|MM\.|Mgr|Me|Mr|Monsieur|Madame|S\.E\.|S\. E\."
    r"|(?:[Ll]e |[Ll]a |[Ll]’)?(?:Dre?|Pre?|Prof\.|Professeure?|Docteure?|Maître|Sœur|Frère|Père|Colonel|Général"
    r"|Commandante?|Capitaine"
    r"|Lieutenant|Amiral|Imam|Cheikh|Révérende?|Rabbin|Évêque|Sheikh))"
    r"(?: M\.| Mme)?(?: (?:d[aeou]|dos|del|della|di|van|von|al|el|ben|ould|le|la|de la)|(?<=\W)d’)? ?$"
)
# `Madame` + la Ministre, Dr Awa Diop
_POLITE = re.compile(r"(?<!\w)(?:(?:Madame|Monsieur|Mme|M\.|Son Excellence|S\. ?E\.(?: ?M\.)?) )+$")
# `Le` + HCR, `l’ONG` + Habitat Solidaire
_INTRODUCED = re.compile(
    r"(?<!\w)(?:[Ll]e |[Ll]a |[Ll]es |[Ll]’)(?:(?:ONG|association|organisation|agence|initiative|entreprise"
    r"|université|fondation|plateforme"
    r"|coopérative|société|collectif|réseau|syndicat|mouvement|centre) )?[«“]? ?$"
)
_VIEW_OF_SOME = re.compile(r"(?:[Dd]e l’avis|[Aa]ux yeux|[Aa]ux? dires?|[Ss]elon) $")
# `Le Togo, a dit le délégué de ce pays, ...`
_OF_THAT_STATE = re.compile(
    r"(?:représentante?|déléguée?|porte-parole|ministre|ambassad(?:eur|rice)|observat(?:eur|rice))"
    r" (?:permanente? )?d(?:e ce|e cet|u même) (?:dernier )?(?:pays|État)",
    re.I,
)
_BY = re.compile(
    r"(?<!\w)(?:par|avec|envers|contre|[Rr]épond\w* (?:à|au)) (?:l[ea] |l’)?$"
)  # `Interrogé par la rapporteuse, M. Diop`: hers is another function
# `Certaines de ces mesures ..., d’autres exigent ...`: parts of things, nobody in the room
_PARTED = re.compile(
    r"(?<!\w)(?:[Cc]ertaine?s|[Qq]uelques-une?s|[Ll]a plupart) (?:de (?:ces|ses|leurs) |des )[^\W\d_]+"
)
_PARTED_FAR = 300  # characters before `d’autres` in which their fellows stand
_DETERMINER = re.compile(r"(?<!\w)(?:[Ll]es? |[Ll]a |[Ll]’|[Uu]ne? |[Ss]on |[Ss]a )$")
# What a country named with a hidden article may be the source of: `de l’avis du` + Canada, `La proposition du` + Brésil
_VIEW = re.compile(
    r"(?:[Aa]ux yeux|[Dd]e l’avis|[Aa]u(?:x)? dires?|[Àà] en croire|[Aa]u sens|[Dd]u point de vue|[Dd]u côté"
    r"|^(?:La|L’|Une|Cette) ?"
    r"(?:proposition|question|demande|suggestion|intervention|déclaration|observation|remarque|objection|réponse"
    r"|position|préoccupation"
    r"|critique|crainte|réserve)) (?:du |de |d’|des |de la |de l’)$"
)

# `des délégués, notamment de l’OIT, du` + Mali
_LISTED = re.compile(r"(?:,| et|dont|notamment|compris) (?:du |de |des |d’)$")


def find(
    text: str,
    masked: str,
    persons: Sequence[PersonSpan],
    countries: Sequence[CountrySpan],
    bodies: Sequence[BodySpan],
    said: Sequence[Cue] = (),
    convened: Set[str] = frozenset(),
) -> list[Source]:
    """Possible sources, in order of their start; overlapping ones are resolved to the richest reading.

    ``said``: the verbs of saying of the unit; no function phrase reaches over one of its active verbs. ``convened``: bare nouns of
    bodies, `Groupe`, by which the document calls the meeting that it reports.
    """
    verbs = [c.start for c in said if c.voice == "active"]
    out: list[Source] = []
    blocked: list[tuple[int, int]] = [p.description for p in persons if p.description]

    def inside(a: int, b: int) -> bool:
        return any(x <= a and b <= y for x, y in blocked)

    for p in persons:
        if masked[p.start : p.start + 1] == text[p.start]:
            start = p.start
            m = _STYLED.search(text, max(0, start - 24), start)
            if m:
                start -= len(m.group())
            if (
                p.description
                and p.description[1] <= start
                and text[p.description[1] : start] in (" ", ", ")
                and not text.endswith(
                    "délégation", 0, p.description[1]
                )  # `À la première délégation, M. Diop a répondu`
                and _BY.search(text, max(0, p.description[0] - 20), p.description[0]) is None
            ):
                # `L’avocate Nadia Rahmani`, `La ministre de la santé, Mary Wanjiru`: the source begins with the function
                m = _DETERMINER.search(text, max(0, p.description[0] - 6), p.description[0])
                start = m.start() if m else start
            m = _POLITE.search(text, max(0, start - 40), start)
            start = m.start() if m else start
            out.append(Source(start, p.end, (Referent("person", str(p.person)),), False))
    named = [(s.start, s.end) for s in out]
    for d in delegates.delegates(text, masked, countries, bodies, inside):
        if not any(a <= d.start and d.end <= b for a, b in named):
            out.append(d)  # else the function of somebody named: `Le représentant de la Banque mondiale, M. Diop`
    taken = [(s.start, s.end) for s in out]

    def free(a: int, b: int) -> bool:
        return not any(x < b and a < y for x, y in taken)

    for m in rooms.pair().finditer(masked) if " deux " in masked else ():
        if free(m.start(), m.end()) and not inside(m.start(), m.end()):
            out.append(
                Source(m.start(), m.end(), (Referent("pair", "people" if m.group("people") else "states"),), True)
            )
            taken.append((m.start(), m.end()))
    for m in rooms.constituent().finditer(masked) if "roupe " in masked else ():
        if free(m.start(), m.end()) and not inside(m.start(), m.end()):
            out.append(Source(m.start(), m.end(), (Referent("organisation", m.group("name")),), False, weak=True))
            taken.append((m.start(), m.end()))
    for m in standins.JOINT.finditer(masked) if "teurs" in masked or "trices" in masked or "dents" in masked else ():
        viewed = _VIEW_OF_SOME.search(masked, max(0, m.start() - 16), m.start())
        if (m.group("det")[0] in "lLcC" or viewed) and free(m.start(), m.end()) and not inside(m.start(), m.end()):
            out.append(Source(m.start(), m.end(), (Referent("role", m.group("noun")),), True))
            taken.append((m.start(), m.end()))
    functions = _functions(masked, verbs)
    names = [(b.start, b.end) for b in bodies if b.end - b.start > 12]
    for m in rooms.convened().finditer(masked) if convened else ():
        if free(m.start(), m.end()) and not any(b.start < m.end() and m.start() < b.end for b in bodies):
            out.append(Source(m.start(), m.end(), (COLLECTIVE,), False, weak=True))
            taken.append((m.start(), m.end()))
    for m in rooms.collective().finditer(masked):
        # `les représentants du CICR`, `les délégués du Mali et du Niger` are read above as delegates.
        if any(a < m.end() - 1 and m.start() < b and a < m.start() for a, b in names):
            continue  # inside the name of a body: `Organisation internationale des employeurs`
        if re.search(r"ecrétariat de $", masked[max(0, m.start() - 14) : m.start()]):
            continue  # `Le secrétariat de la réunion`
        if (m.group()[0] == "d" or (m.group("body") is not None and masked.endswith(" de ", 0, m.start()))) and any(
            f.head_start < m.start() < f.end for f in functions
        ):
            continue  # inside a function: `le porte-parole des employeurs`, `la Présidente de la table ronde`
        if free(m.start(), m.end()) and not inside(m.start(), m.end()):
            out.append(
                Source(
                    m.start(),
                    m.end(),
                    (COLLECTIVE,),
                    m.group("body") is None and m.group("group") is None,
                    weak=m.group("abstract") is not None or m.group("body") is not None,
                )
            )
            taken.append((m.start(), m.end()))
    for m in rooms.QUANTIFIER.finditer(masked):
        alone = (m["some"] is not None and m["named"] is None) or m["number"] is not None
        nobody = m.group().casefold() in ("personne", "nul") or masked.endswith("omme ", 0, m.start())
        if alone and (nobody or not any(v > m.end() and clauses.is_light(masked[m.end() : v]) for v in verbs)):
            continue  # `tous les ports`, `six barques`
        parted = _PARTED.search(masked, max(0, m.start() - _PARTED_FAR), m.start()) if m.group()[0] in "dD" else None
        if free(m.start(), m.end()) and (parted is None or rooms.collective().search(parted.group()) is not None):
            out.append(Source(m.start(), m.end(), (COLLECTIVE,), True))
            taken.append((m.start(), m.end()))
    for m in standins.by_trade().finditer(masked):
        if free(m.start(), m.end()) and not inside(m.start(), m.end()):
            out.append(Source(m.start(), m.end(), (Referent("anaphor", text[m.start() : m.end()]),), False))
            taken.append((m.start(), m.end()))
    for m in standins.ANAPHOR.finditer(masked):
        if free(m.start(), m.end()) and not inside(m.start(), m.end()):
            that = next((c for c in reversed(countries) if c.end <= m.start()), None) if m.group()[0] in "sS" else None
            meant = Referent("anaphor", text[m.start() : m.end()]) if that is None else Referent("delegate", that.iso3)
            out.append(Source(m.start(), m.end(), (meant,), False))
            taken.append((m.start(), m.end()))
    for phrase in functions:
        if not inside(phrase.start, phrase.end) and free(phrase.start, phrase.end):
            plural = phrase.det in ("les", "des", "leurs", "deux")
            whose = phrase.det in ("son", "sa") and _ENVOY.fullmatch(masked, phrase.head_start, phrase.end) is not None
            called = (
                Referent("anaphor", text[phrase.start : phrase.end])
                if whose  # of the country or body that has just spoken
                else Referent("role", text[phrase.head_start : phrase.end])
            )
            if _OF_THAT_STATE.fullmatch(masked, phrase.head_start, phrase.end) is not None:
                that = next((c for c in reversed(countries) if c.end <= phrase.start), None)
                called = called if that is None else Referent("delegate", that.iso3)
            out.append(Source(phrase.start, phrase.end, (called,), plural))
            taken.append((phrase.start, phrase.end))
    for c in countries:
        if (
            c.form == "name"
            and masked[c.start] == text[c.start]
            and free(c.start, c.end)
            and not inside(c.start, c.end)
            and not any(b.start < c.start and c.end <= b.end for b in bodies)  # `le Groupe des 77 et la Chine`
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
                or (c.end - start <= 4 and text[start : c.end].isupper() and text[start - 2 : start] == ": ")
                or text[max(0, start - 2) : start] in (", ", "t ")
                or text.startswith((", qui ", " qui "), c.end)
                or text[max(0, start - 6) : start].casefold() in ("selon ", " pour ")
                or _LISTED.search(text, max(0, start - 16), start) is not None
                or _VIEW.search(text, max(0, start - 24), start) is not None
            ):
                out.append(Source(start, c.end, (Referent("delegate", c.iso3),), False, weak=True))
            taken.append((c.start, c.end))
    for b in bodies:
        if masked[b.start] == text[b.start] and free(b.start, b.end) and not inside(b.start, b.end):
            start = b.start
            m = _INTRODUCED.search(text, max(0, start - 24), start)
            if m:
                start -= len(m.group())
            referent = (
                Referent("delegate", b.government_of)
                if b.government_of
                else Referent("organisation", b.organisation_id)
            )
            out.append(Source(start, b.end, (referent,), text[start : start + 3].lower() == "les", weak=True))
            taken.append((b.start, b.end))
    for unknown in _unregistered(masked, verbs, free):
        out.append(unknown)
        taken.append((unknown.start, unknown.end))
    for group in groups.find(masked, said, free):
        if not inside(group.start, group.end):
            out.append(group)
            taken.append((group.start, group.end))
    for m in rooms.body().finditer(masked):
        # The meeting's own office, or the body it is about: `L’Administration a répondu ...`, `Le Comité note ...`
        if free(m.start(), m.end()) and not inside(m.start(), m.end()):
            head = m.group("head").capitalize()
            called = COLLECTIVE if head in convened else Referent("organisation", head)
            out.append(Source(m.start(), m.end(), (called,), False, weak=True))
            taken.append((m.start(), m.end()))
    for m in standins.PRONOUN.finditer(masked):
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


def _functions(masked: str, verbs: Sequence[int]) -> list[roles.RolePhrase]:
    """Function phrases, cut where a verb of saying begins."""
    out = []
    for found in roles.find(masked):
        verb = next((v for v in verbs if found.head_start < v < found.end), None)
        if re.match(r"\S+ (?:d’une? |de (?:deux|plusieurs|certains) )", masked[found.head_start :]):
            continue  # `le représentant d’un pays d’Europe`: nobody in particular
        done = _TO_DO.search(masked, found.head_start, found.end)
        ends = [
            e
            for e in (verb - 1 if verb is not None else None, done.start() if done is not None else None)
            if e is not None
        ]
        out.append(found._replace(end=min(ends)) if ends else found)
    return out


# `avait prié le Secrétaire général` + de convoquer: no more of the function
_TO_DO = re.compile(
    r" d(?:e |’)(?:(?:ne|se|y|en|l[ea]s?|lui|leur) |[nls]’)*"
    r"(?:(?![^\W\d_]*ier\b)[^\W\d_]{3,}er|[^\W\d_]{2,}oir|faire|mettre|prendre|rendre|dire|soumettre|poursuivre|réunir|fournir|établir)\b"
)
_ENVOY = re.compile(r"délégu\w+|représentante?|porte-parole|observat\w+", re.I)
_CITED = re.compile(r"(?:[Ss]elon|[Dd]’après|[Pp]our|[Dd]e l’avis de|[Aa]ux yeux de) $")


_CLITICS = re.compile(r"(?<!\w)(?:(?:n’|s’|l’)|(?:se|y|en|lui|leur|nous|ne|\w+ment) )$")


def _unregistered(masked: str, verbs: Sequence[int], free: Callable[[int, int], bool]) -> list[Source]:
    """Bodies no register knows, where a verb of saying follows at once or a preposition cites them: the whole name counts."""
    out: list[Source] = []
    for m in rooms.head().finditer(masked):
        start = m.start()
        stop = next((i for i in range(m.end(), min(len(masked), m.end() + 90)) if masked[i] in ",;:.()«»"), len(masked))
        verb = next((v for v in verbs if m.end() < v <= stop), None)
        end = stop
        if verb is not None:
            end = verb
            while (light := _CLITICS.search(masked[:end], m.end())) is not None:
                end = light.start()
            end = m.end() + len(masked[m.end() : end].rstrip())
        elif stop == len(masked) or masked[stop] != "," or _CITED.search(masked, max(0, start - 14), start) is None:
            continue
        name = masked[m.start("name") : end]
        if end <= m.end() or _NO_NAME.search(name) is not None or not free(start, end):
            continue
        out.append(Source(start, end, (Referent("organisation", name),), False, weak=True))
    return out


_NO_NAME = re.compile(r"\b(?:qui|que|dont|est|sont|a|ont|et l[ea]s?|où|avait|ne|pour que|afin)\b|\d")
