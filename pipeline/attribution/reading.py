"""Who is said to say this unit: cues tied to the source that is their subject, agent or complement.

Works on one unit alone; pronouns and functions are resolved by ``discourse``. Offsets are those of the unit's text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.attribution import clauses
from pipeline.attribution import cues as speech
from pipeline.attribution.cues import Cue
from pipeline.attribution.sources import COLLECTIVE, Referent, Source
from pipeline.resources import lexicon


class Claim(NamedTuple):
    """``referents`` express the unit, by the words ``text[start:end]``; the source begins at ``source_start``; ``listed``: they
    stand in a bracket."""

    referents: tuple[Referent, ...]
    start: int
    end: int
    source_start: int
    listed: bool = False


_NAMED = ("person", "role", "delegate", "organisation", "anaphor")
_ARTICLE = r"(?:d[ue] |des |de la |de l’|d’)"
_PREPOSITION = re.compile(
    r"(?<![\w’])(?P<cue>[Ss]elon|[Dd]’après|[Aa]ux yeux|[Dd]e l’avis|[Dd]u point de vue|[Aa]u dire|[Dd]e l’aveu|[Pp]our"
    rf"|[Dd]ans l’esprit|[Àà] en croire)(?: {_ARTICLE}?| )$"
)
_BY_PRONOUN = re.compile(
    r"(?<![\w’])(?P<cue>[Ss]elon|[Dd]’après) (?P<pro>lui|elle|eux|elles|ce dernier|cette dernière|ces derniers|ces dernières)(?!\w)"
    r"|(?<![\w’])(?P<cue2>[Àà] (?:l’|les )en croire)"
    r"|^(?P<cue3>Pour|A ses yeux|À ses yeux|A leurs yeux|À leurs yeux) ?(?P<pro3>lui|elle|eux|elles)?,"
)
_FOR_BODY = re.compile(
    r" *, (?:c’est|ce (?:sont|n’est)|il (?:faut|importe|convient|s’agit|est|n’y a)|rien|seule?s?|aucune?|tout |\w{3,}er )"
)
_INVERSION = re.compile(
    r"(?:(?<![\w’])(?:comme|ainsi que|tel que|selon ce qu’) ?(?:l’en |l’|le |les |y |en |nous l’|nous le )?"
    r"|[,»”\"] ?(?:l’|s’)?|(?:^|[,;:–] ?)(?:ce )?qu(?:e |’))$",
    re.I,
)
_AT_PLACE = re.compile(r" (?:à|au|aux|en|lors|devant|dans|hier|au cours) ?[^,;:.()]{0,40} $")
_IL = re.compile(r"(?<![\w’-])[Ii]l (?:n’|en |y |lui |leur |nous |vous )?$")
_INCLUDING = re.compile(
    r"(?:y compris|dont|notamment|en particulier|parmi lesquels|par exemple)[ ,:]*(?:les? |la |l’)?$", re.I
)
_BACKED = re.compile(
    r"(?:appuyé|soutenu|secondé|rejoint|suivi|rallié)e?s? (?:sur ce point |en cela )?par (?:l[ea] |l’|la délégation d[eu] )?$"
)
_AGENT = re.compile(
    r"[ ,]*(?:[^.;:,()]{0,100} )?par (?P<quantity>presque |la plupart |quelques-uns |nombre |beaucoup )?"
)
_BY_ALL = re.compile(
    r"(?:tous|toutes|beaucoup|certaine?s|plusieurs|d’aucuns|d’autres|chacun|quelques-une?s|la plupart)\b"
)
_NO_AGENT = re.compile(r"(?:exemple|ailleurs|le biais|l’intermédiaire|des moyens|le fait|conséquent|là)\b")
_IN_A_TEXT = re.compile(
    r"^\W*Dans (?:la|le|son|sa|leur|cette|ce) (?:\w+ )?(?:résolution|rapport|déclaration|lettre|décision|note)\b"
)


_OPINION = re.compile(
    r" (?:que |qu’|cette |ces |ce |l’idée|le principe|la (?:proposition|position|demande|suggestion"
    r"|déclaration|création)|les (?:propositions|vues)"
    r"|l’espoir|le (?:vœu|souhait|point de vue)|sa (?:préoccupation|gratitude)|son (?:inquiétude|soutien|appui|accord|désaccord))"
)
_COMPARED = re.compile(r"(?:, (?:tout )?comme|, à l’instar d[eu]|, de même que|, ainsi que) ?(?:de |du |des |d’)?$")


class _Lists(NamedTuple):
    deeds: frozenset[str]
    standing: frozenset[str]
    backing: frozenset[str]
    no_speech: frozenset[str]
    unspoken: tuple[str, ...]


@lru_cache(maxsize=1)
def _lists() -> _Lists:
    data = lexicon("clauses")
    return _Lists(
        frozenset(data["deeds"]),
        frozenset(data["standing"]),
        frozenset(data["backing"]),
        frozenset(data["no_speech"]),
        tuple(lexicon("collectives")["unspoken"]),
    )


@lru_cache(maxsize=1)
def _impersonal() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in lexicon("collectives")["impersonal"]), re.I)


def read(text: str, masked: str, sources: Sequence[Source], cues: Sequence[Cue]) -> list[Claim]:
    """The claims of one unit, in order of their cues. ``masked`` is the text with brackets blanked out."""
    claims = _prepositional(masked, sources)
    aside = _aside(text, masked, sources)
    if aside is not None:
        claims.append(aside)
    participles: list[Cue] = []
    for cue in cues:
        if masked[cue.start] == " " and text[cue.start] != " ":
            continue
        if cue.voice == "participle":
            participles.append(cue)
            continue
        embedded = any(c.end <= cue.start for c in claims)
        if cue.voice == "active":
            claim = _active(masked, sources, cue, embedded)
        else:
            claim = None if embedded else _passive(masked, sources, cue)
        if claim is not None:
            claims.append(claim)
    claims.extend(_compared(masked, sources, claims))
    if not claims:
        claims.extend(_participial(masked, sources, participles))
    if not claims:
        m = _impersonal().search(masked)
        if m:
            claims.append(Claim((COLLECTIVE,), m.start(), m.end(), m.start()))
    if not claims:
        claims.extend(_transcribed(text, masked, sources) or _signed(masked, sources))
    claims.sort(key=lambda c: c.start)
    return claims


# ------------------------------------------------------------------------------------------------- prepositions
def _prepositional(masked: str, sources: Sequence[Source]) -> list[Claim]:
    """`selon X`, `d’après X`, `aux yeux de X`, `pour X,` at the head of the sentence, `selon lui`."""
    out: list[Claim] = []
    for n, s in enumerate(sources):
        kind = s.referents[0].kind
        if kind == "pronoun":
            continue
        low = max(0, s.start - 40)
        # `des participants`, `du représentant`: the article may be the source's own.
        m = _PREPOSITION.search(masked[low : s.start]) or _PREPOSITION.search(masked[low : s.start].rstrip() + " ")
        if m is None:
            continue
        word = m.group("cue").casefold()
        at = low + m.start("cue")
        if kind == "collective" and masked[s.start : s.end].rstrip().endswith(_lists().unspoken):
            continue
        if word in ("pour", "dans l’esprit", "du point de vue"):
            opening = masked[:at].strip(" «-–—•") == "" or masked[:at].rstrip().endswith(("mais", " et", ",", ";"))
            if not opening or not re.match(r" *,", masked[s.end :]):
                described = re.match(r" *,? ?[^,;.]{3,140},", masked[s.end :]) if kind == "person" and opening else None
                if described is None:
                    continue
            if s.weak and _FOR_BODY.match(masked, s.end) is None:
                continue
        out.append(Claim(_chain(masked, sources, n), at, low + m.end("cue"), s.start))
    for m in _BY_PRONOUN.finditer(masked):
        pronoun = (
            m.group("pro") or m.group("pro3") or ("eux" if "leur" in m.group() or "les en" in m.group() else "lui")
        )
        start, end = m.start(), m.start() + len(m.group("cue") or m.group("cue2") or m.group("cue3"))
        if m.group("cue3") and m.group("cue3") == "Pour" and not m.group("pro3"):
            continue
        said = (Referent("pronoun", pronoun),) if m.group("cue2") else _inside(pronoun, masked, sources, m.start())
        out.append(Claim(said, start, end, m.start()))
    return out


def _inside(pronoun: str, masked: str, sources: Sequence[Source], at: int) -> tuple[Referent, ...]:
    """What a pronoun stands for inside its own sentence: the subject before it; else the pronoun itself."""
    plural = pronoun in ("ils", "elles", "eux", "ceux-ci", "celles-ci", "ces derniers", "ces dernières")
    for n, s in enumerate(sources):
        if s.end > at:
            break
        if s.referents[0].kind == "pronoun" or (s.weak and s.referents[0].kind != "organisation"):
            continue
        if plural == (s.plural or len(s.referents) > 1) and clauses.opening(masked, s, sources) in ("start", "break"):
            return _chain(masked, sources, n) if plural else s.referents
    return (Referent("pronoun", pronoun),)


def _chain(masked: str, sources: Sequence[Source], n: int) -> tuple[Referent, ...]:
    """The referents of source ``n`` and of those joined to it after: `selon le Mali, le Niger et le Tchad`."""
    found = list(sources[n].referents)
    end = sources[n].end
    pending: list[Referent] = []
    for s in sources[n + 1 :]:
        if s.start < end:
            continue
        link = masked[end : s.start].strip()
        if s.referents[0].kind == "pronoun" or not re.fullmatch(
            r"(?:,|et|, et|ainsi que|, ainsi que|de même que)?(?: ?(?:de|du|des|d’))?", link
        ):
            break
        if link.startswith(",") and "et" not in link and "ainsi" not in link:
            pending.extend(s.referents)  # counts only if an `et` closes the list
        elif link:
            found.extend([*pending, *s.referents])
            pending = []
        end = s.end
    return tuple(dict.fromkeys(found))


# ------------------------------------------------------------------------------------------------------- asides
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
_TO_CONCLUDE = re.compile(r",? d(?:e |’)(?P<cue>\w+(?:er|ir|re)) ?[,:]")
_COMMAS = re.compile(
    r"(?:^|, |– )(?P<cue>(?:s’|se |lui |leur |nous )?(?:(?P<verb>[^\W\d_]{2,}[aetd])-(?:t-)?(?P<pro>ils?|elles?)"
    r"|(?:s’|lui |leur |l’)?(?:a|ont|avait|avaient|est|sont|était)-(?:t-)?(?P<pro2>ils?|elles?)"
    r" (?:\w+ment |encore |aussi |ensuite |alors |enfin |même )?(?P<participle>[^\W\d_]{2,}"
    r"(?:é|i|u|t|s|ée|és|ées|ie|ue)))(?: [^,;:.«»]{0,60})?)"
    r"(?=[,:;]| [–:»]|\.?$)"
)


def _aside(text: str, masked: str, sources: Sequence[Source]) -> Claim | None:
    """An aside that hands words to somebody, whatever its verb: `« ... », soupire Awa Diop`, `« ... », tonne-t-il`, and between
    commas `, a-t-elle lancé,`."""
    for m in _QUOTED.finditer(masked):
        verb = m.group("verb")
        if verb is not None and verb.casefold() in _NO_ASIDE:
            continue
        if m.group("pro"):
            return Claim(
                _inside(m.group("pro"), masked, sources, m.start()), m.start("cue"), m.end("cue"), m.start("cue")
            )
        for n, s in enumerate(sources):
            if s.start < m.end():
                continue
            if (
                s.referents[0].kind != "pronoun"
                and not masked[m.end() : s.start].strip(" ")
                and _singular_noun(text, m, s)
            ):
                return Claim(_chain(masked, sources, n), m.start("cue"), m.end("cue"), s.start)
            break
    if masked.startswith("Et "):  # `Et Karim Benali de conclure : ...`
        for s in sources:
            ends = _TO_CONCLUDE.match(masked, s.end)
            if s.start == 3 and ends is not None and s.referents[0].kind in _NAMED:
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
        return Claim(_inside(pronoun, masked, sources, m.start()), m.start("cue"), m.end("cue"), m.start("cue"))
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
    )


# ------------------------------------------------------------------------------------------------------- active
def _active(masked: str, sources: Sequence[Source], cue: Cue, embedded: bool) -> Claim | None:
    inverted = re.search(r"-(?:t-)?(ils?|elles?|on)\b", masked[cue.start : cue.end + 8])
    if inverted:
        word = inverted.group(1)
        if word == "on":
            return None if embedded else Claim((COLLECTIVE,), cue.start, cue.end, cue.start)
        if embedded:
            return None
        return Claim(_inside(word, masked, sources, cue.start), cue.start, cue.end, cue.start)
    if cue.lemma in _lists().no_speech:
        return None
    subject = _subject(masked, sources, cue, embedded)
    if subject is not None or embedded:
        return subject
    prefix = masked[max(0, cue.start - 30) : cue.start]
    if not _INVERSION.search(prefix):
        return None
    clitic = prefix.rstrip().casefold().endswith(("l’", "le", "comme", "que", "»", "”", '"'))
    for n, s in enumerate(sources):
        if s.start < cue.end:
            continue
        if re.match(r"d(?:e |es |u |’)", masked[s.start : s.start + 4]) and not clitic:
            break
        gap = masked[cue.end : s.start]
        if clauses.is_light(gap) or (clitic and _AT_PLACE.fullmatch(gap)):
            kind = s.referents[0].kind
            if kind == "pronoun" or (s.weak and kind != "collective" and not clitic and cue.lemma in _lists().deeds):
                return None
            return Claim(_chain(masked, sources, n), cue.start, cue.end, s.start)
        break
    return None


def _subject(masked: str, sources: Sequence[Source], cue: Cue, embedded: bool) -> Claim | None:
    for n in range(len(sources) - 1, -1, -1):
        s = sources[n]
        if s.end > cue.start:
            continue
        gap = masked[s.end : cue.start]
        if len(re.sub(r" {2,}", " ", gap)) > (160 if s.weak else 420):
            return None
        opening = clauses.opening(masked, s, sources)
        if opening is None or not clauses.reaches(gap, s):
            continue
        if embedded and opening != "break":
            return None
        kind = s.referents[0].kind
        if kind == "pronoun":
            if not clauses.is_light(gap):
                continue
            return _by_pronoun(masked, s, cue)
        if s.weak and not _speaks(s, cue, gap, masked[cue.end :]):
            return None
        if opening == "que" and not embedded and cue.strength == "evoke":
            return None
        return Claim(_coordinated(masked, sources, n, cue), cue.start, cue.end, s.start)
    return None


def _by_pronoun(masked: str, s: Source, cue: Cue) -> Claim | None:
    pronoun = s.referents[0].key
    conditional = re.search(r"rai(?:t|ent)$", masked[cue.start : cue.end].split(" ")[0]) is not None
    if pronoun == "on":
        return Claim((COLLECTIVE,), s.start, cue.end, s.start) if cue.past else None
    if conditional or (not cue.past and cue.strength == "evoke"):
        return None
    if pronoun == "il" and not cue.past and cue.lemma in _lists().deeds | {"convenir", "appeler"}:
        return None
    return Claim(s.referents, cue.start, cue.end, s.start)


def _speaks(s: Source, cue: Cue, gap: str, after: str) -> bool:
    """Whether a country or body that is plainly the subject says this, rather than does it."""
    lists = _lists()
    if s.referents == (COLLECTIVE,):
        return cue.lemma not in ("donner", "passer", "aller", "apporter", "lancer", "rendre")
    if cue.strength == "evoke" and not (cue.past and cue.lemma in ("évoquer", "citer", "parler", "soulever")):
        return False
    if (
        cue.strength == "say"
        and _THAT.match(after) is not None
        and cue.lemma not in ("garantir", "assurer", "permettre")
    ):
        return True
    if cue.lemma in lists.deeds:
        return False
    if not cue.past and cue.lemma in lists.standing and not _pleads(s, cue, after):
        return False
    if not cue.past and cue.lemma == "reconnaître" and not _ADMITS.match(after):
        return False  # `La France reconnaît les diplômes du Liban`
    if cue.lemma in lists.backing and not _OPINION.match(after):
        return False
    if not gap.strip() or clauses.is_light(gap) or re.match(r" et d’autres", gap):
        return True
    return "," in gap or " qui " in gap


_THAT = re.compile(r" (?:\w+ment |aussi |également |toutefois )?qu(?:e |’)")
_PLEA = re.compile(
    r" (?:\w+ment |donc |aussi |en outre )?(?:d(?:e |’)(?:\w+ ){0,2}\w{2,}(?:er|ir|re)\b|qu(?:e |’)|à ce qu|en faveur|pour qu"
    r"|(?:aux? |à )[^.,;]{2,60}? d(?:e |’)\w{2,}(?:er|ir|re)\b)"
)
_ADMITS = re.compile(
    r" (?:qu(?:e |’)|l’(?:importance|utilité|urgence)|la (?:nécessité|difficulté)|le besoin|avoir|volontiers|toutefois|un(?:e)? )"
)


def _pleads(s: Source, cue: Cue, after: str) -> bool:
    """Whether a country in the present asks for something: `Le Tchad propose de ...`, not `propose des cours`."""
    if s.referents[0].kind != "delegate":
        return False
    if cue.lemma in ("plaider", "souhaiter", "juger", "prier", "prévenir", "indiquer", "mentionner"):
        return True
    if cue.lemma == "appeler":
        return re.match(r" (?:tous |les )", after) is None
    return cue.lemma in (
        "proposer",
        "demander",
        "exiger",
        "recommander",
        "annoncer",
        "indiquer",
        "convenir",
        "conclure",
    ) and (_PLEA.match(after) is not None)


def _coordinated(masked: str, sources: Sequence[Source], n: int, cue: Cue) -> tuple[Referent, ...]:
    """The referents of a subject with those coordinated before it and those it is said to include."""
    s = sources[n]
    referents = list(s.referents)
    start = s.start
    if cue.plural:
        for before in reversed(sources[:n]):
            if before.end > start:
                continue
            link = masked[before.end : start].strip()
            if before.referents[0].kind == "pronoun" or link not in (
                "et",
                ",",
                ", et",
                "ainsi que",
                ", ainsi que",
                "de même que",
                "ou",
            ):
                break
            if clauses.opening(masked, before, sources) is None or (link == "," and before.referents == (COLLECTIVE,)):
                break
            referents = [*before.referents, *referents]
            start = before.start
        if start == s.start and clauses.opening(masked, s, sources) == "and":
            first = clauses.joined(masked, s, sources)
            referents = [*(first.referents if first is not None else ()), *referents]
    # `Le délégué de l’Égypte, appuyé par celui du Soudan, a ...`
    for k, other in enumerate(sources[n + 1 :], n + 1):
        if (
            s.end <= other.start
            and other.end <= cue.start
            and other.referents[0].kind in _NAMED
            and _BACKED.search(masked, s.end, other.start) is not None
            and not re.search(r"[;:.]|par .*par ", masked[s.end : other.start])
        ):
            referents.extend(_chain(masked, sources, k))
            break
    # `De nombreux participants – y compris le représentant de la Colombie – ont ...`
    for other in sources[n + 1 :]:
        if (
            other.end <= cue.start
            and not other.weak
            and other.referents[0].kind in ("person", "delegate", "organisation")
        ) and _INCLUDING.search(masked[s.end : other.start]):
            referents.extend(other.referents)
    return tuple(dict.fromkeys(referents))


def _compared(masked: str, sources: Sequence[Source], claims: Sequence[Claim]) -> list[Claim]:
    """`X a estimé, comme le Directeur général, que ...`: who is said to have said the same."""
    out: list[Claim] = []
    for claim in claims:
        for s in sources:
            if s.start < claim.end or s.weak or s.referents[0].kind not in _NAMED:
                continue
            if _COMPARED.fullmatch(masked[claim.end : s.start]) and re.match(
                r"[^,.;:]{0,60}, ?qu[e’]", masked[s.end :]
            ):
                out.append(Claim(s.referents, claim.start, claim.end, s.start))
    return out


def _participial(masked: str, sources: Sequence[Source], cues: Sequence[Cue]) -> list[Claim]:
    """`X a été clair à ce sujet, précisant que ...`: a participle with its clause, in a sentence whose subject is a speaker."""
    for cue in cues:
        if not re.match(r"(?: \w+ment)?(?: que? | qu’| à ce propos)", masked[cue.end :]):
            continue
        for n, s in enumerate(sources):
            if s.end > cue.start or s.weak or s.referents[0].kind not in _NAMED:
                continue
            if clauses.opening(masked, s, sources) in ("start", "break"):
                return [Claim(_chain(masked, sources, n), cue.start, cue.end, s.start)]
    return []


_FIRST_PERSON = re.compile(r" ?: [^.;]{0,80}?\b(?:[Nn]ous|[Jj]e|[Jj]’|[Nn]otre|[Nn]os|[Mm]on|[Mm]a|[Mm]es) ?\w")


def _transcribed(text: str, masked: str, sources: Sequence[Source]) -> list[Claim]:
    """A verbatim record: `Mme Awa Diop (Sénégal) : Je remercie ...`."""
    first = next(iter(sources), None)
    if (
        first is None
        or first.referents[0].kind not in ("person", "delegate")
        or (first.weak and not _FIRST_PERSON.match(masked, first.end))
        or masked[: first.start].strip()
    ):
        return []
    colon = re.match(r"\s*[:–—]\s(?=\S.{20})", masked[first.end :])
    if colon is None or "," in masked[: first.start]:
        return []
    at = first.end + colon.group().index(colon.group().strip()[0])
    return [Claim(first.referents, at, at + 1, first.start)] if text[at] == ":" else []


def _signed(masked: str, sources: Sequence[Source]) -> list[Claim]:
    """A quotation signed at its end: `... le dialogue. – Awa Diop, Conseil de l’Europe`."""
    for s in sources:
        if s.referents[0].kind == "person" and re.search(r"[.»”!?] ?[–—] $", masked[max(0, s.start - 4) : s.start]):
            return [Claim(s.referents, s.start - 2, s.start - 1, s.start)]
    return []


# ------------------------------------------------------------------------------------------------------ passive
def _passive(masked: str, sources: Sequence[Source], cue: Cue) -> Claim | None:
    before = masked[max(0, cue.start - 60) : cue.start]
    impersonal = _IL.search(before)
    if not (impersonal or cue.past):
        return None
    agent = _AGENT.match(masked, cue.end)
    if agent is not None and not _NO_AGENT.match(masked, agent.end()):
        at = agent.end()
        if _BY_ALL.match(masked, at):
            return Claim((COLLECTIVE,), cue.start, cue.end, at) if speech.passive_speaks(cue, masked) else None
        for n, s in enumerate(sources):
            # `par de nombreux orateurs`, `par la déléguée`: the source with or without its own article.
            if (
                at - 4 <= s.start <= at + 4
                and masked[min(at, s.start) : at].strip() in ("", "par", "de")
                and s.referents[0].kind != "pronoun"
            ):
                if s.weak and s.referents[0].kind != "collective" and not speech.passive_speaks(cue, masked):
                    return None
                return Claim(_chain(masked, sources, n), cue.start, cue.end, s.start)
        if not impersonal:
            return None
    if not speech.passive_speaks(cue, masked) or _IN_A_TEXT.match(masked):
        return None
    if re.search(
        r"(?:(?<![\w’])(?:qui|dont|où|lesquel(?:le)?s|lorsqu’il|comme|comme il|tel(?:le)?s? que|ainsi qu’il|comme cela) "
        r"|qu’(?:il|elle)s? )(?:en |y |lui |leur |l’)?$",
        before,
        re.I,
    ):
        return None
    if not impersonal and cue.lemma in ("faire", "mettre", "citer"):
        beside = masked[max(0, cue.start - 60) : cue.end + 12]
        if cue.lemma == "faire" or not re.search(
            r"l’accent|lumière|relief|avant|évidence|garde|exergue|exemple", beside
        ):
            return None
    start = cue.start - (len(impersonal.group()) if impersonal else 0)
    return Claim((COLLECTIVE,), start, cue.end, start)
