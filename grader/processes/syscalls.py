"""The system calls of every locked process: data only. Linux only."""

from __future__ import annotations

import fcntl
import os
import sys
import termios
from dataclasses import dataclass
from typing import Literal

assert sys.platform == "linux"

# Found by recording TensorFlow: build, fit, evaluate, predict, tf.data, tf.function, GradientTape, NumPy's linear
# algebra, Matplotlib, HDF5, imports, threads and temporary files. Everything else answers EPERM.
SYSCALLS: tuple[str, ...] = (
    # files, within what Landlock allows
    *("read", "readv", "pread64", "preadv", "write", "writev", "pwrite64", "pwritev", "lseek", "close", "close_range"),
    *("access", "faccessat", "faccessat2", "stat", "lstat", "fstat", "newfstatat", "statx", "statfs"),
    *("fstatfs", "readlink", "readlinkat", "getdents", "getdents64", "getcwd", "chdir", "mkdir", "mkdirat", "rmdir"),
    *("unlink", "unlinkat", "rename", "renameat", "renameat2", "ftruncate", "fallocate", "fsync"),
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
    *("sched_get_priority_max", "sched_get_priority_min", "getcpu", "arch_prctl"),
    # time, identity, machine
    *("clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep", "gettimeofday", "time", "times", "getrusage"),
    *("getuid", "geteuid", "getgid", "getegid", "getresuid", "getresgid", "getgroups", "getpgrp"),
    *("getrlimit", "uname", "getrandom", "capget"),
)
NOT_THERE = ("clone3",)
"""Answered as by an older kernel: libc then takes `clone`, whose flags can be seen."""
ALIKE = ("sched_getparam", "sched_getscheduler")
"""Answered with 0, an ordinary thread of priority 0, whatever thread is asked for: TensorFlow asks for its own, and a
submission must not learn which others exist."""
ITSELF: Literal["itself"] = "itself"
"""In a rule: the number of the process that is locked."""


@dataclass(frozen=True)
class Rule:
    """A system call that is allowed where the bits `mask` of one of its arguments are one of `values`."""

    syscall: str
    argument: int
    values: tuple[int | Literal["itself"], ...]
    mask: int | None = None


THREADS_ONLY = 0x10000
"""CLONE_THREAD."""
TRUNCATES, WRITES = os.O_TRUNC, os.O_WRONLY | os.O_RDWR
_OPENED = (0, os.O_WRONLY, os.O_RDWR, TRUNCATES | os.O_WRONLY, TRUNCATES | os.O_RDWR)

RULES = (
    Rule("clone", 0, (THREADS_ONLY,), THREADS_ONLY),
    # Landlock before its third ABI lets a file that may only be read be emptied as it is opened
    *(Rule(name, argument, _OPENED, TRUNCATES | WRITES) for name, argument in (("open", 1), ("openat", 2))),
    # it learns nothing about other processes and their threads, not even whether they exist
    *(Rule(name, 0, (0, ITSELF)) for name in ("prlimit64", "getpgid", "getsid", "sched_getaffinity")),
    *(Rule(name, 0, (ITSELF,)) for name in ("kill", "tgkill")),
    Rule("getpriority", 1, (0,)),
    Rule("prctl", 0, (15, 16, 23, 0x53564D41)),  # PR_SET_NAME, PR_GET_NAME, PR_CAPBSET_READ, PR_SET_VMA
    # no locks, since workers could communicate through them
    Rule("fcntl", 1, (fcntl.F_DUPFD, fcntl.F_GETFD, fcntl.F_SETFD, fcntl.F_GETFL, fcntl.F_SETFL)),
    Rule("fcntl", 1, (fcntl.F_DUPFD_CLOEXEC, fcntl.F_GETPIPE_SZ)),
    Rule("ioctl", 1, (termios.TCGETS, termios.TIOCGWINSZ, termios.FIONBIO, termios.FIONCLEX, termios.FIOCLEX)),
    Rule("ioctl", 1, (termios.FIONREAD,)),
)
