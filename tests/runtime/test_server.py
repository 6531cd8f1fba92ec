import os
import signal
import tempfile
import threading
import time
from pathlib import Path

import psutil
import pytest
from small_course import small_course

from grader.course import Limits
from grader.judge.client import judge
from grader.runtime.connection import FIXED_ENVIRONMENT, ForkServer, ServerError
from grader.runtime.jobs import Job
from grader.runtime.policy import LAYERS

SECRET = "token-of-the-one-who-grades"


@pytest.fixture(scope="module")
def server():
    """A warm server whose caller has a secret in the environment."""
    os.environ["GRADER_TEST_TOKEN"] = SECRET
    try:
        with ForkServer() as made:
            made.hello()
            yield made
    finally:
        del os.environ["GRADER_TEST_TOKEN"]


@pytest.fixture
def handed_in():
    """A folder that every worker may reach; tests write the submission into it."""
    with tempfile.TemporaryDirectory(prefix="grade-") as name:
        os.chmod(name, 0o711)
        folder = Path(name, "submission")
        folder.mkdir()
        yield folder


def job(course, folder: Path, text: str, **changes) -> Job:
    exercise = course.exercises[0]
    (folder / "doubles.py").write_text(text)
    values = {
        "exercise": exercise.name,
        "suite": str(exercise.suite),
        "folder": str(folder),
        "main": str(folder / "doubles.py"),
        "required": exercise.required,
        "refused": exercise.refused,
        "points": exercise.points,
        "limits": exercise.limits,
        "seed": 1,
        "layers": LAYERS,
    }
    return Job(**values | changes)


def run(server, job):
    return judge(server, job, lambda result: None)


def statuses(judgement):
    assert not judgement.broken
    return {name: result.status for name, result in judgement.results.items()}


def descendants(server) -> list[psutil.Process]:
    return psutil.Process(server.pid).children(recursive=True)


def eventually(condition) -> bool:
    deadline = time.monotonic() + 20
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


def test_the_server_says_what_it_offers(server):
    assert {"python", "tensorflow", "keras", "numpy", "grader"} <= set(server.hello().versions)
    assert server.warm
    assert server.alive


def test_a_judge_reports_every_check(server, tmp_path, handed_in):
    found = run(server, job(small_course(tmp_path), handed_in, "def double(x):\n    return 2 * x if x != 2.5 else 1\n"))
    assert [check.name for check in found.collected] == ["test_double", "test_double_any", "test_double_array"]
    assert {check.status for check in found.collected} == {"not_started"}
    assert statuses(found) == {"test_double": "failed", "test_double_any": "passed", "test_double_array": "error"}


def test_only_some_checks(server, tmp_path, handed_in):
    course = small_course(tmp_path)
    found = run(server, job(course, handed_in, "double = abs", checks=("test_double_array",)))
    assert list(found.results) == ["test_double_array"]
    assert len(found.collected) == 3


READS_SELF = '''
import os
def double(x):
    return [open("/proc/self/environ").read(), dict(os.environ), os.getcwd()]
'''
LOOKS = '''
@pytest.mark.points(1)
def test_double(submission):
    expect(submission.double(1)).that(False, repr(submission.double(1)), "")
'''


def test_a_worker_sees_nothing_of_the_callers_environment(server, tmp_path, handed_in):
    found = run(server, job(small_course(tmp_path, LOOKS, points=1), handed_in, READS_SELF))
    seen = found.results["test_double"].message
    assert SECRET not in seen
    assert "GRADER_TEST_TOKEN" not in seen
    assert str(server.root) in seen  # its scratch folder
    environment = psutil.Process(server.pid).environ()
    assert set(environment) <= {*FIXED_ENVIRONMENT, "HOME", "MPLCONFIGDIR", "PYTHONUSERBASE"}


JUDGE_TRIES = '''
import os, socket, subprocess

TRIES = {{
    "users": lambda: open("/etc/passwd"),
    "solution": lambda: open({solution!r}),
    "submission": lambda: open({submission!r}),
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
    with pytest.raises(PermissionError):
        TRIES[name]()
        raise AssertionError("allowed: " + name)

def test_a_judge_may_read_its_suite():
    open(__file__).read()
'''


def test_a_judge_is_locked_in_too(server, tmp_path, handed_in):
    paths = {"solution": str(tmp_path / "solutions" / "doubles.py"), "submission": str(handed_in / "doubles.py")}
    course = small_course(tmp_path, JUDGE_TRIES.format(**paths), points=9)
    found = run(server, job(course, handed_in, "double = abs"))
    assert set(statuses(found).values()) == {"passed"}, found.results
    assert len(found.results) == 10


def test_a_judge_of_another_suite_is_refused_this_one(server, tmp_path, handed_in):
    other = small_course(tmp_path / "other").exercises[0].suite / "test_doubles.py"
    checks = f"@pytest.mark.points(1)\ndef test_it():\n    with pytest.raises(PermissionError):\n        open({str(other)!r})\n"
    found = run(server, job(small_course(tmp_path / "this", checks, points=1), handed_in, "double = abs"))
    assert statuses(found) == {"test_it": "passed"}


ENDS = {
    "exit code": ("os._exit(3)", "crashed", "exit code 3"),
    "signal": ("os.kill(os.getpid(), signal.SIGSEGV)", "crashed", "SIGSEGV"),
    "too many files": (
        "[os.mkdir(str(n)) for n in range(2100)], time.sleep(9)",
        "crashed",
        "2000 files",
    ),
    "too many bytes": ("[open(str(n), 'wb').write(bytes(2 << 20)) for n in range(9)], time.sleep(9)", "crashed", "4 MiB"),
    "endless": ("[... for _ in iter(int, 1)]", "timeout", "did not finish within 2 seconds"),
}


@pytest.mark.parametrize(("body", "status", "reason"), ENDS.values(), ids=ENDS.keys())
def test_a_worker_that_ends_harms_one_check(server, tmp_path, handed_in, body, status, reason):
    course = small_course(tmp_path, limits="call = 2.0\nscratch = 4")
    text = f"import os, signal, time\ndef double(x):\n    if x == 2.5:\n        {body}\n    return 2 * x\n"
    found = run(server, job(course, handed_in, text, checks=("test_double", "test_double_array")))
    result = found.results["test_double"]
    assert (result.status, reason in result.message) == (status, True), result.message
    assert found.results["test_double_array"].status == "error"  # `if` of an array
    assert result.score == 0


def test_every_exercise_has_processes_of_its_own(server, tmp_path, handed_in):
    """Several judges at a time, as the front end asks for them from its threads."""
    one = job(small_course(tmp_path), handed_in, "def double(x):\n    return x + x\n")
    found = {}
    threads = [threading.Thread(target=lambda n=n: found.__setitem__(n, run(server, one))) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [set(statuses(judgement).values()) for judgement in found.values()] == [{"passed"}] * 3


SLEEPS = "import time\ndef double(x):\n    time.sleep(60)\n"


def started(server, course, folder):
    """A judge whose worker sleeps; its number and channel."""
    number, channel = server.judge(job(course, folder, SLEEPS, limits=Limits(call=60, check=60)))
    assert eventually(lambda: len(descendants(server)) >= 2)
    return number, channel


def test_a_cancelled_judge_takes_its_workers_along(server, tmp_path, handed_in):
    number, channel = started(server, small_course(tmp_path), handed_in)
    server.cancel(number)
    assert eventually(lambda: not descendants(server))
    assert eventually(lambda: not list(server.root.glob("scratch-*")))
    server.cancel(number)  # once more costs nothing
    channel.close()


def test_a_killed_judge_is_broken_and_harms_no_other(server, tmp_path, handed_in):
    course = small_course(tmp_path)
    results = []
    one = job(course, handed_in, SLEEPS, limits=Limits(call=60, check=60))
    thread = threading.Thread(target=lambda: results.append(run(server, one)))
    thread.start()
    assert eventually(lambda: len(descendants(server)) >= 2)
    os.kill(descendants(server)[0].pid, signal.SIGKILL)
    thread.join(30)
    assert "ended before it was done" in results[0].broken
    assert eventually(lambda: not descendants(server))
    assert set(statuses(run(server, job(course, handed_in, "def double(x):\n    return 2 * x"))).values()) == {"passed"}


def footprint(server):
    process = psutil.Process(server.pid)
    return len(process.children(recursive=True)), process.num_fds(), process.num_threads(), len(list(server.root.iterdir()))


def test_twenty_gradings_leave_nothing_behind(server, tmp_path, handed_in):
    one = job(small_course(tmp_path), handed_in, "def double(x):\n    return 2 * x\n", checks=("test_double",))
    run(server, one)
    assert eventually(lambda: not descendants(server))
    before, own = footprint(server), psutil.Process().num_fds()
    for _ in range(20):
        assert statuses(run(server, one)) == {"test_double": "passed"}
    assert eventually(lambda: footprint(server) == before)
    assert psutil.Process().num_fds() == own


def test_closing_leaves_no_process_descriptor_or_folder(tmp_path, handed_in):
    before = psutil.Process().num_fds(), threading.active_count()
    server = ForkServer()
    server.hello()
    number, channel = started(server, small_course(tmp_path), handed_in)
    processes = [psutil.Process(server.pid), *descendants(server)]
    server.close()
    channel.close()
    assert eventually(lambda: not any(process.is_running() for process in processes))
    assert not server.root.exists()
    assert (psutil.Process().num_fds(), threading.active_count()) == before


def test_a_killed_server_is_an_error_not_a_hang(tmp_path, handed_in):
    server = ForkServer()
    server.hello()
    one = job(small_course(tmp_path), handed_in, SLEEPS, limits=Limits(call=60, check=60))
    results = []
    thread = threading.Thread(target=lambda: results.append(run(server, one)))
    thread.start()
    assert eventually(lambda: len(descendants(server)) >= 2)
    processes = descendants(server)
    os.kill(server.pid, signal.SIGKILL)
    thread.join(30)
    assert results[0].broken
    with pytest.raises(ServerError, match="the fork server is gone"):
        run(server, one)
    assert eventually(lambda: not any(process.is_running() for process in processes))
    server.close()


def test_a_server_that_cannot_start_says_why(monkeypatch):
    monkeypatch.setitem(FIXED_ENVIRONMENT, "KERAS_BACKEND", "no such backend")
    with ForkServer() as server, pytest.raises(ServerError, match="the fork server did not start: .*no such backend"):
        server.hello()
