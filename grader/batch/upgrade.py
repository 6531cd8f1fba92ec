"""Brings the gradebook of an older version up to date, in one transaction."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, RowMapping, text
from sqlalchemy.orm import Session

from grader.batch.tables import Attempt, Base, Grading, Mark, Member
from grader.report.model import Report


def from_1(connection: Connection) -> None:
    """Schema 1 had one table of graded attempts, `attempts`, by what the upload was called. One submission, graded
    under several versions of the suites, becomes one attempt. What was handed in was not kept yet."""
    connection.execute(text("ALTER TABLE attempts RENAME TO graded_attempts"))
    connection.execute(text("DROP INDEX IF EXISTS ix_attempts_student"))
    Base.metadata.create_all(connection)
    students: dict[str, Member] = {}
    last: dict[str, Attempt] = {}
    gradings: dict[tuple[int, str, str], Grading] = {}
    with Session(connection) as session:
        for row in connection.execute(text("SELECT * FROM graded_attempts ORDER BY id")).mappings():
            report = msgspec.json.decode(row["report"], type=Report)
            name, work = row["student"], report.submission.sha256 or row["fingerprint"]
            if name not in students:
                students[name] = Member(name=name, roster_id="", full_name="", email="", language="", listed=True)
                session.add(students[name])
                session.flush()
            if name not in last or last[name].work != work:
                number = last[name].number + 1 if name in last else 1
                last[name] = _attempt(students[name].id, number, work, row, report)
                session.add(last[name])
                session.flush()
            attempt = last[name].id
            gradings[attempt, row["exercises"], row["fingerprint"]] = _grading(attempt, row, report)
        session.add_all(gradings.values())
        session.flush()
    connection.execute(text("DROP TABLE graded_attempts"))


def _attempt(student: int, number: int, work: str, row: RowMapping, report: Report) -> Attempt:
    return Attempt(
        student_id=student,
        number=number,
        work=work,
        shown=report.submission.path,
        handed_in="",
        late=False,
        numbered=0,
        seen_at=row["graded_at"],
        files="",
        alone=False,
        problem=row["problem"],
    )


def _grading(attempt: int, row: RowMapping, report: Report) -> Grading:
    marks = {each.name: Mark(row["suites"], each.status, each.score, each.max_score) for each in report.exercises}
    kept = ("id", "exercises", "fingerprint", "graded_at", "score", "max_score", "report")
    return Grading(
        attempt_id=attempt,
        circumstances="",
        internal=bool(row["internal"]),
        marks=msgspec.json.encode(marks).decode(),
        **{name: row[name] for name in kept},
    )
