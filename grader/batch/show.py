"""What is shown of a class's run: a bar on a terminal, a line per student elsewhere, and how it ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from grader.batch.run import Change, Outcome
from grader.batch.uploads import Found, Upload
from grader.feedback import N_
from grader.language import render, say, translate
from grader.report.text import one_line, points

REASONS: dict[Change, str] = {
    "new": N_("handed in for the first time"),
    "changed": N_("handed in again with changes"),
    "suite": N_("the suite has changed"),
    "setting": N_("versions, sandbox or secret have changed"),
}


@dataclass
class Tally:
    """How many submissions are done, how many of them could not be read, how many the grader failed on, and how many
    have no reports because they could not be written."""

    graded: int = 0
    unchanged: int = 0
    refused: int = 0
    internal: int = 0
    unwritten: int = 0

    def count(self, outcome: Outcome) -> None:
        self.unwritten += bool(outcome.unwritten)
        if outcome.problem:
            self.refused += 1
        elif outcome.report is None:
            self.unchanged += 1
        elif outcome.report.internal:
            self.internal += 1
        else:
            self.graded += 1

    @property
    def failed(self) -> int:
        return self.refused + self.internal + self.unwritten


class Display:
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

    def __enter__(self) -> Display:
        (self._bar or nullcontext()).__enter__()
        return self

    def __exit__(self, *trouble: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def told(self, outcome: Outcome) -> None:
        self.tally.count(outcome)
        if self._bar is not None:
            self._bar.update(self._task, advance=1, failed=self.tally.failed)
        if outcome.problem or outcome.unwritten or self._bar is None:
            self._console.print(Text(_line(outcome, self._language)), soft_wrap=True)


class Rate(ProgressColumn):
    """Submissions a second, or seconds a submission."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed or 0
        return Text(say("{rate} per second", self._language, rate=f"{speed:.1f}") if speed else "")


def show_found(found: Found, console: Console, language: str) -> None:
    """What an instructor should know of the uploads before they are graded."""
    unlisted = [upload.label for upload in found.uploads if not upload.student.listed]
    absent = [student.id for student in found.absent]
    for text, names in (
        (N_("not in the roster, but graded: {names}"), unlisted),
        (N_("nothing handed in: {names}"), absent),
        (N_("skipped because they are not submissions: {names}"), found.ignored),
    ):
        if names:
            listed = ", ".join(one_line(name, 60) for name in names[:10]) + (", ..." if len(names) > 10 else "")
            console.print(Text(say(text, language, names=f"{len(names)} ({listed})")), soft_wrap=True)


def show_end(tally: Tally, console: Console, language: str) -> None:
    told = {
        N_("graded"): tally.graded,
        N_("unchanged"): tally.unchanged,
        N_("could not be read"): tally.refused,
        N_("the grader failed"): tally.internal,
        N_("the reports could not be written"): tally.unwritten,
    }
    counts = [f"{say(what, language)}: {count}" for what, count in told.items() if count]
    console.print(Text(", ".join(counts)), soft_wrap=True)


def show_changes(changes: Iterable[tuple[Upload, dict[str, Change]]], console: Console, language: str) -> None:
    """What would be graded, and why; then the sums."""
    sums: Counter[str] = Counter()
    for upload, found in changes:
        sums["" if found else "unchanged"] += 1
        for reason in REASONS:
            names = [name for name, why in found.items() if why == reason]
            sums[reason] += len(names)
            if names:
                line = f"{one_line(upload.label, 60)}: {', '.join(names)} ({say(REASONS[reason], language)})"
                console.print(Text(line), soft_wrap=True)
    for reason, text in REASONS.items():
        if sums[reason]:
            why = say(text, language)
            console.print(Text(say("{count} exercises: {reason}", language, count=sums[reason], reason=why)))
    console.print(Text(say("{count} submissions are unchanged", language, count=sums["unchanged"])))


def _line(outcome: Outcome, language: str) -> str:
    name = one_line(outcome.label, 60)
    if outcome.unwritten or outcome.problem:
        return f"{name}: {one_line(render(outcome.unwritten or outcome.problem, language))}"
    if outcome.report is None:
        return say("{name}: unchanged", language, name=name)
    if outcome.report.internal:
        return say("{name}: the grader itself failed; run it again", language, name=name)
    values = {"score": points(outcome.report.score), "max_score": points(outcome.report.max_score)}
    return say("{name}: {score} of {max_score} points", language, name=name, **values)
