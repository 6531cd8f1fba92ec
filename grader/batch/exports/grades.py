"""What is exported: of each student the published points of the chosen exercises; before any are, those of today."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from grader.batch.class_data import ClassData, ClassPart, NoGrades, StudentPoints
from grader.feedback import N_, phrase
from grader.report.text import defused, one_line

MAX_CELL = 1000
_HARMLESS = re.compile(r"-?([0-9]+(\.[0-9]+)?)?")
"""Numbers, and the dash that stands for none."""


class ExportedGrade(NamedTuple):
    """What a student has of the chosen exercises: points, or that the student is excused, or neither."""

    student: StudentPoints
    score: float | None
    excused: bool = False


class Grades(NamedTuple):
    title: str
    exercises: tuple[ClassPart, ...]
    of: tuple[ExportedGrade, ...]
    published: bool = False
    """Whether these are points that `grade publish` has recorded."""

    @property
    def max_score(self) -> float:
        return sum(part.max_score for part in self.exercises)

    @property
    def unknown(self) -> list[str]:
        """Students whose points nobody knows: the grader failed, an upload could not be read, or nothing came."""
        return [grade.student.student for grade in self.of if grade.score is None and not grade.excused]


def choose(found: ClassData, names: Sequence[str]) -> Grades:
    """The grades for these exercises and assignments, for all that was graded without a name. NoGrades for a name that
    was not graded, with what may be meant."""
    parts = {part.name: part for part in (*found.exercises, *found.assignments)}
    for name in names:
        if name not in parts:
            near = get_close_matches(name, parts, n=1)
            reason = N_("{name} was not graded here. What was graded: {known}")
            if near:
                reason = N_("{name} was not graded here. Did you mean {near}? What was graded: {known}")
            raise NoGrades(phrase(reason, name=repr(name), near="".join(near), known=", ".join(parts)))
    chosen = [each for name in names for each in (parts[name].exercises or (name,))]
    wanted = tuple(part for part in found.exercises if not names or part.name in chosen)
    title = ", ".join(parts[name].title for name in names) or found.course
    published = bool(found.published)
    grades = tuple(_grade(student, [part.name for part in wanted], not names, published) for student in found.students)
    return Grades(title, wanted, grades, published)


def _grade(student: StudentPoints, names: Sequence[str], everything: bool, published: bool) -> ExportedGrade:
    """What was published of the student, where anything was of the class, else what is known today."""
    known = student.published if published else student if student.is_final else None
    counting = [name for name in names if name not in (student if known is None else known).excused]
    if not counting:
        return ExportedGrade(student, None, excused=True)
    if known is None or not set(counting) <= known.points.keys():
        return ExportedGrade(student, None)
    return ExportedGrade(student, known.score if everything else sum(known.points[name] for name in counting))


def number(score: float) -> str:
    """Points as learning systems take them: two decimals at most, a point before them."""
    return f"{score:.2f}".rstrip("0").rstrip(".")


def table(rows: Iterable[Sequence[str]], verbatim: int | None = None, encoding: str = "utf-8-sig") -> bytes:
    """A CSV with commas. The byte order mark tells Excel that it is UTF-8. Nothing in it is a formula, but for what
    stands in the column that is to stay `verbatim`."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in rows:
        writer.writerow([cell if place == verbatim else _cell(cell) for place, cell in enumerate(row)])
    return text.getvalue().encode(encoding, "replace")


def _cell(text: str) -> str:
    return text if _HARMLESS.fullmatch(text) else defused(one_line(text, MAX_CELL))
