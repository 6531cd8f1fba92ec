"""From what a judge said to the result of an exercise: scores, and whose fault it was."""

from __future__ import annotations

import msgspec

from grader.course.model import Exercise
from grader.feedback import Location, Message, Text
from grader.judge.client import Judgement
from grader.judge.failures import suite_failed
from grader.report.model import STATUSES, CheckResult, ExerciseResult, Function, Status


def judged(exercise: Exercise, found: Judgement, faulty: dict[str, str]) -> ExerciseResult:
    """The result of a judged exercise; `faulty` are the checks whose suite is to blame, with what went wrong."""
    if found.unreadable:
        why = found.unreadable
        return result(exercise, why.status, message=why.message, place=why.place)
    if found.broken:
        return result(exercise, "internal", message=found.broken)
    told = (
        our_fault(found.results[check.name], faulty[check.name])
        if check.name in faulty
        else found.results.get(check.name, check)
        for check in found.collected
    )
    checks = tuple(msgspec.structs.replace(check, function=exercise.function(check.name)) for check in told)
    score, total = sum(check.score for check in checks), sum(check.max_score for check in checks)
    return result(exercise, _status(checks), score=score, max_score=total, checks=checks, functions=found.functions)


def _status(checks: tuple[CheckResult, ...]) -> Status:
    """The stub of another version of the course is a file that was judged, and still not started."""
    found = {check.status for check in checks}
    ours = [status for status in found if STATUSES[status].ours]
    if ours:
        return ours[0]
    return "passed" if found <= {"passed"} else "not_started" if found == {"not_started"} else "failed"


def result(
    exercise: Exercise,
    status: Status,
    *,
    score: float = 0.0,
    max_score: float | None = None,
    message: Text = "",
    place: Location | None = None,
    checks: tuple[CheckResult, ...] = (),
    functions: tuple[Function, ...] = (),
) -> ExerciseResult:
    """An internal error costs nobody points: without a judged check, the exercise is left out of the total."""
    if max_score is None:
        max_score = 0.0 if STATUSES[status].ours else exercise.points
    return ExerciseResult(
        name=exercise.name,
        title=Message(exercise.title),
        status=status,
        score=rounded(score),
        max_score=rounded(max_score),
        message=message,
        place=place,
        checks=checks,
        functions=functions or tuple(map(Function, exercise.required)),
    )


def unreadable(exercise: Exercise, message: Text) -> ExerciseResult:
    return result(exercise, "error", message=message)


def failed_grader(exercise: Exercise, error: BaseException) -> ExerciseResult:
    return result(exercise, "internal", message=f"{type(error).__name__}: {error}")


def our_fault(result: CheckResult, doubt: str) -> CheckResult:
    fault = {"status": "internal", "score": 0.0, "max_score": 0.0, "hint": ""}
    return msgspec.structs.replace(result, message=suite_failed(Message(doubt)), **fault)


def rounded(points: float) -> float:
    return round(points, 6)
