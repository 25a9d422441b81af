"""The state that a description gives the person it describes."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from pipeline.countries import CountryHit
from pipeline.people import roles
from pipeline.people.register import Description

DIPLOMAT = re.compile(
    r"ambassad|haut-commissaire|haute-commissaire|consul|nonce|représentante? permanente?|observat", re.I
)


def countries_in(d: Description, countries: Sequence[CountryHit]) -> Sequence[CountryHit]:
    return countries[
        bisect_left(countries, d.start, key=lambda c: c.start) : bisect_left(countries, d.end, key=lambda c: c.start)
    ]


def state_of(d: Description, countries: Sequence[CountryHit], posted: bool) -> str | None:
    """The country a description gives its person; ``posted``: not the one they are sent to."""
    inside = [c for c in countries_in(d, countries) if c.form == "name" and c.end <= d.end]
    if not inside:
        origin = [c for c in countries_in(d, countries) if c.form == "demonym" and c.end <= d.end]
        return origin[0].iso3 if len(origin) == 1 and roles.function_at(d.text) is not None else None
    own = [c for c in inside if not _is_topic(d, c)]
    home = [c for c in own if not _POSTING.search(d.text[: c.start - d.start])]
    own = home if posted or home else own
    if not own:
        return None
    if (
        len({c.iso3 for c in own}) > 1
        and DIPLOMAT.search(d.text)
        and not re.search(r", $", d.text[: own[-1].start - d.start])
    ):
        return own[0].iso3
    return own[-1].iso3


def _is_topic(d: Description, c: CountryHit) -> bool:
    """Whether a function is about a country, not held for it: `Envoyé spécial pour le Yémen`, `professeur d’histoire du Pérou`."""
    before = d.text[: c.start - d.start]
    if _ON.search(before) or (not d.listed and _BARE_NOUN.search(before)):
        return True
    at = roles.function_at(d.text)
    if at is None or _BREAK.search(before, at):
        return False
    return _FIELD.match(before, at) is not None or (
        _IN_FAVOUR.search(before) is not None and _DELEGATE.match(before, at) is None
    )


_BREAK = re.compile(r"[,(–—|;]|\b(?:Université|Institut|École|Ministère|Académie)\b")
_FIELD = re.compile(r"(?:professeure?|spécialiste|auteure?|historien(?:ne)?|traduct(?:eur|rice))\b", re.I)
_ON = re.compile(r"\bsur (?:la situation\b[^,()–—|]*|(?:le |la |les |l’))$")
_IN_FAVOUR = re.compile(r" pour (?:le |la |les |l’)?$")
_DELEGATE = re.compile(r"(?:représentant|délégu|observat|point focal|correspondant|négociat|rapporteu)", re.I)
# `Coordonnateur du projet| Haïti`: no article, no preposition
_BARE_NOUN = re.compile(r"(?<![’\w])(?!(?:d[eu]s?|l[ea]s?|en|aux?|et|ou|pour) )[a-zà-ÿœ]{2,} $")
# `représentante du Fonds au Tchad`, `Ambassadeur en Suisse`: where one serves, not whom.
_POSTING = re.compile(r"[^,(–—|] (?:au|aux|en|auprès d[eu]s?(?: la| l’)?) $")
