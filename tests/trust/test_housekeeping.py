"""Stored results that nobody uses go; those of another corpus or configuration used lately stay."""

import os
import time

import pytest

from pipeline.artefacts import TABLES
from pipeline.runner import housekeeping
from pipeline.runner.planning import STAGES
from tests.trust.conftest import report

DAY = 86_400


def files(project):
    return {p for folder in (*STAGES, TABLES) for p in (project.interim / folder).rglob("*") if p.is_file()}


def aged(paths, days):
    then = time.time() - days * DAY
    for path in paths:
        os.utime(path, (then, then))


@pytest.fixture
def old_and_new(project):
    """A project whose ``b.txt`` has changed: the results of its old text, and those in use."""
    project.run()
    old = files(project)
    project.put("b.txt", report(1, " La séance a été levée."))
    project.run()
    return project, old, files(project) - old


def publish_again(project, times):
    """As if so many runs had published, the last of them now; gives how many files went."""
    now = time.time()
    return sum(housekeeping.after_publication(project.interim, now - n * 60) for n in reversed(range(times)))


def test_what_is_old_and_unused_goes_what_is_used_stays(old_and_new):
    project, old, new = old_and_new
    aged(old | new, 30)
    project.run()  # nothing to do; but what it found there is in use
    in_use = {p for p in old | new if p.stat().st_mtime > time.time() - DAY}
    assert new < in_use
    assert len(in_use) == len(old) == 15
    assert publish_again(project, 20) == len(old | new) - len(in_use) == 5
    assert files(project) == in_use
    assert project.run().unchanged
    assert project.done == []


def test_a_week_or_ten_publications_protect(old_and_new):
    project, old, new = old_and_new
    aged(old | new, 5)
    assert publish_again(project, 20) == 0  # many runs, but not a week
    aged(old | new, 30)
    (project.interim / "runs").unlink()
    assert publish_again(project, 5) == 0  # a month, but not ten runs
    assert files(project) == old | new


def test_results_of_another_configuration_stay_while_it_is_used(make_project):
    """Two corpora share an interim folder, one of them rarely run."""
    often, rarely = make_project("often"), make_project("rarely")
    often.put("a.txt", report(0))
    rarely.put("z.txt", report(3))
    often.run()
    os.rename(often.interim, rarely.interim)
    os.symlink(rarely.interim, often.interim)
    rarely.run()
    theirs = {p for p in files(rarely) if p.name in set(rarely.plan().jobs[0].keys.values())}
    aged(files(rarely), 9)
    rarely.run()
    assert publish_again(often, 30) == 5
    assert files(rarely) == theirs


def test_a_sweep_a_day_is_enough(old_and_new):
    project, old, new = old_and_new
    aged(old | new, 30)
    assert publish_again(project, 10) == 20
    project.run()
    aged(files(project), 30)
    assert publish_again(project, 10) == 0


@pytest.mark.parametrize("content", ["x\n", "", "1e999\nnan\n"])
def test_a_damaged_log_of_runs_does_no_harm(project, content):
    project.run()
    before = files(project)
    (project.interim / "runs").write_text(content, encoding="ascii")
    project.put("d.txt", report(7))
    project.run()
    assert before < files(project)
