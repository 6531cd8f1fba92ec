"""The work on one exercise: all that grading it needs of a submission and nothing more, so that it can be done anywhere
and need not be done twice."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from grader.course.data import is_of
from grader.course.model import Course, Exercise
from grader.course.overlooked import overlooked, replaced
from grader.course.progress import edited, elsewhere, has_work, is_untouched
from grader.feedback import N_, Text, listed, phrase, sentences
from grader.grading.events import Pick
from grader.grading.outcome import result, unreadable
from grader.report.model import ExerciseResult
from grader.submission.intake import DOCUMENTS, Submission
from grader.submission.naming import proper, suffix_of
from grader.submission.needed import needed

SHOWN = 5
"""How many files are named if several could be the solution."""


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """The files that an exercise needs, by name; `main` is the exercise's own."""

    exercise: str
    main: str
    files: dict[str, bytes]
    sha256: str
    note: Text = ""
    """What the student is told of where the work was found."""
    overlooked: bool = False
    """Whether the note tells of work that does not count."""

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


def settle(course: Course, taken: Submission, exercise: Exercise, pick: Pick) -> Task | ExerciseResult:
    """The work on an exercise, or its result where there is nothing to judge."""
    found = taken.candidates(exercise.name)
    if not (taken.main or has_work(course, exercise, found)):
        others = elsewhere(course, exercise, taken.folder, found)
        if len(others) == 1:
            return _taken_from(taken, exercise, others[0])
        if others:
            return _undecided(taken, exercise, others)
    chosen = edited(course, exercise, found)
    if not chosen:
        missing = "" if found else phrase("There is no file {name}.", name=f"{exercise.name}.py")
        misnamed = _misnamed(course, taken, exercise, found)
        told = result(exercise, "not_started", message=misnamed or missing)
        return replace(told, note=misnamed, overlooked=bool(misnamed))
    if len(chosen) > 1:
        names = [_name(taken, path) for path in chosen]
        place = pick(exercise, names)
        if place is None:
            message = N_("You have edited {names}. Name the one to grade, for example: grade -s {path} {exercise}")
            path = Path(taken.path, names[0]) if Path(taken.path).is_dir() else names[0]
            told = unreadable(exercise, phrase(message, names=listed(names), path=path, exercise=exercise.name))
            return replace(told, overlooked=True)
        chosen = [chosen[place]]
    if not chosen[0].read_bytes().strip():
        return result(exercise, "not_started", message=phrase("{name} is empty.", name=chosen[0].name))
    return gather(taken, exercise, chosen[0])


def _not_the_courses(taken: Submission, exercise: Exercise) -> Text:
    """What to tell of a file of data that is not the course's."""
    names = [repr(name) for name in taken.altered if is_of(exercise.name, name)]
    if not names:
        return ""
    note = N_("The data of the course was used. These files of yours differ from it: {names}")
    return phrase(note, names=listed(names[:SHOWN] + ["..."] * (len(names) > SHOWN)))


def _taken_from(taken: Submission, exercise: Exercise, path: Path) -> Task:
    """The work in a file of another name, or in another folder, which is the only one that can be meant."""
    note = N_("{path} was graded, because {name} is missing or unchanged.")
    names = {"path": repr(_name(taken, path)), "name": _proper_name(exercise, path)}
    return gather(taken, exercise, path, phrase(note, **names))


def _undecided(taken: Submission, exercise: Exercise, others: Sequence[Path]) -> ExerciseResult:
    """Several files could be the solution. Only the student knows which one it is."""
    message = N_(
        "{name} is missing or unchanged, and several other files could be your solution: {paths}. "
        "Rename the one that counts to {name}."
    )
    paths = [repr(_name(taken, path)) for path in others[:SHOWN]] + ["..."] * (len(others) > SHOWN)
    told = phrase(message, name=_proper_name(exercise, others[0]), paths=listed(paths))
    return replace(result(exercise, "not_started", message=told), note=told, overlooked=True)


def _misnamed(course: Course, taken: Submission, exercise: Exercise, found: Sequence[Path]) -> Text:
    """A sentence about the file in which the work seems to be, under another name or in another folder than where it is
    `found`; empty where there is none."""
    for path in taken.misnamed(exercise.name, exercise.required):
        is_program = suffix_of(path.name) != ""
        if path in found or (is_program and is_untouched(course, exercise, path)):
            continue
        name = _proper_name(exercise, path)
        message = N_("{name} is missing or unchanged. If your solution is in {path}, rename that file to {name}.")
        if path.name == name:
            message = N_(
                "{name} is missing or unchanged in the top folder. "
                "If your solution is in {path}, move that file to the top folder."
            )
        if path.suffix.lower() in DOCUMENTS:
            message = N_("{path} cannot be graded. Hand in the program (.py) or the notebook (.ipynb) itself.")
        return phrase(message, name=name, path=repr(_name(taken, path)))
    return ""


def _name(taken: Submission, path: Path) -> str:
    return path.relative_to(taken.folder).as_posix()


def _proper_name(exercise: Exercise, path: Path) -> str:
    """What the file should be called."""
    return f"{exercise.name}{'.ipynb' if '.ipynb' in path.name.lower() else '.py'}"


def gather(taken: Submission, exercise: Exercise, main: Path, note: Text = "") -> Task:
    """The work on the exercise whose file is `main`, a path in the copy. A name with something behind its ending is put
    right."""
    name = Path(_name(taken, main)).with_name(proper(main.name)).as_posix()
    read = {name if path == main else _name(taken, path): taken.read(path) for path in needed(taken.folder, main)}
    read[name] = taken.read(main)  # not a stub in the place that the work now has
    altered = _not_the_courses(taken, exercise)
    return make_task(exercise, name, read, sentences(note, altered) if altered else note)


def make_task(exercise: Exercise, main: str, read: dict[str, tuple[bytes, bytes]], note: Text = "") -> Task:
    """The work in these files, `main` one of them, each with its hash."""
    whole = hashlib.sha256(main.encode())
    for name, (_content, digest) in read.items():
        whole.update(b"\0" + name.encode() + b"\0" + digest)
    whole.update(str(note).encode())
    files = {name: content for name, (content, _digest) in read.items()}
    look = overlooked if suffix_of(main) == ".ipynb" else replaced
    unseen = look(files[main], exercise.required)
    told = sentences(note, *unseen) if note or unseen else ""
    return Task(
        exercise=exercise.name,
        main=main,
        files=files,
        sha256=whole.hexdigest(),
        note=told,
        overlooked=bool(unseen),
    )
