"""Results that are kept in a workspace: what has not changed is not graded again, and trouble with the files is none of
the student's."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from small_course import CHECK, RIGHT, WRONG, small_course

from grader.grading import kept
from grader.grading.events import Finished, Warming
from grader.grading.grader import Options
from grader.grading.kept import KeptResults
from grader.grading.own_work import own_grader
from grader.report.model import CheckResult, ExerciseResult, Report, for_student

RESULT = ExerciseResult(name="doubles", title="Doubles", status="passed", score=1, max_score=1)


class Student:
    """Grades own work in a workspace, in a new process each time as it were."""

    def __init__(self, folder: Path, server) -> None:
        self.workspace, self.work = folder / "work", folder / "work" / "exercises" / "doubles.py"
        self.work.parent.mkdir(parents=True)
        self.course = small_course(folder / "course")
        self._server = server

    @property
    def files(self) -> list[Path]:
        return sorted((self.workspace / ".grade" / "results").iterdir())

    def grade(self, text: str = "", *, fresh: bool = False, options: Options | None = None) -> tuple[Report, bool]:
        """The report as a student sees it, and whether it was known."""
        if text:
            self.work.write_text(text)
        seen: list = []
        with own_grader(self.course, options or Options(), self.workspace, fresh=fresh) as grader:
            grader._server = grader._lent = self._server
            report = grader.grade(self.work.parent, progress=seen.append)
        (known,) = [event.known for event in seen if isinstance(event, Finished)]
        assert not known or Warming() not in seen
        exercises = tuple(msgspec.structs.replace(for_student(each), seconds=0) for each in report.exercises)
        return msgspec.structs.replace(report, exercises=exercises), known


@pytest.fixture
def student(tmp_path, server) -> Student:
    return Student(tmp_path, server)


def test_what_has_not_changed_is_not_graded_again(student):
    first, known = student.grade(WRONG)
    assert not known
    assert student.grade() == (first, True)
    assert student.grade(RIGHT)[1] is False
    assert student.grade(WRONG) == (first, True)  # as it was before
    assert student.grade(fresh=True) == (first, False)


def test_another_suite_sandbox_or_secret_is_another_grading(student):
    student.grade(RIGHT)
    for options in (Options(secret="s"), Options(without=("landlock-scope",))):
        assert student.grade(options=options)[1] is False
    suite = student.course.exercises[0].suite
    (suite / "test_doubles.py").write_text((suite / "test_doubles.py").read_text() + "\n# another version\n")
    assert student.grade()[1] is False


def test_nothing_hidden_is_kept(student):
    student.grade("def double(x):\n    print('seen', x)\n    return 2 * x if isinstance(x, float) else None\n")
    (path,) = student.files
    result = msgspec.json.decode(path.read_bytes(), type=ExerciseResult)
    (hidden,) = [check for check in result.checks if check.visibility == "hidden"]
    assert hidden.status == "failed"
    assert result == for_student(result)
    assert (hidden.output, hidden.counterexample, hidden.place) == ("", None, None)


def test_it_stays_out_of_version_control(student):
    student.grade(RIGHT)
    assert (student.workspace / ".grade" / ".gitignore").read_text() == "*\n"


@pytest.mark.parametrize("status", ["timeout", "crashed", "internal"])
def test_what_a_busy_machine_may_cause_is_graded_again(tmp_path, status):
    check = CheckResult(name="test_it", title="it", status=status, score=0, max_score=1)
    KeptResults(tmp_path).add("k", msgspec.structs.replace(RESULT, checks=(check,)))
    assert KeptResults(tmp_path).find("k") is None


def spoil(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def replace_by_binary(path: Path) -> None:
    path.write_bytes(b"\xff\xfe\0")


def replace_by_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def replace_by_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def replace_by_nesting(path: Path) -> None:
    path.write_bytes(b"[" * 100_000)


@pytest.mark.parametrize(
    "damage", [spoil, empty, replace_by_binary, replace_by_pipe, replace_by_folder, replace_by_nesting]
)
def test_a_damaged_file_is_as_good_as_none(tmp_path, damage):
    KeptResults(tmp_path).add("k", RESULT)
    assert KeptResults(tmp_path).find("k") == RESULT
    damage(tmp_path / ".grade" / "results" / "k.json")
    assert KeptResults(tmp_path).find("k") is None
    KeptResults(tmp_path).add("k", RESULT)  # it may stay as it is, but does no harm


FULL = "mount -t tmpfs -o size=8k {folder} {folder} && head -c 99999 /dev/zero > {folder}/full; exec {python}"
READ_ONLY = "mount -t tmpfs -o ro {folder} {folder} && exec {python}"
KEEPS = """
from pathlib import Path
from grader.grading.kept import KeptResults
from grader.report.model import ExerciseResult
kept = KeptResults(Path.cwd())
kept.add("k", ExerciseResult(name="n", title="t", status="passed", score=1, max_score=1))
print(kept.find("k"))
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a disk takes root")
@pytest.mark.parametrize("disk", [FULL, READ_ONLY])
def test_a_disk_that_cannot_be_written_keeps_nothing(tmp_path, disk):
    python = f"sh -c 'cd {tmp_path} && {sys.executable} -c \"$CODE\"'"
    command = ["unshare", "--mount", "sh", "-c", disk.format(folder=tmp_path, python=python)]
    environment = {**os.environ, "CODE": KEEPS}
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ran.stdout == "None\n", ran.stderr


def test_the_oldest_go_when_there_are_too_many(tmp_path, monkeypatch):
    monkeypatch.setattr(kept, "MAX_FILES", 3)
    results = tmp_path / ".grade" / "results"
    for number in range(5):
        KeptResults(tmp_path).add(str(number), RESULT)
        os.utime(results / f"{number}.json", (number, number))
    assert sorted(path.stem for path in results.iterdir()) == ["2", "3", "4"]


def test_they_take_no_more_than_their_share_of_the_disk(tmp_path, monkeypatch):
    large = msgspec.structs.replace(RESULT, message="m" * 1000)
    monkeypatch.setattr(kept, "MAX_BYTES", 2500)
    for number in range(5):
        KeptResults(tmp_path).add(str(number), large)
    assert sum(path.stat().st_size for path in (tmp_path / ".grade" / "results").iterdir()) <= 2500


def test_the_newest_stays_though_the_clock_was_set_back(tmp_path, monkeypatch):
    monkeypatch.setattr(kept, "MAX_FILES", 2)
    future = 2**33
    for name in "ab":
        KeptResults(tmp_path).add(name, RESULT)
        os.utime(tmp_path / ".grade" / "results" / f"{name}.json", (future, future))
    KeptResults(tmp_path).add("c", RESULT)
    assert KeptResults(tmp_path).find("c") == RESULT


def test_two_at_once_never_see_half_a_result(student, monkeypatch):
    """Both write the same key: whoever comes second replaces a whole file by a whole one."""
    one, other = KeptResults(student.workspace), KeptResults(student.workspace)
    one.add("k", RESULT)
    replaced = Path.replace

    def while_it_is_moved(path: Path, target: Path) -> Path:
        assert other.find("k") == RESULT
        return replaced(path, target)

    monkeypatch.setattr(Path, "replace", while_it_is_moved)
    one.add("k", RESULT)
    assert [path.name for path in student.files] == ["k.json"]


def test_somebody_elses_work_is_graded_without_a_workspace(tmp_path, server):
    (tmp_path / "doubles.py").write_text(RIGHT)
    grade: Callable = own_grader(small_course(tmp_path / "course", CHECK, points=1), Options(), None).grade
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("grader.grading.grader.open_server", lambda *given: server)
        assert grade(tmp_path / "doubles.py").exit_code == 0
    assert not list(tmp_path.rglob(".grade"))
