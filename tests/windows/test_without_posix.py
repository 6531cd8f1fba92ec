"""The grader with what Windows offers, and no more: `sitecustomize.py` has taken away the rest. What this cannot show
is how Windows itself behaves: its paths, its pipes and its consoles."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path

import pexpect
import pytest

HERE = Path(__file__).parent
SOLUTIONS = HERE.parents[1] / "solutions"
GRADE = "import sys; sys.argv[0] = 'grade'; from grader.cli.app import main; main()"


@pytest.fixture
def windows(tmp_path, monkeypatch):
    """A folder with a space, a backslash and Korean letters in its name, and the environment of a Korean console."""
    python = tmp_path / "python"
    words = f"PYTHONPATH={shlex.quote(str(HERE))} exec {shlex.quote(sys.executable)}"
    python.write_text(f'#!/bin/sh\n{words} "$@"\n')
    python.chmod(0o755)
    home = tmp_path / "사용자 a\\b"
    (home / "임시").mkdir(parents=True)
    for name in ("GRADE_SECRET", "GRADE_LANG", "LC_ALL", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    environment = {"HOME": home, "TMPDIR": home / "임시", "PYTHONPATH": HERE, "DEPRIVED_PYTHON": python}
    environment |= {"PYTHONIOENCODING": "cp949", "LANG": "ko_KR.EUC-KR", "GRADE_WARM": "0", "COLUMNS": "100"}
    for name, value in environment.items():
        monkeypatch.setenv(name, str(value))
    monkeypatch.chdir(home)
    return home


def grade(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-c", GRADE, *arguments], capture_output=True, timeout=600, check=False)


def asked(code: str) -> str:
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


def test_what_windows_lacks_is_taken_from_our_code_alone(windows):
    look = "import os, sys\ndef seen(): return sys.platform, os.name, hasattr(os, 'fork')\nprint(seen())"
    assert asked(look) == str((sys.platform, os.name, True))
    assert asked(f"__name__ = 'grader.any'\n{look}") == "('win32', 'nt', False)"
    code = "__name__ = 'grader.any'\ntry:\n    import fcntl\nexcept ImportError as error: print(error.name)"
    assert asked(code) == "fcntl"


def test_every_module_of_the_front_end_can_be_imported(windows):
    code = """
import pkgutil, importlib, grader, sys
linux = {"channel", "client", "fork_server", "forked", "kernel", "landlock", "launch", "mounts", "running", "sandbox"}
linux |= {"removal", "syscalls", "warm"}
for room in ("boundary", "processes", "cli", "course", "submission", "report", "grading", "kits", "batch", "notebook"):
    for module in pkgutil.iter_modules(importlib.import_module(f"grader.{room}").__path__, f"grader.{room}."):
        if module.name.rpartition(".")[2] not in {*linux, "cluster"}:
            importlib.import_module(module.name)
            print(module.name)
    assert not {name for name in sys.modules if name.startswith("grader.processes.") and name.split(".")[-1] in linux}
"""
    assert "grader.processes.pool_client" in asked(code).split()


def test_commands_that_start_no_process(windows):
    assert grade("--help").returncode == 0
    assert grade("doctor").stdout.decode("cp949")
    assert grade("init", "과제 1", "--lang", "ko").returncode == 0
    os.chdir("과제 1")
    assert (windows / "과제 1" / "exercises" / "gates.py").exists()
    assert grade("list").returncode == 0
    assert grade("status").returncode == 0
    strict = grade("gates", "--sandbox", "strict")
    assert (strict.returncode, b"Traceback" in strict.stderr) == (2, False)
    assert grade("gates", "--start", "fork").returncode == 2


def test_a_zip_with_a_drive_in_its_names_is_refused_in_one_line(windows):
    with zipfile.ZipFile(windows / "a.zip", "w") as packed:
        packed.writestr("C:\\Users\\학생\\gates.py", "")
    ran = grade("-s", "a.zip", "--sandbox", "auto", "gates", "-o", "a.json")
    assert (ran.returncode, ran.stderr) == (1, b"")
    (gates,) = json.loads((windows / "a.json").read_text(encoding="utf-8"))["exercises"]
    assert gates["status"] == "error"
    assert "C:/Users" in gates["message"]


@pytest.mark.slow
def test_two_whole_exercises(windows):
    """A zip as Windows makes it, and in it a file of an editor on Windows, with CRLF and a byte order mark."""
    program = (SOLUTIONS / "gates.py").read_text(encoding="utf-8").replace("\n", "\r\n")
    (windows / "gates.py").write_bytes(b"\xef\xbb\xbf" + program.encode())
    with zipfile.ZipFile(windows / "학생.zip", "w") as packed:
        packed.write(windows / "gates.py", "과제 1\\학생\\gates.py")
        packed.writestr("과제 1\\학생\\metrics.py", WRONG)
    ran = grade("-s", "학생.zip", "--sandbox", "auto", "gates", "metrics", "-o", "결과.json", "--lang", "ko")
    assert (ran.returncode, ran.stderr.decode("cp949", "replace")) == (1, "")
    report = json.loads((windows / "결과.json").read_text(encoding="utf-8"))
    gates, metrics = report["exercises"]
    assert gates["score"] == gates["max_score"]
    assert {check["status"] for check in metrics["checks"]} <= {"failed", "error", "timeout", "passed"}
    assert "timeout" in {check["status"] for check in metrics["checks"]}
    assert report["isolation"]["start"] == "spawn"
    assert report["isolation"]["layers"] == []
    assert report["isolation"]["unmet"]


WRONG = """\
def accuracy(y, p):
    print("안녕 \\N{SNOWMAN}")
    while True:
        pass
"""


@pytest.mark.slow
def test_watching_for_a_moment(windows):
    assert grade("init", "과제", "--lang", "ko").returncode == 0
    os.chdir("과제")
    read = {"timeout": 120, "encoding": "cp949", "codec_errors": "replace"}
    terminal = pexpect.spawn(sys.executable, ["-c", GRADE, "watch"], **read)
    terminal.expect("tensor_ops")
    terminal.send("q")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert (terminal.exitstatus, "Traceback" in (terminal.before or "")) == (0, False)
