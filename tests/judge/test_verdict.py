import pytest
from hypothesis.errors import Flaky

from grader.feedback import Message
from grader.judge.expect import expect
from grader.judge.failures import CannotOpen, SubmissionFailure, WorkerLost, WrongAnswer
from grader.judge.verdict import NOT_RUN, Verdict, verdict
from grader.report.model import Counterexample

ANSWER = [4.0]
CALLS = [("double(2)", ANSWER), ("double(1)", 2.0)]
"""The latest call stands first."""


def wrong(value) -> WrongAnswer:
    with pytest.raises(WrongAnswer) as raised:
        expect(value).fail("It is not doubled.", "5.0")
    return raised.value


def test_a_wrong_answer_names_the_call_that_gave_it():
    found = verdict(wrong(ANSWER), CALLS)
    assert (found.status, found.message, found.doubt) == ("failed", Message("It is not doubled."), "")
    assert found.counterexample == Counterexample("double(2)", "[4.0]", Message("5.0"))


def test_where_a_check_computed_with_answers_all_calls_are_shown():
    assert verdict(wrong(6.0), CALLS).counterexample == Counterexample("double(1), double(2)", "6.0", Message("5.0"))


NOTHING = [("second(2)", (None, 3)), ("first(1)", None)]


def test_none_is_not_taken_for_that_of_another_call():
    assert verdict(wrong(None), NOTHING).counterexample == Counterexample("first(1), second(2)", "None", Message("5.0"))
    assert verdict(wrong(None), NOTHING[1:]).counterexample == Counterexample("first(1)", "None", Message("5.0"))


LAST = Counterexample("double(2)", "[4.0]", "")
ASKED = Counterexample("double(2)", "", "")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (SubmissionFailure("error", "It raised ValueError"), Verdict("error", "It raised ValueError", ASKED)),
        (SubmissionFailure("not_started", "not yet"), Verdict("not_started", "not yet", ASKED)),
        (WorkerLost("timeout", "too late"), Verdict("timeout", "too late", ASKED, hint_wanted=False)),
        (WorkerLost("crashed", "gone"), Verdict("crashed", "gone", ASKED, hint_wanted=False)),
        (CannotOpen("line 1: no Python"), Verdict("error", "line 1: no Python")),
        (Flaky("..."), Verdict("failed", Message("The same call gave different answers."), LAST)),
        (AssertionError("must be shuffled"), Verdict("failed", Message("must be shuffled"), LAST)),
        (pytest.fail.Exception("must be shuffled"), Verdict("failed", Message("must be shuffled"), LAST)),
    ],
    ids=lambda each: type(each).__name__,
)
def test_what_ends_a_check_without_a_doubt(error, expected):
    assert verdict(error, CALLS) == expected


@pytest.mark.parametrize(
    "error", [TypeError("no len()"), pytest.skip.Exception("not today"), KeyboardInterrupt(), MemoryError()]
)
def test_anything_else_fails_the_check_and_casts_doubt_on_the_suite(error):
    found = verdict(error, CALLS)
    assert found.status == "failed"
    assert found.doubt.startswith(type(error).__name__)


def test_without_a_call_there_is_no_counterexample():
    assert verdict(AssertionError(""), []).counterexample is None
    assert verdict(WorkerLost("timeout", "too late"), []).counterexample is None


def test_a_check_that_never_ran_has_not_passed():
    assert (NOT_RUN.status, bool(NOT_RUN.doubt)) == ("failed", True)


class Untellable(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no text")


@pytest.mark.parametrize(
    "error", [Untellable(), AssertionError(Untellable()), WrongAnswer("r", "1", "2", Untellable(), False)]
)
def test_what_cannot_be_told_is_a_doubt_and_no_exception(error):
    class Unshowable(list):
        def __iter__(self):
            raise RuntimeError("no items")

    found = verdict(error, [("f(1)", Unshowable([1]))])
    assert found.status == "failed"
    assert found.doubt or isinstance(error, WrongAnswer)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (None, "The answer could not be judged: it is None. Did you forget `return`?"),
        ("4", "The answer could not be judged: it is text."),
    ],
    ids=["none", "text"],
)
def test_an_answer_that_a_check_cannot_work_with_is_told_by_its_kind(answer, said):
    found = verdict(TypeError("unsupported operand"), [("double(2)", answer)])
    assert (found.status, str(found.message)) == ("failed", said)
    assert found.doubt == "TypeError: unsupported operand"
