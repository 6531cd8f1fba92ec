"""An engine without processes, for tests that are about what becomes of results: it knows the exercise `doubles`, and
gives all points to a program that has `x + x` or `2 * x`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from msgspec.structs import replace

from grader.course.model import Course
from grader.grading.grader import Grader, Options
from grader.grading.outcome import result
from grader.grading.provenance import Provenance
from grader.grading.task import Task
from grader.report.model import CheckResult, ExerciseResult

CHECKS = {"test_double": (1, "visible"), "test_double_any": (2, "visible"), "test_double_array": (1, "hidden")}


@dataclass
class CannedEngine:
    """`broken` are the checks that fail whatever is handed in, as those of a suite with a mistake do."""

    course: Course
    broken: tuple[str, ...] = ()
    judged: list[Task] = field(default_factory=list)

    @property
    def provenance(self) -> Provenance:
        return Grader(self.course, Options(sandbox="off", secret="s")).provenance

    def grade(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, ExerciseResult]]:
        for task in tasks:
            self.judged.append(task)
            yield task, self._result(task)

    def __enter__(self) -> CannedEngine:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def _result(self, task: Task) -> ExerciseResult:
        text = task.files[task.main].decode()
        is_right = "x + x" in text or "2 * x" in text
        (exercise,) = self.course.choose([task.exercise])
        checks = []
        for name, (points, visibility) in CHECKS.items():
            passed = is_right and name not in self.broken
            outcome = {"status": "passed" if passed else "failed", "score": points * passed}
            checks.append(CheckResult(name=name, title=name, max_score=points, visibility=visibility, **outcome))
        score = sum(check.score for check in checks)
        status = "passed" if score == 4 else "failed"
        found = result(exercise, status, score=score, max_score=4, checks=tuple(checks))
        return replace(found, note=task.note, overlooked=task.overlooked, file=task.main)
