"""A real S3 server of this machine, and small reports in it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.storage import Address, place
from tests.trust.conftest import make_project  # noqa: F401


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """The address of a server that speaks S3, reached through the variables the AWS libraries read."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    settings = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "greffier",
        "AWS_SECRET_ACCESS_KEY": "greffier",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    with pytest.MonkeyPatch.context() as patched:
        for name, value in settings.items():
            patched.setenv(name, value)
        yield settings["AWS_ENDPOINT_URL"]
    server.stop()


@pytest.fixture
def bucket(s3: str, tmp_path: Path) -> Address:
    """A place of this test alone in a bucket."""
    import s3fs

    s3fs.S3FileSystem().mkdirs("rapports", exist_ok=True)
    found = place(f"s3://rapports/{tmp_path.parent.name}/{tmp_path.name}")
    assert isinstance(found, Address)
    return found
