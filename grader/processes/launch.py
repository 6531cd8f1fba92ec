"""Starts a judge or a worker: by forking the warm server, or, where fork is not available, as a new process."""

from __future__ import annotations

import contextlib
import importlib
import os
import pkgutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NoReturn, Protocol

assert sys.platform == "linux"

import msgspec

from grader.boundary.channel import Channel
from grader.processes import sandbox
from grader.processes.forked import ForkedWorkers
from grader.processes.jobs import Confinement, Entries, JudgeJob
from grader.processes.policy import GRADER, Policy, Shared, judge_policy, worker_policy
from grader.report.model import Start

MODULES = (
    *("tensorflow", "keras", "numpy", "matplotlib.pyplot", "matplotlib.backends.backend_agg"),
    *("IPython.core.inputtransformer2", "pytest", "hypothesis", "hypothesis.extra.numpy", "msgspec"),
)
"""Imported before the first fork."""
LAZY = ("keras", "losses", "metrics", "optimizers", "initializers")
"""Names of TensorFlow that are bound anew when they are first used, which in a worker would look like damage."""
JUDGE_GRACE = 60
"""Seconds of processor time that a judge has above its exercise's budget."""


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


class Launcher(Protocol):
    def start(self, role: Role, descriptors: Sequence[int]) -> int:
        """Starts a process that takes `role`; its pid, or 0 in the new process, which must do so at once. It inherits
        exactly these descriptors (a socket, one to report or print to, and a worker's memory for arguments)."""


class Fork:
    """Forks the server, which takes ten milliseconds since everything is imported already."""

    def start(self, role: Role, descriptors: Sequence[int]) -> int:
        return os.fork()


class Spawn:
    """Starts a new interpreter for each process: slower by the import of TensorFlow, with the same results."""

    def start(self, role: Role, descriptors: Sequence[int]) -> int:
        code = f"import sys; sys.path.append({str(GRADER.parent)!r}); from {__name__} import spawned; spawned()"
        arguments = [sys.executable, "-P", "-c", code, *map(str, descriptors)]
        process = subprocess.Popen(arguments, stdin=subprocess.PIPE, pass_fds=descriptors, start_new_session=False)
        assert process.stdin is not None
        with process.stdin as stdin:
            stdin.write(msgspec.msgpack.encode(role))
        process.returncode = 0  # reaped by Child.end, not by Popen
        return process.pid


def launcher(start: Start) -> Launcher:
    return Fork() if start == "fork" else Spawn()


def spawned() -> None:
    """Entry point of a started process: its role comes on standard input."""
    role = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Role)
    preload(role.entries)
    become(role, [int(argument) for argument in sys.argv[1:]])


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
            sandbox.lock(_worker_policy(role), frozenset(role.confinement.layers), role.uid)
            pkgutil.resolve_name(role.entries.worker)(channel, role.scratch, *kept[2:])
        else:
            results = Channel.of(kept[1])
            job = msgspec.msgpack.decode(results.receive(), type=JudgeJob)
            sandbox.lock(_judge_policy(role, job), frozenset(role.confinement.layers))
            tempfile.tempdir = role.scratch
            pkgutil.resolve_name(role.entries.judge)(job, ForkedWorkers(channel, job.limits.output), results)
    except BaseException as error:
        os.write(2, f"grader: {role.kind} failed: {type(error).__name__}: {error}\n".encode(errors="replace"))
        os._exit(70)
    os._exit(0)


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


def preload(entries: Entries) -> None:
    for library in MODULES:
        importlib.import_module(library)
    sandbox.find_seccomp()
    for name in LAZY:
        dir(getattr(importlib.import_module("tensorflow"), name))
    for name in entries.packages:
        for module in pkgutil.iter_modules(getattr(importlib.import_module(name), "__path__", ()), f"{name}."):
            importlib.import_module(module.name)
    pkgutil.resolve_name(entries.warm_up)()
