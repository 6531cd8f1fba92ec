"""A judge's links to workers: how a question gets there and an answer back."""

from __future__ import annotations

import contextlib
import secrets
import signal
import time
from typing import Protocol

from grader.boundary import codec
from grader.boundary.arguments import Arguments
from grader.boundary.codec import Undecodable
from grader.boundary.frames import DeadlinePassed, FrameError, PeerGone
from grader.boundary.protocol import Answer, Answered, Asked, Late, Question
from grader.feedback import Text, phrase
from grader.judge.failures import WorkerLost
from grader.processes.serving import KILLED, Worker


class Link(Protocol):
    """A worker as the judge sees it."""

    arguments: Arguments
    """The memory that it shares with the judge."""

    def ask(self, question: Question, deadline: float) -> Answer:
        """WorkerLost when no proper answer came in time."""

    def surplus(self) -> bool:
        """Whether it sent something that nobody asked for."""

    def printed(self) -> str:
        """What it printed since this was last asked, capped."""

    def end(self) -> Text:
        """Ends it; how it died, when it did so by itself."""


class WorkerLink:
    """A worker process. It is hostile: ids, caps and deadlines hold it to its place."""

    def __init__(self, worker: Worker) -> None:
        self.arguments = Arguments(worker.memory)
        self._worker = worker

    def ask(self, question: Question, deadline: float) -> Answer:
        identity = secrets.token_bytes(8)
        try:
            if self._worker.has_input():
                raise WorkerLost("failed", phrase("It sent an answer before it was asked."))
            asked = Asked(identity, deadline - time.monotonic(), question)
            self._worker.send(codec.to_bytes(asked), deadline)
            answered: Answered = codec.from_bytes(self._worker.receive(deadline), Answered)
        except (FrameError, Undecodable) as error:
            raise WorkerLost(
                "failed", phrase("Its answer could not be read: {reason}.", reason=error.message)
            ) from None
        except DeadlinePassed:
            raise WorkerLost("timeout") from None
        except PeerGone:
            raise WorkerLost("crashed") from None
        if answered.id != identity:
            raise WorkerLost("failed", phrase("It answered a different question from the one that was asked."))
        if isinstance(answered.answer, Late):
            raise WorkerLost("timeout", place=answered.answer.location, line=answered.answer.line)
        return answered.answer

    def surplus(self) -> bool:
        try:
            return self._worker.has_input()
        except PeerGone:  # the check had its answers; the next one gets another worker
            return False

    def printed(self) -> str:
        return self._worker.printed()

    def end(self) -> Text:
        ended = self._worker.end()
        self.arguments.close()
        return ended.reason or _death(ended.code)


def _death(code: int) -> Text:
    if code in (0, KILLED):
        return ""
    if code > 0:
        return phrase("exit code {code}", code=code)
    with contextlib.suppress(ValueError):
        return phrase("signal {name}", name=signal.Signals(-code).name)
    return phrase("signal {number}", number=-code)
