"""The front end's side of a fork server: starts one with a scrubbed environment, and asks it for judges."""

from __future__ import annotations

import contextlib
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import IO

assert sys.platform == "linux"

import msgspec

from grader.boundary.channel import Channel
from grader.boundary.frames import DeadlinePassed, FrameError, PeerGone
from grader.processes.environment import START_SECONDS, STOP_SECONDS, new_root, of_grading
from grader.processes.jobs import Cancel, Entries, Hello, JudgeJob, Setup, StartJudge
from grader.processes.policy import GRADER, find_shared
from grader.processes.serving import Server, ServerError

assert sys.platform == "linux"


NOTICE = re.compile(r"[IW]\d{4} |WARNING: All log messages before absl")
"""How lines begin that TensorFlow writes whatever happens."""


class ForkedJudge:
    """A judge, by the channel on which it reports."""

    def __init__(self, server: ForkServer, number: int, channel: Channel) -> None:
        self._server = server
        self._number = number
        self._channel = channel

    def receive(self, deadline: float) -> bytes:
        return self._channel.receive(deadline)

    def end(self) -> None:
        self._channel.close()
        self._server.cancel(self._number)


class ForkServer(Server):
    """A connection with a fork server, as a context manager. `start_judge` may be called from several threads."""

    def __init__(self, connection: socket.socket, words: IO[bytes], *, patience: float = START_SECONDS) -> None:
        """`words` is the file to which the server writes its errors; it says hello within `patience` seconds."""
        self._words = words
        self._patience = patience
        self._lock = threading.Lock()
        self._hello: Hello | None = None
        self._channel = Channel(connection)

    @property
    def pid(self) -> int:
        return self.hello().pid

    @property
    def answered(self) -> bool:
        """Whether it has said hello."""
        return self._hello is not None

    @property
    def warm(self) -> bool:
        """Whether it has imported everything, as far as is known."""
        return self.answered

    def is_gone(self, seconds: float = 1) -> bool:
        """Whether the server has ended; waits briefly for one that is ending, since freeing much memory takes a
        while."""
        return self._channel.hangs_up(seconds)

    def hello(self) -> Hello:
        """Waits until the server is warm; ServerError when it is not in time."""
        with self._lock:
            if self._hello is None:
                try:
                    payload = self._channel.receive(time.monotonic() + self._patience)
                    self._hello = msgspec.msgpack.decode(payload, type=Hello)
                except (PeerGone, DeadlinePassed, FrameError, msgspec.MsgspecError, OSError):
                    self._channel.close()
                    raise ServerError(f"the fork server did not start: {self.last_words()}") from None
            return self._hello

    def start_judge(self, job: JudgeJob) -> ForkedJudge:
        self.hello()
        ours, theirs = socket.socketpair()
        request = StartJudge(secrets.randbits(63), job.confinement, find_shared(job.secrets))
        with self._lock, theirs:
            try:
                self._channel.send(msgspec.msgpack.encode(request), descriptors=[theirs.fileno()])
            except (PeerGone, OSError):  # an OSError if another thread has closed it meanwhile
                raise ServerError("the fork server has ended") from None
        channel = Channel(ours)
        with contextlib.suppress(PeerGone):  # whoever listens to the judge reports that it did not start
            channel.send(msgspec.msgpack.encode(job))
        return ForkedJudge(self, request.number, channel)

    def cancel(self, number: int) -> None:
        """Ends a judge and its workers; one that has ended already costs nothing."""
        with self._lock, contextlib.suppress(PeerGone, OSError):
            self._channel.send(msgspec.msgpack.encode(Cancel(number)))

    def close(self) -> None:
        """Hangs up; the server ends everything that it started for this connection."""
        self._channel.close()
        self._words.close()

    def last_words(self) -> str:
        """The last line that the server or a judge wrote to standard error; for an author or a bug report."""
        if self._words.closed:
            return "it was stopped"
        self._words.seek(0)
        said = self._words.read().decode(errors="replace").strip().splitlines()
        lines = [line for line in said if not NOTICE.match(line)]
        return lines[-1][:500] if lines else "it left no message"


class OwnServer(ForkServer):
    """A fork server of this process alone: it ends with it."""

    def __init__(self, entries: Entries) -> None:
        self.root = new_root()
        words = tempfile.TemporaryFile(dir=self.root)  # noqa: SIM115  # closed in close()
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = launch(Setup(entries, str(self.root)), theirs, words)
        super().__init__(ours, words)

    def close(self) -> None:
        """The server ends everything that it started, and its folder is removed."""
        super().close()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self.root, ignore_errors=True)


def launch(setup: Setup, connection: socket.socket, words: IO[bytes]) -> subprocess.Popen[bytes]:
    """Starts a fork server that serves `connection` and writes its errors to `words`."""
    # appended, so that a library of the environment is never shadowed by what lies beside the grader
    start = "from grader.processes.fork_server import main; main()"
    code = f"import sys; sys.path.append({str(GRADER.parent)!r}); {start}"
    process = subprocess.Popen(
        [sys.executable, "-P", "-c", code, str(connection.fileno())],
        env=of_grading(Path(setup.root)),
        cwd="/",
        pass_fds=[connection.fileno()],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=words,
        start_new_session=True,  # Ctrl-C reaches the front end alone, which then hangs up
    )
    assert process.stdin is not None
    with contextlib.suppress(BrokenPipeError), process.stdin as stdin:  # `hello` reports it
        stdin.write(msgspec.msgpack.encode(setup))
    return process
