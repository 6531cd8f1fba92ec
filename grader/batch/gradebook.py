"""The gradebook of a class: an SQLite file that keeps every result and every attempt.

Each result is committed as it arrives, under the name of what it follows from, so that a run that is killed loses
nothing and the next one grades only the rest.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, Select, create_engine, event, func, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from grader.batch.policy import Attempted, Policy, counting
from grader.errors import UsageError
from grader.feedback import N_, Message, Text, phrase
from grader.report.model import ExerciseResult, Report

SCHEMA = 1
"""Stored in the file; a gradebook of a newer one is not touched."""
WAIT_SECONDS = 30
"""For another run that is writing to the same gradebook."""


class GradebookError(UsageError):
    """A gradebook that cannot be used; the message names the file and says why."""


class Base(DeclarativeBase):
    pass


class Result(Base):
    """The result of one exercise's work, whoever handed it in."""

    __tablename__ = "results"
    key: Mapped[str] = mapped_column(primary_key=True)
    exercise: Mapped[str]
    work: Mapped[str]
    """The hash of what the exercise needs of a submission."""
    suite: Mapped[str]
    result: Mapped[str]
    """An ExerciseResult, as JSON."""


class Attempt(Base):
    """One student's submission, graded."""

    __tablename__ = "attempts"
    id: Mapped[int] = mapped_column(primary_key=True)
    student: Mapped[str] = mapped_column(index=True)
    graded_at: Mapped[str]
    """UTC, ISO 8601."""
    fingerprint: Mapped[str]
    """Of everything that the report follows from."""
    exercises: Mapped[str]
    """What was graded, so that only like is compared with like."""
    suites: Mapped[str]
    internal: Mapped[bool]
    score: Mapped[float]
    max_score: Mapped[float]
    problem: Mapped[str]
    """Why the upload could not be taken in; empty otherwise, or a message as JSON."""
    report: Mapped[str]
    """A Report as an instructor may see it, as JSON; its messages are data."""

    def graded(self) -> Report:
        return msgspec.json.decode(self.report, type=Report)

    @property
    def why(self) -> Text:
        """Why the upload could not be taken in; older versions kept plain text."""
        try:
            return msgspec.json.decode(self.problem, type=Message)
        except msgspec.DecodeError:
            return self.problem


class Gradebook:
    """An open gradebook, as a context manager."""

    def __init__(self, path: Path, *, new: bool = True) -> None:
        """Opens the file. Where there is none it makes one, if a `new` one is wanted, else one that is gone when it is
        closed. GradebookError where it cannot be used."""
        self._path = path
        self._engine = _connect(path if new or path.exists() else None)
        with self._explained():
            if new:
                path.parent.mkdir(parents=True, exist_ok=True)
            with self._engine.begin() as connection:
                found = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
                if found > SCHEMA:
                    reason = N_(
                        "{path}: it has schema {found}, but this version of grade only reads {known}; upgrade grade"
                    )
                    raise GradebookError(phrase(reason, path=path, found=found, known=SCHEMA))
                connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA}")
            Base.metadata.create_all(self._engine)

    def __enter__(self) -> Gradebook:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._engine.dispose()

    def keys(self) -> set[str]:
        """Of all results."""
        with self._session() as session:
            return set(session.scalars(select(Result.key)))

    def result(self, key: str) -> ExerciseResult:
        with self._session() as session:
            found = session.scalars(select(Result.result).where(Result.key == key)).one()
            return msgspec.json.decode(found, type=ExerciseResult)

    def add_result(self, key: str, work: str, suite: str, result: ExerciseResult) -> None:
        """Keeps a result, in place of one that there may be."""
        with self._session() as session:
            session.merge(Result(key=key, exercise=result.name, work=work, suite=suite, result=_json(result)))

    def suites_of(self, exercise: str, work: str) -> set[str]:
        """The versions of the suite under which this work has a result."""
        with self._session() as session:
            query = select(Result.suite).where(Result.exercise == exercise, Result.work == work)
            return set(session.scalars(query))

    def add_attempt(self, student: str, fingerprint: str, report: Report, problem: Text = "") -> None:
        """Keeps an attempt. It takes the place of the student's last one where that is the same, graded once more, or
        where the grader itself failed in it."""
        names = [exercise.name for exercise in report.exercises]
        attempt = Attempt(
            student=student,
            graded_at=datetime.now(UTC).isoformat(timespec="seconds"),
            fingerprint=fingerprint,
            exercises=",".join(names),
            suites=report.environment["suites"],
            internal=report.internal,
            score=report.score,
            max_score=report.max_score,
            problem=problem if isinstance(problem, str) else _json(problem),
            report=_json(report),
        )
        with self._session() as session:
            last = session.scalars(_attempts(student, names).order_by(Attempt.id.desc()).limit(1)).first()
            if last is not None and (last.internal or last.fingerprint == fingerprint):
                session.delete(last)
            session.add(attempt)

    def fingerprints(self, exercises: Sequence[str]) -> dict[str, str]:
        """Of each student's last attempt at these exercises; empty where the grader failed in it."""
        with self._session() as session:
            query = select(Attempt.student, Attempt.fingerprint, Attempt.internal).order_by(Attempt.id)
            rows = session.execute(query.where(Attempt.exercises == ",".join(exercises)))
            return {student: "" if internal else fingerprint for student, fingerprint, internal in rows}

    def counting(self, student: str, exercises: Sequence[str], suites: str, policy: Policy) -> Attempt:
        """The student's attempt that counts, of at least one, where `suites` are those of today."""
        columns = (Attempt.id, Attempt.suites == suites, Attempt.internal, Attempt.score)
        with self._session() as session:
            rows = session.execute(_attempts(student, exercises).with_only_columns(*columns))
            return session.get_one(Attempt, counting([Attempted(*row) for row in rows], policy))

    def attempts(self, exercises: Sequence[str]) -> dict[str, int]:
        """How often each student has handed in something different, by the student's name."""
        with self._session() as session:
            query = select(Attempt.student, func.count()).where(Attempt.exercises == ",".join(exercises))
            rows = session.execute(query.group_by(Attempt.student))
            return {str(student): int(count) for student, count in rows}

    @contextlib.contextmanager
    def _session(self) -> Iterator[Session]:
        with self._explained(), Session(self._engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (DatabaseError, OSError) as error:
            reason = N_("{path}: the gradebook cannot be used: {error}. Its contents are unchanged")
            said = error.orig if isinstance(error, DatabaseError) else error.strerror
            raise GradebookError(phrase(reason, path=self._path, error=said)) from None


def _connect(path: Path | None) -> Engine:
    engine = create_engine(f"sqlite:///{path or ''}", connect_args={"timeout": WAIT_SECONDS})

    @event.listens_for(engine, "connect")
    def leave_transactions_to_us(connection: Any, record: object) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def lock_before_reading(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # what is read stays true until it is written

    return engine


def _attempts(student: str, exercises: Sequence[str]) -> Select[Attempt]:
    return select(Attempt).where(Attempt.student == student, Attempt.exercises == ",".join(exercises))


def _json(value: ExerciseResult | Report | Message) -> str:
    return msgspec.json.encode(value).decode()
