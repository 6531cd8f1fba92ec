"""An audit on a terminal, with rich; plain text where there is no terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Self

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from grader.audit.fair import PROBABILITY, FailedRun, Threshold
from grader.audit.model import Audit, ExerciseAudit
from grader.audit.sharp import CAUGHT
from grader.report.text import excerpt, one_line

SHOWN = 5
"""How many seeds of one loss are named."""
COLUMNS = ("exercise", "mutants", "equiv.", "caught", "mistakes", "right", "seeds", "lost", "s")


class AuditBar:
    """A bar on a terminal, a line for each piece of work elsewhere."""

    def __init__(self, console: Console) -> None:
        self._console = console
        columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
        self._progress = Progress(*columns, console=console, transient=True, disable=not console.is_interactive)
        self._task = self._progress.add_task("starting TensorFlow", total=None)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._progress.stop()

    def begin(self, work: str, total: int) -> None:
        self._progress.reset(self._task, description=work, total=total)
        if not self._console.is_interactive:
            self._console.print(Text(f"{work}: {total}"))

    def advance(self) -> None:
        self._progress.advance(self._task)


def show(audit: Audit, console: Console) -> None:
    """Prints one table, then the unmet requirements of each exercise: survivors with their diffs, lost points."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for column in COLUMNS:
        table.add_column(column, justify="left" if column == "exercise" else "right", no_wrap=True)
    for exercise in audit.exercises:
        table.add_row(*_row(exercise))
    console.print(table)
    _print_list(audit.course, list(audit.form), console)
    for exercise in audit.exercises:
        _print_list(exercise.name, list(_complaints(exercise)), console)
        for mutant in exercise.sharpness.survivors if exercise.sharpness else ():
            diff = excerpt(mutant.diff, 20, 2000)
            console.print(Padding(Text(f"survived: {mutant.id}\n{diff}"), (0, 0, 0, 2)))
    _print_thresholds(audit, console)
    console.print(
        Text("All audit requirements are met." if audit.reached else "Some audit requirements are not met.", "bold")
    )


def _row(exercise: ExerciseAudit) -> list[str]:
    sharp, fair = exercise.sharpness, exercise.fairness
    cells = [""] * 7
    if sharp is not None:
        found = sharp.mistakes - len(sharp.missed)
        cells[:4] = [str(sharp.mutants), str(sharp.equivalent), str(sharp.caught), f"{found}/{sharp.mistakes}"]
    if fair is not None:
        cells[4:] = [str(fair.programs), str(fair.seeds), f"{len(fair.losses)}/{fair.programs * fair.seeds}"]
    return [exercise.name, *cells, f"{exercise.seconds:.0f}"]


def _complaints(exercise: ExerciseAudit) -> Iterator[str]:
    yield from exercise.form
    if exercise.sharpness is not None:
        sharp = exercise.sharpness
        if sharp.share < CAUGHT:
            yield f"{sharp.share:.1%} of the mutants are caught; at least {CAUGHT:.0%} must be"
        yield from sharp.complaints
        yield from (f"mistakes: {name} gets full marks" for name in sharp.missed)
    if exercise.fairness is not None:
        yield from exercise.fairness.complaints
        yield from _losses(exercise.fairness.losses)


def _losses(losses: Iterable[FailedRun]) -> Iterator[str]:
    """One line for each program and what it lost; the inputs, and with them the messages, differ from seed to seed."""
    alike: dict[tuple[str, tuple[str, ...]], list[FailedRun]] = {}
    for loss in losses:
        alike.setdefault((loss.program, loss.checks), []).append(loss)
    for (program, _), each in alike.items():
        seeds = ", ".join(str(loss.seed) for loss in each[:SHOWN]) + ", ..." * (len(each) > SHOWN)
        yield f"{program} loses points {len(each)} times (seeds {seeds}): {each[0].why}"


def _print_list(title: str, complaints: list[str], console: Console) -> None:
    if complaints:
        console.print(Text(one_line(title), "bold underline"))
    for complaint in complaints:
        console.print(Padding(Text(f"- {one_line(complaint, 500)}"), (0, 0, 0, 2)))


def _print_thresholds(audit: Audit, console: Console) -> None:
    """One sentence each: what was measured, and how likely right work misses the bound."""
    for exercise in audit.exercises:
        found = exercise.fairness.thresholds if exercise.fairness else ()
        _print_list(f"{exercise.name}: thresholds", [_in_words(threshold) for threshold in found], console)


def _in_words(of: Threshold) -> str:
    bound = f"{'>=' if of.at_least else '<='} {of.bound:g}"
    measured = f"mean {of.mean:.4g}, sd {of.sd:.2g}, worst {of.worst:.4g} of {of.count} by {of.program}"
    likely = f"z {of.z:.3g}, p {of.probability:.1e}" if of.sd else "it never varied"
    likely += ", too likely" if of.probability >= PROBABILITY else ""
    return f"{of.check}: {of.what} {bound}: {measured}; {likely}"
