"""Out to Label Studio and Doccano and back without loss; what a person changed becomes corrections and gold."""

import json
import xml.etree.ElementTree as ET
from collections import Counter

import pytest

from pipeline import annotate
from pipeline.annotate import FORMATS
from pipeline.corrections.lines import Correction, read_corrections
from pipeline.dataset import open_dataset
from pipeline.errors import UsageError
from pipeline.evaluation.counts import wilson
from pipeline.evaluation.gold import read_gold
from tests.conftest import SAMPLE, greffier
from tests.reading.tiny import EAU, TRAIN


def submitted(content: str, kind: str) -> str:
    """The file as the tool hands it back when somebody has accepted every task as it was preset."""
    if kind == "doccano":
        rows = [json.loads(line) for line in content.split("\n") if line]
        return "".join(json.dumps({"id": n, **row, "Comments": []}) + "\n" for n, row in enumerate(rows))
    tasks = json.loads(content)
    for n, task in enumerate(tasks):
        task |= {"id": n, "annotations": [{"result": task["predictions"][0]["result"], "was_cancelled": False}]}
    return json.dumps(tasks)


def back(tmp_path, content: str, kind: str):
    file = tmp_path / f"back.{kind}"
    file.write_text(content, encoding="utf-8")
    return annotate.read(file, kind)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("which", ["tiny", "sample"])
def test_round_trip_without_loss(which, kind, folder, sample, tmp_path):
    tasks = annotate.tasks(open_dataset(folder if which == "tiny" else sample))
    assert len(tasks) > 4
    found = back(tmp_path, submitted(annotate.dump(tasks, kind), kind), kind)
    assert [task for task, _ in found] == tasks
    for task, reading in found:
        assert reading.label == task.preset.label
        assert reading.speakers == task.preset.speakers
        assert set(reading.entities) == set(task.preset.entities)
        assert annotate.correction(task, reading) is None


@pytest.mark.parametrize("kind", FORMATS)
def test_gold_of_untouched_tasks_agrees_with_the_dataset(kind, sample, tmp_path):
    ds = open_dataset(sample)
    tasks = annotate.tasks(ds, annotate.sample(ds, 60))
    found = back(tmp_path, submitted(annotate.dump(tasks, kind), kind), kind)
    assert annotate.write(found, ds, tmp_path / "gold", tmp_path / "corrections") == (60, 0)
    gold = read_gold(tmp_path / "gold")
    assert sum(map(len, gold.units.values())) == 60
    done = greffier("evaluate", "--gold", tmp_path / "gold", "--out", sample, "--json")
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["classification"]["accuracy"] == 1.0
    # Fifteen right of fifteen: the interval says how little that proves.
    assert figures["label_precision"]["finding"] == {"precision": 1.0, "low": 0.7961, "high": 1.0, "n": 15}
    for task in ("country_name", "organisation", "attribution_named"):
        assert figures[task]["p"] == figures[task]["r"] == 1.0, task


def changed_label_studio(tasks, tmp_path):
    rows = json.loads(submitted(annotate.dump(tasks, "label-studio"), "label-studio"))
    for row in rows:
        result = row["annotations"][0]["result"]
        if row["data"]["text"].startswith("Il faut que l’OIM"):
            for item in result:
                if item["from_name"] == "label":
                    item["value"]["choices"] = ["finding"]
                if item["from_name"] == "speakers":
                    item["value"]["text"] = ["Awa Diop; @KEN"]
                if item["from_name"] == "stands_for" and item["value"]["text"] == ["@KEN"]:
                    item["value"]["text"] = ["@SEN"]
            # Somebody took the mark off « OIM », both its lines.
            gone = next(i["id"] for i in result if i["value"].get("text") == "OIM")
            row["annotations"][0]["result"] = [i for i in result if i["id"] != gone]
    return back(tmp_path, json.dumps(rows), "label-studio")


def test_changes_become_corrections(ds, tmp_path):
    found = changed_label_studio(annotate.tasks(ds), tmp_path)
    assert annotate.write(found, ds, tmp_path / "gold", tmp_path / "corrections", note="relu") == (5, 1)
    (given,) = read_corrections(tmp_path / "corrections").by_document[TRAIN]
    assert given.correction == Correction.model_validate(
        {
            "sentence_id": f"{TRAIN}-{0:010x}-1",
            "neighbours": given.correction.neighbours,
            "label": "finding",
            "speakers": ["Awa Diop", "@KEN"],
            "links": [{"surface": "OIM", "entity": None}, {"surface": "Kenya", "entity": "@SEN"}],
            "note": "relu",
        }
    )
    unit = next(u for u in read_gold(tmp_path / "gold").units["b" * 64] if u.unit_id == given.correction.sentence_id)
    assert (unit.label, [s.key for s in unit.speakers], [c.iso3 for c in unit.countries]) == (
        "F",
        ["Awa Diop", "KEN"],
        ["SEN"],
    )
    assert unit.organisations == ()
    # The train before « Kenya » is one character here, two in a browser.
    source = ds.texts.set_index("doc_id")["text"][TRAIN]
    assert source[unit.countries[0].start : unit.countries[0].end] == "Kenya"


def test_importing_twice_changes_nothing(ds, tmp_path):
    found = changed_label_studio(annotate.tasks(ds), tmp_path)
    for _ in range(2):
        annotate.write(found, ds, tmp_path / "gold", tmp_path / "corrections")
        files = {p: p.read_bytes() for p in sorted(tmp_path.glob("*/*.jsonl"))}
        assert sum(content.count(b"\n") for content in files.values()) == 6


def test_doccano_spans_without_entity(ds, tmp_path):
    tasks = annotate.tasks(ds, [f"{EAU}-{2:010x}-1"])
    row = json.loads(annotate.dump(tasks, "doccano"))
    row["entities"] = [{"id": 1, "start_offset": 3, "end_offset": 8, "label": "country"}]
    with pytest.raises(UsageError, match="say which country 'Kenya' is, as in @KEN"):
        back(tmp_path, json.dumps(row), "doccano")
    row["entities"] = [{"id": 1, "start_offset": 3, "end_offset": 8, "label": "country @KEN"}]
    ((task, reading),) = back(tmp_path, json.dumps(row), "doccano")
    assert annotate.correction(task, reading) is None


def test_tasks_nobody_submitted_are_left_out(ds, tmp_path):
    content = annotate.dump(annotate.tasks(ds), "label-studio")
    assert back(tmp_path, content, "label-studio") == []
    rows = json.loads(submitted(content, "label-studio"))
    rows[0]["annotations"][0]["was_cancelled"] = True
    assert len(back(tmp_path, json.dumps(rows), "label-studio")) == 4


def test_the_interface_names_what_the_tasks_preset(ds):
    config = ET.fromstring(annotate.LABEL_STUDIO_CONFIG)
    names = {node.get("name") for node in config.iter() if node.get("name")}
    fields = {node.get("value")[1:] for node in config.iter() if (node.get("value") or "").startswith("$")}
    for task in json.loads(annotate.dump(annotate.tasks(ds), "label-studio")):
        assert {item["from_name"] for item in task["predictions"][0]["result"]} <= names
        assert fields <= set(task["data"])


def test_sample_is_stratified_and_repeatable(sample):
    ds = open_dataset(sample)
    chosen = annotate.sample(ds, 40)
    assert len(set(chosen)) == 40
    units = ds.sentences.set_index("sentence_id").loc[chosen]
    assert set(Counter(units["label"]).values()) == {10}
    assert units["doc_id"].nunique() == 6
    assert annotate.sample(ds, 40) == chosen
    assert annotate.sample(ds, 40, seed=1) != chosen


def test_commands_and_the_way_back_into_the_dataset(sample, tmp_path):
    """A label corrected in the tool stands in the next publication, as said by a human."""
    done = greffier("annotate", "sample", "--n", "8", "--to", tmp_path / "t.json", "--out", sample)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == f"{tmp_path / 't.json'}: 8 units"
    rows = json.loads(submitted((tmp_path / "t.json").read_text(encoding="utf-8"), "label-studio"))
    label = next(i for i in rows[0]["annotations"][0]["result"] if i["from_name"] == "label")
    old = label["value"]["choices"][0]
    new = label["value"]["choices"][0] = "finding" if old != "finding" else "recommendation"
    sentence_id = json.loads(rows[0]["data"]["greffier"])["sentence_id"]
    (tmp_path / "back.json").write_text(json.dumps(rows), encoding="utf-8")
    held = ["--corrections", tmp_path / "corrections"]
    done = greffier("annotate", "import", tmp_path / "back.json", *held, "--gold", tmp_path / "gold", "--out", sample)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"8 units read, 1 corrected in {tmp_path / 'corrections'}, 8 in {tmp_path / 'gold'}\n"
    where = ["--out", tmp_path / "out", "--interim", sample.parent / "interim"]
    done = greffier("write", "--raw", SAMPLE, *where, *held)
    assert done.returncode == 0, done.stderr
    unit = open_dataset(tmp_path / "out").table("sentences", sentence_id=sentence_id).iloc[0]
    assert (unit["label"], unit["label_source"]) == (new, "human")


def test_a_file_of_something_else(tmp_path):
    (tmp_path / "x.json").write_text('[{"data": {"text": "x"}}]', encoding="utf-8")
    done = greffier("annotate", "import", tmp_path / "x.json")
    assert done.returncode == 2
    assert done.stderr.startswith(
        f"greffier: {tmp_path / 'x.json'}, task 1: not a corrected task of `greffier annotate"
    )


def test_wilson_interval():
    """Against the values of Newcombe (1998), table I."""
    assert wilson(81, 263) == (0.2553, 0.3662)
    assert wilson(15, 148) == (0.0624, 0.1605)
    assert wilson(0, 20) == (0.0, 0.1611)
    assert wilson(1, 29) == (0.0061, 0.1718)
    assert wilson(0, 0) == (0.0, 1.0)
