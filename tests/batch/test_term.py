"""A class through a term: students hand in again, suites change, uploads go."""

from __future__ import annotations

import csv
import io
import json

from class_folder import Class
from small_course import RIGHT, STUB, WRONG

from grader.batch.gradebook import Gradebook
from grader.batch.run import ClassRun


def rows(term: Class) -> dict[str, dict[str, str]]:
    """The table of the grades, by student."""
    text = (term.out / "grades.csv").read_text("utf-8-sig")
    return {row["student"]: row for row in csv.DictReader(io.StringIO(text))}


def report(term: Class, student: str = "kim") -> dict:
    return json.loads((term.out / "students" / student / "report.json").read_text())


def change_suite(term: Class) -> None:
    path = term.course.exercises[0].suite / "test_doubles.py"
    path.write_text(path.read_text() + "\n")


def test_an_earlier_attempt_is_graded_again_when_the_suite_changes(term: Class) -> None:
    for text in (RIGHT, WRONG):
        term.hand_in("kim/doubles.py", text)
        term.grade()
    assert (rows(term)["kim"]["total"], rows(term)["kim"]["attempts"]) == ("4", "2")
    change_suite(term)
    term.canned.broken = ("test_double_any",)
    judged = len(term.judged)
    term.grade()
    assert len(term.judged) == judged + 2
    assert (rows(term)["kim"]["total"], rows(term)["kim"]["attempts"]) == ("2", "2")
    assert report(term)["score"] == 2
    term.grade()
    assert len(term.judged) == judged + 2


def test_what_is_kept_is_graded_like_what_was_handed_in(term: Class) -> None:
    """A single program stands for any exercise, a folder for those that it has files of."""
    for student, name in (("kim", "kim.py"), ("lee", "lee/doubles.py"), ("na", "na/data/more.txt")):
        term.hand_in(name, f"{RIGHT}# {student}\n")
    term.hand_in("na/doubles.py", f"{RIGHT}# na\n")
    term.grade()
    before = {task.sha256 for task in term.judged}
    for path in sorted(term.folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    term.judged.clear()
    term.hand_in("choi.py", STUB)
    change_suite(term)
    term.grade()
    assert {task.sha256 for task in term.judged} == before
    assert {name: row["total"] for name, row in rows(term).items()} == {"choi": "0", "kim": "4", "lee": "4", "na": "4"}


def test_looking_ahead_tells_the_earlier_attempts_too(term: Class) -> None:
    for text in (RIGHT, WRONG):
        term.hand_in("kim/doubles.py", text)
        term.grade()
    change_suite(term)
    with Gradebook(term.root / "gradebook.db", new=False) as book:
        run = ClassRun(term.course, term.course.exercises, term.canned.provenance, book, "en")
        found = [(upload.label, upload.earlier, change) for upload, change in run.changes([])]
    assert found == [("kim", 1, {"doubles": "suite"}), ("kim", 2, {"doubles": "suite"})]
