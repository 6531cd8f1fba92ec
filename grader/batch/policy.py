"""Which of a student's attempts counts: a pure function of all of them. The place for a rule on late work too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

Policy = Literal["best", "last"]


class Attempted(NamedTuple):
    """An attempt as far as a policy looks at it; a later one has a higher number."""

    number: int
    current: bool
    """Whether the suites of today graded it."""
    internal: bool
    score: float


def counting(attempts: Sequence[Attempted], policy: Policy) -> int:
    """The number of the attempt that counts, of at least one. What older suites graded, or where the grader failed,
    counts only where there is nothing else; of equal ones the latest counts."""

    def rank(each: Attempted) -> tuple[bool, bool, float, int]:
        return each.current, not each.internal, each.score if policy == "best" else 0.0, each.number

    return max(attempts, key=rank).number
