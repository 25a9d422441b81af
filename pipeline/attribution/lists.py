"""Lists in brackets that name sources: `[Mexique, Colombie et Kenya]`, `(Norvège et Maroc)`, `(dont Awa Diop, ... ; ...)`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.attribution.claims import Claim
from pipeline.attribution.referents import COLLECTIVE, BodySpan, CountrySpan, PersonSpan, Referent, Source
from pipeline.people import roles

_LEFT = re.compile(
    r"(?:,|;|/|–|-|et|ou|ainsi que|y compris|notamment|dont|entre autres|par exemple|d’autres|etc\.?|le"
    r"|la|les|l’|du|de|de la|de l’|des|d’|au nom|M\.|Mme|représentante?s?|délégué(?:e|s|es)?|\s|[.…])+",
    re.I,
)


def members(
    text: str,
    start: int,
    end: int,
    persons: Sequence[PersonSpan],
    countries: Sequence[CountrySpan],
    bodies: Sequence[BodySpan],
) -> tuple[Referent, ...]:
    """The sources that the bracket ``text[start:end]`` lists, empty when it says anything else besides."""
    spans: list[tuple[int, int, Referent]] = []
    named = [p for p in persons if start <= p.start and p.end <= end]
    for p in named:
        spans.append(
            (p.start, max(p.end, p.description[1] if p.description else p.end), Referent("person", str(p.person)))
        )
    covered = [(a, b) for a, b, _ in spans]

    def free(a: int, b: int) -> bool:
        return not any(x < b and a < y for x, y in covered)

    for part in re.finditer(r"[^,;]+", text[start:end]):
        a = start + part.start() + len(part.group()) - len(part.group().lstrip())
        m = re.match(r"(?:et |ou |dont |y compris |notamment )*(?:l’|le |la |un |une )?", text[a:end])
        a += m.end() if m else 0
        if free(a, a + 1) and roles.starts_with_head(text, a):
            b = roles.phrase_end(text, a, end)
            country = next((c for c in countries if c.form == "name" and a <= c.start < b), None)
            head = text[a:b].split(" ")[0].casefold()
            if country is not None and re.match(r"représentant|délégu|délégation", head):
                spans.append((a, b, Referent("delegate", country.iso3)))
            else:
                # `maire de Rivebois, Belgique`: the country after the function belongs to it.
                after = next(
                    (c for c in countries if c.form == "name" and text[b : c.start].strip(" ") == "," and c.end <= end),
                    None,
                )
                stop = (
                    after.end
                    if after is not None
                    and not re.match(r"\s*(?:,|et)\s", text[after.end : after.end + 4])
                    and named == []
                    and len(spans) == 0
                    else b
                )
                spans.append((a, stop, Referent("role", text[a:b])))
            covered.append((a, spans[-1][1]))
    for c in countries:
        if start <= c.start and c.end <= end and c.form == "name" and free(c.start, c.end):
            spans.append((c.start, c.end, Referent("delegate", c.iso3)))
            covered.append((c.start, c.end))
    for body in bodies:
        if start <= body.start and body.end <= end and free(body.start, body.end):
            state = body.government_of
            referent = Referent("delegate", state) if state else Referent("organisation", body.organisation_id)
            spans.append((body.start, body.end, referent))
            covered.append((body.start, body.end))
    if not spans:
        return ()
    spans.sort()
    rest = []
    cursor = start
    for a, b, _ in spans:
        rest.append(text[cursor:a])
        cursor = max(cursor, b)
    rest.append(text[cursor:end])
    left = " ".join(rest).strip()
    if named:  # people are told apart by their functions: what is left of these does no harm
        return tuple(dict.fromkeys(r for _, _, r in spans if r.kind == "person"))
    if left and not _LEFT.fullmatch(left):
        return ()
    return tuple(dict.fromkeys(r for _, _, r in spans))


def attach(
    text: str,
    masked: str,
    sources: Sequence[Source],
    claims: Sequence[Claim],
    persons: Sequence[PersonSpan],
    countries: Sequence[CountrySpan],
    bodies: Sequence[BodySpan],
) -> list[Claim]:
    """``claims`` with the sources that brackets list.

    A bracket right after a collective names who these are and takes its place; a square bracket elsewhere adds its sources to
    a unit that reports speech. A bracket in a unit without a collective source names who acts, not who speaks.
    """
    out = list(claims)
    spoken = [c for c in claims if COLLECTIVE in c.referents]
    collectives = [s for s in sources if s.referents == (COLLECTIVE,)]
    for start, end, opening in brackets(text):
        unsaid = next((c for c in spoken if c.end == start - 2 and masked[c.start : c.end].find(" été ") >= 0), None)
        if unsaid is not None and len(named := members(text, start, end, (), countries, bodies)) > 1:
            out[out.index(unsaid)] = unsaid._replace(referents=named, listed=True)  # `a été réclamé (Mali et Niger)`
            continue
        if not collectives or end - start < 3:
            continue
        beside = next((c for c in spoken if _belongs(masked, sources, c, start - 1)), None)
        if beside is None and (opening != "[" or not any(s.end <= start for s in collectives)):
            continue
        anchor = beside or next(iter(spoken), None)
        if anchor is None and all(s.weak for s in collectives):
            continue
        found = members(text, start, end, persons, countries, bodies)
        if not found:
            continue
        adds = re.match(r"\s*et ", text[start:end]) is not None  # `des ONG (et le représentant du Saint-Siège)`
        span = (anchor.start, anchor.end, anchor.source_start) if anchor else (start, end, start)
        out.append(Claim(found, span[0], span[1], span[2], listed=True))
        if anchor is not None and anchor in out and not adds:
            rest = tuple(r for r in anchor.referents if r != COLLECTIVE)
            at = out.index(anchor)
            if rest:
                out[at] = anchor._replace(referents=rest)
            else:
                del out[at]
    return out


_LAST = re.compile(r"(?<=[a-zà-öø-ÿœ0-9»]) ?\(([^()]{3,160})\) ?[.;]?\s*$")
_NEAR = 100  # characters before the bracket in which a name makes it that person's: `M. Diop, Secrétaire d’État au plan (Mali).`
_BESIDE = 2  # characters between a passive and the bracket that says by whom
_LEAST = 3  # units that end so before a document is taken to name its sources this way


def closing(
    text: str, persons: Sequence[PersonSpan], countries: Sequence[CountrySpan], bodies: Sequence[BodySpan]
) -> tuple[int, int, tuple[Referent, ...]] | None:
    """The bracket that closes a unit and lists nothing but sources: `L’accès au travail est essentiel (Guatemala, Danemark).`

    Not after a capitalised word, since `à Colombo (Sri Lanka)` tells where a place is.
    """
    m = _LAST.search(text, max(0, len(text) - 200))
    if m is None:
        return None
    word = re.search(r"(\S+)\s*$", text[: m.start() + 1])
    if word is None or not word.group(1)[0].islower() or any(p.end > m.start() - _NEAR for p in persons):
        return None
    found = members(text, m.start(1), m.end(1), (), countries, bodies)
    if not found or not any(r.kind == "delegate" for r in found):
        return None
    return m.start(1), m.end(1), found


def attach_closing(
    found: Sequence[tuple[int, int, tuple[Referent, ...]] | None], claims: list[list[Claim]], fitting: Sequence[bool]
) -> None:
    """Adds to the ``claims`` of each unit the sources of its closing bracket, where the document uses brackets so.

    A unit with a named source keeps it; the room gives way to those named. ``fitting[i]``: unit ``i`` is running text.
    """
    weight = 0
    for row, ok, said in zip(found, fitting, claims, strict=True):
        if row is not None and ok:  # one that says who noted what was noted weighs more
            weight += (
                2 if said and len(row[2]) > 1 and all(c.listed or c.referents == (COLLECTIVE,) for c in said) else 1
            )
    for i, row in enumerate(found):
        if row is None or not ((fitting[i] and weight >= _LEAST) or _said_by(row, claims[i])):
            continue
        if any(r.kind not in ("collective", "pronoun") for c in claims[i] for r in c.referents):
            continue
        start, end, referents = row
        claims[i][:] = [Claim(referents, start, end, start, listed=True)]


def _said_by(row: tuple[int, int, tuple[Referent, ...]], said: Sequence[Claim]) -> bool:
    """Whether the bracket stands right behind the passive that names nobody: `a été réclamé (Malte et Tunisie)`."""
    return len(said) == 1 and said[0].referents == (COLLECTIVE,) and 0 <= row[0] - said[0].end <= _BESIDE


def _belongs(masked: str, sources: Sequence[Source], claim: Claim, at: int) -> bool:
    """Whether a bracket that opens at ``at`` stands beside the collective that makes ``claim``: complements may come between
    (`des représentants de la société civile (...)`), no comma and not the verb."""
    source = next((s for s in sources if s.start <= claim.source_start < s.end and COLLECTIVE in s.referents), None)
    if source is None:
        source = next(
            (s for s in reversed(sources) if s.end <= at and s.referents == (COLLECTIVE,) and not s.weak), None
        )
    if source is None or source.end > at:
        return False
    gap = masked[source.end : at]
    return len(gap) <= 110 and not re.search(r"[,;:.]", gap) and not source.end <= claim.start < at


def brackets(text: str) -> list[tuple[int, int, str]]:
    """Outermost brackets: ``text[start:end]`` is what stands inside, with the opening character."""
    out: list[tuple[int, int, str]] = []
    depth = 0
    opened = 0
    for i, c in enumerate(text):
        if c in "([":
            if depth == 0:
                opened = i
            depth += 1
        elif c in ")]" and depth:
            depth -= 1
            if depth == 0:
                out.append((opened + 1, i, text[opened]))
    return out
