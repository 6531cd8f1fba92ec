"""What is shown of a class's run: a bar on a terminal, a line per student elsewhere, and how it ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from grader.batch.run import DueReason, UploadOutcome
from grader.batch.uploads import UNREADABLE, FoundUploads, Upload
from grader.feedback import N_, Message
from grader.language import render, say, translate
from grader.report.text import one_line, points

REASONS: dict[DueReason, str] = {
    "new": N_("handed in for the first time"),
    "changed": N_("handed in again with changes"),
    "suite": N_("the suite has changed"),
    "setting": N_("versions, sandbox or secret have changed"),
}


@dataclass
class Tally:
    """How many submissions are done, in how many of them something was not judged, how many the grader failed on, and
    how many have no reports because they could not be written."""

    graded: int = 0
    unchanged: int = 0
    problems: int = 0
    internal: int = 0
    unwritten: int = 0

    def count(self, outcome: UploadOutcome) -> None:
        self.unwritten += bool(outcome.unwritten)
        if outcome.problem or outcome.unjudged:
            self.problems += 1
        elif outcome.report is None:
            self.unchanged += 1
        elif outcome.report.internal:
            self.internal += 1
        else:
            self.graded += 1

    @property
    def all(self) -> int:
        return self.graded + self.unchanged + self.failed

    @property
    def failed(self) -> int:
        return self.problems + self.internal + self.unwritten


class ClassDisplay:
    """Shows outcomes as they come; a context manager, which leaves the terminal as it was."""

    def __init__(self, console: Console, total: int, language: str) -> None:
        self._language = language
        self.tally = Tally()
        self._console = console
        self._bar: Progress | None = None
        if console.is_interactive:
            self._bar = Progress(
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn(translate("{task.fields[failed]} failed", language), markup=False),
                Rate(language),
                TimeRemainingColumn(),
                TextColumn(say("left", language), markup=False),
                console=console,
                transient=True,
            )
            self._task = self._bar.add_task("", total=total, failed=0)

    def __enter__(self) -> ClassDisplay:
        (self._bar or nullcontext()).__enter__()
        return self

    def __exit__(self, *trouble: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def told(self, outcome: UploadOutcome) -> None:
        self.tally.count(outcome)
        if self._bar is not None:
            if outcome.earlier:  # which nobody could count before
                self._bar.tasks[0].total = (self._bar.tasks[0].total or 0) + 1
            self._bar.update(self._task, advance=1, failed=self.tally.failed)
        if outcome.problem or outcome.unwritten or outcome.unjudged or self._bar is None:
            self._console.print(Text(_line(outcome, self._language)), soft_wrap=True)
            _show_unjudged(outcome.unjudged, self._console, self._language)


class Rate(ProgressColumn):
    """Submissions a second, or seconds a submission."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed or 0
        return Text(say("{rate} per second", self._language, rate=f"{speed:.1f}") if speed else "")


def _show_unjudged(problems: Iterable[Message | str], console: Console, language: str) -> None:
    for problem in problems:
        console.print(Text(f"  {one_line(render(problem, language), 1000)}"), soft_wrap=True)


def show_found(
    found: FoundUploads,
    console: Console,
    language: str,
    left: Sequence[Message | str] = (),
    earlier: Collection[str] = (),
) -> None:
    """What an instructor should know of the uploads before they are graded; `left` tells what a zip of them held and is
    not among them, `earlier` who handed in something before, by id."""

    def show(text: str, **values: object) -> None:
        console.print(Text(say(text, language, **values)), soft_wrap=True)

    what = say(found.shape.told, language)
    show(N_("{what}: {students} students, {files} files"), what=what, students=len(found.uploads), files=found.files)
    closed = [name for name in found.ignored if name.lower().endswith(UNREADABLE)]
    unlisted = [upload.label for upload in found.uploads if not upload.student.listed]
    for text, names in (
        (N_("not in the roster, but graded: {names}"), unlisted),
        (N_("nothing handed in: {names}"), [student.id for student in found.absent if student.id not in earlier]),
        (
            N_("no upload today, but an earlier one: {names}"),
            [student.id for student in found.absent if student.id in earlier],
        ),
        (N_("handed in late: {names}"), [upload.label for upload in found.uploads if upload.late]),
        (N_("not graded, because there is a newer version: {names}"), _of_students(found, "older")),
        (N_("cannot be opened: {names}"), [*_of_students(found, "unread"), *closed]),
        (N_("typed on the page instead of handed in as a file, not graded: {names}"), _of_students(found, "texts")),
        (
            N_("skipped because they are not submissions: {names}"),
            [name for name in found.ignored if name not in closed],
        ),
        (N_("left out of the zip file: {names}"), [render(why, language) for why in left]),
    ):
        if names:
            listed = ", ".join(one_line(name, 120) for name in names[:10]) + (", ..." if len(names) > 10 else "")
            show(text, names=f"{len(names)} ({listed})")
    if times := sorted(upload.time for upload in found.uploads if upload.time):
        show(N_("handed in between {first} and {last}"), first=_time(times[0]), last=_time(times[-1]))


def show_unknown(students: Sequence[str], console: Console, language: str) -> None:
    """Students of whom the rules tell, and nobody else does."""
    if students:
        names = ", ".join(one_line(name, 60) for name in students[:10])
        text = N_("class.toml has extensions or excuses for students who are not here: {names}")
        console.print(Text(say(text, language, names=names)), soft_wrap=True)


def _of_students(found: FoundUploads, field: str) -> list[str]:
    """Names of files, each with the student's."""
    return [
        f"{one_line(each.label, 60)}: {one_line(name, 60)}" for each in found.uploads for name in getattr(each, field)
    ]


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def show_end(tally: Tally, console: Console, language: str) -> None:
    told = {
        N_("graded"): tally.graded,
        N_("unchanged"): tally.unchanged,
        N_("problem: something was not judged"): tally.problems,
        N_("the grader failed"): tally.internal,
        N_("the reports could not be written"): tally.unwritten,
    }
    counts = [f"{say(what, language)}: {count}" for what, count in told.items() if count]
    console.print(Text(", ".join(counts)), soft_wrap=True)


def show_changes(changes: Iterable[tuple[Upload, dict[str, DueReason]]], console: Console, language: str) -> None:
    """What would be graded, and why; then the sums."""
    sums: Counter[str] = Counter()
    for upload, found in changes:
        name = _name(upload.label, upload.earlier, language)
        sums["note" if upload.note else "" if found else "unchanged"] += 1
        sums["problem"] += bool(upload.unjudged)
        if upload.note:
            said = one_line(render(upload.note, language))
            console.print(Text(f"{name}: {said}"), soft_wrap=True)
        elif upload.unjudged:
            console.print(Text(f"{name}:"))
        _show_unjudged(upload.unjudged, console, language)
        for reason in REASONS:
            names = [name for name, why in found.items() if why == reason]
            sums[reason] += len(names)
            if names:
                line = f"{name}: {', '.join(names)} ({say(REASONS[reason], language)})"
                console.print(Text(line), soft_wrap=True)
    for reason, text in REASONS.items():
        if sums[reason]:
            why = say(text, language)
            console.print(Text(say("{count} exercises: {reason}", language, count=sums[reason], reason=why)))
    if sums["problem"]:
        console.print(
            Text(say("{count} submissions with a problem: something is not judged", language, count=sums["problem"]))
        )
    if sums["note"]:
        console.print(Text(say("{count} submissions: nothing to judge", language, count=sums["note"])))
    console.print(Text(say("{count} submissions are unchanged", language, count=sums["unchanged"])))


def _name(label: str, earlier: int, language: str) -> str:
    """The student's, with the number of an earlier attempt."""
    name = one_line(label, 60)
    return say("{name}, attempt {number}", language, name=name, number=earlier) if earlier else name


def _line(outcome: UploadOutcome, language: str) -> str:
    name = _name(outcome.label, outcome.earlier, language)
    if outcome.unwritten or outcome.problem:
        return f"{name}: {one_line(render(outcome.unwritten or outcome.problem, language))}"
    if outcome.report is None:
        return say("{name}: unchanged", language, name=name)
    if outcome.report.internal:
        return say("{name}: the grader itself failed; run it again", language, name=name)
    values = {"score": points(outcome.report.score), "max_score": points(outcome.report.max_score)}
    return say("{name}: {score} of {max_score} points", language, name=name, **values)
