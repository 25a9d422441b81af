"""Correcting by hand: units out to Label Studio or Doccano with labels, speakers and entities preset, and back.

A task holds one unit. Speakers and entities are written as in the corrections: ``Awa Diop`` a person, ``^la Présidente`` a person
known by function, ``@KEN`` an unnamed delegate or the country, ``#OIM`` an organisation, ``*`` the meeting as a whole.
What was preset travels inside the task, so that what came back changed is told from what was left alone.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipeline.corrections.lines import Correction, Link, neighbours_hash
from pipeline.dataset import Dataset
from pipeline.errors import UsageError
from pipeline.evaluation.gold import LABELS, UNIT_TYPES
from pipeline.identifiers import digest
from pipeline.offsets import align, locate
from pipeline.records import Label, MentionForm, MentionKind, Record, Span, UnitType

FORMATS = ("label-studio", "doccano")
LABELLED: tuple[UnitType, ...] = ("sentence", "list_item", "question")  # what a sample is drawn from

LABEL_STUDIO_CONFIG = """\
<View>
  <Header value="$citation"/>
  <Text name="before" value="$before" selectionEnabled="false"/>
  <Labels name="entity" toName="text">
    <Label value="person" background="#56B4E9"/>
    <Label value="country" background="#009E73"/>
    <Label value="organisation" background="#CC79A7"/>
  </Labels>
  <Text name="text" value="$text" granularity="word"/>
  <TextArea name="stands_for" toName="text" perRegion="true" editable="true" maxSubmissions="1"
            placeholder="Awa Diop, ^la Présidente, @KEN, #OIM"/>
  <Text name="after" value="$after" selectionEnabled="false"/>
  <Choices name="label" toName="text" choice="single" required="true" showInline="true">
    <Choice value="recommendation"/>
    <Choice value="good_practice"/>
    <Choice value="finding"/>
    <Choice value="other"/>
  </Choices>
  <TextArea name="speakers" toName="text" editable="true" placeholder="Awa Diop, ^la Présidente, @KEN, #OIM, *"/>
</View>
"""


class Entity(Record):
    """A mention in the unit's text; ``stands_for`` in the notation of corrections."""

    start: int
    end: int
    kind: MentionKind
    stands_for: str
    form: MentionForm = "name"


class Reading(Record):
    """What is held to be true of a unit."""

    label: Label
    speakers: tuple[str, ...] = ()
    entities: tuple[Entity, ...] = ()


class Task(Record):
    """A unit as it goes out and comes back; ``neighbours`` as in corrections, ``preset`` what the dataset said."""

    sentence_id: str
    neighbours: str
    sha256: str
    path: str
    citation: str
    unit_type: UnitType
    text: str
    before: str
    after: str
    spans: tuple[Span, ...]
    preset: Reading


# ------------------------------------------------------------------------------------------------------ out
def tasks(dataset: Dataset, sentence_ids: Iterable[str] | None = None, document: str | None = None) -> list[Task]:
    """Tasks for these units, or for all of a document, or for all sentences, list items and questions of the dataset."""
    units = dataset.table("sentences")
    chosen = units[units["unit_type"].isin(LABELLED)]
    if document is not None:
        chosen = chosen[chosen["doc_id"] == dataset.document(document)["doc_id"]]
    if sentence_ids is not None:
        chosen = units[units["sentence_id"].isin(list(sentence_ids))]
    wanted = set(chosen["sentence_id"])
    documents = {row["doc_id"]: row for row in dataset.table("documents").to_dict("records")}
    notation = _notations(dataset)
    said: defaultdict[str, list[str]] = defaultdict(list)
    statements = dataset.table("statements")
    for sentence_id, speaker_id in zip(statements["sentence_id"], statements["speaker_id"], strict=True):
        said[sentence_id].append(notation[speaker_id])
    named: defaultdict[str, list[Entity]] = defaultdict(list)
    for row in dataset.table("mentions").to_dict("records"):
        stands_for = f"@{row['iso3']}" if row["kind"] == "country" else notation[row["entity_id"]]
        named[row["sentence_id"]].append(
            Entity(
                start=row["text_start"], end=row["text_end"], kind=row["kind"], stands_for=stands_for, form=row["form"]
            )
        )
    found = []
    for doc_id, group in units.groupby("doc_id", sort=False):
        rows = group.to_dict("records")
        texts = [str(row["text"]) for row in rows]
        for i, row in enumerate(rows):
            key = row["sentence_id"]
            if key in wanted:
                found.append(
                    Task(
                        sentence_id=key,
                        neighbours=neighbours_hash(texts, i),
                        sha256=documents[doc_id]["sha256"],
                        path=documents[doc_id]["path"],
                        citation=dataset.cite(key),
                        unit_type=row["unit_type"],
                        text=texts[i],
                        before=texts[i - 1] if i else "",
                        after=texts[i + 1] if i + 1 < len(texts) else "",
                        spans=tuple(Span(**span) for span in row["spans"]),
                        preset=Reading(label=row["label"], speakers=tuple(said[key]), entities=tuple(named[key])),
                    )
                )
    return found


def sample(dataset: Dataset, n: int, seed: int = 0) -> list[str]:
    """``n`` sentence_ids, as many of each label as there are, spread over the documents; the same for the same seed."""
    units = dataset.table("sentences")
    units = units[units["unit_type"].isin(LABELLED)]
    queues: dict[str, list[str]] = {}
    for label, group in units.groupby("label", observed=True, sort=True):
        turns: defaultdict[str, int] = defaultdict(int)
        order = []
        for sentence_id in sorted(group["sentence_id"], key=lambda s: digest(f"{seed}|{s}", 16)):
            doc_id = sentence_id.rsplit("-", 2)[0]
            order.append((turns[doc_id], digest(f"{seed}|{sentence_id}", 16), sentence_id))
            turns[doc_id] += 1
        queues[str(label)] = [sentence_id for *_, sentence_id in sorted(order)]
    chosen: list[str] = []
    while len(chosen) < n and any(queues.values()):
        for queue in queues.values():
            if queue and len(chosen) < n:
                chosen.append(queue.pop(0))
    return chosen


def _notations(dataset: Dataset) -> dict[str, str]:
    """How each speaker and organisation is written."""
    found = {}
    for row in dataset.table("organisations").to_dict("records"):
        found[row["organisation_id"]] = f"#{row['acronym'] if isinstance(row['acronym'], str) else row['name']}"
    for row in dataset.table("speakers").to_dict("records"):
        if row["kind"] == "collective":
            written = "*"
        elif row["kind"] == "delegate":
            written = f"@{row['country']}"
        elif row["kind"] == "organisation" and isinstance(row["organisation_id"], str):
            written = found[row["organisation_id"]]
        elif isinstance(row["name"], str):
            written = row["name"] if row["kind"] == "person" else f"#{row['name']}"
        else:
            written = f"^{row['role'] if isinstance(row['role'], str) else '?'}"
        found[row["speaker_id"]] = written
    return found


def dump(found: Sequence[Task], kind: str) -> str:
    """The tasks as the text of a file for ``label-studio`` (JSON) or ``doccano`` (JSON Lines)."""
    _check(kind)
    if kind == "doccano":
        return "".join(json.dumps(_doccano(task), ensure_ascii=False) + "\n" for task in found)
    return json.dumps([_label_studio(task) for task in found], ensure_ascii=False, indent=1) + "\n"


def _label_studio(task: Task) -> dict[str, Any]:
    base = {"to_name": "text"}
    preset = task.preset
    result: list[dict[str, Any]] = [
        {**base, "id": "label", "from_name": "label", "type": "choices", "value": {"choices": [preset.label]}}
    ]
    if preset.speakers:
        value: dict[str, Any] = {"text": list(preset.speakers)}
        result.append({**base, "id": "speakers", "from_name": "speakers", "type": "textarea", "value": value})
    for i, entity in enumerate(preset.entities):
        # Browsers count in UTF-16 units.
        where: dict[str, Any] = {"start": _utf16(task.text, entity.start), "end": _utf16(task.text, entity.end)}
        surface = task.text[entity.start : entity.end]
        region = {**base, "id": f"e{i}"}
        value = {**where, "text": surface, "labels": [entity.kind]}
        result.append({**region, "from_name": "entity", "type": "labels", "value": value})
        value = {**where, "text": [entity.stands_for]}
        result.append({**region, "from_name": "stands_for", "type": "textarea", "value": value})
    data = {"text": task.text, "citation": task.citation, "before": task.before, "after": task.after}
    return {
        "data": {**data, "greffier": task.model_dump_json()},
        "predictions": [{"model_version": "greffier", "result": result}],
    }


def _doccano(task: Task) -> dict[str, Any]:
    """For a project of the kind "intent detection and slot filling": categories and spans; the entity is part of the label."""
    preset = task.preset
    return {
        "text": task.text,
        "cats": [preset.label, *(f"speaker {speaker}" for speaker in preset.speakers)],
        "entities": [[e.start, e.end, f"{e.kind} {e.stands_for}"] for e in preset.entities],
        "citation": task.citation,
        "greffier": task.model_dump_json(),
    }


# ------------------------------------------------------------------------------------------------------ back
def read(file: Path, kind: str) -> list[tuple[Task, Reading]]:
    """What people made of each task of an exported file; tasks nobody submitted are left out.

    Raises ``UsageError`` naming the task when the file, a label or an entity cannot be read.
    """
    _check(kind)
    try:
        content = file.read_text(encoding="utf-8")
        lines = content.split("\n") if kind == "doccano" else []
        rows = [json.loads(line) for line in lines if line.strip()] if kind == "doccano" else json.loads(content)
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot read {file} as an export of {kind}: {error}") from error
    found = []
    for n, row in enumerate(rows, start=1):
        place = f"{file}, task {n}"
        try:
            held = row.get("greffier") or row.get("data", {}).get("greffier") or row.get("meta", {}).get("greffier")
            task = Task.model_validate_json(held)
            reading = _from_doccano(task, row) if kind == "doccano" else _from_label_studio(task, row)
        except (ValidationError, AttributeError, KeyError, TypeError, ValueError) as error:
            problem = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
            raise UsageError(f"{place}: not a corrected task of `greffier annotate export`: {problem}") from error
        if reading is not None:
            found.append((task, reading))
    return found


def _from_label_studio(task: Task, row: Mapping[str, Any]) -> Reading | None:
    done = [a for a in row.get("annotations", []) if not a.get("was_cancelled")]
    if not done:
        return None
    label, speakers = None, []
    regions: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for item in done[-1]["result"]:
        name, value = item["from_name"], item["value"]
        if name == "label":
            label = value["choices"][0]
        elif name == "speakers":
            speakers = [one for part in value["text"] for one in re.split(r"\s*;\s*", part.strip()) if one]
        elif name == "entity":
            start, end = _from_utf16(task.text, value["start"]), _from_utf16(task.text, value["end"])
            regions[item["id"]] |= {"start": start, "end": end, "kind": value["labels"][0]}
        elif name == "stands_for":
            regions[item["id"]]["stands_for"] = value["text"][0] if isinstance(value["text"], list) else value["text"]
    if label is None:
        raise ValueError("no label was chosen")
    found = (r for r in regions.values() if "kind" in r)
    entities = [_entity(task, r["start"], r["end"], r["kind"], r.get("stands_for", "")) for r in found]
    return _reading(label, speakers, entities)


def _from_doccano(task: Task, row: Mapping[str, Any]) -> Reading:
    cats = row.get("cats", [])
    labels = [c for c in cats if not c.startswith("speaker ")]
    if len(labels) != 1:
        raise ValueError(f"a unit has one label; this one has {labels}")
    entities = []
    for one in row.get("entities", []):
        if isinstance(one, dict):
            one = [one["start_offset"], one["end_offset"], one["label"]]
        kind, _, stands_for = one[2].partition(" ")
        entities.append(_entity(task, one[0], one[1], kind, stands_for))
    return _reading(labels[0], [c.removeprefix("speaker ") for c in cats if c.startswith("speaker ")], entities)


def _entity(task: Task, start: int, end: int, kind: str, stands_for: str) -> Entity:
    """A mention as marked; one that says not what it stands for is the person or organisation of that name."""
    surface = task.text[start:end]
    same = next((e for e in task.preset.entities if (e.start, e.end, e.kind) == (start, end, kind)), None)
    stands_for = stands_for.strip() or (
        surface if kind == "person" else f"#{surface}" if kind == "organisation" else ""
    )
    if not stands_for:
        raise ValueError(f"say which country {surface!r} is, as in @KEN")
    if not surface.strip():
        raise ValueError(f"nothing stands at {start}-{end} of the text")
    sign = {"country": "@", "organisation": "#"}.get(kind)
    if sign and not stands_for.startswith(sign):
        raise ValueError(f"{surface!r} is a {kind}: it stands for {sign}..., not {stands_for!r}")
    form = same.form if same else "name"
    return Entity.model_validate({"start": start, "end": end, "kind": kind, "stands_for": stands_for, "form": form})


def _reading(label: str, speakers: Sequence[str], entities: Iterable[Entity]) -> Reading:
    ordered = tuple(sorted(entities, key=lambda e: (e.start, e.end, e.kind)))
    return Reading.model_validate({"label": label, "speakers": tuple(speakers), "entities": ordered})


def correction(task: Task, reading: Reading, note: str | None = None) -> Correction | None:
    """What the person changed, as a line of ``corrections/``; None when it was left as it was."""
    was, now = set(task.preset.entities), set(reading.entities)
    links = [_link(task, e, None) for e in task.preset.entities if e not in now and not _covered(e, now - was)]
    links += [_link(task, e, e.stands_for) for e in reading.entities if e not in was]
    label = reading.label if reading.label != task.preset.label else None
    speakers = reading.speakers if set(reading.speakers) != set(task.preset.speakers) else None
    if label is None and speakers is None and not links:
        return None
    return Correction(
        sentence_id=task.sentence_id, neighbours=task.neighbours, label=label, speakers=speakers, links=tuple(links), note=note
    )  # fmt: skip


def _covered(entity: Entity, others: Iterable[Entity]) -> bool:
    """Whether a new mention takes its place; the overlay removes it then."""
    return any(other.start < entity.end and entity.start < other.end for other in others)


def _link(task: Task, entity: Entity, stands_for: str | None) -> Link:
    surface = task.text[entity.start : entity.end]
    # Counted as the overlay does: occurrences may overlap.
    before = sum(task.text.startswith(surface, i) for i in range(entity.start))
    return Link(surface=surface, occurrence=before + 1, entity=stands_for)


_LETTERS = {word: letter for letter, word in LABELS.items()}
_UNITS = {word: letter for letter, word in UNIT_TYPES.items()}


def gold(dataset: Dataset, read_back: Sequence[tuple[Task, Reading]]) -> dict[str, list[dict[str, Any]]]:
    """Lines of gold by document path, in source order, for ``greffier evaluate --gold`` and for training.

    Offsets of mentions are those of the source, so the dataset must hold its texts.
    """
    documents = dataset.table("documents")
    texts = dataset.table("texts").set_index("doc_id")["text"]
    doc_ids = dict(zip(documents["sha256"], documents["doc_id"], strict=True))
    names = _names(dataset)
    lines: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for task, reading in sorted(read_back, key=lambda pair: (pair[0].path, pair[0].spans[0].start)):
        if task.sha256 not in doc_ids:
            raise UsageError(f"the dataset has no document of the bytes {task.path} was exported from; export anew")
        source = str(texts[doc_ids[task.sha256]])
        places = align(source, task.spans, task.text)
        mentions: dict[str, list[dict[str, Any]]] = {"person": [], "country": [], "organisation": []}
        for entity in reading.entities:
            where = locate(places, entity.start, entity.end)
            mention = {"surface": task.text[entity.start : entity.end], "start": where.start, "end": where.end}
            if entity.kind == "country":
                mention |= {"iso3": entity.stands_for[1:], "form": entity.form}
            elif entity.kind == "organisation":
                canonical = entity.stands_for[1:]
                mention |= {"canonical": canonical, "also": names.get(canonical, [])}
            if entity.form in ("name", "acronym", "demonym"):
                mentions[entity.kind].append(mention)
        lines[task.path].append(
            {
                "sha256": task.sha256,
                "doc": Path(task.path).stem,
                "unit_id": task.sentence_id,
                "unit": _UNITS[task.unit_type],
                "label": _LETTERS[reading.label],
                "text": task.text,
                "spans": [[span.start, span.end] for span in task.spans],
                "speakers": [_gold_speaker(speaker, names) for speaker in reading.speakers],
                "persons": mentions["person"],
                "countries": mentions["country"],
                "organisations": mentions["organisation"],
            }
        )
    return dict(lines)


def _gold_speaker(notation: str, names: Mapping[str, list[str]]) -> dict[str, Any]:
    kinds = {"*": "collective", "@": "delegate", "#": "organisation", "^": "person"}
    kind, key = kinds.get(notation[0], "person"), notation[1:] if notation[0] in "@#^" else notation
    return (
        {"kind": kind, "key": key, "also": names.get(key, [])} if kind == "organisation" else {"kind": kind, "key": key}
    )


def _names(dataset: Dataset) -> dict[str, list[str]]:
    """Every name of an organisation, by its acronym or name."""
    found = {}
    for row in dataset.table("organisations").to_dict("records"):
        every = [n for n in (row["acronym"], row["name"], *row["aliases"]) if isinstance(n, str)]
        found[every[0]] = every
    return found


def write(
    read_back: Sequence[tuple[Task, Reading]],
    dataset: Dataset,
    gold_folder: Path | None,
    corrections_folder: Path | None,
    note: str | None = None,
) -> tuple[int, int]:
    """Write gold and corrections, a file a document; gives how many of each.

    Units already in a file are replaced: importing the same file twice changes nothing.
    """
    n_gold = n_corrections = 0
    if gold_folder is not None:
        for path, lines in gold(dataset, read_back).items():
            _merge(gold_folder / f"{Path(path).stem}-{digest(path, 8)}.jsonl", lines, "unit_id")
            n_gold += len(lines)
    if corrections_folder is not None:
        by_document: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        for task, reading in read_back:
            if found := correction(task, reading, note):
                by_document[found.doc_id].append(found.model_dump(mode="json", exclude_defaults=True))
                n_corrections += 1
        for doc_id, lines in by_document.items():
            _merge(corrections_folder / f"{doc_id}.jsonl", lines, "sentence_id")
    return n_gold, n_corrections


def _merge(file: Path, lines: Sequence[Mapping[str, Any]], key: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    old = file.read_text(encoding="utf-8").split("\n") if file.exists() else []
    new = {line[key] for line in lines}
    kept = [line for line in old if line.strip() and json.loads(line).get(key) not in new]
    written = [json.dumps(line, ensure_ascii=False) for line in lines]
    file.write_text("".join(f"{line}\n" for line in (*kept, *written)), encoding="utf-8")


def _utf16(text: str, at: int) -> int:
    return len(text[:at].encode("utf-16-le")) // 2


def _from_utf16(text: str, at: int) -> int:
    return len(text.encode("utf-16-le")[: 2 * int(at)].decode("utf-16-le", "ignore"))


def _check(kind: str) -> None:
    if kind not in FORMATS:
        raise UsageError(f"unknown format {kind!r}; the formats are {', '.join(FORMATS)}")
