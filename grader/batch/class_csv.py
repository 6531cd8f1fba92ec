"""The grades of a class as CSV, for a spreadsheet or a learning platform."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from grader.batch.class_report import ClassReport, ClassRow, StudentExercise
from grader.language import render as said
from grader.report.text import defused, one_line, points

COLUMNS_BEFORE = ("student", "id", "name", "total", "max")
COLUMNS_AFTER = ("status", "attempts", "problem", "remarks")
EXCUSED = "EX"


def render(report: ClassReport, language: str) -> bytes:
    """A row per student, with the points of exercises, then of assignments; without a report they are empty, not 0, and
    for an excused exercise they are EX.

    The byte order mark tells Excel that the file is UTF-8.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    names = [*(exercise.head.name for exercise in report.exercises), *(each.name for each in report.assignments)]
    heads = [*COLUMNS_BEFORE, *names, *COLUMNS_AFTER]
    for cells in (heads, *(_cells(row, names, language) for row in report.rows)):
        writer.writerow([defused(one_line(cell, 300)) for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def _cells(row: ClassRow, names: Sequence[str], language: str) -> Iterator[str]:
    entry = row.entry
    yield from (entry.student, entry.id, entry.name)
    if row.outcomes:
        yield from (points(row.score), points(row.max_score))
        yield from map(_points, row.outcomes)
        yield from ("" if total is None else points(total) for total in row.totals)
    else:
        yield from ["", ""]
        yield from (EXCUSED if name in entry.excused else "" for name in names)
    problems = (said(text, language) for text in (entry.problem, *row.notes))
    remarks = (said(text, language) for text in row.remarks)
    yield from (row.state, str(entry.attempts), "; ".join(filter(None, problems)), "; ".join(remarks))


def _points(outcome: StudentExercise | None) -> str:
    if outcome is None:
        return ""
    return EXCUSED if outcome.excused else points(outcome.score)
