"""Engines: where the works of a class are graded. Each takes works as it has room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, as_completed, wait
from types import TracebackType
from typing import Protocol, Self

from grader.grading.grader import Grader
from grader.grading.outcome import failed_grader
from grader.grading.provenance import Setting
from grader.grading.task import Work
from grader.report.model import ExerciseResult

AHEAD = 2
"""Works taken per place where one can be graded: the next one is at hand, and no more are held."""

Graded = tuple[Work, ExerciseResult]


class Engine(Protocol):
    """Grades works somewhere."""

    @property
    def setting(self) -> Setting:
        """What its results follow from."""

    def grade(self, works: Iterable[Work]) -> Iterator[Graded]:
        """Each work with its result, in the order in which they end. Every work gets one: where the grader itself
        failed, an internal one. `works` is read as there is room."""

    def __enter__(self) -> Self: ...
    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Ends everything that it started."""


class LocalEngine:
    """Grades on this machine, so many works at a time, through one fork server."""

    def __init__(self, grader: Grader, jobs: int) -> None:
        self._grader = grader
        self._jobs = jobs

    @property
    def setting(self) -> Setting:
        return self._grader.setting

    def grade(self, works: Iterable[Work]) -> Iterator[Graded]:
        waiting: set[Future[Graded]] = set()
        with self._grader.threads(self._jobs) as pool:
            for work in works:
                waiting.add(pool.submit(judge, self._grader, work))
                if len(waiting) >= AHEAD * self._jobs:
                    done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                    yield from (future.result() for future in done)
            yield from (future.result() for future in as_completed(waiting))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._grader.close()


def judge(grader: Grader, work: Work) -> Graded:
    """A work with its result, whatever happens: one student's trouble is nobody else's."""
    try:
        return work, grader.judge(work).result
    except Exception as error:
        (exercise,) = grader.course.choose([work.exercise])
        return work, failed_grader(exercise, error)
