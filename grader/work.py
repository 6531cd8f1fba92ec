"""The work on one exercise: all that grading it needs of a submission and nothing more, so that it can be done anywhere
and need not be done twice."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from grader.course import Course, Exercise
from grader.events import Pick
from grader.language import _, spoken
from grader.progress import edited, is_untouched
from grader.report.model import ExerciseResult
from grader.results import result, unreadable
from grader.submission.intake import PROGRAMS, Submission
from grader.submission.needed import needed


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """The files that an exercise needs, by name; `main` is the exercise's own."""

    exercise: str
    main: str
    files: dict[str, bytes]
    sha256: str
    language: str = "en"
    """In which the result is told."""

    def write(self, folder: Path) -> Path:
        """Writes the files below the empty `folder`, readable to a worker with a uid of its own; the path of `main`."""
        for name, content in self.files.items():
            path = folder / name
            for outer in reversed(path.relative_to(folder).parents[:-1]):
                (folder / outer).mkdir(exist_ok=True)
                (folder / outer).chmod(0o755)
            path.write_bytes(content)
            path.chmod(0o644)
        return folder / self.main


def settle(course: Course, taken: Submission, exercise: Exercise, pick: Pick) -> Work | ExerciseResult:
    """The work on an exercise, or its result where there is nothing to judge."""
    found = taken.candidates(exercise.name)
    chosen = edited(course, exercise, found)
    if not chosen:
        missing = "" if found else _("There is no file {name}.").format(name=f"{exercise.name}.py")
        return result(exercise, "not_started", message=_misnamed(course, taken, exercise, found) or missing)
    if len(chosen) > 1:
        names = [path.relative_to(taken.folder).as_posix() for path in chosen]
        place = pick(exercise, names)
        if place is None:
            message = _("Both {names} were edited. Name the one to grade, as in: grade -s {path} {exercise}")
            path = Path(taken.path, names[0]) if Path(taken.path).is_dir() else names[0]
            told = {"names": _(" and ").join(names), "path": path, "exercise": exercise.name}
            return unreadable(exercise, message.format(**told))
        chosen = [chosen[place]]
    if not chosen[0].read_bytes().strip():
        return result(exercise, "not_started", message=_("{name} is empty.").format(name=chosen[0].name))
    return gather(taken, exercise, chosen[0])


def _misnamed(course: Course, taken: Submission, exercise: Exercise, found: Sequence[Path]) -> str:
    """A sentence about the file in which the work seems to be, under another name or in another folder than where it is
    `found`; empty where there is none."""
    for path in taken.misnamed(exercise.name, exercise.required):
        is_program = path.suffix.lower() in PROGRAMS
        if path in found or (is_program and is_untouched(course, exercise, path)):
            continue
        name = f"{exercise.name}{'.ipynb' if '.ipynb' in path.name.lower() else '.py'}"
        message = _("There is no work in {name}, but perhaps in {path}: then rename that file to {name}.")
        if path.name == name:
            message = _("There is no work in {name} at the top, but perhaps in {path}: then move that file to the top.")
        return message.format(name=name, path=repr(path.relative_to(taken.folder).as_posix()))
    return ""


def gather(taken: Submission, exercise: Exercise, main: Path) -> Work:
    """The work on the exercise whose file is `main`, a path in the copy."""
    paths = [main] if taken.single else needed(taken.folder, main)
    name = main.relative_to(taken.folder).as_posix()
    whole = hashlib.sha256(name.encode())
    files = {}
    for path in paths:
        other = path.relative_to(taken.folder).as_posix()
        files[other], digest = taken.read(path)
        whole.update(b"\0" + other.encode() + b"\0" + digest)
    return Work(exercise=exercise.name, main=name, files=files, sha256=whole.hexdigest(), language=spoken())
