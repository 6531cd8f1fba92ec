"""What the end of a check means: status, message and counterexample, or doubt about the suite itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis.errors import Flaky

from grader.feedback import N_, Location, Message, Text, parts, phrase, sentences
from grader.judge.failures import CannotOpen, SubmissionFailure, WorkerLost, WrongAnswer, told
from grader.judge.reasons import NO_RETURN, PRINTED, Kind, advice, noun
from grader.judge.show import show
from grader.report.model import Counterexample, Status

Calls = list[tuple[str, Any]]


@dataclass(frozen=True)
class Verdict:
    """The outcome of one check; `doubt` is set when what ended it is neither an answer nor the submission's
    exception."""

    status: Status = "passed"
    message: Text = ""
    counterexample: Counterexample | None = None
    doubt: str = ""
    hint_wanted: bool = True
    """Whether a hint may help beside the message."""
    place: Location | None = None

    def told(self, output: str) -> Text:
        """The message, in view of what the submission printed meanwhile."""
        printed = output and NO_RETURN in parts(self.message)
        return sentences(self.message, PRINTED) if printed else self.message


SHARED = (type(None), bool, int, float, str, bytes, tuple)
"""Types of values that Python may have only once, so that identity tells nothing."""
NOT_RUN = Verdict("failed", phrase("The check did not run."), doubt=N_("the check did not run"))
"""Until it has: a check that pytest never called must not count as passed."""


def verdict(error: BaseException, calls: Calls) -> Verdict:
    """The verdict on a check that ended with `error`; `calls` are the last ones, latest first. Where they cannot be
    shown, it is in doubt."""
    try:
        return _verdict(error, calls)
    except Exception as failure:
        return _doubtful(failure)


def _verdict(error: BaseException, calls: Calls) -> Verdict:
    if isinstance(error, WrongAnswer):
        return Verdict("failed", error.reason, _counterexample(error, calls), hint_wanted=error.hint_wanted)
    if isinstance(error, SubmissionFailure | WorkerLost):
        called = calls[0][0] if calls else ""
        counterexample = Counterexample(called, "", "") if called else None
        hint_wanted = error.hint_wanted if isinstance(error, SubmissionFailure) else error.status == "not_started"
        return Verdict(error.status, error.message, counterexample, hint_wanted=hint_wanted, place=error.place)
    if isinstance(error, CannotOpen):
        return Verdict("error", error.message, place=error.place)
    if isinstance(error, Flaky):
        return Verdict("failed", phrase("The same call gave different answers."), _last_call(calls))
    if isinstance(error, AssertionError | pytest.fail.Exception):
        return Verdict("failed", Message(str(error)), _last_call(calls))
    return _doubtful(error, calls)


def _doubtful(error: BaseException, calls: Calls | None = None) -> Verdict:
    message: Text = phrase("The answer could not be judged.")
    if calls:
        value = calls[0][1]
        message = sentences(
            phrase("The answer could not be judged: it is {kind}.", kind=noun(value)), advice(value, None)
        )
    if calls and isinstance(error, TypeError) and str(error).endswith("object is not callable"):
        name, value = calls[0]
        if name.isidentifier():  # a variable in place of a function
            asked, text = Kind.FUNCTION.phrase(), N_("{what} is {kind}, but {asked} is expected.")
            message = phrase(text, what=name, kind=noun(value), asked=asked)
    return Verdict("failed", message, _last_call(calls or []), str(told(error)))


def _counterexample(error: WrongAnswer, calls: Calls) -> Counterexample:
    """The call whose answer was wrong; where the check computed with answers, the calls of the example."""
    own = [text for text, value in calls if value is error.value]
    if type(error.value) in SHARED and calls and calls[0][1] is not error.value:
        own = []  # None is None whoever returned it: nobody knows which call this one came from
    text = own[0] if own else ", ".join(text for text, _ in reversed(calls))
    return Counterexample(text, error.returned, error.expected)


def _last_call(calls: Calls) -> Counterexample | None:
    return Counterexample(calls[0][0], show(calls[0][1]), "") if calls else None
