"""Where a speaker’s words end, and what may still be theirs: the report speaking of itself, the meeting, another country."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pipeline.attribution.referents import COLLECTIVE, Referent, Source

# What a report calls itself, the meeting, its parts and those who sit in it
_MEETING = (
    r"(?:rapport|résumé|compte rendu|volume|document|publication|note|section|chapitre|annexe"
    r"|session|séance|réunion|rencontre|conférence|congrès|sommet|forum|colloque|séminaire|webinaire|symposium|atelier"
    r"|consultation|concertation|audition|assemblée|plénière|panel|table ronde|débat|discussion|échange|journée|matinée"
    r"|après-midi|cérémonie|dialogue|modérateur|modératrice)s?"
    r"|tables rondes|assises|participants|orateurs|délégations|secrétariat"
)
_PROCEDURE = re.compile(
    r"^\W*(?:(?:Commencée?s?|Ouverte?s?|Débutée?s?|Entamée?s?|Prévue?s?|Réunie?s?|Tenue?s?) [^,.;:]{1,60}, )?"
    r"(?:L’|Le |La |Les |Cet |Cette |Ce |Ces |Aux |Lors |Dans |Un |Une )"
    rf"(?:présente? |premi(?:er|ère) |deuxième |seconde? |prochaine?s? |deux |dernier |dernière )?(?:{_MEETING})\b",
    re.I,
)
_MEETING_DONE = re.compile(
    r"\b(?:(?:a|ont|avait|avaient|sera|seront|fut|était|s’est|se sont|a été"
    r"|ont été) (?:\w+ ){0,2}(?:examiné|discuté|débattu|abordé|porté|débuté"
    r"|organisé|tenu|ouvert|levé|suspendu|clôturé|réuni|adopté|procédé|consacré|repris|achevé"
    r"|terminé|commencé|conclu|pris fin)(?:e|s|es)?"
    r"|examiner(?:a|ont)|porter(?:a|ont)"
    r"|se tiendr(?:a|ont)|aur(?:a|ont) lieu|rend(?:ent)? compte)\b"
)
# `La séance est levée à 18 heures.`, `Le paragraphe 4 est adopté.`, `(Applaudissements.)`
_CEREMONY = re.compile(
    r"^\W*(?:L’|Le |La |Les |Cet |Cette |Ce |Ces |Il est )(?:[^.;:]{0,90}? )?(?:est|sont|a été|ont été|fut|était"
    r"|étaient) (?:\w+ ){0,2}"
    r"(?:levée?s?|ouverte?s?|suspendue?s?|reprise?s?|close?s?|clos|ajournée?s?|adoptée?s?|approuvée?s?|rejetée?s?"
    r"|retirée?s?|mise? aux voix"
    r"|déclarée?s? (?:close|ouverte))\b"
    r"|^\W*(?:Le |La )(?:présidente?|Présidente?|PRÉSIDENTE?) (?:prononce|déclare|lève|ouvre|suspend|clôt)\b",
)
_CEREMONIAL = re.compile(
    r"^\W*(?:L’|Le |La |Les |Cet |Cette |Ce |Ces )(?:\w+ )?(?:séance|session|réunion|audience|audition|débat"
    r"|discussion|amendement|sous-amendement"
    r"|paragraphe|article|alinéa|projet|avis|résolution|ordre du jour|rapport|texte|décision|recommandation|motion"
    r"|proposition|point|ensemble"
    r"|déclaration|communiqué|procès-verbal|conférence|colloque|atelier|présidente?)\b",
    re.I,
)
_DOCUMENT = re.compile(
    r"^\W*(?:Le présent|La présente|(?:La )?[Pp]rochaine (?:réunion|séance|session|étape)|Annexe|Pièces? jointes?"
    r"|Fin de|On trouvera|Le texte (?:intégral|complet)|Voir )\b",
    re.I,
)


# `Décision : le point est reporté.`, `Prochaine réunion : 16 avril`: the minutes speak.
_OUTCOME = re.compile(
    r"^\W*(?:Décisions?|Résultats?|Suivi|Conclusions? retenues?|Suite à donner|Mesures? à prendre|Prochaine (?:réunion|séance)"
    r"|Relevé de décisions|Clôture) ?: "
    r"|^\W*(?:Acté|Décidé|Convenu|Adopté|Approuvé|Validé|Retenu|Reporté|Renvoyé|Ajourné|Reste ouvert|En suspens|À suivre)e?s?"
    r"(?: ?:|\W*$)|^\W*(?-i:ACTÉ|DÉCIDÉ|CONVENU|ADOPTÉ|APPROUVÉ|RETENU|REPORTÉ|RENVOYÉ|AJOURNÉ)E?S?\b"
    r"|^\W*(?:Pas d’|Sans |Aucune )objections?\W*$"
    r"|^\W*(?:ODJ|Ordre du jour|Relevé|Procès-verbal|Compte rendu|Point|Texte|Projet)s? (?:\w+ )?"
    r"(?:adopté|approuvé|reporté|retiré|ajourné|clos)\b",
    re.I,
)


def outcome(text: str) -> bool:
    """The line by which minutes say what was decided or follows, after which nobody's words go on."""
    return _OUTCOME.match(text) is not None


_ONE = (
    r"^\W*(?:[^,.;]{3,60}, )?(?:[Uu]ne? (?:autre |second |seconde )?|[Ll]’une? des )"
    r"(?:délégations?|participante?s?|intervenante?s?|orateurs?|oratrices?|déléguée?s?|panélistes?|expert(?:e|s|es)?|ONG)"
)
# Somebody unnamed takes the floor: nobody's words go on, and whose these are is not told.
_SOMEBODY = re.compile(
    rf"{_ONE}\b|^\W*(?:Ont|Sont) (?:\w+ )?(?:pris la parole|intervenu)"
    r"|^\W*Une? [^,.;:]{3,60} (?:a|s’est|avait) (?:\w+ment )?\w+(?:é|ée|i|u|it|is) (?:que |qu’|de \w+(?:er|ir|re)\b|si )"
)
# `Une délégation a demandé ...`: whoever that is, `elle` in the next sentence is the same
_UNNAMED = re.compile(
    rf"{_ONE}(?:,[^.;:]{{2,80}},)? (?:a|s’est|avait|estime|demande|souhaite|propose|rappelle|souligne|juge) "
)


def unnamed(text: str) -> bool:
    """Somebody whose name is not told speaks."""
    return _UNNAMED.match(text) is not None


def same_side(
    referents: Sequence[Referent],
    speakers: Sequence[Referent],
    country_of: Callable[[int], str | None],
    body_of: Callable[[int], str | None],
) -> bool:
    """Whether all ``referents`` are the country, government or body of the one speaker under way."""
    country = _own_country(speakers, country_of)
    own = {Referent("delegate", country)} if country is not None else set()
    if len(speakers) == 1 and speakers[0].kind == "person" and (body := body_of(int(speakers[0].key))) is not None:
        own.add(Referent("organisation", body))
    return bool(own) and own.issuperset(referents)


def _own_country(speakers: Sequence[Referent], country_of: Callable[[int], str | None]) -> str | None:
    """The country for which the one speaker under way speaks."""
    if len(speakers) != 1:
        return None
    speaker = speakers[0]
    if speaker.kind == "delegate":
        return speaker.key
    return country_of(int(speaker.key)) if speaker.kind == "person" else None


_BACKSHIFT = re.compile(
    r"(?<!\w)(?!(?:fait|lait|trait|attrait|retrait|souhait|portrait|extrait|parfait|sait|plait|connait)\b)\w+(?:ait|aient)(?!\w)"
)


def indirect(text: str) -> bool:
    """Free indirect speech: the sentence is in the imperfect or conditional, as what was said at a meeting is reported."""
    return _BACKSHIFT.search(text[:160]) is not None


def elsewhere(
    countries: Sequence[tuple[int, str]],
    speakers: Sequence[Referent],
    text: str,
    country_of: Callable[[int], str | None],
) -> bool:
    """The sentence opens with a country (`Au Kenya, ...`) that is not the speaker's: another example, in the report's voice."""
    first = next(iter(countries), None)
    if first is None or not re.fullmatch(r"\W*(?:Au|Aux|En|À|A) ", text[: first[0]]):
        return False
    own = _own_country(speakers, country_of)
    return own is not None and own != first[1]


_STATE_AT_HEAD = re.compile(
    r"\W*(?:(?:Ainsi|Par exemple|De même|De son côté|En outre|Pour sa part|Quant à lui|Enfin), ?)?"
    r"(?P<place>Au |Aux |En )?(?:[Ll][ea]s? |[Ll]’)?(?:(?:Gouvernement|gouvernement|autorités) (?:de la |de l’|du |des |d’|de ))?"
)
_ITS = re.compile(r"\W*(?:L[ea]s? |L’)[^\W\d_]+(?: [^\W\d_]+)? (?:de la |de l’|du |des |d’|de )")


def state_told(
    text: str, countries: Sequence[tuple[int, str]], told: Sequence[Referent], at_large: bool
) -> tuple[Referent, ...]:
    """Which of the delegates heard together the sentence is about: that of the state at its head (`Le Mexique a ouvert ...`, `Au
    Kenya, ...`, `Les objectifs de l’Italie ...`); of any state as the subject when states ``at_large`` were heard."""
    first = next(iter(countries), None)
    if first is None:
        return ()
    of = Referent("delegate", first[1])
    head = _STATE_AT_HEAD.fullmatch(text, 0, first[0])
    if of in told and (head is not None or _ITS.fullmatch(text, 0, first[0]) is not None):
        return (of,)
    return (of,) if at_large and head is not None and head["place"] is None else ()


def room(sources: Sequence[Source]) -> bool:
    """The sentence begins with the participants."""
    return any(s.start <= 2 and s.referents == (COLLECTIVE,) and not s.weak for s in sources)


# `Cette réponse n’a convaincu personne.`, `À la suite de cet exposé, ...`: the report tells what followed.
_AFTERWARDS = re.compile(
    r"^\W*(?:(?:Cette|Cet|Ces|Ce|Leurs?) (?:réponse|intervention|exposé|présentation|déclaration|propos|remarque|question|demande"
    r"|observation)s? (?:n’)?(?:a|ont|avait|avaient) |(?:À la suite de|À l’issue de|Après|Suite à) (?:cette|cet|ces|ce) "
    r"(?:exposé|présentation|intervention|échange|déclaration|discussion|allocution)s?\b|Il en (?:est|a été|fut) ainsi décidé)",
    re.I,
)


def interrupts(text: str, sources: Sequence[Source]) -> bool:
    """The report speaks of itself or of the meeting again."""
    if text.startswith("(") and text.rstrip(" .").endswith(")"):
        return True
    if _CEREMONIAL.match(text) and _CEREMONY.match(text):
        return True
    if (
        outcome(text)
        or _DOCUMENT.match(text)
        or _SOMEBODY.match(text)
        or _AFTERWARDS.match(text)
        or (_PROCEDURE.match(text) and _MEETING_DONE.search(text))
    ):
        return True
    first = next((s for s in sources if s.start <= 2), None)
    if first is None or first.referents != (COLLECTIVE,) or first.weak:
        return False
    return re.search(r"participants|orateurs|intervenants|délég|panélistes", text[: first.end]) is not None


_IN_THE_NAME = re.compile(r"au nom (?:du |des |de l[ea’] ?|de |d’)$")


def represented(text: str, sources: Sequence[Source]) -> tuple[Referent, ...]:
    """The bodies for which the unit says that its speaker speaks: `s’exprimant au nom du Groupe africain`."""
    return tuple(
        r
        for s in sources
        if s.referents[0].kind == "organisation" and _IN_THE_NAME.search(text, max(0, s.start - 16), s.start)
        for r in s.referents
    )
