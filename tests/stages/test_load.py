import pytest

from pipeline.config import read_config
from pipeline.errors import Unreadable
from pipeline.stages.load import load

FRENCH = (
    "La troisième séance, tenue à Genève, a été consacrée à la main-d’œuvre. Les délégués ont estimé que l’accès aux soins "
    "reste « inégal » dans plusieurs régions, et qu’un cœur de mesures s’impose où les États le souhaitent.\r\n"
) * 3


def read(data, **changes):
    return load("dossier/rapport.txt", data, read_config().model_copy(update=changes))


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (FRENCH.encode(), "utf_8"),
        (b"\xef\xbb\xbf" + FRENCH.encode(), "utf_8"),
        (FRENCH.encode("cp1252"), "cp1252"),
        (FRENCH.encode("mac_roman"), "mac_roman"),
        (b"\xff\xfe" + FRENCH.encode("utf-16-le"), "utf_16_le"),
        (b"\xfe\xff" + FRENCH.encode("utf-16-be"), "utf_16_be"),
        (FRENCH.encode("utf-16-le"), "utf_16_le"),
        (FRENCH.encode("utf-16-be"), "utf_16_be"),
    ],
    ids=["utf8", "utf8-bom", "cp1252", "mac", "utf16le-bom", "utf16be-bom", "utf16le", "utf16be"],
)
def test_text_survives_its_encoding(data, encoding):
    source = read(data)
    assert source.text == FRENCH
    assert source.encoding == encoding
    assert source.language == "fr"
    assert source.n_bytes == len(data)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n\t \r\n", "empty"),
        (b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0" * 20, "binary"),
        (bytes(range(1, 32)) * 30, "binary"),
        (FRENCH.encode()[:200] + b"\xff" + FRENCH.encode()[200:], "undecodable"),
        (b"The delegates agreed that the report should be adopted without a vote. " * 9, "not_french"),
        (b"A", "too_short"),
        (b"1.\n\n12/03/2019 " * 300 + b"\nDelegates.", "too_short"),
        ("أكد المشاركون أهمية التعاون الدولي في مجال الهجرة. ".encode() * 9, "not_french"),
    ],
    ids=["empty", "spaces", "elf", "controls", "broken-utf8", "english", "letter", "figures", "arabic"],
)
def test_what_cannot_be_read_says_why(data, code):
    with pytest.raises(Unreadable) as caught:
        read(data)
    assert caught.value.code == code
    assert len(caught.value.reason) > 20


def test_utf8_that_is_broken_in_the_middle_says_where():
    """No other encoding is tried: it could succeed, and corrupt every accent of the file."""
    with pytest.raises(Unreadable, match=r"UTF-8 but for the byte at 200 \(1 such places\); repair it"):
        read(FRENCH.encode()[:200] + b"\xff" + FRENCH.encode()[200:])


def test_too_large():
    with pytest.raises(Unreadable, match="more than max_bytes = 10"):
        read(FRENCH.encode(), max_bytes=10)


def test_damage_is_reported_and_left_as_it_is():
    damaged = FRENCH + "L’accÃ©s aux soins. \u202eabc\x07"
    source = read(damaged.encode())
    assert source.text == damaged
    assert [w.partition(":")[0] for w in source.warnings] == [
        "mojibake",
        "control_characters",
        "bidirectional_controls",
    ]


def test_identifier_comes_from_the_path_alone():
    assert read(FRENCH.encode()).doc_id == read((FRENCH + "Fin.").encode()).doc_id
