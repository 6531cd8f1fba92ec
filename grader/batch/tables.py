"""The tables of a gradebook. Times are UTC, ISO 8601; what holds messages is JSON, whose messages are data."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from grader.feedback import Message, Text
from grader.report.model import Remark, Report, Status


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


class File(Base):
    """The content of a file that was handed in, once, whoever handed it in."""

    __tablename__ = "files"
    sha256: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    """Compressed with zlib."""


class Member(Base):
    """A student of the class: of the roster, or of an upload that is nobody's in it."""

    __tablename__ = "students"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    """What the reports call the student: as the first upload does, or the roster's id where there is none."""
    roster_id: Mapped[str] = mapped_column(index=True)
    full_name: Mapped[str]
    email: Mapped[str]
    language: Mapped[str]
    listed: Mapped[bool]
    """False where a roster does not have the student."""


class Attempt(Base):
    """What a student handed in at one time."""

    __tablename__ = "attempts"
    __table_args__ = (UniqueConstraint("student_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id"), index=True)
    number: Mapped[int]
    """From 1, as they were seen."""
    work: Mapped[str]
    """The hash of all names and contents; of an upload that cannot be taken in, that of the reason."""
    shown: Mapped[str]
    """What the submission is called."""
    handed_in: Mapped[str]
    """Empty where nobody knows when."""
    late: Mapped[bool]
    """Whether the learning system says so."""
    numbered: Mapped[int]
    """Which one the learning system says it is; 0 where it does not say."""
    seen_at: Mapped[str]
    files: Mapped[str]
    """Kept files as JSON, each name with the hash of the content; empty where none are kept."""
    alone: Mapped[bool]
    """Whether it is one program, which stands for any exercise that is asked for."""
    problem: Mapped[str]
    """Why it could not be taken in; empty otherwise, or a message as JSON."""

    @property
    def why(self) -> Text:
        return read_text(self.problem)


class Mark(msgspec.Struct, frozen=True):
    """What a grading says of one exercise, in short."""

    suite: str
    status: Status
    score: float
    max_score: float
    work: str = ""
    """The hash of what the exercise needs of the submission; empty where there was nothing to judge."""
    internal: bool = False
    """Whether the grader failed in it, or in one of its checks."""


class Grading(Base):
    """One attempt, graded under one version of the suites."""

    __tablename__ = "gradings"
    __table_args__ = (UniqueConstraint("attempt_id", "exercises", "fingerprint"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"), index=True)
    exercises: Mapped[str]
    """Their names, with commas between them."""
    fingerprint: Mapped[str]
    """Of everything that the report follows from."""
    circumstances: Mapped[str]
    """Of everything that it follows from besides the work: suites, versions, sandbox and secret."""
    graded_at: Mapped[str]
    internal: Mapped[bool]
    score: Mapped[float]
    max_score: Mapped[float]
    marks: Mapped[str]
    """A Mark for each exercise, as JSON."""
    report: Mapped[str]
    """A Report as an instructor may see it, as JSON."""

    def graded(self) -> Report:
        return msgspec.json.decode(self.report, type=Report)

    def told(self) -> dict[str, Mark]:
        return msgspec.json.decode(self.marks, type=dict[str, Mark])


class EventRecord(Base):
    """What somebody decided by hand. Nothing is ever changed: an event is undone by another one."""

    __tablename__ = "events"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[str]
    by: Mapped[str]
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id"), index=True)
    kind: Mapped[str]
    what: Mapped[str]
    """A decision as JSON, by its kind."""
    undoes: Mapped[int | None] = mapped_column(ForeignKey("events.id"))


class Run(Base):
    """A run over the class: what it graded, and by which rules."""

    __tablename__ = "runs"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[str]
    by: Mapped[str]
    exercises: Mapped[str]
    language: Mapped[str]
    rules: Mapped[str]
    """As JSON."""


class Publication(Base):
    """The points as students were told of them."""

    __tablename__ = "publications"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[str]
    by: Mapped[str]
    exercises: Mapped[str]


class Published(Base):
    """What one student was told."""

    __tablename__ = "published"
    publication_id: Mapped[int] = mapped_column(ForeignKey("publications.id"), primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id"), primary_key=True)
    points: Mapped[str]
    """As JSON."""


def read_text(kept: str) -> Text:
    """A message that was kept; older versions kept plain text."""
    try:
        return msgspec.json.decode(kept, type=Message)
    except msgspec.DecodeError:
        return kept


class Received(msgspec.Struct, frozen=True, kw_only=True):
    """What a student handed in, as it is to be kept."""

    student: str
    """What the gradebook calls the student."""
    work: str
    """The hash of all names and contents."""
    shown: str
    handed_in: datetime | None = None
    late: bool = False
    numbered: int = 0
    files: dict[str, tuple[bytes, bytes]] = {}
    """Each with its content and the hash of that."""
    alone: bool = False
    problem: Text = ""

    @property
    def time(self) -> str:
        return as_utc(self.handed_in) if self.handed_in else ""


class KeptAttempt(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt as it is kept."""

    attempt: int
    student: str
    language: str
    number: int
    shown: str
    work: str
    alone: bool
    files: dict[str, bytes]
    remarks: tuple[Remark, ...]
    """On what was not judged in it, as its last grading has them."""


class LastAttempt(msgspec.Struct, frozen=True):
    """A student's last attempt, as far as a run has to know it."""

    attempt: int
    work: str
    handed_in: str
    is_kept: bool


def as_utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
