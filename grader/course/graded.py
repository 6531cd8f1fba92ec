"""What the last grading of each exercise said, kept in the workspace for `grade hint` and `grade status`.

A file that cannot be read or written is as good as none: hints then begin with the first again.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
from msgspec.structs import replace

from grader.course.model import Course, Exercise
from grader.course.progress import places, read_cells
from grader.feedback import Text
from grader.files import FileError, replace_file, write
from grader.report.functions import by_function
from grader.report.model import STATUSES, ExerciseResult, Report, for_audience

FOLDER = ".grade"
FILE = "last.json"
LARGEST = 8 << 20
"""Bytes of the file."""


class ShownCheck(msgspec.Struct, frozen=True):
    """A check that lost points, and the hint that its student was given."""

    name: str
    hint: Text = ""


class GradedExercise(msgspec.Struct, frozen=True):
    """An exercise as it was graded. `before` is the score of the work before, and `work` a mark of the files."""

    score: float
    max_score: float
    work: str
    before: float | None = None
    message: Text = ""
    started: bool = True
    lost: tuple[ShownCheck, ...] = ()


class WorkspaceMemory(msgspec.Struct, frozen=True):
    """What a workspace knows: the names that were graded `last`, every exercise that was ever graded, and the level of
    the hint that was `shown` of a check."""

    course: str = ""
    last: tuple[str, ...] = ()
    exercises: dict[str, GradedExercise] = {}
    shown: dict[str, int] = {}

    @property
    def lost(self) -> list[str]:
        """`gates.test_step`: the checks that lost points in the last grading."""
        return [f"{name}.{check.name}" for name in self.last for check in self.exercises[name].lost]


def recall(root: Path, course: Course) -> WorkspaceMemory:
    """What is known of this course in the workspace at `root`."""
    path = root / FOLDER / FILE
    with contextlib.suppress(OSError, msgspec.MsgspecError, ValueError):
        if path.is_file() and path.stat().st_size <= LARGEST:
            memory = msgspec.json.decode(path.read_bytes(), type=WorkspaceMemory)
            if memory.course == course.name and set(memory.last) <= set(memory.exercises):
                return memory
    return WorkspaceMemory(course.name)


def marks(exercises: Iterable[Exercise], folder: Path) -> dict[str, str]:
    """A mark of each exercise's files, which tells later whether they were edited."""
    return {exercise.name: mark(exercise, folder) for exercise in exercises}


def mark(exercise: Exercise, folder: Path) -> str:
    """Of notebooks the code counts alone: who only runs one has not edited it."""
    contents: list[object] = []
    for path in places(exercise, folder):
        with contextlib.suppress(OSError):
            data = path.read_bytes() if path.is_file() else b""
            contents.append([cell.text for cell in read_cells(data) if cell.cell_type == "code"] or data)
    return hashlib.sha256(msgspec.msgpack.encode(contents)).hexdigest()


def remember(root: Path, course: Course, report: Report, works: Mapping[str, str]) -> bool:
    """Notes what a student is told by a report on `works`, as they were marked before; whether it could be written."""
    memory = recall(root, course)
    results = [each for each in for_audience(report, "student").exercises if not STATUSES[each.status].ours]
    found = {each.name: _graded(each, works[each.name], memory.exercises.get(each.name)) for each in results}
    known = memory.exercises | found
    lost = {f"{name}.{check.name}" for name, graded in known.items() for check in graded.lost}
    shown = {check: level for check, level in memory.shown.items() if check in lost or check.split(".")[0] not in found}
    return keep(root, replace(memory, last=tuple(found), exercises=known, shown=shown))


def keep(root: Path, memory: WorkspaceMemory) -> bool:
    """Whether it could be written; nothing is, where nobody works."""
    if not (root / "exercises").is_dir():
        return False
    try:
        replace_file(memory_folder(root) / FILE, msgspec.json.encode(memory))
    except FileError:
        return False
    return True


def memory_folder(root: Path) -> Path:
    """The folder for what a workspace knows, which git ignores; FileError when it cannot be written."""
    if not (root / FOLDER / ".gitignore").exists():
        write(root / FOLDER / ".gitignore", "*\n")
    return root / FOLDER


def _graded(result: ExerciseResult, work: str, known: GradedExercise | None) -> GradedExercise:
    before = None
    if known is not None:  # grading the same again is no news
        before = known.before if known.work == work else known.score
    started = STATUSES[result.status].started
    start = by_function(result).start
    lost = [check for check in result.checks if check.score < check.max_score and not STATUSES[check.status].ours]
    lost.sort(key=lambda check: start is None or check not in start.checks)  # the function to look at first
    return GradedExercise(
        score=result.score,
        max_score=result.max_score,
        work=work,
        before=before,
        message=result.message,
        started=started,
        lost=tuple(ShownCheck(each.name, each.hint) for each in lost if started),
    )
