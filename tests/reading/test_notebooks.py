"""The notebooks run from start to end on the sample dataset; none is stored with its outputs."""

import json
import os
import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def test_they_are_there():
    assert [p.name for p in NOTEBOOKS] == ["01-premiers-pas.ipynb", "02-qui-recommande-quoi.ipynb"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.name)
def test_outputs_are_stripped(path: Path):
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert cell["execution_count"] is None


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.name)
def test_runs_from_start_to_end(path: Path, sample: Path, monkeypatch, tmp_path):
    nbclient, nbformat = pytest.importorskip("nbclient"), pytest.importorskip("nbformat")
    monkeypatch.setenv("GREFFIER_DONNEES", str(sample))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path))
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    nbclient.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    outputs = [o for cell in notebook.cells if cell.cell_type == "code" for o in cell.outputs]
    code = "".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    drawn = [o for o in outputs if "image/png" in o.get("data", {})]
    assert len(drawn) == len(re.findall(r"\.plot\.", code))
    # A warning a reader would see is a fault of the notebook.
    assert [o.text for o in outputs if o.get("name") == "stderr"] == []
    if keep := os.environ.get("GREFFIER_KEEP_NOTEBOOKS"):
        nbformat.write(notebook, Path(keep) / path.name)
