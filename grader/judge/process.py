"""The judge process: runs one suite with pytest, in a locked process that never executes student code."""

from __future__ import annotations

import math
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest
import tensorflow as tf
from hypothesis import strategies as st

from grader.boundary.frames import Frames, PeerGone
from grader.boundary.private_names import seen_by_hypothesis
from grader.course.model import fixture_names, load_exercise
from grader.judge.failures import CannotOpen, SuiteError, suite_failed, told
from grader.judge.outgoing import encoded
from grader.judge.plugin import Plugin
from grader.judge.protocol import Began, Broken, CheckReported, Collected, Done, JudgeMessage, NothingToJudge, Waited
from grader.judge.session import Session
from grader.judge.subject import Subject
from grader.judge.suite_files import SuiteFiles, read_props
from grader.judge.workers import WorkerLink
from grader.processes.jobs import JudgeJob
from grader.processes.serving import Workers
from grader.report.model import CheckResult

ARGUMENTS = (
    *("-c", os.devnull, "--assert=plain", "--capture=no"),
    *("-p", "no:cacheprovider", "-p", "no:faulthandler", "-p", "no:unraisableexception", "-p", "no:threadexception"),
    *("-p", "no:logging", "-p", "no:junitxml", "-p", "no:doctest", "-p", "no:pastebin", "-p", "no:terminal"),
    *("-p", "no:warnings", "--import-mode=importlib", "--strict-markers", "-p", "grader.judge.plugin"),
)
"""A fixed configuration: no ini file, no conftest above the suite, no plugin of the environment."""


def warm_up() -> None:
    """Does once, before the first fork, what pytest, Hypothesis and the course do when they are first used."""
    # A model of the course is trained for a second: optimizing its graph takes longer than it gains, a fifth of `fit`.
    tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})
    fixture_names()
    pytest.main([*ARGUMENTS, "--collect-only", "--rootdir=/", os.path.dirname(__file__)])
    # Hypothesis also draws constants that it finds in modules outside site-packages, and to find those it would ask of
    # each of the thousands where it lies, in every judge. It is told that it knows them all: what is drawn must not
    # depend on where the grader is installed, nor on who looked first.
    seen_by_hypothesis.update(map(id, sys.modules.values()))

    @hypothesis.given(st.lists(st.floats(width=32)), st.integers())
    @hypothesis.settings(max_examples=3)
    def nothing(numbers: list[float], number: int) -> None:
        """Draws examples and accepts them all."""

    nothing()


def run(job: JudgeJob, workers: Workers, results: Frames) -> None:
    """Judges one exercise of one submission and reports on `results`; runs inside the lock. Its temporary files are
    where `tempfile` puts them: in a forked judge, its own scratch folder."""
    os.chdir(os.path.dirname(job.data) or "/")  # where a suite too finds `data/NAME/`
    workers.prepare()

    def report(message: JudgeMessage) -> None:
        results.send(encoded(message))

    try:
        report(_run(job, workers, report))
    except CannotOpen as error:
        report(NothingToJudge(error.message, error.status, error.place))
    except PeerGone:
        return
    except SuiteError as error:
        report(Broken(suite_failed(error.message)))
    except Exception as error:
        report(Broken(told(error)))


def _run(job: JudgeJob, workers: Workers, report: Callable[[JudgeMessage], None]) -> JudgeMessage:
    suite = Path(job.suite)
    text, props = read_props(suite)
    exercise = load_exercise(suite)
    told = job.main, job.required, job.forbidden, job.limits, job.seed, job.hidden_seed
    subject = Subject(*told, props=text, layers=exercise.layers)
    session = Session(subject, lambda: WorkerLink(workers.take(lambda seconds: report(Waited(seconds)))))

    def collected(checks: list[CheckResult]) -> None:
        points = sum(check.max_score for check in checks)
        if not math.isclose(points, job.points):
            raise SuiteError(f"its checks have {points:g} points in total, but exercise.toml says {job.points:g}")
        names = [check.name for check in checks]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise SuiteError(f"two checks have the same name: {', '.join(twice)}")
        report(Collected(tuple(checks)))
        session.open()
        if any(check.visibility == "hidden" for check in checks):
            workers.prepare()  # hidden checks get a worker of their own, while the visible ones run

    plugin = Plugin(
        session,
        props,
        exercise.hint,
        collected,
        lambda *checked: report(CheckReported(*checked)),
        job.checks,
        lambda *began: report(Began(*began)),
    )
    sys.meta_path.insert(0, SuiteFiles(suite, plugin.asserts))
    stop = ["--exitfirst"] if job.fail_fast else []
    with tempfile.TemporaryDirectory(prefix="grade-", ignore_cleanup_errors=True) as folder:
        places = [f"--rootdir={suite}", f"--confcutdir={suite}", f"--basetemp={folder}/tmp", str(suite)]
        code = pytest.main([*ARGUMENTS, *stop, *places], [plugin])
    if plugin.stopped is not None:
        raise plugin.stopped
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        raise SuiteError(f"pytest ended with {code}")
    return Done(session.functions)
