"""What students wrote for each exercise, as text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from grader.batch.draft import take_upload
from grader.batch.similar.tokens import MAX_CODE
from grader.batch.uploads import Upload
from grader.course import data
from grader.course.model import Course, Exercise
from grader.course.progress import MAX_NOTEBOOK
from grader.course.stubs import stub_of
from grader.files import read
from grader.grading.events import nobody_to_ask
from grader.grading.task import Task, settle
from grader.submission.cells import NotebookError, code_cells
from grader.submission.intake import SubmissionError
from grader.submission.naming import suffix_of
from grader.submission.private_copy import private_folder

Works = dict[str, dict[str, str]]
"""Of each exercise the code by student."""


def works(course: Course, exercises: Sequence[Exercise], uploads: Sequence[Upload]) -> Works:
    """The code of every exercise that somebody has started, as grading finds it: under other names too, and with the
    programs that it imports. A group's upload counts once."""
    found: Works = {exercise.name: {} for exercise in exercises}
    given_data = data.hashes(course.root, (exercise.name for exercise in course.exercises))
    for members, upload in _groups(uploads):
        for task in _tasks(course, exercises, upload, given_data):
            found[task.exercise][members] = code_of(task)
    return found


def given(course: Course, exercise: Exercise) -> list[str]:
    """The code that everybody has, or may well write: the stub and the solution."""
    solution = course.solution(exercise)
    texts = [stub_of(course, exercise) or "", read(solution) if solution.is_file() else ""]
    return [text for text in texts if text]


def code_of(task: Task) -> str:
    """The programs of a work as one text, the exercise's own first; of notebooks the code cells."""
    names = [task.main, *(name for name in task.files if name != task.main and suffix_of(name))]
    texts = (_code(name, task.files[name]) for name in names)
    return "\n\n".join(texts)[:MAX_CODE]


def _code(name: str, content: bytes) -> str:
    if suffix_of(name) != ".ipynb":
        return content[: 4 * MAX_CODE].decode("utf-8", "replace").replace("\r\n", "\n").lstrip("\ufeff")
    try:
        return "\n\n".join(code_cells(content) if len(content) <= MAX_NOTEBOOK else [])
    except NotebookError:
        return ""


def _groups(uploads: Sequence[Upload]) -> Iterator[tuple[str, Upload]]:
    together: dict[object, list[Upload]] = defaultdict(list)
    for upload in uploads:
        if upload.pieces and not upload.rivals:
            together[upload.pieces].append(upload)
    for members in together.values():
        yield " + ".join(upload.label for upload in members), members[0]


def _tasks(
    course: Course, exercises: Sequence[Exercise], upload: Upload, given_data: Mapping[str, bytes]
) -> list[Task]:
    """None of an upload that cannot be read: grading tells its student."""
    with private_folder() as folder:
        try:
            taken = take_upload(upload, folder, given_data)
        except SubmissionError:
            return []
        settled = [settle(course, taken, exercise, nobody_to_ask) for exercise in exercises]
        return [each for each in settled if isinstance(each, Task)]
