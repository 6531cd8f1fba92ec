"""What a forked process does first: it becomes a judge or a worker, locked in for good. Linux only."""

from __future__ import annotations

import contextlib
import os
import pkgutil
import signal
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

assert sys.platform == "linux"

import msgspec

from grader.boundary.channel import Channel
from grader.processes import sandbox
from grader.processes.forked import ForkedWorkers
from grader.processes.jobs import JudgeJob, Role
from grader.processes.policy import Policy, judge_policy, worker_policy

JUDGE_GRACE = 60
"""Seconds of processor time that a judge has above its exercise's budget."""


@dataclass(frozen=True)
class Child:
    """A process that this one started, held by a descriptor if the system offers one, since a pid may be reused."""

    pid: int
    descriptor: int | None

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            if self.descriptor is None:
                os.kill(self.pid, signal.SIGKILL)
            else:
                signal.pidfd_send_signal(self.descriptor, signal.SIGKILL)

    def end(self) -> int:
        """Kills and reaps it; the exit code, or the negative number of the signal that ended it before."""
        self.kill()
        _, status = os.waitpid(self.pid, 0)
        if self.descriptor is not None:
            os.close(self.descriptor)
        return os.waitstatus_to_exitcode(status)


def child(pid: int) -> Child:
    """The process that this one has just started."""
    if hasattr(os, "pidfd_open"):
        with contextlib.suppress(OSError):  # gVisor and old container programs refuse it
            return Child(pid, os.pidfd_open(pid))
    return Child(pid, None)


def become(role: Role, descriptors: Sequence[int]) -> NoReturn:
    """Turns this process into a judge or worker, for good: own session, no other descriptors, locked in, then at
    work."""
    try:
        os.setsid()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE):
            signal.signal(number, signal.SIG_IGN if number == signal.SIGPIPE else signal.SIG_DFL)
        kept = _keep_only(descriptors, prints=role.kind == "worker")
        channel = Channel.of(kept[0])
        if role.kind == "worker":
            lock(role)
            pkgutil.resolve_name(role.entries.worker)(channel, role.scratch, *kept[2:])
        else:
            results = Channel.of(kept[1])
            job = msgspec.msgpack.decode(results.receive(), type=JudgeJob)
            lock(role, job)
            tempfile.tempdir = role.scratch
            pkgutil.resolve_name(role.entries.judge)(job, ForkedWorkers(channel, job.limits.output), results)
    except BaseException as error:
        os.write(2, f"grader: {role.kind} failed: {type(error).__name__}: {error}\n".encode(errors="replace"))
        os._exit(70)
    os._exit(0)


def lock(role: Role, job: JudgeJob | None = None) -> None:
    """Locks the calling process in, as the worker or the judge of a job."""
    policy = _worker_policy(role) if job is None else _judge_policy(role, job)
    sandbox.lock(policy, frozenset(role.confinement.layers), role.uid)


def _worker_policy(role: Role) -> Policy:
    held, limits = role.confinement, role.confinement.limits
    cpu = int(limits.exercise) + JUDGE_GRACE
    return worker_policy(
        role.shared, held.folder, held.data, role.scratch, role.root, limits.memory, cpu, limits.scratch
    )


def _judge_policy(role: Role, job: JudgeJob) -> Policy:
    return judge_policy(
        role.shared, job.suite, job.data, role.scratch, role.root, int(job.limits.exercise) + JUDGE_GRACE
    )


def _keep_only(descriptors: Sequence[int], prints: bool) -> list[int]:
    """Closes every other descriptor. A worker prints into its second one; a judge keeps the server's standard error."""
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(descriptors[1] if prints else null, 1)
    if prints:
        os.dup2(descriptors[1], 2)
    kept = [os.dup2(descriptor, 100 + index) for index, descriptor in enumerate(descriptors)]
    os.closerange(3, 100)
    os.closerange(100 + len(kept), os.sysconf("SC_OPEN_MAX"))
    return kept
