"""What of a suite students may have: its visible checks, what those need, and nothing that tells a solution."""

import ast
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_course import SOLUTION, small_course

from grader.course.model import CourseError, load_course, load_exercise
from grader.course.visible import visible_part
from grader.files import read

SUITE = '''\
DATA = [1.0, 2.0]
HIDDEN_DATA = [5.5, 6.5]


def judge(result, value):
    expect(result).close_to(value)


def judge_hidden(result):
    judge(result, HIDDEN_DATA)


@pytest.fixture
def numbers():
    return np.array(DATA)


@pytest.mark.points(1)
@given(st.floats(0, 1))
def test_double_of_numbers(submission, numbers, x):
    """Numbers are doubled."""
    judge(submission.double(numbers), [2.0, 4.0])


@pytest.mark.points(2)
@pytest.mark.hidden
def test_double_in_secret(submission):
    """Other numbers are doubled, too."""
    judge_hidden(submission.double(np.ones(2)))
'''


def part_of(folder: Path, checks: str = SUITE, solution: str = SOLUTION, **keys):
    course = small_course(folder, checks, solution=solution, **keys)
    return visible_part(course.exercises[0], solution)


def check(name: str, body: str, *decorators: str) -> str:
    marks = "\n".join(["@pytest.mark.points(1)", *decorators])
    return f'\n\n{marks}\ndef test_double_{name}(submission):\n    """A title."""\n    {body}\n'


def test_a_hidden_check_goes_with_all_that_only_it_needs(tmp_path):
    text = part_of(tmp_path).files["test_doubles.py"]
    assert "test_double_of_numbers" in text
    for kept in ("def judge(", "DATA = [1.0, 2.0]", "def numbers()", "from hypothesis import given", "import numpy"):
        assert kept in text
    for gone in ("secret", "too", "HIDDEN_DATA", "judge_hidden", "hidden"):
        assert gone not in text


def test_the_points_are_those_of_the_visible_checks(tmp_path):
    part = part_of(tmp_path, more='hints = {double = "Add x to x.", test_double_in_secret = "Think of ones."}')
    (tmp_path / "kit").mkdir()
    for name, text in part.files.items():
        (tmp_path / "kit" / name).write_text(text)
    (tmp_path / "kit").rename(tmp_path / "doubles")
    exercise = load_exercise(tmp_path / "doubles")
    assert (exercise.points, part.points) == (1, 1)
    assert exercise.hints == {"double": "Add x to x."}
    assert exercise.required == ("double",)


@pytest.mark.parametrize(
    "marks",
    [
        ["@pytest.mark.hidden"],
        ["@pytest.mark.hidden()"],
        ["@unseen"],
        ["@pytest.mark.parametrize('n', numbers)"],
        ["@pytest.mark.parametrize('n', [1, pytest.param(2, marks=pytest.mark.hidden)])"],
    ],
)
def test_a_check_is_visible_only_where_that_is_certain(tmp_path, marks):
    alias = "unseen = pytest.mark.hidden\n"
    part = part_of(tmp_path, alias + check("a", "pass", *marks) + check("b", "pass"))
    assert "test_double_a" not in part.files["test_doubles.py"]
    assert "test_double_b" in part.files["test_doubles.py"]


def test_a_mark_for_the_whole_file_leaves_nothing(tmp_path):
    assert part_of(tmp_path, "pytestmark = pytest.mark.hidden\n" + check("a", "pass")).files == {}


def test_two_statements_on_one_line_are_told_apart(tmp_path):
    part = part_of(tmp_path, "SEEN = [1.0]; UNSEEN = [77.0]\n" + check("a", "submission.double(SEEN)"))
    assert "SEEN = [1.0]" in part.files["test_doubles.py"]
    assert "77" not in part.files["test_doubles.py"]


LONG = "def double(x):\n    # BEGIN SOLUTION\n    return np.where(x > 0, x + x, 2 * x)\n    # END SOLUTION\n"


@pytest.mark.parametrize(
    "helper",
    [
        "def right(x):\n    return np.where(x > 0, x + x, 2 * x)\n",
        "def right(x):\n    return np.where(\n        x > 0, x + x,\n        2 * x)\n",
        "right = lambda x: np.where(x > 0, x + x, 2 * x)\n",
        "def double(x):\n    return 4 * x / 2\n\n\ndef right(x):\n    return double(x)\n",
    ],
    ids=["a line", "an expression", "in another statement", "a stand-in"],
)
def test_a_visible_check_that_tells_the_solution_is_withheld(tmp_path, helper):
    uses, does_not = check("a", "submission.double(right(1))"), check("b", "submission.double(1)")
    part = part_of(tmp_path, helper + uses + does_not, LONG)
    assert part.withheld == ("test_double_a",)
    assert "test_double_b" in part.files["test_doubles.py"]
    assert "def right" not in part.files["test_doubles.py"]


@pytest.mark.parametrize(
    "helper",
    [
        "def right(x, w):\n    return plain(x) @ plain(w) + 1 > 0\n",
        "def right(x, w):\n    return (np.array(x, float) @ w.numpy() + 1).astype(int)\n",
        "def right(x, w):\n    sums = tf.cast(x, tf.float32) @ w + 1\n    return sums >= 0\n",
    ],
)
def test_a_formula_of_the_solution_tells_it_whatever_its_parts_are_converted_to(tmp_path, helper):
    formula = LONG.partition("\n")[2].replace(
        "np.where(x > 0, x + x, 2 * x)", "step(np.asarray(x) @ np.asarray(w) + 1)"
    )
    uses, does_not = check("a", "submission.double(right(1, 2))"), check("b", "submission.double(1)")
    part = part_of(tmp_path, helper + uses + does_not, f"def double(x, w):\n{formula}")
    assert part.withheld == ("test_double_a",)


def test_a_comparison_tells_the_solution_however_it_is_written(tmp_path):
    solution = LONG.replace("(x)", "(x, y)").replace("np.where(x > 0, x + x, 2 * x)", "np.mean(np.array(x) == y)")
    checks = check("a", "submission.double([1], [2]) == float(np.mean(np.equal([1], y)))").replace("[1]", "x")
    assert part_of(tmp_path, f"x, y = [1], [2]\n{checks}", solution).withheld == ("test_double_a",)


def test_a_reference_with_the_arguments_of_a_required_function_is_withheld(tmp_path):
    solution = LONG.replace("(x)", "(x, w)")
    checks = "def sum_of(x, w):\n    return sum([x, w])\n" + check("a", "submission.double(sum_of(1, 2), 1)")
    assert part_of(tmp_path, checks, solution).withheld == ("test_double_a",)


def test_a_formula_of_the_stub_is_no_secret(tmp_path):
    solution = f"def double(x, w):\n    y = x @ w + 1\n{SOLUTION.partition(chr(10))[2]}"
    part = part_of(tmp_path, check("a", "submission.double(x @ w + 1)"), solution)
    assert part.withheld == ()


def test_a_function_with_other_arguments_is_not_of_the_solution(tmp_path):
    helper = "def double(submission, x, y):\n    return submission.double(x - y)\n"
    assert part_of(tmp_path, helper + check("a", "double(submission, 2, 1)"), LONG).withheld == ()


def test_props_are_kept_where_a_visible_check_hands_them_over(tmp_path):
    seen = check("a", "submission.double(props.one)").replace("(submission)", "(submission, props)")
    course = small_course(tmp_path, seen + check("b", "submission.double(props.two)", "@pytest.mark.hidden"))
    (course.exercises[0].suite / "props.py").write_text("def one():\n    return 1\n\n\ndef two():\n    return 2\n")
    assert visible_part(course.exercises[0], SOLUTION).files["props.py"] == "def one():\n    return 1\n"


def test_a_suite_with_a_conftest_is_refused(tmp_path):
    course = small_course(tmp_path, SUITE)
    (course.exercises[0].suite / "conftest.py").write_text("")
    with pytest.raises(CourseError, match=r"conftest\.py: the kit cannot tell which checks a conftest.py hides"):
        visible_part(course.exercises[0], SOLUTION)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.booleans(), st.sets(st.integers(0, 5))), min_size=1, max_size=6), st.data())
def test_what_stays_is_what_visible_checks_reach(tmp_path_factory, checks, data):
    """Whatever uses whatever: a helper stays when a visible check needs it, through others too, and only then."""
    calls = [data.draw(st.sets(st.integers(0, 5)), label=f"helper {number} calls") for number in range(6)]
    text = "".join(
        f"def helper_{number}(x):\n    return [x, {', '.join(f'helper_{other}' for other in called)}]\n\n\n"
        for number, called in enumerate(calls)
    )
    for number, (hidden, uses) in enumerate(checks):
        body = f"submission.double([{', '.join(f'helper_{use}' for use in uses)}])"
        text += check(str(number), body, *["@pytest.mark.hidden"] * hidden)
    wanted, waiting = set(), [use for hidden, uses in checks if not hidden for use in uses]
    while waiting:
        number = waiting.pop()
        waiting += [] if number in wanted else calls[number]
        wanted.add(number)
    names = {f"helper_{number}" for number in wanted}
    names |= {f"test_double_{number}" for number, (hidden, _uses) in enumerate(checks) if not hidden}
    kept = part_of(tmp_path_factory.mktemp("course"), text).files.get("test_doubles.py", "")
    assert {node.name for node in ast.parse(kept).body if isinstance(node, ast.FunctionDef)} == names


@pytest.mark.parametrize("exercise", load_course().exercises, ids=lambda exercise: exercise.name)
def test_every_exercise_keeps_visible_checks(exercise):
    course = load_course()
    part = visible_part(exercise, read(course.solution(exercise)))
    assert 0 < part.points <= exercise.points
    for name, text in part.files.items():
        if name.endswith(".py"):
            compile(text, name, "exec")


def test_a_check_with_parameters_counts_once_for_each(tmp_path):
    part = part_of(tmp_path, check("a", "pass", "@pytest.mark.parametrize('n', [1, 2, 3])") + check("b", "pass"))
    assert part.points == 4


def test_a_check_that_uses_a_helper_module_is_withheld(tmp_path):
    uses = "from reference import twice\n" + check("a", "twice(1)") + check("b", "pass")
    part = part_of(tmp_path, uses, files={"reference.py": "def twice(x): return 2 * x"})
    assert "test_double_a" not in part.files["test_doubles.py"]
