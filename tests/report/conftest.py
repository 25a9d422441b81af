from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.report.pages import write_report
from tests.report import reports
from tests.report.small import write_dataset


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset of the three reports of this folder."""
    home = tmp_path_factory.mktemp("small")
    return write_dataset(home / "out", [reports.ordinary(), reports.hostile(), reports.bare()])


@pytest.fixture(scope="session")
def page(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_report(small, tmp_path_factory.mktemp("page") / "rapport.html").page
