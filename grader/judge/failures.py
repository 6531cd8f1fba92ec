"""How a check ends when the submission did not simply answer; each carries the sentence that the student reads."""

from __future__ import annotations

from grader.feedback import Location, Problem, Text
from grader.report.model import Status


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
    """The worker is of no use any more, or time is up. Not an Exception: nothing may catch it, and nothing shrink
    it."""

    def __init__(self, status: Status, message: Text = "", place: Location | None = None, line: str = "") -> None:
        super().__init__(str(message))
        self.status: Status = status
        self.message = message
        self.place = place
        """Where the submission was when its time was up, as far as anybody knows."""
        self.line = line
        """The text of the line there."""


class CannotOpen(Problem):
    """Nothing can be judged. The message is one clear line, with the student's own line or cell."""

    def __init__(self, message: Text, status: Status = "error", place: Location | None = None) -> None:
        super().__init__(message)
        self.status: Status = status
        self.place = place


class SuiteError(Exception):
    """The suite cannot run, whatever the submission. The course author must fix it."""
