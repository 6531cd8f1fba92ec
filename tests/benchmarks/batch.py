"""Times a class and prints a table: `python tests/benchmarks/batch.py [--quick] [--chapters N]`.

Nothing here is asserted; every ratio comes from one run on one machine.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import psutil

from grader.course import Course, load_course

TESTS = Path(__file__).resolve().parent.parent
MiB = 1024 * 1024


class Ran(NamedTuple):
    """One `grade batch`: seconds from start to end, and from the first report to the last; MiB of front end and fork
    server together, at each report."""

    seconds: float
    between: float
    memory: list[float]


def batch(folder: Path, out: Path, *words: str) -> Ran:
    start = time.perf_counter()
    command = [sys.executable, "-m", "grader", "batch", str(folder), *words, "-o", str(out)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    times, memory = [], []
    for line in process.stdout:
        if ": " in line:
            times.append(time.perf_counter())
            memory.append(_resident(process.pid))
    if process.wait():
        raise SystemExit(f"grade batch ended with {process.returncode}")
    return Ran(time.perf_counter() - start, times[-2] - times[0], memory)  # the last line tells the sums


def _resident(pid: int) -> float:
    front = psutil.Process(pid)
    return sum(each.memory_info().rss for each in [front, *front.children()]) / MiB


def programs(course: Course, name: str) -> Iterator[str]:
    """The solution, and between two of it one of the alternatives and mistakes, over and over."""
    (exercise,) = course.choose([name])
    solution = course.solution(exercise).read_text()
    others = [*sorted((TESTS / "alternatives" / name).glob("*.py")), *sorted((TESTS / "mistakes" / name).glob("*.py"))]
    # a mistake is written as what differs from the solution
    texts = [f"{solution}\n{path.read_text()}" for path in others]
    for text in itertools.cycle(texts):
        yield solution
        yield text


def hand_in(folder: Path, course: Course, names: Sequence[str], count: int, distinct: int | None = None) -> None:
    """`count` submissions, of which `distinct` differ; all of them without it."""
    made = {name: programs(course, name) for name in names}
    texts = [{name: next(made[name]) for name in names} for _ in range(distinct or count)]
    for number in range(count):
        place = number % len(texts)
        student = folder / f"student-{number}"
        student.mkdir(parents=True)
        for name, text in texts[place].items():
            (student / f"{name}.py").write_text(f"{text}\n# {place}\n")


def rate(ran: Ran) -> str:
    return f"{(len(ran.memory) - 2) / ran.between:.2f} a second"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--chapters", type=int, default=200)
    chosen = parser.parse_args()
    many, thousand, chapters = (20, 100, 2) if chosen.quick else (200, 1000, chosen.chapters)
    course = load_course()
    whole = [exercise.name for exercise in course.exercises]
    rows = []
    with tempfile.TemporaryDirectory() as root:
        place = Path(root)
        hand_in(place / "one", course, ["activations"], many)
        two = batch(place / "one", place / "two-jobs", "activations", "--jobs", "2")
        one = batch(place / "one", place / "one-job", "activations", "--jobs", "1")
        rows.append((f"{many} submissions of `activations`, 2 jobs", rate(two), "2 a second"))
        rows.append(("the same with 1 job", rate(one), ""))
        rows.append(("2 jobs against 1", f"{one.between / two.between:.2f} times", "1.7 times"))
        at = min(20, many - 1)
        rows.append((f"memory after {at} and {many}", f"{two.memory[at]:.0f} and {two.memory[-2]:.0f} MiB", "equal"))

        hand_in(place / "class", course, ["activations"], thousand, distinct=many // 2)
        batch(place / "class", place / "again", "activations")
        again = statistics.median(batch(place / "class", place / "again", "activations").seconds for _ in range(3))
        rows.append((f"second run of an unchanged class of {thousand}", f"{again:.1f} s", "5 s"))

        hand_in(place / "chapters", course, whole, chapters)
        ran = batch(place / "chapters", place / "whole")
        rows.append((f"{chapters} whole chapters", f"{60 * len(ran.memory) / ran.seconds:.1f} a minute", ""))
        at = min(20, chapters - 1)
        rows.append(
            (f"memory after {at} and {chapters}", f"{ran.memory[at]:.0f} and {ran.memory[-2]:.0f} MiB", "equal")
        )
    print("| what | measured | wanted |\n|---|---|---|")
    for row in rows:
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
