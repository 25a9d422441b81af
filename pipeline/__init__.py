"""greffier: French reports of international meetings in, validated Parquet tables out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.dataset import Dataset
    from pipeline.storage import Folder

__version__ = "0.1.0"


def open_dataset(folder: str | Folder = "data/processed") -> Dataset:
    """The dataset published in ``folder`` or at an address (``s3://bucket/dataset``), for reading; see ``pipeline.dataset``."""
    from pipeline.dataset import open_dataset

    return open_dataset(folder)
