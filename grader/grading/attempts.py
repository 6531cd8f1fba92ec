"""Starts as many judges as one exercise needs, and decides what to do if one ends early or hangs.

| what happened | what follows |
|---|---|
| a judge ended or hung at a check | the other checks in a new judge, then that check once more |
| a check ended or held up two judges | it is lost, in doubt: the reference solution tells whose fault that is |
| two judges ended at no check | the exercise cannot be judged |
| all that used up the time of the exercise | so are the checks that are left, unless the reference ends judges too |
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable

import msgspec

from grader.feedback import phrase
from grader.judge.client import GRACE_SECONDS, Judgement
from grader.processes.jobs import JudgeJob


def judge_in_attempts(job: JudgeJob, attempt: Callable[[JudgeJob], Judgement]) -> Judgement:
    """What all judges together said; `attempt` has one of them judge what a job asks for. A submission that keeps
    ending judges costs little more than the time of its exercise."""
    found, names = Judgement(), job.checks
    ended: Counter[str] = Counter()
    end = time.monotonic() + job.limits.exercise + GRACE_SECONDS
    while True:
        left = min(job.limits.exercise, end - time.monotonic())
        if left <= 0:
            return _cut_off(found, names)
        limits = msgspec.structs.replace(job.limits, exercise=left)
        last = attempt(msgspec.structs.replace(job, checks=names, limits=limits))
        if last.unreadable and found.results:  # an earlier judge could open it
            last = Judgement(broken=str(last.unreadable.message))
        found.add(last)
        if last.broken:
            ended[last.under_way] += 1
        if last.under_way and ended[last.under_way] == 2:
            _lose(found, last)
        waiting = _waiting(found, job, last, names, ended)
        if found.unreadable or ended[""] == 2 or (found.collected and not waiting):
            found.broken = found.broken if ended[""] == 2 else ""
            return found
        names = tuple(name for name in waiting if not ended[name]) or waiting


def _waiting(
    found: Judgement, job: JudgeJob, last: Judgement, names: tuple[str, ...], ended: Counter[str]
) -> tuple[str, ...]:
    """The checks that another judge is wanted for."""
    if job.fail_fast and any(result.status != "passed" for result in found.results.values()):
        return ()
    chosen = job.checks or tuple(check.name for check in found.collected)
    waiting = tuple(name for name in chosen if name not in found.results)
    return waiting if last.broken else tuple(name for name in waiting if ended[name] and name not in names)


def _lose(found: Judgement, last: Judgement) -> None:
    name = last.under_way
    lost = {"status": "failed", "message": phrase("The answer could not be judged.")}
    found.results |= {
        check.name: msgspec.structs.replace(check, **lost) for check in found.collected if check.name == name
    }
    found.doubts[name] = str(last.broken)
    found.deadly.add(name)


def _cut_off(found: Judgement, names: tuple[str, ...]) -> Judgement:
    lost = {"status": "timeout", "message": phrase("This exercise ran out of time.")}
    left = [check for check in found.collected if check.name in names]
    found.results |= {check.name: msgspec.structs.replace(check, **lost) for check in left}
    found.cut_off.update(check.name for check in left)
    found.broken = "" if found.collected else found.broken
    return found
