"""The report on a terminal, with rich; plain text where there is no terminal.

Everything that is printed goes through `clean` into a `Text`: rich must not read markup out of a submission.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from typing import Literal

from rich import box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.language import _
from grader.report import telling
from grader.report.model import Audience, CheckResult, ExerciseResult, Report, Status
from grader.report.screen import Screen
from grader.report.text import one_line, points

Side = Literal["left", "right"]
COLOURS: dict[Status, str] = {"passed": "green", "not_started": "yellow", "internal": "magenta"}


def open_console() -> Console:
    """The console of this process, no wider than reads well."""
    width = max(40, min(shutil.get_terminal_size().columns, 120))
    return Screen(width=width)


def status_text(status: Status) -> Text:
    """A status in words; its colour only repeats them."""
    return Text(telling.status_word(status), COLOURS.get(status, "red"))


def show(report: Report, console: Console, audience: Audience = "student", given: str = "") -> None:
    """Prints the table of exercises, what each lost point was lost for, the total, and what to do next; `given` are the
    options with which the next command grades the same."""
    console.print(Text(one_line(f"{report.course}: {report.submission.path}"), "bold"))
    console.print(_overview(report.exercises))
    for exercise in telling.told(report):
        _print_losses(exercise, console)
    if refusal := telling.refusal(report):
        console.print(Text(refusal))
    console.print(Text(telling.total(report), "bold"))
    sandbox = telling.sandbox(report) if audience == "instructor" else ""
    for line in filter(None, (sandbox, telling.not_guaranteed(report))):
        console.print(Text(line, "dim"))
    if audience == "student" or report.internal:
        console.print(Text(telling.next_step(report, given)), soft_wrap=True)  # a command is copied whole


def show_exercises(rows: Iterable[tuple[str, str, float, str]], console: Console) -> None:
    """Prints a course: the name, title, points and state of each exercise."""
    cells = (
        [Text(one_line(name, 24)), Text(one_line(title)), Text(points(worth)), Text(one_line(state))]
        for name, title, worth, state in rows
    )
    console.print(_table([_("exercise"), _("about"), _("points"), _("your file")], cells))


def _overview(exercises: Iterable[ExerciseResult]) -> Table:
    rows = []
    for exercise in exercises:
        checks = f"{len(telling.passed(exercise))}/{len(exercise.checks)}"
        score = f"{points(exercise.score)}/{points(exercise.max_score)}"
        names = [Text(one_line(exercise.name, 24)), Text(one_line(exercise.title))]
        rows.append([*names, Text(checks), Text(score), status_text(exercise.status)])
    return _table([_("exercise"), _("about"), _("checks"), _("points"), _("status")], rows)


def _table(columns: Sequence[str], rows: Iterable[Sequence[Text]]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for title in columns:
        side: Side = "right" if title in (_("checks"), _("points")) else "left"
        # Titles wrap where the terminal is narrow; names and numbers never do.
        table.add_column(title, justify=side, no_wrap=title != _("about"), overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def _print_losses(exercise: ExerciseResult, console: Console) -> None:
    losses = telling.losses(exercise)
    note = telling.note(exercise)
    if not (losses or note or exercise.message):
        return
    console.print(Text(telling.heading(exercise), "bold underline"))
    if note:
        console.print(Padding(Text(note), (0, 0, 0, 2), expand=False))
    if exercise.message:
        console.print(Padding(Text(telling.message(exercise)), (0, 0, 0, 2), expand=False))
    for loss in losses:
        console.print(Padding(_headline(loss.check), (0, 0, 0, 2), expand=False))
        if loss.details:
            console.print(Padding(_grid(loss.details), (0, 0, 0, 4), expand=False))
        _print_output(loss.output, console)
    console.print()


def _headline(check: CheckResult) -> Text:
    title = (telling.title(check), "bold")
    return Text.assemble(status_text(check.status), ": ", title, " " + telling.worth(check))


def _grid(details: Iterable[telling.Detail]) -> RenderableType:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True, style="dim")
    grid.add_column(overflow="fold")
    for detail in details:
        grid.add_row(Text(detail.label), Text(detail.text))
    return grid


def _print_output(text: str, console: Console) -> None:
    """The submission's own words, every line of them marked, so that they cannot pass for ours."""
    if not text:
        return
    console.print(Padding(Text(_("printed by the submission:"), "dim"), (0, 0, 0, 4), expand=False))
    for line in Text(text).wrap(console, console.width - 8, overflow="fold"):
        console.print(Text.assemble(("    | ", "dim"), line))
