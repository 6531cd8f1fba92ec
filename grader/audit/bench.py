"""Grades many programs as submissions of an exercise, on every core, through one Grader."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple, Protocol

from grader.course import Exercise
from grader.events import Event, Measured
from grader.grading import Grader
from grader.judge.messages import Measurement
from grader.report.model import CheckResult, ExerciseResult


class Progress(Protocol):
    """Is told what the audit does."""

    def begin(self, work: str, total: int) -> None: ...
    def advance(self) -> None: ...


class Graded(NamedTuple):
    """What a program got, and what its checks measured."""

    result: ExerciseResult
    measured: dict[str, tuple[Measurement, ...]]

    @property
    def lost(self) -> list[CheckResult]:
        """The checks that it did not pass."""
        return [check for check in self.result.checks if check.status != "passed"]

    @property
    def why(self) -> str:
        """Why it has no full marks, in one line."""
        return self.result.message or "; ".join(f"{check.name}: {check.message}" for check in self.lost)


class Bench:
    """`grader` grades, `progress` is told how far the work is."""

    def __init__(self, grader: Grader, progress: Progress) -> None:
        self._grader = grader
        self._progress = progress
        grader.server  # noqa: B018  # the server dies with the thread that starts it, so that must be none of the pool's

    def grade(self, exercise: Exercise, program: str) -> Graded:
        """Grades one program as the whole submission; may be called from several threads."""
        measured: dict[str, tuple[Measurement, ...]] = {}

        def listen(event: Event) -> None:
            if isinstance(event, Measured):
                measured.update(event.found)

        with tempfile.TemporaryDirectory(prefix="grade-audit-") as folder:
            path = Path(folder, f"{exercise.name}.py")
            path.write_text(program, encoding="utf-8")
            report = self._grader.grade(path, [exercise], listen)
        return Graded(report.exercises[0], measured)

    def grade_all(self, work: str, exercise: Exercise, programs: Sequence[str]) -> list[Graded]:
        """Grades programs in their order, several at a time; `work` says what they are."""
        self._progress.begin(f"{exercise.name}: {work}", len(programs))

        def one(program: str) -> Graded:
            graded = self.grade(exercise, program)
            self._progress.advance()
            return graded

        # one more than there are cores: a judge and its worker also wait, for each other and for processes to end
        with ThreadPoolExecutor(max_workers=(os.cpu_count() or 1) + 1) as pool:
            try:
                return list(pool.map(one, programs))
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                self._grader.close()  # judges under way hang up, so that the pool can end
                raise
