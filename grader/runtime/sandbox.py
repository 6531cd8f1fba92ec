"""Locks the calling process in, for good: the mechanism of `policy.py`.

Called by a process on itself, right after the fork, while it has one thread and before it reads a byte that a student
wrote. The order matters: limits, then identity, then Landlock (needs no_new_privs), then seccomp.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import resource
import signal
import stat
import sys
from pathlib import Path
from typing import Any

from grader.runtime import policy as rules
from grader.runtime.policy import Policy

SCOPE_ABI = 6
SCOPE_ABSTRACT_SOCKET, SCOPE_SIGNAL = 1, 2
NET_BIND, NET_CONNECT = 1, 2
PR_SET_DUMPABLE, PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS, PR_SET_CHILD_SUBREAPER = 4, 1, 38, 36
CLONE_THREAD = 0x10000
FIRST_UID, UIDS = 61184, 4000


class SandboxError(Exception):
    """A layer that should be in force could not be applied."""


def available() -> tuple[str, ...]:
    """The layers that this machine offers, found without applying any."""
    if not sys.platform.startswith("linux"):
        return ()
    found = []
    abi = _landlock_abi()
    if abi >= 1:
        found.append("landlock-files")
    if abi >= SCOPE_ABI:
        found.append("landlock-scope")
    if _seccomp() is not None:
        found.append("seccomp")
    return (*found, "limits", "identity")


def lock(policy: Policy, layers: frozenset[str], uid: int | None = None) -> None:
    """Applies `layers` to the calling process; SandboxError when one of them cannot be. There is no way back.

    `uid` is an unprivileged uid of its own (from `own_uid`), or None where the environment could not be read with it.
    """
    if "limits" in layers:
        _apply_limits(policy)
    if "identity" in layers:
        _apply_identity(policy, uid)
    if {"landlock-files", "landlock-scope"} & layers:
        _apply_landlock(policy, layers)
    if "seccomp" in layers:
        _apply_seccomp(policy)


def own_uid(number: int, readable: tuple[str, ...]) -> int | None:
    """An unprivileged uid for process `number`; None without root or where that uid could not read the environment."""
    if os.geteuid() != 0 or not all(_open_to_all(Path(path)) for path in readable if not path.startswith("/proc")):
        return None
    return FIRST_UID + number % UIDS


def die_with_parent() -> None:
    """The process is killed when the one that forked it ends."""
    if sys.platform.startswith("linux"):
        _libc().prctl(PR_SET_PDEATHSIG, 9, 0, 0, 0)


def adopt_orphans() -> None:
    """The process becomes the parent of descendants whose parents died, so that none escapes it."""
    if sys.platform.startswith("linux"):
        _libc().prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


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
        (resource.RLIMIT_FSIZE, policy.file_size),
        (resource.RLIMIT_NOFILE, policy.open_files),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
    ):
        _, hard = resource.getrlimit(kind)
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (value, value))


def _apply_identity(policy: Policy, uid: int | None) -> None:
    libc = _libc()
    if uid is not None:
        resource.setrlimit(resource.RLIMIT_NPROC, (policy.threads, policy.threads))
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
        libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)  # else its own /proc/self would belong to root
    _check(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
    version_3, nobody = 0x20080522, 0
    header = (ctypes.c_uint32 * 2)(version_3, nobody)
    none = (ctypes.c_uint32 * 6)()
    _check(libc.capset(header, none), "dropping capabilities")


def _apply_landlock(policy: Policy, layers: frozenset[str]) -> None:
    from landlock import plumbing

    class Ruleset(plumbing.RulesetAttr):  # type: ignore[misc]  # the package knows only the first field
        _fields_ = [("handled_access_net", ctypes.c_uint64), ("scoped", ctypes.c_uint64)]  # noqa: RUF012

    access, abi = plumbing.FSAccess, _landlock_abi()
    files = "landlock-files" in layers
    scoped = SCOPE_ABSTRACT_SOCKET | SCOPE_SIGNAL if "landlock-scope" in layers else 0
    attributes = Ruleset(access.all() if files else 0)
    attributes.handled_access_net = NET_BIND | NET_CONNECT if files and abi >= 4 else 0
    attributes.scoped = scoped
    known = 24 if abi >= SCOPE_ABI else 16 if abi >= 4 else 8
    ctypes.set_errno(0)  # the package takes any errno that is left from before for its own
    ruleset = plumbing.get_create_ruleset()(ctypes.byref(attributes), known, 0)
    if files:
        read_dir = access.READ_FILE | access.READ_DIR
        write_dir = (
            read_dir | access.WRITE_FILE | access.MAKE_REG | access.MAKE_DIR | access.REMOVE_FILE | access.REMOVE_DIR
        )
        write_dir |= (access.TRUNCATE if abi >= 3 else 0) | (access.REFER if abi >= 2 else 0)
        for path in policy.read:
            _allow(plumbing, ruleset, path, read_dir)
        for path in (*policy.write, *rules.DEVICE_WRITE):
            _allow(plumbing, ruleset, path, write_dir)
    ctypes.set_errno(0)
    _check(_libc().prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
    ctypes.set_errno(0)
    plumbing.get_restrict_self()(ruleset, 0)
    os.close(ruleset)


def _allow(plumbing: Any, ruleset: int, path: str, access: int) -> None:
    """Adds one rule; a path that cannot be opened (it is not there, a link to itself) is granted nothing."""
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            access &= plumbing.FSAccess.all_file()
        ctypes.set_errno(0)
        rule = plumbing.PathBeneathAttr(access, descriptor)
        plumbing.get_add_rule()(ruleset, 1, ctypes.byref(rule), 0)
    finally:
        os.close(descriptor)


def _apply_seccomp(policy: Policy) -> None:
    seccomp = _seccomp()
    if seccomp is None:
        raise SandboxError("seccomp: the system library libseccomp.so.2 is not there")
    only, masked, pid = seccomp.EQ, seccomp.MASKED_EQ, os.getpid()
    found = seccomp.SyscallFilter(seccomp.ERRNO(errno.EPERM))
    found.set_attr(seccomp.Attr.ACT_BADARCH, seccomp.KILL_PROCESS)
    for name in policy.syscalls:
        found.add_rule(seccomp.ALLOW, name)
    found.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")  # libc then falls back to clone, whose flags can be seen
    found.add_rule(seccomp.ALLOW, "clone", seccomp.Arg(0, masked, CLONE_THREAD, CLONE_THREAD))
    for target in (0, pid):
        found.add_rule(seccomp.ALLOW, "prlimit64", seccomp.Arg(0, only, target))
    found.add_rule(seccomp.ALLOW, "kill", seccomp.Arg(0, only, pid))
    found.add_rule(seccomp.ALLOW, "tgkill", seccomp.Arg(0, only, pid))
    for name, argument, values in (
        ("prctl", 0, rules.PRCTL),
        ("fcntl", 1, rules.FCNTL),
        ("ioctl", 1, rules.IOCTL),
    ):
        for value in values:
            found.add_rule(seccomp.ALLOW, name, seccomp.Arg(argument, only, value))
    found.load()


def _seccomp() -> Any:
    try:
        import pyseccomp
    except (ImportError, RuntimeError, OSError):
        return None
    return pyseccomp


def _landlock_abi() -> int:
    try:
        from landlock import LandlockError, plumbing
    except ImportError:
        return 0
    ctypes.set_errno(0)
    try:
        return int(plumbing.landlock_abi_version())
    except (LandlockError, OSError):
        return 0


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _check(result: int, what: str) -> None:
    if result != 0:
        raise SandboxError(f"{what}: {os.strerror(ctypes.get_errno())}")


def _open_to_all(path: Path) -> bool:
    """Whether anybody may reach and read `path`."""
    try:
        if not path.stat().st_mode & stat.S_IROTH:
            return False
        return all(folder.stat().st_mode & stat.S_IXOTH for folder in path.parents)
    except OSError:
        return True
