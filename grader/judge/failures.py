"""How a check ends when the submission did not simply answer; each carries the sentence that the student reads."""

from __future__ import annotations

from grader.report.model import Status


class SubmissionFailure(Exception):
    """The submission's fault, met while asking it: Hypothesis may shrink the input that leads here."""

    def __init__(self, status: Status, message: str, kinds: tuple[str, ...] = (), *, says_all: bool = False) -> None:
        super().__init__(message)
        self.status: Status = status
        self.message = message
        self.kinds = kinds
        """Where the submission raised: the names of its exception's class and of what that inherits from."""
        self.says_all = says_all
        """Whether a hint at the check's idea would only lead away from what the message says."""


class WorkerLost(BaseException):
    """The worker is of no use any more, or time is up. Not an Exception: nothing may catch it, and nothing shrink
    it."""

    def __init__(self, status: Status, message: str, place: str = "") -> None:
        super().__init__(message)
        self.status: Status = status
        self.message = message
        self.place = place
        """Where the submission was when its time was up, as a sentence; empty when nobody knows."""


class CannotOpen(Exception):
    """There is nothing to judge: one clear line, with the student's own line or cell."""

    def __init__(self, message: str, status: Status = "error") -> None:
        super().__init__(message)
        self.status: Status = status


class SuiteError(Exception):
    """The suite cannot be run, whatever the submission: the course author's to mend."""
