"""What each locked process may do: data only, as is `syscalls.py`. `sandbox.py` is the mechanism, `guarantees.py` says
what follows from it.

A role (worker, judge) gets a `Policy`; what is the same for every process of a server is found once, as `Shared`.
"""

from __future__ import annotations

import contextlib
import functools
import importlib.metadata
import os
import site
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

LAYERS = ("mounts", "landlock-files", "landlock-scope", "seccomp", "limits", "identity")
"""Every layer of the sandbox, in the order in which docs/security.md describes them."""

GRADER = Path(__file__).resolve().parent.parent

SYSTEM_READ = ("/lib", "/lib64", "/usr/lib", "/usr/local/lib", "/usr/share/fonts", "/etc/ld.so.cache")
KERNEL_READ = (
    *("/proc/self/cmdline", "/proc/self/status", "/proc/self/stat", "/proc/self/statm", "/proc/self/maps"),
    *("/proc/cpuinfo", "/sys/devices/system/cpu", "/dev/urandom", "/dev/null"),
)
"""Of `/proc/self` a few files only: others reveal mounts, sockets and the work of other processes."""
DEVICE_WRITE = ("/dev/null",)

JUDGE_SYSCALLS = ("recvmsg",)
"""The judge receives its workers' descriptors from the fork server."""

MiB = 1024 * 1024
MAX_ENTRIES = 2000
"""Files and folders in a scratch folder."""


class Shared(msgspec.Struct, frozen=True):
    """What every locked process of a server may read: the interpreter and its libraries."""

    roots: tuple[str, ...] = ()
    """Folders and files, each mounted whole."""
    hidden: tuple[str, ...] = ()
    """What is below a root but must stay hidden: the grader, secrets."""
    links: tuple[tuple[str, str], ...] = ()
    """Links on the way to a root, and what they lead to."""
    read: tuple[str, ...] = ()
    """The roots without what is hidden: a root that holds something hidden is replaced by its entries."""


NOTHING_SHARED = Shared()


@dataclass(frozen=True)
class Policy:
    """One locked process: what it may read and write, system calls, and limits in bytes, seconds and counts."""

    shared: Shared = NOTHING_SHARED
    own: tuple[str, ...] = ()
    """What it alone may read: the copy of a submission, or a suite."""
    data: str = ""
    """A folder that it may read, and finds as `data` in its scratch folder."""
    scratch: str = ""
    """The folder that it may write."""
    mount_point: str = ""
    """A folder on which its view of the machine is laid out."""
    more_syscalls: tuple[str, ...] = ()
    """Those that it may use besides the ones of every locked process."""
    memory: int = 2048 * MiB
    """Address space above what the process has when it is locked."""
    cpu: int = 120
    scratch_size: int = 64 * MiB
    """Of all files in the scratch folder together, and so of each."""
    open_files: int = 128
    threads: int = 512
    """Counted per uid, so in force only where the process has a uid of its own."""

    @property
    def read(self) -> tuple[str, ...]:
        data = (self.data,) if self.data else ()
        return (*self.shared.read, *KERNEL_READ, *self.own, *data, *self.write)

    @property
    def write(self) -> tuple[str, ...]:
        return (self.scratch,) if self.scratch else ()


def worker_policy(
    shared: Shared, submission: str, data: str, scratch: str, mount_point: str, memory: int, cpu: int, size: int
) -> Policy:
    """A worker reads libraries, its copy of the submission and the course's data, and writes its scratch folder; sizes
    in MiB."""
    return Policy(
        shared, (submission,), data, scratch, mount_point, memory=memory * MiB, cpu=cpu, scratch_size=size * MiB
    )


def judge_policy(shared: Shared, suite: str, data: str, scratch: str, mount_point: str, cpu: int) -> Policy:
    """A judge reads libraries, its one suite and the course's data, and writes a scratch folder that no worker
    sees."""
    own = (suite, data) if data else (suite,)
    return Policy(shared, own, scratch=scratch, mount_point=mount_point, more_syscalls=JUDGE_SYSCALLS, cpu=cpu)


@functools.lru_cache(maxsize=8)
def find_shared(secrets: tuple[str, ...] = ()) -> Shared:
    """The interpreter, its libraries, each site-packages entry but the grader; never a secret, nor a folder that holds
    one."""
    hidden = tuple(dict.fromkeys(map(os.path.realpath, (*_own(), *secrets))))
    places = library_places()
    resolved = dict.fromkeys(map(os.path.realpath, places))
    roots = [root for root in resolved if not any(_is_within(root, secret) for secret in hidden)]
    read = tuple(dict.fromkeys(path for root in roots for path in _without(root, hidden)))
    # a link among the libraries may lead out of every root
    roots += [path for path in read if not any(_is_within(path, root) for root in roots)]
    outermost = [root for root in roots if not any(root != each and _is_within(root, each) for each in roots)]
    return Shared(
        roots=tuple(outermost),
        hidden=tuple(sorted(path for path in hidden if any(_is_within(path, root) for root in roots))),
        links=tuple(dict.fromkeys(link for place in places for link in _links(place))),
        read=read,
    )


def _is_within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def library_places() -> list[Path]:
    """Where the interpreter and its libraries are found, whatever lies in between."""
    return [Path(path) for path in (*SYSTEM_READ, *_interpreter()) if os.path.exists(path)]


def _links(path: Path) -> Iterator[tuple[str, str]]:
    """The links on the way to an absolute path, each with the path that it stands for."""
    for folder in (*reversed(path.parents), path):
        if folder.is_symlink():
            yield str(folder), str(folder.resolve())
            yield from _links(folder.resolve() / path.relative_to(folder))
            return


def _interpreter() -> Iterator[str]:
    paths = sysconfig.get_paths()
    yield from (paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib"))
    yield from site.getsitepackages()
    if site.ENABLE_USER_SITE:
        yield site.getusersitepackages()


def _own() -> Iterator[str]:
    """The grader, and what its distribution has among the libraries: its dist-info, whose RECORD lists every suite's
    file."""
    yield str(GRADER)
    with contextlib.suppress(importlib.metadata.PackageNotFoundError):
        distribution = importlib.metadata.distribution("tf-grader")
        tops = {file.parts[0] for file in distribution.files or ()} - {".."}  # a console script is not among them
        yield from (str(distribution.locate_file(top)) for top in tops)


def _without(root: str, hidden: tuple[str, ...]) -> Iterator[str]:
    if any(_is_within(root, secret) for secret in hidden):
        return
    if not any(_is_within(secret, root) for secret in hidden):
        yield root
        return
    for entry in os.scandir(root):
        target = os.path.realpath(entry.path) if entry.is_symlink() else entry.path
        if not (entry.is_symlink() and any(_is_within(secret, target) for secret in hidden)):
            yield from _without(target, hidden)
