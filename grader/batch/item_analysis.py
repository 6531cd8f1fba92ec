"""The arithmetic of item analysis: how the points of a check go with the points of everything else."""

from __future__ import annotations

import math
from dataclasses import dataclass

UNIT = 1_000_000
"""Points are summed as whole millionths, so that nothing is lost and no variance is zero by half."""

FEWEST = 5
"""Fewer students than this have no correlation worth telling."""


@dataclass
class Sums:
    """Sums over students: a check's points `x`, the rest of the student's total `y`, their squares and product."""

    count: int = 0
    x: int = 0
    y: int = 0
    xx: int = 0
    yy: int = 0
    xy: int = 0

    def add(self, points: float, rest: float) -> None:
        x, y = round(points * UNIT), round(rest * UNIT)
        self.count += 1
        self.x += x
        self.y += y
        self.xx += x * x
        self.yy += y * y
        self.xy += x * y

    def __add__(self, other: Sums) -> Sums:
        return Sums(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))

    @property
    def mean(self) -> float:
        """The mean of the check's points; there must be a student."""
        return self.x / self.count / UNIT

    def correlation(self) -> float | None:
        """Pearson's, from -1 to 1; None for few students, or where either side is the same for all of them."""
        of_x, of_y = self.count * self.xx - self.x**2, self.count * self.yy - self.y**2
        if self.count < FEWEST or not of_x or not of_y:
            return None
        together = (self.count * self.xy - self.x * self.y) / math.sqrt(of_x * of_y)
        return max(-1.0, min(1.0, together))
