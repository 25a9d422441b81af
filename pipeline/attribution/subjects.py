"""Verbs of saying tied to the source that is their subject, those coordinated with it and those said to agree."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.attribution import clauses
from pipeline.attribution.claims import NAMED, Claim, chain, inside, verb_lists
from pipeline.attribution.cues import Cue
from pipeline.attribution.referents import COLLECTIVE, Referent, Source

_INVERSION = re.compile(
    r"(?:(?<![\w’])(?:comme|ainsi que|tel que|selon ce qu’) ?(?:l’en |l’|le |les |y |en |nous l’|nous le )?"
    r"|[,»”\"] ?(?:l’|s’|(?:lui|leur|nous|y|en|me|vous) (?:a |ont )?)?|(?:^|[,;:–] ?)(?:ce )?qu(?:e |’))$",
    re.I,
)
_AT_PLACE = re.compile(r" (?:à|au|aux|en|lors|devant|dans|hier|au cours) ?[^,;:.()]{0,40} $")
_INCLUDING = re.compile(
    r"(?:y compris|dont|notamment|en particulier|parmi lesquel(?:le)?s|par exemple|à commencer par)[ ,:]*"
    r"(?:figur\w+ )?(?:(?:de |du |des |d’)?(?:les? |la |l’)?)$",
    re.I,
)
_BACKED = re.compile(
    r"(?:(?:appuyé|soutenu|secondé|rejoint|suivi|rallié)e?s? (?:sur ce point |en cela )?par|, (?:à laquelle|auquel"
    r"|à qui) (?:se sont|s’est) "
    r"(?:joint|associé|rallié)e?s?) (?:l[ea] |l’|la délégation d[eu] )?$"
)
# `le Groupe, par la voix de Mme Diop, ...`: the words are hers
_THROUGH = re.compile(
    r"(?:par la (?:voix|bouche)|par l’(?:intermédiaire|entremise|organe)|représentée?s? par|en la personne) ?(?:d[eu] ?)?"
    r"(?:s(?:on|a) |l[ea] |l’)?$",
    re.I,
)
_OPINION = re.compile(
    r" (?:que |qu’|cette |ces |ce |l’idée|le principe|la (?:proposition|position|demande|suggestion"
    r"|déclaration|création)|les (?:propositions|vues)"
    r"|l’espoir|le (?:vœu|souhait|point de vue)|sa (?:préoccupation|gratitude)|son (?:inquiétude|soutien|appui|accord|désaccord))"
)
_THAT = re.compile(r"(?:, [^,;:.()]{2,40},)? (?:\w+ment |aussi |également |toutefois )?qu(?:e |’)")
_STATING = re.compile(r"[^.;:]{0,40}? qu(?:e |’)|[^.;:]{0,40} ?: ")
# `L’OIM indique avoir formé des agents`, `dit ne pas disposer de chiffres`
_OWN_ACT = re.compile(
    r" (?:\w+ment |aussi |déjà )?(?:(?:ne|pas|plus|y|en|l[ea]s?|lui|leur|se) |[nls]’)*"
    r"(?!\w+ier\b)(?:[^\W\d_]{2,}(?:er|ir|re|oir)|être)\b"
)
# `a engagé les États à`: whoever is urged can act
_URGED = re.compile(
    r" (?:vivement |instamment )?(?:tous |toutes )?(?:l[ea]s? |l’|ses |ces )(?:autres? )?(?:États|Etats|pays|gouvernements?"
    r"|délégations?|parties|membres|partenaires|donateurs|bailleurs|autorités|communauté|entreprises?|employeurs"
    r"|organisations?|institutions?|participants)\b[^.,;]{0,80}? à (?:ne |s’|se |y |en |l’|l[ea]s? )*\w{2,}(?:er|ir|re)\b"
)
_PLEA = re.compile(
    r" (?:\w+ment |donc |aussi |en outre )?(?:d(?:e |’)(?:\w+ ){0,2}\w{2,}(?:er|ir|re)\b|qu(?:e |’)|à ce qu|en faveur|pour qu"
    r"|(?:aux? |à )[^.,;]{2,60}? d(?:e |’)\w{2,}(?:er|ir|re)\b)"
)
_ADMITS = re.compile(
    r" (?:qu(?:e |’)|l’(?:importance|utilité|urgence)|la (?:nécessité|difficulté)|le besoin|avoir|volontiers|toutefois|un(?:e)? )"
)


def active(masked: str, sources: Sequence[Source], cue: Cue, embedded: bool) -> Claim | None:
    inverted = re.search(r"-(?:t-)?(ils?|elles?|on)\b", masked[cue.start : cue.end + 8])
    if inverted:
        word = inverted.group(1)
        if word == "on":
            return None if embedded else Claim((COLLECTIVE,), cue.start, cue.end, cue.start)
        if embedded:
            return None
        return Claim(inside(word, masked, sources, cue.start), cue.start, cue.end, cue.start)
    if cue.lemma in verb_lists().no_speech and cue.strength != "decide":
        return None
    subject = _subject(masked, sources, cue, embedded)
    if subject is not None or embedded:
        return subject
    prefix = masked[max(0, cue.start - 30) : cue.start]
    if not _INVERSION.search(prefix) or _of_clause(masked, sources, cue):
        return None
    clitic = prefix.rstrip().casefold().endswith(("l’", "le", "comme", "que", "»", "”", '"'))
    for n, s in enumerate(sources):
        if s.start < cue.end:
            continue
        if re.match(r"d(?:e |es |u |’)", masked[s.start : s.start + 4]) and not clitic:
            break
        gap = masked[cue.end : s.start]
        if clauses.is_light(gap) or (clitic and _AT_PLACE.fullmatch(gap)):
            kind = s.referents[0].kind
            if kind == "pronoun" or (
                s.weak and kind != "collective" and not clitic and cue.lemma in verb_lists().deeds
            ):
                return None
            return Claim(chain(masked, sources, n), cue.start, cue.end, s.start)
        break
    return None


def _of_clause(masked: str, sources: Sequence[Source], cue: Cue) -> bool:
    """Whether the verb has its subject in a relative clause: `que l’Assemblée, dans sa résolution, avait prié` + le Secrétaire."""
    return any(
        s.end <= cue.start
        and clauses.opening(masked, s, sources) == "que"
        and clauses.reaches(masked[s.end : cue.start], s)
        for s in sources
    )


def _subject(masked: str, sources: Sequence[Source], cue: Cue, embedded: bool) -> Claim | None:
    known: clauses.Known = {}
    for n in range(len(sources) - 1, -1, -1):
        s = sources[n]
        if s.end > cue.start:
            continue
        gap = masked[s.end : cue.start]
        if len(re.sub(r" {2,}", " ", gap)) > (160 if s.weak else 420):
            return None
        opening = clauses.opening(masked, s, sources, known=known)
        if opening is None or not clauses.reaches(gap, s) or _OF_RELATIVE.search(gap) is not None:
            continue
        if embedded and opening != "break":
            return None
        kind = s.referents[0].kind
        if kind == "pronoun":
            if not clauses.is_light(gap):
                continue
            topic = next((x for x in reversed(sources[:n]) if _TOPIC.fullmatch(masked, x.end, s.start)), None)
            if topic is not None and _QUANT.fullmatch(masked, 0, topic.start):
                return Claim(topic.referents, cue.start, cue.end, topic.start)
            return _by_pronoun(masked, s, cue)
        if kind == "collective" and not cue.past and _does(masked, s, cue):
            return None
        if not s.weak and cue.lemma == "présenter" and _PAPER.match(masked, cue.end) is not None:
            return None
        follows = masked[cue.end :]
        if masked.endswith((" que", " qu’"), cue.start, cue.end):
            follows = " que " + follows  # of a verb that speaks with this alone
        if cue.future and (s.weak or kind == "collective" or _STATING.match(follows) is None):
            return None  # what they are to do
        if s.weak and not speaks(s, cue, gap, follows):
            return None
        if (
            opening == "que"
            and not embedded
            and (cue.strength == "evoke" or _modifies(masked, s, cue) or _sought(masked, s))
        ):
            return None
        return Claim(_coordinated(masked, sources, n, cue), cue.start, cue.end, s.start)
    return None


# `des experts qui conseillent les États`: who they are, not what they said
_OF_RELATIVE = re.compile(r"(?<!\w)qui (?:(?:ne|se|y|en|l[ea]s?|lui|leur) |[nls]’)*$")
# A paper presented has said nothing yet.
_PAPER = re.compile(r" (?:\w+ment |ensuite )?(?:l[ea] |une? )(?:rapport|note|document|point)\b")
# `Quant à la Directrice, elle a reconnu ...`
_QUANT = re.compile(
    r"\W*(?:Quant|Pour ce qui est|En ce qui concerne|S’agissant)[ ,]*(?:à|au|aux|d[eu])? ?(?:l[ea] |l’)?"
)
_TOPIC = re.compile(r"[^.;:]{0,120}, ")


# `la réunion que l’Assemblée générale avait prié ...`: a clause that tells which, not what is said
_WHICH = re.compile(
    r"(?<!\w)(?:l[ea]s?|l’|une?|des|ces?|cette|son|sa|ses|leurs?) ?(?:[\w’-]+,? ){1,4}qu(?:e |’) ?(?:l’|la |le |les )?$",
    re.I,
)

_STATED = re.compile(r"\b(?:est|était|a|faut|fallait|fait|sait) ")


# Whom or what somebody did this to stands before the clause: `l’expert que la Présidente avait invité`
_TO_WHOM = frozenset(
    [
        "inviter",
        "prier",
        "remercier",
        "féliciter",
        "solliciter",
        "désigner",
        "interpeller",
        "questionner",
        "accuser",
        "résumer",
    ]
)


def _modifies(masked: str, s: Source, cue: Cue) -> bool:
    if not s.weak and cue.lemma not in _TO_WHOM:
        return False
    prefix = masked[max(0, s.start - 80) : s.start]
    return _WHICH.search(prefix) is not None and _STATED.search(prefix) is None


# `s’assurer que les membres jugent utile ...`: what is to come about, said by nobody
_SOUGHT = re.compile(
    r"(?<!\w)(?:assur\w+|veill\w+ à ce|(?:fai\w+|fass\w+) en sorte|afin|pour|avant|jusqu’à ce"
    r"|évit\w+|empêch\w+|attend\w+|permett\w+) (?:que|qu’)[ ’]?$"
)


def _sought(masked: str, s: Source) -> bool:
    return not s.weak and _SOUGHT.search(masked, max(0, s.start - 40), s.start) is not None


def _does(masked: str, s: Source, cue: Cue) -> bool:
    """In the present: what states and firms do at any time, and no word of theirs."""
    lists = verb_lists()
    done = cue.strength in ("human", "evoke") or cue.lemma in lists.deeds
    return (done or cue.lemma in lists.customary) and masked.endswith(lists.outside, s.start, s.end)


# In the conditional these ask: `Il aimerait savoir si ...`
_WISHES = frozenset(["vouloir", "aimer", "souhaiter", "désirer", "préférer", "apprécier"])


_WHENEVER = re.compile(r"(?<!\w)(?:(?:lors|dès |tant |pour |afin |après |avant |chaque fois )qu’|quand |si |s’)$", re.I)


def _by_pronoun(masked: str, s: Source, cue: Cue) -> Claim | None:
    pronoun = s.referents[0].key
    conditional = re.search(r"rai(?:t|ent)$", masked[cue.start : cue.end].split(" ")[0]) is not None
    if pronoun == "on":
        if not cue.past or (" " not in masked[cue.start : cue.end] and _THAT.match(masked, cue.end) is None):
            return None  # `on préférait rester`: people at large
        return Claim((COLLECTIVE,), s.start, cue.end, s.start)
    if (conditional and cue.lemma not in _WISHES) or (
        not cue.past and (cue.strength == "evoke" or (cue.strength == "human" and pronoun.endswith("s")))
    ):
        return None
    if not cue.past and _WHENEVER.search(masked, max(0, s.start - 14), s.start) is not None:
        return None  # `lorsqu’ils explicitent les droits`
    if pronoun == "il" and not cue.past and cue.lemma in verb_lists().deeds | {"convenir", "appeler"}:
        return None
    return Claim(s.referents, cue.start, cue.end, s.start)


def speaks(s: Source, cue: Cue, gap: str, after: str) -> bool:
    """Whether a country or body that is plainly the subject says this, rather than does it."""
    lists = verb_lists()
    if cue.strength == "human" or (cue.strength == "decide" and s.referents != (COLLECTIVE,)):
        return False
    if cue.lemma == "remercier" and not cue.past and s.referents == (Referent("organisation", "Secrétariat"),):
        return False  # who writes the report
    if s.referents == (COLLECTIVE,):
        return cue.strength == "decide" or cue.lemma not in (
            "donner",
            "passer",
            "aller",
            "apporter",
            "lancer",
            "rendre",
            "aborder",
        )
    if cue.strength == "evoke" and not (
        (
            cue.past
            and cue.lemma in ("évoquer", "citer", "parler", "soulever", "décrire", "retracer", "détailler", "présenter")
        )
        or _OWN.match(after)
    ):
        return False
    if cue.strength == "say" and _THAT.match(after) is not None and cue.lemma not in ("garantir", "permettre"):
        return True
    if cue.lemma in lists.avowing and _OWN_ACT.match(after) is not None:
        return True
    if cue.lemma in lists.deeds and not (cue.lemma == "engager" and cue.past and _URGED.match(after) is not None):
        return False
    if not cue.past and cue.lemma in lists.standing and not _pleads(s, cue, after):
        return False
    if not cue.past and cue.lemma == "reconnaître" and not _ADMITS.match(after):
        return False  # `La France reconnaît les diplômes du Liban`
    if cue.lemma in lists.backing and not _OPINION.match(after):
        return False
    if not gap.strip() or clauses.is_light(gap) or re.match(r" et d’autres", gap):
        return True
    return "," in gap or " qui " in gap


# `Le Belize expose son programme d’amnistie`: to those who sit with it
_OWN = re.compile(r" (?:s(?:on|a|es)|leurs?|les grandes lignes|les résultats|l’expérience) ")


def _pleads(s: Source, cue: Cue, after: str) -> bool:
    """Whether a country or body in the present asks for something: `Le Tchad propose de ...`, not `propose des cours`."""
    if s.referents[0].kind == "organisation":
        return cue.lemma in _PLEADING and _PLEA.match(after) is not None
    if s.referents[0].kind != "delegate":
        return False
    if cue.lemma in ("plaider", "souhaiter", "juger", "prier", "prévenir", "indiquer", "mentionner") or (
        cue.lemma == "exposer" and _OWN.match(after) is not None
    ):
        return True
    if cue.lemma == "appeler":
        return re.match(r" (?:tous |les )", after) is None
    return cue.lemma in _PLEADING and _PLEA.match(after) is not None


_PLEADING = frozenset(
    [
        "proposer",
        "demander",
        "exiger",
        "recommander",
        "annoncer",
        "indiquer",
        "convenir",
        "conclure",
        "souhaiter",
        "plaider",
    ]
)


def _coordinated(masked: str, sources: Sequence[Source], n: int, cue: Cue) -> tuple[Referent, ...]:
    """The referents of a subject with those coordinated before it and those it is said to include."""
    s = sources[n]
    referents = list(s.referents)
    start = s.start
    if cue.plural:
        for before in reversed(sources[:n]):
            if before.end > start:
                continue
            link = masked[before.end : start].strip()
            if before.referents[0].kind == "pronoun" or link not in (
                "et",
                ",",
                ", et",
                "ainsi que",
                ", ainsi que",
                "de même que",
                "ou",
            ):
                break
            if clauses.opening(masked, before, sources) is None or (link == "," and before.referents == (COLLECTIVE,)):
                break
            referents = [*before.referents, *referents]
            start = before.start
        if start == s.start and clauses.opening(masked, s, sources) == "and":
            first = clauses.joined(masked, s, sources)
            referents = [*(first.referents if first is not None else ()), *referents]
    # `Le délégué de l’Égypte, appuyé par celui du Soudan, a ...`
    for k, other in enumerate(sources[n + 1 :], n + 1):
        if (
            s.end <= other.start
            and other.end <= cue.start
            and other.referents[0].kind in NAMED
            and _BACKED.search(masked, s.end, other.start) is not None
            and not re.search(r"[;:.]|par .*par ", masked[s.end : other.start])
        ):
            referents.extend(chain(masked, sources, k))
            break
    # `De nombreux participants – y compris le représentant de la Colombie – ont ...`
    for k, other in enumerate(sources[n + 1 :], n + 1):
        if other.end > cue.start:
            break
        if (
            other.referents[0].kind in ("person", "role", "delegate", "organisation")
            and _INCLUDING.search(masked, s.end, other.start) is not None
        ):
            referents.extend(chain(masked, sources, k))
            break
    if s.referents[0].kind in ("delegate", "organisation", "collective"):
        for k, other in enumerate(sources):
            low = s.end if other.start >= s.end else 0
            if (
                (other.end <= s.start or s.end <= other.start)
                and other.end <= cue.start
                and other.referents[0].kind == "person"
                and _THROUGH.search(masked, max(low, other.start - 60), other.start) is not None
                and not re.search(r"[;:.]", masked[other.end : max(s.start, other.end)])
            ):
                return chain(masked, sources, k)
    return tuple(dict.fromkeys(referents))
