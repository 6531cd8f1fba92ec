"""Reads what was handed in, as far as that goes before anything is judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from grader.batch.roster import Student
from grader.batch.tables import KeptAttempt, Received
from grader.batch.uploads import Upload
from grader.course import data
from grader.course.model import Course, Exercise
from grader.errors import UsageError
from grader.feedback import N_, Text, listed, phrase
from grader.grading.events import nobody_to_ask
from grader.grading.outcome import failed_grader, unreadable
from grader.grading.provenance import Provenance, digest
from grader.grading.task import Task, settle
from grader.report.model import ExerciseResult, Remark, SubmissionInfo
from grader.submission.intake import Submission, SubmissionError, take, take_all
from grader.submission.private_copy import as_text

SHOWN = 5
"""Names of files in a sentence."""


class Draft(msgspec.Struct):
    """A submission on its way to its report: of each exercise the result, or the key under which it will be known."""

    upload: Upload
    info: SubmissionInfo
    parts: dict[str, ExerciseResult | str]
    tasks: dict[str, Task]
    """The works by key; empty once their results are there."""
    works: dict[str, str] = msgspec.field(default_factory=dict)
    """The hashes of the works, by exercise."""
    remarks: tuple[Remark, ...] = ()
    """On what was not judged, of the whole."""
    unjudged: tuple[Text, ...] = ()
    """All that was handed in and costs points without being judged, as the report tells it."""
    problem: Text = ""
    """Why nothing could be read."""
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
            draft = self._settle(upload, taken, tuple(_remarks(upload)))
            return draft, _received(upload, draft, taken)
        except SubmissionError as error:
            refused = {exercise.name: unreadable(exercise, error.message) for exercise in self._exercises}
            draft = Draft(upload, info, dict(refused), {}, problem=error.message, fingerprint=digest(str(error)))
            return draft, _received(upload, draft)
        except UsageError:
            raise
        except Exception as error:
            draft = self._failed(upload, info, error)
            return draft, _received(upload, draft)

    def read_kept(self, kept: KeptAttempt, folder: Path) -> Draft:
        """The same of an attempt that the gradebook keeps."""
        paths = [folder / name for name in kept.files]
        for path, content in zip(paths, kept.files.values(), strict=True):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        student = Student(id=kept.student, language=kept.language)
        upload = Upload(student, kept.student, (), earlier=kept.number)
        taken = Submission(kept.shown, folder, kept.work, paths[0] if kept.alone else None)
        try:
            draft = self._settle(upload, taken, kept.remarks)
        except Exception as error:
            draft = self._failed(upload, SubmissionInfo(kept.shown, kept.work), error)
        draft.attempt = kept.attempt
        return draft

    def _failed(self, upload: Upload, info: SubmissionInfo, error: Exception) -> Draft:
        failed = {each.name: failed_grader(each, error) for each in self._exercises}
        return Draft(upload, info, dict(failed), {}, fingerprint=digest(str(error)))

    def _misnamed(self, taken: Submission) -> Iterator[Remark]:
        """On an upload in which no file has the name of an exercise of the course."""
        if any(
            taken.candidates(each.name) or taken.copies(each.name, each.required) for each in self._course.exercises
        ):
            return
        names = sorted(path.relative_to(taken.folder).as_posix() for path in taken.folder.rglob("*") if path.is_file())
        reason = N_("No file has the name of an exercise, such as {name}, so nothing was judged. Handed in: {names}.")
        shown = [repr(name) for name in names[:SHOWN]] + ["..."] * (len(names) > SHOWN)
        name = f"{self._exercises[0].name}.py"
        yield Remark(kind="problem", text=phrase(reason, name=name, names=", ".join(shown)))

    def _settle(self, upload: Upload, taken: Submission, remarks: Sequence[Remark]) -> Draft:
        draft = Draft(upload, SubmissionInfo(taken.path, taken.sha256), {}, {}, remarks=tuple(remarks))
        overlooked: dict[str, Text] = {}
        for exercise in self._exercises:
            found = settle(self._course, taken, exercise, nobody_to_ask)
            if isinstance(found, Task):
                key = self._provenance.key(found)
                draft.parts[exercise.name], draft.tasks[key] = key, found
                draft.works[exercise.name] = found.sha256
            else:
                draft.parts[exercise.name] = found
            if found.overlooked:
                overlooked[exercise.name] = found.note or getattr(found, "message", "")
        told = (part if isinstance(part, str) else str(part.message) for part in draft.parts.values())
        if not draft.tasks and not overlooked:
            draft.remarks = tuple(dict.fromkeys((*remarks, *self._misnamed(taken))))
        own = [phrase("{name}: {note}", name=name, note=note) for name, note in overlooked.items()]
        draft.unjudged = (*(remark.text for remark in draft.remarks), *own)
        said = (str(remark.text) for remark in draft.remarks)
        draft.fingerprint = digest(self._provenance.environment["suites"], taken.sha256, *told, *said)
        return draft


def _remarks(upload: Upload) -> Iterator[Remark]:
    """On what lies beside the files that can be read."""
    if upload.unread:
        reason = N_("{names}: this cannot be opened; hand in a .py, an .ipynb or a .zip")
        yield Remark(kind="problem", text=phrase(reason, names=listed(upload.unread[:SHOWN])))
    if upload.packed:
        reason = N_("{names} was not opened, because it lies in a folder; hand in the files in it")
        yield Remark(kind="problem", text=phrase(reason, names=listed(upload.packed[:SHOWN])))
    if upload.texts:
        reason = N_("{names} was typed on the page and not judged; hand in a file")
        yield Remark(kind="problem", text=phrase(reason, names=listed(upload.texts[:SHOWN])))


def take_upload(upload: Upload, folder: Path, given: Mapping[str, bytes]) -> Submission:
    """The private copy, in the empty folder; SubmissionError says why there is none."""
    if upload.rivals:
        names = listed([as_text(path.name) for path in upload.paths])
        raise SubmissionError(phrase("handed in more than once: {names}; keep only one", names=names))
    if upload.unread and not upload.pieces:
        reason = N_("{names}: this cannot be opened; hand in a .py, an .ipynb or a .zip")
        raise SubmissionError(phrase(reason, names=listed(upload.unread[:SHOWN])))
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
