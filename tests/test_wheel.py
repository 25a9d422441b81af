"""The wheel carries configs and models and works from an empty folder."""

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

from tests.conftest import ROOT

REPORT = (
    "Compte rendu de la réunion d’experts\n\n"
    "Les participants ont recommandé que les gouvernements publient leurs données. "
    "Mme Awa Diop (Directrice de la statistique du Sénégal) a estimé que le recensement de 2013 restait utile.\n"
)


def test_wheel_in_a_new_environment(tmp_path: Path):
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path / "dist", ROOT]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    install = [python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel]
    subprocess.run(install, check=True, capture_output=True)
    empty = tmp_path / "empty"
    (empty / "rapports").mkdir(parents=True)
    (empty / "rapports" / "reunion.txt").write_text(REPORT, encoding="utf-8")
    # The dependencies come from the environment the tests run in; the package itself must come from the wheel, since an
    # editable install is found through a .pth file and those are not read on PYTHONPATH.
    env = {**os.environ, "PYTHONPATH": sysconfig.get_paths()["purelib"]}
    where = subprocess.run(
        [python, "-c", "import pipeline; print(pipeline.__file__)"],
        env=env,
        cwd=empty,
        capture_output=True,
        text=True,
        check=True,
    )
    assert str(tmp_path / "env") in where.stdout
    command = [tmp_path / "env" / "bin" / "greffier", "run", "--raw", "rapports", "--out", "donnees"]
    done = subprocess.run(command, env=env, cwd=empty, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert sorted(p.name for p in (empty / "donnees").glob("rec*")) == ["recommendations.parquet"]
    report = [tmp_path / "env" / "bin" / "greffier", "report", "--out", "donnees"]
    shown = subprocess.run(report, env=env, cwd=empty, capture_output=True, text=True, check=False)
    assert shown.returncode == 0, shown.stderr
    assert sorted(p.name for p in empty.iterdir()) == ["data", "donnees", "rapport.html", "rapports"]
