"""Who handed in what: the uploads in a folder, and the roster."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from grader.batch.names import is_usual, label_of
from grader.errors import UsageError
from grader.feedback import N_, phrase
from grader.language import LANGUAGES
from grader.submission.naming import PROGRAMS, stem_of, suffix_of
from grader.submission.private_copy import as_text, nfc, skipped

COLUMNS = ("id", "name", "language")


class ClassError(UsageError):
    """A class that cannot be graded as it is handed in; the message says what to put right."""


class Student(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the roster; without a roster, the upload's name is all that is known."""

    id: str
    name: str = ""
    language: str = ""
    listed: bool = True


class Upload(msgspec.Struct, frozen=True):
    """What one student handed in. More than one path is a mistake that only the class can put right."""

    student: Student
    label: str
    """The upload's name as `label_of` has it, which names the student in the gradebook and among the reports."""
    paths: tuple[Path, ...]


class Found(NamedTuple):
    uploads: list[Upload]
    absent: list[Student]
    """In the roster, but without an upload."""
    ignored: list[str]
    """Names in the folder that are no upload."""


def find(folder: Path, roster: Iterable[Student] | None = None) -> Found:
    """The uploads in `folder`, one folder, .py, .ipynb or .zip per student, in the order of their names.

    ClassError when it cannot be read, or holds none.
    """
    paths: dict[str, list[Path]] = defaultdict(list)
    ignored = []
    for path in _entries(folder):
        if path.is_dir() or path.is_symlink() or path.suffix.lower() == ".zip" or suffix_of(path.name):
            paths[label_of(_named(path))].append(path)
        else:
            ignored.append(as_text(path.name))
    if not paths:
        raise ClassError(
            phrase("{path}: contains no submission; it needs one folder, .py, .ipynb or .zip per student", path=folder)
        )
    names = {label: _named(found[0]) for label, found in sorted(paths.items())}
    listed = list(roster or ())
    students = {label: Student(id=label) for label in names} if roster is None else _matched(names, listed)
    uploads = [Upload(students[label], label, tuple(paths[label])) for label in names]
    handed_in = {student.id for student in students.values() if student.listed}
    return Found(uploads, [student for student in listed if student.id not in handed_in], ignored)


def read_roster(path: Path) -> list[Student]:
    """The students of a CSV with the columns id, name and language, of which only id is a must; ClassError names the
    line at fault."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ClassError(phrase("{path}: cannot be read: {error}", path=path, error=error.strerror)) from None
    except UnicodeDecodeError:
        raise ClassError(phrase("{path}: this is not UTF-8 text; save it as “CSV UTF-8”", path=path)) from None
    rows = csv.DictReader(io.StringIO(text), restkey="", restval="")
    rows.fieldnames = [name.strip().lower() for name in rows.fieldnames or ()]
    if "id" not in rows.fieldnames:
        reason = N_("{path}: the first line must contain the column names: {columns}")
        raise ClassError(phrase(reason, path=path, columns=",".join(COLUMNS)))
    students: dict[str, Student] = {}
    try:
        for row in rows:
            student = _student({key: nfc((row.get(key) or "").strip()) for key in COLUMNS})
            if student.id in students:
                raise ClassError(phrase("{name} appears twice", name=student.id))
            students[student.id] = student
    except (ClassError, csv.Error) as error:
        why = error.message if isinstance(error, ClassError) else str(error)
        raise ClassError(
            phrase("{path}, line {number}: {reason}", path=path, number=rows.line_num, reason=why)
        ) from None
    return list(students.values())


def _student(row: dict[str, str]) -> Student:
    if not row["id"]:
        raise ClassError(phrase("the id is missing"))
    if row["language"] and row["language"] not in LANGUAGES:
        reason = N_("the language {language} is not supported (choose from {known})")
        raise ClassError(phrase(reason, language=row["language"], known=", ".join(LANGUAGES)))
    return Student(id=row["id"], name=row["name"], language=row["language"])


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix.lower() == ".zip" or not skipped(path.name))
    except NotADirectoryError:
        reason = N_("{path}: this is a file; name the folder that contains one submission per student")
        raise ClassError(phrase(reason, path=folder)) from None
    except OSError as error:
        raise ClassError(phrase("{path}: cannot be read: {error}", path=folder, error=error.strerror)) from None


def _named(path: Path) -> str:
    """The name of an upload, which is the student's."""
    is_odd = path.suffix.lower() not in (*PROGRAMS, ".zip") and suffix_of(path.name)
    return path.name if path.is_dir() else stem_of(path.name) if is_odd else path.stem


def _matched(names: Mapping[str, str], roster: Sequence[Student]) -> dict[str, Student]:
    """The student of each label, whose upload is called as `names` says: the one of just this id or name before one
    that is spelt alike, so that a look-alike takes nobody's place."""
    found, taken = {}, set()
    exact, alike = _by_spelling(roster, str), _by_spelling(roster, _folded)
    for label, name in names.items():
        if student := exact.get(label if is_usual(name) else as_text(name)):
            found[label] = student
            taken.add(_folded(label))
    for label, name in names.items():
        key = _folded(label)
        if label in found:
            continue
        found[label] = Student(id=label, listed=False)
        if is_usual(name) and key in alike and key not in taken:
            found[label] = alike[key]
            taken.add(key)
    return found


def _by_spelling(roster: Sequence[Student], spelling: Callable[[str], str]) -> dict[str, Student]:
    """The students by what an upload of theirs may be called: an id, or a name, that is nobody else's."""
    found: dict[str, Student] = {}
    for spelt in ([spelling(student.name) for student in roster], [spelling(student.id) for student in roster]):
        often = Counter(spelt)
        found |= {key: student for key, student in zip(spelt, roster, strict=True) if key and often[key] == 1}
    return found


def _folded(label: str) -> str:
    return " ".join(label.casefold().split())
