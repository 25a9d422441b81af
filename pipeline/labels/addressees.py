"""Of a recommendation: whom it asks (``addressees``, as stated).

The constructions of asking, each with the place where the one asked stands: the subject of a modal (`les pays d'origine devraient`)
or of a passive asking (`ont été priés de`), the object of an asking verb (`a invité les gouvernements à`), the dative (`il
incombe aux États de`), the subject of a wished-for clause (`que les États ratifient`). A passive without agent names nobody, a
thing is nobody (``actors`` of the lexicon), and who shall only receive something is not asked for it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from pipeline.labels.actors import Phrase, infinitive_at, words
from pipeline.labels.clauses import STOPS, Sentence, Spans


class Addressee(NamedTuple):
    """``text[start:end]``, as stated."""

    start: int
    end: int
    plural: bool = True
    feminine: bool = False


class Asked(NamedTuple):
    """Those asked in a text, in reading order; ``pronoun`` where it only says `ils` or `elles` (singular: `elle`)."""

    addressees: tuple[Addressee, ...]
    pronoun: str = ""


_ASKED_VERB = re.compile(
    r"(?:é|ée|és|ées|e|ent|ait|aient|ant|er|ons|le|lent|lait|laient|lant|ler|lé|lés|lée|lées|i|ra|ront|èrent|a)$"
)
_PLURAL_VERB = re.compile(r"(?:ent|ont|ons)$")


@lru_cache(maxsize=20_000)
def _kind(word: str) -> str:
    """Which construction may stand around ``word``."""
    for kind, key in (("modal", "modals"), ("weak_modal", "weak_modals"), ("held", "holding")):
        if word in words(key):
            return kind
    for kind, key in (("asking", "object_verbs"), ("weak_asking", "weak_object_verbs")):
        if any(word.startswith(stem) for stem in words(key)):
            return kind if _ASKED_VERB.search(word) and word not in words("asking_nouns_only") else ""
    return _KINDS.get(word, "")


@lru_cache(maxsize=20_000)
def _wishes(word: str) -> bool:
    return any(word == w or (len(w) > 3 and word.startswith(w)) for w in words("clause"))


@lru_cache(maxsize=20_000)
def _takes_dative(word: str) -> bool:
    return any(word == w or (len(w) > 4 and word.startswith(w)) for w in words("dative"))


@lru_cache(maxsize=20_000)
def _gives(word: str) -> bool:
    return word not in ("ouverte", "permanent") and any(word.startswith(stem) for stem in words("giving"))


_KINDS = {
    **dict.fromkeys(["que", "qu'"], "que"),
    **dict.fromkeys(["à", "au", "aux"], "dative"),
    **dict.fromkeys(["de", "du", "des", "d'"], "of"),
    **{word: word for word in ("pour", "voir", "par", "(")},
}


def addressees_of(text: str, named: Spans = ()) -> list[Addressee]:
    """Those asked to act, in reading order. ``named``: where countries and bodies are named, they can be actors too."""
    return list(asked_in(text, named).addressees)


def asked_in(text: str, named: Spans = ()) -> Asked:
    """Those asked to act in ``text``, and whether a pronoun stands for them."""
    return _Asking(text, named).asked()


def subject_of(text: str, named: Spans, pronoun: str) -> Addressee | None:
    """Whom ``pronoun`` in the next sentence means, when this one asks nobody: its subject, if that can act."""
    sentence = _Asking(text, named)
    for phrase in sentence.phrases.all:
        if not phrase.governed and _agrees(phrase.plural, _feminine(phrase), pronoun):
            return sentence.whole(phrase) if phrase.acts else None
    return None


def addressed_by(title: str, named: Spans = (), bare: bool = False) -> list[Addressee]:
    """Whom a heading or lead-in addresses: `Recommandations aux pays d'origine`, `À l'intention de l'OIM :`; with ``bare`` also
    one that only names an actor (`Gouvernements`)."""
    return _Asking(title, named).addressed(bare)


def agrees(addressee: Addressee, pronoun: str) -> bool:
    """Can ``pronoun`` stand for ``addressee``?"""
    return _agrees(addressee.plural, addressee.feminine, pronoun)


def _agrees(plural: bool, feminine: bool, pronoun: str) -> bool:
    if pronoun in ("ils", "ceux"):
        return plural and not feminine
    if pronoun in ("elles", "celles"):
        return plural and feminine
    return not plural


def _feminine(phrase: Phrase) -> bool:
    return all(m.feminine for m in phrase.members)


class _Asking(Sentence):
    """Reads one sentence for those it asks."""

    def __init__(self, text: str, named: Spans) -> None:
        super().__init__(text, named)
        self._found: dict[int, Phrase] = {}
        self._weak: dict[int, Phrase] = {}  # of `peuvent` and `pourraient`: asked where nothing else asks
        self._pronoun = ""

    # ------------------------------------------------------------------------------------------ what comes out
    def asked(self) -> Asked:
        for i, word in enumerate(self.tokens):
            kind = _kind(word)
            if kind:
                self._at(i, kind)
        found = self._found or (self._weak if not self._pronoun else {})
        out: list[Addressee] = []
        for first in sorted(found):
            for one in self.members(found[first]):
                if not any(o.start <= one.start and one.end <= o.end for o in out):
                    out.append(one)
        return Asked(tuple(out), "" if out else self._pronoun)

    def members(self, phrase: Phrase) -> list[Addressee]:
        """The actors of ``phrase``, without the preposition in front."""
        out = []
        for m in phrase.members:
            first = m.first
            while (first < m.after - 1 and self.word(first) in ("aux", "au", "du")) or (
                first == phrase.first and phrase.governed and self.word(first) == "des"
            ):
                first += 1
            if m.acts:
                out.append(Addressee(self.located.starts[first], self.located.ends[m.after - 1], m.plural, m.feminine))
        return out

    def whole(self, phrase: Phrase) -> Addressee:
        """``phrase`` as one."""
        parts = self.members(phrase)
        return Addressee(parts[0].start, parts[-1].end, phrase.plural, _feminine(phrase))

    # ------------------------------------------------------------------------------------------ the constructions
    def _at(self, i: int, kind: str) -> None:
        word = self.word(i)
        match kind:
            case "modal" | "weak_modal":
                self._modal(i, word)
            case "asking" | "weak_asking":
                self._asking_verb(i, word, kind == "weak_asking")
            case "que":
                self._clause(i)
            case "dative":
                self._dative(i)
            case "pour":
                if self.near(i, words("for_whom"), 4):
                    self._for_whom(i)
            case "voir":
                phrase = self.phrases.starting.get(i + 1) if self.near(i, words("clause"), 8) else None
                if phrase and infinitive_at(self.tokens, phrase.after) and not self.receives(phrase.after):
                    self._keep(phrase)
            case "par" if self.word(i - 1).endswith(("tion", "ment", "sion", "charge")):  # `l'adoption par les États`
                if i < 6 or self.near(i, words("clause") | words("for_whom"), 6):
                    self._keep(self.phrases.starting.get(i + 1))
            case "(":
                self._responsible(i)
            case "held":
                self._held(i, word)
            case "of" if self.near(i, words("expecting"), 3):
                phrase = self.phrases.starting.get(i if word in ("du", "des") else i + 1)
                if phrase and self.word(phrase.after) in ("que", "qu'", "de", "d'"):
                    self._keep(phrase)

    def _keep(self, phrase: Phrase | None, weak: bool = False) -> None:
        if phrase and phrase.acts and not (weak and not self._opens(phrase.first)):
            (self._weak if weak else self._found)[phrase.first] = phrase

    def _opens(self, i: int) -> bool:
        """Does a main clause, or one that is said, begin at ``i``?"""
        if self.word(i - 1) in ("que", "qu'"):
            return self.word(i - 2) in words("saying") or self.word(i - 2) in (
                "suggéré",
                "proposé",
                "recommandé",
                "tandis",
                "alors",
            )
        return self.word(i - 1) in ("", ",", ":", "et", "mais", ".", ";", ")", "tandis")

    def _modal(self, i: int, word: str) -> None:
        if word.startswith("d") and self.word(i + 1) in ("à", "beaucoup"):  # `doivent beaucoup à`: they owe
            return
        if self.passive(i + 1):
            self._keep(self.agent(i + 1), word in words("weak_modals"))
            return
        if self.receives(i + 1):
            return
        self._keep_subject(i, bool(_PLURAL_VERB.search(word)), word in words("weak_modals"))

    def _keep_subject(self, i: int, plural: bool, weak: bool = False) -> None:
        end = self.back(i)
        pronoun = self.word(end - 1)
        if self.word(end - 1) == "ci" and self.word(end - 3) in ("ceux", "celles"):
            pronoun = self.word(end - 3)
        if (
            pronoun in ("ils", "elles", "ceux", "celles", "elle")
            and (pronoun in ("ils", "elles", "ceux", "celles")) == plural
        ):
            antecedent = self._antecedent(end, pronoun)
            if antecedent:
                self._keep(antecedent, weak)
            elif not self._pronoun and not weak:
                self._pronoun = pronoun
            return
        self._keep(self.subject(end, plural), weak)

    def _antecedent(self, end: int, pronoun: str) -> Phrase | None:
        """The last actor before ``end`` in the same sentence that the pronoun can mean."""
        for phrase in reversed(self.phrases.all):
            if (
                phrase.after < end
                and phrase.acts
                and phrase.governed in ("", "à")
                and _agrees(phrase.plural, _feminine(phrase), pronoun)
            ):
                return phrase
        return None

    def _asking_verb(self, i: int, word: str, weak: bool) -> None:
        if self.is_noun(i):
            return
        before = self.word(i - 1)
        auxiliaries = [self.word(k) for k in range(max(0, i - 7), i)]
        passive = re.search(r"é(?:e|s|es)?$", word) and any(
            w in ("été", "est", "sont", "être", "étaient", "était", "soient", "seront", "seraient", "serait", "sera")
            for w in auxiliaries
        )
        if passive:
            if self.asks_to(i + 1):
                self._keep_subject(i, bool(re.search(r"s$", word)))
            return
        if word.endswith(("er", "ir")) and weak:
            return  # to encourage somebody is what another should do
        if (before in ("les", "l'") and re.search(r"é(?:e|s|es)?$|e$|ent$|ait$", word)) or (
            before in ("a", "ont") and self.word(i - 2) in ("les", "l'")
        ):
            if self.asks_to(i + 1) and not self._found and not self._pronoun:
                self._pronoun = (
                    "elles" if word.endswith("ées") else "ils" if "les" in (before, self.word(i - 2)) else ""
                )
            return
        phrase = self.phrases.starting.get(self.over(i + 1))
        if phrase is None or not phrase.acts or phrase.governed:
            return
        if weak and "qui" in (before, self.word(i - 2)):
            return
        if self.asks_to(phrase.after) or self.word(phrase.after) in ("à", "au", "aux"):
            self._keep(phrase)
            self._others_asked(phrase.after)

    def _others_asked(self, i: int) -> None:
        """`a invité les États à ratifier et les entreprises à publier`."""
        for phrase in self.phrases.all:
            last = phrase.members[-1]
            if (
                phrase.first > i
                and last.acts
                and (self.word(last.first - 1), self.word(last.after)) == ("et", "à")
                and infinitive_at(self.tokens, last.after + 1)
                and not any(self.word(k) in STOPS for k in range(i, last.first))
            ):
                self._keep(Phrase((last,), last.first, last.after, last.plural, ""))

    def _clause(self, i: int) -> None:
        if not (self._wanted(i) or (i == 0) or (self.word(i - 1) in ("et", ",") and any(k < i for k in self._found))):
            return
        phrase = self.phrases.starting.get(self.insert_after(i + 1))
        if phrase is None or phrase.governed:
            return
        verb = self.insert_after(phrase.after)
        while self.word(verb) in words("before_verb") or self.word(verb) in (")", "le", "la", "les", "l'"):
            verb += 1
        if self.word(verb) in ("soit", "soient"):  # what somebody shall be, others make him
            self._keep(self.agent(verb + 1))
        elif self._agrees_verb(verb, phrase) and not self.receives(verb):
            self._keep(phrase)

    def _agrees_verb(self, verb: int, phrase: Phrase) -> bool:
        word = self.word(verb)
        if not word or word in STOPS or word in (",", "de", "d'", "à", "et", "que", "qu'"):
            return False
        return not phrase.plural or bool(re.search(r"(?:ent|ont)$", word)) or word in ("doivent",)

    def _wanted(self, i: int) -> bool:
        """Is ``que`` at ``i`` what somebody wishes or asks for?"""
        if self.word(i - 1) in ("pour", "afin"):
            return self.near(
                i - 1,
                frozenset(["appel", "appels", "insist", "plaid", "milit", "press", "prie", "voix"]),
                10,
                stems=True,
            )
        if self.word(i - 1) == "ce":
            return self.word(i - 2) == "à" and self.near(
                i - 2, frozenset(["demand", "appel", "tien", "tenait", "pouss", "invit"]), 6, stems=True
            )
        if not any(_wishes(self.word(k)) for k in range(max(0, i - 20), i)):
            return False
        k = i - 1
        if self.word(k) == ",":  # `a recommandé, à cet égard, que`
            k -= 1
            while k > 0 and self.word(k) != "," and self.word(k) not in STOPS and i - k < 16:
                k -= 1
            k -= 1
        dative = self.phrases.ending.get(k + 1)
        if dative and dative.governed == "à":
            k = dative.first - (self.word(dative.first) not in ("au", "aux")) - 1
        while k > 0 and (
            self.word(k) in words("before_verb")
            or self.word(k).endswith("ment")
            or self.word(k) in (")", "-", "t", "il", "elle", "ils", "elles")  # `suggère-t-elle que`
        ):
            k = self.opening(k) - 1 if self.word(k) == ")" else k - 1
        word = self.word(k)
        if word == "veut" and self.word(k - 1) == "on":  # `si l'on veut que`
            return False
        return _wishes(word)

    def _dative(self, i: int) -> None:
        word = self.word(i)
        it_is = self.word(i - 1) in ("est", "était", "serait") and self.word(i - 2) in ("c'", "ce")
        asks = self._dative_verb(i)
        if asks is None and not it_is:
            return
        phrase = self.phrases.starting.get(i if word in ("au", "aux") else i + 1)
        if phrase is None or not phrase.acts or (word == "à" and phrase.governed not in ("", "à")):
            return
        after = phrase.after
        if self.word(after) == "(":
            after = self.closing(after) + 1
        if it_is and self.word(after) not in ("que", "qu'", "de", "d'"):
            return
        if asks is not None and not (
            self.asks_to(after, "de", "d'")
            or self.word(after) in ("que", "qu'", "pour")
            or (
                i - asks <= 3
                and self._adjacent(asks)
                and self.word(i - 1) != "avis"
                and self.word(after)
                not in ("si", "s'", "comment", "quel", "quelle", "quels", "quelles", "ce", "pourquoi")
            )
        ):
            return
        self._keep(phrase)

    def _adjacent(self, asks: int) -> bool:
        """May the verb take its dative alone (`a demandé aux États un rapport`, `un appel aux donateurs`)?"""
        word = self.word(asks)
        return word.startswith(
            ("demand", "recommand", "conseill", "incomb", "appel", "adress", "revien", "appartien", "prescri", "enjoi")
        )

    def _dative_verb(self, i: int) -> int | None:
        """The word that asks, shortly before the dative at ``i``."""
        for k in range(i - 1, max(-1, i - 9), -1):
            word = self.word(k)
            if word in STOPS or (word in ("que", "qu'") and k < i - 1) or _gives(word):
                return None
            if word in ("appel", "appels") and self.word(k - 1).startswith(("fai", "fass", "fon")):
                return None  # `faire appel aux associations`
            if word in ("appel", "appels") or (
                word.startswith("adress") and i - k <= 2 and self.near(k, words("titles"), 4)
            ):
                return k
            if (
                word.startswith("conseill") and not word.endswith(("é", "e", "ent", "ait", "er"))
            ) or word == "conseillère":
                continue
            if _takes_dative(word):
                return k
        return None

    def _for_whom(self, i: int) -> None:
        phrase = self.phrases.starting.get(i + 1)
        if phrase and (
            self.asks_to(phrase.after, "de", "d'")
            or (self.word(phrase.after) == "," and self.asks_to(phrase.after + 1, "de", "d'"))
        ):
            self._keep(phrase)

    def _responsible(self, i: int) -> None:
        """`traduire le guide (OIM, avril 2027)`: who does it, until when; without a date a bracket names who said it."""
        after = self.closing(i)
        dated = any(self.word(k) in words("dates") or self.word(k)[:2] == "20" for k in range(i, after))
        if dated and after >= len(self.tokens) - 2:
            phrase = self.phrases.at(i + 1)
            if phrase and self.word(phrase.after) == ",":
                self._keep(phrase)

    def _held(self, i: int, word: str) -> None:
        """`ont tout intérêt à`, `ont le devoir de`, `feraient bien de`, `sont tenus de`."""
        following = self.word(i + 1)
        if following not in ("à", "de", "d'") or not infinitive_at(self.tokens, i + 2):
            return
        low = max(0, i - 5)
        for k in range(i - 1, low - 1, -1):
            verb = self.word(k)
            if (
                verb in ("ont", "a", "auraient", "aurait", "avaient", "avait")
                or verb in ("feraient", "ferait")
                or (word.startswith("tenu") and verb in ("sont", "est", "étaient", "était"))
            ):
                self._keep_subject(
                    k, verb.endswith(("ont", "ent")), weak=word in ("obligation", "responsabilité", "devoir")
                )
                return

    # ------------------------------------------------------------------------------------------ titles
    def addressed(self, bare: bool) -> list[Addressee]:
        last = len(self.tokens)
        while last and self.word(last - 1) in (":", ".", ")", "]", "*"):
            last -= 1
        start = 0
        while (
            self.word(start)[:1].isdigit()
            or self.word(start) in (".", ")", "-", "–", "(", "[")
            or (len(self.word(start)) == 1 and self.word(start + 1) in (".", ")"))
            or re.fullmatch(r"[ivx]+", self.word(start))
        ):
            start += 1
        for k in range(start, min(last, start + 12)):
            if self.word(k) in ("intention", "attention", "adresse") and self.word(k + 1) in ("de", "d'", "du", "des"):
                phrase = self.phrases.at(k + 1 if self.word(k + 1) in ("du", "des") else k + 2)
                titled = any(self.word(j) in words("titles") for j in range(start, k))
                return self.members(phrase) if phrase and phrase.acts and (titled or k - start <= 2) else []
        for phrase in self.phrases.all:
            if not phrase.acts:
                continue
            before = self.word(phrase.first - 1) if self.word(phrase.first) not in ("aux", "au") else "à"
            titled = any(self.word(k) in words("titles") for k in range(max(start, phrase.first - 7), phrase.first))
            if before == "par" and self.word(phrase.first - 2) != "prendre":
                titled = False
            if titled and (before in ("à", "pour", "par") or phrase.governed == "à"):
                return self.members(phrase)
            alone = phrase.first <= start + 1 and phrase.after >= last
            if alone and (before in ("à", "pour") or (phrase.first == start and (bare or phrase.governed == "à"))):
                return self.members(phrase)
        return []
