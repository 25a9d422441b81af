"""Who is named in a document: evidence first, then one entry per person, then every later mention.

``read`` looks at a whole document at once, since the agenda at its end names the people the report quotes by surname or by
function. Texts are the units' reading texts; offsets in the result are those of these texts, end exclusive.
"""

from __future__ import annotations

import bisect
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NamedTuple

from pipeline.identifiers import fold
from pipeline.people import names, roles
from pipeline.records import ModelSpan
from pipeline.resources import lexicon

Evidence = Literal["pattern", "model", "document"]


class NameHit(NamedTuple):
    """A person's name in unit ``unit``; ``person`` is an index into ``Register.people``."""

    unit: int
    start: int
    end: int
    person: int
    source: Evidence


class Description(NamedTuple):
    """What is said of a person beside the name: ``text[start:end]`` of unit ``unit``, an apposition or a parenthesis."""

    unit: int
    start: int
    end: int
    text: str
    listed: bool


@dataclass
class Person:
    """One person of the document."""

    name: str
    variants: Counter[str] = field(default_factory=Counter)
    honorific: str | None = None
    feminine: bool | None = None
    descriptions: list[Description] = field(default_factory=list)
    n_mentions: int = 0


@dataclass
class Register:
    """The people of a document and where they are named; ``hits[i]`` are those of unit ``i``, in order."""

    people: list[Person]
    hits: list[list[NameHit]]


class _Found(NamedTuple):
    unit: int
    start: int
    end: int
    name: str
    honorific: str | None
    description: tuple[int, int] | None
    source: Evidence
    listed: bool


_PLURAL_HONORIFICS = frozenset(("MM.", "Mmes", "Mlles", "Messieurs", "Mesdames", "Drs"))
_FEMININE = frozenset(
    (
        "Mme",
        "Mmes",
        "Mlle",
        "Mlles",
        "Mrs",
        "Mrs.",
        "Ms",
        "Ms.",
        "Madame",
        "Mesdames",
        "Mademoiselle",
        "Lady",
        "Dame",
        "Sœur",
        "S.E. Mme",
        "S. E. Mme",
    )
)
_MASCULINE = frozenset(
    (
        "M.",
        "MM.",
        "Mr",
        "Mr.",
        "Monsieur",
        "Messieurs",
        "Mgr",
        "Sir",
        "Lord",
        "Père",
        "Frère",
        "Monseigneur",
        "Cheikh",
        "S.E. M.",
        "S. E. M.",
        "S.E.M.",
    )
)
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


def read(
    texts: Sequence[str],
    agenda_units: Sequence[bool],
    model_spans: Sequence[Sequence[ModelSpan]],
    country_spans: Sequence[Sequence[tuple[int, int]]],
    excluded: Sequence[bool] = (),
    listed: Mapping[int, Sequence[tuple[int, int]]] | None = None,
) -> Register:
    """The people of a document.

    ``agenda_units[i]``: unit ``i`` is an agenda or participant line. ``country_spans[i]``: where unit ``i`` names countries (no
    demonyms). ``listed``: by unit, where participant lines already read name their person. ``excluded[i]``: unit ``i`` (a
    bibliographic footnote, a table of contents) gives no evidence of its own.
    """
    clean = [names.normalise(t) for t in texts]
    spoken = _lower_vocabulary(clean)
    found: list[_Found] = []
    loose: list[tuple[int, names.Run, bool]] = []
    for i, text in enumerate(clean):
        persons = [(s.start, s.end) for s in model_spans[i] if s.label == "PER"] if i < len(model_spans) else []
        others = [(s.start, s.end) for s in model_spans[i] if s.label in ("ORG", "LOC")] if i < len(model_spans) else []
        given = (listed or {}).get(i, ())
        hits, rest = _evident(
            i, text, agenda_units[i], persons, others, country_spans[i], bool(excluded) and excluded[i]
        )
        if given:
            hits = [f for f in hits if not any(f.start < b and a < f.end for a, b in given)]
            rest = [(r, m) for r, m in rest if not any(r.start < b and a < r.end for a, b in given)]
            for a, b in given:
                honorific, _ = _honorific(text, a)
                hits.append(_Found(i, a, b, text[a:b], honorific, _description_after(text, b, True), "pattern", True))
            hits.sort()
        found.extend(hits)
        loose.extend((i, run, model) for run, model in rest)
    people, owner = _merge(found)
    return _propagate(clean, found, owner, people, loose, country_spans, spoken)


def _lower_vocabulary(texts: Sequence[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(re.findall(r"(?<![\w’-])[a-zà-öø-ÿœ]{3,}(?![\w-])", text))
    return counts


# ------------------------------------------------------------------------------------------------------- evidence
def _evident(
    unit: int,
    text: str,
    agenda: bool,
    persons: Sequence[tuple[int, int]],
    others: Sequence[tuple[int, int]],
    countries: Sequence[tuple[int, int]],
    excluded: bool,
) -> tuple[list[_Found], list[tuple[names.Run, bool]]]:
    found: list[_Found] = []
    rest: list[tuple[names.Run, bool]] = []
    chain: str | None = None  # the honorific of a list under way: `MM. X, Y et Z`
    chain_end = -1
    bound = 0
    for raw in names.runs(text):
        run = _drop_function(text, raw)
        if run is None:
            continue
        honorific, before = _honorific(text, run.start)
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
        after = _description_after(text, run.end, agenda)
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
                (not denied and _SAID.match(text, run.end) is not None)
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
        found.append(_Found(unit, run.start, run.end, run.text, honorific, after or ahead, source, agenda))
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


def _near(spans: Sequence[tuple[int, int]], start: int, end: int) -> Sequence[tuple[int, int]]:
    """Of spans in order and without overlap, those that may touch ``start:end``."""
    first = bisect.bisect_left(spans, (start, 0))
    return spans[max(0, first - 1) : bisect.bisect_left(spans, (end, 0))]


def _within(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether one span covers ``start:end``."""
    return any(a <= start and end <= b for a, b in _near(spans, start, end))


def _touches(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
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


def _honorific(text: str, start: int) -> tuple[str | None, int | None]:
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


def _description_after(text: str, at: int, agenda: bool) -> tuple[int, int] | None:
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
        return None
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


_COUNTRYLIKE = re.compile(r"^[A-ZÀ-ÖØ-Þ][\w’ -]{2,110}$")


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


_CHAIR = re.compile(r"[Pp]r[ée]sidence|PR[ÉE]SIDENCE")
_HEAD_DET = re.compile(r"(?<![\w-])(?:l’|la |le |l’anci\w+ |du |de la |de l’|au |à la |à l’|son |sa |notre )", re.I)


def _description_before(text: str, start: int, bound: int) -> tuple[int, int] | None:
    """The function phrase that ends right before a name starting at ``start``: `le Directeur général de l’OIM, ` + name."""
    lo = max(bound, start - 220)
    m = re.compile(r" ?[,:(]? ?(?:\n )?$").search(text, lo, start)
    end = m.start() if m else start
    if end <= lo:
        return None
    chair = re.search(rf"(?:{_CHAIR.pattern})(?= ?$)", text[lo:end])
    if chair:
        return lo + chair.start(), lo + chair.end()
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


# -------------------------------------------------------------------------------------------------------- merging
def _merge(found: Sequence[_Found]) -> tuple[list[Person], list[int]]:
    """One person per name; full names first, then surnames alone to the bearer named nearest before, else after."""
    people: list[Person] = []
    by_word: dict[str, list[int]] = defaultdict(list)
    owner = [-1] * len(found)
    order = sorted(
        (i for i, f in enumerate(found) if len(names.key(f.name).words) >= 2),
        key=lambda i: (-len(names.key(found[i].name).words), i),
    )
    exact: dict[tuple[str, ...], int] = {}
    for i in order:
        name = found[i].name
        k = names.key(name)
        p = exact.get(k.words)
        if p is None:
            near = sorted({q for w in k.words for q in by_word.get(w[:3], ())})
            p = next((q for q in near if any(names.same(name, v) for v in people[q].variants)), None)
        if p is None:
            p = len(people)
            people.append(Person(name=name))
        exact.setdefault(k.words, p)
        people[p].variants[name] += 1
        for w in k.words:
            if p not in by_word[w[:3]]:
                by_word[w[:3]].append(p)
        owner[i] = p
    _attach_surnames(found, owner, people)
    for i, f in enumerate(found):
        person = people[owner[i]]
        if f.honorific and (person.honorific is None):
            person.honorific = _singular(f.honorific)
        if f.honorific in _FEMININE:
            person.feminine = True
        elif f.honorific in _MASCULINE:
            person.feminine = False
    for person in people:
        person.name = _canonical(person.variants)
    return people, owner


def _singular(honorific: str) -> str:
    return {
        "MM.": "M.",
        "Messieurs": "Monsieur",
        "Mmes": "Mme",
        "Mesdames": "Madame",
        "Mlles": "Mlle",
        "Drs": "Dr",
    }.get(honorific, honorific)


def _attach_surnames(found: Sequence[_Found], owner: list[int], people: list[Person]) -> None:
    bearers: dict[str, list[tuple[int, int]]] = defaultdict(list)  # surname -> (place in found, person)
    for i, f in enumerate(found):
        if owner[i] >= 0:
            for w in _surnames(f.name):
                bearers[w].append((i, owner[i]))
    single: dict[str, int] = {}
    for i, f in enumerate(found):
        if owner[i] >= 0:
            continue
        word = names.key(f.name).surname
        near = bearers.get(word) or next((b for w, b in bearers.items() if names.close(w, word)), [])
        feminine = f.honorific in _FEMININE
        if near:
            fitting = [b for b in near if people[b[1]].feminine in (None, feminine) or f.honorific is None] or near
            before = [b for b in fitting if b[0] < i]
            owner[i] = (before[-1] if before else fitting[0])[1]
        else:
            if word not in single:
                single[word] = len(people)
                people.append(Person(name=f.name))
            owner[i] = single[word]
        people[owner[i]].variants[f.name] += 1


def _surnames(name: str) -> set[str]:
    """What a person may be called alone: the last word, the words in capitals, the last two (double surnames)."""
    k = names.key(name)
    out = {k.surname}
    particles = set(lexicon("functions")["particles"])
    words = [w for w in k.words if w not in particles]
    if len(words) >= 3:
        out.add(words[-2])
    return {w for w in out if len(w) > 1}


def _canonical(variants: Mapping[str, int]) -> str:
    """The fullest name; among equals the most frequent, then the first in the alphabet."""

    def weight(name: str) -> tuple[int, int, int, int, str]:
        words = names.key(name).words
        full = sum(len(w) > 1 for w in words)
        return (-full, -len(words), -variants[name], -len(name), name)

    return sorted(variants, key=weight)[0]


# ----------------------------------------------------------------------------------------------------- propagation
def _propagate(
    texts: Sequence[str],
    found: Sequence[_Found],
    owner: Sequence[int],
    people: list[Person],
    loose: Sequence[tuple[int, names.Run, bool]],
    countries: Sequence[Sequence[tuple[int, int]]],
    spoken: Counter[str],
) -> Register:
    hits: list[list[NameHit]] = [[] for _ in texts]
    placed: set[tuple[int, int]] = set()
    for i, f in enumerate(found):
        if (f.unit, f.start) not in placed:
            placed.add((f.unit, f.start))
            hits[f.unit].append(NameHit(f.unit, f.start, f.end, owner[i], f.source))
        if f.description is not None:
            a, b = f.description
            stated = texts[f.unit][a:b]
            if _CHAIR.fullmatch(stated):  # `Présidence : Mme Awa Diop`
                stated = "Présidente" if people[owner[i]].feminine else "Président"
            people[owner[i]].descriptions.append(Description(f.unit, a, b, stated, f.listed))
    full: dict[tuple[str, ...], int] = {}
    surname: dict[str, list[int]] = defaultdict(list)
    by_word: dict[str, list[int]] = defaultdict(list)
    for p, person in enumerate(people):
        for v in person.variants:
            k = names.key(v)
            if len(k.words) >= 2:
                full.setdefault(k.words, p)
            for w in k.words:
                if p not in by_word[w[:3]]:
                    by_word[w[:3]].append(p)
            if p not in surname[k.surname]:
                surname[k.surname].append(p)
    for unit, run, _model in loose:
        place = (run.start, run.end)
        k = names.key(run.text)
        bearer: int | None = None
        if len(k.words) >= 2:
            bearer = full.get(k.words)
            if bearer is None:
                near = sorted({q for w in k.words for q in by_word.get(w[:3], ())})
                bearer = next((q for q in near if any(names.same(run.text, v) for v in people[q].variants)), None)
        elif k.surname in surname and len(k.surname) >= 3 and run.text[0].isupper():
            word = run.text.casefold()
            if re.search(r"(?<!\w)(?:[àÀ]|[Vv]ers|[Ee]n|[Dd]epuis) $", texts[unit][max(0, run.start - 8) : run.start]):
                continue  # a place: `à Lima`
            if not spoken[word] and not _touches(countries[unit], place[0], place[1]):
                bearer = surname[k.surname][0]
        if bearer is not None:
            people[bearer].variants[run.text] += 1
            hits[unit].append(NameHit(unit, run.start, run.end, bearer, "document"))
    for row in hits:
        row.sort(key=lambda h: (h.start, h.end))
    for row in hits:
        for h in row:
            people[h.person].n_mentions += 1
    for person in people:
        person.name = _canonical(person.variants)
    return Register(people, hits)


def iterate(register: Register) -> Iterator[NameHit]:
    """Every hit in reading order."""
    for row in register.hits:
        yield from row


def folded(name: str) -> str:
    """The identifier part of a person's name."""
    return fold(name)
