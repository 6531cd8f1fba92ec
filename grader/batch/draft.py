"""Reads what was handed in, as far as that goes before anything is judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from grader.batch.roster import Student
from grader.batch.tables import Kept, Received
from grader.batch.uploads import Upload
from grader.course import data
from grader.course.model import Course, Exercise
from grader.errors import UsageError
from grader.feedback import N_, Text, listed, phrase
from grader.grading.events import nobody_to_ask
from grader.grading.outcome import failed_grader, unreadable
from grader.grading.provenance import Provenance, digest
from grader.grading.task import Task, settle
from grader.report.model import ExerciseResult, SubmissionInfo
from grader.submission.intake import Submission, SubmissionError, take, take_all
from grader.submission.private_copy import as_text


class Draft(msgspec.Struct):
    """A submission on its way to its report: of each exercise the result, or the key under which it will be known."""

    upload: Upload
    info: SubmissionInfo
    parts: dict[str, ExerciseResult | str]
    tasks: dict[str, Task]
    """The works by key; empty once their results are there."""
    works: dict[str, str] = {}
    """The hashes of the works, by exercise."""
    problem: Text = ""
    fingerprint: str = ""
    """Of all that the report follows from."""
    attempt: int = 0
    """Its id in the gradebook; 0 where it is not kept yet."""


class Reader:
    """Reads submissions for a run over these exercises."""

    def __init__(self, course: Course, exercises: Sequence[Exercise], provenance: Provenance) -> None:
        self._course = course
        self._exercises = exercises
        self._provenance = provenance
        self._given = data.hashes(course.root, (exercise.name for exercise in course.exercises))

    def read(self, upload: Upload, folder: Path) -> tuple[Draft, Received]:
        """What an upload comes to, and what is to be kept of it; it is copied into the empty folder. A problem in it
        affects only this student. If the grader fails on it, the result is an internal error."""
        info = SubmissionInfo(upload.shown, "")
        try:
            taken = take_upload(upload, folder, self._given)
            draft = self._settle(upload, taken)
            return draft, _received(upload, draft, taken)
        except SubmissionError as error:
            refused = {exercise.name: unreadable(exercise, error.message) for exercise in self._exercises}
            draft = Draft(upload, info, dict(refused), {}, {}, error.message, digest(str(error)))
            return draft, _received(upload, draft)
        except UsageError:
            raise
        except Exception as error:
            failed = {each.name: failed_grader(each, error) for each in self._exercises}
            draft = Draft(upload, info, dict(failed), {}, {}, "", digest(str(error)))
            return draft, _received(upload, draft)

    def read_kept(self, kept: Kept, folder: Path) -> Draft:
        """The same of an attempt that the gradebook keeps."""
        paths = [folder / name for name in kept.files]
        for path, content in zip(paths, kept.files.values(), strict=True):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        student = Student(id=kept.student, language=kept.language)
        upload = Upload(student, kept.student, (), earlier=kept.number)
        taken = Submission(kept.shown, folder, kept.work, paths[0] if kept.alone else None)
        try:
            draft = self._settle(upload, taken)
        except Exception as error:
            failed = {each.name: failed_grader(each, error) for each in self._exercises}
            draft = Draft(upload, SubmissionInfo(kept.shown, kept.work), dict(failed), {}, {}, "", digest(str(error)))
        draft.attempt = kept.attempt
        return draft

    def _settle(self, upload: Upload, taken: Submission) -> Draft:
        draft = Draft(upload, SubmissionInfo(taken.path, taken.sha256), {}, {}, {})
        for exercise in self._exercises:
            found = settle(self._course, taken, exercise, nobody_to_ask)
            if isinstance(found, Task):
                key = self._provenance.key(found)
                draft.parts[exercise.name], draft.tasks[key] = key, found
                draft.works[exercise.name] = found.sha256
            else:
                draft.parts[exercise.name] = found
        told = (part if isinstance(part, str) else str(part.message) for part in draft.parts.values())
        draft.fingerprint = digest(self._provenance.environment["suites"], taken.sha256, *told)
        return draft


def take_upload(upload: Upload, folder: Path, given: Mapping[str, bytes]) -> Submission:
    """The private copy, in the empty folder; SubmissionError says why there is none."""
    if upload.rivals:
        names = listed([as_text(path.name) for path in upload.paths])
        raise SubmissionError(phrase("handed in more than once: {names}; keep only one", names=names))
    if upload.unread and not upload.pieces:
        reason = N_("{names}: this cannot be opened; hand in a .py, an .ipynb or a .zip")
        raise SubmissionError(phrase(reason, names=listed(upload.unread[:5])))
    if not upload.pieces:
        raise SubmissionError(phrase("no file was handed in; hand in a .py, an .ipynb or a .zip"))
    if upload.pieces[0].into:
        return take_all(upload.pieces, folder, upload.shown, given)
    return take(upload.paths[0], folder, upload.shown, given)


def _received(upload: Upload, draft: Draft, taken: Submission | None = None) -> Received:
    """What is kept of an upload: the files of the private copy, under the names that they have there."""
    paths = sorted(path for path in taken.folder.rglob("*") if path.is_file()) if taken else []
    return Received(
        student=upload.label,
        work=taken.sha256 if taken else draft.fingerprint if draft.problem else "",
        shown=draft.info.path,
        handed_in=upload.time,
        late=upload.late,
        numbered=upload.attempt,
        files={path.relative_to(taken.folder).as_posix(): taken.read(path) for path in paths} if taken else {},
        alone=bool(taken and taken.main),
        problem=draft.problem,
    )
