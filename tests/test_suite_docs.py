"""What docs/suites.md shows to authors: every command and every file of it is tried."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from grader.audit.lint import look_over
from grader.course.model import load_course
from grader.course.stubs import write_stubs
from grader.grading.grader import Grader, Options

DOCS = Path(__file__).parents[1] / "docs"
SUITES = (DOCS / "suites.md").read_text(encoding="utf-8")
COMMANDS = re.compile(r"^```console\n(.*?)^```", re.M | re.S)
FILE = re.compile(r"`([\w/]+\.\w+)`(?:[^\n]|\n(?!\n))*\n\n```\w+\n(.*?)^```", re.M | re.S)
"""A block behind the name of the file that it shows."""


def section(title: str) -> str:
    return SUITES.partition(f"## {title}\n")[2].partition("\n## ")[0]


def run(line: str, folder: Path, places: dict[str, str]) -> Path:
    """Runs a line of a console; the folder that it ends in."""
    command, _, told = line.partition("#")
    ran = subprocess.run(
        ["bash", "-c", f"{command}\ncode=$?\npwd -P > {places['TMPDIR']}/pwd\nexit $code"],
        cwd=folder,
        env={**os.environ, **places},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == (1 if "exit code 1" in told else 0), f"{line}\n{ran.stdout}\n{ran.stderr}"
    return Path(Path(places["TMPDIR"], "pwd").read_text().strip())


@pytest.mark.slow
def test_the_exercise_from_nothing(tmp_path: Path) -> None:
    text = section("From nothing to an exercise")
    (tmp_path / "tmp").mkdir()
    (tmp_path / "bin").mkdir()
    grade = tmp_path / "bin" / "grade"
    grade.write_text(f'#!/bin/sh\nexec {sys.executable} -m grader "$@"\n')
    grade.chmod(0o755)
    path = f"{grade.parent}:{os.environ['PATH']}"
    places = {"PATH": path, "TMPDIR": str(tmp_path / "tmp"), "PYTHONPATH": str(DOCS.parent)}
    first, last = COMMANDS.findall(text)
    folder = tmp_path
    for line in first.splitlines():
        folder = run(line, folder, places)
    files = FILE.findall(text)
    for name, content in files:
        assert (folder / name).exists(), f"grade new writes no {name}"
        (folder / name).write_text(content, encoding="utf-8")
    assert len(files) == 5
    for line in last.splitlines():
        folder = run(line, folder, places)


NUMBERS = {"test_double_asserts", "test_double_numbers[0]", "test_double_numbers[-1.5]"}
ARRAYS = {"test_double_arrays", "test_double_keeps_the_order"}


@pytest.mark.parametrize(
    ("body", "passed"), [("return 2 * x", NUMBERS | ARRAYS), ("return [] if hasattr(x, 'shape') else 2 * x", NUMBERS)]
)
def test_the_plain_asserts_that_are_shown(judged, body, passed):
    (checks,) = re.findall(r"^```python\n(.*?)^```", section("Plain asserts"), re.M | re.S)
    found = judged(f"def double(x):\n    {body}\n", checks=checks, points=4)
    assert not found.broken
    assert {name for name, each in found.results.items() if each.status == "passed"} == passed


@pytest.fixture
def recipes(tmp_path: Path) -> Path:
    """A course of all recipes."""
    text = (DOCS / "recipes.md").read_text(encoding="utf-8")
    files = FILE.findall(text)
    assert len({name for name, _ in files}) == text.count("\n```") // 2, (
        "a block without a file, or a file of two recipes"
    )
    for name, content in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


@pytest.mark.slow
def test_every_recipe_is_an_exercise(recipes: Path) -> None:
    """The solution of each gets all points and its stub none, and nothing is to be mended."""
    course = load_course(recipes)
    write_stubs(course)
    with Grader(course, Options(sandbox="auto")) as grader:
        found = list(look_over(grader, course.exercises))
    assert len(found) == len(course.exercises) >= 16
    assert [str(finding) for findings in found for finding in findings] == []
