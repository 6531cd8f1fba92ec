"""Tries the sandbox on the kernel that runs: the inner half, started by `machine.py` in a machine that it booted.

Every attack that a layer stops is tried in a worker that imports no TensorFlow: with all layers that the kernel offers,
with each of them alone, and with none. The last line printed is the result, as JSON.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import signal
import socket
import sys
import tempfile
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import numpy as np

HERE = Path(__file__).resolve().parent
sys.path += [str(HERE.parent), str(HERE.parents[1])]

from attack_field import ATTACKS, SIGN, Attack, read_attack  # noqa: E402

from grader.processes import guarantees, landlock, sandbox  # noqa: E402
from grader.processes.policy import Shared, find_shared, worker_policy  # noqa: E402

SECONDS = 120
"""An emulated machine is slow."""
SUBMISSION = "class/alice/activations.py"
FILES = {
    SUBMISSION: "relu = 7",
    "course/test_suite.py": "def test_relu(submission): ...",
    "libraries/unread.py": "",
    "outside/grades.csv": "alice, 100",
    "outside/empty": "",
}


def main(wanted: list[str]) -> None:
    """Tries the attacks of these names, all without one; `exercise` is one too, and is graded last."""
    if os.getpgrp() != os.getpid():
        os.setsid()  # its group is its own, as that of a fork server
    layers = sandbox.available()
    names = [name for name in wanted if name != "exercise"]
    paths = [ATTACKS / f"{name}.py" for name in names] or sorted(ATTACKS.glob("*.py"))
    with tempfile.TemporaryDirectory(prefix="attacks-") as home:
        field = Field(Path(home))
        attacks = {}
        for attack in filter(lambda attack: attack.layers, map(read_attack, paths)):
            attacks[attack.title] = field.outcome(attack, layers)
            print(attack.path.stem, attacks[attack.title], flush=True)
    found = {
        "kernel": ".".join(platform.release().split("-")[0].split(".")[:2]),
        "landlock": landlock.abi(),
        "layers": layers,
        "unmet": guarantees.unmet(layers),
        "attacks": attacks,
        "exercise": None,
    }
    print(json.dumps(found), flush=True)
    if "exercise" in wanted:
        print(json.dumps({**found, "exercise": graded()}), flush=True)


class Field:
    """What an attack may meet: things and processes to leave alone, laid out as the grader does it. The folders are
    those of a class, of private copies, and of a fork server with the scratch folder of another worker."""

    def __init__(self, home: Path) -> None:
        home.chmod(0o755)
        for name in ("class", "class/alice", "copies", "course", "libraries", "outside", "server", "server/other"):
            (home / name).mkdir(mode=0o755)
        for name, text in FILES.items():
            (home / name).write_text(text)
        for path in (home / "outside", *(home / "outside").iterdir(), home / SUBMISSION):
            path.chmod(0o777)
        self._home = home
        self._shared = _with_root(find_shared(), home / "libraries")
        self._listener = socket.create_server(("127.0.0.1", 0))
        sandbox.find_seccomp()

    def outcome(self, attack: Attack, layers: tuple[str, ...]) -> dict[str, Any]:
        """Whether it acts in the whole sandbox, and the layers that stop it alone; none where it cannot act at all."""
        able = self._acts(attack, ())
        alone = [each for each in attack.layers if able and each in layers and not self._acts(attack, (each,))]
        return {"able": able, "acts": self._acts(attack, layers), "stopped by": alone}

    def _acts(self, attack: Attack, layers: tuple[str, ...]) -> bool:
        source = attack.path.read_text(encoding="utf-8")
        copy = Path(tempfile.mkdtemp(dir=self._home / "copies"))
        copy.chmod(0o755)
        (copy / "activations.py").write_text(source)
        scratch = Path(tempfile.mkdtemp(dir=self._home / "server"))
        unread = self._home / "libraries" / "unread.py"
        os.utime(unread, ns=(0, unread.stat().st_mtime_ns))
        uid = sandbox.own_uid(1) if sandbox.has_own_uids([], layers) else None
        if uid is not None:
            os.chown(scratch, uid, uid)
        view = str(self._home / "server")
        folders = {"submission": str(copy), "data": "", "scratch": str(scratch), "mount_point": view}
        policy = worker_policy(self._shared, **folders, memory=512, cpu=60, size=8)
        read, write = os.pipe()
        if (pid := os.fork()) == 0:
            try:
                self._become_worker(write)
                sandbox.lock(policy, frozenset(layers), uid)
                os.chdir(scratch)
                names: dict[str, Any] = {"np": np}
                exec(compile(source, "activations.py", "exec"), names)
                names[attack.attacks[0]](np.ones(3))
            except BaseException as error:
                os.write(1, f"{type(error).__name__}: {error}".encode(errors="replace"))
            os._exit(0)
        os.close(write)
        said = _read(read, pid)
        for path in (copy, scratch):
            shutil.rmtree(path, ignore_errors=True)
        if not layers and SIGN not in said:
            print(f"{attack.path.stem} cannot act: {said}", flush=True)
        return SIGN in said

    def _become_worker(self, output: int) -> None:
        os.setsid()
        os.dup2(output, 1)
        channel = os.dup2(self._listener.fileno(), 100)
        world = ModuleType("world")
        world.__dict__.update(
            OUTSIDE=str(self._home / "outside" / "grades.csv"),
            EMPTY=str(self._home / "outside" / "empty"),
            SUITE=str(self._home / "course" / "test_suite.py"),
            UNREAD=str(self._home / "libraries" / "unread.py"),
            SUBMISSION=str(self._home / SUBMISSION),
            SERVER=os.getppid(),
            CALLER=os.getppid(),
            PORT=self._listener.getsockname()[1],
            CHANNEL=channel,
            acts=lambda: print(SIGN, flush=True),
        )
        sys.modules["world"] = world


def _with_root(shared: Shared, folder: Path) -> Shared:
    return msgspec.structs.replace(shared, roots=(*shared.roots, str(folder)), read=(*shared.read, str(folder)))


def _read(descriptor: int, pid: int) -> str:
    """What the process printed; it is ended when its time is up."""
    signal.signal(signal.SIGALRM, lambda number, frame: os.kill(pid, signal.SIGKILL))
    signal.alarm(SECONDS)
    with open(descriptor, errors="replace") as output:
        said = output.read()
    os.waitpid(pid, 0)
    signal.alarm(0)
    return said


def graded() -> dict[str, Any]:
    """One whole exercise of the course, graded in this machine under `strict`, with time for a slow one."""
    from grader.course.model import BUILT_IN_SUITES, Course, Limits, load_course
    from grader.grading.grader import Grader, Options
    from grader.judge.client import ENTRIES
    from grader.processes.client import OwnServer

    course: Course = load_course(BUILT_IN_SUITES.parent)
    (exercise,) = course.choose(["activations"])
    slow = msgspec.structs.replace(exercise, limits=Limits(load=1800.0, call=1800.0, check=1800.0, exercise=7200.0))
    patient = msgspec.structs.replace(course, exercises=(slow,))
    with OwnServer(ENTRIES) as server:
        server._patience = 3600
        started = time.monotonic()
        print("the server is warm:", server.hello().pid, round(time.monotonic() - started), "s", flush=True)
        report = Grader(patient, Options(sandbox="strict"), server).grade(course.root.parent / "solutions", [slow])
        for check in report.exercises[0].checks:
            print(check.status, check.name, check.message, flush=True)
    return {"name": slow.name, "score": f"{report.score:g} of {report.max_score:g}"}


if __name__ == "__main__":
    main(sys.argv[1:])
