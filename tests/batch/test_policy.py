"""Which attempt counts."""

from __future__ import annotations

import pytest

from grader.batch.policy import Attempted, Policy, counting

FIRST = Attempted(1, current=True, internal=False, score=3)


@pytest.mark.parametrize(
    ("others", "best", "last"),
    [
        pytest.param([], 1, 1, id="the only one"),
        pytest.param([FIRST._replace(number=2, score=2)], 1, 2, id="a worse one afterwards"),
        pytest.param([FIRST._replace(number=2)], 2, 2, id="the same points twice"),
        pytest.param([FIRST._replace(number=2, current=False, score=9)], 1, 1, id="older suites"),
        pytest.param([FIRST._replace(number=2, internal=True, score=9)], 1, 1, id="the grader failed"),
    ],
)
def test_which_attempt_counts(others: list[Attempted], best: int, last: int) -> None:
    numbers: dict[Policy, int] = {"best": best, "last": last}
    for policy, number in numbers.items():
        assert counting([FIRST, *others], policy) == number
        assert counting([*others, FIRST], policy) == number
