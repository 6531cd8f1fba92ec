"""What a class's run leaves in its output folder: a page and data for each student, and the class as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from grader.batch import class_csv, dashboard
from grader.batch.class_report import Entry, ExerciseHead
from grader.batch.class_summary import summarise
from grader.batch.gradebook import Attempt, Gradebook
from grader.batch.names import folders_of
from grader.batch.policy import Policy
from grader.batch.uploads import Student, Upload
from grader.course.model import Course, Exercise
from grader.feedback import Message, Text
from grader.files import FileError, make_folder, replace_file, unwritable
from grader.language import render
from grader.report.files import write_output
from grader.report.json import published
from grader.report.model import Report, for_audience

FORMATS = (".html", ".md", ".xml", ".json")
"""Of each student's report; JSON comes last and stands for all of them: where it is up to date, so are they."""


class Pages:
    """The output folder `out`; of each student's attempts, the one that counts by `policy` is told."""

    def __init__(self, out: Path, book: Gradebook, exercises: Sequence[Exercise], suites: str, policy: Policy) -> None:
        self._out = out
        self._book = book
        self._names = [exercise.name for exercise in exercises]
        self._suites = suites
        self._policy: Policy = policy
        self._folders: dict[str, str] = {}
        self._unwritten: dict[str, Text] = {}
        """Why a student's reports could not be written."""

    def prepare(self) -> None:
        """Makes the folders; FileError where nothing can be written."""
        make_folder(self._out / "students")
        replace_file(self._out / "index.html", None)

    def expect(self, uploads: Sequence[Upload]) -> None:
        """Settles what the students' folders are called, of these uploads and of all that the gradebook knows."""
        self._folders = folders_of([*self._book.attempts(self._names), *(upload.label for upload in uploads)])

    def write(self, student: str, language: str) -> Text:
        """Writes the reports of one student, in that language, for the student's eyes; what is up to date stays as it
        is. Where they cannot be written, the class's page says so, and this answers why."""
        try:
            self._write(student, language)
        except FileError as error:
            self._unwritten[student] = error.message
        except OSError as error:
            self._unwritten[student] = str(unwritable(self._out / "students" / self._folders[student], error))
        return self._unwritten.get(student, "")

    def _write(self, student: str, language: str) -> None:
        report = for_audience(self._counting(student).graded(), "student")
        folder = self._out / "students" / self._folders[student]
        paths = [folder / f"report{suffix}" for suffix in FORMATS]
        if _holds(paths[-1], report, language) and all(path.exists() for path in paths):
            return
        make_folder(folder)
        for path in paths:
            write_output(report, path, language)

    def write_class(self, course: Course, uploads: Sequence[Upload], absent: Sequence[Student], language: str) -> None:
        """The dashboard and the grades: everybody in the gradebook, and those who handed in nothing."""
        exercises = course.choose(self._names)
        heads = [ExerciseHead(each.name, Message(each.title), each.points) for each in exercises]
        found = summarise(render(Message(course.title), language), heads, self._entries(uploads, absent))
        replace_file(self._out / "grades.csv", class_csv.render(found, language))
        replace_file(self._out / "index.html", dashboard.render(found, language))

    def _entries(self, uploads: Sequence[Upload], absent: Sequence[Student]) -> Iterator[Entry]:
        known = {upload.label: upload.student for upload in uploads}
        for label, attempts in sorted(self._book.attempts(self._names).items()):
            student = known.get(label, Student(id=label))
            attempt = self._counting(label)
            unwritten = self._unwritten.get(label, "")
            yield Entry(
                student=label,
                id=student.id,
                name=student.name,
                listed=student.listed,
                attempts=attempts,
                problem=attempt.why or unwritten,
                report=None if attempt.problem else attempt.graded(),
                page="" if unwritten else f"students/{self._folders[label]}/report.html",
            )
        for student in absent:
            yield Entry(student=student.id, id=student.id, name=student.name)

    def _counting(self, student: str) -> Attempt:
        return self._book.counting(student, self._names, self._suites, self._policy)


def _holds(path: Path, report: Report, language: str) -> bool:
    """Whether the JSON file tells this report in that language. Reading it takes a small part of the time that writing
    it anew would."""
    try:
        return bool(msgspec.json.decode(path.read_bytes()) == published(report, language))
    except (OSError, msgspec.DecodeError):
        return False
