"""A judge's side of a fork server: asks for workers, whose sockets arrive as descriptors. Linux only."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

assert sys.platform == "linux"

import msgspec

from grader.boundary.channel import Channel
from grader.processes.jobs import EndWorker, NewWorker, WorkerEnded, WorkerStarted
from grader.processes.output import Recorder

SERVER_SECONDS = 60.0


class ForkedWorker:
    """A worker at the other end of a socket, which prints into a pipe."""

    def __init__(
        self, workers: ForkedWorkers, number: int, connection: int, output: int, limit: int, memory: int | None = None
    ) -> None:
        self.memory = memory
        self._workers = workers
        self._number = number
        self._channel = Channel.of(connection)
        self._output = Recorder(output, limit)

    def send(self, payload: bytes, deadline: float | None = None) -> None:
        self._channel.send(payload, deadline)

    def receive(self, deadline: float | None = None) -> bytes:
        return self._channel.receive(deadline, watch=self._output.descriptor, meanwhile=self._output.drain)

    def has_input(self) -> bool:
        return self._channel.has_input()

    def printed(self) -> str:
        return self._output.take()

    def close(self) -> None:
        self._channel.close()
        self._output.close()

    def end(self) -> WorkerEnded:
        self.close()
        return self._workers.end(self._number)


class ForkedWorkers:
    """Asks the fork server for workers, one ahead where the next is known to be needed."""

    def __init__(self, server: Channel, output_limit: int) -> None:
        self._server = server
        self._limit = output_limit
        self._asked = 0
        self._started: list[ForkedWorker] = []

    def prepare(self) -> None:
        self._asked += 1
        self._server.send(msgspec.msgpack.encode(NewWorker()))

    def take(self, waiting: Callable[[float], None] = lambda seconds: None) -> ForkedWorker:
        if not self._started and not self._asked:
            self.prepare()
        while not self._started:
            self._receive()
        return self._started.pop(0)

    def end(self, number: int) -> WorkerEnded:
        self._server.send(msgspec.msgpack.encode(EndWorker(number)))
        while True:
            ended = self._receive()
            if ended is not None:
                return ended

    def _receive(self) -> WorkerEnded | None:
        payload, descriptors = self._server.receive_with_descriptors(time.monotonic() + SERVER_SECONDS)
        message = msgspec.msgpack.decode(payload, type=WorkerStarted | WorkerEnded)
        if isinstance(message, WorkerEnded):
            return message
        self._asked -= 1
        connection, output, *memory = descriptors
        self._started.append(ForkedWorker(self, message.number, connection, output, self._limit, *memory))
        return None
