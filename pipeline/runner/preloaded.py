"""Imported in the process that workers are forked from: model, lexicons and patterns are loaded once and shared by all of them.

Does nothing unless ``start`` asked for it; a worker that finds nothing here loads for itself.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
import threading
from contextlib import suppress
from multiprocessing import forkserver
from multiprocessing.context import BaseContext
from pathlib import Path

from pipeline import language

_MODEL = "GREFFIER_PRELOAD"
_SENTENCES = (
    "Rapport de la réunion\n\nMme Awa Sow (Sénégal) a dit que l’Organisation mondiale de la Santé aide le Niger depuis 2019. "
    "Les participants ont recommandé que les États échangent leurs données.\n"
)

loaded: language.Recogniser | None = None


def start(model: str) -> BaseContext:
    """How to start workers that use ``model``: forked from a process that has it loaded, where the system forks safely."""
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    # The forking process is a new interpreter: it must find this very package, not one in the folder we happen to be in.
    root = str(Path(__file__).resolve().parents[2])
    wanted = {
        _MODEL: model,
        "PYTHONSAFEPATH": "1",
        "PYTHONPATH": os.pathsep.join(p for p in (root, os.environ.get("PYTHONPATH")) if p),
    }
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        forkserver.ensure_running()
    except OSError:  # its socket cannot be made, for example because the name of the temporary folder is too long
        return multiprocessing.get_context("spawn")
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
    return context


def recogniser(model: str) -> language.Recogniser | None:
    """The recogniser this process was forked with, if it is of ``model``."""
    return loaded if loaded is not None and loaded.name == model else None


def _load(model: str) -> language.Recogniser:
    """The recogniser; on the way every stage reads a few sentences, so that whatever is built at first use is built."""
    from pipeline.columns import pack
    from pipeline.config import read_config
    from pipeline.stages import classify, entities, load, publish, segment

    unpacking = threading.Thread(
        target=load.identify_language, args=(_SENTENCES,)
    )  # decompresses while the model is read
    unpacking.start()
    found = language.Recogniser(model)
    unpacking.join()
    source = load.load("essai.txt", _SENTENCES.encode(), read_config())
    segmented = segment.segment(source)
    named = entities.extract(source, segmented, list(found.spans([unit.text for unit in segmented.units])))
    pack(publish.document_rows(source, segmented, named, classify.classify(segmented, named)))
    gc.freeze()
    return found


if wanted_model := os.environ.pop(_MODEL, None):
    with suppress(Exception):  # each worker will meet the same trouble, and can tell of it
        loaded = _load(wanted_model)
