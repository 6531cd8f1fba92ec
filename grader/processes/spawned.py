"""A process of a pool: imports everything, waits for its role, and takes it for good."""

from __future__ import annotations

import contextlib
import os
import pkgutil
import shutil
import signal
import sys
import tempfile
import threading
from multiprocessing import connection, parent_process
from typing import NoReturn

import msgspec

from grader.boundary.frames import PeerGone
from grader.boundary.pipe import Connection, PipeChannel
from grader.processes.handing import connected, take_over
from grader.processes.jobs import Entries, JudgeJob, Role
from grader.processes.pooled import PooledWorkers
from grader.processes.preload import preload

READY = b"ready"
FAILED = 70


class Reports:
    """Where a judge reports: the pool passes it on."""

    def __init__(self, workers: PooledWorkers) -> None:
        self._workers = workers

    def send(self, payload: bytes, deadline: float | None = None) -> None:
        self._workers.report(payload)

    def receive(self, deadline: float | None = None) -> bytes:
        raise PeerGone

    def has_input(self) -> bool:
        return False

    def close(self) -> None:
        """There is nothing to close."""


def wait_for_role(pool: Connection, entries: Entries, words: str) -> None:
    """The process, from its start to its end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the front end, which then hangs up
    os.dup2(os.open(words, os.O_WRONLY | os.O_APPEND), 2)
    kind = "process"
    try:
        preload(entries)
        channel = PipeChannel(pool)
        channel.send(READY)
        role = msgspec.msgpack.decode(channel.receive(), type=Role)
        kind = role.kind
        _become(role, pool)
    except PeerGone:  # it is not needed any more
        os._exit(0)
    except BaseException as error:
        os.write(2, f"grader: {kind} failed: {type(error).__name__}: {error}\n".encode(errors="replace"))
        os._exit(FAILED)


def _become(role: Role, pool: Connection) -> NoReturn:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if role.kind == "worker":
        link = connected(take_over(pool))
        output = os.open(role.output, os.O_WRONLY | os.O_APPEND) if role.output else take_over(pool)
        memory = take_over(pool) if role.has_memory else None
        pool.close()
        _print_into(output)
        _enter([link.fileno()], memory)
        _lock(role)
        pkgutil.resolve_name(role.entries.worker)(PipeChannel(link), role.scratch, memory)
    else:
        job = msgspec.msgpack.decode(PipeChannel(pool).receive(), type=JudgeJob)
        _enter([pool.fileno()], None)
        _lock(role, job)
        tempfile.tempdir = role.scratch
        workers = PooledWorkers(pool)
        pkgutil.resolve_name(role.entries.judge)(job, workers, Reports(workers))
    os._exit(0)


def _print_into(output: int) -> None:
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(output)


def _enter(handles: list[int], memory: int | None) -> None:
    """A session of its own, without any descriptor that it does not need: that of the process that cleans up after
    `multiprocessing` would do what it is told. Elsewhere than on Linux nothing is locked in, and a thread ends the
    process with its parent."""
    if sys.platform == "linux":
        os.setsid()
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 0)
        kept = sorted({0, 1, 2, *handles, *([] if memory is None else [memory])})
        for below, above in zip(kept, [*kept[1:], os.sysconf("SC_OPEN_MAX")], strict=True):
            os.closerange(below + 1, above)
    else:
        threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None
    with contextlib.suppress(OSError):
        connection.wait([parent.sentinel])
    os._exit(0)


def _lock(role: Role, job: JudgeJob | None = None) -> None:
    if sys.platform == "linux":
        from grader.processes.launch import lock

        lock(role, job)
    elif job is None and (data := role.confinement.data):  # the course's, which a program finds where it runs
        shutil.copytree(data, os.path.join(role.scratch, os.path.basename(data)))
