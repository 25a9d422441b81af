"""Evidence that a run of capitalised words names a person: honorifics, functions, parentheses, agenda lines, the model.

Works on one unit's text (``normalise``d); offsets are its own, end exclusive.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from pipeline.cities import country_of
from pipeline.conjugation import conjugate
from pipeline.demonyms import is_form
from pipeline.gazetteer import alternatives
from pipeline.organisations.lexicon import heads
from pipeline.organisations.lexicon import names as known_names
from pipeline.people import names, roles
from pipeline.people.descriptions import description_after, description_before
from pipeline.people.offices import BETWEEN
from pipeline.resources import lexicon

Evidence = Literal["pattern", "model", "document"]


class Found(NamedTuple):
    unit: int
    start: int
    end: int
    name: str
    honorific: str | None
    description: tuple[int, int] | None
    source: Evidence
    listed: bool


_PLURAL_HONORIFICS = frozenset(("MM.", "Mmes", "Mlles", "Messieurs", "Mesdames", "Drs"))
# Verbs of saying that speech_verbs.yaml lists only with what must follow them.
_ALSO_SAY = ("appeler", "assurer", "conclure", "confier", "observer", "poursuivre", "relever")


class _Verbs(NamedTuple):
    """What follows or comes before the name of one who speaks, by the verbs of saying."""

    weak: re.Pattern[str]  # evidence beside the model's
    said: re.Pattern[str]  # evidence enough, unless the model sees a place or a body there
    present: re.Pattern[str]
    quoted: re.Pattern[str]


@lru_cache(maxsize=1)
def _verbs() -> _Verbs:
    data = lexicon("speech_verbs")
    verbs = [conjugate(verb) for verb in (*data["say"], *data["evoke"], *_ALSO_SAY)]
    says = alternatives(form for verb in verbs for form in verb["singular"])
    said = alternatives(verb["participle"][0] for verb in verbs)
    pronominal = alternatives(form for verb in data["pronominal"] for form in conjugate(verb)["singular"])
    return _Verbs(
        re.compile(
            r"(?:,? ?(?:\([^()]{2,200}\)|\[[^\]]{2,120}\]|, [^,.;]{2,140},)?,?) ?"
            rf"(?:(?:a|avait|ont|avaient|s’est|s’était|n’a)(?: |’)|(?:{says}|fait)\b|qui (?:a|représentait|représente)\b)"
        ),
        re.compile(
            r",? (?:a|avait) (?:\w+ment |aussi |également |en outre |toutefois |ensuite )?"
            rf"(?:{said}|fait (?:observer|remarquer|valoir|savoir|part)|mis l’accent|mis en garde)\b"
        ),
        re.compile(
            rf",? (?:(?:n’y |ne |y |en |lui )?(?:{says})|(?:se |s’)(?:{pronominal}))(?: que | qu’| sur | de | d’|,)"
        ),
        # `« ... », soupire Awa Diop`: whatever the verb; `De l’avis d’Awa Diop,`
        re.compile(
            r"(?:[»”][ ,.!?…]{0,4} ?(?:s’|se |lui |nous |en )?(?:a |est |avait )?"
            r"(?!(?:contre|comme|entre|sauf|avant|outre|devant)\b)[^\W\d_]{3,}(?:e|d|t|a|é|it|u)"
            rf"|[Dd]e l’avis d(?:e|’)|, (?:{says})) $"
        ),
    )


_BEFORE = re.compile(
    r"(?:[Ss]elon|[Dd]’après|[Pp]our|[Aa]ux yeux de|[Aa]ux yeux d’|[Mm]odérat(?:eur|rice)s? ?: ?"
    r"|[Oo]rat(?:eur|rice)s? ?: ?|[Aa]nimé(?:e)? par|[Pp]résidé(?:e)? par|[Rr]édigé(?:e)? par"
    r"|comme l’a \w+|ainsi que l’a \w+|l’a \w+|(?<=[,»”] )a (?:fait )?\w+(?:é|it|u|is|er|ir)"
    r"|[Aa]-t-il \w+|dont|comme|\(?[Ss]igné\)? ?:?|[Pp]hoto ?:) ?$"
)
# `J’ai été accueillie par Modeste Ngandu, qui coordonne ...`
_DONE_BY = re.compile(
    r"\b(?:accueilli|reçu|guidé|accompagné|animé|co-?animé|modéré|facilité|présenté|conduit|mené|dirigé|coordonné|introduit|prononcé"
    r"|présidé|rédigé|traduit|fondé)e?s? par $"
)
_VIEW = re.compile(r"(?:^|[»;:,] )(?:[Pp]our|[Ss]elon|[Dd]’après) $")
_TO_CONCLUDE = re.compile(r" d(?:e |’)\w+(?:er|ir|re) ?[,:]")
# One who is called by a single name: `Blessing, 24 ans, Nigériane`, `Lemoine et Adeyinka (2016)`
_ORIGIN = re.compile(r", ([A-ZÉÀ][\w-]+)")  # `Pour Yonas, Érythréen`
_STORY = re.compile(r"\b(?:histoire|témoignage|récit|parcours|portrait|vie) d(?:e |’)$", re.I)
_PLACE = re.compile(
    r"\b(?:camp|refuge|ville|port|province|région|district|village|aéroport|quartier|île|commune|vallée|marché|gare|pont|prison"
    r"|lac|golfe|détroit|site|poste|hôpital|université)s? (?:de la |de |du |d’)$"
)
_AGE = re.compile(r", (?:\d\d|\w+(?:-\w+)*) ans\b")
_COMES = re.compile(r", (?:originaire|ressortissante?|venue?|partie?|arrivée?) (?:de |du |des |d’|en )")
_CITED = re.compile(
    rf"(?: (?:et|&) {names.WORD})? \((?:19|20)\d\d[a-z]?\)|(?: et al\.,?) \(?(?:19|20)\d\d| \([A-Z]\.(?:-?[A-Z]\.)?\)"
)
_CITED_WITH = re.compile(rf"(?<![\w’-]){names.WORD}(?: \([A-Z]\.(?:-?[A-Z]\.)?\))?,? (?:et|&) $")
_BULLET = re.compile(r"^[•\-–—*▪●◦·o]?\s*")


@lru_cache(maxsize=1)
def _lead_words() -> frozenset[str]:
    words = set(roles.heads())
    words |= {
        "général",
        "générale",
        "adjoint",
        "adjointe",
        "spécial",
        "spéciale",
        "permanent",
        "permanente",
        "exécutif",
        "exécutive",
        "fédéral",
        "fédérale",
        "régional",
        "régionale",
    }
    words |= {h.casefold() for h in lexicon("functions")["honorifics"]}
    return frozenset(words)


def evident(
    unit: int,
    text: str,
    agenda: bool,
    persons: Sequence[tuple[int, int]],
    others: Sequence[tuple[int, int]],
    countries: Sequence[tuple[int, int]],
    excluded: bool,
) -> tuple[list[Found], list[tuple[names.Run, bool]]]:
    found: list[Found] = []
    rest: list[tuple[names.Run, bool]] = []
    chain: str | None = None  # the honorific of a list under way: `MM. X, Y et Z`
    chain_end = -1
    bound = 0
    verbs = _verbs()
    for raw in names.runs(text):
        run = _drop_function(text, raw)
        if run is None:
            continue
        run = _after_honorific(_of_title(text, _after_country(text, run, countries)))
        honorific, begin = names.honorific_before(text, run.start)
        if honorific is None and chain is not None and BETWEEN.fullmatch(text, chain_end, run.start):
            honorific = chain
        if not names.is_name(run.text, honorific is not None) or (
            _within(countries, run.start, run.end) and honorific is None
        ):
            continue
        if honorific is None and found and text[found[-1].end : run.start] == " (":
            continue  # `Mme Awa Diop (Mains Tendues)`: her body
        if honorific is None and found and text[found[-1].end : run.start] in (", de ", ", d’"):
            continue  # `Mme Sarr, de Terre Neuve,`: where or with whom she works
        if honorific is None and _city_of(text, run, countries):
            continue
        words = [w for w in run.text.split(" ") if w[:1].isupper()]
        shaped = honorific is None and _row_name(text, run, words, countries)
        short = any(names.is_acronym(w) for w in words[:-1])
        row = shaped and _heads_row(text, run.end, agenda and not short)
        if (honorific is None and not shaped and short) or (
            len(words) == 1 and names.is_acronym(words[0]) and honorific is None
        ):
            continue
        if honorific is not None and len(words) == 1 and words[0].isupper() and len(words[0]) < 2:
            continue
        model = any(
            min(b, run.end) - max(a, run.start) >= 0.6 * (run.end - run.start)
            for a, b in _near(persons, run.start, run.end)
        )
        denied = not model and _within(others, run.start, run.end)
        after = description_after(text, run.end, agenda, countries)
        ahead = description_before(text, begin, bound)
        if (
            ahead is not None
            and after is not None
            and text[after[0] : after[0] + 3].lower().startswith(("le ", "la ", "l’"))
        ):
            after = None  # `le Directeur, Awa Diop, la Ministre ...`: the second function belongs to the next name
        verb = verbs.weak.match(text, run.end) is not None
        opened = _BEFORE.search(text, max(0, run.start - 40), run.start) is not None
        line = agenda and _BULLET.match(text).end() == begin  # type: ignore[union-attr]
        joined = bool(found) and text[found[-1].end : run.start] in (", ", " et ", ", et ") and len(words) >= 2
        alone = _first_name(text, run, model) if len(words) == 1 and honorific is None else False
        several = len(words) >= 2 and (len([w for w in words if len(w.strip(".")) > 1]) >= 1)
        source: Evidence | None = None
        if honorific is not None or row or (alone and (not excluded or _AGE.match(text, run.end))):
            source = "pattern"
        elif several and (not excluded or opened) and not (shaped and short):
            verb = verb or (not denied and verbs.said.match(text, run.end) is not None)
            strong = (
                (
                    not denied
                    and (
                        verbs.said.match(text, run.end) is not None
                        or verbs.present.match(text, run.end) is not None
                        or verbs.quoted.search(text, max(0, run.start - 60), run.start) is not None
                        or _of_a_body(text, run.end)
                        or (
                            text[run.end : run.end + 5] == ", qui"
                            and _DONE_BY.search(text, max(0, run.start - 24), run.start) is not None
                        )
                        or (
                            text[run.end : run.end + 1] == ","
                            and _VIEW.search(text, max(0, run.start - 12), run.start) is not None
                        )
                        or (run.start == 3 and text.startswith("Et ") and _TO_CONCLUDE.match(text, run.end) is not None)
                    )
                )
                or after is not None
                or ahead is not None
                or (line and after is not None)
            )
            if (
                (strong and not (denied and after is None and ahead is None))
                or ((verb or opened) and model)
                or (joined and not denied)
                or (opened and excluded)
            ):
                source = "pattern"
            elif (
                model
                and not denied
                and (verb or opened or joined or _clean_model(run, persons))
                and _PLACE.search(text, max(0, run.start - 20), run.start) is None
            ):
                source = "model"
            elif line and text[run.end : run.end + 1] in (",", "") and not denied:
                source = "pattern"
        if source is None:
            rest.append((run, model))
            continue
        called = names.called_after(text, run.end)
        title = honorific or (called["title"] if called else None)
        found.append(Found(unit, run.start, run.end, run.text, title, after or ahead, source, agenda))
        if after is not None and ahead is not None:
            found.append(found[-1]._replace(description=ahead, source="document"))
        bound = run.end if after is None or agenda else after[1]
        if honorific in _PLURAL_HONORIFICS:
            chain, chain_end = honorific, run.end
        elif chain is not None and honorific == chain:
            chain_end = run.end
        else:
            chain = None
    return found, rest


def _row_name(text: str, run: names.Run, words: Sequence[str], countries: Sequence[tuple[int, int]]) -> bool:
    """Whether a run that begins a line is a name with its surname in capitals first: `PALI Essohanam`, no `OIM Dakar`."""
    capitals = [w for w in words if w.isupper()]
    given = words[len(capitals) :]
    return (
        run.start <= _ROW_FRONT
        and text[run.start - 1 : run.start] != "("
        and bool(capitals and given)
        and words[: len(capitals)] == capitals
        and all(len(w) > 1 and known_names().get(w) is None for w in capitals)
        and heads().acronyms_of_things.isdisjoint(capitals)
        and _VOWEL.search(capitals[0]) is not None
        and country_of(" ".join(given)) is None
        and not touches(countries, run.start, run.end)
        and names.is_name(run.text)
    )


def _heads_row(text: str, at: int, agenda: bool) -> bool:
    """Whether a row goes on after such a name with a cell, how the person is called or a function: `DIALLO Awa | `,
    `DIALLO Awa (Mme)`, `DIALLO Awa Cheffe de`, `DIALLO Awa, juriste`."""
    called = names.called_after(text, at)
    if called is not None or text[at : at + 3] == " | ":
        return True
    if (sign := _ROW_SIGN.match(text, at)) is not None:
        return agenda or roles.starts_with_head(text, sign.end())
    return text[at : at + 1] == " " and text[at + 1 : at + 2].isupper() and roles.starts_with_head(text, at + 1)


_ROW_FRONT = 6  # characters before the name that begins a row: a bullet, a number
_ROW_SIGN = re.compile(r", | [–—-] | ?: | ?; ")
_VOWEL = re.compile("[AEIOUYÀÂÉÈÊËÎÏÔÖÛÜ]")


def _first_name(text: str, run: names.Run, model: bool) -> bool:
    """Whether a single word is somebody's name: an age or where they come from follows it, or it is cited with a year."""
    if names.is_acronym(run.text):
        return False
    if _AGE.match(text, run.end) or (_COMES.match(text, run.end) and country_of(run.text) is None):
        return True
    if _STORY.search(text, max(0, run.start - 24), run.start) and not text[run.end : run.end + 1].strip(".:»"):
        return country_of(run.text) is None
    if (
        (model or ((origin := _ORIGIN.match(text, run.end)) is not None and is_form(origin[1])))
        and text[run.end : run.end + 2] == ", "
        and _VIEW.search(text, max(0, run.start - 12), run.start)
    ):
        return True  # `Pour Yonas, il n’y a pas de retour possible`
    cited = _CITED.match(text, run.end)
    if cited is None:
        return False
    with_other = _CITED_WITH.search(text, max(0, run.start - 40), run.start) is not None
    return with_other or not cited.group().startswith(" (") or not cited.group()[2:3].isdigit()


_OF_A_BODY = re.compile(
    r", (?:de (?:la |l’)?|d[u’] ?|des )(?:ONG|association|organisation|collectif|fondation|réseau|syndicat"
    r"|Réseau|Association|Fondation|Collectif"
    r"|Fédération|Université|Institut|[A-Z]{2,})\b[^,.;]{0,80},? (?:a|ont|s’est|avait|[^\W\d_]{3,}e)\b"
)


def _of_a_body(text: str, at: int) -> bool:
    """`Julia Brandt, de l’ONG Refuge sans murs, a dénoncé ...`."""
    return text[at : at + 3] == ", d" and _OF_A_BODY.match(text, at) is not None


def _near(spans: Sequence[tuple[int, int]], start: int, end: int) -> Sequence[tuple[int, int]]:
    """Of spans in order and without overlap, those that may touch ``start:end``."""
    first = bisect.bisect_left(spans, (start, 0))
    return spans[max(0, first - 1) : bisect.bisect_left(spans, (end, 0))]


def _within(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether one span covers ``start:end``."""
    return any(a <= start and end <= b for a, b in _near(spans, start, end))


def touches(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a span has a character in ``start:end``."""
    return any(a < end and start < b for a, b in _near(spans, start, end))


def _clean_model(run: names.Run, persons: Sequence[tuple[int, int]]) -> bool:
    """The model's span has the very bounds of the run: it saw a name where the pattern sees one."""
    return any(abs(a - run.start) <= 1 and abs(b - run.end) <= 1 for a, b in _near(persons, run.start, run.end))


def _drop_function(text: str, run: names.Run) -> names.Run | None:
    """The run without the function before the name: `Directeur Général Jean Dupont` -> `Jean Dupont`."""
    start = run.start
    words = run.text.split(" ")
    while words and (
        words[0].casefold() in _lead_words()
        or words[0].casefold() in ("de", "du", "des", "et")
        or words[0] in ("Monsieur", "Madame")
    ):
        start += len(words[0]) + 1
        words = words[1:]
    if not words or not words[0]:
        return None
    return names.Run(start, run.end, text[start : run.end])


def _city_of(text: str, run: names.Run, countries: Sequence[tuple[int, int]]) -> bool:
    """`Dakar Sénégal`: two columns of a table."""
    at = next((a for a, b in _near(countries, run.start, run.end) if run.start < a and b == run.end), run.start)
    return at > run.start and country_of(text[run.start : at].strip()) is not None


def _of_title(text: str, run: names.Run) -> names.Run:
    """The name at the end of a title in capitals, which is one run: `L’HISTOIRE DE MARIAM`."""
    start = run.start + run.text.rfind(" ") + 1
    if run.text.isupper() and start > run.start and _STORY.search(text, max(0, start - 24), start):
        return names.Run(start, run.end, text[start : run.end])
    return run


def _after_country(text: str, run: names.Run, countries: Sequence[tuple[int, int]]) -> names.Run:
    """The run without a country before an honorific: `ANGOLA M. Domingos Vita`, the first columns of a table."""
    start = next((b + 1 for a, b in _near(countries, run.start, run.end) if a <= run.start < b < run.end), run.start)
    if start == run.start or names.honorific_pattern().match(text, start) is None:
        return run
    return names.Run(start, run.end, text[start : run.end])


def _after_honorific(run: names.Run) -> names.Run:
    """The run without an honorific found as a part of it: `MME DIALLO`."""
    m = names.honorific_pattern().match(run.text)
    if m and m.end() < len(run.text):
        return names.Run(run.start + m.end(), run.end, run.text[m.end() :])
    return run
