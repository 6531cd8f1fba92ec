"""Where a student stands: of each exercise the attempt that counts, and what rules and decisions make of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec
from msgspec.structs import replace
from sqlalchemy import select

from grader.batch.decisions import Adjusted, Commented, Decided, Decision, Excused, Extended, decisions, holding
from grader.batch.enrolment import Everybody
from grader.batch.gradebook import Gradebook
from grader.batch.policy import Attempted, Counted, Terms, counted, dropped
from grader.batch.rules import ClassRules
from grader.batch.tables import Attempt, Grading, Mark, Member, read_text
from grader.feedback import Text
from grader.grading.outcome import rounded
from grader.report.model import STATUSES


class Basis(msgspec.Struct, frozen=True, kw_only=True):
    """What standings follow from, besides attempts and decisions."""

    exercises: tuple[str, ...]
    suites: Mapping[str, str]
    """The versions of today."""
    rules: ClassRules = ClassRules()
    ruled: dict[str, list[Decided]] = {}
    """The extensions and excuses that the rules hold, by what the gradebook calls the student."""


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt without its reports: when it was handed in, and the marks that it has."""

    id: int
    """The gradebook's."""
    number: int
    at: datetime
    """When it was handed in, or else when it was first seen."""
    is_known: bool
    """Whether the time is that of handing in."""
    late: bool
    shown: str
    problem: Text
    marks: dict[str, tuple[int, Mark]]
    """Of each exercise the newest one under the suites of today, else the newest one; with the id of its grading."""


class Grade(msgspec.Struct, frozen=True, kw_only=True):
    """What a student has of one exercise."""

    name: str
    tried: Tried
    """The attempt that counts."""
    counted: Counted
    points: float
    """After rules and decisions, which may go beyond the maximum."""
    max_score: float
    deadline: datetime | None = None
    extended: datetime | None = None
    """The latest extension."""
    adjusted: tuple[Decided, ...] = ()
    comments: tuple[Decided, ...] = ()
    excused: Excused | None = None
    is_dropped: bool = False

    @property
    def is_counted(self) -> bool:
        """Whether it is a part of the total."""
        return self.excused is None and not self.is_dropped


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What counts of a student's attempts at some exercises."""

    student: str
    attempts: tuple[Tried, ...]
    """As they were handed in."""
    grades: dict[str, Grade]
    comments: tuple[Decided, ...] = ()
    """Of the whole."""

    @property
    def newest(self) -> Tried:
        return self.attempts[-1]

    @property
    def points(self) -> float:
        return rounded(sum(each.points for each in self.grades.values() if each.is_counted))

    @property
    def max_score(self) -> float:
        return rounded(sum(each.max_score for each in self.grades.values() if each.is_counted))


def standings(book: Gradebook, basis: Basis, student: str = "") -> dict[str, Standing]:
    """Those of all students with an attempt at one of the exercises, by name, or of one student."""
    decided = decisions(book, student)
    return {
        name: _standing(basis, name, attempts, [*basis.ruled.get(name, ()), *holding(decided, name)])
        for name, attempts in sorted(_tried(book, basis, student).items())
    }


def basis_of(known: Everybody, exercises: Iterable[str], suites: Mapping[str, str], rules: ClassRules) -> Basis:
    """The basis of a class under these rules. Extensions and excuses of unknown students are left out."""
    ruled: dict[str, list[Decided]] = defaultdict(list)
    found: list[tuple[str, Decision]] = [
        *((each.student, Extended(exercises=each.exercises, until=each.until)) for each in rules.extensions),
        *((each.student, Excused(exercises=each.exercises, why=each.why)) for each in rules.excuses),
    ]
    for called, what in found:
        if name := known.find(called):
            ruled[name].append(Decided(0, datetime.min, "", name, what))
    return Basis(exercises=tuple(exercises), suites=suites, rules=rules, ruled=dict(ruled))


def excused(basis: Basis, decided: Iterable[Decided]) -> set[str]:
    """The exercises that do not count for somebody of whom this was decided."""
    names = [each.what.exercises or basis.exercises for each in decided if isinstance(each.what, Excused)]
    return {name for group in names for name in group if name in basis.exercises}


def _standing(basis: Basis, student: str, attempts: Sequence[Tried], decided: Sequence[Decided]) -> Standing:
    grades = {}
    for name in basis.exercises:
        rivals = [each for each in enumerate(attempts) if name in each[1].marks]
        if rivals:
            grades[name] = _grade(basis, name, rivals, decided)
    counting = [each for each in grades.values() if each.excused is None]
    places = dropped([(each.points, each.max_score) for each in counting], basis.rules.drop_lowest)
    for place in places:
        grades[counting[place].name] = replace(counting[place], is_dropped=True)
    comments = tuple(each for each in decided if isinstance(each.what, Commented) and not each.what.exercise)
    return Standing(student=student, attempts=tuple(attempts), grades=grades, comments=comments)


def _grade(basis: Basis, name: str, rivals: Sequence[tuple[int, Tried]], decided: Sequence[Decided]) -> Grade:
    rules = basis.rules.of(name)
    extended = [each.what for each in decided if isinstance(each.what, Extended) and _is_of(each.what.exercises, name)]
    excused = [each.what for each in decided if isinstance(each.what, Excused) and _is_of(each.what.exercises, name)]
    adjusted = tuple(each for each in decided if isinstance(each.what, Adjusted) and each.what.exercise == name)
    terms = Terms(
        policy=basis.rules.counts,
        deadline=rules.deadline,
        extensions=tuple(each.until for each in extended),
        late=rules.late or basis.rules.late,
        attempts=rules.attempts,
    )
    best = counted([_attempted(place, each, name, basis.suites[name]) for place, each in rivals], terms)
    tried = dict(rivals)[best.number]
    by_hand = sum(each.what.points for each in adjusted if isinstance(each.what, Adjusted))
    return Grade(
        name=name,
        tried=tried,
        counted=best,
        points=rounded(max(best.points + by_hand, 0.0)),
        max_score=tried.marks[name][1].max_score,
        deadline=rules.deadline,
        extended=max(terms.extensions, default=None),
        adjusted=adjusted,
        comments=tuple(each for each in decided if isinstance(each.what, Commented) and each.what.exercise == name),
        excused=excused[-1] if excused else None,
    )


def _is_of(names: Sequence[str], exercise: str) -> bool:
    return not names or exercise in names


def _attempted(place: int, tried: Tried, exercise: str, suite: str) -> Attempted:
    mark = tried.marks[exercise][1]
    return Attempted(
        number=place,
        score=mark.score,
        at=tried.at if tried.is_known else None,
        late=tried.late,
        work=mark.work,
        current=mark.suite == suite,
        internal=mark.internal,
        judged=STATUSES[mark.status].started and not tried.problem,
    )


def _tried(book: Gradebook, basis: Basis, student: str) -> dict[str, list[Tried]]:
    """Each student's attempts, as they were handed in."""
    attempts: dict[int, Attempt] = {}
    names: dict[int, str] = {}
    marks: dict[int, dict[str, tuple[int, Mark]]] = defaultdict(dict)
    with book.session() as session:
        columns = (Member.name, Attempt, Grading.id, Grading.marks)
        query = select(*columns).select_from(Member).join(Attempt).join(Grading).order_by(Grading.id)
        chosen = query.where(Member.name == student) if student else query
        for name, attempt, grading, kept in session.execute(chosen):
            told = msgspec.json.decode(kept, type=dict[str, Mark])
            mine = marks[attempt.id]
            for exercise in (each for each in basis.exercises if each in told):
                suite, mark = basis.suites[exercise], told[exercise]
                if exercise not in mine or _rank(mark, suite) >= _rank(mine[exercise][1], suite):
                    mine[exercise] = grading, mark
            if mine:
                attempts[attempt.id], names[attempt.id] = attempt, name
    found: dict[str, list[Tried]] = defaultdict(list)
    for each in attempts.values():
        found[names[each.id]].append(_as_tried(each, marks[each.id]))
    return {name: sorted(tried, key=lambda one: (one.at, one.number)) for name, tried in found.items()}


def _rank(mark: Mark, suite: str) -> tuple[bool, bool]:
    return mark.suite == suite, not mark.internal


def _as_tried(attempt: Attempt, marks: dict[str, tuple[int, Mark]]) -> Tried:
    return Tried(
        id=attempt.id,
        number=attempt.number,
        at=datetime.fromisoformat(attempt.handed_in or attempt.seen_at),
        is_known=bool(attempt.handed_in),
        late=attempt.late,
        shown=attempt.shown,
        problem=read_text(attempt.problem),
        marks=marks,
    )
