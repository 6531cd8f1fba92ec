"""Whatever is killed, nothing that was recorded is lost, nothing is recorded twice, and the next run completes it."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import psutil
import pytest
from small_course import RIGHT, WRONG, small_course
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, ProgrammingError

from grader.batch.database import GradebookPlace, connect

KILLS = int(os.environ.get("GRADER_KILLS", "4"))
ATTEMPTS = """
    SELECT name, internal, report FROM students JOIN attempts ON student_id = students.id
    JOIN gradings ON attempt_id = attempts.id
"""


def start(root: Path, out: str, book: Path | str, **environment: str) -> subprocess.Popen[bytes]:
    options = ["--course", str(root / "course"), "-o", str(root / out), "--gradebook", str(book), "--jobs", "2"]
    command = [sys.executable, "-m", "grader", "batch", str(root / "class"), *options]
    around = {**os.environ, **environment}
    # tests that were started in the background ignore Ctrl-C, and so would what they start
    heard = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    silent = subprocess.DEVNULL
    return subprocess.Popen(command, env=around, stdout=silent, stderr=silent, preexec_fn=heard)


def recorded(book: Path | str) -> dict[str, dict[str, object]]:
    """What the gradebook holds, without times: each result by its key, and each student's attempt. An attempt in which
    the grader failed is none: the next run's takes its place."""
    results, attempts, failed = {}, {}, set()
    engine = connect(GradebookPlace(book))
    # killed before its tables were made, it holds nothing
    with contextlib.suppress(OperationalError, ProgrammingError), engine.begin() as connection:
        found = connection.execute(text("SELECT key, result FROM results"))
        results = {key: without_times(result) for key, result in found}
        for student, internal, report in connection.execute(text(ATTEMPTS)):
            assert student not in attempts.keys() | failed, "an attempt was recorded twice"
            if internal:
                failed.add(student)
            else:
                attempts[student] = without_times(report)
    engine.dispose()
    return {"results": results, "attempts": attempts}


def without_times(text: str) -> object:
    def timeless(value: dict[str, object]) -> dict[str, object]:
        return {key: part for key, part in value.items() if key != "seconds"}

    return json.loads(text, object_hook=timeless)


def wait_for_results(front: subprocess.Popen[bytes], book: Path | str, count: int) -> None:
    """Until the gradebook holds so many, or the run is over."""
    while front.poll() is None and len(recorded(book)["results"]) < count:
        time.sleep(0.02)


def kill_one(front: subprocess.Popen[bytes], seed: random.Random) -> str:
    """Kills the front end, the fork server, or one of the processes that it forked."""
    with contextlib.suppress(psutil.NoSuchProcess):
        ours = psutil.Process(front.pid)
        victim = seed.choice([ours, *ours.children(recursive=True)])
        os.kill(victim.pid, signal.SIGKILL)
        return "front end" if victim.pid == front.pid else "below"
    return "nothing"


def make_class(root: Path, students: int) -> None:
    small_course(root / "course")
    (root / "class").mkdir()
    for number in range(students):
        text = RIGHT if number % 3 else WRONG
        (root / "class" / f"s{number}.py").write_text(f"{text}# {number}\n")


@pytest.mark.slow
def test_kills_at_random_moments(tmp_path: Path, place: Path | str) -> None:
    total = KILLS if isinstance(place, Path) else KILLS // 2  # what they share is killed often enough
    students = 8 + 3 * total  # so many that the last kill still finds something to grade
    make_class(tmp_path, students)
    calm = tmp_path / "calm.db"
    assert start(tmp_path, "calm", calm).wait() == 0
    seed, kills = random.Random(7), Counter()
    before = recorded(place)
    for number in range(total):
        front = start(tmp_path, "stormy", place)
        if number % 4:  # while it grades, each fourth time while it starts
            wait_for_results(front, place, len(before["results"]) + seed.randint(1, 2))
        time.sleep(seed.uniform(0, 0.2 if number % 4 else 4))
        kills[kill_one(front, seed)] += 1
        time.sleep(seed.uniform(0, 0.5))
        with contextlib.suppress(psutil.NoSuchProcess):
            psutil.Process(front.pid).kill()
        front.wait()
        now = recorded(place)
        for kind, kept in before.items():
            assert {key: now[kind][key] for key in kept} == kept
        before = now
    assert 0 < len(before["results"]) < students, "the kills met no run that was grading"
    assert start(tmp_path, "stormy", place).wait() == 0
    assert recorded(place) == recorded(calm)
    assert len(recorded(calm)["attempts"]) == students
    print(f"{total} kills: {dict(kills)}; {students} students, each once")


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "a cancelled CI job"])
def test_a_run_that_is_told_to_stop_leaves_no_process_and_no_copy(tmp_path: Path, number: signal.Signals) -> None:
    make_class(tmp_path, 40)
    (tmp_path / "temporary").mkdir()
    book = tmp_path / "gradebook.db"
    front = start(tmp_path, "stormy", book, TMPDIR=str(tmp_path / "temporary"))
    wait_for_results(front, book, 3)
    below = psutil.Process(front.pid).children(recursive=True)
    assert below
    front.send_signal(number)
    assert front.wait(20) == 130
    assert not [each for each in below if each.is_running()]
    assert not list((tmp_path / "temporary").iterdir())
    assert len(recorded(book)["attempts"]) >= 2  # the third result was there, its attempt comes behind it
