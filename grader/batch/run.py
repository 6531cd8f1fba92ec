"""Grades a class: what is new goes to an engine, every result into the gradebook, and the reports are written."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from grader.batch.engine import Engine
from grader.batch.gradebook import Gradebook
from grader.batch.pages import Pages
from grader.batch.uploads import Upload
from grader.course import data
from grader.course.model import Course, Exercise
from grader.errors import UsageError
from grader.feedback import N_, Text, listed, phrase
from grader.grading.events import nobody_to_ask
from grader.grading.outcome import failed_grader, unreadable
from grader.grading.provenance import Provenance, digest
from grader.grading.task import Task, settle
from grader.report.model import ExerciseResult, Report, SubmissionInfo
from grader.submission.intake import SubmissionError, take, take_all
from grader.submission.private_copy import as_text, private_folder

Change = Literal["new", "changed", "suite", "setting"]
"""Why a work has no result yet: the student's first, another than before, another suite, other versions or sandbox."""


class Draft(msgspec.Struct):
    """A submission on its way to its report: of each exercise the result, or the key under which it will be known."""

    upload: Upload
    info: SubmissionInfo
    parts: dict[str, ExerciseResult | str]
    tasks: dict[str, Task]
    """The works by key; empty once their results are there."""
    problem: Text = ""
    fingerprint: str = ""
    """Of all that the report follows from."""


class Outcome(msgspec.Struct, frozen=True):
    """What became of one upload."""

    label: str
    report: Report | None
    """None where nothing has changed since the last run."""
    problem: Text = ""
    unwritten: Text = ""
    """Why its reports could not be written; empty otherwise."""


Told = Callable[[Outcome], None]


class ClassRun:
    """One run over a class's uploads."""

    def __init__(
        self,
        course: Course,
        exercises: Sequence[Exercise],
        provenance: Provenance,
        book: Gradebook,
        language: str,
        *,
        again: bool = False,
    ) -> None:
        """`language` is that of students without one of their own; `again` grades everything anew, whatever
        the gradebook knows."""
        self._course = course
        self._given = data.hashes(course.root, (exercise.name for exercise in course.exercises))
        self._exercises = exercises
        self._names = [exercise.name for exercise in exercises]
        self._provenance = provenance
        self._book = book
        self._language = language
        self._again = again
        self._awaited: dict[str, list[Draft]] = defaultdict(list)
        self._known: set[str] = set() if again else book.keys()
        self._last: dict[str, str] = book.fingerprints(self._names)

    def grade(self, uploads: Sequence[Upload], engine: Engine, pages: Pages, told: Told) -> None:
        """Grades what is new, records it and writes the students' reports, one upload after the other."""
        pages.expect(uploads)

        def finish(draft: Draft) -> None:
            told(self._finish(draft, pages))

        for task, graded in engine.grade(self._tasks(uploads, finish)):
            key = self._provenance.key(task)
            if graded.status != "internal":
                self._book.add_result(key, task.sha256, self._provenance.suites[task.exercise], graded)
                self._known.add(key)
            for draft in self._awaited.pop(key):
                draft.parts[task.exercise] = graded
                draft.tasks.pop(key)
                if not draft.tasks:
                    finish(draft)

    def changes(self, uploads: Sequence[Upload]) -> Iterator[tuple[Upload, dict[str, Change]]]:
        """What would be graded, and why: for each upload the exercises that have no result yet. An upload gets a note
        if there is nothing to judge in it, and its report would be new."""
        for draft in self._drafts(uploads):
            new = [task for key, task in draft.tasks.items() if key not in self._known]
            note = draft.problem or phrase("nothing to judge, but the report is new")
            is_new = not new and self._is_new(draft)
            upload = msgspec.structs.replace(draft.upload, note=note) if is_new else draft.upload
            yield upload, {task.exercise: self._change(draft.upload, task) for task in new}

    def _is_new(self, draft: Draft) -> bool:
        return self._again or self._last.get(draft.upload.label) != draft.fingerprint

    def _change(self, upload: Upload, task: Task) -> Change:
        suites = self._book.suites_of(task.exercise, task.sha256)
        if suites:
            return "setting" if self._provenance.suites[task.exercise] in suites else "suite"
        return "changed" if upload.label in self._last else "new"

    def _tasks(self, uploads: Sequence[Upload], finish: Callable[[Draft], None]) -> Iterator[Task]:
        """The works that nobody has graded yet, each once; an upload without any is finished on the way."""
        for draft in self._drafts(uploads):
            draft.tasks = {key: task for key, task in draft.tasks.items() if key not in self._known}
            fresh = [task for key, task in draft.tasks.items() if key not in self._awaited]
            for key in draft.tasks:
                self._awaited[key].append(draft)
            if not draft.tasks:
                finish(draft)
            yield from fresh

    def _drafts(self, uploads: Sequence[Upload]) -> Iterator[Draft]:
        """Copies each upload to where nobody else writes, and reads it there: always in the same folder, because some
        file systems take milliseconds to remove one."""
        with private_folder() as folder:
            for upload in uploads:
                draft = self._draft(upload, folder)
                for entry in folder.iterdir():
                    shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
                yield draft

    def _draft(self, upload: Upload, folder: Path) -> Draft:
        """What an upload comes to before anything is judged. A problem in it affects only this student. If the
        grader fails on it, the result is an internal error."""
        info = SubmissionInfo(upload.shown, "")
        try:
            return self._read(upload, folder)
        except SubmissionError as error:
            refused = {exercise.name: unreadable(exercise, error.message) for exercise in self._exercises}
            return Draft(upload, info, dict(refused), {}, error.message, digest(str(error)))
        except UsageError:
            raise
        except Exception as error:
            failed = {each.name: failed_grader(each, error) for each in self._exercises}
            return Draft(upload, info, dict(failed), {}, "", digest(str(error)))

    def _read(self, upload: Upload, folder: Path) -> Draft:
        if upload.rivals:
            names = listed([as_text(path.name) for path in upload.paths])
            raise SubmissionError(phrase("handed in more than once: {names}; keep only one", names=names))
        if upload.unread and not upload.pieces:
            reason = N_("{names}: this cannot be opened; hand in a .py, an .ipynb or a .zip")
            raise SubmissionError(phrase(reason, names=listed(upload.unread[:5])))
        if not upload.pieces:
            raise SubmissionError(phrase("no file was handed in; hand in a .py, an .ipynb or a .zip"))
        if upload.pieces[0].into:
            taken = take_all(upload.pieces, folder, upload.shown, self._given)
        else:
            taken = take(upload.paths[0], folder, upload.shown, self._given)
        draft = Draft(upload, SubmissionInfo(taken.path, taken.sha256), {}, {})
        for exercise in self._exercises:
            found = settle(self._course, taken, exercise, nobody_to_ask)
            if isinstance(found, Task):
                key = self._provenance.key(found)
                draft.parts[exercise.name], draft.tasks[key] = key, found
            else:
                draft.parts[exercise.name] = found
        told = (part if isinstance(part, str) else str(part.message) for part in draft.parts.values())
        draft.fingerprint = digest(self._provenance.environment["suites"], taken.sha256, *told)
        return draft

    def _finish(self, draft: Draft, pages: Pages) -> Outcome:
        """Records the attempt and writes the reports of the one that counts."""
        label, report = draft.upload.label, None
        if self._is_new(draft):
            parts = draft.parts.values()
            results = [self._book.result(part) if isinstance(part, str) else part for part in parts]
            report = self._provenance.report(draft.info, results)
            self._book.add_attempt(label, draft.fingerprint, report, draft.problem)
        language = draft.upload.student.language or self._language
        return Outcome(label, report, draft.problem, pages.write(label, language))
