import ast
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.course import Course, CourseError, Exercise, load_course
from grader.stubs import make_stub, write_stubs

SOLUTION = '''\
"""Doubles."""


# BEGIN SOLUTION
import math


# END SOLUTION
def double(x):
    """Twice x."""
    # BEGIN SOLUTION
    return 2 * x
    # END SOLUTION
'''

STUB = '''\
"""Doubles."""


def double(x):
    """Twice x."""
    raise NotImplementedError("write this function")
'''

BUILT_IN = load_course()


def course_in(root: Path, solution: str = SOLUTION) -> Course:
    (root / "solutions").mkdir()
    (root / "solutions" / "doubles.py").write_text(solution)
    exercise = Exercise(name="doubles", title="Doubles", points=1, order=1, required=("double",))
    return Course("small", "Small", root, (exercise,))


def test_the_answers_are_taken_out_and_the_rest_stays():
    assert make_stub(SOLUTION) == STUB


@pytest.mark.parametrize(
    ("solution", "message"),
    [
        ("def f(): ...\n", "there is no # BEGIN SOLUTION"),
        ("\n# BEGIN SOLUTION\n", "line 2: # BEGIN SOLUTION without # END SOLUTION"),
        ("\n\n  # END SOLUTION\n", "line 3: # END SOLUTION without # BEGIN SOLUTION"),
        ("# BEGIN SOLUTION\n# BEGIN SOLUTION\n# END SOLUTION\n", "line 2: .* inside the block that begins in line 1"),
    ],
)
def test_a_marker_without_its_partner_is_named_with_its_line(solution, message):
    with pytest.raises(ValueError, match=message):
        make_stub(solution)


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n#"))))
def test_text_outside_the_blocks_stays_as_it_is(lines):
    text = "\n".join(lines)
    assert make_stub(f"{text}\n# BEGIN SOLUTION\nsecret\n# END SOLUTION\n{text}") == f"{text}\n{text}"


def test_stubs_are_written_once_and_then_only_where_something_changed(tmp_path):
    course = course_in(tmp_path)
    stub = tmp_path / "exercises" / "doubles.py"
    assert write_stubs(course) == [stub]
    assert stub.read_text() == STUB
    assert write_stubs(course) == []


def test_an_edited_stub_is_overwritten_only_by_force(tmp_path):
    course = course_in(tmp_path)
    [stub] = write_stubs(course)
    stub.write_text("my work")
    with pytest.raises(CourseError, match=r"doubles\.py"):
        write_stubs(course)
    assert stub.read_text() == "my work"
    assert write_stubs(course, force=True) == [stub]
    assert stub.read_text() == STUB


def test_a_solution_that_cannot_become_a_stub_is_named(tmp_path):
    course = course_in(tmp_path, "x = 1\n")
    with pytest.raises(CourseError, match=r"doubles\.py: there is no # BEGIN SOLUTION"):
        write_stubs(course)
    (tmp_path / "solutions" / "doubles.py").unlink()
    with pytest.raises(CourseError, match=r"doubles\.py: cannot be read"):
        write_stubs(course)


@pytest.mark.parametrize("exercise", BUILT_IN.exercises, ids=lambda exercise: exercise.name)
def test_the_stubs_of_this_course(exercise):
    stub = (BUILT_IN.root / "exercises" / f"{exercise.name}.py").read_text(encoding="utf-8")
    assert stub == make_stub(BUILT_IN.solution(exercise).read_text(encoding="utf-8"))
    tree = ast.parse(stub)
    nodes = list(ast.walk(tree))
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    allowed = {"tensorflow", "numpy", "matplotlib", *sys.stdlib_module_names}
    assert {name.split(".")[0] for name in imported} <= allowed
    assert set(exercise.required) <= {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
