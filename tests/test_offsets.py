"""A unit's text and its source pieces give each other back."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.offsets import align, locate, read_piece
from pipeline.records import Span

LETTERS = st.text(alphabet="aéœÉçß’'«»–-. \u00a0\u202f12", min_size=1, max_size=30)
FORMS = st.sampled_from(["NFC", "NFD"])


def test_spaces_inside_a_piece_read_as_one():
    source = "Les  États \u00a0 Membres"
    text = read_piece(source)
    assert text == "Les États Membres"
    alignment = align(source, [Span(start=0, end=len(source))], text)
    start, end = locate(alignment, text.index("Membres"), len(text))
    assert source[start:end] == "Membres"


def test_decomposed_letters_keep_their_source_range():
    source = unicodedata.normalize("NFD", "Été à Genève")
    text = read_piece(source)
    alignment = align(source, [Span(start=0, end=len(source))], text)
    start, end = locate(alignment, text.index("Genève"), len(text))
    assert unicodedata.normalize("NFC", source[start:end]) == "Genève"


def test_pieces_join_with_a_space_or_with_nothing():
    source = "recomman-\ndations utiles\nà suivre"
    spans = [Span(start=0, end=8), Span(start=10, end=24), Span(start=25, end=33)]
    text = "recommandations utiles à suivre"
    alignment = align(source, spans, text)
    assert locate(alignment, 0, 15) == (0, 17)


def test_a_text_that_is_not_its_pieces_is_refused():
    with pytest.raises(ValueError, match="is not the text"):
        align("abc", [Span(start=0, end=3)], "abd")
    with pytest.raises(ValueError, match="goes on"):
        align("abc", [Span(start=0, end=3)], "abcd")


@given(st.lists(LETTERS, min_size=1, max_size=5), FORMS)
def test_every_character_of_the_text_is_found_in_the_source(pieces, form):
    pieces = [p.strip() for p in pieces if p.strip()]
    source, spans = "", []
    for piece in pieces:
        raw = unicodedata.normalize(form, piece)
        spans.append(Span(start=len(source), end=len(source) + len(raw)))
        source += raw + "\n"
    text = " ".join(read_piece(p) for p in pieces)
    alignment = align(source, spans, text)
    assert len(alignment) == len(text)
    for i, (start, end) in enumerate(alignment):
        if text[i] != " ":
            assert text[i] in unicodedata.normalize("NFC", source[start:end])
    assert alignment == sorted(alignment)
