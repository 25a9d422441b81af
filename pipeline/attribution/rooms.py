"""The room and its parts: `les participants`, `plusieurs orateurs`, `le groupe 2`; and two who are meant together."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.gazetteer import alternatives
from pipeline.resources import lexicon


@lru_cache(maxsize=1)
def collective() -> re.Pattern[str]:
    data = lexicon("collectives")
    people, bodies, meetings, abstract = (alternatives(data[k]) for k in ("people", "bodies", "meetings", "abstract"))
    determiner = (
        r"(?:(?:[Ll]es|[Dd]es|[Dd]e|[Dd]’|[Cc]ertain(?:e)?s|[Pp]lusieurs|[Mm]aintes|[Mm]aints"
        r"|[Dd]ivers(?:es)?|[Dd]ifférent(?:e)?s|[Qq]uelques|[Dd]eux|[Tt]rois|[Qq]uatre|[Cc]es|[Ll]eurs"
        r"|[Tt]ous les|[Tt]outes les|"
        r"[Uu]n (?:grand |certain |petit |bon )?nombre (?:de |d’)|[Dd]e (?:nombreux|nombreuses|multiples)"
        r"|[Dd]’autres|[Ll]a (?:plupart|majorité|quasi-totalité) (?:des|de ces)|"
        r"[Uu]ne (?:\w+ )?majorité (?:des|de|d’)|[Ll]’ensemble des|[Nn]ombre (?:de|d’)|[Bb]eaucoup (?:de|d’)"
        r"|[Bb]on nombre (?:de|d’)|[Bb]ien des|[Uu]ne bonne (?:moitié|partie) des|[Ll]a moitié des"
        r"|[Uu]n tiers des|[Ll]es deux tiers des|[Nn]ombreux|[Nn]ombreuses|[Ll]a totalité des|[Pp]lus d’un"
        r"|[Uu]ne partie des|[Cc]hacun des|[Cc]hacune des"
        r"|[Pp]eu (?:de |d’)|[Uu]n groupe (?:de |d’)"
        r"|[Cc]ertaine?s (?:des|de ces)|[Pp]lus (?:de la moitié|d’un tiers|des deux tiers) des"
        r"|[Uu]ne (?:dizaine|douzaine|quinzaine|vingtaine|trentaine|poignée|minorité) (?:de |d’|des ))[ ]?)"
    )
    ordinal = r"(?:(?:premi|derni)(?:er|ère)|deuxième|troisième|quatrième|cinquième|sixième|seconde?|présente?) "
    adjective = (
        r"(?:(?:autres|hauts|hautes|deux|trois|nombreux|nombreuses|différents|différentes|divers|diverses|mêmes|principaux"
        r"|seuls|quelque|petits|petites|grands|grandes|rares|\d+) ){0,2}"
    )
    return re.compile(
        r"(?<![\w’])(?=[LDCPMQTUNBAldcpmqtunba])(?:"  # the letters that a determiner begins with
        rf"(?P<people>{determiner}{adjective}(?i:{people})(?![\w-])(?: [Mm]embres| gouvernementaux| membres)?)"
        r"|(?P<each>(?:[Cc]haque|[Aa]ucune?|[Pp]as une?|[Pp]lus d’une?|[Mm]aint) "
        r"(?:participant|délégation|délégué|orateur|oratrice|intervenant|panéliste|membre|expert|partie|partenaire|ministre|voix)e?(?![\w-]))"
        rf"|(?P<hall>{determiner}(?:personnes|voix)(?: (?:dans la salle|dans l’assistance|présentes"
        rf"|présents))?(?= (?:ont|se sont|avaient) ))"
        rf"|(?P<body>(?:(?:[Ll]a |[Ll]e |[Cc]ette |[Cc]e |[Cc]et )(?:{ordinal})?|[Ll]’"
        r"|[Uu]ne (?:bonne |grande |petite )?partie (?:de la |de l’|du )"
        r"|(?:[Ll]es|[Cc]es|[Cc]hacun des|[Pp]lusieurs) (?:deux|trois|quatre|cinq|six) )"
        rf"(?:(?:{bodies})s?(?![\w-])(?! (?:général|national|législati|consultati|cible))"
        rf"|(?:{meetings})(?![\w-])(?! (?:[dD][eu’]|des|pour|sur|[a-zà-ÿ]+(?:al|ale|aux|ique|aire)\b|[A-Z]))))"
        r"|(?P<group>(?:[Ll]e |[Ll]’|[Ll]a )(?:(?:sous-)?groupe(?: de travail| de discussion"
        r"| de rédaction| thématique)?"
        r"|atelier|commission|table ronde|panel) (?:n[°o] ?)?(?:\d{1,2}|[A-F]|I{1,3}|IV|V)(?!\w)"
        r"|[Ll]es (?:groupes|ateliers|commissions|tables rondes) \d{1,2}(?:, \d{1,2})* et \d{1,2}(?!\w)"
        r"|(?:[Ll]e |[Ll]a )(?:premi(?:er|ère)|deuxième|troisième|quatrième|cinquième|seconde?) "
        r"groupe(?: de travail| de discussion)?(?!\w))"
        rf"|(?P<abstract>{determiner}{adjective}(?:{abstract})(?![\w-])))"
    )


_NUMBERS = "[Dd]eux|[Tt]rois|[Qq]uatre|[Cc]inq|[Ss]ix|[Ss]ept|[Hh]uit|[Nn]euf|[Dd]ix|[Dd]ouze|[Qq]uinze|[Vv]ingt"
# Words that stand for people alone; ``named``: what follows lets them be a source whatever the verb
QUANTIFIER = re.compile(
    r"(?<![\w’])(?=[CDPBLTQUNSHVcdpbltqunshv])(?:"
    r"(?:(?<=[Pp]our )|(?<=[Ss]elon )|(?<=’avis de )|(?<=yeux de )|(?<=[Dd]’après ))"
    r"(?:certaine?s|d’autres|plusieurs|beaucoup|la plupart|la majorité|les uns|les autres|tous|quelques-une?s)(?= ?,)"
    r"|(?<![\w’])(?:(?P<some>(?:[Cc]ertaine?s|[Dd]’autres|[Pp]lusieurs|[Bb]eaucoup|[Ll]a plupart|[Ll]a (?:grande )?majorité|[Tt]ous"
    r"|[Tt]outes|[Qq]uelques-une?s|[Dd]’aucuns|[Uu]n (?:grand|certain|petit) nombre|[Dd]e nombreux|[Ll]es uns|[Ll]es autres"
    r"|[Nn]ombre|[Uu]ne majorité|[Ll]’assistance|[Ll]’auditoire|[Tt]out le monde|(?<!une )(?<!la )(?<!cette )(?<!chaque )"
    r"[Pp]ersonne(?= n[e’])|[Nn]ul(?= n[e’])|[Cc]hacune?)(?: d’entre (?:eux|elles))?)"
    r"(?P<named>(?=, (?:dont|y compris|notamment) |[ ,]+(?:\w+ment )?(?:ont|(?:les|l’|leur) ?ont|se sont|s’|avaient|étaient|sont"
    r"|n’ont|n’a |se |y |en |[^\W\d_]{3,}ant (?:que |qu’|l))))?"
    rf"|(?:^|(?<=, ))(?P<number>(?:{_NUMBERS})(?: d’entre (?:eux|elles))?(?= ))))"
)


@lru_cache(maxsize=1)
def pair() -> re.Pattern[str]:
    """`les deux ministres`, `les deux parties`: two named before, as people or as states."""
    data = lexicon("voices")
    people, states = (alternatives(data[k]) for k in ("pair_people", "pair_states"))
    return re.compile(
        rf"(?<![\w’])(?:[Ll]es|[Cc]es) deux (?:(?P<people>{people})|(?P<states>{states}))(?![\w-])(?! (?:d[eu’]|des)\b)"
    )


@lru_cache(maxsize=1)
def constituent() -> re.Pattern[str]:
    """`le groupe des travailleurs`: a group of constituents, which speaks for itself."""
    words = alternatives(lexicon("voices")["constituents"])
    return re.compile(rf"(?<![\w’])[Ll]e (?P<name>[Gg]roupe (?:des |gouvernemental)(?:{words})?)(?![\w-])")


@lru_cache(maxsize=1)
def head() -> re.Pattern[str]:
    """The noun that the name of a body begins with, its complement to come: `la Ligue` + des marins."""
    data = lexicon("voices")
    words = alternatives([*data["bodies"], *data["more_bodies"]])
    return re.compile(rf"(?<![\w’-])(?:[Ll]’|[Ll]e |[Ll]a )(?P<name>{words})(?= (?:[a-zà-ÿ]|d’|[A-ZÀ-Ö]))")


@lru_cache(maxsize=1)
def convened() -> re.Pattern[str]:
    """A body that sits for one task, `le Groupe d’experts`, with nothing that makes a name of it: the meeting itself."""
    tasks = alternatives(lexicon("collectives")["tasks"])
    return re.compile(
        rf"(?<![\w’-])(?:[Ll]e |[Ll]a |[Dd]u |[Aa]u )"
        rf"(?P<head>[Gg]roupe|[Cc]omité|[Cc]ommission|[Cc]ellule|[Éé]quipe) (?:{tasks})(?![\w-])"
        r"(?! (?:sur|pour|d[eu’]|des|chargée?|spécial|conjoint|régional|national|mixte|[A-Z(]))"
    )


@lru_cache(maxsize=1)
def body() -> re.Pattern[str]:
    """A body by its bare noun, `Le Comité`; not with a complement, nor an adjective that makes another body of it."""
    words = alternatives(lexicon("voices")["bodies"])
    return re.compile(
        rf"(?<![\w’-])(?:[Ll]’|[Ll]e |[Ll]a )(?P<head>{words}|secrétariat|présidence)"
        rf"(?: de la (?:réunion|session|conférence))?(?![\w-])"
        r"(?! (?:d[eu’]|des|pour|sur|contre|général|permanent|exécuti|consultati|national|régional|mondial|fédéral|mixte|africain"
        r"|européen|international|économique|social|central|scientifique|technique|interministériel|spécial|[A-Z]))"
    )
