import ast
import inspect
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.course.model import Course, CourseError, Exercise, load_course
from grader.course.notebooks import make_notebook
from grader.course.progress import is_begun, is_untouched
from grader.course.stubs import docstring, make_stub, write_stubs

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
    "solution",
    [
        "def f(): ...\n",
        "\n# BEGIN SOLUTION\n",
        "\n\n  # END SOLUTION\n",
        "# BEGIN SOLUTION\n# BEGIN SOLUTION\n# END SOLUTION\n",
    ],
    ids=["no block", "no end", "no beginning", "a block in a block"],
)
def test_a_marker_without_its_partner_is_named_with_its_line(wording, solution):
    with pytest.raises(ValueError) as caught:
        make_stub(solution)
    assert str(caught.value) == wording


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n#"))))
def test_text_outside_the_blocks_stays_as_it_is(lines):
    text = "\n".join(lines)
    assert make_stub(f"{text}\n# BEGIN SOLUTION\nsecret\n# END SOLUTION\n{text}") == f"{text}\n{text}"


KOREAN = {"Doubles.": "두 배로 만듭니다.\n\n둘째 줄입니다.", "Twice x.": "x의 두 배입니다."}


def test_in_another_language_only_the_words_change(monkeypatch):
    monkeypatch.setattr("grader.course.stubs.translate", lambda text, language: KOREAN.get(text, text))
    assert (
        make_stub(SOLUTION, "ko")
        == '''\
"""두 배로 만듭니다.

둘째 줄입니다.
"""


def double(x):
    """x의 두 배입니다."""
    raise NotImplementedError("write this function")
'''
    )


lines = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), max_size=20)


texts = st.lists(lines, min_size=1).map("\n".join).map(inspect.cleandoc)


@given(texts.filter(lambda text: text and inspect.cleandoc(text) == text))  # not of white space only
def test_a_docstring_says_its_text_whatever_is_in_it(text):
    for indent in ("", "    "):
        head, before = ("def f():\n", "    ") if indent else ("", "")
        tree = ast.parse(f"{head}{before}{docstring(text, indent)}")
        assert ast.get_docstring(tree.body[0] if indent else tree) == text


def test_a_stub_is_known_in_every_language(tmp_path):
    course = course_in(tmp_path)
    [exercise] = course.exercises
    path = tmp_path / "doubles.py"
    for language in ("en", "ko"):
        path.write_text(make_stub(SOLUTION, language))
        assert is_untouched(course, exercise, path)
    path.write_text(make_stub(SOLUTION, "ko") + "y = 1\n")
    assert not is_untouched(course, exercise, path)


def test_the_stub_of_an_older_version_is_edited_but_not_begun(tmp_path):
    course = course_in(tmp_path)
    [exercise] = course.exercises
    older, written = STUB.replace("Twice", "Two times"), STUB.replace("raise NotImplementedError", "return 2 * x #")
    for text, begun in ((STUB, False), (older, False), (written, True)):
        for name, content in (("doubles.py", text), ("doubles.ipynb", make_notebook(text, "doubles", "en"))):
            path = tmp_path / name
            path.write_text(content)
            assert is_begun(course, exercise, path) == begun
            assert is_untouched(course, exercise, path) == (text == STUB)


def test_stubs_are_written_once_and_then_only_where_something_changed(tmp_path):
    course = course_in(tmp_path)
    stub = tmp_path / "exercises" / "doubles.py"
    assert write_stubs(course) == [stub, tmp_path / "exercises" / "notebooks" / "doubles.ipynb"]
    assert stub.read_text() == STUB
    assert write_stubs(course) == []


def test_an_edited_stub_is_overwritten_only_by_force(tmp_path):
    course = course_in(tmp_path)
    stub, _notebook = write_stubs(course)
    stub.write_text("my work")
    with pytest.raises(CourseError, match=r"doubles\.py"):
        write_stubs(course)
    assert stub.read_text() == "my work"
    assert write_stubs(course, force=True) == [stub]
    assert stub.read_text() == STUB


def test_a_solution_that_cannot_become_a_stub_is_named(wording, tmp_path):
    course = course_in(tmp_path, "x = 1\n")
    with pytest.raises(CourseError) as caught:
        write_stubs(course)
    assert str(caught.value) == wording
    (tmp_path / "solutions" / "doubles.py").unlink()
    with pytest.raises(CourseError) as caught:
        write_stubs(course)
    assert str(caught.value) == wording


@pytest.mark.parametrize("exercise", BUILT_IN.exercises, ids=lambda exercise: exercise.name)
def test_the_stubs_of_this_course(exercise):
    stub = (BUILT_IN.root / "exercises" / f"{exercise.name}.py").read_text(encoding="utf-8")
    assert stub == make_stub(BUILT_IN.solution(exercise).read_text(encoding="utf-8"))
    notebook = BUILT_IN.root / "exercises" / "notebooks" / f"{exercise.name}.ipynb"
    assert notebook.read_text(encoding="utf-8") == make_notebook(stub, exercise.name, "en"), "run `grade stubs`"
    tree = ast.parse(stub)
    nodes = list(ast.walk(tree))
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    allowed = {"tensorflow", "numpy", "matplotlib", *sys.stdlib_module_names}
    assert {name.split(".")[0] for name in imported} <= allowed
    assert set(exercise.required) <= {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
