"""What the suites of the course that ships with the grader promise beyond what `grade audit` asks of any course. That a
solution gets full marks and a stub nothing is for the audit, which cannot do without grading them."""

from __future__ import annotations

import ast

import pytest

from grader.course import Exercise, load_course


@pytest.mark.parametrize("exercise", load_course().exercises, ids=lambda exercise: exercise.name)
def test_about_half_of_the_points_are_visible(exercise: Exercise) -> None:
    worth = {True: 0.0, False: 0.0}
    for path in exercise.suite.glob("test_*.py"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                marks = [ast.unparse(decorator) for decorator in node.decorator_list]
                (points,) = (mark for mark in marks if mark.startswith("pytest.mark.points("))
                worth["pytest.mark.hidden" in marks] += float(points.partition("(")[2].rstrip(")"))
    assert sum(worth.values()) == pytest.approx(exercise.points)
    assert 0.4 <= worth[False] / exercise.points <= 0.6
