import pytest

from pipeline.config import read_config
from pipeline.errors import ConfigError


def test_defaults_are_complete():
    config = read_config()
    assert config.model == "auto"
    assert config.max_bytes == 20_000_000


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("modle: auto", "unknown key 'modle'; known keys are"),
        ("max_bytes: beaucoup", "max_bytes: Input should be a valid integer (got 'beaucoup')"),
        ("max_bytes: -1", "max_bytes: Input should be greater than 0 (got -1)"),
        ("model: en_core_web_sm", "model: Input should be"),
        ("- a\n- b", "must hold keys and values, not a list"),
        ("a: [", "is not plain YAML"),
        ("model: !!python/object/apply:os.system ['true']", "is not plain YAML"),
    ],
)
def test_what_is_wrong_is_one_clear_line(tmp_path, text, says):
    path = tmp_path / "c.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_config(path)
    assert says in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_overlays_the_defaults(tmp_path):
    path = tmp_path / "c.yaml"
    path.write_text("include_text: false\n", encoding="utf-8")
    assert read_config(path).include_text is False
    assert read_config(path).patterns == read_config().patterns
