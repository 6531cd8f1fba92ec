"""The fork server: the warm parent of judges and workers.

It imports TensorFlow and the rest once, then only forks. It runs no TensorFlow operation and lists no device, imports
no suite and no submission, and handles paths and descriptors only, since every child inherits its memory.
"""

from __future__ import annotations

import contextlib
import gc
import os
import select
import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from grader.runtime import sandbox, scratch
from grader.runtime.frames import Channel, FrameError, PeerGone
from grader.runtime.jobs import (
    Cancel,
    EndWorker,
    Hello,
    Job,
    Judge,
    NewWorker,
    Start,
    WorkerEnded,
    WorkerStarted,
)
from grader.runtime.launch import Child, Launcher, Role, launcher, preload
from grader.runtime.policy import shared_reads

WATCH_SECONDS = 0.1
"""How often the scratch folders of running workers are measured."""

FrontRequest = Judge | Cancel
JudgeRequest = NewWorker | EndWorker


@dataclass
class Worker:
    child: Child
    scratch: Path
    limit: int
    reason: str = ""


@dataclass
class Prepared:
    """The judge's ends of a worker that it has not been told of: a socket, and what the worker prints."""

    number: int
    connection: socket.socket
    output: int

    def close(self) -> None:
        self.connection.close()
        os.close(self.output)


@dataclass
class Running:
    """A judge, the channel on which it asks for workers, and the workers that it has."""

    number: int
    job: Job
    """As a worker may know it: a worker inherits this memory."""
    child: Child
    channel: Channel
    workers: dict[int, Worker] = field(default_factory=dict)
    ready: list[Prepared] = field(default_factory=list)
    """Workers that the judge has not asked for yet."""


class Server:
    """Answers the front end and the judges, one request after another, in one thread."""

    def __init__(self, front: Channel, root: Path, launch: Launcher, reads: tuple[str, ...]) -> None:
        self._front = front
        self._root = root
        self._launch = launch
        self._reads = reads
        self._running: dict[int, Running] = {}
        self._workers = 0

    def run(self) -> None:
        """Serves until the front end hangs up; then nothing that it started is left."""
        try:
            while True:
                self._step()
        except PeerGone:
            pass
        finally:
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
                started = self._front_request()
                if started is not None:
                    self._new_worker(started)  # it gets ready while the judge collects its checks
            elif by_descriptor[descriptor].number in self._running:
                self._judge_request(by_descriptor[descriptor])
        self._watch_scratch()

    def _front_request(self) -> Running | None:
        """Ends a judge, or starts one and returns it."""
        payload, descriptors = self._front.receive_with_descriptors()
        request = msgspec.msgpack.decode(payload, type=FrontRequest)
        if isinstance(request, Cancel):
            if request.number in self._running:
                self._finish(self._running[request.number])
            return None
        ours, theirs = socket.socketpair()
        role = Role("judge", request.job, self._reads)
        child = self._launch.start(role, [theirs.fileno(), descriptors[0]])
        theirs.close()
        os.close(descriptors[0])
        running = Running(request.number, request.job.for_worker(), child, Channel(ours))
        self._running[request.number] = running
        return running

    def _judge_request(self, running: Running) -> None:
        try:
            payload, _ = running.channel.receive_with_descriptors()
            request = msgspec.msgpack.decode(payload, type=JudgeRequest)
            if isinstance(request, NewWorker):
                self._hand_over(running)
            else:
                ended = self._end_worker(request.number, running.workers.pop(request.number))
                running.channel.send(msgspec.msgpack.encode(ended))
        except (PeerGone, FrameError, msgspec.MsgspecError, KeyError):
            self._finish(running)

    def _hand_over(self, running: Running) -> None:
        if not running.ready:
            self._new_worker(running)
        worker = running.ready.pop()
        try:
            answer = msgspec.msgpack.encode(WorkerStarted(worker.number))
            running.channel.send(answer, descriptors=[worker.connection.fileno(), worker.output])
        finally:
            worker.close()

    def _new_worker(self, running: Running) -> None:
        self._workers += 1
        folder = self._root / f"scratch-{self._workers}"
        folder.mkdir(mode=0o700)
        uid = sandbox.own_uid(self._workers, self._reads)
        if uid is not None:
            os.chown(folder, uid, uid)
        ours, theirs = socket.socketpair()
        output, printed = os.pipe()
        role = Role("worker", running.job, self._reads, str(folder), uid)
        try:
            child = self._launch.start(role, [theirs.fileno(), printed])
        finally:
            theirs.close()
            os.close(printed)
        running.workers[self._workers] = Worker(child, folder, running.job.limits.scratch)
        running.ready.append(Prepared(self._workers, ours, output))

    def _end_worker(self, number: int, worker: Worker) -> WorkerEnded:
        code = worker.child.end()
        scratch.remove(worker.scratch)
        return WorkerEnded(number, code, worker.reason)

    def _finish(self, running: Running) -> None:
        """Ends a judge and all of its workers. They die side by side: each gives back much memory, which takes time."""
        for child in _children(running):
            child.kill()
        running.child.end()
        running.channel.close()
        for worker in running.ready:
            worker.close()
        for number, each in running.workers.items():
            self._end_worker(number, each)
        del self._running[running.number]
        known = {child.pid for each in self._running.values() for child in _children(each)}
        sandbox.end_strays(known)

    def _watch_scratch(self) -> None:
        for running in self._running.values():
            for worker in running.workers.values():
                if not worker.reason and scratch.is_over(worker.scratch, worker.limit):
                    worker.reason = f"it wrote more than {worker.limit} MiB or {scratch.MAX_ENTRIES} files"
                    worker.child.kill()


def _children(running: Running) -> list[Child]:
    return [running.child, *(worker.child for worker in running.workers.values())]


def main(descriptor: int, root: str, start: Start, secrets: list[str]) -> None:
    """Entry point of the process: `descriptor` is the front end's socket, `root` a folder of its own for scratch."""
    sandbox.adopt_orphans()
    os.chdir("/")
    front = Channel.of(descriptor)
    if start == "fork":
        preload()
    reads = shared_reads(Path(secret) for secret in secrets)
    gc.collect()
    gc.freeze()  # children would otherwise copy every page on which a reference count is collected
    with contextlib.suppress(PeerGone):
        front.send(msgspec.msgpack.encode(Hello()))
        Server(front, Path(root), launcher(start), reads).run()
    scratch.remove(Path(root))  # the front end does it too, where it was not killed


def start() -> None:
    """Runs `main` with what the front end put on the command line."""
    descriptor, root, how, *secrets = sys.argv[1:]
    main(int(descriptor), root, "spawn" if how == "spawn" else "fork", secrets)
