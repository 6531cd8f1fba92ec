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
from grader.language import N_, _
from grader.report.text import one_line, points

REASONS: dict[Change, str] = {
    "new": N_("handed in for the first time"),
    "changed": N_("handed in again, changed"),
    "suite": N_("the suite has changed"),
    "setting": N_("versions, sandbox, language or secret have changed"),
}


@dataclass
class Tally:
    """How many submissions are done, how many of them could not be read, how many the grader failed on, and how many
    have no reports, since there nothing could be written."""

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

    def __init__(self, console: Console, total: int) -> None:
        self.tally = Tally()
        self._console = console
        self._bar: Progress | None = None
        if console.is_interactive:
            self._bar = Progress(
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn(_("{task.fields[failed]} failed"), markup=False),
                Rate(),
                TimeRemainingColumn(),
                TextColumn(_("left"), markup=False),
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
            self._console.print(Text(_line(outcome)), soft_wrap=True)


class Rate(ProgressColumn):
    """Submissions a second, or seconds a submission."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed or 0
        return Text(_("{rate} per second").format(rate=f"{speed:.1f}") if speed else "")


def show_found(found: Found, console: Console) -> None:
    """What an instructor should know of the uploads before they are graded."""
    unlisted = [upload.label for upload in found.uploads if not upload.student.listed]
    absent = [student.id for student in found.absent]
    for text, names in (
        (_("not in the roster, but graded: {names}"), unlisted),
        (_("nothing handed in: {names}"), absent),
        (_("skipped because they are not submissions: {names}"), found.ignored),
    ):
        if names:
            listed = ", ".join(one_line(name, 60) for name in names[:10]) + (", ..." if len(names) > 10 else "")
            console.print(Text(text.format(names=f"{len(names)} ({listed})")), soft_wrap=True)


def show_end(tally: Tally, console: Console) -> None:
    told = {
        _("graded"): tally.graded,
        _("unchanged"): tally.unchanged,
        _("could not be read"): tally.refused,
        _("the grader failed"): tally.internal,
        _("the reports could not be written"): tally.unwritten,
    }
    console.print(Text(", ".join(f"{what}: {count}" for what, count in told.items() if count)), soft_wrap=True)


def show_changes(changes: Iterable[tuple[Upload, dict[str, Change]]], console: Console) -> None:
    """What would be graded, and why; then the sums."""
    sums: Counter[str] = Counter()
    for upload, found in changes:
        sums["" if found else "unchanged"] += 1
        for reason in REASONS:
            names = [name for name, why in found.items() if why == reason]
            sums[reason] += len(names)
            if names:
                line = f"{one_line(upload.label, 60)}: {', '.join(names)} ({_(REASONS[reason])})"
                console.print(Text(line), soft_wrap=True)
    for reason, text in REASONS.items():
        if sums[reason]:
            console.print(Text(_("{count} exercises: {reason}").format(count=sums[reason], reason=_(text))))
    console.print(Text(_("{count} submissions are unchanged").format(count=sums["unchanged"])))


def _line(outcome: Outcome) -> str:
    name = one_line(outcome.label, 60)
    if outcome.unwritten or outcome.problem:
        return f"{name}: {one_line(outcome.unwritten or outcome.problem)}"
    if outcome.report is None:
        return _("{name}: unchanged").format(name=name)
    if outcome.report.internal:
        return _("{name}: the grader itself failed; run it again").format(name=name)
    values = {"score": points(outcome.report.score), "max_score": points(outcome.report.max_score)}
    return _("{name}: {score} of {max_score} points").format(name=name, **values)
