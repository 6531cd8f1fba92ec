"""A new exercise, complete and right from the start, which its author then changes part by part."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from pathlib import Path

from grader.course.data import FOLDER as DATA
from grader.course.model import CourseError, alike_name, fixture_names, is_name, load_course
from grader.course.stubs import data_of, files_of
from grader.files import write

HEAD = '''\
"""{title}: say here what this is about.

What you can rely on: x is a number, a NumPy array or a tensor.
"""

import numpy as np
import tensorflow as tf
'''
FUNCTION = '''

def {function}(x):
    """Twice x, for a number, and for an array or a tensor of any shape.

    For example:

        {function}(3.0)  ->  6.0
    """
    # BEGIN SOLUTION
    return 2 * x  # Change: your answer. The text above is for students, and the stub keeps it.
    # END SOLUTION
'''
ABOUT = """\
title = {title}
points = {points}  # the sum of the checks' points
order = {order}
required = {required}  # what a submission must define
# Files that you put into data/{name}/ are there for everybody: open("data/{name}/FILE")

[hints] # by check, or for every check that is named after a function
"""
HINT = """\
{function} = "Change: what should somebody think of whose {function} is wrong? For now, 2 * x."
test_{function}_edge = "Change: which input is easily forgotten? For now, an array without numbers."
"""
SUITE = """\
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.suite import Tensor, expect
"""
CHECKS = '''

# Change: one worked example, which shows what {function} is for.
@pytest.mark.points(1)
def test_{function}_example(submission):
    """{function} doubles a number"""
    expect(submission.{function}(3.0)).close_to(6.0)


# Change: the same with a tensor. Delete this check if nobody hands a tensor to {function}.
@pytest.mark.points(1)
def test_{function}_tensor(submission):
    """{function} takes a tensor and keeps its shape"""
    x = np.array([[1.5, -2.0, 0.0]], np.float32)
    expect(submission.{function}(Tensor(x))).close_to(2 * x)


# Change: an edge that is easily forgotten. Students see the title of a hidden check, but not the input.
@pytest.mark.points(1)
@pytest.mark.hidden
def test_{function}_edge(submission):
    """{function} of an array without numbers has its shape"""
    expect(submission.{function}(np.empty((0, 3)))).of_shape((0, 3))


# Change: a law that holds for every input. Hypothesis chooses the inputs, differently for each submission.
@pytest.mark.points(1)
@pytest.mark.hidden
@given(st.lists(st.floats(-100, 100, width=32), min_size=1, max_size=8))
def test_{function}_law(submission, numbers):
    """{function} doubles every number of an array"""
    x = np.array(numbers)
    expect(submission.{function}(x)).close_to(2 * x)
'''
MISTAKE = """\
# The square, not the double. Change: a mistake that students make; `grade audit` sees whether the checks catch it.
def {function}(x):
    return x * x
"""
ALTERNATIVE = '''\
"""Answers with tensors. Change: a right solution that differs from yours and must keep all points."""

import tensorflow as tf
'''
ANSWER = """

def {function}(x):
    return tf.add(x, x)
"""
POINTS = 4
"""What the checks of one function are worth."""


def write_exercise(root: Path, name: str, functions: Sequence[str], reserved: Collection[str]) -> list[Path]:
    """Writes an exercise of these functions into the course in `root`, which may be new; returns its files. CourseError
    for a name that is taken, `reserved` or none of Python's; then nothing is written."""
    _refuse_names(name, functions, reserved)
    suites = root / "suites"
    known = load_course(root, reserved) if any(suites.glob("*/exercise.toml")) else None
    others = known.exercises if known else ()
    for other in others:
        if alike_name(other.name) == alike_name(name) and other.name != name:
            raise CourseError(f"{name!r} and {other.name!r} are one name to some systems; choose another")
    if known and name in {assignment.name for assignment in known.assignments}:
        raise CourseError(f"{name!r} is the name of an assignment in suites/course.toml already; choose another name")
    order = 1 + max((exercise.order for exercise in others), default=0)
    texts = {root / path: text for path, text in _texts(name, functions, order).items()}
    stubs = [root / "exercises" / path for path in (f"{name}.py", f"notebooks/{name}.ipynb")]
    for path in (suites / name, *texts, *stubs):
        if path.exists():
            raise CourseError(f"{path} exists already, and nothing was written; choose another name")
    for path, text in texts.items():
        write(path, text)
    course = load_course(root, reserved)
    exercise = course.exercise(name)
    for path, text in files_of(course, exercise, "en").items():
        write(root / "exercises" / path, text)
    for path, content in data_of(course, [exercise]).items():
        if path.parts[0] != DATA:
            write(root / path, content)
    return [*texts, *stubs]


def _texts(name: str, functions: Sequence[str], order: int) -> dict[str, str]:
    """What an author writes, by its place in the course."""

    def each(text: str) -> str:
        return "".join(text.format(function=function) for function in functions)

    title = name.replace("_", " ").capitalize()
    about = ABOUT.format(
        title=_toml(title), points=POINTS * len(functions), order=order, required=_toml(list(functions)), name=name
    )
    return {
        f"solutions/{name}.py": HEAD.format(title=title) + each(FUNCTION),
        f"suites/{name}/exercise.toml": about + each(HINT),
        f"suites/{name}/test_{name}.py": SUITE + each(CHECKS),
        **{f"tests/mistakes/{name}/{each}_squared.py": MISTAKE.format(function=each) for each in functions},
        f"tests/alternatives/{name}/tensors.py": ALTERNATIVE + each(ANSWER),
    }


def _toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _refuse_names(name: str, functions: Sequence[str], reserved: Collection[str]) -> None:
    if name in reserved:
        raise CourseError(f"{name!r} is a command of grade, so it cannot be the name of an exercise; choose another")
    for word in (name, *functions):
        if not is_name(word):
            raise CourseError(f"{word!r} is not a Python name; use letters, digits and _")
    for function in functions:
        if function in fixture_names():
            raise CourseError(f"{function!r} is a method of the fixture `submission`; choose another name")
        if functions.count(function) > 1:
            raise CourseError(f"the function {function!r} is named twice; name each function once")
