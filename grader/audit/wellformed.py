"""Is an exercise well-formed? Stub, solution, files, titles and hints; each complaint is one sentence."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from grader.audit.bench import GradedProgram
from grader.audit.material import Material
from grader.course.guide import FILE as GUIDE
from grader.course.guide import read_guide
from grader.course.model import BUILT_IN_SUITES, Course, CourseError, Exercise
from grader.language import LANGUAGES, translate
from grader.report.model import CheckResult


def audit_course(course: Course) -> list[str]:
    """What is wrong with a course as a whole."""
    points, wanted = course.points, course.demands.points
    wrong = []
    if wanted is not None and not math.isclose(points, wanted):
        wrong = [f"the exercises have {points:g} points in total, not {wanted:g} as course.toml demands"]
    return [*wrong, *(f"{path} does not belong to any exercise" for path in _stray(course))]


def idle(exercise: Exercise) -> str:
    """A program whose functions take anything and do nothing."""
    return "\n".join(f"def {name}(*_, **__): pass" for name in exercise.required)


def audit_form(
    course: Course,
    exercise: Exercise,
    material: Material,
    solution: GradedProgram,
    worthless: Mapping[str, GradedProgram],
) -> list[str]:
    """What is wrong with one exercise, whose solution was graded, and `worthless` programs, which must get nothing."""
    wrong = []
    if solution.result.status != "passed":
        wrong.append(f"the solution does not get full marks: {solution.why}")
    for program, graded in worthless.items():
        passed = [check.name for check in graded.result.checks if check.score > 0]
        if passed:
            wrong.append(f"{program} gets {graded.result.score:g} points ({', '.join(passed)})")
    copy = course.root / "exercises" / f"{exercise.name}.py"
    if not copy.is_file() or copy.read_text(encoding="utf-8", errors="replace") != material.stub:
        wrong.append(f"{copy} is not the stub of the solution; run `grade stubs` to write it")
    checks = solution.result.checks
    return [*wrong, *material.complaints, *_texts(exercise, checks), *_guide(exercise, checks)]


def _texts(exercise: Exercise, checks: Iterable[CheckResult]) -> Iterator[str]:
    for check in checks:
        hint = exercise.hint(check.name)
        title = str(check.title)
        if title == check.name:
            yield f"{check.name} has no docstring, so it has no title"
        if not hint:
            yield f"{check.name} has no hint in exercise.toml"
        if exercise.suite.parent == BUILT_IN_SUITES:  # the catalogue is that of the course that ships with the grader
            yield from _untranslated(check.name, {"title": title, "hint": hint})


def _guide(exercise: Exercise, checks: Iterable[CheckResult]) -> Iterator[str]:
    """What the guide lacks, or has too much. The course that ships with the grader has one for every exercise."""
    built_in = exercise.suite.parent == BUILT_IN_SUITES
    try:
        guide = read_guide(exercise)
    except CourseError as error:
        yield str(error)
        return
    if not (guide or built_in):
        return
    visible = {check.name for check in checks if check.visibility == "visible"}
    yield from (f"{check} has no entry in {GUIDE}" for check in sorted(visible - set(guide)))
    for check, entry in guide.items():
        if check not in visible:
            yield f"{GUIDE} has an entry {check}, which is not a visible check"
        elif built_in:
            yield from _untranslated(
                check, dict(zip(("explain", "hint 2", "hint 3"), (entry.explain, *entry.hints), strict=True))
            )


def _untranslated(check: str, texts: Mapping[str, str]) -> Iterator[str]:
    for language in LANGUAGES:
        try:
            missing = [kind for kind, text in texts.items() if language != "en" and translate(text, language) == text]
        except OSError as error:
            missing = [f"catalogue ({error.strerror})"]
        yield from (f"{check}: its {kind} is missing in language {language!r}" for kind in missing)


def _stray(course: Course) -> Iterator[Path]:
    """Files where exercises are, that no exercise needs."""
    names = {exercise.name for exercise in course.exercises}
    root = course.root
    for folder, suffix in (
        (root / "exercises", ".py"),
        (root / "solutions", ".py"),
        (root / "tests/equivalents", ".txt"),
    ):
        yield from _others(folder, {f"{name}{suffix}" for name in names} | {"notebooks", "data"})
    yield from _others(root / "exercises/notebooks", {f"{name}.ipynb" for name in names} | {"data"})
    for folder in (root / "tests/mistakes", root / "tests/alternatives"):
        yield from _others(folder, names | {"ruff.toml"})
        for name in sorted(names):
            yield from (path for path in _others(folder / name, set()) if path.suffix != ".py")
    suites = course.exercises[0].suite.parent
    yield from _others(suites, names | {"course.toml"})
    known = {"exercise.toml", GUIDE, "props.py"}
    for exercise in course.exercises:
        yield from (path for path in _others(exercise.suite, known) if not _is_check(path))


def _others(folder: Path, known: set[str]) -> Iterator[Path]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name not in known and not path.name.startswith((".", "__pycache__")):
            yield path


def _is_check(path: Path) -> bool:
    return path.name.startswith("test_") and path.suffix == ".py"
