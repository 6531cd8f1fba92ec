"""Writes an assignment of another grader as an exercise of a course."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from grader.course.data import FOLDER, data_files
from grader.course.model import CourseError, alike_name, fixture_names, is_name, load_course
from grader.course.stubs import data_of, files_of
from grader.feedback import Text
from grader.files import read_bytes, write
from grader.foreign.files import take_files
from grader.foreign.model import ForeignAssignment, NotTaken, told_of_autotests
from grader.foreign.nose import without_nose
from grader.foreign.solution import make_solution, title_of
from grader.foreign.suite import Suite, make_suite

IMPORTED = "imported.md"
"""The file of a suite that says what was lost."""


class WrittenExercise(NamedTuple):
    """An exercise that was written: its name, its files as seen from the course, and what was lost."""

    name: str
    files: tuple[str, ...]
    lost: tuple[NotTaken, ...]
    points: float
    checks: int


class _Exercise(NamedTuple):
    assignment: ForeignAssignment
    solution: str
    suite: Suite
    data: dict[str, Path]


def write_exercises(
    root: Path, assignments: Sequence[ForeignAssignment], reserved: Collection[str]
) -> list[WrittenExercise]:
    """Writes assignments into the course in `root`, which may be new, in their order. CourseError for a name that is
    taken, and for an assignment that cannot become an exercise; then nothing is written."""
    others = load_course(root, reserved).exercises if any((root / "suites").glob("*/exercise.toml")) else ()
    names = [exercise.name for exercise in others]
    for assignment in assignments:
        _refuse_name(root, assignment, names, reserved)
        names.append(assignment.name)
    made = [_exercise(assignment) for assignment in assignments]
    first = 1 + max((exercise.order for exercise in others), default=0)
    return [_write(root, exercise, order, reserved) for order, exercise in enumerate(made, start=first)]


def _refuse_name(root: Path, assignment: ForeignAssignment, names: Sequence[str], reserved: Collection[str]) -> None:
    name, advice = assignment.name, "choose another with --name"
    if name in reserved:
        raise CourseError(f"{assignment.source}: {name!r} is a command of grade; {advice}")
    if not is_name(name):
        raise CourseError(f"{name!r} is not a Python name; use letters, digits and _")
    if alike_name(name) in map(alike_name, names):
        raise CourseError(f"{assignment.source}: there is an exercise {name} already; {advice}")
    places = (f"suites/{name}", f"solutions/{name}.py", f"exercises/{name}.py", f"{FOLDER}/{name}")
    for path in (root / place for place in places):
        if path.exists():
            raise CourseError(f"{path} exists already, and nothing was written; {advice}")


def _exercise(assignment: ForeignAssignment) -> _Exercise:
    found = take_files(without_nose(assignment))
    solution = make_solution(found.assignment)
    suite = make_suite(found.assignment, solution)
    where = assignment.source
    if not suite.required:
        why = told_of_autotests(assignment.lost)
        raise CourseError(f"{where}: no test uses anything that students write, so there is nothing to grade{why}")
    if not _points(suite):
        raise CourseError(f"{where}: its tests have no points; give them some and take it over again")
    for name in suite.required:
        if name in fixture_names():
            reason = (
                "is a method of the fixture `submission`; rename the function in the notebook and take it over again"
            )
            raise CourseError(f"{where}: {name!r} {reason}")
    return _Exercise(found.assignment, solution, suite, found.files)


def _write(root: Path, exercise: _Exercise, order: int, reserved: Collection[str]) -> WrittenExercise:
    assignment, suite, name = exercise.assignment, exercise.suite, exercise.assignment.name
    lost = (*assignment.lost, *suite.lost)
    total = _points(suite)
    texts: dict[str, str | bytes] = {
        f"solutions/{name}.py": exercise.solution,
        f"suites/{name}/exercise.toml": _about(exercise, order, total),
        f"suites/{name}/test_{name}.py": suite.text,
        f"suites/{name}/{IMPORTED}": _told(assignment, lost),
    }
    texts |= {f"{FOLDER}/{name}/{place}": read_bytes(path) for place, path in exercise.data.items()}
    for path, content in texts.items():
        write(root / path, content)
    data_files(root.resolve(), name)
    course = load_course(root, reserved)
    (made,) = course.choose([name])
    stubs: dict[str, str | bytes] = {
        f"exercises/{path.as_posix()}": text for path, text in files_of(course, made, "en").items()
    }
    stubs |= {path.as_posix(): data for path, data in data_of(course, [made]).items() if path.as_posix() not in texts}
    for path, content in stubs.items():
        write(root / path, content)
    return WrittenExercise(name, (*texts, *stubs), lost, total, len(suite.checks))


def _about(exercise: _Exercise, order: int, total: float) -> str:
    lines = [
        f"title = {_toml(title_of(exercise.assignment))}",
        f"points = {total:.12g}",
        f"order = {order}",
        f"required = {_toml(list(exercise.suite.required))}",
    ]
    hints = [f"{name} = {_toml(test.hint)}" for name, test in exercise.suite.checks if test.hint]
    return "\n".join([*lines, *(["", "[hints]", *hints] if hints else []), ""])


def _points(suite: Suite) -> float:
    return sum(test.points for _, test in suite.checks)


def _toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _told(assignment: ForeignAssignment, lost: Sequence[NotTaken]) -> str:
    head = f"# What `grade import` made of {assignment.source.name}\n\n"
    if not lost:
        return head + "Nothing was lost.\n"
    rows = "".join(f"| {_cell(each.where)} | {_cell(each.what)} |\n" for each in lost)
    return f"{head}| where | what became of it |\n| --- | --- |\n{rows}"


def _cell(text: Text) -> str:
    return str(text).replace("|", "\\|").replace("\n", " ")
