"""The fork server: the warm parent of judges and workers.

It imports TensorFlow and the rest once, then only forks. It runs no TensorFlow operation and lists no device, imports
no suite and no submission, and handles paths and descriptors only, since every child inherits its memory.
"""

from __future__ import annotations

import gc
import os
import secrets
import select
import socket
import sys
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from grader.boundary.arguments import new_memory
from grader.boundary.channel import Channel, FrameError, PeerGone
from grader.feedback import N_, Text, phrase
from grader.processes import sandbox, scratch
from grader.processes.jobs import (
    Cancel,
    Confinement,
    EndWorker,
    Hello,
    NewWorker,
    Setup,
    StartJudge,
    WorkerEnded,
    WorkerStarted,
)
from grader.processes.launch import Child, Role, become, child, launcher, preload
from grader.processes.policy import MAX_ENTRIES

WATCH_SECONDS = 0.1
"""How often the scratch folders of running workers are measured."""

FrontRequest = StartJudge | Cancel
JudgeRequest = NewWorker | EndWorker


@dataclass
class Worker:
    child: Child
    scratch: Path
    limit: int
    reason: Text = ""


@dataclass
class Prepared:
    """The judge's ends of a worker that it has not been told of: a socket, what the worker prints, and the memory for
    its arguments, if the system has shared memory."""

    number: int
    connection: socket.socket
    output: int
    memory: int | None

    @property
    def descriptors(self) -> list[int]:
        return [self.connection.fileno(), self.output, *([] if self.memory is None else [self.memory])]

    def close(self) -> None:
        self.connection.close()
        for descriptor in self.descriptors[1:]:
            os.close(descriptor)


@dataclass
class Running:
    """A judge, the channel on which it asks for workers, and the workers that it has."""

    number: int
    confinement: Confinement
    channel: Channel
    child: Child | None = None
    workers: dict[int, Worker] = field(default_factory=dict)
    ready: list[Prepared] = field(default_factory=list)
    """Workers that the judge has not asked for yet."""
    asked: int = 0
    """How many workers it waits for."""


@dataclass
class Order:
    """A process that is to be started, for the judge with this number: the judge itself, or a worker."""

    number: int
    role: Role
    descriptors: list[int]
    """Handed on to the process."""
    prepared: Prepared | None = None

    def drop(self) -> None:
        """The judge has ended before the process was started."""
        for descriptor in self.descriptors:
            os.close(descriptor)
        if self.prepared is not None:
            self.prepared.close()
            scratch.remove(Path(self.role.scratch))


class Server:
    """Answers the front end and the judges, one request after another, in one thread.

    It starts no process itself but hands out orders to start one: a forked process inherits the stack of its parent,
    and the frames there may know other submissions.
    """

    def __init__(self, front: Channel, setup: Setup) -> None:
        self._front = front
        self._root = Path(setup.root)
        self._entries, self._shared = setup.entries, setup.shared
        self._running: dict[int, Running] = {}
        self._workers = 0
        self._orders: deque[Order] = deque()

    def next_order(self) -> Order:
        """Serves until a process is to be started; PeerGone when the front end hangs up."""
        while True:
            while not self._orders:
                self._step()
            order = self._orders.popleft()
            if order.number in self._running:
                return order
            order.drop()

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
            running.workers[order.prepared.number] = Worker(child, Path(order.role.scratch), limit)
            running.ready.append(order.prepared)
            self._hand_over(running)

    def close(self) -> None:
        """Ends everything that was started."""
        for running in list(self._running.values()):
            self._finish(running)
        sandbox.end_strays(set())
        scratch.remove(self._root)

    def _step(self) -> None:
        poll = select.poll()
        poll.register(self._front, select.POLLIN)
        by_descriptor = {running.channel.fileno(): running for running in self._running.values()}
        for descriptor in by_descriptor:
            poll.register(descriptor, select.POLLIN)
        busy = any(running.workers for running in by_descriptor.values())
        for descriptor, _ in poll.poll(WATCH_SECONDS * 1000 if busy else None):
            if descriptor == self._front.fileno():
                self._front_request()
            elif by_descriptor[descriptor].number in self._running:
                self._judge_request(by_descriptor[descriptor])
        self._watch_scratch()

    def _front_request(self) -> None:
        payload, descriptors = self._front.receive_with_descriptors()
        request = msgspec.msgpack.decode(payload, type=FrontRequest)
        if isinstance(request, Cancel):
            if request.number in self._running:
                self._finish(self._running[request.number])
            return
        ours, theirs = socket.socketpair()
        role = Role("judge", self._entries, request.confinement, self._shared, str(self._root))
        self._running[request.number] = Running(request.number, request.confinement, Channel(ours))
        self._orders.append(Order(request.number, role, [theirs.detach(), descriptors[0]]))

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
        folder = self._root / secrets.token_hex(8)  # without mounts, this name must not be guessable
        folder.mkdir(mode=0o700)
        libraries = map(Path, self._shared.roots)
        has_own = sandbox.has_own_uids(libraries, running.confinement.layers)
        uid = sandbox.own_uid(self._workers) if has_own else None
        if uid is not None:
            os.chown(folder, uid, uid)
        ours, theirs = socket.socketpair()
        output, printed = os.pipe()
        role = Role("worker", self._entries, running.confinement, self._shared, str(self._root), str(folder), uid)
        prepared = Prepared(self._workers, ours, output, new_memory())
        memory = [] if prepared.memory is None else [os.dup(prepared.memory)]
        self._orders.append(Order(running.number, role, [theirs.detach(), printed, *memory], prepared))

    def _end_worker(self, number: int, worker: Worker) -> WorkerEnded:
        code = worker.child.end()
        scratch.remove(worker.scratch)
        return WorkerEnded(number, code, worker.reason)

    def _finish(self, running: Running) -> None:
        """Ends a judge and all of its workers. They die side by side: each gives back much memory, which takes time."""
        for each in _children(running):
            each.kill()
        if running.child is not None:
            running.child.end()
        running.channel.close()
        for prepared in running.ready:
            prepared.close()
        for number, worker in running.workers.items():
            self._end_worker(number, worker)
        del self._running[running.number]
        known = {child.pid for each in self._running.values() for child in _children(each)}
        sandbox.end_strays(known)

    def _watch_scratch(self) -> None:
        for running in self._running.values():
            for worker in running.workers.values():
                if not worker.reason and scratch.is_over(worker.scratch, worker.limit):
                    text = N_("it wrote more than {size} MiB or {count} files")
                    worker.reason = phrase(text, size=worker.limit, count=MAX_ENTRIES)
                    worker.child.kill()


def _children(running: Running) -> list[Child]:
    workers = [worker.child for worker in running.workers.values()]
    return workers if running.child is None else [running.child, *workers]


def main(descriptor: int) -> None:
    """Entry point of the process: `descriptor` is the front end's socket."""
    sandbox.adopt_orphans()
    os.chdir("/")
    front = Channel.of(descriptor)
    setup = msgspec.msgpack.decode(front.receive(), type=Setup)
    if setup.start == "fork":
        preload(setup.entries)
    gc.collect()
    gc.freeze()  # children would otherwise copy every page on which a reference count is collected
    launch, server = launcher(setup.start), Server(front, setup)
    try:
        front.send(msgspec.msgpack.encode(Hello()))
        while True:
            order = server.next_order()
            role, descriptors = order.role, order.descriptors
            pid = launch.start(role, descriptors)
            if pid == 0:
                del front, setup, launch, server, order  # its frames hold nothing about other submissions
                become(role, descriptors)
            server.started(order, child(pid))
    except PeerGone:
        pass
    finally:
        server.close()


def start() -> None:
    """Runs `main` with what the front end put on the command line."""
    main(int(sys.argv[1]))
