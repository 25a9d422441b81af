"""Published whole or not at all, whatever happens; the lock; history, restore, diff, and the guard against a collapse."""

import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress

import pytest

from pipeline import changes, publication, tables
from pipeline.errors import GreffierError, UsageError
from pipeline.runner import assembly
from pipeline.validate import check_dataset
from tests.conftest import ROOT, greffier
from tests.trust.conftest import report

LONGER = " La séance a été levée."


def sound(out):
    assert [str(p) for p in check_dataset(out)] == []


def version(out):
    return publication.current(out).name


# ------------------------------------------------------------------------------------------------ faults at every step
class Faults:
    """Makes the ``n``-th change to the disk below a folder fail, seen through the interpreter's audit events."""

    EVENTS = frozenset({"open", "os.mkdir", "os.rename", "os.symlink", "os.remove", "os.rmdir", "os.truncate"})

    def __init__(self):
        self.below = None
        self.left = self.seen = 0
        sys.addaudithook(self._hear)  # for ever, so it does nothing while `below` is None

    def _hear(self, event, args):
        if self.below is None or event not in self.EVENTS:
            return
        if event == "open" and (not isinstance(args[1], str) or not set("wax+") & set(args[1])):
            return
        if not any(isinstance(a, str | os.PathLike) and str(a).startswith(self.below) for a in args):
            return
        self.seen += 1
        if self.seen == self.left:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(args[0]))

    @contextmanager
    def at(self, n, below):
        self.left, self.seen, self.below = n, 0, str(below)
        try:
            yield
        finally:
            self.below = None


FAULTS = Faults()


def test_a_full_disk_at_any_step_of_publishing_costs_nothing(project):
    """Every single change to the output folder fails once; the old dataset stays, and the next run publishes the new one."""
    project.run()
    saved = project.home / "saved"
    shutil.copytree(project.out, saved, symlinks=True)
    old = project.files()
    project.put("b.txt", report(1, LONGER))
    project.run()
    new = project.files()
    steps = 0
    while True:
        shutil.rmtree(project.out)
        shutil.copytree(saved, project.out, symlinks=True)
        steps += 1
        try:
            with FAULTS.at(steps, project.out):
                project.run()
        except GreffierError as error:
            assert "No space left on device; free space or correct its permissions" in str(error)  # noqa: PT017
        else:
            if FAULTS.seen < steps:
                break  # past the last step: nothing failed
        assert project.files() in (old, new)
        sound(project.out)
        assert [p.name for p in (project.out / ".versions").glob(".staging-[0-9]*")] == [], "left behind by the failure"
        project.run()
        assert project.files() == new
        assert [p.name for p in (project.out / ".versions").glob(".staging*")] == []
        assert [e["version"] for e in publication.history(project.out)][-1] == version(project.out)
    assert steps > 10


def test_a_full_disk_while_results_are_stored(project):
    project.run()
    old = project.files()
    project.put("b.txt", report(1, LONGER))
    steps = 0
    while True:
        shutil.rmtree(project.interim, ignore_errors=True)
        steps += 1
        try:
            with FAULTS.at(steps, project.interim):
                project.run()
        except GreffierError as error:
            assert "cannot store results in" in str(error)  # noqa: PT017
        else:
            # Trouble of the disk turns no document away.
            assert len(list(tables.read_rows(project.out, "documents", ["path"]))) == 3
            break
        assert project.files() == old
        assert not list(project.interim.rglob("*.tmp"))
    assert steps > 10
    assert project.files() != old


def test_a_file_size_limit_of_the_system(tmp_path):
    """The kernel itself refuses to write on: one line, nothing published."""
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "a.txt").write_text(report(0), encoding="utf-8")
    code = (
        "import resource, runpy, sys\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))\n"
        "sys.argv = ['greffier', *sys.argv[1:]]\n"
        "runpy.run_module('pipeline', run_name='__main__')\n"
    )
    where = ["--raw", raw, "--out", tmp_path / "out", "--interim", tmp_path / "interim"]
    done = subprocess.run(
        [sys.executable, "-c", code, "run", *map(str, where)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 1
    assert re.fullmatch(
        r"greffier: .*: File too large; free space or correct its permissions, then run again\n", done.stderr
    )
    assert greffier("run", *where).returncode == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
@pytest.mark.parametrize("lost", ["out", "interim"])
def test_permission_lost_halfway(project, lost):
    project.run()
    old = project.files()
    project.put("b.txt", report(1, LONGER))
    folder = project.out / ".versions" if lost == "out" else project.interim / "load"
    folder.chmod(0o500)
    try:
        with pytest.raises(GreffierError, match=r"cannot (write|store) .*Permission denied"):
            project.run()
        assert project.files() == old
    finally:
        folder.chmod(0o700)
    project.run()
    assert project.files() != old


def test_permission_denied_at_any_step(project, monkeypatch):
    """As above, for those who run the tests as root: the error is another, the outcome is the same."""
    project.run()
    old = project.files()
    project.put("b.txt", report(1, LONGER))
    with monkeypatch.context() as patched:

        def refuse(*args, **kwargs):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

        patched.setattr(publication.Path, "rename", refuse)
        with pytest.raises(GreffierError, match=r"cannot write to the output folder .*: Permission denied"):
            project.run()
    assert project.files() == old
    project.run()
    assert project.files() != old


# ------------------------------------------------------------------------------------------------ the switch
def test_whoever_reads_meanwhile_finds_one_whole_version(project):
    """A reader that opens the manifest and a table through ``current`` again and again, over many publications."""
    project.run()
    known, torn, reads, stop = {}, [], [0], threading.Event()

    def read():
        while not stop.is_set():
            try:
                home = publication.current(project.out)
                described = json.loads((home / "dataset.json").read_text(encoding="utf-8"))
                assert publication.damage(home) == []
                for name in described["tables"]:
                    assert (project.out / f"{name}.parquet").exists()
                reads[0] += 1
            except Exception as error:
                torn.append(repr(error))

    thread = threading.Thread(target=read)
    thread.start()
    for n in range(publication.KEPT_VERSIONS):  # a version is kept that long
        project.put("b.txt", report(n + 10))
        known[project.run().version] = n
    stop.set()
    thread.join()
    assert torn == []
    assert reads[0] > 0
    assert len(known) == publication.KEPT_VERSIONS


def test_a_dataset_that_breaks_the_contract_is_not_published(project, monkeypatch):
    project.run()
    old = project.files()
    project.put("b.txt", report(1, LONGER))
    from pipeline.stages import publish

    rows = publish.document_rows

    def wrong(*args):
        out = rows(*args)
        first = out["sentences"][0]
        return {**out, "sentences": [first.model_copy(update={"text": first.text + "!"}), *out["sentences"][1:]]}

    monkeypatch.setattr(publish, "document_rows", wrong)
    with pytest.raises(GreffierError, match=r"nothing was published.*sentences\.text"):
        project.run()
    assert project.files() == old


def test_a_version_is_on_the_disk_before_it_is_in_force(project, monkeypatch):
    """Else a power cut could leave a link to a dataset that was never written."""
    if not os.path.isdir("/proc/self/fd"):
        pytest.skip("this system does not tell which file a handle is of")
    project.run()
    before = version(project.out)
    project.put("b.txt", report(1, LONGER))
    fsync, synced = os.fsync, []

    def noted(handle):
        synced.append((os.readlink(f"/proc/self/fd/{handle}"), version(project.out) == before))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", noted)
    project.run()
    early = [path for path, old_in_force in synced if old_in_force]
    names = {path.name for path in publication.current(project.out).iterdir()}
    assert names <= {os.path.basename(path) for path in early}
    assert any(".staging-" in os.path.basename(path) for path in early), "the folder that holds the files"
    assert str(project.out / ".versions") in early, "the folder that holds the version's new name"
    assert (str(project.out), False) in synced, "the link itself"


def test_what_a_dead_run_left_is_removed(project):
    left = project.out / ".versions" / ".staging-99999"
    left.mkdir(parents=True)
    (left / "sentences.parquet").write_bytes(b"half")
    project.run()
    assert not left.exists()


def test_a_version_half_removed_is_none(project, monkeypatch):
    """A run killed while it removes old versions: what is left of one cannot be restored, and is not offered."""
    for n in range(publication.KEPT_VERSIONS):
        project.put("b.txt", report(n + 10))
        project.run()
    project.put("b.txt", report(40))
    remove = shutil.rmtree

    def half(path, ignore_errors=False):
        if "v-" not in str(path.name):
            return remove(path, ignore_errors=ignore_errors)
        (path / "sentences.parquet").unlink()

    monkeypatch.setattr(publication.shutil, "rmtree", half)
    project.run()
    for name in publication.kept(project.out):
        assert publication.damage(publication.version_dir(project.out, name)) == []
    monkeypatch.undo()


def test_a_damaged_publication_is_repaired_by_a_run(project):
    project.run()
    good = project.files()
    path = project.out / "current" / "sentences.parquet"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert next(p.table for p in check_dataset(project.out)) == "sentences"
    assert not project.run().unchanged
    assert project.files() == good
    sound(project.out)


# ------------------------------------------------------------------------------------------------ the lock
def test_two_runs_are_kept_apart(project):
    project.run()
    project.put("b.txt", report(1, LONGER))
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, time; from pathlib import Path; from pipeline.publication import exclusive\n"
            "with exclusive(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)",
            str(project.out),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    try:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(GreffierError, match=r"another greffier is writing to .*; wait for it to end, or choose"):
            project.run()
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        project.run()  # a dead run's lock does not block
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()


def test_a_second_run_is_refused_before_it_works(project):
    with publication.exclusive(project.out):
        done = greffier("run", "--raw", project.raw, "--out", project.out, "--interim", project.interim)
    assert done.returncode == 1
    assert done.stderr.startswith(f"greffier: another greffier is writing to {project.out}; wait for it to end")
    assert not project.interim.exists()


# ------------------------------------------------------------------------------------------------ killed
def start(project, *more):
    where = ["--raw", project.raw, "--out", project.out, "--interim", project.interim, "--quiet", *more]
    return subprocess.Popen(
        [sys.executable, "-m", "pipeline", "run", *map(str, where)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def alive_in_session(session):
    found = subprocess.run(["ps", "-o", "pid=,stat=", "-s", str(session)], capture_output=True, text=True, check=False)
    return [line for line in found.stdout.splitlines() if "Z" not in line]


def kill_and_recover(project, moments, workers):
    """At each of ``moments`` (shares of a whole run) one SIGKILL, then checks, then a run that must succeed."""
    project.put("b.txt", report(50))
    began = time.monotonic()
    process = start(project, "--workers", workers)
    _, problem = process.communicate(timeout=250)
    assert process.returncode == 0, problem
    whole = time.monotonic() - began
    old = project.files()
    for n, moment in enumerate(moments):
        project.put("b.txt", report(51 + n))
        shutil.rmtree(project.interim)
        process = start(project, "--workers", workers)
        time.sleep(whole * moment)
        process.kill()
        process.communicate()
        sound(project.out)
        done = greffier("run", "--raw", project.raw, "--out", project.out, "--interim", project.interim, "--json")
        assert done.returncode == 0, f"kill {n} at {moment:.2f}: {done.stderr}"
        sound(project.out)
        assert [row["path"] for row in tables.read_rows(project.out, "documents", ["path"])]
        assert project.files() != old
        old = project.files()
        assert version(project.out) == publication.history(project.out)[-1]["version"]
    project.home.joinpath("whole").mkdir()
    planned = project.plan()  # nothing of the dead runs is in the result: a build from nothing is the same
    fresh = project.home / "whole"
    where = ["--raw", project.raw, "--out", fresh / "out", "--interim", fresh / "interim", "--quiet"]
    assert greffier("run", *where).returncode == 0
    assert planned.jobs
    from tests.trust.conftest import checksums

    assert checksums(fresh / "out") == old


def test_three_kills(project):
    kill_and_recover(project, [0.35, 0.8, 0.95], "1")


@pytest.mark.soak
def test_fifty_kills(project):
    import random

    moments = random.Random(20261121)
    kill_and_recover(project, [moments.random() * 1.05 for _ in range(25)], "1")
    shutil.rmtree(project.home / "whole")
    kill_and_recover(project, [moments.random() * 1.05 for _ in range(25)], "2")


def test_workers_end_with_a_killed_run(project):
    for n in range(12):
        project.put(f"encore{n}.txt", report(n + 20) * 30)
    process = start(project, "--workers", "2")
    deadline = time.monotonic() + 60
    while not any(project.interim.glob("segment/*")) and time.monotonic() < deadline:
        time.sleep(0.05)  # until the workers work: one that is only starting ends by itself
    process.kill()
    process.wait()
    try:
        deadline = time.monotonic() + 30
        while alive_in_session(process.pid) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert alive_in_session(process.pid) == []
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # those of a failed test must not stay
        process.communicate()


# ------------------------------------------------------------------------------------------------ history, restore
def test_history_and_restore(project):
    first = project.run().version
    old = project.files()
    project.put("b.txt", report(1, LONGER))
    second = project.run().version
    assert [e["version"] for e in publication.history(project.out)] == [first, second]
    listed = greffier("history", "--out", project.out).stdout.splitlines()
    assert [line.split()[-1] for line in listed] == [first, second]
    assert [line.startswith("*") for line in listed] == [False, True]
    done = greffier("restore", first[:8], "--out", project.out)
    assert (done.returncode, done.stdout) == (0, f"{project.out}: {first} is in force again\n")
    assert project.files() == old
    sound(project.out)
    assert [e["version"] for e in publication.history(project.out)] == [first, second, first]
    assert project.run().version == second  # the sources still ask for it


def test_restore_of_what_is_not_there_or_damaged(project):
    first = project.run().version
    project.put("b.txt", report(1, LONGER))
    project.run()
    old = project.files()
    missing = greffier("restore", "v-0000", "--out", project.out)
    assert (missing.returncode, missing.stderr) == (
        2,
        f"greffier: {project.out} has no kept version 'v-0000'; `greffier history` lists them\n",
    )
    (project.out / ".versions" / first / "mentions.parquet").unlink()
    damaged = greffier("restore", first, "--out", project.out)
    assert damaged.returncode == 1
    assert "mentions.parquet is damaged" in damaged.stderr
    assert project.files() == old


def test_nothing_is_switched_to_a_version_that_is_not_there(project):
    before = project.run().version
    with pytest.raises(UsageError, match="has no version 'v-0000'"):
        publication.switch(project.out, "v-0000")
    assert version(project.out) == before
    sound(project.out)


@pytest.mark.parametrize("version", ["../../raw", "v-../..", "", "v-*", "/etc"])
def test_restore_stays_among_the_versions(project, version):
    project.run()
    with pytest.raises(UsageError):
        publication.version_dir(project.out, version)


def test_old_versions_go_and_the_one_in_force_stays(project):
    first = project.run().version
    for n in range(publication.KEPT_VERSIONS):
        project.put("b.txt", report(n + 10))
        project.run()
    kept = {p.name for p in (project.out / ".versions").glob("v-*")}
    assert len(kept) == publication.KEPT_VERSIONS
    assert first not in kept
    assert version(project.out) in kept


@pytest.mark.parametrize("harm", ["cut", "lost", "unwritten"])
def test_history_survives_a_killed_writer(project, harm):
    project.run()
    project.put("b.txt", report(1, LONGER))
    second = project.run().version
    log = project.out / ".versions" / "history.jsonl"
    lines = log.read_text(encoding="utf-8").splitlines(keepends=True)
    if harm == "cut":
        log.write_text(lines[0] + lines[1][:20], encoding="utf-8")
    elif harm == "lost":
        log.unlink()
    else:
        log.write_text(lines[0], encoding="utf-8")
    assert publication.history(project.out)[-1]["version"] == second
    project.put("b.txt", report(3))
    third = project.run().version
    assert [e["version"] for e in publication.history(project.out)][-2:] == [second, third]


def test_history_is_written_whole_or_not_at_all(project, monkeypatch):
    project.run()
    project.put("b.txt", report(1, LONGER))
    project.run()
    before = publication.history(project.out)
    write = publication.Path.write_text

    def half(path, text, **options):
        if "history" not in path.name:
            return write(path, text, **options)
        write(path, text[: len(text) // 3], **options)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    project.put("b.txt", report(3))
    with monkeypatch.context() as patched:
        patched.setattr(publication.Path, "write_text", half)
        with pytest.raises(GreffierError, match="No space left on device"):
            project.run()
    assert publication.history(project.out)[:2] == before


# ------------------------------------------------------------------------------------------------ the guard
def test_a_collapse_is_not_published_unless_accepted(project):
    project.run()
    old = project.files()
    (project.raw / "b.txt").unlink()
    (project.raw / "a.txt").unlink()
    with pytest.raises(GreffierError) as caught:
        project.run(max_drop=0.2)
    assert "nothing was published, more than 20% was lost: documents 3 -> 1" in str(caught.value)
    assert "sentences " in str(caught.value)
    assert "--accept" in str(caught.value)
    assert project.files() == old
    project.run(max_drop=None)
    assert project.files() != old


def test_a_documents_labels_that_collapse_are_named(project):
    project.put("a.txt", report(0) + "".join(f"\n{n}. Les États devraient créer {n} fonds.\n" for n in range(5, 25)))
    project.run()
    project.put("a.txt", report(0) + "".join(f"\n{n}. Les États ont créé {n} fonds hier.\n" for n in range(5, 25)))
    with pytest.raises(GreffierError, match=r"recommendation in a-\w+ \d+ -> \d+"):
        project.run(max_drop=0.9)


def test_growth_and_small_losses_pass(project):
    project.run()
    project.put("d.txt", report(8))
    assert not project.run(max_drop=0.0).unchanged
    (project.raw / "d.txt").unlink()
    assert not project.run(max_drop=0.5).unchanged


def test_few_sentences_more_or_less_are_no_collapse(project):
    project.run()
    fewer = report(0).replace(
        "Les États devraient créer un fonds commun pour l’entretien des puits", "La séance est levée"
    )
    project.put("a.txt", fewer.replace("Il est recommandé aux communes de former", "Les communes ont formé"))
    before = tables.count_rows(project.out, "recommendations")
    project.run(max_drop=0.5)
    assert tables.count_rows(project.out, "recommendations") < before


def test_the_option_and_its_override(project):
    where = ["--raw", project.raw, "--out", project.out, "--interim", project.interim, "--workers", "1", "--quiet"]
    project.run()
    old = project.files()
    (project.raw / "b.txt").unlink()
    for command in (["run", *where], ["write", *where[:6], "--quiet"]):
        done = greffier(*command, "--max-drop", "20%")
        assert done.returncode == 1
        assert "nothing was published, more than 20% was lost: documents 3 -> 2" in done.stderr
        assert project.files() == old
    done = greffier("run", *where, "--max-drop", "20%", "--accept")
    assert done.returncode == 0, done.stderr
    assert project.files() != old


@pytest.mark.parametrize("share", ["x", "120%", "-1", "nan"])
def test_a_share_that_is_none(project, share):
    done = greffier("run", "--raw", project.raw, "--out", project.out, "--max-drop", share)
    assert done.returncode == 2
    assert "write 20% or 0.2" in done.stderr


# ------------------------------------------------------------------------------------------------ diff, identifiers
def identifiers(out):
    return {
        table.name: {row[table.key] for row in tables.read_rows(out, table.name, [table.key])}
        for table in tables.TABLES
        if table.name not in {"countries", "rejects"}
    }


def test_an_edit_in_one_paragraph_renames_nothing_elsewhere(project):
    text = report(0)
    project.put("a.txt", text)
    project.run()
    before, old = identifiers(project.out), publication.current(project.out)
    project.put("a.txt", text.replace("entretien des puits", "entretien des sources et des puits"))
    project.run()
    after = identifiers(project.out)
    assert len(before["sentences"] - after["sentences"]) == 1
    assert len(after["sentences"] - before["sentences"]) == 1
    assert len(before["recommendations"] ^ after["recommendations"]) <= 2
    for name in before.keys() - {"sentences", "recommendations", "findings", "good_practices"}:
        assert before[name] == after[name], name
    found = changes.compare(old, publication.current(project.out))
    assert found.documents_changed == ["a.txt"]
    assert [r.shown for r in found.added["recommendations"]] != [r.shown for r in found.removed["recommendations"]]
    assert not found.added["speakers"]
    assert not found.relabelled


def test_a_paragraph_added_or_moved_renames_nothing(project):
    text = report(0)
    project.put("a.txt", text)
    project.run()
    before = identifiers(project.out)
    project.put("a.txt", text.replace("Recommandations\n\n", "Le débat a duré deux heures.\n\nRecommandations\n\n"))
    project.run()
    after = identifiers(project.out)
    for name in before:
        assert before[name] <= after[name], name


def test_diff_as_table_markdown_and_json(project):
    first = project.run().version
    project.put("b.txt", report(1) + "\n5. Les communes devraient publier leurs comptes chaque année.\n")
    (project.raw / "a.txt").unlink()
    second = project.run().version
    shown = greffier("diff", first, second, "--out", project.out)
    assert shown.returncode == 0
    lines = shown.stdout.splitlines()
    assert lines[:2] == ["document removed: a.txt", "document changed: b.txt"]
    assert any(line.split()[0] == "recommendations" for line in lines)
    read = json.loads(greffier("diff", first, second, "--out", project.out, "--json").stdout)
    assert read["documents_removed"] == ["a.txt"]
    assert any("comptes" in row["shown"] for row in read["added"]["recommendations"])
    markdown = greffier("diff", first, second, "--out", project.out, "--markdown").stdout
    assert "**Documents removed** (1)" in markdown
    same = greffier("diff", second, second, "--out", project.out, "--markdown")
    assert same.stdout == "No change in the dataset.\n"


def test_diff_names_what_came(project):
    first = project.run().version
    project.put("d.txt", report(7))
    second = project.run().version
    old, new = (publication.version_dir(project.out, name) for name in (first, second))
    found = changes.compare(old, new)
    assert (found.documents_added, found.documents_removed, found.documents_changed) == (["d.txt"], [], [])
    assert {row.doc_id[:2] for name in changes.COMPARED for row in found.added[name]} == {"d-"}
    assert not any(found.removed.values())
    assert "**Documents added** (1)" in changes.markdown(found)
    back = changes.compare(new, old)
    assert back.documents_removed == ["d.txt"]
    assert back.removed == found.added
    assert not any(back.added.values())


def test_source_text_is_shown_in_markdown_never_interpreted():
    hostile = "<img src=x> @equipe [ici](http://x.org) ![i](u) | `a` *b* # c\n\n- d"
    shown = changes._cell(hostile)
    assert shown == (
        "&lt;img src=x> @\u200bequipe \\[ici\\](http:\u200b//x.org) \\!\\[i\\](u) \\| 'a' \\*b\\* \\# c - d"
    )


def test_a_relabelled_sentence_is_one_change(project, monkeypatch):
    from pipeline.stages import classify

    old = project.run().version
    labelled = classify.classify

    def otherwise(segmented, entities):
        result = labelled(segmented, entities)
        turned = [
            x.model_copy(update={"label": "finding", "strength": None}) if x.label == "recommendation" else x
            for x in result.labels
        ]
        return result.model_copy(update={"labels": tuple(turned)})

    monkeypatch.setattr(classify, "classify", otherwise)
    monkeypatch.setattr(assembly, "__version__", "0.1.1")
    for results in ("classify", "tables"):
        shutil.rmtree(project.interim / results)
    project.run()
    found = changes.compare(publication.version_dir(project.out, old), publication.current(project.out))
    assert found.relabelled
    assert {(r.before, r.after) for r in found.relabelled} == {("recommendation", "finding")}
    assert not found.removed["recommendations"]
    assert not found.added["findings"]
