"""A student's workspace: what its grade.toml remembers, where it is found from, and what is said of a wrong one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from small_course import small_course

from grader.cli import app as cli
from grader.cli.speech import speak
from grader.course.workspace import Workspace, WorkspaceError, find_workspace, read_workspace, remembered
from grader.errors import UsageError
from grader.language import render

Grade = Callable[..., tuple[int, str]]


@pytest.fixture
def grade(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Grade]:
    """Runs `grade` with these words, in an English system; its exit code, and all that it says."""
    for name in ("GRADE_LANG", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.chdir(tmp_path)

    def run(*words: object) -> tuple[int, str]:
        with pytest.raises(SystemExit) as end:
            cli.main(list(map(str, words)))
        said = capsys.readouterr()
        return int(end.value.code or 0), said.out + said.err

    yield run
    speak("en")


def test_init_writes_what_grade_finds_from_every_folder_below(grade: Grade, tmp_path: Path) -> None:
    assert grade("init", "work", "--lang", "ko")[0] == 0
    for folder in ("", "exercises", "exercises/notebooks"):
        assert find_workspace(tmp_path / "work" / folder) == Workspace(tmp_path / "work", language="ko")
    assert find_workspace(tmp_path) is None


def test_a_root_is_as_relative_as_the_question(grade: Grade, monkeypatch: pytest.MonkeyPatch) -> None:
    """So `grade gates` in `exercises/` tells of files in `../exercises`, which a terminal opens."""
    grade("init", "work")
    monkeypatch.chdir("work/exercises/notebooks")
    found = find_workspace(Path())
    assert found is not None
    assert found.exercises == Path("../../exercises")


def test_a_workspace_speaks_its_language(grade: Grade, monkeypatch: pytest.MonkeyPatch) -> None:
    grade("init", "work", "--lang", "ko")
    monkeypatch.chdir("work/exercises")
    assert "연습문제" in grade("list")[1]
    assert "not started" in grade("list", "--lang", "en")[1]
    assert "그런 연습문제는 없습니다" in grade("nothing")[1]
    assert "no exercise" in grade("nothing", "--lang", "en")[1]
    monkeypatch.setenv("GRADE_LANG", "en")
    assert "not started" in grade("list")[1]


def test_an_instructor_is_not_spoken_to_in_a_students_language(grade: Grade, monkeypatch: pytest.MonkeyPatch) -> None:
    grade("init", "alice", "--lang", "ko")
    monkeypatch.chdir("alice")
    assert "Usage: grade batch" in grade("batch", "--help")[1]
    assert "사용법: grade list" in grade("list", "--help")[1]


def test_a_course_is_remembered(wording: object, grade: Grade, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small_course(tmp_path / "course")
    assert grade("init", "work", "--course", "course")[0] == 0
    monkeypatch.chdir("work/exercises")
    assert "Doubles" in grade("list")[1]
    assert grade("gates")[1] == wording


def test_a_course_below_the_workspace_moves_along(grade: Grade, tmp_path: Path) -> None:
    small_course(tmp_path / "work" / "mine")
    grade("init", "work", "--course", "work/mine")
    shutil.move("work", "elsewhere")
    assert read_workspace(Path("elsewhere")).course == Path("elsewhere/mine")


def test_two_workspaces_have_each_their_own(grade: Grade, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One lies in the other; the nearest counts alone."""
    small_course(tmp_path / "course")
    grade("init", "outer", "--lang", "ko", "--course", "course")
    grade("init", "outer/inner", "--lang", "en")
    monkeypatch.chdir("outer/inner/exercises")
    assert "gates" in (said := grade("list")[1])
    assert "not started" in said
    monkeypatch.chdir("../../exercises")
    assert "doubles" in (said := grade("list")[1])
    assert "not started" not in said


def test_init_again_keeps_what_is_remembered_until_told_otherwise(
    wording: object, grade: Grade, tmp_path: Path
) -> None:
    small_course(tmp_path / "course")
    grade("init", "work", "--lang", "ko", "--course", "course")
    file = Path("work/grade.toml")
    file.write_text(file.read_text() + "# mine\n")
    before = file.read_text()
    assert "0 files" in grade("init", "work")[1]
    assert file.read_text() == before
    assert grade("init", "work", "--lang", "en")[0] == 0
    assert read_workspace(Path("work")) == Workspace(Path("work"), tmp_path / "course", "en")
    assert Path("work/exercises/doubles.py").read_text() == wording


@pytest.mark.parametrize("workspace", [Workspace(Path("w")), Workspace(Path("w"), Path("w/c"), "ko")])
def test_what_is_written_is_read(workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("w/c/suites").mkdir(parents=True)
    Path("w/grade.toml").write_text(remembered(workspace), encoding="utf-8")
    assert read_workspace(workspace.root) == workspace


WRONG = {
    "a key misspelt": '\nlangauge = "ko"',
    "a key of another tool": "[tool.black]",
    "a language": 'language = "fr"',
    "a language that is no text": "# mine\nlanguage = 1",
    "a course that is gone": 'course = "gone"',
    "text without quotes": 'language = "en"\ncourse = ko\n',
    "a key alone": "language",
    "nested": "a = " + "[" * 5000,
    "a long number": "language = " + "1" * 5000,
    "too long": "#" * 70_000,
    "UTF-16": b"\xff\xfe",
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_with_its_place(wording: object, tmp_path: Path, text: str | bytes) -> None:
    (tmp_path / "grade.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(UsageError) as wrong:
        find_workspace(tmp_path)
    assert str(wrong.value) == wording


def test_a_typo_is_a_usage_error_but_not_of_help_and_of_others_work(
    wording: object, grade: Grade, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody's submission, and the instructor who has gone into its folder."""
    (tmp_path / "grade.toml").write_text('langauge = "ko"\ncourse = "mine"\n')
    (tmp_path / "gates.py").touch()
    for words in ((), ("list",), ("gates",)):
        code, said = grade(*words)
        assert code == 2
        assert said == wording
    assert grade("--help")[0] == 0
    assert grade("gatse", "-s", "gates.py")[1] == wording
    assert grade("audit", "gatse")[1] == wording


def test_a_wrong_one_is_told_in_korean(tmp_path: Path) -> None:
    (tmp_path / "grade.toml").write_text("lang = 1")
    with pytest.raises(WorkspaceError) as wrong:
        read_workspace(tmp_path)
    assert "혹시 language 말인가요?" in render(wrong.value.message, "ko")


def test_windows_editors_begin_a_file_with_a_mark(tmp_path: Path) -> None:
    (tmp_path / "grade.toml").write_text('language = "ko"\r\n', encoding="utf-8-sig")
    assert read_workspace(tmp_path).language == "ko"


def test_the_course_of_a_submission_is_not_asked(
    wording: object, grade: Grade, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A submission with a course of its own, whose checks give away all points."""
    small_course(tmp_path / "alice" / "mine")
    grade("init", "alice", "--course", "alice/mine")
    monkeypatch.chdir("alice")
    assert grade("nothing")[1] == wording
    assert "doubles" not in grade("nothing", "-s", ".")[1]


def test_a_folder_that_is_gone_is_no_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    os.rmdir(tmp_path / "gone")
    assert find_workspace(Path()) is None
