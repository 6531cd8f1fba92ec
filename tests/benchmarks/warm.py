"""Times what a student waits for: `python tests/benchmarks/warm.py [--quick]`. Nothing here is asserted.

Each round takes all kinds of run once, one after the other, so that they share whatever else the machine does. The
figures are medians; a ratio and a difference are medians of those of each round.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pexpect

from grader.course.model import load_course
from grader.grading.grader import Grader, Options

EXERCISE = "activations"
ROUNDS = 3 if "--quick" in sys.argv else 10
GRADE = [sys.executable, "-m", "grader"]


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


class Student:
    """Edits and grades in a workspace, in a terminal."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.work = folder / "exercises" / f"{EXERCISE}.py"
        self.environment = {**os.environ, "XDG_RUNTIME_DIR": str(folder), "GRADE_LANG": "en", "GRADE_WARM": "1"}
        self.environment.pop("CI", None)
        subprocess.run([*GRADE, "init", str(folder)], check=True, capture_output=True)
        self._solution = load_course().root.joinpath("solutions", f"{EXERCISE}.py").read_text()
        self._edits = 0

    def edit(self) -> None:
        self._edits += 1
        self.work.write_text(f"{self._solution}\nEDIT = {self._edits}\n")

    def open(self, *words: str) -> pexpect.spawn:
        usual = {"cwd": str(self.folder), "env": self.environment, "timeout": 600, "encoding": "utf-8"}
        return pexpect.spawn(GRADE[0], [*GRADE[1:], *words], **usual)

    def save(self, watching: pexpect.spawn) -> None:
        """Saves an edit, and waits for the verdict of `grade watch`."""
        self.edit()
        watching.expect("checks done")
        watching.expect("graded at")

    def grade(self, *words: str) -> None:
        terminal = self.open(*words)
        said = terminal.read()
        terminal.close()
        if terminal.exitstatus:
            raise SystemExit(said)


def main() -> None:
    course = load_course()
    chosen = course.choose([EXERCISE])
    seconds: dict[str, list[float]] = {"cold": [], "warm": [], "suite": [], "unchanged": [], "save": []}
    with tempfile.TemporaryDirectory() as folder, Grader(course, Options()) as grader:
        student = Student(Path(folder))
        student.edit()
        student.grade(EXERCISE)
        grader.grade(student.work.parent, chosen)
        for _ in range(ROUNDS):
            student.edit()
            seconds["cold"].append(timed(lambda: student.grade(EXERCISE, "--no-warm")))
            student.edit()
            seconds["warm"].append(timed(lambda: student.grade(EXERCISE)))
            seconds["unchanged"].append(timed(lambda: student.grade(EXERCISE)))
            watching = student.open("watch", EXERCISE)
            watching.expect("graded at")
            seconds["save"].append(timed(lambda: student.save(watching)))  # noqa: B023
            watching.close(force=True)
            seconds["suite"].append(timed(lambda: grader.grade(student.work.parent, chosen)))
        student.grade("server", "stop")
    share = statistics.median(warm / cold for warm, cold in zip(seconds["warm"], seconds["cold"], strict=True))
    above = statistics.median(warm - suite for warm, suite in zip(seconds["warm"], seconds["suite"], strict=True))
    wait = statistics.median(save - suite for save, suite in zip(seconds["save"], seconds["suite"], strict=True))
    print(f"| `grade {EXERCISE}` | measured | target |\n|---|---|---|")
    for name, title in (
        ("cold", "after an edit, with `--no-warm`"),
        ("warm", "after an edit, with the warm server"),
        ("suite", "of that, the grading itself"),
        ("unchanged", "unchanged"),
        ("save", "from a save to the verdict of `grade watch`"),
    ):
        print(f"| {title} | {statistics.median(seconds[name]):.2f} s | |")
    print(
        f"| warm, as a part of cold | {share:.2f} | 0.25 |\n| warm, above the grading itself | {above:.2f} s | 0.4 s |"
    )
    print(f"| from a save to the verdict, above the grading itself | {wait:.2f} s | 0.5 s |")


if __name__ == "__main__":
    main()
