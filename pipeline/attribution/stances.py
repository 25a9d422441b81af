"""What the meeting as a whole holds, told without anybody who says it: `un désaccord a subsisté`, `il est apparu souhaitable de`.

Agreement and discord are nobody's alone, and a view that comes up, prevails or subsists is one of those present. Offsets are those
of the ``normalise``d text, end exclusive.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.attribution import clauses, rooms
from pipeline.attribution.claims import Claim
from pipeline.attribution.referents import COLLECTIVE, Source
from pipeline.gazetteer import alternatives
from pipeline.resources import lexicon


class _Patterns(NamedTuple):
    comes_up: re.Pattern[str]  # `un désaccord a subsisté`, `il s’est dégagé un accord`
    seems: re.Pattern[str]  # `il est apparu souhaitable de`, `il semble aux participants que`
    bare: re.Pattern[str]  # `Large accord sur le principe.`
    view_of: re.Pattern[str]  # `le principal souci des` + participants
    hence: re.Pattern[str]  # `D’où l’appel de` + la salle
    outcome_of: re.Pattern[str]  # `Les recommandations issues de` + l’atelier
    bears: re.Pattern[str]  # `les critiques ont porté sur`
    many: re.Pattern[str]  # `ils ont été nombreux à dénoncer`
    mood: re.Pattern[str]  # la salle + `a paru partagée`


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    data = lexicon("stances")
    words = {name: alternatives(listed) for name, listed in data.items()}
    adverbs = rf"(?:{clauses.adverb()} ){{0,3}}"
    common, shared, views = (rf"(?:{words[k]})s?" for k in ("common", "shared", "views"))
    firm = rf"(?:(?:{words['firm']})(?:e|s|es)? ){{0,2}}"
    main = rf"(?: (?:{words['main']})(?:e|s|es|aux)?)?"
    some = r"(?:une?|aucune?|des|plusieurs|quelques|certaine?s|un certain nombre de"
    some += r"|de(?= (?:nombreu|vi[fv]|fort|profond|sérieu|grand|large|réel))) "
    article = rf"(?:{some}|(?:les?|la|ce(?:s|t|tte)?) |l’|(?:pas|guère|plus|peu) (?:de |d’))"
    lasted = rf"(?:{words['lasting']})(?:ait|aient)"
    reflexive = rf"(?:s’est|se sont|s’était|s’étaient) {adverbs}(?:{words['dawned']})e?s?"
    rose = (
        rf"(?:(?:est|sont|était|étaient|fut|furent) {adverbs}(?:{words['arisen']})e?s?|{reflexive}"
        rf"|(?:n’)?(?:a|ont|avait|avaient) {adverbs}(?:(?:{words['held']})|(?:pu être|été) {adverbs}(?:{words['reached']})e?s?))"
    )
    within = r" (?:(?! (?:qui|que|dont|où) )[^.;:’]|’){0,90}?"
    nobodys = rf"{article}(?:(?!points? )[^\W\d_]+ ){{0,2}}(?:{common}|avis|vues|opinions|positions|points de vue)"
    theirs = rf"{article}{firm}{views}(?! (?:du|de l[a’]|d’[A-ZÀ-Ö])){main}(?: qui)?"
    there = rf"il (?:{reflexive} {some}{firm}(?:{common}|{shared}|{views})"
    there += rf"|(?:y (?:a|avait|a eu|avait eu|eut)|{lasted}) (?:\w+ment )?(?:{some})?(?:[^\W\d_]+ ){{0,2}}(?:{common}|accord)"
    there += r"(?=(?: \w+)? (?:pour|sur|quant|autour|à|au|en|entre|que)\b))"
    seemed = r"(?:a|avait) (?:paru|semblé)|(?:est|était) apparu|parut|apparut|sembla|(?:paraiss|sembl|apparaiss)ait"
    on = r"(?:(?:sur|contre) (?:l[ea]s? |l’|une? |ce[st]? |cette |ce qu|deux |trois |plusieurs )|pour |autour d|quant |en faveur d"
    on += r"|au sujet d|à propos d)"
    taken = r"(?:a|ont) (?:paru|semblé)|(?:semblai|paraissai|étai|restai|demeurai)(?:t|ent)|semblent|paraissent"
    taken += r"|(?:est|sont) (?:restée?s?|demeurée?s?|sortie?s? d\w+|apparue?s?)"
    speech = lexicon("speech_verbs")
    infinitives = alternatives([*speech["say"], *speech["evoke"], *speech["spoken"], "citer"])
    reflexives = alternatives(v.removesuffix("r") for v in speech["pronominal"])
    return _Patterns(
        re.compile(
            rf"(?<![\w’-])(?P<cue>(?:{nobodys}|{some}{firm}(?:{views}|{shared})|l’accord)(?!\w){main}(?:{within})? ?(?<= )"
            rf"(?:{rose}|{lasted})(?!\w)|{there}(?!\w))"
            rf"|(?:^|[,;:] |(?<= et )|(?<= que )|(?<= où ))\W*(?P<view>{article}{firm}{views} (?:{words['main']})(?:e|s|es|aux)?"
            rf" (?:est|était|a été|fut) (?:que?|qu’|d[e’u])|{theirs}(?:{within})? ?(?<= ){rose})(?!\w)",
            re.I,
        ),
        re.compile(
            rf"(?<![\w’-])[Ii]l (?:lui |leur |en |y )?(?:(?P<past>{seemed})|apparaît|paraît|semble) {adverbs}"
            rf"(?P<how>(?:{words['judged']})e?s? )?(?P<whom>(?:à|aux?) )?"
        ),
        re.compile(
            r"\W*(?P<cue>(?:(?:pas|point|peu|guère|absence) (?:de |d’))?(?:[^\W\d_]+ )?"
            rf"(?:{common}|accord|majorité|opposition|réserves|inquiétude|préférence)) (?:\w+ )?{on}",
            re.I,
        ),
        re.compile(
            rf"^\W*(?:[^;:.]{{2,300}}, )?(?P<cue>(?:l[ea]s? |l’|une? (?:des |de )?|l’une? des |ce(?:tte)? )"
            rf"{firm}(?:{views}|{common}|point){main},? (?:pour|de|des|d’|parmi|chez|exprimée?s? par|au sein de))"
            r" ?(?:la |l’|les )?$",
            re.I,
        ),
        re.compile(
            r"^\W*(?P<cue>(?:De là|D’où),? (?:aussi |donc )?(?:l[ea]s? |l’|cet |cette |ces )(?:[^\W\d_]+ )?"
            rf"(?:{words['urged']}|{words['views']})s?)(?!\w)",
            re.I,
        ),
        re.compile(
            rf"^\W*(?:[^,;:]{{2,60}}, )?(?:les |ces |certaine?s des |plusieurs des )"
            rf"(?:{firm}(?:{views}|(?:{alternatives(speech['outcomes'])})s?)(?!\w)"
            r"[^.;:,]{0,60}? (?:par|de|du|des|dans|lors de)|(?:(?!qu[e’])[^.;:,]){3,80}?ée?s par) ?(?:la |l’|les )?$",
            re.I,
        ),
        re.compile(
            rf"(?<![\w’])(?P<cue>(?:{words['grievances']})s(?: (?:exprim|formul|soulev|émis)[^.;:]{{1,40}}?)?"
            r" (?:ont (?:\w+ )?(?:porté|visé|concerné)|(?:port|vis|concern)(?:ent|aient)))(?!\w)",
            re.I,
        ),
        re.compile(
            rf"(?<!\w)(?P<cue>(?:ont été|étaient|furent|sont) (?:\w+ )?nombreu(?:x|ses) à"
            rf" (?:(?:{infinitives})|(?:s’|se )(?:{reflexives})r))(?!\w)"
        ),
        re.compile(rf" (?P<cue>(?:{taken}) (?:{clauses.adverb()} ){{0,2}}(?:{words['moods']})(?:e|s|es)?(?!\w))"),
    )


# What such a view is, said or about: `pour les participants` + était ..., `des débats` + a été ...
_IS = re.compile(
    r"[ ,]*(?:\w+ment )?(?:a été|ont été|était|étaient|est|sont|fut|furent|concern|port|tenai|tient|résid|demeur|rest|qu[e’]|:)"
)
_AGENT = re.compile(
    r"[^.;:]{0,80}? par (?!(?:tous|toutes|la plupart|certaine?s|plusieurs|beaucoup|exemple|ailleurs)\b)"
)
_CLAUSE = re.compile(r"(?:qu(?:e |’)|d(?:e |’))")


def stance(masked: str, sources: Sequence[Source]) -> Claim | None:
    """The claim of a unit that tells what was held at the meeting, or None."""
    patterns = _patterns()
    if (m := patterns.hence.match(masked)) is not None and any(
        COLLECTIVE in s.referents and _OF.fullmatch(masked, m.end(), s.start) for s in sources
    ):
        return _claim(m)
    if (m := patterns.bare.match(masked)) is not None and not _BY.search(masked, m.end()):
        return _claim(m)
    if (m := patterns.comes_up.search(masked)) is not None and _AGENT.match(masked, m.end()) is None:
        return _claim(m)
    if (m := patterns.bears.search(masked)) is not None or (m := patterns.many.search(masked)) is not None:
        return _claim(m)
    if (m := _AS_FOLLOWS.search(masked)) is not None and any(
        COLLECTIVE in s.referents and s.end <= m.start() and patterns.outcome_of.search(_before(masked, s)) is not None
        for s in sources
    ):
        return _claim(m)
    for m in patterns.seems.finditer(masked):
        room = m["whom"] is not None and _in_the_room(masked[m.end() : m.end() + 80], m["whom"] == "aux ")
        if room or (m["past"] and m["how"] and _CLAUSE.match(masked, m.end())):
            return Claim((COLLECTIVE,), m.start(), m.start() + len(m.group().rstrip()), m.start())
    for s in sources:
        if COLLECTIVE not in s.referents:
            continue
        have = _HAVE.match(masked, s.end)
        if have is not None and not s.weak and clauses.opening(masked, s, sources) == "start":
            return Claim((COLLECTIVE,), have.start("cue"), have.end("cue"), s.start)
        if (split := _SPLIT.search(masked, max(0, s.start - 40), s.start)) is not None:
            return Claim((COLLECTIVE,), split.start("cue"), split.end("cue"), s.start)
        mood = patterns.mood.match(masked, s.end)
        if mood is not None and clauses.opening(masked, s, sources) in ("start", "break"):
            return Claim((COLLECTIVE,), mood.start("cue"), mood.end("cue"), s.start)
        view = patterns.view_of.search(_before(masked, s))
        if view is not None and _IS.match(masked, s.end) is not None:
            return Claim((COLLECTIVE,), view.start("cue"), view.end("cue"), s.start)
    return None


_SOME = re.compile(
    r"(?:la plupart|beaucoup|plusieurs|certaine?s|tous|toutes|nombre d|une (?:large )?majorité|l’ensemble d|quelques-une?s)\b"
)


def _in_the_room(rest: str, plural: bool) -> bool:
    """Whether those of the room are meant by ``rest``, which stands after `à` or, ``plural``, after `aux`."""
    return _SOME.match(rest) is not None or rooms.collective().match(("les " if plural else "") + rest) is not None


_BY = re.compile(r" par (?!exemple|ailleurs)")  # `défendue par KEN et MAR`: theirs
# les participants + `ont :`, what they said below
_HAVE = re.compile(r"(?:,[^,:;.]{2,60},)? (?P<cue>(?:ont|se sont)(?: \w+ment| également| aussi)?) ?:\W*$")
# `La question a divisé` + la salle
_SPLIT = re.compile(
    r"(?<!\w)(?P<cue>(?:a|ont|avait|avaient) (?:\w+ment )?(?:divisé|partagé|opposé|préoccupé|convaincu|interpellé|frappé|séduit)) $"
)
# The findings of the group + `sont les suivantes :`, `peuvent être résumées comme suit :`
_AS_FOLLOWS = re.compile(
    r" (?P<cue>(?:sont|étaient|furent|peuvent être|ont été)(?: \w+){0,2} (?:les suivante?s|le suivant|comme suit|ainsi)) ?:\W*$"
)
_OF = re.compile(r" ?(?:de |des |d’|du )?")


def _before(masked: str, s: Source) -> str:
    """What stands before a source, the preposition in its article included: `des débats`."""
    hidden = _OF.match(masked, s.start)
    return masked[: hidden.end() if hidden else s.start].rstrip() + " "


def _claim(m: re.Match[str]) -> Claim:
    name = "view" if m["cue"] is None else "cue"
    return Claim((COLLECTIVE,), m.start(name), m.end(name), m.start(name))
