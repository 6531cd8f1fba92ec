"""`grade watch` on a real terminal: what its screen shows, and what it leaves behind."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pyte
import pytest
from small_course import CHECK, RIGHT, STUB, WRONG, small_course

from grader.cli import app as cli
from grader.cli.editor import editor

PATIENCE = 60
"""Seconds until what must appear counts as missing."""
HALF = "def double(x:\n"


class Terminal:
    """`grade watch` in a terminal of a few lines."""

    def __init__(self, course: Path, *words: str, lines: int = 24, columns: int = 80, **environment: str) -> None:
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        self._said = b""
        usual = {**os.environ, "GRADE_LANG": "en", "TERM": "xterm", "NO_COLOR": "1"}
        self.process = pexpect.spawn(
            sys.executable,
            ["-m", "grader", "watch", "--course", str(course), *words],
            cwd=str(course),
            env=usual | environment,
            dimensions=(lines, columns),
            timeout=PATIENCE,
        )

    @property
    def lines(self) -> list[str]:
        return [line.rstrip() for line in self._screen.display]

    def shows(self, text: str) -> bool:
        """Whether it appears, sooner or later."""
        end = time.monotonic() + PATIENCE
        while not any(text in line for line in self.lines) and time.monotonic() < end:
            try:
                data = self.process.read_nonblocking(1 << 16, timeout=1)
            except pexpect.TIMEOUT:
                continue
            except pexpect.EOF:
                break
            self._said += data
            self._stream.feed(data)
        found = any(text in line for line in self.lines)
        if not found:
            print("\n".join(self.lines))  # for who reads that a test has failed
        return found

    def press(self, key: str) -> None:
        while self.process.getecho():  # between two keys, for a moment
            time.sleep(0.01)
        self.process.send(key)

    def resize(self, lines: int, columns: int) -> None:
        self.process.setwinsize(lines, columns)
        self._screen.resize(lines, columns)
        self._screen.reset()

    def left(self) -> tuple[int | None, str]:
        """The exit code, and what stands on the terminal at last; it must be as it was before."""
        said = self._said + self.process.read()
        assert self.process.getecho()
        assert said.rindex(b"\x1b[?1049h") < said.rindex(b"\x1b[?1049l")  # the screen of before is back
        assert said.rindex(b"\x1b[?25l") < said.rindex(b"\x1b[?25h")  # and so is the cursor
        self.process.close()
        return self.process.exitstatus, said[said.rindex(b"\x1b[?1049l") + 8 :].decode().strip()


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course whose student has not begun."""
    made = small_course(tmp_path / "course", CHECK, points=1)
    (made.root / "exercises").mkdir(exist_ok=True)
    (made.root / "exercises" / "doubles.py").write_text(STUB)
    return made.root


@pytest.fixture
def watch(course: Path) -> Iterator[Callable[..., Terminal]]:
    opened: list[Terminal] = []

    def watch(*words: str, **options: object) -> Terminal:
        opened.append(Terminal(course, *words, **options))
        return opened[-1]

    yield watch
    for terminal in opened:
        terminal.process.close(force=True)


@pytest.mark.slow
def test_from_a_wrong_function_to_full_marks(watch: Callable[..., Terminal], course: Path) -> None:
    work = course / "exercises" / "doubles.py"
    terminal = watch()
    assert terminal.shows("not started yet. Write double")
    work.write_text(WRONG)
    assert terminal.shows("Start here: double (exercises/doubles.py:1)")
    assert terminal.lines[-1].startswith("h hint")
    work.write_text(HALF)
    assert terminal.shows("doubles.py:1: ")
    (course / "exercises" / "doubles.py~").write_text(WRONG)
    work.unlink()
    assert terminal.shows("'doubles.py~'")  # a copy of an editor is named, not graded
    work.write_text(WRONG)
    work.write_text(RIGHT)
    assert terminal.shows("Full marks: 1 of 1 points")
    terminal.press("q")
    assert terminal.left() == (0, "Total: 1 of 1 points")


@pytest.mark.parametrize(("number", "sent"), [(signal.SIGINT, "\x03"), (signal.SIGTERM, "")])
def test_who_stops_it_has_the_terminal_as_before(watch: Callable[..., Terminal], number: int, sent: str) -> None:
    terminal = watch()
    assert terminal.shows("not started yet")
    terminal.process.send(sent) if sent else terminal.process.kill(number)
    assert terminal.left() == (130, "grade: stopped")


def test_a_small_window_and_one_that_changes(watch: Callable[..., Terminal]) -> None:
    terminal = watch(lines=6, columns=40)
    assert terminal.shows("more lines")
    assert terminal.lines[0].startswith("Total: 0 of 1 points")
    assert terminal.lines[-1].startswith("h hint")
    terminal.resize(12, 60)
    assert terminal.shows("q quit")
    assert terminal.lines[11].startswith("h hint")
    terminal.press("l")
    assert terminal.shows("doubles       0/0      0/1   not started")
    terminal.press("q")
    assert terminal.left()[0] == 0


def test_an_editor_has_the_terminal_to_itself(watch: Callable[..., Terminal], tmp_path: Path) -> None:
    script = tmp_path / "ed"
    script.write_text('#!/bin/sh\necho "editing $1"\nread answer\n')
    script.chmod(0o755)
    terminal = watch(VISUAL=str(script))
    assert terminal.shows("not started yet")
    terminal.press("o")
    assert terminal.shows("editing exercises/doubles.py")
    terminal.process.sendline("done")
    assert terminal.shows("h hint")
    terminal.press("q")
    assert terminal.left()[0] == 0


def test_without_a_terminal_it_says_what_to_run(
    wording: object, capsys: pytest.CaptureFixture[str], course: Path
) -> None:
    with pytest.raises(SystemExit, match="2"):
        cli.main(["watch", "--course", str(course)])
    assert capsys.readouterr().err == wording


def test_an_exercise_that_does_not_exist(watch: Callable[..., Terminal]) -> None:
    terminal = watch("douples")
    assert terminal.shows("Did you mean doubles?")


@pytest.mark.parametrize(
    ("environment", "line", "expected"),
    [
        ({"VISUAL": "vim", "EDITOR": "nano"}, 7, ["vim", "+7", "work.py"]),
        ({"EDITOR": "code --wait"}, 7, ["code", "--wait", "-g", "work.py:7"]),
        ({"EDITOR": "/opt/my\\ tools/nvim -u x"}, 7, ["/opt/my tools/nvim", "-u", "x", "+7", "work.py"]),
        ({"EDITOR": "something"}, 7, ["something", "work.py"]),
        ({"EDITOR": "vim"}, None, ["vim", "work.py"]),
        ({"VISUAL": ""}, 7, []),
    ],
)
def test_how_an_editor_is_called(
    environment: dict[str, str], line: int | None, expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    assert editor(Path("work.py"), line, environment) == expected


def test_vs_code_is_the_editor_of_who_has_set_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: f"/bin/{name}")
    assert editor(Path("work.py"), 3, {}) == ["/bin/code", "-g", "work.py:3"]
