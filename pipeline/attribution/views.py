"""Views given by a preposition: `selon X`, `d’après X`, `aux yeux de X`, `pour X,` at the head of the sentence, `selon lui`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.attribution.claims import Claim, chain, inside, verb_lists
from pipeline.attribution.referents import Referent, Source

_ARTICLE = r"(?:d[ue] |des |de la |de l’|d’)"
_PREPOSITION = re.compile(
    r"(?<![\w’])(?P<cue>[Ss]elon|[Dd]’après|[Aa]ux yeux|[Dd]e l’avis|[Dd]u point de vue|[Aa]u dire|[Aa]ux dires|[Dd]ixit"
    r"|[Dd]e l’aveu(?: même)?|[Pp]our|[Dd]u côté|[Cc]hez"
    rf"|[Dd]ans l’esprit|[Àà] en croire)(?: {_ARTICLE}?| )$"
)
_BY_PRONOUN = re.compile(
    r"(?<![\w’])(?P<cue>[Ss]elon|[Dd]’après) (?P<pro>lui|elle|eux|elles|ce dernier|cette dernière|ces derniers"
    r"|ces dernières)(?!\w)"
    r"|(?<![\w’])(?P<cue2>[Àà] (?:l’|les )en croire)"
    r"|(?<![\w’])(?P<cue3>[ÀàA] (?:son|leur) (?:avis|sens|idée)|[ÀàA] (?:ses|leurs) yeux"
    r"|[Ii]l ressort(?:ait)? de (?:son|sa|leur) (?:exposé|étude|intervention|propos|enquête"
    r"|présentation|rapport|analyse|récit)(?= qu[e’])"
    r"|[Ss]elon (?:ses|leurs) (?:propres )?(?:dires|termes|mots|calculs|estimations)"
    r"|[Dd]e (?:son|leur) (?:propre )?(?:point de vue|avis|aveu))(?= ?,| ?\.?$| qu[e’])"
    r"|^(?P<cue4>Pour) (?P<pro4>lui|elle|eux|elles),"
)
_ONE_SAYS = re.compile(r"[^,.;:]{0,60}, on (?!peut|doit|va|a (?:vu|pu|dû))")  # `Du côté des armateurs, on redoute ...`
_FOR_BODY = re.compile(
    r" *, (?:c’est|ce (?:sont|n’est)|il (?:faut|importe|convient|s’agit|est|n’y a)|rien|seule?s?|aucune?|tout |\w{3,}er )"
)


# The clause after `Pour la Lettonie,` reports a view: what should be, or what was so at the time of the meeting.
_VIEWED = re.compile(
    r" *, [^;:.]{0,90}?(?<!\w)(?:devai(?:t|ent)|devrai(?:t|ent)|doi(?:t|vent)|fallait|faudrait|serai(?:t|ent)"
    r"|risqu\w+|importait|suffisait"
    r"|(?!(?:fait|lait|trait|souhait|portrait|extrait|parfait|sait|plait)\b)\w{3,}(?:ait|aient))(?!\w)"
)


# ... and not what something costs a body.
_REACHED = re.compile(r" *, [^;:.]{0,60}?(?:s’élèv|montant|coût|taux|nombre|chiffre|\d)")


def _holds(masked: str, end: int, kind: str) -> bool:
    """Whether the clause after `Pour X,` is the view of a state or body rather than a figure about it."""
    if _FOR_BODY.match(masked, end) is not None or _VIEWED.match(masked, end) is not None:
        return True
    return kind == "organisation" and masked[end : end + 2] == ", " and _REACHED.match(masked, end) is None


# `La question de la Norvège portait sur ...`, `La proposition du Brésil de créer ...`
_UTTERANCE = re.compile(
    r"^\W*(?:La|L’|Une|Cette|Les) ?(?:\w+ )?(?P<cue>(?:proposition|question|demande|suggestion|intervention"
    r"|déclaration|observation|remarque|objection"
    r"|réponse|position|préoccupation|critique|crainte|réserve)s?)(?: \w+)?(?: de la part)? (?:du |de |d’|des "
    r"|de la |de l’|posée par |formulée par |faite par )$"
)
_SAYS = re.compile(
    r"[ ,]*(?:portai(?:t|ent)|port(?:e|ent)|a porté|ont porté|visai(?:t|ent)|vis(?:e|ent)|consist\w+|concernai(?:t"
    r"|ent)|tend\w*|de \w+(?:er|ir|re)\b|d’\w+(?:er|ir|re)\b"
    r"|était|étai(?:t|ent)|est que|est de|a été|ont été|tenai(?:t|ent)|tient|ne |n’|rejoi\w+|d’après laquelle"
    r"|selon laquelle|relativ\w+|tendant|visant|concernant)"
)


def nominal(masked: str, sources: Sequence[Source]) -> list[Claim]:
    """A noun of utterance with its author: `La question de la Norvège portait sur ...`."""
    for n, s in enumerate(sources[:3]):
        if s.referents[0].kind in ("pronoun", "collective", "anaphor", "pair") or s.start > 120:
            continue
        m = _UTTERANCE.match(masked[: s.start]) or _UTTERANCE.match(masked[: s.start].rstrip() + " ")
        if m is None:  # `de la`, `du`: the source's own article
            m = _UTTERANCE.match(
                masked[: s.start] + re.sub(r"\b(?:la |le |l’|les )$", "", masked[s.start : s.start + 3])
            )
        if m is not None and _SAYS.match(masked, s.end):
            return [Claim(chain(masked, sources, n), m.start("cue"), m.end("cue"), s.start)]
    return []


_FOR_WHOM = re.compile(r" *, (?P<cue>pour|selon|d’après|aux yeux de|de l’avis de) (?:qui|lequel|laquelle)\b")


def relative(masked: str, sources: Sequence[Source]) -> list[Claim]:
    """`M. Diop, pour qui les quotas ne servent à rien`."""
    for s in sources:
        m = _FOR_WHOM.match(masked, s.end)
        if m is not None and s.referents[0].kind not in ("pronoun", "collective"):
            return [Claim(s.referents, m.start("cue"), m.end("cue"), s.start)]
    return []


# `Il a semblé à` + plusieurs délégations + `que`, `Il a paru utile à` + beaucoup d’experts + `de`
_SEEMED = re.compile(
    r"(?<!\w)[Ii]l (?P<cue>(?:a |avait )?(?:paru|semblé|semblait|paraissait|apparaissait))(?: [\w’]+){0,3} à $"
)
_THAT_OR_TO = re.compile(r"[^.;:]{0,60}? (?:que |qu’|de |d’)")


def prepositional(masked: str, sources: Sequence[Source]) -> list[Claim]:
    """`selon X`, `d’après X`, `aux yeux de X`, `pour X,` at the head of the sentence, `selon lui`."""
    out: list[Claim] = []
    for n, s in enumerate(sources):
        kind = s.referents[0].kind
        if kind == "pronoun":
            continue
        low = max(0, s.start - 40)
        # `des participants`, `du représentant`: the article may be the source's own.
        m = _PREPOSITION.search(masked[low : s.start]) or _PREPOSITION.search(masked[low : s.start].rstrip() + " ")
        if m is None:
            continue
        word = m.group("cue").casefold()
        at = low + m.start("cue")
        one_says = word in ("du côté", "chez")
        if kind == "collective" and not one_says and masked[s.start : s.end].rstrip().endswith(verb_lists().unspoken):
            continue
        if one_says and _ONE_SAYS.match(masked, s.end) is None:
            continue
        if word in ("pour", "dans l’esprit", "du point de vue"):
            opening = masked[:at].strip(" «-–—•") == "" or masked[:at].rstrip().endswith(("mais", " et", ",", ";"))
            if not opening or not re.match(r" *,", masked[s.end :]):
                described = re.match(r" *,? ?[^,;.]{3,140},", masked[s.end :]) if kind == "person" and opening else None
                if described is None:
                    continue
            if s.weak and any(
                x.start == s.end + 2 and not x.weak and x.referents[0].kind in ("person", "role", "delegate")
                for x in sources[n + 1 : n + 4]
            ):
                continue  # `Pour l’Union européenne, la commissaire Anneli Saar rappelle ...`
            if s.weak and word != "du point de vue" and not _holds(masked, s.end, kind):
                continue
        out.append(Claim(chain(masked, sources, n), at, low + m.end("cue"), s.start))
    for n, s in enumerate(sources):
        seemed = _SEEMED.search(masked, max(0, s.start - 90), s.start)
        if seemed is not None and _THAT_OR_TO.match(masked, s.end) is not None:
            out.append(Claim(chain(masked, sources, n), seemed.start(), seemed.end("cue"), s.start))
    for m in _BY_PRONOUN.finditer(masked):
        pronoun = m.group("pro") or m.group("pro4") or ("eux" if re.search(r"\bleur|les en", m.group()) else "lui")
        start, end = m.start(), m.start() + len(m.group("cue") or m.group("cue2") or m.group("cue3") or m.group("cue4"))
        said = (Referent("pronoun", pronoun),) if m.group("cue2") else inside(pronoun, masked, sources, m.start())
        out.append(Claim(said, start, end, m.start()))
    return out
