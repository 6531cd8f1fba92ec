"""Is a suite sharp? Every mutant of the solution and every mistake written by hand must lose points."""

from __future__ import annotations

from typing import TypeVar

import msgspec
from msgspec.structs import replace

from grader.audit.bench import Bench, GradedProgram
from grader.audit.material import Material
from grader.audit.mutants import Mutant, mutants
from grader.course.model import Demands, Exercise

CAUGHT = 0.95
"""The share of the mutants, equivalent ones aside, that must lose points."""
SAMPLE = 12
"""How many mutants, and how many mistakes, a quick audit takes."""

T = TypeVar("T")


class Sharpness(msgspec.Struct, frozen=True, kw_only=True):
    """What a suite let through; `equivalent` mutants are right solutions, and not among the survivors."""

    mutants: int
    equivalent: int
    survivors: tuple[Mutant, ...]
    mistakes: int
    missed: tuple[str, ...]
    """Names of the mistakes that got full marks."""
    complaints: tuple[str, ...]

    @property
    def caught(self) -> int:
        return self.mutants - self.equivalent - len(self.survivors)

    @property
    def share(self) -> float:
        """The caught ones among those that are not equivalent."""
        return self.caught / (self.caught + len(self.survivors)) if self.survivors else 1.0

    @property
    def reached(self) -> bool:
        return self.share >= CAUGHT and not self.missed and not self.complaints


def audit_sharpness(
    bench: Bench, exercise: Exercise, material: Material, seconds: float, demands: Demands, quick: bool = False
) -> Sharpness:
    """Grades mutants and mistakes; `seconds` is what the solution takes, `quick` takes a sample of both."""
    made = mutants(material.solution)
    complaints = [
        f"equivalents: {name} is no longer a mutant of the solution ({reason})"
        for name, reason in material.equivalents.items()
        if name not in {mutant.id for mutant in made}
    ]
    most = SAMPLE if quick else len(made) + len(material.mistakes)
    taken, mistakes = _sample(made, most), dict(_sample(list(material.mistakes.items()), most))
    hurried = _hurried(exercise, 2 + 2 * seconds)
    graded = bench.grade_all("mutants", hurried, [mutant.source for mutant in taken])
    survivors = [mutant for mutant, outcome in zip(taken, graded, strict=True) if _survived(outcome)]
    listed = [mutant for mutant in taken if mutant.id in material.equivalents]
    complaints += [
        f"equivalents: {mutant.id} is not equivalent, because the suite catches it"
        for mutant in listed
        if mutant not in survivors
    ]
    tried = bench.grade_all("mistakes", hurried, list(mistakes.values()))
    complaints += _our_faults([mutant.id for mutant in taken], graded) + _our_faults(list(mistakes), tried)
    if len(material.mistakes) < demands.mistakes:
        complaints.append(f"mistakes: only {len(material.mistakes)}, but this course demands {demands.mistakes}")
    return Sharpness(
        mutants=len(taken),
        equivalent=len(listed),
        survivors=tuple(mutant for mutant in survivors if mutant not in listed),
        mistakes=len(tried),
        missed=tuple(name for name, outcome in zip(mistakes, tried, strict=True) if outcome.result.status == "passed"),
        complaints=tuple(complaints),
    )


def _sample(found: list[T], most: int) -> list[T]:
    """At most so many, from everywhere in the list."""
    return found[:: -(-len(found) // most)] if found else found


def _hurried(exercise: Exercise, seconds: float) -> Exercise:
    """The exercise with shorter limits of time, which the solution keeps with room: a mutant may well never end."""
    limits = exercise.limits
    return replace(
        exercise,
        limits=replace(
            limits,
            call=min(limits.call, seconds),
            check=min(limits.check, seconds),
            exercise=min(limits.exercise, 2 * seconds),
        ),
    )


def _survived(outcome: GradedProgram) -> bool:
    return outcome.result.status in ("passed", "internal")


def _our_faults(names: list[str], graded: list[GradedProgram]) -> list[str]:
    """Internal errors catch no mutant, because they cost no points."""
    return [
        f"{name}: internal error: {outcome.why}"
        for name, outcome in zip(names, graded, strict=True)
        if outcome.result.status == "internal"
    ]
