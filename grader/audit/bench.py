"""Grades many programs as submissions of an exercise, on every core, through one Grader."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Protocol

from grader.course.model import Exercise
from grader.grading.grader import GradedTask, Grader
from grader.grading.task import make_task
from grader.report.model import CheckResult


class AuditProgress(Protocol):
    """Is told what the audit does."""

    def begin(self, work: str, total: int) -> None: ...
    def advance(self) -> None: ...


class GradedProgram(GradedTask):
    """What a program got."""

    @property
    def lost(self) -> list[CheckResult]:
        """The checks that it did not pass."""
        return [check for check in self.result.checks if check.status != "passed"]

    @property
    def why(self) -> str:
        """Why it has no full marks, in one line."""
        return str(self.result.message) or "; ".join(f"{check.name}: {check.message}" for check in self.lost)


def grade_program(grader: Grader, exercise: Exercise, program: str, *, fail_fast: bool = False) -> GradedProgram:
    """Grades one program as the whole submission; may be called from several threads, once the server has started."""
    name, content = f"{exercise.name}.py", program.encode()
    work = make_task(exercise, name, {name: (content, sha256(content).digest())})
    return GradedProgram(*grader.grade_task(work, fail_fast=fail_fast))


class Bench:
    """`grader` grades, `progress` is told how far the work is; with `fail_fast` each program up to its first loss."""

    def __init__(self, grader: Grader, progress: AuditProgress, *, fail_fast: bool = False) -> None:
        self._grader = grader
        self._progress = progress
        self._fail_fast = fail_fast
        grader.server  # noqa: B018  # the server dies with the thread that starts it, so that must be none of the pool's

    def grade_all(self, work: str, exercise: Exercise, programs: Sequence[str]) -> list[GradedProgram]:
        """Grades programs in their order, several at a time; `work` says what they are."""
        self._progress.begin(f"{exercise.name}: {work}", len(programs))

        def one(program: str) -> GradedProgram:
            graded = grade_program(self._grader, exercise, program, fail_fast=self._fail_fast)
            self._progress.advance()
            return graded

        with self._grader.threads() as pool:
            return list(pool.map(one, programs))
