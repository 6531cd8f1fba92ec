"""`grade import nbgrader`: what becomes of the cells of a notebook, and that the solution gets all points."""

from __future__ import annotations

import pytest
from notebooks import answer, check, code, given, raw, save, text

from grader.cli import app as cli
from grader.course.checks import checks_of
from grader.course.model import CourseError, load_course
from grader.foreign.read import read_all
from grader.foreign.write import write_exercises

SQUARES = '''\
def squares(n):
    """The squares from 1 to n."""
    ### BEGIN SOLUTION
    if n < 1:
        raise ValueError("n must be at least 1")
    return [i**2 for i in range(1, n + 1)]
    ### END SOLUTION'''
RAISES = '''\
"""squares refuses 0"""
try:
    squares(0)
except ValueError:
    pass
else:
    raise AssertionError("did not raise")'''
HIDDEN = '''\
"""squares of several numbers"""
n = 3
assert squares(n) == [1, 4, 9]
### BEGIN HIDDEN TESTS
assert squares(n + 1) == [1, 4, 9, 16]
### END HIDDEN TESTS'''
CELLS = (
    text("# Lists of squares\nRead the chapter first."),
    code("%matplotlib inline\nimport numpy as np"),
    text("Write `squares`."),
    answer(SQUARES, "squares"),
    code("squares(10)"),
    check(HIDDEN, "several", 2),
    check(RAISES, "zero", 1),
)


@pytest.fixture
def notebook(tmp_path):
    return save(tmp_path / "source" / "Problem Set 1.ipynb", *CELLS)


def test_a_notebook_becomes_an_exercise(notebook, take):
    taken = take("nbgrader", notebook)
    assert (taken.exercise.name, taken.exercise.title) == ("problem_set_1", "Lists of squares")
    assert (taken.exercise.required, taken.exercise.points) == (("squares",), 3)
    assert [(each.name, each.title, each.points, each.is_visible) for each in checks_of(taken.exercise)] == [
        ("test_squares_several", "squares of several numbers", 1, True),
        ("test_squares_several_hidden", "Several hidden", 1, False),
        ("test_squares_zero", "squares refuses 0", 1, True),
    ]
    assert "assert squares(n) == [1, 4, 9]" in taken.suite
    assert "BEGIN SOLUTION" in taken.solution
    assert "# squares(10)" in taken.stub  # a stub has no answers to try
    assert '"""The squares from 1 to n."""\n    raise NotImplementedError' in taken.stub
    assert "ValueError" not in taken.stub


def test_the_solution_gets_all_points_and_the_stub_none(notebook, take, score):
    taken = take("nbgrader", notebook)
    assert score(taken, taken.solution) == (3, 3)
    assert score(taken, taken.stub) == (0, 3)
    wrong = taken.solution.replace("i**2", "i").replace("ValueError", "TypeError")
    assert score(taken, wrong) == (0, 3)


def test_what_was_lost_is_told(tmp_path, take):
    cells = (
        *CELLS,
        text("It is linear.", solution=True, grade=True, points=4, grade_id="words"),
        answer("def more():\n    pass", "more", grade=True, points=5),
        text("Draw it. ![](picture.png)", task=True, points=6, grade_id="task"),
        text("![](picture.png)"),
        check("print(squares(2))", "nothing", 0),
        check("assert np.pi > 3", "not_theirs", 7),
        check("orig = squares\ndel squares\ntry:\n    more()\nfinally:\n    squares = orig", "replaces", 8),
        check("### AUTOTEST squares(2)", "auto", 9),
        check("assert (", "broken", 10),
        code("%%bash\nls"),
    )
    taken = take("nbgrader", save(tmp_path / "a.ipynb", *cells))
    assert taken.exercise.points == 3
    lost = "\n".join(taken.lost)
    for words in ("4 points", "5 points", "6 points", "pictures", "counts nothing", "its 7 points", "replaces squares"):
        assert words in lost
    for words in (
        "AUTOTEST",
        "cannot read",
        "`%matplotlib inline` is a comment",
        "`%%bash` is a comment",
        "two checks of 1",
    ):
        assert words in lost
    assert all(each.what in taken.told.replace("\\|", "|") for each in taken.made.lost)


def test_data_beside_the_notebook_comes_along(tmp_path, take, score):
    source = tmp_path / "source"
    cells = (
        given('import numpy as np\ntable = np.loadtxt("table.csv")'),
        answer(
            "def total():\n    ### BEGIN SOLUTION\n"
            "    return table.sum() + len(open('more/x.txt').read())\n    ### END SOLUTION"
        ),
        check("expected = np.loadtxt('table.csv').sum() + 3\nassert total() == expected"),
    )
    notebook = save(source / "sums.ipynb", *cells)
    (source / "table.csv").write_text("1\n2\n")
    (source / "more").mkdir()
    (source / "more" / "x.txt").write_text("abc")
    (source / "other.csv").write_text("not named")
    (source / "link.csv").symlink_to("/etc/passwd")
    taken = take("nbgrader", notebook)
    found = {
        path.relative_to(taken.root / "data").as_posix() for path in (taken.root / "data").rglob("*") if path.is_file()
    }
    assert found == {"sums/table.csv", "sums/more/x.txt"}
    assert (taken.root / "exercises/notebooks/data/sums/table.csv").is_file()
    assert score(taken, taken.solution) == (1, 1)


GIVEN = """\
def close(x, y):
    return abs(x - y) < LIMIT

LIMIT = 1e-6"""


def test_what_students_only_read_is_the_suites_own(tmp_path, take, score):
    """No submission can exchange what a test compares with."""
    cells = (
        given(GIVEN),
        answer("def half(x):\n    ### BEGIN SOLUTION\n    return x / 2\n    ### END SOLUTION"),
        check("value = 3\nassert close(half(value), 1.5)", "first"),
        check("assert close(half(value + 1), 2)", "second"),
    )
    taken = take("nbgrader", save(tmp_path / "a.ipynb", *cells))
    assert taken.exercise.required == ("half",)
    assert score(taken, taken.solution) == (2, 2)
    assert score(taken, "def close(x, y):\n    return True\n\ndef half(x):\n    return x\n") == (0, 2)


def test_assertions_of_nose_are_those_of_unittest(tmp_path, take, score):
    cells = (
        given("from nose.tools import (\n    assert_equal,\n    assert_raises as raises,\n)"),
        answer("def half(x):\n    ### BEGIN SOLUTION\n    return x / int(x != 9) / 2\n    ### END SOLUTION"),
        check("assert_equal(half(3), 1.5)\nwith raises(ZeroDivisionError):\n    half(9)"),
    )
    taken = take("nbgrader", save(tmp_path / "a.ipynb", *cells))
    assert score(taken, taken.solution) == (1, 1)
    assert score(taken, "def half(x):\n    return x / 2\n") == (0, 1)


def test_an_answer_without_a_region_is_left_out_as_a_whole(tmp_path, take):
    cells = (answer("LIMIT = 2\n\ndef half(x):\n    return x / LIMIT"), check("assert half(3) == 1.5"))
    taken = take("nbgrader", save(tmp_path / "a.ipynb", *cells))
    assert "# YOUR CODE HERE: LIMIT, half" in taken.stub
    assert "def half" not in taken.stub


def test_long_texts_in_a_test_stay_as_they_are(tmp_path, take, score):
    test = 'expected = """a\n  b\n"""\nassert echo("a\\n  b\\n") == expected'
    cells = (answer("def echo(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION"), check(test))
    taken = take("nbgrader", save(tmp_path / "a.ipynb", *cells))
    assert score(taken, taken.solution) == (1, 1)


NO_SOURCE = {
    "no metadata": ((code("x = 1"),), "no cell has nbgrader's metadata"),
    "no tests": ((answer("x = 1"),), "is a test with points"),
    "as students get it": (
        (answer("def f():\n    # YOUR CODE HERE\n    raise NotImplementedError()"), check("assert f() == 1")),
        "holds no solutions",
    ),
    "tests of nothing": ((answer("x = 1"), check("assert 1 == 1")), "nothing to grade"),
    "tests that nbgrader makes": ((answer("x = 1"), check("### AUTOTEST x")), "AUTOTEST makes its tests"),
    "no points": ((answer("def f():\n    return 1"), check("assert f() == 1", points=0)), "have no points"),
    "a name of the fixture": ((answer("def run():\n    return 1"), check("assert run() == 1")), "'run' is a method"),
}


@pytest.mark.parametrize(("cells", "reason"), NO_SOURCE.values(), ids=NO_SOURCE)
def test_what_is_no_source_is_refused_in_one_sentence(tmp_path, monkeypatch, capsys, cells, reason):
    notebook = save(tmp_path / "a.ipynb", *cells)
    course = tmp_path / "course"
    with pytest.raises(SystemExit) as ended:
        cli.main(["import", "nbgrader", str(notebook), "--course", str(course)])
    printed = capsys.readouterr()
    assert (ended.value.code, printed.err.count("\n"), printed.out) == (2, 1, "")
    assert reason in printed.err
    assert not course.exists()


@pytest.mark.parametrize(
    "content", ["", "{}", "[1]", '{"cells": 3, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "\xff"]
)
def test_what_is_no_notebook_is_refused(tmp_path, content):
    path = tmp_path / "a.ipynb"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(CourseError, match="not a notebook"):
        read_all("nbgrader", [path])


def test_a_notebook_of_another_language_is_refused(tmp_path):
    kernel = {"name": "ir", "language": "R", "display_name": "R"}
    path = save(tmp_path / "a.ipynb", code("x <- 1"), kernelspec=kernel)
    with pytest.raises(CourseError, match="a notebook of R"):
        read_all("nbgrader", [path])


def test_several_notebooks_and_names_that_are_taken(notebook, tmp_path):
    again = save(tmp_path / "again" / "problem set 1.ipynb", *CELLS)
    other = save(tmp_path / "source" / "audit.ipynb", *CELLS)
    root = tmp_path / "course"
    with pytest.raises(CourseError, match="there is an exercise problem_set_1 already"):
        write_exercises(root, read_all("nbgrader", [notebook, again]), ())
    with pytest.raises(CourseError, match="'audit' is a command"):
        write_exercises(root, read_all("nbgrader", [other]), {"audit"})
    with pytest.raises(CourseError, match="one at a time"):
        read_all("nbgrader", [notebook, again], "twice")
    assert not root.exists()
    write_exercises(root, [*read_all("nbgrader", [notebook]), *read_all("nbgrader", [again], "second")], ())
    assert [(each.name, each.order) for each in load_course(root).exercises] == [("problem_set_1", 1), ("second", 2)]
    with pytest.raises(CourseError, match="already"):
        write_exercises(root, read_all("nbgrader", [notebook]), ())


@pytest.mark.slow
def test_the_command_grades_the_solution_at_once(notebook, tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["import", "nbgrader", str(notebook), "--course", str(tmp_path / "course")])
    printed = capsys.readouterr().out
    assert ended.value.code == 0, printed
    assert "The solution gets 3 of 3 points." in printed
    assert "suites/problem_set_1/imported.md" in printed.replace("\n", "")


def test_raw_cells_are_no_part_of_it(tmp_path, take):
    taken = take("nbgrader", save(tmp_path / "a.ipynb", raw("nothing"), *CELLS))
    assert "nothing" not in taken.solution


def test_a_hidden_part_may_call_what_the_visible_part_defines(tmp_path, take, score):
    test = (
        "# tests\ndef check_sum(total, *numbers):\n    print('sums')\n    assert sum(numbers) == total\n\n"
        "check_sum(3, 1, 2)\n### BEGIN HIDDEN TESTS\ncheck_sum(9, 4, 5)\n### END HIDDEN TESTS"
    )
    cells = (answer("def sum(x):\n    ### BEGIN SOLUTION\n    return x[0] + x[1]\n    ### END SOLUTION"), check(test))
    taken = take("nbgrader", save(tmp_path / "a.ipynb", *cells))
    assert taken.exercise.required == ("sum",)  # a builtin name, but theirs
    assert score(taken, taken.solution) == (1, 1)
    assert score(taken, "def sum(x):\n    return 3\n") == (0.5, 1)


def test_modules_beside_a_notebook_are_told(tmp_path, take):
    (tmp_path / "tools.py").write_text("LIMIT = 1")
    cells = (
        code("import numpy\nimport no_library_of_this_name"),
        answer("from tools import LIMIT\n\ndef f():\n    return LIMIT"),
        check("import tools\nassert f() == tools.LIMIT"),
    )
    lost = take("nbgrader", save(tmp_path / "a.ipynb", *cells)).lost
    assert [each.split(";")[0] for each in lost] == [
        "tools.py: students will not have this module",
        "tools.py: a test imports this module",
        "no_library_of_this_name: this library is not installed here",
    ]


def test_what_a_read_only_cell_changes_stays_changed(tmp_path, take, score):
    cells = (
        given("import numpy as np\n\nx = np.zeros(3)"),
        given("x[1] = 5\nx.flags.writeable = False"),
        answer("def total(x):\n    ### BEGIN SOLUTION\n    return x.sum()\n    ### END SOLUTION"),
        check("assert total(x) == 5"),
    )
    taken = take("nbgrader", save(tmp_path / "a.ipynb", *cells))
    assert score(taken, taken.solution) == (1, 1)


@pytest.mark.parametrize("points", ["many", -3, float("nan"), 1e400, True, [1], None])
def test_points_that_are_no_points_count_as_none(tmp_path, take, points):
    cells = (answer("def f():\n    return 1"), check("assert f() == 1"), check("assert f() < 2", points=points))
    taken = take("nbgrader", save(tmp_path / "a.ipynb", *cells))
    assert taken.exercise.points == 1
    assert any("counts nothing" in each for each in taken.lost)


def test_metadata_and_code_of_any_form_break_nothing(tmp_path, take):
    odd = code("assert f() == 1")
    odd["metadata"]["nbgrader"] = [1]
    deep = check("assert f() == " + "(" * 300 + "1" + ")" * 300)
    cells = (answer("def f():\n    return 1"), check("assert f() == 1"), odd, deep)
    taken = take("nbgrader", save(tmp_path / "a.ipynb", *cells))
    assert taken.exercise.points == 1


TESTS_OF_OBJECTS = {
    "a changed argument": (
        "def sort_in_place(numbers):\n    ### BEGIN SOLUTION\n    numbers.sort()\n    ### END SOLUTION",
        "numbers = [3, 1, 2]\nsort_in_place(numbers)\nassert numbers == [1, 2, 3]",
    ),
    "a tensor": (
        "import tensorflow as tf\n\ndef ones(n):\n    ### BEGIN SOLUTION\n    return tf.ones(n)\n    ### END SOLUTION",
        "assert isinstance(ones(2), (tf.Tensor, tf.Variable))\nassert ones(2).numpy().tolist() == [1, 1]",
    ),
    "a series": (
        "import pandas as pd\n\ndef prices():\n    ### BEGIN SOLUTION\n"
        "    return pd.Series([1.5, 2.0], index=['a', 'b'])\n    ### END SOLUTION",
        "assert len(prices()) == 2 and prices()['b'] == 2.0\nassert (prices() > 1).all()",
    ),
    "a frame": (
        "import pandas as pd\n\ndef table():\n    ### BEGIN SOLUTION\n    return pd.DataFrame({'x': [1, 2]})"
        "\n    ### END SOLUTION",
        "frame = table()\nassert isinstance(frame, pd.DataFrame) and frame.shape == (2, 1)\n"
        "assert len(frame) == 2 and 'x' in frame and (frame['x'] > 0).all()",
    ),
}


@pytest.mark.parametrize(("solution", "test"), TESTS_OF_OBJECTS.values(), ids=TESTS_OF_OBJECTS)
def test_tests_ask_of_another_process_what_they_asked_of_objects(tmp_path, take, score, solution, test):
    taken = take("nbgrader", save(tmp_path / "ps.ipynb", answer(solution), check(test)))
    assert taken.lost == []
    assert score(taken, taken.solution) == (1, 1)
    assert score(taken, taken.stub) == (0, 1)


@pytest.mark.parametrize(
    ("test", "word"),
    [
        ("import inspect\nassert 'for' not in inspect.getsource(Stack)", "`forbidden`"),
        ("with contextlib.redirect_stdout(out):\n    Stack().push(1)", "prints"),
        ("stack = Stack()\nstack.push(1)\nassert stack.pop() == 1", "props.py"),
        ("assert len(Stack().layers) == 2", "rebuild(model)"),
    ],
)
def test_what_no_check_can_ask_is_told_with_the_way_round(tmp_path, take, test, word):
    stack = "import contextlib\n\nclass Stack:\n    ### BEGIN SOLUTION\n    pass\n    ### END SOLUTION"
    taken = take("nbgrader", save(tmp_path / "ps.ipynb", answer(stack), check(test)))
    assert any(told.startswith("cell 2: ") and word in told for told in taken.lost)
