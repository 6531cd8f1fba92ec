"""A judge's side of a pool: asks for workers, whose connections are handed over."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import msgspec

from grader.boundary.frames import DeadlinePassed
from grader.boundary.pipe import Connection, PipeChannel
from grader.processes.handing import connected, take_over
from grader.processes.jobs import (
    EndWorker,
    NewWorker,
    Printed,
    ReadOutput,
    Reported,
    TakeWorker,
    WorkerEnded,
    WorkerStarted,
)

SERVER_SECONDS = 60.0
START_SECONDS = 180.0
"""How long a worker may take to start: the pool may have to import TensorFlow first."""
TELL_SECONDS = 2.0
WATCH_SECONDS = 0.1

PoolAnswer = WorkerStarted | WorkerEnded | Printed
A = TypeVar("A", WorkerStarted, WorkerEnded, Printed)
Request = NewWorker | TakeWorker | EndWorker | ReadOutput | Reported


class PooledWorker:
    """A worker at the other end of a connection, which prints into a file that the pool reads."""

    def __init__(self, workers: PooledWorkers, number: int, connection: Connection, memory: int | None) -> None:
        self.memory = memory
        self._workers = workers
        self._number = number
        self._channel = PipeChannel(connection, lambda deadline: workers.watching(number, deadline))

    def send(self, payload: bytes, deadline: float | None = None) -> None:
        self._channel.send(payload, deadline)

    def receive(self, deadline: float | None = None) -> bytes:
        return self._channel.receive(deadline)

    def has_input(self) -> bool:
        return self._channel.has_input()

    def printed(self) -> str:
        return self._workers.printed(self._number)

    def close(self) -> None:
        self._channel.close()

    def end(self) -> WorkerEnded:
        self.close()
        return self._workers.end(self._number)


class PooledWorkers:
    """Asks the pool for workers, one ahead where the next is known to be needed, and passes on what the judge reports.

    A worker that takes too long over a frame that it has begun blocks the judge, so a thread has the pool end it then.
    """

    def __init__(self, pool: Connection) -> None:
        self._pool = pool
        self._channel = PipeChannel(pool)
        self._lock = threading.Lock()
        self._asked = 0
        self._ended: dict[int, WorkerEnded] = {}
        self._ending: set[int] = set()
        self._watched: tuple[int, float] | None = None
        threading.Thread(target=self._watch, daemon=True).start()

    def prepare(self) -> None:
        self._asked += 1
        self._send(NewWorker())

    def take(self, waiting: Callable[[float], None] = lambda seconds: None) -> PooledWorker:
        if not self._asked:
            self.prepare()
        self._asked -= 1
        self._send(TakeWorker())
        started = self._answer(WorkerStarted, START_SECONDS, waiting)
        connection = connected(take_over(self._pool))
        memory = take_over(self._pool) if started.has_memory else None
        return PooledWorker(self, started.number, connection, memory)

    def printed(self, number: int) -> str:
        if number in self._ending:
            return ""
        self._send(ReadOutput(number))
        return self._answer(Printed).text

    def end(self, number: int) -> WorkerEnded:
        self._ask_to_end(number)
        while number not in self._ended:
            self._keep(self._answer(WorkerEnded))
        return self._ended.pop(number)

    def report(self, payload: bytes) -> None:
        self._send(Reported(payload))

    @contextlib.contextmanager
    def watching(self, number: int, deadline: float | None) -> Iterator[None]:
        """Ends the worker if this takes longer than the deadline."""
        self._watched = None if deadline is None else (number, deadline)
        try:
            yield
        finally:
            self._watched = None

    def _watch(self) -> None:
        while True:
            time.sleep(WATCH_SECONDS)
            watched = self._watched
            if watched is not None and time.monotonic() > watched[1]:
                self._ask_to_end(watched[0])

    def _ask_to_end(self, number: int) -> None:
        with self._lock:
            if number in self._ending:
                return
            self._ending.add(number)
        self._send(EndWorker(number))

    def _send(self, request: Request) -> None:
        payload = msgspec.msgpack.encode(request)
        with self._lock:
            self._channel.send(payload)

    def _keep(self, ended: WorkerEnded) -> None:
        self._ended[ended.number] = ended

    def _answer(
        self, kind: type[A], seconds: float = SERVER_SECONDS, waiting: Callable[[float], None] = lambda seconds: None
    ) -> A:
        """The pool's next answer of that kind. A worker that the thread has had ended is answered in between."""
        end = time.monotonic() + seconds
        while True:
            began = time.monotonic()
            try:
                payload = self._channel.receive(min(end, began + TELL_SECONDS))
            except DeadlinePassed:
                if time.monotonic() >= end:
                    raise
                waiting(time.monotonic() - began)
                continue
            message = msgspec.msgpack.decode(payload, type=PoolAnswer)
            if isinstance(message, kind):
                return message
            if isinstance(message, WorkerEnded):
                self._keep(message)
