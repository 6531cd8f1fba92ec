"""What front ends and judges ask of a server, whichever way it starts processes: `client.py` and `forked.py` have it
from a fork server, `pool_client.py` and `pooled.py` from a pool of started processes."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import NamedTuple, Protocol, Self

from grader.boundary.frames import Frames
from grader.processes.jobs import JudgeJob, WorkerEnded

KILLED = -9
"""How a process ends that its server has killed."""


class ServerError(Exception):
    """The server did not start, or is gone."""


class Judge(Protocol):
    """A judge that was started."""

    def receive(self, deadline: float) -> bytes:
        """The next thing that it reports; PeerGone, DeadlinePassed, FrameError."""

    def end(self) -> None:
        """Ends it and its workers; one that has ended already costs nothing."""


class Server(Protocol):
    """Starts judges, as a context manager. May be called from several threads."""

    @property
    def answered(self) -> bool:
        """Whether it has said hello."""

    @property
    def warm(self) -> bool:
        """Whether it has imported everything, as far as is known."""

    def start_judge(self, job: JudgeJob) -> Judge:
        """ServerError when the server is gone."""

    def is_gone(self, seconds: float = 1) -> bool:
        """Whether the server has ended; waits briefly for one that is ending."""

    def last_words(self) -> str:
        """The last line that the server or a judge wrote to standard error; for an author or a bug report."""

    def close(self) -> None:
        """Ends everything that it started for this connection."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Seen(NamedTuple):
    """A warm server, as `grade server status` tells of it."""

    pid: int
    idle: float | None
    memory: int | None
    """Bytes of its own, shared pages counted in part."""
    current: bool
    """Whether this version of the grader would use it."""


class Worker(Frames, Protocol):
    """A worker, as its judge has it. It is hostile."""

    memory: int | None
    """A descriptor of what it shares with the judge, where the system offers that."""

    def printed(self) -> str:
        """What it printed since this was last asked, capped."""

    def end(self) -> WorkerEnded:
        """Ends it, dead or alive, and removes what it left."""


class Workers(Protocol):
    """Where a judge gets its workers."""

    def prepare(self) -> None:
        """Has a worker started in the background."""

    def take(self, waiting: Callable[[float], None] = ...) -> Worker:
        """A worker that has served nobody. Where one takes long to start, `waiting` is told every few seconds how many
        have passed."""
