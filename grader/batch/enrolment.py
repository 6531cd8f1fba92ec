"""Who is in the class: the roster, the uploads of today and what the gradebook knows, one student each, whatever was
removed or renamed since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from msgspec.structs import replace
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from grader.batch.gradebook import Gradebook
from grader.batch.listing import ClassError
from grader.batch.matching import match
from grader.batch.names import label_of
from grader.batch.roster import Student
from grader.batch.shapes.model import Claim, Field, Handed
from grader.batch.tables import Attempt, EventRecord, Member, Published
from grader.batch.uploads import Upload
from grader.feedback import N_, phrase
from grader.submission.private_copy import nfc

ANYTHING: tuple[Field, ...] = ("id", "also", "email", "name", "id and name")
"""By which a name in the gradebook may be found in a roster."""


class Enrolled(NamedTuple):
    uploads: list[Upload]
    """Under the names that the gradebook has for their students."""
    students: dict[str, Student]
    """Everybody, by what the reports call them."""


def enrol(
    book: Gradebook, uploads: Sequence[Upload], roster: Sequence[Student] | None, *, keep: bool = True
) -> Enrolled:
    """Everybody in the uploads and in the roster is in the gradebook then, unless nothing is to be kept."""
    with book.session() as session:
        register = _Register(session, roster)
        found: dict[str, Upload] = {}
        for upload in uploads:
            name = register.enter(upload.student, upload.label)
            found[name] = _together(found[name], upload) if name in found else replace(upload, label=name)
        for student in roster or ():
            register.enter(student, student.id, has_work=False)
        students = register.students()
        if not keep:
            session.rollback()
    return Enrolled(sorted(found.values(), key=lambda each: each.label), students)


def _together(first: Upload, second: Upload) -> Upload:
    """Two uploads of one student, of which only the class can say which one counts."""
    return replace(first, pieces=first.pieces + second.pieces, entries=first.entries + second.entries, rivals=True)


def members(book: Gradebook) -> dict[str, Student]:
    """Everybody in the gradebook, by what the reports call them."""
    with book.session() as session:
        return {each.name: _as_student(each) for each in session.scalars(select(Member))}


class Everybody:
    """Everybody in the gradebook, to be found by whatever a person calls them."""

    def __init__(self, known: Mapping[str, Student]) -> None:
        self._known = known
        spelt: dict[str, set[str]] = defaultdict(set)
        for name, student in known.items():
            for each in (name, student.id, student.name, student.email):
                spelt[_plain(each)].add(name)
        self._spelt = spelt

    def find(self, called: str) -> str:
        """The student's name in the gradebook; empty where there is none, or more than one."""
        if called in self._known:
            return called
        found = self._spelt.get(_plain(called), set()) if called.strip() else set()
        return next(iter(found)) if len(found) == 1 else ""

    def get(self, called: str) -> str:
        """The same; ClassError where it is empty."""
        if name := self.find(called):
            return name
        if len(several := sorted(self._spelt.get(_plain(called), ()))) > 1 and called.strip():
            reason = N_("{student}: this may be {names}; name one of them")
            raise ClassError(phrase(reason, student=called, names=", ".join(several)))
        near = get_close_matches(_plain(called), [each for each in self._spelt if each], n=1)
        if near:
            meant = min(self._spelt[near[0]])
            raise ClassError(phrase("there is no student {student}; did you mean {near}?", student=called, near=meant))
        raise ClassError(phrase("there is no student {student} in this gradebook", student=called))


def _plain(text: str) -> str:
    return " ".join(nfc(text).casefold().split())


def _as_student(member: Member) -> Student:
    return Student(
        id=member.roster_id or member.name,
        name=member.full_name,
        language=member.language,
        listed=member.listed,
        email=member.email,
    )


class _Register:
    """Everybody in the gradebook, and in the roster if there is one."""

    def __init__(self, session: Session, roster: Sequence[Student] | None) -> None:
        self._session = session
        self._roster = None if roster is None else {student.id: student for student in roster}
        self._by_name = {each.name: each for each in session.scalars(select(Member).order_by(Member.id))}
        self._with_work = set(session.scalars(select(Attempt.student_id).distinct()))
        if self._roster is not None:
            self._identify(self._roster)
        self._by_id = {each.roster_id: each for each in self._by_name.values() if each.roster_id}

    def enter(self, student: Student, label: str, *, has_work: bool = True) -> str:
        """The name of a student, who is put into the gradebook if need be. One who hands in something for the first
        time is called as the upload from now on."""
        in_roster = self._roster is not None and student.listed
        id = student.id if in_roster else label if self._roster is None else ""
        member = self._by_id.get(id) or self._by_name.get(label)
        if member is not None and in_roster and member.roster_id not in ("", student.id) and member.listed:
            member = None  # this name is another student's
        if member is None:
            name = label if label not in self._by_name else f"{label}-{student.id}"
            blank = {"roster_id": "", "full_name": "", "email": "", "language": ""}
            member = Member(name=name, listed=student.listed, **blank)
            self._session.add(member)
            self._session.flush()
            self._by_name[name] = member
        elif has_work and member.id not in self._with_work and label not in self._by_name:
            self._by_name[label] = self._by_name.pop(member.name)
            member.name = label
        if in_roster:
            _describe(member, student)
            self._by_id[student.id] = member
        if has_work:
            self._with_work.add(member.id)
        return member.name

    def students(self) -> dict[str, Student]:
        return {name: _as_student(member) for name, member in self._by_name.items()}

    def _identify(self, roster: Mapping[str, Student]) -> None:
        """Finds in the roster whom the gradebook knows, and makes one of those who are the same student."""
        unknown = [name for name, each in self._by_name.items() if each.roster_id not in roster]
        handed = [Handed(name=name, claims=(Claim(name, ANYTHING),)) for name in unknown]
        matched = match(handed, list(roster.values()))
        same: dict[str, list[Member]] = defaultdict(list)
        for name, member in self._by_name.items():
            student = roster.get(member.roster_id) or matched[label_of(name)]
            member.listed = student.listed
            if student.listed:
                same[student.id].append(member)
        for id, members_of in same.items():
            first, *others = sorted(members_of, key=lambda each: (each.id not in self._with_work, each.id))
            for other in others:
                _merge(self._session, first, other)
                del self._by_name[other.name]
            first.roster_id = id


def _merge(session: Session, into: Member, other: Member) -> None:
    """Two names turned out to be one student's."""
    ids = (into.id, other.id)
    query = select(Attempt).where(Attempt.student_id.in_(ids)).order_by(Attempt.seen_at, Attempt.id)
    attempts = list(session.scalars(query))
    for place, attempt in enumerate(attempts):
        attempt.number, attempt.student_id = -1 - place, into.id  # no two may have the same in between
    session.flush()
    for place, attempt in enumerate(attempts):
        attempt.number = 1 + place
    session.execute(update(EventRecord).where(EventRecord.student_id == other.id).values(student_id=into.id))
    theirs = set(session.scalars(select(Published.publication_id).where(Published.student_id == into.id)))
    mine = Published.student_id == other.id
    session.execute(delete(Published).where(mine, Published.publication_id.in_(theirs)))
    session.execute(update(Published).where(mine).values(student_id=into.id))
    session.delete(other)
    session.flush()


def _describe(member: Member, student: Student) -> None:
    member.roster_id, member.full_name, member.email = student.id, student.name, student.email
    member.language, member.listed = student.language, True
