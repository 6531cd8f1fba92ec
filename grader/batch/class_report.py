"""The report on a class, as data: its students, its exercises, its checks."""

from __future__ import annotations

from typing import Literal

import msgspec

from grader.feedback import Text
from grader.report.model import Report, Status, Visibility

StudentState = Literal["graded", "problem", "internal", "missing", "excused"]
"""Of a student: graded; something was handed in that was not judged; the grader failed somewhere; nothing was handed
in; nothing is to be handed in."""


class ExerciseHead(msgspec.Struct, frozen=True):
    name: str
    title: Text
    max_score: float


class AssignmentHead(msgspec.Struct, frozen=True):
    name: str
    title: Text
    exercises: tuple[str, ...]
    max_score: float


class StudentEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One student of a class, and the report that counts, as an instructor may see it; none without a submission."""

    student: str
    """The upload's name, or the roster's where nothing was handed in."""
    id: str = ""
    name: str = ""
    listed: bool = True
    """False where something was handed in by someone who is not in the roster."""
    attempts: int = 0
    problem: Text = ""
    """Why an upload could not be taken in."""
    report: Report | None = None
    page: str = ""
    """Where the student's page is, relative to the class's."""
    email: str = ""
    entries: tuple[str, ...] = ()
    """What the download calls the student's files and folders."""
    excused: tuple[str, ...] = ()
    """Exercises that do not count for the student."""
    dossier: str = ""
    """Where the page for instructors is that tells everything about the student, relative to the class's."""

    @property
    def called(self) -> str:
        return self.name or self.student


class StudentExercise(msgspec.Struct, frozen=True):
    """What a student has of one exercise."""

    status: Status
    score: float
    max_score: float
    excused: bool = False
    dropped: bool = False


class ClassRow(msgspec.Struct, frozen=True, kw_only=True):
    """One student: the entry without its report, and what the report came to."""

    entry: StudentEntry
    state: StudentState
    score: float = 0.0
    max_score: float = 0.0
    outcomes: tuple[StudentExercise | None, ...] = ()
    """One per exercise of the class; None where the report does not have it."""
    totals: tuple[float | None, ...] = ()
    """One per assignment of the class; None where the report does not have it."""
    notes: tuple[Text, ...] = ()
    """What was not judged, and of exercises whose work was found, or seems to be, where it does not belong."""
    remarks: tuple[Text, ...] = ()
    """What rules and decisions say."""

    @property
    def is_full(self) -> bool:
        """Whether the student has all points."""
        return self.state == "graded" and self.score >= self.max_score


class CommonAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What came back from several students where a check expected something else, and one call that it came from."""

    came_back: Text
    count: int
    students: tuple[StudentEntry, ...]
    """Some of them, without their reports."""
    call: str
    expected: Text


class CheckSummary(msgspec.Struct, frozen=True, kw_only=True):
    """What a check says about the class, and the class about the check. Figures are None where nobody was judged."""

    exercise: str
    name: str
    title: Text
    visibility: Visibility
    judged: int
    """Students who started the exercise, but those whom the grader could not judge."""
    pass_rate: float | None
    difficulty: float | None
    """The share of the points that was lost, on the average."""
    discrimination: float | None
    """How the check's points go with the rest of the total (Pearson); None where that says nothing."""
    wrong: int
    """Answers that are counted in `answers`, or would be if they were more frequent."""
    answers: tuple[CommonAnswer, ...]


class ExerciseSummary(msgspec.Struct, frozen=True, kw_only=True):
    head: ExerciseHead
    started: int = 0
    not_started: int = 0
    passed: int = 0
    unread: int = 0
    """Started, but none of its checks could run."""
    mean: float | None = None
    """Of those who started it and were judged in full."""


class ClassReport(msgspec.Struct, frozen=True, kw_only=True):
    course: str
    max_score: float
    rows: tuple[ClassRow, ...]
    exercises: tuple[ExerciseSummary, ...]
    assignments: tuple[AssignmentHead, ...] = ()
    checks: tuple[CheckSummary, ...]
    bins: tuple[int, ...]
    """How many students have 0 to 10 % of their points, 10 to 20 %, and so on; the last holds 100 % too."""
    mean: float | None
    median: float | None
    full: int
    """Students with all points."""
    conditions: tuple[Text, ...] = ()
    """When it was graded, and by which rules."""

    def of(self, *states: StudentState) -> tuple[ClassRow, ...]:
        return tuple(row for row in self.rows if row.state in states)

    @property
    def handed_in(self) -> int:
        return len(self.rows) - len(self.of("missing", "excused"))

    @property
    def unlisted(self) -> tuple[ClassRow, ...]:
        return tuple(row for row in self.rows if not row.entry.listed)
