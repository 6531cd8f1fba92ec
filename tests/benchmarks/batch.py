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

from grader.course.model import Course, load_course

TESTS = Path(__file__).resolve().parent.parent
MiB = 1024 * 1024
Row = tuple[str, str, str]


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
    del times[-1], memory[-1]  # the last line tells the sums
    return Ran(time.perf_counter() - start, times[-1] - times[0], memory)


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
    return f"{(len(ran.memory) - 1) / ran.between:.2f} a second"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--chapters", type=int, default=200)
    chosen = parser.parse_args()
    many, thousand, chapters = (20, 100, 2) if chosen.quick else (200, 1000, chosen.chapters)
    course = load_course()
    print("| what | measured | target |\n|---|---|---|")
    with tempfile.TemporaryDirectory() as root:
        place = Path(root)
        for rows in (
            exercise_rows(place, course, many),
            again_rows(place, course, thousand, distinct=many // 2),
            chapter_rows(place, course, chapters),
        ):
            for row in rows:
                print("| " + " | ".join(row) + " |", flush=True)


def exercise_rows(place: Path, course: Course, count: int) -> Iterator[Row]:
    """One exercise of a class whose submissions all differ."""
    hand_in(place / "one", course, ["activations"], count)
    two = batch(place / "one", place / "two-jobs", "activations", "--jobs", "2")
    one = batch(place / "one", place / "one-job", "activations", "--jobs", "1")
    yield f"{count} submissions of `activations`, 2 jobs", rate(two), "2 a second"
    yield "the same with 1 job", rate(one), ""
    yield "2 jobs against 1", f"{one.between / two.between:.2f} times", "1.7 times"
    yield memory_row(two)


def again_rows(place: Path, course: Course, count: int, distinct: int) -> Iterator[Row]:
    """A class in which nothing changed since it was graded."""
    hand_in(place / "class", course, ["activations"], count, distinct)
    batch(place / "class", place / "again", "activations")
    again = statistics.median(batch(place / "class", place / "again", "activations").seconds for _ in range(3))
    yield f"second run of an unchanged class of {count}", f"{again:.1f} s", "5 s"


def chapter_rows(place: Path, course: Course, count: int) -> Iterator[Row]:
    """The whole chapter of a class whose submissions all differ."""
    hand_in(place / "chapters", course, [exercise.name for exercise in course.exercises], count)
    ran = batch(place / "chapters", place / "whole")
    yield f"{count} whole chapters", f"{60 * len(ran.memory) / ran.seconds:.1f} a minute", ""
    yield memory_row(ran)


def memory_row(ran: Ran) -> Row:
    """Front end and fork server after 20 submissions, and after all."""
    count = len(ran.memory)
    early = min(20, count)
    return f"memory after {early} and {count}", f"{ran.memory[early - 1]:.0f} and {ran.memory[-1]:.0f} MiB", "equal"


if __name__ == "__main__":
    main()
