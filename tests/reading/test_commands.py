"""``show``, ``search`` and ``export`` on the command line."""

import csv
import io
import json

import pytest
from rich.console import Console

from pipeline import browse, render
from pipeline.dataset import open_dataset
from tests.conftest import greffier
from tests.reading.tiny import EAU


def texts(ds, *args, **filters):
    return [unit.text for unit in browse.search(ds, *args, **filters)]


def test_search_words_aside_from_accents_and_case(ds):
    assert len(texts(ds, "FORAGES")) == 2
    assert len(texts(ds, "estime pays")) == 1
    assert len(texts(ds, '"pays de destination"')) == 1
    assert texts(ds, '"destination pays"') == []
    assert len(texts(ds, "« a dit »")) == 1


def test_search_filters(ds):
    assert len(texts(ds, country="KEN")) == 3
    assert len(texts(ds, country="SEN", label="recommendation")) == 1
    assert len(texts(ds, organisation="OIM")) == 1
    assert len(texts(ds, speaker="Awa")) == 1
    assert len(texts(ds, addressee="pays d’origine")) == 1
    assert len(texts(ds, document="train.txt")) == 2
    assert len(texts(ds, "", limit=3)) == 3


def test_rows_lie_where_they_say(ds):
    sources = dict(zip(ds.documents["path"], ds.texts["text"], strict=True))
    for unit in browse.search(ds):
        assert sources[unit.path][unit.start : unit.end] == unit.text
        for mark in unit.marks:
            assert mark.kind == "cue" or unit.text[mark.start : mark.end] in {"Awa Diop", "Kenya", "OIM"}


def test_search_prints_rows(folder):
    done = greffier("search", "forages", "--label", "good_practice", "--out", folder)
    assert done.returncode == 0
    assert done.stdout == (
        "A/61/187, par. 23, p. 5 · good_practice 0.75\n"
        "  Le Kenya a ouvert quarante forages en 2019.\n"
        f"  eau.txt:114-157 · {EAU}-0000000002-1\n\n"
    )
    assert done.stderr == "1 unit\n"


def test_search_json_and_csv(folder):
    rows = json.loads(greffier("search", "--country", "KEN", "--json", "--out", folder).stdout)
    assert [row["path"] for row in rows] == ["eau.txt", "eau.txt", "train.txt"]
    assert rows[2]["speakers"] == ["(collectif)", "Organisation internationale pour les migrations"]
    shown = greffier("search", "--country", "KEN", "--csv", "--out", folder).stdout
    table = list(csv.DictReader(io.StringIO(shown)))
    assert table[1]["text"].startswith("'=SOMME")
    assert [row["start"] for row in table] == [str(row["start"]) for row in rows]


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--country", "KNE"], "there is no country 'KNE'; the nearest is 'KEN'"),
        (["--json", "--csv"], "--json and --csv exclude each other"),
        (
            ["--out", "nowhere"],
            "there is no dataset in nowhere: run `greffier run`, or give the folder it published to",
        ),
    ],
)
def test_search_wrongly(folder, args, says):
    done = greffier("search", "--out", folder, *args)
    assert done.returncode == 2
    assert done.stderr == f"greffier: {says}\n"


def test_show_off_a_terminal_is_plain(folder):
    done = greffier("show", "A/61/187", "--out", folder)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "Rapport sur l’eau"
    assert lines[2].startswith("recommendation Mme Awa Diop a estimé")
    assert lines[2].endswith(" — Awa Diop")
    assert "\x1b" not in done.stdout


def test_show_names_the_nearest_document(folder):
    done = greffier("show", "eau.text", "--out", folder)
    assert done.returncode == 2
    assert done.stderr == "greffier: there is no document 'eau.text'; the nearest is 'eau.txt'\n"


def test_show_colours_entities_on_a_terminal(folder):
    console = Console(force_terminal=True, width=200, color_system="standard", record=True, file=io.StringIO())
    title, units = browse.document(open_dataset(folder), "eau.txt")
    for block in render.document_page(title, units):
        console.print(block)
    shown = console.export_text(styles=True)
    assert "\x1b[1;36mAwa Diop\x1b[0m" in shown
    assert "\x1b[32mKenya\x1b[0m" in shown
    assert "\x1b[4ma estimé\x1b[0m" in shown
    assert "\x1b[1;32mgood_practice" in shown


def test_source_text_cannot_style_the_terminal(folder, ds):
    """Rich markup in a report is text."""
    unit = browse.search(ds, "forages")[1]
    console = Console(force_terminal=True, width=200, file=io.StringIO(), markup=False, highlight=False)
    odd = browse.Shown(**{**vars(unit), "text": "[bold]non[/bold] \x1b[2J", "marks": ()})
    for line in render.hits([odd], []):
        console.print(line)
    assert "[bold]non[/bold]" in console.file.getvalue()
    assert "\x1b[2J" not in console.file.getvalue()


def test_export_command(folder, tmp_path):
    done = greffier("export", "--format", "jsonl", "--to", tmp_path / "x", "--out", folder)
    assert done.returncode == 0
    assert f"{tmp_path / 'x' / 'sentences.jsonl'}\n" in done.stdout
    wrong = greffier("export", "--format", "xls", "--out", folder)
    assert wrong.returncode == 2
    assert wrong.stderr == "greffier: unknown format 'xls'; the formats are csv, jsonl, xlsx, sqlite, duckdb\n"
