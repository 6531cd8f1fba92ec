"""`grade new`: an exercise to start from, which passes `grade check` and `grade audit` as it is."""

from __future__ import annotations

import json

import pytest
from rich.console import Console

from grader.audit import run
from grader.audit.lint import lint
from grader.audit.show import AuditBar
from grader.cli import app as cli
from grader.course.model import load_course
from grader.course.stubs import files


@pytest.fixture
def new(tmp_path, monkeypatch, capsys):
    """`new("pools", "pool")` is the exit code of the command in a new folder, and what it printed."""
    monkeypatch.chdir(tmp_path)

    def new(*words: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            cli.main(["new", *words])
        printed = capsys.readouterr()
        return ended.value.code, printed.out + printed.err

    return new


def test_a_folder_becomes_a_course_with_one_exercise(new, tmp_path):
    code, text = new("max_pools", "pool", "unpool")
    assert code == 0
    assert "grade stubs --force && grade check max_pools" in text
    course = load_course(tmp_path)
    (exercise,) = course.exercises
    assert (exercise.title, exercise.required, exercise.points) == ("Max pools", ("pool", "unpool"), 8)
    written = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert written == set(text.splitlines()[:-1])
    assert lint(course, exercise) == []
    assert {path: (tmp_path / "exercises" / path).read_text() for path in files(course, "en")} == files(course, "en")


def test_the_next_exercise_comes_last_in_the_course(new, tmp_path):
    assert new("pools", "pool", "--course", "vision")[0] == 0
    code, text = new("edges", "edge", "--course", "vision")
    assert (code, "grade check edges --course vision" in text) == (0, True)
    assert [exercise.name for exercise in load_course(tmp_path / "vision").exercises] == ["pools", "edges"]


def test_a_name_that_exists_is_refused_and_nothing_is_written(new, tmp_path):
    assert new("pools", "pool")[0] == 0
    (tmp_path / "solutions" / "edges.py").write_text("mine")
    before = sorted(tmp_path.rglob("*"))
    assert "pools exists already, and nothing was written" in new("pools", "other")[1]
    code, text = new("edges", "edge")
    assert (code, "solutions/edges.py exists already" in text) == (2, True)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "words",
    [
        ["audit", "f"],
        ["a-b", "f"],
        ["../a", "f"],
        ["pools", "lambda"],
        ["pools", "measure"],
        ["pools", "f", "f"],
        ["pools"],
    ],
)
def test_a_name_that_cannot_be_is_refused(new, tmp_path, words, wording):
    code, text = new(*words)
    assert (code, list(tmp_path.iterdir())) == (2, [])
    assert text == wording


def test_a_course_that_cannot_be_read_gets_nothing(new, tmp_path):
    broken = tmp_path / "suites" / "old" / "exercise.toml"
    broken.parent.mkdir(parents=True)
    broken.write_text("title = ")
    code, text = new("pools", "pool")
    assert (code, "exercise.toml" in text) == (2, True)
    assert list(tmp_path.iterdir()) == [tmp_path / "suites"]


def test_a_title_is_text_whatever_the_language_of_the_name(new, tmp_path):
    assert new("합성곱", "f")[0] == 0
    assert (
        f"title = {json.dumps('합성곱', ensure_ascii=False)}" in (tmp_path / "suites/합성곱/exercise.toml").read_text()
    )


@pytest.mark.slow
def test_it_passes_an_audit_as_it_is(new, tmp_path):
    """Solution, stub, every seed of the alternative, all mutants that a quick audit takes, and the mistake."""
    new("pools", "pool")
    course = load_course(tmp_path)
    with AuditBar(Console(quiet=True)) as bar:
        found = run.audit(course, course.exercises, bar, sandbox="auto", seeds=1, quick=True)
    assert found.reached, found
