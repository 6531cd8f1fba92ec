"""An audit of a small course from end to end: what a blunt, an unfair and a malformed suite are told."""

import pytest
from audited_course import audited_course
from rich.console import Console

from grader.audit import run
from grader.audit.show import AuditBar, show

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def audit(tmp_path_factory):
    """The audit of the whole course, once for all tests."""
    course = audited_course(tmp_path_factory.mktemp("course"))
    with AuditBar(Console(quiet=True)) as bar:
        return run.audit(course, course.exercises, bar, sandbox="auto", seeds=3)


@pytest.fixture(scope="module")
def exercises(audit):
    return {exercise.name: exercise for exercise in audit.exercises}


def test_a_sharp_and_fair_suite_gets_through(exercises):
    sharp = exercises["sharp"]
    assert sharp.reached
    assert sharp.sharpness.caught == sharp.sharpness.mutants - 1
    assert (sharp.sharpness.equivalent, sharp.sharpness.mistakes, sharp.fairness.programs) == (1, 8, 4)


def test_a_blunt_suite_is_told_what_survived(exercises):
    blunt = exercises["blunt"]
    assert not blunt.reached
    assert blunt.fairness.reached
    [found] = [
        mutant for mutant in blunt.sharpness.survivors if mutant.id == "larger:ReplaceComparisonOperator_Gt_Eq:0"
    ]
    assert "+    return a if a == b else b" in found.diff
    assert blunt.sharpness.share < 0.95


def test_an_unfair_suite_is_told_who_loses_points_and_why(exercises):
    fairness = exercises["unfair"].fairness
    assert [(loss.program, loss.seed) for loss in fairness.losses] == [("as_floats", seed) for seed in (1, 2, 3)]
    assert fairness.losses[0].why.startswith("test_larger_is_whole: ")
    assert fairness.complaints == ("alternatives: 2 different versions of larger, but this course demands 3",)
    assert not fairness.reached


def test_a_threshold_is_measured_for_every_right_solution_and_seed(exercises):
    [threshold] = exercises["unfair"].fairness.thresholds
    assert (threshold.check, threshold.what, threshold.bound) == ("test_larger_by_luck", "the luck", 0.25)
    assert (threshold.count, threshold.worst, threshold.probability) == (3, 0.75, 0)


def test_what_is_malformed_is_listed(audit, exercises):
    assert "the exercises have 110 points in total, not 100 as course.toml demands" in audit.form
    form = "\n".join(exercises["malformed"].form)
    assert "test_larger has no hint" in form
    assert "a program that does nothing gets 5 points (test_larger_answers" in form
    assert "not exist" in form
    assert "mistakes: only 0, but this course demands 8" in exercises["malformed"].sharpness.complaints


def test_everything_is_shown(audit, capsys):
    show(audit, Console(width=80, markup=False))
    text = capsys.readouterr().out
    assert "as_floats loses points 3 times (seeds 1, 2, 3): test_larger_is_whole" in " ".join(text.split())
    assert "Some audit requirements are not met." in text
    assert "survived: larger:ReplaceComparisonOperator_Gt_Eq:0" in text
