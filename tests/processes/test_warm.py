"""Servers that stay warm: who may use one, what is left of a grading, when it ends, and what may be wrong with it."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import psutil
import pytest
from small_course import RIGHT, small_course

from grader.boundary.channel import Channel
from grader.boundary.frames import PeerGone
from grader.grading import grader as grading
from grader.grading import warmth
from grader.grading.grader import Grader, Options
from grader.judge.client import ENTRIES
from grader.processes import fingerprint, fork_server, warm
from grader.processes.fork_server import RequestLoop
from grader.processes.jobs import Cancel, Confinement, Hello, Setup, StartJudge, Stop
from grader.processes.policy import Shared
from grader.processes.serving import ServerError

VERSIONS = {"grader": "1"}
SLEEPS = "import time\ndef double(x):\n    time.sleep(600)\n"
PATIENT = "call = 60.0\ncheck = 60.0"


def eventually(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 60
    while not (met := condition()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return met


@pytest.fixture(scope="module")
def runtime(tmp_path_factory) -> Iterator[Path]:
    """A folder for sockets, of this module alone."""
    folder = tmp_path_factory.mktemp("runtime")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        yield folder / "tf-grader"
        warm.stop()


@pytest.fixture(scope="module")
def warm_pid(runtime) -> int:
    """A warm server runs."""
    with warm.connect(ENTRIES, VERSIONS, 600) as server:
        return server.pid


@pytest.fixture
def connect(warm_pid) -> Callable:
    return lambda: warm.connect(ENTRIES, VERSIONS, 600)


@pytest.fixture
def empty(tmp_path, monkeypatch) -> Path:
    """A folder without any socket, where no real server is started: whoever connects waits for a hello in vain."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setattr(warm, "launch", lambda setup, listener, words: kept.append(socket.dup(listener.fileno())))
    kept: list[int] = []
    return tmp_path / "tf-grader"


def test_the_next_front_end_finds_the_server_of_the_one_before(connect, warm_pid):
    for _ in range(2):
        with connect() as server:
            assert server.warm
            assert server.pid == warm_pid


def test_its_socket_is_the_users_alone(runtime, warm_pid):
    (path,) = runtime.glob("*.socket")
    assert stat.S_IMODE(runtime.stat().st_mode) == stat.S_IMODE(path.stat().st_mode) == 0o700


def test_a_front_end_that_hangs_up_ends_its_own_judges_only(connect, warm_pid, job):
    with connect() as one, connect() as other:
        judge = one.start_judge(job(SLEEPS, limits=PATIENT))
        other.start_judge(job(SLEEPS, limits=PATIENT))
        assert eventually(lambda: len(psutil.Process(warm_pid).children()) == 4)
        one.close()
        assert eventually(lambda: len(psutil.Process(warm_pid).children()) == 2)
        assert not other.is_gone()
        judge.end()
    assert eventually(lambda: not psutil.Process(warm_pid).children())


def test_two_shells_grade_two_courses_at_once(connect, tmp_path):
    folders = [tmp_path / name for name in ("one", "two")]
    reports = []

    def grade(folder: Path) -> None:
        with connect() as server, Grader(small_course(folder / "course"), Options(), server) as grader:
            (folder / "exercises").mkdir()
            (folder / "exercises" / "doubles.py").write_text(RIGHT)
            reports.append(grader.grade(folder / "exercises"))

    threads = [threading.Thread(target=grade, args=[folder]) for folder in folders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [report.exit_code for report in reports] == [0, 0]


SEARCHES = """
import re

HALVES = {halves}

def double(x):
    found = []
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as mem:
        for start, end in re.findall(r"^([0-9a-f]+)-([0-9a-f]+) rw", maps.read(), re.MULTILINE):
            try:
                mem.seek(int(start, 16))
                memory = mem.read(int(end, 16) - int(start, 16))
            except (OSError, ValueError, OverflowError):
                continue
            for first, second in HALVES:
                at = memory.find(first)
                while at >= 0:
                    if memory.startswith(second, at + len(first)):
                        found.append(first.decode())
                    at = memory.find(first, at + 1)
    return ["searched", *found]
"""
TELLS = """
@pytest.mark.points(1)
def test_double(submission):
    pytest.fail("".join(submission.double(1)))
"""
UNLOCKED = Options(sandbox="off")


def memory_of(pid: int) -> bytes:
    """What a process has in memory of its own."""
    memory = bytearray()
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as mem:
        for start, end in re.findall(r"^([0-9a-f]+)-([0-9a-f]+) rw", maps.read(), re.MULTILINE):
            with contextlib.suppress(OSError, OverflowError):
                mem.seek(int(start, 16))
                memory += mem.read(int(end, 16) - int(start, 16))
    return bytes(memory)


def test_the_next_student_finds_nothing_of_the_one_before(connect, warm_pid, tmp_path):
    """Even unlocked, where it can read all that it has inherited."""
    of_work, of_suite = secrets.token_hex(16), secrets.token_hex(16)
    first = small_course(tmp_path / "first", f"{TELLS}\nSECRET = {of_suite!r}\n", points=1)
    folder = tmp_path / "exercises"
    folder.mkdir()
    work = folder / "doubles.py"

    def told(course, text: str) -> str:
        work.write_text(text)
        with connect() as server:
            return str(Grader(course, UNLOCKED, server).grade(folder).exercises[0].checks[0].message)

    assert of_work in told(first, f"def double(x):\n    return [{of_work!r}]\n")
    halves = [(token[:16].encode(), token[16:].encode()) for token in (of_work, of_suite)]
    second = small_course(tmp_path / "second", TELLS, points=1, limits=PATIENT)
    assert told(second, SEARCHES.format(halves=halves)) == "searched"
    try:
        memory = memory_of(warm_pid)
    except PermissionError:
        pytest.skip("this user may not look into other processes")
    assert len(memory) > 100 << 20
    assert not [token for token in (of_work, of_suite, str(first.root)) if token.encode() in memory]


def test_it_is_seen_with_its_memory_and_since_when_it_is_idle(connect, warm_pid):
    (found,) = warm.seen(VERSIONS)
    assert (found.pid, found.current) == (warm_pid, True)
    assert found.idle >= 0
    assert found.memory > 100 << 20
    assert [each.current for each in warm.seen({"grader": "2"})] == [False]


def test_another_version_of_anything_has_another_name(empty, monkeypatch, tmp_path):
    names = [warm._name(VERSIONS), warm._name({"grader": "2"})]
    monkeypatch.setattr(sys, "executable", "/another/python")
    names.append(warm._name(VERSIONS))
    (tmp_path / "grader").mkdir()
    monkeypatch.setattr(fingerprint, "GRADER", tmp_path / "grader")
    for text in ("", "changed = True"):
        (tmp_path / "grader" / "module.py").write_text(text)
        names.append(warm._name(VERSIONS))
    (tmp_path / "grader" / "suites").mkdir()
    (tmp_path / "grader" / "suites" / "test_gates.py").touch()  # nothing that a server knows
    assert warm._name(VERSIONS) == names[-1]
    assert len(set(names)) == len(names)


# What may be wrong


def test_a_stale_socket_is_replaced(empty, monkeypatch):
    empty.mkdir(mode=0o700)
    monkeypatch.chdir(empty)  # its path may be too long for a socket
    path = empty / warm._name(VERSIONS)
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(path.name)
    before = path.stat().st_ino, path.stat().st_ctime_ns
    with warm.connect(ENTRIES, VERSIONS, 600) as server:
        assert not server.warm
    assert (path.stat().st_ino, path.stat().st_ctime_ns) != before


def test_two_shells_start_one_server(empty, monkeypatch):
    launched, start = [], warm.launch
    monkeypatch.setattr(warm, "launch", lambda *given: launched.append(start(*given)))
    servers: list = []
    threads = [threading.Thread(target=lambda: servers.append(warm.connect(ENTRIES, VERSIONS, 600))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(launched) == 1
    assert len([server for server in servers if server]) == 8
    for server in servers:
        server.close()


def test_a_server_that_does_not_answer_is_not_waited_for(empty, monkeypatch, server, tmp_path):
    """It is stopped, say. The grading starts one of its own."""
    monkeypatch.setattr(warm, "ANSWER_SECONDS", 0.1)
    warm.connect(ENTRIES, VERSIONS, 600).close()
    (empty / warm._name(VERSIONS)).chmod(0o700)
    hung = warm.connect(ENTRIES, VERSIONS, 600)
    assert hung.warm  # as far as is known
    monkeypatch.setattr(warmth, "connect", lambda *given: hung)
    monkeypatch.setattr(grading, "open_server", lambda *given: server)
    monkeypatch.setattr(server, "close", lambda: None)
    (tmp_path / "doubles.py").write_text(RIGHT)
    with Grader(small_course(tmp_path / "course"), Options(warm=True)) as grader:
        assert grader.grade(tmp_path / "doubles.py").exit_code == 0
    with pytest.raises(ServerError, match="did not start"):
        hung.hello()


def a_link(path: Path) -> None:
    path.with_name("elsewhere").mkdir(mode=0o700)
    path.symlink_to("elsewhere")


def open_to_all(path: Path) -> None:
    path.mkdir()
    path.chmod(0o777)


def a_file(path: Path) -> None:
    path.touch()


@pytest.mark.parametrize("made", [a_link, open_to_all, a_file])
def test_a_folder_that_others_may_enter_is_not_used(empty, made, monkeypatch):
    made(empty)
    monkeypatch.setattr(warm.platformdirs, "user_cache_path", lambda name: Path("~/.cache", name))  # nobody's home
    monkeypatch.setattr(tempfile, "tempdir", str(empty.parent / "tmp"))
    (empty.parent / "tmp").touch()
    assert warm.connect(ENTRIES, VERSIONS, 600) is None
    (empty.parent / "tmp").unlink()
    (empty.parent / "tmp").mkdir()
    with warm.connect(ENTRIES, VERSIONS, 600):
        assert len(list(empty.parent.glob("tmp/tf-grader-*/*.socket"))) == 1


def test_a_socket_may_have_a_long_path(empty, monkeypatch):
    folder = empty.parent / ("n" * 200)
    folder.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    with warm.connect(ENTRIES, VERSIONS, 600) as server:
        assert not server.is_gone()


def test_a_server_of_somebody_else_is_not_spoken_to(empty, monkeypatch):
    warm.connect(ENTRIES, VERSIONS, 600).close()
    monkeypatch.setattr(warm, "is_ours", lambda connection: False)
    assert warm.connect(ENTRIES, VERSIONS, 600) is None
    assert warm.seen(VERSIONS) == []


FULL = "mount -t tmpfs -o size=4k,nr_inodes=3 none {folder} && head -c 9999 /dev/zero > {folder}/full; exec {python}"
READ_ONLY = "mount -t tmpfs -o ro none {folder} && exec {python}"
CONNECTS = """
import os, tempfile
from grader.processes import warm
tempfile.tempdir = os.environ["HOME"]
print(warm.connect(None, {}, 1), warm.seen({}), warm.stop())
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a disk takes root")
@pytest.mark.parametrize("disk", [FULL, READ_ONLY])
def test_where_no_socket_can_be_made_there_is_no_server(disk, tmp_path):
    """Neither below the home folder nor in that of temporary files."""
    python = f"{sys.executable} -c '{CONNECTS}'"
    places = {"XDG_RUNTIME_DIR": str(tmp_path), "HOME": str(tmp_path), "TMPDIR": str(tmp_path)}
    command = ["unshare", "--mount", "sh", "-c", disk.format(folder=tmp_path, python=python)]
    ran = subprocess.run(command, env={**os.environ, **places}, capture_output=True, text=True, check=False, cwd="/")
    assert ran.stdout == "None [] 0\n", ran.stderr


@pytest.mark.slow
def test_a_server_that_is_killed_in_the_middle_is_replaced(connect, warm_pid, tmp_path, monkeypatch):
    monkeypatch.setattr(warmth, "connect", lambda *given: connect())
    (tmp_path / "doubles.py").write_text(RIGHT)
    killed = []

    def kill(event: object) -> None:
        if not killed:
            killed.append(os.kill(warm_pid, signal.SIGKILL))
            psutil.wait_procs([psutil.Process(warm_pid)], 10)  # while it dies it takes connections, but answers nobody

    with Grader(small_course(tmp_path / "course"), Options(warm=True)) as grader:
        assert grader.grade(tmp_path / "doubles.py", progress=kill).exit_code == 0
        assert grader.server.pid != warm_pid
    assert warm.stop() == 1
    assert warm.seen(VERSIONS) == []


# The server's side, without a process


@pytest.fixture
def no_strays(monkeypatch) -> None:
    """The children of this process belong to other tests: a server here must not take them for its own."""
    monkeypatch.setattr(fork_server.sandbox, "end_strays", lambda known: None)


@pytest.fixture
def listening(tmp_path, no_strays) -> Iterator[Callable]:
    """`listening(idle)` is a server that listens and starts nothing, and the thread that it runs in."""
    opened = []

    def listening(idle: float = 600) -> tuple[RequestLoop, threading.Thread]:
        path = tmp_path / "socket"
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(path))
        listener.listen()
        made = RequestLoop(Setup(ENTRIES, str(tmp_path / "root"), str(path), idle))
        made.open(listener)

        def run() -> None:
            while order := made.next_order():
                order.drop()
            made.close()
            listener.close()

        thread = threading.Thread(target=run)
        thread.start()
        opened.append((path, thread))
        return made, thread

    yield listening
    for path, thread in opened:
        if path.exists():
            reach(path).send(msgspec.msgpack.encode(Stop()))
        thread.join()


def reach(path: Path) -> Channel:
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(str(path))
    front = Channel(connection)
    msgspec.msgpack.decode(front.receive(time.monotonic() + 60), type=Hello)
    return front


def test_it_ends_when_nobody_has_needed_it_for_a_while(listening, tmp_path):
    _, thread = listening(idle=0.2)
    front = reach(tmp_path / "socket")  # to be connected is not to need it
    thread.join(60)
    assert not thread.is_alive()
    assert not (tmp_path / "socket").exists()
    front.close()


def test_it_counts_from_its_last_judge_whatever_the_clock_says(monkeypatch, tmp_path, no_strays):
    now = [0.0]
    monkeypatch.setattr(fork_server.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(fork_server.time, "time", lambda: -1e9)
    server = RequestLoop(Setup(ENTRIES, str(tmp_path), "socket", 600))
    server._listener = socket.socket(socket.AF_UNIX)
    ours, theirs = socket.socketpair()
    with server._listener, theirs:
        server._welcome(ours)
        order = StartJudge(1, Confinement("", None, ()), Shared())
        server._order_judge(server._fronts[0], order, os.open(os.devnull, os.O_RDONLY))
        now[0] = 7000
        assert not server._is_over()
        server._hang_up(server._fronts[0])
        now[0] = 7599
        assert not server._is_over()
        now[0] = 7601
        assert server._is_over()
        server._orders.pop().drop()


@pytest.mark.parametrize(
    "sent",
    [b"", b"\0\0\0\5nothing", b"\0\0\0\1\xc1", b"\0\0", b"\xff\xff\xff\xff"],
    ids=["hang up", "nonsense", "no msgpack", "half a frame", "a frame of 4 GiB"],
)
def test_a_front_end_that_makes_no_sense_harms_no_other(listening, tmp_path, monkeypatch, sent):
    monkeypatch.setattr(fork_server, "FRONT_SECONDS", 0.1)
    listening()
    with socket.socket(socket.AF_UNIX) as front:
        front.connect(str(tmp_path / "socket"))
        front.sendall(sent)
        other = reach(tmp_path / "socket")
        other.send(msgspec.msgpack.encode(Cancel(7)))
        assert not other.hangs_up(0.3)
        other.close()


def test_a_judge_without_a_descriptor_is_refused(listening, tmp_path):
    listening()
    front = reach(tmp_path / "socket")
    front.send(msgspec.msgpack.encode(StartJudge(1, Confinement("", None, ()), Shared())))
    assert front.hangs_up(60)


def test_somebody_elses_front_end_is_hung_up_on(listening, tmp_path, monkeypatch):
    listening()
    with monkeypatch.context() as patch:
        patch.setattr(fork_server, "is_ours", lambda connection: False)
        with pytest.raises(PeerGone):
            reach(tmp_path / "socket")


def test_it_leaves_the_socket_of_the_server_that_took_its_place(listening, tmp_path):
    _, thread = listening()
    front = reach(tmp_path / "socket")
    (tmp_path / "socket").unlink()
    (tmp_path / "socket").touch()
    front.send(msgspec.msgpack.encode(Stop()))
    thread.join(60)
    assert (tmp_path / "socket").is_file()
    (tmp_path / "socket").unlink()
