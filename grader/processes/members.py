"""The processes of a pool: started ahead, handed out once each, and ended for good."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
from dataclasses import dataclass
from multiprocessing.context import SpawnProcess

import psutil

from grader.boundary.pipe import Connection
from grader.processes.jobs import Entries
from grader.processes.serving import KILLED
from grader.processes.spawned import wait_for_role

AHEAD = 3
"""Processes that wait for their role: of the next judge, its worker, and the next worker."""
OF_A_JUDGE = 4
"""Processes that a judge has at most at a time: itself, a worker, the next one, and one that runs graphs."""
MEMORY = 450 << 20
"""Bytes that a process takes once it has imported TensorFlow."""
STOP_SECONDS = 10.0

context = multiprocessing.get_context("spawn")


@dataclass(eq=False)
class PoolMember:
    """A process of the pool, and the pool's end of its connection."""

    process: SpawnProcess
    connection: Connection

    @property
    def pid(self) -> int:
        assert self.process.pid is not None
        return self.process.pid

    def end(self, *, with_children: bool = False) -> int:
        """Kills and reaps it; the exit code, or the negative number of the signal that ended it before."""
        children = _children(self.pid) if with_children else []
        self.process.kill()
        for child in children:
            with contextlib.suppress(psutil.Error):
                child.kill()
        self.process.join(STOP_SECONDS)
        code = self.process.exitcode
        self.connection.close()
        # what Windows ends is said to have been ended by SIGTERM
        return KILLED if code is None or (sys.platform == "win32" and code == -signal.SIGTERM) else code


def most() -> int:
    """How many processes this machine carries."""
    cores = os.cpu_count() or 1
    free: int = psutil.virtual_memory().available
    return max(OF_A_JUDGE, min(OF_A_JUDGE * cores, free // MEMORY))


class Members:
    """Processes that are getting ready, and those that are."""

    def __init__(self, entries: Entries, words: str) -> None:
        self._entries = entries
        self._words = words
        self._most = most()
        self._starting: list[PoolMember] = []
        self._ready: list[PoolMember] = []
        self._given: set[PoolMember] = set()

    @property
    def judges(self) -> int:
        """How many judges there may be at a time, so that none waits forever for a worker."""
        return max(1, self._most // OF_A_JUDGE)

    @property
    def is_warm(self) -> bool:
        return bool(self._ready or self._given)

    @property
    def starting(self) -> list[Connection]:
        """Where those that get ready say so."""
        return [member.connection for member in self._starting]

    def fill(self, wanted: int) -> None:
        """Starts as many as are wanted now, and those that wait ahead; no more at a time than there are cores."""
        room = self._most - len(self._given) - len(self._ready) - len(self._starting)
        lacking = max(wanted, AHEAD) - len(self._ready) - len(self._starting)
        cores = os.cpu_count() or 1
        for _ in range(min(room, lacking, max(cores, OF_A_JUDGE - 1) - len(self._starting))):
            self._starting.append(self._start())

    def heard(self, connection: Connection) -> bool:
        """One of those that get ready says so, or has ended: whether it is ready."""
        member = next(each for each in self._starting if each.connection is connection)
        self._starting.remove(member)
        try:
            connection.recv_bytes()
        except (EOFError, OSError):
            member.end()
            return False
        self._ready.append(member)
        return True

    def take(self) -> PoolMember | None:
        """One that is ready and alive, to be given a role; None if there is none."""
        while self._ready:
            member = self._ready.pop(0)
            if member.process.is_alive():
                self._given.add(member)
                return member
            member.end()
        return None

    def end(self, member: PoolMember, *, with_children: bool = False) -> int:
        self._given.discard(member)
        return member.end(with_children=with_children)

    def close(self) -> None:
        everybody = [*self._starting, *self._ready, *self._given]
        for member in everybody:
            member.process.kill()
        for member in everybody:
            member.end()

    def _start(self) -> PoolMember:
        ours, theirs = context.Pipe()
        process = context.Process(target=wait_for_role, args=(theirs, self._entries, self._words), daemon=True)
        process.start()
        theirs.close()
        return PoolMember(process, ours)


def _children(pid: int) -> list[psutil.Process]:
    """What a process has started that nothing kept from doing so."""
    try:
        found: list[psutil.Process] = psutil.Process(pid).children(recursive=True)
    except psutil.Error:
        return []
    return found
