"""Who holds a function: from what the document says of each person to whom a bare function phrase refers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.people import roles
from pipeline.people.register import Person

# Words that no holder needs to be told by: they come and go between mentions of one function.
_LOOSE = frozenset(
    [
        "internationale",
        "international",
        "nations",
        "unie",
        "uni",
        "onu",
        "mondial",
        "monde",
        "question",
        "affaire",
        "bureau",
        "general",
    ]
) - {"general"}

# Adjectives that make another function of the same noun.
_TELLING = frozenset(
    [
        "adjoint",
        "general",
        "delegue",
        "special",
        "principal",
        "executif",
        "suppleant",
        "interim",
        "honoraire",
        "regional",
    ]
)


@dataclass(frozen=True)
class Holding:
    """Person ``person`` holds the function of these content words; the first ``n_role`` of them name it without its body."""

    person: int
    words: frozenset[str]
    head: tuple[str, ...]
    n_words: int


class Holders:
    """The functions of a document's people, looked up by the words of a phrase."""

    def __init__(
        self, people: Sequence[Person], expand: dict[str, str], offices: Iterable[tuple[int, str]] = ()
    ) -> None:
        """``expand``: acronyms of the document to their names, so that `de l’OIM` meets its written-out form; ``offices``: further
        functions of people, by number."""
        self._expand = {k: roles.words(v) for k, v in expand.items()}
        self._feminine = [p.feminine for p in people]
        self._holdings: list[Holding] = []
        told = [(i, d.text) for i, p in enumerate(people) for d in p.descriptions]
        for i, text in [*told, *dict.fromkeys(offices)]:
            for part in _parts(text):
                words = self._words(part)
                if words:
                    self._holdings.append(Holding(i, frozenset(words), _head(part), len(words)))

    def _words(self, phrase: str) -> tuple[str, ...]:
        out: list[str] = []
        for token in phrase.replace("’", " ").replace("(", " ").replace(")", " ").split():
            bare = token.strip(",.;:")
            if bare in self._expand:
                out.extend(self._expand[bare])
            else:
                out.extend(roles.words(bare))
        return tuple(out)

    def find(self, phrase: str, recent: Iterable[int] = ()) -> int | None:
        """The person that ``phrase`` (no determiner) refers to: its words are among those of one person's function, the head
        words the same. Of several holders the one named most recently, when the phrase names no body; else none."""
        words = self._words(phrase)
        if not words:
            return None
        head = _head(phrase)
        want = frozenset(words)
        fitting: list[tuple[int, int]] = []
        feminine = roles.is_feminine(phrase)
        telling = frozenset(head) & _TELLING
        for h in self._holdings:
            if not h.head or h.head[0] != head[0]:
                continue
            if feminine is not None and self._feminine[h.person] not in (None, feminine):
                continue
            if frozenset(h.head) & _TELLING != telling:
                continue
            if want <= h.words or ((want - _LOOSE) and (want - _LOOSE) <= h.words and len(want) > 2):
                if len(head) > 1 and h.head[: len(head)] != head and not set(head) <= set(h.head):
                    continue
                fitting.append((h.n_words - len(want), h.person))
        if not fitting:
            return None
        people = {p for _, p in fitting}
        if len(people) == 1:
            return people.pop()
        best = min(fitting)
        tied = {p for n, p in fitting if n == best[0]}
        if best[0] == 0 and len(tied) == 1 and len(want) > 1:
            return best[1]
        for p in recent:
            if p in people:
                return p
        return best[1] if len(tied) == 1 and len(want) > 1 else None


_AND = re.compile(r", | et (?:l[ea] |l’)?")


def _parts(description: str) -> list[str]:
    """A description and, where it strings several functions together, each of them."""
    text = " ".join(description.split())
    return [text, *(text[m.end() :] for m in _AND.finditer(text) if roles.starts_with_head(text, m.end()))]


def _head(phrase: str) -> tuple[str, ...]:
    """The head noun and the adjectives right after it: `directeur general adjoint`."""
    out: list[str] = []
    for token in phrase.replace("’", "’ ").split():
        low = token.strip(",.;:()").casefold()
        if low in (
            "de",
            "du",
            "des",
            "d’",
            "l’",
            "la",
            "le",
            "les",
            "à",
            "au",
            "aux",
            "pour",
            "en",
            "chargé",
            "chargée",
            "auprès",
            "et",
            "par",
        ):
            if out:
                break
            continue
        out.extend(roles.words(low))
        if len(out) >= 3:
            break
    return tuple(out)
