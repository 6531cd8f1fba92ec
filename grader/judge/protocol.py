"""What a judge reports to the front end, one message after another."""

from __future__ import annotations

import msgspec

from grader.feedback import Location, Text
from grader.report.model import CheckResult, Function, Status


class Measurement(msgspec.Struct, frozen=True):
    """A figure that a check judged against a bound, such as the accuracy that training reached."""

    what: str
    value: float
    bound: float
    at_least: bool
    """Whether the figure must not be below its bound; otherwise it must not be above."""


class Collected(msgspec.Struct, frozen=True, tag=True):
    """The suite's checks in their file's order, as they stand before the first one ran."""

    checks: tuple[CheckResult, ...]


class Began(msgspec.Struct, frozen=True, tag=True):
    """A check is under way, and has this many seconds."""

    name: str
    seconds: float


class CheckReported(msgspec.Struct, frozen=True, tag=True):
    """One check is over. `doubt` is set when the suite itself failed: whose fault it is, the reference solution
    tells. `measured` is for an audit of the suite; no report holds it."""

    result: CheckResult
    doubt: str = ""
    measured: tuple[Measurement, ...] = ()


class NothingToJudge(msgspec.Struct, frozen=True, tag=True):
    """There is nothing to judge: one clear line says why."""

    message: Text
    status: Status
    place: Location | None = None


class Broken(msgspec.Struct, frozen=True, tag=True):
    """The suite or the judge failed, whatever the submission."""

    message: Text


class Done(msgspec.Struct, frozen=True, tag=True):
    """Every check has been reported. `functions` are as the submission's text has them."""

    functions: tuple[Function, ...] = ()


class Waited(msgspec.Struct, frozen=True, tag=True):
    """So many seconds have passed in which the judge could do nothing, since no worker was ready."""

    seconds: float


JudgeMessage = Collected | Waited | Began | CheckReported | NothingToJudge | Broken | Done
