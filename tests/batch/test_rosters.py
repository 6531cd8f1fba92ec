"""Rosters as learning systems export them, and the students of uploads in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.batch.matching import match
from grader.batch.roster import Student, read_roster
from grader.batch.shapes.model import Claim, Handed
from grader.batch.uploads import ClassError

CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,gates (1)
,,,,,Manual Posting
    Points Possible,,,,,12.00
"Kim, Minsu",101,20240001,minsu,A,
이영희,102,20240002,yh.lee,A,3
"""
MOODLE_GRADES = """\
Identifier,Full name,Email address,Status,Grade
Participant 4711,Kim Minsu,minsu@uni.example,Submitted,
참가자 4712,이영희,yh@uni.example,Submitted,
"""
MOODLE_PEOPLE = """\
First name;Last name;ID number;Email address;Groups
Minsu;Kim;20240001;minsu@uni.example;
영희;이;20240002;yh@uni.example;
"""
GRADESCOPE = """\
Name,SID,Email,Role
Kim Minsu,20240001,minsu@uni.example,Student
이영희,,yh@uni.example,Student
"""
CLASSROOM50 = """\
username,first_name,last_name,email,section,github_id,role
minsu-k,Minsu,Kim,minsu@uni.example,,7001,student
yh-lee,영희,이,,,7002,student
"""
GITHUB = """\
"identifier","github_username","github_id","name"
"20240001","minsu-k","7001","Kim Minsu"
"yh@uni.example","","",""
"""
OWN = "학번,이름,언어\n20240001,Kim Minsu,en\n20240002,이영희,ko\n"


def roster(tmp_path: Path, content: str | bytes) -> list[Student]:
    path = tmp_path / "roster.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_roster(path)


@pytest.mark.parametrize(
    ("content", "students"),
    [
        (CANVAS, [("101", "Kim, Minsu", "", ("20240001", "minsu")), ("102", "이영희", "", ("20240002", "yh.lee"))]),
        (
            MOODLE_GRADES,
            [
                ("Participant 4711", "Kim Minsu", "minsu@uni.example", ("Participant 4711",)),
                ("참가자 4712", "이영희", "yh@uni.example", ("Participant 4712",)),
            ],
        ),
        (
            MOODLE_PEOPLE,
            [("20240001", "Minsu Kim", "minsu@uni.example", ()), ("20240002", "이영희", "yh@uni.example", ())],
        ),
        (
            GRADESCOPE,
            [("20240001", "Kim Minsu", "minsu@uni.example", ()), ("yh@uni.example", "이영희", "yh@uni.example", ())],
        ),
        (CLASSROOM50, [("minsu-k", "Minsu Kim", "minsu@uni.example", ("7001",)), ("yh-lee", "이영희", "", ("7002",))]),
        (GITHUB, [("20240001", "Kim Minsu", "", ("minsu-k", "7001")), ("yh@uni.example", "", "", ())]),
        (OWN, [("20240001", "Kim Minsu", "", ()), ("20240002", "이영희", "", ())]),
    ],
    ids=["Canvas", "Moodle's worksheet", "Moodle's people", "Gradescope", "Classroom 50", "GitHub Classroom", "Korean"],
)
def test_an_export_is_read(tmp_path: Path, content: str, students: list[tuple]) -> None:
    read = roster(tmp_path, content)
    assert [(each.id, each.name, each.email, each.also) for each in read] == students


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp949", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_roster_in_any_encoding_that_spreadsheets_write(tmp_path: Path, encoding: str, separator: str) -> None:
    assert roster(tmp_path, OWN.replace(",", separator).encode(encoding)) == roster(tmp_path, OWN)


def test_two_lines_of_one_id_are_both_named(wording: object, tmp_path: Path) -> None:
    with pytest.raises(ClassError) as caught:
        roster(tmp_path, "Student,ID\nPoints Possible,\nKim,101\nLee,102\nLi,102\n")
    assert str(caught.value) == wording


def matched(students: list[Student], *handed: Handed) -> list[str]:
    found = match(handed, students)
    return [found[each.name].id if found[each.name].listed else "" for each in handed]


def of_canvas(user: str, name: str) -> Handed:
    return Handed(name=f"{name}_{user}", claims=(Claim(user, ("id", "also")), Claim(name, ("name",))))


def of_moodle(number: str, name: str) -> Handed:
    claims = (Claim(f"Participant {number}", ("also",)), Claim(f"{number} {name}", ("id and name",)))
    return Handed(name=f"{name}_{number}", claims=(*claims, Claim(name, ("name",))))


def test_an_id_decides_before_a_name() -> None:
    students = [Student(id="1", name="Kim Minsu"), Student(id="2", name="Lee Jin", also=("102",))]
    assert matched(students, of_canvas("102", "kimminsu"), of_canvas("1", "leejin")) == ["2", "1"]


@pytest.mark.parametrize("name", ["Kim, Minsu", "Minsu Kim", "kim minsu", "KIM MINSU", "Kim Min-su"])
def test_a_name_is_found_in_any_order(name: str) -> None:
    assert matched([Student(id="a", name=name)], of_canvas("7", "kimminsu")) == ["a"]


def test_a_name_of_two_students_is_neither() -> None:
    students = [Student(id="1", name="김철수"), Student(id="2", name="김철수")]
    assert matched(students, of_moodle("9", "김철수")) == [""]
    assert matched(students, of_moodle("2", "김철수"), of_moodle("1", "김철수")) == ["2", "1"]


def test_a_name_that_somebody_has_by_id_is_nobody_elses() -> None:
    students = [Student(id="Participant 1", name="김철수", also=("Participant 1",))]
    assert matched(students, of_moodle("9", "김철수"), of_moodle("1", "김철수")) == ["", "Participant 1"]


def test_a_participants_number_is_no_students_id() -> None:
    assert matched([Student(id="4711", name="Lee")], of_moodle("4711", "Kim")) == [""]


def test_a_plain_upload_is_found_by_login_and_by_email() -> None:
    students = [Student(id="1", name="Kim", email="minsu@uni.example"), Student(id="2", also=("yh-lee",))]
    plain = [Handed(name=name, claims=(Claim(name, ("id", "also", "email", "name")),)) for name in ("minsu", "YH-Lee")]
    assert matched(students, *plain) == ["1", "2"]
