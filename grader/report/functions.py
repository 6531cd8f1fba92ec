"""An exercise's checks by the function that they are about, and with which of them a student starts."""

from __future__ import annotations

from typing import NamedTuple

from grader.feedback import Location
from grader.report.model import STATUSES, CheckResult, ExerciseResult, Function, Status


class FunctionResult(NamedTuple):
    """The checks of one function; without a name, the checks of several functions together."""

    name: str
    place: Location | None
    checks: tuple[CheckResult, ...]
    after: str = ""
    """A function that it uses and that is wrong itself, so that it is fixed first."""

    @property
    def status(self) -> Status:
        """That of the first check that lost points though the function is written."""
        lost = [check.status for check in self.checks if is_lost(check)]
        said = [status for status in lost if STATUSES[status].started]
        return next((status for status in said if STATUSES[status].ours), (said or lost or ["passed"])[0])

    @property
    def score(self) -> float:
        return sum(check.score for check in self.checks)

    @property
    def max_score(self) -> float:
        return sum(check.max_score for check in self.checks)


class ByFunction(NamedTuple):
    """An exercise function by function, in the exercise's order. `start` is the one to look at first: the first wrong
    one that uses no other wrong one. There is none where nothing was lost."""

    start: FunctionResult | None
    others: tuple[FunctionResult, ...]


def by_function(exercise: ExerciseResult) -> ByFunction:
    names = [function.name for function in exercise.functions]
    # What is about several functions is looked at when each of them is right.
    functions = {each.name: each for each in (*exercise.functions, Function("", tuple(names)))}
    checks: dict[str, list[CheckResult]] = {name: [] for name in functions}
    for check in exercise.checks:
        checks[check.function if check.function in functions else ""].append(check)
    results = {
        name: FunctionResult(name, function.place, tuple(checks[name]))
        for name, function in functions.items()
        if checks[name]
    }
    wrong = [name for name, each in results.items() if any(map(is_lost, each.checks))]
    below = {name: [other for other in wrong if other in functions[name].uses] for name in wrong}

    def rank(name: str) -> tuple[int, bool]:
        """Who uses a function uses what that one uses too, and so has more wrong ones below it; only what calls each
        other in a circle has as many."""
        status = STATUSES[results[name].status]
        return len(below[name]), status.ours or not status.started

    for name in wrong:
        first = min(below[name], key=rank, default=name)
        if rank(first) < rank(name):
            results[name] = results[name]._replace(after=first)
    start = min(wrong, key=rank, default=None)
    others = tuple(each for name, each in results.items() if name != start)
    return ByFunction(results[start] if start is not None else None, others)


def is_lost(check: CheckResult) -> bool:
    """Whether there is something to say: it lost points, or the grader failed on it."""
    return check.score < check.max_score or STATUSES[check.status].ours
