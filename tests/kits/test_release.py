"""`grade release`: what is in the two folders, what is not, and that the student's one works."""

import ast
import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from small_course import CHECKS, RIGHT, small_course

from grader.cli import STUDENT
from grader.cli import app as cli
from grader.cli.speech import speak
from grader.course.assignments import Assignment
from grader.course.model import load_course
from grader.course.stubs import BEGIN, END, make_stub
from grader.course.visible import MIN_LINE
from grader.kits.release import compile_catalogue, make_kit
from grader.language import catalogue_entries


def release(*words: object) -> int:
    with pytest.raises(SystemExit) as ended:
        cli.main(["release", *map(str, words)])
    return int(ended.value.code or 0)


@pytest.fixture
def course(tmp_path) -> Path:
    return small_course(tmp_path / "course", more='hints = {test_double_array = "Think of arrays."}').root


def texts(files: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    """Every text of a kit, those in its wheel included."""
    for name, data in files.items():
        if name.endswith(".whl"):
            Path("kit.whl").write_bytes(data)
            with zipfile.ZipFile("kit.whl") as wheel:
                yield from (
                    (f"{name}/{inner}", wheel.read(inner).decode(errors="replace")) for inner in wheel.namelist()
                )
        else:
            yield name, data.decode()


def lines_of_the_solution(source: str) -> set[str]:
    """The lines between the markers that tell something, and that no stub holds."""
    inside, found = False, set()
    for line in map(str.strip, source.split("\n")):
        inside = line == BEGIN or (inside and line != END)
        found |= {line} if inside and line != BEGIN else set()
    stub = set(map(str.strip, make_stub(source).split("\n")))
    return {line for line in found - stub if len(line) >= MIN_LINE}


def hidden_checks(suite: Path) -> Iterator[ast.FunctionDef]:
    for path in suite.glob("test_*.py"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and "pytest.mark.hidden" in map(ast.unparse, node.decorator_list):
                yield node


def test_a_kit_of_an_assignment_holds_its_exercises_alone(tmp_path, monkeypatch):
    """And what makes its name known; instructors get the whole course."""
    monkeypatch.chdir(tmp_path)
    weeks = (Assignment(name="week3", exercises=("gates",)), Assignment(name="week4", exercises=("gates", "mlp")))
    kit = make_kit(replace(load_course(), assignments=weeks), names=["week3"])
    assert [name for name in kit.student if name.startswith("exercises/")] == [
        "exercises/gates.py",
        "exercises/notebooks/gates.ipynb",
    ]
    inside = dict(texts(kit.student))
    (about,) = (text for name, text in inside.items() if name.endswith("suites/course.toml"))
    assert list(tomllib.loads(about)["assignments"]) == ["week3"]
    assert not [name for name in inside if "suites/mlp" in name]
    assert "suites/mlp/exercise.toml" in kit.instructor
    assert list(kit.parts) == ["gates"]


def test_no_student_kit_holds_a_solution_or_a_hidden_check(tmp_path, monkeypatch):
    """Every exercise: no line of a solution's body; no name, title or hint of a hidden check; not in the wheel."""
    monkeypatch.chdir(tmp_path)
    course = load_course()
    kit = dict(texts(make_kit(course).student))
    lines = {name: set(map(str.strip, text.split("\n"))) for name, text in kit.items()}
    for exercise in course.exercises:
        secret = lines_of_the_solution(course.solution(exercise).read_text())
        assert secret, exercise.name
        assert {name: told for name, held in lines.items() if (told := held & secret)} == {}
        hidden = list(hidden_checks(exercise.suite))
        assert hidden, exercise.name
        for node in hidden:
            title = (ast.get_docstring(node) or node.name).split("\n")[0]
            words = [f"def {node.name}(", f'"{node.name}"', title]
            words += [exercise.hints[node.name]] if node.name in exercise.hints else []
            assert [(name, word) for name, text in kit.items() for word in words if word in text] == []


def test_the_instructor_has_everything(course):
    kit = make_kit(load_course(course))
    for path in ("solutions/doubles.py", "suites/doubles/test_doubles.py", "suites/course.toml"):
        assert kit.instructor[path] == (course / path).read_bytes()
    assert kit.student.keys() >= {
        "README.md",
        "requirements.txt",
        "exercises/doubles.py",
        "checks/doubles/test_doubles.py",
    }
    assert [path for path in kit.student if "solutions" in path or path.endswith(".toml")] == ["grade.toml"]


def test_a_compiled_catalogue_is_read_as_it_was_written():
    entries = {"a": "가", "{what} is wrong.": "{what}: 틀립니다.", "two\nlines": "두\n줄"}
    assert catalogue_entries(compile_catalogue(entries)) == entries


def test_a_wheel_records_what_it_holds(course, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    files = dict(texts(make_kit(load_course(course)).student))
    record = next(text for name, text in files.items() if name.endswith("RECORD"))
    with zipfile.ZipFile("kit.whl") as wheel:
        for line in record.splitlines()[:-1]:
            path, digest, size = line.rsplit(",", 2)
            data = wheel.read(path)
            wanted = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")
            assert (digest, int(size)) == (f"sha256={wanted}", len(data))
        assert len(record.splitlines()) == len(wheel.namelist())


def test_the_same_course_makes_the_same_kit(course):
    assert make_kit(load_course(course)) == make_kit(load_course(course))


def test_requirements_are_pinned_and_name_no_address(course):
    lines = make_kit(load_course(course)).student["requirements.txt"].decode().splitlines()
    assert lines[0].startswith("./tf_grader-")
    assert all("==" in line for line in lines[1:])
    assert {line.partition("==")[0] for line in lines[1:]} >= {"tensorflow", "keras", "numpy", "hypothesis"}
    assert not [line for line in lines if "://" in line or " @ " in line]


def test_the_readme_counts_the_points_that_the_kit_can_check(course, tmp_path, capsys):
    assert release(tmp_path / "kits", "--course", course) == 0
    assert "3 of the 4 points" in " ".join((tmp_path / "kits/student/README.md").read_text().split())
    assert "its checks give 3 of 4 points" in capsys.readouterr().out
    assert "| doubles | 4 | 3 |  |" in (tmp_path / "kits/instructor/README.md").read_text()


def test_a_kit_in_korean(course, tmp_path):
    try:
        assert release(tmp_path / "kits", "--course", course, "--lang", "ko") == 0
    finally:
        speak("en")
    assert "점" in (tmp_path / "kits/student/README.md").read_text()
    assert "이 함수를 작성하세요" in (tmp_path / "kits/student/exercises/doubles.py").read_text()


def test_a_folder_that_is_not_empty_is_kept(course, tmp_path, capsys):
    (tmp_path / "kits/student").mkdir(parents=True)
    (tmp_path / "kits/student/old.txt").write_text("old")
    (tmp_path / "kits/mine.txt").write_text("mine")
    assert release(tmp_path / "kits", "--course", course) == 2
    assert "is not empty; name a new folder, or use --force to replace student/" in capsys.readouterr().err
    assert release(tmp_path / "kits", "--course", course, "--force") == 0
    assert (tmp_path / "kits/mine.txt").read_text() == "mine"
    assert not (tmp_path / "kits/student/old.txt").exists()


def test_a_folder_that_cannot_be_used(wording, course, tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert release(tmp_path / "file", "--course", course) == 2
    assert capsys.readouterr().err == wording
    assert release(tmp_path / "file" / "kits", "--course", course) == 2
    assert "cannot be" in capsys.readouterr().err


def test_release_refuses_an_invalid_course(wording, course, tmp_path, capsys):
    (tmp_path / "empty").mkdir()
    assert release(tmp_path / "kits", "--course", tmp_path / "empty") == 2
    assert capsys.readouterr().err == wording
    shutil.rmtree(course / "solutions")
    assert release(tmp_path / "kits", "--course", course) == 2
    assert capsys.readouterr().err == wording
    assert not (tmp_path / "kits").exists()


def test_a_student_kit_offers_students_verbs_alone(course, tmp_path):
    assert release(tmp_path / "kits", "--course", course) == 0
    (wheel,) = (tmp_path / "kits" / "student").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")

    def grade(*words: str) -> subprocess.CompletedProcess[str]:
        code = (
            f"import sys; sys.path.insert(0, {str(tmp_path / 'installed')!r}); from grader.cli.app import main; main()"
        )
        return subprocess.run([sys.executable, "-P", "-c", code, *words], cwd=tmp_path, capture_output=True, text=True)

    offered = set(re.findall(r"grade (\w+)  ", grade("--help").stdout))
    assert offered == STUDENT
    for verb in STUDENT:
        assert grade(verb, "--help").returncode == 0
    refused = grade("batch", "somewhere")
    assert (refused.returncode, "Traceback" in refused.stderr) == (2, False)


@pytest.mark.slow
def test_a_student_kit_works_in_a_new_environment(course, tmp_path, installed):
    assert "test_double_array" in CHECKS
    assert release(tmp_path / "kits", "--course", course) == 0
    kit = tmp_path / "kits" / "student"
    grade = installed(tmp_path / "environment", kit / "requirements.txt") / "grade"

    def run() -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        return subprocess.run([grade], cwd=kit, capture_output=True, text=True, env=environment)

    untouched = run()
    assert untouched.returncode == 1
    assert "not started" in untouched.stdout
    (kit / "exercises" / "doubles.py").write_text(RIGHT)
    solved = run()
    assert (solved.returncode, solved.stderr) == (0, "")
    assert "3 of 3 points" in solved.stdout
