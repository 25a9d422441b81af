"""Who is named in a document: evidence first, then one entry per person, then every later mention.

``read`` looks at a whole document at once, since the agenda at its end names the people the report quotes by surname or by
function. Texts are the units' reading texts; offsets in the result are those of these texts, end exclusive.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from pipeline.gazetteer import keys
from pipeline.identifiers import fold
from pipeline.organisations.lexicon import heads
from pipeline.organisations.lexicon import names as known_names
from pipeline.people import names, roles, table_rows, titles
from pipeline.people.column_lines import lines_beside, names_below
from pipeline.people.descriptions import CHAIR, description_after, description_before
from pipeline.people.evidence import Evidence, Found, evident, touches
from pipeline.people.offices import Group, continues_label, for_group, office_of, shared, singular_rest
from pipeline.people.signatures import function_lines, signs
from pipeline.records import ModelSpan
from pipeline.resources import lexicon


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
    office: str | None = None  # the function in the singular where one phrase in the plural states it of several people


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
    models = [[(s.start, s.end) for s in spans if s.label == "PER"] for spans in model_spans]
    models += [[] for _ in range(len(clean) - len(models))]
    tabled = table_rows.persons(clean, country_spans, models)
    below = names_below(clean, country_spans)
    found: list[Found] = []
    loose: list[tuple[int, names.Run, bool]] = []
    for i, text in enumerate(clean):
        persons = models[i]
        others = (
            [(s.start, s.end) for s in model_spans[i] if s.label in ("ORG", "LOC", "MISC")]
            if i < len(model_spans)
            else []
        )
        given = (listed or {}).get(i, ()) or ([below[i]] if i in below else ())
        hits, rest = evident(
            i, text, agenda_units[i], persons, others, country_spans[i], bool(excluded) and excluded[i]
        )
        if given:
            hits = [f for f in hits if not any(f.start < b and a < f.end for a, b in given)]
            rest = [(r, m) for r, m in rest if not any(r.start < b and a < r.end for a, b in given)]
            for a, b in given:
                if roles.starts_with_head(text, a):
                    continue  # `Représentant du HCR (à confirmer)`
                title = names.honorific_pattern().match(text, a)
                a = title.end() if title is not None and title.end() < b else a
                inner = _SECOND_COLUMN.search(text, a, b)
                if inner is not None:
                    a = inner.end()
                honorific, begin = names.honorific_before(text, a)
                after = description_after(text, b, True, country_spans[i])
                hits.append(Found(i, a, b, text[a:b], honorific, after, "pattern", True))
                # `Rapporteuse : Mme Awa Diop (Mali)`
                ahead = description_before(text, begin, 0)
                if ahead is not None and not _LISTED_AS.match(text, ahead[0]):
                    hits.append(hits[-1]._replace(description=ahead, source="document", listed=False))
            hits.sort(key=lambda f: (f.start, f.end))
        if i in tabled:
            a, b = tabled[i][0].start, tabled[i][0].end
            hits = [f for f in hits if f.honorific is not None and (f.end <= a or b <= f.start)]
            hits = sorted([*hits, *tabled[i]], key=lambda f: (f.start, f.end))
            rest = [(r, m) for r, m in rest if r.end <= a or b <= r.start]
        found.extend(hits)
        loose.extend((i, run, model) for run, model in rest)
    signed = [row for row in loose if signs(clean, row[0], row[1].start, row[1].end) and len(row[1].text.split()) >= 2]
    found.extend(Found(i, run.start, run.end, run.text, None, None, "pattern", False) for i, run, _ in signed)
    found.sort(key=lambda f: (f.unit, f.start, f.end))
    loose = [row for row in loose if row not in signed]
    named_bodies = _named_as_bodies(clean)
    found = [f for f in found if f.honorific is not None or not (fold(f.name) in named_bodies or _is_body(f.name))]
    loose = [row for row in loose if not (fold(row[1].text) in named_bodies or _is_body(row[1].text))]
    # `TÉMOIGNAGE DE MIGRANT`: a word the document writes small elsewhere
    found = [f for f in found if f.honorific is not None or not f.name.isupper() or not spoken[f.name.lower()]]
    people, owner = _merge(found)
    return _propagate(clean, found, owner, people, loose, country_spans, spoken)


@lru_cache(maxsize=1)
def _cue() -> re.Pattern[str]:
    cues = "|".join(re.escape(c) for c in lexicon("organisation_heads")["cues"])
    return re.compile(rf"(?<![\w-])(?i:{cues}) (?=[A-ZÀ-ÖØ-Þ])")


def _named_as_bodies(texts: Sequence[str]) -> frozenset[str]:
    """Folded names that the document gives, after `association` and the like, to a body: `la coopérative Manos de Mar`."""
    out: set[str] = set()
    for text in texts:
        for m in _cue().finditer(text):
            run = next(names.runs(text[m.end() : m.end() + 80]), None)
            if run is not None and run.start == 0:
                out.add(fold(run.text))
    return frozenset(out)


@lru_cache(maxsize=20_000)
def _is_body(name: str) -> bool:
    """Whether a name is a body's: the lexicon's, or one built on a noun of a body (`Ministère du Travail` in a programme)."""
    if " " not in name:
        return False
    words = keys(name)
    return (
        known_names().get(name) is not None
        or (heads().kinds.starts(words[0]) and not names.is_name(name))
        or any(not language.heads.isdisjoint(words) for language in heads().foreign)
    )


_SECOND_COLUMN = re.compile(r"[ \t](?:M\.|Mme|Dr) (?=[^\W\d_]{2})")  # `Kenya Mme Awa Diop`
# What everyone in a programme is: no function of theirs.
_LISTED_AS = re.compile(r"(?:orat|intervenant|panéliste|participant|conférenci|modérat|animat)", re.I)


def _lower_vocabulary(texts: Sequence[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(re.findall(r"(?<![\w’-])[a-zà-öø-ÿœ]{3,}(?![\w-])", text))
    return counts


# -------------------------------------------------------------------------------------------------------- merging
def _merge(found: Sequence[Found]) -> tuple[list[Person], list[int]]:
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
            person.honorific = titles.singular(f.honorific)
        feminine = titles.is_feminine(f.honorific)
        person.feminine = person.feminine if feminine is None else feminine
    for person in people:
        person.name = _canonical(person.variants)
    return people, owner


def _offices(texts: Sequence[str], found: Sequence[Found], owner: Sequence[int], people: Sequence[Person]) -> None:
    """Functions stated of several people at once; a label in the plural holds for the lines after it as well."""
    by_unit: dict[int, list[int]] = defaultdict(list)
    for i, f in enumerate(found):
        if not by_unit[f.unit] or found[by_unit[f.unit][-1]].start != f.start:
            by_unit[f.unit].append(i)
    label: tuple[int, Group] | None = None
    for unit in sorted(by_unit):
        text = texts[unit]
        rows = by_unit[unit]
        spans = [(found[i].start, found[i].end) for i in rows]
        groups = shared(text, spans)
        if groups and groups[-1].label and groups[-1].members[-1] == len(rows) - 1:
            label = unit, groups[-1]
        elif label is not None and unit == label[0] + 1 and len(rows) == 1 and continues_label(text, *spans[0]):
            # the next line of a list holds a name, a bracket and no more
            groups.append(label[1]._replace(members=(0,), start=spans[0][0], end=spans[0][0]))
            label = unit, label[1]
        for group in groups:
            for place, n in enumerate(group.members):
                person = people[owner[rows[n]]]
                if group.each:
                    a, b = group.each[place]
                    person.descriptions.append(Description(unit, a, b, text[a:b], False))
                else:
                    office = office_of(group.head, person.feminine) + for_group(text, spans[n][1], person.feminine)
                    stated = office + singular_rest(group.rest, person.feminine)
                    if all(d.text != stated for d in person.descriptions):
                        person.descriptions.append(Description(unit, group.start, group.end, stated, False, office))


def _attach_surnames(found: Sequence[Found], owner: list[int], people: list[Person]) -> None:
    bearers: dict[str, list[tuple[int, int]]] = defaultdict(list)  # surname -> (place in found, person)
    for i, f in enumerate(found):
        if owner[i] >= 0:
            for w in _surnames(f.name):
                bearers[w].append((i, owner[i]))
    family = _family_first(found, owner)
    single: dict[str, int] = {}
    for i, f in enumerate(found):
        if owner[i] >= 0:
            continue
        word = names.key(f.name).surname
        near = bearers.get(word) or next((b for w, b in bearers.items() if names.close(w, word)), [])
        feminine = titles.is_feminine(f.honorific)
        if not near and f.honorific is not None:
            near = [b for b in family.get(word, ()) if feminine is None or people[b[1]].feminine in (None, feminine)]
        if near:
            fitting = [b for b in near if feminine is None or people[b[1]].feminine in (None, feminine)] or near
            before = [b for b in fitting if b[0] < i]
            owner[i] = (before[-1] if before else fitting[0])[1]
        else:
            if word not in single:
                single[word] = len(people)
                people.append(Person(name=f.name))
            owner[i] = single[word]
        people[owner[i]].variants[f.name] += 1


def _family_first(found: Sequence[Found], owner: Sequence[int]) -> dict[str, list[tuple[int, int]]]:
    """First words of full names that only one person bears, as `_attach_surnames` keeps them: `M. Park` is `Park Ji-hoon`."""
    out: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for i, f in enumerate(found):
        words = names.key(f.name).words
        if owner[i] >= 0 and len(words) >= 2:
            out[words[0]].append((i, owner[i]))
    return {word: places for word, places in out.items() if len({person for _, person in places}) == 1}


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
    found: Sequence[Found],
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
            if CHAIR.fullmatch(stated):  # `Présidence : Mme Awa Diop`
                stated = "Présidente" if people[owner[i]].feminine else "Président"
            people[owner[i]].descriptions.append(Description(f.unit, a, b, stated, f.listed))
    _offices(texts, found, owner, people)
    lines = function_lines(texts, [(f.unit, f.start, f.end) for f in found])
    for i, line in enumerate(lines):
        if line is not None:
            unit, a, b = line
            people[owner[i]].descriptions.append(Description(unit, a, b, texts[unit][a:b], True))
    first = {f.unit: owner[i] for i, f in reversed(list(enumerate(found)))}
    for unit, beside in lines_beside(texts, first).items():
        people[first[unit]].descriptions += [Description(i, 0, len(texts[i]), texts[i], True) for i in beside]
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
            if not spoken[word] and not touches(countries[unit], place[0], place[1]):
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
