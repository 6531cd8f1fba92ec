"""What the processes tell each other. The fork server learns only about folders and descriptors, because every process
that it forks inherits its memory. What only a judge may know is sent to it over the channel on which it reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from grader.course.model import Exercise, Limits
from grader.feedback import Text
from grader.processes.policy import Shared
from grader.report.model import Start

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


ERRORS = ".errors"
"""What follows on the path of a warm server's socket in that of the file that it writes its errors to."""


class Setup(msgspec.Struct, frozen=True):
    """What a server gets on standard input: how it starts processes, what they run, and a folder of its own."""

    start: Start
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


class WorkerEnded(msgspec.Struct, frozen=True, tag=True):
    """How a worker ended: `code` as subprocess gives it (negative is a signal), `reason` when the server ended it."""

    number: int
    code: int
    reason: Text = ""
