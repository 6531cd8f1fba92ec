"""Everything about one student on one page, for instructors only: what was judged, hidden checks included, the code,
the attempts, and what happened since."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace
from sqlalchemy import func, select

from grader import __version__
from grader.batch.class_report import StudentEntry
from grader.batch.dashboard import link
from grader.batch.decisions import Decided
from grader.batch.gradebook import Gradebook
from grader.batch.history import history
from grader.batch.remarks import time_in
from grader.batch.rules import ClassRules, zone_of
from grader.batch.standing import Standing, Tried
from grader.batch.tables import Attempt, Grading, Member
from grader.course.progress import MAX_NOTEBOOK
from grader.feedback import Text
from grader.files import make_folder, replace_file
from grader.grading.outcome import rounded
from grader.report.html import fill
from grader.report.model import Report
from grader.report.pictures import sound_pictures
from grader.report.presentation import Telling
from grader.submission.cells import NotebookError, code_cells
from grader.submission.naming import suffix_of

FOLDER = "instructor"
PAGE = "index.html"
MAX_FILES = 40
MAX_LINES = 3000
"""Of a file, or of a cell of a notebook."""
_LINE_END = re.compile("\r\n|\r|\n")
"""As Python has it: lines have the numbers that errors name."""
HEAD = 4096
"""Bytes at the beginning of a page in which its mark stands."""


class CodeCell(NamedTuple):
    """Code of a file; `number` tells which cell of a notebook, and is 0 for a program."""

    number: int
    lines: Sequence[str]


class SourceFile(NamedTuple):
    """A file that was handed in; without cells where it is no code that can be read."""

    name: str
    size: int
    cells: Sequence[CodeCell]
    is_cut: bool = False


class AttemptRow(NamedTuple):
    """An attempt: the points that it has by itself, and the exercises for which it counts."""

    tried: Tried
    at: str
    score: float
    max_score: float
    counts_for: Sequence[str]
    sources: Sequence[SourceFile] = ()
    """What was handed in, of the attempts that count and of the newest."""
    left: int = 0
    """Files that are not shown, because there are too many."""


class HistoryLine(NamedTuple):
    """What happened, and when."""

    at: str
    what: Text


def render(
    entry: StudentEntry,
    report: Report,
    rows: Sequence[AttemptRow],
    lines: Sequence[HistoryLine],
    language: str,
    mark: str = "",
) -> bytes:
    """The page; the `mark` of what it follows from stands at its beginning."""
    return fill(
        "dossier.html",
        Telling(language),
        entry=entry,
        report=report,
        rows=rows,
        history=lines,
        mark=mark,
        sound_pictures=sound_pictures,
        link=lambda page: f"../../{link(page).removeprefix('./')}",
    )


def marks_of(book: Gradebook) -> dict[str, str]:
    """By student a text that changes whenever something is graded."""
    with book.session() as session:
        columns = (Member.name, func.count(), func.max(Grading.id), func.max(Grading.graded_at))
        query = select(*columns).join(Attempt, Attempt.student_id == Member.id).join(Grading).group_by(Member.name)
        return {name: f"{count} {last} {at}" for name, count, last, at in session.execute(query)}


class Dossiers:
    """The pages below `out`, in the language of the class. One that is up to date stays as it is."""

    def __init__(self, out: Path, book: Gradebook, rules: ClassRules, language: str) -> None:
        self._out = out
        self._book = book
        self._rules = rules
        self._language = language
        self._marks = marks_of(book)

    def write(
        self, folder: str, entry: StudentEntry, standing: Standing, report: Report, decided: Sequence[Decided]
    ) -> str:
        """Writes the page of the student whose folder is called so; where it is, relative to the class's page."""
        place = f"{FOLDER}/{folder}/{PAGE}"
        path = self._out / place
        shown = replace(entry, entries=())  # file names, which need not be text
        known = (__version__, self._language, shown, standing, report, decided, self._marks.get(entry.student))
        mark = hashlib.sha256(msgspec.json.encode(known)).hexdigest()
        if not _has_mark(path, mark):
            make_folder(path.parent)
            zone = zone_of(self._rules)
            lines = [
                HistoryLine(time_in(each.at, zone), each.what) for each in history(self._book, entry.student, zone)
            ]
            replace_file(path, render(entry, report, list(self._rows(standing, zone)), lines, self._language, mark))
        return place

    def _rows(self, standing: Standing, zone: ZoneInfo | None) -> Iterator[AttemptRow]:
        counting: dict[int, list[str]] = {}
        for name, grade in standing.grades.items():
            counting.setdefault(grade.tried.id, []).append(name)
        for tried in standing.attempts:
            marks = [mark for _grading, mark in tried.marks.values()]
            row = AttemptRow(
                tried=tried,
                at=time_in(tried.at, zone),
                score=rounded(sum(mark.score for mark in marks)),
                max_score=rounded(sum(mark.max_score for mark in marks)),
                counts_for=counting.get(tried.id, []),
            )
            if row.counts_for or tried is standing.newest:
                files = self._book.kept(tried.id).files
                shown = [source_of(name, files[name]) for name in sorted(files)[:MAX_FILES]]
                row = row._replace(sources=shown, left=len(files) - len(shown))
            yield row


def source_of(name: str, content: bytes) -> SourceFile:
    """A file as it is shown: the lines of a program, the code cells of a notebook."""
    cells = [CodeCell(number, _LINE_END.split(code.rstrip("\r\n"))) for number, code in _code(name, content)]
    cut = [cell._replace(lines=cell.lines[:MAX_LINES]) for cell in cells]
    return SourceFile(name, len(content), cut, is_cut=cut != cells)


def _code(name: str, content: bytes) -> Iterator[tuple[int, str]]:
    kind = suffix_of(name)
    if not kind or len(content) > MAX_NOTEBOOK:
        return
    if kind == ".py":
        yield 0, content.decode("utf-8-sig", "replace")
        return
    try:
        yield from enumerate(code_cells(content), 1)
    except NotebookError:
        return


def _has_mark(path: Path, mark: str) -> bool:
    try:
        with path.open("rb") as file:
            return mark.encode() in file.read(HEAD)
    except OSError:
        return False
