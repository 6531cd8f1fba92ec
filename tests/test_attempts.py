"""Which judge's end is whose fault: judges that say what a script has them say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from grader.course.model import Limits
from grader.grading import attempts
from grader.grading.attempts import judge_in_attempts
from grader.judge.client import GRACE_SECONDS, Judgement
from grader.judge.protocol import NothingToJudge
from grader.processes.jobs import JudgeJob
from grader.report.model import CheckResult

NAMES = ("test_a", "test_b", "test_c")
COLLECTED = tuple(
    CheckResult(name=name, title=name, status="not_started", score=0, max_score=1, hint="hint") for name in NAMES
)
JOB = JudgeJob(
    exercise="doubles",
    suite="/suite",
    folder="/folder",
    main=str(Path("/folder/doubles.py")),
    required=("double",),
    forbidden=(),
    points=3,
    limits=Limits(exercise=60),
    seed=1,
    hidden_seed=2,
    layers=(),
)
ENDED, LATE = "the judge ended before it finished", "the judge did not finish in time"


class Judges:
    """Each judges its checks in their order, all passed, until it comes to a deadly one; `seconds` is what that costs.
    Some end before they have collected anything."""

    def __init__(self, *deadly: str, times: int = 99, without_word: int = 0, seconds: float = 0.0) -> None:
        self.deadly, self.times, self.without_word, self.seconds = deadly, times, without_word, seconds
        self.jobs: list[JudgeJob] = []
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def __call__(self, job: JudgeJob) -> Judgement:
        self.jobs.append(job)
        if len(self.jobs) <= self.without_word:
            return Judgement(broken=ENDED)
        found = Judgement(COLLECTED)
        for check in COLLECTED:
            if check.name not in (job.checks or NAMES):
                continue
            if check.name in self.deadly and self.times:
                self.times -= 1
                self.now += self.seconds
                found.under_way, found.broken = check.name, LATE
                return found
            found.results[check.name] = msgspec.structs.replace(check, status="passed", score=1.0)
        return found

    @property
    def asked(self) -> list[tuple[str, ...]]:
        return [job.checks for job in self.jobs]


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Judgement]:
    def run(judges: Judges, **job: object) -> Judgement:
        monkeypatch.setattr(attempts.time, "monotonic", judges.monotonic)
        return judge_in_attempts(msgspec.structs.replace(JOB, **job), judges)

    return run


def statuses(found: Judgement) -> list[str]:
    return [found.results[name].status for name in NAMES]


def test_one_judge_is_enough_where_none_ends(judged):
    judges = Judges()
    found = judged(judges)
    assert (statuses(found), judges.asked, found.broken, found.doubts) == (["passed"] * 3, [()], "", {})


def test_a_judge_that_was_ended_once_costs_no_points(judged):
    judges = Judges("test_b", times=1)
    found = judged(judges)
    assert (statuses(found), judges.asked, found.broken) == (["passed"] * 3, [(), ("test_c",), ("test_b",)], "")


def test_a_check_that_ends_two_judges_is_in_doubt_and_the_others_are_judged(judged):
    judges = Judges("test_b")
    found = judged(judges)
    assert statuses(found) == ["passed", "failed", "passed"]
    assert (found.results["test_b"].score, found.results["test_b"].hint) == (0, "hint")
    assert (found.doubts, found.broken) == ({"test_b": LATE}, "")
    assert judges.asked == [(), ("test_c",), ("test_b",)]


def test_every_check_may_end_judges(judged):
    judges = Judges(*NAMES)
    found = judged(judges)
    assert (statuses(found), set(found.doubts), found.broken) == (["failed"] * 3, set(NAMES), "")
    assert len(judges.jobs) == 6


def test_two_judges_that_end_without_a_word_are_the_graders_fault(judged):
    assert judged(Judges(without_word=1)).broken == ""
    found = judged(Judges(without_word=2))
    assert (found.broken, found.results) == (ENDED, {})


def test_the_time_of_all_judges_is_bounded(judged):
    judges = Judges(*NAMES, seconds=45.0)
    found = judged(judges)
    assert judges.now <= JOB.limits.exercise + GRACE_SECONDS + 45.0
    assert judges.jobs[-1].limits.exercise < JOB.limits.exercise
    assert found.deadly | found.cut_off == set(NAMES)
    assert {found.results[name].status for name in found.cut_off} == {"timeout"}
    assert found.broken == ""


def test_only_the_checks_that_were_asked_for_are_judged_again(judged):
    judges = Judges("test_a", times=1)
    found = judged(judges, checks=("test_a", "test_c"))
    assert set(found.results) == {"test_a", "test_c"}
    assert judges.asked == [("test_a", "test_c"), ("test_c",), ("test_a",)]


def test_the_first_lost_check_is_the_last_one_where_that_is_enough(judged):
    judges = Judges("test_b", times=2)
    found = judged(judges, fail_fast=True, checks=("test_b", "test_c"))
    assert found.results["test_b"].status == "failed"
    assert judges.asked == [("test_b", "test_c"), ("test_c",), ("test_b",)]


def test_what_could_be_opened_once_is_not_unreadable(judged):
    first, answers = Judges("test_b", times=1), []

    def attempt(job: JudgeJob) -> Judgement:
        answers.append(job.checks)
        return Judgement(unreadable=NothingToJudge("slow", "error")) if len(answers) == 2 else first(job)

    found = judge_in_attempts(JOB, attempt)
    assert (found.unreadable, statuses(found), found.broken) == (None, ["passed"] * 3, "")
