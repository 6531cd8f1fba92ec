import errno
import os
import signal
import sys
import time
from unittest.mock import Mock

import msgspec
import pytest

from grader.course.model import Limits
from grader.judge.client import ENTRIES
from grader.processes import launch
from grader.processes.jobs import JudgeJob, Role
from grader.processes.launch import child
from grader.processes.policy import Shared

JOB = JudgeJob(
    exercise="gates",
    suite="/course/suites/gates",
    folder="/copy",
    main="/copy/gates.py",
    required=("step",),
    forbidden=(),
    points=1,
    limits=Limits(exercise=30, memory=100, scratch=5),
    seed=7,
    hidden_seed=8,
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


def test_a_child_can_be_ended_where_the_system_refuses_a_descriptor_of_it(monkeypatch):
    monkeypatch.setattr(os, "pidfd_open", Mock(side_effect=OSError(errno.ENOSYS, "gVisor")))
    sleeping = process("import time; time.sleep(60)")
    assert sleeping.descriptor is None
    assert sleeping.end() == -signal.SIGKILL


LIBRARIES = Shared(roots=("/usr/lib",), read=("/usr/lib",))
WORKER = Role("worker", ENTRIES, JOB.confinement, LIBRARIES, "/server", "/server/scratch", 61185)


def test_a_worker_reads_its_copy_and_writes_its_scratch_folder():
    policy = launch._worker_policy(WORKER)
    assert (policy.own, policy.write) == (("/copy",), ("/server/scratch",))
    assert {"/usr/lib", "/copy", "/server/scratch"} <= set(policy.read)
    assert (policy.memory, policy.scratch_size) == (100 << 20, 5 << 20)


def test_a_judge_reads_its_suite_and_writes_its_scratch_folder():
    role = Role("judge", ENTRIES, JOB.confinement, LIBRARIES, "/server", "/server/scratch")
    policy = launch._judge_policy(role, JOB)
    assert (policy.own, policy.write) == (("/course/suites/gates",), ("/server/scratch",))
    assert policy.cpu > JOB.limits.exercise


def test_a_role_travels_to_a_started_process():
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(WORKER), type=Role) == WORKER


def test_the_fork_server_learns_nothing_of_a_job_but_how_to_confine_it():
    assert msgspec.structs.asdict(JOB.confinement) == {
        "folder": JOB.folder,
        "limits": JOB.limits,
        "layers": JOB.layers,
        "data": JOB.data,
    }


LOOKS = """
import os, sys, signal, stat

def look():
    open_ = []
    for number in range(200):
        try:
            open_.append(os.fstat(number))
        except OSError:
            pass
    return {
        "sockets": sum(stat.S_ISSOCK(each.st_mode) for each in open_),
        "pipes": len({each.st_ino for each in open_ if stat.S_ISFIFO(each.st_mode)}),
        "input": os.path.samestat(os.fstat(0), os.stat("/dev/null")),
        "leader": os.getsid(0) == os.getpid(),
        "interrupt": signal.getsignal(signal.SIGINT) == signal.SIG_DFL,
        "modules": [name for name in sys.modules if name.startswith(("test_", "conftest", "suites"))],
    }
"""


def test_a_worker_has_one_socket_one_pipe_and_nothing_else_of_its_parent(submit):
    assert submit(LOOKS, "look").look() == {
        "sockets": 1,
        "pipes": 1,
        "input": True,
        "leader": True,
        "interrupt": True,
        "modules": [],
    }


def test_a_worker_that_lost_its_judge_ends(nursery):
    worker = nursery.start(nursery.write("x = 1"))._worker
    worker.close()
    deadline = time.monotonic() + 20
    while os.path.exists(f"/proc/{worker._number}/exe") and time.monotonic() < deadline:
        time.sleep(0.02)
    assert nursery.end(worker._number).code == 0
