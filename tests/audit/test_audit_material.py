"""What a course keeps for its audits, and what is said of what is missing."""

import pytest
from audited_course import DEMANDS, EQUIVALENT, MISTAKES, RIGHT, SHARP, SOLUTION, write_exercise

from grader.audit.material import read_material
from grader.audit.wellformed import audit_course
from grader.course.model import load_course
from grader.course.stubs import write_stubs
from grader.files import FileError


@pytest.fixture
def read(tmp_path):
    """`read(points=..., ...)` is the material of an exercise that is written so."""

    def read(**changes):
        write_exercise(tmp_path, "sharp", 1, SHARP, **{"points": 30, **changes})
        course = load_course(tmp_path)
        return read_material(course, course.exercises[0])

    return read


def test_a_mistake_stands_behind_the_solution(read):
    material = read()
    assert list(material.mistakes) == sorted(MISTAKES)
    assert material.mistakes["smaller"] == f"{SOLUTION}\n\n{MISTAKES['smaller']}"
    assert material.alternatives == RIGHT
    assert "NotImplementedError" in material.stub
    assert material.complaints == ()


def test_equivalents_are_one_line_each_with_a_reason(read):
    material = read(equivalents=f"# a comment\n\n{EQUIVALENT}\nb:Op:1 other reason\n")
    assert list(material.equivalents) == ["larger:ReplaceComparisonOperator_Gt_GtE:0", "b:Op:1"]
    assert material.equivalents["b:Op:1"] == "other reason"


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [("a:Op:0\n", "line 1: a:Op:0 needs a reason"), ("a why\na why\n", "line 2: a appears twice")],
)
def test_a_line_that_says_too_little_is_a_complaint(read, lines, complaint):
    assert complaint in read(equivalents=lines).complaints[0]


def test_missing_folders_are_complaints(read):
    complaints = read(mistakes={}, alternatives={}).complaints
    assert [text.split("/")[-2] for text in complaints] == ["mistakes", "alternatives"]


def test_a_missing_solution_is_an_error_that_names_it(wording, tmp_path):
    write_exercise(tmp_path, "sharp", 1, SHARP, points=30)
    (tmp_path / "solutions" / "sharp.py").unlink()
    course = load_course(tmp_path)
    with pytest.raises(FileError) as caught:
        read_material(course, course.exercises[0])
    assert str(caught.value) == wording


def test_files_that_belong_to_no_exercise_and_points_other_than_100_are_complaints(tmp_path):
    write_exercise(tmp_path, "sharp", 1, SHARP, points=100)
    course = load_course(tmp_path)
    write_stubs(course)
    assert audit_course(course) == []
    strays = ["exercises/old.py", "suites/sharp/notes.md", "tests/mistakes/gone", "tests/alternatives/sharp/a.txt"]
    for stray in strays:
        (tmp_path / stray).write_text("")
    found = [complaint.partition(" ")[0] for complaint in audit_course(course)]
    assert found == [str(course.root / stray) for stray in (strays[0], strays[2], strays[3], strays[1])]


def test_a_course_may_demand_its_points_in_total(tmp_path):
    write_exercise(tmp_path, "sharp", 1, SHARP, points=30)
    assert audit_course(load_course(tmp_path)) == []
    (tmp_path / "suites" / "course.toml").write_text(DEMANDS)
    assert audit_course(load_course(tmp_path)) == [
        "the exercises have 30 points in total, not 100 as course.toml demands"
    ]
