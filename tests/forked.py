"""The command line in a process of its own that starts at once: forked from one that has imported everything and loaded the model.

``Server.run`` in the tests' process sends a request over a socket; ``python -m tests.forked FD`` at its other end forks. What a
command does from its arguments on is the real thing (working folder, environment, files, exit code, workers of its own); what is
skipped is the three seconds in which a new interpreter imports libraries and reads the model.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

_LONGEST = 200_000  # bytes of a request


class Server:
    """One forking process, started at the first command."""

    def __init__(self, root: Path) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._socket = ours
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(theirs.fileno())],
                cwd=root,
                env={**os.environ, "PYTHONPATH": str(root)},
                pass_fds=[theirs.fileno()],
            )

    def run(
        self, args: Sequence[str], cwd: Path | None, env: Mapping[str, str], timeout: float
    ) -> subprocess.CompletedProcess[str]:
        """The command with these arguments; raises ``subprocess.TimeoutExpired``, the command killed, when it takes too long."""
        command = ["greffier", *args]
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            reply, theirs = socket.socketpair()
            with reply, theirs:
                request = json.dumps({"args": args, "cwd": str(cwd or Path.cwd()), "env": dict(env)}).encode()
                socket.send_fds(self._socket, [request], [out.fileno(), err.fileno(), theirs.fileno()])
                theirs.close()
                reply.settimeout(timeout)
                lines = reply.makefile()
                pid = int(lines.readline())
                try:
                    code = int(lines.readline())
                except TimeoutError:
                    os.kill(pid, signal.SIGKILL)
                    raise subprocess.TimeoutExpired(command, timeout) from None
            said = []
            for file in (out, err):
                file.seek(0)
                said.append(file.read().decode())
        return subprocess.CompletedProcess(command, code, *said)

    def close(self) -> None:
        self._socket.close()
        self._process.wait(60)


def _serve(ours: socket.socket) -> None:
    """Fork for each request; returns in the process that is to run a command, which is all set up for it."""
    while True:
        request, fds, _, _ = socket.recv_fds(ours, _LONGEST, 3)
        if not request:
            os._exit(0)
        if os.fork() == 0:
            break
        for fd in fds:
            os.close(fd)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
    # In a process that waits for the command, which it forks in turn.
    ours.close()
    out, err, reply = fds
    if pid := os.fork():
        with socket.socket(fileno=reply) as connection:
            connection.sendall(b"%d\n" % pid)
            code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            connection.sendall(b"%d\n" % code)
        os._exit(0)
    os.close(reply)
    for fd, standard in ((os.open(os.devnull, os.O_RDONLY), 0), (out, 1), (err, 2)):
        os.dup2(fd, standard)
        os.close(fd)
    asked = json.loads(request)
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["env"])
    tempfile.tempdir = None
    sys.argv = ["greffier", *asked["args"]]


def _load() -> None:
    """Import and build whatever commands use."""
    import pipeline.annotate
    import pipeline.browse
    import pipeline.changes
    import pipeline.cli
    import pipeline.corrections.noting
    import pipeline.corrections.overlay
    import pipeline.dataset
    import pipeline.evaluation
    import pipeline.render
    import pipeline.report.pages
    import pipeline.runner.assembly
    import pipeline.runner.status
    import pipeline.validate  # noqa: F401
    from pipeline import language
    from pipeline.runner import planning, preloaded

    planning._reads(language.choose("auto"))
    model = preloaded._load(language.choose("auto"))
    load = language.Recogniser
    language.Recogniser = lambda name: model if name == model.name else load(name)  # type: ignore[assignment,misc]


if __name__ == "__main__":
    _load()
    _serve(socket.socket(fileno=int(sys.argv[1])))
    import runpy

    runpy.run_module("pipeline", run_name="__main__", alter_sys=True)
