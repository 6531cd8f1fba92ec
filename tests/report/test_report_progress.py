"""What is shown while grading."""

import io

import report_samples as samples
from rich.console import Console

from grader.report.progress import WARMING, Bar, Lines, open_display


def console(terminal: bool) -> Console:
    return Console(file=io.StringIO(), width=80, force_terminal=terminal, _environ={"TERM": "xterm"})


def run(on: Console) -> str:
    """Shows the grading of two exercises; what was written."""
    with open_display(on, 7.5, "en") as display:
        display.warming()
        for exercise in (samples.tensor_ops, samples.gates):
            display.started(exercise.name)
            for check in exercise.checks:
                display.checked(check)
            display.finished(exercise)
    assert isinstance(on.file, io.StringIO)
    return on.file.getvalue()


def test_elsewhere_than_on_a_terminal_there_is_one_line_per_exercise() -> None:
    assert run(console(terminal=False)).splitlines() == [
        WARMING,
        "tensor_ops: passed, 2 of 2 points",
        "gates: wrong, 2 of 5.5 points",
    ]


def test_on_a_terminal_the_bar_ends_full_and_is_taken_away() -> None:
    text = run(console(terminal=True))
    assert "8 of 8 points graded" in text
    assert text.endswith("\x1b[2K")  # the line is erased


def test_the_console_decides() -> None:
    assert isinstance(open_display(console(terminal=True), 1, "en"), Bar)
    assert isinstance(open_display(console(terminal=False), 1, "en"), Lines)
