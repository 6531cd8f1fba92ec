"""The report on a terminal, with rich; plain text where there is no terminal.

Everything that is printed goes through `clean` into a `Text`: rich must not read markup out of a submission.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.feedback import N_
from grader.language import say
from grader.report.model import STATUSES, Audience, ExerciseResult, Report, Status
from grader.report.presentation import Detail, LostCheck, Telling
from grader.report.screen import Screen
from grader.report.text import one_line, points


def open_console() -> Console:
    """The console of this process, no wider than reads well."""
    width = max(40, min(shutil.get_terminal_size().columns, 120))
    return Screen(width=width)


def status_text(status: Status, telling: Telling) -> Text:
    """A status in words; its colour only repeats them."""
    return Text(telling.word(status), STATUSES[status].colour)


def show(report: Report, console: Console, language: str, audience: Audience = "student", given: str = "") -> None:
    """Prints the table of exercises, what each lost point was lost for, the total, and what to do next; `given` are the
    options with which the next command grades the same."""
    telling = Telling(language)
    console.print(Text(one_line(f"{report.course}: {report.submission.path}"), "bold"))
    console.print(_overview(report.exercises, telling))
    for exercise in telling.told(report):
        _print_losses(exercise, console, telling)
    if rejection := telling.rejection(report):
        console.print(Text(rejection))
    console.print(Text(telling.total(report), "bold"))
    sandbox = telling.sandbox(report) if audience == "instructor" else ""
    for line in filter(None, (sandbox, telling.not_guaranteed(report))):
        console.print(Text(line, "dim"))
    if audience == "student" or report.internal:
        console.print(Text(telling.next_step(report, given)), soft_wrap=True)  # a command is copied whole


def show_exercises(rows: Iterable[tuple[str, str, float, str]], console: Console, language: str) -> None:
    """Prints a course: the name, title, points and state of each exercise."""
    cells = (
        [Text(one_line(name, 24)), Text(one_line(title)), Text(points(worth)), Text(one_line(state))]
        for name, title, worth, state in rows
    )
    heads = (N_("exercise"), N_("about"), N_("points"), N_("your file"))
    console.print(_table([say(head, language) for head in heads], cells, wide=1, right=(2,)))


def _overview(exercises: Iterable[ExerciseResult], telling: Telling) -> Table:
    rows = []
    for exercise in exercises:
        checks = f"{len(telling.passed(exercise))}/{len(exercise.checks)}"
        score = f"{points(exercise.score)}/{points(exercise.max_score)}"
        names = [Text(one_line(exercise.name, 24)), Text(one_line(telling.text(exercise.title)))]
        rows.append([*names, Text(checks), Text(score), status_text(exercise.status, telling)])
    return _table(telling.columns(), rows, wide=1, right=(2, 3))


def _table(columns: Sequence[str], rows: Iterable[Sequence[Text]], wide: int, right: Sequence[int]) -> Table:
    """A table whose columns `right` hold numbers. Titles in the `wide` one wrap where the terminal is narrow; names
    and numbers never do."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for place, title in enumerate(columns):
        table.add_column(title, justify="right" if place in right else "left", no_wrap=place != wide, overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def _print_losses(exercise: ExerciseResult, console: Console, telling: Telling) -> None:
    lost_checks = telling.lost_checks(exercise)
    note = telling.note(exercise)
    if not (lost_checks or note or exercise.message):
        return
    console.print(Text(telling.heading(exercise), "bold underline"))
    if note:
        console.print(Padding(Text(note), (0, 0, 0, 2), expand=False))
    if exercise.message:
        console.print(Padding(Text(telling.message(exercise)), (0, 0, 0, 2), expand=False))
    for loss in lost_checks:
        console.print(Padding(_headline(loss, telling), (0, 0, 0, 2), expand=False))
        if loss.details:
            console.print(Padding(_grid(loss.details), (0, 0, 0, 4), expand=False))
        _print_output(loss.output, console, telling)
    console.print()


def _headline(loss: LostCheck, telling: Telling) -> Text:
    title = (telling.title(loss.check), "bold")
    return Text.assemble(status_text(loss.check.status, telling), ": ", title, " " + telling.worth(loss.check))


def _grid(details: Iterable[Detail]) -> RenderableType:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True, style="dim")
    grid.add_column(overflow="fold")
    for detail in details:
        grid.add_row(Text(detail.label), Text(detail.text))
    return grid


def _print_output(text: str, console: Console, telling: Telling) -> None:
    """The submission's own words, every line of them marked, so that they cannot pass for ours."""
    if not text:
        return
    console.print(Padding(Text(telling.say("printed by the submission:"), "dim"), (0, 0, 0, 4), expand=False))
    for line in Text(text).wrap(console, console.width - 8, overflow="fold"):
        console.print(Text.assemble(("    | ", "dim"), line))
