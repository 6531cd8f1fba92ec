"""What a class's reports say together: who has which points, and what each check tells about the class.

`summarise` reads one report at a time and keeps small rows and sums only: a class of thousands fits in memory.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

import msgspec
from msgspec.structs import replace

from grader.batch.item_analysis import Sums
from grader.feedback import Message, Text, phrase
from grader.report.model import STATUSES, CheckResult, ExerciseResult, Report, Status, Visibility
from grader.report.text import one_line

BINS = 10
TOP_ANSWERS = 5
NAMED = 3
"""Students named beside a wrong answer."""
MAX_GROUPS = 300
"""Distinct wrong answers that are told apart per check; what came back often came back early."""
LOOKED_AT = 2000
"""Characters of a wrong answer that are cleaned; far fewer are kept."""

State = Literal["graded", "internal", "refused", "missing"]
"""Of a student: graded; graded, but the grader failed somewhere; nothing could be read; nothing was handed in."""


class ExerciseHead(msgspec.Struct, frozen=True):
    name: str
    title: Text
    max_score: float


class Entry(msgspec.Struct, frozen=True, kw_only=True):
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


class Outcome(msgspec.Struct, frozen=True):
    """What a student has of one exercise."""

    status: Status
    score: float
    max_score: float


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One student: the entry without its report, and what the report came to."""

    entry: Entry
    state: State
    score: float = 0.0
    max_score: float = 0.0
    outcomes: tuple[Outcome | None, ...] = ()
    """One per exercise of the class; None where the report does not have it."""
    notes: tuple[Text, ...] = ()
    """Of exercises whose work was found, or seems to be, where it does not belong."""


class WrongAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What came back from several students where a check expected something else, and one call that it came from."""

    came_back: Text
    count: int
    students: tuple[str, ...]
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
    answers: tuple[WrongAnswer, ...]


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
    rows: tuple[Row, ...]
    exercises: tuple[ExerciseSummary, ...]
    checks: tuple[CheckSummary, ...]
    bins: tuple[int, ...]
    """How many students have 0 to 10 % of their points, 10 to 20 %, and so on; the last holds 100 % too."""
    mean: float | None
    median: float | None
    full: int
    """Students with all points."""

    def of(self, *states: State) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.state in states)

    @property
    def handed_in(self) -> int:
        return len(self.rows) - len(self.of("missing"))

    @property
    def unlisted(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if not row.entry.listed)


def summarise(course: str, exercises: Sequence[ExerciseHead], entries: Iterable[Entry]) -> ClassReport:
    """The class's report, its students by name. Each entry is read once and let go of."""
    tallies = {head.name: _Exercise(head) for head in exercises}
    rows = []
    for entry in entries:
        rows.append(_row(entry, exercises))
        if entry.report is None:
            continue
        for result in entry.report.exercises:
            if result.name in tallies:
                tallies[result.name].add(result, entry.report.score, entry.name or entry.student)
    graded = [row for row in rows if row.max_score > 0]
    return ClassReport(
        course=course,
        max_score=sum(head.max_score for head in exercises),
        rows=tuple(sorted(rows, key=lambda row: (row.entry.student.casefold(), row.entry.student))),
        exercises=tuple(tally.summary() for tally in tallies.values()),
        checks=tuple(check for tally in tallies.values() for check in tally.check_summaries()),
        bins=_bins(graded),
        mean=statistics.fmean(row.score for row in graded) if graded else None,
        median=statistics.median(row.score for row in graded) if graded else None,
        full=sum(row.state == "graded" and row.score >= row.max_score for row in graded),
    )


def _row(entry: Entry, exercises: Sequence[ExerciseHead]) -> Row:
    report, bare = entry.report, replace(entry, report=None)
    if report is None:
        return Row(entry=bare, state="refused" if entry.problem else "missing")
    found = {result.name: Outcome(result.status, result.score, result.max_score) for result in report.exercises}
    return Row(
        entry=bare,
        state="internal" if report.internal else "graded",
        score=report.score,
        max_score=report.max_score,
        outcomes=tuple(found.get(head.name) for head in exercises),
        notes=tuple(
            phrase("{name}: {note}", name=result.name, note=result.note) for result in report.exercises if result.note
        ),
    )


def _bins(rows: Iterable[Row]) -> tuple[int, ...]:
    counts = [0] * BINS
    for row in rows:
        counts[max(0, min(BINS - 1, int(BINS * row.score / row.max_score)))] += 1
    return tuple(counts)


@dataclass
class _Group:
    """Students with the same wrong answer."""

    call: str
    expected: Text
    count: int = 0
    students: list[str] = field(default_factory=list)


@dataclass
class _Check:
    first: CheckResult
    sums: Sums = field(default_factory=Sums)
    passed: int = 0
    wrong: int = 0
    groups: dict[Text, _Group] = field(default_factory=dict)

    def add(self, result: CheckResult, total: float, student: str) -> None:
        self.sums.add(result.score, total - result.score)
        self.passed += result.status == "passed"
        if result.status != "passed" and STATUSES[result.status].started:
            self.wrong += 1
            self._add_answer(result, student)

    def _add_answer(self, result: CheckResult, student: str) -> None:
        called = result.counterexample
        answers = (called.returned if called else "", result.message, Message(STATUSES[result.status].word))
        came_back = next(line for answer in answers if (line := _line(answer)))
        if came_back not in self.groups:
            if len(self.groups) == MAX_GROUPS:
                return
            call, expected = (called.call, called.expected) if called else ("", "")
            self.groups[came_back] = _Group(one_line(call[:LOOKED_AT]), _line(expected))
        group = self.groups[came_back]
        group.count += 1
        if len(group.students) < NAMED:
            group.students.append(student)

    def summary(self, exercise: str, unread: Sums) -> CheckSummary:
        """`unread` are those who started the exercise and have no result of any check: they count with no points."""
        sums = self.sums + unread
        worth = self.first.max_score
        return CheckSummary(
            exercise=exercise,
            name=self.first.name,
            title=self.first.title or self.first.name,
            visibility=self.first.visibility,
            judged=sums.count,
            pass_rate=self.passed / sums.count if sums.count else None,
            difficulty=max(0.0, 1 - sums.mean / worth) if sums.count and worth else None,
            discrimination=sums.correlation(),
            wrong=self.wrong,
            answers=tuple(self._top_answers()),
        )

    def _top_answers(self) -> Iterator[WrongAnswer]:
        often = sorted(self.groups.items(), key=lambda item: (-item[1].count, str(item[0])))
        for came_back, group in often[:TOP_ANSWERS]:
            yield WrongAnswer(
                came_back=came_back,
                count=group.count,
                students=tuple(group.students),
                call=group.call,
                expected=group.expected,
            )


@dataclass
class _Exercise:
    head: ExerciseHead
    statuses: list[Status] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    checks: dict[str, _Check] = field(default_factory=dict)
    unread: Sums = field(default_factory=Sums)

    def add(self, result: ExerciseResult, total: float, student: str) -> None:
        self.statuses.append(result.status)
        if not STATUSES[result.status].started:
            return
        if not STATUSES[result.status].ours:
            self.scores.append(result.score)
            if not result.checks:
                self.unread.add(0, total)
        for check in result.checks:
            if STATUSES[check.status].ours:  # it says nothing of the student, and has lost its points
                continue
            if check.name not in self.checks:
                self.checks[check.name] = _Check(_bare(check))
            self.checks[check.name].add(check, total, student)

    def summary(self) -> ExerciseSummary:
        not_started = sum(not STATUSES[status].started for status in self.statuses)
        return ExerciseSummary(
            head=self.head,
            started=len(self.statuses) - not_started,
            not_started=not_started,
            passed=self.statuses.count("passed"),
            unread=self.unread.count,
            mean=statistics.fmean(self.scores) if self.scores else None,
        )

    def check_summaries(self) -> Iterator[CheckSummary]:
        return (check.summary(self.head.name, self.unread) for check in self.checks.values())


def _line(text: Text) -> Text:
    """One line of it, cut to size where it stands as it is; a message is cut where it is shown."""
    return one_line(text[:LOOKED_AT]) if isinstance(text, str) else text


def _bare(check: CheckResult) -> CheckResult:
    """What every student's result of a check has alike: nothing of a run, which may be long."""
    kept = {name: getattr(check, name) for name in ("name", "title", "status", "score", "max_score", "visibility")}
    return CheckResult(**kept)
