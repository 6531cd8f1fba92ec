import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.boundary.arguments import Arguments
from grader.boundary.protocol import (
    Defined,
    Drawn,
    Forbidden,
    ForbiddenUse,
    Loaded,
    Missing,
    NotRead,
    Opened,
    Raised,
    Ran,
    Reason,
    Returned,
    Started,
    Traced,
    Unreadable,
)
from grader.course.model import Limits
from grader.feedback import Location
from grader.judge import session as session_module
from grader.judge.failures import CannotOpen, SubmissionFailure, WorkerLost
from grader.judge.session import Session
from grader.judge.student_module import StudentModule
from grader.judge.subject import MAX_CALLS, MAX_WARNINGS, Subject
from grader.report.model import Function

HONEST = {
    "Open": Opened(),
    "StartCheck": Started(changed=False),
    "Load": Loaded(),
    "Call": Returned(1.0),
}


WORK = Location("work.py", line=3)


class Link:
    """A worker that answers each kind of question as it is told: an answer, an exception to raise, or a function."""

    def __init__(self, answers) -> None:
        self.arguments = Arguments(None)
        self.answers = answers
        self.asked = []
        self.deadlines = []
        self.ended = False

    def ask(self, question, deadline):
        kind = type(question).__name__
        self.asked.append(kind)
        self.deadlines.append(deadline)
        answer = self.answers[kind]
        if callable(answer):
            answer = answer(question)
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def surplus(self):
        return False

    def printed(self):
        return "printed\n"

    def end(self):
        self.ended = True
        return "exit code 3"


class Judging:
    """A session, the links that it was given, and the submission as a suite has it."""

    def __init__(self, *answers, required=("double",), limits=Limits()) -> None:  # noqa: B008
        self._answers = [HONEST | each for each in answers] or [HONEST]
        self.links = []
        self.session = Session(Subject("double.py", required, (), limits, seed=1, hidden_seed=2), self._new_link)
        self.submission = StudentModule(self.session)

    def _new_link(self):
        self.links.append(Link(self._answers[min(len(self.links), len(self._answers) - 1)]))
        return self.links[-1]

    def begin(self, name="test_it", hidden=False):
        self.session.begin(name, hidden, None)

    def lost(self, *arguments) -> WorkerLost:
        with pytest.raises(WorkerLost) as raised:
            self.submission.double(*arguments)
        return raised.value


def test_a_worker_opens_once_loads_once_and_serves_check_after_check():
    judging = Judging()
    for name in ("test_one", "test_two"):
        judging.begin(name)
        assert [judging.submission.double(1), judging.submission.double(2)] == [1.0, 1.0]
        judging.session.finish(True)
    assert judging.links[0].asked == ["Open", "StartCheck", "Load", "Call", "Call", "StartCheck", "Call", "Call"]


@pytest.mark.parametrize(
    ("checks", "workers"),
    [
        (["visible", "visible"], 1),
        (["visible", "hidden"], 1),
        (["hidden", "hidden"], 1),
        (["hidden", "visible"], 2),
        (["visible", "hidden", "visible"], 2),
    ],
)
def test_a_worker_that_saw_a_hidden_check_never_serves_a_visible_one(checks, workers):
    judging = Judging()
    for number, check in enumerate(checks):
        judging.begin(f"test_{number}", hidden=check == "hidden")
        judging.submission.double(1)
        judging.session.finish(True)
    assert len(judging.links) == workers


def test_a_worker_in_which_a_check_did_not_pass_serves_no_other():
    judging = Judging()
    judging.begin()
    judging.session.finish(False)
    assert judging.links[0].ended
    judging.begin()
    assert len(judging.links) == 2


BETWEEN = {
    "left changed": Started(changed=True),
    "died": WorkerLost("crashed", ""),
    "another kind": Opened(),
}


@pytest.mark.parametrize("answer", BETWEEN.values(), ids=BETWEEN.keys())
def test_a_worker_that_is_not_sound_between_two_checks_is_replaced_without_a_loss(answer):
    judging = Judging({"StartCheck": answer}, {})
    judging.begin()
    assert judging.submission.double(1) == 1.0
    assert [link.ended for link in judging.links] == [True, False]


FORMLESS = {
    "another kind": Loaded(),
    "arguments nobody asked for": Returned(1.0, (), (1,)),
    "undecodable": Returned(["array", "object", [1], b""]),
}


@pytest.mark.parametrize("answer", FORMLESS.values(), ids=FORMLESS.keys())
def test_an_answer_without_a_form_fails_the_check_and_replaces_the_worker(answer):
    judging = Judging({"Call": answer}, {})
    judging.begin()
    lost = judging.lost(1)
    assert lost.status == "failed"
    assert lost.message
    assert judging.links[0].ended
    judging.begin()
    assert judging.submission.double(1) == 1.0


def test_as_many_arguments_come_back_as_went_in():
    judging = Judging({"Call": Returned(None, (), (1,))})
    judging.begin()
    assert judging.submission.call_keeping("double", 5) == (None, (1,))
    with pytest.raises(WorkerLost):
        judging.submission.call_keeping("double", 5, 6)


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (Raised(("ValueError",), "no", WORK, "  return x"), "error"),
        (Raised(("ValueError",)), "error"),
        (Raised(("NotImplementedError",), "", WORK, 'raise NotImplementedError("write this function")'), "not_started"),
        (Raised(("NotImplementedError",), "", WORK, "raise NotImplementedError", "step"), "error"),
        (Raised(("NotImplementedError",), "a loop", WORK, "while True:"), "error"),
        (Forbidden("tf.tanh"), "failed"),
        (Forbidden("tf.tanh", WORK), "failed"),
        (Unreadable(Reason("it is nested more than 32 levels deep")), "failed"),
    ],
    ids=[
        "raised",
        "raised without a word",
        "not written",
        "calls what is not written",
        "not implemented",
        "forbidden",
        "forbidden in a line",
        "unreadable",
    ],
)
def test_what_the_student_reads_if_the_answer_is_not_a_value(answer, status, wording):
    judging = Judging({"Call": answer})
    judging.begin()
    with pytest.raises((SubmissionFailure, WorkerLost)) as failed:
        judging.submission.double(1)
    assert failed.value.status == status
    assert str(failed.value) == wording


def test_no_smaller_input_is_sought_for_a_function_that_is_not_written():
    """Most functions of an exercise are not, while a student works."""
    answer = Raised(("NotImplementedError",), "", WORK, 'raise NotImplementedError("write this")')
    judging, tried = Judging({"Call": answer}), []
    judging.begin()

    @given(st.integers())
    def check(number):
        tried.append(number)
        judging.submission.double(number)

    with pytest.raises(WorkerLost):
        check()
    assert len(tried) == 1


@pytest.mark.parametrize(
    ("lost", "status"),
    [
        (WorkerLost("timeout", ""), "timeout"),
        (WorkerLost("crashed", ""), "crashed"),
        (WorkerLost("failed", "It answered another question."), "failed"),
    ],
    ids=["timeout", "crashed", "failed"],
)
def test_how_a_worker_was_lost(lost, status, wording):
    judging = Judging({"Call": lost})
    judging.begin()
    found = judging.lost(1)
    assert found.status == status
    assert str(found.message) == wording
    assert judging.session.check.output == "printed\n"


def test_a_function_that_is_late_tells_where_and_has_half_as_long_the_next_time(wording, monkeypatch):
    Clock(monkeypatch)
    judging = Judging({"Call": WorkerLost("timeout", "", Location("work.py", line=3), "while True:")})
    for limit in (5, 2.5, 1.25):
        judging.begin()
        lost = judging.lost(1)
        assert lost.status == "timeout"
        assert str(lost.message) == wording
        assert judging.links[-1].deadlines[-1] == 1000 + limit
        assert judging.links[-1].ended


def test_the_time_of_an_exercise_is_used_up_by_what_did_not_finish(wording, monkeypatch):
    clock = Clock(monkeypatch)
    judging = Judging({"Call": clock.taking(61, WorkerLost("timeout", ""))})
    judging.begin()
    judging.lost(1)
    with pytest.raises(WorkerLost) as lost:
        judging.begin("test_another")
    assert str(lost.value) == wording
    assert lost.value.status == "timeout"
    assert judging.session.check.calls == []


def test_two_failed_loads_settle_a_name_and_no_other():
    lost = WorkerLost("timeout", "")
    judging = Judging(
        {"Load": lambda question: lost if question.name == "double" else Loaded()}, required=("double", "other")
    )
    for _ in range(4):
        judging.begin()
        assert judging.lost(1).status == "timeout"
        judging.session.finish(False)
    assert sum(link.asked.count("Load") for link in judging.links) == 2
    judging.begin()
    assert judging.submission.other(1) == 1.0


def test_missing_and_refused_names_are_known_before_anything_is_asked(wording):
    near = [
        Missing("double", ("doubel", "dubble")),
        Missing("other", problem=NotRead(Location("work.ipynb", 2, 1), Reason("no Python"))),
        Missing("fourth", inside=Location("work.py", line=5)),
    ]
    judging = Judging(
        {"Open": Opened(tuple(near), (ForbiddenUse("third", "tf.tanh", Location("work.py", line=2)),))},
        required=("double", "other", "third", "fourth"),
    )
    judging.begin()
    for name in ("double", "other", "fourth", "third"):
        with pytest.raises(SubmissionFailure) as failed:
            getattr(judging.submission, name)(1)
        assert str(failed.value) == wording
    assert "Load" not in judging.links[0].asked


def test_what_a_worker_says_of_the_functions_goes_no_further_than_what_was_asked():
    """It may order a report, so it is cut to the exercise's own names."""
    told = [
        Defined("double", WORK, ("double", "other", "other", "third", "", "\x1b[2J" * 10_000)),
        Defined("unknown", WORK, ("double",)),
        Defined("other", WORK, ("third",)),
        Defined("other", WORK, ("double",)),
    ]
    judging = Judging({"Open": Opened(defined=tuple(told))}, required=("double", "other", "third"))
    judging.begin()
    assert judging.session.functions == (
        Function("double", ("other", "third"), WORK),
        Function("other", ("double",), WORK),
        Function("third"),
    )


def test_a_file_without_any_of_the_functions_is_not_started(wording):
    judging = Judging({"Open": Opened((Missing("double"),))})
    with pytest.raises(CannotOpen) as nothing:
        judging.session.open()
    assert str(nothing.value) == wording
    assert nothing.value.status == "not_started"
    assert judging.links[0].ended


@pytest.mark.parametrize(
    "answer", [NotRead(Location("work.py", line=1), Reason("no Python")), WorkerLost("timeout", "work.py is endless")]
)
def test_a_file_that_cannot_be_opened_leaves_no_worker_behind(answer):
    judging = Judging({"Open": answer}, {})
    with pytest.raises(CannotOpen, match=r"^work.py"):
        judging.session.open()
    judging.begin()
    assert judging.links[1].asked == ["Open", "StartCheck"]


class Clock:
    """Time that passes when it is told to."""

    def __init__(self, monkeypatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr(session_module.time, "monotonic", lambda: self.now)

    def taking(self, seconds, answer):
        """The answer of a worker that takes so long for it."""

        def given(question):
            self.now += seconds
            return answer

        return given


def test_deadlines_are_the_least_of_call_check_and_exercise(wording, monkeypatch):
    clock = Clock(monkeypatch)
    slow = clock.taking(12, Returned(1.0))
    judging = Judging({"Call": slow}, limits=Limits(call=5, load=10, check=15, exercise=40))
    judging.begin()
    judging.submission.double(1)
    judging.submission.double(1)
    assert judging.links[0].deadlines == [1010, 1005, 1010, 1005, 1015]
    assert str(judging.lost(1).message) == wording
    judging.begin()
    judging.submission.double(1)
    judging.submission.double(1)
    assert judging.links[-1].deadlines[-1] == clock.now - 12 + 3
    judging.session.finish(False)
    with pytest.raises(WorkerLost):
        judging.begin()


def test_the_time_that_the_suite_takes_itself_is_not_the_submissions(monkeypatch):
    clock = Clock(monkeypatch)
    judging = Judging()
    for _ in range(3):
        judging.begin()
        clock.now += 1000
        assert judging.submission.double(1) == 1.0
        assert judging.links[-1].deadlines[-1] == clock.now + Limits().call
        judging.session.finish(True)


def test_the_time_of_a_graph_is_the_submissions(monkeypatch):
    """A graph that is just below the limit, over and over, must not add up to hours."""
    clock = Clock(monkeypatch)
    judging = Judging({}, {"RunGraph": clock.taking(12, Ran(1.0))}, limits=Limits(call=13, check=15))
    judging.begin()
    for _ in range(2):
        judging.session.run_graph(b"", [], [], [])
    assert judging.links[-1].deadlines == [1013, 1015]
    with pytest.raises(WorkerLost) as lost:
        judging.session.run_graph(b"", [], [], [])
    assert lost.value.status == "timeout"


def test_a_worker_that_has_no_time_left_to_open_is_a_timeout(wording, monkeypatch):
    clock = Clock(monkeypatch)
    judging = Judging({"StartCheck": clock.taking(59, HONEST["StartCheck"])}, {"Open": WorkerLost("timeout", "")})
    judging.begin()
    judging.session.finish(False)
    with pytest.raises(WorkerLost) as lost:
        judging.begin()
    assert str(lost.value) == wording
    assert lost.value.status == "timeout"


def test_time_that_is_used_up_is_a_timeout_and_starts_nothing(wording, monkeypatch):
    clock = Clock(monkeypatch)
    judging = Judging({"StartCheck": clock.taking(61, HONEST["StartCheck"])})
    judging.begin()
    judging.session.finish(False)
    with pytest.raises(WorkerLost) as lost:
        judging.begin()
    assert lost.value.status == "timeout"
    assert str(lost.value.message) == wording


def test_a_check_has_a_limit_of_its_own(monkeypatch):
    Clock(monkeypatch)
    judging = Judging()
    judging.session.begin("test_it", False, 2.0)
    judging.submission.double(1)
    assert judging.links[0].deadlines[-1] == 1002
    judging.session.begin("test_training", False, 40.0)
    judging.submission.double(1)
    assert judging.links[0].deadlines[-1] == 1040


def test_the_last_calls_are_remembered_latest_first():
    judging = Judging({"Call": lambda question: Returned(question.args[0] * 2)})
    judging.begin()
    for number in range(20):
        judging.submission.double(number)
    assert [text for text, _ in judging.session.check.calls] == [f"double({n})" for n in range(19, 19 - MAX_CALLS, -1)]
    assert judging.session.check.calls[0][1] == 38
    judging.session.check.forget()
    assert judging.session.check.calls == []


def test_warnings_are_few_and_short_whatever_a_worker_sends():
    judging = Judging({"Call": Returned(1.0, ("w" * 10_000,) * 1000)})
    judging.begin()
    for _ in range(5):
        judging.submission.double(1)
    assert len(judging.submission.warnings) <= MAX_WARNINGS
    assert {len(text) for text in judging.submission.warnings} == {500}


def test_an_answer_that_is_not_a_graph():
    judging = Judging({"Trace": Traced(b"\xff" * 9, [], [], 1)})
    judging.begin()
    with pytest.raises(SubmissionFailure, match="not a graph"):
        judging.submission.graph("double")


def test_an_answer_that_is_not_a_picture():
    judging = Judging({"Draw": Drawn(b"<svg>"), "Call": Returned(["Figure", [], 1, ""])})
    judging.begin()
    with pytest.raises(SubmissionFailure, match="not a PNG"):
        judging.submission.picture(judging.submission.double(1))
    assert judging.session.check.pictures == []


def test_a_worker_that_used_tf_keras_is_not_damaged_and_serves_the_next_check(submit):
    text = "import tensorflow as tf\n\n\ndef units():\n    return tf.keras.layers.Dense(3).units\n"
    submission = submit(text, "units")
    session = submission._session
    assert submission.units() == 3
    worker = session._link
    session.finish(passed=True)
    session.begin("test_next", hidden=False, limit=None)
    assert session._link is worker
