"""`class.json`: what a run over a class came to, for the exports and other programs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from grader.batch.class_report import ClassReport, ClassRow, StudentState
from grader.errors import UsageError
from grader.feedback import N_, phrase
from grader.files import read_bytes
from grader.language import render

if TYPE_CHECKING:  # it opens gradebooks, which an export does not
    from grader.batch.publication import LastPublication, StudentMarks

FILE = "class.json"
VERSION = 1


class NoGrades(UsageError):
    """There is nothing to export; the message says what to do."""


class ClassPart(msgspec.Struct, frozen=True):
    """An exercise, or an assignment with the names of its exercises."""

    name: str
    title: str
    max_score: float
    exercises: tuple[str, ...] = ()


class PublishedPoints(msgspec.Struct, frozen=True, kw_only=True):
    """Points as students were told of them."""

    score: float
    points: dict[str, float] = {}
    """By exercise."""
    excused: tuple[str, ...] = ()
    """Exercises that did not count."""


class StudentPoints(msgspec.Struct, frozen=True, kw_only=True):
    """A student; what nobody knows is empty."""

    student: str
    """What the reports call the student."""
    id: str = ""
    """The roster's."""
    name: str = ""
    email: str = ""
    state: StudentState
    points: dict[str, float] = {}
    """By exercise; none where there is nothing that could be graded."""
    score: float | None = None
    """Of all that was graded."""
    excused: tuple[str, ...] = ()
    """Exercises that do not count for this student."""
    report: str = ""
    """The page for the student, as seen from the output folder."""
    entries: tuple[str, ...] = ()
    """What the learning system's download called the student's files and folders."""
    published: PublishedPoints | None = None
    """What `grade publish` recorded last; None where it recorded nothing of the student."""

    @property
    def is_final(self) -> bool:
        """Whether the points may be told to anybody."""
        return self.state in ("graded", "problem") and self.score is not None


class ClassData(msgspec.Struct, frozen=True, kw_only=True):
    schema: int = VERSION
    course: str
    max_score: float
    exercises: tuple[ClassPart, ...]
    assignments: tuple[ClassPart, ...] = ()
    students: tuple[StudentPoints, ...]
    published: str = ""
    """When points were last published, as ISO 8601 has it; empty where they never were."""


def data_of(report: ClassReport, language: str, announced: LastPublication | None = None) -> bytes:
    """The report on a class as `class.json`, with what was last `announced` to students."""
    heads = [exercise.head for exercise in report.exercises]
    names = [head.name for head in heads]
    found = ClassData(
        course=report.course,
        max_score=report.max_score,
        exercises=tuple(ClassPart(each.name, render(each.title, language), each.max_score) for each in heads),
        assignments=tuple(
            ClassPart(each.name, render(each.title, language), each.max_score, each.exercises)
            for each in report.assignments
        ),
        students=tuple(_graded(row, names, announced) for row in report.rows),
        published=announced.at.isoformat() if announced else "",
    )
    return msgspec.json.format(msgspec.json.encode(found)) + b"\n"


def read_class(folder: Path) -> ClassData:
    """What `grade batch` has left in its output folder; NoGrades where there is none, or where it cannot be read."""
    path = folder / FILE
    if not path.is_file():
        reason = N_(
            "{path}: there is no such file; grade the class first with `grade batch`, or name its output with --graded"
        )
        raise NoGrades(phrase(reason, path=path))
    try:
        return msgspec.json.decode(read_bytes(path), type=ClassData)
    except msgspec.MsgspecError:
        reason = N_("{path}: this is not what `grade batch` writes; run it again")
        raise NoGrades(phrase(reason, path=path)) from None


def entries_in(folder: Path) -> dict[str, tuple[str, ...]]:
    """What an earlier run has noted of each student's files in a download; nothing where there was none."""
    try:
        return {student.student: student.entries for student in read_class(folder).students}
    except UsageError:
        return {}


def _graded(row: ClassRow, names: Sequence[str], announced: LastPublication | None) -> StudentPoints:
    entry = row.entry
    told = announced.students.get(entry.student) if announced else None
    outcomes = dict(zip(names, row.outcomes, strict=True)) if row.outcomes else {}
    dropped = {name for name, outcome in outcomes.items() if outcome and outcome.dropped}
    return StudentPoints(
        student=_whole(entry.student),
        id=_whole(entry.id),
        name=_whole(entry.name),
        email=_whole(entry.email),
        state=row.state,
        points={name: outcome.score for name, outcome in outcomes.items() if outcome},
        score=row.score if row.outcomes else None,
        excused=tuple(name for name in names if name in entry.excused or name in dropped),
        report=_whole(entry.page),
        entries=tuple(map(_whole, entry.entries)),
        published=_points(told) if told else None,
    )


def _points(told: StudentMarks) -> PublishedPoints:
    return PublishedPoints(
        score=told.score,
        points={name: each.score for name, each in told.exercises.items()},
        excused=tuple(name for name, each in told.exercises.items() if not each.is_counted),
    )


def _whole(text: str) -> str:
    """Text without halves of surrogate pairs, which JSON cannot hold."""
    return text.encode("utf-8", "replace").decode()
