"""Whatever is killed, nothing that was recorded is lost, nothing is recorded twice, and the next run completes it."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from small_course import RIGHT, WRONG, small_course

KILLS = int(os.environ.get("GRADER_KILLS", "4"))
ATTEMPTS = """
    SELECT name, internal, report FROM students JOIN attempts ON student_id = students.id
    JOIN gradings ON attempt_id = attempts.id
"""
STUDENTS = 8 + 3 * KILLS
"""So many that the last kill still finds something to grade."""


def start(root: Path, out: str, **environment: str) -> subprocess.Popen[bytes]:
    course, book = str(root / "course"), str(root / f"{out}.db")
    options = ["--course", course, "-o", str(root / out), "--gradebook", book, "--jobs", "2"]
    command = [sys.executable, "-m", "grader", "batch", str(root / "class"), *options]
    around = {**os.environ, **environment}
    # tests that were started in the background ignore Ctrl-C, and so would what they start
    heard = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    silent = subprocess.DEVNULL
    return subprocess.Popen(command, env=around, stdout=silent, stderr=silent, preexec_fn=heard)


def recorded(root: Path, out: str) -> dict[str, dict[str, object]]:
    """What the gradebook holds, without times: each result by its key, and each student's attempt. An attempt in which
    the grader failed is none: the next run's takes its place."""
    path = root / f"{out}.db"
    results, attempts, failed = {}, {}, set()
    # killed before its tables were made, it holds nothing
    with contextlib.suppress(sqlite3.OperationalError), contextlib.closing(sqlite3.connect(path, timeout=30)) as book:
        results = {key: without_times(text) for key, text in book.execute("SELECT key, result FROM results")}
        for student, internal, report in book.execute(ATTEMPTS):
            assert student not in attempts.keys() | failed, "an attempt was recorded twice"
            if internal:
                failed.add(student)
            else:
                attempts[student] = without_times(report)
    return {"results": results, "attempts": attempts}


def without_times(text: str) -> object:
    def timeless(value: dict[str, object]) -> dict[str, object]:
        return {key: part for key, part in value.items() if key != "seconds"}

    return json.loads(text, object_hook=timeless)


def wait_for_results(front: subprocess.Popen[bytes], root: Path, count: int) -> None:
    """Until the gradebook holds so many, or the run is over."""
    while front.poll() is None and len(recorded(root, "stormy")["results"]) < count:
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
def test_kills_at_random_moments(tmp_path: Path) -> None:
    make_class(tmp_path, STUDENTS)
    assert start(tmp_path, "calm").wait() == 0
    seed = random.Random(7)
    before = recorded(tmp_path, "stormy")
    for number in range(KILLS):
        front = start(tmp_path, "stormy")
        if number % 4:  # while it grades, each fourth time while it starts
            wait_for_results(front, tmp_path, len(before["results"]) + seed.randint(1, 2))
        time.sleep(seed.uniform(0, 0.2 if number % 4 else 4))
        kill_one(front, seed)
        time.sleep(seed.uniform(0, 0.5))
        with contextlib.suppress(psutil.NoSuchProcess):
            psutil.Process(front.pid).kill()
        front.wait()
        now = recorded(tmp_path, "stormy")
        for kind, kept in before.items():
            assert {key: now[kind][key] for key in kept} == kept
        before = now
    assert 0 < len(before["results"]) < STUDENTS, "the kills met no run that was grading"
    assert start(tmp_path, "stormy").wait() == 0
    assert recorded(tmp_path, "stormy") == recorded(tmp_path, "calm")
    assert len(recorded(tmp_path, "calm")["attempts"]) == STUDENTS


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "a cancelled CI job"])
def test_a_run_that_is_told_to_stop_leaves_no_process_and_no_copy(tmp_path: Path, number: signal.Signals) -> None:
    make_class(tmp_path, 40)
    (tmp_path / "temporary").mkdir()
    front = start(tmp_path, "stormy", TMPDIR=str(tmp_path / "temporary"))
    wait_for_results(front, tmp_path, 3)
    below = psutil.Process(front.pid).children(recursive=True)
    assert below
    front.send_signal(number)
    assert front.wait(20) == 130
    assert not [each for each in below if each.is_running()]
    assert not list((tmp_path / "temporary").iterdir())
    assert len(recorded(tmp_path, "stormy")["attempts"]) >= 2  # the third result was there, its attempt comes behind it
