"""A CSV for mail merge: of each student the address, the points, and the path of the report to attach."""

from __future__ import annotations

from pathlib import Path

from grader.batch.exports.grades import Grades, number, table

HEADS = ("student", "id", "name", "email", "points", "max", "excused", "status", "report")


def export(grades: Grades, folder: Path) -> bytes:
    rows = [HEADS]
    for grade in grades.of:
        student = grade.student
        score = "" if grade.score is None else number(grade.score)
        page = folder.resolve() / student.report
        path = str(page) if student.report and page.is_file() else ""
        cells = (student.student, student.id, student.name, student.email, score, number(grades.max_score))
        rows.append((*cells, "yes" if grade.excused else "", student.state, path))
    return table(rows)
