"""Those who speak for a state or a body without being named: `un représentant du Kenya`, `la délégation ivoirienne`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from pipeline.attribution.referents import BodySpan, CountrySpan, Referent, Source
from pipeline.gazetteer import alternatives
from pipeline.resources import lexicon

_CHIEF = r"(?:[Ll]e|[Ll]a|[Uu]ne?) chef(?:fe)? de "
_DETERMINER = (
    r"(?:(?:[Uu]ne?|[Ll]es?|[Ll]a|[Dd]es|[Cc]ertaine?s|[Pp]lusieurs|[Dd]eux|[Cc]e|[Cc]ette) |[Ll]’|[Dd]’|(?:de|du|aux"
    r"|au) )"
)


@lru_cache(maxsize=1)
def _delegate() -> re.Pattern[str]:
    data = lexicon("voices")
    return re.compile(
        rf"(?<![\w’])(?:(?:{_CHIEF})?(?:{_DETERMINER})?(?:haut |haute |autres? |deux |seconde? |ancien )?"
        rf"(?P<head>(?i:{alternatives(data['delegates'])}))"
        r"|(?:(?<=par )|(?<=, )|(?<=; )|(?<=et )|(?<=que )|(?<=dont )|^)(?P<that>[Cc]elui|[Cc]elle|[Cc]eux|[Cc]elles)"
        rf"|(?:[Ll]a |[Ll]e |[Dd]u )(?P<side>{alternatives(data['sides'])})"
        rf"|(?:[Uu]ne?|[Dd]es|[Dd]eux|[Pp]lusieurs) (?P<officer>{alternatives(data['officers'])})(?= (?:d[eu’]|des|à|au) ?)"
        rf"|(?:[Uu]ne?|[Dd]es|[Dd]eux|[Ss]on|[Ss]a|[Ss]es) (?:haute? |jeune )?(?P<envoy>{alternatives(data['envoys'])}))(?![\w-])"
    )


@lru_cache(maxsize=1)
def _link() -> re.Pattern[str]:
    """What joins such a head to the name of its state or body."""
    of = r"(?:de la |de l’|des |du |de |d’)"
    return re.compile(
        rf"[ ]?(?:(?:{alternatives(lexicon('voices')['ranks'])}) ){{0,2}}(?:{of}|pour la |pour le |pour l’)"
        r"(?:(?:Gouvernements? |gouvernements? |délégation |mission (?:permanente )?|Mission (?:permanente )?|République "
        r"|[Aa]mbassade |[Cc]onsulat (?:général )?"
        rf"|Royaume |association |organisation |l’association |l’organisation ){of}?)?$"
    )


# `du Gouvernement` + colombien, `de la délégation` + chilienne
_OF_STATE = re.compile(
    r" (?:du|de la|des|de l’) ?(?:[Gg]ouvernement|délégation|mission|autorités|ambassade|[Mm]inistère) "
)


def delegates(
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
        head = (
            m.group("head") or m.group("that") or m.group("side") or m.group("officer") or m.group("envoy")
        ).casefold()
        members: list[Referent] = []
        end = m.end()
        for a, b, referent, form in things:
            if a < end:
                continue
            gap = masked[end:a]
            if not members:
                if (
                    (form == "demonym" and (gap == " " or _OF_STATE.fullmatch(gap)))
                    or (
                        form == "name"
                        and m.group("side") is None
                        and (m.group("officer") is None or referent.kind == "organisation")
                        and _link().fullmatch(gap)
                    )
                    or (
                        form == "name"
                        and referent.kind == "organisation"
                        and m.group("envoy") is None
                        and m.group("side") is None
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
                r"|la |les |l’)?(?:(?<!, )(?<!, le )(?<!, la )(?:représentante?|déléguée?) (?:de la |de l’|des |du |de |d’))?",
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
            plural = head.endswith("s") or len(members) > 1
            out.append(Source(m.start(), end, tuple(dict.fromkeys(members)), plural))
            at = end
    return out
