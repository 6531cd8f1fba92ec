"""Where a student stands: of each exercise the grading that counts, and the report that these make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from msgspec.structs import replace
from sqlalchemy import select

from grader.batch.gradebook import Gradebook
from grader.batch.policy import Attempted, Policy, counting
from grader.batch.tables import Attempt, Grading, Mark, Member, read_text
from grader.feedback import Text
from grader.grading.outcome import rounded
from grader.report.model import Report


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt without its reports: when it was handed in, and the marks that it has."""

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


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What counts of a student's attempts at some exercises."""

    student: str
    attempts: tuple[Tried, ...]
    counts: dict[str, Tried]
    """The attempt that counts, by exercise."""

    @property
    def newest(self) -> Tried:
        return self.attempts[-1]

    def report(self, book: Gradebook) -> Report:
        """The report of what counts, as an instructor may see it."""
        used = {name: tried.marks[name][0] for name, tried in self.counts.items()}
        with book.session() as session:
            reports = {each: session.get_one(Grading, each).graded() for each in {*used.values()}}
        latest = max(self.counts.values(), key=lambda tried: tried.number)
        base = reports[next(used[name] for name, tried in self.counts.items() if tried is latest)]
        found = {name: {each.name: each for each in reports[used[name]].exercises}[name] for name in used}
        return replace(
            base,
            exercises=tuple(found.values()),
            score=rounded(sum(each.score for each in found.values())),
            max_score=rounded(sum(each.max_score for each in found.values())),
        )


def standings(
    book: Gradebook, exercises: Sequence[str], suites: Mapping[str, str], policy: Policy, student: str = ""
) -> dict[str, Standing]:
    """Those of all students with an attempt at one of the exercises, by name, or of one student; `suites` are the
    versions of today."""
    found = {}
    for name, attempts in sorted(_tried(book, exercises, suites, student).items()):
        counts = {}
        for exercise in exercises:
            rivals = {each.number: each for each in attempts if exercise in each.marks}
            if rivals:
                chosen = counting([_attempted(each, exercise, suites[exercise]) for each in rivals.values()], policy)
                counts[exercise] = rivals[chosen]
        found[name] = Standing(student=name, attempts=tuple(attempts), counts=counts)
    return found


def _tried(
    book: Gradebook, exercises: Sequence[str], suites: Mapping[str, str], student: str
) -> dict[str, list[Tried]]:
    """Each student's attempts, as they were handed in."""
    attempts: dict[int, Attempt] = {}
    names: dict[int, str] = {}
    marks: dict[int, dict[str, tuple[int, Mark]]] = defaultdict(dict)
    with book.session() as session:
        columns = (Member.name, Attempt, Grading.id, Grading.marks)
        query = select(*columns).select_from(Member).join(Attempt).join(Grading).order_by(Grading.id)
        chosen = query.where(Member.name == student) if student else query
        for name_of, attempt, grading, kept in session.execute(chosen):
            told = msgspec.json.decode(kept, type=dict[str, Mark])
            mine = marks[attempt.id]
            for name in (name for name in exercises if name in told):
                if name not in mine or _rank(told[name], suites[name]) >= _rank(mine[name][1], suites[name]):
                    mine[name] = grading, told[name]
            if mine:
                attempts[attempt.id], names[attempt.id] = attempt, name_of
    found: dict[str, list[Tried]] = defaultdict(list)
    for each in attempts.values():
        found[names[each.id]].append(_as_tried(each, marks[each.id]))
    return {name: sorted(tried, key=lambda one: (one.at, one.number)) for name, tried in found.items()}


def _rank(mark: Mark, suite: str) -> tuple[bool, bool]:
    return mark.suite == suite, not mark.internal


def _as_tried(attempt: Attempt, marks: dict[str, tuple[int, Mark]]) -> Tried:
    return Tried(
        number=attempt.number,
        at=datetime.fromisoformat(attempt.handed_in or attempt.seen_at),
        is_known=bool(attempt.handed_in),
        late=attempt.late,
        shown=attempt.shown,
        problem=read_text(attempt.problem),
        marks=marks,
    )


def _attempted(tried: Tried, exercise: str, suite: str) -> Attempted:
    mark = tried.marks[exercise][1]
    return Attempted(tried.number, mark.suite == suite, mark.internal, mark.score)
