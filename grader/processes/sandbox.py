"""Locks the calling process in, for good: the mechanism of `policy.py`.

Called by a process on itself, right after the fork, while it has one thread and before it reads a byte that a student
wrote. The order matters: limits, then mounts (needs the caller's powers), then identity, then Landlock (needs
no_new_privs), then seccomp.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import importlib
import os
import resource
import signal
import stat
import sys
import tempfile
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

assert sys.platform == "linux"

from grader.processes import kernel, landlock, mounts
from grader.processes.policy import DEVICE_WRITE, Policy, library_places
from grader.processes.syscalls import ALIKE, ITSELF, NOT_THERE, RULES, SYSCALLS

PR_SET_DUMPABLE, PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS, PR_SET_CHILD_SUBREAPER = 4, 1, 38, 36
SET_UIDS, ADMINISTER = 1 << 6 | 1 << 7, 1 << 21
"""Capabilities: CAP_SETGID and CAP_SETUID, CAP_SYS_ADMIN."""
FIRST_UID, UIDS = 61184, 4000


class SandboxError(Exception):
    """A layer that should be in force could not be applied."""


def available() -> tuple[str, ...]:
    """The layers that this machine offers, found without applying any to this process."""
    return offered(landlock.abi(), namespaces=mounts.available(), libseccomp=find_seccomp() is not None)


def offered(abi: int, *, namespaces: bool, libseccomp: bool) -> tuple[str, ...]:
    """The layers of a Linux machine with this version of Landlock, 0 for none."""
    layers = {
        "mounts": namespaces,
        "landlock-files": abi >= landlock.FILES_ABI,
        "landlock-scope": abi >= landlock.SCOPE_ABI,
        "seccomp": libseccomp,
        "limits": True,
        "identity": True,
    }
    return tuple(layer for layer, is_there in layers.items() if is_there)


def lock(policy: Policy, layers: frozenset[str], uid: int | None = None) -> None:
    """Applies `layers` to the calling process; SandboxError when one of them cannot be. There is no way back.

    `uid` is an unprivileged uid of its own (from `own_uid`), or None if the environment could not be read with it.
    """
    try:
        if "limits" in layers:
            _apply_limits(policy)
        if "mounts" in layers:
            mounts.enter(policy, uid)
        elif policy.data:
            _link_data(policy, uid)
        if "identity" in layers:
            _apply_identity(policy, uid)
        die_with_parent()  # a process whose identity changes is no longer asked to
        if {"landlock-files", "landlock-scope"} & layers:
            kernel.prctl(PR_SET_NO_NEW_PRIVS, 1)
            read, write = policy.read, (*policy.write, *DEVICE_WRITE)
            landlock.restrict(read, write, files="landlock-files" in layers, scope="landlock-scope" in layers)
    except OSError as error:
        raise SandboxError(str(error)) from None
    if "seccomp" in layers:
        _apply_seccomp(policy)


def has_own_uids(libraries: Iterable[Path], layers: Collection[str]) -> bool:
    """Whether each worker can have a uid of its own: it takes root, and libraries that this uid can read. Where there
    are mounts, the folders above the libraries do not matter: it sees others in their place."""
    if "identity" not in layers or os.geteuid() != 0 or not _has_powers(SET_UIDS):
        return False
    if "mounts" in layers and not _has_powers(ADMINISTER):
        return False  # its mounts take a user namespace, in which there is one uid only
    return _gives_away() and all(_is_open(path) and ("mounts" in layers or _is_reachable(path)) for path in libraries)


def partly_in_force(layers: Collection[str]) -> list[str]:
    """Those of the layers that this machine does not offer in full."""
    in_part = "identity" in layers and not has_own_uids(map(Path.resolve, library_places()), layers)
    return ["identity"] if in_part else []


def own_uid(number: int) -> int:
    """An unprivileged uid for process `number`."""
    return FIRST_UID + number % UIDS


def die_with_parent() -> None:
    """The process is killed when the one that forked it ends."""
    kernel.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def adopt_orphans() -> None:
    """The process becomes the parent of descendants whose parents died, so that no process escapes it."""
    kernel.prctl(PR_SET_CHILD_SUBREAPER, 1)


def end_strays(known: set[int]) -> None:
    """Kills and reaps every child of this process that is not in `known`: adopted descendants of a dead worker."""
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    if not children.exists():
        return
    for pid in {int(pid) for pid in children.read_text().split()} - known:
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _apply_limits(policy: Policy) -> None:
    with open("/proc/self/statm") as statm:
        size = int(statm.read().split()[0]) * resource.getpagesize()
    for kind, value in (
        (resource.RLIMIT_AS, size + policy.memory),
        (resource.RLIMIT_CPU, policy.cpu),
        (resource.RLIMIT_FSIZE, policy.scratch_size),
        (resource.RLIMIT_NOFILE, policy.open_files),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
    ):
        _, hard = resource.getrlimit(kind)
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (value, value))


def _link_data(policy: Policy, uid: int | None) -> None:
    """Where nothing can be mounted, the scratch folder gets a link to each file of the data, in folders of its own, so
    that programs find them as they would find files."""
    data = Path(policy.data)
    for place, folders, files in os.walk(data):
        here = Path(policy.scratch, data.name, os.path.relpath(place, data))
        for folder in ([here] if place == policy.data else []) + [here / name for name in folders]:
            folder.mkdir(mode=0o700)
            if uid is not None:
                os.chown(folder, uid, uid)
        for name in files:
            (here / name).symlink_to(Path(place, name))


def _apply_identity(policy: Policy, uid: int | None) -> None:
    if uid is not None:
        resource.setrlimit(resource.RLIMIT_NPROC, (policy.threads, policy.threads))
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
        kernel.prctl(PR_SET_DUMPABLE, 1)  # else its own /proc/self would belong to root
    kernel.prctl(PR_SET_NO_NEW_PRIVS, 1)
    kernel.drop_capabilities()


def _apply_seccomp(policy: Policy) -> None:
    seccomp = find_seccomp()
    if seccomp is None:
        raise SandboxError("seccomp: the system library libseccomp.so.2 is missing")
    found = seccomp.SyscallFilter(seccomp.ERRNO(errno.EPERM))
    found.set_attr(seccomp.Attr.ACT_BADARCH, seccomp.KILL_PROCESS)
    for name in (*SYSCALLS, *policy.more_syscalls):
        found.add_rule(seccomp.ALLOW, name)
    for name in NOT_THERE:
        found.add_rule(seccomp.ERRNO(errno.ENOSYS), name)
    for name in ALIKE:
        found.add_rule(seccomp.ERRNO(0), name)
    for rule in RULES:
        for value in (os.getpid() if value == ITSELF else value for value in rule.values):
            wanted = (seccomp.EQ, value) if rule.mask is None else (seccomp.MASKED_EQ, rule.mask, value)
            found.add_rule(seccomp.ALLOW, rule.syscall, seccomp.Arg(rule.argument, *wanted))
    found.load()


def find_seccomp() -> Any:
    """The bindings of libseccomp, those of the distribution first: both offer the same. None where neither works."""
    for name in ("seccomp", "pyseccomp"):
        with contextlib.suppress(ImportError, RuntimeError, OSError):
            return importlib.import_module(name)
    return None


@functools.cache
def _gives_away() -> bool:
    """Whether a temporary folder can be given to a worker's uid. A container of an ordinary user may have no
    other uid than root's, and some file systems of networks keep the owner."""
    with contextlib.suppress(OSError), tempfile.TemporaryDirectory(prefix="grade-") as folder:
        os.chown(folder, FIRST_UID + UIDS - 1, FIRST_UID + UIDS - 1)
        return True
    return False


def _has_powers(wanted: int) -> bool:
    """Whether the process has these capabilities: root of a container may lack some."""
    with open("/proc/self/status") as status:
        powers = next(int(line.split()[1], 16) for line in status if line.startswith("CapEff:"))
    return powers & wanted == wanted


def _is_open(path: Path) -> bool:
    """Whether anybody who gets there may read `path`."""
    try:
        return bool(path.stat().st_mode & stat.S_IROTH)
    except OSError:
        return True


def _is_reachable(path: Path) -> bool:
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in path.parents)
