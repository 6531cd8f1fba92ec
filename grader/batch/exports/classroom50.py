"""`result.json` of Classroom 50, whose collector reads one from the release of each student's submission.

Points are whole numbers there, so all of them are multiplied by the smallest number that makes them whole. Who handed
in what and when, the clone's own `result.json` says. It lies in the student's repository, so it decides nothing else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction
from math import lcm
from pathlib import Path
from typing import NamedTuple

import msgspec

from grader.batch.class_data import StudentPoints
from grader.batch.exports.grades import ExportedGrade, Grades
from grader.batch.listing import FilesBelow

SCHEMA = "classroom50/result/v1"
FILE = "result.json"
MOST = 100
"""By which points are multiplied at most; what is left of them then is rounded."""
_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,37}[A-Za-z0-9])?")


class CloneResult(msgspec.Struct, frozen=True):
    """What is taken from a clone's own result; texts only."""

    submission: str = ""
    commit: str = ""
    release: str = ""
    review: str = ""
    datetime: str = ""


class StudentResult(NamedTuple):
    login: str
    """Of GitHub; empty where a student has none."""
    student: str
    content: bytes


def export(
    grades: Grades, classroom: str, assignment: str, clones: Path | None, now: datetime
) -> Iterator[StudentResult]:
    """A result for each student with points. `clones` is the folder of the repositories."""
    figures = [part.max_score for part in grades.exercises]
    figures += [score for grade in grades.of for score in grade.student.points.values()]
    factor = factor_of([*figures, *(grade.score or 0.0 for grade in grades.of)])
    files = FilesBelow(clones) if clones else None
    for grade in grades.of:
        if grade.score is None:
            continue
        known = _known(files, grade.student)
        moment = now.strftime("%Y-%m-%dT%H:%M:%SZ")
        manual = f"submit/manual-{moment.replace(':', '-')}"
        login = _login(grade.student, classroom, assignment)
        found = {
            "schema": SCHEMA,
            "classroom": classroom,
            "assignment": assignment,
            "assignment_type": "individual",
            "owner": login,
            "submission": known.submission if known.submission.startswith("submit/") else manual,
            "commit": known.commit or manual,
            "release": known.release or manual,
            "review": known.review or known.commit or manual,
            "datetime": known.datetime or moment,
            "graded_at": moment,
            "score": round(grade.score * factor),
            "max-score": round(grades.max_score * factor),
            "tests": list(_tests(grade, grades, factor)),
        }
        yield StudentResult(
            login, grade.student.student, json.dumps(found, indent=2, ensure_ascii=False).encode() + b"\n"
        )


def factor_of(figures: list[float]) -> int:
    """The smallest whole number that makes all of these whole, or a hundred."""
    factor = 1
    for figure in figures:
        factor = lcm(factor, Fraction(figure).limit_denominator(1000).denominator)
        if factor > MOST:
            return MOST
    return factor


def _tests(grade: ExportedGrade, grades: Grades, factor: int) -> Iterator[dict[str, object]]:
    for part in grades.exercises:
        if part.name in grade.student.points and part.name not in grade.student.excused:
            score, most = (round(figure * factor) for figure in (grade.student.points[part.name], part.max_score))
            yield {"test-name": part.name, "passed": score >= most, "score": min(score, most), "max-score": most}


def _known(files: FilesBelow | None, student: StudentPoints) -> CloneResult:
    for entry in student.entries if files else ():
        try:
            return msgspec.json.decode(files.read((entry, FILE)) if files else b"", type=CloneResult)
        except msgspec.MsgspecError:
            continue
    return CloneResult()


def _login(student: StudentPoints, classroom: str, assignment: str) -> str:
    """The roster's id, else what the name of the clone ends in."""
    names = [student.id] if student.id != student.student else []
    for prefix in (f"{classroom}-{assignment}-", f"{assignment}-"):
        names += [entry[len(prefix) :] for entry in student.entries if entry.lower().startswith(prefix.lower())]
    return next((name for name in [*names, student.student] if _LOGIN.fullmatch(name)), "")
