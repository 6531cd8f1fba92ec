"""What a student starts from: the stubs and notebooks of a course in a workspace, and short instructions."""

from __future__ import annotations

import itertools
import time
from pathlib import Path
from typing import NamedTuple

from grader.course.graded import memory_folder
from grader.course.model import Course, CourseError, Exercise
from grader.course.progress import is_untouched, places
from grader.course.stubs import data_of, files, files_of, is_alike
from grader.course.workspace import FILE, Workspace, read_workspace, remembered
from grader.feedback import N_, phrase
from grader.files import make_folder, read, replace_file, write
from grader.language import LANGUAGES, translate

HOW_TO_WORK = N_("""\
Open a file in `exercises/`, or its notebook in `exercises/notebooks/`. Read the explanations and write the functions:
put your code in place of each `raise NotImplementedError(...)`. Then open a terminal in this folder and run:

    grade

It shows how many checks pass and helps you with the others. `grade NAME` grades one exercise. You can work in the
file or in the notebook of an exercise. If you have edited both, `grade` asks which one counts. The last cell of a
notebook grades what you have run in it, saved or not.
""")


class FreshFiles(NamedTuple):
    """The files that were written, and those that somebody has edited and were kept, both as seen from the folder."""

    written: list[Path]
    kept: list[Path]


def make_workspace(course: Course, workspace: Workspace) -> FreshFiles:
    """Writes what is missing in a workspace, and what nobody has edited where it is not up to date. CourseError when
    its folder cannot be written."""
    folder, language = workspace.root, workspace.language or "en"
    if folder.exists() and not folder.is_dir():
        raise CourseError(phrase("{path}: this is a file; name a new or empty folder", path=folder))
    data = data_of(course, course.exercises)
    texts: dict[Path, str | bytes] = dict(data)
    texts |= {Path("exercises", path): text for path, text in files(course, language).items()}
    exercises = {exercise.name: exercise for exercise in course.exercises}
    stale = [path for path in texts if not (folder / path).exists() or not is_alike(folder / path, texts[path])]
    there = [path for path in stale if (folder / path).exists()]
    kept = [path for path in there if path in data or not is_untouched(course, exercises[path.stem], folder / path)]
    texts[Path("README.md")] = _readme(course, language)
    if _is_ours(folder / "README.md", course, language):
        stale.append(Path("README.md"))
    texts[Path(FILE)] = remembered(workspace)
    if not (folder / FILE).exists() or read_workspace(folder) != workspace:
        stale.append(Path(FILE))
    written = [path for path in stale if path not in kept]
    for path in written:
        write(folder / path, texts[path])
    return FreshFiles(written, kept)


class Backup(NamedTuple):
    """An edited file, and where its content is kept."""

    path: Path
    kept: Path


def edited_files(course: Course, exercise: Exercise, workspace: Workspace) -> list[Path]:
    """The files of an exercise that are no stubs, and its data that is not the course's."""
    found = [path for path in places(exercise, workspace.exercises) if path.is_file()]
    data = {workspace.root / path: content for path, content in data_of(course, [exercise]).items()}
    return [
        *(path for path in found if not is_untouched(course, exercise, path)),
        *(path for path, content in data.items() if path.is_file() and not is_alike(path, content)),
    ]


def put_back(course: Course, exercise: Exercise, workspace: Workspace) -> list[Backup]:
    """Puts the stubs and the data of an exercise back. What was edited is kept first; FileError when it cannot be, and
    then nothing has changed."""
    texts = files_of(course, exercise, workspace.language or "en")
    stubs = {workspace.exercises / path: text.encode() for path, text in texts.items()}
    stubs |= {workspace.root / path: content for path, content in data_of(course, [exercise]).items()}
    backups = [Backup(path, _back_up(path, workspace)) for path in edited_files(course, exercise, workspace)]
    for path, content in stubs.items():
        make_folder(path.parent)
        replace_file(path, content)
    for path in [backup.path for backup in backups if backup.path not in stubs]:
        path.unlink()  # a notebook next to the file
    return backups


def _back_up(path: Path, workspace: Workspace) -> Path:
    """A copy that replaces no other one, whatever the clock says."""
    folder = memory_folder(workspace.root) / "backup"
    make_folder(folder)
    stem = f"{path.stem}-{time.strftime('%Y%m%d-%H%M%S')}"
    numbered = (f"{stem}{number or ''}{path.suffix}" for number in itertools.count(0, -1))
    kept = next(folder / name for name in numbered if not (folder / name).exists())
    replace_file(kept, path.read_bytes())
    return kept


def _readme(course: Course, language: str) -> str:
    return f"# {translate(course.title, language)}\n\n{translate(HOW_TO_WORK, language)}"


def _is_ours(path: Path, course: Course, language: str) -> bool:
    """Whether there is no README yet, or one of ours that is in another language."""
    if not path.exists():
        return True
    others = [other for other in LANGUAGES if other != language]
    return read(path) in [_readme(course, other) for other in others]
