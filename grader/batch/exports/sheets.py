"""The file that a learning system itself exports, to be filled in and given back: all of its cells, as they are."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import NamedTuple

from grader.batch.class_data import StudentPoints
from grader.batch.exports.grades import ExportedGrade
from grader.batch.roster import delimiter_of, plain, text_of
from grader.errors import UsageError
from grader.feedback import phrase
from grader.submission.private_copy import nfc


class SheetError(UsageError):
    """A file that is not what the system exports; the message names it and says why."""


class Sheet(NamedTuple):
    """A CSV: its heads, and its rows, each as long as the heads."""

    path: Path
    heads: list[str]
    rows: list[list[str]]

    def column(self, names: Collection[str]) -> int | None:
        """The first column of one of these names, which are compared without capitals and signs."""
        found = (place for place, head in enumerate(self.heads) if plain(head) in names)
        return next(found, None)

    def required(self, names: Collection[str], shown: str) -> int:
        """The same; SheetError where there is none."""
        if (place := self.column(names)) is None:
            raise SheetError(phrase("{path}: it has no column {name}", path=self.path, name=shown))
        return place


def read_sheet(path: Path) -> Sheet:
    text = text_of(path)
    try:
        heads, *rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text)))
    except (ValueError, csv.Error):
        raise SheetError(phrase("{path}: this is not a CSV file with column names", path=path)) from None
    heads = [head.strip() for head in heads]
    return Sheet(path, heads, [(row + [""] * len(heads))[: len(heads)] for row in rows if any(map(str.strip, row))])


class Finder:
    """Finds the grade of a row by what identifies a student in it."""

    def __init__(self, grades: Iterable[ExportedGrade], numbers: Iterable[tuple[str, StudentPoints]]) -> None:
        """`numbers` are the system's own ids, as its download tells them."""
        self.unfound = {grade.student.student: grade for grade in grades}
        self._keys: dict[str, set[str]] = {}
        for grade in self.unfound.values():
            student = grade.student
            for text in (student.id, student.email, student.student):
                self._keys.setdefault(_key(text), set()).add(student.student)
        self._numbers = {number: student.student for number, student in numbers}
        self._grades = dict(self.unfound)

    def find(self, number: str, texts: Iterable[str]) -> ExportedGrade | None:
        """By the system's id, else by the first text that is the id, the email or the name of exactly one student."""
        name = self._numbers.get(number.strip())
        for text in texts:
            if name is None and len(same := self._keys.get(_key(text), set())) == 1 and _key(text):
                (name,) = same
        if name is None:
            return None
        self.unfound.pop(name, None)
        return self._grades[name]


def _key(text: str) -> str:
    return " ".join(nfc(text).casefold().split())
