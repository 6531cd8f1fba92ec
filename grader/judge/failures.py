"""How a check ends when the submission did not simply answer; each carries the sentence that the student reads."""

from __future__ import annotations

import contextlib
import traceback
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from grader.feedback import Location, Message, Problem, Text, phrase
from grader.report.model import Status

if TYPE_CHECKING:  # the front end imports this module, and drawing imports NumPy
    from grader.judge.drawing import Picture


class SubmissionFailure(Problem):
    """The submission's fault, met while asking it: Hypothesis may shrink the input that leads here."""

    def __init__(
        self,
        status: Status,
        message: Text,
        kinds: tuple[str, ...] = (),
        *,
        place: Location | None = None,
        hint_wanted: bool = True,
    ) -> None:
        super().__init__(message)
        self.status: Status = status
        self.kinds = kinds
        """Where the submission raised: the names of its exception's class and of what that inherits from."""
        self.place = place
        self.hint_wanted = hint_wanted
        """Whether a hint at the check's idea would help, and not only lead away from what the message says."""


class WorkerLost(BaseException):
    """The worker is of no use any more, time is up, or a function is not written yet. Not an Exception: nothing may
    catch it, and nothing shrink it."""

    def __init__(self, status: Status, message: Text = "", place: Location | None = None, line: str = "") -> None:
        super().__init__(str(message))
        self.status: Status = status
        self.message = message
        self.place = place
        """Where the submission was when its time was up, as far as anybody knows."""
        self.line = line
        """The text of the line there."""


@contextlib.contextmanager
def as_exception() -> Iterator[None]:
    """Raises a SubmissionFailure for a WorkerLost: pytest would end the whole run on what is no Exception."""
    try:
        yield
    except WorkerLost as lost:
        hint_wanted = lost.status == "not_started"
        raise SubmissionFailure(lost.status, lost.message, place=lost.place, hint_wanted=hint_wanted) from None


class CannotOpen(Problem):
    """Nothing can be judged. The message is one clear line, with the student's own line or cell."""

    def __init__(self, message: Text, status: Status = "error", place: Location | None = None) -> None:
        super().__init__(message)
        self.status: Status = status
        self.place = place


class SuiteError(Exception):
    """The suite cannot run, whatever the submission. The course author must fix it."""

    def __init__(self, message: Text) -> None:
        super().__init__(str(message))
        self.message = message


def suite_failed(why: Text) -> Message:
    """What is said where a suite failed, to its author and to a student."""
    return phrase("The exercise's suite failed, not your program, and you lose no points. {why}", why=why)


HOOK = "@asserts"
"""A name in each file of a suite, which no Python can write."""


def is_of_suite(frame: types.FrameType) -> bool:
    return HOOK in frame.f_globals or Path(frame.f_code.co_filename).name == "props.py"


def told(error: BaseException) -> Text:
    """An error of a suite's own as its author is told of it: with the file and the line of the suite."""
    frames = traceback.walk_tb(error.__traceback__)
    lines = [(frame.f_code.co_filename, line) for frame, line in frames if is_of_suite(frame)]
    if isinstance(error, SyntaxError) and error.filename:
        lines.append((error.filename, error.lineno or 1))
    own = [Location(Path(file).name, None, line) for file, line in lines]
    try:
        reason = f"{type(error).__name__}: {error}"
    except Exception:  # its text cannot be made
        reason = type(error).__name__
    return phrase("{error} ({place})", error=reason, place=own[-1]) if own else reason


class WrongAnswer(Exception):
    """The submission answered, and the answer is wrong: why, what came back and what was expected."""

    def __init__(
        self,
        reason: Text,
        returned: str,
        expected: Text,
        value: object = None,
        hint_wanted: bool = True,
        picture: Callable[[], Picture] | None = None,
    ) -> None:
        super().__init__(str(reason))
        self.picture = picture
        """Draws the value."""
        self.value = value
        """The value itself, by which the call is found that returned it."""
        self.hint_wanted = hint_wanted
        """Whether a hint at the check's idea would help, and not only lead away from the reason."""
        self.reason = reason
        self.returned = returned
        self.expected = expected

    def __str__(self) -> str:
        return f"{self.reason} Returned: {self.returned}. Expected: {self.expected}."
