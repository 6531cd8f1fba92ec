from collections.abc import Callable
from pathlib import Path

import pytest

from grader.audit.bench import grade_program
from grader.course.model import load_course
from grader.files import read
from grader.foreign.read import read_all
from grader.foreign.write import WrittenExercise, write_exercises
from grader.grading.grader import Grader, Options


class Taken:
    """What became of one assignment: its exercise, and its files as texts."""

    def __init__(self, root: Path, made: WrittenExercise) -> None:
        self.made = made
        self.root = root
        self.course = load_course(root)
        (self.exercise,) = self.course.choose([made.name])
        self.solution = read(root / f"solutions/{made.name}.py")
        self.stub = read(root / f"exercises/{made.name}.py")
        self.suite = read(root / f"suites/{made.name}/test_{made.name}.py")
        self.told = read(root / f"suites/{made.name}/imported.md")

    @property
    def lost(self) -> list[str]:
        return [f"{each.where}: {each.what}" for each in self.made.lost]


@pytest.fixture
def take(tmp_path) -> Callable[..., Taken]:
    """`take("otter", path)` takes the one assignment over into a new course."""

    def take(kind, *paths: Path, name: str = "") -> Taken:
        root = tmp_path / "course"
        (made,) = write_exercises(root, read_all(kind, paths, name), {"audit"})
        return Taken(root, made)

    return take


@pytest.fixture
def score(server) -> Callable[[Taken, str], tuple[float, float]]:
    """`score(taken, program)` is what a program gets, and what it could get."""

    def score(taken: Taken, program: str) -> tuple[float, float]:
        result = grade_program(Grader(taken.course, Options(), server), taken.exercise, program).result
        return result.score, result.max_score

    return score
