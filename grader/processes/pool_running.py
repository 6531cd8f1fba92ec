"""What a pool knows of the judges and workers that it has given their roles."""

from __future__ import annotations

import os
import sys
from collections import deque
from pathlib import Path

import msgspec

from grader.boundary.arguments import new_memory
from grader.boundary.pipe import Connection
from grader.course.model import Limits
from grader.feedback import N_, Text, phrase
from grader.processes import scratch
from grader.processes.handing import hand_over
from grader.processes.jobs import Entries, JudgeWanted, Role, WorkerEnded, WorkerStarted
from grader.processes.members import Members, PoolMember, context
from grader.processes.output import OutputFile, Recorder
from grader.processes.policy import MAX_ENTRIES

HAS_PIPES = sys.platform != "win32"
"""Whether a process can be handed a pipe to print into, which no reader has to wait for."""


class PoolWorker:
    """A worker of a judge, with what it leaves behind."""

    def __init__(self, number: int, member: PoolMember, folder: Path, limits: Limits) -> None:
        self.number = number
        self.member = member
        self.output: Recorder | OutputFile
        self._printing: int | None = None
        """The end of a pipe that the process prints into, until it is handed over."""
        if HAS_PIPES:
            reading, self._printing = os.pipe()
            self.output = Recorder(reading, limits.output)
        else:
            self.output = OutputFile(folder.with_suffix(".out"), limits.output)
        self.reason: Text = ""
        """Why it was ended."""
        self._folder = folder
        self._limit = limits.scratch
        self._link: Connection | None = None
        """The judge's end, until it is handed over."""
        self._memory: int | None = None

    def begin(self, role: Role) -> None:
        """Tells the process its role; OSError when it is gone."""
        ours, theirs = context.Pipe()
        self._link, self._memory = ours, new_memory()
        path = str(self.output.path) if isinstance(self.output, OutputFile) else ""
        role = msgspec.structs.replace(role, has_memory=self._memory is not None, output=path)
        with theirs:
            self.member.connection.send_bytes(msgspec.msgpack.encode(role))
            hand_over(self.member.connection, theirs.fileno(), self.member.pid)
        for handle in (self._printing, self._memory):
            if handle is not None:
                hand_over(self.member.connection, handle, self.member.pid)

    def hand_over(self, judge: PoolMember) -> None:
        """Gives the worker to its judge; OSError when that is gone."""
        assert self._link is not None
        told = WorkerStarted(self.number, self._memory is not None)
        judge.connection.send_bytes(msgspec.msgpack.encode(told))
        hand_over(judge.connection, self._link.fileno(), judge.pid)
        if self._memory is not None:
            hand_over(judge.connection, self._memory, judge.pid)
        self._forget()

    def watch(self) -> None:
        """Ends a worker that writes too much."""
        self.output.drain()
        if not self.reason and scratch.is_over(self._folder, self._limit):
            text = N_("it wrote more than {size} MiB or {count} files")
            self.reason = phrase(text, size=self._limit, count=MAX_ENTRIES)
            self.member.process.kill()

    def end(self, members: Members, *, with_children: bool) -> WorkerEnded:
        code = members.end(self.member, with_children=with_children)
        self._forget()
        scratch.remove(self._folder)
        self.output.close()
        return WorkerEnded(self.number, code, self.reason)

    def _forget(self) -> None:
        if self._link is not None:
            self._link.close()
        for handle in (self._printing, self._memory):
            if handle is not None:
                os.close(handle)
        self._link = self._printing = self._memory = None


class PoolJudge:
    """A judge that is wanted, or runs."""

    def __init__(self, front: Connection, wanted: JudgeWanted) -> None:
        self.front = front
        self.wanted = wanted
        self.member: PoolMember | None = None
        self.workers: dict[int, PoolWorker] = {}
        self.asked = 0
        """How many workers it has asked for that have no process yet."""
        self._ready: deque[PoolWorker] = deque()
        """Those that it has not taken yet, in their order."""
        self._taking = 0
        self._folder: Path | None = None
        """Where it may write."""
        """How many it waits for."""

    def begin(self, member: PoolMember, entries: Entries, root: Path) -> None:
        """Makes a process this judge; OSError when it is gone."""
        self.member = member
        job = self.wanted.job
        self._folder = scratch.make(root)
        role = Role("judge", entries, job.confinement, self.wanted.shared, str(root), str(self._folder))
        member.connection.send_bytes(msgspec.msgpack.encode(role))
        member.connection.send_bytes(msgspec.msgpack.encode(job))

    def add_worker(self, number: int, member: PoolMember, entries: Entries, root: Path) -> None:
        """Makes a process one of its workers; OSError when it, or the judge, is gone."""
        self.asked -= 1
        confinement, shared = self.wanted.job.confinement, self.wanted.shared
        folder = scratch.make(root)
        uid = _own_uid(number, folder, self.wanted)
        role = Role("worker", entries, confinement, shared, str(root), str(folder), uid)
        worker = self.workers[number] = PoolWorker(number, member, folder, confinement.limits)
        worker.begin(role)
        self._ready.append(worker)
        self._hand_over()

    def take(self) -> None:
        """It waits for a worker; OSError when it is gone."""
        self._taking += 1
        self._hand_over()

    def end_worker(self, number: int, members: Members) -> WorkerEnded:
        """KeyError for a worker that it does not have."""
        worker = self.workers.pop(number)
        if worker in self._ready:
            self._ready.remove(worker)
        # where nothing keeps a submission from starting programs, they end with it
        return worker.end(members, with_children="seccomp" not in self.wanted.job.layers)

    def end(self, members: Members) -> None:
        """Ends it and its workers, side by side: each gives back much memory, which takes time."""
        mine = [] if self.member is None else [self.member]
        for member in [*mine, *(worker.member for worker in self.workers.values())]:
            member.process.kill()
        if self.member is not None:
            members.end(self.member)
        for number in [*self.workers]:
            self.end_worker(number, members)
        if self._folder is not None:
            scratch.remove(self._folder)
        self.asked = 0
        self.front.close()

    def _hand_over(self) -> None:
        while self._ready and self._taking and self.member is not None:
            self._taking -= 1
            self._ready.popleft().hand_over(self.member)


def _own_uid(number: int, folder: Path, wanted: JudgeWanted) -> int | None:
    """A uid for the worker that writes into `folder`, where it can have one."""
    if sys.platform == "linux":
        from grader.processes import sandbox

        if sandbox.has_own_uids(map(Path, wanted.shared.roots), wanted.job.layers):
            uid = sandbox.own_uid(number)
            os.chown(folder, uid, uid)
            return uid
    return None
