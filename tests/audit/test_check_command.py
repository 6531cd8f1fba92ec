"""`grade check`: what an author of a course is told in seconds. The files are read here; one test grades too."""

from __future__ import annotations

import pytest
from small_course import CHECK, SOLUTION, small_course

from grader.audit.lint import lint
from grader.cli import app as cli
from grader.course.model import load_course
from grader.course.stubs import write_stubs


@pytest.fixture
def told(tmp_path):
    """`told(checks, ...)`: the lines about a course of these checks, without their folders."""

    def told(checks: str = CHECK, **keys) -> list[str]:
        course = small_course(tmp_path / "course", checks, points=1, **keys)
        found = lint(course, course.exercises[0])
        return [f"{finding.path.name}:{finding.line}: {finding.text}" for finding in found]

    return told


def line_of(words: str, finding: str, tmp_path) -> bool:
    """Whether the finding names the line of the suite that holds these words."""
    lines = (tmp_path / "course/suites/doubles/test_doubles.py").read_text().splitlines()
    return words in lines[int(finding.split(":")[1]) - 1]


def test_a_sound_exercise_has_no_findings(told):
    assert told() == []


def test_the_course_that_ships_with_the_grader_has_none():
    course = load_course()
    assert [str(finding) for exercise in course.exercises for finding in lint(course, exercise)] == []


@pytest.mark.parametrize(
    "slip",
    [
        "expect(submission.double(2.5))",
        "expect(submission.double(2.5)).close_to",
        "expect(submission.double(2.5)).drawn(None)",
        "assert expect(submission.double(2.5))",
    ],
)
def test_an_expectation_that_asks_nothing(told, tmp_path, slip):
    [finding] = told(CHECK + f"    {slip}\n")
    assert "this judges nothing; call a method" in finding
    assert line_of(slip, finding, tmp_path)


def test_a_check_that_returns_instead_of_asserting(told, tmp_path):
    [finding] = told(CHECK + "    return submission.double(2) == 4\n")
    assert "test_double returns a value, which nobody looks at; write `assert`" in finding
    assert line_of("return", finding, tmp_path)


def test_a_function_inside_a_check_may_return(told):
    assert told(CHECK + "    def twice(x):\n        return 2 * x\n") == []


def test_two_checks_of_one_name(told):
    [finding] = told(f"{CHECK}\n\n{CHECK}")
    assert "test_doubles.py:10" in finding


@pytest.mark.parametrize("hint", ["double", "test_double"])
def test_a_hint_is_for_a_check_or_a_function(told, hint):
    assert told(more=f'[hints]\n{hint} = "Add x to itself."') == []


def test_a_hint_for_nothing(told):
    assert told(more='[hints]\ntest_duoble = "Add x to itself."') == [
        "exercise.toml:6: the hint test_duoble is for no check and no required function; correct its name or remove it"
    ]


def test_a_required_name_that_the_solution_lacks(told):
    [finding] = told(required=("double", "half"))
    assert finding == "exercise.toml:4: doubles.py does not define half; define it, or remove the name"


IN_A_CLASS = "class Doubler:\n    # BEGIN SOLUTION\n    factor = 2\n    # END SOLUTION\n\n\n"


@pytest.mark.parametrize(
    ("solution", "finding"),
    [
        (IN_A_CLASS + SOLUTION, "doubles.py:2: # BEGIN SOLUTION is not inside a function"),
        (SOLUTION.replace("    # END SOLUTION\n", ""), "doubles.py:2: # BEGIN SOLUTION has no # END SOLUTION after it"),
        (SOLUTION.replace("    # BEGIN SOLUTION\n", ""), "doubles.py:3: # END SOLUTION has no # BEGIN SOLUTION before"),
        (f"# SOLUTION of the week\n{SOLUTION}", "doubles.py:1: this is no marker"),
        ("def double(x):\n    return 2 * x\n", "doubles.py:1: there is no # BEGIN SOLUTION"),
        ("def double(x:\n", "doubles.py:1: Python cannot read this: '(' was never closed"),
        ("", "doubles.py:1: there is no solution; write one"),
    ],
)
def test_a_solution_that_makes_no_good_stub(told, solution, finding):
    [found] = told(solution=solution)
    assert found.startswith(finding)


def test_a_suite_that_python_cannot_read(wording, told):
    [finding] = told(CHECK.replace("def", "deff"))
    assert finding == wording


@pytest.fixture
def grade(capsys, monkeypatch, tmp_path):
    def grade(*words: str):
        monkeypatch.chdir(tmp_path)
        with pytest.raises(SystemExit) as ended:
            cli.main(words)
        printed = capsys.readouterr()
        return ended.value.code, printed.out, printed.err

    return grade


def test_an_exercise_that_does_not_exist_is_a_usage_error(wording, grade, tmp_path):
    small_course(tmp_path, CHECK, points=1)
    code, out, err = grade("check", "doubels")
    assert (code, out) == (2, "")
    assert err == wording


@pytest.mark.slow
def test_the_solution_and_worthless_programs_are_graded(grade, tmp_path):
    """Found in one run: a check without points, one that the solution loses and one that is too easy."""
    free = CHECK.replace("points(1)", "points(2)").replace("test_double", "test_free")
    free = free.replace("    expect(submission.double(2.5)).close_to(5)\n", "    submission.raises('double', 1)\n")
    wrong = CHECK.replace("test_double", "test_wrong").replace("close_to(5)", "close_to(6)")
    unpaid = CHECK.replace("@pytest.mark.points(1)\n", "").replace("test_double", "test_unpaid")
    course = small_course(tmp_path, "\n\n".join([CHECK, free, wrong, unpaid]))
    write_stubs(course)
    code, out, _ = grade("check", "doubles")
    assert code == 1
    where, *rest = out.splitlines()
    assert where.startswith("suites/doubles/test_doubles.py:22: the solution does not pass test_wrong; correct one of")
    assert "test_unpaid has no points; write @pytest.mark.points(1) above it" in rest[0]
    assert "2 points in test_free; " in rest[1]
    assert len(rest) == 2


@pytest.mark.slow
def test_an_error_of_a_suite_is_told_where_the_suite_has_it(grade, tmp_path):
    write_stubs(small_course(tmp_path, f"limit = undefined\n\n\n{CHECK}", points=1))
    code, out, _ = grade("check", "doubles")
    line = (tmp_path / "suites/doubles/test_doubles.py").read_text().splitlines().index("limit = undefined") + 1
    reason = f"the suite cannot run: NameError: name 'undefined' is not defined (test_doubles.py:{line})"
    assert (code, out) == (1, f"suites/doubles/test_doubles.py:{line}: {reason}\n")
