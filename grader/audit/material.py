"""What a course keeps for an audit, below its folder `tests/`: wrong programs, right ones, and reasons."""

from __future__ import annotations

from pathlib import Path

import msgspec

from grader.course.model import Course, CourseError, Exercise
from grader.course.stubs import make_stub
from grader.files import read


class Material(msgspec.Struct, frozen=True, kw_only=True):
    """Programs by file name. A mistake is here the whole solution with the wrong function behind it."""

    solution: str
    stub: str
    mistakes: dict[str, str] = {}
    alternatives: dict[str, str] = {}
    equivalents: dict[str, str] = {}
    """Ids of mutants that are right solutions, with the reason why."""
    complaints: tuple[str, ...] = ()
    """What is missing, and lines that cannot be understood."""


def read_material(course: Course, exercise: Exercise) -> Material:
    """CourseError or FileError when there is no solution, or one that makes no stub: nothing can be audited then."""
    path = course.solution(exercise)
    solution = read(path)
    try:
        stub = make_stub(solution)
    except ValueError as error:
        raise CourseError(f"{path}: {error}") from None
    tests = course.root / "tests"
    complaints: list[str] = []
    mistakes = _programs(tests / "mistakes" / exercise.name, complaints)
    return Material(
        solution=solution,
        stub=stub,
        mistakes={name: f"{solution}\n\n{text}" for name, text in mistakes.items()},
        alternatives=_programs(tests / "alternatives" / exercise.name, complaints),
        equivalents=_equivalents(tests / "equivalents" / f"{exercise.name}.txt", complaints),
        complaints=tuple(complaints),
    )


def _programs(folder: Path, complaints: list[str]) -> dict[str, str]:
    if not folder.is_dir():
        complaints.append(f"the folder {folder} does not exist")
        return {}
    return {path.stem: read(path) for path in sorted(folder.glob("*.py"))}


def _equivalents(path: Path, complaints: list[str]) -> dict[str, str]:
    """One line each: the mutant's id, a space, the reason. No file means that there are none."""
    found: dict[str, str] = {}
    for number, line in enumerate(read(path).splitlines() if path.exists() else (), start=1):
        name, _, reason = line.strip().partition(" ")
        if not name or name.startswith("#"):
            continue
        if not reason:
            complaints.append(f"{path}, line {number}: {name} needs a reason")
        elif name in found:
            complaints.append(f"{path}, line {number}: {name} appears twice")
        found[name] = reason
    return found
