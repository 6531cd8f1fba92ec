"""Whatever costs a student points without being judged is told in every place, and is never a plain 0."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import pytest
from class_folder import Class
from small_course import RIGHT, STUB, WRONG

from grader.batch.enrolment import enrol
from grader.batch.gradebook import Gradebook
from grader.batch.run import ClassRun
from grader.batch.show import show_changes
from grader.batch.uploads import Student, find
from grader.report.terminal import open_console


def notebook(*cells: str) -> str:
    made = [
        {"cell_type": "code", "source": cell, "metadata": {}, "outputs": [], "execution_count": None} for cell in cells
    ]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def a_zip() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("doubles.py", RIGHT)
    return content.getvalue()


CASES: dict[str, tuple[dict[str, str | bytes], str]] = {
    "no file of the right name": ({"kim/homework.py": "x = 1\n"}, "homework.py"),
    "a program in a text": ({"kim/answer.txt": "2 * x"}, "answer.txt"),
    "two that may be meant": (
        {"kim/doubles.py": STUB, "kim/a/doubles.py": RIGHT, "kim/b/doubles.py": WRONG},
        "a/doubles.py",
    ),
    "two that were edited": ({"kim/doubles.py": RIGHT, "kim/doubles.ipynb": notebook(WRONG)}, "doubles.ipynb"),
    "a stub below the work": ({"kim/doubles.ipynb": notebook(RIGHT, STUB)}, "cell 2"),
    "an archive beside the work": ({"kim/doubles.py": RIGHT, "kim/more.rar": b"Rar!"}, "more.rar"),
    "a zip in a folder": ({"kim/doubles.py": STUB, "kim/work.zip": a_zip()}, "work.zip"),
    "an upload that cannot be read": ({"kim.zip": b"no zip"}, "kim.zip"),
    "two uploads": ({"kim.py": RIGHT, "kim/doubles.py": RIGHT}, "kim.py"),
}


def places(pupils: Class) -> dict[str, str]:
    """What is told of kim, by place; of the class's table the status and the problem."""
    (row,) = csv.DictReader(io.StringIO((pupils.out / "grades.csv").read_text("utf-8-sig")))
    student = pupils.out / "students" / "kim"
    return {
        "status": row["status"],
        "csv": row["problem"],
        "class page": (pupils.out / "index.html").read_text(),
        "report": (student / "report.html").read_text(),
        "markdown": (student / "report.md").read_text().replace("\\", ""),
    }


@pytest.mark.parametrize(("files", "told"), CASES.values(), ids=CASES)
def test_a_problem_stands_everywhere(
    term: Class, files: dict[str, str | bytes], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, content in files.items():
        term.hand_in(name, content)
    with Gradebook(term.root / "other.db", new=False) as book:
        run = ClassRun(term.course, term.course.exercises, term.canned.provenance, book, "en")
        uploads = enrol(book, find(term.folder).uploads, None, keep=False).uploads
        show_changes(run.changes(uploads), open_console(), "en")
    assert told in capsys.readouterr().out
    for _again in range(2):  # also where nothing has changed
        outcome = term.grade()["kim"]
        assert any(told in str(text) for text in (outcome.problem, *outcome.unjudged))
        found = places(term)
        assert found.pop("status") == "problem"
        assert [place for place, text in found.items() if told not in text] == []


@pytest.mark.parametrize(
    ("files", "status"),
    [
        pytest.param({"kim/doubles.py": WRONG}, "graded", id="a wrong answer"),
        pytest.param({"kim/doubles.py": STUB}, "graded", id="the stub alone"),
        pytest.param({"kim/doubles.py": STUB, "kim/doubles (1).py": RIGHT}, "graded", id="a copy that was graded"),
    ],
)
def test_what_was_judged_is_no_problem(term: Class, files: dict[str, str], status: str) -> None:
    for name, content in files.items():
        term.hand_in(name, content)
    assert term.grade()["kim"].unjudged == ()
    assert places(term)["status"] == status


def test_an_upload_that_cannot_be_read_leaves_the_points_of_an_earlier_one(term: Class) -> None:
    upload = term.hand_in("kim/doubles.py", RIGHT)
    term.grade()
    upload.unlink()
    upload.parent.rmdir()
    term.hand_in("kim.zip", b"no zip")
    term.grade()
    found = places(term)
    assert found["status"] == "problem"
    assert "kim.zip" in found["report"]
    assert json.loads((term.out / "students" / "kim" / "report.json").read_text())["score"] == 4


def test_a_student_of_the_roster_is_one_row_whatever_an_upload_is_called(term: Class) -> None:
    term.roster = [Student(id="2026001", name="Kim Minsu"), Student(id="2026002", name="Lee")]
    upload = term.hand_in("Kim Minsu.py", RIGHT)
    term.grade()
    upload.rename(upload.with_name("2026001.py"))
    term.grade()
    (term.folder / "2026001.py").unlink()
    term.hand_in("Lee.py", WRONG)
    term.grade()
    table = list(csv.DictReader(io.StringIO((term.out / "grades.csv").read_text("utf-8-sig"))))
    assert [(row["student"], row["id"], row["total"], row["attempts"]) for row in table] == [
        ("Kim Minsu", "2026001", "4", "1"),
        ("Lee", "2026002", "0", "1"),
    ]
