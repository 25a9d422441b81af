"""``greffier fetch`` against a real server on this machine."""

import datetime as dt
import hashlib
import json
import os
import threading
import time
from functools import partial
from pathlib import Path

import httpx
import pytest
import stamina

from pipeline import fetch as fetching
from pipeline.config import read_config
from pipeline.errors import ConfigError, GreffierError, UsageError
from pipeline.fetch import Listed, Patience, fetch, read_listing
from pipeline.runner import planning
from pipeline.sources import LOCK_FILE, METADATA_FILE, read_lock
from tests.conftest import greffier
from tests.web import serving

REPORT = "Les participants ont estimé que l’accès à l’eau reste inégal dans les régions rurales du pays.\n".encode() * 4
OTHER = REPORT + "La séance a été levée à midi.\n".encode()
MORNING = dt.datetime(2026, 11, 21, 8, 30, tzinfo=dt.UTC)
SHORT = Patience(attempts=3, first_wait=0.01, silence=0.5, whole=20)


@pytest.fixture(autouse=True)
def _straight(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def web():
    with serving() as web:
        yield web


@pytest.fixture
def raw(tmp_path):
    return tmp_path / "raw"


def get(raw, *listed, at=MORNING, patience=SHORT, prune=False, **config):
    entries = [Listed.model_validate(entry) for entry in listed]
    settings = read_config().model_copy(update=config)
    return fetch(entries, raw, settings, prune=prune, patience=patience, now=lambda: at)


def outcomes(results):
    return [(r.path, r.outcome) for r in results]


def lock_of(raw):
    return read_lock((raw / LOCK_FILE).read_text(encoding="utf-8"))


def left_over(raw):
    return list(raw.rglob("*.part"))


# ------------------------------------------------------------------------------------------------ what is downloaded
def test_new_then_unchanged_then_changed(web, raw):
    url = web.text("/a", REPORT, ETag='"1"', Last_Modified="Fri, 20 Nov 2026 10:00:00 GMT")
    entry = {"url": url, "path": "atelier/a.txt", "rights": "CC BY 4.0"}
    assert outcomes(get(raw, entry)) == [("atelier/a.txt", "new")]
    assert (raw / "atelier/a.txt").read_bytes() == REPORT
    first = lock_of(raw)["atelier/a.txt"]
    assert first.sha256 == hashlib.sha256(REPORT).hexdigest()
    assert first.retrieved_at == MORNING

    def conditional(request):
        assert request.headers["If-None-Match"] == '"1"'
        assert request.headers["If-Modified-Since"] == "Fri, 20 Nov 2026 10:00:00 GMT"
        request.send_response(304)
        request.end_headers()

    web.on("/a", conditional)
    evening = MORNING + dt.timedelta(hours=12)
    assert outcomes(get(raw, entry, at=evening)) == [("atelier/a.txt", "unchanged")]
    assert lock_of(raw)["atelier/a.txt"] == first

    web.text("/a", OTHER, ETag='"2"')
    assert outcomes(get(raw, entry, at=evening)) == [("atelier/a.txt", "changed")]
    assert (raw / "atelier/a.txt").read_bytes() == OTHER
    assert lock_of(raw)["atelier/a.txt"].retrieved_at == evening
    assert left_over(raw) == []


def test_same_bytes_from_a_server_without_conditions_change_nothing(web, raw):
    entry = {"url": web.text("/a", REPORT), "path": "a.txt"}
    get(raw, entry)
    before = (raw / LOCK_FILE).read_bytes(), (raw / "a.txt").stat().st_mtime_ns
    assert outcomes(get(raw, entry, at=MORNING + dt.timedelta(days=1))) == [("a.txt", "unchanged")]
    assert ((raw / LOCK_FILE).read_bytes(), (raw / "a.txt").stat().st_mtime_ns) == before


def test_origin_reaches_the_dataset_and_metadata_goes_first(web, raw):
    get(
        raw,
        {"url": web.text("/a", REPORT), "path": "a.txt", "rights": "CC BY 4.0"},
        {"url": web.text("/b", OTHER), "path": "b.txt"},
    )
    (raw / METADATA_FILE).write_text("path,rights\na.txt,domaine public\n", encoding="utf-8")
    planned = planning.plan(raw, read_config())
    assert planned.rejects == ()
    given = {job.path: job.given for job in planned.jobs}
    assert given["a.txt"].source_url == web.url + "/a"
    assert given["a.txt"].retrieved_at == MORNING
    assert given["a.txt"].rights == "domaine public"
    assert given["b.txt"].rights is None


def test_no_origin_is_claimed_for_bytes_that_were_edited(web, raw):
    get(raw, {"url": web.text("/a", REPORT), "path": "a.txt"})
    (raw / "a.txt").write_bytes(OTHER)
    planned = planning.plan(raw, read_config())
    assert planned.jobs[0].given.source_url is None
    assert [(r.path, r.code) for r in planned.rejects] == [("sources.lock.json:a.txt", "metadata_unmatched")]


def test_a_redirect_is_followed(web, raw):
    web.text("/final", REPORT)
    url = web.text("/start", b"", status=302, Location="/final")
    assert outcomes(get(raw, {"url": url, "path": "a.txt"})) == [("a.txt", "new")]
    assert (raw / "a.txt").read_bytes() == REPORT


def test_a_file_that_is_pinned_and_here_is_not_asked_for(web, raw):
    entry = {"url": web.text("/a", REPORT), "path": "a.txt", "sha256": hashlib.sha256(REPORT).hexdigest()}
    get(raw, entry)
    assert outcomes(get(raw, entry)) == [("a.txt", "unchanged")]
    assert len(web.asked) == 1


@pytest.mark.parametrize("status", [429, 500, 503])
def test_passing_trouble_is_tried_again(web, raw, status):
    tries = []

    def answer(request):
        tries.append(time.monotonic())
        if len(tries) < 3:
            request.send_response(status)
            request.send_header("Retry-After", "0")
            request.send_header("Content-Length", "0")
            request.end_headers()
        else:
            request.send_response(200)
            request.send_header("Content-Type", "text/plain")
            request.send_header("Content-Length", str(len(REPORT)))
            request.end_headers()
            request.wfile.write(REPORT)

    assert outcomes(get(raw, {"url": web.on("/a", answer), "path": "a.txt"})) == [("a.txt", "new")]
    assert len(tries) == 3


def test_waits_grow_and_a_servers_wish_is_kept(web, raw):
    times = []

    def answer(request):
        times.append(time.monotonic())
        request.send_response(503)
        if len(times) == 1:
            request.send_header("Retry-After", "1")
        request.send_header("Content-Length", "0")
        request.end_headers()

    assert stamina.is_active()
    results = get(raw, {"url": web.on("/a", answer), "path": "a.txt"})
    assert results[0].reason == "the server answers 503; try again later"
    assert times[1] - times[0] >= 1
    assert times[2] - times[1] < 1


def test_a_servers_wish_has_a_limit():
    assert fetching._retry_after(httpx.Headers({"Retry-After": "86400"})) == 60
    assert fetching._retry_after(httpx.Headers({"Retry-After": "Sat, 21 Nov 2026 10:00:00 GMT"})) is None


def test_what_is_written_is_on_the_disk_before_it_has_its_name(web, raw, monkeypatch):
    """Else a power cut could leave an empty file under the name."""
    synced, fsync = [], os.fsync

    def noted(handle):
        synced.append(os.readlink(f"/proc/self/fd/{handle}"))
        assert not (raw / "a.txt").exists()
        fsync(handle)

    if not os.path.isdir("/proc/self/fd"):
        pytest.skip("this system does not tell which file a handle is of")
    monkeypatch.setattr(os, "fsync", noted)
    get(raw, {"url": web.text("/a", REPORT), "path": "a.txt"})
    assert any(".a.txt." in name for name in synced)


def test_bodies_are_asked_for_as_they_are(web, raw):
    get(raw, {"url": web.text("/a", REPORT), "path": "a.txt"})
    assert web.asked[0][1]["accept-encoding"] == "identity"


# ------------------------------------------------------------------------------------------------ what is refused
def refused(raw, *listed, **more):
    """The reason given, after checking that nothing was written and what was there stays."""
    (raw).mkdir(exist_ok=True)
    before = {p: p.read_bytes() for p in raw.rglob("*.txt")}
    (result,) = get(raw, *listed, **more)
    assert result.outcome == "failed"
    assert {p: p.read_bytes() for p in raw.rglob("*.txt")} == before
    assert left_over(raw) == []
    return result.reason


def test_not_found_is_asked_once(web, raw):
    assert "answers 404; correct or remove its url" in refused(raw, {"url": web.url + "/no", "path": "a.txt"})
    assert len(web.asked) == 1


def test_one_failure_does_not_cost_the_others(web, raw):
    results = get(
        raw,
        {"url": web.url + "/no", "path": "a.txt"},
        {"url": web.text("/b", REPORT), "path": "b.txt"},
    )
    assert outcomes(results) == [("a.txt", "failed"), ("b.txt", "new")]


def test_an_earlier_file_survives_a_failure(web, raw):
    entry = {"url": web.text("/a", REPORT), "path": "a.txt"}
    get(raw, entry)
    del web.answers["/a"]
    refused(raw, entry)
    assert (raw / "a.txt").read_bytes() == REPORT


def test_redirects_without_end(web, raw):
    url = web.text("/loop", b"", status=302, Location="/loop")
    assert "more than 10 redirects" in refused(raw, {"url": url, "path": "a.txt"})
    assert len(web.asked) == 11


def test_a_redirect_to_plain_http_is_refused(web, raw, monkeypatch):
    """No certificate is at hand for a real https server: the answers are played."""

    def answer(request):
        if request.url.scheme == "https":
            return httpx.Response(302, headers={"Location": "http://x.org/a"})
        return httpx.Response(200, headers={"Content-Type": "text/plain"}, content=REPORT)

    monkeypatch.setattr(fetching.httpx, "Client", partial(httpx.Client, transport=httpx.MockTransport(answer)))
    assert "redirects from https to plain http" in refused(raw, {"url": "https://x.org/a", "path": "a.txt"})
    assert outcomes(get(raw, {"url": "http://x.org/a", "path": "a.txt"})) == [("a.txt", "new")]


def test_not_modified_is_no_answer_to_who_has_nothing(web, raw):
    assert "answers 304" in refused(raw, {"url": web.text("/a", b"", status=304), "path": "a.txt"})


def test_an_earlier_file_survives_a_truncated_body(web, raw):
    entry = {"url": web.text("/a", REPORT), "path": "a.txt"}
    get(raw, entry)
    web.text("/a", OTHER[:100], content_length=str(len(OTHER)))
    refused(raw, entry)
    assert (raw / "a.txt").read_bytes() == REPORT


def test_what_cannot_be_written_costs_one_document(web, raw):
    (raw / "a.txt").mkdir(parents=True)
    results = get(
        raw, {"url": web.text("/a", REPORT), "path": "a.txt"}, {"url": web.text("/b", OTHER), "path": "b.txt"}
    )
    assert outcomes(results) == [("a.txt", "failed"), ("b.txt", "new")]
    assert "cannot be written: Is a directory" in results[0].reason
    assert left_over(raw) == []


def test_a_truncated_body_is_never_kept(web, raw):
    url = web.text("/a", REPORT[:100], content_length=str(len(REPORT)))
    reason = refused(raw, {"url": url, "path": "a.txt"})
    assert "incomplete" in reason or "without sending complete" in reason
    assert len(web.asked) == 3


def test_a_truncated_chunked_body_is_never_kept(web, raw):
    def answer(request):
        request.protocol_version = "HTTP/1.1"
        request.send_response(200)
        request.send_header("Content-Type", "text/plain")
        request.send_header("Transfer-Encoding", "chunked")
        request.end_headers()
        request.wfile.write(b"64\r\n" + REPORT[:50])
        request.close_connection = True

    assert refused(raw, {"url": web.on("/a", answer), "path": "a.txt"})


def test_an_oversized_body_is_refused_when_announced(web, raw):
    url = web.text("/a", REPORT)
    reason = refused(raw, {"url": url, "path": "a.txt"}, max_bytes=50)
    assert reason.startswith(f"{len(REPORT)} bytes, more than max_bytes = 50"), "refused before it is read"


def test_an_endless_body_is_cut_at_the_limit(web, raw):
    sent = 0

    def answer(request):
        nonlocal sent
        request.send_response(200)
        request.send_header("Content-Type", "text/plain")
        request.end_headers()
        while sent < 1_000_000_000:  # the client must leave long before
            request.wfile.write(REPORT * 100)
            sent += len(REPORT) * 100

    assert "max_bytes = 200,000" in refused(raw, {"url": web.on("/a", answer), "path": "a.txt"}, max_bytes=200_000)
    assert sent < 50_000_000


def test_a_small_answer_that_unpacks_to_a_large_one(web, raw):
    import gzip

    body = gzip.compress(b"a " * 20_000_000)
    url = web.text("/a", body, Content_Encoding="gzip")
    assert "max_bytes = 1,000,000" in refused(raw, {"url": url, "path": "a.txt"}, max_bytes=1_000_000)


def test_a_silent_server(web, raw):
    over = threading.Event()
    url = web.on("/a", lambda request: over.wait(20))
    started = time.monotonic()
    reason = refused(raw, {"url": url, "path": "a.txt"}, patience=Patience(2, 0.01, 0.2, 20))
    over.set()
    assert "did not answer in time" in reason
    assert time.monotonic() - started < 5


def test_a_dripping_server(web, raw):
    def answer(request):
        request.send_response(200)
        request.send_header("Content-Type", "text/plain")
        request.end_headers()
        for _ in range(200):
            request.wfile.write(b"x")
            request.wfile.flush()
            time.sleep(0.05)

    url = web.on("/a", answer)
    started = time.monotonic()
    reason = refused(raw, {"url": url, "path": "a.txt"}, patience=Patience(2, 0.01, 1, 0.5))
    assert "too slowly" in reason
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("kind", ["text/html", "application/pdf", "image/png", "application/zip"])
def test_what_is_no_plain_text(web, raw, kind):
    url = web.text("/a", REPORT, content_type=kind)
    assert f"it is {kind}, not plain text" in refused(raw, {"url": url, "path": "a.txt"})


def test_another_checksum_than_the_listed_one(web, raw):
    url = web.text("/a", REPORT)
    assert "not the listed 000000000000" in refused(raw, {"url": url, "path": "a.txt", "sha256": "0" * 64})


def test_an_empty_answer(web, raw):
    assert "sends nothing" in refused(raw, {"url": web.text("/a", b""), "path": "a.txt"})


def test_no_server(raw):
    assert "no connection" in refused(raw, {"url": "http://127.0.0.1:9/a", "path": "a.txt"})


def test_work_by_hand_is_never_overwritten(web, raw):
    entry = {"url": web.text("/a", REPORT), "path": "a.txt"}
    raw.mkdir()
    (raw / "a.txt").write_bytes(b"mon propre texte")
    assert "move it away first" in refused(raw, entry)
    (raw / "a.txt").unlink()
    get(raw, entry)
    (raw / "a.txt").write_bytes(REPORT + b"une note")
    assert "move it away first" in refused(raw, entry)


def test_a_fetch_killed_before_its_lock_file_goes_on(web, raw):
    """The file is in place, the lock file does not know it: the same bytes are taken over."""
    entry = {"url": web.text("/a", REPORT), "path": "a.txt"}
    raw.mkdir()
    (raw / "a.txt").write_bytes(REPORT)
    (raw / ".a.txt.99999.part").write_bytes(b"half")
    assert outcomes(get(raw, entry)) == [("a.txt", "unchanged")]
    assert lock_of(raw)["a.txt"].retrieved_at == MORNING
    assert left_over(raw) == []


def test_links_are_not_written_through(web, raw, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    raw.mkdir()
    (raw / "sub").symlink_to(outside)
    (raw / "b.txt").symlink_to(outside / "b.txt")
    for path in ("sub/a.txt", "b.txt"):
        (result,) = get(raw, {"url": web.text("/a", REPORT), "path": path})
        assert "symbolic link" in result.reason
    assert list(outside.iterdir()) == []


def test_two_fetches_at_once(web, raw):
    raw.mkdir()
    with fetching._alone(raw), pytest.raises(GreffierError, match="another greffier is fetching"):
        get(raw, {"url": web.text("/a", REPORT), "path": "a.txt"})


# ------------------------------------------------------------------------------------------------ no longer listed
def test_unlisted_files_stay_until_pruned(web, raw):
    a = {"url": web.text("/a", REPORT), "path": "a.txt"}
    b = {"url": web.text("/b", OTHER), "path": "b.txt"}
    get(raw, a, b)
    assert outcomes(get(raw, a)) == [("a.txt", "unchanged"), ("b.txt", "unlisted")]
    assert (raw / "b.txt").exists()
    assert outcomes(get(raw, a, prune=True)) == [("a.txt", "unchanged"), ("b.txt", "removed")]
    assert not (raw / "b.txt").exists()
    assert list(lock_of(raw)) == ["a.txt"]


def test_prune_spares_what_was_edited(web, raw):
    get(raw, {"url": web.text("/a", REPORT), "path": "a.txt"})
    (raw / "a.txt").write_bytes(OTHER)
    assert outcomes(get(raw, prune=True)) == [("a.txt", "failed")]
    assert (raw / "a.txt").read_bytes() == OTHER


# ------------------------------------------------------------------------------------------------ the list, the lock
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("sources: [{url: 'ftp://x.org/a', path: a.txt}]", "must begin with https:// or http://"),
        ("sources: [{url: 'file:///etc/passwd', path: a.txt}]", "must begin with https:// or http://"),
        ("sources: [{url: 'https://moi:secret@x.org/a', path: a.txt}]", "no user name or password"),
        ("sources: [{url: 'https://x.org/a', path: ../a.txt}]", "must be a path under the raw folder"),
        ("sources: [{url: 'https://x.org/a', path: /etc/a.txt}]", "must be a path under the raw folder"),
        ("sources: [{url: 'https://x.org/a', path: 'a\\b.txt'}]", "must be a path under the raw folder"),
        ("sources: [{url: 'https://x.org/a', path: .a.txt}]", "must be a path under the raw folder"),
        ("sources: [{url: 'https://x.org/a', path: README.md}]", "never read as a report"),
        ("sources: [{url: 'https://x.org/a', path: a.pdf}]", "fits none of the configured patterns"),
        ("sources: [{url: 'https://x.org/a', path: a.txt, sha: 1}]", "Extra inputs are not permitted"),
        ("sources: [{url: 'https://x.org/a', path: a.txt, sha256: abc}]", "String should match pattern"),
        ("sources: [{path: a.txt}]", "sources.0.url: Field required"),
        ("sources: [{url: 'https://x.org/a', path: a.txt}, {url: 'https://x.org/b', path: A.TXT}]", "none of the conf"),
        ("sources: [{url: 'https://x.org/a', path: a.txt}, {url: 'https://x.org/b', path: a.txt}]", "listed twice"),
        ("sources: !!python/object/apply:os.system ['true']", "is not plain YAML"),
        ("[]", "sources"),
        ("", "sources"),
    ],
)
def test_a_wrong_list_is_one_clear_line(tmp_path, text, says):
    path = tmp_path / "sources.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_listing(path, read_config())
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_paths_that_a_disk_may_take_for_the_same(tmp_path):
    path = tmp_path / "sources.yaml"
    path.write_text(
        "sources: [{url: 'https://x.org/a', path: a.txt}, {url: 'https://x.org/b', path: A.txt}]", encoding="utf-8"
    )
    with pytest.raises(ConfigError, match="listed twice"):
        read_listing(path, read_config())
    path.write_text("sources: [{url: 'https://x.org/a', path: e\u0301.txt}]", encoding="utf-8")
    (entry,) = read_listing(path, read_config())
    assert entry.path == "\u00e9.txt"


def test_the_lock_file_is_written_whole_or_not_at_all(web, raw, monkeypatch):
    entry = {"url": web.text("/a", REPORT), "path": "a.txt"}
    get(raw, entry)
    before = (raw / LOCK_FILE).read_bytes()

    def half(path, text, **options):
        path.write_bytes(text.encode()[: len(text) // 2])
        raise OSError(28, "No space left on device")

    web.text("/a", OTHER)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_text", half)
        with pytest.raises(GreffierError, match="No space left on device"):
            get(raw, entry)
    assert (raw / LOCK_FILE).read_bytes() == before
    assert outcomes(get(raw, entry)) == [("a.txt", "unchanged")]  # its bytes are taken over
    assert lock_of(raw)["a.txt"].sha256 == hashlib.sha256(OTHER).hexdigest()
    assert left_over(raw) == []


def test_a_damaged_lock_file(web, raw):
    entry = {"url": web.text("/a", REPORT), "path": "a.txt"}
    get(raw, entry)
    (raw / LOCK_FILE).write_text('{"version": 1, "files": {"a.txt": 3', encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be read"):
        get(raw, entry)
    assert [(r.path, r.code) for r in planning.plan(raw, read_config()).rejects] == [(LOCK_FILE, "metadata_invalid")]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_raw_folder_that_cannot_be_written(web, raw):
    raw.mkdir()
    raw.chmod(0o500)
    with pytest.raises(GreffierError, match="cannot write to the raw folder"):
        get(raw, {"url": web.text("/a", REPORT), "path": "a.txt"})


def test_the_command(web, raw, tmp_path):
    listing = tmp_path / "sources.yaml"
    listing.write_text(
        f"sources:\n- {{url: '{web.text('/a', REPORT)}', path: a.txt}}\n- {{url: '{web.url}/no', path: b.txt}}\n",
        encoding="utf-8",
    )
    done = greffier("fetch", "--raw", raw, "--sources", listing)
    assert done.returncode == 1
    assert done.stdout == f"new        a.txt\nfailed     b.txt\n{raw}: 2 sources, 1 failed\n"
    assert done.stderr == (f"greffier: b.txt ({web.url}/no): the server answers 404; correct or remove its url\n")
    done = greffier("fetch", "--raw", raw, "--sources", listing, "--json")
    assert [r["outcome"] for r in json.loads(done.stdout)] == ["unchanged", "failed"]
    assert greffier("fetch", "--raw", raw, "--sources", tmp_path / "none.yaml").returncode == 2
