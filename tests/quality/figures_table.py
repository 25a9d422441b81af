"""Writes the recorded figures into the pages that show them: ``python -m tests.quality.figures_table``.

The table stands between two comments, ``<!-- figures -->`` and ``<!-- /figures -->`` (all figures) or ``<!-- main figures -->`` and
``<!-- /main figures -->``; a page without them is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.evaluation.floors import Section, read_floors

ROOT = Path(__file__).resolve().parents[2]
PAGES = (ROOT / "docs" / "quality.md", ROOT / "README.md")
_COLUMNS = {
    "own_dev": "own, dev",
    "own_test": "own, test",
    "styles_dev": "other styles, dev",
    "styles_test": "other styles, test",
    "shared_dev": "real reports, dev",
}
_MAIN = (
    "segmentation.f1",
    "classification.macro_f1_content",
    "classification.recommendation.f1",
    "person.f1",
    "country_name.f1",
    "organisation.f1",
    "organisation_link_accuracy",
    "attribution_named.f1",
    "attribution_collective.f1",
    "attribution_with_continuation.f1",
    "speaker_merging.f1",
)
_PLACE = re.compile(r"(<!-- (main )?figures -->\n).*?(<!-- /(?:main )?figures -->)", re.DOTALL)


def table(sections: Mapping[str, Section], only: Sequence[str] = ()) -> str:
    """A Markdown table of the floors, or of ``only`` some: a line per figure, a column per gold."""
    names = only or list(dict.fromkeys(name for key in _COLUMNS for name in sections[key].floors))
    lines = ["| figure | " + " | ".join(_COLUMNS.values()) + " |", "| --- |" + " ---: |" * len(_COLUMNS)]
    for name in names:
        values = [sections[key].floors.get(name) for key in _COLUMNS]
        cells = " | ".join("" if value is None else f"{value:.3f}" for value in values)
        lines.append(f"| {name} | {cells} |")
    return "\n".join(lines) + "\n"


def with_table(text: str, sections: Mapping[str, Section]) -> str:
    """``text`` with today's table in its place."""
    return _PLACE.sub(lambda place: place[1] + table(sections, _MAIN if place[2] else ()) + place[3], text)


def main() -> None:
    sections = read_floors(ROOT / "tests" / "quality" / "floors.yaml")
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        page.write_text(with_table(text, sections), encoding="utf-8")


if __name__ == "__main__":
    main()
