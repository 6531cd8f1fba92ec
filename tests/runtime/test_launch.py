import os
import signal
import sys
import time

import msgspec
import pytest

from grader.course import Limits
from grader.runtime import launch, sandbox
from grader.runtime.jobs import Job
from grader.runtime.launch import Fork, Role, Spawn, child, launcher

JOB = Job(
    exercise="gates",
    suite="/course/suites/gates",
    folder="/copy",
    main="/copy/gates.py",
    required=("step",),
    refused=(),
    points=1,
    limits=Limits(exercise=30, memory=100, scratch=5),
    seed=7,
    layers=("landlock-files", "seccomp"),
)


def process(code: str) -> launch.Child:
    return child(os.posix_spawn(sys.executable, [sys.executable, "-S", "-c", code], os.environ))


def wait_for(pid: int) -> None:
    """Waits until the process has ended, and leaves it to be reaped."""
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)


@pytest.mark.parametrize(
    ("code", "expected"),
    [("pass", 0), ("raise SystemExit(3)", 3), ("import os; os.kill(os.getpid(), 11)", -signal.SIGSEGV)],
)
def test_a_child_that_ended_by_itself_says_how(code, expected):
    ended = process(code)
    wait_for(ended.pid)
    ended.kill()  # too late, and harmless
    assert ended.end() == expected


def test_a_child_that_runs_is_killed_and_reaped():
    sleeping = process("import time; time.sleep(60)")
    assert sleeping.end() == -signal.SIGKILL
    with pytest.raises(ChildProcessError):
        os.waitpid(sleeping.pid, 0)


@pytest.fixture
def locked(monkeypatch):
    """What a process would lock itself in with."""
    calls = []
    monkeypatch.setattr(sandbox, "lock", lambda *arguments: calls.append(arguments))
    return calls


def test_a_worker_reads_its_copy_and_writes_its_scratch_folder(locked):
    launch.lock(Role("worker", JOB, ("/usr/lib",), "/scratch-1", uid=61185))
    ((policy, layers, uid),) = locked
    assert policy.read == ("/usr/lib", "/copy", "/scratch-1")
    assert policy.write == ("/scratch-1",)
    assert (policy.memory, policy.file_size) == (100 << 20, 5 << 20)
    assert (layers, uid) == ({"landlock-files", "seccomp"}, 61185)


def test_a_judge_reads_its_suite_and_writes_nothing(locked):
    launch.lock(Role("judge", JOB, ("/usr/lib",)))
    ((policy, _, uid),) = locked
    assert (policy.read, policy.write, uid) == (("/usr/lib", "/course/suites/gates"), (), None)
    assert policy.cpu > JOB.limits.exercise


def test_a_role_travels_to_a_started_process():
    role = Role("worker", JOB, ("/usr/lib",), "/scratch-1", 61185)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(role), type=Role) == role


def test_a_worker_knows_neither_suite_nor_seed():
    known = JOB.for_worker()
    assert (known.suite, known.seed, known.checks) == ("", 0, ())
    assert known.main == JOB.main


def test_fork_where_it_is_to_be_had_spawn_elsewhere():
    assert isinstance(launcher("fork"), Fork)
    assert isinstance(launcher("spawn"), Spawn)


LOOKS = """
import os, sys, signal

def look():
    paths = [f"/proc/self/fd/{name}" for name in os.listdir("/proc/self/fd")]
    open_ = [os.readlink(path) for path in paths if os.path.lexists(path)]
    return {
        "sockets": sum(each.startswith("socket:") for each in open_),
        "pipes": len({each for each in open_ if each.startswith("pipe:")}),
        "input": os.readlink("/proc/self/fd/0"),
        "leader": os.getsid(0) == os.getpid(),
        "interrupt": signal.getsignal(signal.SIGINT) == signal.SIG_DFL,
        "modules": [name for name in sys.modules if name.startswith(("test_", "conftest", "suites"))],
    }
"""


def test_a_worker_has_one_socket_one_pipe_and_nothing_else_of_its_parent(submit):
    assert submit(LOOKS, "look").look() == {
        "sockets": 1,
        "pipes": 1,
        "input": "/dev/null",
        "leader": True,
        "interrupt": True,
        "modules": [],
    }


def test_a_worker_that_lost_its_judge_ends(nursery):
    link = nursery.start(nursery.write("x = 1"))
    link._channel.close()
    deadline = time.monotonic() + 20
    while os.path.exists(f"/proc/{link._number}/exe") and time.monotonic() < deadline:
        time.sleep(0.02)
    assert nursery.end(link._number) == 0
