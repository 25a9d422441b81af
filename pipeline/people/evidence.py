"""Evidence that a run of capitalised words names a person: honorifics, functions, parentheses, agenda lines, the model.

Works on one unit's text (``normalise``d); offsets are its own, end exclusive.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from pipeline.people import names, roles
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
_VERB_AFTER = re.compile(
    r"(?:,? ?(?:\([^()]{2,200}\)|\[[^\]]{2,120}\]|, [^,.;]{2,140},)?,?) ?(?:(?:a|avait|ont|avaient|s’est"
    r"|s’était|n’a)(?: |’)|(?:dit|déclare|souligne|estime|rappelle|indique|note|affirme|ajoute|précise"
    r"|demande|fait|relève|explique|propose|recommande|considère|présente|évoque|appelle|insiste|suggère"
    r"|salue|remercie)\b|qui (?:a|représentait|représente)\b)"
)
# A verb of saying right after a name is evidence enough, unless the model sees a place or a body there.
_SAID = re.compile(
    r",? (?:a|avait) (?:\w+ment |aussi |également |en outre |toutefois |notamment "
    r"|ensuite )?(?:fait (?:observer|remarquer|valoir|savoir|part)|estimé|dit"
    r"|déclaré|souligné|rappelé|indiqué|noté|affirmé|ajouté|précisé|relevé|expliqué|insisté|suggéré|salué"
    r"|remercié|évoqué|conclu|répondu|regretté"
    r"|demandé|exposé|raconté|observé|constaté|mis l’accent|mis en garde)\b"
)
_BEFORE = re.compile(
    r"(?:[Ss]elon|[Dd]’après|[Pp]our|[Aa]ux yeux de|[Aa]ux yeux d’|[Mm]odérat(?:eur|rice)s? ?: ?"
    r"|[Oo]rat(?:eur|rice)s? ?: ?|[Aa]nimé(?:e)? par|[Pp]résidé(?:e)? par|[Rr]édigé(?:e)? par"
    r"|comme l’a \w+|ainsi que l’a \w+|l’a \w+|(?<=[,»”] )a (?:fait )?\w+(?:é|it|u|is|er|ir)"
    r"|(?<=[,»”] )(?:dit|souligne|estime|rappelle|précise|explique)|[Aa]-t-il \w+|dont|comme|[Ss]igné :?"
    r"|[Pp]hoto ?:) ?$"
)
# Words quoted, then a verb: what follows is who said them (`« ... », soupire Awa Diop`); so does `De l’avis d’Awa Diop,`.
_QUOTED = re.compile(
    r"(?:[»”][ ,.!?…]{0,4} ?(?:s’|se |lui |nous |en )?(?:a |est |avait )?"
    r"(?!(?:contre|comme|entre|sauf|avant|outre|devant)\b)[^\W\d_]{3,}(?:e|d|t|a|é|it|u)"
    r"|[Dd]e l’avis d(?:e|’)"
    r"|, (?:raconte|confie|explique|précise|souligne|dit|rappelle|estime|reconnaît|assure|ajoute|note|observe"
    r"|admet|résume|insiste|conclut|poursuit)) $"
)
_VIEW = re.compile(r"(?:^|[»;:,] )(?:[Pp]our|[Ss]elon|[Dd]’après) $")
_TO_CONCLUDE = re.compile(r" d(?:e |’)\w+(?:er|ir|re) ?[,:]")
_PRESENT = re.compile(
    r",? (?:(?:n’y |ne |y |en |lui )?(?:dit|déclare|souligne|estime|rappelle|indique|affirme|ajoute|précise|explique"
    r"|considère|insiste|craint"
    r"|reconnaît|juge|raconte|doute|déplore|regrette|observe|constate|redoute|suggère|recommande|témoigne|note|répond"
    r"|objecte|prévient|avertit)"
    r"|(?:se|s’)(?:félicite|interroge|inquiète|étonne|réjouit|indigne))(?: que | qu’| sur | de | d’|,)"
)
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
    for raw in names.runs(text):
        run = _drop_function(text, raw)
        if run is None:
            continue
        honorific, before = honorific_before(text, run.start)
        run, inner = _inner_honorific(run)
        honorific = inner or honorific
        if honorific is None and chain is not None and text[chain_end : run.start] in (", ", " et ", ", et ", " ou "):
            honorific = chain
        if not names.is_name(run.text) or (_within(countries, run.start, run.end) and honorific is None):
            continue
        words = [w for w in run.text.split(" ") if w[:1].isupper()]
        if (honorific is None and any(names.is_acronym(w) for w in words[:-1])) or (
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
        after = description_after(text, run.end, agenda)
        ahead = _description_before(text, before if before is not None else run.start, bound)
        if (
            ahead is not None
            and after is not None
            and text[after[0] : after[0] + 3].lower().startswith(("le ", "la ", "l’"))
        ):
            after = None  # `le Directeur, Awa Diop, la Ministre ...`: the second function belongs to the next name
        verb = _VERB_AFTER.match(text, run.end) is not None
        opened = _BEFORE.search(text, max(0, run.start - 40), run.start) is not None
        line = agenda and _BULLET.match(text).end() == (before if before is not None else run.start)  # type: ignore[union-attr]
        joined = bool(found) and text[found[-1].end : run.start] in (", ", " et ", ", et ") and len(words) >= 2
        several = len(words) >= 2 and (len([w for w in words if len(w.strip(".")) > 1]) >= 1)
        source: Evidence | None = None
        if honorific is not None:
            source = "pattern"
        elif several and (not excluded or opened):
            verb = verb or (not denied and _SAID.match(text, run.end) is not None)
            strong = (
                (
                    not denied
                    and (
                        _SAID.match(text, run.end) is not None
                        or _PRESENT.match(text, run.end) is not None
                        or _QUOTED.search(text, max(0, run.start - 60), run.start) is not None
                        or _of_a_body(text, run.end)
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
            elif model and not denied and (verb or opened or joined or _clean_model(run, persons)):
                source = "model"
            elif line and text[run.end : run.end + 1] in (",", "") and not denied:
                source = "pattern"
        if source is None:
            rest.append((run, model))
            continue
        found.append(Found(unit, run.start, run.end, run.text, honorific, after or ahead, source, agenda))
        if after is not None and ahead is not None:
            found.append(found[-1]._replace(description=ahead, source="document"))
        bound = run.end
        if honorific in _PLURAL_HONORIFICS:
            chain, chain_end = honorific, run.end
        elif chain is not None and honorific == chain:
            chain_end = run.end
        else:
            chain = None
    return found, rest


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


def honorific_before(text: str, start: int) -> tuple[str | None, int | None]:
    """The honorific that ends right before ``start``, and where it begins."""
    window = max(0, start - 14)
    best: tuple[str, int] | None = None
    for m in names.honorific_pattern().finditer(text, window, start + 1):
        if m.end() == start and (best is None or m.start() < best[1]):
            best = (m.group().strip(), m.start())
    return best if best else (None, None)


def _inner_honorific(run: names.Run) -> tuple[names.Run, str | None]:
    """`Mme Diallo` found as one run of capitals."""
    m = names.honorific_pattern().match(run.text)
    if m and m.end() < len(run.text):
        return names.Run(run.start + m.end(), run.end, run.text[m.end() :]), m.group().strip()
    return run, None


def description_after(text: str, at: int, agenda: bool) -> tuple[int, int] | None:
    """The parenthesis or apposition that follows a name ending at ``at``, if it describes a person."""
    m = re.compile(r",? ?([(\[])").match(text, at)
    if m:
        close = _closing(text, m.start(1))
        inside = text[m.end() : close]
        if close > 0 and inside and _describes(inside):
            return m.end(), close
        return None
    m = re.compile(r" ?[,–—-] ").match(text, at)
    if not m:
        # a row of a table: `Awa Diop | Présidente | Fédération des pêcheurs`
        m = re.compile(r" ?\| ").match(text, at)
        end = min(len(text), at + 300)
        return (m.end(), end) if m and roles.starts_with_head(text, m.end()) else None
    honorific = names.honorific_pattern().match(text, m.end())
    # `(Mme Awa Diop, Sénégal)`: inside a bracket a country may follow the name.
    place = re.compile(r"[A-ZÀ-ÖØ-Þ][\w’ -]{2,60}(?=\))").match(text, m.end())
    if place and text.rfind("(", max(0, at - 80), at) > text.rfind(")", max(0, at - 80), at):
        return m.end(), place.end()
    if agenda:
        end = len(text.rstrip())
        cut = re.compile(
            r"\s(?:Orateurs?|Oratrices?|Modérateurs?|Modératrice|Pour guider|Panélistes?|Intervenants?)\b"
        ).search(text, m.end())
        if cut:
            end = cut.start()
        return (m.end(), end) if end > m.end() else None
    if honorific and not roles.starts_with_head(text, m.end()):
        return None
    if not roles.starts_with_head(text, m.end()):
        return None
    end = _apposition_end(text, m.end())
    # `Awa Diop, la Ministre du Mali, Fatou Sy, et ...`: the function belongs to the name after it.
    if re.match(r"(?:l’|la |le )", text[m.end() : m.end() + 3]) and re.match(
        r", [A-ZÀ-ÖØ-Þ]\w+ [A-ZÀ-ÖØ-Þ]", text[end : end + 40]
    ):
        return None
    return m.end(), end


def _apposition_end(text: str, start: int) -> int:
    """An apposition goes on over commas as long as what follows is again a function, a complement or a body."""
    end = roles.phrase_end(text, start)
    while text[end : end + 2] == ", ":
        rest = end + 2
        if roles.starts_with_head(text, rest) and not re.match(r"(?:le|la|l’|un|une) ", text[rest : rest + 4], re.I):
            end = roles.phrase_end(text, rest)
            continue
        if re.match(
            r"(?:Ministère|Vice-Ministère|Département|Cabinet|Service|Université|Institut|Bureau|Direction|Organisation|Agence)\b",
            text[rest : rest + 16],
        ):
            end = roles.phrase_end(text, rest)
            continue
        break
    # `Adjointe au maire de Turin (Italie)`: the bracket belongs to the function.
    place = re.compile(r" \([A-ZÀ-ÖØ-Þ][^()]{2,50}\)").match(text, end)
    return place.end() if place else end


def _closing(text: str, at: int) -> int:
    """The bracket that closes the one at ``at``, or -1; looks 600 characters ahead at most."""
    pairs = {"(": ")", "[": "]"}
    want = pairs[text[at]]
    depth = 0
    for i in range(at, min(len(text), at + 600)):
        if text[i] == text[at]:
            depth += 1
        elif text[i] == want:
            depth -= 1
            if depth == 0:
                return i
    return -1


_COUNTRYLIKE = re.compile(r"^[A-ZÀ-ÖØ-Þ][\w’ -]{2,110}(?:, [A-ZÀ-ÖØ-Þ][\w’ -]{2,60})?$")


def _describes(inside: str) -> bool:
    """Whether a parenthesis may describe a person: a function first, a country, a body, an acronym."""
    first = inside.lstrip()
    if roles.starts_with_head(first, 0):
        return True
    if re.match(r"\d|voir |cf\.|p\. ", first):
        return False
    return bool(_COUNTRYLIKE.match(first)) or any(
        roles.starts_with_head(part.strip(), 0) for part in first.split(",")[:3]
    )


# The label of a list of people: `Coordonnateurs : Mme Awa Diop (Sénégal)`
LABEL = re.compile(
    r"(?:[Cc]oordonnat|[Cc]oordinat|[Rr]apport|[Cc]o-?[Pp]résident|[Ff]acilitat|[Cc]ofacilitat|[Pp]résident)(?:eurs|rices|euses|eures|s|es)"
)
_FRONT_LABEL = re.compile(rf"\W{{0,4}}(?P<label>{LABEL.pattern})")
CHAIR = re.compile(r"[Pp]r[ée]sidence|PR[ÉE]SIDENCE")


def _description_before(text: str, start: int, bound: int) -> tuple[int, int] | None:
    """The function phrase that ends right before a name starting at ``start``: `le Directeur général de l’OIM, ` + name."""
    lo = max(bound, start - 220)
    m = re.compile(r" ?[,:(]? ?(?:\n )?$").search(text, lo, start)
    end = m.start() if m else start
    if end <= lo:
        return None
    chair = re.search(rf"(?:{CHAIR.pattern})(?= ?$)", text[lo:end])
    if chair:
        return lo + chair.start(), lo + chair.end()
    label = _FRONT_LABEL.match(text, 0, end)
    if label and end - label.end() <= 1:
        return label.start("label"), label.end("label")
    best: int | None = None
    at = lo
    for phrase in roles._head_pattern().finditer(text, lo, end):
        if phrase.start() < at:
            continue
        before = text[max(0, phrase.start() - 6) : phrase.start()].casefold()
        if (
            not phrase.group("det").strip()
            and not before.endswith(("du ", "au ", "de la ", "de l’", "à la ", "à l’", "par "))
            and phrase.start() != 0
            and not phrase.group("head")[0].isupper()
        ):
            continue
        reach = roles.phrase_end(text, phrase.start("head"), end)
        at = reach
        if reach >= end - 1:
            best = phrase.start("head")
            break
    if best is None:
        return None
    return best, end
