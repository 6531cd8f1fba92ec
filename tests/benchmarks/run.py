"""Times the grader and prints a table: `python tests/benchmarks/run.py [--quick]`. Nothing here is asserted.

Every figure is a median; every ratio comes from one run on one machine.
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

import psutil

from grader.course.model import Course, Exercise, load_course
from grader.grading.events import CheckFinished, Event
from grader.grading.grader import Grader, Options

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
GRADE = [sys.executable, "-m", "grader"]
QUICK = "--quick" in sys.argv
RUNS = 2 if QUICK else 5
WARM = 10 if QUICK else 50
MANY = 20 if QUICK else 200
MiB = 1024 * 1024
TRAINING = ("gates", "mlp", "keras_pipeline", "training")
"""Exercises in which a Keras model is trained."""

Row = tuple[str, str, str]


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def command(*words: str, **environment: str) -> Callable[[], object]:
    return lambda: subprocess.run(
        words, capture_output=True, cwd=REPOSITORY, env={**os.environ, **environment}, check=False
    )


def median(work: Callable[[], object], runs: int = RUNS) -> float:
    return statistics.median(timed(work) for _ in range(runs))


def distinct(solution: Path, folder: Path, count: int) -> list[Path]:
    """Copies of a solution that differ, so that no two gradings are of the same submission."""
    for number in range(count):
        path = folder / f"student-{number}" / solution.name
        path.parent.mkdir()
        path.write_text(f"{solution.read_text()}\nSTUDENT = {number}\n")
    return [folder / f"student-{number}" for number in range(count)]


def warm(course: Course, names: list[str], count: int) -> list[float]:
    """Seconds for each of `count` gradings, one after another through one fork server."""
    exercises = course.choose(names)
    with tempfile.TemporaryDirectory() as folder, Grader(course, Options(sandbox="strict")) as grader:
        submissions = distinct(course.solution(exercises[0]), Path(folder), count + 1)
        grader.grade(submissions.pop(), exercises)
        return [timed(lambda path=path: full_marks(grader, path, exercises)) for path in submissions]


def full_marks(grader: Grader, path: Path, exercises: tuple) -> None:
    report = grader.grade(path, exercises)
    if report.exit_code:
        raise SystemExit(f"the solution lost points: {report}")


def start_rows() -> list[Row]:
    usage = median(command(*GRADE, "--help"))
    bare = median(command(sys.executable, "-c", "import tensorflow"))
    cold = median(command(*GRADE, "-s", "solutions", "activations"))
    return [
        ("`grade --help`", f"{usage:.2f} s", "0.25 s"),
        ("`python -c 'import tensorflow'`", f"{bare:.2f} s", ""),
        ("cold `grade activations` on the solution", f"{cold:.2f} s ({cold - bare:+.2f} s)", "+3 s"),
    ]


def warm_rows() -> list[Row]:
    three = load_course(HERE / "three_checks")
    solution = str(three.solution(three.exercises[0]))
    plain_command = (sys.executable, "-m", "pytest", "-q", str(HERE / "plain_pytest.py"), "-p", "no:cacheprovider")
    plain = median(command(*plain_command, SUBMISSION=solution))
    each = statistics.median(warm(three, [], WARM))
    whole = statistics.median(warm(load_course(), ["activations"], WARM))
    return [
        (f"three checks, warm, per submission ({WARM} submissions)", f"{each:.2f} s", "0.30 s"),
        ("the same three checks, with a new `pytest` process per submission", f"{plain:.2f} s", ""),
        ("ratio", f"{plain / each:.0f} times", "40 times"),
        (f"whole `activations` suite, warm, per submission ({WARM} submissions)", f"{whole:.2f} s", "1.0 s"),
    ]


def chapter_rows() -> list[Row]:
    """The built-in course on its solutions, all of it and each exercise alone, and the check that takes longest."""
    course = load_course()
    solutions = course.root / "solutions"
    with Grader(course, Options(sandbox="strict")) as grader:
        full_marks(grader, solutions, course.exercises)
        whole = median(lambda: full_marks(grader, solutions, course.exercises))
        alone = {
            each.name: median(lambda each=each: full_marks(grader, solutions, (each,))) for each in course.exercises
        }
        longest: dict[str, float] = {}
        for each in course.exercises:
            longest |= check_seconds(grader, solutions, each)
    training = {name: alone.pop(name) for name in TRAINING}
    name = max(longest, key=longest.__getitem__)
    return [
        ("the whole chapter on its solutions, warm", f"{whole:.1f} s", "15 s"),
        ("each exercise without Keras training", told(alone), "1 s"),
        ("each exercise with Keras training", told(training), ""),
        ("the longest check", f"{longest[name]:.1f} s (`{name}`)", "3 s"),
    ]


def told(seconds: dict[str, float]) -> str:
    return ", ".join(f"{name} {each:.1f} s" for name, each in seconds.items())


def check_seconds(grader: Grader, path: Path, exercise: Exercise) -> dict[str, float]:
    """How long each check takes, in an exercise that is graded alone."""
    seconds: dict[str, float] = {}
    last = time.perf_counter()

    def listen(event: Event) -> None:
        nonlocal last
        if isinstance(event, CheckFinished):
            now = time.perf_counter()
            seconds[event.result.name], last = now - last, now

    grader.grade(path, [exercise], listen)
    return seconds


def leak_rows() -> list[Row]:
    """What a fork server has after some gradings, and what it has after many."""
    course = load_course(HERE / "three_checks")
    with tempfile.TemporaryDirectory() as folder, Grader(course, Options(sandbox="strict")) as grader:
        submissions = distinct(course.solution(course.exercises[0]), Path(folder), MANY)
        seen = []
        for number, path in enumerate(submissions, 1):
            full_marks(grader, path, course.exercises)
            if number in (MANY // 10, MANY):
                seen.append(state(grader))
    rows = zip(("memory of the server, MiB", "processes", "threads", "descriptors", "folders"), *seen, strict=True)
    return [(f"{what}, after {MANY // 10} and {MANY} gradings", f"{a} and {b}", "equal") for what, a, b in rows]


def state(grader: Grader) -> tuple[int, int, int, int, int]:
    time.sleep(0.3)  # the last judge is reaped when its channel is seen to close
    server = psutil.Process(grader.server.pid)
    memory = server.memory_full_info().uss // MiB
    folders = len(list(grader.server.root.iterdir()))
    return memory, len(server.children(recursive=True)), server.num_threads(), server.num_fds(), folders


def main() -> None:
    print("| what | measured | target |\n|---|---|---|")
    for rows in (start_rows, warm_rows, chapter_rows, leak_rows):
        for row in rows():
            print(f"| {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()
