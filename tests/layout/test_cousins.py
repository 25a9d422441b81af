"""Small documents of other genres: what each unit is and how it reads.

``cousins/*.txt`` hold a source, a line of ``=====`` and the units expected of it, one a line: the letter of the unit type
(S sentence, L list item, H heading, Q question, A agenda, F footnote, B boilerplate) and the repaired text.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.stages.segment import segment
from tests.units import LETTERS, source

COUSINS = sorted((Path(__file__).parent / "cousins").glob("*.txt"))


@pytest.mark.parametrize("path", COUSINS, ids=[p.stem for p in COUSINS])
def test_units(path: Path) -> None:
    text, expected = path.read_text(encoding="utf-8").split("=====\n")
    result = segment(source(text))
    assert [f"{LETTERS[u.unit_type]} {u.text}" for u in result.units] == expected.splitlines()
    assert not result.warnings


@pytest.mark.parametrize("path", COUSINS, ids=[p.stem for p in COUSINS])
@pytest.mark.parametrize("change", ["crlf", "trailing spaces", "no-break spaces", "straight marks", "one line less"])
def test_nothing_is_lost_or_changed_by_how_the_page_was_saved(path: Path, change: str) -> None:
    """Line ends, spaces at line ends, and typographic signs alter no unit's type."""
    text, expected = path.read_text(encoding="utf-8").split("=====\n")
    if change == "crlf":
        text = text.replace("\n", "\r\n")
    elif change == "trailing spaces":
        text = text.replace("\n", " \n")
    elif change == "no-break spaces":
        text = text.replace(" :", "\u00a0:").replace(" ;", "\u202f;").replace("« ", "«\u00a0").replace(" »", "\u00a0»")
    elif change == "straight marks":
        text = text.replace("’", "'")
    else:
        text = text.removesuffix("\n")
    result = segment(source(text))
    assert [LETTERS[u.unit_type] for u in result.units] == [line[0] for line in expected.splitlines()]


def test_there_are_many() -> None:
    assert len(COUSINS) >= 30
