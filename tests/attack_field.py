"""Where attacks are tried: a small course, one fork server, somebody else's submission, and things to leave alone."""

from __future__ import annotations

import ast
import contextlib
import os
import re
import secrets
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import msgspec
import numpy as np
import psutil

from grader.course.model import BUILT_IN_SUITES, Course, load_course
from grader.grading.grader import Grader, Options
from grader.processes.policy import LAYERS
from grader.report.model import Report, Start

ATTACKS = Path(__file__).parent / "attacks"
REAL = BUILT_IN_SUITES / "activations"
SIGN = "this attack acts"
"""What `world.acts()` prints."""

SECRET_NUMBER = "86753.09"
SETS = 'layers = ["dense", "conv", "recurrent", "text"]\n'
LIMITS = "\n[limits]\nload = 3\ncall = 1.5\ncheck = 6\nmemory = 512\nscratch = 8\n"

KEPT = {
    *("test_relu_examples", "test_relu_splits_x", "test_sigmoid_examples", "test_sigmoid_is_symmetric_and_rises"),
    *("test_tanh_far_from_zero", "test_plot_activations_curves"),
}
"""The checks of the real suite that are kept: few, so that a hundred gradings stay quick."""

HIDDEN = f"""
@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_relu_of_one_number(submission):
    '''relu of a number that is in no other check'''
    expect(submission.relu([{SECRET_NUMBER}, -1.0])).close_to([{SECRET_NUMBER}, 0.0])
"""

DOUBLING = """
import pytest

from grader.suite import expect, tensor32


@pytest.mark.points(1)
def test_double_graph(submission):
    '''double is a tf.function that doubles'''
    graph = submission.graph("double", tensor32([1.0]))
    expect(submission.run(graph, tensor32([3.0]))).close_to([[6.0]])
"""

NETWORK = """
import numpy as np
import pytest

from grader.suite import expect, predict


@pytest.mark.points(1)
def test_network_adds(submission):
    '''network is a Keras model that adds two numbers'''
    model = expect(submission.network(), "the model").a_model()
    expect(predict(model, np.ones((3, 2), np.float32))).close_to(np.full((3, 1), 2.0))
"""

SOLUTIONS = {
    "activations": (BUILT_IN_SUITES.parent.parent / "solutions" / "activations.py").read_text(encoding="utf-8"),
    "doubling": """
import tensorflow as tf


@tf.function
def double(x):
    # BEGIN SOLUTION
    return 2 * x
    # END SOLUTION
""",
    "network": """
import keras


def network():
    # BEGIN SOLUTION
    return keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, kernel_initializer="ones")])
    # END SOLUTION
""",
}


@dataclass(frozen=True)
class Attack:
    """One hostile submission, and the outcome that it must meet."""

    path: Path
    title: str
    exercise: str
    attacks: tuple[str, ...]
    status: tuple[str, ...]
    stopped_by: tuple[str, ...]
    threat: str
    beside: tuple[str, ...]

    @property
    def layers(self) -> tuple[str, ...]:
        """The sandbox layers that stop it. An ordinary user has no powers that the layer `identity` could take away."""
        here = LAYERS if os.geteuid() == 0 else [layer for layer in LAYERS if layer != "identity"]
        return tuple(layer for layer in here if layer in self.stopped_by)


@dataclass(frozen=True)
class Run:
    """An attack, tried with some layers of the sandbox switched off."""

    attack: Attack
    without: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "-without-".join([self.attack.path.stem, *filter(None, ["-".join(self.without)])])


@dataclass(frozen=True)
class Outcome:
    """What came of a run, and what it and those beside it did to the rest of the world."""

    report: Report
    neighbour: tuple[Report, Report]
    """An honest submission's reports, from while it went on and from afterwards."""
    before: dict[str, Any]
    after: dict[str, Any]


def read_attack(path: Path) -> Attack:
    lines = path.read_text(encoding="utf-8").splitlines()
    keys = {key: value for key, _, value in (line[2:].partition(": ") for line in lines[: lines.index("")])}

    def listed(key: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in keys.get(key, "").split(",") if part)

    return Attack(
        path,
        title=keys["title"],
        exercise=keys.get("exercise", "activations"),
        attacks=listed("attacks"),
        status=listed("status"),
        stopped_by=listed("stopped by"),
        threat=keys.get("threat", ""),
        beside=listed("beside"),
    )


FIND_CHANNEL = """
import os, stat

def is_socket(descriptor):
    try:
        return stat.S_ISSOCK(os.fstat(descriptor).st_mode)
    except OSError:
        return False

CHANNEL = next(filter(is_socket, range(3, 1024)))
"""


class Field:
    """Grades submissions, several at a time, through one server."""

    def __init__(self, home: Path, grader: Grader, facts: str, canaries: tuple[str, ...]) -> None:
        self.home = home
        self.grader = grader
        self.canaries = canaries
        """Texts of the suite, of a file outside and of the caller's environment; in this order."""
        self._facts = facts
        self._quiet = self._server_state()
        self._neighbour = self.submission("neighbour", "activations")
        self.neighbour = self.grade(self._neighbour, "activations")
        """Somebody else's report, before the first attack."""

    @property
    def course(self) -> Course:
        return self.grader.course

    def submission(self, name: str, exercise: str, code: str = "", beside: Sequence[str] = ()) -> Path:
        """A folder with the reference solution, `code` behind it, and `world.py`, which tells an attack more than any
        student knows. Whoever reads one of the files `beside` comes to a bad end."""
        folder = self.home / "class" / name
        folder.mkdir()
        path = folder / f"{exercise}.py"
        path.write_text(f"{SOLUTIONS[exercise]}\n\n{code}", encoding="utf-8")
        path.chmod(0o666)
        (folder / "world.py").write_text(f"{self._facts}\nSUBMISSION = {str(path)!r}\n")
        for other in beside:
            trap = "raise SystemExit" if other.endswith(".py") else "[pytest]\naddopts = --collect-only"
            (folder / other).write_text(f"{trap}\n")
        return folder

    def grade(self, folder: Path, exercise: str, without: tuple[str, ...] = ()) -> Report:
        """The report, without its times."""
        options = Options(sandbox="strict", start=self.grader.options.start, without=without)
        grader = Grader(self.course, options, self.grader.server)  # one for all: importing TensorFlow takes seconds
        report = grader.grade(folder, self.course.choose([exercise]))
        exercises = tuple(msgspec.structs.replace(each, seconds=0.0) for each in report.exercises)
        return msgspec.structs.replace(report, exercises=exercises)

    def attack(self, runs: Sequence[Run]) -> list[Outcome]:
        """Tries attacks, a few at a time and an honest submission among them."""
        folders = [self._attacking(run) for run in runs]
        before = self.state()
        with ThreadPoolExecutor(max_workers=4) as pool:
            during = pool.submit(self.grade, self._neighbour, "activations")
            reports = list(pool.map(lambda f, r: self.grade(f, r.attack.exercise, r.without), folders, runs))
        neighbour = during.result(), self.grade(self._neighbour, "activations")
        after = self.state()
        return [Outcome(report, neighbour, before, after) for report in reports]

    def _attacking(self, run: Run) -> Path:
        attack = run.attack
        return self.submission(str(run), attack.exercise, attack.path.read_text(encoding="utf-8"), attack.beside)

    def state(self) -> dict[str, Any]:
        """What must be the same after an attack: the fork server, given time to tidy up, and every file outside."""
        deadline = time.monotonic() + 10
        while (server := self._server_state()) != self._quiet and time.monotonic() < deadline:
            time.sleep(0.05)
        return {
            **server,
            **_files(self.home / "course"),
            **_files(self.home / "outside"),
            **_files(self.home / "class"),
        }

    def _server_state(self) -> dict[str, Any]:
        server = psutil.Process(self.grader.server.pid)
        if self.grader.options.start == "spawn":  # a pool always starts processes ahead, and ends others
            return {"server": server.pid, "temporary folders": sorted(os.listdir(self.home / "tmp"))}
        return {
            "server": server.pid,
            "children": server.children(recursive=True),
            "descriptors": server.num_fds(),
            "its folder": sorted(os.listdir(self.grader.server.root)),
            "temporary folders": sorted(os.listdir(self.home / "tmp")),
        }


@contextlib.contextmanager
def open_field(start: Start) -> Iterator[Field]:
    home = Path(tempfile.mkdtemp(prefix="attacks-"))
    canaries = tuple(secrets.token_hex(16) for _ in range(3))
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, home, ignore_errors=True)
        home.chmod(0o755)
        for name in ("course", "class", "outside", "tmp"):
            (home / name).mkdir(mode=0o755)
        outside = home / "outside"
        outside.chmod(0o777)
        (outside / "grades.csv").write_text(canaries[1])
        (outside / "empty").touch()
        for path in outside.iterdir():
            path.chmod(0o666)
        _make_course(home / "course", canaries[0])
        stack.enter_context(mock.patch.dict(os.environ, CANARY_ENV=canaries[2]))
        stack.enter_context(mock.patch.object(tempfile, "tempdir", str(home / "tmp")))
        port = stack.enter_context(socket.create_server(("127.0.0.1", 0))).getsockname()[1]
        course = load_course(home / "course")
        grader = stack.enter_context(Grader(course, Options(sandbox="strict", start=start)))
        grader.server.hello()
        facts = [
            f"OUTSIDE = {str(outside / 'grades.csv')!r}",
            f"SUITE = {str(course.exercises[0].suite / 'test_activations.py')!r}",
            f"EMPTY = {str(outside / 'empty')!r}",
            f"UNREAD = {str(_unread_library())!r}",
            f"SERVER, CALLER, PORT = {grader.server.pid}, {os.getpid()}, {port}",
            f"def acts(): print({SIGN!r}, flush=True)",
            FIND_CHANNEL,
        ]
        yield Field(home, grader, "\n".join(facts), canaries)


def _unread_library() -> Path:
    """A file of a library whose time of access is older than its last change, so that reading it marks it."""
    version = Path(np.__file__).with_name("version.py")
    with contextlib.suppress(PermissionError):  # the libraries are somebody else's
        os.utime(version, ns=(0, version.stat().st_mtime_ns))
    files = [version, *sorted(version.parent.rglob("*.py"))]
    return next((path for path in files if path.stat().st_atime_ns <= path.stat().st_ctime_ns), version)


def _make_course(root: Path, canary: str) -> None:
    """Some checks of the real `activations` and one more, and two short exercises: a `tf.function`, a Keras model."""
    suites = [root / "suites" / name for name in SOLUTIONS]
    for suite in suites:
        suite.mkdir(parents=True)
    (root / "solutions").mkdir()
    for name, solution in SOLUTIONS.items():
        (root / "solutions" / f"{name}.py").write_text(solution, encoding="utf-8")
    shutil.copy(REAL / "props.py", suites[0])
    total = 0.25
    for name in ("test_activations.py", "test_plot.py"):
        tree = ast.parse((REAL / name).read_text(encoding="utf-8"))
        tree.body = [node for node in tree.body if not _is_check(node) or node.name in KEPT]
        total += sum(_points(node) for node in filter(_is_check, tree.body))
        (suites[0] / name).write_text(f"{ast.unparse(tree)}\nCANARY = {canary!r}\n", encoding="utf-8")
    with (suites[0] / "test_activations.py").open("a") as file:
        file.write(HIDDEN)
    about = (REAL / "exercise.toml").read_text(encoding="utf-8")
    about = re.sub(r"^points = .*$", f"points = {total}", about, count=1, flags=re.MULTILINE)
    (suites[0] / "exercise.toml").write_text(about + LIMITS, encoding="utf-8")
    for order, suite, checks, name in [(98, suites[1], DOUBLING, "double"), (99, suites[2], NETWORK, "network")]:
        (suite / f"test_{suite.name}.py").write_text(checks)
        about = f'title = "{suite.name}"\npoints = 1\norder = {order}\nrequired = ["{name}"]\n{SETS}{LIMITS}'
        (suite / "exercise.toml").write_text(about)


def _is_check(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef) and node.name.startswith("test_")


def _points(check: Any) -> float:
    marks = [mark for mark in check.decorator_list if ast.unparse(mark).startswith("pytest.mark.points(")]
    return float(ast.unparse(marks[0].args[0]))


def _files(folder: Path) -> dict[str, tuple[Any, ...]]:
    """Every path in the folder with its mode, its time and its content."""
    return {
        str(path): (path.lstat().st_mode, path.lstat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in (folder, *folder.rglob("*"))
    }
