"""Assignments: named sets of exercises. Their names stand wherever exercises are named, and each has its own total."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course.assignments import Assignment, with_totals
from grader.course.model import Course, CourseError, load_course
from grader.report.model import ExerciseResult, Isolation, Report, SubmissionInfo

EXERCISE = 'title = "{name}"\npoints = {points}\norder = {order}\nrequired = ["f"]\n'
WEEKS = """
[assignments.week1]
exercises = ["gates"]
[assignments.midterm]
exercises = ["mlp", "gates"]
title = "중간고사"
"""


def course(root: Path, assignments: str, **reserved: object) -> Course:
    """A course of gates (4 points), mlp (6) and metrics (2), with these assignments."""
    for order, (name, points) in enumerate({"gates": 4, "mlp": 6, "metrics": 2}.items()):
        suite = root / "suites" / name
        suite.mkdir(parents=True)
        (suite / "exercise.toml").write_text(EXERCISE.format(name=name, points=points, order=order))
        (suite / "test_f.py").touch()
    (root / "suites" / "course.toml").write_text(assignments, encoding="utf-8")
    return load_course(root, reserved=("batch", "similar"))


def names(course: Course, *given: str) -> list[str]:
    return [exercise.name for exercise in course.choose(given)]


def test_an_assignment_stands_for_its_exercises(tmp_path: Path) -> None:
    made = course(tmp_path, WEEKS)
    assert names(made, "week1") == ["gates"]
    assert names(made, "midterm") == ["gates", "mlp"]  # in the order of the course
    assert names(made, "week1", "metrics", "gates") == ["gates", "metrics"]
    assert names(made) == ["gates", "mlp", "metrics"]


def test_a_course_of_some_exercises_keeps_the_assignments_that_are_whole(tmp_path: Path) -> None:
    made = course(tmp_path, WEEKS)
    assert [each.name for each in made.only(made.choose(["week1"])).assignments] == ["week1"]
    assert [each.name for each in made.only(made.choose(["midterm"])).assignments] == ["week1", "midterm"]
    assert made.only(made.choose(["midterm"])).points == 10


def test_a_name_that_is_nearly_an_assignments_is_guessed(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="Did you mean midterm"):
        course(tmp_path, WEEKS).choose(["midtrem"])


def test_one_exercise_is_never_an_assignment(tmp_path: Path) -> None:
    made = course(tmp_path, WEEKS)
    assert made.exercise("mlp").name == "mlp"
    with pytest.raises(CourseError):
        made.exercise("week1")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('[assignments.gates]\nexercises = ["mlp"]', "assignments.gates"),
        ('[assignments.batch]\nexercises = ["mlp"]', "assignments.batch"),
        ('[assignments."week 1"]\nexercises = ["mlp"]', "assignments.week 1"),
        ('[assignments.-x]\nexercises = ["mlp"]', "assignments.-x"),
        ('[assignments.""]\nexercises = ["mlp"]', "assignments."),
        ("[assignments.week1]\nexercises = []", "assignments.week1.exercises"),
        ('[assignments.week1]\nexercises = ["mlp", "mlp"]', "assignments.week1.exercises"),
        ('[assignments.week1]\nexercises = ["gaets"]', "assignments.week1.exercises"),
        ('[assignments.week1]\nexercises = ["midterm"]\n[assignments.midterm]\nexercises = ["mlp"]', "week1.exercises"),
        ('[assignments.week1]\nexercises = ["mlp"]\nname = "week2"', "assignments.week1.name"),
        ("[assignments.week1]\nexercises = 3", "assignments.[...].exercises"),
        ("[assignments.week1]", "missing key exercises"),
        ('[assignments.week1]\nexercises = ["mlp"]\npoints = 3', "unknown key points"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_key(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(CourseError) as error:
        course(tmp_path, text)
    told = str(error.value).replace(" (one of its values)", ".[...]")
    assert told.startswith(str(tmp_path / "suites" / "course.toml"))
    assert key in told


def test_an_unknown_exercise_in_one_is_guessed(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="Did you mean gates"):
        course(tmp_path, '[assignments.week1]\nexercises = ["gaets"]')


def result(name: str, score: float, max_score: float) -> ExerciseResult:
    return ExerciseResult(name=name, title=name, status="failed", score=score, max_score=max_score)


def test_each_assignment_that_was_graded_whole_has_a_total() -> None:
    results = (result("gates", 2.5, 4), result("mlp", 1, 6))
    report = Report(
        course="c",
        submission=SubmissionInfo("kim", ""),
        score=3.5,
        max_score=10,
        exercises=results,
        isolation=Isolation("auto", "fork"),
        environment={},
        seed=1,
    )
    weeks = [
        Assignment(name="week1", exercises=("gates",)),
        Assignment(name="both", exercises=("mlp", "gates")),
        Assignment(name="week2", exercises=("mlp", "metrics")),
    ]
    totals = with_totals(report, weeks).assignments
    assert [(each.name, each.score, each.max_score) for each in totals] == [("week1", 2.5, 4), ("both", 3.5, 10)]
    assert with_totals(with_totals(report, weeks), ()).assignments == ()
