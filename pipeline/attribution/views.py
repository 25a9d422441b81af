"""Views given by a preposition: `selon X`, `d’après X`, `aux yeux de X`, `pour X,` at the head of the sentence, `selon lui`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.attribution.claims import Claim, chain, inside, verb_lists
from pipeline.attribution.referents import Referent, Source

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


def prepositional(masked: str, sources: Sequence[Source]) -> list[Claim]:
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
        if kind == "collective" and masked[s.start : s.end].rstrip().endswith(verb_lists().unspoken):
            continue
        if word in ("pour", "dans l’esprit", "du point de vue"):
            opening = masked[:at].strip(" «-–—•") == "" or masked[:at].rstrip().endswith(("mais", " et", ",", ";"))
            if not opening or not re.match(r" *,", masked[s.end :]):
                described = re.match(r" *,? ?[^,;.]{3,140},", masked[s.end :]) if kind == "person" and opening else None
                if described is None:
                    continue
            if s.weak and _FOR_BODY.match(masked, s.end) is None:
                continue
        out.append(Claim(chain(masked, sources, n), at, low + m.end("cue"), s.start))
    for m in _BY_PRONOUN.finditer(masked):
        pronoun = (
            m.group("pro") or m.group("pro3") or ("eux" if "leur" in m.group() or "les en" in m.group() else "lui")
        )
        start, end = m.start(), m.start() + len(m.group("cue") or m.group("cue2") or m.group("cue3"))
        if m.group("cue3") and m.group("cue3") == "Pour" and not m.group("pro3"):
            continue
        said = (Referent("pronoun", pronoun),) if m.group("cue2") else inside(pronoun, masked, sources, m.start())
        out.append(Claim(said, start, end, m.start()))
    return out
