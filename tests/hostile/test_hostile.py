"""Hostile and broken input: nothing crashes, hangs, exhausts memory or writes outside its folders."""

import errno
import os
import resource
import signal
import textwrap
import threading
import time

import pytest

from pipeline import guard, publication, tables
from pipeline.config import read_config
from pipeline.errors import ConfigError, GreffierError
from pipeline.runner import planning, processing
from pipeline.validate import check_dataset
from tests.conftest import greffier
from tests.trust.conftest import report

GOOD = report(3)
BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{c}: &{c} [{', '.join([f'*{p}'] * 9)}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True)
)
VALUE_BOMB = "model: [&a [x,x,x,x,x,x,x,x,x]" + "".join(
    f", &{c} [{', '.join([f'*{p}'] * 9)}]" for p, c in zip("abcde", "bcdef", strict=True)
) + "]\n"  # fmt: skip
FRENCH = "Les participants ont estimé que l’accès à l’œuvre reste « inégal » dans plusieurs régions du pays. "


def turned_away(project):
    """Build; the good report is always published, the rest is returned as path -> reject code."""
    project.run()
    assert [str(p) for p in check_dataset(project.out)] == []
    assert "b.txt" in {r["path"] for r in tables.read_rows(project.out, "documents", ["path"])}
    assert project.run().unchanged or project.status().rejects
    return {r["path"]: r["code"] for r in tables.read_rows(project.out, "rejects", ["path", "code"])}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n\t\r\n  ", "empty"),
        (b"\x7fELF\2\1\1" + bytes(range(256)) * 40, "binary"),
        (bytes(range(1, 32)) * 99, "binary"),
        (GOOD.encode() + b"\0" * 40, "binary"),
        (GOOD.encode()[:300] + b"\xff\xfe" + GOOD.encode()[300:], "undecodable"),
        (b"The delegates agreed that the report should be adopted without a vote. " * 20, "not_french"),
        ("أكد المشاركون أهمية التعاون الدولي في مجال الهجرة. ".encode() * 20, "not_french"),
        (report(1).encode(), "duplicate"),
    ],
    ids=["empty", "spaces", "elf", "controls", "nuls", "broken-utf8", "english", "arabic", "same-bytes"],
)
def test_what_cannot_be_read_is_a_row(project, data, code):
    project.put("z.txt", data)
    assert turned_away(project) == {"z.txt": code}


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xfe" + GOOD.encode("utf-16-le"),
        GOOD.encode("utf-16-be"),
        (FRENCH * 9).encode("cp1252"),
        (FRENCH * 9).encode("mac_roman"),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("\n", "\r").encode(),
        (GOOD + "\u202eFin\u202c de \u200d\u200bséance\u2066 !\u2069 \x07\x1b[31m\n").encode(),
        (GOOD + "\u2028Une ligne.\x85Une autre.\x0cUne page.\x1cFin.\n").encode(),
        (GOOD + "LâAtelier sâ€™est tenu Ã\xa0 GenÃ¨ve aprÃ©s la sÃ©ance.\n").encode(),
        (GOOD + "(" * 10_000 + "puits" + ")" * 10_000 + ".\n").encode(),
        (GOOD + "«" * 10_000 + " puits " + "»" * 10_000 + ".\n").encode(),
        (GOOD + "e" + "\u0301" * 20_000 + " fin.\n").encode(),
        (GOOD + "\U0001f9d1\u200d\U0001f33e " * 500 + "\n").encode(),
    ],
    ids=[
        "utf16-mark", "utf16", "cp1252", "mac", "crlf", "cr", "bidi", "separators", "mojibake", "brackets", "guillemets",
        "combining", "emoji",
    ],
)  # fmt: skip
def test_odd_text_is_read_and_grounded(project, data):
    project.put("z.txt", data)
    assert turned_away(project) == {}


def test_invisible_characters_are_kept(project):
    odd = GOOD + "\u202eLa séance\u202c est le\u200dvée à mi\u200bdi\u2066 !\u2069 Fin.\n"
    project.put("z.txt", odd)
    assert turned_away(project) == {}
    assert odd in [r["text"] for r in tables.read_rows(project.out, "texts", ["text"])]


def test_line_ends_of_any_kind_give_the_same_rows(project):
    for name, end in [("lf", "\n"), ("crlf", "\r\n"), ("cr", "\r")]:
        lines = "\n".join(textwrap.fill(line, 60) for line in report(7).split("\n"))
        project.put(f"{name}.txt", lines.replace("\n", end))
    assert turned_away(project) == {}
    columns = ["doc_id", "text", "unit_type", "label"]
    rows = list(tables.read_rows(project.out, "sentences", columns))
    read = {
        name: [tuple(r.values())[1:] for r in rows if r["doc_id"].startswith(f"{name}-")]
        for name in ("lf", "crlf", "cr")
    }
    assert read["lf"]
    assert read["crlf"] == read["lf"]
    assert read["cr"] == read["lf"]


def test_mojibake_is_reported_and_kept_as_it_is(project):
    damaged = GOOD + "La sÃ©ance a Ã©tÃ© levÃ©e.\n"
    project.put("z.txt", damaged)
    assert turned_away(project) == {}
    rows = {r["path"]: r for r in tables.read_rows(project.out, "documents", ["path", "doc_id", "warnings"])}
    texts = {r["doc_id"]: r["text"] for r in tables.read_rows(project.out, "texts", ["doc_id", "text"])}
    assert texts[rows["z.txt"]["doc_id"]] == damaged
    assert [w.partition(":")[0] for w in rows["z.txt"]["warnings"] or ()] == ["mojibake"]


def test_over_max_bytes(project):
    project.config = read_config().model_copy(update={"max_bytes": 5_000})
    project.put("z.txt", GOOD * 20)
    assert turned_away(project) == {"z.txt": "too_large"}


def test_names_and_folders(project, tmp_path):
    (tmp_path / "secret.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "ailleurs").mkdir()
    project.put("Rapport.txt", report(20))
    project.put("rapport.txt", report(21))
    project.put("dossier d’été/rapport n° 1 (é).txt", report(22))
    (project.raw / "hors.txt").symlink_to(tmp_path / "secret.txt")
    (project.raw / "boucle.txt").symlink_to("boucle.txt")
    (project.raw / "tour").symlink_to(project.raw)
    (project.raw / "dehors").symlink_to(tmp_path / "ailleurs")
    os.mkfifo(project.raw / "tube.txt")
    assert turned_away(project) == {
        "hors.txt": "outside", "boucle.txt": "broken_link", "dehors": "outside", "tube.txt": "not_a_file",
    }  # fmt: skip
    paths = {r["path"] for r in tables.read_rows(project.out, "documents", ["path"])}
    assert {"Rapport.txt", "rapport.txt", "dossier d’été/rapport n° 1 (é).txt"} <= paths


def test_a_file_that_changes_or_vanishes_while_read(project, monkeypatch):
    planned = project.plan()
    project.put("a.txt", report(30))
    (project.raw / "sous-dossier" / "c.txt").unlink()
    rejects = processing.run_stages(planned, planning.STAGES, project.interim, project.config, workers=1)
    assert {r.path: r.code for r in rejects} == {"a.txt": "changed", "sous-dossier/c.txt": "unreadable"}
    (project.raw / "a.txt").unlink()
    assert turned_away(project) == {}


def test_a_name_that_is_no_utf8(project):
    (project.raw / "z.txt").write_text(GOOD, encoding="utf-8")
    try:
        os.rename(os.fsencode(project.raw / "z.txt"), os.fsencode(project.raw) + b"/r\xe9sum\xe9.txt")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert turned_away(project) == {"r?sum?.txt": "bad_name"}


def test_a_file_and_a_folder_without_permission(project, monkeypatch):
    """Also for those who run the tests as root, whom no permission stops: the system's refusal is played."""
    measured, scandir = planning._measured, os.scandir

    def refused(file, max_bytes):
        if file.name == "a.txt":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(file))
        return measured(file, max_bytes)

    def closed(path):
        if str(path).endswith("sous-dossier"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return scandir(path)

    with monkeypatch.context() as patched:
        patched.setattr(planning, "_measured", refused)
        patched.setattr(os, "scandir", closed)
        assert turned_away(project) == {"a.txt": "unreadable", "sous-dossier": "unreadable"}
    assert turned_away(project) == {}


def test_a_document_that_takes_too_long(project, monkeypatch):
    from pipeline.stages import segment

    read = segment.segment

    def slow(source):
        if source.path == "a.txt":
            time.sleep(60)
        return read(source)

    monkeypatch.setattr(segment, "segment", slow)
    project.config = project.config.model_copy(update={"seconds_per_document": 1})
    assert turned_away(project) == {"a.txt": "timeout"}
    monkeypatch.setattr(segment, "segment", read)
    assert turned_away(project) == {}, "the next run tries it again"


def test_the_time_limit_is_for_main_threads_and_leaves_nothing_behind():
    with guard.time_limit(0.05), pytest.raises(guard.TooSlow):
        time.sleep(30)
    ran = []
    thread = threading.Thread(target=lambda: [ran.append(1) for _ in [0] if not guard.time_limit(1).__enter__()])
    thread.start()
    thread.join()
    assert ran == [1]
    rung = []
    before = signal.signal(signal.SIGALRM, lambda *_: rung.append(1))
    try:
        with guard.time_limit(0.1):
            pass
        time.sleep(0.3)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert rung == []


@pytest.mark.parametrize(
    ("error", "code"),
    [(RuntimeError, "internal_error"), (RecursionError, "too_complex"), (MemoryError, "too_complex")],
)
def test_a_bug_costs_one_document(project, monkeypatch, error, code):
    from pipeline.stages import classify

    read = classify.classify

    def broken(segmented, entities):
        if segmented.doc_id.startswith("a-"):
            raise error("boum")
        return read(segmented, entities)

    monkeypatch.setattr(classify, "classify", broken)
    assert turned_away(project) == {"a.txt": code}
    monkeypatch.setattr(classify, "classify", read)
    assert turned_away(project) == {}, "the next run tries it again"


@pytest.mark.parametrize(
    "text",
    [
        "modle: auto",
        "max_bytes: '10'",
        "patterns: []",
        "!!python/object/apply:os.system ['true']",
        "max_bytes: 2017-99-99",
        BOMB,
        VALUE_BOMB,
        "model: " + "[" * 5000,
        "a: \0",
    ],
    ids=["unknown", "type", "no-pattern", "tag", "date", "bomb", "value-bomb", "deep", "nul"],
)  # fmt: skip
def test_a_hostile_configuration(tmp_path, text):
    path = tmp_path / "c.yaml"
    path.write_text(text, encoding="utf-8")
    started = time.monotonic()
    with pytest.raises(ConfigError) as caught:
        read_config(path)
    assert len(str(caught.value)) < 2_000
    assert time.monotonic() - started < 5


def test_a_hostile_metadata_file(project):
    project.put("metadata.csv", 'path,title\na.txt,"' + "x" * 200_000)
    assert turned_away(project) == {"metadata.csv": "metadata_invalid"}


def test_metadata_in_another_encoding(project):
    project.put("metadata.csv", "path,title\na.txt,Été\n".encode("cp1252"))
    assert turned_away(project) == {"metadata.csv": "metadata_invalid"}


def test_output_that_cannot_be_written(project):
    out = project.put("ici.bin", b"x") / "out"
    with (
        pytest.raises(GreffierError, match=r"cannot write to the output folder .*Not a directory"),
        publication.exclusive(out),
    ):
        raise AssertionError("it is held")


def test_output_that_is_a_file_or_somebody_elses(project, tmp_path):
    other = tmp_path / "photos"
    other.mkdir()
    (other / "chat.jpg").write_bytes(b"x")
    for out in (other, other / "chat.jpg", project.raw, project.raw / "sous-dossier", project.raw / "nouveau"):
        done = greffier("run", "--raw", project.raw, "--out", out, "--interim", project.interim)
        assert done.returncode == 2
        assert done.stderr.startswith("greffier: ")
        assert done.stderr.count("\n") == 1
    assert [p.name for p in other.iterdir()] == ["chat.jpg"]
    assert not (project.raw / "nouveau").exists()


# ------------------------------------------------------------------------------------------------ size
BOMBS = {
    "one line": FRENCH,
    "no space": "a",
    "capitals": "Jean Dupont, ",
    "initials": "A. B. C. ",
    "brackets": "(voir ",
    "guillemets": "« ",
    "dots": ".",
    "leaders": "Titre .... 3\n",
    "hyphens": "mot-\n",
    "digits": "1.1.1. ",
    "list": "a) l’eau ; ",
    "dates": "du 4 au 6 mars, ",
    "url": "http://x.org/a/",
    "acronyms": "Organisation (OX), ",
    "of the": "Ministre de la santé de la ",
    "a dit": "M. X a dit que M. ",
    "newlines": "\n",
    "spaces": " ",
    "tabs": "\t x",
    "references": "A/RES/71/",
    "article": "article 3, paragraphe 2, de la convention n° ",
    "apostrophes": "l’",
    "countries": "République démocratique ",
}


def cost(project, text):
    """Seconds of user time for the stages on one report that ends in ``text``."""
    project.put("z.txt", GOOD + text)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    planned = project.plan()
    rejects = processing.run_stages(planned, planning.STAGES, project.interim, project.config, workers=1)
    assert not [r for r in rejects if r.code in {"timeout", "internal_error", "too_complex"}], rejects
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime - before


@pytest.mark.soak
@pytest.mark.parametrize("name", BOMBS)
def test_time_grows_with_length_alone(project, name):
    project.run()
    unit = BOMBS[name]
    cost(project, unit * (5_000 // len(unit)))
    small = cost(project, unit * (50_000 // len(unit)))
    large = cost(project, unit * (400_000 // len(unit)))
    assert large < 8 * 2.5 * small + 1, f"eight times the text took {large / small:.1f} times as long"


def test_one_line_of_fifteen_megabytes(project):
    project.put("z.txt", FRENCH * (15_000_000 // len(FRENCH.encode())))
    assert turned_away(project) == {"z.txt": "one_line"}  # at once, long before the guard's thirty seconds


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_fifteen_megabytes_in_lines(project):
    project.put("z.txt", (FRENCH.rstrip() + "\n\n") * (15_000_000 // len(FRENCH.encode())))
    started = time.monotonic()
    project.run()
    print(f"15 MB in {time.monotonic() - started:.0f} s")
    assert [str(p) for p in check_dataset(project.out)] == []
