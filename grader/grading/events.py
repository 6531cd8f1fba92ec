"""What a grading tells while it runs, and what it may ask: the front end shows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from grader.course.model import Exercise
from grader.report.model import CheckResult, ExerciseResult


class Warming(msgspec.Struct, frozen=True):
    """The fork server is importing TensorFlow."""


class ExerciseStarted(msgspec.Struct, frozen=True):
    exercise: Exercise


class CheckFinished(msgspec.Struct, frozen=True):
    exercise: Exercise
    result: CheckResult


class Finished(msgspec.Struct, frozen=True):
    exercise: Exercise
    result: ExerciseResult
    known: bool = False
    """Whether the work has not changed since it was graded, so that the result is that of then."""


Event = Warming | ExerciseStarted | CheckFinished | Finished
Progress = Callable[[Event], None]
"""It may raise Cancelled."""


class Cancelled(Exception):
    """The result is not wanted any more. The judge at work ends, and the grader is ready for the next grading."""


def ignore(event: Event) -> None:
    """The default progress."""


Pick = Callable[[Exercise, Sequence[str]], int | None]
"""Which of the edited files of an exercise to grade, by its place; None when nobody can say."""


def nobody_to_ask(exercise: Exercise, names: Sequence[str]) -> int | None:
    """The default pick."""
    return None
