from pathlib import Path

import pytest

from pipeline.dataset import Dataset, open_dataset
from tests.reading import tiny


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.write(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="session")
def ds(folder: Path) -> Dataset:
    return open_dataset(folder)
