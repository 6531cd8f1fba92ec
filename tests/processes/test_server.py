import os
import signal
import threading
import time

import psutil
import pytest

from grader.judge.client import ENTRIES, Judgement, run_judge
from grader.processes.client import OwnServer
from grader.processes.environment import FIXED_ENVIRONMENT
from grader.processes.policy import LAYERS
from grader.processes.serving import ServerError

RIGHT = "def double(x):\n    return x + x\n"
SLEEPS = "import time\ndef double(x):\n    time.sleep(600)\n"
PATIENT = "call = 60.0\ncheck = 60.0"


def statuses(judgement: Judgement) -> dict[str, str]:
    assert not judgement.broken
    return {name: result.status for name, result in judgement.results.items()}


def descendants(server) -> list[psutil.Process]:
    return psutil.Process(server.pid).children(recursive=True)


def eventually(condition) -> bool:
    deadline = time.monotonic() + 60
    while not (met := condition()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return met


def started(server) -> list[psutil.Process]:
    """The judge and its worker, as soon as both are there; the judge is the first."""
    found: list[psutil.Process] = []

    def both() -> bool:
        found[:] = sorted(descendants(server), key=lambda process: process.pid)
        return len(found) >= 2

    assert eventually(both)
    return found


class Background:
    """A judgement that is awaited by another thread."""

    def __init__(self, server, job) -> None:
        self._found: list[Judgement] = []
        self._thread = threading.Thread(target=lambda: self._found.append(run_judge(server, job, lambda result: None)))
        self._thread.start()

    def result(self) -> Judgement:
        self._thread.join(30)
        return self._found[0]


@pytest.fixture
def idle(server):
    """The server, once nothing of the tests before is left in it."""
    assert eventually(lambda: not descendants(server))
    return server


def test_a_server_that_has_said_hello_is_warm(server):
    server.hello()
    assert server.warm
    assert not server.is_gone()


def test_a_judge_reports_every_check(judged):
    found = judged("def double(x):\n    return 2 * x if x != 2.5 else 1\n")
    assert [check.name for check in found.collected] == ["test_double", "test_double_any", "test_double_array"]
    assert {check.status for check in found.collected} == {"not_started"}
    assert statuses(found) == {"test_double": "failed", "test_double_any": "passed", "test_double_array": "error"}


def test_only_some_checks(judged):
    found = judged(RIGHT, only=("test_double_array",))
    assert statuses(found) == {"test_double_array": "passed"}
    assert len(found.collected) == 3


READS_ITSELF = """
import os
def double(x):
    return [open("/proc/self/environ").read(), dict(os.environ), os.getcwd()]
"""
TELLS = """
@pytest.mark.points(1)
def test_double(submission):
    pytest.fail(repr(submission.double(1)))
"""


def test_nothing_of_the_callers_environment_reaches_a_worker(server, judged):
    assert os.environ["GRADER_TEST_TOKEN"]
    seen = str(
        judged(READS_ITSELF, layers=(), checks=TELLS, points=1).results["test_double"].message
    )  # unlocked, it can look
    assert str(server.root) in seen  # its scratch folder
    assert "GRADER_TEST_TOKEN" not in seen
    assert os.environ["GRADER_TEST_TOKEN"] not in seen
    fixed = {*FIXED_ENVIRONMENT, "HOME", "MPLCONFIGDIR", "PYTHONUSERBASE", "TMPDIR"}
    assert set(psutil.Process(server.pid).environ()) <= fixed


JUDGE_TRIES = """
import errno, os, socket, subprocess

TRIES = {{
    "users": lambda: open("/etc/passwd"),
    "another suite": lambda: open({other!r}),
    "submission": lambda: os.listdir({folder!r}),
    "write": lambda: open("/tmp/judge-was-here", "w"),
    "folder": lambda: os.mkdir("/tmp/judge-was-here"),
    "network": lambda: socket.create_connection(("127.0.0.1", 9), 1),
    "fork": os.fork,
    "program": lambda: subprocess.run(["/bin/true"]),
    "parent": lambda: os.kill(os.getppid(), 0),
}}

@pytest.mark.points(1)
@pytest.mark.parametrize("name", TRIES)
def test_a_judge_may_not(name):
    with pytest.raises((PermissionError, FileNotFoundError, OSError)) as refused:
        TRIES[name]()
    assert refused.value.errno in (errno.EPERM, errno.EACCES, errno.ENOENT, errno.EROFS)

@pytest.mark.points(1)
def test_a_judge_may_read_its_suite():
    open(__file__).read()
"""


def test_a_judge_is_locked_in_too(judged, job):
    other = job(RIGHT)
    checks = JUDGE_TRIES.format(other=f"{other.suite}/test_doubles.py", folder=other.folder)
    found = judged(RIGHT, checks=checks, points=10)
    assert set(statuses(found).values()) == {"passed"}, found.results
    assert len(found.results) == 10


ENDS = {
    "exit code": ("os._exit(3)", "crashed", "exit code 3"),
    "signal": ("os.kill(os.getpid(), signal.SIGSEGV)", "crashed", "SIGSEGV"),
    "too many files": ("[os.mkdir(str(n)) for n in range(2100)]", "error", "writes too much, or too many files"),
    "too many bytes": (
        "[open(str(n), 'wb').write(bytes(2 << 20)) for n in range(9)]",
        "error",
        "writes too much, or too many files",
    ),
    "endless": ("[... for _ in iter(int, 1)]", "timeout", "did not finish within 2 seconds"),
    "no output": ("os.close(1), os.close(2), time.sleep(9)", "timeout", "did not finish within 2 seconds"),
}


@pytest.mark.parametrize(("body", "status", "reason"), ENDS.values(), ids=ENDS.keys())
def test_a_worker_that_ends_harms_one_check(judged, body, status, reason):
    text = f"import os, signal, time\ndef double(x):\n    if type(x) is float:\n        {body}\n    return 2 * x\n"
    found = judged(text, limits="call = 2.0\nscratch = 4", only=("test_double", "test_double_array"))
    result = found.results["test_double"]
    assert (result.status, result.score) == (status, 0)
    assert reason in str(result.message)
    assert found.results["test_double_array"].status == "passed"


WATCHED = {
    "too many files": ("[os.mkdir(str(n)) for n in range(2100)], time.sleep(9)", "2000 files"),
    "too many bytes": ("[open(str(n), 'wb').write(bytes(2 << 20)) for n in range(9)], time.sleep(9)", "4 MiB"),
}


@pytest.mark.parametrize(("body", "reason"), WATCHED.values(), ids=WATCHED.keys())
def test_a_scratch_folder_on_disk_is_watched(judged, body, reason):
    text = f"import os, time\ndef double(x):\n    {body}\n"
    layers = tuple(layer for layer in LAYERS if layer != "mounts")
    found = judged(text, layers=layers, limits="call = 4.0\nscratch = 4", only=("test_double",))
    assert found.results["test_double"].status == "crashed"
    assert reason in str(found.results["test_double"].message)


def test_several_judges_at_a_time(server, job):
    one = job(RIGHT)
    running = [Background(server, one) for _ in range(3)]
    assert [set(statuses(each.result()).values()) for each in running] == [{"passed"}] * 3


def test_a_cancelled_judge_takes_its_workers_along(idle, job):
    judge = idle.start_judge(job(SLEEPS, limits=PATIENT))
    started(idle)
    judge.end()
    assert eventually(lambda: not descendants(idle)), descendants(idle)
    assert eventually(lambda: [path.name for path in idle.root.iterdir()] == ["home"])
    judge.end()  # once more costs nothing


def test_a_killed_judge_is_broken_and_harms_no_other(idle, job, judged):
    judging = Background(idle, job(SLEEPS, limits=PATIENT))
    os.kill(started(idle)[0].pid, signal.SIGKILL)
    assert "ended before it finished" in judging.result().broken
    assert eventually(lambda: not descendants(idle))
    assert set(statuses(judged(RIGHT)).values()) == {"passed"}


def footprint(server):
    process = psutil.Process(server.pid)
    return len(descendants(server)), process.num_fds(), process.num_threads(), len(list(server.root.iterdir()))


def test_twenty_gradings_leave_nothing_behind(idle, judged):
    judged(RIGHT, only=("test_double",))
    assert eventually(lambda: not descendants(idle))
    before, own = footprint(idle), psutil.Process().num_fds()
    for _ in range(20):
        assert statuses(judged(RIGHT, only=("test_double",))) == {"test_double": "passed"}
    assert eventually(lambda: footprint(idle) == before)
    assert psutil.Process().num_fds() == own


def test_closing_leaves_no_process_descriptor_or_folder(job):
    before = psutil.Process().num_fds(), threading.active_count()
    server = OwnServer(ENTRIES)
    judge = server.start_judge(job(SLEEPS, limits=PATIENT))
    processes = [psutil.Process(server.pid), *started(server)]
    server.close()
    judge.end()
    assert eventually(lambda: not any(process.is_running() for process in processes))
    assert not server.root.exists()
    assert (psutil.Process().num_fds(), threading.active_count()) == before


def test_a_killed_server_is_an_error_not_a_hang(job):
    with OwnServer(ENTRIES) as server:
        server.hello()
        one = job(SLEEPS, limits=PATIENT)
        judging = Background(server, one)
        processes = started(server)
        os.kill(server.pid, signal.SIGKILL)
        assert judging.result().broken
        assert eventually(server.is_gone)
        with pytest.raises(ServerError, match="the fork server has ended"):
            run_judge(server, one, lambda result: None)
        assert eventually(lambda: not any(process.is_running() for process in processes))


def test_a_server_that_cannot_start_says_why(monkeypatch):
    monkeypatch.setitem(FIXED_ENVIRONMENT, "KERAS_BACKEND", "no such backend")
    with (
        OwnServer(ENTRIES) as server,
        pytest.raises(ServerError, match=r"the fork server did not start: .*no such backend"),
    ):
        server.hello()
