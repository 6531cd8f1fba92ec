"""What an assignment in Moodle takes back: the grading worksheet, and feedback files in a zip.

The worksheet's importer needs the columns `Identifier` (`Participant 4711`), `Grade` and `Last modified (grade)`, and
leaves alone who was graded in Moodle later than that. The zip has a file for each student, below the folder that the
download has for the student: Moodle reads the participant's number out of its name.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from grader.batch.class_data import StudentPoints
from grader.batch.exports.grades import ExportedGrade, Grades, number, table
from grader.batch.exports.sheets import Finder, Sheet
from grader.batch.shapes.moodle import feedback_place, participant_of
from grader.feedback import N_, Text, listed, phrase
from grader.files import read_bytes

HEADS = {
    "en": ("Identifier", "Full name", "Email address", "Grade", "Maximum grade", "Last modified (grade)"),
    "ko": ("식별자", "성명", "이메일 주소", "성적", "최대 성적", "마지막 수정됨(성적)"),
}
"""By the language of Moodle, whose importer looks for its own words. No column for comments: an empty one would delete
those in Moodle."""
PARTICIPANT = {"en": "Participant ", "ko": "참가자"}
"""What stands before a participant's number; the importer leaves out as many bytes as its own word has."""
IDENTIFIER = ("identifier", "식별자")
GRADE = ("grade", "성적")
MOST = ("maximum grade", "최고 성적", "최대 성적")
OTHERS = (
    ("id number", "id 번호", "학번"),
    ("email address", "이메일", "이메일 주소"),
    ("full name", "성명", "전체 이름"),
)
FEEDBACK = "report.html"
EARLIEST = (1980, 1, 1, 0, 0, 0)


class MoodleExport(NamedTuple):
    """The grades, the zip, and what to tell of them."""

    worksheet: bytes
    feedback: bytes
    notes: Sequence[Text]


def export(grades: Grades, sheet: Sheet | None, folder: Path, language: str = "en") -> MoodleExport:
    """The grades in Moodle's own worksheet, if there is one, scaled to its maximum, else with the words of a Moodle of
    that language; and the reports in `folder`, which `grade batch` wrote, for the students of Moodle's download."""
    notes: list[Text] = []
    rows = list(_rows(grades, language)) if sheet is None else _filled(grades, sheet, notes)
    content, without = _zip(grades, folder)
    if without:
        text = N_("no feedback for these students, of whom there is no report or no folder of Moodle's: {names}")
        notes.append(phrase(text, names=listed(without)))
    comments = len(sheet.heads) - 1 if sheet else None  # the instructor's own, which Moodle takes in again
    return MoodleExport(table(rows, comments), content, notes)


def _rows(grades: Grades, language: str) -> Iterator[tuple[str, ...]]:
    """Of students whom Moodle's download has: it knows nobody by anything else."""
    anonymous = (entry.startswith(PARTICIPANT["ko"] + "_") for grade in grades.of for entry in grade.student.entries)
    language = "ko" if any(anonymous) else language  # where names are hidden, the download tells Moodle's language
    yield HEADS[language]
    for grade in grades.of:
        student = grade.student
        if participant := _participant(student):
            name = student.name or student.student.removesuffix(f"_{participant}")
            cells = (name, student.email, _cell(grade), number(grades.max_score), "")
            yield (f"{PARTICIPANT[language]}{participant}", *cells)


def _filled(grades: Grades, sheet: Sheet, notes: list[Text]) -> list[list[str]]:
    """The worksheet with the grades in it; everything else in it is Moodle's."""
    identifier, column = sheet.required(IDENTIFIER, "Identifier"), sheet.required(GRADE, "Grade")
    most = sheet.column(MOST)
    others = [place for place in map(sheet.column, OTHERS) if place is not None]
    numbers = ((own, each.student) for each in grades.of if (own := _participant(each.student)))
    finder, scaled, rows = Finder(grades.of, numbers), set(), [sheet.heads]
    for row in sheet.rows:
        grade = finder.find("".join(filter(str.isdigit, row[identifier])), [row[place] for place in others])
        maximum = _maximum(row[most]) if most is not None else 0.0
        factor = maximum / grades.max_score if maximum and grades.max_score else 1.0
        scaled |= {maximum} if factor != 1 else set()
        cells = list(row)
        if grade is not None and grade.score is not None:
            cells[column] = number(grade.score * factor)
        rows.append(cells)
    for maximum in sorted(scaled):
        text = N_("the points are scaled from {most} to the {possible} of the worksheet")
        notes.append(phrase(text, most=number(grades.max_score), possible=number(maximum)))
    if names := [name for name, grade in finder.unfound.items() if grade.score is not None]:
        text = N_("{path} does not have these students, so their points are left out: {names}")
        notes.append(phrase(text, path=sheet.path, names=listed(names)))
    return rows


def _cell(grade: ExportedGrade) -> str:
    return "" if grade.score is None else number(grade.score)


def _maximum(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:  # a scale, or nothing
        return 0.0


def _participant(student: StudentPoints) -> str:
    return next((number for entry in student.entries if (number := participant_of(entry))), "")


def _entry(student: StudentPoints) -> str:
    """What Moodle calls the student's folder, that of files before others."""
    found = [entry for entry in student.entries if participant_of(entry)]
    return next((entry for entry in found if "_assignsubmission_file" in entry), found[0] if found else "")


def _zip(grades: Grades, folder: Path) -> tuple[bytes, list[str]]:
    """The zip, and the students who have something to read and are not in it."""
    buffer, without = io.BytesIO(), []
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for grade in grades.of:
            student = grade.student
            page, entry = folder / student.report, _entry(student)
            if student.report and page.is_file() and entry:
                info = zipfile.ZipInfo(feedback_place(entry, FEEDBACK), EARLIEST)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, read_bytes(page))
            elif student.state != "missing":
                without.append(student.student)
    return buffer.getvalue(), without
