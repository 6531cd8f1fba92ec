"""The report as CSV: a row for each check."""

from __future__ import annotations

import csv
import io

from grader.feedback import Text, sentences
from grader.language import render as said
from grader.report.model import CheckResult, ExerciseResult, Report
from grader.report.text import defused, points

CHECK = ("name", "title", "visibility", "status", "score", "max_score", "message", "hint")
COUNTEREXAMPLE = ("call", "returned", "expected")
COLUMNS = ("submission", "exercise", *CHECK, *COUNTEREXAMPLE, "output", "note", "remarks")
"""Named as in the JSON report, in every language: programs read them."""


def render(report: Report, language: str) -> bytes:
    """UTF-8 with a mark that Excel knows it by. An exercise without checks has a row of its own, without a name."""
    text = io.StringIO()
    rows = csv.writer(text, quoting=csv.QUOTE_ALL)
    rows.writerow(COLUMNS)
    for exercise in report.exercises:
        for row in map(_check, exercise.checks) if exercise.checks else [_whole(exercise)]:
            remarks = sentences(*(remark.text for remark in (*report.remarks, *exercise.remarks)), separator="; ")
            cells = (report.submission.path, exercise.name, *row, exercise.note, remarks)
            rows.writerow(defused(said(cell, language)) for cell in cells)
    return text.getvalue().encode("utf-8-sig")


def _check(check: CheckResult) -> list[Text]:
    called = check.counterexample
    cells = [getattr(check, name) for name in CHECK] + [getattr(called, name, "") for name in COUNTEREXAMPLE]
    return [points(cell) if isinstance(cell, int | float) else cell for cell in (*cells, check.output)]


def _whole(exercise: ExerciseResult) -> list[Text]:
    score = points(exercise.score), points(exercise.max_score)
    return ["", exercise.title, "", exercise.status, *score, exercise.message, "", "", "", "", ""]
