"""Functions of the visible checks as solutions: what earns points is named."""

import pytest
from small_course import CHECK, SOLUTION, STUB, small_course

from grader.audit.bench import Bench
from grader.audit.given_away import complaints, pasted
from grader.grading.grader import Grader, Options

HELPERS = """\
from grader.suite import plain

FACTOR = 2


def right(value):
    return plain(value) * FACTOR


def other(value):
    return value - FACTOR


def of_two(value, factor):
    return value * factor


"""
USED = CHECK.replace("submission.double(2.5)", "submission.double(right(0.625) + other(3.25) + of_two(0.0, 1))")


class Silent:
    def begin(self, work: str, total: int) -> None:
        assert total

    def advance(self) -> None:
        """Nobody looks."""


@pytest.mark.slow
def test_a_reference_that_is_a_solution_is_named(tmp_path):
    course = small_course(tmp_path, HELPERS + USED, points=1)
    [exercise] = course.exercises
    tried = list(pasted(exercise, SOLUTION, STUB))
    assert [(each.function, each.required) for each in tried] == [("right", ["double"]), ("other", ["double"])]
    with Grader(course, Options(sandbox="auto")) as grader:
        graded = Bench(grader, Silent()).grade_all("", exercise, [each.program for each in tried])
    assert [each.result.score for each in graded] == [1, 0]
    [told] = complaints(tried, graded)
    assert told.startswith("right of test_doubles.py")
    assert "1 points as double" in told
