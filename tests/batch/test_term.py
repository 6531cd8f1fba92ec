"""A class through a term: students hand in again, suites change, uploads go."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zlib
from datetime import UTC, datetime, timedelta

import pytest
from class_folder import Class
from small_course import RIGHT, STUB, WRONG

from grader.batch.class_data import read_class
from grader.batch.gradebook import Gradebook
from grader.batch.policy import LateRule
from grader.batch.rules import ClassRules, Excuse, ExerciseRules
from grader.batch.run import ClassRun
from grader.batch.uploads import Student
from grader.cli.app import main


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


def test_late_work_loses_points_and_the_reports_say_why(term: Class, wording: object) -> None:
    deadline = datetime(2026, 10, 5, 14, 59, tzinfo=UTC)
    late = LateRule(percent_per_day=25)
    term.rules = ClassRules(timezone="Asia/Seoul", exercises={"doubles": ExerciseRules(deadline=deadline, late=late)})
    for student, delay in (("kim", -1), ("lee", 3), ("na", 30)):
        commit(term, student, deadline + timedelta(hours=delay))
    term.grade()
    found = rows(term)
    assert [found[f"gates-{name}"]["total"] for name in ("kim", "lee", "na")] == ["4", "3", "2"]
    (remark,) = report(term, "gates-lee")["exercises"][0]["remarks"]
    assert (remark["kind"], remark["points"]) == ("late", -1)
    assert remark["text"] == wording
    assert remark["text"] in found["gates-lee"]["remarks"]
    for path in (term.out / "index.html", *(term.out / "students" / "gates-lee").glob("report.[hm]*")):
        assert remark["text"] in path.read_text().replace("\\", "")


def commit(term: Class, student: str, time: datetime) -> None:
    """A clone of a student's repository whose last commit was made at that time."""
    term.hand_in(f"gates-{student}/doubles.py", f"{RIGHT}# {student}\n")
    stamp = f"{int(time.timestamp())} +0000"
    text = f"tree {'0' * 40}\nauthor a <a> {stamp}\ncommitter a <a> {stamp}\n\nlast\n".encode()
    content = b"commit %d\0%b" % (len(text), text)
    name = hashlib.sha1(content).hexdigest()
    term.hand_in(f"gates-{student}/.git/HEAD", name)
    term.hand_in(f"gates-{student}/.git/objects/{name[:2]}/{name[2:]}", zlib.compress(content))


def test_who_is_excused_is_not_missing(term: Class) -> None:
    term.roster = [Student(id="kim"), Student(id="lee"), Student(id="na")]
    term.rules = ClassRules(excuses=(Excuse(student="lee"), Excuse(student="kim", exercises=("doubles",))))
    term.hand_in("kim/doubles.py", WRONG)
    term.grade()
    found = rows(term)
    assert {name: row["status"] for name, row in found.items()} == {"kim": "graded", "lee": "excused", "na": "missing"}
    assert {name: row["doubles"] for name, row in found.items()} == {"kim": "EX", "lee": "EX", "na": ""}
    assert found["kim"]["max"] == "0"


def grade(term: Class, *words: str) -> int:
    """A command of `grade` on this class; its exit code."""
    named = ["--gradebook", str(term.root / "gradebook.db"), "-o", str(term.out), "--course", str(term.course.root)]
    with pytest.raises(SystemExit) as ended:
        main([*words, *named])
    return int(ended.value.code or 0)


def points(term: Class, student: str = "kim") -> float:
    return float(rows(term)[student]["total"])


def test_points_by_hand_stay_whatever_is_graded_again(
    term: Class, capsys: pytest.CaptureFixture[str], wording: object
) -> None:
    term.hand_in("kim/doubles.py", WRONG)
    term.grade()
    assert (
        grade(term, "adjust", "kim", "test_double", "--points", "0.5", "--why", "right idea", "--comment", "Nice!") == 0
    )
    assert points(term) == 0.5
    exercise = report(term)["exercises"][0]
    kinds = [(remark["kind"], remark["points"], remark["check"]) for remark in exercise["remarks"]]
    assert kinds == [("adjusted", 0.5, "test_double"), ("comment", 0, "test_double")]
    page = (term.out / "students" / "kim" / "report.html").read_text()
    for text in ("right idea", "Nice!"):
        assert text in page
        assert text in rows(term)["kim"]["remarks"]
    change_suite(term)
    term.hand_in("kim/doubles.py", RIGHT)
    term.grade()
    assert points(term) == 4.5
    assert rows(term)["kim"]["remarks"] == wording
    assert grade(term, "undo", "1") == 0
    assert points(term) == 4
    assert grade(term, "undo", "1") == 2
    assert grade(term, "undo", "2") == 0
    assert points(term) == 4.5
    capsys.readouterr()
    assert grade(term, "history", "kim") == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1 + 2 + 3 + 3 + 1  # the name, attempts, gradings (of the first attempt twice), decisions, sum


def test_a_decision_keeps_what_the_download_called_the_files(term: Class) -> None:
    """The exports give points back by these names."""
    term.hand_in("kim/doubles.py", RIGHT)
    term.grade()
    before = read_class(term.out).students[0].entries
    assert before
    assert grade(term, "comment", "kim", "Nice!") == 0
    assert read_class(term.out).students[0].entries == before


def test_points_by_hand_stop_at_nothing(term: Class) -> None:
    term.hand_in("kim/doubles.py", RIGHT)
    term.grade()
    assert grade(term, "adjust", "kim", "doubles", "--points", "-9", "--why", "copied") == 0
    assert points(term) == 0


def test_a_comment_on_the_whole(term: Class) -> None:
    term.hand_in("kim/doubles.py", RIGHT)
    term.grade()
    assert grade(term, "comment", "kim", "=1+1 <b>Well done</b>") == 0
    assert report(term)["remarks"][0]["text"] == "=1+1 <b>Well done</b>"
    assert "<b>Well" not in (term.out / "students" / "kim" / "report.html").read_text()
    assert rows(term)["kim"]["remarks"].startswith("'=1+1")


def test_an_extension_by_hand_gives_points_back(term: Class) -> None:
    deadline = datetime(2026, 10, 5, 14, 59, tzinfo=UTC)
    rules = ExerciseRules(deadline=deadline, late=LateRule(percent_per_day=25))
    term.rules = ClassRules(timezone="Asia/Seoul", exercises={"doubles": rules})
    commit(term, "kim", deadline + timedelta(hours=30))
    term.grade()
    assert points(term, "gates-kim") == 2
    assert grade(term, "extend", "gates-kim", "doubles", "--until", "2026-10-06T23:59", "--why", "ill") == 0
    assert points(term, "gates-kim") == 3
    assert grade(term, "extend", "gates-kim", "--days", "2") == 0
    assert points(term, "gates-kim") == 4
    assert grade(term, "excuse", "gates-kim", "doubles") == 0
    assert rows(term)["gates-kim"]["doubles"] == "EX"


MISTAKES = {
    "a misspelt student": ("adjust", "kin", "doubles", "--points", "1", "--why", "x"),
    "a misspelt exercise": ("adjust", "kim", "double", "--points", "1", "--why", "x"),
    "no number": ("adjust", "kim", "doubles", "--points", "nan", "--why", "x"),
    "no reason": ("adjust", "kim", "doubles", "--points", "1", "--why", " "),
    "nothing handed in": ("adjust", "lee", "doubles", "--points", "1", "--why", "x"),
    "an extension for nobody": ("extend", "nobody", "--days", "1"),
    "no deadline": ("extend", "kim", "--days", "1"),
    "no time": ("extend", "kim"),
    "an unknown exercise": ("excuse", "kim", "gates"),
    "an unknown decision": ("undo", "7"),
    "nothing published": ("changes",),
    "nothing kept": ("regrade", "lee"),
    "nobody": ("history", ""),
}


@pytest.mark.parametrize("words", MISTAKES.values(), ids=MISTAKES)
def test_a_decision_that_cannot_be_is_told_in_one_line(
    term: Class, words: tuple[str, ...], capsys: pytest.CaptureFixture[str], wording: object
) -> None:
    term.roster = [Student(id="kim"), Student(id="lee", name="Lee")]
    term.hand_in("kim/doubles.py", RIGHT)
    term.grade()
    assert grade(term, *words) == 2
    assert capsys.readouterr().err == wording


def test_without_a_gradebook_nothing_is_made(term: Class) -> None:
    assert grade(term, "publish") == 2
    assert not (term.root / "gradebook.db").exists()


def test_exports_give_the_published_points(term: Class, capsys: pytest.CaptureFixture[str]) -> None:
    def exported() -> tuple[dict[str, str], bool]:
        out = term.root / "merge.csv"
        with pytest.raises(SystemExit):
            main(["export", "csv", str(out), "--graded", str(term.out), "--force"])
        table = csv.DictReader(io.StringIO(out.read_text("utf-8-sig")))
        return {row["student"]: row["points"] for row in table}, "`grade publish`" in capsys.readouterr().out

    term.hand_in("kim/doubles.py", RIGHT)
    term.grade()
    assert exported() == ({"kim": "4"}, True)
    assert grade(term, "publish") == 0
    assert grade(term, "adjust", "kim", "doubles", "--points", "-1", "--why", "copied") == 0
    term.hand_in("lee/doubles.py", RIGHT)
    term.grade()
    assert exported() == ({"kim": "4", "lee": ""}, False)  # nobody has told lee of any points
    assert grade(term, "publish") == 0
    assert exported() == ({"kim": "3", "lee": "4"}, False)


def test_what_has_changed_since_the_points_were_published(
    term: Class, capsys: pytest.CaptureFixture[str], wording: object
) -> None:
    for student, text in (("kim", RIGHT), ("lee", RIGHT), ("na", WRONG)):
        term.hand_in(f"{student}/doubles.py", f"{text}# {student}\n")
    term.grade()
    assert grade(term, "publish", "--by", "Park") == 0
    assert grade(term, "adjust", "lee", "doubles", "--points", "2", "--why", "x") == 0
    change_suite(term)
    term.canned.broken = ("test_double",)
    term.grade()
    capsys.readouterr()
    assert grade(term, "changes") == 0
    published, *lines = capsys.readouterr().out.splitlines()
    assert "Park" in published
    assert lines == wording
    assert grade(term, "publish") == 0
    capsys.readouterr()
    assert grade(term, "changes") == 0
    assert len(capsys.readouterr().out.splitlines()) == 2
