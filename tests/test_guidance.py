"""Help for a student: hints, explanations, progress, and a fresh start."""

from __future__ import annotations

import contextlib
import io
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from small_course import RIGHT, STUB, WRONG, small_course

from grader.audit.wellformed import _guide
from grader.cli import app as cli
from grader.cli.speech import speak
from grader.course.graded import _graded, marks, recall, remember
from grader.course.guide import read_guide
from grader.course.model import Course, CourseError
from grader.course.visible import visible_part
from grader.grading.provenance import suite_version
from grader.report.model import CheckResult, ExerciseResult, Function, Isolation, Report, Status, SubmissionInfo

Grade = Callable[..., tuple[int, str]]
Judge = Callable[..., bool]

GUIDE = """\
[test_double]
explain = "Doubling: double(x) = 2x."
hints = ["Try 3.", "3 gives 6."]
"""
MORE = 'hints = {double = "Add it to itself.", test_double_array = "Think of arrays."}'
HIDDEN = ("test_double_array",)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    made = small_course(tmp_path / "course", more=MORE)
    (made.exercises[0].suite / "guide.toml").write_text(GUIDE)
    return made


@pytest.fixture
def grade(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Grade]:
    """Runs `grade` in a workspace of that course; its exit code, and all that it says."""
    monkeypatch.setenv("GRADE_LANG", "en")
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as end:
            cli.main(words)
        said = capsys.readouterr()
        return int(end.value.code or 0), said.out + said.err

    run("init", "work", "--course", "course")
    monkeypatch.chdir("work")
    yield run
    speak("en")


def report_of(course: Course, *lost: str, status: Status = "failed", message: str = "", score: float = 0) -> Report:
    """What a grading says that has lost these checks."""
    checks = [
        CheckResult(
            name=name,
            title=name,
            status=status if name in lost else "passed",
            score=0.0 if name in lost else 1.0,
            max_score=1.0,
            visibility="hidden" if name in HIDDEN else "visible",
            hint=course.exercises[0].hint(name) if name in lost else "",
        )
        for name in ("test_double", "test_double_any", *HIDDEN)
    ]
    status = status if lost else "passed"
    result = ExerciseResult(
        name="doubles", title="", status=status, score=score, max_score=4, checks=tuple(checks), message=message
    )
    return Report(
        course=course.name,
        submission=SubmissionInfo("exercises", ""),
        score=score,
        max_score=4,
        exercises=(result,),
        isolation=Isolation("auto", "fork"),
        environment={},
        seed=1,
    )


@pytest.fixture
def judge(course: Course) -> Judge:
    """Remembers a grading of the workspace as if it had lost these checks."""

    def judge(*lost: str, **how: Any) -> bool:
        report = report_of(course, *lost, **how)
        return remember(Path(), course, report, marks(course.exercises, Path("exercises")))

    return judge


def test_each_call_shows_the_next_hint_and_then_all(wording: object, grade: Grade) -> None:
    hints = ["Hint 1 of 3: Add it to itself.", "Hint 2 of 3: Try 3.", "Hint 3 of 3: 3 gives 6."]
    for shown in hints:
        said = grade("hint", "doubles.test_double")[1]
        assert [hint for hint in hints if hint in said] == [shown]
    assert said == wording
    assert all(hint in grade("hint", "doubles.test_double")[1] for hint in hints)


def test_a_level_may_be_asked_for(wording: object, grade: Grade) -> None:
    assert "Hint 2 of 3" in grade("hint", "test_double", "--level", "2")[1]
    assert "Hint 3 of 3" in grade("hint", "test_double")[1]
    for level in ("0", "4", "-1"):
        code, said = grade("hint", "test_double", "--level", level)
        assert code == 2
        assert said == wording


def test_without_a_name_it_is_about_the_first_check_that_lost_points(
    wording: object, grade: Grade, judge: Judge
) -> None:
    code, said = grade("hint")
    assert code == 2
    assert said == wording
    judge("test_double_any", "test_double_array")
    code, said = grade("hint")
    assert code == 0
    assert said.startswith("doubles.test_double_any: Any number is doubled.\nHint 1 of 1: Add it to itself.\n")
    judge()
    assert grade("hint")[1] == wording


def test_a_grading_whose_report_nobody_reads_to_the_end_is_remembered(
    grade: Grade, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    def leave(*given: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(cli, "_grade", lambda *given: report_of(course, "test_double"))
    monkeypatch.setattr("grader.report.terminal.show", leave)
    with contextlib.suppress(SystemExit, BrokenPipeError):
        cli.main(["doubles"])
    assert recall(Path(), course).lost == ["doubles.test_double"]


def test_the_function_to_look_at_first_comes_first(course: Course) -> None:
    """That is the one that uses no other wrong one, as the report says too."""
    checks = [
        CheckResult(name=f"test_{name}", title="", status="failed", score=0, max_score=1, function=name)
        for name in ("twice", "double")
    ]
    functions = (Function("twice", ("double",)), Function("double", ()))
    result = ExerciseResult(
        name="doubles", title="", status="failed", score=0, max_score=2, checks=tuple(checks), functions=functions
    )
    assert [check.name for check in _graded(result, "", None).lost] == ["test_double", "test_twice"]


def test_what_kept_an_exercise_from_being_graded_comes_first(wording: object, grade: Grade, judge: Judge) -> None:
    judge("test_double", status="error", message="doubles.py: invalid syntax")
    code, said = grade("hint")
    assert (code, "doubles.py: invalid syntax" in said) == (2, True)
    judge("test_double", status="not_started")
    assert grade("hint")[1] == wording


@pytest.mark.parametrize("name", ["doubles.test_double_any", "test_double_any", "double_any", "doubles.double_any"])
def test_a_check_has_short_names(grade: Grade, name: str) -> None:
    assert grade("hint", name)[1].startswith("doubles.test_double_any: ")


def test_an_exercise_stands_for_its_first_check_that_lost_points(grade: Grade, judge: Judge) -> None:
    assert grade("hint", "doubles")[1].startswith("doubles.test_double: ")
    judge("test_double_any")
    assert grade("hint", "doubles")[1].startswith("doubles.test_double_any: ")


@pytest.mark.parametrize(
    "name",
    [
        "duoble",
        "doubles.test_dobule",
        "",
        "\x1b[31mnothing",
    ],
)
def test_an_unknown_check_is_a_usage_error(grade: Grade, name: str, wording: object) -> None:
    for verb in ("hint", "explain"):
        code, said = grade(verb, name)
        assert code == 2
        assert said == wording


def test_a_hidden_check_gives_the_hint_of_its_report_and_no_other(wording: object, grade: Grade, judge: Judge) -> None:
    assert grade("hint", "double_array")[1] == wording
    judge("test_double_array")
    for _call in range(2):
        assert "Hint 1 of 1: Think of arrays." in grade("hint", "double_array")[1]
    judge("test_double_array", status="timeout")
    said = grade("hint", "double_array")[1]
    assert said == wording
    assert "arrays." not in said


def test_where_nothing_can_be_kept_the_next_hint_is_named_by_its_level(
    wording: object, grade: Grade, judge: Judge
) -> None:
    Path(".grade").touch()  # stands for a folder that is read-only, and for a full disk
    assert not judge("test_double")
    for _call in range(2):
        assert grade("hint", "test_double")[1] == wording


def test_hints_outside_a_workspace_write_nothing(grade: Grade, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert "Hint 1 of" in grade("hint", "test_relu_examples")[1]
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"last": ["gone"]}', '{"course": "small", "last": ["gone"]}', "\0" * 99]
)
def test_a_memory_that_cannot_be_read_is_as_good_as_none(grade: Grade, course: Course, content: str) -> None:
    Path(".grade").mkdir()
    Path(".grade/last.json").write_text(content)
    assert recall(Path(), course).exercises == {}
    assert "Hint 1 of 3" in grade("hint", "test_double")[1]
    assert "Hint 2 of 3" in grade("hint", "test_double")[1]


def test_git_does_not_see_what_is_remembered(grade: Grade, judge: Judge) -> None:
    judge("test_double")
    assert Path(".grade/.gitignore").read_text() == "*\n"


def test_a_mended_check_begins_with_its_first_hint_when_it_is_lost_again(grade: Grade, judge: Judge) -> None:
    judge("test_double")
    grade("hint")
    judge("test_double")
    assert "Hint 2 of 3" in grade("hint")[1]
    judge()
    judge("test_double")
    assert "Hint 1 of 3" in grade("hint")[1]


def test_a_check_is_explained(wording: object, grade: Grade) -> None:
    assert grade("explain", "double") == (
        0,
        "doubles.test_double: A number is doubled.\nPoints: 1, inputs: visible\nDoubling: double(x) = 2x.\n",
    )
    assert grade("explain", "test_double_any")[1] == wording


def test_of_a_hidden_check_the_title_and_the_points_are_told(wording: object, grade: Grade) -> None:
    said = grade("explain", "double_array")[1]
    assert said.startswith("doubles.test_double_array: An array is doubled.\nPoints: 1, inputs: hidden\n")
    assert " ".join(said.split()) == wording


def test_the_checks_of_an_exercise_are_listed(grade: Grade) -> None:
    rows = [" ".join(line.split()) for line in grade("explain", "doubles")[1].splitlines()]
    assert "test_double_any Any number is doubled. 2 visible" in rows
    assert "test_double_array An array is doubled. 1 hidden" in rows


def row(said: str) -> str:
    return next(" ".join(line.split()) for line in said.splitlines() if line.split()[:1] == ["doubles"])


def test_status_tells_what_has_changed(wording: object, grade: Grade, judge: Judge) -> None:
    assert row(grade("status")[1]) == "doubles -/4 not started"
    Path("exercises/doubles.py").write_text(WRONG)
    assert row(grade("status")[1]) == "doubles -/4 edited"
    judge("test_double", score=1.5)
    assert row(grade("status")[1]) == "doubles 1.5/4"
    Path("exercises/doubles.py").write_text(RIGHT)
    assert row(grade("status")[1]) == wording
    for _again in range(2):  # grading the same again is no news
        judge(score=4)
        assert row(said := grade("status")[1]) == "doubles 4/4 1.5 -> 4 full marks"
    assert "Total: 4 of 4 points" in said


def test_who_only_runs_a_notebook_has_not_edited_it(grade: Grade, judge: Judge) -> None:
    path = Path("exercises/notebooks/doubles.ipynb")
    notebook = json.loads(path.read_text())
    notebook["cells"][-2]["source"] = RIGHT
    path.write_text(json.dumps(notebook))
    judge("test_double")
    notebook["cells"][-2]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "4"}]
    path.write_text(json.dumps(notebook))
    assert row(grade("status")[1]) == "doubles 0/4"


def test_the_status_of_the_built_in_course_fits_a_screen(
    grade: Grade, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other" / "exercises").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "other")
    code, said = grade("status")
    assert code == 0
    assert len(said.splitlines()) < 24


def test_status_and_reset_without_a_workspace_say_where_to_go(
    wording: object, grade: Grade, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for words in (["status"], ["reset", "gates", "--yes"]):
        code, said = grade(*words)
        assert code == 2
        assert said == wording


def test_reset_keeps_what_was_written_and_says_how_to_get_it_back(grade: Grade) -> None:
    file = Path("exercises/doubles.py")
    for work in (WRONG, RIGHT):  # in the same second, perhaps
        file.write_text(work)
        code, said = grade("reset", "doubles", "--yes")
        assert code == 0
        assert file.read_text() == STUB
        kept, back = re.findall(r"cp (\S+) (\S+)", said)[0]
        assert Path(kept).read_text() == work
        assert Path(back) == file
    assert len(list(Path(".grade/backup").iterdir())) == 2


def test_reset_of_what_nobody_has_edited_asks_nothing(wording: object, grade: Grade) -> None:
    Path("exercises/doubles.py").unlink()
    code, said = grade("reset", "doubles")
    assert code == 0
    assert said == wording
    assert Path("exercises/doubles.py").read_text() == STUB
    assert not Path(".grade").exists()


def test_reset_puts_both_the_file_and_the_notebook_back_in_the_language_of_the_workspace(grade: Grade) -> None:
    grade("init", ".", "--lang", "ko")
    stub, notebook = Path("exercises/doubles.py"), Path("exercises/notebooks/doubles.ipynb")
    before = stub.read_text(), notebook.read_text()
    assert "이 함수를 작성하세요" in before[0]
    beside = Path("exercises/doubles.ipynb")
    for path in (notebook, beside):
        path.write_text(json.dumps({"cells": [{"cell_type": "code", "source": RIGHT}]}))
    stub.write_text(RIGHT)
    assert grade("reset", "doubles", "--yes")[0] == 0
    assert (stub.read_text(), notebook.read_text()) == before
    assert not beside.exists()
    assert len(list(Path(".grade/backup").iterdir())) == 3


def test_without_a_terminal_reset_wants_to_be_told(
    wording: object, grade: Grade, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    Path("exercises/doubles.py").write_text(RIGHT)
    code, said = grade("reset", "doubles")
    assert code == 2
    assert said == wording
    assert Path("exercises/doubles.py").read_text() == RIGHT


class Answer(io.StringIO):
    """A terminal with what is typed there."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("answer", "left"), [("y\n", STUB), ("n\n", RIGHT), ("\n", RIGHT), ("", RIGHT)])
def test_at_a_terminal_reset_asks(
    wording: object, grade: Grade, monkeypatch: pytest.MonkeyPatch, answer: str, left: str
) -> None:
    monkeypatch.setattr(sys, "stdin", Answer(answer))
    Path("exercises/doubles.py").write_text(RIGHT)
    assert grade("reset", "doubles")[1].partition("]:")[0] == wording
    assert Path("exercises/doubles.py").read_text() == left


def test_work_that_cannot_be_kept_is_not_replaced(wording: object, grade: Grade) -> None:
    Path("exercises/doubles.py").write_text(RIGHT)
    Path(".grade").touch()  # stands for a folder that is read-only, and for a full disk
    code, said = grade("reset", "doubles", "--yes")
    assert code == 2
    assert said == wording
    assert Path("exercises/doubles.py").read_text() == RIGHT


@pytest.mark.parametrize(
    "text",
    [
        '[test_double]\nexplain = "a"',
        '[test_double]\nexplain = 1\nhints = ["a", "b"]',
        '[test_double]\nexplain = "a"\nhints = ["a"]',
        '[test_double]\nexplain = "a"\nhints = ["a", "b"]\nhint = "c"',
        "test_double = 1",
        "[test_double",
    ],
)
def test_a_guide_with_a_mistake_names_the_file_and_the_key(
    course: Course, grade: Grade, text: str, wording: object
) -> None:
    (course.exercises[0].suite / "guide.toml").write_text(text)
    with pytest.raises(CourseError, match=r"guide\.toml") as wrong:
        read_guide(course.exercises[0])
    assert str(wrong.value).partition(": Expected")[0] == wording  # the parser's own words are its own
    code, said = grade("hint", "test_double")
    assert code == 2
    assert "guide.toml" in said


def test_the_audit_compares_the_guide_with_the_visible_checks(course: Course) -> None:
    exercise = course.exercises[0]
    checks = [
        CheckResult(name=name, title="", status="passed", score=1, max_score=1, visibility=visibility)
        for name, visibility in (("test_double", "visible"), ("test_double_any", "visible"), ("test_array", "hidden"))
    ]
    guide = exercise.suite / "guide.toml"
    guide.write_text(GUIDE + GUIDE.replace("double", "array") + GUIDE.replace("double", "gone"))
    assert list(_guide(exercise, checks)) == [
        "test_double_any has no entry in guide.toml",
        "guide.toml has an entry test_array, which is not a visible check",
        "guide.toml has an entry test_gone, which is not a visible check",
    ]
    guide.unlink()
    assert list(_guide(exercise, checks)) == []


def test_a_better_hint_regrades_nothing(course: Course) -> None:
    exercise = course.exercises[0]
    before = suite_version(exercise, {})
    (exercise.suite / "guide.toml").write_text(GUIDE.replace("Try 3", "Try 4"))
    assert suite_version(exercise, {}) == before


def test_the_students_kit_has_the_guide_of_its_checks(course: Course) -> None:
    exercise = course.exercises[0]
    (exercise.suite / "guide.toml").write_text(GUIDE + GUIDE.replace("test_double", "test_double_array"))
    part = visible_part(exercise, course.solution(exercise).read_text())
    assert "Try 3." in part.files["guide.toml"]
    assert "array" not in part.files["guide.toml"]
    (exercise.suite / "guide.toml").unlink()
    assert "guide.toml" not in visible_part(exercise, course.solution(exercise).read_text()).files
