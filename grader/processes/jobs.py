"""What the processes tell each other. The fork server learns only about folders and descriptors, because every process
that it forks inherits its memory. What only a judge may know is sent to it over the channel on which it reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import msgspec

from grader.course.model import Exercise, Limits
from grader.feedback import Text
from grader.processes.policy import Shared

SOCKET_OF_WARM = 0o700
"""The mode of the socket of a server that has imported everything."""


class JudgeJob(msgspec.Struct, frozen=True, kw_only=True):
    """One exercise of one submission, for one judge."""

    exercise: str
    suite: str
    """Folder of the suite; the judge alone reads it."""
    folder: str
    """Private copy of the submission; its workers alone read it."""
    main: str
    """Path of the exercise's file in that folder."""
    required: tuple[str, ...]
    forbidden: tuple[str, ...]
    points: float
    limits: Limits
    data: str = ""
    """Copy of the course's folder `data`, with the data of this exercise alone; empty if it has none."""
    seed: int
    """Of what a student may see: visible checks, and the random numbers of the worker."""
    hidden_seed: int
    """Of hidden checks. A worker never hears of it."""
    layers: tuple[str, ...]
    secrets: tuple[str, ...] = ()
    """Folders (suites, solutions) that no locked process of this job may read through a library's folder."""
    checks: tuple[str, ...] = ()
    """Names of the only checks to run; all of them when empty."""
    fail_fast: bool = False
    """Whether the first lost check ends it: enough to know that points are lost, not how many."""

    @classmethod
    def of(cls, exercise: Exercise, folder: Path, main: Path, **others: Any) -> JudgeJob:
        """The job to judge the copy in `folder` by the exercise's suite; `others` are the remaining fields."""
        return cls(
            exercise=exercise.name,
            suite=str(exercise.suite),
            folder=str(folder),
            main=str(main),
            required=exercise.required,
            forbidden=exercise.forbidden,
            points=exercise.points,
            limits=exercise.limits,
            **others,
        )

    @property
    def confinement(self) -> Confinement:
        return Confinement(self.folder, self.limits, self.layers, self.data)


class Confinement(msgspec.Struct, frozen=True):
    """What a worker of a job is held to: all that the fork server knows of the job."""

    folder: str
    """Private copy of the submission, under a name that does not reveal the student."""
    limits: Limits
    layers: tuple[str, ...]
    data: str = ""


class Entries(msgspec.Struct, frozen=True):
    """What the processes run, as `module:function`, and what is imported for them ahead. The front end knows both
    sides; the server only looks up what it is told."""

    judge: str
    worker: str
    warm_up: str
    """Called once, before the first fork."""
    packages: tuple[str, ...]
    """Imported whole: a locked process cannot read the grader's files."""
    libraries: tuple[str, ...] = ()
    """Imported before anything else."""


class Role(msgspec.Struct, frozen=True):
    """What a new process becomes, with all that it needs to lock itself in."""

    kind: Literal["judge", "worker"]
    entries: Entries
    confinement: Confinement
    shared: Shared
    root: str
    """A folder of the server's, on which the process lays out what it sees."""
    scratch: str = ""
    uid: int | None = None
    output: str = ""
    """The file that a worker out of a pool prints into; without one, a descriptor comes along."""
    has_memory: bool = False
    """Whether a descriptor of shared memory comes along to a worker out of a pool."""


ERRORS = ".errors"
"""What follows on the path of a warm server's socket in that of the file that it writes its errors to."""


class Setup(msgspec.Struct, frozen=True):
    """What a fork server gets on standard input: what its processes run, and a folder of its own."""

    entries: Entries
    root: str
    socket: str = ""
    """Where a warm server listens; another one serves the front end that has started it, and ends with it."""
    idle: float = 0.0
    """Seconds without a judge after which a warm server ends."""


class Hello(msgspec.Struct, frozen=True):
    """Server to front end: it is warm."""

    pid: int
    idle: float | None
    """Seconds since it last had a judge; None while it has one."""


class StartJudge(msgspec.Struct, frozen=True, tag=True):
    """Front end to server: start a judge; the descriptor that comes along is where it gets its Job and reports."""

    number: int
    """Drawn at random, since the front ends of a warm server do not know of each other."""
    confinement: Confinement
    shared: Shared


class Cancel(msgspec.Struct, frozen=True, tag=True):
    """Front end to server: end that judge and its workers."""

    number: int


class Stop(msgspec.Struct, frozen=True, tag=True):
    """Front end to server: end, with everything that runs."""


class NewWorker(msgspec.Struct, frozen=True, tag=True):
    """Judge to server; the answer is a WorkerStarted with a socket and the read end of what it prints."""


class EndWorker(msgspec.Struct, frozen=True, tag=True):
    """Judge to server: end a worker, dead or alive; the answer is a WorkerEnded."""

    number: int


class WorkerStarted(msgspec.Struct, frozen=True, tag=True):
    number: int
    has_memory: bool = False
    """Whether a pool sends a descriptor of shared memory along."""


class WorkerEnded(msgspec.Struct, frozen=True, tag=True):
    """How a worker ended: `code` as subprocess gives it (negative is a signal), `reason` when the server ended it."""

    number: int
    code: int
    reason: Text = ""


class PoolSetup(msgspec.Struct, frozen=True, kw_only=True):
    """What a pool gets on standard input."""

    entries: Entries
    root: str
    """A folder of its own."""
    key: bytes
    """What a front end has to know."""
    words: str
    """The file that it and its processes write their errors to."""
    place: str = ""
    """The file that tells where a warm pool listens; another one ends with the front end that has started it."""
    idle: float = 0.0
    """Seconds without a judge after which a warm pool ends."""


class Announced(msgspec.Struct, frozen=True):
    """Where a pool listens, and what a front end has to know."""

    address: str | tuple[str, int]
    key: bytes
    words: str


class Stay(msgspec.Struct, frozen=True, tag=True):
    """Front end to pool, the first word on a connection: what is started for this front end ends when it hangs up. The
    answer is a PoolHello."""

    front: int
    """Drawn at random."""


class PoolHello(msgspec.Struct, frozen=True):
    pid: int
    idle: float | None
    """Seconds since there was a judge; None while there is one."""
    warm: bool
    """Whether a process has imported everything."""


class JudgeWanted(msgspec.Struct, frozen=True, tag=True):
    """Front end to pool, the first word on a connection: start a judge, say so with a JudgeStarted, and pass on what it
    reports. Hanging up ends it."""

    front: int
    job: JudgeJob
    shared: Shared


class JudgeStarted(msgspec.Struct, frozen=True, tag=True):
    pass


class TakeWorker(msgspec.Struct, frozen=True, tag=True):
    """Judge to pool: hand over the worker that was asked for first. A WorkerStarted comes back, and a connection."""


class ReadOutput(msgspec.Struct, frozen=True, tag=True):
    """Judge to pool: what has that worker printed since this was last asked? The answer is a Printed."""

    number: int


class Printed(msgspec.Struct, frozen=True, tag=True):
    text: str


class Reported(msgspec.Struct, frozen=True, tag=True):
    """Judge to pool, for the front end."""

    payload: bytes
