"""`grade import otter`: notebooks of every version of Otter Assign, and folders with its two kinds of test files."""

from __future__ import annotations

from pathlib import Path

import pytest
from notebooks import code, raw, save, text

from grader.cli import app as cli
from grader.course.checks import checks_of
from grader.foreign.read import read_all

HEAD = (
    raw("# ASSIGNMENT CONFIG\nname: Homework 1\nfiles:\n  - table.csv\n  - gone.csv"),
    text("# Squares\nSome words."),
    code('import numpy as np\nimport otter\n\ngrader = otter.Notebook("hw.ipynb")'),
    code('table = np.loadtxt("table.csv")'),
)
SQUARE = code(
    "def square(x):\n"
    "    # BEGIN IGNORE\n    print('only for the author')\n    # END IGNORE\n"
    "    y = x * x # SOLUTION\n"
    "    return y # SOLUTION\n"
    "    # nobody reads this # IGNORE"
)
CONFIGURED = (
    '""" # BEGIN TEST CONFIG\npoints: 2\nfailure_message: Think of x times x.\nname: small\n""" # END TEST CONFIG\n'
)
TESTS = (
    code(CONFIGURED + "square(3)", "9"),
    code("# HIDDEN\nnp.allclose(square(table), table**2)", "True"),
    code("square(2) == 4"),
)
NEW = (
    *HEAD,
    raw("# BEGIN QUESTION\nname: q1\npoints: 4"),
    text("Write `square`."),
    *(raw("# BEGIN SOLUTION"), SQUARE, raw("# END SOLUTION")),
    *(raw("# BEGIN TESTS"), *TESTS, raw("# END TESTS")),
    raw("# END QUESTION"),
    code('grader.check("q1")'),
)


def fenced(cell):
    """A raw cell as some write it in Markdown."""
    return text(f"Words.\n```otter\n{cell.source}\n```\n") if cell.cell_type == "raw" else cell


OLD = (
    text("# Squares\nSome words."),
    code('import numpy as np\n\ntable = np.loadtxt("table.csv")'),
    text("Write `square`.\n\n```\nBEGIN QUESTION\nname: q1\npoints: 4\n```"),
    SQUARE,
    *(code("## Test ##\nsquare(3)", "9"), code("## HIDDEN TEST ##\nsquare(table).tolist()", "[1.0, 4.0]")),
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "hw").mkdir()
    (tmp_path / "hw" / "table.csv").write_text("1\n2\n")
    return tmp_path / "hw"


@pytest.mark.parametrize("cells", [NEW, tuple(map(fenced, NEW))], ids=["raw cells", "fenced"])
def test_a_folder_becomes_an_exercise(folder, take, score, cells):
    save(folder / "hw.ipynb", *cells)
    taken = take("otter", folder)
    assert (taken.exercise.name, taken.exercise.title, taken.exercise.required) == (
        "homework_1",
        "Squares",
        ("square",),
    )
    assert [(each.name, each.points, each.is_visible) for each in checks_of(taken.exercise)] == [
        ("test_square_q1_small", 2, True),
        ("test_square_q1_2", 1, False),
        ("test_square_q1_3", 1, True),
    ]
    assert taken.exercise.hint("test_square_q1_small") == "Think of x times x."
    for gone in ("otter", "IGNORE", "only for", "# SOLUTION", "grader.check"):
        assert gone not in taken.solution
    assert "x * x" not in taken.stub
    assert any(each.startswith("gone.csv: ") for each in taken.lost)
    assert score(taken, taken.solution) == (4, 4)
    assert score(taken, taken.stub) == (0, 4)


def test_notebooks_of_the_first_versions(folder, take, score):
    manual = text("Why?\n\n```\nBEGIN QUESTION\nname: q2\nmanual: true\n```")
    save(folder / "hw.ipynb", *OLD, manual, text("**SOLUTION:** since it is."))
    taken = take("otter", folder / "hw.ipynb", name="squares")
    assert [(each.points, each.is_visible) for each in checks_of(taken.exercise)] == [(2, True), (2, False)]
    assert score(taken, taken.solution) == (4, 4)
    assert "since it is" not in taken.stub


OK_TEST = {
    "name": "q1",
    "points": [1, 2, 3],
    "suites": [
        {
            "cases": [
                {"code": ">>> half(3)\n1.5", "hidden": False, "failure_message": "Divide."},
                {
                    "code": ">>> for n in range(3):\n...     assert half(n) == n / 2\n>>> bool(half(4) == 2)\nTrue",
                    "hidden": True,
                },
                {"code": ">>> half('a')\nTraceback (most recent call last):\nTypeError: no", "hidden": False},
            ],
            "setup": ">>> import math",
            "teardown": ">>> del math",
            "type": "doctest",
        }
    ],
}
RAISING = """\
from otter.test_files import test_case
import numpy as np
from fractions import *

OK_FORMAT = False
name = "q2"
points = 3
LAST = 3


@test_case(points=None, hidden=False, success_message="Yes!", failure_message="Not a half.")
def test_small(half, np):
    for n in range(LAST):
        assert half(n) == Fraction(n, 2) == np.divide(n, 2)


@test_case(points=2, hidden=True)
def test_all(env):
    assert "half" in env, "half is not defined"
    half = env["half"]
    assert half(1) == 0.5
    assert env["half"](5) == env.get('half')(10) / 2
"""
SOLVED = (text("# Halves"), code("def half(x):\n    '''Half of x.'''\n    return x / 2"), code("half(3)", "1.5"))


@pytest.fixture(params=["in files", "in the notebook"])
def solved(request, tmp_path) -> Path:
    """What Otter Assign makes of a notebook: its solution and both kinds of test."""
    place = tmp_path / "dist" / "autograder"
    if request.param == "in the notebook":
        save(place / "hw.ipynb", *SOLVED, otter={"OK_FORMAT": True, "tests": {"q1": OK_TEST, "q2": RAISING}})
    else:
        save(place / "hw.ipynb", *SOLVED)
        (place / "tests").mkdir()
        (place / "tests" / "q1.py").write_text(f"OK_FORMAT = True\n\ntest = {OK_TEST!r}\n")
        (place / "tests" / "q2.py").write_text(RAISING)
        (place / "tests" / "__init__.py").write_text("")
    save(tmp_path / "dist" / "student" / "hw.ipynb", text("# Halves"), code("def half(x):\n    ..."))
    return tmp_path / "dist"


def test_both_kinds_of_test_files(solved, take, score):
    taken = take("otter", solved)
    assert [(each.name, each.points, each.is_visible) for each in checks_of(taken.exercise)] == [
        ("test_half_q1_1", 1, True),
        ("test_half_q1_2", 2, False),
        ("test_half_q2_small", 1, True),
        ("test_half_q2_all", 2, False),
    ]
    assert taken.exercise.hint("test_half_q1_1") == "Divide."
    assert taken.exercise.hint("test_half_q2_small") == "Not a half."
    assert "'''Half of x.'''\n    raise NotImplementedError" in taken.stub
    lost = "\n".join(taken.lost)
    assert all(words in lost for words in ("TypeError", "success_message", "teardown", "nothing marks the answers"))
    assert score(taken, taken.solution) == (6, 6)
    assert score(taken, taken.solution.replace("x / 2", "x // 2")) == (0, 6)


def test_a_cell_may_hold_a_function_that_raises(tmp_path, take, score):
    test = "def test_half(half):\n    assert half(3) == 1.5\n\ntest_half(half)"
    cells = (
        raw("# BEGIN QUESTION\nname: q1"),
        *(raw("# BEGIN SOLUTION"), code("def half(x):\n    return x / 2 # SOLUTION"), raw("# END SOLUTION")),
        *(raw("# BEGIN TESTS"), code(test), raw("# END TESTS"), raw("# END QUESTION")),
    )
    save(tmp_path / "hw" / "hw.ipynb", *cells)
    taken = take("otter", tmp_path / "hw")
    assert "assert half(3) == 1.5" in taken.suite
    assert "def test_half(half)" not in taken.suite
    assert score(taken, taken.solution) == (1, 1)


def test_what_a_question_loses_is_told(folder, take):
    manual = raw("# BEGIN QUESTION\nname: q2\nmanual: true\npoints: 7")
    answered = (
        raw("# BEGIN SOLUTION"),
        text("Because."),
        code("np.random.seed(1) # SEED\nz = 3"),
        raw("# END SOLUTION"),
    )
    save(folder / "hw.ipynb", *NEW[:4], raw(NEW[4].source + "\nall_or_nothing: true"), *NEW[5:], manual, *answered)
    lost = "\n".join(take("otter", folder).lost)
    for words in ("(7 points)", "all points or none", "an answer in words", "# SEED", "gone.csv"):
        assert words in lost


NO_ASSIGNMENT = {
    "no folder": (lambda folder: folder.rmdir(), "no such file or folder"),
    "no notebook": (lambda folder: None, "there is no notebook in it"),
    "no question": (lambda folder: save(folder / "a.ipynb", code("x = 1")), "no notebook in it has"),
    "no test": (
        lambda folder: save(folder / "a.ipynb", raw("# BEGIN QUESTION\nname: q1"), code("x = 1")),
        "has a test",
    ),
    "YAML": (lambda folder: save(folder / "a.ipynb", raw("# BEGIN QUESTION\nname: [q1")), "YAML"),
    "tests of another form": (
        lambda folder: save(folder / "a.ipynb", *SOLVED, otter={"tests": {"q1": {"suites": [1]}}}),
        "cannot be read",
    ),
    "broken tests": (
        lambda folder: [
            save(folder / "a.ipynb", *SOLVED),
            (folder / "tests").mkdir(),
            (folder / "tests/q.py").write_text("("),
        ],
        "cannot be read",
    ),
}


@pytest.mark.parametrize(("make", "reason"), NO_ASSIGNMENT.values(), ids=NO_ASSIGNMENT)
def test_what_is_no_assignment_is_refused_in_one_sentence(tmp_path, capsys, make, reason):
    folder = tmp_path / "hw"
    folder.mkdir()
    make(folder)
    with pytest.raises(SystemExit) as ended:
        cli.main(["import", "otter", str(folder), "--course", str(tmp_path / "course")])
    printed = capsys.readouterr().err
    assert (ended.value.code, printed.count("\n")) == (2, 1)
    assert reason in printed
    assert not (tmp_path / "course").exists()


POINTS = {"many": 1, '{"each": 2}': 4, "[1, null]": 1, "[1, 2, 3]": 3, "3": 3}
"""What the two tests of a question are worth together, as Otter has it."""


@pytest.mark.parametrize(("points", "total"), POINTS.items())
def test_points_of_any_kind_end_in_checks(folder, take, points, total):
    cell = raw(f"# BEGIN QUESTION\nname: q1\npoints: {points}")
    tests = [code("square(1)", "1"), code("square(2)", "4")]
    save(folder / "hw.ipynb", *HEAD, cell, SQUARE, raw("# BEGIN TESTS"), *tests, raw("# END TESTS"))
    assert take("otter", folder).exercise.points == total


def test_nothing_of_a_notebook_is_run(tmp_path):
    """Not even its tests, whose outputs are those that it holds."""
    bomb = "raise SystemExit('run')"
    cells = (raw("# BEGIN QUESTION\nname: q1"), code(bomb), code(f"x = 1 # SOLUTION\n{bomb}"))
    save(tmp_path / "hw.ipynb", *cells, raw("# BEGIN TESTS"), code(f"x == 1\n{bomb}"), raw("# END TESTS"))
    (assignment,) = read_all("otter", [tmp_path])
    assert bomb in assignment.tests[0].source


DRAWN = """\
if x > 1:
    # BEGIN SOLUTION
    np.random.seed(42) # SEED
    z = np.random.normal(4, 2, 3)
    # END SOLUTION"""


def test_values_are_asked_for_by_their_names(tmp_path, take, score):
    solved = (code("import numpy as np"), code("x = 2 # SOLUTION"), code(DRAWN))
    tests = (
        code("isinstance(x, int)", "True"),
        code("x + 1", "3"),
        code("np.round(z, 2).tolist()", "[4.99, 3.72, 5.3]"),
    )
    cells = (raw("# BEGIN QUESTION\nname: q1\npoints: 3"), *solved, raw("# BEGIN TESTS"), *tests, raw("# END TESTS"))
    save(tmp_path / "hw" / "hw.ipynb", *cells)
    taken = take("otter", tmp_path / "hw")
    assert taken.exercise.required == ("x", "z")
    assert "# YOUR CODE HERE: x" in taken.stub
    assert score(taken, taken.solution) == (3, 3)
    assert score(taken, taken.stub)[0] == 0
    assert score(taken, "x = 2.0\nz = None\n") == (1, 3)


def test_the_calls_of_ok_are_no_part_of_a_solution(tmp_path, take, score):
    """The forerunner of Otter, whose files of tests may have no name in them."""
    begin = "from client.api.notebook import Notebook\nok = Notebook('hw.ok')\n_ = ok.auth(inline=True)"
    grade_all = "import os\n_ = [ok.grade(each[:-3]) for each in os.listdir('tests')]"
    cells = (code(begin), code("dozen = 12"), code("_ = ok.grade('q1')"), code(grade_all), code("ok.submit();"))
    save(tmp_path / "hw.ipynb", *cells)
    (tmp_path / "tests").mkdir()
    case = {"code": ">>> dozen == 12\nTrue"}
    (tmp_path / "tests" / "q1.py").write_text(f"test = {{'name': '', 'suites': [{{'cases': [{case!r}]}}]}}")
    taken = take("otter", tmp_path)
    assert [check.name for check in checks_of(taken.exercise)] == ["test_dozen_q1_1"]
    assert "ok" not in taken.solution
    assert not any("client" in told for told in taken.lost)
    assert score(taken, taken.solution) == (1, 1)
