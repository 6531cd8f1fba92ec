"""What a shell completes of a line, asked as the shells do it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from small_course import small_course

from grader.cli import VERBS
from grader.cli import app as cli
from grader.course.model import load_course

Complete = Callable[[str], list[str]]
EXERCISES = {exercise.name for exercise in load_course().exercises}


@pytest.fixture
def complete(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Complete:
    """What bash is told when Tab is pressed at the end of a line."""
    monkeypatch.chdir(tmp_path)

    def complete(line: str) -> list[str]:
        words = line.split(" ")
        monkeypatch.setenv("_GRADE_COMPLETE", "complete_bash")
        monkeypatch.setenv("COMP_WORDS", "\n".join(words))
        monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
        with pytest.raises(SystemExit) as end:
            cli.main([])
        assert end.value.code == 0
        return capsys.readouterr().out.split()

    return complete


def test_the_first_word_is_an_exercise_or_a_verb(complete: Complete) -> None:
    assert set(complete("grade ")) == EXERCISES | VERBS
    assert complete("grade hin") == ["hint"]
    assert complete("grade hint") == ["hint"]
    assert set(complete("grade m")) == {"metrics", "mlp"}


@pytest.mark.parametrize(
    "line", ["grade mlp ga", "grade --lang ko ga", "grade reset ga", "grade hint ga", "grade audit ga"]
)
def test_where_an_exercise_may_stand_it_is_completed(complete: Complete, line: str) -> None:
    assert complete(line) == ["gates"]


def test_checks_are_completed_with_and_without_their_exercise(complete: Complete) -> None:
    for verb in ("hint", "explain"):
        assert "gates.test_step_examples" in complete(f"grade {verb} gates.")
        assert "test_step_examples" in complete(f"grade {verb} test_st")
        assert set(complete(f"grade {verb} ")) == EXERCISES


def test_options_are_completed_and_where_a_file_stands_the_shell_helps_itself(complete: Complete) -> None:
    assert complete("grade --la") == ["--lang"]
    assert complete("grade hint --le") == ["--level"]
    assert complete("grade ci ") == ["init", "run"]
    assert complete("grade -s ") == complete("grade batch ") == complete("grade --course ") == []


def test_the_course_of_the_workspace_or_of_the_line_is_completed(complete: Complete, tmp_path: Path) -> None:
    small_course(tmp_path / "course")
    assert complete("grade --course course do") == ["doubles"]
    (tmp_path / "grade.toml").write_text('course = "course"')
    assert complete("grade dou") == ["doubles"]
    (tmp_path / "course" / "suites" / "course.toml").write_text('[assignments.week3]\nexercises = ["doubles"]\n')
    assert complete("grade we") == ["week3"]
    assert complete("grade hint doubles.test_double_ar") == ["doubles.test_double_array"]
    for wrong in ('curse = "course"', 'course = "gone"'):
        (tmp_path / "grade.toml").write_text(wrong)
        assert complete("grade dou") == []


def ask(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    program = "import sys; from grader.cli.app import main; main(sys.argv[1:])"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("_GRADE", "COMP_", "GRADE_"))}
    return subprocess.run(
        [sys.executable, "-c", program, *words], env=kept | environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("shell", "environment", "told"),
    [
        ("zsh", {}, "_arguments '*: :((\"gates\"))'\n"),
        ("fish", {"_TYPER_COMPLETE_FISH_ACTION": "get-args"}, "gates\n"),
        ("pwsh", {"_TYPER_COMPLETE_WORD_TO_COMPLETE": "ga"}, "gates::: \n"),
    ],
)
def test_other_shells_ask_in_their_own_way(shell: str, environment: dict[str, str], told: str) -> None:
    ran = ask(_GRADE_COMPLETE=f"complete_{shell}", _TYPER_COMPLETE_ARGS="grade mlp ga", **environment)
    assert (ran.stdout, ran.stderr) == (told, "")


def test_completion_imports_nothing_heavy() -> None:
    ran = ask(
        PYTHONPROFILEIMPORTTIME="1", _GRADE_COMPLETE="complete_bash", COMP_WORDS="grade hint gates.", COMP_CWORD="2"
    )
    imported = {line.rsplit("|", 1)[1].strip().split(".")[0] for line in ran.stderr.splitlines() if "|" in line}
    assert "gates.test_step_examples" in ran.stdout
    assert imported.isdisjoint({"tensorflow", "numpy", "pytest", "rich", "nbformat", "pydantic"})


def test_it_is_installed_into_the_home_folder_or_the_reason_is_told(wording: object, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for home, code in ((tmp_path / "home", 0), (tmp_path / "file", 2)):
        environment = {"HOME": str(home), "USERPROFILE": str(home), "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
        ran = ask("--install-completion", "bash", **environment)
        assert ran.returncode == code
        assert "Traceback" not in ran.stderr
    assert ran.stderr == wording
    assert "_GRADE_COMPLETE=complete_bash" in (tmp_path / "home" / ".bash_completions" / "grade.sh").read_text()
