"""The engine for several machines: Dask schedules the works, each of its workers keeps one fork server."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from distributed import Client, Future, Worker, as_completed, get_worker
from distributed.diagnostics.plugin import WorkerPlugin

from grader.batch.engine import AHEAD, TaskResult, grade_task
from grader.course.model import Course, course_files, load_course
from grader.feedback import N_, phrase
from grader.grading.grader import Grader, GradingError, Options
from grader.grading.outcome import failed_grader
from grader.grading.provenance import Provenance
from grader.grading.task import Task

CONNECT_SECONDS = 15
PLUGIN = "grader"


class OneForkServer(WorkerPlugin):
    """Gives a Dask worker a Grader of its own, with the client's course: whatever the worker's machine has installed
    of it is not looked at."""

    name = PLUGIN

    def __init__(self, course: Course, options: Options) -> None:
        self._name = course.name
        self._files = course_files(course)
        self._options = options

    def setup(self, worker: Worker) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="grade-course-"), self._name)
        for name, content in self._files.items():
            (self._folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self._folder / name).write_bytes(content)
        self.grader = Grader(load_course(self._folder), self._options)

    def teardown(self, worker: Worker) -> None:
        self.grader.close()
        shutil.rmtree(self._folder.parent, ignore_errors=True)


class DaskEngine:
    """Grades on the workers of a Dask cluster; those that come or go meanwhile are Dask's to deal with."""

    def __init__(self, address: str, course: Course, options: Options) -> None:
        """GradingError where there is no scheduler at HOST:PORT, no worker, or workers that would not agree."""
        try:
            self._client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, TimeoutError, ValueError):
            reason = N_("--engine dask://{address}: no Dask scheduler answers at this address")
            raise GradingError(phrase(reason, address=address)) from None
        self._course = course
        self._plugin = OneForkServer(course, options)
        try:
            self._client.register_plugin(self._plugin)
            self.provenance = self._agreed(address)
        except BaseException:
            self._client.close()
            raise

    def grade(self, tasks: Iterable[Task]) -> Iterator[TaskResult]:
        running: dict[Any, Task] = {}
        finished = as_completed(loop=self._client.loop)
        for task in tasks:
            future = self._client.submit(_grade, task, pure=False)
            running[future.key] = task
            finished.add(future)
            while len(running) >= AHEAD * self._places():
                yield self._outcome(next(finished), running)
        for future in finished:
            yield self._outcome(future, running)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            self._client.unregister_worker_plugin(PLUGIN)
        finally:
            self._client.close()

    def _outcome(self, future: Future[TaskResult], running: dict[Any, Task]) -> TaskResult:
        """What a worker answered; where Dask gave a work up, workers having died of it, that is the grader's fault."""
        task = running.pop(future.key)
        error = future.exception()
        if error is None:
            return task, future.result()[1]
        exercise = self._course.exercise(task.exercise)
        return task, failed_grader(exercise, error)

    def _places(self) -> int:
        threads: dict[str, int] = self._client.nthreads()
        return max(1, sum(threads.values()))

    def _agreed(self, address: str) -> Provenance:
        """The setting of all workers; two versions of a library in one class would not be fair."""
        found: dict[str, Provenance] = self._client.run(_provenance)
        if not found:
            raise GradingError(phrase("--engine dask://{address}: the cluster has no worker", address=address))
        (first, provenance), *others = found.items()
        for other, theirs in others:
            if theirs != provenance:
                reason = N_("--engine dask://{address}: {first} and {other} differ in versions or sandbox")
                raise GradingError(phrase(reason, address=address, first=first, other=other))
        return provenance


def _provenance(dask_worker: Worker) -> Provenance:
    return _grader(dask_worker).provenance


def _grade(task: Task) -> TaskResult:
    return grade_task(_grader(get_worker()), task)


def _grader(worker: Worker) -> Grader:
    plugin = worker.plugins[PLUGIN]
    assert isinstance(plugin, OneForkServer)
    return plugin.grader
