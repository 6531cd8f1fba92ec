"""A folder for a student to work in: the stubs and notebooks of a course in one language, and short instructions."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from grader.course.model import Course, CourseError
from grader.course.progress import is_untouched
from grader.course.stubs import files
from grader.feedback import N_, phrase
from grader.files import read, write
from grader.language import LANGUAGES, say, translate

HOW_TO_WORK = N_("""\
Open a file in `exercises/`, or its notebook in `exercises/notebooks/`. Read the explanations and write the functions:
put your code in place of each `raise NotImplementedError(...)`. Then open a terminal in this folder and run:

    {command}

It shows how many checks pass and helps you with the others. `{command} NAME` grades one exercise. You can work in the
file or in the notebook of an exercise. If you have edited both, `grade` asks which one counts.
""")


class Made(NamedTuple):
    """The files that were written, and those that somebody has edited and were kept, both as seen from the folder."""

    written: list[Path]
    kept: list[Path]


def make_folder(course: Course, folder: Path, language: str, command: str = "grade") -> Made:
    """Writes what is missing in `folder`, and what nobody has edited where it is not up to date.

    `command` grades there. CourseError when the folder cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise CourseError(phrase("{path}: this is a file; name a new or empty folder", path=folder))
    texts = {Path("exercises", path): text for path, text in files(course, language).items()}
    exercises = {exercise.name: exercise for exercise in course.exercises}
    stale = [path for path in texts if not (folder / path).exists() or read(folder / path) != texts[path]]
    there = [path for path in stale if (folder / path).exists()]
    kept = [path for path in there if not is_untouched(course, exercises[path.stem], folder / path)]
    texts[Path("README.md")] = _readme(course, command, language)
    if _is_ours(folder / "README.md", course, command, language):
        stale.append(Path("README.md"))
    written = [path for path in stale if path not in kept]
    for path in written:
        write(folder / path, texts[path])
    return Made(written, kept)


def _readme(course: Course, command: str, language: str) -> str:
    title = translate(course.title, language)
    return f"# {title}\n\n{say(HOW_TO_WORK, language, command=command)}"


def _is_ours(path: Path, course: Course, command: str, language: str) -> bool:
    """Whether there is no README yet, or one of ours that is in another language."""
    if not path.exists():
        return True
    others = [other for other in LANGUAGES if other != language]
    return read(path) in [_readme(course, command, other) for other in others]
