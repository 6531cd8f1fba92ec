"""The gradebook of a class: a database that keeps every result, every attempt with its files, and every grading.

Each result is committed as it arrives, under the name of what it follows from, so that a run that is killed loses
nothing and the next one grades only the rest.
"""

from __future__ import annotations

import contextlib
import getpass
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from grader.batch.database import GradebookError, GradebookPlace, connect, prepare
from grader.batch.tables import (
    Attempt,
    File,
    Grading,
    KeptAttempt,
    LastAttempt,
    Mark,
    Member,
    Received,
    Result,
    Run,
    as_utc,
)
from grader.feedback import N_, phrase
from grader.report.model import STATUSES, ExerciseResult, Report


class Gradebook:
    """An open gradebook, as a context manager."""

    def __init__(self, given: Path | str, *, new: bool = True) -> None:
        """Opens a file, or the database of a URL. Where there is no file it makes one, if a `new` one is wanted, else a
        gradebook that is gone when it is closed. GradebookError where it cannot be used."""
        self.place = GradebookPlace(given)
        self._engine = connect(self.place if new or not self.place.is_missing else None)
        with self._explained():
            if new and self.place.path:
                self.place.path.parent.mkdir(parents=True, exist_ok=True)
            with self._engine.begin() as connection:
                prepare(connection, self.place)

    def __enter__(self) -> Gradebook:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._engine.dispose()

    def keys(self) -> set[str]:
        """Of all results."""
        with self.session() as session:
            return set(session.scalars(select(Result.key)))

    def result(self, key: str) -> ExerciseResult:
        with self.session() as session:
            found = session.scalars(select(Result.result).where(Result.key == key)).one()
            return msgspec.json.decode(found, type=ExerciseResult)

    def add_result(self, key: str, work: str, suite: str, result: ExerciseResult) -> None:
        """Keeps a result, in place of one that there may be."""
        with self.session() as session:
            session.merge(Result(key=key, exercise=result.name, work=work, suite=suite, result=as_json(result)))

    def suites_of(self, exercise: str, work: str) -> set[str]:
        """The versions of the suite under which this work has a result."""
        with self.session() as session:
            query = select(Result.suite).where(Result.exercise == exercise, Result.work == work)
            return set(session.scalars(query))

    def last(self) -> dict[str, LastAttempt]:
        """Each student's last attempt, by the student's name."""
        with self.session() as session:
            columns = (Member.name, Attempt.id, Attempt.work, Attempt.handed_in, Attempt.files != "")
            rows = session.execute(select(*columns).join(Attempt).order_by(Attempt.number))
            return {name: LastAttempt(id, work, at, kept) for name, id, work, at, kept in rows}

    def receive(self, what: Received) -> int:
        """Keeps an attempt, and answers its id: that of the one that it is already, if the student has handed in
        nothing else since, or has handed it in at the same time. What was not known of that one is added."""
        with self.session() as session:
            student = session.scalars(select(Member).where(Member.name == what.student)).first()
            if student is None:
                student = Member(name=what.student, roster_id="", full_name="", email="", language="", listed=True)
                session.add(student)
                session.flush()
            before = session.scalars(select(Attempt).where(Attempt.student_id == student.id).order_by(Attempt.number))
            attempts = list(before)
            same = [each for each in attempts if _is_same(each, what, each is attempts[-1])]
            if same:
                attempt = same[-1]
                attempt.handed_in = attempt.handed_in or what.time
                attempt.work = what.work
            else:
                attempt = Attempt(
                    student_id=student.id,
                    number=attempts[-1].number + 1 if attempts else 1,
                    work=what.work,
                    shown=what.shown,
                    handed_in=what.time,
                    late=what.late,
                    numbered=what.numbered,
                    seen_at=as_utc(datetime.now(UTC)),
                    files="",
                    alone=what.alone,
                    problem=what.problem if isinstance(what.problem, str) else as_json(what.problem),
                )
                session.add(attempt)
            if what.files and not attempt.files:
                attempt.files, attempt.alone = _keep(session, what.files), what.alone
            session.flush()
            return attempt.id

    def kept(self, attempt: int) -> KeptAttempt:
        """An attempt with its files."""
        with self.session() as session:
            found = session.get_one(Attempt, attempt)
            student = session.get_one(Member, found.student_id)
            names = msgspec.json.decode(found.files or "{}", type=dict[str, str])
            mine = select(Grading).where(Grading.attempt_id == attempt).order_by(Grading.id.desc())
            last = session.scalars(mine.limit(1)).first()
            return KeptAttempt(
                attempt=attempt,
                student=student.name,
                language=student.language,
                number=found.number,
                shown=found.shown,
                work=found.work,
                alone=found.alone,
                files={name: zlib.decompress(session.get_one(File, hash).content) for name, hash in names.items()},
                remarks=last.graded().remarks if last else (),
            )

    def add_grading(
        self,
        attempt: int,
        fingerprint: str,
        report: Report,
        suites: Mapping[str, str],
        works: Mapping[str, str],
        circumstances: str = "",
    ) -> None:
        """Keeps a grading; `suites` and `works` are versions and hashes by exercise. It takes the place of one of the
        same, graded once more, and of those in which the grader itself failed."""
        names = ",".join(exercise.name for exercise in report.exercises)
        marks = {each.name: _mark(each, suites[each.name], works.get(each.name, "")) for each in report.exercises}
        with self.session() as session:
            mine = (Grading.attempt_id == attempt, Grading.exercises == names)
            same = Grading.internal.is_(True) | (Grading.fingerprint == fingerprint)
            session.execute(delete(Grading).where(*mine, same))
            grading = Grading(
                attempt_id=attempt,
                exercises=names,
                fingerprint=fingerprint,
                circumstances=circumstances,
                graded_at=as_utc(datetime.now(UTC)),
                internal=report.internal,
                score=report.score,
                max_score=report.max_score,
                marks=as_json(marks),
                report=as_json(report),
            )
            session.add(grading)

    def fingerprints(self, exercises: Sequence[str]) -> dict[int, tuple[str, str]]:
        """Of each attempt's last grading for these exercises the fingerprint, which is empty where the grader failed in
        it, and the circumstances."""
        with self.session() as session:
            columns = (Grading.attempt_id, Grading.fingerprint, Grading.circumstances, Grading.internal)
            rows = session.execute(
                select(*columns).where(Grading.exercises == ",".join(exercises)).order_by(Grading.id)
            )
            return {attempt: ("" if internal else mark, around) for attempt, mark, around, internal in rows}

    def behind(
        self, exercises: Sequence[str], circumstances: str | None, students: Collection[str] | None = None
    ) -> list[int]:
        """The kept attempts that have no grading for these exercises under these circumstances, though one for some
        of them; without circumstances, all that have one for some."""
        with self.session() as session:
            wanted = {*exercises}
            query = select(Grading.attempt_id, Grading.exercises, Grading.circumstances, Grading.internal)
            kept = query.join(Attempt).join(Member).where(Attempt.files != "").order_by(Attempt.id)
            rows = session.execute(kept if students is None else kept.where(Member.name.in_(students))).all()
            some = dict.fromkeys(attempt for attempt, names, *_ in rows if wanted & {*names.split(",")})
            now = {row[0] for row in rows if wanted <= {*row[1].split(",")} and row[2] == circumstances and not row[3]}
            return [attempt for attempt in some if attempt not in now]

    def add_run(self, exercises: Sequence[str], language: str, rules: str, by: str) -> None:
        """Keeps what a run graded and by which rules, as JSON."""
        with self.session() as session:
            run = {"exercises": ",".join(exercises), "language": language, "rules": rules}
            session.add(Run(at=as_utc(datetime.now(UTC)), by=by, **run))

    def last_run(self) -> Run | None:
        """None where nothing was graded; of runs of schema 1 only the exercises are known."""
        with self.session() as session:
            if last := session.scalars(select(Run).order_by(Run.id.desc()).limit(1)).first():
                return last
            names = session.scalars(select(Grading.exercises).order_by(Grading.id.desc()).limit(1)).first()
            return Run(exercises=names, language="", rules="{}", at="", by="") if names else None

    @contextlib.contextmanager
    def session(self) -> Iterator[Session]:
        """A transaction; GradebookError where it fails, and nothing of it is kept."""
        with self._explained(), Session(self._engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (DatabaseError, OSError) as error:
            reason = N_("{path}: the gradebook cannot be used: {error}. Its contents are unchanged")
            said = error.orig if isinstance(error, DatabaseError) else error.strerror
            raise GradebookError(phrase(reason, path=str(self.place), error=said)) from None


def _is_same(attempt: Attempt, what: Received, is_last: bool) -> bool:
    """Whether an attempt is what was handed in; one that the grader failed to read may be anything."""
    if attempt.work not in (what.work, "") and not _is_renamed(attempt, what):
        return False
    return is_last or bool(what.time and attempt.handed_in == what.time)


def _is_renamed(attempt: Attempt, what: Received) -> bool:
    """Whether both are the same one program, whatever it is called."""
    if not (attempt.alone and what.alone and attempt.files):
        return False
    names = msgspec.json.decode(attempt.files, type=dict[str, str])
    return {*names.values()} == {digest.hex() for _content, digest in what.files.values()}


def _keep(session: Session, files: dict[str, tuple[bytes, bytes]]) -> str:
    names = {name: digest.hex() for name, (_content, digest) in files.items()}
    contents = {digest.hex(): content for content, digest in files.values()}
    known = set(session.scalars(select(File.sha256).where(File.sha256.in_(contents))))
    new = contents.keys() - known
    session.add_all(File(sha256=each, content=zlib.compress(contents[each])) for each in sorted(new))
    return as_json(names)


def _mark(result: ExerciseResult, suite: str, work: str) -> Mark:
    statuses = (result.status, *(check.status for check in result.checks))
    internal = any(STATUSES[status].ours for status in statuses)
    return Mark(suite, result.status, result.score, result.max_score, work, internal)


def as_json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def who() -> str:
    """The name of whoever uses the grader, for the record."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # nobody's process has a name
        return ""
