import os

from pipeline.config import read_config
from pipeline.identifiers import digest, doc_id
from pipeline.runner import planning
from pipeline.sources import find_sources, read_metadata

PATTERNS = ["**/*.txt", "**/*.md"]


def test_patterns_dotfiles_and_readme(tmp_path):
    for name in ("a.txt", "sous dossier/é.md", ".cache.txt", "README.md", "readme_fr.txt", "data.bin", ".git/x.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x", encoding="utf-8")
    found = find_sources(tmp_path, PATTERNS)
    assert list(found.files) == ["a.txt", "sous dossier/é.md"]
    assert found.rejects == []


def test_other_document_types_name_a_converter(tmp_path):
    (tmp_path / "r.pdf").write_bytes(b"%PDF")
    (tmp_path / "r.docx").write_bytes(b"PK")
    rejects = find_sources(tmp_path, PATTERNS).rejects
    assert [(r.path, r.code) for r in rejects] == [("r.docx", "unsupported_type"), ("r.pdf", "unsupported_type")]
    assert "pdftotext" in rejects[1].reason


def test_links_out_of_the_tree_and_in_a_loop(tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()
    (tmp_path / "secret.txt").write_text("x", encoding="utf-8")
    (raw / "out.txt").symlink_to(tmp_path / "secret.txt")
    (raw / "loop.txt").symlink_to(raw / "loop.txt")
    (raw / "again").symlink_to(raw)
    found = find_sources(raw, PATTERNS)
    assert found.files == {}
    assert sorted(r.code for r in found.rejects) == ["broken_link", "outside"]


def test_names_equal_after_normalisation(tmp_path):
    for name in ("e\u0301.txt", "\u00e9.txt"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    if len(os.listdir(tmp_path)) < 2:
        return  # a file system that normalises names cannot hold both
    found = find_sources(tmp_path, PATTERNS)
    assert list(found.files) == ["\u00e9.txt"]
    assert [r.code for r in found.rejects] == ["same_name"]


def test_metadata_rows():
    text = "path,title,dates,url\na.txt,Atelier,2017-04-18/2017-04-19,http://exemple.org/a\nb.txt,X,,\na.md,Y,avril,\n"
    facts, rejects = read_metadata(text, ["a.txt", "a.md"])
    assert facts["a.txt"].title == "Atelier"
    assert str(facts["a.txt"].date_end) == "2017-04-19"
    assert facts["a.txt"].source_url == "http://exemple.org/a"
    assert [(r.path, r.code) for r in rejects] == [
        ("metadata.csv:3", "metadata_unmatched"),
        ("metadata.csv:4", "metadata_invalid"),
    ]


def test_metadata_with_an_unknown_column():
    facts, rejects = read_metadata("path,titel\na.txt,X\n", ["a.txt"])
    assert facts == {}
    assert "unknown column 'titel'" in rejects[0].reason


def test_two_paths_of_one_identifier(tmp_path):
    """32 bits tell files of one name in different folders apart: not always, when there are very many."""
    seen: dict[str, str] = {}
    for n in range(500_000):
        path = f"{n}/rapport.txt"
        if (other := seen.setdefault(digest(path, 8), path)) != path:
            break
    for name in (other, path):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(f"Le rapport {name}.", encoding="utf-8")
    assert doc_id(other) == doc_id(path)
    planned = planning.plan(tmp_path, read_config())
    assert len(planned.jobs) == 1
    assert [(r.code, r.reason.count("rename")) for r in planned.rejects] == [("same_name", 1)]
