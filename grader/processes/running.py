"""What a fork server knows of the processes that it has started, and of those that it is to start."""

from __future__ import annotations

import os
import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path

assert sys.platform == "linux"

from grader.boundary.channel import Channel
from grader.feedback import Text
from grader.processes import scratch
from grader.processes.jobs import Confinement, Role
from grader.processes.launch import Child
from grader.processes.policy import Shared


@dataclass
class RunningWorker:
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
    """A judge, who wants it, the channel on which it asks for workers, and the workers that it has."""

    number: int
    front: Channel
    confinement: Confinement
    shared: Shared
    channel: Channel
    scratch: Path
    """The judge's own folder."""
    child: Child | None = None
    workers: dict[int, RunningWorker] = field(default_factory=dict)
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


def children(running: Running) -> list[Child]:
    """A judge and its workers, as far as they have been started."""
    workers = [worker.child for worker in running.workers.values()]
    return workers if running.child is None else [running.child, *workers]
