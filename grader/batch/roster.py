"""The roster: a CSV of one's own, or as Canvas, Moodle, Gradescope and classrooms on GitHub export theirs."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from grader.batch.listing import ClassError
from grader.feedback import N_, phrase
from grader.language import LANGUAGES
from grader.submission.private_copy import nfc

COLUMNS = ("id", "name", "language")
IDS = (
    *("id", "student id", "sid", "id number", "학번", "학생 id", "id 번호", "sis user id", "roster identifier"),
    *("identifier", "식별자", "username", "user name", "github username", "아이디", "사용자 이름"),
    *("sis login id", "login id", "login", "integration id", "org defined id", "orgdefinedid", "github id"),
)
"""What a column of ids or logins may be called; the first of these that a line has is the student's id."""
EMAILS = ("email", "email address", "e mail", "이메일", "이메일 주소")
NAMES = ("name", "full name", "student", "student name", "성명", "이름", "전체 이름")
FIRST, LAST = ("first name", "given name", "이름"), ("last name", "surname", "family name", "성")
SPEECH = ("language", "언어")
ENCODINGS = ("utf-8-sig", "cp949")


class Student(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the roster; without a roster, what the download tells is all that is known."""

    id: str
    name: str = ""
    language: str = ""
    listed: bool = True
    email: str = ""
    also: tuple[str, ...] = ()
    """Other ids and logins."""


def read_roster(path: Path) -> list[Student]:
    """The students of a CSV, of which only an id, a login or an email is a must; ClassError names the line at fault."""
    rows = csv.reader(io.StringIO(text := text_of(path), newline=""), delimiter=delimiter_of(text))
    lines: dict[str, int] = {}
    students: dict[str, Student] = {}
    try:
        heads = [plain(head) for head in next(rows, [])]
        if not {*IDS, *EMAILS} & {*heads}:
            reason = N_("{path}: the first line must contain the column names: {columns}")
            raise ClassError(phrase(reason, path=path, columns=",".join(COLUMNS)))
        for cells in rows:
            row = {head: nfc(cell.strip()) for head, cell in zip(heads, cells, strict=False) if head}
            if not any(row.values()) or _is_of_canvas(row):
                continue
            student = _student(row)
            if student.id in students:
                reason = N_("{name} appears twice, first in line {line}; delete one of the two lines")
                raise ClassError(phrase(reason, name=student.id, line=lines[student.id]))
            students[student.id], lines[student.id] = student, rows.line_num
    except csv.Error as error:
        raise _at(path, rows.line_num, ClassError(str(error))) from None
    except ClassError as error:
        raise (_at(path, rows.line_num, error) if rows.line_num > 1 else error) from None
    return list(students.values())


def _at(path: Path, line: int, error: ClassError) -> ClassError:
    return ClassError(phrase("{path}, line {number}: {reason}", path=path, number=line, reason=error.message))


def text_of(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ClassError(phrase("{path}: cannot be read: {error}", path=path, error=error.strerror)) from None
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ENCODINGS
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ClassError(phrase("{path}: this is not UTF-8 text; save it as “CSV UTF-8”", path=path))


def delimiter_of(text: str) -> str:
    head = text.lstrip("\r\n").partition("\n")[0]
    return max(",;\t", key=head.count)


def plain(head: str) -> str:
    return " ".join(re.sub(r"[\s_\-()]+", " ", nfc(head).casefold()).split())


def _is_of_canvas(row: dict[str, str]) -> bool:
    """Whether a line is what Canvas writes below the heads, which is no student's."""
    return "student" in row and not row.get("id") and row["student"] in ("", "Points Possible", "가능한 점수")


def _student(row: dict[str, str]) -> Student:
    ids = list(dict.fromkeys(_all(row, IDS)))
    email = next(_all(row, EMAILS), "")
    if not (ids or email):
        raise ClassError(phrase("the id is missing"))
    if (language := next(_all(row, SPEECH), "")) and language not in LANGUAGES:
        reason = N_("the language {language} is not supported (choose from {known})")
        raise ClassError(phrase(reason, language=language, known=", ".join(LANGUAGES)))
    first, *also = ids or [email]
    numbers = (re.fullmatch(r"\D+ ([0-9]+)", each) for each in ids)
    also += [f"Participant {number[1]}" for number in numbers if number]  # whatever Moodle's language calls it
    return Student(id=first, name=_name(row), language=language, email=email, also=tuple(also))


def _name(row: dict[str, str]) -> str:
    first, last = next(_all(row, FIRST), ""), next(_all(row, LAST), "")
    if first and last:
        is_korean = all(unicodedata.name(letter, "").startswith("HANGUL") for letter in first + last)
        return last + first if is_korean else f"{first} {last}"
    return next(_all(row, NAMES), "") or first or last


def _all(row: dict[str, str], heads: Iterable[str]) -> Iterator[str]:
    return (row[head] for head in heads if row.get(head))
