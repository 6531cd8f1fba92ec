"""What a class's run leaves in its output folder: a page and data for each student, a page about each student for
instructors, and the class as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from grader.batch import class_csv, class_data, dashboard
from grader.batch.class_report import AssignmentHead, ExerciseHead, StudentEntry
from grader.batch.class_summary import summarise
from grader.batch.conditions import conditions
from grader.batch.decisions import Decided, decisions, holding
from grader.batch.dossier import FOLDER as INSTRUCTOR
from grader.batch.dossier import Dossiers
from grader.batch.enrolment import members
from grader.batch.gradebook import Gradebook
from grader.batch.names import folders_of
from grader.batch.publication import last_published
from grader.batch.remarks import report_of
from grader.batch.roster import Student
from grader.batch.standing import Basis, Standing, excused, standings
from grader.batch.uploads import Upload
from grader.course.assignments import with_totals
from grader.course.model import Course
from grader.feedback import Message, Text
from grader.files import FileError, make_folder, replace_file, unwritable
from grader.language import render
from grader.report.files import write_output
from grader.report.json import published
from grader.report.model import Report, for_audience

FORMATS = (".html", ".md", ".xml", ".json")
"""Of each student's report; JSON comes last and stands for all of them: where it is up to date, so are they."""


class Pages:
    """The output folder `out`; of each student's attempts, those that count are told."""

    def __init__(self, out: Path, book: Gradebook, basis: Basis, course: Course) -> None:
        self._out = out
        self._book = book
        self._basis = basis
        self._course = course
        self._names: dict[str, str] = {}
        """What students are called in their reports."""
        self._folders: dict[str, str] = {}
        self._handed_in: dict[str, tuple[str, ...]] = {}
        """What the last download that had them calls each student's files."""
        self._unwritten: dict[str, Text] = {}
        """Why a student's reports could not be written."""

    def prepare(self) -> None:
        """Makes the folders; FileError where nothing can be written."""
        make_folder(self._out / "students")
        make_folder(self._out / INSTRUCTOR)
        replace_file(self._out / "index.html", None)

    def expect(self, uploads: Sequence[Upload]) -> None:
        """Settles what the students' folders are called, of these uploads and of all that the gradebook knows."""
        self._handed_in = class_data.entries_in(self._out) | {upload.label: upload.entries for upload in uploads}
        self._names = {name: _called(name, student) for name, student in members(self._book).items()}
        self._folders = folders_of([*self._book.last(), *(upload.label for upload in uploads)])

    def write(self, student: str, language: str) -> Text:
        """Writes the reports of one student, in that language, for the student's eyes; what is up to date stays as it
        is. Where they cannot be written, the class's page says so, and this answers why."""
        try:
            self._write(student, language)
        except FileError as error:
            self._unwritten[student] = error.message
        except OSError as error:
            self._unwritten[student] = unwritable(self._out / "students" / self._folders[student], error).message
        return self._unwritten.get(student, "")

    def _write(self, student: str, language: str) -> None:
        (standing,) = standings(self._book, self._basis, student).values()
        report = for_audience(self._report(standing), "student")
        folder = self._out / "students" / self._folders[student]
        paths = [folder / f"report{suffix}" for suffix in FORMATS]
        if _holds(paths[-1], report, language) and all(path.exists() for path in paths):
            return
        make_folder(folder)
        for path in paths:
            write_output(report, path, language)

    def write_students(self, language: str, student: str = "") -> None:
        """The reports of everybody who handed in something, or of one student."""
        for name, known in members(self._book).items():
            if name in self._folders and name == (student or name) and standings(self._book, self._basis, name):
                self.write(name, known.language or language)

    def write_class(self, language: str) -> None:
        """The dashboard, the grades, and the pages for instructors: everybody in the gradebook, and those who handed in
        nothing."""
        course, rules = self._course, self._basis.rules
        exercises = course.choose(self._basis.exercises)
        heads = [ExerciseHead(each.name, Message(each.title), each.points) for each in exercises]
        worth = {head.name: head.max_score for head in heads}
        assignments = [
            AssignmentHead(each.name, each.shown, each.exercises, sum(worth[name] for name in each.exercises))
            for each in course.only(exercises).assignments
        ]
        announced = last_published(self._book)
        told = conditions(self._book.last_run(), rules, self._basis.exercises, announced)
        found = replace(
            summarise(render(Message(course.title), language), heads, self._entries(language), assignments),
            conditions=tuple(told),
        )
        replace_file(self._out / "grades.csv", class_csv.render(found, language))
        replace_file(self._out / class_data.FILE, class_data.data_of(found, language, announced))
        replace_file(self._out / "index.html", dashboard.render(found, language))

    def _report(self, standing: Standing) -> Report:
        """The report of what counts, as an instructor may see it."""
        report = report_of(self._book, standing, self._basis.rules)
        named = replace(report, title=Message(self._course.title), student=self._names[standing.student])
        return with_totals(named, self._course.assignments)

    def _entries(self, language: str) -> Iterator[StudentEntry]:
        found = standings(self._book, self._basis)
        decided = decisions(self._book)
        dossiers = Dossiers(self._out, self._book, self._basis.rules, language)
        for name, student in sorted(members(self._book).items()):
            if standing := found.get(name):
                yield self._entry(student, standing, dossiers, decided.get(name, []))
            elif student.listed:
                out = excused(self._basis, [*self._basis.ruled.get(name, ()), *holding(decided, name)])
                yield StudentEntry(
                    student=name,
                    id=student.id,
                    name=student.name,
                    email=student.email,
                    excused=tuple(sorted(out)),
                )

    def _entry(
        self, student: Student, standing: Standing, dossiers: Dossiers, decided: Sequence[Decided]
    ) -> StudentEntry:
        name, report = standing.student, self._report(standing)
        unwritten = self._unwritten.get(name, "")
        is_read = any(not grade.tried.problem for grade in standing.grades.values())
        entry = StudentEntry(
            student=name,
            id=student.id,
            name=student.name,
            listed=student.listed,
            attempts=len(standing.attempts),
            problem=standing.newest.problem or unwritten,
            excused=tuple(each.name for each in standing.grades.values() if each.excused),
            page="" if unwritten else f"students/{self._folders[name]}/report.html",
            email=student.email,
            entries=self._handed_in.get(name, ()),
        )
        try:
            place = dossiers.write(self._folders[name], entry, standing, report, decided)
        except FileError as error:
            entry, place = replace(entry, problem=entry.problem or error.message), ""
        return replace(entry, report=report if is_read else None, dossier=place)


def _called(name: str, student: Student) -> str:
    """The student's name, if it is known, with the id."""
    return f"{student.name} ({student.id})" if student.name else name


def _holds(path: Path, report: Report, language: str) -> bool:
    """Whether the JSON file tells this report in that language. Reading it takes a small part of the time that writing
    it anew would."""
    try:
        return bool(msgspec.json.decode(path.read_bytes()) == published(report, language))
    except (OSError, msgspec.DecodeError):
        return False
