"""What students were told of their points, and what has changed since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import msgspec
from sqlalchemy import select

from grader.batch.gradebook import Gradebook, as_json
from grader.batch.remarks import report_of, signed
from grader.batch.standing import Basis, standings
from grader.batch.tables import Member, Publication, Published, as_utc
from grader.feedback import N_, Text, phrase
from grader.grading.outcome import rounded
from grader.report.model import ExerciseResult, RemarkKind, Report
from grader.report.text import points as points_of

SOURCES: dict[RemarkKind, str] = {
    "late": N_("late work"),
    "adjusted": N_("by hand"),
    "excused": N_("excused"),
    "dropped": N_("the lowest results are dropped"),
}
"""What else than a check changes points."""


class ExerciseMarks(msgspec.Struct, frozen=True, kw_only=True):
    """Those of one exercise."""

    score: float
    max_score: float
    is_counted: bool = True
    checks: dict[str, float] = {}
    remarks: dict[RemarkKind, float] = {}

    @property
    def counted(self) -> float:
        return self.score if self.is_counted else 0.0


class StudentMarks(msgspec.Struct, frozen=True, kw_only=True):
    """Those of one student."""

    score: float
    max_score: float
    exercises: dict[str, ExerciseMarks]


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """What has changed for one student."""

    student: str
    before: StudentMarks | None
    """None where nothing was published of the student."""
    now: StudentMarks
    causes: tuple[Text, ...]

    @property
    def gain(self) -> float:
        return rounded(self.now.score - (self.before.score if self.before else 0.0))


class LastPublication(msgspec.Struct, frozen=True, kw_only=True):
    """The last publication."""

    at: datetime
    by: str
    exercises: tuple[str, ...]
    students: dict[str, StudentMarks]


def told(report: Report) -> StudentMarks:
    exercises = {each.name: _points(each) for each in report.exercises}
    return StudentMarks(score=report.score, max_score=report.max_score, exercises=exercises)


def _points(result: ExerciseResult) -> ExerciseMarks:
    remarks: dict[RemarkKind, float] = {}
    for remark in result.remarks:
        if remark.kind in SOURCES:
            remarks[remark.kind] = remarks.get(remark.kind, 0.0) + remark.points
    return ExerciseMarks(
        score=result.score,
        max_score=result.max_score,
        is_counted=not {"excused", "dropped"} & {*remarks},
        checks={check.name: check.score for check in result.checks},
        remarks=remarks,
    )


def today(book: Gradebook, basis: Basis) -> dict[str, StudentMarks]:
    """The points of everybody who handed in something, as they are now."""
    found = standings(book, basis)
    return {name: told(report_of(book, standing, basis.rules)) for name, standing in found.items()}


def publish(book: Gradebook, basis: Basis, by: str) -> int:
    """Freezes the points of today; answers of how many students."""
    points = today(book, basis)
    with book.session() as session:
        publication = Publication(at=as_utc(datetime.now(UTC)), by=by, exercises=",".join(basis.exercises))
        session.add(publication)
        session.flush()
        for member in session.scalars(select(Member).where(Member.name.in_(points))):
            kept = {"publication_id": publication.id, "student_id": member.id}
            session.add(Published(**kept, points=as_json(points[member.name])))
    return len(points)


def last_published(book: Gradebook) -> LastPublication | None:
    with book.session() as session:
        last = session.scalars(select(Publication).order_by(Publication.id.desc()).limit(1)).first()
        if last is None:
            return None
        query = select(Member.name, Published.points).join(Published, Published.student_id == Member.id)
        rows = session.execute(query.where(Published.publication_id == last.id))
        return LastPublication(
            at=datetime.fromisoformat(last.at),
            by=last.by,
            exercises=tuple(last.exercises.split(",")),
            students={name: msgspec.json.decode(points, type=StudentMarks) for name, points in rows},
        )


def differences(before: Mapping[str, StudentMarks], now: Mapping[str, StudentMarks]) -> Iterator[Difference]:
    """The students whose points have changed, or the reasons for them."""
    for student, points in sorted(now.items()):
        old = before.get(student)
        causes = tuple(_causes(old.exercises if old else {}, points.exercises))
        if old is None or causes or (old.score, old.max_score) != (points.score, points.max_score):
            yield Difference(student=student, before=old, now=points, causes=causes)


def _causes(before: Mapping[str, ExerciseMarks], now: Mapping[str, ExerciseMarks]) -> Iterator[Text]:
    nothing = ExerciseMarks(score=0, max_score=0)
    for name in dict.fromkeys((*before, *now)):
        old, new = before.get(name, nothing), now.get(name, nothing)
        for check in dict.fromkeys((*old.checks, *new.checks)):
            gain = rounded(new.checks.get(check, 0.0) - old.checks.get(check, 0.0))
            if gain:
                yield phrase("{exercise}: {check} {gain}", exercise=name, check=check, gain=signed(gain))
        for kind, source in SOURCES.items():
            gain = rounded(new.remarks.get(kind, 0.0) - old.remarks.get(kind, 0.0))
            if gain:
                what = phrase(source)
                yield phrase("{exercise}: {source} {gain}", exercise=name, source=what, gain=signed(gain))
            elif (kind in new.remarks) != (kind in old.remarks) and kind in ("excused", "dropped"):
                text = N_("{exercise}: {source}") if kind in new.remarks else N_("{exercise}: no longer {source}")
                yield phrase(text, exercise=name, source=phrase(source))
        if old.max_score != new.max_score and old is not nothing and new is not nothing:
            values = {"before": points_of(old.max_score), "now": points_of(new.max_score)}
            yield phrase("{exercise}: {now} points in all instead of {before}", exercise=name, **values)
