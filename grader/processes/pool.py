"""The server that forks nothing: judges and workers are processes out of a pool, started ahead.

It runs everywhere. It serves the front end that has started it, or listens for front ends until none has needed it for
a while. One thread accepts connections; everything else is done by the main one, which waits for all of them at once.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import sys
import threading
import time
from collections import deque
from multiprocessing import AuthenticationError, connection
from multiprocessing.connection import Listener
from pathlib import Path
from typing import Any, cast

import msgspec

from grader.boundary.frames import MAX_FRAME
from grader.boundary.pipe import Connection
from grader.processes import scratch
from grader.processes.jobs import (
    Announced,
    EndWorker,
    JudgeStarted,
    JudgeWanted,
    NewWorker,
    PoolHello,
    PoolSetup,
    Printed,
    ReadOutput,
    Reported,
    Stay,
    Stop,
    TakeWorker,
    WorkerEnded,
    WorkerStarted,
)
from grader.processes.members import Members, PoolMember, context
from grader.processes.pool_client import announced
from grader.processes.pool_running import PoolJudge

WATCH_SECONDS = 0.1
"""How often the folders of running workers are measured."""
PLACE_SECONDS = 60.0
"""How often a warm pool looks whether front ends still find it."""
BACKLOG = 64
FRONT_SECONDS = 5.0
"""How long a front end may take to say what it wants."""

FrontRequest = Stay | JudgeWanted | Stop
JudgeRequest = NewWorker | TakeWorker | EndWorker | ReadOutput | Reported
PoolMessage = PoolHello | JudgeStarted | WorkerStarted | WorkerEnded | Printed


class Pool:
    """Answers front ends and judges, one request after another."""

    def __init__(self, setup: PoolSetup, listener: Listener) -> None:
        self._setup = setup
        self._root = Path(setup.root)
        self._members = Members(setup.entries, setup.words)
        self._listener = listener
        self._waking, self._wake = context.Pipe(duplex=False)
        self._arrived: queue.SimpleQueue[Connection] = queue.SimpleQueue()
        self._new: dict[Connection, float] = {}
        """Connections on which nobody has said anything yet, and until when that is accepted."""
        self._fronts: dict[Connection, int] = {}
        self._waiting: deque[PoolJudge] = deque()
        self._running: list[PoolJudge] = []
        self._numbers = 0
        self._had_front = self._stopped = False
        self._next_watch = 0.0
        self._idle_since = time.monotonic()

    def serve(self) -> None:
        """Until nobody is left to serve."""
        threading.Thread(target=self._accept, daemon=True).start()
        while not self._is_over():
            self._fill()
            self._step()

    def close(self) -> None:
        """Ends everything that was started."""
        for judge in [*self._running]:
            self._finish(judge)
        self._members.close()
        if self._setup.place and self._is_in_place():
            with contextlib.suppress(OSError):
                os.unlink(self._setup.place)
        scratch.remove(self._root)

    # Connections

    def _accept(self) -> None:
        while True:
            try:
                accepted: Any = self._listener.accept()  # whose kind depends on the system
                self._arrived.put(accepted)
                self._wake.send_bytes(b"!")
            except (AuthenticationError, EOFError, OSError):
                time.sleep(0.01)  # somebody who has no business here, or has hung up

    @property
    def _idle(self) -> float | None:
        busy = self._running or self._waiting
        return None if busy else time.monotonic() - self._idle_since

    def _is_in_place(self) -> bool:
        """Whether front ends find this pool, and not one that was started at the same time."""
        found = announced(Path(self._setup.place))
        return found is not None and found.key == self._setup.key

    def _is_over(self) -> bool:
        if self._stopped:
            return True
        if not self._setup.place:
            return self._had_front and not self._fronts
        if self._idle is None:
            return False
        # where another pool listens in its place, nobody will come any more
        return self._idle >= self._setup.idle or not (self._fronts or self._is_in_place())

    def _patience(self) -> float | None:
        if self._new or any(judge.workers for judge in self._running):
            return WATCH_SECONDS
        if self._idle is None or not self._setup.place:
            return None
        return max(0.01, min(self._setup.idle - self._idle, PLACE_SECONDS))

    def _step(self) -> None:
        judges = {judge.member.connection: judge for judge in self._running if judge.member}
        hanging = {judge.front: judge for judge in [*self._running, *self._waiting]}
        workers = [worker for judge in self._running for worker in judge.workers.values()]
        printing = {worker.output.descriptor: worker for worker in workers if worker.output.descriptor is not None}
        sources: list[Any] = [*self._new, *self._fronts, *hanging, *judges, *self._members.starting, *printing]
        for source in cast(list[Any], connection.wait([self._waking, *sources], self._patience())):
            if source is self._waking:
                self._waking.recv_bytes()
                self._new[self._arrived.get()] = time.monotonic() + FRONT_SECONDS
            elif source in self._new:
                self._welcome(source)
            elif source in self._fronts:
                self._hang_up(source)
            elif source in hanging:
                self._finish(hanging[source])
            elif source in printing:
                printing[source].output.drain()
            elif source in judges:
                if judges[source] in self._running:
                    self._judge_request(judges[source], source)
            elif source in self._members.starting and not self._members.heard(source):
                self._give_up()
        for late in [each for each, until in self._new.items() if time.monotonic() > until]:
            del self._new[late]
            late.close()
        self._watch()

    def _welcome(self, front: Connection) -> None:
        del self._new[front]
        try:
            request = msgspec.msgpack.decode(front.recv_bytes(MAX_FRAME), type=FrontRequest)
            match request:
                case Stay(number):
                    self._fronts[front], self._had_front = number, True
                    _send(front, PoolHello(os.getpid(), self._idle, self._members.is_warm))
                case JudgeWanted():
                    self._waiting.append(PoolJudge(front, request))
                case Stop():
                    self._stopped = True
        except (EOFError, OSError, msgspec.MsgspecError):
            self._fronts.pop(front, None)
            front.close()

    def _hang_up(self, front: Connection) -> None:
        """The front end has ended: so do its judges, and nobody else's."""
        number = self._fronts.pop(front)
        front.close()
        for judge in [each for each in [*self._running, *self._waiting] if each.wanted.front == number]:
            self._finish(judge)

    # Judges

    def _fill(self) -> None:
        """Gives roles to the processes that are ready, workers first, and has others started."""
        for judge in [*self._running]:
            while judge.asked and (member := self._members.take()):
                self._give_worker(judge, member)
        while self._waiting and len(self._running) < self._members.judges and (member := self._members.take()):
            self._give_judge(self._waiting.popleft(), member)
        due = min(len(self._waiting), self._members.judges - len(self._running))
        self._members.fill(2 * due + sum(judge.asked for judge in self._running))

    def _give_judge(self, judge: PoolJudge, member: PoolMember) -> None:
        self._running.append(judge)
        try:
            judge.begin(member, self._setup.entries, self._root)
            _send(judge.front, JudgeStarted())
        except OSError:
            self._finish(judge)

    def _give_worker(self, judge: PoolJudge, member: PoolMember) -> None:
        self._numbers += 1
        try:
            judge.add_worker(self._numbers, member, self._setup.entries, self._root)
        except OSError:
            self._finish(judge)

    def _judge_request(self, judge: PoolJudge, pool: Connection) -> None:
        try:
            request = msgspec.msgpack.decode(pool.recv_bytes(), type=JudgeRequest)
            match request:
                case Reported(payload):
                    judge.front.send_bytes(payload)
                case NewWorker():
                    judge.asked += 1
                case TakeWorker():
                    judge.take()
                case ReadOutput(number):
                    _send(pool, Printed(judge.workers[number].output.take()))
                case EndWorker(number):
                    _send(pool, judge.end_worker(number, self._members))
        except (EOFError, OSError, KeyError, msgspec.MsgspecError):
            self._finish(judge)

    def _give_up(self) -> None:
        """A process could not get ready: neither would the next one, so nobody is kept waiting."""
        for judge in [*self._waiting, *(each for each in self._running if each.asked)]:
            self._finish(judge)

    def _finish(self, judge: PoolJudge) -> None:
        if judge not in (*self._running, *self._waiting):
            return
        judge.end(self._members)
        if judge in self._waiting:
            self._waiting.remove(judge)
        else:
            self._running.remove(judge)
        self._idle_since = time.monotonic()

    def _watch(self) -> None:
        if time.monotonic() < self._next_watch:
            return
        for judge in self._running:
            for worker in judge.workers.values():
                worker.watch()
        self._next_watch = time.monotonic() + WATCH_SECONDS


def _send(peer: Connection, message: PoolMessage) -> None:
    peer.send_bytes(msgspec.msgpack.encode(message))


def main() -> None:
    """Entry point of the process: its setup comes on standard input, and it says on standard output where it
    listens."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the front end, which then hangs up
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))  # and tidies up
    setup = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=PoolSetup)
    with _listener(setup.key) as listener:
        pool = Pool(setup, listener)
        try:
            told = msgspec.json.encode(Announced(listener.address, setup.key, setup.words))
            if setup.place:
                _replace(Path(setup.place), told)
            sys.stdout.buffer.write(told + b"\n")
            sys.stdout.close()
            pool.serve()
        finally:
            pool.close()


def _listener(key: bytes) -> Listener:
    """Listens in the temporary folder, or on Windows at a named pipe; where that folder's path is too long for a
    socket, at a port of this machine. Whoever connects has to know the key."""
    try:
        return Listener(authkey=key, backlog=BACKLOG)
    except OSError:
        return Listener(("127.0.0.1", 0), authkey=key, backlog=BACKLOG)


def _replace(place: Path, content: bytes) -> None:
    """Writes a file that only its owner reads, at once."""
    fresh = place.with_name(f"{place.name}.{os.getpid()}")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    os.replace(fresh, place)
