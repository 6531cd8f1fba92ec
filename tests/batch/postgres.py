"""A PostgreSQL server of one's own, in a folder, for tests: `with server(folder) as url`."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

DEBIAN = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
NOBODY = pwd.getpwnam("nobody")


def find() -> Path | None:
    """The folder of its programs, which Debian does not put on the PATH."""
    elsewhere = shutil.which("pg_ctl")
    return DEBIAN[-1] if DEBIAN else Path(os.path.realpath(elsewhere)).parent if elsewhere else None


class Server:
    """Speaks through a Unix socket in its folder, to its own user only."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self._folder = folder
        # it refuses to be root
        self._user = {"user": NOBODY.pw_uid, "group": NOBODY.pw_gid, "extra_groups": []} if os.getuid() == 0 else {}
        folder.mkdir(mode=0o700)
        if self._user:
            os.chown(folder, NOBODY.pw_uid, NOBODY.pw_gid)
        self._run("initdb", "-A", "trust", "-U", "grader", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8")

    def start(self) -> None:
        settings = f"-c listen_addresses= -c unix_socket_directories={self._folder} -c fsync=off -c shared_buffers=16MB"
        self._run("pg_ctl", "start", "-w", "-s", "-l", str(self._folder / "log"), "-o", settings)

    def stop(self) -> None:
        """At once: whoever is connected loses the connection."""
        self._run("pg_ctl", "stop", "-m", "immediate", "-w", "-s")

    def new_database(self, name: str) -> str:
        """The URL of an empty one."""
        self._run("createdb", "-h", str(self._folder), "-U", "grader", name, data=False)
        return f"postgresql://grader@/{name}?host={self._folder}"

    def _run(self, program: str, *words: str, data: bool = True) -> None:
        folder = ["-D", str(self._folder / "data")] if data else []
        command = [str(self._programs / program), *folder, *words]
        silent = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT}
        subprocess.run(command, check=True, cwd="/", env={"PATH": "/usr/bin:/bin"}, **silent, **self._user)


@contextlib.contextmanager
def server(programs: Path, folder: Path) -> Iterator[Server]:
    made = Server(programs, folder)
    made.start()
    try:
        yield made
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):  # a test has stopped it already
            made.stop()
