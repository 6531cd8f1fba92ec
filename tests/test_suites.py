"""Solutions get full marks, stubs get nothing. Whether right solutions written differently (`alternatives/NAME/`) get
full marks too, and whether the suites catch `mistakes/NAME/` and mutants, is for `grade audit` to say."""

import pytest

from grader.course import load_course
from grader.grading import Grader
from grader.stubs import make_stub

COURSE = load_course()
exercises = pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda exercise: exercise.name)


@pytest.fixture(scope="module")
def grade():
    """Grades a text as the submission of an exercise."""
    with Grader(COURSE) as grader:

        def grade(name, text, folder):
            path = folder / f"{name}.py"
            path.write_text(text)
            return grader.grade(path, COURSE.choose([name])).exercises[0]

        yield grade


def solution(name):
    return (COURSE.root / "solutions" / f"{name}.py").read_text()


def lost(result):
    return {check.name: check.message for check in result.checks if check.status != "passed"}


@pytest.mark.slow
@exercises
def test_the_solution_gets_full_marks_about_half_of_them_visible_and_every_check_has_a_hint(grade, exercise, tmp_path):
    result = grade(exercise.name, solution(exercise.name), tmp_path)
    assert lost(result) == {}
    assert (result.score, result.max_score) == (exercise.points, exercise.points)
    visible = sum(check.max_score for check in result.checks if check.visibility == "visible")
    assert 0.4 <= visible / exercise.points <= 0.6
    assert [check.name for check in result.checks if not exercise.hint(check.name)] == []


@pytest.mark.slow
@exercises
def test_a_stub_gets_nothing(grade, exercise, tmp_path):
    stub = make_stub(solution(exercise.name))
    assert grade(exercise.name, stub, tmp_path).status == "not_started"
    assert grade(exercise.name, f"{stub}\nbegun = True\n", tmp_path).score == 0
