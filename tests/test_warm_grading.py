"""`grade` on a terminal: the server that it leaves behind, and where it leaves none."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import psutil
import pytest
from small_course import CHECK, RIGHT, WRONG, small_course

from grader.grading import warmth
from grader.processes.policy import LAYERS

CONTROLS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")
COMMAND = ["-c", "import sys; from grader.cli.app import main; main(sys.argv[1:])"]
NOWHERE = "/dev/null/no-home"

Grade = Callable[..., str]


@pytest.fixture
def grade(tmp_path: Path) -> Iterator[Grade]:
    """`grade(...)` in a terminal of a user who has no home folder and no folder for sockets, only one for temporary
    files; what it says."""
    (tmp_path / "tmp").mkdir()
    places = {"HOME": NOWHERE, "XDG_CACHE_HOME": NOWHERE, "TMPDIR": str(tmp_path / "tmp")}
    usual = {name: value for name, value in os.environ.items() if name not in ("CI", "GRADE_WARM", "XDG_RUNTIME_DIR")}
    usual |= {**places, "GRADE_LANG": "en", "TERM": "xterm"}

    def grade(*words: str, before: tuple[str, ...] = (), **environment: str) -> str:
        program, *arguments = [*before, sys.executable, *COMMAND, *words]
        terminal = pexpect.spawn(program, arguments, env={**usual, **environment}, timeout=300, encoding="utf-8")
        said = terminal.read()
        terminal.close()
        assert terminal.exitstatus in (0, 1), said
        return CONTROLS.sub("", said)

    yield grade
    grade("server", "stop")
    assert [path.name for path in (tmp_path / "tmp").iterdir() if path.name.startswith("grade-")] == []


@pytest.fixture
def course(tmp_path: Path) -> Path:
    made = small_course(tmp_path / "course", CHECK, points=1)
    (made.root / "exercises").mkdir(exist_ok=True)
    return made.root


@pytest.mark.slow
def test_the_second_grading_finds_the_server_of_the_first(grade: Grade, course: Path) -> None:
    work, where = course / "exercises" / "doubles.py", ("--course", str(course))
    work.write_text(WRONG)
    assert "0 of 1 points" in grade(*where)
    shown = grade("server", "status")
    assert re.search(r"Server \d+: idle for \d+ s, \d{2,} MiB of memory", shown), shown
    work.write_text(RIGHT)
    assert "1 of 1 points" in grade(*where)
    assert grade("server", "status").split()[1] == shown.split()[1]
    assert "--fresh" in grade(*where)
    process = psutil.Process(int(shown.split()[1].rstrip(":")))
    assert "Servers ended: 1" in grade("server", "stop")
    assert "Servers ended" not in grade("server", "stop")
    assert not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


READ_ONLY_TMP = """
mount --bind "$TMPDIR" "$TMPDIR" && mount --rbind /tmp /tmp && mount -o remount,bind,ro /tmp && exec "$@"
"""


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="making /tmp read-only takes root")
def test_where_nothing_but_tmpdir_can_be_written(grade: Grade, course: Path) -> None:
    """The workspace is on a disk that cannot be written, too."""
    (course / "exercises" / "doubles.py").write_text(RIGHT)
    said = grade(
        "--course", str(course), before=("unshare", "--mount", "sh", "-c", READ_ONLY_TMP, "sh"), GRADE_WARM="0"
    )
    assert "1 of 1 points" in said
    assert not (course / ".grade").exists()


@pytest.mark.parametrize(
    ("environment", "expected"),
    [({}, True), ({"GRADE_WARM": "1"}, True), ({"GRADE_WARM": "0"}, False), ({"CI": "1"}, False), ({"CI": ""}, True)],
)
def test_not_in_ci_and_not_where_the_user_does_not_want_it(environment: dict[str, str], expected: bool) -> None:
    assert warmth.allowed(environment) is expected


def test_a_submission_that_could_reach_the_socket_is_graded_by_a_server_of_its_own(monkeypatch) -> None:
    connected: list[object] = []
    monkeypatch.setattr("grader.processes.warm.connect", lambda *given: connected.append(given))
    for missing in (LAYERS, ("mounts", "seccomp")):
        warmth.connect([layer for layer in LAYERS if layer not in missing], "fork")
    assert not connected
    for missing in ("mounts", "seccomp", "limits"):
        warmth.connect([layer for layer in LAYERS if layer != missing], "fork")
    assert len(connected) == 3
