"""The fork server: the warm parent of judges and workers. It serves the front end that has started it, or listens for
front ends until none has needed it for a while.

It imports TensorFlow and the rest once, then only forks. It runs no TensorFlow operation and lists no device, imports
no suite and no submission, and handles paths and descriptors only, since every child inherits its memory.
"""

from __future__ import annotations

import contextlib
import gc
import os
import select
import signal
import socket
import sys
import time
from collections import deque
from pathlib import Path

assert sys.platform == "linux"

import msgspec

from grader.boundary.arguments import new_memory
from grader.boundary.channel import Channel, is_ours
from grader.boundary.frames import DeadlinePassed, FrameError, PeerGone
from grader.feedback import N_, phrase
from grader.processes import sandbox, scratch
from grader.processes.jobs import (
    ERRORS,
    SOCKET_OF_WARM,
    Cancel,
    EndWorker,
    Hello,
    NewWorker,
    Role,
    Setup,
    StartJudge,
    Stop,
    WorkerEnded,
    WorkerStarted,
)
from grader.processes.launch import Child, become, child
from grader.processes.policy import MAX_ENTRIES
from grader.processes.preload import preload
from grader.processes.running import Order, Prepared, Running, RunningWorker, children

WATCH_SECONDS = 0.1
"""How often the scratch folders of running workers are measured."""
FRONT_SECONDS = 5.0
"""How long a front end may take to send a request that it has begun."""

FrontRequest = StartJudge | Cancel | Stop
JudgeRequest = NewWorker | EndWorker


class RequestLoop:
    """Answers front ends and judges, one request after another, in one thread.

    It starts no process itself but hands out orders to start one: a forked process inherits the stack of its parent,
    and the frames there may know other submissions.
    """

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._root = Path(setup.root)
        self._running: dict[int, Running] = {}
        self._workers = 0
        self._orders: deque[Order] = deque()
        self._fronts: list[Channel] = []
        self._stopped = False
        self._socket = 0  # the inode of the socket on which it listens: another server's may have taken its place
        self._idle_since = time.monotonic()
        self._listener: socket.socket | None = None

    def open(self, connection: socket.socket) -> None:
        """Begins to serve: `connection` leads to the one front end, or is where a warm server listens."""
        if self._setup.socket:
            os.chmod(self._setup.socket, SOCKET_OF_WARM)
            self._socket = os.stat(self._setup.socket).st_ino
            connection.setblocking(False)
            self._listener, self._idle_since = connection, time.monotonic()
        else:
            self._welcome(connection)

    def next_order(self) -> Order | None:
        """Serves until a process is to be started; None when nobody is left to serve."""
        while not self._is_over():
            if not self._orders:
                self._step()
                continue
            order = self._orders.popleft()
            if order.number in self._running:
                return order
            order.drop()
        return None

    def started(self, order: Order, child: Child) -> None:
        """The order's process runs."""
        for descriptor in order.descriptors:
            os.close(descriptor)
        running = self._running[order.number]
        if order.prepared is None:
            running.child = child
            self._order_worker(running)  # it gets ready while the judge collects its checks
        else:
            limit = running.confinement.limits.scratch
            running.workers[order.prepared.number] = RunningWorker(child, Path(order.role.scratch), limit)
            running.ready.append(order.prepared)
            self._hand_over(running)

    def close(self) -> None:
        """Ends everything that was started. Whoever connects to the socket meanwhile finds that nobody answers."""
        with contextlib.suppress(OSError):
            if self._socket and os.stat(self._setup.socket).st_ino == self._socket:
                os.unlink(self._setup.socket)
                os.unlink(self._setup.socket + ERRORS)
        for running in list(self._running.values()):
            self._finish(running)
        sandbox.end_strays(set())
        scratch.remove(self._root)

    @property
    def _idle(self) -> float | None:
        """Seconds since there was a judge; no clock that somebody sets matters here."""
        return None if self._running else time.monotonic() - self._idle_since

    def _is_over(self) -> bool:
        if self._listener is None:
            return not self._fronts
        return self._stopped or (self._idle is not None and self._idle >= self._setup.idle)

    def _patience(self) -> float | None:
        """Milliseconds to wait for somebody to ask for something."""
        if any(running.workers for running in self._running.values()):
            return WATCH_SECONDS * 1000
        return None if self._listener is None or self._idle is None else max(1, self._setup.idle - self._idle) * 1000

    def _step(self) -> None:
        fronts = {front.fileno(): front for front in self._fronts}
        judges = {running.channel.fileno(): running for running in self._running.values()}
        poll = select.poll()
        for descriptor in (*fronts, *judges, *([self._listener.fileno()] if self._listener else [])):
            poll.register(descriptor, select.POLLIN)
        for descriptor, _ in poll.poll(self._patience()):
            if descriptor in fronts:
                self._front_request(fronts[descriptor])
            elif descriptor not in judges and self._listener:
                self._accept(self._listener)
            elif judges[descriptor].number in self._running:
                self._judge_request(judges[descriptor])
        self._watch_scratch()

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):  # it has hung up already
            connection, _ = listener.accept()
            if is_ours(connection):
                self._welcome(connection)

    def _welcome(self, connection: socket.socket) -> None:
        front = Channel(connection)
        self._fronts.append(front)
        with contextlib.suppress(PeerGone):  # `_front_request` learns it next
            front.send(msgspec.msgpack.encode(Hello(os.getpid(), self._idle)))

    def _front_request(self, front: Channel) -> None:
        descriptors: list[int] = []
        try:
            payload, descriptors = front.receive_with_descriptors(time.monotonic() + FRONT_SECONDS)
            request = msgspec.msgpack.decode(payload, type=FrontRequest)
            match request:
                case StartJudge():
                    self._order_judge(front, request, descriptors.pop())
                case Cancel(number):
                    if number in self._running:
                        self._finish(self._running[number])
                case Stop():
                    self._stopped = True
        except (PeerGone, DeadlinePassed, FrameError, msgspec.MsgspecError, IndexError):
            self._hang_up(front)
        finally:
            for descriptor in descriptors:
                os.close(descriptor)

    def _hang_up(self, front: Channel) -> None:
        """The front end has ended: so do its judges, and nobody else's."""
        self._fronts.remove(front)
        front.close()
        for running in [each for each in self._running.values() if each.front is front]:
            self._finish(running)

    def _order_judge(self, front: Channel, request: StartJudge, results: int) -> None:
        ours, theirs = socket.socketpair()
        folder, held = scratch.make(self._root), request.confinement
        role = Role("judge", self._setup.entries, held, request.shared, str(self._root), str(folder))
        running = Running(request.number, front, held, request.shared, Channel(ours), folder)
        self._running[request.number] = running
        self._orders.append(Order(request.number, role, [theirs.detach(), results]))

    def _judge_request(self, running: Running) -> None:
        try:
            payload, _ = running.channel.receive_with_descriptors()
            request = msgspec.msgpack.decode(payload, type=JudgeRequest)
            if isinstance(request, NewWorker):
                running.asked += 1
                self._hand_over(running)
                if running.asked:
                    self._order_worker(running)
            else:
                ended = self._end_worker(request.number, running.workers.pop(request.number))
                running.channel.send(msgspec.msgpack.encode(ended))
        except (PeerGone, FrameError, msgspec.MsgspecError, KeyError):
            self._finish(running)

    def _hand_over(self, running: Running) -> None:
        """Gives the judge a worker, if one is ready and it waits for one."""
        if not (running.ready and running.asked):
            return
        running.asked -= 1
        worker = running.ready.pop()
        try:
            answer = msgspec.msgpack.encode(WorkerStarted(worker.number))
            running.channel.send(answer, descriptors=worker.descriptors)
        except PeerGone:  # the judge has died, which `_judge_request` learns next
            pass
        finally:
            worker.close()

    def _order_worker(self, running: Running) -> None:
        self._workers += 1
        folder = scratch.make(self._root)
        has_own = sandbox.has_own_uids(map(Path, running.shared.roots), running.confinement.layers)
        uid = sandbox.own_uid(self._workers) if has_own else None
        if uid is not None:
            os.chown(folder, uid, uid)
        ours, theirs = socket.socketpair()
        output, printed = os.pipe()
        held, root = running.confinement, str(self._root)
        role = Role("worker", self._setup.entries, held, running.shared, root, str(folder), uid)
        prepared = Prepared(self._workers, ours, output, new_memory())
        memory = [] if prepared.memory is None else [os.dup(prepared.memory)]
        self._orders.append(Order(running.number, role, [theirs.detach(), printed, *memory], prepared))

    def _end_worker(self, number: int, worker: RunningWorker) -> WorkerEnded:
        code = worker.child.end()
        scratch.remove(worker.scratch)
        return WorkerEnded(number, code, worker.reason)

    def _finish(self, running: Running) -> None:
        """Ends a judge and all of its workers. They die side by side: each gives back much memory, which takes time."""
        for each in children(running):
            each.kill()
        if running.child is not None:
            running.child.end()
        scratch.remove(running.scratch)
        running.channel.close()
        for prepared in running.ready:
            prepared.close()
        for number, worker in running.workers.items():
            self._end_worker(number, worker)
        del self._running[running.number]
        self._idle_since = time.monotonic()
        known = {child.pid for each in self._running.values() for child in children(each)}
        sandbox.end_strays(known)

    def _watch_scratch(self) -> None:
        for running in self._running.values():
            for worker in running.workers.values():
                if not worker.reason and scratch.is_over(worker.scratch, worker.limit):
                    text = N_("it wrote more than {size} MiB or {count} files")
                    worker.reason = phrase(text, size=worker.limit, count=MAX_ENTRIES)
                    worker.child.kill()


def main() -> None:
    """Entry point of the process. Its argument is the descriptor of the front end's socket, or of the one to listen
    on."""
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))  # and tidies up
    sandbox.adopt_orphans()
    os.chdir("/")
    setup = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Setup)
    server = RequestLoop(setup)
    try:
        preload(setup.entries)
        gc.collect()
        gc.freeze()  # children would otherwise copy every page on which a reference count is collected
        server.open(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, fileno=int(sys.argv[1])))
        while order := server.next_order():
            role, descriptors = order.role, order.descriptors
            pid = os.fork()
            if pid == 0:
                del setup, server, order  # its frames hold nothing about other submissions
                become(role, descriptors)
            server.started(order, child(pid))
    finally:
        server.close()
