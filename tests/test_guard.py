"""The limit on a document's time holds in the main thread, by a signal, and in any other."""

import threading
import time
from contextlib import suppress

import pytest

from pipeline import guard


def in_thread(work):
    answer = []

    def run():
        try:
            answer.append(work())
        except BaseException as error:
            answer.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(20)
    assert not thread.is_alive()
    return answer[0]


def spin(seconds):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        sum(range(100))


def limited(limit, seconds):
    with guard.time_limit(limit):
        spin(seconds)
    return "done"


def test_what_takes_too_long_is_interrupted():
    with pytest.raises(guard.TooSlow):
        limited(0.05, 10)
    assert isinstance(in_thread(lambda: limited(0.05, 10)), guard.TooSlow)


def test_what_ends_in_time_is_left_alone():
    def work():
        for _ in range(20):
            limited(0.2, 0.001)
        spin(0.4)
        return "done"

    assert work() == "done"
    assert in_thread(work) == "done"


def test_an_interruption_at_the_last_moment_reaches_nothing_else():
    def work():
        for n in range(40):
            with suppress(guard.TooSlow):
                limited(0.01, 0.008 + n % 5 / 1000)
        spin(0.1)
        return "done"

    assert in_thread(work) == "done"


def test_errors_of_the_work_pass():
    def work():
        with guard.time_limit(5):
            raise KeyError("x")

    assert isinstance(in_thread(work), KeyError)
