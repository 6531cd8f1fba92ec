"""System calls that Python does not offer, by way of libc. Linux only; OSError as of any other call."""

from __future__ import annotations

import ctypes
import functools
import os
import platform
import sys

assert sys.platform == "linux"

AT_FDCWD, AT_RECURSIVE = -100, 0x8000
SYSCALLS = {
    "mount_setattr": 442,
    "landlock_create_ruleset": 444,
    "landlock_add_rule": 445,
    "landlock_restrict_self": 446,
}
"""Numbers that are the same on every machine; `pivot_root` is older."""
PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}


@functools.cache
def libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def prctl(option: int, value: int) -> None:
    _checked(libc().prctl(option, value, 0, 0, 0), "prctl")


def unshare(namespaces: int) -> None:
    _checked(libc().unshare(namespaces), "unshare")


def mount(source: str, target: str, kind: str = "", flags: int = 0, data: str = "") -> None:
    """mount(2); `data` are the options of the file system."""
    result = libc().mount(
        os.fsencode(source), os.fsencode(target), kind.encode() or None, ctypes.c_ulong(flags), data.encode() or None
    )
    _checked(result, f"mount {target}")


class _MountAttributes(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("set", "clear", "propagation", "userns")]


def set_mount_attributes(path: str, attributes: int) -> None:
    """Sets attributes of the mount at `path` and of every mount below it (Linux 5.12)."""
    wanted = _MountAttributes(attributes)
    size = ctypes.sizeof(wanted)
    syscall("mount_setattr", AT_FDCWD, os.fsencode(path), AT_RECURSIVE, ctypes.byref(wanted), size)


def pivot_root(new: str) -> None:
    """Makes `new` the root of this mount namespace and leaves the old one where nobody can reach it."""
    os.chdir(new)
    number = PIVOT_ROOT.get(platform.machine())
    if number is None:
        raise OSError(f"the number of the system call pivot_root on {platform.machine()} is unknown")
    _checked(libc().syscall(number, b".", b"."), "pivot_root")  # the old root is now mounted over the new one
    _checked(libc().umount2(b".", 2), "umount")  # MNT_DETACH
    os.chdir("/")


def drop_capabilities() -> None:
    version_3, nobody = 0x20080522, 0
    header = (ctypes.c_uint32 * 2)(version_3, nobody)
    none = (ctypes.c_uint32 * 6)()
    _checked(libc().capset(header, none), "capset")


def syscall(name: str, *arguments: object) -> int:
    return _checked(libc().syscall(SYSCALLS[name], *arguments), name)


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result
