"""A judge's links to workers: how a question gets there and an answer back."""

from __future__ import annotations

import codecs
import contextlib
import os
import secrets
import signal
import time
from typing import Protocol

import msgspec

from grader.boundary import codec
from grader.boundary.arguments import Arguments
from grader.boundary.channel import Channel, DeadlinePassed, FrameError, PeerGone
from grader.boundary.codec import Undecodable
from grader.boundary.protocol import Answer, Answered, Asked, Late, Question
from grader.feedback import Text, phrase
from grader.judge.failures import WorkerLost
from grader.processes.jobs import EndWorker, NewWorker, WorkerEnded, WorkerStarted

DRAIN = 65536
SERVER_SECONDS = 60.0


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


class Recorder:
    """Keeps the first characters of what a pipe delivers and reads on, so that no flood can block or fill anything."""

    def __init__(self, descriptor: int, limit: int) -> None:
        os.set_blocking(descriptor, False)
        self.descriptor: int | None = descriptor
        """None once nobody can print any more."""
        self._limit = limit
        self._text = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")

    def drain(self) -> None:
        if self.descriptor is None:
            return
        with contextlib.suppress(BlockingIOError):
            chunk = os.read(self.descriptor, DRAIN)
            if not chunk:
                self.close()
            elif len(self._text) <= self._limit:
                self._text += self._decoder.decode(chunk)

    def take(self) -> str:
        self.drain()
        text, self._text = self._text, ""
        return text if len(text) <= self._limit else text[: self._limit] + "\n[...]"

    def close(self) -> None:
        if self.descriptor is not None:
            os.close(self.descriptor)
        self.descriptor = None


class WorkerLink:
    """A worker process at the other end of a socket. It is hostile: ids, caps and deadlines hold it to its place."""

    def __init__(
        self, workers: Workers, number: int, connection: int, output: int, limit: int, memory: int | None = None
    ) -> None:
        self.arguments = Arguments(memory)
        self._workers = workers
        self._number = number
        self._channel = Channel.of(connection)
        self._output = Recorder(output, limit)

    def ask(self, question: Question, deadline: float) -> Answer:
        identity = secrets.token_bytes(8)
        try:
            if self._channel.has_input():
                raise WorkerLost("failed", phrase("It sent an answer before it was asked."))
            asked = Asked(identity, deadline - time.monotonic(), question)
            self._channel.send(codec.to_bytes(asked), deadline)
            payload = self._channel.receive(deadline, watch=self._output.descriptor, meanwhile=self._output.drain)
            answered: Answered = codec.from_bytes(payload, Answered)
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
            return self._channel.has_input()
        except PeerGone:  # the check had its answers; the next one gets another worker
            return False

    def printed(self) -> str:
        return self._output.take()

    def end(self) -> Text:
        self._channel.close()
        self._output.close()
        self.arguments.close()
        return self._workers.end(self._number)


class Workers:
    """Asks the fork server for workers, one ahead where the next is known to be needed."""

    def __init__(self, server: Channel, output_limit: int) -> None:
        self._server = server
        self._limit = output_limit
        self._asked = 0
        self._started: list[WorkerLink] = []

    def prepare(self) -> None:
        """Has a worker started in the background."""
        self._asked += 1
        self._server.send(msgspec.msgpack.encode(NewWorker()))

    def take(self) -> WorkerLink:
        """A worker that has served nobody."""
        if not self._started and not self._asked:
            self.prepare()
        while not self._started:
            self._receive()
        return self._started.pop(0)

    def end(self, number: int) -> Text:
        self._server.send(msgspec.msgpack.encode(EndWorker(number)))
        while True:
            ended = self._receive()
            if ended is not None:
                return ended.reason or _death(ended.code)

    def _receive(self) -> WorkerEnded | None:
        payload, descriptors = self._server.receive_with_descriptors(time.monotonic() + SERVER_SECONDS)
        message = msgspec.msgpack.decode(payload, type=WorkerStarted | WorkerEnded)
        if isinstance(message, WorkerEnded):
            return message
        self._asked -= 1
        connection, output, *memory = descriptors
        self._started.append(WorkerLink(self, message.number, connection, output, self._limit, *memory))
        return None


def _death(code: int) -> Text:
    if code in (0, -signal.SIGKILL):
        return ""
    if code > 0:
        return phrase("exit code {code}", code=code)
    with contextlib.suppress(ValueError):
        return phrase("signal {name}", name=signal.Signals(-code).name)
    return phrase("signal {number}", number=-code)
