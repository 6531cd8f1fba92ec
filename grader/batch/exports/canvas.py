"""The CSV that the gradebook of Canvas imports.

Its first columns are `Student`, `ID`, `SIS User ID`, `SIS Login ID`, `Section`. Canvas finds a student by ID, else by
the SIS columns, else by name. A column of an assignment is called `NAME (ID)`, and a new name makes a
new assignment. A line `Points Possible` comes first. `EX` excuses a student, and an empty cell changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from grader.batch.class_data import StudentPoints
from grader.batch.exports.grades import ExportedGrade, Grades, number, table
from grader.batch.exports.sheets import Finder, Sheet
from grader.batch.shapes.canvas import user_of
from grader.feedback import N_, Text, listed, phrase

STUDENT = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
EXCUSED = "EX"
POSSIBLE = "    Points Possible"


class CanvasExport(NamedTuple):
    """What is written, and what to tell of it."""

    content: bytes
    notes: Sequence[Text]


def export(grades: Grades, column: str, sheet: Sheet | None) -> CanvasExport:
    """The grades as one column, for the students of Canvas's own export of its gradebook, if there is one: then of its
    column, if it has it. Points are scaled to the points possible there."""
    title = column or grades.title
    if sheet is None:
        heads = [(*STUDENT, title), (POSSIBLE, "", "", "", "", number(grades.max_score))]
        return CanvasExport(_written([*heads, *_rows(grades)]), _without_id(grades))
    last = sheet.required(("section", "섹션"), "Section")
    known = _column(sheet, title)
    possible, notes = _possible(sheet, known), list[Text]()
    factor = 1.0
    if known is not None and possible and grades.max_score and possible != grades.max_score:
        factor = possible / grades.max_score
        text = N_("the points are scaled from {most} to the {possible} that {column} has in Canvas")
        values = {"most": number(grades.max_score), "possible": number(possible), "column": sheet.heads[known]}
        notes.append(phrase(text, **values))
    elif known is None:
        notes.append(phrase("{column} is a new column for Canvas, which makes a new assignment of it", column=title))
    finder = Finder(grades.of, ((user, each.student) for each in grades.of for user in _users(each.student)))
    rows = [[*sheet.heads[: last + 1], title if known is None else sheet.heads[known]]]
    rows.append([POSSIBLE, *[""] * last, number(possible or grades.max_score)])
    rows += [[*row[: last + 1], _cell(_find(sheet, row, finder), factor)] for row in _students(sheet)]
    names = [name for name, grade in finder.unfound.items() if grade.score is not None]
    if names:
        text = N_("{path} does not have these students, so their points are left out: {names}")
        notes.append(phrase(text, path=sheet.path, names=listed(names)))
    return CanvasExport(_written(rows), notes)


def _written(rows: Iterable[Sequence[str]]) -> bytes:
    """Without a byte order mark: Canvas compares the first head, and would take the mark for a part of it."""
    return table(rows, encoding="utf-8")


def _without_id(grades: Grades) -> list[Text]:
    names = [each.student.student for each in grades.of if each.score is not None and not any(_users(each.student))]
    text = N_("Canvas knows these students by name only, if at all; fill in its own file with --gradebook-csv: {names}")
    return [phrase(text, names=listed(names))] if names else []


def _rows(grades: Grades) -> Iterator[tuple[str, ...]]:
    for grade in grades.of:
        student = grade.student
        user = next(_users(student), "")
        id = "" if student.id == student.student else student.id
        yield (student.name or student.student, user, id, "", "", _cell(grade))


def _cell(grade: ExportedGrade | None, factor: float = 1.0) -> str:
    if grade is None:
        return ""
    return EXCUSED if grade.excused else "" if grade.score is None else number(grade.score * factor)


def _users(student: StudentPoints) -> Iterator[str]:
    """The ids that Canvas gave the student, as the names of the files tell them."""
    return (user for entry in student.entries if (user := user_of(entry)))


def _column(sheet: Sheet, title: str) -> int | None:
    """The column of the assignment, named with its number or without."""
    found = [
        place for place, head in enumerate(sheet.heads) if title in (head, re.sub(r" \([0-9]+\)\Z", "", head).strip())
    ]
    return found[0] if len(found) == 1 else None


def _is_possible(row: list[str]) -> bool:
    return row[0].strip() in ("Points Possible", "가능한 점수")


def _possible(sheet: Sheet, column: int | None) -> float:
    texts = [row[column] for row in sheet.rows if column is not None and _is_possible(row)]
    try:
        return float(texts[0].replace(",", ".")) if texts else 0.0
    except ValueError:
        return 0.0


def _students(sheet: Sheet) -> Iterator[list[str]]:
    """The rows of students: neither the points possible nor how grades are posted, which has no student's name."""
    return (row for row in sheet.rows if row[0].strip() and not _is_possible(row))


def _find(sheet: Sheet, row: list[str], finder: Finder) -> ExportedGrade | None:
    number_of = sheet.column(("id",))
    others = [sheet.column((name,)) for name in ("sis user id", "sis login id", "student")]
    return finder.find(
        row[number_of] if number_of is not None else "", [row[each] for each in others if each is not None]
    )
