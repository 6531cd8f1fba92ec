"""Runs a command as on a hosted notebook: `python tests/hosted.py KIND FOLDER COMMAND...`, as root of something.

The machine is read-only, HOME included; only FOLDER/work can be written, where the command starts, and which ends with
it. There is no /dev/shm, no terminal, no input, and the locale is C. What a machine of this KIND does not offer is
refused by a filter of system calls, as such machines do.
"""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

from grader.processes import kernel
from grader.processes.mounts import BIND, NEW_MOUNTS, NEW_USER, NO_DEVICES, NO_SETUID, PRIVATE, READ_ONLY, RECURSIVE
from grader.processes.sandbox import find_seccomp

NO_PROGRAMS, REMOUNT = 8, 32
NO_LANDLOCK = dict.fromkeys((name for name in kernel.SYSCALLS if name.startswith("landlock")), errno.ENOSYS)
NO_MOUNTS = dict.fromkeys(("mount", "unshare", "setns", "pivot_root"), errno.EPERM)
NO_PIDFD = dict.fromkeys(("pidfd_open", "pidfd_send_signal"), errno.ENOSYS)
ABSENT = {
    # Colab, JupyterHub in containers, gVisor: root without Landlock, and without the power to mount
    "container": {**NO_LANDLOCK, **NO_MOUNTS, **NO_PIDFD},
    # a container of an ordinary user: its root is the only user that there is
    "rootless": NO_LANDLOCK,
}
DEVICES = ("null", "zero", "full", "random", "urandom")


def main(kind: str, folder: Path, command: list[str]) -> None:
    for name in ("home", "work", "dev"):
        (folder / name).mkdir(exist_ok=True)
    _new_namespace(alone=kind == "rootless")
    kernel.mount("", "/", flags=RECURSIVE | PRIVATE)
    _replace_devices(folder / "dev")
    kernel.set_mount_attributes("/", READ_ONLY)
    kernel.mount("", "/proc", flags=REMOUNT | BIND | NO_SETUID | NO_DEVICES | NO_PROGRAMS)  # as it was
    kernel.mount("work", str(folder / "work"), "tmpfs", NO_SETUID | NO_DEVICES, "size=512m,mode=755")
    os.chdir(folder / "work")
    os.mkdir("temporary")
    os.setsid()
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    _refuse(ABSENT[kind])
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    places = {"HOME": str(folder / "home"), "TMPDIR": str(folder / "work" / "temporary")}
    os.execvpe(command[0], command, {**kept, **places, "LC_ALL": "C"})


def _new_namespace(alone: bool) -> None:
    if os.geteuid() == 0 and not alone:
        kernel.unshare(NEW_MOUNTS)
        return
    uid, gid = os.geteuid(), os.getegid()
    kernel.unshare(NEW_MOUNTS | NEW_USER)
    for file, line in (("setgroups", "deny"), ("uid_map", f"0 {uid} 1"), ("gid_map", f"0 {gid} 1")):
        Path("/proc/self", file).write_text(line)


def _replace_devices(folder: Path) -> None:
    kernel.mount("dev", str(folder), "tmpfs", NO_SETUID, "size=1m,mode=755")
    for name in DEVICES:
        (folder / name).touch()
        kernel.mount(f"/dev/{name}", str(folder / name), flags=BIND)
    kernel.mount(str(folder), "/dev", flags=BIND | RECURSIVE)


def _refuse(calls: dict[str, int]) -> None:
    seccomp = find_seccomp()
    refused = seccomp.SyscallFilter(seccomp.ALLOW)
    for name, number in calls.items():
        refused.add_rule(seccomp.ERRNO(number), kernel.SYSCALLS.get(name, name))
    refused.load()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]).resolve(), sys.argv[3:])
