"""Stubs: the files that students start from, made from the reference solutions."""

from __future__ import annotations

from pathlib import Path

from grader.course import Course, CourseError, Exercise

BEGIN, END = "# BEGIN SOLUTION", "# END SOLUTION"
TO_DO = 'raise NotImplementedError("write this function")'


def make_stub(solution: str) -> str:
    """The solution without its answers: each block from BEGIN to END becomes a line that raises NotImplementedError.

    A block at the left margin (a decorator, a helper that only the solution needs) is left out without a trace, since a
    stub must load. ValueError names the line of a marker that has no partner, and says when there is no marker at all.
    """
    kept: list[str] = []
    begun = 0
    found = False
    for number, line in enumerate(solution.split("\n"), start=1):
        marker = line.strip()
        if marker == BEGIN:
            if begun:
                raise ValueError(f"line {number}: {BEGIN} inside the block that begins in line {begun}")
            begun, found = number, True
            indent = line[: line.index("#")]
            if indent:
                kept.append(indent + TO_DO)
        elif marker == END:
            if not begun:
                raise ValueError(f"line {number}: {END} without {BEGIN} before it")
            begun = 0
        elif not begun:
            kept.append(line)
    if begun:
        raise ValueError(f"line {begun}: {BEGIN} without {END} after it")
    if not found:
        raise ValueError(f"there is no {BEGIN}: a stub would give the whole solution away")
    return "\n".join(kept)


def write_stubs(course: Course, force: bool = False) -> list[Path]:
    """Writes `exercises/NAME.py` of every exercise from its solution; returns the files that changed.

    A file that somebody has edited is overwritten only with `force`: otherwise CourseError names it, and nothing at all
    is written.
    """
    stubs = {
        course.root / "exercises" / f"{exercise.name}.py": _stub(course.solution(exercise))
        for exercise in course.exercises
    }
    stale = {path: text for path, text in stubs.items() if not path.exists() or _read(path) != text}
    edited = [str(path) for path in stale if path.exists()]
    if edited and not force:
        raise CourseError(
            f"not overwritten, since it differs from its stub (--force overwrites it): {', '.join(edited)}"
        )
    for path, text in stale.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise CourseError(f"{path}: cannot be written: {error.strerror}") from None
    return list(stale)


def stub_of(course: Course, exercise: Exercise) -> str | None:
    """What a student starts from: made from the solution, else the course's own copy; None without either."""
    solution, copy = course.solution(exercise), course.root / "exercises" / f"{exercise.name}.py"
    if solution.is_file():
        return _stub(solution)
    return _read(copy) if copy.is_file() else None


def _stub(solution: Path) -> str:
    try:
        return make_stub(_read(solution))
    except ValueError as error:
        raise CourseError(f"{solution}: {error}") from None


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise CourseError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise CourseError(f"{path}: is not UTF-8 text") from None
