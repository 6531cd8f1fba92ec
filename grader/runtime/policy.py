"""What each locked process may do: data only. `sandbox.py` is the mechanism.

A role (worker, judge) gets a `Policy`; the paths that are the same for every process of a server are found once.
"""

from __future__ import annotations

import importlib.metadata
import os
import site
import sysconfig
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

LAYERS = ("landlock-files", "landlock-scope", "seccomp", "limits", "identity")
"""Every layer of the sandbox, in the order of DESIGN's table."""

GRADER = Path(__file__).resolve().parent.parent

SYSTEM_READ = ("/lib", "/lib64", "/usr/lib", "/usr/local/lib", "/usr/share/fonts", "/etc/ld.so.cache")
KERNEL_READ = ("/proc/self", "/proc/cpuinfo", "/sys/devices/system/cpu", "/dev/urandom", "/dev/null")
DEVICE_WRITE = ("/dev/null",)

# Found by recording TensorFlow: build, fit, evaluate, predict, tf.data, tf.function, GradientTape, NumPy's linear
# algebra, Matplotlib, HDF5, imports, threads and temporary files. Everything else answers EPERM.
SYSCALLS: tuple[str, ...] = (
    # files, within what Landlock allows
    *("read", "readv", "pread64", "preadv", "write", "writev", "pwrite64", "pwritev", "lseek", "close", "close_range"),
    *("open", "openat", "access", "faccessat", "faccessat2", "stat", "lstat", "fstat", "newfstatat", "statx", "statfs"),
    *("fstatfs", "readlink", "readlinkat", "getdents", "getdents64", "getcwd", "chdir", "mkdir", "mkdirat", "rmdir"),
    *("unlink", "unlinkat", "rename", "renameat", "renameat2", "truncate", "ftruncate", "fallocate", "fsync"),
    *("fdatasync", "fadvise64", "umask", "dup", "dup2", "dup3", "pipe", "pipe2", "copy_file_range", "sendfile"),
    # the one socket that it has, and waiting
    *("sendto", "recvfrom", "poll", "ppoll", "select", "pselect6", "epoll_create1", "epoll_ctl", "epoll_wait"),
    *("epoll_pwait", "eventfd2"),
    # memory
    *("mmap", "munmap", "mprotect", "mremap", "madvise", "msync", "brk", "mlock", "munlock", "membarrier"),
    # threads, and signals to itself
    *("futex", "futex_waitv", "set_robust_list", "get_robust_list", "rseq", "gettid", "getpid", "getppid", "exit"),
    *("exit_group", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigsuspend", "rt_sigtimedwait"),
    *("rt_sigpending", "sigaltstack", "pause", "alarm", "setitimer", "getitimer", "restart_syscall", "sched_yield"),
    *("sched_getaffinity", "sched_getparam", "sched_getscheduler", "sched_get_priority_max", "getcpu"),
    *("sched_get_priority_min", "arch_prctl"),
    # time, identity, machine
    *("clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep", "gettimeofday", "time", "times", "getrusage"),
    *("getuid", "geteuid", "getgid", "getegid", "getresuid", "getresgid", "getgroups", "getpgrp", "getpgid", "getsid"),
    *("getrlimit", "uname", "sysinfo", "getrandom", "getpriority", "capget"),
)
JUDGE_SYSCALLS = ("recvmsg",)
"""The judge receives its workers' descriptors from the fork server."""

PRCTL = (15, 16, 23, 0x53564D41)
"""PR_SET_NAME, PR_GET_NAME, PR_CAPBSET_READ, PR_SET_VMA."""
FCNTL = (0, 1, 2, 3, 4, 1030, 1032)
"""F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC, F_GETPIPE_SZ. No locks: workers could talk by them."""
IOCTL = (0x5401, 0x5413, 0x5421, 0x5450, 0x5451, 0x541B)
"""TCGETS, TIOCGWINSZ, FIONBIO, FIONCLEX, FIOCLEX, FIONREAD."""

MiB = 1024 * 1024


@dataclass(frozen=True)
class Policy:
    """One locked process: paths that it may read and write, system calls, and limits in bytes, seconds and counts."""

    read: tuple[str, ...]
    write: tuple[str, ...] = ()
    syscalls: tuple[str, ...] = SYSCALLS
    memory: int = 2048 * MiB
    """Address space above what the process has when it is locked."""
    cpu: int = 120
    file_size: int = 64 * MiB
    open_files: int = 128
    threads: int = 512
    """Counted per uid, so in force only where the process has a uid of its own."""


def worker_policy(shared: tuple[str, ...], submission: str, scratch: str, memory: int, cpu: int, file: int) -> Policy:
    """A worker reads libraries and its copy of the submission, and writes its scratch folder."""
    return Policy((*shared, submission, scratch), (scratch,), memory=memory * MiB, cpu=cpu, file_size=file * MiB)


def judge_policy(shared: tuple[str, ...], suite: str, cpu: int) -> Policy:
    """A judge reads libraries and its one suite, and writes nothing."""
    return Policy((*shared, suite), (), (*SYSCALLS, *JUDGE_SYSCALLS), cpu=cpu, file_size=MiB)


def shared_reads(secrets: Iterable[Path] = ()) -> tuple[str, ...]:
    """What both roles read: the interpreter, its libraries, each site-packages entry but the grader, never a secret.

    A root that holds a secret is replaced by its entries, so nothing above a suite or a solution is ever readable.
    """
    hidden = tuple(path.resolve() for path in {GRADER, *_own_metadata(), *secrets})
    roots = [Path(path) for path in (*SYSTEM_READ, *_interpreter())]
    found = [str(path) for root in roots if root.exists() for path in _without(root.resolve(), hidden)]
    return (*dict.fromkeys(found), *KERNEL_READ)


def _interpreter() -> Iterator[str]:
    paths = sysconfig.get_paths()
    yield from (paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib"))
    yield from site.getsitepackages()
    if site.ENABLE_USER_SITE:
        yield site.getusersitepackages()


def _own_metadata() -> set[Path]:
    """What the grader's distribution has among the libraries: its dist-info, whose RECORD lists every suite's file."""
    try:
        distribution = importlib.metadata.distribution("tf-grader")
    except importlib.metadata.PackageNotFoundError:
        return set()
    tops = {file.parts[0] for file in distribution.files or ()} - {".."}  # a console script is not among them
    return {Path(str(distribution.locate_file(top))) for top in tops}


def _without(root: Path, hidden: tuple[Path, ...]) -> Iterator[Path]:
    if any(secret == root or root.is_relative_to(secret) for secret in hidden):
        return
    if not any(secret.is_relative_to(root) for secret in hidden):
        yield root
        return
    for entry in os.scandir(root):
        target = Path(os.path.realpath(entry.path))
        if not (entry.is_symlink() and any(secret.is_relative_to(target) for secret in hidden)):
            yield from _without(target, hidden)
