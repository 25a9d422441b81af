"""Measures how often each kind of attribution is right and writes it down: ``python -m tests.quality.attribution_scores``.

Built and judged: ``data/raw`` and the further styles, by the half of their gold that was read for errors (``dev``) and by the half
that was kept back (``test``). The score of a statement is the share on the half kept back, since users bring documents nobody
has mended for. A share of n statements is (right + 1) / (n + 2), so that a handful of right ones does not promise certainty.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from pipeline.evaluation import evaluate

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "configs" / "lexicons" / "attribution_scores.yaml"
GOLD = ROOT / "tests" / "gold"
SETS = ((ROOT / "data" / "raw", GOLD / "own"), (GOLD / "styles" / "raw", GOLD / "styles"))
HALVES = {"right": "test", "read": "dev"}  # key of the file -> half of the gold
KINDS = ("explicit", "role", "pronoun", "list", "continuation_1", "continuation_2", "continuation_3", "collective")
PAGE = ROOT / "docs" / "speakers.md"
RESTS_ON = {
    "explicit": "a source and a cue in the unit: `Mme Diallo a estimé que ...`",
    "role": "the same, by a function whose holder the document names: `la Présidente a dit`",
    "pronoun": "the same, by a pronoun: `Elle a ajouté`",
    "list": "names in brackets behind the statement: `(Norvège et Maroc)`",
    "continuation_1": "`continuation`: the first unit without a cue after one with a cue",
    "continuation_2": "`continuation`: the second in a row",
    "continuation_3": "`continuation`: the third and later ones",
    "collective": "a collective: `les participants ont souligné`, `il a été noté`",
}
HEAD = """\
# Of statements of each kind, the share the gold agrees with, (right + 1) / (n + 2): `right` on the halves of tests/gold/own and
# styles that were kept back, `read` (for docs/speakers.md alone) on those that were read for errors. continuation_2 is the second
# unit in a row without a cue of its own. Written by `python -m tests.quality.attribution_scores`.
"""


def measure() -> dict[str, dict[str, float]]:
    """For each half of the gold the share of right statements by kind of attribution."""
    right: Counter[tuple[str, str]] = Counter()
    total: Counter[tuple[str, str]] = Counter()
    for raw, gold in SETS:
        with tempfile.TemporaryDirectory() as home:
            run = ["run", "--quiet", "--raw", str(raw), "--out", f"{home}/out", "--interim", f"{home}/interim"]
            subprocess.run([sys.executable, "-m", "pipeline", *run], check=True, cwd=ROOT)
            for key, half in HALVES.items():
                for kind, _, agreed in evaluate(Path(home) / "out", gold / half).judged:
                    total[key, kind] += 1
                    right[key, kind] += agreed
    return {key: {k: round((right[key, k] + 1) / (total[key, k] + 2), 3) for k in KINDS} for key in HALVES}


def with_table(text: str, shares: Mapping[str, Mapping[str, float]]) -> str:
    """``text`` of the page with today's shares in its table."""
    lines = ["| it rests on | right, documents kept back | documents read for errors |", "| --- | ---: | ---: |"]
    lines += [f"| {RESTS_ON[kind]} | {shares['right'][kind]:.2f} | {shares['read'][kind]:.2f} |" for kind in KINDS]
    table = "\n".join(lines)
    return re.sub(
        r"(<!-- attribution -->\n).*?(<!-- /attribution -->)", lambda m: f"{m[1]}{table}\n{m[2]}", text, flags=re.DOTALL
    )


def main() -> None:
    shares = measure()
    rows = "".join(
        f"{key}: {{{', '.join(f'{k}: {share}' for k, share in found.items())}}}\n" for key, found in shares.items()
    )
    FILE.write_text(HEAD + rows, encoding="utf-8")
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8"), shares), encoding="utf-8")


if __name__ == "__main__":
    main()
