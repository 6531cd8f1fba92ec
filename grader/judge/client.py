"""The front end's side of a judge: starts one, collects what it reports. Imports neither pytest nor TensorFlow."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec

from grader.boundary.frames import DeadlinePassed, FrameError, PeerGone
from grader.feedback import Text
from grader.judge.protocol import (
    Began,
    Broken,
    CheckReported,
    Collected,
    Done,
    JudgeMessage,
    Measurement,
    NothingToJudge,
    Waited,
)
from grader.processes.jobs import Entries, JudgeJob
from grader.processes.serving import Judge, Server
from grader.report.model import CheckResult, Function

ENTRIES = Entries(
    judge="grader.judge.process:run",
    worker="grader.worker.main:serve",
    warm_up="grader.judge.process:warm_up",
    packages=("grader.suite", "grader.judge", "grader.processes", "grader.worker", "grader.program", "grader.boundary"),
    libraries=(
        *("tensorflow", "keras", "numpy", "matplotlib.pyplot", "matplotlib.backends.backend_agg"),
        *("IPython.core.inputtransformer2", "pytest", "hypothesis", "hypothesis.extra.numpy", "msgspec"),
    ),
)
GRACE_SECONDS = 60.0
"""What a judge may take above its exercise's budget before it counts as broken."""
CHECK_GRACE_SECONDS = 30.0
"""The same for one check: its calls are over in time, and what is left of it is arithmetic."""


@dataclass
class Judgement:
    """What one judge said of one exercise."""

    collected: tuple[CheckResult, ...] = ()
    results: dict[str, CheckResult] = field(default_factory=dict)
    doubts: dict[str, str] = field(default_factory=dict)
    measured: dict[str, tuple[Measurement, ...]] = field(default_factory=dict)
    functions: tuple[Function, ...] = ()
    unreadable: NothingToJudge | None = None
    """Why there is nothing to judge."""
    broken: Text = ""
    """Why the judge could not do its work, whatever the submission."""
    under_way: str = ""
    """The check that it was at when it broke; empty when at none."""
    deadly: set[str] = field(default_factory=set)
    """Checks that ended or held up two judges."""
    cut_off: set[str] = field(default_factory=set)
    """Checks for which there was no time any more, after that."""

    def add(self, other: Judgement) -> None:
        """Adds what a later judge said, of the checks that were left to it."""
        self.collected = self.collected or other.collected
        self.functions = self.functions or other.functions
        self.results |= other.results
        self.doubts |= other.doubts
        self.measured |= other.measured
        self.deadly |= other.deadly
        self.cut_off |= other.cut_off
        self.unreadable, self.broken = other.unreadable, other.broken


def run_judge(server: Server, job: JudgeJob, progress: Callable[[CheckResult], None]) -> Judgement:
    """Has `job` judged; ServerError when the server is gone, every other trouble stands in the Judgement."""
    found = Judgement()
    judge = server.start_judge(job)
    try:
        _listen(judge, time.monotonic() + job.limits.exercise + GRACE_SECONDS, found, progress)
    except DeadlinePassed:
        found.broken = "the judge did not finish in time"
    except (PeerGone, FrameError, msgspec.MsgspecError):
        found.broken = f"the judge ended before it finished: {server.last_words()}"
    finally:
        judge.end()
    return found


def _listen(judge: Judge, end: float, found: Judgement, progress: Callable[[CheckResult], None]) -> None:
    deadline = end
    while True:
        message = msgspec.msgpack.decode(judge.receive(deadline), type=JudgeMessage)
        match message:
            case Collected(checks):
                found.collected = checks
            case Waited(seconds):
                end, deadline = end + seconds, deadline + seconds
            case Began(name, seconds):
                found.under_way = name
                deadline = min(end, time.monotonic() + seconds + CHECK_GRACE_SECONDS)
            case CheckReported(result, doubt, measured):
                found.results[result.name] = result
                found.measured[result.name] = measured
                found.under_way, deadline = "", end
                if doubt:
                    found.doubts[result.name] = doubt
                else:
                    progress(result)
            case NothingToJudge():
                found.unreadable = message
                return
            case Broken(reason):
                found.broken = reason
                return
            case Done(functions):
                found.functions = functions
                return
