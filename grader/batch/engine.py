"""Engines: where the works of a class are graded. Each takes works as it has room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, as_completed, wait
from types import TracebackType
from typing import Protocol, Self

from grader.grading.grader import Grader
from grader.grading.outcome import failed_grader
from grader.grading.provenance import Provenance
from grader.grading.task import Task
from grader.report.model import ExerciseResult

AHEAD = 2
"""Works taken per place where one can be graded: the next one is at hand, and no more are held."""

TaskResult = tuple[Task, ExerciseResult]


class Engine(Protocol):
    """Grades works somewhere."""

    @property
    def provenance(self) -> Provenance:
        """What its results follow from."""

    def grade(self, tasks: Iterable[Task]) -> Iterator[TaskResult]:
        """Each work with its result, in the order in which they end. Every work gets one: where the grader itself
        failed, an internal one. `works` is read as there is room."""

    def __enter__(self) -> Self: ...
    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Ends everything that it started."""


class LocalEngine:
    """Grades `jobs` works at a time on this machine, through one fork server."""

    def __init__(self, grader: Grader, jobs: int) -> None:
        self._grader = grader
        self._jobs = jobs

    @property
    def provenance(self) -> Provenance:
        return self._grader.provenance

    def grade(self, tasks: Iterable[Task]) -> Iterator[TaskResult]:
        waiting: set[Future[TaskResult]] = set()
        with self._grader.threads(self._jobs) as pool:
            for task in tasks:
                waiting.add(pool.submit(grade_task, self._grader, task))
                if len(waiting) >= AHEAD * self._jobs:
                    done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                    yield from (future.result() for future in done)
            yield from (future.result() for future in as_completed(waiting))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._grader.close()


def grade_task(grader: Grader, task: Task) -> TaskResult:
    """A work with its result, whatever happens: one student's failure does not affect the others."""
    try:
        return task, grader.grade_task(task).result
    except Exception as error:
        exercise = grader.course.exercise(task.exercise)
        return task, failed_grader(exercise, error)
