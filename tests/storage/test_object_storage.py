"""Sources and datasets in object storage: read in place, published whole or not at all. Against a real S3 server, and memory://."""

import json

import duckdb
import pytest
from typer.testing import CliRunner

import pipeline
from pipeline import publication, remote, tables
from pipeline.cli import app
from pipeline.errors import GreffierError, UsageError
from pipeline.storage import Address, place
from pipeline.validate import check_dataset
from tests.conftest import greffier
from tests.trust.conftest import report


@pytest.fixture
def project(make_project):
    project = make_project("local")
    for n in range(3):
        project.put(f"{n}.txt", report(n))
    return project


def build(project, out, **options):
    """Publish to ``out`` what the project's raw folder holds."""
    from pipeline.runner import assembly, planning, processing

    planned = project.plan()
    rejects = processing.run_stages(planned, planning.STAGES, project.interim, project.config, workers=1)
    return assembly.write_dataset(planned, rejects, project.interim, out, project.config, **options)


def same(one, other):
    return all(tables.read_table(one, name).equals(tables.read_table(other, name)) for name in tables.BY_NAME)


# ------------------------------------------------------------------------------------------------ publishing
@pytest.mark.parametrize("per_part", [5000, 2])
def test_a_dataset_in_object_storage_is_the_local_one(project, bucket, per_part):
    project.config = project.config.model_copy(update={"documents_per_part": per_part})
    out = bucket / "rapports" / "dataset"
    build(project, project.out)
    done = build(project, out)
    assert done.version == publication.current(project.out).name
    assert same(publication.current(out), project.out)
    assert list(check_dataset(publication.at(out))) == []
    assert build(project, out).unchanged
    ds = pipeline.open_dataset(str(out))
    assert ds.flat().equals(pipeline.open_dataset(project.out).flat())
    assert len(ds.table("recommendations")) == tables.count_rows(project.out, "recommendations")


def test_history_restore_and_old_versions(project, bucket, monkeypatch):
    monkeypatch.setattr("pipeline.versions.KEPT_VERSIONS", 2)
    out = bucket / "d"
    versions = []
    for n in range(4):
        project.put("0.txt", report(0, " " + "Fin." * n))
        versions.append(build(project, out).version)
    assert [entry["version"] for entry in publication.history(out)] == versions
    assert sorted(publication.kept(out)) == sorted(versions[-2:])
    assert publication.damage(publication.current(out)) == []
    publication.switch(out, publication.version_dir(out, versions[2]).name)
    assert publication.current(out).name == versions[2]
    assert publication.history(out)[-1]["version"] == versions[2]
    with pytest.raises(UsageError, match="no kept version"):
        publication.version_dir(out, versions[0])


def test_an_open_dataset_goes_on_reading_its_version(project, bucket):
    out = bucket / "d"
    build(project, out)
    ds = pipeline.open_dataset(out)
    n = len(ds.table("sentences"))
    project.put("9.txt", report(9))
    build(project, out)
    assert len(ds.table("mentions")["doc_id"].unique()) == 3
    assert len(pipeline.open_dataset(out).table("sentences")) > n


# ------------------------------------------------------------------------------------------------ trouble midway
@pytest.mark.parametrize("step", range(3))
def test_whatever_fails_midway_the_old_dataset_stays(project, bucket, monkeypatch, step):
    out = bucket / f"d{step}"
    old = build(project, out).version
    rows = len(pipeline.open_dataset(out).table("sentences"))
    project.put("9.txt", report(9))
    calls = 0

    def counted(real):
        def call(self, *args, **kwargs):
            nonlocal calls
            calls += 1
            if calls > step:
                if real is upload and step == 0:  # half of the tables arrive
                    real(self, args[0], list(args[1])[: len(args[1]) // 2])
                raise OSError(5, "the connection was lost")
            return real(self, *args, **kwargs)

        return call

    upload, write = Address.upload, Address.write_bytes
    with monkeypatch.context() as patched:
        patched.setattr(Address, "upload", counted(upload))
        patched.setattr(Address, "write_bytes", counted(write))
        with pytest.raises(GreffierError, match="the connection was lost"):
            build(project, out)
    assert publication.current(out).name == old
    assert len(pipeline.open_dataset(out).table("sentences")) == rows
    assert list(check_dataset(publication.at(out))) == []
    assert build(project, out).version != old
    assert list(check_dataset(publication.at(out))) == []


def test_what_did_not_arrive_whole_is_not_published(project, bucket, monkeypatch):
    """A storage that loses an object without a word."""
    out = bucket / "d"
    old = build(project, out).version
    project.put("9.txt", report(9))
    upload = Address.upload
    lossy = lambda self, folder, names: upload(self, folder, [n for n in names if n != "sentences.parquet"])  # noqa: E731
    with monkeypatch.context() as patched:
        patched.setattr(Address, "upload", lossy)
        with pytest.raises(GreffierError, match=r"sentences\.parquet did not arrive whole; nothing was published"):
            build(project, out)
    assert publication.current(out).name == old
    assert list(check_dataset(publication.at(out))) == []


@pytest.mark.parametrize("first", [True, False])
def test_who_finishes_second_is_turned_away(project, bucket, monkeypatch, first):
    out = bucket / "d"
    if not first:
        build(project, out)
    project.put("9.txt", report(9))
    upload = Address.upload
    other = []

    def meanwhile(self, folder, names):
        if not other:
            other.append("published")
            other[0] = build_in_between()
        upload(self, folder, names)

    def build_in_between():
        project.put("8.txt", report(8))
        return build(project, out).version

    monkeypatch.setattr(Address, "upload", meanwhile)
    with pytest.raises(GreffierError, match="another greffier published"):
        build(project, out)
    assert publication.current(out).name == other[0]
    assert list(check_dataset(publication.at(out))) == []


def test_the_switch_is_one_conditional_request(project, bucket, monkeypatch):
    """Between the last look and the writing another may come: then the storage refuses."""
    out = bucket / "d"
    build(project, out)
    project.put("9.txt", report(9))
    before, look = (out / "current").read_bytes(), remote._bytes_of
    other = json.dumps({"version": "v-0", "history": []}).encode()
    looks = []

    def late(pointer):
        looks.append(look(pointer))
        if len(looks) == 1:
            pointer.write_bytes(other)
        return looks[-1]

    monkeypatch.setattr(remote, "_bytes_of", late)
    with pytest.raises(GreffierError, match="another greffier published"):
        build(project, out)
    assert looks == [before, other]
    assert (out / "current").read_bytes() == other


def test_an_address_that_holds_something_else_is_refused(project, bucket):
    (bucket / "x" / "photo.jpg").write_bytes(b"x")
    with pytest.raises(UsageError, match="holds no greffier dataset"):
        publication.check_output(bucket / "x", project.raw)
    with pytest.raises(UsageError, match="inside the raw folder"):
        publication.check_output(bucket / "raw" / "out", bucket / "raw")
    publication.check_output(bucket / "new", bucket / "raw")


# ------------------------------------------------------------------------------------------------ sources
def test_sources_in_object_storage(project, bucket, monkeypatch):
    from pipeline.runner import planning

    raw = bucket / "raw"
    for n in range(3):
        (raw / "2010" / f"é{n}.txt").write_bytes(report(n).encode())
    (raw / "copie.txt").write_bytes(report(0).encode())
    (raw / "gros.txt").write_bytes(b"x" * 5000)
    (raw / "notes.pdf").write_bytes(b"%PDF")
    (raw / ".caché" / "d.txt").write_bytes(b"x")
    (raw / "README.md").write_bytes(b"x")
    (raw / "metadata.csv").write_bytes("path,title\n2010/é1.txt,Le titre donné\n".encode())
    config = project.config.model_copy(update={"max_bytes": 4000})
    reads = []
    read_many = Address.read_many
    monkeypatch.setattr(Address, "read_many", lambda self, names: reads.extend(names) or read_many(self, names))
    planned = planning.plan(raw, config, interim=project.interim)
    assert [job.path for job in planned.jobs] == ["2010/é0.txt", "2010/é1.txt", "2010/é2.txt"]
    assert planned.jobs[1].given.title == "Le titre donné"
    assert {(r.path, r.code) for r in planned.rejects} == {
        ("copie.txt", "duplicate"), ("gros.txt", "too_large"), ("notes.pdf", "unsupported_type"),
    }  # fmt: skip
    assert len(reads) == 4
    assert planning.plan(raw, config, interim=project.interim).jobs == planned.jobs
    assert len(reads) == 4, "unchanged objects are not read again"
    (raw / "2010" / "é2.txt").write_bytes(report(4).encode())
    assert planning.plan(raw, config, interim=project.interim).jobs[2].sha256 != planned.jobs[2].sha256
    assert reads[4:] == ["2010/é2.txt"]
    with pytest.raises(UsageError, match="does not exist"):
        planning.plan(bucket / "nothing", config)


def test_the_commands_take_addresses(s3, bucket, tmp_path):
    """Raw and out in object storage, from another process, with the model; the dataset is the one of the local folder."""
    local = tmp_path / "raw"
    local.mkdir()
    for n in range(2):
        (local / f"{n}.txt").write_text(report(n), encoding="utf-8")
        (bucket / "raw" / f"{n}.txt").write_bytes(report(n).encode())
    raw, out, interim = bucket / "raw", bucket / "out", tmp_path / "interim"
    done = greffier("run", "--raw", raw, "--out", out, "--interim", interim, "--json")
    assert done.returncode == 0, done.stderr

    def said(*args):
        done = CliRunner().invoke(app, [str(arg) for arg in args], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output

    # The same bytes under the same names: the stored results serve both.
    here = json.loads(said("run", "--raw", local, "--out", tmp_path / "out", "--interim", interim, "--json"))
    assert here["version"] == publication.current(out).name
    assert said("validate", "--out", out).endswith("valid\n")
    assert said("status", "--raw", raw, "--out", out, "--interim", interim, "--exit-code").endswith("up to date\n")
    assert "fonds commun" in said("show", "0.txt", "--out", out)
    assert "added:" not in said("diff", out, tmp_path / "out")
    assert here["version"] in said("history", "--out", out)
    said("restore", here["version"], "--out", out)
    said("export", "--format", "duckdb", "--out", out, "--to", tmp_path / "x.duckdb")
    assert duckdb.connect(str(tmp_path / "x.duckdb")).sql("SELECT count(*) FROM documents").fetchall() == [(2,)]


# ------------------------------------------------------------------------------------------------ other storages
def test_any_storage_of_fsspec(project):
    out = place(f"memory://{project.home.name}/out")
    project.put("9.txt", report(9))
    first = build(project, out).version
    project.put("8.txt", report(8))
    build(project, out)
    assert publication.history(out)[0]["version"] == first
    assert list(check_dataset(publication.at(out))) == []
    assert len(pipeline.open_dataset(f"memory://{project.home.name}/out").table("documents")) == 5


def test_file_addresses_are_folders_and_some_options_take_nothing_else(tmp_path):
    assert place(f"file://{tmp_path}") == tmp_path
    done = greffier("fetch", "--raw", "s3://rapports/raw")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "must be a folder of this machine" in done.stderr


def test_a_missing_extra_is_named(monkeypatch):
    with pytest.raises(UsageError, match=r"pip install 'greffier\[gcs\]'"):
        place("gs://rapports/raw").exists()
    with pytest.raises(UsageError, match="no storage nowhere://"):
        place("nowhere://rapports/raw").exists()
    done = greffier("validate", "--out", "gs://rapports/dataset")
    assert (done.returncode, done.stderr) == (
        2, "greffier: addresses gs://... need an extra: run `pip install 'greffier[gcs]'`\n",
    )  # fmt: skip


def test_a_storage_that_cannot_be_reached_is_one_line(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "x")
    done = greffier("validate", "--out", "s3://rapports/dataset", AWS_ENDPOINT_URL="http://127.0.0.1:9",
                    AWS_MAX_ATTEMPTS="1", AWS_DEFAULT_REGION="us-east-1")  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("greffier: s3://rapports/dataset")
