"""What is shown while grading: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn
from rich.text import Text

from grader.feedback import N_
from grader.language import say, translate
from grader.report.model import STATUSES, CheckResult, ExerciseResult
from grader.report.text import one_line, points

WARMING = N_("starting TensorFlow")


class Display(Protocol):
    """Is told what happens; a context manager, which leaves the terminal as it was."""

    def __enter__(self) -> Self: ...
    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Takes the bar off the terminal."""

    def warming(self) -> None: ...
    def started(self, name: str) -> None: ...
    def checked(self, result: CheckResult) -> None: ...
    def finished(self, result: ExerciseResult) -> None: ...


def open_display(console: Console, total: float, language: str) -> Display:
    """The display that suits the console; `total` are the points that will be graded."""
    return Bar(console, total, language) if console.is_interactive else Lines(console, language)


class Bar:
    """A spinner, the exercise at work, and a bar that fills with the points graded so far."""

    def __init__(self, console: Console, total: float, language: str) -> None:
        self._language = language
        self._progress = Progress(
            SpinnerColumn("line"),
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn(translate("{task.completed:.0f} of {task.total:.0f} points graded", language), markup=False),
            console=console,
            transient=True,
        )
        self._task = self._progress.add_task("", total=total)
        self._settled = 0.0

    def __enter__(self) -> Self:
        return self  # the bar starts with the grading: before that, a question may be asked

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._progress.stop()

    def warming(self) -> None:
        self._progress.start()
        self._progress.update(self._task, description=say(WARMING, self._language))

    def started(self, name: str) -> None:
        self._progress.start()
        self._progress.update(self._task, description=one_line(name, 30))

    def checked(self, result: CheckResult) -> None:
        self._progress.advance(self._task, result.max_score)

    def finished(self, result: ExerciseResult) -> None:
        # Sets what the checks only approached: an exercise that was not started had none.
        self._settled += result.max_score
        self._progress.update(self._task, completed=self._settled)


class Lines:
    """One line as each exercise ends: what a log can hold."""

    def __init__(self, console: Console, language: str) -> None:
        self._console = console
        self._language = language

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        pass

    def warming(self) -> None:
        self._console.print(Text(say(WARMING, self._language)))

    def started(self, name: str) -> None:
        pass

    def checked(self, result: CheckResult) -> None:
        pass

    def finished(self, result: ExerciseResult) -> None:
        values = {"name": one_line(result.name), "status": say(STATUSES[result.status].word, self._language)}
        values |= {"score": points(result.score), "max_score": points(result.max_score)}
        self._console.print(Text(say("{name}: {status}, {score} of {max_score} points", self._language, **values)))
