"""Words that stand for somebody named before: pronouns, `l’oratrice`, `la syndicaliste`."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.gazetteer import alternatives
from pipeline.resources import lexicon

PRONOUN = re.compile(
    r"(?<![\w’-])(?P<pro>[Ii]ls?|[Ee]lles?|(?:[Ll]’)?[Oo]n|[Cc]elui-ci|[Cc]elle-ci|[Cc]eux-ci|[Cc]elles-ci"
    r"|[Cc]e dernier|[Cc]ette dernière|[Cc]es derniers|[Cc]es dernières|[Tt]ous (?:deux|trois)"
    r"|[Tt]outes (?:deux|trois)|[Ll]es deux|[Ll]’un et l’autre|[Ll]’une et l’autre|[Tt]ous les (?:deux"
    r"|trois))(?![\w’-])"
)
ANAPHOR = re.compile(
    r"(?<![\w’])(?:[Ll]’|[Ll]e |[Ll]a |[Cc]et |[Cc]ette |[Cc]e |[Ss]a (?=délégation))(?:même )?"
    r"(?P<head>intervenante?|orateur|oratrice"
    r"|conférenci(?:er|ère)|panéliste|présentat(?:eur|rice)|délégation|représentante?|délégu(?:é|ée)|expert|experte"
    r"|auteure?|autrice|universitaire|chercheu(?:r|se))(?![\w-])(?! (?:d[eu’]|des|suivant|précédent)\b|’)"
)


@lru_cache(maxsize=1)
def by_trade() -> re.Pattern[str]:
    """`la syndicaliste bolivienne`, `le pêcheur`: somebody named before, called by trade, with nothing else that tells who."""
    trades = alternatives([*lexicon("functions")["walks"], *lexicon("voices")["trades"]])
    return re.compile(
        rf"(?<![\w’])(?:[Ll]’|[Ll]e |[Ll]a )(?:jeune |vieux |vieille )?(?P<head>{trades})"
        r"(?: (?!(?:a|est|ne|se|y|en|lui|avait)\b)[^\W\d_]+)?"
        r"(?=[,.:;]| (?:(?:lui|leur|en|y|nous) )?(?:a|avait|n’a|s’est) | \w+(?:e|it|ait) (?::|que |qu’)|$)(?!,? [A-ZÀ-ÖØ-Þ])"
    )


_SHARED = (
    r"(?P<noun>co-?(?:présid|modérat|facilitat|rapport|anim|organisat)[^\W\d_]+s"
    r"|(?:modérat|facilitat|rapport|animat|médiat)(?:eurs|eures|euses|rices))(?![\w-])"
)
# Offices that two share: `les comodérateurs`
SHARED = re.compile(rf"(?<![\w-]){_SHARED}", re.I)
JOINT = re.compile(rf"(?<![\w’])(?P<det>[Ll]es|[Dd]es|[Cc]es) (?:deux )?{_SHARED}(?! (?:d[eu’]|des)\b)")
