"""Audits a course: form and fairness of its exercises first, then how sharp their suites are."""

from __future__ import annotations

import time
from collections.abc import Sequence

from msgspec.structs import replace

from grader.audit.bench import AuditProgress, Bench
from grader.audit.fair import audit_fairness
from grader.audit.given_away import complaints, pasted
from grader.audit.material import Material, read_material
from grader.audit.model import Audit, ExerciseAudit
from grader.audit.sharp import audit_sharpness
from grader.audit.wellformed import audit_course, audit_form, idle
from grader.course.model import Course, Exercise
from grader.errors import UsageError
from grader.grading.grader import Grader, Options
from grader.report.model import Sandbox

SEEDS = 50
QUICK_SEEDS = 2


def audit(
    course: Course,
    exercises: Sequence[Exercise],
    progress: AuditProgress,
    *,
    sandbox: Sandbox = "strict",
    seeds: int = SEEDS,
    quick: bool = False,
) -> Audit:
    """Everything about these exercises, and about the course as a whole where they are all of it."""
    whole = audit_course(course) if len(exercises) == len(course.exercises) else []
    materials: dict[str, Material] = {}
    found: dict[str, ExerciseAudit] = {}
    with Grader(course, Options(sandbox=sandbox)) as grader:
        bench = Bench(grader, progress)
        for exercise in exercises:
            try:
                materials[exercise.name] = read_material(course, exercise)
            except UsageError as error:
                found[exercise.name] = ExerciseAudit(name=exercise.name, form=(str(error),))
                continue
            found[exercise.name] = _form_and_fairness(bench, course, exercise, materials[exercise.name], seeds)
        hasty = Bench(grader, progress, fail_fast=True)
        for exercise in exercises:
            before = found[exercise.name]
            if before.fairness is not None:
                found[exercise.name] = _with_sharpness(hasty, course, exercise, materials[exercise.name], before, quick)
    return Audit(course.name, tuple(whole), tuple(found[exercise.name] for exercise in exercises))


def _form_and_fairness(
    bench: Bench, course: Course, exercise: Exercise, material: Material, seeds: int
) -> ExerciseAudit:
    started = time.monotonic()
    programs = [material.solution, material.stub, idle(exercise)]
    solution, stub, nothing = bench.grade_all("solution, stub and idle functions", exercise, programs)
    form = audit_form(course, exercise, material, solution, {"the stub": stub, "a program that does nothing": nothing})
    if copies := list(pasted(exercise, material.solution, material.stub)):
        tried = bench.grade_all("functions of the visible checks", exercise, [each.program for each in copies])
        form += complaints(copies, tried)
    sound = solution.result.status == "passed"
    return ExerciseAudit(
        name=exercise.name,
        form=tuple(form),
        fairness=audit_fairness(bench, exercise, material, seeds, course.demands) if sound else None,
        solution_seconds=solution.result.seconds,
        seconds=time.monotonic() - started,
    )


def _with_sharpness(
    bench: Bench, course: Course, exercise: Exercise, material: Material, before: ExerciseAudit, quick: bool
) -> ExerciseAudit:
    started = time.monotonic()
    sharpness = audit_sharpness(bench, exercise, material, before.solution_seconds, course.demands, quick)
    return replace(before, sharpness=sharpness, seconds=before.seconds + time.monotonic() - started)
