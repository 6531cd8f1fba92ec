"""Landlock: what a process may open, for good. https://docs.kernel.org/userspace-api/landlock.html"""

from __future__ import annotations

import ctypes
import os
import stat
import sys
from collections.abc import Iterable

assert sys.platform == "linux"

from grader.processes import kernel

FILES_ABI, SCOPE_ABI = 1, 6
"""The first ABI that knows files (Linux 5.13), and that keeps signals and abstract sockets inside (6.12)."""

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, REMOVE_DIR, REMOVE_FILE = (1 << bit for bit in range(6))
MAKE_DIR, MAKE_REG, REFER, TRUNCATE = 1 << 7, 1 << 8, 1 << 13, 1 << 14
FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
"""All rights on files by the first ABI that knows them: 2 adds REFER, 3 TRUNCATE, 5 device control."""
OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE
"""Those of `READ` and `WRITE` that a rule on a single file may have."""
READ = READ_FILE | READ_DIR
WRITE = READ | WRITE_FILE | MAKE_REG | MAKE_DIR | REMOVE_FILE | REMOVE_DIR | REFER | TRUNCATE
NET_ABI, NET_BIND_TCP, NET_CONNECT_TCP = 4, 1, 2
SCOPE_ABSTRACT_SOCKET, SCOPE_SIGNAL = 1, 2
RULE_PATH_BENEATH = 1
CREATE_VERSION = 1


class _Ruleset(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("files", "net", "scoped")]


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("access", ctypes.c_uint64), ("descriptor", ctypes.c_int32)]


def abi() -> int:
    """The kernel's version of Landlock, 0 where there is none."""
    try:
        return kernel.syscall("landlock_create_ruleset", None, ctypes.c_size_t(0), CREATE_VERSION)
    except (OSError, AttributeError):
        return 0


def restrict(read: Iterable[str], write: Iterable[str], *, files: bool, scope: bool) -> None:
    """Locks the process in: with `files` it opens nothing but `read` and `write` and, from ABI 4, no TCP port; with
    `scope` it signals nobody outside and connects to no abstract socket. Needs no_new_privs; OSError."""
    version = abi()
    known = FILE_RIGHTS[max(first for first in FILE_RIGHTS if first <= version)]
    wanted = _Ruleset(
        files=known if files else 0,
        net=NET_BIND_TCP | NET_CONNECT_TCP if files and version >= NET_ABI else 0,
        scoped=SCOPE_ABSTRACT_SOCKET | SCOPE_SIGNAL if scope else 0,
    )
    size = 24 if version >= SCOPE_ABI else 16 if version >= NET_ABI else 8
    ruleset = kernel.syscall("landlock_create_ruleset", ctypes.byref(wanted), ctypes.c_size_t(size), 0)
    if files:
        for path in read:
            _allow(ruleset, path, READ & known)
        for path in write:
            _allow(ruleset, path, WRITE & known)
    kernel.syscall("landlock_restrict_self", ruleset, 0)
    os.close(ruleset)


def _allow(ruleset: int, path: str, access: int) -> None:
    """Adds one rule; a path that cannot be opened (it is not there, a link to itself) is granted nothing."""
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            access &= OF_FILES
        rule = _PathBeneath(access, descriptor)
        kernel.syscall("landlock_add_rule", ruleset, RULE_PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(descriptor)
