"""The front end's side of the fork server: starts it with a scrubbed environment, and asks it for judges."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import site
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import msgspec
import platformdirs

from grader.boundary.channel import Channel, DeadlinePassed, FrameError, PeerGone
from grader.processes.jobs import Cancel, Entries, Hello, JudgeJob, Setup, StartJudge
from grader.processes.policy import GRADER, find_shared
from grader.report.model import Start

START_SECONDS = 180
STOP_SECONDS = 10

FIXED_ENVIRONMENT = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "MPLBACKEND": "Agg",
    "KERAS_BACKEND": "tensorflow",
    "CUDA_VISIBLE_DEVICES": "-1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
    "HDF5_USE_FILE_LOCKING": "FALSE",
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
}
"""The environment of grading. Nothing of the caller's environment is passed on, so no token and no secret."""


class ServerError(Exception):
    """The fork server did not start, or is gone."""


class ForkServer:
    """A running fork server, as a context manager. `start_judge` may be called from several threads."""

    def __init__(self, entries: Entries, start: Start = "fork", secrets: Sequence[Path] = ()) -> None:
        """`secrets` are folders (suites, solutions) that no locked process may read through a library's folder."""
        self.root = Path(tempfile.mkdtemp(prefix="grade-"))
        self.root.chmod(0o711)  # a worker with a uid of its own must pass through
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._hello: Hello | None = None
        ours, theirs = socket.socketpair()
        self._process = self._start(theirs.fileno())
        theirs.close()
        self._channel = Channel(ours)
        with contextlib.suppress(PeerGone):  # `hello` reports it
            self._channel.send(msgspec.msgpack.encode(Setup(start, entries, str(self.root), find_shared(secrets))))

    def __enter__(self) -> ForkServer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int:
        return self._process.pid

    def is_gone(self) -> bool:
        """Whether the process has ended; waits briefly for one that is ending, since freeing much memory takes a
        while."""
        try:
            self._process.wait(1)
        except subprocess.TimeoutExpired:
            return False
        return True

    @property
    def warm(self) -> bool:
        return self._hello is not None

    def hello(self) -> Hello:
        """Waits until the server is warm; ServerError when it is not within three minutes."""
        with self._lock:
            if self._hello is None:
                try:
                    payload = self._channel.receive(time.monotonic() + START_SECONDS)
                except (PeerGone, DeadlinePassed, FrameError):
                    raise ServerError(f"the fork server did not start: {self.last_words()}") from None
                self._hello = msgspec.msgpack.decode(payload, type=Hello)
            return self._hello

    def start_judge(self, job: JudgeJob) -> tuple[int, Channel]:
        """Starts a judge; its number, and the channel on which it reports. ServerError when the server is gone."""
        self.hello()
        ours, theirs = socket.socketpair()
        with self._lock, theirs:
            number = next(self._numbers)
            try:
                request = StartJudge(number, job.confinement)
                self._channel.send(msgspec.msgpack.encode(request), descriptors=[theirs.fileno()])
            except (PeerGone, OSError):  # an OSError if another thread has closed it meanwhile
                raise ServerError("the fork server has ended") from None
        channel = Channel(ours)
        with contextlib.suppress(PeerGone):  # whoever listens to the judge reports that it did not start
            channel.send(msgspec.msgpack.encode(job))
        return number, channel

    def cancel(self, number: int) -> None:
        """Ends a judge and its workers; one that has ended already costs nothing."""
        with self._lock, contextlib.suppress(PeerGone, OSError):
            self._channel.send(msgspec.msgpack.encode(Cancel(number)))

    def close(self) -> None:
        """Hangs up; the server ends everything that it started, and its folder is removed."""
        self._channel.close()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._errors.close()
        shutil.rmtree(self.root, ignore_errors=True)

    def _start(self, descriptor: int) -> subprocess.Popen[bytes]:
        cache = platformdirs.user_cache_path("tf-grader") / "matplotlib"
        with contextlib.suppress(OSError):
            cache.mkdir(parents=True, exist_ok=True)
        home = self.root / "home"
        home.mkdir(mode=0o755)
        environment = {
            **FIXED_ENVIRONMENT,
            "HOME": str(home),
            "MPLCONFIGDIR": str(cache if os.access(cache, os.W_OK) else home),
            "PYTHONUSERBASE": site.getuserbase(),
        }
        # appended, so that a library of the environment is never shadowed by what lies beside the grader
        start = "from grader.processes.fork_server import start; start()"
        code = f"import sys; sys.path.append({str(GRADER.parent)!r}); {start}"
        self._errors = tempfile.TemporaryFile(dir=self.root)  # noqa: SIM115  # closed in close()
        return subprocess.Popen(
            [sys.executable, "-P", "-c", code, str(descriptor)],
            env=environment,
            cwd="/",
            pass_fds=[descriptor],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
            start_new_session=True,  # Ctrl-C reaches the front end alone, which then hangs up
        )

    def last_words(self) -> str:
        """The last line that the server or a judge wrote to standard error; for an author or a bug report."""
        if self._errors.closed:
            return "it was stopped"
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").strip().splitlines()
        return lines[-1][:500] if lines else "it left no message"
