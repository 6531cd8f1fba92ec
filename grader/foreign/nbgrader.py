"""Notebooks of nbgrader, as their instructors write them: answers between `### BEGIN SOLUTION` and `### END SOLUTION`,
tests in cells that are graded, with hidden parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from grader.course.model import CourseError
from grader.foreign.code import statements, syntax_error, without_magics
from grader.foreign.model import (
    AUTOTEST,
    ForeignAssignment,
    ForeignCell,
    NotTaken,
    StudentCell,
    Test,
    name_of,
    points_of,
    read_notebook,
    told_of_autotests,
)

_BEGIN, _END = re.compile(r"\s*#+\s*BEGIN SOLUTION\b"), re.compile(r"\s*#+\s*END SOLUTION\b")
_HIDDEN, _SEEN = re.compile(r"\s*#+\s*BEGIN HIDDEN TESTS\b"), re.compile(r"\s*#+\s*END HIDDEN TESTS\b")
_AUTOTEST = re.compile(r"\s*#+\s*(HASHED )?AUTOTEST\b")
_UNWRITTEN = re.compile(r"^\s*raise NotImplementedError(\(\))?\s*$", re.MULTILINE)


def read_assignment(path: Path, name: str = "") -> ForeignAssignment:
    """The assignment in a notebook. CourseError for one without nbgrader's metadata, or as students get it."""
    cells = read_notebook(path).cells
    if not any(map(_about, cells)):
        raise CourseError(f"{path}: no cell has nbgrader's metadata; name a notebook from the folder `source/`")
    reader = _Reader()
    for cell in cells:
        reader.read(cell)
    if not reader.tests:
        why = told_of_autotests(reader.lost)
        raise CourseError(f"{path}: no cell of this notebook is a test with points, so there is nothing to grade{why}")
    if not reader.answers and reader.unwritten:
        raise CourseError(f"{path}: this notebook holds no solutions; name the one from the folder `source/`")
    found = (tuple(reader.parts), tuple(reader.tests), tuple(reader.lost))
    return ForeignAssignment(name or name_of(path.stem), path, path.parent, *found)


def _about(cell: ForeignCell) -> Mapping[str, Any]:
    """What nbgrader notes of a cell."""
    found = cell.metadata.get("nbgrader")
    return found if isinstance(found, Mapping) else {}


class _Reader:
    def __init__(self) -> None:
        self.parts: list[StudentCell] = []
        self.tests: list[Test] = []
        self.lost: list[NotTaken] = []
        self.answers = 0
        self.unwritten = 0

    def read(self, cell: ForeignCell) -> None:
        about = _about(cell)
        points = points_of(about.get("points")) or 0.0
        graded, solution = bool(about.get("grade")), bool(about.get("solution"))
        if about.get("task"):
            self.lost.append(NotTaken(cell.where, f"a task of {points:g} points, which a person grades, is left out"))
        elif cell.kind != "code":
            if solution:
                self.lost.append(
                    NotTaken(cell.where, f"an answer in words ({points:g} points), which a person grades, is left out")
                )
            elif cell.kind == "markdown" and cell.source.strip():
                self.parts.append(StudentCell(cell.source, is_text=True))
        elif graded and not solution:
            self._read_test(cell, str(about.get("grade_id") or f"cell_{cell.number}"), points)
        else:
            if graded:
                self.lost.append(
                    NotTaken(cell.where, f"{points:g} points, which a person gives for this code, are left out")
                )
            self._read_code(cell, solution)

    def _read_code(self, cell: ForeignCell, solution: bool) -> None:
        source, magics = without_magics(cell.source)
        self._tell_of(cell, magics)
        lines, answer, inside = [], set(), False
        for line in source.split("\n"):
            if _BEGIN.match(line) or _END.match(line):
                inside = bool(_BEGIN.match(line))
                continue
            lines.append(line)
            if inside:
                answer.add(len(lines))
        text = "\n".join(lines)
        if why := syntax_error(text):
            self.lost.append(NotTaken(cell.where, f"code that Python cannot read ({why}) is left out"))
            return
        if solution and not answer:
            answer = set(range(1, len(lines) + 1)) if statements(text) else set()
        self.answers += bool(answer) and not _UNWRITTEN.search(text)
        self.unwritten += bool(_UNWRITTEN.search(text))
        if text.strip():
            self.parts.append(StudentCell(text, answer=frozenset(answer)))

    def _read_test(self, cell: ForeignCell, name: str, points: float) -> None:
        source, magics = without_magics(cell.source)
        self._tell_of(cell, magics)
        if _AUTOTEST.search(source):
            self.lost.append(NotTaken(cell.where, AUTOTEST))
        if why := syntax_error(source):
            self.lost.append(
                NotTaken(cell.where, f"a test that Python cannot read ({why}) is left out: {points:g} points")
            )
            return
        seen, hidden = _split(source)
        if not statements(source):
            self.lost.append(NotTaken(cell.where, f"an empty test of {points:g} points is left out"))
            return
        if not points:
            self.lost.append(NotTaken(cell.where, "this test has no points, so it is shown and counts nothing"))
        if not hidden:
            self.tests.append(Test(name, seen, points, False, cell.where))
        elif not any(_judges(each) for each in seen.split("\n")):
            lines = (each for each in source.split("\n") if not (_HIDDEN.match(each) or _SEEN.match(each)))
            self.tests.append(Test(name, "\n".join(lines), points, True, cell.where))
        else:
            what = f"a test with a hidden part became two checks of {points / 2:g} points, which can be lost one by one"
            self.lost.append(NotTaken(cell.where, what))
            self.tests.append(Test(name, seen, points / 2, False, cell.where))
            self.tests.append(Test(f"{name}_hidden", hidden, points / 2, True, cell.where))

    def _tell_of(self, cell: ForeignCell, magics: list[str]) -> None:
        self.lost += (NotTaken(cell.where, f"`{each[:60]}` is a comment now") for each in magics)


def _split(source: str) -> tuple[str, str]:
    """What students see of a test, and what is hidden."""
    seen: list[str] = []
    hidden: list[str] = []
    now = seen
    for line in source.split("\n"):
        if _HIDDEN.match(line):
            now = hidden
        elif _SEEN.match(line):
            now = seen
        else:
            now.append(line)
    return "\n".join(seen), "\n".join(hidden)


def _judges(line: str) -> bool:
    return re.match(r"\s*(assert|raise|try\b|with\b|np\.testing|\w*[Aa]ssert)", line) is not None


def notebooks(paths: Sequence[Path]) -> Iterator[Path]:
    """The notebooks that are meant: those named, and those in a folder that is named."""
    for path in paths:
        found = sorted(path.glob("*.ipynb")) if path.is_dir() else [path]
        if not found:
            raise CourseError(f"{path}: there is no notebook in it")
        yield from found
