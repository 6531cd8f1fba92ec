"""What a class's reports say together: who has which points, and what each check tells about the class.

`summarise` reads one report at a time and keeps small rows and sums only: a class of thousands fits in memory.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from grader.batch.class_report import (
    AssignmentHead,
    CheckSummary,
    ClassReport,
    ClassRow,
    CommonAnswer,
    ExerciseHead,
    ExerciseSummary,
    StudentEntry,
    StudentExercise,
)
from grader.batch.item_analysis import Sums
from grader.feedback import Message, Text, phrase
from grader.report.model import STATUSES, CheckResult, ExerciseResult, Report, Status
from grader.report.text import one_line

BINS = 10
TOP_ANSWERS = 5
NAMED = 12
"""Students named beside a wrong answer."""
MAX_GROUPS = 300
"""Distinct wrong answers that are told apart per check; what came back often came back early."""
LOOKED_AT = 2000
"""Characters of a wrong answer that are cleaned; far fewer are kept."""


def summarise(
    course: str,
    exercises: Sequence[ExerciseHead],
    entries: Iterable[StudentEntry],
    assignments: Sequence[AssignmentHead] = (),
) -> ClassReport:
    """The class's report, its students by name. Each entry is read once and let go of."""
    tallies = {head.name: _Exercise(head) for head in exercises}
    rows = []
    for entry in entries:
        rows.append(_row(entry, exercises, assignments))
        if entry.report is None:
            continue
        for result in entry.report.exercises:
            if result.name in tallies:
                tallies[result.name].add(result, entry.report.score, rows[-1].entry)
    graded = [row for row in rows if row.max_score > 0]
    return ClassReport(
        course=course,
        max_score=sum(head.max_score for head in exercises),
        rows=tuple(sorted(rows, key=lambda row: (row.entry.student.casefold(), row.entry.student))),
        exercises=tuple(tally.summary() for tally in tallies.values()),
        assignments=tuple(assignments),
        checks=tuple(check for tally in tallies.values() for check in tally.check_summaries()),
        bins=_bins(graded),
        mean=statistics.fmean(row.score for row in graded) if graded else None,
        median=statistics.median(row.score for row in graded) if graded else None,
        full=sum(row.is_full for row in graded),
    )


def _row(entry: StudentEntry, exercises: Sequence[ExerciseHead], assignments: Sequence[AssignmentHead]) -> ClassRow:
    report, bare = entry.report, replace(entry, report=None)
    if report is None:
        is_excused = bool(exercises) and {head.name for head in exercises} <= {*entry.excused}
        return ClassRow(entry=bare, state="problem" if entry.problem else "excused" if is_excused else "missing")
    found = {result.name: _outcome(result) for result in report.exercises}
    notes = tuple(_notes(report))
    is_problem = entry.problem or report.unjudged
    return ClassRow(
        entry=bare,
        state="internal" if report.internal else "problem" if is_problem else "graded",
        score=report.score,
        max_score=report.max_score,
        outcomes=tuple(found.get(head.name) for head in exercises),
        totals=tuple(_total([found.get(name) for name in head.exercises]) for head in assignments),
        notes=tuple(note for note in notes if note != entry.problem),
        remarks=tuple(_remarks(report)),
    )


def _outcome(result: ExerciseResult) -> StudentExercise:
    kinds = {remark.kind for remark in result.remarks}
    return StudentExercise(result.status, result.score, result.max_score, "excused" in kinds, "dropped" in kinds)


def _notes(report: Report) -> Iterator[Text]:
    """What was not judged, or was found where it does not belong."""
    yield from (remark.text for remark in report.remarks if remark.kind == "problem")
    for result in report.exercises:
        if text := result.note or (result.message if result.overlooked else ""):
            yield phrase("{name}: {note}", name=result.name, note=text)


def _remarks(report: Report) -> Iterator[Text]:
    yield from (remark.text for remark in report.remarks if remark.kind != "problem")
    for result in report.exercises:
        for remark in result.remarks:
            yield phrase("{name}: {note}", name=result.name, note=remark.text)


def _total(outcomes: Sequence[StudentExercise | None]) -> float | None:
    scores = [outcome.score for outcome in outcomes if outcome and not (outcome.excused or outcome.dropped)]
    return sum(scores) if all(outcomes) else None


def _bins(rows: Iterable[ClassRow]) -> tuple[int, ...]:
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
    students: list[StudentEntry] = field(default_factory=list)


@dataclass
class _Check:
    first: CheckResult
    sums: Sums = field(default_factory=Sums)
    passed: int = 0
    wrong: int = 0
    groups: dict[Text, _Group] = field(default_factory=dict)

    def add(self, result: CheckResult, total: float, student: StudentEntry) -> None:
        self.sums.add(result.score, total - result.score)
        self.passed += result.status == "passed"
        if result.status != "passed" and STATUSES[result.status].started:
            self.wrong += 1
            self._add_answer(result, student)

    def _add_answer(self, result: CheckResult, student: StudentEntry) -> None:
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

    def _top_answers(self) -> Iterator[CommonAnswer]:
        often = sorted(self.groups.items(), key=lambda item: (-item[1].count, str(item[0])))
        for came_back, group in often[:TOP_ANSWERS]:
            yield CommonAnswer(
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

    def add(self, result: ExerciseResult, total: float, student: StudentEntry) -> None:
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
