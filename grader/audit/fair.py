"""Is a suite fair? Right solutions of every style keep all points, whatever the seed."""

from __future__ import annotations

import ast
import math
import statistics
from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from grader.audit.bench import Bench, GradedProgram
from grader.audit.material import Material
from grader.course.model import Demands, Exercise
from grader.judge.protocol import Measurement

PROBABILITY = 1e-4
"""How often a right solution may miss a threshold, at the most."""


class FailedRun(msgspec.Struct, frozen=True):
    """A right solution that lost points under a seed."""

    program: str
    seed: int
    checks: tuple[str, ...]
    why: str


class Threshold(msgspec.Struct, frozen=True, kw_only=True):
    """What one program measured against one bound, and how likely it misses it, were the figures normally
    distributed."""

    program: str
    check: str
    what: str
    bound: float
    at_least: bool
    count: int
    mean: float
    sd: float
    worst: float
    z: float
    probability: float


class Fairness(msgspec.Struct, frozen=True, kw_only=True):
    programs: int
    """The solution and its alternatives, each graded under so many seeds."""
    seeds: int
    losses: tuple[FailedRun, ...]
    thresholds: tuple[Threshold, ...]
    """Of each threshold, the program that comes nearest to missing it."""
    complaints: tuple[str, ...]

    @property
    def reached(self) -> bool:
        likely = any(threshold.probability >= PROBABILITY for threshold in self.thresholds)
        return not (self.losses or self.complaints or likely)


def audit_fairness(bench: Bench, exercise: Exercise, material: Material, seeds: int, demands: Demands) -> Fairness:
    """Grades the solution and every alternative under as many seeds."""
    programs = {"solution": material.solution, **material.alternatives}
    runs = [(name, seed) for name in programs for seed in range(1, seeds + 1)]
    # the random inputs of the checks follow from the file's content, so that a comment changes them all
    graded = bench.grade_all("right solutions", exercise, [f"{programs[name]}\n# seed {seed}\n" for name, seed in runs])
    losses = [
        FailedRun(name, seed, tuple(check.name for check in outcome.lost), outcome.why)
        for (name, seed), outcome in zip(runs, graded, strict=True)
        if outcome.result.status != "passed"
    ]
    return Fairness(
        programs=len(programs),
        seeds=seeds,
        losses=tuple(losses),
        thresholds=tuple(_nearest([name for name, _ in runs], graded)),
        complaints=tuple(_too_alike(exercise.required, material.alternatives, demands.alternatives)),
    )


def estimate(program: str, check: str, figures: Sequence[Measurement]) -> Threshold:
    """From figures of one kind: how far their mean is from the bound in standard deviations, and what that makes of
    the probability to miss it. Figures without any variance are certain."""
    what, bound, at_least = figures[0].what, figures[0].bound, figures[0].at_least
    margins = [figure.value - bound if at_least else bound - figure.value for figure in figures]
    mean = statistics.fmean(margins)
    sd = statistics.stdev(margins) if len(margins) > 1 else 0.0
    z = mean / sd if sd else math.inf if mean >= 0 else -math.inf
    return Threshold(
        program=program,
        check=check,
        what=what,
        bound=bound,
        at_least=at_least,
        count=len(figures),
        mean=statistics.fmean(figure.value for figure in figures),
        sd=sd,
        worst=(min if at_least else max)(figure.value for figure in figures),
        z=z,
        probability=0.5 * math.erfc(z / math.sqrt(2)),
    )


def _nearest(names: Sequence[str], graded: Sequence[GradedProgram]) -> list[Threshold]:
    figures: dict[tuple[str, str, float, bool], dict[str, list[Measurement]]] = defaultdict(lambda: defaultdict(list))
    for name, outcome in zip(names, graded, strict=True):
        for check, found in outcome.measured.items():
            for figure in found:
                figures[check, figure.what, figure.bound, figure.at_least][name].append(figure)
    return [
        min((estimate(name, key[0], each) for name, each in programs.items()), key=_room)
        for key, programs in figures.items()
    ]


def _room(threshold: Threshold) -> tuple[float, float]:
    """How far a program is from missing it; where figures never vary, by the figure itself."""
    return threshold.z, abs(threshold.mean - threshold.bound)


def _too_alike(required: Sequence[str], alternatives: Mapping[str, str], least: int) -> list[str]:
    """A complaint for each function with too few alternatives that differ in more than their layout."""
    programs = list(alternatives.values())
    made = [_definitions(program) for program in programs]
    complaints = []
    for name in required:
        # a name that is made in some other way counts as different
        count = len({found.get(name, program) for found, program in zip(made, programs, strict=True)})
        if count < least:
            complaints.append(f"alternatives: {count} different versions of {name}, but this course demands {least}")
    return complaints


def _definitions(program: str) -> dict[str, str]:
    """The functions and assignments at the top level, without comments and docstrings."""
    found = {}
    for statement in ast.parse(program).body:
        if isinstance(statement, ast.FunctionDef):
            if ast.get_docstring(statement) is not None:
                del statement.body[0]
            found[statement.name] = ast.unparse(statement)
        elif isinstance(statement, ast.Assign):
            found |= {name.id: ast.unparse(statement) for name in statement.targets if isinstance(name, ast.Name)}
    return found
