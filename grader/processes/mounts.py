"""A root of its own for each locked process: it sees its libraries, its own files and nothing else of the machine.

Everything is mounted read-only, so nothing outside is written, truncated, or marked by a time of access; what is not
mounted does not exist there, so `stat` reveals nothing about it. Scratch is a file system of its own in memory, with
caps on bytes and entries, which ends with the process. Works for root, and for everybody where the kernel lets them
have a user namespace.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import os
import stat
import sys
import tempfile
from pathlib import Path

assert sys.platform == "linux"

from grader.processes import kernel
from grader.processes.policy import KERNEL_READ, MAX_ENTRIES, Policy

NEW_MOUNTS, NEW_USER = 0x20000, 0x10000000
BIND, RECURSIVE, PRIVATE, NO_SETUID, NO_DEVICES = 0x1000, 0x4000, 0x40000, 2, 4
READ_ONLY, ATTRIBUTE_NO_SETUID = 1, 2
PROGRAM = "/proc/self/exe"
"""A link that TensorFlow requires."""
ROOT_OPTIONS = "size=1m,nr_inodes=4096,mode=755"


def enter(policy: Policy, uid: int | None) -> None:
    """Shows the calling process only what `policy` lets it see; scratch belongs to `uid`. OSError."""
    _new_namespace()
    kernel.mount("", "/", flags=RECURSIVE | PRIVATE)
    view = _View(policy.mount_point)
    for root in policy.shared.roots:
        view.show(root)
    for path in policy.shared.hidden:
        view.cover(path)
    for path in (*KERNEL_READ, *policy.own):
        view.show(path)
    for name, target in (*policy.shared.links, (PROGRAM, os.readlink(PROGRAM))):
        view.link(name, target)
    if policy.scratch:
        view.folder(policy.scratch)
    kernel.set_mount_attributes(view.top, READ_ONLY | ATTRIBUTE_NO_SETUID)
    if policy.scratch:
        owner = os.geteuid() if uid is None else uid
        size = f"size={policy.scratch_size},nr_inodes={MAX_ENTRIES},mode=700,uid={owner},gid={owner}"
        kernel.mount("scratch", view.top + policy.scratch, "tmpfs", NO_SETUID | NO_DEVICES, size)
    if policy.data:
        _show_data(policy.data, view.top + policy.scratch, owner)
    kernel.pivot_root(view.top)


def _show_data(data: str, scratch: str, owner: int) -> None:
    """Each folder of the data where the process runs, as a mount of its own that nobody can write, move or remove."""
    folder = os.path.join(scratch, os.path.basename(data))
    os.mkdir(folder, 0o700)
    for name in os.listdir(data):
        target = os.path.join(folder, name)
        os.mkdir(target)
        kernel.mount(os.path.join(data, name), target, flags=BIND)
        kernel.set_mount_attributes(target, READ_ONLY | ATTRIBUTE_NO_SETUID)
    os.chown(folder, owner, owner)


class _View:
    """The new root while it is laid out, at `top`."""

    def __init__(self, top: str) -> None:
        self.top = top
        kernel.mount("view", top, "tmpfs", NO_SETUID | NO_DEVICES, ROOT_OPTIONS)
        self._ours = {os.stat(top).st_dev}
        """File systems that are the view's alone; nothing is ever made on another one."""

    def show(self, path: str) -> None:
        """Lets a file or folder be seen where it is; one that does not exist is left out."""
        try:
            is_folder = stat.S_ISDIR(os.stat(path).st_mode)
        except OSError:
            return
        kernel.mount(os.path.realpath(path), self._point(path, is_folder), flags=BIND | RECURSIVE)

    def cover(self, path: str) -> None:
        """Puts an empty folder, or an empty file, in the place of something below what is shown."""
        target = self.top + path
        if os.path.isdir(target):
            kernel.mount("cover", target, "tmpfs", NO_SETUID | NO_DEVICES, ROOT_OPTIONS)
            self._ours.add(os.stat(target).st_dev)
        elif os.path.exists(target):
            kernel.mount("/dev/null", target, flags=BIND)

    def link(self, name: str, target: str) -> None:
        self._make_folder(os.path.dirname(self.top + name))
        with contextlib.suppress(FileExistsError):
            os.symlink(target, self.top + name)

    def folder(self, path: str) -> None:
        self._point(path, is_folder=True)

    def _point(self, path: str, is_folder: bool) -> str:
        """Where something is to be mounted: made first, if it is not there."""
        target = self.top + path
        self._make_folder(target if is_folder else os.path.dirname(target))
        if not is_folder and not os.path.lexists(target):
            self._must_be_ours(os.path.dirname(target))
            os.close(os.open(target, os.O_CREAT | os.O_CLOEXEC, 0o444))
        return target

    def _make_folder(self, path: str) -> None:
        if not os.path.isdir(path):
            above = os.path.dirname(path)
            self._make_folder(above)
            self._must_be_ours(above)
            os.mkdir(path, 0o755)

    def _must_be_ours(self, folder: str) -> None:
        if os.stat(folder).st_dev not in self._ours:
            raise OSError(errno.EROFS, f"{folder} is not part of the view")


def _new_namespace() -> None:
    """A mount namespace; without the right to make one, inside a user namespace that contains only the caller."""
    try:
        kernel.unshare(NEW_MOUNTS)
        return
    except PermissionError:
        pass
    uid, gid = os.geteuid(), os.getegid()
    kernel.unshare(NEW_MOUNTS | NEW_USER)
    for file, line in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
        Path("/proc/self", file).write_text(line)


@functools.cache
def available() -> bool:
    """Whether this user may have such a root on this machine: a process of its own tries it, with as little to see as
    possible. Not without a temporary folder to lay it out in."""
    with contextlib.suppress(OSError), tempfile.TemporaryDirectory(prefix="grade-") as folder:
        pid = os.fork()
        if pid == 0:
            with contextlib.suppress(BaseException):
                enter(Policy(mount_point=folder, scratch="/scratch"), None)
                os._exit(0)
            os._exit(1)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    return False
