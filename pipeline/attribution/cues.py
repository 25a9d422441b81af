"""Speech cues: verb forms and locutions by which a report says that somebody said something.

The lexicon is ``configs/lexicons/speech_verbs.yaml``; forms are looked up word by word, so the cost is that of one pass over
the words. Offsets are those of the ``normalise``d text given, end exclusive.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from pipeline.attribution import clauses
from pipeline.attribution.verbs import Form, Strength, forms
from pipeline.resources import lexicon

Voice = Literal["active", "passive", "participle"]
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


class Cue(NamedTuple):
    """``text[start:end]`` is the cue, from its auxiliary or reflexive pronoun on; ``lemma`` the verb (`se dire` of `s’est dit`)."""

    start: int
    end: int
    lemma: str
    voice: Voice
    strength: Strength
    plural: bool
    past: bool
    future: bool = False


@lru_cache(maxsize=1)
def _passive() -> frozenset[str]:
    return frozenset(lexicon("speech_verbs")["passive"])


@lru_cache(maxsize=1)
def _passive_opinion() -> frozenset[str]:
    return frozenset(lexicon("speech_verbs")["passive_opinion"])


_OF_IT = re.compile(r"(?:(?<!\w)[lns]’|(?<!\w)(?:lui|leur|nous|ils?|elles?|on|qui) )en $")  # `l’en remercie`
_CLITIC = re.compile(r"(?<=[^\W\d_)]) (?:l[ea]s? |l’)$")


@lru_cache(maxsize=1)
def nouns_too() -> frozenset[str]:
    """Verb forms, lower case, that are nouns as well: `demande`, `note`."""
    return frozenset(lexicon("speech_verbs")["nouns_too"])


_AUXILIARIES = frozenset(["être", "avoir", "aller"])  # whose forms are no nouns after an article
_FIRST_PERSON = re.compile(r"(?<!\w)(?:[Jj]e |[Jj]’|[Tt]u )(?:\w+ |l’)?$")


@lru_cache(maxsize=1)
def _between() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands before a participle: avoir (compound past), être after se (pronominal), être and avoir été (passive); and
    what makes a finite form reflexive."""
    adverb = clauses.adverb()
    between = rf"(?:(?:,? {adverb}){{0,3}},? |(?:,? {adverb})?, [^,;:.()]{{1,80}}, (?:{adverb} )?)"
    auxiliary = (
        r"(?:(?P<se>(?:se |s’|s’en |s’y )(?:est|sont|était|étaient|seraient|serait))"
        rf"|(?P<pass>(?:(?:n’)?(?:a|ont|avait|avaient|aurait|auraient|ayant)(?:{between}|-t-(?:il|elle|on) )(?:pas )?été"
        r"|(?:fut|furent|était|étaient|est|sont|sera|seront|étant)))"
        r"|(?P<having>(?:n’)?ayant)"
        r"|(?P<have>(?:n’)?(?:a|ont|avait|avaient|aura|auront|aurait|auraient|ait|aient|eut|eurent|eût|eussent)"
        r"(?:-t-(?:il|elle|on)|-(?:ils?|elles?|on))?))"
    )
    return re.compile(rf"{auxiliary}{between}$", re.I), re.compile(rf"(?:\bse |\bs’)(?:{adverb} )?$", re.I)


# `a ouvert les travaux et` + rendu hommage: one auxiliary for two participles.
_AND_THEN = re.compile(r"(?: et|, puis|,) (?:ensuite |aussi |également |enfin |y )?$")
_PERFECT = re.compile(
    r"(?<![\w’-])(?P<aux>a|ont|avait|avaient) (?:\w+ment |aussi |également |ensuite |d’abord )?"
    r"(?!été\b)[^\W\d_]{2,}(?:é|i|u|is|it|ert|t)\b[^.;:!?]{0,90}$"
)


_ASKS = re.compile(
    r" (?:\w+ment )?(?:d(?:e |’)\w+(?:er|ir|re)\b|qu(?:e |’)|[^.,;]{2,60}? (?:à|de) (?:l[ea] |l’|les |s’|se )?\w+(?:er|ir|re)\b)"
)


@lru_cache(maxsize=1)
def _done() -> frozenset[str]:
    """Verbs of deeds as much as of speech."""
    data = lexicon("clauses")
    return frozenset(data["deeds"]) | frozenset(data["standing"])


def find(text: str) -> list[Cue]:
    """The cues of ``text``, in order; a participle is one cue with its auxiliary."""
    table = forms()
    out: list[Cue] = []
    for m in _WORD.finditer(text):
        low = m.group().lower().replace("ﬁ", "fi").replace("ﬂ", "fl")
        base = low
        inverted = False
        if "-" in low:
            base, _, tail = low.partition("-")
            inverted = tail in ("il", "elle", "on", "ils", "elles", "t-il", "t-elle", "t-on")
            if not inverted:
                continue
        readings = table.get(base)
        if not readings:
            continue
        end = m.end() if base == low else m.start() + len(base)
        cue = _judge(text, m.start(), end, readings)
        if cue is not None:
            out.append(cue)
    return out


@lru_cache(maxsize=1)
def _aside() -> re.Pattern[str]:
    """Adverbs and dates between a verb and what it takes: `a appelé` + mardi + `à la prudence`."""
    day = r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)(?: (?:matin|soir|dernier))?"
    return re.compile(rf"(?:,? (?:{clauses.adverb()}|{day}|aujourd’hui|ce (?:matin|soir|jour)),?(?= ))+")


def _follow(form: Form, text: str, end: int) -> int | None:
    """Where what the form takes ends, if it stands behind the verb, adverbs passed over; ``end`` when it takes nothing."""
    if form.after is None:
        return end
    follow = form.after.match(text, end)
    if follow is None and (between := _aside().match(text, end)) is not None:
        follow = form.after.match(text, between.end())
    return None if follow is None else follow.end()


def _judge(text: str, start: int, end: int, readings: list[Form]) -> Cue | None:
    followed = [
        (f, end if stop is None else stop)
        for f in readings
        if (stop := _follow(f, text, end)) is not None or (f.pronominal and text.endswith("s’y ", 0, start))
    ]
    if not followed:
        return None  # before anything that costs more
    window = text[max(0, start - 110) : start]
    offset = start - len(window)
    auxiliary, reflexive_before = _between()
    aux = auxiliary.search(window)
    if aux and offset + aux.start() > 0 and (text[offset + aux.start() - 1].isalnum()):
        aux = None
    low = text[start:end].lower()
    for form, stop in followed:
        if form.before is not None and form.before.search(window) is None:
            continue
        while stop > end and text[stop - 1] in " ,":
            stop -= 1
        if form.kind == "participle":
            if form.lemma == "être" and " convenu" in text[end:stop]:
                continue  # `il a été convenu`: a passive, read at `convenu`
            if aux is None:
                coordinated = _AND_THEN.search(window)
                first = _PERFECT.search(window) if coordinated is not None and not form.pronominal else None
                if first is None or (form.after is None and form.lemma in _done() and _ASKS.match(text, end) is None):
                    continue  # `ont construit des foyers et proposé des cours`
                return Cue(
                    offset + first.start(),
                    stop,
                    form.lemma,
                    "active",
                    form.strength,
                    first.group("aux") in ("ont", "avaient"),
                    True,
                )
            word = aux.group().lower()
            at = offset + aux.start()
            if (
                form.strength == "voice"
                and (aux.group("pass") is None or (form.lemma == "poser" and word.startswith("avai")))
            ) or (form.strength == "decide" and aux.group("have") is None):
                continue
            if aux.group("se") is not None:
                if form.pronominal or form.lemma in ("prononcer",):
                    return Cue(
                        at, stop, "se " + form.lemma, "active", form.strength, "sont" in word or "aient" in word, True
                    )
                continue
            if form.pronominal:
                continue
            if aux.group("pass") is not None:
                perfect = "été" in word
                if form.lemma in ("aller", "partir") and not perfect:  # conjugated with être: `est allée plus loin`
                    return Cue(
                        at, stop, form.lemma, "active", form.strength, word.startswith(("sont", "étaient")), True
                    )
                if form.lemma in ("être", "aller", "partir"):
                    continue
                return Cue(
                    at,
                    stop,
                    form.lemma,
                    "passive",
                    form.strength,
                    bool(re.match(r"(?:n’)?(?:ont|avaient|sont|étaient|furent|seront|auraient)", word)),
                    perfect or word.startswith(("fut", "était", "étaient")),
                )
            if aux.group("having") is not None:
                return Cue(at, stop, form.lemma, "participle", form.strength, False, True)
            return Cue(
                at,
                stop,
                form.lemma,
                "active",
                form.strength,
                bool(re.match(r"(?:n’)?(?:ont|avaient|auront|auraient|aient|eurent)", word)),
                True,
            )
        if form.kind == "finite":
            if _FIRST_PERSON.search(window):
                continue
            if aux is not None and (aux.group("have") or aux.group("se") or aux.group("pass")):
                continue
            reflexive = reflexive_before.search(window)
            if form.pronominal:
                if reflexive is None:
                    continue
                return Cue(
                    offset + reflexive.start(),
                    stop,
                    "se " + form.lemma,
                    "active",
                    form.strength,
                    form.plural,
                    form.past,
                    form.future,
                )
            if reflexive is not None:
                continue
            clitic = (low not in nouns_too() and _CLITIC.search(window) is not None) or _OF_IT.search(
                window
            ) is not None
            if (
                not clitic
                and form.lemma not in _AUXILIARIES
                and re.search(
                    r"(?:^|[ (’])(?:de|du|des|d’|la|le|les|une?|l’|sa|son|ses|leurs?|cette|ce|cet|aux?|en|sans|par|toute"
                    r"|chaque|avec)[ ]?$",
                    window,
                    re.I,
                )
                and not re.search(r"\b(?:il|elle|ils|elles|on|qui|comme|ainsi que) (?:le|la|les|l’)[ ]?$", window, re.I)
            ):
                continue  # a noun: `la demande`, `une note`
            return Cue(start, stop, form.lemma, "active", form.strength, form.plural, form.past, form.future)
        if form.kind == "present_participle" and not form.pronominal:
            return Cue(start, stop, form.lemma, "participle", form.strength, False, False)
    return None


def says(word: str) -> bool:
    """Whether ``word``, lower case, is a finite form of some verb of saying."""
    return any(form.kind == "finite" for form in forms().get(word, ()))


def passive_speaks(cue: Cue, text: str) -> bool:
    """Whether an agentless passive says that the meeting said it."""
    lemma = cue.lemma
    if lemma in _passive() or cue.strength == "voice":
        return True
    return (
        lemma in _passive_opinion()
        and re.search(r"\b(?:nécessité|importance|besoin|intérêt|question de savoir)\b", text[: cue.start], re.I)
        is not None
    )
