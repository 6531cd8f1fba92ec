"""Exports, read again as the systems document that they read them: column by column, and name by name.

The readers here are ours, after what Canvas, Moodle and Classroom 50 say of their formats; none of them uses the
modules that write.
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from class_folder import Class
from msgspec.structs import replace
from small_course import RIGHT, WRONG

from grader.batch.class_data import FILE, ClassData, ClassPart, NoGrades, StudentPoints, read_class
from grader.batch.exports import canvas, classroom50, merge, moodle
from grader.batch.exports.grades import choose
from grader.batch.exports.sheets import SheetError, read_sheet
from grader.batch.uploads import Student, read_roster
from grader.cli import app as cli

GATES, MLP = ClassPart("gates", "Gates", 4), ClassPart("mlp", "Layers", 6.5)
WEEK = ClassPart("week3", "Week 3", 10.5, ("gates", "mlp"))


def student(label: str, gates: float = 4, mlp: float = 1.25, **more: object) -> StudentPoints:
    points = {"gates": gates, "mlp": mlp}
    return StudentPoints(student=label, **{"state": "graded", "points": points, "score": gates + mlp, **more})


def data(*students: StudentPoints) -> ClassData:
    return ClassData(course="Course", max_score=10.5, exercises=(GATES, MLP), assignments=(WEEK,), students=students)


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


# what is exported


def test_points_are_those_of_the_exercises_that_are_named() -> None:
    found = data(student("kim"))
    assert [choose(found, names).of[0].score for names in ([], ["gates"], ["week3"], ["mlp", "gates"])] == [
        *(5.25, 4, 5.25, 5.25)
    ]
    assert [choose(found, names).max_score for names in ([], ["gates"], ["week3"])] == [10.5, 4, 10.5]
    assert choose(found, ["week3"]).title == "Week 3"
    with pytest.raises(NoGrades, match="Did you mean week3"):
        choose(found, ["wek3"])


def test_a_total_of_everything_is_the_one_of_the_class() -> None:
    """Rules such as a dropped exercise are in it; a sum would not know them."""
    assert choose(data(student("kim", score=4.0)), []).of[0].score == 4.0


def test_nobody_gets_points_that_are_not_final() -> None:
    found = data(
        student("failed", state="internal"),
        student("unread", state="refused", points={}, score=None),
        student("absent", state="missing", points={}, score=None),
        student("excused", excused=("gates", "mlp")),
        student("partly", excused=("gates",)),
    )
    grades = choose(found, ["week3"])
    assert [(grade.score, grade.excused) for grade in grades.of] == [
        *((None, False), (None, False), (None, False), (None, True), (1.25, False))
    ]
    assert grades.unknown == ["failed", "unread", "absent"]


# Canvas


def imported(content: bytes) -> dict[str, dict[str, str]]:
    """What Canvas's importer takes out of the file: of each student, by ID, the cells of its assignments. The header
    must have `Student` and `ID` first and end with `Section` before the assignments."""
    header, *lines = rows(content)
    assert content.startswith(b"Student,")  # no byte order mark
    assert "ID" in header[1]
    columns = 3
    if re.search(r"SIS\s+Login\s+ID", header[2]):
        columns = 4
    elif re.search(r"SIS\s+User\s+ID", header[2]) and re.search(r"SIS\s+Login\s+ID", header[3]):
        columns = 5
    assert "Section" in header[columns - 1]
    found = {}
    for line in lines:
        assert len(line) == len(header)
        if "Points Possible" in line[0]:
            found["possible"] = dict(zip(header[columns:], line[columns:], strict=True))
            continue
        grades = dict(zip(header[columns:], (cell.strip() for cell in line[columns:]), strict=True))
        assert all(cell in ("", "EX") or float(cell) >= 0 for cell in grades.values())
        found[line[1] or line[2] or line[3] or line[0]] = grades
    return found


GRADEBOOK = """\
Student,ID,SIS User ID,SIS Login ID,Section,Week 3 (98123),Other (5),Current Score
,,,,,Manual Posting,,
    Points Possible,,,,,21.00,3,(read only)
"Kim, Min_su",101,s101,minsu@school.kr,A,,1,50
"Lee, Ha",102,s102,ha@school.kr,A,7,2,60
"Park, Jo",103,s103,jo@school.kr,B,,,
"=cmd()",104,s104,@x,B,,,
"Student, Test",999,,,B,,,
"""


def test_canvas_gets_its_own_students_back_in_its_own_column(tmp_path: Path) -> None:
    path = tmp_path / "canvas.csv"
    path.write_text(GRADEBOOK)
    found = data(
        student("kim_min_su_101", entries=("kim_min_su_101_5001_gates.py", "kim_min_su_101_5002_mlp.py")),
        student("leeha_102", id="s102", name="Ha Lee", excused=("gates", "mlp")),
        student("cmd_104", entries=("cmd_LATE_104_5003_gates.py",), gates=0, mlp=0, score=0.0),
        student("choi_105", entries=("choi_105_5004_gates.py",)),
    )
    made = canvas.export(choose(found, ["week3"]), "", read_sheet(path))
    assert imported(made.content) == {
        "possible": {"Week 3 (98123)": "21"},
        "101": {"Week 3 (98123)": "10.5"},  # 5.25 of 10.5, as 21 points
        "102": {"Week 3 (98123)": "EX"},
        "103": {"Week 3 (98123)": ""},
        "104": {"Week 3 (98123)": "0"},
        "999": {"Week 3 (98123)": ""},
    }
    assert rows(made.content)[2][:5] == ["Kim, Min_su", "101", "s101", "minsu@school.kr", "A"]
    assert [str(note) for note in made.notes][1].endswith("choi_105")


def test_canvas_without_its_gradebook_and_with_a_new_column(tmp_path: Path) -> None:
    found = data(student("kim_101", entries=("kim_101_1_gates.py",)), student("lee", id="s2", name="Lee"))
    made = canvas.export(choose(found, ["gates"]), "", None)
    assert imported(made.content) == {"possible": {"Gates": "4"}, "101": {"Gates": "4"}, "s2": {"Gates": "4"}}
    assert str(made.notes[0]).endswith(": lee")
    path = tmp_path / "canvas.csv"
    path.write_text(GRADEBOOK)
    made = canvas.export(choose(found, ["gates"]), "Gates again", read_sheet(path))
    assert imported(made.content)["101"] == {"Gates again": "4"}
    assert "new assignment" in str(made.notes[0])


def test_a_file_that_is_not_canvass_says_what_it_lacks(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text("id,name\n1,Kim\n")
    with pytest.raises(SheetError, match="Section"):
        canvas.export(choose(data(), []), "", read_sheet(path))
    path.write_text("")
    with pytest.raises(SheetError, match="CSV"):
        read_sheet(path)


# Moodle

WORKSHEET = """\
Identifier,Full name,ID number,Email address,Status,Grade,Maximum Grade,Grade can be changed,\
Last modified (submission),Last modified (grade),Feedback comments
Participant 4711,김철수,2026001,chulsoo@school.kr,Submitted for grading,-,100.00,Yes,"Monday, 2 March 2026, 9:00 AM",-,
Participant 4712,Ha Lee,2026002,ha@school.kr,Submitted for grading,55.00,100.00,Yes,-,-,"=Well,

  done"
Participant 4713,Jo Park,2026003,jo@school.kr,No submission,-,100.00,Yes,-,-,
"""


def worksheet(content: bytes) -> dict[int, dict[str, str]]:
    """What Moodle's importer of worksheets takes: the grade and the time of each participant, and comments."""
    header, *lines = rows(content)
    places = {name: header.index(name) for name in ("Identifier", "Grade", "Last modified (grade)")}
    return {
        int(line[places["Identifier"]][len("Participant ") :]): dict(zip(header, line, strict=True)) for line in lines
    }


def feedback(content: bytes) -> dict[int, str]:
    """Whom Moodle gives which file, by the parts of its path: name_participant_type_plugin[_rest]."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for path in archive.namelist():
            parts = path.split("/")
            while parts:
                info = parts.pop(0).split("_", 4)
                if len(info) >= 4 and info[1].isdigit() and info[2:4] == ["assignsubmission", "file"]:
                    parts[:0] = info[4:]
                    found[int(info[1])] = "/".join(filter(None, parts))
                    break
    return found


def test_moodle_gets_grades_in_its_worksheet_and_nothing_else_changes(tmp_path: Path) -> None:
    path = tmp_path / "Grades.csv"
    path.write_text(WORKSHEET)
    found = data(
        student("김철수_4711", entries=("김철수_4711_assignsubmission_file_",)),
        student("Ha Lee_9", id="2026002", email="ha@school.kr", gates=4, mlp=6.5, score=10.5),
        student("jo", id="2026003", state="missing", points={}, score=None),
    )
    made = moodle.export(choose(found, []), read_sheet(path), tmp_path)
    before, after = worksheet(WORKSHEET.encode()), worksheet(made.worksheet)
    assert {number: row["Grade"] for number, row in after.items()} == {4711: "50", 4712: "100", 4713: "-"}
    for number, row in after.items():
        assert {**row, "Grade": ""} == {**before[number], "Grade": ""}
    assert "scaled from 10.5 to the 100" in str(made.notes[0])


FOLDERS = {
    "Kim Minsu_4711_assignsubmission_file_": "report.html",
    unicodedata.normalize("NFD", "김철수_4712_assignsubmission_file_"): "report.html",
    "이영희_4713_assignsubmission_file": "report.html",
    "Kim O'Neil-Smith_4714_assignsubmission_file_gates.py": "report.html",
}
"""As Moodle names folders since 2.x, and since 4.1; and files where there are no folders."""


@pytest.mark.parametrize("entry", FOLDERS)
def test_feedback_goes_back_to_whose_folder_it_was(tmp_path: Path, entry: str) -> None:
    page = tmp_path / "students" / "x" / "report.html"
    page.parent.mkdir(parents=True)
    page.write_text("<p>page of x</p>")
    both = (entry.replace("_file", "_onlinetext"), entry)
    found = data(
        student("x", entries=both, report="students/x/report.html"),
        student("gone", entries=("Gone_1_assignsubmission_file_",), report="students/gone/report.html"),
        student("plain", report="students/x/report.html"),
        student("absent", state="missing", points={}, score=None),
    )
    made = moodle.export(choose(found, []), None, tmp_path)
    (number,) = re.findall("[0-9]+", entry)
    assert feedback(made.feedback) == {int(number): "report.html"}
    with zipfile.ZipFile(io.BytesIO(made.feedback)) as archive:
        assert archive.namelist()[0].startswith(entry.removesuffix("gates.py"))
    assert worksheet(made.worksheet)[int(number)]["Grade"] == "5.25"
    assert str(made.notes[0]).endswith("gone and plain")
    assert "Feedback comments" not in rows(made.worksheet)[0]  # an empty one would delete what is in Moodle


def taken_in_korean(content: bytes) -> dict[int, tuple[str, str]]:
    """What a Moodle in Korean takes: grade and maximum of each participant. It looks for its own words, and what it
    takes for the number is all behind as many bytes as `참가자` has."""
    header, *lines = rows(content)
    number, grade, most, _time = (header.index(name) for name in ("식별자", "성적", "최대 성적", "마지막 수정됨(성적)"))
    skipped = len("참가자".encode())
    return {int(line[number].encode()[skipped:]): (line[grade], line[most]) for line in lines}


def test_moodle_in_korean_gets_its_own_words(tmp_path: Path) -> None:
    entry = "김철수_4711_assignsubmission_file_"
    found = choose(data(student("김철수_4711", entries=(entry,)), student("x", excused=("gates", "mlp"))), [])
    assert taken_in_korean(moodle.export(found, None, tmp_path, "ko").worksheet) == {4711: ("5.25", "10.5")}
    hidden = choose(data(student("참가자_7", entries=("참가자_7_assignsubmission_file_",))), [])
    assert taken_in_korean(moodle.export(hidden, None, tmp_path).worksheet) == {7: ("5.25", "10.5")}
    path = tmp_path / "sheet.csv"
    path.write_text("식별자,성명,상태,성적,최대 성적,마지막 수정됨(성적)\n참가자4711,김철수,제출됨,-,21.00,-\n")
    assert taken_in_korean(moodle.export(found, read_sheet(path), tmp_path).worksheet) == {4711: ("10.5", "21.00")}


# mail merge, and hostile names


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\uff1d", "\t=", " ="])
def test_no_name_is_a_formula_in_any_export(tmp_path: Path, sign: str) -> None:
    evil = f'{sign}HYPERLINK("http://evil.example","x")'
    entry = f"{evil}_7_assignsubmission_file_"
    found = data(student(evil, id=evil, name=evil, email=evil, entries=(entry,)), student("kim", gates=0.5))
    grades = choose(replace(found, course=evil), [])
    for content in (
        canvas.export(grades, "", None).content,
        moodle.export(grades, None, tmp_path).worksheet,
        merge.export(grades, tmp_path),
    ):
        cells = [cell for row in rows(content) for cell in row]
        assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@", "\uff1d"))]
        assert any("HYPERLINK" in cell for cell in cells)


def test_a_merge_has_the_address_and_the_report_of_everybody(tmp_path: Path) -> None:
    page = tmp_path / "students" / "kim" / "report.html"
    page.parent.mkdir(parents=True)
    page.touch()
    found = data(
        student("kim", id="1", name="Kim", email="kim@school.kr", report="students/kim/report.html"),
        student("lee", state="missing", points={}, score=None, email="lee@school.kr"),
    )
    kim, lee = csv.DictReader(io.StringIO(merge.export(choose(found, ["gates"]), tmp_path).decode("utf-8-sig")))
    assert kim == {
        "student": "kim",
        "id": "1",
        "name": "Kim",
        "email": "kim@school.kr",
        "points": "4",
        "max": "4",
        "excused": "",
        "status": "graded",
        "report": str(page.resolve()),
    }
    assert (lee["email"], lee["points"], lee["report"], lee["status"]) == ("lee@school.kr", "", "", "missing")


# Classroom 50


def validated(content: bytes, classroom: str, assignment: str, owner: str) -> dict:
    """As its collector checks a result before it takes it."""
    found = json.loads(content, parse_constant=lambda name: pytest.fail(name))
    assert found["schema"] == "classroom50/result/v1"
    assert (found["classroom"], found["assignment"], found["owner"]) == (classroom, assignment, owner)
    assert found["submission"].startswith("submit/")
    assert all(isinstance(found[name], str) and found[name] for name in ("commit", "release", "review", "datetime"))
    for each in [found, *found["tests"]]:
        for name in ("score", "max-score"):
            assert type(each[name]) is int
            assert each[name] >= 0
        assert each["score"] <= each["max-score"]
    assert all(type(test["passed"]) is bool and test["test-name"] for test in found["tests"])
    assert found["max-score"] == sum(test["max-score"] for test in found["tests"])
    return found


NOW = datetime(2026, 3, 2, 12, 30, tzinfo=UTC)


def test_classroom_50_gets_whole_points_and_its_own_submission_back(tmp_path: Path) -> None:
    clone = tmp_path / "cs-week3-Alice"
    clone.mkdir()
    own = {"submission": "submit/2026-a1b2", "commit": "https://x/commit/a1", "datetime": "2026-03-01T00:00:00Z"}
    (clone / "result.json").write_text(json.dumps({**own, "score": 10**9, "owner": "mallory"}))
    (tmp_path / "cs-week3-bob").mkdir()
    (tmp_path / "cs-week3-bob" / "result.json").symlink_to("/etc/passwd")
    found = data(
        student("cs-week3-Alice", entries=("cs-week3-Alice",)),
        student("cs-week3-bob", id="bob-login", name="Bob", entries=("cs-week3-bob",)),
        student("nobody at all"),
        student("absent", state="missing", points={}, score=None),
    )
    results = {each.login: each for each in classroom50.export(choose(found, []), "cs", "week3", tmp_path, NOW)}
    assert list(results) == ["Alice", "bob-login", ""]
    alice = validated(results["Alice"].content, "cs", "week3", "Alice")
    assert (alice["score"], alice["max-score"]) == (21, 42)  # four times 5.25 of 10.5
    assert {name: alice[name] for name in own} == own
    bob = validated(results["bob-login"].content, "cs", "week3", "bob-login")
    assert bob["submission"] == "submit/manual-2026-03-02T12-30-00Z"


@pytest.mark.parametrize(
    ("figures", "factor"), [([1, 2.0], 1), ([0.5, 0.25], 4), ([1 / 3], 3), ([0.1, 0.25], 20), ([0.001], 100), ([], 1)]
)
def test_points_are_made_whole(figures: list[float], factor: int) -> None:
    assert classroom50.factor_of(figures) == factor


# from a run to a file


@pytest.fixture
def export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """`export("canvas", "out.csv")` runs the command beside the class's output: the exit code and what it said."""
    monkeypatch.setenv("GRADE_LANG", "en")
    monkeypatch.chdir(tmp_path)

    def export(*words: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as end:
            cli.main(["export", *words, *([] if words[0] == "gradescope" else ["--graded", "out"])])
        said = capsys.readouterr()
        return int(end.value.code or 0), said.out + said.err

    return export


def test_a_class_goes_from_moodle_to_moodle(pupils: Class, export, tmp_path: Path) -> None:
    """A download in Korean, as macOS unpacks it, is graded, and the report comes back to the same folder."""
    folders = [unicodedata.normalize("NFD", "김철수_4711_assignsubmission_file_"), "Lee_Ha_4712_assignsubmission_file_"]
    for folder, text in zip(folders, (RIGHT, WRONG), strict=True):
        pupils.hand_in(f"{folder}/doubles.py", text)
    roster = tmp_path / "roster.csv"
    roster.write_text("id,name,email\nParticipant 4711,김철수,chulsoo@school.kr\n")
    pupils.roster = read_roster(roster)
    pupils.grade()
    (tmp_path / "Grades.csv").write_text(WORKSHEET)
    code, said = export("moodle", "back", "--worksheet", "Grades.csv")
    assert code == 0
    assert "2 students" in said
    graded = worksheet((tmp_path / "back" / "grades.csv").read_bytes())
    assert {number: row["Grade"] for number, row in graded.items()} == {4711: "100", 4712: "0", 4713: "-"}
    with zipfile.ZipFile(tmp_path / "back" / "feedback.zip") as archive:
        assert sorted(archive.namelist()) == sorted(f"{folder}/report.html" for folder in folders)
        page = pupils.out / "students" / "김철수_4711" / "report.html"
        assert archive.read(f"{folders[0]}/report.html") == page.read_bytes()
    assert export("moodle", "back")[0] == 2  # it exists
    assert export("moodle", "back", "--force")[0] == 0


def test_a_class_goes_from_canvas_to_canvas(pupils: Class, export, tmp_path: Path) -> None:
    """A name with underscores, two files of one student, late ones: everything goes to its ID."""
    for name in ("kim_min_su_101_5001_doubles.py", "kim_min_su_101_5002_notes.txt"):
        pupils.hand_in(name, RIGHT)
    pupils.hand_in("leeha_LATE_102_5003_doubles.py", WRONG)
    pupils.roster = [Student(id="s103", name="Park, Jo")]
    pupils.grade()
    (tmp_path / "canvas.csv").write_text(GRADEBOOK)
    assert export("canvas", "out.csv", "doubles", "--gradebook-csv", "canvas.csv", "--column", "Week 3")[0] == 0
    found = imported((tmp_path / "out.csv").read_bytes())
    assert {user: found[user]["Week 3 (98123)"] for user in ("101", "102", "103")} == {
        "101": "21",
        "102": "0",
        "103": "",
    }


def test_an_export_before_anything_is_graded_says_what_to_do(export, tmp_path: Path) -> None:
    for words in (
        ("canvas", "o.csv"),
        ("moodle", "o"),
        ("csv", "o.csv"),
        ("classroom50", "o", "--classroom", "cs", "--assignment", "a"),
    ):
        code, said = export(*words)
        assert code == 2
        assert "out/class.json: " in said
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / FILE).write_text('{"schema": 1}')
    assert "run it again" in export("csv", "o.csv")[1]
    assert not (tmp_path / "o.csv").exists()


def test_what_a_run_leaves_behind_is_read_again(pupils: Class) -> None:
    pupils.hand_in("kim.py", RIGHT)
    pupils.hand_in("na.zip", b"no zip")
    pupils.roster = [Student(id="kim", email="kim@school.kr"), Student(id="yoon")]
    pupils.grade()
    kim, na, yoon = read_class(pupils.out).students
    assert (kim.score, kim.points, kim.email, kim.entries) == (4, {"doubles": 4}, "kim@school.kr", ("kim.py",))
    assert [(each.state, each.score, each.is_final) for each in (na, yoon)] == [
        ("problem", None, False),
        ("missing", None, False),
    ]
    assert msgspec.json.decode((pupils.out / FILE).read_bytes())["exercises"][0]["name"] == "doubles"
