import errno
import fcntl
import os
import runpy
import socket
import sys
import tempfile
import termios
import time
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from grader.boundary.protocol import Call, Open
from grader.boundary.records import Named
from grader.judge.failures import WorkerLost
from grader.processes import landlock, policy, sandbox
from grader.processes.policy import GRADER, LAYERS, Policy, find_shared, library_places

pytestmark = pytest.mark.skipif(
    set(sandbox.available()) != set(LAYERS), reason="this machine lacks layers of the sandbox"
)

SUBMISSION = """
def attempt(code):
    try:
        exec(code, {})
    except OSError as error:
        name = type(error).__name__
        return f"OSError: {error.strerror}" if name == "OSError" and error.errno == 30 else name
    except BaseException as error:
        return type(error).__name__
    return "allowed"
"""
PRELUDE = """
import contextlib, ctypes, fcntl, mmap, os, resource, socket, subprocess, sys, tempfile, threading, time
import numpy as np, tensorflow as tf

libc = ctypes.CDLL(None, use_errno=True)
above = os.getppid()

def raw(name, *arguments):
    result = getattr(libc, name)(*arguments) if isinstance(name, str) else libc.syscall(name, *arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))

def status(key):
    return next(line.split()[1] for line in open("/proc/self/status") if line.startswith(key + ":"))

"""

ALLOWED = {
    "read its own file": "open(PATH).read()",
    "read a library": "open(np.__file__).read()",
    "write its scratch folder": "open('a', 'w').write('x'); os.mkdir('d'); os.rename('a', 'd/a'); os.remove('d/a')",
    "use a temporary file": "tempfile.TemporaryFile().write(b'x')",
    "ask how its threads are scheduled": "assert os.sched_getscheduler(threading.get_native_id()) == 0",
    "throw output away": "open('/dev/null', 'w').write('x')",
    "random bytes": "os.urandom(8), open('/dev/urandom', 'rb').read(8)",
    "look at itself": "open('/proc/self/status').read(), open('/proc/self/maps').read()",
    "start threads": "t = threading.Thread(target=time.sleep, args=(0.01,)); t.start(); t.join()",
    "have an address space of 1 GiB": "bytearray(1 << 30)",
    "train a model": """
import keras
model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(4, "relu"), keras.layers.Dense(1)])
model.compile("sgd", "mse")
model.fit(np.ones((8, 2)), np.ones((8, 1)), epochs=1, verbose=0)
model.save("model.keras")
""",
    "trace and differentiate": """
@tf.function
def f(x):
    return x * x
x = tf.Variable(3.0)
with tf.GradientTape() as tape:
    y = f(x)
assert tape.gradient(y, x) == 6
""",
    "draw": "import matplotlib.pyplot as p; p.plot([1, 2]); p.title('한'); p.savefig('x.png')",
}
ROOT = GRADER.parent
REFUSED = {
    "read a suite": f"open({str(next(GRADER.glob('suites/*/test_*.py')))!r})",
    "list the suites": f"os.listdir({str(GRADER / 'suites')!r})",
    "read the grader": f"open({str(GRADER / 'suite.py')!r})",
    "read a solution": f"open({str(next(ROOT.glob('solutions/*.py')))!r})",
    "read the users": "open('/etc/passwd')",
    "read the environment of its parent": "open(f'/proc/{above}/environ').read()",
    "read the memory of its parent": "open(f'/proc/{above}/mem').read()",
    "list the processes": "os.listdir('/proc')",
    "write its own file": "open(PATH, 'a')",
    "write beside it": "open(PATH + '.new', 'w')",
    "write elsewhere": "open('/tmp/escaped', 'w')",
    "write a library": "open(np.__file__, 'a')",
    "write shared memory": "open('/dev/shm/x', 'w')",
    "make a device": "os.mknod('node', 0o600 | 0o060000, os.makedev(7, 0))",
    "make a pipe with a name": "os.mkfifo('pipe')",
    "make a link": "os.symlink('/etc', 'link')",
    "make a hard link": "open('a', 'w'); os.link('a', 'b')",
    "connect to the network": "socket.create_connection(('127.0.0.1', 9), 1)",
    "listen": "socket.socket()",
    "make a local socket": "socket.socketpair()",
    "fork": "os.fork()",
    "fork in C": "raw('fork')",
    "vfork": "raw(58)",
    "run a program": "subprocess.run(['/bin/true'])",
    "replace itself": "os.execv(sys.executable, ['python'])",
    "signal its parent": "os.kill(above, 0)",
    "signal everybody": "os.kill(-1, 0)",
    "signal a group": "os.killpg(above, 0)",
    "queue a signal": "raw(129, above, 0, 0)",
    "open a process": "os.pidfd_open(above)",
    "trace its parent": "raw('ptrace', 16, above, 0, 0)",
    "read another's memory": "raw('process_vm_readv', above, 0, 0, 0, 0, 0)",
    "change a mode": "open('m', 'w'); os.chmod('m', 0o777)",
    "change an owner": "open('o', 'w'); os.chown('o', 0, 0)",
    "change times": "open('t', 'w'); os.utime('t', (0, 0))",
    "set an attribute": "open('x', 'w'); os.setxattr('x', 'user.a', b'1')",
    "files in memory": "os.memfd_create('x')",
    "shared memory of System V": "raw('shmget', 0, 4096, 0o1600)",
    "a message queue": "raw('msgget', 0, 0o1600)",
    "a POSIX message queue": "raw(240, b'q', 0o100 | 2, 0o600, 0)",
    "become root": "os.setuid(0)",
    "new namespaces": "raw('unshare', 0x10000000)",
    "mount": "raw('mount', b'x', b'/', b'tmpfs', 0, 0)",
    "chroot": "os.chroot('.')",
    "io_uring": "raw(425, 1, 0)",
    "bpf": "raw(321, 0, 0, 0)",
    "performance counters": "raw(298, 0, 0, -1, -1, 0)",
    "the kernel's keys": "raw(250, 0, -3, 0)",
    "page faults": "raw(323, 0)",
    "another filter": "raw('prctl', 22, 1, 0, 0, 0)",
    "signals by descriptor": "fcntl.fcntl(1, fcntl.F_SETOWN, above)",
    "type into a terminal": "fcntl.ioctl(1, 0x5412, b'x')",
    "limits of its parent": "resource.prlimit(above, resource.RLIMIT_CPU)",
    "a priority": "os.nice(-1)",
}
LIMITED = {
    "clone3 is not there, so that the flags of clone can be seen": ("raw(435, 0, 0)", "OSError"),
    "memory": ("bytearray(3 << 30)", "MemoryError"),
    "the size of a file": ("open('big', 'wb').truncate(65 << 20)", "OSError"),
    "open files": (
        "with contextlib.ExitStack() as s: [s.enter_context(open('/dev/null')) for _ in range(200)]",
        "OSError",
    ),
    "more memory": ("resource.setrlimit(resource.RLIMIT_AS, (-1, -1))", "ValueError"),
    "processor time": ("assert resource.getrlimit(resource.RLIMIT_CPU) == (120, 120)", "allowed"),
    "no core file": ("assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)", "allowed"),
    "no capability": ("assert status('CapEff') == status('CapPrm') == '0000000000000000'", "allowed"),
    "no new privileges": ("assert (status('NoNewPrivs'), status('Seccomp')) == ('1', '2')", "allowed"),
    "a session of its own": ("assert os.getsid(0) == os.getpid()", "allowed"),
    "no standard input": ("assert sys.stdin.read() == '' and os.read(0, 1) == b''", "allowed"),
}


UNSEEN = {
    "the suites": str(GRADER / "suites"),
    "the grader's version": str(GRADER / "__init__.py"),
    "solutions": str(ROOT / "solutions"),
    "passwords": "/etc/shadow",
    "other processes": "/proc/PARENT",
    "sockets of this machine": "/proc/self/net",
    "mounts of this machine": "/proc/self/mountinfo",
    "mounts under another name": "/proc/thread-self/mounts",
    "the state of a disk": "/sys/block",
    "shared memory": "/dev/shm",
    "homes": "/home",
}


def attempting(nursery, layers=LAYERS, seconds=60):
    """A function that has a worker try something: "allowed", or the name of the exception. And the worker."""
    path = nursery.write(SUBMISSION)
    link = nursery.start(path, layers)
    link.ask(Open(str(path), ("attempt",), (), ""), time.monotonic() + 60)

    def attempt(code: str) -> str:
        code = f"{PRELUDE}PATH = {str(path)!r}\n{code}"
        return link.ask(Call(Named("attempt"), [code], {}, keep=False), time.monotonic() + seconds).value

    return attempt, link


@pytest.fixture(scope="module")
def attempt(nursery):
    attempt, link = attempting(nursery)
    yield attempt
    link.end()


@pytest.fixture(scope="module")
def attempt_without_mounts(nursery):
    attempt, link = attempting(nursery, tuple(layer for layer in LAYERS if layer != "mounts"))
    yield attempt
    link.end()


@pytest.mark.parametrize("code", ALLOWED.values(), ids=ALLOWED.keys())
def test_a_worker_may(attempt, code):
    assert attempt(code) == "allowed"


@pytest.mark.parametrize("code", REFUSED.values(), ids=REFUSED.keys())
def test_a_worker_may_not(attempt, code):
    assert attempt(code) in ("PermissionError", "FileNotFoundError", "OSError: Read-only file system")


@pytest.mark.parametrize("code", REFUSED.values(), ids=REFUSED.keys())
def test_a_worker_may_not_without_mounts_either(attempt_without_mounts, code):
    assert attempt_without_mounts(code) == "PermissionError"


@pytest.mark.parametrize("path", UNSEEN.values(), ids=UNSEEN.keys())
def test_a_worker_does_not_see(attempt, path):
    assert os.path.lexists(path.replace("PARENT", str(os.getpid())))
    assert attempt(f"os.lstat({path!r}.replace('PARENT', {str(os.getpid())!r}))") == "FileNotFoundError"


@pytest.mark.parametrize(("code", "outcome"), LIMITED.values(), ids=LIMITED.keys())
def test_a_worker_is_limited_in(attempt, code, outcome):
    assert attempt(code) == outcome


def test_a_foreign_system_call_ends_the_worker(nursery):
    attempt, link = attempting(nursery, seconds=10)
    with pytest.raises(WorkerLost) as lost:
        attempt("raw(0x40000000 | 39)")
    assert (lost.value.status, str(link.end())) == ("crashed", "signal SIGSYS")  # SIGSYS


LISTENING = "\0grader-test"
WITHOUT = [
    ("mounts", "os.stat('/etc/passwd')"),
    ("seccomp", "socket.socketpair()"),
    ("limits", "mmap.mmap(-1, 3 << 30)"),
]
ALONE = [
    ("landlock-scope", "os.kill(above, 0)"),
    ("landlock-scope", f"socket.socket(socket.AF_UNIX).connect({LISTENING!r})"),
    ("landlock-files", "open('/etc/passwd')"),
    ("mounts", "open('/etc/passwd')"),
    ("identity", "assert status('NoNewPrivs') == '0'"),
]


@pytest.mark.parametrize(("layer", "code"), WITHOUT, ids=[layer for layer, _ in WITHOUT])
def test_what_a_layer_stops_is_possible_without_it(nursery, layer, code):
    attempt, link = attempting(nursery, tuple(each for each in LAYERS if each != layer))
    assert attempt(code) == "allowed"
    link.end()


@pytest.mark.parametrize(("layer", "code"), ALONE)
def test_a_layer_alone_stops_what_nothing_stopped(nursery, layer, code):
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(LISTENING)
        listener.listen()
        for layers, allowed in (((), True), ((layer,), False)):
            attempt, link = attempting(nursery, layers)
            assert (attempt(code) == "allowed") == allowed
            link.end()


def test_a_layer_that_cannot_be_applied_is_an_error(monkeypatch):
    monkeypatch.setattr(sandbox, "find_seccomp", lambda: None)
    assert "seccomp" not in sandbox.available()
    with pytest.raises(sandbox.SandboxError, match=r"libseccomp.so.2 is missing"):
        sandbox.lock(Policy(), frozenset({"seccomp"}))


def test_the_bindings_of_the_distribution_come_first(monkeypatch):
    module = ModuleType("seccomp")
    monkeypatch.setitem(sys.modules, "seccomp", module)
    assert sandbox.find_seccomp() is module


UNKNOWN_TO_LANDLOCK = {
    "truncation, unknown before ABI 3": (2, "os.truncate(path, 0)"),
    "truncation while opening, unknown before ABI 3": (2, "os.open(path, os.O_RDONLY | os.O_TRUNC)"),
    "TCP, unknown before ABI 4": (3, "socket.socket().bind(('127.0.0.1', 0))"),
    "requests to devices, unknown before ABI 5": (
        4,
        "fcntl.ioctl(os.open('/dev/null', os.O_RDWR), termios.TIOCNOTTY)",
    ),
    "signals, unknown before ABI 6": (5, "os.kill(os.getppid(), 0)"),
}


@pytest.mark.parametrize(("abi", "code"), UNKNOWN_TO_LANDLOCK.values(), ids=UNKNOWN_TO_LANDLOCK.keys())
def test_what_an_older_landlock_does_not_know_is_refused_by_seccomp(tmp_path, monkeypatch, abi, code):
    """Also without a mount namespace, as for an ordinary user of Ubuntu 24.04."""
    path = tmp_path / "a file of somebody else"
    path.write_text("theirs")
    monkeypatch.setattr(landlock, "abi", lambda: abi)

    def refused(*layers: str) -> bool:
        if (pid := os.fork()) == 0:
            try:
                sandbox.lock(Policy(own=(str(tmp_path),)), frozenset(layers))
                exec(code, {"path": str(path), "os": os, "socket": socket, "fcntl": fcntl, "termios": termios})
                os._exit(0)
            except PermissionError:
                os._exit(1)
            except BaseException as error:  # /dev/null knows no such request, but has been asked
                os._exit(0 if isinstance(error, OSError) and error.errno == errno.ENOTTY else 2)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        assert status in (0, 1)
        return status == 1

    assert refused("landlock-files", "seccomp")
    assert path.read_text() == "theirs"
    assert not refused("landlock-files")


def test_other_systems_offer_nothing(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert runpy.run_module("grader.processes.layers")["available"]() == ()


@pytest.mark.skipif(not sandbox.has_own_uids(library_places(), LAYERS), reason="not root, or not with its powers")
def test_a_worker_has_a_uid_of_its_own(attempt):
    assert attempt(f"assert os.getuid() == os.geteuid() >= {sandbox.FIRST_UID} and not os.getgroups()") == "allowed"


def test_a_uid_of_its_own_wants_root_and_libraries_that_all_may_read(tmp_path, monkeypatch):
    tmp_path.chmod(0o700)
    (tmp_path / "libraries").mkdir(mode=0o755)
    home, layers = [tmp_path / "libraries"], set(LAYERS)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(sandbox, "_has_powers", lambda wanted: True)
    monkeypatch.setattr(sandbox, "_gives_away", lambda: True)
    assert sandbox.has_own_uids(home, layers)  # with mounts, what is above the libraries is another folder
    assert not sandbox.has_own_uids(home, layers - {"mounts"})
    assert not sandbox.has_own_uids([tmp_path], layers)
    monkeypatch.setattr(sandbox, "_gives_away", lambda: False)
    assert not sandbox.has_own_uids(home, layers)  # root of a container with one uid
    monkeypatch.setattr(sandbox, "_gives_away", lambda: True)
    monkeypatch.setattr(sandbox, "_has_powers", lambda wanted: wanted == sandbox.SET_UIDS)
    assert not sandbox.has_own_uids(home, layers)  # a user namespace has one uid
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert not sandbox.has_own_uids(home, layers)


def overlap(path: Path, secret: Path) -> bool:
    return path.is_relative_to(secret) or secret.is_relative_to(path)


def test_the_libraries_are_readable_and_the_grader_is_not():
    reads = [Path(path) for path in find_shared().read]
    assert any(path.name == "tensorflow" for path in reads)
    assert not [path for path in reads if overlap(path, GRADER)]
    assert not [path for path in reads if path.name.startswith("tf_grader-")]


PLACES = st.lists(st.sampled_from("abc"), min_size=1, max_size=3).map("/".join)


@given(st.sets(PLACES), st.sets(PLACES, min_size=1), st.dictionaries(PLACES, PLACES | st.just(".")))
@example({"a/b"}, {"a/c"}, {"a/a": "."})
@example(set(), {"a"}, {"b": "a"})
def test_no_readable_path_holds_a_secret_or_lies_in_one(folders, secrets, links):
    with tempfile.TemporaryDirectory() as name:
        root = Path(name).resolve()
        for folder in (*folders, *secrets):
            (root / folder).mkdir(parents=True, exist_ok=True)
        for link, target in links.items():
            if (root / link).parent.is_dir() and not os.path.lexists(root / link):
                (root / link).symlink_to(root / target)
        hidden = [root / secret for secret in secrets]
        with patch.multiple(policy, SYSTEM_READ=(name,), _interpreter=list, _own=list):
            shared = find_shared.__wrapped__(tuple(map(str, hidden)))
            reads = [Path(path) for path in shared.read]
        assert not [(path, secret) for path in reads for secret in hidden if overlap(path, secret.resolve())]
        open_ = [path for path in root.iterdir() if not path.is_symlink()]
        shown = [Path(root) for root in shared.roots]
        covered = [Path(path) for path in shared.hidden]
        for secret in (path.resolve() for path in hidden):  # mounts hide it as well
            assert not any(secret.is_relative_to(root) for root in shown) or secret in covered
        assert {path for path in open_ if not any(overlap(path, secret.resolve()) for secret in hidden)} <= set(reads)
