"""A class in figures: who has what, what each check is worth, and what came back where it went wrong."""

from __future__ import annotations

import random
import tracemalloc
from collections.abc import Iterator

import numpy as np
import pytest
from class_samples import check, class_of, entries, exercise, report
from hypothesis import given
from hypothesis import strategies as st

from grader.batch.class_report import CheckSummary, ClassReport, ExerciseHead, StudentEntry
from grader.batch.class_summary import MAX_GROUPS, NAMED, TOP_ANSWERS, summarise
from grader.batch.item_analysis import FEWEST, Sums
from grader.feedback import Message
from grader.report.model import ExerciseResult

GATES = ExerciseHead("gates", "Gates", 3)
MLP = ExerciseHead("mlp", "XOR", 2)

marks = st.sampled_from([0.0, 0.5, 1.0, 1.25, 10.0]) | st.floats(0, 10).map(lambda points: round(points, 3))


def class_with(*students: list[ExerciseResult]) -> ClassReport:
    """A class of students with these results, called a, b, c and so on."""
    known = (
        StudentEntry(student=chr(ord("a") + place), attempts=1, report=report(*results))
        for place, results in enumerate(students)
    )
    return summarise("course", [GATES, MLP], known)


def one_check(*students: ExerciseResult) -> CheckSummary:
    (summary,) = class_with(*([result] for result in students)).checks
    return summary


def test_who_is_in_which_state() -> None:
    faulty = check("test_step", 1), check("test_other", 0, 0, status="internal")
    ours = report(exercise("gates", *faulty, status="internal"))
    found = summarise(
        "course",
        [GATES],
        [
            StudentEntry(student="Kim", report=report(exercise("gates", check("test_step", 3, 3))), listed=False),
            StudentEntry(student="adams", report=ours),
            StudentEntry(student="Lee", problem="work.zip: no zip"),
            StudentEntry(student="park"),
        ],
    )
    assert [(row.entry.student, row.state) for row in found.rows] == [
        ("adams", "internal"),
        ("Kim", "graded"),
        ("Lee", "problem"),
        ("park", "missing"),
    ]
    assert (found.handed_in, found.full) == (3, 1)
    assert [row.entry.student for row in found.unlisted] == ["Kim"]
    assert (found.mean, found.median) == (2, 2)  # of those who have a report: nothing handed in is not a 0


def test_a_row_has_an_outcome_per_exercise_of_the_class() -> None:
    (row,) = class_with([exercise("mlp", check("test_xor", 1, 2))]).rows
    assert row.outcomes[0] is None
    assert (row.outcomes[1].status, row.outcomes[1].score, row.outcomes[1].max_score) == ("failed", 1, 2)


def test_an_exercise_tells_who_did_not_start_it() -> None:
    passed, half = exercise("gates", check("test_step", 3, 3)), exercise("gates", check("test_step", 1, 3))
    unread = exercise("gates", status="error", max_score=3)
    untouched = exercise("gates", status="not_started", max_score=3)
    gates, _mlp = class_with([passed], [half], [unread], [untouched], [untouched]).exercises
    assert (gates.started, gates.not_started, gates.passed, gates.unread) == (3, 2, 1, 1)
    assert gates.mean == pytest.approx(4 / 3)


def test_a_check_counts_those_who_started_its_exercise() -> None:
    """A file that nobody could read has lost all of its checks; one that is still the stub says nothing of them."""
    right, wrong = exercise("gates", check("test_step", 2, 2)), exercise("gates", check("test_step", 0.5, 2))
    unread = exercise("gates", status="error", max_score=2)
    untouched = exercise("gates", status="not_started", max_score=2)
    found = one_check(right, right, wrong, unread, untouched)
    assert (found.judged, found.pass_rate) == (4, 0.5)
    assert found.difficulty == pytest.approx(1 - 4.5 / 8)


def test_the_fault_of_the_grader_is_in_no_figure_of_a_check() -> None:
    right = exercise("gates", check("test_step", 2, 2))
    ours = exercise("gates", check("test_step", 0, 0, status="internal"), status="internal")
    found = one_check(ours, right, right)
    assert (found.judged, found.pass_rate, found.difficulty, found.answers) == (2, 1, 0, ())


@given(st.lists(st.tuples(marks, marks, marks), min_size=FEWEST, max_size=40))
def test_figures_are_those_of_numpy(students: list[tuple[float, float, float]]) -> None:
    found = class_with(
        *(
            [exercise("gates", check("test_a", a, 10), check("test_b", b, 10)), exercise("mlp", check("test_c", c, 10))]
            for a, b, c in students
        )
    )
    points = np.array(students)
    total = points.sum(axis=1)
    assert found.mean == pytest.approx(total.mean())
    assert found.median == pytest.approx(np.median(total))
    assert list(found.bins) == np.histogram(np.floor(10 * total / 30), bins=range(11))[0].tolist()
    for column, summary in zip(points.T, found.checks, strict=True):
        rest = np.round(total - column, 6)
        assert summary.pass_rate == pytest.approx((column == 10).mean())
        assert summary.difficulty == pytest.approx(1 - (column / 10).mean())
        if len(set(column)) == 1 or len(set(rest)) == 1:
            assert summary.discrimination is None
        else:
            expected = np.corrcoef(column, rest)[0, 1]
            assert summary.discrimination == pytest.approx(expected, abs=1e-6)


def test_a_check_that_strong_students_lose_is_negative() -> None:
    students = [
        exercise("gates", check("test_odd", strength < 3), *(check(f"test_{n}", strength > n) for n in range(6)))
        for strength in range(7)
    ]
    odd, *others = class_with(*([student] for student in students)).checks
    assert odd.discrimination < -0.5
    assert all(other.discrimination > 0.2 for other in others)


def test_few_students_have_no_discrimination() -> None:
    sums = Sums()
    for points in range(FEWEST - 1):
        sums.add(points, points)
    assert sums.correlation() is None
    sums.add(10, 10)
    assert sums.correlation() == 1


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_students_decides_no_figure(dice: random.Random) -> None:
    known = list(entries(30, seed=2, checks=3))
    heads = [ExerciseHead(name, name, 8) for name in ("gates", "backprop", "mlp")]
    first = summarise("course", heads, known)
    dice.shuffle(known)
    again = summarise("course", heads, known)
    assert again.rows == first.rows
    assert again.exercises == first.exercises
    assert sorted(map(figures, again.checks)) == sorted(map(figures, first.checks))


def figures(summary: CheckSummary) -> tuple[object, ...]:
    answers = tuple((answer.came_back, answer.count) for answer in summary.answers)
    return summary.exercise, summary.name, summary.judged, summary.pass_rate, summary.discrimination, answers


def test_wrong_answers_are_grouped_by_what_came_back() -> None:
    def lost(**keys: str) -> ExerciseResult:
        return exercise("gates", check("test_step", 0, **keys))

    found = one_check(
        lost(returned="array([1])", message="differs"),
        lost(returned="array([1])\n"),
        lost(message="TypeError: no", status="error"),
        lost(returned="\x1b[31marray([1])"),
        lost(returned="array([1])"),
        lost(status="timeout"),
        lost(status="not_started"),
        *(lost(returned="array([1])") for _more in range(NAMED)),
    )
    named = [
        (answer.came_back, answer.count, "".join(each.student for each in answer.students)) for answer in found.answers
    ]
    assert named == [
        ("array([1])", 4 + NAMED, "abde" + "hijklmnopqrstuvwxyz"[: NAMED - 4]),
        ("TypeError: no", 1, "c"),
        (Message("timed out"), 1, "f"),
    ]
    assert (found.answers[0].call, found.answers[0].expected) == ("step([0.5])", "array([0])")
    assert found.wrong == 6 + NAMED


def test_as_many_different_answers_as_students_fit_into_memory() -> None:
    many = [exercise("gates", check("test_step", 0, returned=str(number))) for number in range(MAX_GROUPS)]
    usual, late = (exercise("gates", check("test_step", 0, returned=answer)) for answer in ("0", "late"))
    found = one_check(*many, usual, late, late, late)
    assert len(found.answers) == TOP_ANSWERS
    assert (found.answers[0].came_back, found.answers[0].count) == ("0", 2)
    assert "late" not in [answer.came_back for answer in found.answers]
    assert found.wrong == MAX_GROUPS + 4  # it is counted all the same


def test_reports_are_let_go_of() -> None:
    """A class of 200 with reports of 200 kB each takes far less than the 40 MB of all of them."""

    def large() -> Iterator[StudentEntry]:
        for number in range(200):
            wrong = check("test_step", 0, message=f"{number}" + "x" * 200_000, returned=f"{number}" + "y" * 100_000)
            yield StudentEntry(student=str(number), report=report(exercise("gates", wrong)))

    tracemalloc.start()
    try:
        found = summarise("course", [GATES], large())
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(found.rows) == 200
    assert peak < 5_000_000


def test_a_class_without_anyone() -> None:
    found = summarise("course", [GATES], [])
    assert (found.rows, found.checks, found.mean, found.handed_in, sum(found.bins)) == ((), (), None, 0, 0)


def test_the_sample_has_something_of_everything() -> None:
    """What the tests of the pages rest on."""
    found = class_of(120)
    assert {row.state for row in found.rows} == {"graded", "internal", "problem", "missing"}
    assert found.unlisted
    assert any(check.answers for check in found.checks)
