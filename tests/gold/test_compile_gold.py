"""The compiler of marked-up reports: what each tag gives, what is refused, and that the gold is up to date."""

from __future__ import annotations

import importlib.util
import json
import sys
import unicodedata
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("compile_gold", HERE / "compile_gold.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


cg = _load()

HEAD = """---
file: 09-essai.txt
split: dev
organisations:
  OIM: [Organisation internationale pour les migrations]
  UE: [Union européenne]
speakers:
  - {name: Awa Diop, also: [Diop], honorific: Mme, role: Directrice, organisation: OIM, country: SEN}
---
"""
HEAD_LINES = HEAD.count("\n")


def compiled(body: str, head: str = HEAD) -> Any:
    return cg.compile_report("tests/gold/marked/09-essai.txt", head + body)


def only(body: str) -> Any:
    """The gold of the one unit of a body whose persons need no head."""
    (row,) = compiled(body + "\n⟦B:O⟧Awa Diop").gold[:-1]
    return row


def pieces(body: str, row: Any) -> list[str]:
    source = compiled(body + "\n⟦B:O⟧Awa Diop").source
    return [source[a:b] for a, b in row["spans"]]


@pytest.mark.parametrize(
    ("body", "text", "spans"),
    [
        ("⟦S:F⟧Les frais \nbaissent.", "Les frais baissent.", ["Les frais", "baissent."]),
        ("⟦S:F⟧Les  frais\u00a0: bas.", "Les frais : bas.", ["Les  frais\u00a0: bas."]),
        ("⟦S:F⟧Les mi⟦h:-⟧\n grants", "Les migrants", ["Les mi", "grants"]),
        ("⟦S:F⟧Les co- \nprésidents", "Les co-présidents", ["Les co-", "présidents"]),
        ("⟦S:F⟧Les frais -\nbas", "Les frais - bas", ["Les frais -", "bas"]),
        ("⟦S:F⟧Les frais –\nbas", "Les frais – bas", ["Les frais –", "bas"]),
        ("⟦S:F⟧Le rapport⟦n:1⟧ dit", "Le rapport dit", ["Le rapport", "dit"]),
        ("⟦S:F⟧Le rapport⟦n:1⟧, dit", "Le rapport, dit", ["Le rapport", ", dit"]),
        ("⟦S:F⟧Le ⟦m:**⟧rapport⟦m:**⟧ dit", "Le rapport dit", ["Le", "rapport", "dit"]),
        ("⟦L:F⟧⟦x:•⟧ Les\n\nfrais", "Les frais", ["Les", "frais"]),
        ("⟦S:F⟧⟦x:12.⟧\tLes frais", "Les frais", ["Les frais"]),
        ("⟦H:O⟧III. Bilan", "III. Bilan", ["III. Bilan"]),
        ("⟦S:F⟧Les\ffrais", "Les frais", ["Les", "frais"]),
        ("⟦S:F⟧E\u0301tats", "États", ["E\u0301tats"]),
    ],
)
def test_reading_text_and_spans(body: str, text: str, spans: list[str]) -> None:
    row = only(body)
    assert row["text"] == text
    assert pieces(body, row) == spans


def test_the_source_is_the_body_without_tags() -> None:
    report = compiled(" ⟦H:O⟧ Titre \n\n⟦S:F Awa Diop⟧⟦x:1.⟧ Mme ⟦p:Awa \nDiop⟧ dit⟦n:1⟧.⟦/⟧\n\f")
    assert report.source == "  Titre \n\n1. Mme Awa \nDiop dit1.\n\f"
    assert report.gold[0]["sha256"] == report.tables["speakers"][0]["sha256"]


def test_a_pause_interrupts_a_unit() -> None:
    body = "⟦S:F⟧Les mi⟦h:-⟧⟦pause⟧\n\n⟦B:O⟧12⟦/⟧\n⟦F:O⟧⟦n:1⟧ Voir A/78/1.\n⟦suite⟧grants partent.\n⟦B:O⟧Awa Diop"
    report = compiled(body)
    assert [(g["unit"], g["text"]) for g in report.gold] == [
        ("S", "Les migrants partent."),
        ("B", "12"),
        ("F", "Voir A/78/1."),
        ("B", "Awa Diop"),
    ]
    assert [report.source[a:b] for a, b in report.gold[0]["spans"]] == ["Les mi", "grants partent."]


def test_speakers() -> None:
    row = only("⟦S:R/F Awa Diop; @KEN; #Union européenne=UE; *; ~Awa Diop; ~*; ?^Directeur du port⟧Texte.")
    assert row["label"] == "R"
    assert row["label_alt"] == "F"
    assert row["speakers"] == [
        {"kind": "person", "key": "Awa Diop"},
        {"kind": "delegate", "key": "KEN"},
        {"kind": "organisation", "key": "Union européenne", "also": ["UE", "Union européenne"]},
        {"kind": "collective", "key": "*"},
        {"kind": "person", "key": "Awa Diop", "optional": True, "continuation": True},
        {"kind": "collective", "key": "*", "optional": True, "continuation": True},
        {"kind": "person", "key": "Directeur du port", "optional": True},
    ]


def test_mentions() -> None:
    body = (
        "⟦S:F⟧Mme ⟦p:Diop⟧ du ⟦o=Ministère de la santé du Mali:Ministère de la santé du ⟦c=MLI:Mali⟧⟧, l’⟦?o=OIM:OIM⟧ et"
        " les ⟦d=MLI:Maliens⟧ du ⟦c=GBR:Royaume-\nUni⟧"
    )
    row = only(body)
    source = compiled(body + "\n⟦B:O⟧Awa Diop").source
    assert row["persons"] == [{"surface": "Diop", "start": 4, "end": 8}]
    assert row["organisations"] == [
        {
            "surface": "Ministère de la santé du Mali",
            "start": 12,
            "end": 41,
            "canonical": "Ministère de la santé du Mali",
            "also": ["Ministère de la santé du Mali"],
        },
        {
            "surface": "OIM",
            "start": 45,
            "end": 48,
            "optional": True,
            "canonical": "OIM",
            "also": ["OIM", "Organisation internationale pour les migrations"],
        },
    ]
    assert [(c["surface"], c["iso3"], c["form"]) for c in row["countries"]] == [
        ("Mali", "MLI", "name"),
        ("Maliens", "MLI", "demonym"),
        ("Royaume-Uni", "GBR", "name"),
    ]
    last = row["countries"][-1]
    assert source[last["start"] : last["end"]] == "Royaume-\nUni"


def test_tables() -> None:
    head = HEAD[:-4] + (
        """sessions:
  - {start_time: "10:00", end_time: "11:30", date: 2025-06-03, title: Session d’ouverture, kind: opening}
participants:
  - {start_time: "10:00", session: Session d’ouv, name: Awa Diop, part: speaker}
acronyms:
  - {acronym: OIM, expansion: Organisation internationale pour les migrations, where: inline, optional: true}
references:
  - {kind: un_document, text: résolution 77/176, normalised: A/RES/77/176}
---
"""
    )
    body = (
        "⟦A:O⟧10h - 11h30 Session d’ouverture\n⟦A:O⟧⟦p:Awa Diop⟧\n"
        "⟦S:F⟧L’Organisation internationale pour les\nmigrations (OIM) cite la résolution 77/176."
    )
    report = compiled(body, head)
    window = [0, len(report.source)]
    sha256 = report.gold[0]["sha256"]
    assert report.tables["sessions"] == (
        {
            "sha256": sha256,
            "start_time": "10:00",
            "end_time": "11:30",
            "date": "2025-06-03",
            "title": "Session d’ouverture",
            "kind": "opening",
            "window": window,
        },
    )
    assert report.tables["participants"][0]["window"] == window
    assert report.tables["acronyms"][0]["optional"] is True
    assert report.tables["references"][0]["normalised"] == "A/RES/77/176"
    assert list(report.tables["speakers"][0]) == [
        "sha256", "name", "also", "honorific", "role", "organisation", "organisation_also", "country",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "line", "problem"),
    [
        ("\nTexte nu", 2, "text outside any unit: 'Texte nu'"),
        ("⟦S:F⟧a\n⟦z:b⟧", 2, "unknown tag: '⟦z:b⟧'"),
        ("⟦S:X⟧a", 1, "unknown tag: '⟦S:X⟧a'"),
        ("⟦H:F⟧a", 1, "a unit H is always O, not F"),
        ("⟦S:F/F⟧a", 1, "the second label is the first"),
        ("⟦S:F @KEY⟧a", 1, "not an ISO 3166-1 alpha-3 code: '@KEY'"),
        ("⟦S:F ~?*⟧a", 1, "cannot read the speaker '~?*'"),
        ("⟦S:F⟧en ⟦c=Mali:Mali⟧", 1, "not an ISO 3166-1 alpha-3 code: 'Mali'"),
        ("⟦S:F⟧a\nb⟧", 2, "⟧ closes nothing"),
        ("⟦S:F⟧a\n⟦p:Awa ⟧Diop", 2, "'⟦p:': a mention is not empty and has no space at its edges"),
        ("⟦S:F⟧a\n⟦p:Awa\n⟦S:F⟧b", 2, "unit ⟦S:F⟧ inside the tag '⟦p:'"),
        ("⟦S:F⟧a\n⟦p:Awa", 2, "the end of the file inside the tag '⟦p:'"),
        ("⟦S:F⟧a\n⟦p:Awa⟦pause⟧", 2, "⟦pause⟧ inside the tag '⟦p:'"),
        ("⟦S:F⟧⟦x:⟦p:Awa⟧⟧", 1, "'⟦p:' inside an omitted piece"),
        ("⟦S:F⟧a⟦?n:1⟧", 1, "only a mention can be optional: '⟦?n:'"),
        ("⟦S:F⟧a⟦n:⟧", 1, "empty tag '⟦n:'"),
        ("⟦/⟧", 1, "⟦/⟧ without an open unit"),
        ("⟦pause⟧", 1, "⟦pause⟧ without an open unit"),
        ("⟦S:F⟧a⟦pause⟧\n⟦B:O⟧1⟦pause⟧", 2, "⟦pause⟧ inside a pause"),
        ("⟦S:F⟧a⟦pause⟧⟦suite⟧", 1, "a pause holds whole units; this one is empty"),
        ("⟦S:F⟧a\n⟦suite⟧", 2, "⟦suite⟧ without ⟦pause⟧"),
        ("\n⟦S:F⟧a⟦pause⟧⟦B:O⟧1", 2, "⟦pause⟧ without ⟦suite⟧"),
        ("⟦S:F⟧a⟦h:-⟧b", 1, "a soft hyphen stands at a line end"),
        ("⟦S:F⟧a\n⟦S:F⟧\n⟦S:F⟧b", 2, "a unit without text"),
        ("⟦S:F Jo Li⟧a", 1, "speaker 'Jo Li' is not in the head's speakers: add it"),
        ("⟦S:F ^Maire⟧a", 1, "speaker 'Maire' is not in the head's speakers: make it optional (?^)"),
        ("⟦S:F⟧M. ⟦p:Li⟧", 1, "person 'Li' is not in the head's speakers"),
    ],
)
def test_errors_name_file_and_line(body: str, line: int, problem: str) -> None:
    with pytest.raises(cg.MarkedError) as caught:
        compiled(body)
    assert str(caught.value) == f"tests/gold/marked/09-essai.txt:{HEAD_LINES + line}: {problem}"


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("---\n", "", 1, "a marked file starts with a YAML head between two --- lines"),
        ("split: dev", "split: train", 1, "split: one of dev, test, not 'train'"),
        ("09-essai.txt", "autre.txt", 1, "file: 09-essai.txt or 09-essai.md, not 'autre.txt'"),
        ("split: dev", "split: dev\nautre: 1", 1, "unknown keys in the head: autre"),
        ("country: SEN", "country: SEM", 8, "not an ISO 3166-1 alpha-3 code: 'SEM'"),
        ("honorific: Mme", "titre: Mme", 8, "speakers: unknown fields titre"),
        ("name: Awa Diop, also: [Diop]", "name: Jo Li", 8, "speakers: no form of 'Jo Li' is in the text"),
        (
            "speakers:",
            "references:\n  - {kind: url, text: www.iom.int, normalised: www.iom.int}\nspeakers:",
            8,
            "references: text is not in the text: 'www.iom.int'",
        ),
        (
            "speakers:",
            "participants:\n  - {start_time: 10:00, session: A, name: Awa Diop, part: speaker}\nspeakers:",
            8,
            "participants: start_time: expected HH:MM in quotes, got 600",
        ),
    ],
)
def test_errors_in_the_head(old: str, new: str, line: int, problem: str) -> None:
    with pytest.raises(cg.MarkedError) as caught:
        compiled("⟦B:O⟧Awa Diop", HEAD.replace(old, new, 1))
    assert str(caught.value) == f"tests/gold/marked/09-essai.txt:{line}: {problem}"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    marked = tmp_path / "tests/gold/marked"
    marked.mkdir(parents=True)
    (marked / "09-essai.txt").write_text(HEAD + "⟦S:F⟧Mme ⟦p:Awa Diop⟧ part.\n", encoding="utf8")
    return tmp_path


def test_check_and_write(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = ["--root", str(repository)]
    assert cg.main([*root, "--check"]) == 1
    assert "data/raw/09-essai.txt: not what the marked files give" in capsys.readouterr().err
    assert not (repository / "data").exists()
    assert cg.main(root) == 0
    assert (repository / "data/raw/09-essai.txt").read_text(encoding="utf8") == "Mme Awa Diop part.\n"
    gold = repository / "tests/gold/own/dev/09-essai.jsonl"
    assert json.loads(gold.read_text(encoding="utf8"))["unit_id"] == "09-0000"
    assert cg.main([*root, "--check"]) == 0
    gold.write_text("{}\n", encoding="utf8")
    assert cg.main([*root, "--check"]) == 1


def test_stale_gold_goes(repository: Path) -> None:
    stale = repository / "tests/gold/own/test/08-ancien.jsonl"
    stale.parent.mkdir(parents=True)
    stale.write_text("", encoding="utf8")
    assert cg.main(["--root", str(repository), "--check"]) == 1
    assert cg.main(["--root", str(repository)]) == 0
    assert not stale.exists()


def test_a_wrong_file_does_not_stop_the_others(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "tests/gold/marked/08-faux.txt").write_text("rien\n", encoding="utf8")
    assert cg.main(["--root", str(repository)]) == 2
    assert (repository / "data/raw/09-essai.txt").is_file()
    assert "tests/gold/marked/08-faux.txt:1: a marked file starts with" in capsys.readouterr().err


def test_the_committed_gold_is_up_to_date() -> None:
    assert cg.main(["--root", str(ROOT), "--check"]) == 0


MARKED = sorted(p for p in (HERE / "marked").glob("*.*") if p.suffix in (".txt", ".md"))


@pytest.mark.parametrize("path", MARKED, ids=lambda p: p.stem)
def test_every_character_stands_in_one_unit(path: Path) -> None:
    """Spans hold the text, tags cover the rest, mentions are what the source has at their offsets."""
    report = cg.compile_report(f"tests/gold/marked/{path.name}", path.read_text(encoding="utf8"))
    seen: set[int] = set()
    for row in report.gold:
        text = unicodedata.normalize("NFC", "".join(report.source[a:b] for a, b in row["spans"]))
        assert "".join(text.split()) == "".join(row["text"].split())
        assert row["text"] == " ".join(row["text"].split())
        for a, b in row["spans"]:
            piece = report.source[a:b]
            assert piece == piece.strip()
            assert len(piece.splitlines()) == 1
            assert seen.isdisjoint(range(a, b))
            seen.update(range(a, b))
        for mention in [*row["persons"], *row["countries"], *row["organisations"]]:
            assert mention["surface"] in row["text"]
            assert {mention["start"], mention["end"] - 1} <= seen
