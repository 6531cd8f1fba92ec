"""`grade export gradescope`: the zip, the fields of results.json, and a run in a folder laid out as Gradescope's."""

import json
import os
import stat
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_course import RIGHT, STUB, WRONG, small_course

from grader.cli import app as cli
from grader.kits.gradescope import Autograder, main, make_autograder, results
from grader.report.model import CheckResult, Counterexample, ExerciseResult, Isolation, Report, SubmissionInfo

VISIBILITY = {"enum": ["visible", "after_due_date", "after_published", "hidden"]}
FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
TEST = {
    "type": "object",
    "additionalProperties": False,
    "required": ["score", "max_score", "name", "visibility"],
    "properties": {
        "score": {"type": "number", "minimum": 0},
        "max_score": {"type": "number", "exclusiveMinimum": 0},
        "status": {"enum": ["passed", "failed"]},
        "name": {"type": "string", "minLength": 1},
        "name_format": FORMAT,
        "number": {"type": "string"},
        "output": {"type": "string"},
        "output_format": FORMAT,
        "tags": {"type": "array", "items": {"type": "string"}},
        "visibility": VISIBILITY,
        "extra_data": {"type": "object"},
    },
}
PUBLISHED = {
    "type": "object",
    "additionalProperties": False,
    "required": ["score", "tests"],
    "properties": {
        "score": {"type": "number", "minimum": 0},
        "execution_time": {"type": "integer", "minimum": 0},
        "output": {"type": "string"},
        "output_format": FORMAT,
        "test_output_format": FORMAT,
        "test_name_format": FORMAT,
        "visibility": VISIBILITY,
        "stdout_visibility": VISIBILITY,
        "extra_data": {"type": "object"},
        "tests": {"type": "array", "items": TEST, "minItems": 1},
        "leaderboard": {"type": "array"},
    },
}
"""The fields of Gradescope's autograder specification."""

BROKEN = "def double(x:\n"
CUNNING = """\
import glob, json, sys
print(json.dumps({"score": 4, "tests": []}))
def double(x):
    for path in [*glob.glob("/**/results", recursive=True), "ROOT/results"]:
        try:
            open(path + "/results.json", "w").write('{"score": 4}')
        except OSError:
            pass
    try:
        return open("ROOT/source/course/solutions/doubles.py").read()
    except OSError:
        return open("ROOT/source/settings.json").read()
"""


def export(*words: object) -> int:
    with pytest.raises(SystemExit) as ended:
        cli.main(["export", "gradescope", *map(str, words)])
    return int(ended.value.code or 0)


def report(*checks: CheckResult, status: Any = "failed", message: str = "") -> Report:
    score = sum(check.score for check in checks)
    exercise = ExerciseResult(
        name="doubles", title="Doubles", status=status, score=score, max_score=4, checks=checks, message=message
    )
    return Report(
        course="small",
        submission=SubmissionInfo("work", "0" * 64),
        score=score,
        max_score=4,
        exercises=(exercise,),
        isolation=Isolation("strict", "fork"),
        environment={"python": "3.11"},
        seed=1,
    )


def check(**fields: Any) -> CheckResult:
    values = {"name": "test_double", "title": "Any number", "status": "failed", "score": 0.0, "max_score": 2.0}
    return CheckResult(**values | fields)


@given(st.text(max_size=30), st.text(max_size=30), st.sampled_from(["visible", "hidden"]), st.booleans())
def test_results_have_the_published_fields_whatever_a_submission_says(said, printed, visibility, begun):
    lost = check(message=said, output=printed, visibility=visibility, counterexample=Counterexample(said, said, said))
    found = results(report(lost) if begun else report(status="error", message=said), "en", "after_published")
    jsonschema.validate(json.loads(json.dumps(found)), PUBLISHED)
    assert found["score"] == sum(test["score"] for test in found["tests"])


def test_a_hidden_check_shows_its_title_its_points_and_its_hint():
    secret = check(visibility="hidden", message="[5.5] is wrong", hint="Think of 5.", output="5.5")
    (test,) = results(report(secret), "en", "after_published")["tests"]
    assert (test["visibility"], test["name"], test["max_score"]) == ("after_published", "Doubles: Any number", 2)
    assert "Think of 5." in test["output"]
    assert "5.5" not in json.dumps(results(report(secret), "en"))


def test_an_exercise_without_checks_counts_all_the_same():
    (test,) = results(report(status="not_started"), "en")["tests"]
    assert (test["score"], test["max_score"], test["output"]) == (0, 4, "not started")


def test_a_zip_holds_the_scripts_at_its_root(tmp_path):
    course = small_course(tmp_path / "course")
    assert export(tmp_path / "a.zip", "--course", course.root, "--hidden", "after_published") == 0
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        names = archive.namelist()
        assert {"setup.sh", "run_autograder", "requirements.txt", "settings.json"} <= set(names)
        assert {"course/suites/doubles/test_doubles.py", "course/solutions/doubles.py"} <= set(names)
        assert archive.getinfo("run_autograder").external_attr >> 16 & stat.S_IXUSR
        provenance = json.loads(archive.read("settings.json"))
    assert (provenance["sandbox"], provenance["hidden"]) == ("strict", "after_published")
    assert len(provenance["secret"]) == 32


def test_a_zip_for_an_assignment_says_so(tmp_path):
    course = small_course(tmp_path / "course")
    path = tmp_path / "course/suites/course.toml"
    path.write_text('[assignments.week3]\nexercises = ["doubles"]\n')
    assert export(tmp_path / "a.zip", "week3", "--course", course.root) == 0
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert json.loads(archive.read("settings.json"))["exercises"] == ["week3"]
        assert archive.read("course/suites/course.toml") == path.read_bytes()
    assert export(tmp_path / "b.zip", "week4", "--course", course.root) == 2


def test_what_export_refuses(wording, tmp_path, capsys):
    course = small_course(tmp_path / "course").root
    for out, complaint in [
        (tmp_path / "a.tar", "the name must end in .zip"),
        (course / "suites/course.toml/a.zip", "cannot be"),
    ]:
        assert export(out, "--course", course) == 2
        assert complaint in capsys.readouterr().err
    (tmp_path / "a.zip").write_text("old")
    assert export(tmp_path / "a.zip", "--course", course) == 2
    assert "exists; --force overwrites it" in capsys.readouterr().err
    assert export(tmp_path / "b.zip", "--course", tmp_path) == 2
    assert capsys.readouterr().err == wording
    assert export(tmp_path / "a.zip", "--course", course, "--force") == 0


def test_without_the_sandbox_there_is_no_result(wording, tmp_path, monkeypatch, capsys):
    """Instead of a score that is wrong; Gradescope then says that the autograder failed."""
    unpack(tmp_path, make_autograder(small_course(tmp_path / "course"), Autograder()))
    (tmp_path / "submission/doubles.py").write_text(RIGHT)
    (tmp_path / "results/results.json").write_text('{"score": 4}')
    monkeypatch.setattr("grader.grading.grader.available", lambda: ())
    assert main(tmp_path) == 3
    assert capsys.readouterr().out == wording
    assert not (tmp_path / "results/results.json").exists()


def test_a_fault_of_the_grader_leaves_no_result(wording, tmp_path, monkeypatch, capsys):
    unpack(tmp_path, make_autograder(small_course(tmp_path / "course"), Autograder()))
    graded = report(check(status="internal"))
    monkeypatch.setattr("grader.grading.grader.Grader.grade", lambda self, work, chosen: graded)
    assert main(tmp_path) == 3
    assert capsys.readouterr().out == wording
    assert not (tmp_path / "results/results.json").exists()


def unpack(root: Path, data: bytes) -> None:
    """Folders as Gradescope lays them out below /autograder."""
    for name in ("source", "submission", "results"):
        (root / name).mkdir(parents=True, exist_ok=True)
    (root / "autograder.zip").write_bytes(data)
    with zipfile.ZipFile(root / "autograder.zip") as archive:
        archive.extractall(root / "source")


def set_up(root: Path, tools: Path, environment: dict[str, str]) -> None:
    """Runs setup.sh with an apt-get that does nothing, and with no requirement but the grader."""
    tools.mkdir()
    for name, script in (("apt-get", "exit 0"), ("python3", f'exec {sys.executable} "$@"')):
        (tools / name).write_text(f"#!/bin/sh\n{script}\n")
        (tools / name).chmod(0o755)
    requirements = root / "source/requirements.txt"
    requirements.write_text(requirements.read_text().splitlines()[0])
    offline = {"PATH": f"{tools}:{environment['PATH']}", "PIP_NO_DEPS": "1", "PIP_NO_INDEX": "1"}
    subprocess.run(["bash", root / "source/setup.sh"], env={**environment, **offline}, check=True)
    assert (root / "source/course").stat().st_mode & 0o077 == 0


@pytest.mark.slow
def test_a_run_as_on_gradescope(tmp_path, lend):
    root = tmp_path / "autograder"
    unpack(root, make_autograder(small_course(tmp_path / "course"), Autograder(hidden="after_published")))
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment["AUTOGRADER_ROOT"] = str(root)
    set_up(root, tmp_path / "tools", environment)
    lend(root / "source/.venv")

    def graded(text: str) -> dict[str, Any]:
        (root / "submission/doubles.py").write_text(text.replace("ROOT", str(root)))
        command = ["bash", root / "source/run_autograder"]
        done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")
        found: dict[str, Any] = json.loads((root / "results/results.json").read_bytes())
        jsonschema.validate(found, PUBLISHED)
        return found

    right = graded(RIGHT)
    assert right["score"] == 4
    assert [test["status"] for test in right["tests"]] == ["passed"] * 3
    assert [test["visibility"] for test in right["tests"]] == ["visible", "visible", "after_published"]
    wrong = graded(WRONG)
    assert wrong["score"] < 4
    assert "expected" in next(test["output"] for test in wrong["tests"] if test["status"] == "failed")
    assert graded(BROKEN)["score"] == 0
    assert graded(STUB)["score"] == 0
    cunning = graded(CUNNING)
    assert cunning["score"] == 0
    assert "BEGIN SOLUTION" not in json.dumps(cunning)
    assert "secret" not in json.dumps(cunning)
