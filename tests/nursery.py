"""Real workers without a judge: a warm process forks them, locked in, and a test asks them what a judge would ask."""

from __future__ import annotations

import itertools
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec

from grader.boundary.arguments import new_memory
from grader.boundary.channel import Channel
from grader.boundary.frames import PeerGone
from grader.course.model import Limits
from grader.judge.client import ENTRIES
from grader.judge.workers import WorkerLink
from grader.processes import sandbox
from grader.processes.environment import FIXED_ENVIRONMENT
from grader.processes.forked import ForkedWorker
from grader.processes.jobs import Confinement, EndWorker, Role, WorkerEnded, WorkerStarted
from grader.processes.launch import Child, become, child
from grader.processes.policy import GRADER, LAYERS, Shared, find_shared
from grader.processes.preload import preload


class Nursery:
    """Starts workers on files that it writes; both lie in a folder that a worker with a uid of its own can reach."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="nursery-", ignore_cleanup_errors=True)
        self.root = Path(self._folder.name)
        self.root.chmod(0o711)
        (self.root / "root").mkdir()
        self._numbers = itertools.count(1)
        ours, theirs = socket.socketpair()
        folders = [str(Path(__file__).parent), str(GRADER.parent)]
        code = f"import sys; sys.path += {folders!r}; import nursery; nursery.main()"
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", code, str(theirs.fileno())],
            env={**FIXED_ENVIRONMENT, "HOME": str(self.root)},
            cwd="/",
            pass_fds=[theirs.fileno()],
        )
        theirs.close()
        self._channel = Channel(ours)

    def write(self, text: str | bytes, name: str = "work.py") -> Path:
        """A submission of one file, in a folder of its own."""
        folder = self.root / f"submission-{next(self._numbers)}"
        folder.mkdir(mode=0o755)
        path = folder / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def start(self, file: Path, layers: tuple[str, ...] = LAYERS, limits: Limits = Limits()) -> WorkerLink:  # noqa: B008
        """A worker that may read the file's folder."""
        scratch = self.root / f"scratch-{next(self._numbers)}"
        scratch.mkdir(mode=0o777)
        scratch.chmod(0o777)
        confinement = Confinement(str(file.parent), limits, layers)
        ours, theirs = socket.socketpair()
        output, printed = os.pipe()
        role = Role("worker", ENTRIES, confinement, Shared(), str(self.root / "root"), str(scratch))
        memory = [] if (shared := new_memory()) is None else [shared]
        self._channel.send(msgspec.msgpack.encode(role), descriptors=[theirs.fileno(), printed, *memory])
        theirs.close()
        os.close(printed)
        started = self._answer(WorkerStarted)
        return WorkerLink(ForkedWorker(self, started.number, ours.detach(), output, limits.output, *memory))

    def end(self, number: int) -> WorkerEnded:
        """What a worker's judge asks of whoever started it."""
        self._channel.send(msgspec.msgpack.encode(EndWorker(number)))
        return self._answer(WorkerEnded)

    def close(self) -> None:
        self._channel.close()
        self._process.wait(30)
        self._folder.cleanup()

    def _answer(self, kind):
        return msgspec.msgpack.decode(self._channel.receive(time.monotonic() + 60), type=kind)


def main() -> None:
    """The warm process: a frame with descriptors is a role to start, one without ends a worker."""
    preload(ENTRIES)
    channel = Channel.of(int(sys.argv[1]))
    shared = find_shared()
    children: dict[int, Child] = {}
    while True:
        try:
            payload, descriptors = channel.receive_with_descriptors()
        except PeerGone:
            return
        if descriptors:
            role = msgspec.msgpack.decode(payload, type=Role)
            has_own = sandbox.has_own_uids(map(Path, shared.roots), role.confinement.layers)
            role = msgspec.structs.replace(role, shared=shared, uid=sandbox.own_uid(len(children)) if has_own else None)
            pid = os.fork()
            if pid == 0:
                become(role, descriptors)
            children[pid] = child(pid)
            for descriptor in descriptors:
                os.close(descriptor)
            channel.send(msgspec.msgpack.encode(WorkerStarted(pid)))
        else:
            number = msgspec.msgpack.decode(payload, type=EndWorker).number
            channel.send(msgspec.msgpack.encode(WorkerEnded(number, children.pop(number).end())))
