"""Asides that hand words to somebody: `« ... », soupire Awa Diop`, `, a-t-elle lancé,`, `Et Awa Diop de conclure`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.attribution import clauses
from pipeline.attribution import cues as speech
from pipeline.attribution.claims import NAMED, Claim, chain, inside
from pipeline.attribution.referents import Source

_NO_ASIDE = frozenset(
    [
        "est",
        "était",
        "sera",
        "faut",
        "faudrait",
        "fallait",
        "peut",
        "pourrait",
        "doit",
        "devrait",
        "semble",
        "semblait",
        "reste",
        "a",
        "avait",
        "aurait",
        "ont",
        "avaient",
        "sont",
        "étaient",
        "serait",
        "va",
        "paraît",
        "y",
        "vient",
        "suffit",
    ]
)
_NOT_SAID = frozenset(["été", "eu", "fallu", "pu", "dû", "su", "voulu", "semblé", "paru", "fait"])
_QUOTED = re.compile(
    r"[»”][ ,.!?…]{0,4} ?(?P<cue>(?:(?:s’|se |lui |leur |nous |n’|y |en )?(?P<verb>[^\W\d_]{2,}[aetd])"
    r"|(?:s’|l’)?(?:a|est|avait|était) (?:\w+ment )?[^\W\d_]{2,}(?:é|ée|i|ie|u|it|is))"
    r"(?P<inverted>-(?:t-)?(?P<pro>ils?|elles?))?)(?: (?:\w+ment|encore|aussi|alors|ensuite|enfin|même))?(?=[ ,.;:]|$)"
)
_TO_CONCLUDE = re.compile(r",? d(?:e |’)(?P<cue>\w+(?:er|ir|re)) ?(?:[,:]|(?=qu[e’]|«))")
_COMMAS = re.compile(
    r"(?:^|, |– )(?P<cue>(?:s’|se |lui |leur |nous )?(?:(?P<verb>[^\W\d_]{2,}[aetd])-(?:t-)?(?P<pro>ils?|elles?)"
    r"|(?:s’|lui |leur |l’)?(?:a|ont|avait|avaient|est|sont|était)-(?:t-)?(?P<pro2>ils?|elles?)"
    r" (?:\w+ment |encore |aussi |ensuite |alors |enfin |même )?(?P<participle>[^\W\d_]{2,}"
    r"(?:é|i|u|t|s|ée|és|ées|ie|ue)))(?: [^,;:.«»]{0,60})?)"
    r"(?=[,:;]| [–:»]|\.?$)"
)


def aside(text: str, masked: str, sources: Sequence[Source]) -> Claim | None:
    """An aside that hands words to somebody, whatever its verb: `« ... », soupire Awa Diop`, `« ... », tonne-t-il`, and between
    commas `, a-t-elle lancé,`."""
    for m in _QUOTED.finditer(masked):
        verb = m.group("verb")
        if verb is not None and verb.casefold() in _NO_ASIDE:
            continue
        if m.group("pro"):
            return Claim(
                inside(m.group("pro"), masked, sources, m.start()), m.start("cue"), m.end("cue"), m.start("cue")
            )
        for n, s in enumerate(sources):
            if s.start < m.end():
                continue
            if (
                s.referents[0].kind != "pronoun"
                and not masked[m.end() : s.start].strip(" ")
                and _singular_noun(text, m, s)
            ):
                return Claim(chain(masked, sources, n), m.start("cue"), m.end("cue"), s.start)
            break
    if masked.startswith("Et "):  # `Et Karim Benali de conclure : ...`
        for s in sources:
            ends = _TO_CONCLUDE.match(masked, s.end)
            if s.start == 3 and ends is not None and s.referents[0].kind in NAMED:
                return Claim(s.referents, ends.start("cue"), ends.end("cue"), s.start)
    for m in _COMMAS.finditer(masked):
        verb = m.group("verb")
        if verb is not None:
            low = verb.casefold()
            if low in _NO_ASIDE or not speech.says(low):
                continue
        elif m.group("participle").casefold() in _NOT_SAID or m.start("cue") == 0:
            continue
        pronoun = m.group("pro") or m.group("pro2")
        return Claim(inside(pronoun, masked, sources, m.start()), m.start("cue"), m.end("cue"), m.start("cue"))
    return None


_BY_NOUN = re.compile(
    r"(?:, |– )(?P<cue>(?:(?:lui|leur) |[sl]’)?(?:a|ont|avait|avaient|est|sont) (?:(?:\w+ment|encore|aussi|ensuite|alors|enfin) )?"
    r"(?P<participle>[^\W\d_]{2,}(?:é|i|u|t|s|ée|és|ées|ie|ue))|(?P<verb>[^\W\d_]{3,}(?:e|t|d|ent)))"
    r"(?: (?:\w+ment|encore|aussi|alors|ensuite|enfin|pour sa part|de son côté))? "
)
_STOPS = re.compile(r"(?: ?\([^()]*\))?(?=[ ,.;:–]* *(?:$|[,.;:–»]))")


def by_noun(masked: str, sources: Sequence[Source]) -> Claim | None:
    """Between commas, whatever the verb: `Au Togo, a rapporté Mme Diop, ...`, where nobody before can be its subject."""
    for m in _BY_NOUN.finditer(masked):
        verb = m["verb"]
        if (verb is not None and not speech.says(verb.casefold())) or (m["participle"] or "").casefold() in _NOT_SAID:
            continue
        for n, s in enumerate(sources):
            if s.end <= m.start():
                if (
                    s.referents[0].kind != "pronoun"
                    and clauses.opening(masked, s, sources) in ("start", "break")
                    and (clauses.reaches(masked[s.end : m.start("cue")], s))
                ):
                    break  # `Le Ministre, à Lomé, a salué la Présidente, ...`
                continue
            if s.start < m.end():
                continue
            if s.start == m.end() and s.referents[0].kind != "pronoun" and _STOPS.match(masked, s.end) is not None:
                return Claim(chain(masked, sources, n), m.start("cue"), m.end("cue"), s.start)
            break
    return None


def _singular_noun(text: str, m: re.Match[str], s: Source) -> bool:
    """No preposition was taken for a verb: `« Voix » contre Awa Diop`."""
    word = (m.group("verb") or "").casefold()
    return word not in (
        "contre",
        "entre",
        "sauf",
        "comme",
        "devant",
        "durant",
        "pendant",
        "avant",
        "outre",
        "et",
        "hormis",
        "de",
        "que",
        "dont",
        "lorsque",
    )
