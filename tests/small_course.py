"""A course of one exercise, `doubles`, made from nothing; tests change the part that they are about."""

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from grader.course.model import Course, load_course

SOLUTION = """\
def double(x):
    # BEGIN SOLUTION
    return 2 * x
    # END SOLUTION
"""
STUB = """\
def double(x):
    raise NotImplementedError("write this function")
"""
RIGHT = "def double(x):\n    return x + x\n"
WRONG = "def double(x):\n    return x * x\n"

CHECK = '''\
@pytest.mark.points(1)
def test_double(submission):
    """A number is doubled."""
    expect(submission.double(2.5)).close_to(5)
'''
CHECKS = (
    CHECK
    + '''
@pytest.mark.points(2)
@given(st.floats(-10, 10, width=32))
def test_double_any(submission, x):
    """Any number is doubled."""
    expect(submission.double(x)).close_to(2 * x)


@pytest.mark.points(1)
@pytest.mark.hidden
def test_double_array(submission):
    """An array is doubled."""
    expect(submission.double(np.ones(2))).close_to(np.full(2, 2.0))
'''
)
IMPORTS = """\
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.suite import expect


"""


def small_course(
    root: Path,
    checks: str = CHECKS,
    *,
    points: float = 4,
    solution: str = SOLUTION,
    required: tuple[str, ...] = ("double",),
    more: str = "",
    limits: str = "",
    files: Mapping[str, str] = MappingProxyType({}),
) -> Course:
    """The course in the empty folder `root`; `more` and `limits` are lines of its exercise.toml, `files` lie beside the
    suite."""
    suite = root / "suites" / "doubles"
    suite.mkdir(parents=True)
    (suite.parent / "course.toml").write_text('name = "small"')
    (suite / "test_doubles.py").write_text(IMPORTS + checks)
    (suite / "exercise.toml").write_text(
        f'title = "Doubles"\norder = 1\npoints = {points}\nrequired = {json.dumps(required)}\n'
        f"{more}\n[limits]\n{limits}\n"
    )
    for name, text in files.items():
        (suite / name).write_text(text)
    if solution:
        (root / "solutions").mkdir()
        (root / "solutions" / "doubles.py").write_text(solution)
    return load_course(root)
