"""Who is said to say this unit: cues tied to the source that is their subject, agent or complement.

Works on one unit alone; pronouns and functions are resolved by ``discourse``. Offsets are those of the unit's text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.attribution import cues as speech
from pipeline.attribution.cues import Cue
from pipeline.attribution.sources import COLLECTIVE, Referent, Source
from pipeline.people.roles import FINITE
from pipeline.resources import lexicon


class Claim(NamedTuple):
    """``referents`` express the unit, by the words ``text[start:end]``; ``listed``: they stand in a bracket."""

    referents: tuple[Referent, ...]
    start: int
    end: int
    source_start: int
    listed: bool = False


_PREPOSITION = re.compile(
    r"(?P<cue>(?<![\w’])(?:[Ss]elon|[Dd]’après|[Aa]ux yeux|[Dd]e l’avis|[Dd]u point de vue|[Aa]u dire|[Dd]e l’aveu|[Pp]our|[Dd]ans l’esprit|[Dd]ans l’optique|[Ss]uivant|[Ss]’exprimant au nom|[Ii]ntervenant au nom))"
    r"(?P<link> (?:d[ue] |des |de la |de l’|d’)?(?:d[ue] |des |de la |de l’|d’)?)$"
)
_SELON_PRONOUN = re.compile(
    r"(?<![\w’])(?:[Ss]elon|[Dd]’après|[Pp]our|[Àà]|[Aa]) (?P<pro>lui|elle|eux|elles|ce dernier|cette dernière|ces derniers)(?: ,|,|\.)"
)
_CLAUSE_WORDS = re.compile(
    r"(?:^|[\s’(«“\"])(?:et|mais|car|or|puis|comme|si|tandis que|alors que|ainsi que|tel que|tels que|que|lorsque|quand|ou|enfin|ensuite|toutefois|également|aussi|donc|selon lequel|où|parce que|puisque)$",
    re.I,
)
_ADVERBIAL = re.compile(
    r"^(?:\W*)(?:A|À|Au|Aux|Lors|Dans|En|Pendant|Durant|Sur|Enfin|Ensuite|Toutefois|Ainsi|Parallèlement|Puis|De même|Par|Après|Avant|Outre|Cependant|Néanmoins|Hier|Finalement|Aussi|Également|Egalement|Depuis|Devant|Face|Quant|Seul|Seuls|Même|Au moins|Tout)\b[^,;]*$"
)
_PREPOSITIONS = frozenset(
    [
        "de",
        "du",
        "des",
        "d",
        "à",
        "a",
        "au",
        "aux",
        "par",
        "pour",
        "avec",
        "sans",
        "chez",
        "sur",
        "sous",
        "entre",
        "contre",
        "vers",
        "dans",
        "en",
        "selon",
        "parmi",
        "auprès",
        "envers",
        "depuis",
        "dont",
        "outre",
        "malgré",
        "notamment",
        "compris",
        "après",
        "avant",
        "pendant",
        "durant",
        "devant",
        "derrière",
        "sauf",
        "hormis",
        "dès",
        "jusque",
        "jusqu’à",
        "aux",
        "par",
        "voici",
        "son",
        "sa",
        "ses",
        "leur",
        "leurs",
    ]
)
_EMBEDDING = re.compile(r"(?:que|qu’|si|comment|dont|où|pourquoi|lequel|laquelle)$", re.I)
_TOKEN = re.compile(r"[^\W\d_]+|[^\w\s]")
_INVERSION = re.compile(
    r"(?:(?<![\w’])(?:comme|ainsi que|tel que|que|ce qu’|selon ce qu’)[ ]?(?:(?:l’|le |les |y |en |nous l’|vous l’)(?:en |y )?)?|[,»”\"] ?(?:l’|s’)?)$",
    re.I,
)
_AFTER_INVERTED = re.compile(
    r"[ ,]*(?:(?:\w+ment|aussi|également|en outre|notamment|à juste titre|d’ailleurs|au premier atelier|hier|alors|ensuite|par ailleurs|pour sa part)[ ,]+){0,2}$"
)
_IL = re.compile(r"(?<![\w’-])(?:[Ii]l (?:n’|en |y |lui |leur |nous |vous )?|-t-il |-il )$")
_AGENT = re.compile(r"^[ ,]*(?:[^.;:()]{0,120}?[ ,])?par $|^[ ,]*(?:par )?$")
_INCLUDING = re.compile(
    r"(?:y compris|dont|notamment|en particulier|parmi lesquels|par exemple|comme)[ ,:]*(?:les? |la |l’)?$", re.I
)


@lru_cache(maxsize=1)
def _impersonal() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in lexicon("collectives")["impersonal"]), re.I)


def read(text: str, masked: str, sources: Sequence[Source], cues: Sequence[Cue]) -> list[Claim]:
    """The claims of one unit, in order of their cues. ``masked`` is the text with brackets blanked out."""
    claims: list[Claim] = []
    claims.extend(_prepositional(text, masked, sources))
    accepted_end = min((c.end for c in claims), default=-1)
    first: int | None = None
    for cue in cues:
        if masked[cue.start] == " " and text[cue.start] != " ":
            continue
        if cue.voice == "participle" or (cue.voice == "active" and cue.lemma in _NO_SPEECH):
            continue
        embedded = accepted_end >= 0
        claim = (
            _active(text, masked, sources, cue, embedded)
            if cue.voice == "active"
            else _passive(text, masked, sources, cue, embedded)
        )
        if claim is None:
            continue
        if first is None:
            first = cue.start
        claims.append(claim)
        accepted_end = cue.end
    if not claims:
        m = _impersonal().search(masked)
        if m:
            claims.append(Claim((COLLECTIVE,), m.start(), m.end(), m.start()))
    return claims


# ------------------------------------------------------------------------------------------------- prepositions
def _prepositional(text: str, masked: str, sources: Sequence[Source]) -> list[Claim]:
    out: list[Claim] = []
    for n, s in enumerate(sources):
        prefix = masked[max(0, s.start - 40) : s.start]
        # `des participants`, `du représentant`: the article may belong to the source itself.
        m = _PREPOSITION.search(prefix) or _PREPOSITION.search(prefix + " ")
        if m is None:
            continue
        word = m.group("cue").casefold()
        kind = s.referents[0].kind
        at = s.start - len(prefix) + m.start()
        if kind == "pronoun":
            continue
        if word in ("pour", "suivant") or word.startswith("dans"):
            opening = text[:at].strip() == "" or text[:at].rstrip().endswith(("mais", "et", ",", ";"))
            if (
                s.weak
                or (kind == "role" and word != "pour")
                or not opening
                or not re.match(r" *,", masked[s.end :])
                or word == "suivant"
            ):
                continue
        if word.endswith("au nom"):
            continue
        end = s.start - len(prefix) + m.end("cue")
        referents = _chain(text, masked, sources, n)
        out.append(Claim(referents, at, end, s.start))
    for m in _SELON_PRONOUN.finditer(masked):
        if (m.group().startswith(("Pour", "pour", "À", "à", "A", "a")) and m.start() != 0) or m.group().startswith(
            ("À", "à", "A ", "a ")
        ):
            continue
        out.append(
            Claim(
                (Referent("pronoun", m.group("pro").casefold()),), m.start(), m.start() + m.group().find(" "), m.start()
            )
        )
    out.sort(key=lambda c: c.start)
    return out


def _chain(text: str, masked: str, sources: Sequence[Source], n: int) -> tuple[Referent, ...]:
    """The referents of source ``n`` and of those joined to it after: `selon le Mali, le Niger et le Tchad`."""
    found = list(sources[n].referents)
    end = sources[n].end
    for s in sources[n + 1 :]:
        if s.referents[0].kind == "pronoun" or s.start < end:
            continue
        if re.fullmatch(
            r" *(?:,|et|ainsi que|, et|de même que)? *(?:de |du |des |d’)?", masked[end : s.start]
        ) and masked[end : s.start].strip() not in ("", ","):
            found.extend(s.referents)
            end = s.end
        else:
            break
    return tuple(dict.fromkeys(found))


# ------------------------------------------------------------------------------------------------------- active
def _active(text: str, masked: str, sources: Sequence[Source], cue: Cue, embedded: bool) -> Claim | None:
    inverted = re.search(r"-(?:t-)?(ils?|elles?|on)\b", text[cue.start : cue.end + 8])
    if inverted:
        word = inverted.group(1)
        referent = COLLECTIVE if word == "on" else Referent("pronoun", word)
        return None if embedded else Claim((referent,), cue.start, cue.end, cue.start)
    subject = _subject(text, masked, sources, cue, embedded)
    if subject is not None:
        return subject
    if embedded:
        return None
    prefix = masked[max(0, cue.start - 30) : cue.start]
    if _INVERSION.search(prefix):
        for n, s in enumerate(sources):
            if s.start >= cue.end and _AFTER_INVERTED.fullmatch(masked[cue.end : s.start]):
                if s.referents[0].kind == "pronoun" or (
                    s.weak
                    and s.referents[0].kind != "collective"
                    and not prefix.rstrip().casefold().endswith(("l’", "le", "comme", "que", "»"))
                ):
                    return None
                return Claim(_chain(text, masked, sources, n), cue.start, cue.end, s.start)
    return None


# What is done in a meeting without saying what was said.
_NO_SPEECH = frozenset(
    ("examiner", "discuter", "débattre", "traiter", "analyser", "développer", "évaluer", "identifier")
)
_IMPERSONAL_VERBS = frozenset(
    ("convenir", "importer", "appeler", "aller", "être", "tenir", "faire", "mettre", "évaluer")
)


def _subject(text: str, masked: str, sources: Sequence[Source], cue: Cue, embedded: bool) -> Claim | None:
    for n in range(len(sources) - 1, -1, -1):
        s = sources[n]
        if s.end > cue.start:
            continue
        kind = s.referents[0].kind
        gap = masked[s.end : cue.start]
        if len(gap) > (420 if not s.weak else 160):
            return None
        opening = _opening(masked, s)
        if opening is None:
            continue
        if not _gap(gap, s):
            if kind == "pronoun" or gap.strip() == "":
                continue
            continue
        if embedded and opening not in ("break",):
            return None
        if kind == "pronoun":
            pro = s.referents[0].key
            if pro == "on":
                return (
                    Claim((COLLECTIVE,), s.start, cue.end, s.start)
                    if cue.past
                    and gap.strip(" ") in ("", "a", "l’", "y", "en", "les", "leur", "lui", "le", "n’", "ne", "la")
                    else None
                )
            if pro == "il" and cue.lemma in _IMPERSONAL_VERBS and not cue.past:
                return None
            if (
                not re.fullmatch(
                    r"(?:[ ,]*(?:n’|ne|y|en|lui|leur|l’|le|la|les|nous|vous|se|s’|\w+ment|aussi|elle aussi|lui aussi|eux aussi|tous|toutes|toutefois|en outre)?)*? *",
                    gap,
                )
                and len(gap.strip()) > 40
            ):
                continue
        if s.weak:
            if cue.strength == "evoke" or cue.lemma in _BODY_DOES:
                return None
            if (
                kind in ("delegate", "organisation")
                and gap.strip()
                and not re.fullmatch(
                    r"[ ,]*(?:\w+ment|aussi|également|n’|ne|en|y|lui|leur|l’|,|quant|à|elle|et|d’autres|pour|sa|part|en outre)*[ ,]*",
                    gap,
                )
                and "," not in gap
                and " qui " not in gap
            ):
                return None
        if s.referents == (COLLECTIVE,) and s.weak and cue.lemma in _BODY_DOES:
            return None
        referents = list(s.referents)
        if kind != "pronoun":
            referents = _coordinated(text, masked, sources, n, cue)
        return Claim(tuple(dict.fromkeys(referents)), cue.start, cue.end, s.start)
    return None


# What bodies and states do as well as say: no claim when a body or state is plainly its subject.
_BODY_DOES = frozenset(
    [
        "engager",
        "appuyer",
        "garantir",
        "promouvoir",
        "évaluer",
        "approuver",
        "accepter",
        "formuler",
        "identifier",
        "célébrer",
        "certifier",
        "assurer",
        "développer",
        "mesurer",
        "illustrer",
        "présager",
        "exprimer",
        "soutenir",
        "encourager",
        "défendre",
        "inviter",
        "demander",
        "proposer",
        "être",
        "appeler",
        "lancer",
        "mettre",
        "donner",
        "passer",
        "montrer",
        "tenir",
        "aller",
        "exiger",
        "se_engager",
        "prendre",
        "solliciter",
        "juger",
        "désigner",
        "apporter",
        "prier",
        "porter",
        "rendre",
        "énumérer",
        "énoncer",
        "refuser",
        "rejeter",
        "entendre",
        "souhaiter",
        "répondre",
        "témoigner",
        "permettre",
        "convenir",
    ]
)


def _coordinated(text: str, masked: str, sources: Sequence[Source], n: int, cue: Cue) -> list[Referent]:
    s = sources[n]
    referents = list(s.referents)
    start = s.start
    k = n - 1
    while k >= 0:
        before = sources[k]
        if before.end > start:
            k -= 1
            continue
        link = masked[before.end : start]
        if before.referents[0].kind == "pronoun" or not re.fullmatch(
            r"\s*(?:,|et|, et|ainsi que|, ainsi que|de même que|ou)\s*", link
        ):
            break
        if link.strip() == "," and (
            not cue.plural or (before.referents[0].kind == "collective" and referents[0].kind != "collective")
        ):
            break
        if not cue.plural:
            break
        referents = list(before.referents) + referents
        start = before.start
        k -= 1
    # `De nombreux participants – y compris le représentant de la Colombie – ont ...`
    for other in sources:
        if (
            s.end <= other.start
            and other.end <= cue.start
            and other.referents[0].kind in ("person", "delegate", "organisation")
            and not other.weak
        ):
            if _INCLUDING.search(masked[s.end : other.start]):
                referents.extend(other.referents)
    return referents


def _opening(masked: str, s: Source) -> str | None:
    """How the clause opens before a source: ``start``, ``break`` (a new main clause), ``que`` (embedded); None inside a phrase."""
    prefix = masked[: s.start].rstrip()
    while prefix.endswith(("«", "“", '"', "(", "[")):
        prefix = prefix[:-1].rstrip()
    if not prefix or re.fullmatch(r"[\W\d]*(?:[a-z]\)|[ivx]+\)|\d+\.)?", prefix):
        return "start"
    if prefix[-1] in ";:":
        return "break"
    if re.search(r"(?:mais|tandis que|alors que|, et|cependant)$", prefix):
        return "break"
    if prefix[-1] in ",–—-•»":
        return "start"
    word = re.search(r"([^\W\d_]+)[’]?$", prefix)
    if word is None:
        return "start"
    low = word.group(1).casefold()
    if _EMBEDDING.search(prefix) and low in ("que", "qu", "si", "comment", "pourquoi"):
        comparing = re.search(r"(?:ainsi|tel|tels|telle) que$", prefix)
        return "start" if comparing else "que"
    if _CLAUSE_WORDS.search(prefix):
        return "start"
    if low in _PREPOSITIONS or prefix.endswith("’"):
        return None
    if _ADVERBIAL.match(prefix) and low not in FINITE:
        return "start"
    return None


def _gap(gap: str, s: Source) -> bool:
    """Whether what stands between a source and a verb lets the source be its subject."""
    if not gap.strip():
        return True
    if re.search(r"[;?!…•]|[.:](?: |$)", gap):
        return False
    if re.search(r"\b[.]", gap) and len(gap) > 200:
        return False
    relative = False
    quoted = 0
    depth = 0
    for m in _TOKEN.finditer(gap):
        token = m.group().casefold()
        if token in "«“":
            quoted += 1
        elif token in "»”":
            quoted -= 1
        elif token in (
            "qui",
            "dont",
            "où",
            "lequel",
            "laquelle",
            "que",
            "qu",
            "lesquels",
            "lorsqu",
            "lorsque",
            "s",
            "si",
            "comme",
        ):
            relative = True
            depth += 1
        elif token in FINITE and token not in ("n", "ne", "se", "a", "fait", "dit", "s"):
            if not relative:
                return False
    if relative and not s.referents[0].kind == "pronoun":
        # The relative clause must end before the verb: by a comma, or with its one verb.
        return True
    if (
        not relative
        and re.search(r"(?<![\w’-])a(?![\w’-])", gap)
        and re.search(r"(?<![\w’-])a (?:\w+ ){0,3}\w+(?:é|i|u|it|is|ert)\b", gap)
    ):
        return False
    return not (gap.count(",") % 2 == 1 and s.weak)


# ------------------------------------------------------------------------------------------------------ passive
def _passive(text: str, masked: str, sources: Sequence[Source], cue: Cue, embedded: bool) -> Claim | None:
    if embedded:
        return None
    before = masked[max(0, cue.start - 60) : cue.start]
    impersonal = re.search(r"(?<![\w’-])[Ii]l (?:n’|en |y |lui |leur |nous )?$", before)
    tail = masked[cue.end :]
    agent = re.match(r"[ ,]*(?:[^.;:,()]{0,100} )?par ", tail)
    if agent is not None:
        at = cue.end + agent.end()
        for n, s in enumerate(sources):
            if s.start == at or s.start == at - 4 or (masked[at : s.start].strip() == "" and s.start >= at):
                if s.weak and s.referents[0].kind != "collective" and not speech.passive_speaks(cue, masked):
                    return None
                if cue.past or impersonal:
                    return Claim(_chain(text, masked, sources, n), cue.start, cue.end, s.start)
                return None
        if not impersonal and re.match(
            r"[ ,]*par (?!(?:exemple|ailleurs|le biais|l’intermédiaire|des moyens|le fait))", tail
        ):
            return None
    if not speech.passive_speaks(cue, masked):
        return None
    if re.search(
        r"(?:(?<![\w’])(?:qui|dont|où|lesquels|lesquelles|lorsqu’il|comme|comme il|tel que|tels que|telle que|ainsi qu’il|comme cela)[ ]|qu’(?:il|elle)s? )(?:en |y |lui |leur |l’)?$",
        before,
        re.I,
    ):
        return None
    if impersonal or cue.past:
        if not impersonal and cue.lemma in ("faire", "mettre"):
            if cue.lemma == "faire" or not re.search(
                r"l’accent|lumière|relief|avant|évidence|garde|exergue", text[max(0, cue.start - 60) : cue.end + 12]
            ):
                return None
        start = cue.start - (len(impersonal.group()) if impersonal else 0)
        return Claim((COLLECTIVE,), start, cue.end, start)
    return None
