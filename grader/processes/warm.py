"""Fork servers that stay warm between two gradings of a user. Linux only.

They listen in a folder that belongs to the user alone. The name of a socket tells for which installation its server
works, so that another version of anything starts a server of its own. Whatever goes wrong here is no error: the
grading then starts a server as if there were none.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import socket
import stat
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

assert sys.platform == "linux"

import msgspec
import platformdirs

from grader.boundary.channel import is_ours
from grader.boundary.frames import PeerGone
from grader.processes.client import ForkServer, launch
from grader.processes.environment import START_SECONDS, STOP_SECONDS, new_root
from grader.processes.fingerprint import digest, fingerprint
from grader.processes.jobs import ERRORS, SOCKET_OF_WARM, Entries, Setup, Stop
from grader.processes.serving import Seen, ServerError

ANSWER_SECONDS = 5.0
"""How long a server that is warm may take to answer; one that takes longer is not waited for."""
LOCK_SECONDS = 5.0
BACKLOG = 64
NOT_OURS = 0o077
"""Bits of a mode that let others in."""


class SocketFolder(NamedTuple):
    """The user's folder of sockets, and an open descriptor of it: its path may be too long for a socket, and may lead
    elsewhere a moment later."""

    path: Path
    descriptor: int

    def address(self, name: str) -> str:
        return f"/proc/self/fd/{self.descriptor}/{name}"


class WarmServer(ForkServer):
    """A connection with a server that outlives it."""

    def __init__(self, place: SocketFolder, name: str, connection: socket.socket) -> None:
        mode = stat.S_IMODE(os.stat(place.address(name)).st_mode)
        self._said_warm = mode == SOCKET_OF_WARM
        words = open(place.address(name + ERRORS), "rb")  # noqa: SIM115  # closed in close()
        super().__init__(connection, words, patience=ANSWER_SECONDS if self._said_warm else START_SECONDS)

    @property
    def warm(self) -> bool:
        return self._said_warm or super().warm

    def stop(self) -> None:
        """Ends the server, with everything that runs on it."""
        self.hello()
        with contextlib.suppress(PeerGone):
            self._channel.send(msgspec.msgpack.encode(Stop()))
            self._channel.hangs_up(STOP_SECONDS)


def connect(entries: Entries, versions: Mapping[str, str], idle: float) -> WarmServer | None:
    """The user's warm server of these versions, started if it does not run, to end after `idle` seconds without a
    judge; None where there can be none."""
    try:
        with _open_place() as place, _alone(place):
            name = _name(versions)
            found = _reach(place, name) or _start(place, name, Setup(entries, "", str(place.path / name), idle))
            return WarmServer(place, name, found)
    except OSError:
        return None


def seen(versions: Mapping[str, str]) -> list[Seen]:
    """The user's warm servers on this machine; one that does not answer is left out."""
    found = []
    for name, server in _all():
        with contextlib.suppress(ServerError), server:
            hello = server.hello()
            found.append(Seen(hello.pid, hello.idle, memory_of(hello.pid), name == _name(versions)))
    return found


def has_place() -> bool:
    """Whether there is a folder for a socket."""
    with contextlib.suppress(OSError), _open_place():
        return True
    return False


def stop() -> int:
    """Ends the user's warm servers; how many there were."""
    stopped = 0
    for _, server in _all():
        with contextlib.suppress(ServerError), server:
            server.stop()
            stopped += 1
    return stopped


def _all() -> Iterator[tuple[str, WarmServer]]:
    with contextlib.suppress(OSError), _open_place() as place:
        for name in sorted(os.listdir(place.descriptor)):
            if name.startswith(_machine()) and name.endswith(".socket"):
                with contextlib.suppress(OSError):
                    if connection := _reach(place, name):
                        yield name, WarmServer(place, name, connection)


@contextlib.contextmanager
def _open_place() -> Iterator[SocketFolder]:
    """OSError where no folder is the user's alone."""
    for path in (
        Path(os.environ.get("XDG_RUNTIME_DIR", ""), "tf-grader"),
        platformdirs.user_cache_path("tf-grader") / "servers",
        Path(tempfile.gettempdir(), f"tf-grader-{os.geteuid()}"),
    ):
        if (descriptor := _open_private(path)) is not None:
            break
    else:
        raise FileNotFoundError("there is no folder for a socket")
    try:
        yield SocketFolder(path, descriptor)
    finally:
        os.close(descriptor)


def _open_private(path: Path) -> int | None:
    if not path.is_absolute():  # of somebody who has no such folder
        return None
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    found = os.fstat(descriptor)
    if found.st_uid == os.geteuid() and not found.st_mode & NOT_OURS and os.access(path, os.W_OK):
        return descriptor
    os.close(descriptor)
    return None


@contextlib.contextmanager
def _alone(place: SocketFolder) -> Iterator[None]:
    """Nobody else of this user starts a server meanwhile; starting one takes milliseconds."""
    end = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            fcntl.flock(place.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)
    try:
        yield
    finally:
        fcntl.flock(place.descriptor, fcntl.LOCK_UN)


def _reach(place: SocketFolder, name: str) -> socket.socket | None:
    """A connection with the server of this name; None where nobody listens any more. OSError where somebody does who is
    not of this user, or does not answer."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(ANSWER_SECONDS)
        connection.connect(place.address(name))
        if not is_ours(connection):
            raise PermissionError(f"{name} belongs to somebody else")
    except (FileNotFoundError, ConnectionRefusedError):
        connection.close()
        return None
    except OSError:
        connection.close()
        raise
    return connection


def _start(place: SocketFolder, name: str, setup: Setup) -> socket.socket:
    """Starts a server that listens under this name; a connection with it, before it is warm."""
    _sweep(place, name)
    root = new_root()
    try:
        with (
            socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener,
            open(place.address(name + ERRORS), "xb") as words,
        ):
            listener.bind(place.address(name))
            os.chmod(place.address(name), stat.S_IRUSR | stat.S_IWUSR)
            listener.listen(BACKLOG)
            launch(msgspec.structs.replace(setup, root=str(root)), listener, words)
            connection = _reach(place, name)
    except OSError:
        shutil.rmtree(root, ignore_errors=True)
        raise
    if connection is None:
        raise ConnectionRefusedError(name)
    return connection


def _sweep(place: SocketFolder, name: str) -> None:
    """Removes what a server left that has been killed: its socket, on which nobody listens, and its errors."""
    for path in (name, name + ERRORS):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path, dir_fd=place.descriptor)


def _name(versions: Mapping[str, str]) -> str:
    return f"{_machine()}-{fingerprint(versions)}.socket"


def _machine() -> str:
    """This machine since it was started, and the container: a home folder may be seen by several, but no process is."""
    spaces = [os.readlink(f"/proc/self/ns/{kind}") for kind in ("mnt", "pid", "user")]
    return digest("".join((Path("/proc/sys/kernel/random/boot_id").read_text(), *spaces)).encode())


def memory_of(pid: int) -> int | None:
    with contextlib.suppress(OSError, StopIteration, ValueError), open(f"/proc/{pid}/smaps_rollup") as rollup:
        return next(int(line.split()[1]) * 1024 for line in rollup if line.startswith("Pss:"))
    return None
