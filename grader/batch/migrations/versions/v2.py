"""Keeps what was handed in, apart from what it was graded.

Revision 1 had one table of graded attempts, `attempts`, by what the upload was called. One submission, graded under
several versions of the suites, becomes one attempt. What was handed in was not kept yet.
"""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

Row = sa.RowMapping
revision = "2"
down_revision = "1"


def upgrade() -> None:
    op.rename_table("attempts", "graded_attempts")
    op.execute("DROP INDEX IF EXISTS ix_attempts_student")
    _convert(*_make_tables())
    op.drop_table("graded_attempts")


def _make_tables() -> tuple[sa.Table, sa.Table, sa.Table]:
    """Those of students, attempts and gradings are answered."""
    op.create_table("files", sa.Column("sha256", sa.String, primary_key=True), _column("content", sa.LargeBinary))
    students = op.create_table(
        "students",
        _key(),
        sa.Column("name", sa.String, nullable=False, unique=True),
        sa.Column("roster_id", sa.String, nullable=False, index=True),
        *_texts("full_name", "email", "language"),
        _column("listed", sa.Boolean),
    )
    attempts = op.create_table(
        "attempts",
        _key(),
        _reference("student_id", "students.id"),
        _column("number", sa.Integer),
        *_texts("work", "shown", "handed_in"),
        _column("late", sa.Boolean),
        _column("numbered", sa.Integer),
        *_texts("seen_at", "files"),
        _column("alone", sa.Boolean),
        *_texts("problem"),
        sa.UniqueConstraint("student_id", "number"),
    )
    gradings = op.create_table(
        "gradings",
        _key(),
        _reference("attempt_id", "attempts.id"),
        *_texts("exercises", "fingerprint", "circumstances", "graded_at"),
        _column("internal", sa.Boolean),
        _column("score", sa.Double),
        _column("max_score", sa.Double),
        *_texts("marks", "report"),
        sa.UniqueConstraint("attempt_id", "exercises", "fingerprint"),
    )
    op.create_table(
        "events",
        _key(),
        *_texts("at", "by"),
        _reference("student_id", "students.id"),
        *_texts("kind", "what"),
        sa.Column("undoes", sa.Integer, sa.ForeignKey("events.id")),
    )
    op.create_table("runs", _key(), *_texts("at", "by", "exercises", "language", "rules"))
    op.create_table("publications", _key(), *_texts("at", "by", "exercises"))
    op.create_table(
        "published",
        sa.Column("publication_id", sa.Integer, sa.ForeignKey("publications.id"), primary_key=True),
        sa.Column("student_id", sa.Integer, sa.ForeignKey("students.id"), primary_key=True),
        *_texts("points"),
    )
    return students, attempts, gradings


def _key() -> sa.Column[Any]:
    return sa.Column("id", sa.Integer, primary_key=True)


def _column(name: str, kind: type[sa.types.TypeEngine[Any]]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _texts(*names: str) -> list[sa.Column[Any]]:
    return [_column(name, sa.String) for name in names]


def _reference(name: str, target: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer, sa.ForeignKey(target), nullable=False, index=True)


def _convert(students: sa.Table, attempts: sa.Table, gradings: sa.Table) -> None:
    connection = op.get_bind()
    known: dict[str, int] = {}
    last: dict[str, tuple[int, int, str]] = {}
    graded: dict[tuple[int, str, str], dict[str, Any]] = {}
    rows = connection.execute(sa.text("SELECT * FROM graded_attempts ORDER BY id")).mappings().all()
    for row in rows:
        report, name = json.loads(row["report"]), row["student"]
        work = report["submission"]["sha256"] or row["fingerprint"]
        if name not in known:
            nothing = dict.fromkeys(("roster_id", "full_name", "email", "language"), "")
            known[name] = _insert(connection, students, name=name, listed=True, **nothing)
        attempt, number, before = last.get(name, (0, 0, ""))
        if before != work:
            number += 1
            attempt = _insert(connection, attempts, **_attempt(known[name], number, work, row, report))
            last[name] = attempt, number, work
        graded[attempt, row["exercises"], row["fingerprint"]] = _grading(attempt, row, report)
    for values in graded.values():
        _insert(connection, gradings, **values)


def _insert(connection: sa.Connection, table: sa.Table, **values: object) -> int:
    return int(connection.execute(table.insert().values(values).returning(table.c.id)).scalar_one())


def _attempt(student: int, number: int, work: str, row: Row, report: dict[str, Any]) -> dict[str, Any]:
    unknown = {"handed_in": "", "files": "", "late": False, "numbered": 0, "alone": False}
    told = {"student_id": student, "number": number, "work": work, "shown": report["submission"]["path"]}
    return unknown | told | {"seen_at": row["graded_at"], "problem": row["problem"]}


def _grading(attempt: int, row: Row, report: dict[str, Any]) -> dict[str, Any]:
    marks = {
        each["name"]: {"suite": row["suites"]} | {part: each[part] for part in ("status", "score", "max_score")}
        for each in report["exercises"]
    }
    kept = ("exercises", "fingerprint", "graded_at", "score", "max_score", "report")
    told = {"attempt_id": attempt, "circumstances": "", "internal": bool(row["internal"]), "marks": json.dumps(marks)}
    return told | {name: row[name] for name in kept}
