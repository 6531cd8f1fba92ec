"""A class.toml: what it says, and what is told of one that is wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader.batch.enrolment import Everybody
from grader.batch.policy import LateRule, Step
from grader.batch.rules import ClassRules, decode, encode, read_rules, unknown
from grader.batch.uploads import ClassError, Student

EXAMPLE = """
timezone = "Asia/Seoul"
counts = "last"
attempts = 5
drop_lowest = 1

[late]
grace_minutes = 15
percent_per_day = 10
cap_percent = 50
cut_off_days = 7

[exercises.gates]
deadline = 2026-10-05T23:59:00

[exercises.mlp]
deadline = 2026-10-12T23:59:00Z
attempts = 2
late = { steps = [{ hours = 1, percent = 20 }, { hours = 48, percent = 100 }] }

[[extensions]]
student = "2026001"
exercises = ["gates"]
until = 2026-10-09T12:00:00
why = "ill"

[[excuses]]
student = "Lee"
"""

Read = Callable[[str], ClassRules]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def from_text(text: str) -> ClassRules:
        path = tmp_path / "class.toml"
        path.write_text(text)
        return read_rules(path, ["gates", "mlp"])

    return from_text


def test_a_class_with_everything(read: Read) -> None:
    rules = read(EXAMPLE)
    gates, mlp = rules.of("gates"), rules.of("mlp")
    assert gates.deadline == datetime(2026, 10, 5, 14, 59, tzinfo=UTC)
    assert mlp.deadline == datetime(2026, 10, 12, 23, 59, tzinfo=UTC)
    assert gates.late == LateRule(grace_minutes=15, percent_per_day=10, cap_percent=50, cut_off_days=7)
    assert mlp.late == LateRule(steps=(Step(hours=1, percent=20), Step(hours=48, percent=100)))
    assert (gates.attempts, mlp.attempts) == (5, 2)
    assert rules.extensions[0].until == datetime(2026, 10, 9, 3, tzinfo=UTC)
    assert decode(encode(rules)) == rules


def test_nothing_said_is_no_rule(read: Read) -> None:
    assert read("") == ClassRules()


@pytest.mark.parametrize(
    ("time", "moment"),
    [
        ("2026-11-01T01:30:00", datetime(2026, 11, 1, 6, 30, tzinfo=UTC)),  # is twice
        ("2026-03-08T02:30:00", datetime(2026, 3, 8, 7, 30, tzinfo=UTC)),  # is not
    ],
)
def test_when_clocks_change_the_later_moment_is_meant(read: Read, time: str, moment: datetime) -> None:
    rules = read(f'timezone = "America/New_York"\nexercises.gates.deadline = {time}')
    assert rules.of("gates").deadline == moment


MISTAKES = {
    "no time zone": "exercises.gates.deadline = 2026-10-05T23:59:00",
    "a misspelt time zone": 'timezone = "Asia/Soul"',
    "a path for a time zone": 'timezone = "../x"',
    "an extension without a time zone": '[[extensions]]\nstudent = "kim"\nuntil = 2026-10-05T23:59:00',
    "a misspelt exercise": "exercises.gate.deadline = 2026-10-05T23:59:00Z",
    "an unknown exercise": '[[excuses]]\nstudent = "kim"\nexercises = ["xor"]',
    "less than nothing": "late.percent_per_day = -1",
    "no number": "late.percent_per_day = nan",
    "more than all": "late.cap_percent = 101",
    "no attempt": "attempts = 0",
    "fewer than none": "drop_lowest = -1",
    "steps down": "late.steps = [{ hours = 1, percent = 50 }, { hours = 2, percent = 20 }]",
    "a cut-off within the grace": "late.grace_minutes = 3000\nlate.cut_off_days = 1",
    "an unknown key of a rule": "late.percents = 3",
    "an unknown key": "deadline = 3",
    "a text for a number": 'attempts = "3"',
    "no TOML": "= 3",
}


@pytest.mark.parametrize("text", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_its_key(read: Read, text: str, wording: object) -> None:
    with pytest.raises(ClassError) as caught:
        read(text)
    assert str(caught.value) == wording


def test_an_extension_for_nobody(read: Read, wording: object) -> None:
    rules = read(EXAMPLE)
    assert unknown(Everybody({"kim": Student(id="2026001")}), rules, whole_class=False) == ["Lee"]
    assert unknown(Everybody({"kim": Student(id="2026001", name="lee")}), rules, whole_class=True) == []
    with pytest.raises(ClassError) as caught:
        unknown(Everybody({"kim": Student(id="2026001"), "leo": Student(id="2")}), rules, whole_class=True)
    assert str(caught.value) == wording
