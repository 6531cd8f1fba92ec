"""Everything that happened to one student, in the order in which it happened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import select

from grader.batch.decisions import Adjusted, Commented, Decided, Excused, Extended, decisions
from grader.batch.gradebook import Gradebook
from grader.batch.remarks import signed, time_in
from grader.batch.tables import Attempt, Grading, Member, read_text
from grader.feedback import N_, Text, phrase
from grader.report.text import points


class Happened(NamedTuple):
    at: datetime
    what: Text


def history(book: Gradebook, student: str, zone: ZoneInfo | None) -> list[Happened]:
    found = [*_attempts(book, student), *(Happened(each.at, decided(each, zone)) for each in _decided(book, student))]
    return sorted(found, key=lambda each: each.at)


def _decided(book: Gradebook, student: str) -> list[Decided]:
    return decisions(book, student).get(student, [])


def _attempts(book: Gradebook, student: str) -> Iterator[Happened]:
    with book.session() as session:
        query = select(Attempt).join(Member).where(Member.name == student).order_by(Attempt.number)
        for attempt in session.scalars(query):
            yield Happened(datetime.fromisoformat(attempt.handed_in or attempt.seen_at), _attempt(attempt))
            mine = select(Grading).where(Grading.attempt_id == attempt.id).order_by(Grading.id)
            for grading in session.scalars(mine):
                yield Happened(datetime.fromisoformat(grading.graded_at), _grading(attempt, grading))


def _attempt(attempt: Attempt) -> Text:
    values = {"number": attempt.number, "name": attempt.shown}
    if attempt.problem:
        reason = N_("attempt {number} could not be read: {problem}")
        return phrase(reason, number=attempt.number, problem=read_text(attempt.problem))
    text = (
        N_("attempt {number} was handed in: {name}") if attempt.handed_in else N_("attempt {number} was found: {name}")
    )
    told = phrase(text, **values)
    if attempt.late:
        told = phrase("{text} (late, as the learning system says)", text=told)
    if attempt.files:
        count = len(msgspec.json.decode(attempt.files, type=dict[str, str]))
        return phrase("{text}, {count} files kept", text=told, count=count)
    return phrase("{text}, no files kept", text=told)


def _grading(attempt: Attempt, grading: Grading) -> Text:
    values = {"score": points(grading.score), "max_score": points(grading.max_score), "number": attempt.number}
    marks = ", ".join(f"{name} {points(mark.score)}" for name, mark in grading.told().items())
    return phrase("attempt {number} was graded: {score} of {max_score} points ({marks})", **values, marks=marks)


def decided(each: Decided, zone: ZoneInfo | None) -> Text:
    """A decision in one line: `decision 3 by kim: +2 points for gates: ...`."""
    told = phrase("decision {number} by {by}: {what}", number=each.number, by=each.by or "?", what=_what(each, zone))
    return told if each.holds else phrase("{text} (undone)", text=told)


def _what(each: Decided, zone: ZoneInfo | None) -> Text:
    what = each.what
    if isinstance(what, Adjusted):
        target = f"{what.exercise}.{what.check}" if what.check else what.exercise
        told = phrase("{points} points for {target}: {why}", points=signed(what.points), target=target, why=what.why)
        return phrase("{text} ({comment})", text=told, comment=what.comment) if what.comment else told
    if isinstance(what, Commented):
        target = f"{what.exercise}.{what.check}" if what.check else what.exercise
        return phrase("comment on {target}: {text}", target=target or phrase("the whole"), text=what.text)
    names: Text = ", ".join(getattr(what, "exercises", ())) or phrase("all exercises")
    if isinstance(what, Extended):
        return phrase("{names} until {time}: {why}", names=names, time=time_in(what.until, zone), why=what.why)
    if isinstance(what, Excused):
        return phrase(
            "excused from {names}: {why}", names=", ".join(what.exercises) or phrase("all exercises"), why=what.why
        )
    return phrase("decision {number} does not hold: {why}", number=each.undoes, why=what.why)
