"""Several machines: a real scheduler and worker processes give the same gradebook as this machine alone."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest
from class_folder import Class
from small_course import RIGHT, WRONG

from grader.batch.engine import LocalEngine
from grader.batch.enrolment import Everybody, enrol
from grader.batch.gradebook import Gradebook
from grader.batch.pages import Pages
from grader.batch.rules import ClassRules
from grader.batch.run import ClassRun, UploadOutcome
from grader.batch.standing import basis_of
from grader.batch.uploads import find
from grader.grading.grader import Grader, GradingError, Options

OPTIONS = Options(sandbox="strict", secret="s")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def cluster() -> Iterator:
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0") as made:
        yield made


def graded(pupils: Class, engine, name: str, after_each=lambda outcome: None) -> dict[str, str]:
    """The results that a run through `engine` leaves in a gradebook of its own, by key and without times."""
    with Gradebook(pupils.root / f"{name}.db") as book, engine:
        uploads, students = enrol(book, find(pupils.folder).uploads, None)
        pages = Pages(
            pupils.root / name,
            book,
            basis_of(Everybody(students), ["doubles"], engine.provenance.suites, ClassRules()),
            pupils.course,
        )
        pages.prepare()
        run = ClassRun(pupils.course, pupils.course.exercises, engine.provenance, book, "en")
        run.grade(uploads, engine, pages, after_each)
        assert book.last().keys() == {upload.label for upload in uploads}
        keys = book.keys()
        return {key: repr(book.result(key)).split("seconds=")[0] for key in keys}


def address(cluster) -> str:
    return cluster.scheduler_address.removeprefix("tcp://")


def test_a_worker_that_is_killed_midway_changes_nothing(pupils: Class, cluster) -> None:
    from grader.batch.cluster import DaskEngine

    for number in range(8):
        text = RIGHT if number % 2 else WRONG
        pupils.hand_in(f"s{number}/doubles.py", f"{text}# {number}\n")
    killed = []

    def kill_one(outcome: UploadOutcome) -> None:
        if not killed:
            killed.append(next(iter(cluster.workers.values())).pid)
            os.kill(killed[0], signal.SIGKILL)

    engine = DaskEngine(address(cluster), pupils.course, OPTIONS)
    far = graded(pupils, engine, "far", kill_one)
    near = graded(pupils, LocalEngine(Grader(pupils.course, OPTIONS, pupils.server), 2), "near")
    assert killed
    assert far == near
    assert len(near) == 8


def test_a_scheduler_that_is_not_there_is_told_in_one_line(pupils: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    from grader.batch import cluster

    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1)
    with pytest.raises(GradingError, match=r"^--engine dask://127.0.0.1:9: no Dask scheduler"):
        cluster.DaskEngine("127.0.0.1:9", pupils.course, OPTIONS)


def test_a_cluster_without_a_worker_is_told(pupils: Class) -> None:
    from distributed import LocalCluster

    from grader.batch.cluster import DaskEngine

    with (
        LocalCluster(n_workers=0, dashboard_address=":0") as empty,
        pytest.raises(GradingError, match="has no worker"),
    ):
        DaskEngine(address(empty), pupils.course, OPTIONS)
