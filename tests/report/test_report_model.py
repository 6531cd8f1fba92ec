"""Who may see what, and the exit code."""

import msgspec
import pytest
import report_samples as samples
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from grader.feedback import Location, Message
from grader.report.model import (
    STATUSES,
    CheckResult,
    Counterexample,
    ExerciseResult,
    Function,
    Isolation,
    Report,
    Status,
    SubmissionInfo,
    for_audience,
)

SECRET = "98765"
texts = st.text(max_size=5).map(lambda text: text + SECRET)
statuses = st.sampled_from(["passed", "failed", "error", "timeout", "crashed", "not_started", "internal"])
hidden_checks = st.builds(
    CheckResult,
    name=st.just("test_relu_large"),
    title=st.just("Large inputs"),
    status=statuses,
    score=st.floats(0, 2),
    max_score=st.just(2.0),
    visibility=st.just("hidden"),
    message=texts,
    hint=st.just("Test an immense input x."),
    counterexample=st.none() | st.builds(Counterexample, texts, texts, texts),
    output=texts,
    pictures=st.tuples(texts),
)


@given(hidden_checks)
def test_nothing_of_the_run_of_a_hidden_check_reaches_a_student(check: CheckResult) -> None:
    seen = for_audience(samples.alone(check), "student")
    assert SECRET not in repr(msgspec.to_builtins(seen))


@given(hidden_checks)
def test_a_hidden_check_keeps_its_name_title_points_and_status(check: CheckResult) -> None:
    (seen,) = for_audience(samples.alone(check), "student").exercises[0].checks
    for field in ("name", "title", "status", "score", "max_score", "visibility"):
        assert getattr(seen, field) == getattr(check, field)


@pytest.mark.parametrize("status", ["failed", "error", "not_started"])
def test_a_hidden_check_that_lost_points_keeps_its_hint(status: Status) -> None:
    seen = a_student_sees(status)
    assert seen.hint == "Test an immense input x."
    assert seen.message == (Message(STATUSES[status].unseen) if status != "not_started" else "")


@pytest.mark.parametrize("status", ["timeout", "crashed", "internal"])
def test_a_hidden_check_that_did_not_end_says_so_and_names_no_other_cause(status: Status) -> None:
    seen = a_student_sees(status)
    assert (seen.message, seen.hint) == (Message(STATUSES[status].unseen), "")


def test_a_hidden_check_of_a_function_that_is_not_defined_says_so() -> None:
    """What the text of a submission decides says nothing of an input."""
    check = replace(samples.hidden, status="error", function="relu")
    report = samples.alone(check)

    def message(place: Location | None) -> str:
        exercise = replace(report.exercises[0], functions=(Function("relu", place=place),))
        (seen,) = for_audience(replace(report, exercises=(exercise,)), "student").exercises[0].checks
        return str(seen.message)

    assert message(None) == "relu is not defined."
    assert message(Location("activations.py", line=3)) == STATUSES["error"].unseen


def test_a_hidden_check_that_passed_says_nothing() -> None:
    seen = a_student_sees("passed")
    assert (seen.message, seen.hint) == ("", "")


def a_student_sees(status: Status) -> CheckResult:
    check = replace(samples.hidden, status=status, place=Location("gates.py", line=3))
    (seen,) = for_audience(samples.alone(check), "student").exercises[0].checks
    assert seen.place is None
    return seen


def test_visible_checks_stay_whole() -> None:
    report = samples.alone(samples.wrong)
    assert for_audience(report, "student").exercises[0].checks == report.exercises[0].checks


def test_an_instructor_sees_everything() -> None:
    assert for_audience(samples.report, "instructor") == samples.report


def test_exit_codes() -> None:
    full = samples.of(samples.tensor_ops)
    ours = samples.alone(replace(samples.wrong, status="internal", score=1.5))
    assert full.exit_code == 0
    assert samples.report.exit_code == 1
    assert ours.exit_code == 3
    assert samples.of(replace(samples.tensor_ops, status="internal")).exit_code == 3


def test_a_hint_at_another_cause_than_the_exception_that_is_seen_is_left_out() -> None:
    place = Location("doubles.py", line=3)
    lost = CheckResult(name="a", title="A", status="error", score=0, max_score=1, message="It raised.", place=place)
    hidden = replace(lost, name="b", visibility="hidden", hint="Think.")
    elsewhere = replace(hidden, place=Location("doubles.py", line=9))

    def hint(*checks: CheckResult) -> str:
        exercise = ExerciseResult(name="x", title="X", status="failed", score=0, max_score=2, checks=checks)
        info, isolation = SubmissionInfo("x", ""), Isolation("off", "fork")
        whole = Report(
            course="c",
            submission=info,
            score=0,
            max_score=2,
            exercises=(exercise,),
            isolation=isolation,
            environment={},
            seed=0,
        )
        return str(for_audience(whole, "student").exercises[0].checks[-1].hint)

    assert (hint(lost, hidden), hint(hidden), hint(lost, elsewhere)) == ("", "Think.", "Think.")
