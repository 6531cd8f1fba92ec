"""What somebody means who names an exercise or a check."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import NamedTuple

from grader.batch.listing import ClassError
from grader.feedback import N_, phrase
from grader.report.model import Report


class Target(NamedTuple):
    exercise: str
    check: str = ""


def target_of(report: Report, named: str) -> Target:
    """The exercise `gates`, or the check `test_step` or `gates.test_step`, of a student's report; ClassError where it
    has none of that name, or several."""
    targets = [Target(result.name) for result in report.exercises]
    targets += [Target(result.name, check.name) for result in report.exercises for check in result.checks]
    found = [each for each in targets if named in _names(each)]
    if len(found) == 1:
        return found[0]
    if found:
        reason = N_("{name} may be {names}; name one of them")
        raise ClassError(phrase(reason, name=named, names=", ".join(_names(each)[-1] for each in found)))
    known = [name for each in targets for name in _names(each)]
    if near := get_close_matches(named, known, n=1):
        reason = N_("there is no exercise or check {name}; did you mean {near}?")
        raise ClassError(phrase(reason, name=named, near=near[0]))
    exercises = ", ".join(result.name for result in report.exercises)
    reason = N_("there is no exercise or check {name}. The exercises are: {known}")
    raise ClassError(phrase(reason, name=named, known=exercises))


def _names(target: Target) -> Sequence[str]:
    return (target.check, f"{target.exercise}.{target.check}") if target.check else (target.exercise,)
