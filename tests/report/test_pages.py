"""The files: self-contained, escaped, the same from the same dataset, split when large."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.report.pages import encode, write_report
from tests.conftest import greffier
from tests.report import reports
from tests.report.small import Report, write_dataset


class Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def elements(path: Path) -> list[tuple[str, dict[str, str | None]]]:
    parser = Elements()
    parser.feed(path.read_text(encoding="utf-8"))
    return parser.found


def embedded(path: Path) -> dict:
    text = path.read_text(encoding="utf-8")
    return json.loads(re.search(r'id="donnees">(.*?)</script>', text, re.DOTALL)[1])


def test_nothing_of_a_source_is_markup(page):
    found = elements(page)
    assert [tag for tag, _ in found].count("script") == 2
    assert not [tag for tag, _ in found if tag in {"img", "b-", "iframe", "object", "link"}]
    assert not [a for _, attributes in found for a in attributes if a.startswith("on") or a == "style"]
    raw = re.search(r'id="donnees">(.*?)</script>', page.read_text(encoding="utf-8"), re.DOTALL)[1]
    assert not set("<>&\u2028\u2029") & set(raw)


def test_what_was_escaped_reads_as_it_was(page):
    document = next(d for d in embedded(page)["documents"] if d["id"] == reports.HOSTILE_ID)
    for text in (document["text"], document["units"][1]["text"]):
        assert all(part in text for part in (reports.SCRIPT, reports.IMAGE, reports.CLOSING))
    assert "\u2028" in document["text"]


def test_nothing_is_fetched(page):
    found = elements(page)
    policy = next(a["content"] for t, a in found if t == "meta" and a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    for _, attributes in found:
        assert "src" not in attributes
        assert (attributes.get("href") or "#").startswith("#")
    assert not re.search(r"url\(|@import", page.read_text(encoding="utf-8").split("</style>")[0])


def test_json_for_a_script_element():
    assert encode("</script>&\u2028") == '"\\u003c/script\\u003e\\u0026\\u2028"'
    assert json.loads(encode({"é": "<a&b>"})) == {"é": "<a&b>"}


def test_same_dataset_same_bytes(small, page, tmp_path):
    again = write_report(small, tmp_path / "autre.html").page
    assert again.read_bytes() == page.read_bytes()


def test_without_texts(tmp_path):
    data = write_dataset(tmp_path / "out", [reports.ordinary()], include_text=False)
    (document,) = embedded(write_report(data, tmp_path / "r.html").page)["documents"]
    assert document["text"] is None
    assert not [u for u in document["units"] if "places" in u]


def test_a_large_dataset_becomes_a_site(small, tmp_path):
    done = write_report(small, tmp_path / "r.html", max_bytes=70_000)
    pages = sorted(p.name for p in (tmp_path / "r-pages").iterdir())
    assert pages == ["atelier-puits.html", "notes.html", "rapport-hostile.html"]
    assert done.n_pages == 4
    first = embedded(done.page)
    assert [d["page"] for d in first["documents"]] == [f"r-pages/{name}" for name in pages]
    labels = {u["label"] for d in first["documents"] for u in d["units"]}
    assert "recommendation" in labels
    assert "other" not in labels
    assert "Cette page contient toutes les recommandations" in done.page.read_text(encoding="utf-8")
    assert "per-adama-keita" in first["voices"]
    own = embedded(tmp_path / "r-pages" / "atelier-puits.html")
    assert len(own["documents"][0]["units"]) == 7
    assert 'href="../r.html"' in (tmp_path / "r-pages" / "atelier-puits.html").read_text(encoding="utf-8")


def _renamed(n: int) -> Report:
    """A report like no other by its path alone."""
    report = Report(f"note-{n:02}.txt")
    report.section("")
    report.unit(f"La pluie manque depuis {n} ans.", "finding")
    return report


def test_many_documents_make_small_pages(tmp_path):
    data = write_dataset(tmp_path / "out", [_renamed(n) for n in range(80)])
    done = write_report(data, tmp_path / "r.html", max_bytes=150_000)
    assert done.n_pages == 81
    assert done.page.stat().st_size < 350_000  # every document is listed, whatever the limit
    assert "refers" not in embedded(done.page)["documents"][0]


def test_pages_of_documents_that_are_gone_go_too(small, tmp_path):
    write_report(small, tmp_path / "r.html", max_bytes=70_000)
    (tmp_path / "r-pages" / "mine.html").write_text("my own notes", encoding="utf-8")
    data = write_dataset(tmp_path / "out", [reports.ordinary(), reports.bare()])
    write_report(data, tmp_path / "r.html", max_bytes=60_000)
    assert sorted(p.name for p in (tmp_path / "r-pages").iterdir()) == ["atelier-puits.html", "mine.html", "notes.html"]


def test_other_files_are_left_alone(small, tmp_path):
    mine = tmp_path / "mine.html"
    mine.write_text("<p>my own page</p>", encoding="utf-8")
    with pytest.raises(UsageError, match="is no report of greffier; choose another with --html"):
        write_report(small, mine)
    assert mine.read_text(encoding="utf-8") == "<p>my own page</p>"
    with pytest.raises(UsageError, match=r"give a name that ends in \.html"):
        write_report(small, tmp_path / "rapport.pdf")
    with pytest.raises(UsageError, match="run `greffier run`"):
        write_report(tmp_path / "nowhere", tmp_path / "r.html")
    with pytest.raises(UsageError, match="cannot write"):
        write_report(small, mine / "r.html")


def test_the_command(small, tmp_path):
    target = tmp_path / "sous" / "r.html"
    done = greffier("report", "--out", small, "--html", target)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{target}: 1 page, 0.")
    answer = json.loads(greffier("report", "--out", small, "--html", target, "--json").stdout)
    assert answer == {"html": str(target), "pages": 1, "bytes": target.stat().st_size}
    wrong = greffier("report", "--out", tmp_path / "nowhere", "--html", target)
    assert wrong.returncode == 2
    assert len(wrong.stderr.splitlines()) == 1
