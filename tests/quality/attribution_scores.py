"""Measures how often each kind of attribution is right and writes it down: ``python -m tests.quality.attribution_scores``.

Built and judged: ``data/raw`` by ``own/dev``, and the further styles by ``styles/dev``; never the test halves. A share of n
statements is (right + 1) / (n + 2), so that a handful of right ones does not promise certainty.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from pipeline.evaluation import evaluate

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "configs" / "lexicons" / "attribution_scores.yaml"
GOLD = ROOT / "tests" / "gold"
SETS = ((ROOT / "data" / "raw", GOLD / "own" / "dev"), (GOLD / "styles" / "raw", GOLD / "styles" / "dev"))
KINDS = ("explicit", "role", "pronoun", "list", "continuation_1", "continuation_2", "continuation_3", "collective")
HEAD = """\
# Of statements of each kind, the share the gold agrees with: (right + 1) / (n + 2) on tests/gold/own/dev and styles/dev.
# Written by `python -m tests.quality.attribution_scores`; continuation_2 is the second unit in a row without a cue of its own.
right:
"""


def measure() -> dict[str, float]:
    """The share of right statements by kind of attribution."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for raw, gold in SETS:
        with tempfile.TemporaryDirectory() as home:
            run = ["run", "--quiet", "--raw", str(raw), "--out", f"{home}/out", "--interim", f"{home}/interim"]
            subprocess.run([sys.executable, "-m", "pipeline", *run], check=True, cwd=ROOT)
            for kind, _, agreed in evaluate(Path(home) / "out", gold).judged:
                total[kind] += 1
                right[kind] += agreed
    return {kind: round((right[kind] + 1) / (total[kind] + 2), 3) for kind in KINDS}


def main() -> None:
    FILE.write_text(HEAD + "".join(f"  {kind}: {share}\n" for kind, share in measure().items()), encoding="utf-8")


if __name__ == "__main__":
    main()
