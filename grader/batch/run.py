"""Grades a class: what is new goes to an engine, every result into the gradebook, and the reports are written."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from grader.batch.draft import Draft, Reader
from grader.batch.engine import Engine
from grader.batch.gradebook import Gradebook
from grader.batch.pages import Pages
from grader.batch.uploads import Upload
from grader.course.model import Course, Exercise
from grader.feedback import Text, phrase
from grader.grading.provenance import Provenance
from grader.grading.task import Task
from grader.report.model import Report
from grader.submission.private_copy import private_folder

DueReason = Literal["new", "changed", "suite", "setting"]
"""Why a work has no result yet: the student's first, another than before, another suite, other versions or sandbox."""


class UploadOutcome(msgspec.Struct, frozen=True):
    """What became of one upload, or of an earlier attempt."""

    label: str
    report: Report | None
    """None where nothing has changed since the last run."""
    problem: Text = ""
    """Why nothing could be read."""
    unjudged: tuple[Text, ...] = ()
    """What was handed in and costs points without having been judged."""
    unwritten: Text = ""
    """Why its reports could not be written; empty otherwise."""
    earlier: int = 0
    """The number of an earlier attempt, graded again."""


OutcomeReceiver = Callable[[UploadOutcome], None]


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
        only: Collection[str] | None = None,
    ) -> None:
        """`language` is that of students without one of their own; `again` grades everything anew, whatever
        the gradebook knows; `only` of these students are earlier attempts graded again."""
        self._only = only
        self._names = [exercise.name for exercise in exercises]
        self._provenance = provenance
        self._book = book
        self._language = language
        self._again = again
        self._reader = Reader(course, exercises, provenance)
        self._awaited: dict[str, list[Draft]] = defaultdict(list)
        self._known: set[str] = set() if again else book.keys()
        self._last = book.last()
        self._graded = book.fingerprints(self._names)
        self._circumstances = provenance.circumstances(self._names)

    def grade(self, uploads: Sequence[Upload], engine: Engine, pages: Pages, told: OutcomeReceiver) -> None:
        """Grades what is new, and earlier attempts that have not been graded under today's circumstances. Records it
        and writes the students' reports, one upload after the other."""
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

    def changes(self, uploads: Sequence[Upload]) -> Iterator[tuple[Upload, dict[str, DueReason]]]:
        """What would be graded, and why: for each upload, and each earlier attempt that is behind, the exercises that
        have no result yet. It gets a note if there is nothing to judge in it, and its report would be new."""
        for draft in self._drafts(uploads, keep=False):
            new = [task for key, task in draft.tasks.items() if key not in self._known]
            note: Text = draft.problem
            if not note and not new and self._is_new(draft):
                note = phrase("nothing to judge, but the report is new")
            upload = msgspec.structs.replace(draft.upload, note=note, unjudged=draft.unjudged)
            yield upload, {task.exercise: self._change(draft.upload, task) for task in new}

    def _is_new(self, draft: Draft) -> bool:
        fingerprint, _circumstances = self._graded.get(draft.attempt, ("", ""))
        return self._again or fingerprint != draft.fingerprint

    def _change(self, upload: Upload, task: Task) -> DueReason:
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

    def _drafts(self, uploads: Sequence[Upload], *, keep: bool = True) -> Iterator[Draft]:
        """Reads each upload in a folder where nobody else writes, always the same one, because some file systems take
        milliseconds to remove one; then the earlier attempts. What is new is kept."""
        seen = set()
        with private_folder() as folder:
            for upload in uploads:
                draft, received = self._reader.read(upload, folder)
                last = self._last.get(upload.label)
                if last and last.work == received.work and (last.is_kept or not received.files):
                    draft.attempt = last.attempt
                if keep and not (draft.attempt and last and last.handed_in == (received.time or last.handed_in)):
                    draft.attempt = self._book.receive(received)
                seen.add(draft.attempt)
                _empty(folder)
                yield draft
            for attempt in self._behind():
                if attempt not in seen:
                    draft = self._reader.read_kept(self._book.kept(attempt), folder)
                    _empty(folder)
                    yield draft

    def _behind(self) -> list[int]:
        return self._book.behind(self._names, None if self._again else self._circumstances, self._only)

    def _finish(self, draft: Draft, pages: Pages) -> UploadOutcome:
        """Records the grading and writes the reports of what counts."""
        label, report = draft.upload.label, None
        is_new = self._is_new(draft)
        if is_new or self._graded[draft.attempt] != (draft.fingerprint, self._circumstances):
            parts = draft.parts.values()
            results = [self._book.result(part) if isinstance(part, str) else part for part in parts]
            report = msgspec.structs.replace(self._provenance.report(draft.info, results), remarks=draft.remarks)
            told = (draft.fingerprint, report, self._provenance.suites, draft.works, self._circumstances)
            self._book.add_grading(draft.attempt, *told)
        language = draft.upload.student.language or self._language
        seen = report if is_new else None
        unwritten = pages.write(label, language)
        return UploadOutcome(label, seen, draft.problem, draft.unjudged, unwritten, draft.upload.earlier)


def _empty(folder: Path) -> None:
    for entry in folder.iterdir():
        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
