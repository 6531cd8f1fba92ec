"""The report on a terminal, with rich; plain text where there is no terminal.

Everything that is printed goes through `clean` into a `Text`: rich must not read markup out of a submission.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from rich import box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.language import N_, _
from grader.report.model import Audience, CheckResult, ExerciseResult, Isolation, Report, Status
from grader.report.text import excerpt, one_line, points

WORDS: dict[Status, str] = {
    "passed": N_("passed"),
    "failed": N_("wrong"),
    "error": N_("error"),
    "timeout": N_("timed out"),
    "crashed": N_("crashed"),
    "not_started": N_("not started"),
    "internal": N_("our fault (internal)"),
}
Side = Literal["left", "right"]
COLOURS: dict[Status, str] = {"passed": "green", "not_started": "yellow", "internal": "magenta"}


def open_console() -> Console:
    """The console of this process, no wider than reads well; it interprets neither markup nor emoji codes."""
    width = max(40, min(shutil.get_terminal_size().columns, 120))
    return Console(width=width, markup=False, emoji=False, highlight=False)


def status_text(status: Status) -> Text:
    """A status in words; its colour only repeats them."""
    return Text(_(WORDS[status]), COLOURS.get(status, "red"))


def show(report: Report, console: Console, audience: Audience = "student") -> None:
    """Prints the table of exercises, what each lost point was lost for, the total, and what to do next."""
    console.print(Text(one_line(f"{report.course}: {report.submission.path}"), "bold"))
    console.print(_overview(report.exercises))
    for exercise in report.exercises:
        _print_losses(exercise, console)
    total = _("Total: {score} of {max_score} points")
    total = total.format(score=points(report.score), max_score=points(report.max_score))
    console.print(Text(total, "bold"))
    for line in _isolation(report.isolation, audience):
        console.print(Text(one_line(line, 500), "dim"))
    if audience == "student" or report.internal:
        console.print(Text(_next_step(report)))


def show_exercises(rows: Iterable[tuple[str, str, float, str]], console: Console) -> None:
    """Prints a course: the name, title, points and state of each exercise."""
    cells = (
        [Text(one_line(name, 24)), Text(one_line(title)), Text(points(worth)), Text(state)]
        for name, title, worth, state in rows
    )
    console.print(_table([_("exercise"), _("about"), _("points"), _("your file")], cells))


def _overview(exercises: Iterable[ExerciseResult]) -> Table:
    rows = []
    for exercise in exercises:
        passed = sum(check.status == "passed" for check in exercise.checks)
        checks, score = f"{passed}/{len(exercise.checks)}", f"{points(exercise.score)}/{points(exercise.max_score)}"
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
    checks = [] if exercise.status == "not_started" else [c for c in exercise.checks if _is_worth_telling(c, exercise)]
    if not (checks or exercise.message):
        return
    console.print(Text(one_line(f"{exercise.name}: {exercise.title}"), "bold underline"))
    if exercise.message:
        console.print(Padding(Text(excerpt(exercise.message, 20, 2000)), (0, 0, 0, 2), expand=False))
    told: set[str] = set()
    for check in checks:
        console.print(Padding(_headline(check), (0, 0, 0, 2), expand=False))
        if check.status != "not_started":  # that says it all
            console.print(Padding(_details(check, told), (0, 0, 0, 4), expand=False))
            _print_output(check.output, console)
    console.print()


def _is_worth_telling(check: CheckResult, exercise: ExerciseResult) -> bool:
    """A check that lost points, unless it did so for the reason that the exercise's own message gives."""
    if check.score >= check.max_score and check.status != "internal":
        return False
    return not exercise.message or check.status != exercise.status or check.counterexample is not None


def _headline(check: CheckResult) -> Text:
    worth = _("(hidden, {score} of {max_score} points)")
    if check.visibility == "visible":
        worth = _("({score} of {max_score} points)")
    return Text.assemble(
        status_text(check.status),
        ": ",
        (one_line(check.title or check.name), "bold"),
        " " + worth.format(score=points(check.score), max_score=points(check.max_score)),
    )


def _details(check: CheckResult, told: set[str]) -> RenderableType:
    """What was called, what came back, what was expected, why, and the hint; each only where there is one.

    A hint, or a reason without a call, is told once: `told` remembers.
    """
    called = check.counterexample
    rows = {
        _("called"): called.call if called else "",
        _("returned"): called.returned if called else "",
        _("expected"): called.expected if called else "",
        _("why"): "" if check.message == check.hint else check.message,
        _("hint"): "" if check.hint in check.message and check.hint != check.message else check.hint,
    }
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True, style="dim")
    grid.add_column(overflow="fold")
    for label, value in rows.items():
        if value and value not in told:
            grid.add_row(Text(label), Text(excerpt(value, 12, 800)))
    told |= {rows[_("hint")], "" if called else rows[_("why")]}
    return grid


def _print_output(output: str, console: Console) -> None:
    """The submission's own words, every line of them marked, so that they cannot pass for ours."""
    text = excerpt(output, 20, 2000)
    if not text:
        return
    console.print(Padding(Text(_("printed by the submission:"), "dim"), (0, 0, 0, 4), expand=False))
    for line in Text(text).wrap(console, console.width - 8, overflow="fold"):
        console.print(Text.assemble(("    | ", "dim"), line))


def _isolation(isolation: Isolation, audience: Audience) -> Iterator[str]:
    if audience == "instructor":
        values = {"sandbox": isolation.sandbox, "start": isolation.start}
        layers = ", ".join(isolation.layers) or _("nothing")
        yield _("sandbox {sandbox}, {start}; in force: {layers}").format(**values, layers=layers)
    if isolation.missing:
        yield _("sandbox: missing here: {layers}").format(layers=", ".join(isolation.missing))


def _next_step(report: Report) -> str:
    if report.internal:
        return _("The grader itself failed here. It costs no points; please report it.")
    ahead = next((e for e in report.exercises if e.score < e.max_score), None)
    if ahead is None:
        return _("Full marks on what was graded. Well done!")
    name = one_line(ahead.name)
    if ahead.status == "not_started":
        return _("Next: {name} is not started yet. Write it, then run: grade {name}").format(name=name)
    return _("Next: look at {name} again, then run: grade {name}").format(name=name)
