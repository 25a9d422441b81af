"""Passives: said by the agent they name, or by the room (`il a été souligné`, `l’achat a été jugé prématuré`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from pipeline.attribution import cues as speech
from pipeline.attribution.claims import Claim, chain
from pipeline.attribution.cues import Cue
from pipeline.attribution.referents import COLLECTIVE, Source
from pipeline.gazetteer import alternatives
from pipeline.resources import lexicon

_IL = re.compile(r"(?<![\w’-])[Ii]l (?:n’|en |y |lui |leur |nous |vous )?$")
_AGENT = re.compile(
    r"[ ,]*(?:[^.;:,()]{0,100} )?par (?P<quantity>presque |la plupart |quelques-uns |nombre |beaucoup )?"
)
_BY_ALL = re.compile(
    r"(?:tous|toutes|beaucoup|certaine?s|plusieurs|d’aucuns|d’autres|chacun|quelques-une?s|la plupart"
    r"|la (?:grande )?majorité(?! d))\b"
)
_NO_AGENT = re.compile(r"(?:exemple|ailleurs|le biais|l’intermédiaire|des moyens|le fait|conséquent|là)\b")
# `par correspondance`, `par secteur`: how, and not by whom
_NO_NOUN = re.compile(r"(?!l[ea]s? |une? |des |ces? |cet |cette |son |sa |ses |leurs? |plus )[a-zà-ÿœ]{2,}(?![\w’])")
_THAT = re.compile(r" (?:\w+ment |aussi |également |toutefois |en outre |enfin )?qu(?:e |’)")
# `Sont demandés` + un fonds et un registre.
_INVERTED = re.compile(
    r" (?:\w+ment |également |aussi |enfin )?(?:une? |des |l[ea]s? |l’|(?:deux|trois|quatre|plusieurs|d’autres) )"
)
_IN_A_TEXT = re.compile(
    r"^\W*Dans (?:la|le|son|sa|leur|cette|ce) (?:\w+ )?(?:résolution|rapport|déclaration|lettre|décision|note)\b"
)


# `La commission est informée par le Président que le forum a eu lieu.`
_TOLD = frozenset(["informer", "aviser", "prévenir"])
_THROUGH_WHOM = re.compile(r" par [^,;:.]{3,80}? (?:que |qu’)")
_URGING = frozenset(["inviter", "prier", "encourager", "appeler", "convier", "engager", "presser"])


@lru_cache(maxsize=1)
def _patient() -> re.Pattern[str]:
    """Those who are told what to do at the meeting or in their lives: `les participants` + ont été priés."""
    words = alternatives([*lexicon("collectives")["seated"], *lexicon("doers")["people"]])
    return re.compile(rf"(?:^|[,;] ?|\b[Ll]es |\b[Dd]es )(?:\w+ )?(?:{words})(?!\w)[^,;.:]{{0,80}}$", re.I)


def passive(masked: str, sources: Sequence[Source], cue: Cue) -> Claim | None:
    before = masked[max(0, cue.start - 60) : cue.start]
    impersonal = _IL.search(before)
    informed = cue.lemma in _TOLD and _THROUGH_WHOM.match(masked, cue.end) is not None
    opening = not before.strip() and _INVERTED.match(masked, cue.end) is not None
    if not (impersonal or cue.past or informed or opening):
        return None
    if cue.lemma == "présenter" and not impersonal:
        return None  # a paper or a talk is, and what it says is told below
    agent = _AGENT.match(masked, cue.end)
    if agent is not None and not _NO_AGENT.match(masked, agent.end()):
        at = agent.end()
        if _BY_ALL.match(masked, at):
            return Claim((COLLECTIVE,), cue.start, cue.end, at) if speech.passive_speaks(cue, masked) else None
        if agent["quantity"] and any(s.start == agent.start("quantity") for s in sources):
            at = agent.start("quantity")  # `par la plupart des intervenants`
        for n, s in enumerate(sources):
            # `par de nombreux orateurs`, `par la déléguée`: the source with or without its own article.
            if (
                at - 4 <= s.start <= at + 4
                and masked[min(at, s.start) : at].strip() in ("", "par", "de")
                and s.referents[0].kind != "pronoun"
            ):
                if (s.weak and s.referents[0].kind != "collective") and not speech.passive_speaks(
                    cue._replace(strength="say"), masked
                ):
                    return None
                return Claim(chain(masked, sources, n), cue.start, cue.end, s.start)
        if not impersonal and _NO_NOUN.match(masked, at) is None:
            return None
    said = impersonal and _THAT.match(masked, cue.end)  # `il a été objecté que`: whatever the verb
    if not (said or speech.passive_speaks(cue, masked)) or _IN_A_TEXT.match(masked):
        return None
    if re.search(
        r"(?:(?<![\w’])(?:qui|dont|où|lesquel(?:le)?s|lorsqu’il|comme|comme il|tel(?:le)?s? que|ainsi qu’il|comme cela|si elles?"
        r"|s’ils) "
        r"|qu’(?:il|elle)s? )(?:en |y |lui |leur |l’)?$",
        before,
        re.I,
    ):
        return None
    if not impersonal and cue.lemma in _URGING and _patient().search(masked[: cue.start]) is not None:
        return None
    if not impersonal and cue.lemma in ("faire", "mettre", "citer") and cue.strength != "voice":
        beside = masked[max(0, cue.start - 60) : cue.end + 12]
        if cue.lemma == "faire" or not re.search(
            r"l’accent|lumière|relief|avant|évidence|garde|exergue|exemple|en doute|en cause|en question", beside
        ):
            return None
    start = cue.start - (len(impersonal.group()) if impersonal else 0)
    return Claim((COLLECTIVE,), start, cue.end, start)
