"""The README tells the truth: its example rows are in the dataset, its Python runs, its links lead somewhere."""

import contextlib
import io
import re

import pipeline
from pipeline.identifiers import fold
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_example_rows_are_in_the_sample_dataset(sample):
    rows = re.findall(r"^\| (\d\d-[\w-]+) \| (.+?) \| (.+?) \| (\w+) \| (.+?) \|$", README, re.MULTILINE)
    assert len(rows) >= 4
    flat = pipeline.open_dataset(sample).flat()
    for document, speaker, _, label, text in rows:
        found = flat[flat["path"].str.startswith(document) & (flat["text"] == text) & (flat["label"] == label)]
        assert fold(speaker) in {fold(str(name)) for name in found["speaker"]}, (document, text)


def test_python_runs_as_shown(sample):
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    with contextlib.redirect_stdout(io.StringIO()) as shown:
        exec(code.replace("data/processed", str(sample)), {})
    assert len(shown.getvalue().splitlines()) >= 2


def test_links_lead_to_files():
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
