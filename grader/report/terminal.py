"""The report on a terminal, with rich; plain text where there is no terminal.

Everything that is printed goes through `clean` into a `Text`: rich must not read markup out of a submission.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace
from rich import box
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.feedback import N_
from grader.language import say
from grader.report.functions import FunctionResult
from grader.report.model import STATUSES, Audience, ExerciseResult, Report, Status
from grader.report.places import with_paths
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


def show(
    report: Report,
    console: Console,
    language: str,
    audience: Audience = "student",
    command: str = "grade {name}",
    folder: Path | None = None,
    whole: bool = False,
) -> None:
    """Prints where to start, and last, to be read first, the exercises, the total, and what to do next: the `command`
    that grades an exercise again. The submission's files are in `folder`. With `whole`, and for an instructor, what
    every lost point was lost for."""
    telling = Telling(language)
    if folder:
        report = replace(report, exercises=tuple(with_paths(each, folder) for each in report.exercises))
    console.print(Text(one_line(f"{report.course}: {report.submission.path}"), "bold"))
    ahead, told = telling.ahead(report), telling.told(report)
    whole, more = whole or audience == "instructor", command.startswith("grade ")
    for exercise in told if whole else sorted(told, key=lambda each: each is ahead):
        parts: list[RenderableType] = []
        if whole:
            parts = all_lost(exercise, telling)
        elif exercise is ahead:  # what to read first stands as near to the end as it can
            parts = [*other_functions(exercise, telling, more), *start_here(exercise, telling)]
        _print_section(exercise, console, telling, parts)
    if rejection := telling.rejection(report):
        console.print(Text(rejection))
    console.print(overview(report.exercises, telling))
    for line in telling.assignments(report):
        console.print(Text(line))
    console.print(Text(telling.total(report), "bold"))
    for line in telling.sandbox(report) if audience == "instructor" else filter(None, [telling.not_guaranteed(report)]):
        console.print(Text(line, "dim"))
    if audience == "student" or report.internal:
        console.print(Text(telling.next_step(report, command)), soft_wrap=True)  # a command is copied whole


def start_here(exercise: ExerciseResult, telling: Telling) -> list[RenderableType]:
    """All that is known of the function to look at first; nothing where the exercise is full or not begun."""
    start = telling.start(exercise)
    if start is None:
        return []
    headline = Text.assemble((telling.say("Start here:"), "bold"), f" {telling.headline(start)}")
    return [_indented(headline), *_lost(telling.lost_checks(exercise, start), telling)]


def all_lost(exercise: ExerciseResult, telling: Telling) -> list[RenderableType]:
    """What every lost point of the exercise was lost for."""
    return [*_lost(telling.lost_checks(exercise), telling)]


def other_functions(exercise: ExerciseResult, telling: Telling, more: bool = True) -> list[RenderableType]:
    """A line for each function of the exercise but the one to look at first, and how to see `more`."""
    others = telling.others(exercise)
    if not others:
        return []
    rows = [[Text(telling.name(each)), *_figures(each, telling), _state(each, telling)] for each in others]
    lines: list[RenderableType] = [_indented(_table(telling.columns(N_("function")), rows, wide=3, right=(1, 2)))]
    if more and any(each.status != "passed" for each in others):
        lines.append(_indented(Text(telling.say("`--all` shows every lost point in full."), "dim")))
    return [*lines, ""]


def show_rows(
    heads: Sequence[str], rows: Iterable[Sequence[str]], console: Console, language: str, wide: int, right: int = 2
) -> None:
    """Prints a table. The column `right` holds points; texts in the `wide` one wrap where the terminal is narrow."""
    cells = ([Text(one_line(cell)) for cell in row] for row in rows)
    console.print(_table([say(head, language) for head in heads], cells, wide=wide, right=(right,)))


def show_paragraphs(paragraphs: Iterable[str], console: Console) -> None:
    """Prints texts, each from a new line, wrapped between words."""
    for text in paragraphs:
        console.print(Text(text))


def overview(exercises: Iterable[ExerciseResult], telling: Telling) -> Table:
    """A row for each exercise."""
    rows = []
    for exercise in exercises:
        status = status_text(exercise.status, telling)
        if begin := telling.begin(exercise):
            status.append(f", {begin}", "default")
        rows.append([Text(one_line(exercise.name, 24)), *_figures(exercise, telling), status])
    return _table(telling.columns(), rows, wide=3, right=(1, 2))


def _figures(result: ExerciseResult | FunctionResult, telling: Telling) -> list[Text]:
    return [Text(telling.checks(result)), Text(f"{points(result.score)}/{points(result.max_score)}")]


def _state(result: FunctionResult, telling: Telling) -> Text:
    return Text(telling.state(result), "" if result.after else STATUSES[result.status].colour)


def _table(columns: Sequence[str], rows: Iterable[Sequence[Text]], wide: int, right: Sequence[int]) -> Table:
    """A table whose columns `right` hold numbers. Texts in the `wide` one wrap where the terminal is narrow; names
    and numbers never do."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for place, title in enumerate(columns):
        table.add_column(title, justify="right" if place in right else "left", no_wrap=place != wide, overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def _print_section(
    exercise: ExerciseResult, console: Console, telling: Telling, parts: Iterable[RenderableType]
) -> None:
    """An exercise's heading, what is said of it as a whole, and these parts; nothing where none of these says more."""
    said = (telling.note(exercise), telling.message(exercise))
    if inside := [*(_indented(Text(text)) for text in said if text), *parts]:
        console.print(Text(telling.heading(exercise), "bold underline"))
        for part in inside:
            console.print(part)
        console.print()


def _lost(lost_checks: Iterable[LostCheck], telling: Telling) -> Iterator[RenderableType]:
    for loss in lost_checks:
        title = (telling.title(loss.check), "bold")
        headline = (status_text(loss.check.status, telling), ": ", title, " " + telling.worth(loss.check))
        yield _indented(Text.assemble(*headline))
        if loss.details:
            yield _indented(_grid(loss.details), 4)
        if loss.output:
            yield _indented(Text(telling.say("printed by the submission:"), "dim"), 4)
            yield PrintedBlock(loss.output)


def _indented(inside: RenderableType, columns: int = 2) -> Padding:
    return Padding(inside, (0, 0, 0, columns), expand=False)


def _grid(details: Iterable[Detail]) -> RenderableType:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True, style="dim")
    grid.add_column(overflow="fold")
    for detail in details:
        grid.add_row(Text(detail.label), Text(detail.text))
    return grid


class PrintedBlock(NamedTuple):
    """The submission's own words, every line of them marked, so that they cannot pass for ours."""

    text: str

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in Text(self.text).wrap(console, options.max_width - 6, overflow="fold"):
            yield Text.assemble(("    | ", "dim"), line)
