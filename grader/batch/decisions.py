"""What somebody decided by hand: kept as events, undone by another event, and never changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from grader.batch.gradebook import Gradebook, as_json
from grader.batch.tables import EventRecord, Member, as_utc


class Adjusted(msgspec.Struct, frozen=True, kw_only=True, tag="adjust"):
    """Points that are added to those of an exercise, for a check of it or for the whole."""

    exercise: str
    check: str = ""
    points: float
    why: str
    comment: str = ""


class Commented(msgspec.Struct, frozen=True, kw_only=True, tag="comment"):
    """Something to tell the student, of an exercise, of a check, or of the whole."""

    exercise: str = ""
    check: str = ""
    text: str


class Extended(msgspec.Struct, frozen=True, kw_only=True, tag="extend"):
    """A later deadline; for all exercises if none is named."""

    exercises: tuple[str, ...] = ()
    until: datetime
    why: str = ""


class Excused(msgspec.Struct, frozen=True, kw_only=True, tag="excuse"):
    """Exercises that do not count; all of them if none is named."""

    exercises: tuple[str, ...] = ()
    why: str = ""


class Undone(msgspec.Struct, frozen=True, kw_only=True, tag="undo"):
    """An earlier decision does not hold any more."""

    why: str = ""


Decision = Adjusted | Commented | Extended | Excused | Undone


class Decided(NamedTuple):
    """A decision: which one, when, by whom, of whom; and whether it still holds."""

    number: int
    at: datetime
    by: str
    student: str
    what: Decision
    undoes: int | None = None
    holds: bool = True


def decide(book: Gradebook, student: str, what: Decision, by: str, undoes: int | None = None) -> int:
    """Keeps a decision, and answers its number."""
    with book.session() as session:
        member = session.scalars(select(Member).where(Member.name == student)).one()
        event = EventRecord(
            at=as_utc(datetime.now(UTC)),
            by=by,
            student_id=member.id,
            kind=str(type(what).__struct_config__.tag),
            what=as_json(what),
            undoes=undoes,
        )
        session.add(event)
        session.flush()
        return event.id


def decisions(book: Gradebook, student: str = "") -> dict[str, list[Decided]]:
    """All of them, in the order in which they were made, by student; or those of one student."""
    found: dict[str, list[Decided]] = defaultdict(list)
    with book.session() as session:
        for each in _all(session, student):
            found[each.student].append(each)
    return found


def _all(session: Session, student: str) -> Iterator[Decided]:
    query = select(EventRecord, Member.name).join(Member).order_by(EventRecord.id)
    rows = session.execute(query.where(Member.name == student) if student else query).all()
    undone = _undone([event for event, _name in rows])
    for event, name in rows:
        what = msgspec.json.decode(event.what, type=Decision)
        at = datetime.fromisoformat(event.at)
        yield Decided(event.id, at, event.by, name, what, event.undoes, event.id not in undone)


def _undone(events: Sequence[EventRecord]) -> set[int]:
    """Those that do not hold: an undoing that is undone itself undoes nothing."""
    undone: set[int] = set()
    for event in reversed(events):
        if event.undoes is not None and event.id not in undone:
            undone.add(event.undoes)
    return undone


def holding(found: Mapping[str, Sequence[Decided]], student: str) -> list[Decided]:
    return [each for each in found.get(student, ()) if each.holds and not isinstance(each.what, Undone)]
