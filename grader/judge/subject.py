"""What a judge judges, and the check that is under way."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from grader.boundary import layer_sets
from grader.boundary.protocol import Defined
from grader.course.model import Limits
from grader.judge.drawing import Picture
from grader.judge.protocol import Measurement
from grader.report.model import Function

MAX_CALLS = 8
MAX_WARNINGS, MAX_WARNING = 100, 500


@dataclass(frozen=True)
class Subject:
    """What is judged: the submission's file, what it must define and must not use, its limits, and the props' text."""

    path: str
    required: tuple[str, ...]
    forbidden: tuple[str, ...]
    limits: Limits
    seed: int
    hidden_seed: int
    props: str = ""
    layers: tuple[str, ...] = layer_sets.DEFAULT
    """The sets of Keras layers that a model of the submission may have."""

    def seed_of(self, check: str) -> int:
        """What random numbers of a check follow from, below 2**32."""
        return int.from_bytes(hashlib.sha256(f"{self.seed}:{check}".encode()).digest()[:4], "big")

    def functions(self, told: tuple[Defined, ...]) -> tuple[Function, ...]:
        """The functions that were asked for, as the submission's text has them; what a worker tells beyond that is
        dropped."""
        uses = {each.name: frozenset(each.uses) - {each.name} for each in told}
        places = {each.name: each.location for each in told}
        return tuple(
            Function(name, tuple(other for other in self.required if other in uses.get(name, ())), places.get(name))
            for name in self.required
        )


@dataclass
class CurrentCheck:
    """The check under way."""

    name: str = ""
    hidden: bool = False
    left: float = math.inf
    """Seconds that the submission's answers may still take."""
    call_limit: float = 0.0
    """Seconds for one call: a check that was given time of its own needs it for its calls."""
    calls: list[tuple[str, Any]] = field(default_factory=list)
    """The last calls of the current example, as text with what came back."""
    output: str = ""
    warnings: list[str] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    measured: list[Measurement] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)
    """What the submission answered in the current example."""
    expected: list[tuple[Any, Any]] = field(default_factory=list)
    """What the suite said of answers: a flaw that it expects, and the value that may have it."""
    plain: bool = False
    """Whether a plain assert has been met in it."""
    allowed: frozenset[str] = frozenset()
    """The marks of the check, by which it may allow a flaw in any answer."""

    def called(self, text: str) -> None:
        """A call begins; of the earlier ones the last few are kept."""
        self.calls[MAX_CALLS - 1 :] = []
        self.calls.insert(0, (text, None))

    def warned(self, warnings: Sequence[str]) -> None:
        """What Python warned of in a call."""
        told = [each[:MAX_WARNING] for each in warnings[:MAX_WARNINGS]]
        self.warnings = (self.warnings + told)[:MAX_WARNINGS]

    def forget(self) -> None:
        """The calls of one example are over."""
        for told in (self.calls, self.answers, self.expected):
            told.clear()
