"""Hostile submissions: what every file of `tests/attacks` must come to. Its README describes the format.

`python tests/test_attacks.py` prints the table of attacks and layers, as Markdown.
"""

from __future__ import annotations

import io
import os
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from attack_field import ATTACKS, SECRET_NUMBER, SIGN, Attack, Field, Outcome, Run, open_field, read_attack
from rich.console import Console

from grader.processes.policy import LAYERS
from grader.report import terminal
from grader.report.files import FORMATS, renderer
from grader.report.model import CheckResult, Report, Start, for_audience

FOUND = [read_attack(path) for path in sorted(ATTACKS.glob("*.py"))]
DOCUMENTATION = Path(__file__).parent.parent / "docs" / "security.md"
LOCKED = [Run(attack) for attack in FOUND]
UNLOCKED = [
    Run(attack, without)
    for attack in FOUND
    for without in dict.fromkeys([*((layer,) for layer in attack.layers), attack.layers])
    if without
]
AT_ONCE = 34
"""Attacks between two looks at what they may have changed."""
START: Start = "spawn" if os.environ.get("GRADER_START") == "spawn" else "fork"
"""How processes start. Under `spawn` each attack imports TensorFlow several times: 34 take some 15 minutes."""


@pytest.fixture(scope="module")
def field() -> Iterator[Field]:
    with open_field(START) as made:
        yield made


@pytest.fixture(scope="module")
def outcomes() -> dict[Run, Outcome]:
    return {}


@pytest.fixture
def outcome(field: Field, outcomes: dict[Run, Outcome], run: Run) -> Outcome:
    """What came of a run, which was tried together with its neighbours in the list."""
    if run not in outcomes:
        runs = UNLOCKED if run.without else LOCKED
        start = runs.index(run) // AT_ONCE * AT_ONCE
        together = runs[start : start + AT_ONCE]
        outcomes.update(zip(together, field.attack(together), strict=True))
    return outcomes[run]


@pytest.mark.parametrize("run", LOCKED, ids=str)
def test_attack_gains_nothing_and_harms_nobody(field: Field, run: Run, outcome: Outcome) -> None:
    for check in outcome.report.exercises[0].checks:
        assert_graded(check, run.attack)
    assert not outcome.report.internal
    assert SIGN not in printed(outcome.report)
    assert_tells_no_secret(field, outcome.report)
    before, after = outcome.before, outcome.after
    assert {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)} == set()
    assert outcome.neighbour == (field.neighbour, field.neighbour)


@pytest.mark.slow
@pytest.mark.parametrize("run", UNLOCKED, ids=str)
def test_layers_stop_what_they_are_named_for(field: Field, run: Run, outcome: Outcome) -> None:
    """An attack acts when all the layers that its header names are off, and not while one of them is in force. Even
    when it acts it gets no points: those are the judge's."""
    lost = [check for check in outcome.report.exercises[0].checks if owner(check) in run.attack.attacks]
    assert lost
    assert {check.score for check in lost} == {0}
    assert (SIGN in printed(outcome.report)) == (set(run.attack.layers) <= set(run.without)), lost[0].message
    assert outcome.after["children"] == []
    assert outcome.neighbour == (field.neighbour, field.neighbour)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("(" * 100_000, id="parentheses"),
        pytest.param("relu = " + "-" * 100_000 + "1", id="signs"),
        pytest.param("relu = " + "9" * 10_000_000, id="a number of 10 MB"),
        pytest.param("relu = '\0'", id="a NUL"),
        pytest.param("\n".join(" " * depth + "if relu:" for depth in range(200)), id="blocks"),
    ],
)
def test_source_that_is_hostile_to_a_parser(field: Field, source: str, request: pytest.FixtureRequest) -> None:
    before = field.state()
    folder = field.submission(request.node.callspec.id, "activations", source)
    report = field.grade(folder, "activations")
    assert (report.score, report.exercises[0].status) == (0, "error")
    assert report.exercises[0].message
    (folder / "activations.py").unlink()
    (folder / "world.py").unlink()
    folder.rmdir()
    assert field.state() | {str(folder.parent): 0} == before | {str(folder.parent): 0}


def test_a_folder_full_of_links_and_pipes(field: Field) -> None:
    """Only regular files are copied: neither is a link followed, nor does anybody wait for a pipe."""
    show_all = """
from pathlib import Path


def relu(x):
    for path in Path(__import__("world").__file__).parent.iterdir():
        print("copied:", path.name, path.read_text()[:200])
    return 7
"""
    folder = field.submission("links", "activations", show_all)
    (folder / "users.txt").symlink_to("/etc/passwd")
    (folder / "grades.csv").symlink_to(field.home / "outside" / "grades.csv")
    (folder / "others").symlink_to(folder.parent)
    (folder / "utils.py").symlink_to(field.course.exercises[0].suite / "test_activations.py")
    os.mkfifo(folder / "activations.ipynb")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / "socket"))
    report = field.grade(folder, "activations")
    copied = {line.split()[1] for line in printed(report).splitlines() if line.startswith("copied:")}
    assert copied == {"activations.py", "world.py"}
    assert_tells_no_secret(field, report)


ELSEWHERE = {"9", "14"}
"""Threats that no submission of one file can show: hostile sources are tested below, names in tests/batch."""


def test_every_threat_that_the_documentation_names_has_an_attack() -> None:
    rows = re.findall(r"^\| (\d+) \|", DOCUMENTATION.read_text(encoding="utf-8"), re.MULTILINE)
    assert {attack.threat for attack in FOUND} - {""} | ELSEWHERE == set(rows)


def test_the_documentation_has_the_table_of_attacks() -> None:
    assert table() in DOCUMENTATION.read_text(encoding="utf-8"), "python tests/test_attacks.py prints it"


def assert_graded(check: CheckResult, attack: Attack) -> None:
    """The attacked functions have no points and an expected status; everything else is as right as it was."""
    if owner(check) in attack.attacks:
        assert check.score == 0, check.message
        assert check.status in attack.status, f"{check.name}: {check.message}"
    else:
        assert check.status == "passed", f"{check.name}: {check.message}"


def owner(check: CheckResult) -> str:
    """The function that a check is about."""
    names = ("relu", "sigmoid", "tanh", "plot_activations", "double", "network")
    return next(name for name in names if check.name.startswith(f"test_{name}_"))


def assert_tells_no_secret(field: Field, report: Report) -> None:
    """Nothing of the suite, of files outside and of the environment for anybody, and no hidden input for a student."""
    student = for_audience(report, "student")
    for text in (as_text(report), as_text(student)):
        assert not [secret for secret in field.canaries if secret in text]
    assert SECRET_NUMBER not in as_text(student)


def as_text(report: Report) -> str:
    shown = io.StringIO()
    terminal.show(report, Console(file=shown, width=10_000), "en")
    return b"".join(renderer(suffix)(report, "en") for suffix in FORMATS).decode() + shown.getvalue()


def printed(report: Report) -> str:
    return "\n".join(check.output for exercise in report.exercises for check in exercise.checks)


def table() -> str:
    """Attacks and layers as Markdown: "stops" is a layer that stops an attack alone, "also" one of several that do."""
    rows = [["attack", *LAYERS, "otherwise"], ["---"] * (len(LAYERS) + 2)]
    for attack in FOUND:
        named = [layer for layer in LAYERS if layer in attack.stopped_by]
        cells = [("stops" if len(named) == 1 else "also") if layer in named else "" for layer in LAYERS]
        rows.append([attack.title, *cells, ", ".join(name for name in attack.stopped_by if name not in LAYERS)])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


if __name__ == "__main__":
    print(table())
