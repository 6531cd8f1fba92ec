"""Hostile submissions: what every file of `tests/attacks` must come to. The format is in `tests/attacks/README.md`.

`python tests/test_attacks.py` prints the table of attacks and layers, as Markdown.
"""

from __future__ import annotations

import ast
import contextlib
import io
import os
import secrets
import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import psutil
import pytest
from rich.console import Console

from grader.course import BUILT_IN_SUITES, Exercise, load_course
from grader.grading import Grader, Options
from grader.report import json, terminal
from grader.report.model import CheckResult, Report, for_audience
from grader.runtime.policy import LAYERS

HERE = Path(__file__).parent / "attacks"
SOLUTION = (HERE.parent.parent / "solutions" / "activations.py").read_text(encoding="utf-8")
SIGN = "this attack acts"
"""What `world.acts()` prints."""

# A few checks of the real suite, so that a hundred gradings stay quick, and one with a number that is nowhere else.
KEPT = {
    *("test_relu_examples", "test_relu_splits_x", "test_sigmoid_examples", "test_sigmoid_is_symmetric_and_rises"),
    *("test_tanh_far_from_zero", "test_plot_activations_curves", "test_plot_activations_takes_your_own_function"),
}
SECRET_NUMBER = "86753.09"
SECRET_CHECK = f"""
@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_relu_of_one_number(submission):
    '''relu of a number that is in no other check'''
    expect(submission.relu([{SECRET_NUMBER}, -1.0])).close_to([{SECRET_NUMBER}, 0.0])
"""
CALLS_RELU = {"test_plot_activations_takes_your_own_function"}
LIMITS = "\n[limits]\nload = 3\ncall = 1.5\ncheck = 6\nmemory = 512\nscratch = 8\n"


@dataclass(frozen=True)
class Attack:
    """One hostile submission, and the outcome that it must meet."""

    path: Path
    title: str
    attacks: tuple[str, ...]
    status: tuple[str, ...]
    stopped_by: tuple[str, ...]
    threat: str

    @property
    def layers(self) -> tuple[str, ...]:
        return tuple(layer for layer in LAYERS if layer in self.stopped_by)


def read_attack(path: Path) -> Attack:
    source = path / "activations.py" if path.is_dir() else path
    lines = source.read_text(encoding="utf-8").splitlines()
    header = [line[2:].partition(": ") for line in lines[: lines.index("")]]
    keys = {key: value for key, _, value in header}
    lists = {key: tuple(part.strip() for part in keys[key].split(",")) for key in ("attacks", "status", "stopped by")}
    threat = keys.get("threat", "")
    return Attack(path, keys["title"], lists["attacks"], lists["status"], lists["stopped by"], threat)


ATTACKS = [read_attack(path) for path in sorted(HERE.iterdir()) if path.suffix == ".py" or (path / "activations.py").exists()]
LAYERED = [attack for attack in ATTACKS if attack.layers]


@dataclass
class World:
    """A grader with one fork server for all attacks, and what they must leave alone."""

    grader: Grader
    exercise: Exercise
    home: Path
    facts: str
    canaries: tuple[str, ...]
    outside: Callable[[], dict[str, tuple[Any, ...]]]

    def submission(self, name: str, attack: Path | None = None) -> Path:
        """A folder with the reference solution, the attack's code behind it, and `world.py`, more than a student knows."""
        folder = self.home / "class" / name
        if attack is not None and attack.is_dir():
            shutil.copytree(attack, folder)
        else:
            folder.mkdir()
        code = attack / "activations.py" if attack is not None and attack.is_dir() else attack
        (folder / "activations.py").write_text(SOLUTION + ("\n\n" + code.read_text(encoding="utf-8") if code else ""))
        own = f"SUBMISSION = {str(folder / 'activations.py')!r}\n"
        (folder / "world.py").write_text(self.facts + own)
        (folder / "activations.py").chmod(0o666)
        return folder

    def grade(self, folder: Path, without: tuple[str, ...] = ()) -> Report:
        self.grader.options = Options(sandbox="strict", without=without)
        return self.grader.grade(folder, [self.exercise])

    def left_behind(self) -> dict[str, Any]:
        """What the fork server holds, once it has tidied up after the last grading."""
        server = psutil.Process(self.grader.server.pid)
        deadline = time.monotonic() + 10
        while server.children(recursive=True) and time.monotonic() < deadline:
            time.sleep(0.02)
        return {
            "server": (server.pid, server.status() != psutil.STATUS_ZOMBIE),
            "children": server.children(recursive=True),
            "descriptors": server.num_fds(),
            "its folder": sorted(os.listdir(self.grader.server.root)),
            "temporary folders": sorted(os.listdir(self.home / "tmp")),
        }


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    home = Path(tempfile.mkdtemp(prefix="attacks-"))
    canaries = tuple(secrets.token_hex(16) for _ in range(3))
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, home, ignore_errors=True)
        home.chmod(0o755)
        for name in ("course", "class", "outside", "tmp"):
            (home / name).mkdir(mode=0o755)
        make_course(home / "course", canaries[0])
        (home / "outside").chmod(0o777)
        (home / "outside" / "grades.csv").write_text(canaries[1])
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setenv("CANARY_ENV", canaries[2])
        patch.setattr(tempfile, "tempdir", str(home / "tmp"))
        port = stack.enter_context(socket.create_server(("127.0.0.1", 0))).getsockname()[1]
        course = load_course(home / "course")
        grader = stack.enter_context(Grader(course, Options(sandbox="strict")))
        grader.server.hello()
        facts = [
            f"OUTSIDE = {str(home / 'outside' / 'grades.csv')!r}",
            f"SUITE = {str(course.exercises[0].suite / 'test_activations.py')!r}",
            f"SERVER, CALLER, PORT = {grader.server.pid}, {os.getpid()}, {port}",
            f"def acts(): print({SIGN!r}, flush=True)\n",
        ]
        kept = (home / "course", home / "outside", home / "class")
        yield World(grader, course.exercises[0], home, "\n".join(facts), canaries, lambda: snapshot(*kept))


def make_course(root: Path, canary: str) -> None:
    """A course with one short exercise, made of the real `activations`."""
    suite = root / "suites" / "activations"
    suite.mkdir(parents=True)
    (root / "solutions").mkdir()
    (root / "solutions" / "activations.py").write_text(SOLUTION)
    real = BUILT_IN_SUITES / "activations"
    shutil.copy(real / "props.py", suite)
    total = 0.25
    for name in ("test_activations.py", "test_plot.py"):
        tree = ast.parse((real / name).read_text(encoding="utf-8"))
        tree.body = [node for node in tree.body if getattr(node, "name", "test_") in KEPT or not is_check(node)]
        total += sum(points(node) for node in tree.body if isinstance(node, ast.FunctionDef) and is_check(node))
        (suite / name).write_text(ast.unparse(tree) + f"\nCANARY = {canary!r}\n")
    with (suite / "test_activations.py").open("a") as file:
        file.write(SECRET_CHECK)
    about = (real / "exercise.toml").read_text(encoding="utf-8").replace("points = 10", f"points = {total}", 1)
    (suite / "exercise.toml").write_text(about + LIMITS)


def is_check(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef) and node.name.startswith("test_")


def points(check: ast.FunctionDef) -> float:
    marks = [mark for mark in check.decorator_list if ast.unparse(mark).startswith("pytest.mark.points(")]
    return float(ast.unparse(marks[0].args[0]))  # type: ignore[attr-defined]


def snapshot(*folders: Path) -> dict[str, tuple[Any, ...]]:
    """Every path below the folders with its mode, its time and its content."""
    paths = [path for folder in folders for path in (folder, *sorted(folder.rglob("*")))]
    return {
        str(path): (path.lstat().st_mode, path.lstat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in paths
    }


# What must come of an attack


@pytest.fixture(scope="module")
def neighbour(world: World) -> tuple[Path, Report]:
    """Somebody else's submission, which is right, and its report before the first attack."""
    folder = world.submission("neighbour")
    report = world.grade(folder)
    assert report.score == report.max_score
    return folder, timeless(report)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.path.stem)
def test_attack_gains_nothing_and_harms_nobody(world: World, neighbour: tuple[Path, Report], attack: Attack) -> None:
    folder = world.submission(attack.path.stem, attack.path)
    outside, before = world.outside(), world.left_behind()
    with ThreadPoolExecutor(max_workers=2) as pool:
        attacked, beside = pool.map(world.grade, [folder, neighbour[0]])

    for check in attacked.exercises[0].checks:
        assert_graded(check, attack)
    assert not attacked.internal
    assert SIGN not in printed(attacked)
    for secret in (*world.canaries, SECRET_NUMBER):
        assert secret not in what_a_student_sees(attacked)
    for secret in world.canaries:
        assert secret not in printed(attacked)
    assert timeless(beside) == neighbour[1]
    assert world.left_behind() == before
    assert world.outside() == outside


@pytest.mark.slow
@pytest.mark.parametrize(
    ("attack", "without"),
    [
        pytest.param(attack, without, id=f"{attack.path.stem}-without-{'-'.join(without)}")
        for attack in LAYERED
        for without in dict.fromkeys([*((layer,) for layer in attack.layers), attack.layers])
    ],
)
def test_layers_stop_what_they_are_named_for(world: World, attack: Attack, without: tuple[str, ...]) -> None:
    """An attack acts when every layer in its header is off, and never while one of them is in force. Even then it gets
    no points: those are the judge's."""
    if attack.layers == ("identity",) and os.geteuid() != 0:
        pytest.skip("an ordinary user has no powers that could be dropped")
    before = world.left_behind()
    report = world.grade(world.submission(f"{attack.path.stem}-{'-'.join(without)}", attack.path), without)
    for check in report.exercises[0].checks:
        print(check, report.isolation)
        if owner(check) in attack.attacks:
            assert check.score == 0
    assert (SIGN in printed(report)) == (set(attack.layers) <= set(without))
    assert world.left_behind() == before


def assert_graded(check: CheckResult, attack: Attack) -> None:
    """The attacked functions have no points and an expected status; everything else is as right as it was."""
    if owner(check) in attack.attacks:
        assert (check.score, check.status in attack.status) == (0, True), f"{check.name} {check.status}: {check.message}"
    elif check.name not in CALLS_RELU:
        assert check.status == "passed", f"{check.name} {check.status}: {check.message}"


def owner(check: CheckResult) -> str:
    return max((name for name in ("relu", "sigmoid", "tanh", "plot_activations") if f"test_{name}_" in check.name), key=len)


def what_a_student_sees(report: Report) -> str:
    seen = for_audience(report, "student")
    shown = io.StringIO()
    terminal.show(seen, Console(file=shown, width=10_000))
    return json.render(seen).decode() + shown.getvalue()


def printed(report: Report) -> str:
    return "\n".join(check.output for exercise in report.exercises for check in exercise.checks)


def timeless(report: Report) -> Report:
    exercises = tuple(msgspec.structs.replace(exercise, seconds=0.0) for exercise in report.exercises)
    return msgspec.structs.replace(report, exercises=exercises)


# What an instructor sees of it


def table() -> str:
    """Attacks and layers as Markdown: "stops" for a layer that stops an attack alone, "also" for one of several."""
    rows = [["attack", *LAYERS, "otherwise by"], ["---"] * (len(LAYERS) + 2)]
    for attack in ATTACKS:
        word = "stops" if len(attack.layers) == 1 else "also"
        cells = [word if layer in attack.layers else "" for layer in LAYERS]
        rows.append([attack.title, *cells, ", ".join(name for name in attack.stopped_by if name not in LAYERS)])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


if __name__ == "__main__":
    print(table())
