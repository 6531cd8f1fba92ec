"""Pools that stay warm between two gradings of a user, on every system.

A file in a folder that belongs to the user alone tells where a pool listens, and the key that it wants to hear. The
file's name tells for which installation the pool works. Two that are started at the same time do no harm: the one that
lost its file ends when nobody uses it. Whatever goes wrong here is no error: the grading then starts a pool as if there
were none.
"""

from __future__ import annotations

import contextlib
import os
import platform
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import platformdirs
import psutil

from grader.processes.environment import new_root
from grader.processes.fingerprint import digest, fingerprint
from grader.processes.jobs import Announced, Entries
from grader.processes.pool_client import PoolServer, announced, launch, told_by
from grader.processes.serving import Seen, ServerError

NOT_OURS = 0o077
"""Bits of a mode that let others in."""


class WarmPool(PoolServer):
    """A connection with a pool that outlives it."""

    def __init__(self, told: Announced) -> None:
        super().__init__()
        self._told = told

    def _announced(self) -> Announced:
        return self._told


def connect(entries: Entries, versions: Mapping[str, str], idle: float) -> WarmPool | None:
    """The user's warm pool of these versions, started if it does not run, to end after `idle` seconds without a judge;
    None where there can be none."""
    try:
        folder = _folder()
        if folder is None:
            return None
        place = folder / _name(versions)
        return _reached(place) or _started(entries, place, idle)
    except OSError:
        return None


def seen(versions: Mapping[str, str]) -> list[Seen]:
    """The user's warm pools on this machine."""
    found = []
    for name, pool in _all():
        with pool:
            hello = pool.hello()
            found.append(Seen(hello.pid, hello.idle, _memory(hello.pid), name == _name(versions)))
    return found


def has_place() -> bool:
    """Whether there is a folder for the file."""
    with contextlib.suppress(OSError):
        return _folder() is not None
    return False


def stop() -> int:
    """Ends the user's warm pools; how many there were."""
    stopped = 0
    for _, pool in _all():
        with pool:
            pool.stop()
            stopped += 1
    return stopped


def _all() -> Iterator[tuple[str, WarmPool]]:
    with contextlib.suppress(OSError):
        for place in sorted((_folder() or Path()).glob(f"{_machine()}-*.pool")):
            if pool := _reached(place):
                yield place.name, pool


def _folder() -> Path | None:
    """A folder that is the user's alone; on Windows, those of a user's profile are."""
    path = platformdirs.user_cache_path("tf-grader") / "pools"
    if not path.is_absolute():  # of somebody who has no home
        return None
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if sys.platform != "win32":
        status = path.lstat()
        if status.st_uid != os.geteuid() or status.st_mode & NOT_OURS or path.is_symlink():
            return None
    return path if os.access(path, os.W_OK) else None


def _reached(place: Path) -> WarmPool | None:
    """The pool that listens, if it does; what one that was killed has left is removed."""
    told = announced(place)
    if told is None:
        return None
    pool = WarmPool(told)
    try:
        pool.hello()
    except ServerError:
        pool.close()
        with contextlib.suppress(OSError):
            place.unlink()
        return None
    return pool


def _started(entries: Entries, place: Path, idle: float) -> WarmPool | None:
    root = new_root()
    process, _ = launch(root, entries, str(place), idle)
    told = told_by(process)
    assert process.stdout is not None
    process.stdout.close()
    if told is None:
        shutil.rmtree(root, ignore_errors=True)
        return None
    process.returncode = 0  # it outlives this process, which does not wait for it
    return WarmPool(told)


def _name(versions: Mapping[str, str]) -> str:
    return f"{_machine()}-{fingerprint(versions)}.pool"


def _machine() -> str:
    """This machine: a home folder may be seen by several, but no process is."""
    return digest(platform.node().encode())


def _memory(pid: int) -> int | None:
    """Bytes that the pool and its processes have for themselves."""
    total = 0
    with contextlib.suppress(psutil.Error):
        pool = psutil.Process(pid)
        for process in (pool, *pool.children()):
            total += process.memory_info().rss
    return total or None
