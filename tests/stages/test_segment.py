"""The reader loses nothing: the covering invariant on any text and on generated layouts."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline.offsets import align
from pipeline.records import Segmented, Source
from pipeline.stages.segment import segment


def source(text: str) -> Source:
    return Source(
        doc_id="essai", path="essai.txt", sha256="0" * 64, n_bytes=len(text), encoding="utf-8", language="fr", text=text
    )


def check(text: str) -> Segmented:
    """Segments ``text`` and asserts what the contract says of every unit."""
    result = segment(source(text))
    seen = [0] * len(text)
    known_sections = {s.section_id for s in result.sections}
    ids = {u.sentence_id for u in result.units}
    assert len(ids) == len(result.units)
    for n, unit in enumerate(result.units):
        assert unit.ordinal == n
        assert unit.section_id in known_sections
        assert unit.lead_in_id is None or unit.lead_in_id in ids
        assert unit.text
        assert unit.text == unicodedata.normalize("NFC", unit.text)
        assert unit.text == " ".join(unit.text.split())
        align(text, unit.spans, unit.text)
        assert unit.spans
        for piece in unit.spans:
            surface = text[piece.start : piece.end]
            assert surface == surface.strip()
            assert len(surface.splitlines()) == 1
        for piece in [*unit.spans, *unit.omitted]:
            for i in range(piece.start, piece.end):
                seen[i] += 1
        starts = [s.start for s in unit.spans]
        assert starts == sorted(starts)
    for i, char in enumerate(text):
        assert char.isspace() or seen[i] == 1, (i, char, seen[i], text[max(0, i - 30) : i + 30])
        assert seen[i] <= 1
    for section in result.sections:
        assert 0 <= section.start <= section.end <= len(text)
        assert section.parent_id is None or section.parent_id in known_sections
    for table in (result.sessions, result.agenda, result.acronyms, result.references):
        for row in table:
            assert 0 <= row.start < row.end <= len(text)
    return result


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_text_is_covered(text: str) -> None:
    check(text)


_AWKWARD = st.text(
    alphabet=st.sampled_from(list("aé1.•-*#)(«»’' \n\r\f\t\u00a0\u202f\u00ad\u0301\u2028_<>/suphABIV:;?!…")),
    max_size=200,
)


@given(_AWKWARD)
@example("**")
@settings(max_examples=300, deadline=None)
def test_awkward_characters_are_covered(text: str) -> None:
    check(text)


_WORDS = [
    "les", "pays", "d’accueil", "l'atelier", "a", "souligné", "migration", "Mme", "M.", "Diallo", "art.", "etc.", "recommandations",
    "main-d’œuvre", "mi-parcours", "2019", "rapport1", "« ouverte »", "(voir", "annexe)", "A/60/871", "https://exemple.org/a_b",
    "n°", "41\u00a0000", "20\u202f%", "[…]", "Conseil", "droits", "Royaume-Uni", "**gras**", "<sup>2</sup>", "p.", "ex.", "oui ?",
]  # fmt: skip


@st.composite
def layouts(draw: st.DrawFn) -> str:
    """A made-up report: paragraphs, lists, titles, notes, furniture, broken over lines and pages."""
    blocks: list[str] = []
    width = draw(st.integers(25, 95))
    for number in range(1, draw(st.integers(2, 9))):
        words = draw(st.lists(st.sampled_from(_WORDS), min_size=1, max_size=40))
        text = " ".join(words)
        text = text[0].upper() + text[1:] + draw(st.sampled_from([".", " ?", ";", "", " :", "..", "…"]))
        mark = draw(
            st.sampled_from(
                [
                    "",
                    "",
                    "",
                    "• ",
                    "– ",
                    "- ",
                    "* ",
                    f"{number}. ",
                    f"{chr(96 + number)}) ",
                    "i) ",
                    "IV. ",
                    "A. ",
                    "## ",
                    "\uf0b7 ",
                ]
            )
        )
        lines, line = [], mark
        for word in text.split(" "):
            if len(line) + len(word) > width and line.strip():
                lines.append(line)
                line = ""
            if len(word) > 8 and draw(st.integers(0, 9)) == 0:
                cut = draw(st.integers(2, len(word) - 2))
                lines.append(line + word[:cut] + draw(st.sampled_from(["-", "\u00ad", ""])))
                line, word = "", word[cut:]
            line += word + " "
        lines.append(line)
        blocks.append(draw(st.sampled_from(["\n", "\n", " \n", "\n\n"])).join(lines))
        blocks.append(
            draw(
                st.sampled_from(
                    ["\n\n", "\n", "\n \n", "\n\n12\n\n", "\f", "\n\n__________\n 1 A/60/871.\n", "\n\n1 Voir le rapport.\n ",
                     "\n\nANNEXE\n\n",
                     "\n\n10h - 11h30 Session d’ouverture\n", "\n\nContenu ........ 3\n",
                     "\n\nPays    Total  Part\nMali    12     3 %\nTogo    8      2 %\n\n",
                     "\n| Mali | 12 |\n|---|---|\n| Togo |  |\n",
                     "\n12        LES ACTES\n", "\nEncadré 1. Un port\nIl tient. \nSource : Port.\n",
                     "\n\nPrésents :\nM. Awa Sy (Mali)\nMme Li Wei\n\n",
                     "\n\nPays : Togo\nDate : 3 mai 2020\n",
                     "\n\nLa secrétaire        Le président\nA. Roy               L. Petit\n\n",
                     "\n\nMonsieur le Président,\n", "\nFidji 11 16 290\nEspagne 24 9 870\n", "\n3 Le comité agit.\n4 Il paie.\n",
                     "\n" + "les pays d’accueil        ont souligné que la\n" * 7 + "\n",
                     "\nhttps://exemple.org/rapport\n\n", "\nD\nIA\nLO\nG\nU\nE\n"]
                )
            )
        )  # fmt: skip
    text = "".join(blocks)
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    if draw(st.booleans()):
        text = unicodedata.normalize("NFD", text)
    if draw(st.booleans()):
        text = text.replace("’", "'")
    return text


# What the generated layouts must mix, told by what stands in the source.
_MIXES = {
    "page break": re.compile("\\f|\\n12\\r?\\n"),
    "note": re.compile(r"_{10}\s*1 A/60|\n1 Voir|rapport1"),
    "real hyphen": re.compile("main-d|mi-parcours|Royaume-Uni"),
    "hyphen at a line end": re.compile(r"\w-\s?\r?\n"),
    "soft hyphen": re.compile("\u00ad\\r?\\n"),
    "bullet": re.compile("• |\uf0b7 |– "),
    "CRLF": re.compile("\\r\\n"),
    "NFD": re.compile("e\u0301|a\u0300"),
    "no-break space": re.compile("\u00a0"),
    "thin space": re.compile("\u202f"),
    "typographic apostrophe": re.compile("’"),
    "straight apostrophe": re.compile("'"),
    "table": re.compile(r"\|---\|"),
    "columns": re.compile("accueil {8}ont"),
}


def test_generated_layouts_are_covered() -> None:
    """500 layouts; each kind of thing they are to mix must have come up in many of them."""
    seen: Counter[str] = Counter()

    @given(layouts())
    @settings(max_examples=500, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
    def run(text: str) -> None:
        seen["layouts"] += 1
        seen.update(name for name, pattern in _MIXES.items() if pattern.search(text))
        check(text)

    run()
    assert seen["layouts"] >= 500
    assert {name: seen[name] for name in _MIXES if seen[name] < 20} == {}


def test_empty_and_blank_sources_have_no_units() -> None:
    assert segment(source("")).units == ()
    assert segment(source(" \n\n\f ")).units == ()
