"""Where students have no machine of their own: Colab, JupyterHub, containers without privileges."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hosted import ABSENT
from small_course import RIGHT, small_course

from grader.processes import mounts, sandbox

HERE = Path(__file__).parent
SESSION = """
import os, subprocess, sys, threading, time
from pathlib import Path

import psutil
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from grader import check
from grader.grading import warmth
from grader.notebook import executed

course, work, exercise = sys.argv[1:]
highest = 0

def watch():
    global highest
    while True:
        here = psutil.Process()
        memory = 0
        for process in (here, *here.children(recursive=True)):
            try:
                memory += process.memory_full_info().pss
            except psutil.Error:  # it has just ended
                pass
        highest = max(highest, memory)
        time.sleep(0.5)

threading.Thread(target=watch, daemon=True).start()
place = Path("김철수")
(place / "exercises").mkdir(parents=True)
(place / "exercises" / f"{exercise}.py").write_text(Path(work).read_text())
(place / "grade.toml").write_text(f'course = "{course}"')
os.chdir(place)
command = [sys.executable, "-m", "grader", exercise, "-o", "보고서.json"]
print("grade:", subprocess.run(command).returncode, Path("보고서.json").exists())
shell = InteractiveShell.instance(config=Config(HistoryManager={"hist_file": ":memory:"}))
executed.watch(shell)
shell.user_ns["check"] = check
shell.run_cell(Path(work).read_text(), store_history=True)
shown = shell.run_cell(f"check({exercise!r})", store_history=True).result
print("check:", shown.score, shown.max_score)
print("servers:", warmth.stop())
print("memory:", highest)
"""
GiB = 1 << 30


@pytest.mark.slow
@pytest.mark.skipif(not mounts.available(), reason="a read-only machine takes a mount namespace")
@pytest.mark.skipif(sandbox.find_seccomp() is None, reason="what a machine lacks is refused by seccomp")
@pytest.mark.parametrize("kind", ABSENT)
def test_a_students_own_work_is_graded_on_a_hosted_machine(kind, tmp_path):
    course = small_course(tmp_path / "course")
    work = tmp_path / "doubles.py"
    work.write_text(RIGHT)
    command = [sys.executable, "-c", SESSION, course.root, work, "doubles"]
    entered = [sys.executable, HERE / "hosted.py", kind, tmp_path, *command]
    done = subprocess.run(entered, capture_output=True, text=True, timeout=900)
    found = dict(line.split(": ") for line in done.stdout.splitlines() if line.partition(":")[0] in SAID)
    memory = int(found.pop("memory"))
    assert found == {"grade": "0 True", "check": "4.0 4.0", "servers": "1"}, done.stdout + done.stderr
    assert memory < 2 * GiB


SAID = ("grade", "check", "servers", "memory")
