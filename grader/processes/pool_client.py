"""The front end's side of a pool: starts one with a scrubbed environment, and asks it for judges."""

from __future__ import annotations

import contextlib
import secrets
import shutil
import subprocess
import sys
import threading
import time
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client
from pathlib import Path
from typing import Any

import msgspec

from grader.boundary.frames import DeadlinePassed, FrameError, PeerGone
from grader.boundary.pipe import PipeChannel
from grader.processes.environment import START_SECONDS, STOP_SECONDS, new_root, of_grading
from grader.processes.jobs import (
    Announced,
    Entries,
    JudgeJob,
    JudgeStarted,
    JudgeWanted,
    PoolHello,
    PoolSetup,
    Stay,
    Stop,
)
from grader.processes.policy import GRADER, NOTHING_SHARED, find_shared
from grader.processes.serving import Server, ServerError

HIDDEN: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""Windows would show a window for it."""


class PooledJudge:
    """A judge, by the connection on which the pool passes on what it reports."""

    def __init__(self, channel: PipeChannel) -> None:
        self._channel = channel

    def receive(self, deadline: float) -> bytes:
        return self._channel.receive(deadline)

    def end(self) -> None:
        self._channel.close()


class PoolServer(Server):
    """A connection with a pool, as a context manager. `start_judge` may be called from several threads."""

    def __init__(self) -> None:
        self._front = secrets.randbits(63)
        self._lock = threading.Lock()
        self._stay: PipeChannel | None = None
        self._hello: PoolHello | None = None
        self._closed = False

    @property
    def pid(self) -> int:
        return self.hello().pid

    @property
    def answered(self) -> bool:
        return self._hello is not None

    @property
    def warm(self) -> bool:
        return self._hello is not None and self._hello.warm

    def hello(self) -> PoolHello:
        """What the pool says of itself; ServerError."""
        with self._lock:
            if self._hello is None:
                try:
                    self._stay = self._connect(Stay(self._front))
                    payload = self._stay.receive(time.monotonic() + START_SECONDS)
                    self._hello = msgspec.msgpack.decode(payload, type=PoolHello)
                except (PeerGone, DeadlinePassed, FrameError, msgspec.MsgspecError):
                    raise ServerError(f"the pool did not start: {self.last_words()}") from None
            return self._hello

    def start_judge(self, job: JudgeJob) -> PooledJudge:
        """Waits until there is room for another one. ServerError when the server is gone."""
        self.hello()
        shared = find_shared(job.secrets) if job.layers else NOTHING_SHARED
        channel = self._connect(JudgeWanted(self._front, job, shared))
        try:
            msgspec.msgpack.decode(channel.receive(), type=JudgeStarted)
        except (PeerGone, FrameError, msgspec.MsgspecError):
            channel.close()
            raise ServerError(f"the pool could not start a judge: {self.last_words()}") from None
        return PooledJudge(channel)

    def is_gone(self, seconds: float = 1) -> bool:
        if self._closed:
            return True
        if self._stay is None:
            return False
        try:
            return self._stay.has_input(seconds)  # after its greeting it says nothing more
        except PeerGone:
            return True

    def close(self) -> None:
        self._closed = True
        if self._stay is not None:
            self._stay.close()

    def last_words(self) -> str:
        try:
            lines = self._words().read_bytes().decode(errors="replace").strip().splitlines()
        except OSError:
            return "it was stopped"
        return lines[-1][:500] if lines else "it left no message"

    def stop(self) -> None:
        """Ends the pool, with everything that runs in it."""
        with contextlib.suppress(ServerError):
            self.hello()
            self._connect(Stop()).close()
            self.is_gone(STOP_SECONDS)

    def _announced(self) -> Announced:
        """Where it listens; ServerError."""
        raise NotImplementedError

    def _words(self) -> Path:
        """The file that it and its processes write their errors to."""
        return Path(self._announced().words)

    def _connect(self, request: Stay | JudgeWanted | Stop) -> PipeChannel:
        found = self._announced()
        try:
            connected: Any = Client(found.address, authkey=found.key)  # whose kind depends on the system
            channel = PipeChannel(connected)
            channel.send(msgspec.msgpack.encode(request))
        except (OSError, EOFError, PeerGone, AuthenticationError):
            raise ServerError(f"the pool has ended: {self.last_words()}") from None
        return channel


class OwnPool(PoolServer):
    """A pool of this process alone: it ends with it."""

    def __init__(self, entries: Entries) -> None:
        super().__init__()
        self.root = new_root()
        self._process, self._setup = launch(self.root, entries)
        self._told: Announced | None = None
        self._telling = threading.Lock()

    def close(self) -> None:
        super().close()
        if self._stay is None:  # it would wait for somebody to come
            self._process.kill()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()
        shutil.rmtree(self.root, ignore_errors=True)

    def _words(self) -> Path:
        return Path(self._setup.words)

    def _announced(self) -> Announced:
        with self._telling:
            if self._told is None:
                self._told = told_by(self._process)
            if self._told is None:
                raise ServerError(f"the pool did not start: {self.last_words()}")
            return self._told


def launch(
    root: Path, entries: Entries, place: str = "", idle: float = 0.0
) -> tuple[subprocess.Popen[bytes], PoolSetup]:
    """Starts a pool in the folder `root`."""
    words = root / "words"
    words.touch(mode=0o600)
    setup = PoolSetup(
        entries=entries, root=str(root), key=secrets.token_bytes(32), words=str(words), place=place, idle=idle
    )
    # appended, so that a library of the environment is never shadowed by what lies beside the grader
    start = "from grader.processes.pool import main; main()"
    with open(words, "ab") as errors:
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", f"import sys; sys.path.append({str(GRADER.parent)!r}); {start}"],
            env=of_grading(root),
            cwd=root / "home",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,  # Ctrl-C reaches the front end alone, which then hangs up
            creationflags=HIDDEN,
        )
    assert process.stdin is not None
    with contextlib.suppress(OSError), process.stdin as stdin:  # whoever connects learns it
        stdin.write(msgspec.msgpack.encode(setup))
    return process, setup


def told_by(process: subprocess.Popen[bytes]) -> Announced | None:
    """What a pool says on its standard output; None when it has ended before."""
    assert process.stdout is not None
    try:
        return msgspec.json.decode(process.stdout.readline(), type=Announced)
    except (OSError, ValueError, msgspec.MsgspecError):
        return None


def announced(place: Path) -> Announced | None:
    """What a file says of a pool that listens; None where there is none."""
    try:
        return msgspec.json.decode(place.read_bytes(), type=Announced)
    except (OSError, msgspec.MsgspecError):
        return None
