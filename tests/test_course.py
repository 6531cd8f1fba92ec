"""A course from nothing; and of one that cannot be used, an error that names the file and the key."""

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from msgspec.structs import replace

from grader.course.model import Course, CourseError, fixture_names, load_course
from grader.files import FileError
from grader.judge.session import Session
from grader.judge.student_module import StudentModule

GATES = """
title = "Logic gates"
points = 12
order = 1
required = ["step", "perceptron"]

[hints]
step = "Above, not at least."
test_step_large = "Try a million."
"""


def write(root: Path, name: str, toml: str = GATES, test: str = "test_gates.py") -> Path:
    """An exercise of the course in `root`; its exercise.toml."""
    suite = root / "suites" / name
    suite.mkdir(parents=True)
    (suite / test).touch()
    (suite / "exercise.toml").write_text(toml, encoding="utf-8")
    return suite / "exercise.toml"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    write(tmp_path, "mlp", GATES.replace("order = 1", "order = 2").replace("12", "8.5"))
    write(tmp_path, "gates")
    (tmp_path / "suites" / "course.toml").write_text('name = "chapter3"\ntitle = "딥러닝 기초"\n', encoding="utf-8")
    return load_course(tmp_path)


def test_a_course_is_its_exercises_in_order(course: Course, tmp_path: Path) -> None:
    assert (course.name, course.title) == ("chapter3", "딥러닝 기초")
    assert [exercise.name for exercise in course.exercises] == ["gates", "mlp"]
    assert course.points == 20.5
    assert course.solution(course.exercises[0]) == tmp_path / "solutions" / "gates.py"


def test_a_course_without_course_toml_is_named_after_its_folder(tmp_path: Path) -> None:
    write(tmp_path / "week1", "gates")
    assert load_course(tmp_path / "week1").title == "week1"


def test_a_folder_without_checks_is_not_an_exercise(tmp_path: Path) -> None:
    write(tmp_path, "gates")
    (tmp_path / "suites" / "__pycache__").mkdir()
    assert len(load_course(tmp_path).exercises) == 1


def test_a_check_has_its_own_hint_else_that_of_its_function(course: Course) -> None:
    gates = course.exercises[0]
    assert gates.hint("test_step_large") == "Try a million."
    assert gates.hint("test_step_is_sharp") == "Above, not at least."
    assert gates.hint("test_step_large[0.5]") == gates.hint("test_step_large")
    assert gates.hint("test_stepwise") == ""


def test_a_check_is_about_the_function_that_it_is_named_after(course: Course) -> None:
    gates = replace(course.exercises[0], required=("step", "step_grad", "xor"))
    about = {
        "test_step": "step",
        "test_step_large": "step",
        "test_step_grad_is_zero": "step_grad",
        "test_steps": "",
        "test_any_xor": "",
    }
    assert {check: gates.function(check) for check in about} == about


def test_choosing_keeps_the_courses_order(course: Course) -> None:
    assert [exercise.name for exercise in course.choose(["mlp", "gates"])] == ["gates", "mlp"]
    assert [exercise.name for exercise in course.choose(["mlp"])] == ["mlp"]
    assert course.choose([]) == course.exercises


@pytest.mark.parametrize("typed", ["gate", "Gates", "gates.py", "exercises/gates.ipynb"])
def test_an_unknown_exercise_is_answered_with_a_near_one(wording: object, course: Course, typed: str) -> None:
    with pytest.raises(CourseError) as caught:
        course.choose(["mlp", typed])
    assert str(caught.value) == wording


def test_an_unknown_exercise_far_from_any(wording: object, course: Course) -> None:
    with pytest.raises(CourseError) as caught:
        course.choose(["xyz"])
    assert str(caught.value) == wording


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("points", "pionts"),
        ("points = 12", ""),
        ("points = 12", 'points = "12"'),
        ("points = 12", "points = 0"),
        ("points = 12", "points = nan"),
        ("points = 12", "points = inf"),
        ('["step", "perceptron"]', "[]"),
        ('"perceptron"', '"a b"'),
        ('"perceptron"', '"lambda"'),
        ('"perceptron"', '"run"'),
        ('"perceptron"', "3"),
        ('step = "Above, not at least."', "step = 1"),
        ("[hints]", "[limits]\nloda = 3\n[hints]"),
        ("[hints]", '[limits]\nload = "3"\n[hints]'),
        ("[hints]", "[limits]\nload = -1\n[hints]"),
        ("[hints]", 'layers = "conv"\n[hints]'),
        ("[hints]", 'layers = ["convv"]\n[hints]'),
        ("[hints]", 'layers = ["LSTM"]\n[hints]'),
        ("[hints]", 'layers = ["xyz"]\n[hints]'),
        ("order", 'name = "x"\norder'),
    ],
)
def test_an_exercise_that_cannot_be_used(tmp_path: Path, was: str, now: str, wording: object) -> None:
    write(tmp_path, "gates", GATES.replace(was, now))
    with pytest.raises(CourseError) as caught:
        load_course(tmp_path)
    assert str(caught.value) == wording


def test_invalid_toml_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "gates", "title: gates")
    with pytest.raises(CourseError, match="line 1"):
        load_course(tmp_path)


def test_a_file_that_is_not_utf8_is_refused(wording: object, tmp_path: Path) -> None:
    path = write(tmp_path, "gates")
    path.write_bytes('title = "딥"'.encode("euc-kr"))
    with pytest.raises(FileError) as caught:
        load_course(tmp_path)
    assert str(caught.value) == wording


def test_two_exercises_with_the_same_order(wording: object, tmp_path: Path) -> None:
    write(tmp_path, "gates")
    write(tmp_path, "mlp")
    with pytest.raises(CourseError) as caught:
        load_course(tmp_path)
    assert str(caught.value) == wording


@pytest.mark.parametrize("name", ["list", "my-gates"])
def test_a_folder_that_cannot_name_an_exercise(wording: object, tmp_path: Path, name: str) -> None:
    write(tmp_path, name)
    with pytest.raises(CourseError) as caught:
        load_course(tmp_path, reserved=["list"])
    assert str(caught.value) == wording


def test_an_exercise_without_checks(wording: object, tmp_path: Path) -> None:
    write(tmp_path, "gates", test="gates_test.py")
    with pytest.raises(CourseError) as caught:
        load_course(tmp_path)
    assert str(caught.value) == wording


def test_checks_without_a_description_do_not_go_unnoticed(wording: object, tmp_path: Path) -> None:
    path = write(tmp_path, "gates")
    path.unlink()
    with pytest.raises(FileError) as caught:
        load_course(tmp_path)
    assert str(caught.value) == wording


def test_a_misspelt_key_of_the_course(tmp_path: Path) -> None:
    write(tmp_path, "gates")
    path = tmp_path / "suites" / "course.toml"
    path.write_text('titel = "x"')
    with pytest.raises(CourseError) as caught:
        load_course(tmp_path)
    assert str(caught.value) == f"{path}: unknown key titel"


def test_a_folder_that_is_not_a_course_is_refused(wording: object, tmp_path: Path) -> None:
    with pytest.raises(CourseError) as caught:
        load_course(tmp_path)
    assert str(caught.value) == wording
    (tmp_path / "suites").mkdir()
    with pytest.raises(CourseError, match=r"suites contains no exercise; .* suites/NAME/exercise\.toml"):
        load_course(tmp_path)


def test_the_names_that_the_fixture_has_taken_are_those_of_its_class() -> None:
    fixture = StudentModule(cast(Session, SimpleNamespace()))
    names = {*vars(StudentModule), *vars(fixture)}
    assert {"run", "_session"} <= names
    assert {name for name in names if not name.startswith("__")} <= fixture_names()
