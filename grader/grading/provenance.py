"""What a result follows from besides the work itself: course, suites, versions, isolation and secret."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from grader.course.data import is_of
from grader.course.guide import FILE as GUIDE
from grader.course.model import Exercise
from grader.grading.outcome import rounded
from grader.grading.secret import keyed
from grader.grading.task import Task
from grader.processes import guarantees
from grader.processes.layers import partly_in_force
from grader.processes.policy import LAYERS
from grader.report.model import ExerciseResult, Isolation, Report, Sandbox, Start, SubmissionInfo


class Provenance(msgspec.Struct, frozen=True, kw_only=True):
    """Where two gradings have the same setting and the same work, they have the same result but for times."""

    course: str
    suites: dict[str, str]
    """The version of each suite, by the exercise's name."""
    versions: dict[str, str]
    isolation: Isolation
    secret: str = ""

    def seed(self, task: Task) -> int:
        """What a student may see follow from: the random inputs of visible checks, and the seeds that workers get."""
        return number(task.sha256, task.exercise, self.suites[task.exercise])

    def hidden_seed(self, task: Task) -> int:
        """What the random inputs of hidden checks follow from; below 2**63."""
        return int(keyed(self.secret, task.sha256, task.exercise, self.suites[task.exercise])[:15], 16)

    def key(self, task: Task) -> str:
        """The name of the result of this work, for whoever keeps results."""
        suite = self.suites[task.exercise]
        return keyed(self.secret, task.sha256, task.exercise, suite, self._around())

    def circumstances(self, exercises: Sequence[str]) -> str:
        """A name for all that the results of these exercises follow from besides the work."""
        return keyed(self.secret, *(f"{name} {self.suites[name]}" for name in exercises), self._around())

    def _around(self) -> str:
        return msgspec.json.encode((self.versions, self.isolation), order="deterministic").decode()

    @property
    def environment(self) -> dict[str, str]:
        """Versions as a report tells them, those of the suites as one."""
        return {**self.versions, "suites": digest(*self.suites.values())[:16]}

    def report(self, submission: SubmissionInfo, results: Sequence[ExerciseResult]) -> Report:
        """The report of a submission whose exercises have these results."""
        return Report(
            course=self.course,
            submission=submission,
            score=rounded(sum(result.score for result in results)),
            max_score=rounded(sum(result.max_score for result in results)),
            exercises=tuple(results),
            isolation=self.isolation,
            environment=self.environment,
            seed=number(submission.sha256),
        )


def digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()


def number(*parts: str) -> int:
    """A non-negative number below 2**32 made of texts."""
    return int(digest(*parts)[:8], 16)


def suite_versions(exercises: Iterable[Exercise], data: Mapping[str, bytes]) -> dict[str, str]:
    """The version of each suite, by the exercise's name; `data` are the hashes of all data files of the course."""
    return {exercise.name: suite_version(exercise, data) for exercise in exercises}


def suite_version(exercise: Exercise, data: Mapping[str, bytes]) -> str:
    """The version of a suite: a hash of its files' names and contents, and of the exercise's `data`, told by the hashes
    of all files of the course. No result follows from its guide, so that a better hint there regrades nothing."""
    found = (path for path in exercise.suite.rglob("*") if path.suffix in (".py", ".toml"))
    files = sorted(path for path in found if path.name != GUIDE)
    given = (f"{name}\0{whole.hex()}" for name, whole in sorted(data.items()) if is_of(exercise.name, name))
    texts = (f"{path.relative_to(exercise.suite)}\0{path.read_text('utf-8')}" for path in files)
    return digest(*texts, *given)[:16]


def isolation_of(sandbox: Sandbox, start: Start, layers: tuple[str, ...]) -> Isolation:
    """What a report says of how processes are locked in by these layers."""
    return Isolation(
        sandbox=sandbox,
        start=start,
        layers=layers,
        missing=tuple(layer for layer in LAYERS if layer not in layers),
        partial=tuple(partly_in_force(layers)),
        guarantees=guarantees.met(layers),
        unmet=guarantees.unmet(layers),
    )
