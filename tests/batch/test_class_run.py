"""A class is graded: each student alone, identical work once, again only what is new."""

from __future__ import annotations

import csv
import html
import io
import json
import os
import stat
import zipfile
from pathlib import Path

import pytest
from class_folder import Class
from msgspec.structs import replace
from small_course import CHECK, RIGHT, STUB, WRONG, small_course

from grader.batch import draft
from grader.batch.gradebook import Gradebook
from grader.batch.standing import Basis, standings
from grader.batch.uploads import Student
from grader.course.assignments import Assignment
from grader.files import FileError
from grader.submission import intake, opening


def score(pupils: Class, student: str) -> float:
    return report(pupils, student)["score"]


def report(pupils: Class, student: str) -> dict:
    return json.loads((pupils.out / "students" / student / "report.json").read_text())


def zipped(entries: dict[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return made.getvalue()


def test_everybody_gets_reports_and_the_class_a_page(pupils: Class) -> None:
    pupils.hand_in("kim/doubles.py", RIGHT)
    pupils.hand_in("lee.py", WRONG)
    pupils.hand_in("park.zip", zipped({"doubles.py": STUB}))
    outcomes = pupils.grade()
    assert {name: outcome.report.score for name, outcome in outcomes.items()} == {"kim": 4, "lee": 0, "park": 0}
    assert {path.name for path in (pupils.out / "students" / "kim").iterdir()} == {
        "report.html",
        "report.md",
        "report.xml",
        "report.json",
    }
    assert report(pupils, "park")["exercises"][0]["status"] == "not_started"
    assert "kim" in (pupils.out / "index.html").read_text()
    assert len((pupils.out / "grades.csv").read_text().splitlines()) == 4


def test_a_second_run_grades_only_what_is_new_or_changed(pupils: Class) -> None:
    for name in ("kim", "lee"):
        pupils.hand_in(f"{name}/doubles.py", f"{RIGHT}# {name}\n")
    assert pupils.changes() == {"kim": {"doubles": "new"}, "lee": {"doubles": "new"}}
    pupils.grade()
    page = pupils.out / "students" / "kim" / "report.html"
    before = page.stat().st_mtime_ns
    pupils.hand_in("lee/doubles.py", WRONG)
    pupils.hand_in("choi/doubles.py", WRONG + "#\n")
    assert pupils.changes() == {"kim": {}, "lee": {"doubles": "changed"}, "choi": {"doubles": "new"}}
    outcomes = pupils.grade()
    assert outcomes["kim"].report is None
    assert len(pupils.judged) == 4
    assert page.stat().st_mtime_ns == before
    assert score(pupils, "lee") == 4  # the best one counts


def test_the_last_attempt_counts_where_the_policy_says_so(pupils: Class) -> None:
    pupils.policy = "last"
    for text in (RIGHT, WRONG):
        pupils.hand_in("kim/doubles.py", text)
        pupils.grade()
    assert score(pupils, "kim") == 0


def test_a_file_that_the_exercise_does_not_need_changes_nothing(pupils: Class) -> None:
    pupils.hand_in("kim/doubles.py", RIGHT)
    pupils.grade()
    pupils.hand_in("kim/gates.py", "print('tomorrow')\n")
    pupils.grade()
    assert len(pupils.judged) == 1


def test_identical_work_is_graded_once(pupils: Class) -> None:
    for name in ("kim", "lee", "park"):
        pupils.hand_in(f"{name}/doubles.py", RIGHT)
    assert [outcome.report.score for outcome in pupils.grade().values()] == [4, 4, 4]
    assert len(pupils.judged) == 1


def test_a_suite_that_changed_grades_again_and_a_dry_run_says_so(pupils: Class) -> None:
    pupils.hand_in("kim/doubles.py", RIGHT)
    pupils.grade()
    pupils.course = small_course(pupils.root / "changed", CHECK, points=1)
    assert pupils.changes() == {"kim": {"doubles": "suite"}}
    assert len(pupils.judged) == 1
    pupils.grade()
    assert score(pupils, "kim") == 1
    assert len(pupils.judged) == 2


def test_an_assignment_has_its_total_in_every_report_and_for_the_class(pupils: Class) -> None:
    pupils.hand_in("kim/doubles.py", RIGHT)
    pupils.hand_in("na.zip", b"not a zip")
    pupils.grade()
    week = Assignment(name="week3", exercises=("doubles",), title="Third week")
    pupils.course = replace(pupils.course, assignments=(week,))
    pupils.grade()
    assert len(pupils.judged) == 1  # nothing is graded again for it
    assert report(pupils, "kim")["assignments"] == [
        {"name": "week3", "title": "Third week", "score": 4, "max_score": 4}
    ]
    assert "Third week: 4 of 4 points" in (pupils.out / "students" / "kim" / "report.md").read_text()
    rows = list(csv.DictReader(io.StringIO((pupils.out / "grades.csv").read_text("utf-8-sig"))))
    assert [(row["student"], row["week3"]) for row in rows] == [("kim", "4"), ("na", "")]
    assert "Third week" in (pupils.out / "index.html").read_text()


def test_regrading_takes_the_place_of_what_was_known(pupils: Class) -> None:
    pupils.hand_in("kim/doubles.py", RIGHT)
    pupils.grade()
    pupils.grade(again=True)
    assert len(pupils.judged) == 2
    with Gradebook(pupils.root / "gradebook.db") as book:
        (standing,) = standings(book, Basis(exercises=("doubles",), suites={"doubles": ""})).values()
    assert len(standing.attempts) == 1


def test_each_student_is_told_in_their_own_language(pupils: Class) -> None:
    pupils.roster = [Student(id="kim", language="ko"), Student(id="lee", language="en"), Student(id="yoon")]
    for name in ("kim", "lee"):
        pupils.hand_in(f"{name}/doubles.py", "def double(x):\n    return None\n")
    pupils.grade()
    messages = [report(pupils, name)["exercises"][0]["checks"][0]["message"] for name in ("kim", "lee")]
    assert "아무것도" in messages[0] or any("가" <= letter <= "힣" for letter in messages[0])
    assert messages[1].isascii()
    assert 'lang="ko"' in (pupils.out / "students" / "kim" / "report.html").read_text()
    assert "yoon" in (pupils.out / "grades.csv").read_text()


def test_a_class_is_read_in_another_language_without_grading_it_again(pupils: Class) -> None:
    pupils.hand_in("kim/doubles.py", "def double(x):\n    return None\n")
    pupils.hand_in("lee/doubles.py", "def double(x:\n    return x\n")
    pupils.hand_in("na.zip", b"not a zip")
    pupils.grade()
    page = pupils.out / "students" / "kim" / "report.html"
    assert ("Did you forget" in page.read_text(), len(pupils.judged)) == (True, 2)
    outcomes = pupils.grade("ko")
    assert len(pupils.judged) == 2
    assert [outcome.report for outcome in outcomes.values()] == [None, None, None]
    assert 'lang="ko"' in page.read_text()
    assert "빠뜨렸나요?" in page.read_text()
    exercise = report(pupils, "lee")["exercises"][0]
    assert "파이썬이 이 줄을 읽지 못했습니다" in exercise["message"]
    assert exercise["place"] == {"file": "doubles.py", "cell": None, "line": 1}
    assert "zip 파일이 아니거나" in (pupils.out / "index.html").read_text()


LINK = stat.S_IFLNK | 0o777


def link() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        entry = zipfile.ZipInfo("doubles.py")
        entry.create_system, entry.external_attr = 3, LINK << 16
        archive.writestr(entry, "/etc/passwd")
    return made.getvalue()


BAD: dict[str, tuple[str, str | bytes, str]] = {
    "no zip": ("bad.zip", b"not a zip", "bad.zip: this is not a zip file"),
    "zip in zip": ("bad.zip", zipped({"all.zip": zipped({"doubles.py": RIGHT})}), "bad.zip: it contains no file"),
    "zip with links": ("bad.zip", link(), "bad.zip:"),
    "zip with ..": ("bad.zip", zipped({"../doubles.py": RIGHT}), "bad.zip:"),
    "no text": ("bad/doubles.py", b"\xff\xfe\x00", ""),
    "crash": ("bad/doubles.py", "import ctypes\n\ndef double(x):\n    ctypes.string_at(0)\n", ""),
    "large notebook": ("bad/doubles.ipynb", json.dumps({"cells": [], "x": "y" * (15 << 20)}), ""),
}


@pytest.mark.parametrize(("name", "content", "problem"), BAD.values(), ids=BAD)
def test_one_students_failure_does_not_affect_the_others(
    pupils: Class, name: str, content: str | bytes, problem: str
) -> None:
    pupils.hand_in(name, content)
    pupils.hand_in("kim/doubles.py", RIGHT)
    outcomes = pupils.grade()
    assert str(outcomes["bad"].problem).startswith(problem)
    assert bool(outcomes["bad"].problem) == bool(problem)
    assert (score(pupils, "bad"), score(pupils, "kim")) == (0, 4)


def test_two_uploads_of_one_student_are_the_instructors_to_sort_out(wording: object, pupils: Class) -> None:
    pupils.hand_in("kim.py", RIGHT)
    pupils.hand_in("kim/doubles.py", RIGHT)
    assert str(pupils.grade()["kim"].problem) == wording
    (pupils.folder / "kim.py").unlink()
    assert pupils.grade()["kim"].report.score == 4


def test_an_unreadable_file_is_told_without_where_it_lies(
    wording: object, pupils: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    pupils.hand_in("kim/doubles.py", RIGHT)
    opened = os.open

    def forbid(asked, *others, **options):
        if str(asked) == "doubles.py":
            raise PermissionError(13, os.strerror(13), str(asked))
        return opened(asked, *others, **options)

    monkeypatch.setattr(opening.os, "open", forbid)
    pupils.hand_in("lee/gates.py", RIGHT)
    outcomes = pupils.grade()
    assert str(outcomes["kim"].problem) == wording
    assert not outcomes["lee"].problem
    assert str(pupils.root) not in (pupils.out / "students" / "kim" / "report.json").read_text()


def test_an_output_folder_that_cannot_be_written_is_told_before_anything_is_graded(
    wording: object, pupils: Class
) -> None:
    pupils.hand_in("kim/doubles.py", RIGHT)
    pupils.out.write_text("a file")
    with pytest.raises(FileError) as caught:
        pupils.grade()
    assert str(caught.value) == wording
    assert pupils.judged == []


NO_TEXT = os.fsdecode(b"\xff")
ODD_NAMES = [
    f"kim{NO_TEXT}.zip",
    *(f"lee{NO_TEXT}.py", f"lee{NO_TEXT}.ipynb"),
    NO_TEXT * 100 + ".py",
    "\ufb2c" * 80 + ".py",
    *("...zip", "..zip"),
    *("\u212aim.py", "kim.py", "KIM.py", "kim..py", "k\u0131m.py", "kim\u200b.py", "\uff4bim.py"),
    *("con.py", "NUL.zip", "a\nb.py", "\x1b[31mred.py", "=1+1.py", "a" * 251 + ".zip"),
    *("straß.py", "strass.py", "\u03a3.py", "\u03c3.py", "\u03c2.py"),
]


def test_no_name_ends_the_run_or_shares_a_folder(pupils: Class) -> None:
    pupils.hand_in("good/doubles.py", RIGHT)
    for name in ODD_NAMES:
        pupils.hand_in(name, RIGHT if name.endswith(".py") else b"no zip")
    outcomes = pupils.grade()
    students = len(ODD_NAMES)  # one of them handed in twice, and there is the good one
    right = sum(name.endswith(".py") for name in ODD_NAMES)
    assert len(outcomes) == students
    assert sum(outcome.report is not None and outcome.report.score == 4 for outcome in outcomes.values()) == right
    assert not any(outcome.unwritten for outcome in outcomes.values())
    written = {path.parent for path in pupils.out.rglob("report.json")}
    assert len({folder.name.casefold() for folder in written}) == students
    assert {folder.parent for folder in written} == {pupils.out / "students"}
    assert {path.name for path in pupils.out.iterdir()} == {
        *("students", "instructor"),
        *("index.html", "grades.csv", "class.json"),
    }
    assert {path.parent.parent for path in pupils.out.glob("instructor/*/index.html")} == {pupils.out / "instructor"}
    labels = [row["student"] for row in csv.DictReader(io.StringIO((pupils.out / "grades.csv").read_text("utf-8-sig")))]
    assert len(set(labels)) == students
    again = pupils.grade()
    assert again.keys() == outcomes.keys()
    assert all(outcome.report is None for outcome in again.values())


def test_reports_that_cannot_be_written_are_that_students_trouble(wording: object, pupils: Class) -> None:
    for name in ("kim", "lee", "park"):
        pupils.hand_in(f"{name}/doubles.py", f"{RIGHT}# {name}\n")
    (pupils.out / "students").mkdir(parents=True)
    (pupils.out / "students" / "kim").write_text("somebody's file")
    (pupils.out / "students" / "lee" / "report.json").mkdir(parents=True)
    outcomes = pupils.grade()
    assert [bool(outcomes[name].unwritten) for name in ("kim", "lee", "park")] == [True, True, False]
    assert str(outcomes["kim"].unwritten) == wording
    rows = {
        row["student"]: row for row in csv.DictReader(io.StringIO((pupils.out / "grades.csv").read_text("utf-8-sig")))
    }
    assert [rows[name]["total"] for name in ("kim", "lee", "park")] == ["4", "4", "4"]
    assert rows["kim"]["problem"] in html.unescape((pupils.out / "index.html").read_text())
    (pupils.out / "students" / "kim").unlink()
    assert not pupils.grade()["kim"].unwritten
    assert score(pupils, "kim") == 4


def test_an_unexpected_error_is_internal_for_one_student_only(pupils: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    def take_or_fail(path: Path, *rest: object) -> intake.Submission:
        if path.name == "kim":
            raise ZeroDivisionError("a bug")
        return intake.take(path, *rest)

    monkeypatch.setattr(draft, "take", take_or_fail)
    for name in ("kim", "lee"):
        pupils.hand_in(f"{name}/doubles.py", RIGHT)
    outcomes = pupils.grade()
    assert outcomes["kim"].report.internal
    assert outcomes["lee"].report.score == 4
    monkeypatch.undo()
    assert pupils.grade()["kim"].report.score == 4


def test_the_class_names_the_file_that_the_work_was_found_in(pupils: Class) -> None:
    pupils.hand_in("kim/doubles.py", STUB)
    pupils.hand_in("kim/doubles (1).py", RIGHT)
    pupils.hand_in("lee/work.py", RIGHT)
    pupils.grade()
    assert (score(pupils, "kim"), score(pupils, "lee")) == (4, 0)
    table = (pupils.out / "grades.csv").read_text("utf-8-sig")
    page = (pupils.out / "index.html").read_text()
    for place in (table, page, (pupils.out / "students" / "kim" / "report.html").read_text()):
        assert "doubles (1).py" in place
    assert "work.py" in table
    assert "work.py" in page
