"""The verbs of saying, form by form: what ``configs/lexicons/speech_verbs.yaml`` lists, conjugated.

``forms()`` is looked up word by word, so that its size costs nothing; a form that speaks only with a certain complement carries
the pattern of what must follow it, or come before.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from pipeline.conjugation import conjugate
from pipeline.gazetteer import alternatives
from pipeline.resources import lexicon

Kind = Literal["finite", "participle", "present_participle"]
Strength = Literal["say", "evoke", "human", "decide", "voice"]

# `maintenant`, `suivant`: other words by now.
_NO_PARTICIPLES = frozenset(
    ["maintenant", "suivant", "cependant", "pendant", "devant", "avant", "durant", "concernant"]
)
_PREPOSITIONS = frozenset(["contre", "contres"])
_ADVERB = r"(?:\w+ment |également |aussi |ensuite |toutefois |en outre |d’abord |ainsi |enfin |notamment )?"
_NOT = r"(?: (?:pas|guère|plus|point|nullement|pleinement|aussi|également|volontiers))?"
_DEGREE = r"(?:\w+ment|plus|très|plutôt|fort|peu|assez|tout à fait|d’abord|toutefois)"
_OBJECT = (
    r"(?:l[ea]s? |l’|une? |des |de |d’|son |sa |ses |leurs? |cet |cette |ces |ce |quelques |plusieurs |deux |trois |quatre |cinq"
    r"|six |part (?:de |d’|du |des )|(?:de )?nombreu(?:x|ses) |diverse?s? |certaine?s )"
)


class Form(NamedTuple):
    """One form of a verb: how much it says, and what must stand around it for it to be a cue.

    Strengths are those of the lexicon, and two more: ``decide``, of a meeting with its outcome as the object, and ``voice``, of a
    passive whose subject is an utterance (`des doutes ont été émis`).
    """

    lemma: str
    kind: Kind
    plural: bool
    past: bool
    strength: Strength
    after: re.Pattern[str] | None
    pronominal: bool
    before: re.Pattern[str] | None = None
    future: bool = False


def _after_light(nouns: list[str]) -> re.Pattern[str]:
    """A direct object that names an utterance: ` sa vive préoccupation`, ` une série de questions`."""
    return re.compile(
        rf"{_NOT} {_ADVERB}{_OBJECT}(?:(?!(?:à|au|aux|par|pour|dans"
        rf"|sur) )[\w-]+[ ’]){{0,3}}(?:{alternatives(nouns)})s?(?!\w)(?<! des remarques)(?<! des observations)"
        r"(?<! des commentaires)"
    )


_FOLLOWS = r"(?:suivante?s?|ci-après|ci-dessous|que voici)(?!\w)"


def _announced() -> re.Pattern[str]:
    """`les recommandations ci-après` + ont été adoptées: what was decided, before its verb."""
    return re.compile(
        rf"(?<!\w)(?:{alternatives(lexicon('speech_verbs')['outcomes'])})s? (?:[^.;:]{{0,60}}? )?{_FOLLOWS}[^.;:]{{0,60}}$",
        re.I,
    )


def _voiced() -> re.Pattern[str]:
    """`des doutes`, `cette analyse`, `l’idée d’un fonds` + ont été émis, partagée, accueillie: what is nothing until it is said."""
    data = lexicon("speech_verbs")
    nouns = alternatives([*data["opinions"], *data["proposals"]])
    article = r"(?:les? |la |l’|une? |des |ce(?:s|t|tte)? |de |d’|plusieurs |certaine?s |quelques |aucune? )"
    return re.compile(
        rf"(?:^\W*|(?<![\w’]){article})(?:(?!de |du )[^\W\d_]+ ){{0,2}}(?:{nouns})s?(?!\w)(?! de l[ae’])[^.;:]{{0,90}}$",
        re.I,
    )


def _decided() -> re.Pattern[str]:
    """a adopté + `les conclusions suivantes`, `deux mesures : ...`; ont retenu + `, par consensus :`."""
    outcomes = alternatives(lexicon("speech_verbs")["outcomes"])
    return re.compile(
        rf",? [^.;:]{{0,100}}?(?:{outcomes})s? (?:[^.;:]{{0,60}}? )??(?:{_FOLLOWS}|[^.;:]{{0,60}}?:)|[^.;:]{{0,60}} ?:\W*$"
    )


@lru_cache(maxsize=1)
def forms() -> dict[str, list[Form]]:
    """Lower-case word -> its readings as a verb of saying, in the order in which they are tried."""
    data = lexicon("speech_verbs")
    table: dict[str, list[Form]] = {}

    def add(
        verb: str,
        strength: Strength,
        after: re.Pattern[str] | None = None,
        pronominal: bool = False,
        before: re.Pattern[str] | None = None,
    ) -> None:
        for name, words in conjugate(verb).items():
            kind: Kind = (
                "participle" if name == "participle" else "present_participle" if name.startswith("pres") else "finite"
            )
            if (kind == "present_participle" and pronominal) or (strength == "voice" and kind != "participle"):
                continue
            for word in words:
                if (kind == "present_participle" and word in _NO_PARTICIPLES) or word in _PREPOSITIONS:
                    continue
                future = name.startswith("future") and word.endswith(("ra", "ront"))
                past = name.startswith("past")
                form = Form(verb, kind, "plural" in name, past, strength, after, pronominal, before, future)
                row = table.setdefault(word, [])
                if form not in row:
                    row.append(form)

    strengths: tuple[Strength, ...] = ("say", "evoke", "human")
    for strength in strengths:
        for verb in data[strength]:
            add(verb, strength)
    for verb in data["decisions"]:
        add(verb, "voice", before=_announced())
    for verb in data["voiced"]:
        add(verb, "voice", before=_voiced())
    for verb, entries in data["conditional"].items():
        for entry in entries:
            after = re.compile(_NOT + f"(?:{entry['after']})") if entry.get("after") else None
            before = re.compile(entry["before"]) if entry.get("before") else None
            add(verb, entry.get("strength", "say"), after, before=before)
    for verb in data["decisions"]:
        add(verb, "decide", _decided())
    opinion, utterance = _after_light(data["opinions"]), _after_light(data["utterances"])
    plain = {verb for strength in strengths for verb in data[strength]}
    for verb in data["light"]:
        if verb not in plain:
            add(verb, "say", opinion)
            add(verb, "human", utterance)
    deeds = frozenset(data["pronominal_human"])
    for verb, follow in data["pronominal"].items():
        after = re.compile(follow) if follow.strip() else None
        add(verb, "human" if verb in deeds else "say", after, pronominal=True)
    stance = re.compile(rf"{_NOT} (?:{_DEGREE} )?(?:{alternatives(data['stances'])})")
    for verb in data["seeming"]:
        add(verb, "say", stance)
    for verb in data["seeming_pronominal"]:
        add(verb, "say", stance, pronominal=True)
    through = _after_control(data)
    for verb in data["control"]:
        for pattern, strength in through:
            add(verb, strength, pattern)
    for verb in data["control_pronominal"]:
        for pattern, strength in through:
            add(verb, strength, pattern, pronominal=True)
    return table


def _after_control(data: dict[str, list[str]]) -> list[tuple[re.Pattern[str], Strength]]:
    """An infinitive of saying not far on: ` par rappeler`, ` la parole pour dire`, ` savoir si`."""
    infinitives = [v for v in [*data["say"], *data["evoke"]] if v not in data["spoken"]]
    reach = r" (?:(?!été )[\w-]+[ ’]){0,5}?(?:s’|se |y |lui |leur |la |les |le |l’|en )?"
    return [
        (re.compile(rf"{reach}(?:{alternatives(data['spoken'])})(?!\w)"), "say"),
        (re.compile(rf"{reach}(?:{alternatives(infinitives)})(?!\w)"), "human"),
    ]
