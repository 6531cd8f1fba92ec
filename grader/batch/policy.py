"""From attempts and rules to points: pure functions, which know of no gradebook.

| law | why |
|---|---|
| never above the raw points | rules only take |
| later is never better | steps and percents only grow with the delay |
| an extension never costs | the points are the best ones under the deadline and under each extension |
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Literal

import msgspec
from msgspec.structs import replace

AttemptChoice = Literal["best", "last"]

NO_DELAY = timedelta(0)


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """From so many hours after the deadline on, so many percent of the points are lost."""

    hours: float
    percent: float


class LateRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is lost by a delay, which counts from the deadline. Without anything said, nothing is."""

    grace_minutes: float = 0
    """A delay that does not count at all."""
    percent_per_day: float = 0
    """For each day begun."""
    steps: tuple[Step, ...] = ()
    cap_percent: float = 100
    """No more is lost before the cut-off."""
    cut_off_days: float | None = None
    """What comes later does not count."""

    def is_cut_off(self, delay: timedelta) -> bool:
        return self.cut_off_days is not None and delay > timedelta(days=self.cut_off_days)

    def lost(self, delay: timedelta) -> float:
        """The share of the points that a delay costs, before the cut-off."""
        if delay <= timedelta(minutes=self.grace_minutes):
            return 0.0
        by_day = self.percent_per_day * math.ceil(delay / timedelta(days=1))
        by_step = max((step.percent for step in self.steps if delay >= timedelta(hours=step.hours)), default=0.0)
        return min(by_day + by_step, self.cap_percent, 100) / 100


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """The rules for one student and one exercise."""

    policy: AttemptChoice = "best"
    deadline: datetime | None = None
    extensions: tuple[datetime, ...] = ()
    late: LateRule = LateRule()
    attempts: int | None = None
    """Only so many different works count, the first ones."""


class Attempted(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt at an exercise as far as the rules look at it."""

    number: int
    """A later attempt has a higher one."""
    score: float
    at: datetime | None = None
    """When it was handed in; None where nobody knows."""
    late: bool = False
    """Whether the learning system says so, which counts only where the time is not known."""
    work: str = ""
    """What is handed in once more is known by this; empty where nobody knows."""
    current: bool = True
    """Whether the suite of today graded it."""
    internal: bool = False
    judged: bool = True
    """Whether there was something to judge."""


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """The attempt that counts, and what it is worth."""

    number: int
    raw: float
    points: float
    delay: timedelta = NO_DELAY
    """Beyond the deadline in force; as short as can be where only the learning system says that it was late."""
    is_cut_off: bool = False
    """Whether nothing was handed in before the cut-off."""


def counted(attempts: Sequence[Attempted], terms: Terms) -> Counted:
    """What counts of at least one attempt. What older suites graded, where the grader failed or where nothing could be
    judged counts only where there is nothing else; of equal ones the latest counts."""
    known = _first_times(attempts)
    rivals = [each for each in known if each.judged] or known
    if terms.attempts is not None:
        works = list(dict.fromkeys(each.work or str(each.number) for each in rivals))[: terms.attempts]
        rivals = [each for each in rivals if (each.work or str(each.number)) in works]
    standard = max((each.current, not each.internal) for each in rivals)
    rivals = [each for each in rivals if (each.current, not each.internal) == standard]
    deadlines = [max(terms.deadline, each) for each in terms.extensions] if terms.deadline else []
    options = [_counted(rivals, replace(terms, deadline=each)) for each in (terms.deadline, *deadlines)]
    return max(options, key=lambda each: each.points)


def _first_times(attempts: Sequence[Attempted]) -> list[Attempted]:
    """The attempts as they came, the same work with the time when it was handed in first."""
    first: dict[str, Attempted] = {}
    found = []
    for each in sorted(attempts, key=lambda each: each.number):
        before = first.setdefault(each.work, each) if each.work else each
        if before.at and each.at:
            found.append(replace(each, at=min(before.at, each.at)))
        else:
            found.append(replace(each, at=before.at, late=before.late))
    return found


def _counted(attempts: Sequence[Attempted], terms: Terms) -> Counted:
    found = [_worth(each, terms) for each in attempts]
    in_time = [each for each in found if not each.is_cut_off]
    if terms.policy == "last":
        return (in_time or found)[-1]
    return max(found, key=lambda each: (each.points, not each.is_cut_off, each.raw, each.number))


def _worth(attempt: Attempted, terms: Terms) -> Counted:
    delay = _delay(attempt, terms)
    if terms.late.is_cut_off(delay):
        return Counted(number=attempt.number, raw=attempt.score, points=0.0, delay=delay, is_cut_off=True)
    points = round(attempt.score * (1 - terms.late.lost(delay)), 6)
    return Counted(number=attempt.number, raw=attempt.score, points=min(points, attempt.score), delay=delay)


def _delay(attempt: Attempted, terms: Terms) -> timedelta:
    if terms.deadline is None:
        return NO_DELAY
    if attempt.at is not None:
        return max(attempt.at - terms.deadline, NO_DELAY)
    is_late = attempt.late and not terms.extensions
    return timedelta(minutes=terms.late.grace_minutes, microseconds=1) if is_late else NO_DELAY


def dropped(grades: Sequence[tuple[float, float]], count: int) -> set[int]:
    """Which grades, each of points and their maximum, not to count, by their places: those without which the share of
    the rest is highest. At least one is left.

    Kane & Kane, "Dropping the lowest score" (2006): for the right share, those with the lowest points - share * maximum
    are the ones to drop, and each better guess at the share makes another one.
    """
    places = [place for place, (_points, most) in enumerate(grades) if most > 0]
    count = max(0, min(count, len(places) - 1))
    left, share = places, -1.0
    while count:
        better = _share(grades[place] for place in left)
        if better <= share:
            break
        share = better
        by_worth = sorted(places, key=lambda place: grades[place][0] - share * grades[place][1])
        left = by_worth[count:]
    return {*places} - {*left}


def _share(grades: Iterable[tuple[float, float]]) -> float:
    found = list(grades)
    return sum(points for points, _most in found) / sum(most for _points, most in found)
