"""What keeps one document or one dead process from holding up a run."""

from __future__ import annotations

import ctypes
import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class TooSlow(BaseException):
    """Raised by the alarm. No ``Exception``, so that no stage catches it by the way."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise ``TooSlow`` inside the block after ``seconds``."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        with _thread_limit(seconds):
            yield
        return

    def ring(signum: int, frame: object) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _thread_limit(seconds: float) -> Iterator[None]:
    """As ``time_limit``, in a thread that signals do not reach: workers of a cluster compute in one."""
    thread = threading.get_ident()
    over = threading.Lock()  # taken by whoever comes first: the end of the block, or the timer

    def interrupt() -> None:
        if over.acquire(blocking=False):
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(TooSlow))

    timer = threading.Timer(seconds, interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
        if not over.acquire(blocking=False):
            _await_interruption()
    except TooSlow:
        raise
    except BaseException:
        if not over.acquire(blocking=False):
            _await_interruption()
        raise
    finally:
        timer.cancel()


def _await_interruption() -> None:
    """The timer came just before the end of the block: its exception is on its way and must not reach what follows."""
    for _ in range(200):
        time.sleep(0.01)


def end_with_parent() -> None:
    """Make this worker end when its parent is killed: it would wait for work for ever."""
    threading.Thread(target=_wait_for_the_end, daemon=True).start()


def _wait_for_the_end() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)
